"""A multi-dimensional pyramid as a table of tiles: a row per group, a column per tier."""

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.counting.minimums import SMALLEST_GROUP
from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    SOFT,
    TOO_FEW,
    UNCLASSIFIED,
    fixed_axes,
    house_style,
    keep_within,
    letters_on,
    rectangle,
    set_title,
    two_lines,
)
from proeftuin.text import words
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from proeftuin.evaluation.splits.dimensions import MultiDimensionalPyramid

ROW, GAP = 0.44, 0.25
LETTERS = 18


def dimension_table(pyramid: "MultiDimensionalPyramid") -> pd.DataFrame:
    """Return the table that is drawn: a column of pupils per tier, `n`, and a last row of all."""
    table = pyramid.counts.astype(object).assign(n=pyramid.sizes["n"].astype(object))
    small = pyramid.sizes["n"] < SMALLEST_GROUP
    table.loc[small, "n"] = f"<{SMALLEST_GROUP}"
    table.loc[len(table)] = [*pyramid.total, int(pyramid.total.sum())]
    table.index = pd.Index([*map(pyramid.group_name, pyramid.counts.index), "alle groepen"])
    table.attrs["title"] = pyramid.title
    return table


def plot_dimensions(
    pyramid: "MultiDimensionalPyramid | pd.DataFrame", ax: "Axes | None" = None
) -> "Axes":
    """Draw a tile per group and tier, coloured by the share of the group.

    Parameters
    ----------
    pyramid
        A multi-dimensional pyramid, or its table as `dimension_table` gives it: what is no number
        is not drawn; the title in `attrs["title"]`.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    table = pyramid if isinstance(pyramid, pd.DataFrame) else dimension_table(pyramid)
    tiers = [column for column in table.columns if column != "n"]
    places = [*np.arange(len(table) - 1, dtype=float), len(table) - 1 + GAP]
    with house_style():
        alone = ax is None
        tall = len(table) + GAP
        ax = ax or fixed_axes(ROW * tall, left=0.22, right=0.84, top=0.62, bottom=0.08)
        for y, (group, row) in zip(places, table.to_dict("index").items(), strict=True):
            label = "\n".join(wrap(str(group), LETTERS))
            weight = "bold" if y == places[-1] else "normal"
            ax.text(-0.05, y + 0.5, label, ha="right", va="center", weight=weight)
            if not any(is_number(row[tier]) for tier in tiers):
                _nothing(ax, y, len(tiers))
            else:
                for x, tier in enumerate(tiers):
                    _tile(ax, x, y, row[tier], row["n"])
            n = words.pupils(int(row["n"])) if is_number(row["n"]) else f"{row['n']} leerlingen"
            ax.text(len(tiers) + 0.06, y + 0.5, n, va="center", size=8, color=SOFT)
        for x, tier in enumerate(tiers):
            ax.text(x + 0.5, -0.12, f"Tier {tier}", ha="center", va="bottom", weight="bold")
        ax.set(xlim=(0, len(tiers)), ylim=(tall, 0))
        ax.axis("off")
        set_title(ax, table.attrs.get("title", ""), alone, pad=24)
    return ax


def _tile(ax: "Axes", x: float, y: float, count: Any, n: Any) -> None:
    import seaborn as sns

    share = count / n if is_number(count) and is_number(n) and n else None
    shade = sns.light_palette(BEST, as_cmap=True)(share) if share is not None else FAINT
    ax.add_patch(rectangle(x + 0.01, y + 0.04, 0.98, 0.92, fc=shade))
    colour = letters_on(shade)
    if share is None:
        text = words.number(count) if is_number(count) else str(count)
        ax.text(x + 0.5, y + 0.5, text, ha="center", va="center", color=colour)
        return
    two_lines(ax, x + 0.5, y + 0.55, words.percent(share), "", "center", color=colour)
    pupils = words.pupils(int(count))
    written = ax.text(x + 0.5, y + 0.78, pupils, ha="center", va="center", size=7.5, color=colour)
    keep_within(written, 1.0, 0.0)


def _nothing(ax: "Axes", y: float, tiers: int) -> None:
    """Hatch a group that is too small, and say so."""
    hatched = rectangle(0.01, y + 0.04, tiers - 0.02, 0.92, ec=UNCLASSIFIED, fc="white")
    hatched.set(hatch="////", lw=0)
    ax.add_patch(hatched)
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    ax.text(tiers / 2, y + 0.5, TOO_FEW, ha="center", va="center", size=8, color=SOFT, bbox=ground)
