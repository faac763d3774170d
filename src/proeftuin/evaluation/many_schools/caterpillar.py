"""The changes of several schools beside each other, and what they come to together.

Schools are in order of size or name, never of outcome: the top and bottom of a list by outcome are
mostly chance.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from proeftuin.evaluation.headline import left_out_note
from proeftuin.evaluation.many_schools.pooled_change import (
    TOO_FEW,
    PooledChange,
    large_schools,
    pool_changes,
)
from proeftuin.pyramid.drawing.display import Shown, points
from proeftuin.text import words


@dataclass(frozen=True, eq=False, repr=False)
class Caterpillar(Shown):
    """The changes of schools beside each other.

    Parameters
    ----------
    table
        One row per school, in order of size or name: `school`, `pilot`, `n`, `change`, `low`,
        `high` (percentage points).
    pooled
        The pilots together.
    left_out
        Schools with too few pupils to be shown, by name.
    what
        What changed, in Dutch.
    notes
        What must be said with it, in Dutch.
    """

    table: pd.DataFrame
    pooled: PooledChange
    left_out: tuple[str, ...]
    what: str
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The finding as one Dutch sentence; about the pilots together."""
        pilots, others = (int((self.table["pilot"] == side).sum()) for side in (True, False))
        shown = int(((self.table["low"] > 0) | (self.table["high"] < 0)).sum())
        beside = f" en {others} zonder" if others else ""
        verb = "laat" if shown == 1 else "laten"
        return (
            f"Van de {pilots} scholen met een proeftuin{beside} {verb} er {shown} een verandering "
            f"in het {self.what} zien die groter is dan de onzekerheid."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per school."""
        return self.table.copy()

    def plot(self, ax: Any = None) -> Any:
        """Draw the changes with their intervals; returns matplotlib's axes."""
        from proeftuin.evaluation.many_schools.plots import plot_caterpillar

        return plot_caterpillar(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        table = pd.DataFrame(
            {
                "school": self.table["school"],
                "proeftuin": np.where(self.table["pilot"], "ja", "nee"),
                "leerlingen": [words.number(n) for n in self.table["n"]],
                "procentpunt": [points(change) for change in self.table["change"]],
                "95%-interval": [
                    f"{points(low)} tot {points(high)}"
                    for low, high in self.table[["low", "high"]].to_numpy()
                ],
            }
        )
        lines = [self.sentence, self.pooled.sentence, *self.notes, *self.pooled.notes]
        return f"Verandering in het {self.what}", table, [*dict.fromkeys(lines)]


def caterpillar(
    schools: pd.DataFrame,
    order: Literal["size", "name"] = "size",
    what: str = "aandeel in Tier 1",
) -> Caterpillar:
    """Put the changes of schools beside each other, with their intervals.

    Parameters
    ----------
    schools
        One row per school: `school`, `pilot`, `n`, `change`, `standard_error`, `df`. Schools with
        fewer than 30 pupils, or without a standard error, are left out and listed.
    order
        By number of pupils, largest first, or by name; never by outcome.
    what
        What changed, in Dutch, for the sentence.

    Raises
    ------
    ValueError
        When a column is missing, a school stands there twice, or the order is another word.

    Examples
    --------
    >>> schools = pd.DataFrame({
    ...     "school": ["Oost", "West"], "pilot": [True, False], "n": [150, 400],
    ...     "change": [6.0, 1.0], "standard_error": [2.5, 2.0], "df": [10.0, 20.0]})
    >>> caterpillar(schools).to_frame().round(1)
      school  pilot    n  change  low  high
    0   West  False  400     1.0 -3.2   5.2
    1   Oost   True  150     6.0  0.4  11.6
    """
    if order not in ("size", "name"):
        raise ValueError(f"order must be 'size' or 'name', got {order!r}")
    chosen, left_out = large_schools(schools, "pilot", "df")
    from scipy.stats import t

    half = t.ppf(0.975, chosen["df"]) * chosen["standard_error"]
    by = chosen["n"].rsub(0) if order == "size" else chosen["school"]
    table = chosen.assign(low=chosen["change"] - half, high=chosen["change"] + half, order=by)
    table = table.sort_values(["order", "school"], ignore_index=True)
    pilots = schools[schools["pilot"].astype(bool)]
    return Caterpillar(
        table=table[["school", "pilot", "n", "change", "low", "high"]],
        pooled=pool_changes(pilots),
        left_out=left_out,
        what=what,
        notes=tuple(left_out_note(left_out, TOO_FEW)),
    )
