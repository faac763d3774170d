"""What earlier reports of a school published: the numbers, the symbols and the sums between them.

It holds nothing that did not stand in those reports. A new report is protected together with them,
so that nothing hidden then or now follows from all of them side by side.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from proeftuin.errors import InputError, Problem
from proeftuin.report.protection.masking import HIDDEN, OPEN, SMALL
from proeftuin.report.protection.suppression import FAR, Cell, Facts, Rule

KEY = "published"
# Not counts of a group, so that a symbol says nothing of their size.
NUMBERS = ("change", "movers")
ENROLLED = ("|joined|n", "|left|n")


@dataclass(frozen=True)
class Published:
    """Published counts, and what a reader knows about them.

    Parameters
    ----------
    shown
        Counts, or the symbols in their place, by key.
    vague
        Keys whose symbol for a small count may stand for zero.
    inside
        Counts that are not published but could follow.
    rules
        Weighted sums of these, and between what they lie.
    """

    shown: dict[str, int | str] = field(default_factory=dict)
    vague: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON, every key written once."""
        names = sorted({*self.shown, *self.inside})
        place = {name: number for number, name in enumerate(names)}
        return {
            "names": names,
            "shown": [self.shown.get(name) for name in names],
            "vague": [place[name] for name in sorted(self.vague)],
            "rules": sorted(
                [[[place[name], factor] for name, factor in sorted(terms.items())], low, high]
                for terms, low, high in self.rules
            ),
        }

    @classmethod
    def from_json(cls, data: Any) -> "Published":
        """Return what `to_json` wrote."""
        names = data["names"]
        both = dict(zip(names, data["shown"], strict=True))
        if not all(isinstance(value, int | str | None) for value in both.values()):
            raise TypeError("a count or a symbol")
        return cls(
            {name: value for name, value in both.items() if value is not None},
            tuple(names[i] for i in data["vague"]),
            tuple(name for name, value in both.items() if value is None),
            tuple(({names[i]: int(f) for i, f in t}, int(a), int(b)) for t, a, b in data["rules"]),
        )

    def with_later(self, later: "Published") -> "Published":
        """Return this and what came later; of a count that changed, the later one."""
        rules = {json.dumps(rule, sort_keys=True): rule for rule in (*self.rules, *later.rules)}
        return Published(
            self.shown | later.shown,
            tuple({*self.vague, *later.vague}),
            tuple({*self.inside, *later.inside}),
            tuple(rules.values()),
        )


def read_published(paths: Iterable[Path]) -> Published:
    """Read what earlier reports published, from the file that stands beside each.

    Raises
    ------
    InputError
        A file is there but does not hold what a report keeps.
    """
    found = Published()
    for path in paths:
        if not path.exists():
            continue
        try:
            stamp = json.loads(path.read_text("utf-8"))
            # A report by an earlier version kept nothing.
            if kept := stamp.get(KEY):
                found = found.with_later(Published.from_json(kept))
        except (OSError, ValueError, LookupError, AttributeError, TypeError):
            problem = Problem(
                "Wat een eerder rapport toonde, is niet te lezen.",
                path.name,
                column=KEY,
                expected="het bestand rapport.json van een eerder rapport",
                mend="Zet het oorspronkelijke bestand terug, of haal het weg als dat rapport nooit "
                "is gedeeld.",
            )
            raise InputError([problem]) from None
    return found


def join(facts: Facts, earlier: Published) -> bool:
    """Add what was published before to what will be; tell whether the old sums still hold.

    What was hidden stays hidden, and what was shown is taken as known. Of old counts that are not
    in the new report only what was published is known here, so some numbers are found that agree
    with it: when nothing new is hidden that could be found from those, it cannot be from the true
    ones.
    """
    shared = {key for key, cell in facts.cells.items() if cell.kind not in ("inside", "slack")}
    for key in shared & set(earlier.shown):
        cell, before = facts.cells[key], earlier.shown[key]
        if cell.kind == "known":
            continue
        if isinstance(before, str):
            cell.hidden = True
            cell.vague |= cell.value == 0
            cell.open |= before == OPEN.text
        elif before == cell.value:
            cell.kind, cell.hidden = "known", False
    return _add_old(facts, earlier)


def _add_old(facts: Facts, earlier: Published) -> bool:
    known: dict[str, int] = {}
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    for key in (*earlier.shown, *earlier.inside):
        before = earlier.shown.get(key)
        if key in facts.cells and not (
            isinstance(before, int) and before != facts.cells[key].value
        ):
            known[key] = facts.cells[key].value
        elif isinstance(before, int):
            known[key] = before
        else:
            bounds = (-FAR, FAR)
            if key.split("|")[1] not in NUMBERS:
                bounds = _bounds(before, key in earlier.vague, facts.minimum)
            low[key], high[key] = bounds
    if not any(set(terms) - set(facts.cells) for terms, _, _ in earlier.rules):
        return True
    values = _some_numbers(earlier.rules, known, low, high)
    if values is None:
        return False
    for key, value in values.items():
        if key not in facts.cells:
            facts.cells[key] = _old_cell(
                value, earlier.shown.get(key), (low[key], high[key]), key.endswith(ENROLLED)
            )
    for key, value in known.items():
        if key not in facts.cells:
            facts.cells[key] = Cell(value, "known", old=True)
    there = {json.dumps(rule, sort_keys=True) for rule in facts.all_rules()}
    facts.rules += [rule for rule in earlier.rules if json.dumps(rule, sort_keys=True) not in there]
    return True


def _old_cell(
    value: int, before: int | str | None, bounds: tuple[int, int], enrolled: bool
) -> Cell:
    if before is None or enrolled:
        return Cell(value, "slack", bounds=bounds, old=True)
    return Cell(value, "count", hidden=True, bounds=bounds, old=True)


def _bounds(symbol: int | str | None, vague: bool, minimum: int) -> tuple[int, int]:
    if symbol == SMALL.text:
        return (0 if vague else 1), minimum - 1
    return (minimum if symbol == HIDDEN.text else 0), FAR


def _some_numbers(
    rules: Iterable[Rule], known: Mapping[str, int], low: dict[str, int], high: dict[str, int]
) -> dict[str, int] | None:
    """Find numbers for the old counts that agree with all that was published."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    names = list(low)
    if not names:
        return {}
    place = {name: number for number, name in enumerate(names)}
    terms: list[tuple[int, int, int]] = []
    least: list[int] = []
    most: list[int] = []
    for factors, at_least, at_most in rules:
        if not set(factors) & set(place):
            continue
        given = sum(factor * known[key] for key, factor in factors.items() if key not in place)
        terms += [
            (len(least), place[key], factor) for key, factor in factors.items() if key in place
        ]
        least.append(at_least - given)
        most.append(at_most - given)
    rows, columns, factors_ = np.array(terms, dtype=np.int64).reshape(-1, 3).T
    matrix = coo_array((factors_, (rows, columns)), shape=(len(least), len(names))).tocsc()
    found = milp(
        np.zeros(len(names)),
        constraints=LinearConstraint(matrix, least, most),
        bounds=Bounds([low[name] for name in names], [high[name] for name in names]),
        integrality=np.ones(len(names)),
    )
    if found.x is None:
        return None
    return dict(zip(names, np.rint(found.x).astype(int).tolist(), strict=True))
