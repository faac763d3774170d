"""The commands of the policy checklist: a form to fill in, and reading it back."""

from pathlib import Path
from typing import Annotated

import typer

from proeftuin.cli.common.options import Day, Root

checklist = typer.Typer(
    help="De checklist voor aanwezigheidsbeleid: formulieren maken en inlezen.",
    no_args_is_help=True,
)


@checklist.command("new")
def new_checklist(
    form: Annotated[Path, typer.Argument(metavar="FORMULIER.XLSX", help="Het nieuwe formulier.")],
    school: Annotated[
        str, typer.Option(help="De naam van de school; met --project haar naam in dat bestand.")
    ] = "",
    project: Annotated[
        Path | None,
        typer.Option(metavar="PROEFTUINEN.TOML", help="Waar staat hoe de school punten indeelt."),
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(metavar="FORMULIER.XLSX", help="Een eerder ingevuld formulier, ernaast."),
    ] = None,
) -> None:
    """Maak een formulier dat een school invult.

    Voorbeeld: proeftuin checklist new najaar.xlsx --school "De Waterlinde" --earlier voorjaar.xlsx
    """
    from proeftuin.register.project.project_file import load_project
    from proeftuin.team.checklist.checklist import Checklist
    from proeftuin.team.form.writer import write_form

    before = Checklist.read(earlier) if earlier else None
    name, topics = school or (before.school if before else ""), None
    if project:
        (settings,) = load_project(project).select([school])
        name, topics = settings.name, settings.checklist_topics
    write_form(form, name, earlier=before, topics=topics)
    typer.echo(f"Formulier geschreven: {form}")


@checklist.command("read")
def read_checklist(
    form: Annotated[
        Path, typer.Argument(metavar="FORMULIER.XLSX", help="Het ingevulde formulier.")
    ],
    school: Annotated[
        str, typer.Option(metavar="SCHOOL", help="De naam achter ‘scholen.’ in proeftuinen.toml.")
    ],
    date: Day = None,
    root: Root = Path(),
) -> None:
    """Lees een ingevuld formulier in en bewaar het bij de school, in data/checklist.

    Zonder --date geldt de datum die op het formulier staat.

    Voorbeeld: proeftuin checklist read najaar.xlsx --school vmbo --date 2020-10-08
    """
    from proeftuin.errors import describe
    from proeftuin.report.numbers.checklists import CHECKLISTS
    from proeftuin.team.storage import save_form

    saved = save_form(form, root / "data" / CHECKLISTS, school, date.date() if date else None)
    if saved.warnings:
        typer.echo(describe(list(saved.warnings)), err=True)
    typer.echo(saved.sentence)
