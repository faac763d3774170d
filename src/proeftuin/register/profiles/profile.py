"""Profiles: what a school system calls things, as data.

A profile is one TOML file that says, for each table an export holds, in which files it stands,
which column is what, and which values mean something. A new system needs a new file and no code;
a school can keep one beside its own `proeftuinen.toml`. Several profiles together make one: the
absences of one system with the timetable of another.

The tables of a profile: `roster` (pupils and their classes), `timetable` (dated lessons) or `week`
(half-days that return every week), `registrations` (marks of pupils) and, where the system keeps
them, `reports` (an absence from one moment to another, which explains what was observed) and
`reasons` (what the codes mean, from which a code book is proposed).
"""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from proeftuin.errors import InputError, Problem
from proeftuin.register.profiles.expected_values import expected_value, written

REQUIRED = {
    "roster": ("pupil", "class", "year_group"),
    "timetable": ("class", "start", "end", "first_session"),
    "week": ("year_group", "weekday", "session", "start", "end"),
    "registrations": ("pupil", "date", "code"),
    "reports": ("pupil", "code", "start", "end"),
    "reasons": ("code",),
}
ALLOWED = {
    "roster": ("start", "end", "stage", "track", "sap_type", "born"),
    "timetable": ("date", "last_session"),
    "week": (),
    "registrations": ("session", "last_session", "last_date", "start", "end", "minutes", "entered"),
    "reports": ("entered",),
    "reasons": ("description", "authorised", "type"),
}
TABLES = tuple(REQUIRED)
# May be empty in a row, and then mean "until now", "one lesson", "the whole day".
MAY_BE_EMPTY = (
    *("end", "start", "stage", "track", "sap_type", "born"),
    *("session", "last_session", "last_date", "minutes", "entered"),
)

_AsList = BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
Names = Annotated[list[str], _AsList]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lookup(_Strict):
    """Where a key in one part of an XML or JSON file gets its value from in another part.

    Parameters
    ----------
    records
        Where the other part stands, as in a `TableProfile`.
    key, value
        The names there of the key and of the value.
    by
        The column of the row that holds the key, when that is not the column itself; then only what
        is empty in the column is looked up.
    apart
        By what two keys with one value are told apart: a site for two groups of one name. Where it
        does not, or without it, the key does.
    """

    records: str
    key: str
    value: str
    by: str = ""
    apart: "Lookup | None" = None


class TableProfile(_Strict):
    """Where one table of the export stands and how to read it.

    Parameters
    ----------
    files
        Patterns of the file names, in the export's folder or in a zip file in it.
    sheet
        The sheet, when the files are workbooks; without it the first one.
    records
        Where the rows stand in an XML or JSON file: names from the root down, with `/` between.
    columns
        Our name of a column → the name in the file, or several of which the first that is there
        counts. In XML and JSON a name may be a path; `@` stands before an attribute.
    optional
        Our names of columns that a file may leave out, and names in the file of columns of `keep`
        and `cancelled` that it may: then every row is kept, or none was cancelled.
    unix_times
        Dates and times are seconds since 1970, as an API gives them.
    values
        Our name of a column → value in the file → our value.
    keep
        Column in the file → values; other rows are no compulsory lessons.
    cancelled
        Column in the file → values of a lesson that did not take place.
    closed
        Column in the file, which may be left out → values of a lesson that its teacher closed:
        evidence that it was registered, whoever was absent.
    gone
        Column in the file → values of somebody who has left and of whom nothing else is known; such
        rows are left out and counted, with the registrations of whom they are.
    skip_empty
        Our names of columns; a row in which one is empty is left out and counted, where it would
        stop the import.
    lookups
        Our name of a column → where its value is looked up.
    presence
        Presence is registered too, so a session in which nobody has a mark was not registered.
    """

    files: Names
    sheet: str | None = None
    records: str = ""
    columns: dict[str, Names]
    optional: list[str] = []
    unix_times: bool = False
    values: dict[str, dict[str, str]] = {}
    keep: dict[str, list[str]] = {}
    cancelled: dict[str, list[str]] = {}
    closed: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    skip_empty: list[str] = []
    lookups: dict[str, Lookup] = {}
    presence: bool = False


class Profile(_Strict):
    """How one school system, or several together, write their exports."""

    title: str
    source: str = ""
    roster: TableProfile | None = None
    timetable: TableProfile | None = None
    week: TableProfile | None = None
    registrations: TableProfile | None = None
    reports: TableProfile | None = None
    reasons: TableProfile | None = None

    @property
    def tables(self) -> dict[str, TableProfile]:
        """The tables this profile knows, by name."""
        found = {name: getattr(self, name) for name in TABLES}
        return {name: table for name, table in found.items() if table is not None}


def profile_names() -> list[str]:
    """Name the profiles that come with the package."""
    names = [entry.name for entry in files("proeftuin.register.profiles").iterdir()]
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def known_profile(name: str) -> str:
    """Return the name of a profile: one of the package's, or a school's own TOML file.

    Raises
    ------
    ValueError
        It is neither, in Dutch.
    """
    if name.endswith(".toml") or name in profile_names():
        return name
    names = ", ".join(profile_names())
    raise ValueError(f"een van: {names}; of een eigen profiel: een .toml-bestand")


def read_profile(name: str, folder: Path | None = None) -> Profile:
    """Read one profile.

    Parameters
    ----------
    name
        One of `profile_names()`, or a TOML file.
    folder
        Where a file of a school's own is looked for.

    Raises
    ------
    InputError
        The file is not there or has mistakes: all of them together, in Dutch.

    Examples
    --------
    >>> read_profile("magister").registrations.columns["pupil"]
    ['stamnummer']
    """
    try:
        text = profile_text(name, folder)
        profile = Profile.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        mend = (
            "Controleer ‘profiel’ in proeftuinen.toml, of maak het met proeftuin import --wizard."
        )
        raise InputError([Problem("Het profiel bestaat niet.", name, mend=mend)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        row = re.search(r"line (\d+)", str(error))
        mend = "Let op aanhalingstekens en haken, en sla het op als UTF-8."
        what = "Het profiel is geen geldig TOML."
        problem = Problem(what, name, int(row[1]) if row else None, mend=mend)
        raise InputError([problem]) from None
    except ValidationError as error:
        raise InputError([_fault(name, fault) for fault in error.errors()]) from None
    problems = [
        problem
        for table, columns in profile.tables.items()
        for problem in _columns(name, table, columns)
    ]
    if problems:
        raise InputError(problems)
    return profile


def read_profiles(names: list[str], folder: Path | None = None) -> Profile:
    """Read profiles together; of a table that several have, the last one's holds.

    Examples
    --------
    >>> together = read_profiles(["magister", "zermelo"])
    >>> together.timetable.files, together.week
    (['appointments*.json'], None)
    """
    found = [read_profile(name, folder) for name in names]
    tables: dict[str, TableProfile] = {}
    for profile in found:
        # Dated lessons and a week that returns are two ways to say one thing.
        for other, one in (("week", "timetable"), ("timetable", "week")):
            if one in profile.tables:
                tables.pop(other, None)
        tables |= profile.tables
    titles = " + ".join(profile.title for profile in found)
    return Profile.model_validate({"title": titles, **tables})


def profile_text(name: str, folder: Path | None = None) -> str:
    """Return the text of a profile, which is part of a register's provenance."""
    if name.endswith(".toml"):
        return ((folder or Path()) / name).read_text("utf-8")
    return (files("proeftuin.register") / "profiles" / f"{name}.toml").read_text("utf-8")


def _columns(profile: str, table: str, columns: TableProfile) -> list[Problem]:
    """Report columns that a table must have and has not, and ones it does not know."""
    known = (*REQUIRED[table], *ALLOWED[table])
    mend = "Zie docs/data.md: daar staat welke kolommen een tabel kent."
    missing = [name for name in REQUIRED[table] if name not in columns.columns]
    picks = {*columns.keep, *columns.cancelled, *columns.gone}
    unknown = [
        name
        for name in (
            *(*columns.columns, *columns.optional, *columns.values, *columns.lookups),
            *columns.skip_empty,
        )
        if name not in known and not (name in columns.optional and name in picks)
    ]
    return [
        *(
            Problem("Het profiel mist een kolom.", profile, None, table, name, mend=mend)
            for name in missing
        ),
        *(
            Problem(
                "Het profiel noemt een kolom die niet bestaat.",
                profile,
                None,
                table,
                name,
                f"een van: {', '.join(known)}",
                mend,
            )
            for name in dict.fromkeys(unknown)
        ),
    ]


def _fault(name: str, fault: object) -> Problem:
    place = ".".join(str(part) for part in fault["loc"])  # type: ignore[index]
    kind, context = fault["type"], fault.get("ctx", {})  # type: ignore[index, attr-defined]
    whats = {
        "missing": "Het profiel mist een instelling.",
        "extra_forbidden": "Het profiel heeft een onbekende instelling.",
    }
    return Problem(
        whats.get(kind, "Het profiel heeft een fout."),
        name,
        None,
        place,
        "" if kind in whats else written(fault["input"]),  # type: ignore[index]
        "" if kind in whats else expected_value(kind, context),
        "Zie docs/data.md: daar staat hoe een profiel eruitziet.",
    )
