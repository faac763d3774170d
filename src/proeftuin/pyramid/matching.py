"""Who is in both of two periods, and what became of each.

Each pupil of either period is in exactly one of four groups: classified in both (paired),
classified and only in the later one (joined), classified and only in the earlier one (left), or
without a tier in a period that the pupil was in (unclassified).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.pupil_table import incomplete_of, tiers_of
from proeftuin.pyramid.counting.tiers import TierScheme

KEY = ["school", "pupil"]
ROWS = ["row_before", "row_after"]


@dataclass(frozen=True, eq=False)
class Matched:
    """The pupils of two periods.

    Parameters
    ----------
    pairs
        Classified in both: `school`, `pupil`, the cluster, `before` and `after` (tiers), and
        `row_before` and `row_after`: their places in the two tables.
    joined, left
        Tiers of the pupils who came, and of those who went.
    unclassified
        Pupils without a tier in at least one of the periods that they were in.
    incomplete
        How many of those because too little was registered in their class in such a period.
    """

    pairs: pd.DataFrame
    joined: "pd.Series[int]"
    left: "pd.Series[int]"
    unclassified: int
    incomplete: int


def periods_of(before: pd.DataFrame, after: pd.DataFrame) -> tuple[Period | None, Period | None]:
    """Return the periods of two attendance tables, where known, once they can be compared.

    Raises
    ------
    ValueError
        When the measures differ, or the period of `after` starts before that of `before`.
    """
    measures = before.attrs.get("measure"), after.attrs.get("measure")
    if None not in measures and measures[0] != measures[1]:
        raise ValueError(f"both tables in the same measure, got {measures[0]} and {measures[1]}")
    first, second = before.attrs.get("period"), after.attrs.get("period")
    if first and second and first.start > second.start:
        raise ValueError(f"before comes first, got {first.start} and {second.start}")
    return first, second


def match_pupils(
    before: pd.DataFrame, after: pd.DataFrame, scheme: TierScheme, cluster: Sequence[str] = ()
) -> Matched:
    """Match two checked tables of pupils on `school` and `pupil`.

    Parameters
    ----------
    before, after
        As `pupil_table` returns them, with `school` and `pupil`.
    scheme
        The rule.
    cluster
        Columns of `before` to keep.
    """
    tiers = pd.merge(
        before[[*KEY, *cluster]].assign(
            before=tiers_of(before, scheme),
            incomplete_before=incomplete_of(before),
            row_before=np.arange(len(before)),
        ),
        after[KEY].assign(
            after=tiers_of(after, scheme),
            incomplete_after=incomplete_of(after),
            row_after=np.arange(len(after)),
        ),
        on=KEY,
        how="outer",
        indicator="there",
        validate="one_to_one",
    )
    there = tiers["there"]
    pairs = tiers[tiers["before"].notna() & tiers["after"].notna()]
    joined = tiers.loc[there.eq("right_only"), "after"].dropna()
    left = tiers.loc[there.eq("left_only"), "before"].dropna()
    return Matched(
        # Rows of pupils who are in one table only have no number, so the others came as floats.
        pairs=pairs[[*KEY, *cluster, "before", "after", *ROWS]].astype(
            dict.fromkeys(ROWS, "int64")
        ),
        joined=joined,
        left=left,
        unclassified=len(tiers) - len(pairs) - len(joined) - len(left),
        incomplete=int(tiers.filter(like="incomplete").eq(True).any(axis="columns").sum()),
    )


def differences(pairs: pd.DataFrame, tiers: "pd.Index[int]") -> npt.NDArray[np.int64]:
    """Return each pupil's own change, pupils × tiers: 1 came into the tier, −1 left it."""
    before, after = (
        pairs[side].to_numpy(dtype=np.int64)[:, None] == tiers.to_numpy()
        for side in ("before", "after")
    )
    return after.astype(np.int64) - before


def transitions_of(pairs: pd.DataFrame, tiers: "pd.Index[int]") -> pd.DataFrame:
    """Count pairs by tier before (rows) and tier after (columns)."""
    table = pairs.groupby(["before", "after"]).size().unstack("after", fill_value=0)
    table = table.reindex(index=tiers, columns=tiers, fill_value=0).astype("int64")
    return table.rename_axis(index="before", columns="after")


def changes_by_cluster(
    pairs: pd.DataFrame, difference: npt.NDArray[np.int64], tiers: "pd.Index[int]", keys: list[str]
) -> pd.DataFrame:
    """Add up the changes within each cluster: one row per cluster, `pupils` and the tiers.

    Parameters
    ----------
    pairs, difference
        The pupils and their changes.
    tiers
        The columns of `difference`.
    keys
        Columns that make a cluster; none when everyone is in the same.
    """
    own = pd.DataFrame(difference, pairs.index, tiers.rename(None)).assign(pupils=1)
    by = [pairs[key] for key in keys] or pd.Series("all", pairs.index, name="cluster", dtype="str")
    summed = own.groupby(by, dropna=False, observed=True).sum().astype("int64")
    return summed[["pupils", *tiers]]
