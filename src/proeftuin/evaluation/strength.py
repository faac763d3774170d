"""What stands beside a change of one school to judge it by, from weak to strong evidence."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from proeftuin import words
from proeftuin.evaluation.beyond import BeyondExpected, beyond_expected
from proeftuin.evaluation.differences import DifferenceInDifferences, difference_in_differences
from proeftuin.evaluation.grid import Layouts
from proeftuin.evaluation.preperiod import school_history
from proeftuin.evaluation.reliability import split_half
from proeftuin.evaluation.schools import school_changes
from proeftuin.evaluation.windows import Windows
from proeftuin.language import ngettext
from proeftuin.pyramid.attendance import Measure
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.tiers import TierScheme

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
    """Compare with what was to be expected: of a year earlier, other schools, or the window itself.

    None when nobody was in both windows.
    """
    if not comparison.paired:
        return None
    if earlier is not None:
        return beyond_expected(comparison, earlier, "dezelfde periode een jaar eerder")
    if others:
        return beyond_expected(comparison, list(others.values()), names_of_schools(others))
    window = windows[0]
    if (window.days or 0) < 10:
        return None
    half = split_half(register, window, scheme, measure)
    if np.isnan(half.reliability):
        return None
    found = beyond_expected(comparison, half.transitions, "het eerste venster zelf")
    return BeyondExpected(found.table, found.df, found.source, (*found.notes, *half.notes))


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
