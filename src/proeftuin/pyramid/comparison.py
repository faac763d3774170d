"""What changed between two periods, for the pupils who were there in both.

Comparing two pyramids mixes three things: pupils who changed, pupils who came and pupils who left.
The headline here is paired; who came and who left is counted apart.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.pyramid.comparison_notes import (
    interval_notes,
    period_notes,
    rounding_notes,
    unequal_days,
)
from proeftuin.pyramid.counting.intervals import Method, paired_interval
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.pupil_table import REASON, per_tier, pupil_table
from proeftuin.pyramid.counting.school_rules import scheme_for
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.drawing.display import Shown, percent, points
from proeftuin.pyramid.matching import (
    KEY,
    ROWS,
    changes_by_cluster,
    differences,
    match_pupils,
    periods_of,
    transitions_of,
)
from proeftuin.pyramid.moves import moves_by_cluster
from proeftuin.pyramid.pyramid import Pyramid, count_tiers
from proeftuin.text import words

NOBODY_PAIRED = "Er zijn geen leerlingen die in beide vensters te volgen zijn."


class UnequalWindows(UserWarning):
    """Two periods with different numbers of school days, which by itself changes a pyramid."""


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Shown):
    """The change between two periods.

    Parameters
    ----------
    before, after
        Pyramids of the paired pupils.
    all_before, all_after
        Pyramids of everyone in each period.
    interval
        `low` and `high` of the change per tier, 95%, in percentage points.
    standard_error
        Per tier, in percentage points.
    df
        Degrees of freedom per tier.
    methods
        Per tier, `jackknife` over clusters or `bonett-price`.
    transitions
        Paired pupils by tier before (rows) and tier after (columns).
    moves
        The same per cluster: clusters × tier before × tier after.
    joined_tiers, left_tiers
        Pupils who joined, by tier after; who left, by tier before.
    unclassified
        Pupils without a tier in at least one of the periods that they were in.
    incomplete
        How many of those because too little was registered in their class in such a period.
    periods
        The two periods, when known.
    clusters, effective_clusters
        How many clusters, and how many equal ones would weigh the same.
    cluster_changes
        Per cluster of paired pupils: `pupils`, and in a column per tier the change in pupils.
    notes
        What must be said with these numbers, in Dutch.
    """

    before: Pyramid
    after: Pyramid
    all_before: Pyramid
    all_after: Pyramid
    interval: pd.DataFrame
    standard_error: "pd.Series[float]"
    df: "pd.Series[float]"
    methods: "pd.Series[str]"
    transitions: pd.DataFrame
    moves: "npt.NDArray[np.int64]"
    joined_tiers: "pd.Series[int]"
    left_tiers: "pd.Series[int]"
    unclassified: int
    incomplete: int
    periods: tuple[Period | None, Period | None]
    clusters: int
    effective_clusters: float
    cluster_changes: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def scheme(self) -> TierScheme:
        """The rule pupils were classified by."""
        return self.before.scheme

    @property
    def paired(self) -> int:
        """Pupils with a tier in both periods."""
        return self.before.n

    @property
    def joined(self) -> int:
        """Pupils with a tier after who were not there before."""
        return int(self.joined_tiers.sum())

    @property
    def left(self) -> int:
        """Pupils with a tier before who were not there after."""
        return int(self.left_tiers.sum())

    @property
    def change_pupils(self) -> "pd.Series[int]":
        """Change per tier in pupils, of the paired; sums to zero."""
        return (self.after.counts - self.before.counts).rename("change_pupils")

    @property
    def change(self) -> "pd.Series[float]":
        """Change per tier in percentage points, of the paired."""
        share = self.change_pupils / self.paired if self.paired else self.change_pupils * np.nan
        return (100 * share).rename("change")

    @property
    def transition_shares(self) -> pd.DataFrame:
        """Of the paired pupils of each tier before (rows), the share in each tier after."""
        sizes = self.transitions.sum(axis="columns")
        return self.transitions.div(sizes.where(sizes > 0), axis="index")

    @property
    def cross_section(self) -> "pd.Series[float]":
        """Change in percentage points between everyone before and everyone after."""
        change: pd.Series[float] = 100 * (self.all_after.shares - self.all_before.shares)
        return change.rename("cross_section")

    @property
    def method(self) -> Method:
        """How the intervals were made: `jackknife` when any tier allowed it."""
        return "jackknife" if (self.methods == "jackknife").any() else "bonett-price"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per tier: shares before and after, the change and its interval."""
        return pd.DataFrame(
            {
                "label": list(self.scheme.labels),
                "before": self.before.counts,
                "after": self.after.counts,
                "share_before": self.before.shares,
                "share_after": self.after.shares,
                "change_pupils": self.change_pupils,
                "change": self.change,
                "low": self.interval["low"],
                "high": self.interval["high"],
                "standard_error": self.standard_error,
                "method": self.methods,
                "joined": self.joined_tiers,
                "left": self.left_tiers,
                "cross_section": self.cross_section,
            }
        )

    def plot(self, ax: Any = None) -> Any:
        """Draw the change per tier; returns matplotlib's axes."""
        from proeftuin.pyramid.plots import plot_comparison

        return plot_comparison(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        table = pd.DataFrame(
            {
                "": [f"Tier {tier}" for tier in self.scheme.tiers],
                "voor": [percent(share) for share in self.before.shares],
                "na": [percent(share) for share in self.after.shares],
                "leerlingen": [words.change(change, 0) for change in self.change_pupils],
                "procentpunt": [points(change) for change in self.change],
                "95%-interval": [
                    f"{points(low)} tot {points(high)}" if self.paired else points(low)
                    for low, high in self.interval.to_numpy()
                ],
            }
        )
        spans = [period.span() for period in self.periods if period]
        return (
            f"Verandering bij {words.pupils(self.paired)} ({self.scheme.name})",
            table,
            [
                *([" en ".join(spans)] if len(spans) == 2 else []),
                *([] if self.paired else [NOBODY_PAIRED]),
                f"Erbij gekomen: {words.number(self.joined)}; vertrokken: "
                f"{words.number(self.left)}; niet in te delen: {words.number(self.unclassified)}.",
                *self.notes,
            ],
        )


def compare(
    before: pd.DataFrame,
    after: pd.DataFrame,
    scheme: TierScheme | None = None,
    cluster: str | None = "class",
) -> Comparison:
    """Compare two periods, pupil by pupil.

    Parameters
    ----------
    before, after
        Attendance tables, as `attendance` makes them: `school`, `pupil`, `absent`, `possible`, the
        cluster, and perhaps `sessions`. Matched on `school` and `pupil`.
    scheme
        The rule; by default that of the tables' school, as `attendance` handed it on, else
        `TWENTE`.
    cluster
        Column of `before` whose pupils share their circumstances, taken within the school; None
        when every pupil stands alone.

    Returns
    -------
    Comparison

    Warns
    -----
    UnequalWindows
        When the tables' periods have different numbers of school days.

    Raises
    ------
    ValueError
        When a column is missing, a pupil stands in a table twice, the tables have different
        measures or (without `scheme`) different schemes, or the period of `after` starts before
        that of `before`.

    Notes
    -----
    The change per tier is the mean of a pupil's own change; the interval is that of
    `proeftuin.pyramid.counting.intervals.paired_interval`.

    Examples
    --------
    >>> before = pd.DataFrame({"school": "s", "pupil": list("abcd"), "class": "1a",
    ...                        "absent": [0, 2, 3, 1], "possible": 20})
    >>> after = before.assign(absent=[0, 0, 2, 1]).replace({"pupil": {"d": "e"}})
    >>> change = compare(before, after)
    >>> change.paired, change.joined, change.left
    (3, 1, 1)
    >>> change.change_pupils.to_dict()
    {1: 1, 2: 0, 3: -1}
    """
    scheme, periods = scheme_for(scheme, before, after), periods_of(before, after)
    if days := unequal_days(periods):
        warnings.warn(
            f"{days[0]} school days before and {days[1]} after: the difference in "
            "length alone changes the tiers (see length_shift)",
            UnequalWindows,
            stacklevel=2,
        )
    given = [] if cluster is None else [cluster]
    reasons = [str(table.attrs.get(REASON, "")) for table in (before, after)]
    before, after = pupil_table(before, *KEY, *given), pupil_table(after, *KEY)
    matched = match_pupils(before, after, scheme, given)
    pairs = matched.pairs
    pyramids = [
        count_tiers(table.iloc[pairs[rows].to_numpy()], scheme)
        for table, rows in zip((before, after), ROWS, strict=True)
    ]
    index = pyramids[0].counts.index
    difference = differences(pairs, index)
    # A class is one of its school; without a cluster everyone is in the same.
    keys = ["school", *given] if given else []
    labels = pairs.groupby(keys, dropna=False).ngroup() if given else [0] * len(pairs)
    interval = paired_interval(difference, labels)
    return Comparison(
        before=pyramids[0],
        after=pyramids[1],
        all_before=count_tiers(before, scheme),
        all_after=count_tiers(after, scheme),
        interval=pd.DataFrame({"low": 100 * interval.low, "high": 100 * interval.high}, index),
        standard_error=pd.Series(100 * interval.standard_error, index, name="standard_error"),
        df=pd.Series(interval.df, index, name="df"),
        methods=pd.Series(list(interval.methods), index, name="method", dtype="str"),
        transitions=transitions_of(pairs, index),
        moves=moves_by_cluster(labels, pairs["before"], pairs["after"], len(index)),
        joined_tiers=per_tier(matched.joined, scheme).rename("joined"),
        left_tiers=per_tier(matched.left, scheme).rename("left"),
        unclassified=matched.unclassified,
        incomplete=matched.incomplete,
        periods=periods,
        clusters=interval.clusters,
        effective_clusters=interval.effective_clusters,
        cluster_changes=changes_by_cluster(pairs, difference, index, keys),
        notes=(
            *period_notes(periods, reasons),
            *interval_notes(interval, cluster),
            *rounding_notes(difference),
        ),
    )
