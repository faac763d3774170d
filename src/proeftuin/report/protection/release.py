"""What of a school's results is shown: one decision for all tables, levels, months and reports.

The decision is kept beside the report, so that the next one of the same school is held against it:
what was hidden once is never shown later, and what was shown is taken as known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.periods import Period
from proeftuin.report.numbers.group_counts import SCHOOL
from proeftuin.report.protection.earlier_reports import Published, join
from proeftuin.report.protection.masking import HIDDEN, OPEN, SMALL, is_masked
from proeftuin.report.protection.published_counts import (
    WITHOUT,
    N,
    school_facts,
    span_of,
    windows_of,
)
from proeftuin.report.protection.suppression import Cell, Facts, hide

if TYPE_CHECKING:
    from proeftuin.report.numbers.school import SchoolResults

ROUNDS = 8
# What goes first when a school is too small for all of its tables.
WITHDRAWN = (
    "|kind:",
    "|assumed|",
    "|other edge|",
    "|cut|",
    ">",
    "|class:",
    "|year_group:",
    "|stage:",
)
Shown = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Release:
    """The counts of one school as they may be shown.

    Parameters
    ----------
    shown
        By key, see `proeftuin.report.protection.published_counts`: a count, or a `Masked`.
    published
        The same as an attacker sees it, with what earlier reports showed.
    safe
        False when a hidden count would follow whatever is taken out of the report.
    """

    shown: Shown
    published: Published
    safe: bool = True

    def pyramid(self, period: Period, group: str = SCHOOL, tiers: Iterable[Any] = ()) -> Any:
        """Return the counts of a group by tier, and `n`."""
        name = f"{span_of(period)}|{group}"
        return pd.Series({part: self.shown[f"{name}|{part}"] for part in (*tiers, N)}, dtype=object)

    def without(self, period: Period, group: str = SCHOOL) -> Any:
        """Return how many pupils of a group have no tier."""
        return self.shown[f"{span_of(period)}|{group}|{WITHOUT}"]

    def part(self, period: Period, name: str) -> Any:
        """Return one count of a period."""
        return self.shown[f"{span_of(period)}|{name}"]

    def of(self, comparison: Comparison, name: str) -> Any:
        """Return one count of a comparison."""
        return self.shown[f"{windows_of(comparison)}|{name}"]

    def keys(self, comparison: Comparison, name: str, tiers: Iterable[int]) -> list[str]:
        """Return the keys of a count per tier of a comparison."""
        return [f"{windows_of(comparison)}|{name}|{tier}" for tier in tiers]

    @cached_property
    def hidden(self) -> Shown:
        """What is not shown."""
        return {key: value for key, value in self.shown.items() if is_masked(value)}


def release(results: "SchoolResults", earlier: Published | None = None) -> Release:
    """Decide what of a school's results is shown.

    Parameters
    ----------
    results
        The exact numbers.
    earlier
        What reports made before have published.
    """
    return decide(school_facts(results), earlier or Published())


def decide(facts: Facts, earlier: Published) -> Release:
    """Hide what must be hidden, given what was published before."""
    join(facts, earlier)
    hidden, unsafe = hide(facts)
    for _ in range(ROUNDS):
        if not _give_way(facts, unsafe):
            break
        hidden, unsafe = hide(facts)
    for prefix in WITHDRAWN:
        if not any(facts.cells[key].kind == "count" for key in unsafe):
            break
        _withdraw(facts, prefix)
        hidden, unsafe = hide(facts)
        if _give_way(facts, unsafe):
            hidden, unsafe = hide(facts)
    shown = {
        key: _shown(key, cell, key in hidden, facts.minimum)
        for key, cell in facts.cells.items()
        if cell.is_published
    }
    now = Published(
        {key: value.text if is_masked(value) else value for key, value in shown.items()},
        tuple(key for key, cell in facts.cells.items() if cell.vague and key in shown),
        tuple(key for key, cell in facts.cells.items() if not cell.is_published and not cell.old),
        tuple(facts.all_rules()),
    )
    safe = not any(facts.cells[key].kind == "count" for key in unsafe)
    return Release(shown, earlier.with_later(now), safe)


def _withdraw(facts: Facts, prefix: str) -> None:
    """Take a whole table out of the report."""
    for key, cell in facts.cells.items():
        if cell.kind in ("count", "number") and cell.value and not cell.old and prefix in key:
            cell.hidden = cell.open = True


def _give_way(facts: Facts, unsafe: set[str]) -> bool:
    """Give up what cannot be kept as it is; tell whether anything changed.

    Of small counts that follow because their symbol says that they are small, that is not said
    any longer: of totals first, as their parts may need no more than that. A zero that follows is
    shown, and so is a count that was hidden for the sake of others only: something else has to go.
    """
    found = [
        cell
        for cell in (facts.cells[key] for key in sorted(unsafe))
        if cell.kind in ("count", "number") and not cell.open and not cell.old
    ]
    wholes = {id(facts.cells[whole]) for whole, _ in facts.sums}
    small = [cell for cell in found if 0 < cell.value < facts.minimum]
    for cells in ([cell for cell in small if id(cell) in wholes], small):
        for cell in cells:
            cell.hidden = cell.open = True
        if cells:
            return True
    for cell in found:
        if cell.value and cell.hidden:
            cell.open = True
        else:
            cell.kind, cell.hidden = "known", False
    return bool(found)


def _shown(key: str, cell: Cell, hidden: bool, minimum: int) -> Any:
    """Return what stands for a count; a small number of enrolments is written as small too."""
    if cell.kind == "known" and 0 < cell.value < minimum and key.endswith(f"|{N}"):
        return SMALL
    if not hidden:
        return cell.value
    if cell.open:
        return OPEN
    return SMALL if cell.kind == "count" and cell.value < minimum else HIDDEN
