"""What a report tells of itself in its `rapport.json`, read back and checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proeftuin.errors import InputError, Problem
from proeftuin.report.making.freshness import STAMP
from proeftuin.report.record import fingerprint, shown_numbers
from proeftuin.report.record.fingerprint import Fingerprint

TABLES_KEY = "tables"


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
