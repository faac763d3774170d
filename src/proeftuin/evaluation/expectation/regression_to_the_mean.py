"""What would have happened to these pupils anyway.

Whoever was ill last month is mostly back this month: of the pupils in the lowest tier more than
half leave it by themselves, and a school that started badly improves. How much is seen best in
pupils nobody did anything for, in windows of the same length and season: the table of who moved
where among them, applied to the pyramid that this school began with.
"""

from typing import Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.pyramid import Pyramid


def expected_after(before: Any, reference: Any) -> pd.DataFrame:
    """Return the pyramid to be expected after when pupils move as they did in the reference.

    expected = before · P, with P the reference's share of each tier's pupils that went to each
    tier (rows sum to 1).

    Parameters
    ----------
    before
        A `Pyramid`, a `Comparison` (its pyramid before) or pupils per tier.
    reference
        A `Comparison` or a square table of counts, tier before × tier after, of pupils without the
        programme: the same season a year earlier, or comparison schools.

    Returns
    -------
    DataFrame
        One row per tier: `before` and `expected` (pupils), `change` (percentage points) and
        `stays`, the share of the tier's pupils that stays in it in the reference.

    Raises
    ------
    ValueError
        When the tiers differ, or the reference has nobody in a tier that has pupils here.

    Notes
    -----
    The reference moves for its own reasons too (season, illness), so this is what to expect with
    the reference's circumstances, not with none.

    Examples
    --------
    Nothing was done, and two thirds of Tier 3 left it:

    >>> reference = pd.DataFrame([[80, 6, 4], [6, 5, 4], [4, 4, 4]], [1, 2, 3], [1, 2, 3])
    >>> expected = expected_after([200, 40, 60], reference)
    >>> expected["expected"].round(1).to_dict()
    {1: 213.8, 2: 46.7, 3: 39.6}
    >>> expected["change"].round(1).to_dict(), expected["stays"].round(2).to_dict()
    ({1: 4.6, 2: 2.2, 3: -6.8}, {1: 0.89, 2: 0.33, 3: 0.33})
    """
    table = reference.transitions if isinstance(reference, Comparison) else pd.DataFrame(reference)
    start = _counts(before)
    moved = table.to_numpy(dtype=np.float64)
    if moved.shape != (len(start), len(start)):
        raise ValueError(f"{len(start)} tiers before, but a reference of {moved.shape}")
    rows = moved.sum(axis=1)
    if ((rows == 0) & (start > 0)).any():
        empty = [int(tier) + 1 for tier in np.flatnonzero((rows == 0) & (start > 0))]
        raise ValueError(f"the reference has nobody in tier {empty}, where this school has pupils")
    to = np.divide(moved, rows[:, None], out=np.zeros_like(moved), where=rows[:, None] > 0)
    expected = start @ to
    n = start.sum()
    return pd.DataFrame(
        {
            "before": start.astype(np.int64),
            "expected": expected,
            "change": 100 * (expected - start) / n if n else np.full(len(start), np.nan),
            "stays": np.where(rows > 0, to.diagonal(), np.nan),
        },
        index=pd.Index(range(1, len(start) + 1), name="tier"),
    )


def _counts(before: Any) -> "np.ndarray[Any, np.dtype[np.float64]]":
    if isinstance(before, Comparison):
        before = before.before
    counts = before.counts if isinstance(before, Pyramid) else before
    return np.asarray(counts, dtype=np.float64)
