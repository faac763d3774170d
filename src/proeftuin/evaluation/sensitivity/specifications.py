"""The other ways in which the same comparison could have been made, one axis at a time and crossed.

Every choice here is one that someone could defend. What differs between two of them is not an
error of either: it is how much the answer hangs on the choice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.grid.grid import Grid, Run, grid_of
from proeftuin.evaluation.windows.disruption import disrupted_days
from proeftuin.evaluation.windows.windows import Windows
from proeftuin.pyramid.counting.periods import Period, school_days_in
from proeftuin.pyramid.counting.tiers import Edge, TierScheme, percentage
from proeftuin.register.assembling.days import derive_days
from proeftuin.register.project.calendar import school_year_of, school_year_span
from proeftuin.register.store.days_source import DaysSource
from proeftuin.register.store.origin import origin_of
from proeftuin.register.store.tables import AbsenceKind
from proeftuin.text import words

MEASURES = {
    **words.MEASURES,
    "whole days": "hele dagen gemist",
    "any part of days": "dagen met iets gemist",
}
EDGES = {"better": "op de grens: betere tier", "worse": "op de grens: slechtere tier"}
LATE = {"niet": "te laat telt niet", "les": "te laat is een gemiste les"}
EXEMPT = {
    "niet verwacht": "vrijstelling: niet verwacht",
    "aanwezig": "vrijstelling: aanwezig",
    "afwezig": "vrijstelling: afwezig",
}
KINDS = {"niet verwacht": "not expected", "aanwezig": "present", "afwezig": "absent"}
AXES = {
    "cuts": "grenzen",
    "edge": "op de grens",
    "measure": "maat",
    "days": "schooldagen per venster",
    "shift": "verschuiving",
    "late": "te laat",
    "exempt": "vrijstelling",
    "disrupted": "sluiting en afstandsles",
}
MAIN, GRID = "main", "grid"


@dataclass(frozen=True)
class Specification:
    """One way to make the comparison.

    Parameters
    ----------
    varied
        The axis that differs from the main one; `main` for that one, `grid` for several at once.
    scheme, measure
        How pupils are classified.
    days
        School days per window; 0 for the windows as they were given.
    shift
        School days by which both windows are moved.
    late, exempt
        How lateness and exemption count; empty for as the school has it.
    disrupted
        Whether closures and distance lessons are in the windows.
    """

    varied: str
    scheme: TierScheme
    measure: str
    days: int = 0
    shift: int = 0
    late: str = ""
    exempt: str = ""
    disrupted: bool = True

    @property
    def rule(self) -> str:
        """Which grid it is made on."""
        return f"late {self.late}" if self.late else f"exempt {self.exempt}" if self.exempt else ""


def cut_schemes(scheme: TierScheme, points: Iterable[int]) -> Iterator[TierScheme]:
    """Give the scheme with all its cuts moved by whole points, where they stay cuts."""
    for each in points:
        cuts = tuple(Fraction(cut) + Fraction(each, 100) for cut in scheme.cuts)
        if all(0 < cut < 1 for cut in cuts):
            yield replace(scheme, cuts=cuts)


def edge_schemes(scheme: TierScheme, tier: int) -> Iterator[TierScheme]:
    """Give the scheme with other sides for the cuts that bound the tier."""
    beside = [place for place in (tier - 2, tier - 1) if 0 <= place < len(scheme.cuts)]
    sides: tuple[Edge, ...] = ("better", "worse")
    for choice in product(sides, repeat=len(beside)):
        edges = list(scheme.edges)
        for place, side in zip(beside, choice, strict=True):
            edges[place] = side
        if tuple(edges) != scheme.edges:
            yield replace(scheme, edge=tuple(edges))


def cuts_text(scheme: TierScheme) -> str:
    """Write the cuts of a scheme.

    Examples
    --------
    >>> from proeftuin.pyramid.counting.tiers import TWENTE
    >>> cuts_text(TWENTE)
    '95% en 90%'
    """
    from proeftuin.text.words import listing

    return listing([percentage(Fraction(cut)) for cut in scheme.cuts])


def edge_text(scheme: TierScheme, tier: int) -> str:
    """Write which tier takes a pupil on the cuts that bound a tier."""
    beside = scheme.edges[max(tier - 2, 0) : tier]
    if len(set(beside)) == 1:
        return EDGES[beside[0]]
    return "op de grens: per grens anders"


@dataclass(frozen=True, eq=False)
class Places:
    """Where the windows of a specification lie in the columns of a grid.

    Parameters
    ----------
    days
        All school days of the register in the school years of the windows.
    quiet
        Which of them had no closure or distance lessons.
    before, after
        Columns of the windows as they were given.
    """

    days: pd.DatetimeIndex
    quiet: "np.ndarray[Any, np.dtype[np.bool_]]"
    before: Run
    after: Run

    def runs(self, specification: Specification) -> tuple[Run, Run] | None:
        """Return the columns of its windows, None where the register has no room for them.

        Other lengths keep the first day of the first window and the last day of the last one.
        Without closures the windows are as many other days in the same period.
        """
        (start, until), (since, end) = self.before, self.after
        if not specification.disrupted:
            kept = np.cumsum(np.append(0, self.quiet))
            first, last = int(kept[start]), int(kept[end + 1]) - 1
            lengths = until - start + 1, end - since + 1
            if last - first + 1 < sum(lengths):
                return None
            return (first, first + lengths[0] - 1), (last - lengths[1] + 1, last)
        if specification.days:
            until, since = start + specification.days - 1, end - specification.days + 1
        start, until, since, end = (x + specification.shift for x in (start, until, since, end))
        if start < 0 or end >= len(self.days) or (until >= since and specification.varied != MAIN):
            return None
        return (start, until), (since, end)


def places_of(register: DaysSource, windows: Windows) -> Places:
    """Find the windows among the school days of their school years.

    Raises
    ------
    ValueError
        When a window holds no school day of the register.
    """
    first = school_year_span(school_year_of(windows[0].start))[0]
    last = school_year_span(school_year_of(windows[1].end))[1]
    days = school_days_in(register, Period(first, last))
    runs = []
    for window in windows:
        inside = days.slice_indexer(pd.Timestamp(window.start), pd.Timestamp(window.end))
        if inside.stop <= inside.start:
            raise ValueError(f"the register has no school day in {window.start} to {window.end}")
        runs.append((int(inside.start), int(inside.stop) - 1))
    return Places(days, ~disrupted_days(register, days), runs[0], runs[1])


@dataclass(eq=False)
class Grids:
    """The grids that specifications are made on, each laid out when it is first needed."""

    register: DaysSource
    places: Places
    _made: dict[tuple[str, bool], Grid] = field(default_factory=dict)

    def of(self, specification: Specification) -> Grid:
        """Return the grid of a specification."""
        key = specification.rule, specification.disrupted
        if key not in self._made:
            days = self.places.days
            if not specification.disrupted:
                plain = self.of(replace(specification, disrupted=True))
                self._made[key] = plain.only(self.places.quiet)
            elif specification.rule:
                table = _derived(self.register, specification, self.places)
                self._made[key] = grid_of(self.register, days, table)
            else:
                self._made[key] = grid_of(self.register, days)
        return self._made[key]


def _derived(register: DaysSource, specification: Specification, places: Places) -> pd.DataFrame:
    """Derive the days of the windows again, with lateness or exemption counted otherwise."""
    days = places.days[places.before[0] : places.after[1] + 1]
    sessions = register.sessions[register.sessions["date"].between(days[0], days[-1])]
    marks = register.absences[register.absences["date"].between(days[0], days[-1])]
    marks = marks.merge(
        sessions.groupby(["date", "session"], as_index=False)["minutes"].max(),
        on=["date", "session"],
        how="left",
        suffixes=("", "_given"),
    )
    whole = marks["minutes_given"].fillna(0)
    if specification.late:
        chosen = marks["kind"].eq(AbsenceKind.LATE)
        minutes: Any = whole if specification.late == "les" else 0
    else:
        chosen = marks["reason"].eq("exempt")
        kind = KINDS[specification.exempt]
        minutes = whole if kind == AbsenceKind.ABSENT else 0
        marks["kind"] = marks["kind"].mask(chosen, kind)
    marks["minutes"] = marks["minutes"].mask(chosen, minutes).astype("int64")
    return derive_days(register.pupils, sessions, marks.drop(columns="minutes_given"))


def rules_of(register: DaysSource, places: Places) -> tuple[list[str], list[str]]:
    """Return the other rules for lateness and exemption that the register can tell apart.

    A rule that nobody in the windows is under gives the same numbers, and is left out.
    """
    marks = getattr(register, "absences", None)
    if marks is None:
        return [], []
    first, last = places.days[places.before[0]], places.days[places.after[1]]
    marks = marks[marks["date"].between(first, last)]
    origin = origin_of(register)
    late = marks["kind"].eq(AbsenceKind.LATE).any()
    exempt = marks["reason"].eq("exempt").any()
    return (
        [rule for rule in LATE if late and rule != origin.late],
        [rule for rule in EXEMPT if exempt and rule != origin.exempt],
    )


def one_at_a_time(
    main: Specification,
    tier: int,
    cuts: Sequence[int],
    lengths: Sequence[int],
    shifts: Sequence[int],
    rules: tuple[list[str], list[str]],
    disrupted: bool,
) -> Iterator[Specification]:
    """Give every specification that differs from the main one on a single axis."""
    change: Callable[..., Specification] = replace
    for scheme in cut_schemes(main.scheme, (point for point in cuts if point)):
        yield change(main, varied="cuts", scheme=scheme)
    for scheme in edge_schemes(main.scheme, tier):
        yield change(main, varied="edge", scheme=scheme)
    for measure in MEASURES:
        if measure != main.measure:
            yield change(main, varied="measure", measure=measure)
    for days in lengths:
        yield change(main, varied="days", days=days)
    for shift in shifts:
        if shift:
            yield change(main, varied="shift", shift=shift)
    for late in rules[0]:
        yield change(main, varied="late", late=late)
    for exempt in rules[1]:
        yield change(main, varied="exempt", exempt=exempt)
    if disrupted:
        yield change(main, varied="disrupted", disrupted=False)


def crossed(
    main: Specification,
    tier: int,
    cuts: Sequence[int],
    lengths: Sequence[int],
    shifts: Sequence[int],
) -> Iterator[Specification]:
    """Give every combination of cuts, edges, measures, lengths and shifts."""
    schemes = [
        edge
        for scheme in cut_schemes(main.scheme, dict.fromkeys((0, *cuts)))
        for edge in (scheme, *edge_schemes(scheme, tier))
    ]
    for days, shift, measure, scheme in product(
        dict.fromkeys((0, *lengths)), dict.fromkeys((0, *shifts)), MEASURES, schemes
    ):
        yield replace(main, varied=GRID, scheme=scheme, measure=measure, days=days, shift=shift)
