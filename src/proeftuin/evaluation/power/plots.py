"""The figures of a plan: what changed by itself, and what a design of some size can show."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    INK,
    SOFT,
    fixed_axes,
    house_style,
    set_title,
)
from proeftuin.text import words
from proeftuin.text.language import locale

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_detectable(
    frame: pd.DataFrame, label: str, chosen: int, ax: "Axes | None" = None
) -> "Axes":
    """Draw the detectable change against the size of a design, with the planned one marked.

    Parameters
    ----------
    frame
        `size` and `change` (percentage points), one row per size; a missing change is left out.
    label
        What the size is, in Dutch.
    chosen
        The size that is planned.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    known = frame.dropna(subset="change").sort_values("size")
    # Numbers that all round to the same one would look like a mistake.
    decimals = 1 if known["change"].max() - known["change"].min() < 3 else 0
    with house_style():
        alone, ax = ax is None, ax or fixed_axes(2.0, left=0.09, right=0.95, bottom=0.55)
        ax.plot(known["size"], known["change"], color=BEST, lw=2, marker="o", ms=6)
        for size, change in known[["size", "change"]].itertuples(index=False):
            bold = "bold" if size == chosen else "normal"
            text = words.number(change, decimals)
            style: dict[str, Any] = {"size": 9, "weight": bold, "ha": "left"}
            place = "offset points"
            ax.annotate(text, (size, change), xytext=(3, 8), textcoords=place, **style)
        mine = known[known["size"] == chosen]
        if len(mine):
            ax.plot(mine["size"], mine["change"], "o", mfc="none", mec=INK, mew=1.4, ms=12)
        top = 1.25 * known["change"].max() if len(known) else 1
        ax.set(ylim=(0, top), yticks=[], xticks=known["size"].tolist())
        ax.set_xlabel(label, color=SOFT, size=9)
        ax.tick_params(length=0, labelcolor=SOFT)
        ax.axhline(0, color=FAINT, lw=0.8)
        set_title(ax, _title(mine, label, chosen), alone)
    return ax


def plot_history(pairs: pd.DataFrame, ax: "Axes | None" = None) -> "Axes":
    """Draw how Tier 1 changed from one window to the next, without a pilot.

    Parameters
    ----------
    pairs
        One row per pair of windows: `end` (its last day) and `change` (percentage points).
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    from babel.dates import format_date

    with house_style():
        alone, ax = ax is None, ax or fixed_axes(1.7, left=0.09, right=0.95, bottom=0.55)
        place = [day.toordinal() for day in pairs["end"]]
        ax.plot(place, pairs["change"], "o", color=BEST, ms=5, alpha=0.7)
        ax.axhline(0, color=INK, lw=0.8)
        months = pairs.groupby([pairs["end"].dt.year, pairs["end"].dt.month])["end"].min()
        # Under two years every month has room for its name.
        shown = months if len(months) <= 14 else months[:: -(-len(months) // 12)]
        names = [str(format_date(day, "MMM yy", locale=locale())) for day in shown]
        ax.set_xticks([day.toordinal() for day in shown], [name.replace(".", "") for name in names])
        ax.yaxis.set_major_formatter(lambda value, _: words.change(value, 0))
        ax.grid(axis="y", color=FAINT)
        ax.tick_params(length=0, labelcolor=SOFT, labelsize=8)
        ax.set_xlabel("laatste dag van het tweede venster", color=SOFT, size=9)
        low, high = (words.change(end) for end in (pairs["change"].min(), pairs["change"].max()))
        text = f"Zonder proeftuin veranderde Tier 1 al {low} tot {high} procentpunt"
        set_title(ax, text, alone)
    return ax


def _title(mine: pd.DataFrame, label: str, chosen: int) -> str:
    if not len(mine):
        return f"Kleinste aantoonbare verandering van Tier 1 (procentpunt) naar {label}"
    points = words.number(float(mine["change"].iloc[0]))
    what = label.removeprefix("aantal ")
    if chosen == 1:
        what = what.removesuffix("sen") if what == "klassen" else what.replace("scholen", "school")
    return f"Met {chosen} {what} is in Tier 1 iets aan te tonen vanaf ongeveer {points} procentpunt"
