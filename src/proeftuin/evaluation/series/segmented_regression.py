"""The segmented regression under an interrupted time series: its terms and its fit.

Attendance is a share of all possible minutes (or sessions), so the model is binomial with a logit
link. A minute is no independent trial, though: pupils miss whole days, and illness comes to many at
once. The variance is therefore a multiple of the binomial one, φ, estimated as Pearson's χ² over
its degrees of freedom (statsmodels' `scale="X2"`). In minutes φ is some hundreds, in lessons about
ten, and the intervals are the same: what varies is the week, not the minute. The t distribution
with those degrees of freedom carries the uncertainty of φ, which matters in a short series. That
neighbouring weeks are alike is taken along in one step from this fit, see
`proeftuin.evaluation.series.correlated_errors`.
"""

import warnings
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.series.correlated_errors import Floats, average_over_correlations

LEVEL, SLOPE = "level", "slope"

TINY = 1e-6
"""A share so near to 0 or 1, or a spread so small, is no outcome but a model without data."""

YEAR, SCHOOL_YEAR = 52, 40
"""The season is a term when the series spans a year and has the weeks of a school year."""


def segmented_design(
    time: Any, start: float, phase: Any = None, harmonics: int = 0, **extra: Any
) -> pd.DataFrame:
    """Return the terms of a segmented regression, one row per point in time.

    Parameters
    ----------
    time
        When each point is, in any unit.
    start
        The first moment after the interruption, in the same unit.
    phase
        Which part of the year each point is in, 0 to 1.
    harmonics
        How many pairs of sine and cosine describe the season.
    **extra
        Further terms, by name.

    Returns
    -------
    DataFrame
        `constant`; `time` (0 at `start`); `level`, 1 from `start` on; `slope`, which is
        (time − start) · level; the season; what else was given.

    Notes
    -----
    The slope counts from the interruption on. Multiplied by the time since the beginning of the
    series it would put the change of level at that beginning, a different and mostly absurd number.

    Examples
    --------
    >>> segmented_design([1, 2, 3, 4], start=3)
       constant  time  level  slope
    0       1.0  -2.0    0.0    0.0
    1       1.0  -1.0    0.0    0.0
    2       1.0   0.0    1.0    0.0
    3       1.0   1.0    1.0    1.0
    """
    since = np.asarray(time, dtype=np.float64) - start
    after = (since >= 0).astype(np.float64)
    terms = {
        "constant": np.ones(len(since)),
        "time": since,
        LEVEL: after,
        SLOPE: np.maximum(since, 0.0),
    }
    for order in range(1, harmonics + 1):
        angle = 2 * np.pi * order * np.asarray(phase, dtype=np.float64)
        terms |= {f"sin{order}": np.sin(angle), f"cos{order}": np.cos(angle)}
    terms |= {name: np.asarray(values, dtype=np.float64) for name, values in extra.items()}
    return pd.DataFrame(terms)


def without_interruption(design: pd.DataFrame) -> pd.DataFrame:
    """Return the same points as they would be had nothing been interrupted."""
    return design.assign(**{LEVEL: 0.0, SLOPE: 0.0})


def spans_a_year(used: pd.DataFrame) -> bool:
    """Tell whether a series is long enough to tell the season from a change."""
    if len(used) < SCHOOL_YEAR:
        return False
    return bool(used["week"].iloc[-1] - used["week"].iloc[0] >= timedelta(weeks=YEAR - 1))


def week_designs(
    table: pd.DataFrame, monday: pd.Timestamp, harmonics: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the terms of the weeks as they were, and as if none were next to a holiday."""
    # The moment itself is the last row: no school week need begin at the interruption.
    week = pd.concat([table["week"], pd.Series([monday])], ignore_index=True)
    phase = week.dt.day_of_year / 365.25
    time = (week - monday) / timedelta(weeks=1)
    near = [*table["next_to_holiday"].astype(bool), False]
    used = table.loc[table["left_out"].eq(""), "next_to_holiday"]
    extra = {"next_to_holiday": near} if used.nunique() > 1 else {}
    design = segmented_design(time, 0, phase, harmonics, **extra)
    away = design.assign(**dict.fromkeys(extra, 0.0))
    return design.iloc[:-1], away


@dataclass(frozen=True, eq=False)
class SegmentedFit:
    """A fitted segmented regression of a share.

    Parameters
    ----------
    params, covariance
        Coefficients on the logit scale, and their covariance.
    df
        Residual degrees of freedom.
    dispersion
        φ, how many times the binomial variance.
    residuals
        Pearson's, in units of their standard deviation; with correlation, the part of each that
        the week before does not tell.
    correlation
        Of one week with the next, beside the model; 0 in a fit that takes weeks as independent.
    """

    params: "pd.Series[float]"
    covariance: Floats
    df: float
    dispersion: float
    residuals: Floats
    correlation: float = 0.0

    def share(self, design: pd.DataFrame) -> pd.DataFrame:
        """Return the fitted share of each row, with its 95% interval from the logit scale."""
        x = design.to_numpy()
        logit = x @ self.params.to_numpy()
        half = self.quantile * np.sqrt(np.einsum("ij,jk,ik->i", x, self.covariance, x))
        ends = {"share": logit, "low": logit - half, "high": logit + half}
        return pd.DataFrame({name: _expit(value) for name, value in ends.items()}, design.index)

    def odds_ratio(self, term: str) -> tuple[float, float, float]:
        """Return exp(coefficient) with its 95% interval."""
        place = int(np.flatnonzero(self.params.index == term)[0])
        half = self.quantile * float(np.sqrt(self.covariance[place, place]))
        beta = float(self.params[term])
        return float(np.exp(beta)), float(np.exp(beta - half)), float(np.exp(beta + half))

    def points(self, value: float, gradient: Floats) -> tuple[float, float, float]:
        """Return a function of the coefficients in percentage points, by the delta method."""
        half = self.quantile * float(np.sqrt(gradient @ self.covariance @ gradient))
        return 100 * value, 100 * (value - half), 100 * (value + half)

    @property
    def quantile(self) -> float:
        """How many standard errors an interval of 95% reaches."""
        from scipy.stats import t

        return float(t.ppf(0.975, self.df))


def fit_share(part: Any, whole: Any, design: pd.DataFrame, week: Any = None) -> SegmentedFit | None:
    """Fit a share by an overdispersed binomial regression; None when it does not come to an end.

    Parameters
    ----------
    part, whole
        Counts per point.
    design
        The terms.
    week
        Number of the week of each point, rising. With it neighbouring weeks may be alike: the
        coefficients are one step of generalised least squares from those of the binomial fit.
    """
    import statsmodels.api as sm

    whole = np.asarray(whole, dtype=np.float64)
    if len(design) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    # Shares with weights: with successes and failures in two columns, statsmodels leaves the number
    # of trials out of Pearson's χ², and the intervals become hundreds of times too narrow.
    share = np.asarray(part, dtype=np.float64) / whole
    model = sm.GLM(share, design, family=sm.families.Binomial(), var_weights=whole)
    with warnings.catch_warnings():
        # Weeks without any absence have no finite logit; that is seen below.
        warnings.simplefilter("ignore")
        found = model.fit(scale="X2")
    fitted = np.asarray(found.fittedvalues)
    if not found.converged or found.scale < TINY or ((fitted < TINY) | (fitted > 1 - TINY)).any():
        return None
    residuals = np.asarray(found.resid_pearson, dtype=np.float64)
    if week is None:
        covariance = np.asarray(found.cov_params(), dtype=np.float64)
        residuals = residuals / np.sqrt(found.scale)
        return SegmentedFit(found.params, covariance, found.df_resid, found.scale, residuals)
    terms = design.to_numpy() * np.sqrt(whole * fitted * (1 - fitted))[:, None]
    step = average_over_correlations(terms, residuals, np.asarray(week, dtype=np.int64))
    return SegmentedFit(
        found.params + step.params,
        step.covariance,
        found.df_resid,
        step.variance,
        step.innovations,
        step.correlation,
    )


def level_points(fit: SegmentedFit, moment: pd.DataFrame) -> tuple[float, float, float]:
    """Return the change of level at one moment, in percentage points with its interval.

    Parameters
    ----------
    fit
        The fit.
    moment
        One row of the design, after the interruption.
    """
    rows = [moment.to_numpy()[0], without_interruption(moment).to_numpy()[0]]
    after, before = (_expit(row @ fit.params.to_numpy()) for row in rows)
    gradient = after * (1 - after) * rows[0] - before * (1 - before) * rows[1]
    return fit.points(float(after - before), gradient)


def slope_points(fit: SegmentedFit, moment: pd.DataFrame) -> tuple[float, float, float]:
    """Return how much faster the share changes after one moment, in points per unit of time."""
    row = moment.to_numpy()[0]
    share = float(_expit(row @ fit.params.to_numpy()))
    beta = float(fit.params[SLOPE])
    place = int(np.flatnonzero(moment.columns == SLOPE)[0])
    steepness = share * (1 - share)
    gradient = steepness * (1 - 2 * share) * beta * row
    gradient[place] += steepness
    return fit.points(steepness * beta, gradient)


def _expit(logit: Any) -> Any:
    return 1 / (1 + np.exp(-logit))
