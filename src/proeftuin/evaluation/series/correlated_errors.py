"""A regression whose neighbouring weeks are alike, when it is not known how much.

Illness lasts days to weeks, so a week resembles the one before, and an interval that takes weeks as
independent is too narrow. In a short series that correlation is hardly known either: every estimate
of it is too low, and intervals that rest on one estimate stay too narrow (Turner et al. 2021). So
no estimate is chosen. Every correlation is tried, and counts by its likelihood.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CORRELATIONS = np.arange(-98, 99) / 100
"""Those that are tried. Of a larger one more than half is left after 34 weeks, most of a school
year: no series of weeks tells that from its level, whose variance would grow without bound."""


@dataclass(frozen=True, eq=False)
class Alike:
    """Coefficients averaged over the correlations that the data leave possible.

    Parameters
    ----------
    params, covariance
        Coefficients and their covariance.
    correlation
        Of one week with the next.
    variance
        Of one residual.
    innovations
        What of each residual the one before does not tell, in units of its standard deviation.
    """

    params: Floats
    covariance: Floats
    correlation: float
    variance: float
    innovations: Floats


def average_over_correlations(terms: Floats, values: Floats, time: npt.NDArray[np.int64]) -> Alike:
    """Regress values on terms with errors that are alike in neighbouring weeks.

    Parameters
    ----------
    terms, values
        One row per week, on a scale where every week has the same variance.
    time
        Number of each week, rising; a gap makes its neighbours less alike.

    Notes
    -----
    The errors have correlation ρ^|s − t|. Given ρ the coefficients are those of generalised least
    squares, b(ρ) with covariance V(ρ). Each ρ weighs by its restricted likelihood,
    |R|^(−1/2) · |X'R⁻¹X|^(−1/2) · RSS^(−(n − p)/2), which is its posterior when every ρ from −0.98
    to 0.98 is as likely (Zellner and Tiao 1964). The covariance is the mean of V(ρ) plus that of
    (b(ρ) − mean)(b(ρ) − mean)', by the law of total variance; t has n − p degrees of freedom.

    Examples
    --------
    >>> week = np.arange(30)
    >>> steady = np.column_stack([np.ones(30), week])
    >>> waves = np.sin(week / 2)
    >>> found = average_over_correlations(steady, waves, week)
    >>> round(found.correlation, 2)
    0.9
    """
    n, count = terms.shape
    (x, spread), (y, _) = (_whiten(each, time, CORRELATIONS) for each in (terms, values[:, None]))
    inverse = np.linalg.inv(x.swapaxes(1, 2) @ x)
    params = inverse @ x.swapaxes(1, 2) @ y
    squares = ((y - x @ params) ** 2).sum(axis=(1, 2))
    likelihood = (np.linalg.slogdet(inverse)[1] - (n - count) * np.log(squares)) / 2
    likelihood -= np.log(spread).sum(axis=1)
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    variance = squares / (n - count)
    mean = np.tensordot(weight, params[:, :, 0], 1)
    apart = params[:, :, 0] - mean
    covariance = np.tensordot(weight * variance, inverse, 1) + (apart.T * weight) @ apart
    correlation = float(weight @ CORRELATIONS)
    left, _ = _whiten((values - terms @ mean)[:, None], time, np.array([correlation]))
    size = float(weight @ variance)
    return Alike(mean, covariance, correlation, size, left[0, :, 0] / np.sqrt(size))


def _whiten(
    values: Floats, time: npt.NDArray[np.int64], correlations: Floats
) -> tuple[Floats, Floats]:
    """Take out of each week what the one before tells, and bring the rest back to one variance.

    Returns the result per correlation, and what it was divided by.
    """
    shared = correlations[:, None] ** np.diff(time)
    spread = np.sqrt(1 - shared**2)
    first = np.broadcast_to(values[:1], (len(correlations), 1, values.shape[1]))
    rest = (values[1:] - shared[:, :, None] * values[:-1]) / spread[:, :, None]
    return np.concatenate([first, rest], axis=1), spread
