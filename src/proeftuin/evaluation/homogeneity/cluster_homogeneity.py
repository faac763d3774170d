"""Whether the tiers changed, with pupils of a class taken as alike.

Pupils of one class share their weeks: a teacher, a timetable, a wave of flu. Tests that take them
as independent find a change in nothing more often than they say. This one (Hotelling 1931) looks
at how far the classes differ from each other in their changes and is the headline; the classical
tests are in `homogeneity` beside it. Like every test within one school it cannot tell a change from
something that happened to the whole school at once.
"""

from dataclasses import dataclass

import numpy as np

from proeftuin.evaluation.homogeneity.homogeneity import finding
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.intervals import FEWEST_CLUSTERS
from proeftuin.text import words

FEWER_TIERS = (
    "Niet elke tier telt in de toets mee: waar alles overal evenveel veranderde is niets te "
    "vergelijken."
)


@dataclass(frozen=True, eq=False, repr=False)
class ClusterTest:
    """The test over classes of whether the tiers changed.

    Parameters
    ----------
    statistic
        F, from Hotelling's T²; missing where classes cannot tell.
    df
        Degrees of freedom of numerator and denominator.
    pvalue
        Of the statistic.
    clusters, effective_clusters
        How many classes, and how many equal ones would weigh the same.
    groups
        What the clusters are called, in Dutch.
    notes
        What must be said with these numbers, in Dutch; where there are none, why.
    """

    statistic: float
    df: tuple[int, float]
    pvalue: float
    clusters: int
    effective_clusters: float
    groups: str
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The result in one Dutch sentence."""
        if np.isnan(self.statistic):
            return self.notes[0]
        first, second = self.df
        numbers = f"F({first}; {words.number(second, 1)}) = {words.number(self.statistic, 2)}"
        return (
            f"Getoetst over {self.clusters} {self.groups} is de verdeling over de tiers "
            f"{finding(self.pvalue)} ({numbers}, {words.p_value(self.pvalue)})."
        )

    def __str__(self) -> str:
        return "\n".join(dict.fromkeys([self.sentence, *self.notes]))

    __repr__ = __str__


def cluster_homogeneity(comparison: Comparison) -> ClusterTest:
    """Test over classes whether the tiers changed (Hotelling's T² on the classes).

    With Δ the change of each tier but one and V their covariance from leaving out one class at a
    time, F = Δ'V⁻¹Δ · (G − k) / (k(G − 1)) on k and G − k degrees of freedom, where k is the
    number of tiers minus one and G = n²/Σn_c² the number of equal classes that would weigh the
    same.

    Parameters
    ----------
    comparison
        With the class of each pupil, or another cluster.

    Returns
    -------
    ClusterTest
        Without a number, and with the reason, under four classes or too few for so many tiers,
        and when all classes changed alike.

    Notes
    -----
    Variance and effective classes are those of the interval of a single tier: with two tiers, p is
    under 0.05 exactly when that interval leaves out zero. With classes of one size V is that of
    the sums of the classes and the test is Hotelling's own.

    Examples
    --------
    >>> import pandas as pd
    >>> from proeftuin.pyramid.comparison import compare
    >>> before = pd.DataFrame({"school": "s", "pupil": range(24), "class": list("abcdef") * 4,
    ...                        "absent": [3, 2, 0, 0, 2, 3] * 4, "possible": 20})
    >>> after = before.assign(absent=[0, 2, 0, 0, 0, 0, 3, 0, 2, 0, 2, 0] * 2)
    >>> found = cluster_homogeneity(compare(before, after))
    >>> found.df, round(found.statistic, 2), round(found.pvalue, 3)
    ((2, 4.0), 1.1, 0.415)
    """
    from scipy.stats import f

    table = comparison.cluster_changes
    sizes = table["pupils"].to_numpy(dtype=np.int64)
    sums = table.drop(columns="pupils").to_numpy(dtype=np.int64)
    clusters, effective = comparison.clusters, comparison.effective_clusters
    groups = "klassen" if table.index.names[-1] == "class" else "groepen"

    def result(statistic: float, df: tuple[int, float], pvalue: float, *notes: str) -> ClusterTest:
        return ClusterTest(statistic, df, pvalue, clusters, effective, groups, notes)

    def untested(reason: str) -> ClusterTest:
        return result(np.nan, (0, np.nan), np.nan, reason)

    if clusters < FEWEST_CLUSTERS:
        return untested(
            f"Er zijn te weinig {groups} om over te toetsen: {clusters}, en minstens "
            f"{FEWEST_CLUSTERS} zijn nodig."
        )
    if not sums.any():
        return untested(f"In alle {groups} is de piramide voor en na gelijk: niets te toetsen.")
    total, n = sums.sum(axis=0), int(sizes.sum())
    # In integers: how far each class is from the school's own change, and in how many directions.
    spread = sums * n - total * sizes[:, None]
    k = int(np.linalg.matrix_rank(spread))
    if np.linalg.matrix_rank(np.vstack([spread, total])) > k:
        return untested(
            f"De {groups} veranderden te gelijk om over te toetsen: er is geen spreiding om de "
            "verandering mee te vergelijken."
        )
    if effective < k + 1:
        return untested(
            f"De {groups} zijn te ongelijk van grootte om over te toetsen: ze wegen als "
            f"{words.number(effective, 1)} even grote."
        )
    # Changes add up to zero, so all tiers together have no inverse; these directions do.
    basis = np.linalg.svd(spread.astype(np.float64))[2][:k]
    left_out = ((total - sums) / (n - sizes)[:, None]) @ basis.T
    centred = left_out - left_out.mean(axis=0)
    covariance = (clusters - 1) / clusters * centred.T @ centred
    change = basis @ (total / n)
    distance = float(change @ np.linalg.solve(covariance, change))
    statistic = distance * (effective - k) / (k * (effective - 1))
    pvalue = float(f.sf(statistic, k, effective - k))
    notes = [] if k == len(total) - 1 else [FEWER_TIERS]
    return result(statistic, (k, effective - k), pvalue, *notes)
