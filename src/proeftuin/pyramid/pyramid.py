"""How many pupils are in each tier, how sure that is, and how far it is from the goal.

A share is pupils over classified pupils, never a mean of classes. Pupils who cannot be classified
are a group of their own: they are counted and shown, not spread over the tiers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.counting.goals import OUTCOMES, goal_outcome, mostly_without
from proeftuin.pyramid.counting.intervals import wilson
from proeftuin.pyramid.counting.pupil_table import (
    REASON,
    incomplete_of,
    per_tier,
    pupil_table,
    tiers_of,
    without_assumed,
)
from proeftuin.pyramid.counting.school_rules import scheme_for
from proeftuin.pyramid.counting.tiers import Goal, TierScheme, percentage
from proeftuin.pyramid.counting.whole_numbers import beside_cut, checked_counts
from proeftuin.pyramid.drawing.display import (
    Shown,
    assumed_lines,
    html_table,
    listed_tiers,
    percent,
)
from proeftuin.text import words

NOBODY = "Er zijn in deze periode geen leerlingen om in te delen."


@dataclass(frozen=True, eq=False, repr=False)
class Pyramid(Shown):
    """Pupils per tier.

    Parameters
    ----------
    scheme
        The rule they were classified by.
    counts
        Pupils per tier, every tier of the scheme.
    unclassified
        Pupils without a tier: nothing possible, too few sessions, or too little registered.
    on_cut
        Pupils exactly on each cut, by the cut's attendance.
    other_edge
        Pupils per tier if those on a cut were on its other side.
    without_assumed
        Pupils per tier if the time about which nothing can be said, because nobody had a mark in
        it, had not been registered; a class that would be under the completeness line then has
        no tiers.
    incomplete
        How many of the unclassified are so because too little was registered in their class.
    reason
        Which classes those are, in Dutch.
    incomplete_without
        How many would be `incomplete` if the time of `without_assumed` had not been registered.
    """

    scheme: TierScheme
    counts: "pd.Series[int]"
    unclassified: int
    on_cut: "pd.Series[int]"
    other_edge: "pd.Series[int]"
    without_assumed: "pd.Series[int]"
    incomplete: int = 0
    reason: str = ""
    incomplete_without: int = 0

    @property
    def n(self) -> int:
        """Number of classified pupils."""
        return int(self.counts.sum())

    @property
    def shares(self) -> "pd.Series[float]":
        """Share of the classified pupils per tier, 0 to 1; missing when there are none."""
        return (self.counts / self.n if self.n else self.counts * np.nan).rename("share")

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """`low` and `high` of the share per tier: Wilson's 95% interval."""
        low, high = wilson(self.counts.to_numpy(), np.full(len(self.counts), self.n))
        return pd.DataFrame({"low": low, "high": high}, index=self.counts.index)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """What the scheme asks of each tier and whether it is so.

        One row per tier: `goal` (share), `at` (`least` or `most`), `status` (`met` or `not met`
        when the whole interval lies on that side of the goal, else `uncertain`) and `distance`,
        the number of pupils who would have to change tier for the share itself to reach the goal.
        Empty where the scheme has no goal.
        """
        rows = [
            self._goal(tier, goal)
            for tier, goal in zip(self.scheme.tiers, self.scheme.goals, strict=True)
        ]
        kinds = {"goal": "float64", "at": "str", "status": "str", "distance": "Int64"}
        columns = {
            name: pd.array([row[name] for row in rows], dtype=kind)  # type: ignore[call-overload]
            for name, kind in kinds.items()
        }
        return pd.DataFrame(columns, index=self.counts.index)

    def _goal(self, tier: int, goal: Goal | None) -> dict[str, Any]:
        if goal is None or self.n == 0:
            share = np.nan if goal is None else float(goal.share)
            at = "" if goal is None else goal.at
            return {"goal": share, "at": at, "status": "", "distance": pd.NA}
        low, high = self.intervals.to_numpy()[tier - 1].tolist()
        count, wanted = int(self.counts[tier]), goal.share * self.n
        if goal.at == "least":
            met, missed = low >= goal.share, high < goal.share
            distance = max(0, ceil(wanted) - count)
        else:
            met, missed = high <= goal.share, low > goal.share
            distance = max(0, count - floor(wanted))
        status = "met" if met else "not met" if missed else "uncertain"
        return {"goal": float(goal.share), "at": goal.at, "status": status, "distance": distance}

    def to_frame(self) -> pd.DataFrame:
        """Return one row per tier with everything known of it."""
        labels = pd.DataFrame({"label": list(self.scheme.labels)}, index=self.counts.index)
        frame = labels.assign(count=self.counts, share=self.shares).join(self.intervals)
        return frame.join(self.goals).assign(
            other_edge=self.other_edge, without_assumed=self.without_assumed
        )

    def plot(self, ax: Any = None) -> Any:
        """Draw the pyramid; returns matplotlib's axes."""
        from proeftuin.pyramid.plots import plot_pyramid

        return plot_pyramid(self, ax)

    def _repr_html_(self) -> str:
        title, table, lines = self._parts()
        table.insert(1, "naam", list(self.scheme.labels))
        return html_table(title, table, lines)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        goals = [goal.text() if goal else "" for goal in self.scheme.goals]
        table = pd.DataFrame(
            {
                "": [f"Tier {tier}" for tier in self.scheme.tiers],
                "leerlingen": [words.number(count) for count in self.counts],
                "aandeel": [percent(share) for share in self.shares],
                "95%-interval": [
                    f"{percent(low)} – {percent(high)}" if self.n else percent(low)
                    for low, high in self.intervals.to_numpy()
                ],
                "doel": goals,
                "gehaald": [
                    OUTCOMES[outcome] if outcome else ""
                    for outcome in map(goal_outcome, self.goals["status"], self.goals["distance"])
                ],
            }
        )
        lines = [self.scheme.rule(), *self._edge_lines()]
        lines += assumed_lines(self.counts, self.without_assumed)
        title = f"Piramide van {words.pupils(self.n)} ({self.scheme.name})"
        if not self.n and not self.unclassified:
            lines.insert(0, NOBODY)
        if few := mostly_without(self.unclassified, self.n):
            title = f"{few}. {title}"
        elif self.unclassified:
            lines.append(f"Niet in te delen: {words.pupils(self.unclassified)}.")
        if self.incomplete:
            lines.append(f"Te weinig geregistreerd: {words.pupils(self.incomplete)}. {self.reason}")
        return title, table, lines

    def _edge_lines(self) -> list[str]:
        cuts = [
            f"{words.number(count)} op {percentage(cut)}"
            for cut, count in zip(self.scheme.cuts, self.on_cut, strict=True)
            if count
        ]
        if not cuts:
            return []
        return [
            f"Precies op een grens: {words.listing(cuts)}. Met de grenzen aan de andere kant: "
            f"{listed_tiers(self.other_edge)}."
        ]


def build_pyramid(pupils: Any, scheme: TierScheme | None = None) -> Pyramid:
    """Count the pupils per tier.

    Parameters
    ----------
    pupils
        Any table with `absent` and `possible`, one row per pupil; `sessions`, when there, is what
        the scheme's minimum is compared with; rows with a true `incomplete`, when there, get no
        tier.
    scheme
        The rule; by default that of the table's school, as `attendance` handed it on, else
        `TWENTE`.

    Raises
    ------
    ValueError
        When a column is missing, a count is no count, or a pupil stands in it twice.

    Examples
    --------
    >>> month = pd.DataFrame({"absent": [0, 0, 1, 2, 3, 0], "possible": [20, 20, 20, 20, 20, 0]})
    >>> pyramid = build_pyramid(month)
    >>> pyramid.counts.to_dict(), pyramid.n, pyramid.unclassified
    ({1: 3, 2: 1, 3: 1}, 5, 1)
    >>> pyramid.goals["distance"].to_dict()
    {1: 1, 2: 1, 3: 1}
    >>> pyramid.on_cut.to_dict(), pyramid.other_edge.to_dict()
    ({0.95: 1, 0.9: 1}, {1: 2, 2: 1, 3: 2})
    """
    table = pupil_table(pupils)
    return count_tiers(table, scheme_for(scheme, table))


def count_tiers(table: pd.DataFrame, scheme: TierScheme) -> Pyramid:
    """Make the pyramid of a checked table; `build_pyramid` is the way in."""
    tiers = tiers_of(table, scheme)
    _, columns = checked_counts(absent=table["absent"], possible=table["possible"])
    classified = tiers.notna().to_numpy()
    absent, possible = columns["absent"][classified], columns["possible"][classified]
    counts = per_tier(tiers, scheme)
    on_cut = [int((beside_cut(absent, possible, cut) == 0).sum()) for cut in scheme.cuts]
    left = without_assumed(table)
    return Pyramid(
        scheme=scheme,
        counts=counts,
        unclassified=int((~classified).sum()),
        on_cut=pd.Series(
            on_cut,
            index=pd.Index([float(cut) for cut in scheme.cuts], name="cut"),
            name="count",
            dtype="int64",
        ),
        other_edge=per_tier(tiers_of(table, scheme.other_edge()), scheme)
        if any(on_cut)
        else counts.copy(),
        without_assumed=counts.copy() if left is None else per_tier(tiers_of(left, scheme), scheme),
        incomplete=int(incomplete_of(table).sum()),
        reason=str(table.attrs.get(REASON, "")),
        incomplete_without=int(incomplete_of(table if left is None else left).sum()),
    )


def build_pyramids(
    pupils: Any, by: str | Sequence[str], scheme: TierScheme | None = None
) -> pd.DataFrame:
    """Count the pupils per tier in each group.

    Parameters
    ----------
    pupils
        As for `build_pyramid`; put several periods below each other with a column that tells
        them apart to get one pyramid per period.
    by
        Column or columns that make the groups.
    scheme
        The rule; by default that of the table's school, as `attendance` handed it on, else
        `TWENTE`.

    Returns
    -------
    DataFrame
        One row per group and tier, also where nobody is: the columns of `by`, `tier`, `label`,
        `count`, `share`, `low`, `high` (Wilson 95%), and of the group `n`, `unclassified` and
        `incomplete` (how many of those because too little was registered).

    Raises
    ------
    ValueError
        As for `build_pyramid`.

    Examples
    --------
    >>> month = pd.DataFrame({"class": ["1a", "1a", "1b"], "absent": [0, 3, 0], "possible": 20})
    >>> build_pyramids(month, "class")[["class", "tier", "count", "share", "n"]]
      class  tier  count  share  n
    0    1a     1      1    0.5  2
    1    1a     2      0    0.0  2
    2    1a     3      1    0.5  2
    3    1b     1      1    1.0  1
    4    1b     2      0    0.0  1
    5    1b     3      0    0.0  1
    """
    names = [by] if isinstance(by, str) else list(by)
    table = pupil_table(pupils, *names, within=names)
    scheme = scheme_for(scheme, table)
    tier = tiers_of(table, scheme).fillna(0).astype("int64")
    sizes = table.groupby([*(table[name] for name in names), tier], dropna=False, observed=True)
    wide = sizes.size().unstack("tier", fill_value=0)
    wide = wide.reindex(columns=range(len(scheme.tiers) + 1), fill_value=0).sort_index()
    unclassified = wide[0].to_numpy()
    keys = [table[name] for name in names]
    incomplete = incomplete_of(table).groupby(keys, dropna=False, observed=True).sum()
    counts = wide.drop(columns=0).to_numpy(dtype=np.int64)
    n = counts.sum(axis=1)
    tiers = len(scheme.tiers)
    low, high = wilson(counts.ravel(), n.repeat(tiers))
    groups = wide.index.to_frame(index=False).loc[np.arange(len(wide)).repeat(tiers)]
    share = np.divide(counts, n[:, None], out=np.full(counts.shape, np.nan), where=n[:, None] > 0)
    return groups.reset_index(drop=True).assign(
        tier=np.tile(scheme.tiers, len(wide)),
        label=pd.Series(np.tile(scheme.labels, len(wide)), dtype="str"),
        count=counts.ravel(),
        share=share.ravel(),
        low=low,
        high=high,
        n=n.repeat(tiers),
        unclassified=unclassified.repeat(tiers),
        incomplete=incomplete.sort_index().to_numpy(dtype=np.int64).repeat(tiers),
    )
