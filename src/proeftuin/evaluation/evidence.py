"""What stands beside a change of one school to judge it by, from weak to strong evidence."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.expectation.beyond_expected import BeyondExpected, beyond_expected
from proeftuin.evaluation.expectation.split_half import split_half
from proeftuin.evaluation.grid.grid import Layouts
from proeftuin.evaluation.schools.difference_in_differences import (
    DifferenceInDifferences,
    difference_in_differences,
)
from proeftuin.evaluation.schools.history import school_history
from proeftuin.evaluation.schools.school_changes import school_changes
from proeftuin.evaluation.windows.windows import Windows
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.attendance import Measure
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.text import words
from proeftuin.text.language import _, ngettext

OWN = "deze school"


def beyond_of(
    register: Any,
    windows: Windows,
    comparison: Comparison,
    earlier: Comparison | None,
    others: Mapping[str, Comparison],
    scheme: TierScheme,
    measure: Measure,
) -> BeyondExpected | None:
    """Compare with what was to be expected: of `reference_of`, or of the window itself.

    None when nobody was in both windows.
    """
    if not comparison.paired:
        return None
    reference, source = reference_of(comparison, earlier, others)
    if reference:
        return beyond_expected(comparison, reference, source)
    window = windows[0]
    if (window.days or 0) < 10:
        return None
    half = split_half(register, window, scheme, measure)
    if np.isnan(half.reliability):
        return None
    found = beyond_expected(comparison, half.transitions, "het eerste venster zelf")
    return BeyondExpected(found.table, found.df, found.source, (*found.notes, *half.notes))


def reference_of(
    comparison: Comparison, earlier: Comparison | None, others: Mapping[str, Comparison]
) -> tuple[list[Comparison], str]:
    """Choose whose movements say what was to be expected, and name them in Dutch.

    Comparison schools first, which had the same weeks; then the school itself a year earlier. What
    has nobody in a tier where these pupils were cannot say where those would have gone, and gives
    way to the next. Empty without any.
    """
    found: list[tuple[list[Comparison], str]] = []
    if others:
        found.append((list(others.values()), names_of_schools(others)))
    if earlier is not None:
        found.append(([earlier], _("dezelfde periode een jaar eerder")))
    whole = (one for one in found if not tiers_without(comparison, one[0]))
    return next(whole, found[0] if found else ([], ""))


def tiers_without(comparison: Comparison, reference: Sequence[Comparison]) -> list[int]:
    """Return the tiers that pupils were in before and nobody of the reference was."""
    there = sum(one.before.counts.to_numpy() for one in reference)
    own = comparison.before.counts
    return [int(tier) for tier in own.index[(there == 0) & (own.to_numpy() > 0)]]


def difference_of(
    register: Any,
    windows: Windows,
    comparison: Comparison,
    others: Mapping[str, Comparison],
    registers: Mapping[str, Any],
    scheme: TierScheme,
    measure: Measure,
    layouts: Layouts,
) -> DifferenceInDifferences | None:
    """Compare with other schools, and with how all of them went before; None without any.

    What it lays out is added to `layouts`.
    """
    if not others or not comparison.paired:
        return None
    before, after = windows
    days = before.days or 0
    history = school_history(
        {OWN: register, **{name: registers[name] for name in others}},
        [OWN],
        before.end + timedelta(days=1),
        days,
        scheme,
        measure,
        layouts=layouts,
    )
    known = pd.DatetimeIndex(register.school_days).unique().sort_values()
    places = known.searchsorted([pd.Timestamp(before.start), pd.Timestamp(after.start)])
    schools = school_changes({OWN: comparison, **others}, [OWN])
    return difference_in_differences(schools, history, float(places[1] - places[0]) / days)


def names_of_schools(others: Mapping[str, Comparison]) -> str:
    """Name the comparison schools."""
    return ngettext(
        "vergelijkingsschool {names}",
        "vergelijkingsscholen {names}",
        len(others),
        names=words.listing(list(others)),
    )
