"""What of a school's results is shown: one decision for all tables, levels, months and reports.

The decision is kept beside the report, so that the next one of the same school is held against it:
what was hidden once is never shown later, and what was shown is taken as known.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.periods import Period
from proeftuin.register.problems import InputError, Problem
from proeftuin.report.group_counts import SCHOOL
from proeftuin.report.protect import HIDDEN, MINIMUM_BASE, SMALL, is_masked
from proeftuin.report.published import WITHOUT, N, school_facts, span_of, windows_of
from proeftuin.report.suppress import Cell, Facts, hide

if TYPE_CHECKING:
    from proeftuin.report.results import SchoolResults

KEY = "published"
Shown = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Release:
    """The counts of one school as they may be shown.

    Parameters
    ----------
    shown
        By key, see `proeftuin.report.published`: a count, or a `Masked`.
    """

    shown: Shown

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

    def to_json(self) -> dict[str, int | str]:
        """Return what is published as plain JSON."""
        return {k: v.text if is_masked(v) else v for k, v in sorted(self.shown.items())}


def release(results: "SchoolResults", earlier: Mapping[str, int | str] | None = None) -> Release:
    """Decide what of a school's results is shown.

    Parameters
    ----------
    results
        The exact numbers.
    earlier
        What reports made before have published, by key.
    """
    return decide(school_facts(results), earlier or {})


def decide(facts: Facts, earlier: Mapping[str, int | str]) -> Release:
    """Hide what must be hidden, given what was published before."""
    for key, cell in facts.cells.items():
        if key not in earlier or cell.kind in ("inside", "slack", "known"):
            continue
        if isinstance(earlier[key], str):
            # What was hidden may be another number by now, but mostly it is the same one.
            cell.hidden = cell.vague = True
        elif earlier[key] == cell.value:
            cell.kind = "known"
    hidden, _ = hide(facts)
    return Release(
        {
            key: _shown(key, cell, key in hidden, facts.minimum)
            for key, cell in facts.cells.items()
            if cell.kind not in ("inside", "slack")
        }
    )


def _shown(key: str, cell: Cell, hidden: bool, minimum: int) -> Any:
    """Return what stands for a count; a small number of enrolments is written as small too."""
    if cell.kind == "known" and 0 < cell.value < minimum and key.endswith(f"|{N}"):
        return SMALL
    if not hidden:
        return cell.value
    return SMALL if cell.kind == "count" and cell.value < minimum else HIDDEN


def refuse_too_small(results: "SchoolResults") -> None:
    """Refuse a report of which too little remains.

    Raises
    ------
    InputError
        There are pupils with a tier, and of no period the share of one tier may be shown.
    """
    pyramids = [results.current, results.year_to_date, *results.months]
    tiers = list(results.scheme.tiers)
    counts = [
        results.release.pyramid(each.period, tiers=tiers) for each in pyramids if each.pyramid.n
    ]
    if not counts or any(_something(row, tiers) for row in counts):
        return
    problem = Problem(
        "Er blijft te weinig over om te tonen.",
        value=results.school.id,
        expected=f"een school met meer leerlingen: bij minder dan {MINIMUM_BASE} leerlingen, of "
        "als bijna elk aantal onder de vijf ligt, is te herleiden om wie het gaat",
        mend="Van deze school komt geen rapport. Bespreek de aanwezigheid binnen de school zelf.",
    )
    raise InputError([problem])


def _something(counts: "pd.Series[Any]", tiers: list[int]) -> bool:
    """Tell whether a share of a pyramid can be shown."""
    n = counts[N]
    return not is_masked(n) and n >= MINIMUM_BASE and not all(is_masked(counts[t]) for t in tiers)


def read_earlier(paths: Iterable[Path]) -> dict[str, int | str]:
    """Read what earlier reports published; a number wins from a hidden one.

    Raises
    ------
    InputError
        A file is there but does not hold what a report keeps.
    """
    found: dict[str, int | str] = {}
    for path in paths:
        if not path.exists():
            continue
        try:
            published = json.loads(path.read_text("utf-8"))[KEY]
            if not all(isinstance(value, int | str) for value in published.values()):
                raise TypeError
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            problem = Problem(
                "Wat een eerder rapport toonde, is niet te lezen.",
                path.name,
                column=KEY,
                expected="het bestand rapport.json van een eerder rapport",
                mend="Zet het oorspronkelijke bestand terug, of haal het weg als dat rapport nooit "
                "is gedeeld.",
            )
            raise InputError([problem]) from None
        found |= {k: v for k, v in published.items() if not isinstance(found.get(k), int)}
    return found
