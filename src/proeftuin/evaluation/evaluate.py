"""A change with everything that stands beside it before anyone may draw a conclusion.

A change alone is not a result: real schools without any programme easily show nine points from
one period to the next. An `Evaluation` puts beside it the same season a year earlier, comparison
schools, what these pupils would have done anyway, the calendar of the windows, and the smallest
change that this school could have shown.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from proeftuin.evaluation.evidence import (
    beyond_of,
    difference_of,
    reference_of,
    tiers_without,
)
from proeftuin.evaluation.expectation.beyond_expected import BeyondExpected
from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.evaluation.grid.grid import Layouts
from proeftuin.evaluation.headline import (
    Evidence,
    changes_beside,
    headline,
    reservation,
    without_pilot,
)
from proeftuin.evaluation.homogeneity.cluster_homogeneity import ClusterTest, cluster_homogeneity
from proeftuin.evaluation.homogeneity.homogeneity import (
    MarginalHomogeneity,
    marginal_homogeneity,
    mcnemar_midp,
)
from proeftuin.evaluation.power.detectable_change import detectable_change
from proeftuin.evaluation.schools.difference_in_differences import DifferenceInDifferences
from proeftuin.evaluation.schools.placebo import Placebo, placebo_distribution
from proeftuin.evaluation.windows.disruption import calendar_in, disruption_notes, disruptions
from proeftuin.evaluation.windows.exposure import Exposure, compare_exposure
from proeftuin.evaluation.windows.windows import (
    Windows,
    counted,
    matched_windows,
    shift_of_lengths,
    year_earlier,
)
from proeftuin.pyramid.comparison import Comparison, UnequalWindows, compare
from proeftuin.pyramid.counting.attendance import Measure, attendance_by_period, measure_of
from proeftuin.pyramid.counting.empty_periods import refuse_without_days
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.text import words
from proeftuin.text.language import _

Verdict = Literal["change", "no change shown", "too few"]


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation:
    """The change of one school, in its context.

    Parameters
    ----------
    comparison
        The change itself.
    windows
        Before and after.
    earlier
        The same windows a year earlier, when the register has them and school was open.
    comparison_schools
        The same windows at schools without the programme, by name.
    expected
        What the reference's movements alone would give, see `expected_after`; None without one.
    expected_from
        Where that comes from, in Dutch; empty without.
    beyond_expected
        The change beyond that, with an interval where the reference has one; without a reference
        what the first window itself lets expect. None when that cannot be told.
    placebo
        The same change in windows without a pilot, and where this one stands among them.
    difference
        The difference with the comparison schools; None without any, or without a pilot.
    detectable
        Smallest change per tier that this school could have shown, in percentage points.
    calendar
        Holidays, closures and distance lessons in the windows: `window` (`before` or `after`),
        `start`, `end`, `kind`, `name`.
    length_shift
        Change per tier from the windows' lengths alone, in percentage points; None when equal.
    exposure
        Whether each pupil had as many sessions before as after, and the change if they had.
    verdict
        Of the first tier: `change` when its interval leaves out zero, `no change shown` when it
        does not, `too few` under 30 paired pupils.
    notes
        What must be said with it, in Dutch.
    pilot
        Whether the school has a pilot at all.
    """

    comparison: Comparison
    windows: Windows
    earlier: Comparison | None
    comparison_schools: dict[str, Comparison]
    expected: pd.DataFrame | None
    expected_from: str
    beyond_expected: BeyondExpected | None
    placebo: Placebo
    difference: DifferenceInDifferences | None
    detectable: "pd.Series[float]"
    calendar: pd.DataFrame
    length_shift: "pd.Series[float] | None"
    exposure: Exposure
    verdict: Verdict
    notes: tuple[str, ...]
    pilot: bool = True

    @property
    def cluster_test(self) -> ClusterTest:
        """Whether the tiers changed, tested over classes."""
        return cluster_homogeneity(self.comparison)

    @property
    def homogeneity(self) -> MarginalHomogeneity:
        """The same with pupils as independent: Stuart-Maxwell and Bhapkar."""
        return marginal_homogeneity(self.comparison.transitions)

    @property
    def mcnemar(self) -> "pd.Series[float]":
        """McNemar's mid-p per tier, with pupils as independent."""
        return mcnemar_midp(self.comparison)

    @property
    def sentence(self) -> str:
        """The headline in a few Dutch sentences that claim no more than is known."""
        return self.headline()

    def headline(self, levels: bool = True) -> str:
        """Return the headline, without the shares before and after where they are hidden."""
        shift = None if self.length_shift is None else float(self.length_shift.iloc[0])
        limit = float(self.detectable.iloc[0])
        said = headline(self.comparison, self.verdict, limit, shift, levels)
        if self.verdict == "too few":
            return said
        return f"{said} {self._reservation()}".rstrip()

    def _reservation(self) -> str:
        if not self.pilot:
            return without_pilot()
        change = float(self.comparison.change.iloc[0])
        seen = changes_beside(self.earlier, self.comparison_schools)
        if self.expected is None:
            found = next(iter(seen), None)
        else:
            beyond = self.beyond_expected
            low, high = (np.nan, np.nan) if beyond is None else beyond.interval.iloc[0]
            given = float(self.expected["change"].iloc[0])
            found = Evidence(given, self.expected_from, (float(low), float(high)))
        return reservation(change, found, seen, self.verdict == "change")

    def __str__(self) -> str:
        parts = [str(self.comparison), self.sentence, self.cluster_test.sentence, *self.notes]
        return "\n\n".join(parts)

    __repr__ = __str__


def evaluate(
    register: Any,
    windows: Windows,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
    comparison_registers: Mapping[str, Any] | None = None,
    tables: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> Evaluation:
    """Compare two windows of a school and put the context beside the change.

    Parameters
    ----------
    register
        The school's register.
    windows
        Before and after, as `windows_between` gives them.
    scheme, measure
        How pupils are classified; by default those of the register.
    comparison_registers
        Registers of schools without the programme, by name.
    tables
        What `attendance` returns for the two windows, when it is there already.

    Warns
    -----
    UnequalWindows
        When the windows have different numbers of school days.

    Raises
    ------
    InputError
        When the register has no school days in a window.
    """
    refuse_without_days(register, *windows)
    scheme, measure = scheme_in(register, scheme), measure or measure_of(register)
    windows = counted(register, windows)
    before, after = tables or attendance_by_period(register, windows, measure)
    comparison = compare(before, after, scheme)
    exposure = compare_exposure(before, after, scheme, register)
    calendar = calendar_in(register, windows)
    notes = list(disruption_notes(calendar))
    earlier, about_earlier = _earlier(register, windows, scheme, measure)
    registers = comparison_registers or {}
    others, about_others = _others(registers, windows, scheme, measure)
    expected, source, about_expected = _expected(comparison, earlier, others)
    pilot = register.provenance.get("settings", {}).get("pilot", True)
    rules, layouts, difference = (scheme, measure), Layouts(), None
    if pilot:
        # First, as it lays out all days of every register, of which the placebo needs some.
        beside = register, windows, comparison, others, registers
        difference = difference_of(*beside, *rules, layouts)
    if comparison.paired < FEWEST_PUPILS:
        verdict: Verdict = "too few"
    else:
        low, high = comparison.interval.iloc[0]
        verdict = "change" if low > 0 or high < 0 else "no change shown"
    return Evaluation(
        comparison=comparison,
        windows=windows,
        earlier=earlier,
        comparison_schools=others,
        expected=expected,
        expected_from=source,
        beyond_expected=beyond_of(register, windows, comparison, earlier, others, *rules),
        placebo=placebo_distribution(register, windows, *rules, registers, layouts=layouts),
        difference=difference,
        detectable=detectable_change(comparison),
        calendar=calendar,
        length_shift=shift_of_lengths(register, windows, scheme, measure),
        exposure=exposure,
        verdict=verdict,
        notes=(*notes, *exposure.notes, *about_earlier, *about_others, *about_expected),
        pilot=pilot,
    )


def _beside(register: Any, windows: Windows, scheme: TierScheme, measure: Measure) -> Comparison:
    """Compare without warning of lengths again: they are those of the headline."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnequalWindows)
        before, after = attendance_by_period(register, windows, measure)
        return compare(before, after, scheme)


def _earlier(
    register: Any, windows: Windows, scheme: TierScheme, measure: Measure
) -> tuple[Comparison | None, list[str]]:
    found = year_earlier(register, windows)
    if found is None:
        return None, []
    spans = _("{first} en {second}", first=found[0].span(), second=found[1].span())
    disrupted = disruptions(calendar_in(register, found))
    if len(disrupted):
        names = words.listing(sorted(map(_, set(disrupted["name"]))))
        return None, [
            _(
                "Dezelfde vensters een jaar eerder ({spans}) zijn geen vergelijking: {names}.",
                spans=spans,
                names=names,
            )
        ]
    comparison = _beside(register, found, scheme, measure)
    if comparison.paired < FEWEST_PUPILS:
        return None, [
            _(
                "Een jaar eerder ({spans}) zijn er te weinig leerlingen om te vergelijken.",
                spans=spans,
            )
        ]
    return comparison, []


def _others(
    registers: Mapping[str, Any], windows: Windows, scheme: TierScheme, measure: Measure
) -> tuple[dict[str, Comparison], list[str]]:
    found, notes = {}, []
    for name, other in registers.items():
        matched = matched_windows(other, windows)
        comparison = _beside(other, matched, scheme, measure) if matched else None
        if comparison is None or comparison.paired < FEWEST_PUPILS:
            what = _("schooldagen") if comparison is None else _("leerlingen")
            notes.append(
                _(
                    "{name} heeft te weinig {what} in deze vensters om mee te vergelijken.",
                    name=name,
                    what=what,
                )
            )
        else:
            found[name] = comparison
    return found, notes


def _expected(
    comparison: Comparison, earlier: Comparison | None, others: Mapping[str, Comparison]
) -> tuple[pd.DataFrame | None, str, list[str]]:
    """Let the pupils move as those of `reference_of` did."""
    reference, source = reference_of(comparison, earlier, others)
    if not reference:
        return None, "", []
    if missing := tiers_without(comparison, reference):
        note = _(
            "Wat vanzelf te verwachten was, is niet te zeggen: {source} had niemand in {tiers}.",
            source=source,
            tiers=words.listing([f"Tier {tier}" for tier in missing]),
        )
        return None, "", [note]
    table = sum((one.transitions for one in reference), start=0 * comparison.transitions)
    return expected_after(comparison.before, table), source, []
