"""The specification curve: every way to compute the change, by size, with its choices below."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.sensitivity.specifications import AXES, MAIN
from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    INK,
    SOFT,
    UNCLASSIFIED,
    WIDTH,
    house_style,
    set_title,
)
from proeftuin.text import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from proeftuin.evaluation.sensitivity.sensitivity import Sensitivity

CURVE, ROW, GAP = 2.3, 0.165, 0.09
# Inches: above the curve, below the choices, and between the two.
TOP, BOTTOM, BETWEEN = 0.45, 0.05, 0.15
LEFT, RIGHT = 0.30, 0.985


def plot_specifications(found: "Sensitivity") -> "Axes":
    """Draw the specification curve.

    Parameters
    ----------
    found
        What `sensitivity` returned.

    Returns
    -------
    Axes
        The upper ones, with the changes.
    """
    import matplotlib.pyplot as plt

    frame = _simplified(found.frame).sort_values("change", kind="stable").reset_index(drop=True)
    levels = _levels(frame)
    tall = sum(ROW * len(names) + GAP for _, names in levels)
    height = TOP + CURVE + BETWEEN + tall + BOTTOM
    with house_style():
        figure = plt.figure(figsize=(WIDTH, height))
        sides = (LEFT, RIGHT - LEFT)
        ax = figure.add_axes((sides[0], (height - TOP - CURVE) / height, sides[1], CURVE / height))
        below = figure.add_axes((sides[0], BOTTOM / height, sides[1], tall / height), sharex=ax)
        main = int(np.flatnonzero(frame["varied"] == MAIN)[0])
        for each in (ax, below):
            each.axvline(main, color=FAINT, lw=5, zorder=0)
        _curve(ax, frame, main)
        _choices(below, frame, levels, main)
        set_title(ax, _title(found), alone=True)
    return ax


def _simplified(frame: pd.DataFrame) -> pd.DataFrame:
    """Put all shifts one way in one row of choices: twenty rows of days tell no more."""
    way = frame["shift"].str.extract(r"(eerder|later)$", expand=False)
    return frame.assign(shift=("vensters " + way).fillna(frame["shift"]))


def _levels(frame: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """List the axes that vary, each with its choices in a natural order."""
    found = []
    for axis in AXES:
        names = list(dict.fromkeys(frame[axis]))
        if len(names) > 1:
            found.append((axis, sorted(names, key=_natural)))
    return found


def _natural(name: str) -> tuple[int, str]:
    number = "".join(letter for letter in name.split("%")[0] if letter.isdigit())
    order = {"vensters eerder": 0, "niet verschoven": 1, "vensters later": 2}
    return order.get(name, int(number or 0)), name


def _curve(ax: "Axes", frame: pd.DataFrame, main: int) -> None:
    clear = ((frame["low"] > 0) | (frame["high"] < 0)).to_numpy()
    for shown, colour, place in ((~clear, UNCLASSIFIED, 0.03), (clear, BEST, 0.09)):
        part = frame[shown]
        ax.vlines(part.index, part["low"], part["high"], color=colour, lw=0.7, alpha=0.45)
        ax.plot(part.index, part["change"], "o", color=colour, ms=2.2, ls="none")
        text = "interval zonder nul" if colour == BEST else "interval met nul erin"
        ink = colour if colour == BEST else SOFT
        ax.text(0.99, place, text, transform=ax.transAxes, ha="right", color=ink, size=8.5)
    change = float(frame["change"].iloc[main])
    ax.plot(main, change, "o", color=INK, ms=6, zorder=5)
    left = main > len(frame) / 2
    style: dict[str, Any] = {"textcoords": "offset points", "va": "bottom", "weight": "bold"}
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
    ax.annotate(
        f"gekozen: {words.change(change)}",
        (main, change),
        xytext=(-7 if left else 7, 7),
        ha="right" if left else "left",
        size=9,
        bbox=ground,
        zorder=6,
        **style,
    )
    ax.axhline(0, color=INK, lw=0.8)
    ax.yaxis.set_major_formatter(lambda value, _: words.change(value, 0))
    ax.grid(axis="y", color=FAINT)
    ax.set_xlim(-1, len(frame))
    ax.tick_params(length=0, labelcolor=SOFT, labelbottom=False)
    label = "Elke stip is een\nmanier van rekenen:\nverandering in\nprocentpunt, met\n95%-interval"
    ax.text(-0.1, 0.5, label, transform=ax.transAxes, ha="right", va="center", size=8, color=SOFT)


def _choices(
    ax: "Axes", frame: pd.DataFrame, levels: list[tuple[str, list[str]]], main: int
) -> None:
    y = 0.0
    for axis, names in levels:
        for name in names:
            there = (frame[axis] == name).to_numpy()
            chosen = bool(there[main])
            starts, ends = _pieces(there)
            ax.hlines(
                np.full(len(starts), y),
                starts - 0.5,
                ends + 0.5,
                color=BEST if not chosen else INK,
                lw=4.5,
                capstyle="butt",
            )
            weight = "bold" if chosen else "normal"
            place = ax.get_yaxis_transform()
            ax.text(
                -0.015, y, name, transform=place, ha="right", va="center", size=8, weight=weight
            )
            y += ROW
        y += GAP
        ax.axhline(y - (ROW + GAP) / 2, color=FAINT, lw=0.8)
    ax.set(ylim=(y - GAP, -ROW / 2 - GAP / 2))
    ax.axis("off")


def _pieces(there: "np.ndarray[Any, np.dtype[np.bool_]]") -> tuple[Any, Any]:
    """Return where runs of neighbours begin and end: one line is lighter than a hundred."""
    edges = np.diff(np.concatenate(([False], there, [False])).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1


def _title(found: "Sensitivity") -> str:
    low, high = (words.change(end) for end in (found.frame.change.min(), found.frame.change.max()))
    ways = words.number(len(found.frame))
    return (
        f"Verandering van Tier {found.tier}, op {ways} manieren berekend: {low} tot {high} "
        "procentpunt"
    )
