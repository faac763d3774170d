"""Figures that belong to a report and not to a pyramid."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.drawing.axis_names import name_side
from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    INK,
    NEXT,
    SOFT,
    WIDTH,
    WORST,
    fixed_axes,
    house_style,
    keep_within,
    name_colours,
    name_pieces,
    piece,
    set_title,
)
from proeftuin.text import words
from proeftuin.text.language import _
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What is as it should be stays in the background.
COMPLETE = "#DCE7EC"
# Kinds of absence are no tiers and have their own colours, apart in lightness too.
KIND_COLOURS = ("#8DA9B5", "#D9C7A3", "#4A3B52")


def plot_kinds(frame: pd.DataFrame, kinds: Mapping[str, str], title: str) -> "Axes":
    """Draw the kinds of absence per month, and lateness below on a scale of its own.

    Parameters
    ----------
    frame
        One row per month: `month`, a share (0 to 1) per kind, `late` (times per 100 pupils).
    kinds
        Column and Dutch name of each kind, from the bottom up.
    title
        The finding.

    Returns
    -------
    Axes
        The upper ones.
    """
    import matplotlib.pyplot as plt

    places = range(len(frame))
    with house_style():
        figure = plt.figure(figsize=(WIDTH, 3.2))
        ax = figure.add_axes((0.07, 0.42, 0.72, 0.46))
        below = figure.add_axes((0.07, 0.09, 0.72, 0.2))
        bottom = pd.Series(0.0, index=frame.index)
        for kind, colour in zip(kinds, KIND_COLOURS, strict=True):
            for x, start, share in zip(places, bottom, frame[kind], strict=True):
                piece(ax, x, start, share, True, 0.8, fc=colour)
            bottom = bottom + frame[kind]
        last, gap = [frame[kind].iloc[-1] for kind in kinds], 0.09 * bottom.max()
        name_pieces(ax, len(frame) - 0.5, last, list(kinds.values()), KIND_COLOURS, gap)
        for x, total in zip(places, bottom, strict=True):
            text = words.percent(total)
            keep_within(
                ax.text(x, total, text, ha="center", va="bottom", size=8, weight="bold"), 1.0, inf
            )
        for x, late in zip(places, frame["late"], strict=True):
            piece(below, x, 0.0, late, True, 0.8, fc="#7F8A90", lw=0)
            text = words.number(late)
            keep_within(below.text(x, late, text, ha="center", va="bottom", size=8), 1.0, inf)
        below.set_title(
            _("Te laat: aantal keren per 100 leerlingen"), loc="left", size=9, color=INK
        )
        for panel, shown in ((ax, bottom), (below, frame["late"])):
            panel.set(xlim=(-0.5, len(frame) - 0.5), ylim=(0, 1.18 * max(shown.max(), 1e-9)))
            panel.axhline(0, color=FAINT, lw=0.8)
            name_side(panel, "below", places, frame["month"], color=SOFT)
            panel.axis("off")
        set_title(ax, title, alone=True)
    return ax


def plot_choices(frame: pd.DataFrame) -> "Axes":
    """Draw the change of Tier 1 for every choice of windows, the original one set apart.

    Parameters
    ----------
    frame
        One row per choice: `length` (school days), `change` (percentage points; a hidden one is
        left out) and `original` (which one was chosen).

    Returns
    -------
    Axes
    """
    import seaborn as sns

    known = frame[[is_number(value) for value in frame["change"]]]
    known = known.assign(
        change=known["change"].astype(float), length=known["length"].astype(int).astype(str)
    )
    order = list(dict.fromkeys(known.sort_values("length", key=lambda x: x.astype(int))["length"]))
    with house_style():
        ax = fixed_axes(0.42 * len(order), left=0.19, right=0.97, bottom=0.5)
        sns.stripplot(
            known,
            x="change",
            y="length",
            order=order,
            color=BEST,
            alpha=0.6,
            jitter=False,
            size=8,
            ax=ax,
        )
        for row in known[known["original"]].to_dict("records"):
            y = order.index(row["length"])
            ax.plot(row["change"], y, "o", mfc="none", mec=INK, mew=1.4, ms=13)
            text = f"de dia: {words.change(row['change'])}"
            ax.text(row["change"], y - 0.3, text, ha="center", va="bottom", weight="bold", size=8)
        ax.axvline(0, color=INK, lw=0.8, zorder=0)
        ax.set_yticks(range(len(order)), [f"{length} dagen" for length in order])
        ax.xaxis.set_major_formatter(lambda value, __: words.change(value, 0))
        ax.set_xlabel("verandering van Tier 1 in procentpunt", color=SOFT, size=8)
        ax.set(ylabel="", ylim=(len(order) - 0.5, -0.8))
        ax.tick_params(length=0)
        ax.grid(axis="x", color=FAINT)
        low, high = (words.change(end) for end in (known["change"].min(), known["change"].max()))
        title = f"Andere vensters geven {low} tot {high} procentpunt"
        set_title(ax, title, alone=True)
    return ax


def plot_season(frame: pd.DataFrame, windows: tuple[Period, Period]) -> "Axes":
    """Draw the share of Tier 1 through the year, with the two windows of a comparison.

    Parameters
    ----------
    frame
        One row per window: `end` (its last day) and `share` (0 to 1).
    windows
        The two that were compared.

    Returns
    -------
    Axes
    """
    import seaborn as sns
    from matplotlib.ticker import MultipleLocator

    place = [day.toordinal() for day in frame["end"]]
    with house_style():
        ax = fixed_axes(2.1, left=0.08, right=0.97, bottom=0.35)
        for name, window in zip(("voor", "na"), windows, strict=True):
            start, end = window.start.toordinal(), window.end.toordinal()
            ax.axvspan(start, end, color=FAINT, lw=0)
            middle = (start + end) / 2
            ax.text(middle, 0.93, name, transform=ax.get_xaxis_transform(), ha="center")
        sns.lineplot(x=place, y=frame["share"], color=BEST, lw=2, marker="o", ax=ax, errorbar=None)
        starts = pd.date_range(min(frame["end"]), max(frame["end"]), freq="MS")
        names = [short_month(day) for day in starts]
        ax.yaxis.set_major_locator(MultipleLocator(0.05))
        ax.set_xticks([day.toordinal() for day in starts], names)
        ax.yaxis.set_major_formatter(lambda value, __: words.percent(value, 0))
        ax.set(xlabel="", ylabel="")
        ax.tick_params(length=0, labelcolor=SOFT)
        ax.grid(axis="y", color=FAINT)
        low, high = (words.percent(end) for end in (frame["share"].min(), frame["share"].max()))
        set_title(ax, f"Tier 1 lag in het schooljaar tussen {low} en {high}", alone=True)
    return ax


def plot_completeness(table: pd.DataFrame, classes: Sequence[str], title: str) -> "Axes":
    """Draw which part of its sessions each class registered, week by week.

    Parameters
    ----------
    table
        One row per class and week with sessions: `class`, `week` (its Monday), `share`.
    classes
        The classes, from the top down.
    title
        The finding.

    Returns
    -------
    Axes
    """
    import seaborn as sns
    from matplotlib.colors import to_hex

    first, last = table["week"].min(), table["week"].max()
    colours = sns.blend_palette([WORST, NEXT, COMPLETE], as_cmap=True)
    # Weeks alike are one piece: a page with thousands of cells is slow. Holidays stay open.
    cells = table.assign(place=(table["week"] - first).dt.days // 7).sort_values(["class", "week"])
    alike = cells["share"].eq(cells["share"].shift()) & cells["class"].eq(cells["class"].shift())
    joined = alike & cells["place"].diff().eq(1)
    pieces = cells.groupby((~joined).cumsum()).agg(
        {"class": "first", "share": "first", "place": ["min", "size"]}
    )
    count = (last - first).days // 7 + 1
    with house_style():
        ax = fixed_axes(0.18 * len(classes), left=0.13, right=1.0, top=0.75, bottom=0.05)
        rows = {name: y for y, name in enumerate(classes)}
        for name, share, start, length in pieces.itertuples(index=False, name=None):
            colour = to_hex(colours(share))
            piece(ax, rows[name], start, length, False, 0.78, fc=colour, lw=0.5)
        weeks = pd.date_range(first, last, freq="7D")
        starts = [i for i, week in enumerate(weeks) if not i or week.month != weeks[i - 1].month]
        above = -1.0
        for i, end in pairwise([*starts, count]):
            text = ax.text(i, above, short_month(weeks[i]), va="center", size=8, color=SOFT)
            keep_within(text, end - i, 0.0)
        for y, name in enumerate(classes):
            ax.text(-0.5, y, name, ha="right", va="center", size=8)
        key = {COMPLETE: _("alles geregistreerd"), WORST: _("niets")}
        if table["share"].between(0, 1, inclusive="neither").any():
            key[NEXT] = _("de helft")
        name_colours(ax, above - 1.4, list(key.values()), list(key))
        ax.set(xlim=(0, count), ylim=(len(classes) - 0.5, -0.5))
        ax.axis("off")
        set_title(ax, title, alone=True, pad=40)
    return ax


def short_month(day: date) -> str:
    """Write a month in three letters.

    Examples
    --------
    >>> short_month(date(2021, 3, 1)), short_month(date(2021, 9, 1))
    ('mrt', 'sep')
    """
    name = words.month_name(day).split()[0]
    return {"maart": "mrt"}.get(name, name[:3])
