"""The command that makes the reports: of every school, of some, or of one part of many."""

from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proeftuin.cli.common.options import DATES, Only, OptionalProjectFile, Root
from proeftuin.cli.common.support import (
    FAILED,
    each_school,
    leave,
    notice,
    register_folder,
    warn_of_second,
)

if TYPE_CHECKING:
    from proeftuin.report.making.batch import ReportResult

Since = Annotated[
    datetime | None,
    typer.Option(
        formats=DATES, metavar="DATUM", help="Alleen scholen met een export van deze dag of later."
    ),
]
Shard = Annotated[
    str,
    typer.Option(
        metavar="DEEL/DELEN",
        help="Alleen dit deel van de scholen, zoals 3/40: om een grote reeks over computers te "
        "verdelen.",
    ),
]
Explain = Annotated[
    tuple[Path, Path] | None,
    typer.Option(
        "--explain",
        metavar="OUD NIEUW",
        help="Maak niets; zeg waarom de cijfers in twee rapporten verschillen: door de gegevens, "
        "de begrippen of de leerlingen. Geef de map van elk rapport.",
    ),
]
Language = Annotated[
    str,
    typer.Option(
        metavar="TAAL",
        help="De taal van het rapport: nl of en. Een Engels rapport komt in reports/SCHOOL/en.",
    ),
]
STATES = {
    "made": "gemaakt",
    "current": "nog actueel",
    "outdated": "te maken",
    "failed": "mislukt",
}


def report(
    project: OptionalProjectFile = None,
    only: Only = None,
    root: Root = Path(),
    since: Since = None,
    shard: Shard = "",
    force: Annotated[bool, typer.Option(help="Maak ook wat nog actueel is opnieuw.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Maak niets; zeg wat gemaakt zou worden, en waarom.")
    ] = False,
    explain: Explain = None,
    language: Language = "nl",
) -> None:
    """Maak de evaluatierapporten in reports/SCHOOL; leest de exports in waar dat nodig is.

    Voorbeeld: proeftuin report data/sample/proeftuinen.toml
    """
    if explain is not None:
        from proeftuin.cli.common.explanation_text import explanation_text
        from proeftuin.report.comparing.explain import explain as explained

        typer.echo(explanation_text(explained(*explain)))
        return
    if project is None:
        raise typer.BadParameter("Noem het projectbestand, proeftuinen.toml.")
    from proeftuin.register.importing.identity import refuse_key_in_output
    from proeftuin.register.importing.importer import is_current
    from proeftuin.register.project.project_file import load_project
    from proeftuin.report.making.batch import ReportResult, write_reports
    from proeftuin.report.making.plan import chosen_schools
    from proeftuin.report.numbers.checklists import school_checklists
    from proeftuin.report.numbers.registers import renew_register
    from proeftuin.text.words import listing

    loaded = load_project(project)
    refuse_key_in_output(loaded, root)
    day = since.date() if since else None
    chosen = [school.id for school in chosen_schools(loaded, only, day, shard, None, language)]
    compared = {name: loaded.schools[name].comparison for name in chosen}
    unread: set[str] = set()

    def one(school_id: str) -> None:
        # Read here too, so that a form with mistakes is told before any report is begun.
        school_checklists(loaded, loaded.schools[school_id])
        folder = register_folder(root, school_id)
        if is_current(loaded, school_id, folder):
            return
        if dry_run:
            unread.add(school_id)
        else:
            renew_register(loaded, school_id, folder, tell=notice)

    needed = list(dict.fromkeys([*chosen, *chain(*compared.values())]))
    warn_of_second(root, project, needed)
    wrong = each_school(needed, one, "Exports inlezen")
    unfinished: list[str] = []
    ready = []
    results = []
    for name in chosen:
        if others := sorted({name, *compared[name]} & set(wrong)):
            notice(f"{name}: geen rapport, want {listing(others)} is niet ingelezen.")
        elif new := unread.intersection([name, *compared[name]]):
            reason = f"nieuw of veranderd is de export van {listing(sorted(new))}"
            results.append(ReportResult(name, "outdated", reason=reason))
        else:
            ready.append(name)
    if ready:
        results += write_reports(
            loaded,
            root,
            ready,
            force=force,
            dry_run=dry_run,
            language=language,
            tell=unfinished.append,
        )
    results.sort(key=lambda result: chosen.index(result.school))
    for result in results:
        typer.echo(str(result), err=result.failed)
    if len(chosen) > 1:
        notice(closing(results, len(chosen) - len(results)))
    for text in unfinished:
        notice(text)
    leave(wrong)
    if unfinished or any(result.failed for result in results):
        raise typer.Exit(FAILED)


def closing(results: "list[ReportResult]", unread: int = 0) -> str:
    """Sum up a batch in one Dutch line.

    Parameters
    ----------
    results
        What became of each report.
    unread
        How many schools have none because an export was wrong.

    Examples
    --------
    >>> from proeftuin.report.making.batch import ReportResult
    >>> closing([ReportResult("po", "made"), ReportResult("vo", "failed")], 1)
    'Van 3 rapporten: 1 gemaakt, 1 mislukt, 1 niet ingelezen.'
    """
    counts = {
        word: sum(result.state == state for result in results) for state, word in STATES.items()
    } | {"niet ingelezen": unread}
    parts = [f"{count} {word}" for word, count in counts.items() if count]
    total = len(results) + unread
    return f"Van {total} {'rapport' if total == 1 else 'rapporten'}: {', '.join(parts)}."
