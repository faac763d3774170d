"""What happened beyond what was to be expected, with the uncertainty of both.

"68% of Tier 3 left it" is no result: without any programme about as many leave. The expectation
comes from pupils of another year or school, who are as much a matter of chance as these, so the
interval of the difference is made of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.intervals import FEWEST_CLUSTERS
from proeftuin.pyramid.counting.minimums import SMALLEST_GROUP
from proeftuin.pyramid.drawing.display import Shown, percent, points
from proeftuin.text import words

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class BeyondExpected(Shown):
    """The pyramid after, beside the one that the reference's movements give.

    Parameters
    ----------
    table
        One row per tier, shares and their differences in percent and percentage points: `before`
        and `after` (pupils), `expected` and `actual` (percent after), `difference` with its 95%
        interval `low` and `high`; and of the tier's own pupils before, `left` and `left_expected`
        (percent that left it), `left_difference`, `left_low` and `left_high`.
    df
        Degrees of freedom of the intervals; missing where there are none.
    source
        Where the expectation comes from, in Dutch.
    notes
        What must be said with it, in Dutch.
    """

    table: pd.DataFrame
    df: float
    source: str
    notes: tuple[str, ...]

    @property
    def expected(self) -> "pd.Series[float]":
        """Percent of the pupils expected per tier after."""
        return self.table["expected"]

    @property
    def actual(self) -> "pd.Series[float]":
        """Percent of the pupils per tier after."""
        return self.table["actual"]

    @property
    def difference(self) -> "pd.Series[float]":
        """Actual minus expected, in percentage points; sums to zero."""
        return self.table["difference"]

    @property
    def interval(self) -> pd.DataFrame:
        """`low` and `high` of the difference, 95%, in percentage points."""
        return self.table[["low", "high"]]

    @property
    def sentence(self) -> str:
        """What the lowest tier did and what it was expected to do: always both numbers."""
        tier, row = self.table.index[-1], self.table.iloc[-1]
        if row["before"] < SMALLEST_GROUP:
            return (
                f"Er zaten {words.pupils(int(row['before']))} in Tier {tier}, te weinig om te "
                "zeggen hoeveel die tier vanzelf zouden verlaten."
            )
        if np.isnan(row["left_expected"]):
            return (
                f"Hoeveel leerlingen Tier {tier} vanzelf zouden verlaten, is niet te zeggen: "
                f"{self.source or 'de vergelijkingsgroep'} had niemand in die tier."
            )
        margin = (
            ""
            if np.isnan(row["left_low"])
            else f" (onzekerheidsmarge {words.change(row['left_low'])} tot "
            f"{words.change(row['left_high'])})"
        )
        basis = f", op grond van {self.source}" if self.source else ""
        left, expected = (percent(row[name] / 100) for name in ("left", "left_expected"))
        return (
            f"Van de leerlingen in Tier {tier} verliet {left} die tier; zonder programma was "
            f"{expected} te verwachten{basis}, een verschil van "
            f"{words.points(row['left_difference'])}{margin}."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        rows = self.table
        shown = pd.DataFrame(
            {
                "": [f"Tier {tier}" for tier in rows.index],
                "na": [percent(share / 100) for share in rows["actual"]],
                "verwacht": [percent(share / 100) for share in rows["expected"]],
                "verschil": [points(value) for value in rows["difference"]],
                "95%-interval": [
                    f"{points(low)} tot {points(high)}"
                    for low, high in zip(rows["low"], rows["high"], strict=True)
                ],
                "verliet de tier": [percent(share / 100) for share in rows["left"]],
                "dat verwacht": [percent(share / 100) for share in rows["left_expected"]],
            }
        )
        source = f" ({self.source})" if self.source else ""
        return f"Wat er vanzelf te verwachten was{source}", shown, [self.sentence, *self.notes]


def beyond_expected(
    comparison: Comparison,
    reference: "Comparison | Sequence[Comparison] | pd.DataFrame | npt.ArrayLike",
    source: str = "",
) -> BeyondExpected:
    """Compare the pyramid after with the one that regression to the mean alone gives.

    Parameters
    ----------
    comparison
        What happened.
    reference
        Pupils without the programme, in windows of the same length and season: a `Comparison`, or
        several that are taken together; then there are intervals. Or a square table (tier before
        × tier after), such as the `transitions` of `split_half`; then there are none.
    source
        Where the reference comes from, in Dutch, for the sentence.

    Returns
    -------
    BeyondExpected

    Raises
    ------
    ValueError
        When the reference has other tiers.

    Notes
    -----
    With w the shares before, a those after and P the reference's movements, d = a − w·P. Its
    variance is the sum of two jackknives: over the classes of the comparison with P as it is, and
    over the classes of the reference with a and w as they are,

        V = (G−1)/G · Σ (d₍₋c₎ − mean)²  +  (H−1)/H · Σ (d₍₋h₎ − mean)²,

    and the interval d ± t(0.975; the smaller of the two G_eff − 1) · √V. Under four classes on
    either side there is none. What happened to a whole school or year at once is in neither part.
    A reference that is the same pupils a year earlier is taken as independent of these.

    Examples
    --------
    >>> from proeftuin.pyramid.comparison import compare
    >>> before = pd.DataFrame({"school": "s", "pupil": range(80), "class": [*"abcdefgh"] * 10,
    ...                        "absent": [0, 0, 0, 3] * 20, "possible": 20})
    >>> change = compare(before, before.assign(absent=0))
    >>> found = beyond_expected(change, [[80, 6, 4], [6, 5, 4], [4, 4, 4]])
    >>> found.actual.to_dict(), found.expected.round(1).to_dict()
    ({1: 100.0, 2: 0.0, 3: 0.0}, {1: 75.0, 2: 13.3, 3: 11.7})
    >>> print(found.sentence)
    Van de leerlingen in Tier 3 verliet 100,0% die tier; zonder programma was 66,7% te verwachten,
    een verschil van +33,3 procentpunt.
    """
    others = _comparisons(reference)
    table = np.asarray(reference) if others is None else sum(other.moves.sum(0) for other in others)
    own = comparison.moves.astype(np.float64)
    tiers = own.shape[1]
    table = np.asarray(table, dtype=np.float64)
    if table.shape != (tiers, tiers):
        raise ValueError(f"{tiers} tiers, but a reference of {table.shape}")
    counts = comparison.before.counts
    missing = (table.sum(axis=1) == 0) & (counts.to_numpy() > 0)
    notes = []
    if missing.any():
        names = words.listing([f"Tier {tier}" for tier in counts.index[missing]])
        notes.append(
            "Wat vanzelf te verwachten was, is niet te zeggen: "
            f"{source or 'de vergelijkingsgroep'} had niemand in {names}."
        )
        expected = np.full(tiers, np.nan)
    elif not comparison.paired:
        notes.append("Er zijn geen leerlingen die in beide vensters te volgen zijn.")
        expected = np.full(tiers, np.nan)
    else:
        expected = (
            100 * expected_after(comparison, table)["expected"].to_numpy() / comparison.paired
        )
    total = own.sum(axis=0)
    actual = 100 * comparison.after.shares.to_numpy()
    left, left_expected = 100 * _left(total), 100 * _left(table)
    half, left_half, df = np.full(tiers, np.nan), np.full(tiers, np.nan), np.nan
    if others is None:
        notes.append("Van deze verwachting is de onzekerheid niet bekend, dus er is geen marge.")
    else:
        clusters = np.concatenate([other.moves for other in others]).astype(np.float64)
        if min(len(own), len(clusters)) < FEWEST_CLUSTERS:
            notes.append(
                f"Er is geen marge: met minder dan {FEWEST_CLUSTERS} klassen aan een van beide "
                "kanten is niet te zien hoe onzeker het verschil is."
            )
        else:
            half, left_half, df = _half_widths(own, clusters)
    difference, left_difference = actual - expected, left - left_expected
    frame = pd.DataFrame(
        {
            "before": counts,
            "after": comparison.after.counts,
            "expected": expected,
            "actual": actual,
            "difference": difference,
            "low": difference - half,
            "high": difference + half,
            "left": left,
            "left_expected": left_expected,
            "left_difference": left_difference,
            "left_low": np.maximum(left_difference - left_half, -100),
            "left_high": np.minimum(left_difference + left_half, 100),
        },
        index=counts.index,
    )
    return BeyondExpected(frame, df, source, tuple(notes))


def _comparisons(reference: Any) -> list[Comparison] | None:
    if isinstance(reference, Comparison):
        return [reference]
    if isinstance(reference, Sequence) and all(isinstance(one, Comparison) for one in reference):
        return list(reference)
    return None


def _half_widths(own: Floats, other: Floats) -> tuple[Floats, Floats, float]:
    """Return half the intervals of the pyramid and of who left, in points, and their df."""
    from scipy.stats import t

    mine, theirs = own.sum(axis=0), other.sum(axis=0)
    leaving = [
        (mine - own, np.broadcast_to(theirs, own.shape)),
        (np.broadcast_to(mine, other.shape), theirs - other),
    ]
    variance = sum(_spread(_beyond(first, second, theirs)) for first, second in leaving)
    left_variance = sum(_spread(_left(first) - _left(second)) for first, second in leaving)
    sizes = [side.sum(axis=(1, 2)) for side in (own, other)]
    df = min(float(size.sum() ** 2 / (size**2).sum()) for size in sizes) - 1
    factor = 100 * t.ppf(0.975, df)
    return factor * np.sqrt(variance), factor * np.sqrt(left_variance), df


def _beyond(mine: Floats, theirs: Floats, whole: Floats) -> Floats:
    """Return shares after minus expected shares, for each pair of tables."""
    n = mine.sum(axis=(1, 2))[:, None]
    rows = theirs.sum(axis=2, keepdims=True)
    # A class may hold all the reference has in a tier; without it, the whole has to do.
    filled = np.where(rows > 0, theirs, whole)
    shares = filled / np.maximum(filled.sum(axis=2, keepdims=True), 1)
    expected = np.einsum("cj,cjk->ck", mine.sum(axis=2) / n, shares)
    beyond: Floats = mine.sum(axis=1) / n - expected
    return beyond


def _left(table: Floats) -> Floats:
    """Return the share of each tier's pupils that left it; missing for an empty tier."""
    rows = table.sum(axis=-1)
    stayed = np.diagonal(table, axis1=-2, axis2=-1)
    out = np.full(rows.shape, np.nan)
    return np.divide(rows - stayed, rows, out=out, where=rows > 0)


def _spread(left_out: Floats) -> Floats:
    """Return the jackknife variance of numbers worked out without one cluster at a time."""
    count = len(left_out)
    mean = left_out.mean(axis=0)
    spread: Floats = (count - 1) / count * ((left_out - mean) ** 2).sum(axis=0)
    return spread
