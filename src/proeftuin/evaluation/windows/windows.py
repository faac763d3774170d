"""Windows that can stand beside each other: how long, in which season, at which school.

A shorter window has more pupils without any absence, spring has less illness than winter, and a
lockdown is like nothing else. So the same number of school days in the same season is what a
change is compared with, and what the length alone does is worked out from the register itself.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.pyramid.counting.attendance import ABSENT, Measure, measure_of
from proeftuin.pyramid.counting.periods import Period, period_of, school_days_in
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme, classify
from proeftuin.pyramid.counting.whole_numbers import Integers
from proeftuin.register.store.engine import collect

YEAR = timedelta(days=364)
"""52 weeks: the same weekday, in the same week of the season."""

SLACK = timedelta(days=14)
"""A holiday may fall in another week; further off is another season."""

Windows = tuple[Period, Period]


def length_shift(
    register: Any,
    period: Period,
    days: int,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
) -> "pd.Series[float]":
    """Return what shortening a window does to the tiers when nothing else changes.

    Every run of `days` school days inside the period makes a pyramid; their mean share per tier,
    minus the share over the whole period, is what the length alone does.

    Parameters
    ----------
    register
        A register.
    period
        The longer window.
    days
        School days of the shorter one.
    scheme, measure
        As for the comparison; by default those of the register.

    Returns
    -------
    Series
        Percentage points per tier.

    Raises
    ------
    ValueError
        When the period does not hold that many school days.
    """
    scheme, measure = scheme_in(register, scheme), measure or measure_of(register)
    school_days = school_days_in(register, period)
    if not 1 <= days <= len(school_days):
        raise ValueError(f"the period has {len(school_days)} school days, got days={days}")
    table = days_in(register, period, measure)
    laid = [_matrix(table, school_days, name) for name in ("absent", "possible", "given")]
    long, short = (
        _shares([_run_sums(each, length) for each in laid], scheme)
        for length in (len(school_days), days)
    )
    index = pd.Index(list(scheme.tiers), name="tier")
    return pd.Series(100 * (short - long), index, name="length_shift")


def year_earlier(register: Any, windows: Windows, days: int | None = None) -> Windows | None:
    """Return the same windows 52 weeks earlier, or None where the register does not cover them.

    Parameters
    ----------
    register
        Anything with `school_days`.
    windows
        Before and after.
    days
        School days per window; by default as many as each of the windows has.

    Examples
    --------
    >>> from proeftuin.pyramid.counting.periods import windows_between
    >>> school_days = pd.bdate_range("2018-08-20", "2020-07-03")
    >>> windows = windows_between(school_days, "2020-01-06", "2020-03-20")
    >>> before, after = year_earlier(school_days, windows)
    >>> before.start, after.end, after.days
    (datetime.date(2019, 1, 7), datetime.date(2019, 3, 22), 20)
    >>> year_earlier(school_days, (before, after)) is None
    True
    """
    return matched_windows(register, counted(register, windows, days), -YEAR)


def matched_windows(
    register: Any, windows: Windows, shift: timedelta = timedelta()
) -> Windows | None:
    """Return windows of as many school days at the same time on another calendar, or None.

    The window before is anchored at its first day, the one after at its last; each end may
    differ by a holiday in another week, but not by another season.

    Parameters
    ----------
    register
        Anything with `school_days`: another school's register, or the same with a shift.
    windows
        Before and after, with their numbers of school days.
    shift
        How much later the wanted windows are; negative is earlier.
    """
    before, after = windows
    if before.days is None or after.days is None:
        raise ValueError("the windows must know their numbers of school days")
    span = Period(before.start + shift, after.end + shift)
    inside = school_days_in(register, span)
    if len(inside) < before.days + after.days:
        return None
    found = (
        period_of(inside[: before.days], before.label),
        period_of(inside[-after.days :], after.label),
    )
    drift = [
        abs(day - wanted - shift)
        for own, other in zip(windows, found, strict=True)
        for wanted, day in ((own.start, other.start), (own.end, other.end))
    ]
    return found if max(drift) <= SLACK else None


def counted(register: Any, windows: Windows, days: int | None = None) -> Windows:
    """Return the windows with their numbers of school days, counted where they are not known."""
    before, after = (
        replace(window, days=days or window.days or len(school_days_in(register, window)))
        for window in windows
    )
    return before, after


def days_in(register: Any, period: Period, measure: Measure) -> pd.DataFrame:
    """Read the period's days: one row per pupil and day, as little as is needed."""
    date = nw.col("date")
    start, end = (datetime.combine(day, time.min) for day in (period.start, period.end))
    days = (
        nw.from_native(register.scan_days())
        .lazy()
        .filter(date >= start, date <= end)
        .select(
            "school",
            "pupil",
            date.cast(nw.Datetime("us")),
            nw.col("sessions").alias("given"),
            nw.col(ABSENT[measure]).alias("absent"),
            nw.col(measure).alias("possible"),
        )
    )
    return collect(days)


def _matrix(table: pd.DataFrame, school_days: pd.DatetimeIndex, name: str) -> Integers:
    """Lay a column out as pupils × school days; a day outside enrolment is 0."""
    pupil = table.groupby(["school", "pupil"]).ngroup().to_numpy()
    day = school_days.get_indexer(pd.DatetimeIndex(table["date"]))
    laid = np.zeros((pupil.max(initial=-1) + 1, len(school_days)), dtype=np.int64)
    there = day >= 0
    np.add.at(laid, (pupil[there], day[there]), table[name].to_numpy()[there])
    return laid


def _run_sums(laid: Integers, length: int) -> Integers:
    """Sum every run of so many days: pupils × runs."""
    sums = np.cumsum(np.pad(laid, ((0, 0), (1, 0))), axis=1)
    runs: Integers = sums[:, length:] - sums[:, :-length]
    return runs


def _shares(sums: list[Integers], scheme: TierScheme) -> npt.NDArray[np.float64]:
    """Return the share of each tier, the mean over the runs.

    Parameters
    ----------
    sums
        Absent, possible and sessions; each pupils × runs.
    """
    absent, possible, sessions = (each.ravel() for each in sums)
    tiers = classify(absent, possible, scheme, sessions)
    laid = tiers.fillna(0).to_numpy(dtype=np.int64).reshape(sums[0].shape)
    counts = np.stack([(laid == tier).sum(axis=0) for tier in scheme.tiers])
    classified = counts.sum(axis=0)
    shares: npt.NDArray[np.float64] = counts[:, classified > 0] / classified[classified > 0]
    return shares.mean(axis=1) if shares.size else np.full(len(scheme.tiers), np.nan)


def shift_of_lengths(
    register: Any, windows: Windows, scheme: TierScheme, measure: Measure
) -> "pd.Series[float] | None":
    """Return what unequal lengths of two windows do to the tiers; None when they are equal."""
    before, after = windows
    if before.days is None or after.days is None or before.days == after.days:
        return None
    if before.days > after.days:
        return length_shift(register, before, after.days, scheme, measure)
    return -length_shift(register, after, before.days, scheme, measure)
