"""Profiles: what a school system calls things, as data.

A profile is one TOML file that says, for each table an export holds, in which files it stands,
which column is what, and which values mean something. A new system needs a new file and no code.

The tables of a profile: `roster` (pupils and their classes), `timetable` (dated lessons) or `week`
(half-days that return every week), `registrations` (a mark per pupil and session) and, where the
system keeps them, `reports` (an absence from one moment to another).
"""

import tomllib
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

REQUIRED = {
    "roster": ("pupil", "class", "year_group", "start"),
    "timetable": ("class", "start", "end", "first_session"),
    "week": ("year_group", "weekday", "session", "start", "end"),
    "registrations": ("pupil", "date", "session", "code"),
    "reports": ("pupil", "code", "start", "end"),
}
MAY_BE_EMPTY = ("end", "stage", "track", "last_session", "entered")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableProfile(_Strict):
    """Where one table of the export stands and how to read it.

    Parameters
    ----------
    files
        Pattern of the file names, in the export's folder or in a zip file in it.
    sheet
        The sheet, when the files are workbooks.
    dates
        How dates and times are written: a `strptime` format, or `ISO8601`.
    columns
        Our name of a column → the name in the file.
    values
        Our name of a column → value in the file → our value.
    keep
        Column in the file → values; other rows are no compulsory lessons.
    cancelled
        Column in the file → values of a lesson that did not take place.
    """

    files: str
    sheet: str | None = None
    dates: str = "ISO8601"
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = {}
    keep: dict[str, list[str]] = {}
    cancelled: dict[str, list[str]] = {}

    @property
    def needed(self) -> list[str]:
        """Names in the file of every column that must be there."""
        return list(dict.fromkeys([*self.columns.values(), *self.keep, *self.cancelled]))


class Profile(_Strict):
    """How one school system writes its exports."""

    title: str
    roster: TableProfile
    timetable: TableProfile | None = None
    week: TableProfile | None = None
    registrations: TableProfile
    reports: TableProfile | None = None


def profile_names() -> list[str]:
    """Name the profiles that come with the package."""
    folder = files("proeftuin.register") / "profiles"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())


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


def read_profile(name: str) -> Profile:
    """Read a profile that comes with the package.

    Raises
    ------
    FileNotFoundError
        There is no profile of that name.

    Examples
    --------
    >>> read_profile("magister").registrations.columns["pupil"]
    'stamnummer'
    """
    return Profile.model_validate(tomllib.loads(profile_text(name)))


def profile_text(name: str) -> str:
    """Return the text of a profile, which is part of a register's provenance."""
    return (files("proeftuin.register") / "profiles" / f"{name}.toml").read_text("utf-8")
