"""A pyramid with a second side: tiers across school years, classes, types or kinds of absence.

Kearney and Graczyk (2020) let other classifications form the sides of the pyramid beside severity:
the type of problem, the level of schooling, the function of the absence. A school where 40% is in
the lowest tier is no pyramid, and neither is one of its sides; so this is a table of tiles that
assumes no shape.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.splits.rates import KINDS, parts_of
from proeftuin.pyramid.counting.intervals import wilson
from proeftuin.pyramid.counting.minimums import SMALLEST_GROUP
from proeftuin.pyramid.counting.pupil_table import pupil_table, tiers_of
from proeftuin.pyramid.counting.school_rules import scheme_for
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.drawing.display import Shown, names_of, percent
from proeftuin.text import words

DIMENSIONS = {
    "class": "klas",
    "year_group": "leerjaar",
    "stage": "bouw",
    "track": "niveau",
    "sap_type": "SAP-type",
    "kind": "overheersende soort verzuim",
    "school": "school",
}
"""What a dimension is called in Dutch; another column keeps its own name."""

NOT_RECORDED = "niet vastgelegd"
MIXED, NONE = "geen soort meer dan de helft", "geen verzuim"


@dataclass(frozen=True, eq=False, repr=False)
class MultiDimensionalPyramid(Shown):
    """Pupils by tier and by another dimension.

    Parameters
    ----------
    scheme
        The rule they were classified by.
    dimension
        The other dimension: a column of the pupils, or `kind`.
    counts
        Pupils; a row per group, a column per tier. Missing in a group with fewer than ten
        classified pupils.
    sizes
        Per group: `n` (classified pupils) and `unclassified`.
    total
        Pupils per tier of all groups together.
    notes
        What must be said with it, in Dutch.
    """

    scheme: TierScheme
    dimension: str
    counts: pd.DataFrame
    sizes: pd.DataFrame
    total: "pd.Series[int]"
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The dimension in Dutch."""
        return DIMENSIONS.get(self.dimension, self.dimension)

    @property
    def shares(self) -> pd.DataFrame:
        """Share of the group's classified pupils in each tier, 0 to 1."""
        return self.counts.astype("Float64").div(self.sizes["n"].replace(0, 1), axis="index")

    @property
    def sentence(self) -> str:
        """How far the groups' shares in the lowest tier are apart, in one Dutch sentence.

        Of kinds of absence: which is most frequent among the pupils of the lowest tier.
        """
        lowest = self.shares.iloc[:, -1].dropna()
        tier = f"Tier {len(self.scheme.tiers)}"
        if lowest.empty:
            return (
                f"Naar {self.name} is niets te tonen: geen groep heeft {SMALLEST_GROUP} of "
                "meer ingedeelde leerlingen."
            )
        if self.dimension == "kind":
            return self._most_frequent_kind(tier)
        if len(lowest) == 1 or lowest.min() == lowest.max():
            share = words.percent(float(lowest.iloc[0]))
            where = (
                f"{self.group_name(lowest.index[0])} zit" if len(lowest) == 1 else "elke groep zit"
            )
            return f"Naar {self.name}: van {where} {share} in {tier}."
        low, high = self._ends(lowest)
        ends = [
            f"{words.percent(float(lowest[group]))} ({self.group_name(group)}, "
            f"{words.pupils(int(self.sizes['n'][group]))})"
            for group in (low, high)
        ]
        apart = "" if self._overlap(low, high) else " niet"
        return (
            f"Het aandeel in {tier} verschilt per {self.name} van {ends[0]} tot {ends[1]}; de "
            f"onzekerheidsmarges van die twee overlappen{apart}."
        )

    @property
    def title(self) -> str:
        """The same finding, as short as a figure needs."""
        lowest = self.shares.iloc[:, -1].dropna()
        if self.dimension == "kind" or len(lowest) < 2 or lowest.min() == lowest.max():
            return self.sentence.removesuffix(".")
        ends = [
            f"{words.percent(float(lowest[group]))} ({self.group_name(group)})"
            for group in self._ends(lowest)
        ]
        tier = f"Tier {len(self.scheme.tiers)}"
        return f"Het aandeel in {tier} verschilt per {self.name} van {ends[0]} tot {ends[1]}"

    def _most_frequent_kind(self, tier: str) -> str:
        counts = self.counts.iloc[:, -1].dropna()
        start = f"Van de {words.pupils(int(self.total.iloc[-1]))} in {tier}"
        if not counts.max():
            return f"{start} is naar {self.name} niets te tonen."
        kind, count = counts.idxmax(), words.number(int(counts.max()))
        if kind == MIXED:
            return f"{start} is bij {count} geen soort verzuim meer dan de helft."
        return f"{start} is bij {count} meer dan de helft van het verzuim {kind}."

    def group_name(self, group: str) -> str:
        """Name a group so that it can stand in a sentence."""
        prefix = {"class": "klas ", "year_group": "leerjaar "}.get(self.dimension, "")
        return f"{prefix}{group}"

    @staticmethod
    def _ends(shares: "pd.Series[float]") -> tuple[str, str]:
        return str(shares.idxmin()), str(shares.idxmax())

    def _overlap(self, low: str, high: str) -> bool:
        groups = [low, high]
        counts = self.counts.loc[groups].iloc[:, -1].to_numpy(dtype=np.int64)
        lows, highs = wilson(counts, self.sizes.loc[groups, "n"].to_numpy())
        return bool(highs[0] >= lows[1])

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group and tier: `count`, `share`, `n`, `unclassified`."""
        stacked = [table.stack(future_stack=True) for table in (self.counts, self.shares)]
        long = pd.DataFrame(dict(zip(("count", "share"), stacked, strict=True)))
        return long.reset_index().merge(self.sizes.reset_index(), on=self.dimension)

    def plot(self, ax: Any = None) -> Any:
        """Draw a tile per group and tier; returns matplotlib's axes."""
        from proeftuin.evaluation.splits.dimension_plots import plot_dimensions

        return plot_dimensions(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        table = pd.DataFrame({"": [str(group) for group in self.counts.index]})
        for tier in self.counts.columns:
            table[f"Tier {tier}"] = [
                "–" if pd.isna(count) else f"{words.number(int(count))} ({percent(float(share))})"
                for count, share in zip(self.counts[tier], self.shares[tier], strict=True)
            ]
        table["samen"] = [
            words.number(n) if n >= SMALLEST_GROUP else f"minder dan {SMALLEST_GROUP}"
            for n in self.sizes["n"]
        ]
        title = f"Piramide naar {self.name} ({self.scheme.name})"
        return title, table, [self.sentence, *self.notes]


def multi_dimensional_pyramid(
    pupils: Any, by: str, scheme: TierScheme | None = None
) -> MultiDimensionalPyramid:
    """Count the pupils by tier and by another dimension.

    Parameters
    ----------
    pupils
        An attendance table, one row per pupil.
    by
        A column of it (`year_group`, `stage`, `class`, `sap_type`, any other), or `kind`: which
        kind is more than half of the pupil's absence, see `dominant_kind`.
    scheme
        The rule; by default that of the table, as for `build_pyramid`.

    Returns
    -------
    MultiDimensionalPyramid

    Raises
    ------
    ValueError
        When a column is missing or a pupil stands in the table twice.

    Notes
    -----
    A group with fewer than ten classified pupils has no numbers. What else is too small for a
    report that leaves the school is decided by the report.

    Examples
    --------
    >>> month = pd.DataFrame({"year_group": ["1"] * 10 + ["2"] * 20, "possible": 20,
    ...                       "absent": [0] * 9 + [3] + [0] * 12 + [2] * 4 + [5] * 4})
    >>> found = multi_dimensional_pyramid(month, "year_group")
    >>> found.counts.to_numpy().tolist()
    [[9, 0, 1], [12, 4, 4]]
    >>> print(found.sentence)
    Het aandeel in Tier 3 verschilt per leerjaar van 10,0% (leerjaar 1, 10 leerlingen) tot 20,0%
    (leerjaar 2, 20 leerlingen); de onzekerheidsmarges van die twee overlappen.
    """
    if by == "kind":
        table = pupil_table(pupils, "sick", "authorised", "unauthorised")
        groups = dominant_kind(table)
    else:
        table = pupil_table(pupils, by)
        groups = _named(table[by], by)
    scheme = scheme_for(scheme, table)
    tier = tiers_of(table, scheme).fillna(0).astype("int64")
    wide = pd.crosstab(groups.astype("str").to_numpy(), tier.to_numpy())
    wide = wide.reindex(columns=[0, *scheme.tiers], fill_value=0)
    wide = wide.loc[sorted(wide.index, key=_order)].rename_axis(by).rename_axis("tier", axis=1)
    counts = wide.drop(columns=0).astype("Int64")
    n = counts.sum(axis="columns").astype("int64")
    small = n < SMALLEST_GROUP
    return MultiDimensionalPyramid(
        scheme=scheme,
        dimension=by,
        counts=counts.mask(small, axis="index"),
        sizes=pd.DataFrame({"n": n, "unclassified": wide[0]}),
        total=counts.sum().astype("int64").rename("count"),
        notes=tuple(_notes(by, n[small].index, len(n), groups)),
    )


def dominant_kind(pupils: pd.DataFrame) -> "pd.Series[str]":
    """Return which kind is more than half of each pupil's absence, in Dutch.

    Parameters
    ----------
    pupils
        An attendance table, in either measure.

    Examples
    --------
    >>> pupils = pd.DataFrame({"sick": [60, 50, 0], "authorised": [80, 50, 0],
    ...                        "unauthorised": [20, 50, 0]})
    >>> dominant_kind(pupils).tolist()
    ['ziekte', 'geen soort meer dan de helft', 'geen verzuim']
    """
    parts = parts_of(pupils).rename(columns=KINDS)
    missed = parts.sum(axis="columns")
    kind = parts.idxmax(axis="columns").astype("str")
    return kind.mask(2 * parts.max(axis="columns") <= missed, MIXED).mask(missed == 0, NONE)


def _named(column: "pd.Series[Any]", by: str) -> "pd.Series[str]":
    """Return the groups as text; pupils of whom it is not known are a group of their own."""
    text = names_of(column).str.strip()
    if by == "stage":
        text = text.replace(words.STAGES)
    return text.mask(column.isna() | text.eq(""), NOT_RECORDED)


_LAST = (*KINDS.values(), MIXED, NONE, NOT_RECORDED)


def _order(group: str) -> tuple[Any, ...]:
    """Put 2 before 10, lower before upper stage, and what is not known last."""
    rank = _LAST.index(group) + 1 if group in _LAST else 0
    stage = list(words.STAGES.values()).index(group) if group in words.STAGES.values() else 0
    digits = "".join(letter for letter in group if letter.isdigit())
    return rank, stage, int(digits or 0), group


def _notes(by: str, small: Any, groups: int, known: "pd.Series[str]") -> list[str]:
    notes = []
    if by == "sap_type":
        recorded = int(known.ne(NOT_RECORDED).sum())
        notes.append(
            f"Het SAT legde van {words.number(recorded)} van de {words.pupils(len(known))} een "
            "SAP-type vast; het is nooit afgeleid uit een verzuimcode."
        )
    if len(small):
        verb = "heeft" if len(small) == 1 else "hebben"
        notes.append(
            f"{words.listing([str(group) for group in small])} {verb} minder dan "
            f"{SMALLEST_GROUP} ingedeelde leerlingen en daarom geen getallen."
        )
    if groups - len(small) > 1:
        notes.append(
            "Verschillen tussen kleine groepen zijn voor een deel toeval; dit is geen ranglijst."
        )
    return notes
