"""A saved register that is not whole: what is wrong with it, and a mend that loses nothing.

A register can hold months that no export has any more. So it is never written over while it cannot
be read: whoever asks for a new one gets the damaged one set aside, beside its old place.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from proeftuin.errors import DamagedError, Problem
from proeftuin.register.project.settings import School

PROVENANCE = "provenance.json"
# Where provenance.json names the sub-folder of the tables, and what such a folder is called.
POINTER, PREFIX = "tables", "tables-"
# Where it keeps the hash of each table.
HASHES = "table_hashes"
ASIDE, EARLIER = ".beschadigd", ".eerder"

DAMAGED = "Het register is beschadigd: dit bestand is"
KINDS = {
    "string_type": "tekst",
    "int_type": "een geheel getal",
    "bool_type": "true of false",
    "list_type": "een lijst",
    "dict_type": "een groep van namen met waarden",
    "model_type": "een groep van namen met waarden",
    "value_error": "een dag als 2021-03-31",
    "missing": "dit onderdeel",
}
# A register of another version may miss or have settings; that is no damage.
OTHER_VERSION = ("missing", "extra_forbidden")


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, AfterValidator(_day)]
Rows = list[dict[str, Any]]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Entry(_Strict):
    export_date: Day
    fingerprint: str
    files: Rows
    left_out: Rows
    repaired: Rows
    presence: bool
    start: Day | None
    end: Day | None
    contributes: bool


class _Provenance(_Strict):
    """Types of what is there; what is not there was not written by that version."""

    school: str = ""
    name: str = ""
    sector: str = ""
    region: str = ""
    export_date: Day = "2000-01-01"
    profile: str = ""
    imported_from: Rows = []
    code_book: Rows = []
    left_out: Rows = []
    repaired: Rows = []
    calendar: Rows = []
    key_id: str = ""
    minimum_sessions: int = 0
    settings: dict[str, Any] = {}
    version: str = ""
    fingerprint: str = ""
    history: list[_Entry] = []
    table_hashes: dict[str, str] = {}


def read_provenance(folder: Path) -> dict[str, Any]:
    """Return what `provenance.json` says, after checking that it is whole.

    Parameters
    ----------
    folder
        Of the register.

    Raises
    ------
    DamagedError
        It is cut off, is no UTF-8, or holds other kinds of values than a register has.
    FileNotFoundError, NotADirectoryError
        There is none.
    """
    data = (folder / PROVENANCE).read_bytes()
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise damaged(folder, PROVENANCE, f"{DAMAGED} geen UTF-8.") from None
    except json.JSONDecodeError as error:
        row = error.lineno
        raise damaged(folder, PROVENANCE, f"{DAMAGED} afgebroken of veranderd.", row) from None
    except RecursionError:
        raise damaged(folder, PROVENANCE, f"{DAMAGED} veranderd.") from None
    if not isinstance(said, dict) or not re.fullmatch(f"{PREFIX}[0-9a-f]+", str(said.get(POINTER))):
        what = f"{DAMAGED} veranderd: het zegt niet waar de tabellen staan."
        raise damaged(folder, PROVENANCE, what)
    if faults := [*_faults(said), *_faults_of_settings(said)]:
        what = f"{DAMAGED} veranderd: een waarde is van een andere soort."
        raise DamagedError(
            [
                _problem(folder, PROVENANCE, what, column=place, expected=expected)
                for place, expected in faults
            ]
        )
    return said


def check_table(path: Path, expected: str | None) -> None:
    """Check that a table is there as it was saved, to the last bit.

    Parameters
    ----------
    path
        The Parquet file, in the folder of the tables in the folder of the register.
    expected
        Its SHA-256; None for a register that was saved without.

    Raises
    ------
    DamagedError
    """
    folder = path.parents[1]
    try:
        found = file_hash(path)
    except FileNotFoundError:
        raise damaged(folder, path.name, "Een tabel van het register ontbreekt.") from None
    if expected is not None and found != expected:
        raise damaged(folder, path.name, f"{DAMAGED} afgebroken of veranderd.")


def file_hash(path: Path) -> str:
    """Hash the content of a file."""
    return sha256(path.read_bytes()).hexdigest()


def damaged(folder: Path, file: str, what: str, row: int | None = None) -> DamagedError:
    """Return the error of a register that is not whole.

    Parameters
    ----------
    folder
        Of the register.
    file, what, row
        As in `Problem`.
    """
    return DamagedError([_problem(folder, file, what, row)])


def set_aside(folder: Path, name: str = ASIDE) -> Path:
    """Give the folder of a register another name beside its own; return it.

    Parameters
    ----------
    folder
        The register.
    name
        What is put behind its name: that it is damaged, or the earlier one.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as parent:
    ...     places = []
    ...     for _ in range(2):
    ...         (Path(parent) / "po").mkdir()
    ...         places.append(set_aside(Path(parent) / "po").name)
    >>> places
    ['po.beschadigd', 'po.beschadigd-2']
    """
    for number in count(1):
        place = folder.with_name(folder.name + name + (f"-{number}" if number > 1 else ""))
        if not place.exists():
            break
    os.rename(folder, place)
    return place


def _faults(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the place of each value of another kind, and what was expected there."""
    try:
        _Provenance.model_validate(said)
    except ValidationError as error:
        for fault in error.errors():
            yield ".".join(map(str, fault["loc"])), KINDS.get(fault["type"], "")


def _faults_of_settings(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    settings = said.get("settings")
    if not settings or not isinstance(settings, dict):
        return
    try:
        # The export's folder is of no use here, and a register does not hold it.
        School.model_validate(settings | {"export": "."})
    except ValidationError as error:
        for fault in error.errors():
            if fault["type"] not in OTHER_VERSION:
                yield ".".join(map(str, ("settings", *fault["loc"]))), ""


def _problem(
    folder: Path, file: str, what: str, row: int | None = None, column: str = "", expected: str = ""
) -> Problem:
    name = folder.name
    return Problem(
        what,
        f"{name}/{file}",
        row,
        column,
        expected=expected,
        mend=f"Zet de map {name} terug uit een reservekopie. Is die er niet, lees dan de bewaarde "
        f"exports opnieuw in, de oudste eerst: de eerste met proeftuin import … --only {name} "
        f"--opnieuw. Gooi niets weg; --opnieuw zet de beschadigde map apart, ernaast als "
        f"{name}{ASIDE}.",
    )
