"""Which tier a pupil is in, decided on whole numbers.

In a month of twenty school days one day of absence is exactly 5% and two days are exactly 10%, so
a pupil on a cut is the normal case, and a rounded or floating rate puts it on the wrong side.
A scheme (`proeftuin.schemes`) therefore holds its cuts as fractions, and `classify` compares
products of integers.
"""

from typing import Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.counting.whole_numbers import beside_cut, checked_counts
from proeftuin.schemes import ATTENDANCE_WORKS as ATTENDANCE_WORKS
from proeftuin.schemes import ENGLAND as ENGLAND
from proeftuin.schemes import KEARNEY_GRACZYK as KEARNEY_GRACZYK
from proeftuin.schemes import SCHEMES as SCHEMES
from proeftuin.schemes import TWENTE as TWENTE
from proeftuin.schemes import Edge as Edge
from proeftuin.schemes import Goal as Goal
from proeftuin.schemes import TierScheme as TierScheme
from proeftuin.schemes import percentage as percentage


def classify(
    absent: Any,
    possible: Any,
    scheme: TierScheme = TWENTE,
    sessions: Any = None,
) -> "pd.Series[int]":
    """Give each pupil a tier.

    A pupil is at or above the cut p/q when attended · q ≥ p · possible, in integers.

    Parameters
    ----------
    absent, possible
        Minutes or sessions, whole numbers, one per pupil; arrays, lists or Series. Two Series must
        have the same index.
    scheme
        The rule.
    sessions
        What `scheme.minimum_sessions` is compared with; by default `possible`.

    Returns
    -------
    Series of Int8
        Tiers, 1 the best, with the index of `absent` or `possible` when they have one; `<NA>`
        where nothing was possible or too little to tell.

    Raises
    ------
    ValueError
        When a number is not whole, absence is negative or larger than what was possible, or the
        lengths or indexes differ. Names the first rows.

    Examples
    --------
    A month of twenty days with no, one, two and three days of absence, and a pupil not expected
    at all:

    >>> classify([0, 1, 2, 3, 0], [20, 20, 20, 20, 0]).tolist()
    [1, 1, 2, 3, <NA>]
    >>> classify([0, 1, 2, 3, 0], [20, 20, 20, 20, 0], ATTENDANCE_WORKS).tolist()
    [1, 2, 3, 3, <NA>]
    """
    index, columns = checked_counts(absent=absent, possible=possible, sessions=sessions)
    gone, could = columns["absent"], columns["possible"]
    tiers = np.full(len(could), len(scheme.tiers), dtype=np.int8)
    for cut, edge in zip(scheme.cuts, scheme.edges, strict=True):
        tiers -= beside_cut(gone, could, cut) >= (0 if edge == "better" else 1)
    none = (could == 0) | (columns.get("sessions", could) < scheme.minimum_sessions)
    return pd.Series(pd.arrays.IntegerArray(tiers, none), index=index, name="tier")
