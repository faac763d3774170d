"""How sure a share and a paired change are.

A change is measured on the same pupils, and pupils of one class share their weeks: a teacher, a
timetable, a wave of flu. Taken as independent pupils the interval is too narrow (it covers 85 to
92% where it says 95%); taken as two samples it is too wide. So the class is the cluster, and the
variance is that of leaving out one class at a time, which holds up when classes are very unequal.
The whole school is observed: the interval speaks of the same term happening again.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Method = Literal["jackknife", "bonett-price"]

FEWEST_CLUSTERS = 4


@dataclass(frozen=True, eq=False)
class PairedInterval:
    """A 95% interval per tier, in shares (−1 to 1).

    Parameters
    ----------
    low, high, standard_error
        One number per tier.
    df
        Degrees of freedom per tier; infinite where the interval rests on the normal distribution.
    methods
        Per tier: `jackknife`, or `bonett-price` where clusters cannot tell.
    clusters
        Number of clusters, G.
    effective_clusters
        n²/Σn_c²: how many equal clusters would weigh the same.
    """

    low: Floats
    high: Floats
    standard_error: Floats
    df: Floats
    methods: tuple[Method, ...]
    clusters: int
    effective_clusters: float


def paired_interval(difference: npt.NDArray[np.int64], cluster: Any) -> PairedInterval:
    """Return the interval of a mean paired difference with pupils in clusters.

    With D the pupil's difference (in the tier after, minus in the tier before) and Δ its mean,
    V = (G−1)/G · Σ(Δ₍₋c₎ − mean)² over the clusters left out one by one; the interval is
    Δ ± t(G_eff − 1) · √V. With fewer than four clusters, or where all clusters changed by the
    same share, it is Bonett and Price's (2012) interval for independent pupils.

    Parameters
    ----------
    difference
        −1, 0 or 1; pupils × tiers.
    cluster
        One label per pupil.

    Notes
    -----
    No interval from within one school covers a shock to the whole school (a flu wave, a new way
    of registering); only other schools or other years do.

    Examples
    --------
    >>> moved = np.array([[1, -1], [0, 0], [0, 0], [1, -1], [0, 0], [0, 0], [1, -1], [0, 0]])
    >>> found = paired_interval(moved, list("aabbccdd"))
    >>> found.low.round(3).tolist(), found.high.round(3).tolist(), found.clusters
    ([-0.023, -0.773], [0.773, 0.023], 4)
    """
    n, tiers = difference.shape
    sums, sizes = _sums_per_cluster(difference, cluster)
    clusters, total = len(sizes), sums.sum(axis=0)
    effective = _effective(sizes)
    # In integers: whether every cluster changed by exactly the school's share.
    alike = (sums * n == total * sizes[:, None]).all(axis=0)
    low, high, error = _bonett_price(difference) if n else np.full((3, tiers), np.nan)
    df = np.full(tiers, np.inf)
    if clusters >= FEWEST_CLUSTERS:
        from scipy.stats import t

        jackknife = _jackknife(sums, sizes)
        half = t.ppf(0.975, effective - 1) * jackknife
        mean = total / n
        low = np.where(alike, low, np.maximum(mean - half, -1))
        high = np.where(alike, high, np.minimum(mean + half, 1))
        error = np.where(alike, error, jackknife)
        df = np.where(alike, df, effective - 1)
    methods: tuple[Method, ...] = tuple(
        "bonett-price" if np.isinf(each) else "jackknife" for each in df
    )
    return PairedInterval(low, high, error, df, methods, clusters, effective)


@dataclass(frozen=True, eq=False)
class MeanInterval:
    """A 95% interval per column, in the unit of the column.

    Parameters
    ----------
    mean, low, high, standard_error
        One number per column; all but the mean are missing with fewer than two pupils.
    df
        Degrees of freedom.
    method
        `jackknife` over clusters, or `independent` with fewer than four of them.
    clusters, effective_clusters
        As in `PairedInterval`.
    """

    mean: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    df: float
    method: Literal["jackknife", "independent"]
    clusters: int
    effective_clusters: float


def mean_interval(values: npt.NDArray[Any], cluster: Any) -> MeanInterval:
    """Return the interval of the mean of any number per pupil, with pupils in clusters.

    The jackknife of `paired_interval`; with fewer than four clusters mean ± t(n − 1) · s/√n, which
    takes pupils as independent.

    Parameters
    ----------
    values
        Pupils × columns.
    cluster
        One label per pupil.

    Examples
    --------
    >>> minutes = np.array([[10.0], [20.0], [0.0], [10.0], [30.0], [20.0], [10.0], [20.0]])
    >>> found = mean_interval(minutes, list("aabbccdd"))
    >>> found.mean.tolist(), found.low.round(2).tolist(), found.high.round(2).tolist()
    ([15.0], [2.01], [27.99])
    """
    from scipy.stats import t

    n, columns = values.shape
    sums, sizes = _sums_per_cluster(values, cluster)
    clusters, effective = len(sizes), _effective(sizes)
    mean = sums.sum(axis=0) / n if n else np.full(columns, np.nan)
    jackknife = clusters >= FEWEST_CLUSTERS
    df = effective - 1 if jackknife else float(max(n - 1, 0))
    if jackknife:
        error = _jackknife(sums, sizes)
    elif n > 1:
        error = values.std(axis=0, ddof=1) / np.sqrt(n)
    else:
        error = np.full(columns, np.nan)
    half = t.ppf(0.975, df) * error if df else error
    method: Literal["jackknife", "independent"] = "jackknife" if jackknife else "independent"
    return MeanInterval(mean, mean - half, mean + half, error, df, method, clusters, effective)


def _sums_per_cluster(
    values: npt.NDArray[Any], cluster: Any
) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Return the sum of each column in each cluster, and the size of each cluster."""
    _, codes, sizes = np.unique(np.asarray(cluster), return_inverse=True, return_counts=True)
    if not len(sizes):
        return np.zeros((0, values.shape[1]), dtype=values.dtype), sizes
    starts = np.cumsum(sizes) - sizes
    sums = np.add.reduceat(values[np.argsort(codes, kind="stable")], starts, axis=0)
    return sums, sizes


def _effective(sizes: npt.NDArray[np.int64]) -> float:
    return int(sizes.sum()) ** 2 / float((sizes**2).sum()) if len(sizes) else 0.0


def _jackknife(sums: npt.NDArray[Any], sizes: npt.NDArray[np.int64]) -> Floats:
    """Return the standard error of the mean, from leaving out one cluster at a time."""
    left_out = (sums.sum(axis=0) - sums) / (sizes.sum() - sizes)[:, None]
    spread = ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    error: Floats = np.sqrt((len(sizes) - 1) / len(sizes) * spread)
    return error


def _bonett_price(difference: npt.NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Return low, high and standard error: one added to the movers each way, two to the pupils."""
    from scipy.stats import norm

    n = len(difference) + 2
    up = ((difference == 1).sum(axis=0) + 1) / n
    down = ((difference == -1).sum(axis=0) + 1) / n
    error = np.sqrt((up + down - (up - down) ** 2) / n)
    half = norm.ppf(0.975) * error
    return np.maximum(up - down - half, -1), np.minimum(up - down + half, 1), error


def wilson(counts: Any, n: Any) -> tuple[Any, Any]:
    """Return Wilson's 95% interval of counts out of n; missing where n is 0.

    Wilson (1927), as statsmodels has it. Wald's interval has no width at 0 and 100%.

    Examples
    --------
    >>> low, high = wilson(np.array([8]), np.array([10]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.4902], [0.9433])
    """
    from statsmodels.stats.proportion import proportion_confint

    n = np.where(n > 0, n, np.nan)
    low, high = proportion_confint(counts, n, alpha=0.05, method="wilson")
    return low, high
