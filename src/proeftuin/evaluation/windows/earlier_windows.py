"""Windows like a pilot's own, from before the pilot."""

from datetime import timedelta
from typing import Any

import pandas as pd

from proeftuin.evaluation.windows.windows import YEAR, Windows, matched_windows
from proeftuin.pyramid.counting.periods import Period
from proeftuin.register.project.calendar import school_year_of


def earlier_pairs(known: pd.DatetimeIndex, windows: Windows, step: int) -> list[Windows]:
    """Return pairs of the same lengths and gap that end before the pilot, the latest first.

    Parameters
    ----------
    known
        The school's days, in order.
    windows
        Before and after, with their numbers of school days; where they lie in one school year, so
        does each pair.
    step
        School days from one pair to the next.

    Examples
    --------
    >>> from proeftuin.pyramid.counting.periods import windows_between
    >>> known = pd.bdate_range("2023-09-04", "2024-03-29")
    >>> windows = windows_between(known, "2024-01-15", "2024-03-29")
    >>> pairs = earlier_pairs(known, windows, step=20)
    >>> len(pairs), pairs[0][1].end == windows[0].end, pairs[1][0].start
    (4, True, datetime.date(2023, 10, 30))
    """
    (before, after), days = windows, [window.days or 0 for window in windows]
    first = int(known.searchsorted(pd.Timestamp(before.start)))
    second = int(known.searchsorted(pd.Timestamp(after.start)))
    until = int(known.searchsorted(pd.Timestamp(before.end), side="right"))
    one_year = school_year_of(before.start) == school_year_of(after.end)
    pairs = []
    for start in range(until - (second - first) - days[1], -1, -step):
        ends = start + days[0] - 1, start + (second - first) + days[1] - 1
        pair = (
            Period(known[start].date(), known[ends[0]].date(), days=days[0]),
            Period(known[start + second - first].date(), known[ends[1]].date(), days=days[1]),
        )
        if not one_year or school_year_of(pair[0].start) == school_year_of(pair[1].end):
            pairs.append(pair)
    return pairs


def years_back(register: Any, windows: Windows) -> list[tuple[int, Windows]]:
    """Return the same windows of every earlier year that the register has."""
    first = pd.Timestamp(register.school_days.min()).date()
    years = (windows[0].start - first + timedelta(days=14)) // YEAR
    found = [
        (back, matched_windows(register, windows, -back * YEAR)) for back in range(1, years + 1)
    ]
    return [(back, pair) for back, pair in found if pair is not None]
