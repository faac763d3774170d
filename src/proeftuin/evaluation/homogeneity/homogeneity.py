"""Whether the tiers as a whole are divided otherwise after than before.

An interval per tier asks three questions of the same pupils; a test of marginal homogeneity asks
one: are the two pyramids of these pupils the same but for chance? The classical tests (Stuart 1955,
Maxwell 1970, Bhapkar 1966, McNemar 1947) take pupils as independent, so they stand beside the test
over classes of `cluster_homogeneity`. A pyramid that stayed the same is not a school in which
nobody changed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.whole_numbers import Integers
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.text import words

ALPHA = 0.05


@dataclass(frozen=True, eq=False, repr=False)
class MarginalHomogeneity(Shown):
    """The classical tests of one table, which take pupils as independent.

    Parameters
    ----------
    stuart_maxwell, bhapkar
        The statistics, χ² under no change; missing where there is nothing to test.
    df
        Degrees of freedom: one less than the tiers between which pupils moved.
    pvalue, bhapkar_pvalue
        Of either statistic.
    n, moved
        Pupils, and how many of them changed tier.
    notes
        What must be said with these numbers, in Dutch.
    """

    stuart_maxwell: float
    bhapkar: float
    df: int
    pvalue: float
    bhapkar_pvalue: float
    n: int
    moved: int
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The result of Stuart and Maxwell's test in one Dutch sentence."""
        if not self.df:
            return self.notes[0]
        numbers = f"χ²({self.df}) = {words.number(self.stuart_maxwell, 2)}"
        return (
            f"Met leerlingen als los van elkaar is de verdeling over de tiers "
            f"{finding(self.pvalue)} (Stuart-Maxwell, {numbers}, {words.p_value(self.pvalue)})."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per test: `statistic`, `df`, `pvalue`."""
        return pd.DataFrame(
            {
                "statistic": [self.stuart_maxwell, self.bhapkar],
                "df": self.df,
                "pvalue": [self.pvalue, self.bhapkar_pvalue],
            },
            pd.Index(["stuart_maxwell", "bhapkar"], name="test"),
        )

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        table = pd.DataFrame(
            {
                "": ["Stuart-Maxwell", "Bhapkar"],
                "χ²": [_number(self.stuart_maxwell), _number(self.bhapkar)],
                "vrijheidsgraden": [self.df, self.df],
                "p": [words.p_value(p, "") for p in (self.pvalue, self.bhapkar_pvalue)],
            }
        )
        lines = [self.sentence, *(note for note in self.notes if note != self.sentence)]
        return f"Marginale homogeniteit bij {words.pupils(self.n)}", table, lines


def marginal_homogeneity(table: Any) -> MarginalHomogeneity:
    """Test whether the columns of a square table add up to the same as its rows.

    With d the sums of the rows minus those of the columns, Q = d'V⁻¹d, where V_kk is the number of
    pupils who came into tier k or left it, and V_kl minus the number who went from one to the
    other (Stuart 1955, Maxwell 1970); Bhapkar's (1966) statistic is Q / (1 − Q/n).

    Parameters
    ----------
    table
        Counts of pupils, tier before × tier after: a DataFrame or an array.

    Returns
    -------
    MarginalHomogeneity

    Raises
    ------
    ValueError
        When the table is not square, or holds something else than counts.

    Notes
    -----
    A tier that nobody came into or left makes V singular and is left out, with one degree of
    freedom less; so are tiers between which nobody moved taken apart, since each such group keeps
    its own number of pupils whatever happens.

    Examples
    --------
    Eyesight of 7477 women, right and left eye (Stuart 1955):

    >>> found = marginal_homogeneity([[1520, 266, 124, 66], [234, 1512, 432, 78],
    ...                               [117, 362, 1772, 205], [36, 82, 179, 492]])
    >>> round(found.stuart_maxwell, 2), found.df, round(found.bhapkar, 2)
    (11.96, 3, 11.98)
    """
    from scipy.sparse.csgraph import connected_components
    from scipy.stats import chi2
    from statsmodels.stats.contingency_tables import SquareTable

    counts, names = _counts(table)
    n = int(counts.sum())
    moved = n - int(np.trace(counts))
    # Its default fills empty cells with half a pupil.
    _, group = connected_components(counts > 0, directed=False)
    within = [np.flatnonzero(group == each) for each in np.unique(group)]
    parts = [
        SquareTable(counts[np.ix_(tiers, tiers)], shift_zeros=False).homogeneity()
        for tiers in within
        if len(tiers) > 1
    ]
    df = len(counts) - len(within)
    notes = _table_notes(counts, names, n, moved, within)
    if not n:
        return MarginalHomogeneity(np.nan, np.nan, 0, np.nan, np.nan, n, moved, notes)
    if not df:
        return MarginalHomogeneity(0.0, 0.0, 0, 1.0, 1.0, n, moved, notes)
    statistic = float(sum(part.statistic for part in parts))
    # Everyone moved alike: the variance that Bhapkar takes is nought.
    bhapkar = np.nan if np.isclose(statistic, n) else statistic / (1 - statistic / n)
    if np.isnan(bhapkar):
        notes = (*notes, "Iedereen ging dezelfde kant op: de toets van Bhapkar heeft geen waarde.")
    pvalue, bhapkar_pvalue = (float(chi2.sf(each, df)) for each in (statistic, bhapkar))
    return MarginalHomogeneity(statistic, bhapkar, df, pvalue, bhapkar_pvalue, n, moved, notes)


def mcnemar_midp(table: Any) -> "pd.Series[float]":
    """Return McNemar's exact test per tier, with the mid-p-value.

    Of the pupils who came into a tier or left it, half would come and half would leave; the p is
    that of what was seen or more extreme, what was seen counted half (Fagerland, Lydersen and
    Laake 2013). It takes pupils as independent, and the tiers are not adjusted for each other.

    Parameters
    ----------
    table
        A `Comparison`, or counts of pupils, tier before × tier after.

    Returns
    -------
    Series
        p per tier; 1 where nobody came or left, missing without pupils.

    Examples
    --------
    Complete response before and after therapy (Cavo et al. 2012):

    >>> mcnemar_midp([[59, 6], [16, 80]]).round(6).tolist()
    [0.03469, 0.03469]
    """
    counts, names = _counts(table.transitions if isinstance(table, Comparison) else table)
    stayed = np.diagonal(counts)
    left, came = counts.sum(axis=1) - stayed, counts.sum(axis=0) - stayed
    p = exact_midp(came, left) if counts.sum() else np.full(len(counts), np.nan)
    return pd.Series(p, pd.Index(names, name="tier"), name="midp")


def exact_midp(gained: Any, lost: Any) -> npt.NDArray[np.float64]:
    """Return McNemar's exact mid-p of pupils who came into a tier against those who left it.

    Twice the chance of the smaller number or fewer out of all who moved, of which the number itself
    counts half; 1 − half that chance when both are equal (Fagerland, Lydersen and Laake 2013), and
    1 when nobody moved.

    Examples
    --------
    >>> exact_midp([1, 3, 0], [7, 3, 0]).round(4).tolist()
    [0.0391, 0.8438, 1.0]
    """
    from scipy.stats import binom

    gained, lost = np.asarray(gained), np.asarray(lost)
    fewer, moved = np.minimum(gained, lost), gained + lost
    exact = np.where(gained == lost, 1.0, 2 * binom.cdf(fewer, moved, 0.5))
    itself = binom.pmf(fewer, moved, 0.5) * np.where(gained == lost, 0.5, 1.0)
    return np.where(moved == 0, 1.0, exact - itself)


def _counts(table: Any) -> tuple[Integers, list[Any]]:
    """Return a square table as integers, and what its categories are called."""
    values = np.asarray(table)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not values.size:
        raise ValueError(f"a square table of counts, got one of {values.shape}")
    names: list[Any] = list(range(1, len(values) + 1))
    if isinstance(table, pd.DataFrame):
        names = list(table.index)
        if names != list(table.columns):
            raise ValueError(f"the same categories twice, got {names} and {list(table.columns)}")
    numbers = values.astype(np.float64)
    if not (np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers))).all():
        raise ValueError("counts are whole numbers from 0")
    return numbers.astype(np.int64), names


def _table_notes(
    counts: Integers, names: list[Any], n: int, moved: int, within: list[npt.NDArray[np.intp]]
) -> tuple[str, ...]:
    """Return the guards that fired, the reason for there being no number first."""
    if not n:
        return ("Er zijn geen leerlingen die in beide vensters te volgen zijn.",)
    if not moved:
        return ("Niemand ging naar een andere tier: er is geen verandering om te toetsen.",)
    notes = []
    alone = [names[tiers[0]] for tiers in within if len(tiers) == 1]
    if alone:
        listed = words.listing([f"Tier {name}" for name in alone])
        notes.append(f"In {listed} kwam niemand erbij of eruit: die telt in de toets niet mee.")
    if sum(len(tiers) > 1 for tiers in within) > 1:
        notes.append("Tussen sommige tiers ging niemand heen of weer: elk deel is apart getoetst.")
    if (counts.sum(axis=0) == counts.sum(axis=1)).all():
        notes.append(
            "De piramide is voor en na precies gelijk, maar er veranderden wel leerlingen van tier."
        )
    return tuple(notes)


def finding(pvalue: float) -> str:
    """Say what a test of the tiers found, no more than it can.

    Examples
    --------
    >>> finding(0.04), finding(0.05)
    ('veranderd', 'niet aantoonbaar veranderd')
    """
    return "veranderd" if pvalue < ALPHA else "niet aantoonbaar veranderd"


def _number(value: float, decimals: int = 2) -> str:
    return "–" if np.isnan(value) else words.number(value, decimals)
