"""Many schools or classes as a figure: against their size, or in order of size or name."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    GOAL_LINE,
    INK,
    SOFT,
    UNCLASSIFIED,
    WORST,
    fixed_axes,
    house_style,
    reach_of,
    set_title,
    two_lines,
    wrapped,
)
from proeftuin.text import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from proeftuin.evaluation.many_schools.caterpillar import Caterpillar
    from proeftuin.evaluation.many_schools.class_changes import ClassChanges
    from proeftuin.evaluation.many_schools.funnel import Funnel

ROW = 0.36
"""Inches: the height of one school."""

LETTER_SHARE = 0.0125
"""Share of the width that a bold letter of a school's name takes."""


def plot_funnel(funnel: "Funnel", ax: "Axes | None" = None) -> "Axes":
    """Draw each school's share against its size, between the limits.

    Only schools outside the outer limits, and the own school, have a name.

    Parameters
    ----------
    funnel
        The funnel.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    table = funnel.table
    with house_style():
        alone, ax = ax is None, ax or fixed_axes(3.0, left=0.09, right=0.84, bottom=0.6)
        largest = float(table["n"].max()) if len(table) else 100.0
        ax.set_xlim(0, 1.05 * largest)
        if not np.isnan(funnel.dispersion):
            _limit_lines(ax, funnel, largest)
        outside, own = table["school"].isin(funnel.outside), table["school"].eq(funnel.own)
        for chosen, colour in (
            (~outside & ~own, UNCLASSIFIED),
            (outside, WORST),
            (own & ~outside, BEST),
        ):
            part = table[chosen]
            ax.scatter(
                part["n"], part["share"], s=34, color=colour, edgecolors=INK, lw=0.6, zorder=3
            )
        for row in table[outside | own].to_dict("records"):
            _name(ax, row["n"], row["share"], row["school"], row["n"] > largest / 2)
        ax.yaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        ax.tick_params(length=0, labelcolor=SOFT, labelsize=8)
        ax.grid(axis="y", color=FAINT)
        ax.set_xlabel("leerlingen", color=SOFT, size=8)
        set_title(ax, _funnel_title(funnel), alone)
    return ax


def _limit_lines(ax: "Axes", funnel: "Funnel", largest: float) -> None:
    n = np.linspace(funnel.minimum, 1.05 * largest, 200)
    limits = funnel.limits(n)
    shown = funnel.table["share"]
    low = min(shown.min(), limits["low998"].iloc[0])
    high = max(shown.max(), limits["high998"].iloc[0])
    room = 0.04 * (high - low)
    ax.set_ylim(max(low - room, -0.02), min(high + room, 1.02))
    ax.axhline(funnel.centre, color=INK, lw=0.8)
    for level, dashes in (("95", GOAL_LINE), ("998", "-")):
        for side in ("low", "high"):
            ax.plot(n, limits[f"{side}{level}"], color=SOFT, lw=1, ls=dashes)
    # From the middle outwards, so that names that would touch make way to the outside.
    ends, beside = limits.iloc[-1], ax.get_yaxis_transform()
    gap = 0.05 * (ax.get_ylim()[1] - ax.get_ylim()[0])
    style: dict[str, Any] = {"transform": beside, "va": "center", "size": 8}
    ax.text(1.015, funnel.centre, f"samen {words.percent(funnel.centre)}", **style)
    for side, way in (("low", -1), ("high", 1)):
        place = funnel.centre
        for level, name in (("95", "95%"), ("998", "99,8%")):
            place = way * max(way * float(ends[f"{side}{level}"]), way * place + gap)
            ax.text(1.015, place, name, color=SOFT, **style)


def _name(ax: "Axes", x: float, y: float, text: str, left: bool) -> None:
    shift, side = ((-7, 0), "right") if left else ((7, 0), "left")
    style: dict[str, Any] = {"textcoords": "offset points", "ha": side, "va": "center"}
    ax.annotate(text, (x, y), xytext=shift, size=8.5, weight="bold", zorder=4, **style)


def _funnel_title(funnel: "Funnel") -> str:
    total, found = len(funnel.table), len(funnel.outside)
    start = f"{funnel.what[:1].upper()}{funnel.what[1:]}"
    if np.isnan(funnel.dispersion):
        return f"{start}: te weinig scholen voor grenzen"
    if not found:
        return f"{start}: geen van de {total} scholen valt op"
    return f"{start}: {found} van de {total} scholen {'valt' if found == 1 else 'vallen'} op"


def plot_caterpillar(caterpillar: "Caterpillar", ax: "Axes | None" = None) -> "Axes":
    """Draw the change of each school with its interval, and the pilots together under them.

    Parameters
    ----------
    caterpillar
        The changes.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    table, pooled = caterpillar.table, caterpillar.pooled
    extra = 0 if pooled.reason else 2
    with house_style():
        rows = max(len(table) + extra, 1)
        longest = max((len(name) for name in table["school"]), default=0)
        left = min(max(0.3, LETTER_SHARE * longest), 0.5)
        alone, ax = ax is None, ax or fixed_axes(ROW * rows, left=left, right=0.8, bottom=0.55)
        reach = reach_of(pd.concat([table[["low", "high"]], pooled.to_frame()[["low", "high"]]]))
        beside = ax.get_yaxis_transform()
        for y, row in enumerate(table.to_dict("records")):
            colour = BEST if row["pilot"] else UNCLASSIFIED
            _interval(ax, y, row["low"], row["high"], row["change"], colour)
            kind = "proeftuin" if row["pilot"] else "geen proeftuin"
            below = f"{kind}, {words.pupils(row['n'])}"
            two_lines(ax, -0.03, y, row["school"], below, "right", transform=beside)
            ax.text(1.03, y, words.points(row["change"]), transform=beside, va="center", size=8)
        if not pooled.reason:
            _pooled_rows(ax, len(table), caterpillar)
        ax.axvline(0, color=INK, lw=0.8, zorder=0)
        ax.set(xlim=(-reach, reach), ylim=(rows - 0.4, -0.6), yticks=[])
        ax.xaxis.set_major_formatter(lambda value, _: words.change(value, 0))
        ax.set_xlabel("verandering in procentpunt, met 95%-interval", color=SOFT, size=8)
        ax.tick_params(axis="x", length=0, labelcolor=SOFT, labelsize=8)
        ax.grid(axis="x", color=FAINT)
        set_title(ax, _caterpillar_title(caterpillar), alone)
    return ax


def _interval(ax: "Axes", y: float, low: float, high: float, middle: float, colour: str) -> None:
    ax.plot([low, high], [y, y], color=colour, lw=5, alpha=0.5, solid_capstyle="butt")
    ax.plot(middle, y, "o", color=colour, mec=INK, mew=0.8, ms=7)


def _pooled_rows(ax: "Axes", y: int, caterpillar: "Caterpillar") -> None:
    pooled, beside = caterpillar.pooled, ax.get_yaxis_transform()
    ax.axhline(y - 0.5, color=SOFT, lw=0.6)
    _interval(ax, y, pooled.low, pooled.high, pooled.change, INK)
    below = f"gemiddelde van {pooled.schools} scholen"
    two_lines(ax, -0.03, y, "Proeftuinen samen", below, "right", transform=beside)
    ax.text(1.03, y, words.points(pooled.change), transform=beside, va="center", size=8)
    ends = [pooled.prediction_low, pooled.prediction_high]
    ax.plot(ends, [y + 1, y + 1], color=INK, lw=1.5, ls=GOAL_LINE, marker="|", ms=8)
    two_lines(
        ax, -0.03, y + 1, "Een volgende school", "naar verwachting", "right", transform=beside
    )
    text = f"{words.change(ends[0])} tot {words.change(ends[1])}"
    ax.text(1.03, y + 1, text, transform=beside, va="center", size=8)


def _caterpillar_title(caterpillar: "Caterpillar") -> str:
    pooled = caterpillar.pooled
    if pooled.reason:
        return f"Verandering in het {caterpillar.what} per school"
    if pooled.low > 0 or pooled.high < 0:
        return f"De proeftuinen samen: {words.points(pooled.change)} in het {caterpillar.what}"
    return f"Geen verandering aangetoond in het {caterpillar.what} van de proeftuinen samen"


def plot_classes(classes: "ClassChanges", ax: "Axes | None" = None) -> "Axes":
    """Draw the change of each class, in order of name; those that stand out are dark.

    Parameters
    ----------
    classes
        The changes.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    table = classes.table
    with house_style():
        rows = max(len(table), 1)
        alone, ax = ax is None, ax or fixed_axes(0.24 * rows, left=0.18, right=0.78, bottom=0.5)
        beside = ax.get_yaxis_transform()
        for y, row in enumerate(table.to_dict("records")):
            colour = BEST if row["stands_out"] else UNCLASSIFIED
            ax.plot([0, row["change"]], [y, y], color=colour, lw=2)
            ax.plot(row["change"], y, "o", color=colour, mec=INK, mew=0.6, ms=6)
            weight = "bold" if row["stands_out"] else "normal"
            style: dict[str, Any] = {"transform": beside, "va": "center", "weight": weight}
            ax.text(-0.03, y, wrapped(row["class"]), ha="right", **style)
            text = f"{words.change(row['change'])}{'  valt op' if row['stands_out'] else ''}"
            ax.text(1.03, y, text, size=8, **style)
        reach = reach_of(table[["change"]])
        ax.axvline(0, color=INK, lw=0.8, zorder=0)
        ax.set(xlim=(-reach, reach), ylim=(rows - 0.4, -0.6), yticks=[])
        ax.xaxis.set_major_formatter(lambda value, _: words.change(value, 0))
        ax.set_xlabel(f"verandering in Tier {classes.tier}, in procentpunt", color=SOFT, size=8)
        ax.tick_params(axis="x", length=0, labelcolor=SOFT, labelsize=8)
        ax.grid(axis="x", color=FAINT)
        found = int(table["stands_out"].sum())
        many = f"van de {len(table)} klassen" if found else f"Geen van de {len(table)} klassen"
        verb = "valt" if found <= 1 else "vallen"
        set_title(ax, f"{f'{found} ' if found else ''}{many} {verb} op", alone)
    return ax
