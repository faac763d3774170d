"""Which classes changed by more than chance, when many classes are looked at.

Of twenty classes in which nothing happened one is expected to be "significant" at 5%. Benjamini and
Hochberg's (1995) procedure keeps the expected share of such false alarms among the classes that are
named under 5%. Each class has an exact test of its own, so that small ones need no approximation.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.evaluation.headline import left_out_note
from proeftuin.evaluation.homogeneity.homogeneity import exact_midp
from proeftuin.pyramid.counting.minimums import SMALLEST_GROUP
from proeftuin.pyramid.counting.pupil_table import pupil_table, tiers_of
from proeftuin.pyramid.counting.school_rules import scheme_for
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.drawing.display import Shown, names_of, points
from proeftuin.text import words

TOO_FEW = f"minder dan {SMALLEST_GROUP} leerlingen te volgen"

RATE = 0.05
"""The expected share of false alarms among the classes that are named."""

REASONS = "Dat een klas opvalt zegt niet waardoor: ook een griepgolf in één klas telt mee."


@dataclass(frozen=True, eq=False, repr=False)
class ClassChanges(Shown):
    """The change of each class in one tier, with what chance allows when many are looked at.

    Parameters
    ----------
    table
        One row per class, by name: `class`, `n` (pupils followed), `change` (percentage points),
        `pvalue` (McNemar's exact mid-p), `adjusted` (Benjamini and Hochberg), `stands_out`.
    left_out
        Classes with too few pupils, by name.
    tier
        The tier.
    notes
        What must be said with it, in Dutch.
    """

    table: pd.DataFrame
    left_out: tuple[str, ...]
    tier: int
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How many of how many stand out, as one Dutch sentence."""
        total, found = len(self.table), int(self.table["stands_out"].sum())
        if not total:
            return f"Geen enkele klas heeft {SMALLEST_GROUP} leerlingen die te volgen zijn."
        many = f"{'de klas' if total == 1 else f'de {total} klassen'}"
        if not found:
            return (
                f"Van {many} valt er geen op: bij geen enkele is de verandering in Tier "
                f"{self.tier} groter dan het toeval over zoveel klassen geeft."
            )
        verb = "valt" if found == 1 else "vallen"
        return (
            f"Van {many} {verb} er {found} op, met een verandering in Tier {self.tier} die groter "
            "is dan het toeval over zoveel klassen geeft."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per class."""
        return self.table.copy()

    def plot(self, ax: Any = None) -> Any:
        """Draw the change of each class; returns matplotlib's axes."""
        from proeftuin.evaluation.many_schools.plots import plot_classes

        return plot_classes(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        table = pd.DataFrame(
            {
                "klas": self.table["class"],
                "leerlingen": self.table["n"],
                "procentpunt": [points(change) for change in self.table["change"]],
                "p": [words.p_value(value, "") for value in self.table["pvalue"]],
                "p (over alle klassen)": [words.p_value(v, "") for v in self.table["adjusted"]],
                "": np.where(self.table["stands_out"], "valt op", ""),
            }
        )
        return f"Verandering in Tier {self.tier} per klas", table, [self.sentence, *self.notes]


def class_changes(
    before: pd.DataFrame,
    after: pd.DataFrame,
    scheme: TierScheme | None = None,
    tier: int = 1,
) -> ClassChanges:
    """Test the change in one tier of every class, and say which stand out among so many.

    Parameters
    ----------
    before, after
        Attendance tables, as for `compare`: `school`, `pupil`, `class` (of `before`), `absent`,
        `possible`.
    scheme
        The rule; by default that of the tables, as for `compare`.
    tier
        The tier.

    Returns
    -------
    ClassChanges
        Classes are those of `before`; one with fewer than 10 pupils with a tier in both tables is
        left out. Classes of several schools are named with their school.

    Notes
    -----
    The test takes the pupils of a class as independent of each other, given their class: what it
    asks is whether anything happened to this class, not whether the programme did.

    Examples
    --------
    >>> before = pd.DataFrame({"school": "s", "pupil": range(36), "class": ["1a", "1b", "1c"] * 12,
    ...                        "absent": 0, "possible": 20})
    >>> after = before.assign(absent=[2 * (name == "1b") for name in before["class"]])
    >>> found = class_changes(before, after).to_frame()
    >>> found["class"].tolist(), found["change"].tolist(), found["stands_out"].tolist()
    (['1a', '1b', '1c'], [0.0, -100.0, 0.0], [False, True, False])
    """
    key = ["school", "pupil"]
    before, after = pupil_table(before, *key, "class"), pupil_table(after, *key)
    scheme = scheme_for(scheme, before, after)
    pairs = (
        before[[*key, "class"]]
        .assign(before=tiers_of(before, scheme))
        .merge(after[key].assign(after=tiers_of(after, scheme)), on=key, validate="one_to_one")
        .dropna(subset=["before", "after"])
    )
    label = names_of(pairs["class"])
    if pairs["school"].nunique() > 1:
        label = names_of(pairs["school"]) + " " + label
    was, became = pairs["before"].eq(tier).astype(bool), pairs["after"].eq(tier).astype(bool)
    moves = pd.DataFrame({"gained": became & ~was, "lost": was & ~became}).astype("int64")
    counts = moves.groupby(label.rename("class")).sum().assign(n=label.value_counts())
    counts = counts.reset_index()
    large = counts["n"] >= SMALLEST_GROUP
    chosen = counts[large].reset_index(drop=True)
    left_out = tuple(counts.loc[~large, "class"])
    pvalue = exact_midp(chosen["gained"].to_numpy(), chosen["lost"].to_numpy())
    stands_out, adjusted = benjamini_hochberg(pvalue)
    table = chosen[["class", "n"]].assign(
        change=100 * (chosen["gained"] - chosen["lost"]) / chosen["n"],
        pvalue=pvalue,
        adjusted=adjusted,
        stands_out=stands_out,
    )
    notes = [REASONS] if stands_out.any() else []
    names = [f"Klas {name}" for name in left_out]
    return ClassChanges(table, left_out, tier, (*left_out_note(names, TOO_FEW), *notes))


def benjamini_hochberg(
    pvalues: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Return which tests stand out at a false discovery rate of 5%, and the adjusted p-values.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.02, 0.9]))[0].tolist()
    [True, True, False]
    """
    from statsmodels.stats.multitest import multipletests

    if not len(pvalues):
        return np.array([], dtype=bool), pvalues
    rejected, adjusted, *_ = multipletests(pvalues, alpha=RATE, method="fdr_bh")
    return rejected, adjusted
