"""Why a number differs between two reports: the data, the definitions, or the pupils.

Both reports say what they rest on, in the `rapport.json` beside them. What differs there is told;
which part of a difference each change made cannot be told from the reports when more than one
thing changed, and is not guessed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from proeftuin.register.problems import InputError, Problem
from proeftuin.report import earlier, fingerprint
from proeftuin.report.fingerprint import Entry, Fingerprint
from proeftuin.report.outdated import CHANGED, COMPARISON, STAMP

PUPILS, DATA, DEFINITION, VERSION = "pupils", "data", "definition", "version"
TABLES = {
    "pupils": (PUPILS, "Andere leerlingen, of andere in- en uitschrijvingen."),
    "sessions": (DATA, "Andere lessen of dagdelen in het rooster, of anders geregistreerd."),
    "absences": (DATA, "Andere registraties van verzuim."),
}
"""What it means that a table of the register differs; `days` follows from the other three."""
NOT_OURS = ("settings", "register", "parameters")
"""What the fingerprint and the tables already tell in more detail."""


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
        The numbers it shows, or the symbols in their place, by `period|group|part`.
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


@dataclass(frozen=True)
class Cause:
    """One thing that differs.

    Parameters
    ----------
    kind
        `data`, `definition`, `pupils` or `version`.
    label
        What it is, in Dutch.
    old, new
        Its values; empty when there is only a hash of them.
    items
        For things of many parts, those that differ: name, old and new value.
    """

    kind: str
    label: str
    old: str = ""
    new: str = ""
    items: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Two reports side by side.

    Parameters
    ----------
    old, new
        The reports.
    causes
        What they rest on differently.
    numbers
        Keys that both show, with another value.
    only_old, only_new
        How many keys only one of them has: of other periods or groups.
    """

    old: Told
    new: Told
    causes: tuple[Cause, ...]
    numbers: tuple[tuple[str, int | str, int | str], ...]
    only_old: int
    only_new: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of causes, those that change numbers first."""
        found = {cause.kind for cause in self.causes}
        return tuple(kind for kind in (DEFINITION, PUPILS, DATA, VERSION) if kind in found)


def explain(old: Path | str, new: Path | str) -> Explanation:
    """Compare what two reports show and what that rests on.

    Parameters
    ----------
    old, new
        The folder of a report, or the `rapport.json` in it.

    Returns
    -------
    Explanation

    Raises
    ------
    InputError
        There is no report, or it does not tell what it rests on; both at once.
    """
    problems: list[Problem] = []
    told = []
    for path in (Path(old), Path(new)):
        try:
            told.append(read_told(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    first, second = told
    shared = [key for key in first.shown if key in second.shown]
    return Explanation(
        old=first,
        new=second,
        causes=tuple(_causes(first, second)),
        numbers=tuple(
            (key, first.shown[key], second.shown[key])
            for key in shared
            if first.shown[key] != second.shown[key]
        ),
        only_old=len(first.shown) - len(shared),
        only_new=len(second.shown) - len(shared),
    )


def read_told(path: Path) -> Told:
    """Read what a report tells of itself.

    Raises
    ------
    InputError
        There is none, or it does not tell it.
    """
    place = path / STAMP if path.is_dir() else path
    again = "Maak het rapport opnieuw, met: proeftuin report --force"
    try:
        stamp = json.loads(place.read_text("utf-8"))
    except FileNotFoundError:
        problem = Problem(
            "Hier is geen rapport.",
            str(path),
            expected=f"de map van een rapport, met {STAMP} erin",
            mend="Controleer de naam van de map.",
        )
        raise InputError([problem]) from None
    except (OSError, ValueError):
        raise InputError([Problem(f"{STAMP} is niet te lezen.", str(place), mend=again)]) from None
    try:
        return Told(
            name=str(path),
            school=str(stamp["parameters"]["school"]),
            shown=earlier.Published.from_json(stamp[earlier.KEY]).shown,
            fingerprint=Fingerprint.from_json(stamp[fingerprint.KEY]),
            tables=dict(stamp["tables"]),
            follows=dict(stamp["follows_from"]),
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        problem = Problem("Dit rapport zegt niet waar het op rust.", str(place), mend=again)
        raise InputError([problem]) from None


def _causes(old: Told, new: Told) -> list[Cause]:
    causes = []
    before, after = old.fingerprint.entries, new.fingerprint.entries
    for name in {**before, **after}:
        one, two = before.get(name), after.get(name)
        if one is None or two is None or one.digest != two.digest:
            causes.append(_changed(one, two))
    if old.tables.get("key") == new.tables.get("key"):
        causes += [
            Cause(kind, label)
            for table, (kind, label) in TABLES.items()
            if old.tables.get(table) != new.tables.get(table)
        ]
    else:
        causes.append(Cause(PUPILS, "Een andere sleutel: of het dezelfde leerlingen zijn, is niet "
                            "te zien."))  # fmt: skip
    for name in {**old.follows, **new.follows}:
        if old.follows.get(name) == new.follows.get(name) or name in NOT_OURS:
            continue
        if name.startswith(COMPARISON):
            school = name.removeprefix(COMPARISON)
            causes.append(Cause(DATA, f"Het register van vergelijkingsschool {school}."))
        else:
            reason = CHANGED.get(name, name)
            kind = DATA if name == "checklists" else VERSION
            causes.append(Cause(kind, reason[:1].upper() + reason[1:] + "."))
    return causes


def _changed(one: Entry | None, two: Entry | None) -> Cause:
    known = one or two
    assert known is not None
    absent = Entry(known.label, "geen", known.kind)
    one, two = one or absent, two or absent
    items = tuple(
        (name, one.items.get(name, "geen"), two.items.get(name, "geen"))
        for name in {**one.items, **two.items}
        if one.items.get(name) != two.items.get(name)
    )
    return Cause(known.kind, known.label, one.text, two.text, items)
