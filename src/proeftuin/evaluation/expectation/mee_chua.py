"""Regression to the mean when only the selected group was measured twice."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class MeeChua:
    """Mee and Chua's test of a group that was chosen for its first measurement.

    Parameters
    ----------
    change
        What is left of the change after regression to the mean, in the unit measured.
    regression
        What regression to the mean explains of it.
    low, high
        95% interval of `change`.
    standard_error, statistic, df, pvalue
        Of the test that nothing is left; two-sided.
    """

    change: float
    regression: float
    low: float
    high: float
    standard_error: float
    statistic: float
    df: int
    pvalue: float


def mee_chua(before: Any, after: Any, mean: float) -> MeeChua:
    """Test a change of a selected group for what regression to the mean leaves of it.

    Parameters
    ----------
    before, after
        One number per pupil of the group.
    mean
        Mean of everyone, before: the group's selection is what makes it differ from that.

    Returns
    -------
    MeeChua

    Raises
    ------
    ValueError
        When there are fewer than three pupils, or all had the same before.

    Notes
    -----
    The regression of `after` on `before` − mean has the mean as intercept when nothing was done;
    so change = intercept − mean with n − 2 df (Mee and Chua 1991, *Am Stat* 45, 39–42). It takes
    the mean of everyone as known and as what it would be again: a season is not in it.

    Examples
    --------
    >>> found = mee_chua([12, 14, 20, 18], [10, 13, 18, 17], mean=8)
    >>> round(found.change, 2), round(found.regression, 2), found.df
    (-1.5, 0.0, 2)
    """
    from scipy.stats import linregress, t

    first, second = (np.asarray(side, dtype=np.float64) for side in (before, after))
    if len(first) < 3 or len(first) != len(second) or np.ptp(first) == 0:
        raise ValueError("three pupils or more, measured twice, who were not all alike before")
    fit = linregress(first - mean, second)
    change, error, df = float(fit.intercept - mean), float(fit.intercept_stderr), len(first) - 2
    half = float(t.ppf(0.975, df)) * error
    statistic = change / error if error else np.copysign(np.inf, change)
    return MeeChua(
        change=change,
        regression=float((second - first).mean()) - change,
        low=change - half,
        high=change + half,
        standard_error=error,
        statistic=statistic,
        df=df,
        pvalue=float(2 * t.sf(abs(statistic), df)),
    )
