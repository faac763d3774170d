"""From a school's export to its register.

The order matters to the person who mends: first what is missing, then what is written wrong, then
what contradicts something else; and within each step everything at once.
"""

import json
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from proeftuin.register.codebook import read_code_book, unknown_codes
from proeftuin.register.days import derive_days
from proeftuin.register.files import RawFile, list_files, read_table
from proeftuin.register.problems import InputError, Problem
from proeftuin.register.profiles import Profile, TableProfile, profile_text, read_profile
from proeftuin.register.pseudonyms import pseudonymise, read_or_make_key
from proeftuin.register.registrations import (
    Marks,
    class_weeks,
    explain,
    read_registrations,
    read_reports,
)
from proeftuin.register.roster import read_roster
from proeftuin.register.sessions import (
    Timetable,
    dated_timetable,
    school_calendar,
    weekly_timetable,
)
from proeftuin.register.settings import Project, School
from proeftuin.register.store import Register, read_register
from proeftuin.register.tables import conform, validate


def import_school(project: Project, school_id: str) -> Register:
    """Read the export of one school into a register.

    Parameters
    ----------
    project
        What `load_project` returns.
    school_id
        The school's id in `proeftuinen.toml`.

    Returns
    -------
    Register
        In memory, validated; `save` it to keep it.

    Raises
    ------
    InputError
        Everything that is wrong with the export, in Dutch. Nothing is written.
    """
    school = project.schools[school_id]
    available = list_files(project.folder / school.export)
    profile = read_profile(school.profiles[0])
    raw, sources, book = _read_all(available, profile, school.code_book)

    roster, problems = read_roster(raw["roster"], profile.roster, school)
    timetable = _timetable(raw, profile, school, roster)
    problems += timetable.problems
    for name in ("registrations", "reports"):
        if name in raw:
            codes = raw[name][raw[name]["code"] != ""]
            problems += unknown_codes(codes, book, school.code_book)
    if not timetable.problems:
        problems += _classes_without_lessons(roster, timetable)
    marks = Marks(pd.DataFrame())
    if not timetable.problems and roster["start"].notna().all():
        marks = _marks(raw, profile, school, roster, timetable, book)
    problems += marks.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))

    tables = _tables(school_id, roster, timetable, marks)
    provenance = _provenance(school, timetable, marks, sources, book)
    provenance["fingerprint"] = fingerprint(project, school_id)
    return Register(tables, provenance)


def fingerprint(project: Project, school_id: str) -> str:
    """Hash all that a register follows from: files, settings, profile and this package's code.

    Raises
    ------
    InputError
        The export is not there.
    """
    school = project.schools[school_id]
    parts = [f"{file.name} {file.sha256}" for file in list_files(project.folder / school.export)]
    parts += [school.model_dump_json(), profile_text(school.profiles[0]), version("proeftuin")]
    parts += [
        source.read_text("utf-8")
        for source in sorted(files("proeftuin.register").iterdir(), key=lambda path: path.name)
        if source.name.endswith(".py")
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def is_current(project: Project, school_id: str, folder: Path) -> bool:
    """Tell whether the register in a folder still follows from today's export and settings."""
    try:
        saved = read_register(folder).provenance
    except InputError:
        return False
    return bool(saved.get("fingerprint") == fingerprint(project, school_id))


def _read_all(
    available: list[RawFile], profile: Profile, code_book: str
) -> tuple[dict[str, pd.DataFrame], list[dict[str, Any]], pd.DataFrame]:
    """Read every table of the export and the code book; report all that is missing together."""
    raw: dict[str, pd.DataFrame] = {}
    sources: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for name in ("roster", "timetable", "week", "registrations", "reports"):
        table: TableProfile | None = getattr(profile, name)
        if table is None:
            continue
        try:
            raw[name], found = read_table(available, table)
            sources += found
        except InputError as error:
            problems += error.problems
    book = pd.DataFrame()
    try:
        book = read_code_book(available, code_book)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    unique = {source["file"]: source for source in reversed(sources)}
    return raw, list(unique.values())[::-1], book


def _timetable(
    raw: dict[str, pd.DataFrame], profile: Profile, school: School, roster: pd.DataFrame
) -> Timetable:
    if profile.timetable is not None:
        timetable = dated_timetable(raw["timetable"], profile.timetable, school)
    elif profile.week is not None:
        classes = roster[["class", "year_group"]].drop_duplicates()
        timetable = weekly_timetable(raw["week"], profile.week, school, classes)
    else:
        raise ValueError(f"profile {school.profiles[0]} has neither a timetable nor a week")
    return timetable.until(school.export_date)


def _classes_without_lessons(roster: pd.DataFrame, timetable: Timetable) -> list[Problem]:
    missing = sorted(set(roster["class"]) - set(timetable.given["class"]))
    return [
        Problem(
            "Een klas uit de leerlingenlijst heeft geen enkele les in het rooster.",
            value=name,
            expected="een klas die in beide voorkomt, met dezelfde schrijfwijze",
            mend="Controleer de klasnamen in leerlingenlijst en rooster.",
        )
        for name in missing
    ]


def _marks(
    raw: dict[str, pd.DataFrame],
    profile: Profile,
    school: School,
    roster: pd.DataFrame,
    timetable: Timetable,
    book: pd.DataFrame,
) -> Marks:
    observed = read_registrations(
        raw["registrations"], profile.registrations, school, roster, timetable, book
    )
    if profile.reports is None:
        return observed
    reported = read_reports(raw["reports"], profile.reports, roster, timetable, book)
    problems = observed.problems + reported.problems
    rows = observed.rows if problems else explain(observed.rows, reported.rows)
    return replace(observed, rows=rows, problems=problems)


def _tables(
    school_id: str, roster: pd.DataFrame, timetable: Timetable, marks: Marks
) -> dict[str, pd.DataFrame]:
    key = read_or_make_key()
    pupils = roster.assign(school=school_id, pupil=pseudonymise(roster["pupil"], key))
    # Plain presence is the rule, not a mark; being sent out is present with a reason.
    is_mark = (marks.rows["kind"] != "present") | (marks.rows["reason"] != "")
    rows = marks.rows[is_mark].assign(school=school_id)
    absences = rows.assign(
        pupil=pseudonymise(rows["pupil"], key),
        minutes=rows["minutes"].where(rows["kind"] == "absent", 0),
    )
    absences = absences.drop_duplicates(["pupil", "date", "session", "code"])
    tables = {
        "pupils": pupils.sort_values(["class", "start"], kind="stable"),
        "sessions": timetable.given.assign(
            school=school_id,
            registered=class_weeks(timetable.given).isin(marks.registered),
        ),
        "absences": absences.sort_values(["date", "session"], kind="stable"),
    }
    tables = {name: conform(frame, name) for name, frame in tables.items()}
    tables["days"] = derive_days(tables["pupils"], tables["sessions"], tables["absences"])
    return {name: validate(frame, name) for name, frame in tables.items()}


def _provenance(
    school: School,
    timetable: Timetable,
    marks: Marks,
    sources: list[dict[str, Any]],
    book: pd.DataFrame,
) -> dict[str, Any]:
    return {
        "school": school.id,
        "name": school.name,
        "sector": school.sector,
        "region": school.region,
        "export_date": school.export_date.isoformat(),
        "profile": school.profiles[0],
        "imported_from": sources,
        "code_book": json.loads(book.to_json(orient="records")),
        "left_out": timetable.left_out + marks.left_out,
        "calendar": [
            {
                "start": f"{event.start:%Y-%m-%d}",
                "end": f"{event.end:%Y-%m-%d}",
                "kind": event.kind,
                "name": event.name,
                "binding": event.binding,
            }
            for event in school_calendar(school).itertuples()
        ],
        "minimum_sessions": school.minimum_sessions,
        "settings": json.loads(school.model_dump_json(exclude={"export"})),
        "version": version("proeftuin"),
    }
