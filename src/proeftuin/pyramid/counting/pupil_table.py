"""The table of pupils that pyramids are made from: checked once, classified, counted.

A row may be marked as incomplete: too little was registered in the pupil's class. Such a pupil has
no tier, whatever the counts say; here is the one place that decides it.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from proeftuin.pyramid.counting.tiers import TierScheme, classify
from proeftuin.register.store.engine import collect

INCOMPLETE = "incomplete"
"""The column that marks such rows; a table without it has none."""
INCOMPLETE_WITHOUT = "incomplete_without_assumed"
"""The column that marks those that would be, had what is only assumed not been registered."""
REASON = "incomplete_reason"
"""The key in a table's `attrs` of the Dutch sentence that says why."""


def per_tier(tiers: "pd.Series[int]", scheme: TierScheme) -> "pd.Series[int]":
    """Count tiers, with 0 for those that nobody is in."""
    index = pd.Index(list(scheme.tiers), name="tier")
    known = tiers.to_numpy(dtype=np.int64, na_value=0)
    counts = np.bincount(known, minlength=len(index) + 1)[1:]
    return pd.Series(counts, index, dtype="int64", name="count")


def tiers_of(table: pd.DataFrame, scheme: TierScheme) -> "pd.Series[int]":
    """Classify a table of pupils; rows marked as incomplete get no tier."""
    tiers = classify(table["absent"], table["possible"], scheme, table.get("sessions"))
    return tiers.mask(incomplete_of(table))


def without_assumed(table: pd.DataFrame) -> pd.DataFrame | None:
    """Take out what is only assumed to be registered; None where nothing is.

    Nobody was absent then, or it would not be an assumption. What is left of a class can fall under
    the line for completeness: then its pupils have no tier, as it would be.
    """
    if "assumed" not in table or not table["assumed"].any():
        return None
    left = table.assign(possible=table["possible"] - table["assumed"])
    if "sessions" in table and "assumed_sessions" in table:
        left = left.assign(sessions=table["sessions"] - table["assumed_sessions"])
    if INCOMPLETE_WITHOUT in table:
        left = left.assign(**{INCOMPLETE: table[INCOMPLETE_WITHOUT]})
    return left


def incomplete_of(table: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are marked as incomplete."""
    if INCOMPLETE not in table:
        return pd.Series(False, index=table.index, name=INCOMPLETE)
    marked = table[INCOMPLETE]
    return marked if marked.dtype == bool else marked.astype("boolean").fillna(False).astype("bool")


def pupil_table(pupils: Any, *needed: str, within: Sequence[str] = ()) -> pd.DataFrame:
    """Return a table of pupils as pandas, with its columns there and every pupil in it once.

    Parameters
    ----------
    pupils
        Any table narwhals knows.
    *needed
        Columns besides `absent` and `possible`.
    within
        Columns within which a pupil may occur once, such as the period.
    """
    if not isinstance(pupils, pd.DataFrame):
        return pupil_table(collect(nw.from_native(pupils)), *needed, within=within)
    missing = [name for name in ("absent", "possible", *needed) if name not in pupils.columns]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {', '.join(pupils.columns)}")
    key = [name for name in ("school", "pupil") if name in pupils.columns]
    # Most tables are of one school and period: nobody in it twice, whatever the other columns say.
    if "pupil" in key and not pupils["pupil"].is_unique:
        twice = pupils.duplicated([*dict.fromkeys([*key, *within])])
        if twice.any():
            raise ValueError(
                f"{int(twice.sum())} rows are of a pupil that was there already: "
                "one row per pupil, so of one period"
            )
    return pupils
