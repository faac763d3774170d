"""Schools beside each other as figures: over time, by their change, and among windows without."""

from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.schools.placebo import SCHOOLS
from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    GOAL_LINE,
    INK,
    SOFT,
    UNCLASSIFIED,
    fixed_axes,
    house_style,
    set_title,
)
from proeftuin.text import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from proeftuin.evaluation.schools.difference_in_differences import DifferenceInDifferences
    from proeftuin.evaluation.schools.placebo import Placebo

PILOT, OTHERS = BEST, SOFT
# Dots of about the same change stand beside each other, in so many columns over the width.
_COLUMNS = 45

# What fits beside a row of dots.
LETTERS = 20


def plot_difference(
    found: "DifferenceInDifferences", axes: "tuple[Axes, Axes] | None" = None
) -> "tuple[Axes, Axes]":
    """Draw the schools over time on the left, and their changes with the difference on the right.

    Parameters
    ----------
    found
        A difference in differences.
    axes
        Where to draw; a new figure by default.

    Returns
    -------
    tuple of Axes
    """
    with house_style():
        alone = axes is None
        if axes is None:
            left = fixed_axes(2.5, left=0.09, right=0.51, top=0.75, bottom=0.55)
            box = left.get_position()
            right = left.figure.add_axes((0.7, box.y0, 0.3, box.height))
        else:
            left, right = axes
        _over_time(left, found)
        _changes(right, found)
        set_title(left, _difference_title(found), alone, pad=24)
    return left, right


def plot_placebo(found: "Placebo", ax: "Axes | None" = None) -> "Axes":
    """Draw each change without a pilot as a dot, and that of the pilot as a line.

    Parameters
    ----------
    found
        A placebo distribution.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    kinds = list(dict.fromkeys(found.windows["kind"]))
    sizes = [abs(value) for value in [*found.windows["change"], found.change] if pd.notna(value)]
    reach = 5.0 * (int(max(sizes, default=0) // 5) + 1)
    with house_style():
        alone = ax is None
        ax = ax or fixed_axes(
            0.75 * max(len(kinds), 1), left=0.24, right=0.97, top=0.75, bottom=0.55
        )
        for y, kind in enumerate(reversed(kinds)):
            rows = found.windows[found.windows["kind"] == kind].sort_values("change")
            place = y + _spread(rows["change"].to_numpy(), reach)
            out = rows["disrupted"].to_numpy()
            changes = rows["change"].to_numpy()
            ax.plot(changes[~out], place[~out], "o", color=OTHERS, ms=6, mec="white", mew=0.5)
            ax.plot(changes[out], place[out], "o", color="none", mec=UNCLASSIFIED, ms=6)
            beside = ax.get_yaxis_transform()
            ax.text(-0.02, y, _kind_text(kind, rows), ha="right", va="center", transform=beside)
        ax.axvline(0, color=INK, lw=0.8, zorder=0)
        if np.isfinite(found.change):
            ax.axvline(found.change, color=PILOT, lw=2.5)
            # As large in the other direction counts too.
            ax.axvline(-found.change, color=PILOT, lw=1, ls=GOAL_LINE)
            text = f"proeftuin {words.change(found.change)}"
            top = ax.get_xaxis_transform()
            ax.text(found.change, 1.02, text, ha="center", va="bottom", color=PILOT, transform=top)
        ax.set(xlim=(-reach, reach), ylim=(-0.55, max(len(kinds), 1) - 0.45), yticks=[])
        ax.set_xticks(np.arange(-reach, reach + 1, 5 if reach <= 20 else 10))
        label = f"verandering in Tier {found.tier}, procentpunt"
        if found.windows["disrupted"].any():
            label += " (open rondje: sluiting of afstandsonderwijs, telt niet mee)"
        ax.xaxis.set_major_formatter(lambda value, _: words.change(value, 0))
        _axis(ax, "x")
        ax.set_xlabel(label, color=SOFT, size=8)
        set_title(ax, _placebo_title(found), alone, pad=24)
    return ax


def _over_time(ax: "Axes", found: "DifferenceInDifferences") -> None:
    history = found.history if found.history is not None else _two_points(found.schools)
    for (_, pilot), rows in history.groupby(["school", "pilot"]):
        colour, width = (PILOT, 1.2) if pilot else (UNCLASSIFIED, 1.0)
        rows = rows.sort_values("time")
        ax.plot(rows["time"], rows["value"], color=colour, lw=width, alpha=0.8)
    ends = {}
    for pilot, rows in history.groupby("pilot"):
        mean = rows.groupby("time")["value"].mean()
        ax.plot(mean.index, mean, color=PILOT if pilot else OTHERS, lw=3)
        ends[bool(pilot)] = (float(mean.index[-1]), float(mean.iloc[-1]))
    low, high = ax.get_ylim()
    gap = 0.09 * (high - low)
    places = {pilot: y for pilot, (_, y) in ends.items()}
    if len(places) == 2 and abs(places[True] - places[False]) < gap:
        middle, up = sum(places.values()) / 2, 1 if places[True] >= places[False] else -1
        places = {True: middle + up * gap / 2, False: middle - up * gap / 2}
    for pilot, (x, _) in ends.items():
        name, colour = ("proeftuin", PILOT) if pilot else ("vergelijking", OTHERS)
        ax.annotate(
            name,
            (x, places[pilot]),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            weight="bold",
            size=8,
            annotation_clip=False,
        )
    ax.axvline(-0.5, color=INK, lw=1, ls=GOAL_LINE)
    ax.text(
        -0.5, 1.01, "start", ha="center", va="bottom", size=8, transform=ax.get_xaxis_transform()
    )
    times = sorted({int(time) for time in history["time"]})
    every = -(-len(times) // 8)
    ax.set_xticks([time for time in times if (time + 1) % every == 0])
    ax.set_xlabel("periode (−1 is de laatste voor de start)", color=SOFT, size=8)
    ax.xaxis.set_major_formatter(lambda value, _: words.change(value, 0))
    ax.yaxis.set_major_formatter(lambda value, _: f"{words.number(value)}%")
    _axis(ax, "y")


def _changes(ax: "Axes", found: "DifferenceInDifferences") -> None:
    for x, pilot in enumerate((False, True)):
        values = found.schools.loc[found.schools["pilot"] == pilot, "change"].to_numpy()
        if not len(values):
            continue
        colour = PILOT if pilot else OTHERS
        width = np.linspace(-0.16, 0.16, len(values)) if len(values) > 1 else np.zeros(1)
        ax.plot(x + width, values, "o", color=colour, ms=6, mec="white", mew=0.5)
        ax.plot([x - 0.27, x + 0.27], [values.mean()] * 2, color=colour, lw=3)
    if np.isfinite(found.low):
        ax.plot([2, 2], [found.low, found.high], color=INK, lw=4, alpha=0.4)
    if np.isfinite(found.difference):
        ax.plot(2, found.difference, "D", color=INK, ms=7)
        text = words.change(found.difference)
        ax.text(2.16, found.difference, text, va="center", weight="bold", clip_on=False)
    ax.axhline(0, color=INK, lw=0.8, zorder=0)
    ax.set_xticks([0, 1, 2], ["vergelij-\nking", "proef-\ntuin", "verschil\n(95%)"])
    ax.set_xlim(-0.5, 3.1)
    ax.yaxis.set_major_formatter(lambda value, _: words.change(value, 0))
    _axis(ax, "y")
    text = "verandering, procentpunt"
    ax.text(-0.5, 1.01, text, va="bottom", color=SOFT, size=8, transform=ax.get_xaxis_transform())


def _axis(ax: "Axes", which: Any) -> None:
    ax.tick_params(length=0, labelcolor=SOFT, labelsize=8)
    ax.grid(axis=which, color=FAINT)


def _two_points(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the shares before and after as a history, as far as the schools have them."""
    if not {"before", "after", "n"} <= set(schools.columns):
        sides = [schools.assign(value=0.0), schools.assign(value=schools["change"])]
    else:
        sides = [
            schools.assign(value=100 * schools[name] / schools["n"]) for name in ("before", "after")
        ]
    return pd.concat([side.assign(time=time) for time, side in zip((-1, 0), sides, strict=True)])


def _spread(changes: "np.ndarray[Any, np.dtype[np.float64]]", reach: float) -> Any:
    """Return how far each dot stands from the middle of its row, so that none hides another."""
    column = np.floor((changes + reach) / (2 * reach) * _COLUMNS)
    counts = pd.Series(column).groupby(column)
    within, size = counts.cumcount().to_numpy(), counts.transform("size").to_numpy()
    return (within - (size - 1) / 2) * min(0.17, 0.8 / max(size.max(initial=1), 1))


def _kind_text(kind: str, rows: pd.DataFrame) -> str:
    names = [name for name in rows["name"] if name]
    if len(rows) == 1 and names:
        name = fill(names[0], LETTERS)
        return f"{kind}:\n{name}" if kind == SCHOOLS else name
    return f"{kind}\n({words.number(int((~rows['disrupted']).sum()))} tellen mee)"


def _difference_title(found: "DifferenceInDifferences") -> str:
    if np.isnan(found.difference):
        return "Er is geen verschil met vergelijkingsscholen te berekenen"
    text = f"Verschil met vergelijkingsscholen: {words.points(found.difference)}"
    if np.isnan(found.low):
        return f"{text}, zonder onzekerheidsmarge"
    if found.low <= 0 <= found.high:
        return f"{text}; geen verschil aangetoond"
    return f"{text} ({words.change(found.low)} tot {words.change(found.high)})"


def _placebo_title(found: "Placebo") -> str:
    n = len(found.counted)
    if not n or np.isnan(found.change):
        return "Er zijn geen vergelijkbare vensters zonder proeftuin"
    gave = {0: "gaf er geen", 1: "gaf er 1"}.get(found.as_large, f"gaven er {found.as_large}")
    which = "venster" if n == 1 else "vensters"
    return f"Van {n} {which} zonder proeftuin {gave} een minstens zo grote verandering"
