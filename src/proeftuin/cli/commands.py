"""The command line: from a school's export to its report, for people who do not program.

Exit codes: 0 done, 1 something failed, 2 the input is wrong. Messages about the input go to
stderr, in Dutch, and never as a traceback.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proeftuin.cli.checklist import checklist
from proeftuin.cli.common.options import (
    DATES,
    Day,
    Grouping,
    Measure,
    Only,
    OptionalProjectFile,
    ProjectFile,
    Rebuild,
    RegisterFolder,
    Root,
    Wizard,
)
from proeftuin.cli.common.output import lost, safe_output
from proeftuin.cli.common.support import (
    FAILED,
    WRONG_INPUT,
    each_school,
    failure,
    leave,
    notice,
    register_folder,
    summary,
    warn_of_second,
    whole_register,
)
from proeftuin.cli.common.usage import USAGE, said_of_usage
from proeftuin.cli.report import report
from proeftuin.register.store.origin import origin_of
from proeftuin.report.document.notebook import skip_iri_checker

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register
    from proeftuin.schemes import TierScheme

app = typer.Typer(
    help="Van de aanwezigheidsregistratie van een school naar piramides en een evaluatierapport.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(checklist, name="checklist")


@app.command("import")
def import_registers(
    project: OptionalProjectFile = None,
    only: Only = None,
    root: Root = Path(),
    rebuild: Rebuild = False,
    wizard: Wizard = None,
) -> None:
    """Lees de exports in en voeg ze toe aan de registers in data/register/SCHOOL.

    Voorbeeld: proeftuin import data/sample/proeftuinen.toml --only vmbo

    Bij een eigen lijst van de school: proeftuin import --wizard verzuim.csv
    """
    if wizard is not None:
        from proeftuin.cli.wizard.run import run_wizard

        run_wizard(wizard)
        return
    if project is None:
        raise typer.BadParameter("Noem een projectbestand, of een bestand achter --wizard.")
    from proeftuin.register.importing.identity import refuse_key_in_output, save_names
    from proeftuin.register.project.project_file import load_project
    from proeftuin.report.numbers.registers import renew_register

    loaded = load_project(project)
    refuse_key_in_output(loaded, root)

    def one(school_id: str) -> None:
        folder = register_folder(root, school_id)
        register, changes = renew_register(loaded, school_id, folder, rebuild, notice)
        typer.echo(f"{school_id}: {summary(register)}; bewaard in {folder.resolve()}")
        for line in changes:
            typer.echo(f"  {line}")
        if names := save_names(loaded, school_id):
            typer.echo(f"  namen voor het eigen SAT: {names}; nooit samen met een rapport delen")

    schools = [school.id for school in loaded.select(only)]
    warn_of_second(root, project, schools)
    leave(each_school(schools, one))


@app.command()
def check(project: ProjectFile, only: Only = None) -> None:
    """Controleer de exports en de kwaliteit van de registratie, zonder iets te bewaren.

    Voorbeeld: proeftuin check data/sample/proeftuinen.toml
    """
    from proeftuin.cli.common.quality_text import not_read_text, quality_text
    from proeftuin.register.importing.importer import import_school
    from proeftuin.register.project.project_file import load_project
    from proeftuin.register.quality.quality import quality
    from proeftuin.report.numbers.checklists import school_checklists

    loaded = load_project(project)
    stopped: set[str] = set()

    def one(school_id: str) -> None:
        register = import_school(loaded, school_id, notice)
        school_checklists(loaded, loaded.schools[school_id])
        found = quality(register)
        typer.echo(f"{school_id}: gecontroleerd. {summary(register)}")
        typer.echo(quality_text(found, origin_of(register).primary))
        typer.echo(f"\n{not_read_text(origin_of(register).files)}\n")
        if found.stops:
            stopped.add(school_id)

    wrong = each_school([school.id for school in loaded.select(only)], one)
    leave(wrong | dict.fromkeys(stopped, WRONG_INPUT))


@app.command()
def pyramid(
    register: RegisterFolder,
    start: Day = None,
    end: Day = None,
    by: Annotated[Grouping, typer.Option(help="Een piramide per …")] = Grouping.school,
    measure: Annotated[
        Measure | None,
        typer.Option(help="Tel minuten, of lessen/dagdelen; anders wat de school telt."),
    ] = None,
    scheme: Annotated[str | None, typer.Option(help="Indeling; anders die van de school.")] = None,
) -> None:
    """Toon de piramide van een periode, zonder data van elke maand van het schooljaar.

    De aantallen zijn onbeschermd: voor eigen gebruik, niet om te delen.

    Voorbeeld: proeftuin pyramid data/register/vmbo --start 2021-02-15 --end 2021-03-19 --by class
    """
    from proeftuin.pyramid.counting.attendance import attendance
    from proeftuin.pyramid.counting.empty_periods import NONE_AT_ALL, said_without_days
    from proeftuin.pyramid.counting.periods import Period, months
    from proeftuin.pyramid.pyramid import NOBODY, build_pyramid, build_pyramids

    opened = whole_register(register)
    rules = _scheme(opened, scheme)
    _in_order(start, end)
    if (start is None) != (end is None):
        raise typer.BadParameter("Geef zowel --start als --end, of geen van beide.")
    periods = (
        months(opened)
        if start is None or end is None
        else [Period(start.date(), end.date(), f"{start:%d-%m-%Y} – {end:%d-%m-%Y}")]
    )
    if not periods:
        typer.echo(f"{origin_of(opened).name}: {NONE_AT_ALL}")
    for period in periods:
        pupils = attendance(opened, period, measure.value if measure else None)
        typer.echo(f"\n{origin_of(opened).name}, {period.label}")
        if pupils.empty:
            typer.echo(said_without_days(opened, period) or NOBODY)
        elif by is Grouping.school:
            typer.echo(str(build_pyramid(pupils, rules)))
        else:
            table = build_pyramids(pupils, by.value, rules)
            wide = table.pivot(index=by.value, columns="label", values="count")
            typer.echo(wide[list(rules.labels)].to_string())


@app.command()
def compare(
    register: RegisterFolder,
    start: Annotated[datetime, typer.Option(formats=DATES, metavar="DATUM")],
    end: Annotated[datetime, typer.Option(formats=DATES, metavar="DATUM")],
    days: Annotated[int, typer.Option(min=1, help="Schooldagen per venster.")] = 20,
    measure: Annotated[
        Measure | None,
        typer.Option(help="Tel minuten, of lessen/dagdelen; anders wat de school telt."),
    ] = None,
    scheme: Annotated[str | None, typer.Option(help="Indeling; anders die van de school.")] = None,
    reference: Annotated[
        list[Path] | None,
        typer.Option(metavar="REGISTER", help="Register van een vergelijkingsschool."),
    ] = None,
) -> None:
    """Vergelijk de eerste en de laatste schooldagen van een periode.

    Voorbeeld: proeftuin compare data/register/vmbo --start 2021-01-05 --end 2021-03-19
    """
    from proeftuin.evaluation.evaluate import evaluate
    from proeftuin.pyramid.counting.periods import windows_between

    _in_order(start, end)
    opened = whole_register(register)
    others = [whole_register(folder) for folder in reference or []]
    windows = windows_between(opened, start.date(), end.date(), days)
    found = evaluate(
        opened,
        windows,
        _scheme(opened, scheme),
        measure.value if measure else None,
        {origin_of(other).name: other for other in others},
    )
    typer.echo(str(found.comparison))
    typer.echo(f"\n{found.sentence}")


app.command()(report)


@app.command()
def simulate(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="Waar de exports komen.")],
    seed: Annotated[int, typer.Option(help="Begin van de toevalsgetallen.")] = 2021,
    region: Annotated[
        bool, typer.Option("--regio", help="Maak een regio van basisscholen, met proeftuinen.toml.")
    ] = False,
) -> None:
    """Maak de synthetische exports van de voorbeeldscholen, met de waarheid ernaast.

    Voorbeeld: proeftuin simulate data/sample

    Een regio: proeftuin simulate data/sample/regio --regio
    """
    if region:
        from proeftuin.simulation.simulate import simulate_region

        simulate_region(folder, seed)
        typer.echo(f"Voorbeeldregio geschreven in {folder}")
        return
    from proeftuin.simulation.simulate import simulate as write_exports
    from proeftuin.team.sample import write_checklists

    write_exports(folder, seed)
    write_checklists(folder / "checklist", seed)
    typer.echo(f"Voorbeeldscholen geschreven in {folder}")


def main() -> None:
    """Run the command line and leave with its exit code."""
    skip_iri_checker()
    with safe_output() as streams:
        try:
            sys.exit(app(standalone_mode=False) or 0)
        except typer.Abort:
            typer.echo("Afgebroken.", err=True)
            sys.exit(FAILED)
        except USAGE as error:
            typer.echo(said_of_usage(error), err=True)
            sys.exit(WRONG_INPUT)
        except Exception as error:
            text, code = failure(error)
            typer.echo(text[:1].upper() + text[1:], err=True)
            sys.exit(code)
        finally:
            sys.stdout.flush()
            if text := lost(streams):
                typer.echo(text, err=True)
                sys.exit(FAILED)


def _in_order(start: datetime | None, end: datetime | None) -> None:
    if start is not None and end is not None and end < start:
        raise typer.BadParameter(f"--start ({start:%d-%m-%Y}) ligt na --end ({end:%d-%m-%Y}).")


def _scheme(register: "Register", name: str | None) -> "TierScheme":
    """Return the school's own rule, or another one with the school's minimum."""
    from dataclasses import replace

    from proeftuin.schemes import SCHEMES

    if name is None:
        return register.scheme
    if name not in SCHEMES:
        raise typer.BadParameter(f"Onbekende indeling {name!r}; kies uit: {', '.join(SCHEMES)}.")
    return replace(SCHEMES[name], minimum_sessions=register.scheme.minimum_sessions)
