"""Tell empty stretches in which nobody was away from those that nobody registered.

Where only deviations are registered, a stretch without any looks the same in both cases. To take
every one for unregistered removes the best weeks of the smallest classes; to keep every one makes
a class that never registers look perfect. A stretch is therefore unregistered only when it is too
improbable that all pupils were there: when at least `EXPECTED` marks were to be expected in it. A
mark is a pupil with at least one deviation in a week, however many lessons it took.

References
----------
The rates are those of a Poisson count with a gamma prior worth `PRIOR` marks: of a class towards
its school, of the school towards `USUAL` (empirical Bayes; Clayton and Kaldor, Biometrics 43,
1987). docs/calibration.md has how often the rule is wrong, both ways.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

EXPECTED = 7.0
"""Marks in an empty stretch from which on it is unregistered: by chance one in a thousand."""
EXPECTED_IN_SERIES = 9.0
"""The same for a series: a class has dozens of them, and so dozens of chances to be unlucky."""
PRIOR = 6.0
"""Marks that a rate is drawn by: of a class to that of its school, of a school to the usual."""
USUAL = 0.10
"""Marks per pupil and week, before anything is known of a school."""
STRETCH_ROUNDS, SERIES_ROUNDS = 5, 3

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def silent_stretches(weeks: pd.DataFrame, judged: "pd.Series[bool]") -> "pd.Series[bool]":
    """Find the empty stretches of weeks in which marks of a unit are missing.

    Parameters
    ----------
    weeks
        One row per unit (a class, or the whole school) and week with sessions, sorted by both:
        `unit`, `marks`, `empty` (nothing at all was registered), `exposure` (what marks are in
        proportion to: pupils × the share of a usual week's sessions that was given) and `open`
        (the part of that exposure of which nothing else says it was registered).
    judged
        Which rows can still be found; of the others it is known already that nothing was.

    Returns
    -------
    Series of bool
        The rows of stretches in which at least `EXPECTED` marks were to be expected.

    Examples
    --------
    >>> weeks = pd.DataFrame({"unit": "1a", "marks": [6, 5, 0, 0, 7, 6], "exposure": 25.0})
    >>> weeks = weeks.assign(open=25.0, empty=weeks["marks"] == 0)
    >>> silent_stretches(weeks, pd.Series(True, index=weeks.index)).tolist()
    [False, False, True, True, False, False]
    """
    unit, __ = pd.factorize(weeks["unit"])
    marks = weeks["marks"].to_numpy(np.float64)
    exposure, is_open = (weeks[name].to_numpy(np.float64) for name in ("exposure", "open"))
    base = judged.to_numpy(bool)
    empty = weeks["empty"].to_numpy(bool)
    stretch = _runs(unit, empty)
    kept = base
    for _ in range(STRETCH_ROUNDS):
        total_marks, total = (marks * kept).sum(), (exposure * kept).sum()
        rate = (PRIOR + total_marks) / (PRIOR / USUAL + total)
        own_marks, own = (_sums(unit, values * kept)[unit] for values in (marks, exposure))
        # The rate of a unit is that outside the stretch it is held against.
        inside = _sums(stretch, exposure * kept)[stretch]
        unit_rate = (PRIOR + own_marks) / (PRIOR / rate + own - inside)
        expected = _sums(stretch, is_open * base)[stretch] * unit_rate
        now = base & ~(empty & (expected >= EXPECTED))
        if (now == kept).all():
            break
        kept = now
    return pd.Series(base & ~kept, index=weeks.index, dtype="bool")


def silent_series(weeks: pd.DataFrame) -> "pd.Series[bool]":
    """Find the series of sessions that stay empty while the same pupils have marks elsewhere.

    Parameters
    ----------
    weeks
        One row per series (of one kind: a place in the timetable, a weekday or a lesson group) and
        week with sessions, sorted by both: `series`, `hour` (those of one hour have as many marks:
        in the first more pupils are late, in the last some have gone home sick), `marks` (pupils
        with a mark in it), `elsewhere` (pupils with a mark outside it), `given` (its sessions),
        `open` (those of which nothing else says that they were registered) and `empty` (nothing
        was registered in it).

    Returns
    -------
    Series of bool
        The rows of empty stretches in which at least `EXPECTED_IN_SERIES` marks were to be
        expected, going by what such series of this school have per session and mark
        elsewhere; an hour in which the whole school has none is held against all hours.

    Examples
    --------
    >>> one = pd.DataFrame({"series": "1a maandag", "marks": 2, "elsewhere": 8}, index=range(9))
    >>> other = one.assign(series="1b maandag", marks=0)
    >>> weeks = pd.concat([one, other], ignore_index=True).assign(given=1, open=1, hour="1")
    >>> weeks["empty"] = weeks["marks"] == 0
    >>> silent_series(weeks).groupby(weeks["series"]).sum().to_dict()
    {'1a maandag': 0, '1b maandag': 9}
    """
    series, __ = pd.factorize(weeks["series"])
    marks, elsewhere, given, is_open = (
        weeks[name].to_numpy(np.float64) for name in ("marks", "elsewhere", "given", "open")
    )
    empty = weeks["empty"].to_numpy(bool)
    stretch = _runs(series, empty)
    chances, open_chances = elsewhere * given, elsewhere * is_open
    hour, __ = pd.factorize(weeks["hour"])
    kept = np.ones(len(weeks), dtype=bool)
    for _ in range(SERIES_ROUNDS):
        of_hour, of_which = (_sums(hour, values * kept) for values in (chances, marks))
        if not of_which.sum() or not of_hour.sum():
            break
        of_all = of_which.sum() / of_hour.sum()
        ratio = (PRIOR + of_which) / (PRIOR / of_all + of_hour)
        expected = (
            np.where(of_which > 0, ratio, of_all)[hour] * _sums(stretch, open_chances)[stretch]
        )
        now = ~(empty & (expected >= EXPECTED_IN_SERIES))
        if (now == kept).all():
            break
        kept = now
    return pd.Series(~kept, index=weeks.index, dtype="bool")


def without_busiest(
    weeks: pd.DataFrame, found: "pd.Series[bool]", marked: pd.DataFrame
) -> pd.DataFrame:
    """Take one pupil's marks out of `elsewhere`: in each stretch that was found, who has most.

    A habit of one pupil, late on every day but Wednesday, says nothing of who registers then.

    Parameters
    ----------
    weeks
        As for `silent_series`, with `class` and `week`.
    found
        What `silent_series` found in it.
    marked
        One row per `class`, `week` and `pupil` with a mark.

    Returns
    -------
    DataFrame
        The same, to be asked again.
    """
    if not found.any():
        return weeks
    begins = found & ~(found.shift(fill_value=False) & weeks["series"].eq(weeks["series"].shift()))
    rows = weeks.assign(stretch=begins.cumsum())[found].reset_index(names="row")
    each = rows.merge(marked, on=["class", "week"])
    weight = each.groupby(["stretch", "pupil"])["open"].sum()
    top = weight.groupby("stretch").idxmax()
    theirs = each[pd.MultiIndex.from_frame(each[["stretch", "pupil"]]).isin(top)]["row"]
    return weeks.assign(elsewhere=weeks["elsewhere"] - weeks.index.isin(theirs).astype("int64"))


def _runs(unit: Ints, empty: Flags) -> Ints:
    """Give rows of one unit that are all empty, or all not, the number of their stretch."""
    begins = np.ones(len(unit), dtype=bool)
    begins[1:] = (unit[1:] != unit[:-1]) | (empty[1:] != empty[:-1])
    return begins.cumsum() - 1


def _sums(place: Ints, values: Any) -> Floats:
    sums: Floats = np.bincount(place, weights=values, minlength=1).astype(np.float64)
    return sums
