"""The wizard: from an export in a school's own columns to a profile, a code book and a school.

Everything is asked first and written at the end, so that whoever stops half-way has changed
nothing. No pupil number, name or note of the export is shown on the way.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import typer

from proeftuin.cli.wizard.codes import FIELDS, Line, ask_codes, code_book_text
from proeftuin.cli.wizard.export import (
    Tables,
    ask_tables,
    counts_half_days,
    fits_already,
    names_of_people,
    registered_days,
    year_groups,
)
from proeftuin.cli.wizard.files import CODE_BOOK, PROJECT, Place, free_path, read_files, write_all
from proeftuin.cli.wizard.questions import converse, say, yes
from proeftuin.cli.wizard.school import SchoolAnswer, ask_school, ask_week
from proeftuin.cli.wizard.summary import week_summary
from proeftuin.cli.wizard.tables import KIND_NAMES
from proeftuin.errors import InputError, Problem
from proeftuin.register.codes.code_book import (
    CHECKED,
    COLUMNS,
    HEADER,
    PROPOSED_HEADER,
    read_code_book,
)
from proeftuin.register.guessing.columns import may_be_shown, samples
from proeftuin.register.importing.importer import import_school
from proeftuin.register.profiles.profile import Profile, TableProfile
from proeftuin.register.profiles.profile_toml import profile_as_toml
from proeftuin.register.project.project_file import load_project
from proeftuin.register.project.settings import Project
from proeftuin.register.reading.files import list_files
from proeftuin.register.reading.raw_tables import RawTable, read_table
from proeftuin.text.words import KINDS, REASONS, listing, short_date

STOPPED = 2


def run_wizard(file: Path) -> None:
    """Ask how an export is written, and write its profile, code book and school.

    Ends with exit code 2 when the answers end before the questions do, and with the import's own
    problems when it cannot read the export yet.
    """
    try:
        converse(lambda: _converse(Place.of(file)))
    except typer.Abort:
        typer.echo("\nGestopt: er is niets bewaard.", err=True)
        raise typer.Exit(STOPPED) from None


def _converse(place: Place) -> None:
    own, neighbours = read_files(place)
    known = _code_book(place)
    if fits_already(place, own, neighbours):
        return
    say("Bij elke vraag: Enter = wat er staat, ‘terug’ = de vorige vraag opnieuw.")
    available = own
    if neighbours:
        typer.echo(f"In dezelfde map staan ook: {', '.join(file.name for file in neighbours)}.")
        available = [*own, *neighbours] if yes("Horen die bij deze export?") else own
    tables = ask_tables(available)
    if not tables.own:
        mend = "Bewaar de lijst als CSV of als werkboek (.xlsx), met één rij namen erboven."
        raise InputError([Problem("Er is geen lijst gevonden om te lezen.", mend=mend)])
    raw = {
        name: read_table(available, table) for name, table in (tables.covered | tables.own).items()
    }
    half_days = counts_half_days(tables)
    week: list[str] = []
    if half_days and not tables.names & {"week", "timetable"}:
        week = ask_week(year_groups(raw))
        typer.echo("\nDe week:\n" + "\n".join(week_summary(week)))
    lines = _ask_codes(tables, raw, known)
    school = ask_school(place.export.name, "po" if half_days else "vo", registered_days(raw))
    _write(place, tables, replace(school, week=week), lines, known)


def _ask_codes(tables: Tables, raw: dict[str, RawTable], known: list[Line]) -> list[Line]:
    if "registrations" not in tables.own:
        return known
    counts = raw["registrations"].rows["code"].value_counts().drop("", errors="ignore")
    often = {str(code): int(count) for code, count in counts.items()}
    lines = ask_codes(often, known, names_of_people(tables.looks))
    tables.own["registrations"] = _with_presence(tables.own["registrations"], counts, lines)
    return lines


def _with_presence(
    table: TableProfile, counts: "pd.Series[int]", lines: list[Line]
) -> TableProfile:
    """Ask whether presence is registered too, when most of the rows say that somebody was there."""
    present = [line["code"] for line in lines if line["soort"] == "aanwezig" and not line["reden"]]
    if counts.reindex(present).sum() * 2 <= counts.sum():
        return table
    question = "De meeste rijen zeggen dat een leerling er was. Staat bij elke les wie er was?"
    return table.model_copy(update={"presence": yes(question)})


def _code_book(place: Place) -> list[Line]:
    """Read the code book that is there, as lines; one with mistakes stops before any question."""
    if not place.code_book.exists():
        return []
    book = read_code_book(list_files(place.code_book), CODE_BOOK)
    dutch = {
        "code": book["code"],
        "description": book["description"],
        "kind": book["kind"].map(KINDS),
        "reason": book["reason"].map(REASONS | {"": ""}),
        "authorised": book["authorised"].map({True: "ja", False: "nee"}).fillna(""),
    }
    rows = zip(*(dutch[name] for name in COLUMNS), strict=True)
    lines = [dict(zip(FIELDS, map(str, row), strict=True)) for row in rows]
    return [
        line | {CHECKED: "nee"} if guess else line
        for line, guess in zip(lines, book["guess"], strict=True)
    ]


def _is_ours(path: Path) -> bool:
    """Tell whether a code book has just our columns, so that it can be written anew."""
    if not path.exists():
        return True
    (file,) = list_files(path)
    return file.decoded()[0].split("\n", 1)[0].strip() in (HEADER, PROPOSED_HEADER)


def _write(
    place: Place, tables: Tables, school: SchoolAnswer, lines: list[Line], known: list[Line]
) -> None:
    """Write the profile, the code book when it has new lines, and the project when it is new."""
    profile = Profile.model_validate({"title": school.name} | tables.own)
    typer.echo("\nDit wordt bewaard:\n" + "\n".join(_summary(place, tables, school)))
    path = free_path(place.home / f"{school.id}.toml")
    texts = {path: profile_as_toml(profile)}
    by_hand = not _is_ours(place.code_book)
    if lines != known and not by_hand:
        texts[place.code_book] = code_book_text(lines)
    profiles = [*tables.existing, place.in_project(path)]
    section = school.lines(profiles, place.in_project(place.export))
    text = "\n".join([section[1], "", *section]) + "\n"
    is_new = not place.project.exists() and yes("Er is nog geen proeftuinen.toml. Maken?")
    if is_new:
        texts[place.project] = text
    project = _project(text, place)
    write_all(texts)
    typer.echo(f"Bewaard: {', '.join(place.in_project(path) for path in texts)}.")
    if not is_new:
        typer.echo("Zet dit in proeftuinen.toml:\n\n" + "\n".join(section) + "\n")
    if lines != known and by_hand:
        new = code_book_text(lines[len(known) :]).split("\n", 1)[1]
        typer.echo(f"{CODE_BOOK} heeft eigen kolommen en blijft zoals het is. Zet erbij:\n\n{new}")
    _check(project, school, tables)


def _summary(place: Place, tables: Tables, school: SchoolAnswer) -> list[str]:
    """Say what was answered, for a last look."""
    years = ", ".join(school.school_years)
    return [
        f"{school.name}: {school.sector}, vakantieregio {school.region}, schooljaar {years}, "
        f"geregistreerd tot en met {short_date(school.export_date)}",
        *(
            f"{answer.look.place}: {KIND_NAMES[kind]}, met {listing(answer.titles())}"
            for kind, answer in tables.answers.items()
        ),
        *week_summary(school.week),
    ]


def _project(text: str, place: Place) -> Project:
    """Read the project that the answers make, as it will lie beside its school."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / PROJECT
        path.write_text(text, "utf-8")
        return load_project(path).model_copy(update={"path": place.project})


def _check(project: Project, school: SchoolAnswer, tables: Tables) -> None:
    """Try the import, and say what came of it."""
    from proeftuin.cli.common.support import summary

    timed = {"timetable", "week"} & tables.names or school.week
    missing = [name for name in ("roster", "registrations") if name not in tables.names]
    missing += [] if timed else ["timetable"]
    if missing:
        for name in missing:
            typer.echo(f"Nog nodig voor een register: {KIND_NAMES[name]}.")
        typer.echo("Zet dat bestand erbij en begin opnieuw, of noem een profiel dat het leest.")
        return
    typer.echo("Proef: de export wordt ingelezen, zonder iets te bewaren.")
    try:
        register = import_school(project, school.id)
    except InputError as error:
        typer.echo(
            "Het profiel is bewaard, maar de export kan nog niet worden ingelezen.", err=True
        )
        raise InputError(
            [_without_persons(problem, tables) for problem in error.problems]
        ) from None
    typer.echo(f"In orde: {summary(register)}.")
    for left_out in register.provenance["left_out"]:
        typer.echo(f"  weggelaten: {left_out['count']} × {left_out['what']}")
    typer.echo(f"Nu: proeftuin import proeftuinen.toml --only {school.id}")


def _without_persons(problem: Problem, tables: Tables) -> Problem:
    """Leave out the value of a cell that could be about a person."""
    shown = {
        column.name for look in tables.looks for column in look.columns.values() if samples(column)
    }
    is_answer = problem.file == PROJECT
    if (is_answer or problem.column in ("", "code", *shown)) and may_be_shown(problem.value):
        return problem
    return replace(problem, value="")
