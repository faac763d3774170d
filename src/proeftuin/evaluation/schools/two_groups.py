"""Two groups of a few schools: t, and the exact permutation of who had the pilot.

SciPy's own give the same numbers, as a test keeps, but not for groups as small as these: its
permutation test refuses a group of one school and sees no tie in numbers that rounding set apart,
and its t warns of a group in which all are the same.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
How = Literal["pooled", "Welch", "none"]

WELCH_FROM = 4
"""Schools on either side from which their spreads need not be taken as equal."""
ALL_UP_TO = 100_000
"""As many assignments are all looked at; of more, so many less one are drawn."""
CELLS = 4_000_000
"""Random numbers that are in memory at once."""


@dataclass(frozen=True, eq=False)
class Difference:
    """A difference between two means with its 95% interval and t-test.

    Parameters
    ----------
    difference, standard_error, low, high, df, pvalue
        All but the difference are missing when there is no spread to measure.
    method
        `pooled`, `Welch`, or `none`.
    """

    difference: float
    standard_error: float
    low: float
    high: float
    df: float
    pvalue: float
    method: How


@dataclass(frozen=True, eq=False)
class Permutation:
    """How often another choice of pilot schools gives as large a difference.

    Parameters
    ----------
    pvalue
        Two-sided.
    smallest
        The smallest p that this number of schools could have given.
    count
        Assignments looked at.
    exact
        Whether those are all there are.
    """

    pvalue: float
    smallest: float
    count: int
    exact: bool


def mean_difference(
    values: Any, pilot: Any, method: Literal["pooled", "Welch"] | None = None
) -> Difference:
    """Compare the means of two groups: pooled t with T + C − 2 df, Welch from 4 and 4.

    Parameters
    ----------
    values
        One number per school.
    pilot
        Whether it is a pilot.
    method
        Which of the two, whatever the number of schools; Welch needs two on both sides.

    Notes
    -----
    The pooled t needs spread on one side only, so that it works with one pilot school.

    Examples
    --------
    >>> found = mean_difference([9.0, 1.0, 3.0, 2.0], [True, False, False, False])
    >>> found.difference, found.df, round(found.pvalue, 3), found.method
    (7.0, 2.0, 0.026, 'pooled')
    """
    from scipy.stats import t

    first, second = _groups(values, pilot)
    nothing = np.nan, np.nan, np.nan, np.nan, np.nan
    if not len(first) or not len(second):
        return Difference(np.nan, *nothing, "none")
    difference = float(first.mean() - second.mean())
    sizes = len(first), len(second)
    if sum(sizes) < 3:
        return Difference(difference, *nothing, "none")
    if not np.ptp(first) and not np.ptp(second):
        return Difference(difference, *nothing, "none")
    squares = [float(((side - side.mean()) ** 2).sum()) for side in (first, second)]
    if method is None:
        method = "Welch" if min(sizes) >= WELCH_FROM else "pooled"
    if method == "Welch" and min(sizes) > 1:
        parts = [square / (n - 1) / n for square, n in zip(squares, sizes, strict=True)]
        error = sum(parts) ** 0.5
        under = sum(part**2 / (n - 1) for part, n in zip(parts, sizes, strict=True))
        df = sum(parts) ** 2 / under
        how: How = "Welch"
    else:
        df = float(sum(sizes) - 2)
        error = (sum(squares) / df * (1 / sizes[0] + 1 / sizes[1])) ** 0.5
        how = "pooled"
    half = float(t.ppf(0.975, df)) * error
    pvalue = float(2 * t.sf(abs(difference) / error, df))
    return Difference(difference, error, difference - half, difference + half, df, pvalue, how)


def permutation(values: Any, pilot: Any, seed: int = 0) -> Permutation:
    """Return the share of assignments with as large a difference in means, either way.

    Parameters
    ----------
    values, pilot
        As for `mean_difference`.
    seed
        For the draws, when there are too many assignments to look at all: then p is
        (1 + as large) / (1 + drawn) (Phipson and Smyth 2010).

    Examples
    --------
    Three pilots that all did better than four other schools:

    >>> found = permutation([5, 6, 7, 1, 2, 3, 4], [True] * 3 + [False] * 4)
    >>> found.count, round(found.pvalue, 3), round(found.smallest, 3)
    (35, 0.057, 0.029)
    """
    first, second = _groups(values, pilot)
    pilots, others = len(first), len(second)
    if not pilots or not others:
        return Permutation(np.nan, np.nan, 0, True)
    everyone = np.concatenate([first, second])
    n, total = len(everyone), everyone.sum()
    count = comb(n, pilots)
    # With as many schools on both sides every assignment has a mirror image.
    mirrored = 2 if pilots == others else 1
    if count <= ALL_UP_TO:
        flat = (place for chosen in combinations(range(n), pilots) for place in chosen)
        chosen = np.fromiter(flat, np.int64, count * pilots).reshape(count, pilots)
        sums = everyone[chosen].sum(axis=1)
    else:
        sums = _drawn_sums(everyone, pilots, seed)
    differences = np.abs(sums / pilots - (total - sums) / others)
    own = abs(float(first.mean() - second.mean()))
    as_large = int((differences >= own - 1e-9 * max(1.0, own)).sum())
    if count <= ALL_UP_TO:
        return Permutation(as_large / count, mirrored / count, count, True)
    return Permutation((1 + as_large) / ALL_UP_TO, 1 / ALL_UP_TO, ALL_UP_TO - 1, False)


def _groups(values: Any, pilot: Any) -> tuple[Floats, Floats]:
    numbers = np.asarray(values, dtype=np.float64)
    chosen = np.asarray(pilot, dtype=np.bool_)
    return numbers[chosen], numbers[~chosen]


def _drawn_sums(everyone: Floats, pilots: int, seed: int) -> Floats:
    """Return the sums of drawn groups of so many, a part of the draws at a time."""
    rng = np.random.default_rng(seed)
    n, left, sums = len(everyone), ALL_UP_TO - 1, []
    while left:
        draws = rng.random((min(left, max(CELLS // n, 1)), n))
        chosen = np.argpartition(draws, pilots - 1, axis=1)[:, :pilots]
        sums.append(everyone[chosen].sum(axis=1))
        left -= len(draws)
    return np.concatenate(sums)
