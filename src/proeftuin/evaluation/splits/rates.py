"""How much of their time the same pupils missed, before and after, and in which parts.

A rate is a pupil's own: minutes missed over minutes possible, and every pupil weighs the same. The
parts of a pupil's absence add up to it to the minute, so their changes add up to the whole change.
"""

from typing import Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.intervals import mean_interval
from proeftuin.pyramid.counting.pupil_table import tiers_of
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.counting.whole_numbers import Integers

TOTAL = "total"
KINDS = {
    "sick": "ziekte",
    "other authorised": "ander geoorloofd verzuim",
    "unauthorised": "ongeoorloofd verzuim",
}
"""The kinds of absence, by their Dutch name; together they are all of it."""


KEY = ["school", "pupil"]


def parts_of(pupils: pd.DataFrame) -> pd.DataFrame:
    """Split the minutes that each pupil missed by kind.

    Parameters
    ----------
    pupils
        An attendance table, with `sick`, `authorised` and `unauthorised` (minutes).

    Returns
    -------
    DataFrame
        Columns `sick`, `other authorised` and `unauthorised`; they add up to all that was missed.

    Notes
    -----
    Illness comes first: where a school registers it as unauthorised it is still illness, and what
    is left is unauthorised.

    Examples
    --------
    >>> pupils = pd.DataFrame({"sick": [50, 60], "authorised": [80, 0], "unauthorised": [20, 60]})
    >>> parts_of(pupils).to_numpy().tolist()
    [[50, 30, 20], [60, 0, 0]]
    """
    sick = pupils["sick"]
    other = (pupils["authorised"] - sick).clip(lower=0)
    rest = pupils["authorised"] + pupils["unauthorised"] - sick - other
    return pd.DataFrame(dict(zip(KINDS, (sick, other, rest), strict=True)))


def paired_attendance(
    register: Any, windows: Any, scheme: TierScheme
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the attendance in minutes of the pupils who have a tier in both windows.

    The two tables have the same pupils in the same order, those of `compare`.
    """
    tables = []
    for window in windows:
        table = attendance(register, window, "minutes")
        tables.append(table[tiers_of(table, scheme).notna().to_numpy()].set_index(KEY))
    both = tables[0].index.intersection(tables[1].index, sort=False)
    before, after = (table.loc[both].reset_index() for table in tables)
    return before, after


def class_of(pupils: pd.DataFrame) -> Integers:
    """Return the number of each pupil's class, within its school: the clusters."""
    number = pupils.groupby(["school", "class"], dropna=False).ngroup()
    return number.to_numpy().astype(np.int64)


def mean_change(before: pd.DataFrame, after: pd.DataFrame, cluster: Any) -> pd.DataFrame:
    """Return how the mean of each column changed, with its interval.

    Parameters
    ----------
    before, after
        One row per pupil, the same pupils in the same order; numbers.
    cluster
        One label per pupil.

    Returns
    -------
    DataFrame
        One row per column: `before`, `after`, `change`, `low`, `high`, `standard_error` (in the
        unit of the column), `df`, `method` (see `mean_interval`).
    """
    found = mean_interval(after.to_numpy(np.float64) - before.to_numpy(np.float64), cluster)
    return pd.DataFrame(
        {
            "before": before.mean(),
            "after": after.mean(),
            "change": found.mean,
            "low": found.low,
            "high": found.high,
            "standard_error": found.standard_error,
            "df": found.df,
            "method": found.method,
        },
        index=before.columns,
    )


def shares_of_time(pupils: pd.DataFrame) -> pd.DataFrame:
    """Return each kind of absence and the `total`, in percent of the pupil's possible time.

    Examples
    --------
    >>> pupils = pd.DataFrame({"absent": [100], "sick": [50], "authorised": [80],
    ...                        "unauthorised": [20], "possible": [1000]})
    >>> shares_of_time(pupils).to_numpy().tolist()
    [[5.0, 3.0, 2.0, 10.0]]
    """
    minutes = parts_of(pupils).assign(**{TOTAL: pupils["absent"]})
    return (100 * minutes).div(pupils["possible"], axis="index")


def late_per_week(pupils: pd.DataFrame) -> pd.DataFrame:
    """Return how often each pupil was late per week of five school days, as a column `late`."""
    return (5 * pupils["late"] / pupils["days"]).to_frame("late")
