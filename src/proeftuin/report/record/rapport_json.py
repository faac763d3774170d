"""What a report tells of itself in its `rapport.json`, read back and checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proeftuin.errors import InputError, Problem
from proeftuin.report.record import fingerprint, shown_numbers
from proeftuin.report.record.fingerprint import Fingerprint

STAMP = "rapport.json"
TABLES_KEY = "tables"
COMPARISON = "comparison "
"""Of what a report follows from: the register of a comparison school, before its name."""
CHANGED = {
    "register": "het register is veranderd",
    "settings": "de instellingen in het projectbestand zijn veranderd",
    "checklists": "een checklist is veranderd",
    "notebook": "het notebook is veranderd",
    "package": "proeftuin zelf is veranderd",
    "parameters": "de parameters zijn veranderd",
    "lock file": "de versies van de gebruikte pakketten zijn veranderd",
    "python": "de versie van Python is veranderd",
}


@dataclass(frozen=True)
class Told:
    """What a report tells of itself.

    Parameters
    ----------
    name
        What to call it.
    school
        Whose it is.
    shown
        The numbers it shows, or the symbols in their place, as `shown_numbers` names
        them.
    fingerprint
        What they rest on.
    tables
        Hashes of the tables of the register, and which key their pseudonyms were made with.
    follows
        Hashes of everything it was made from.
    """

    name: str
    school: str
    shown: Mapping[str, int | str]
    fingerprint: Fingerprint
    tables: Mapping[str, str]
    follows: Mapping[str, str]


def read_stamp(folder: Path) -> dict[str, Any] | None:
    """Return what a report says of itself; None when there is none that can be read."""
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
        hashes = [*stamp["follows_from"].items(), *stamp["files"].items()]
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None
    return stamp if all(isinstance(value, str) for _, value in hashes) else None


def read_told(path: Path) -> Told:
    """Read what a report tells of itself.

    Parameters
    ----------
    path
        The folder of a report, or the `rapport.json` in it.

    Raises
    ------
    InputError
        There is none, or it does not tell it.
    """
    place = path / STAMP if path.is_dir() else path
    again = "Maak het rapport opnieuw, met: proeftuin report --force"
    try:
        stamp = json.loads(place.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        problem = Problem(
            "Hier is geen rapport.",
            str(path),
            expected=f"de map van een rapport, met {STAMP} erin",
            mend="Controleer de naam van de map.",
        )
        raise InputError([problem]) from None
    except (OSError, ValueError, RecursionError):
        problem = Problem(
            f"Dit is geen {STAMP} dat te lezen is.",
            str(place),
            expected=f"de map van een rapport, of het {STAMP} daarin",
            mend=f"Controleer de naam. Is het wel {STAMP}? {again}",
        )
        raise InputError([problem]) from None
    try:
        return Told(
            name=str(path),
            school=_text(stamp["parameters"]["school"]),
            shown=_numbers(stamp[shown_numbers.KEY]),
            fingerprint=Fingerprint.from_json(stamp[fingerprint.KEY]),
            tables=_texts(stamp[TABLES_KEY]),
            follows=_texts(stamp["follows_from"]),
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        problem = Problem(
            "Dit rapport zegt niet waar het op rust.",
            str(place),
            expected=f"een {STAMP} van deze versie van proeftuin, zoals het is geschreven",
            mend=again,
        )
        raise InputError([problem]) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    return value


def _texts(values: Any) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in values.items()}


def _numbers(values: Any) -> dict[str, int | str]:
    for name, value in values.items():
        shown_numbers.name_of(name)
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise TypeError("a count or a symbol")
    return dict(values)
