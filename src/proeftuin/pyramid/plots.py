"""Pyramids and comparisons as figures.

A figure says its finding in the title and its numbers next to what they belong to, so that no
legend has to be looked up. Drawing is apart from computing: each function takes a result object
or a finished table, and a value in such a table that is no number (a count too small to show) is
written as it is and gets no length. Nothing here assumes three tiers, or that the shape is a
pyramid.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.drawing.axis_names import name_side
from proeftuin.pyramid.drawing.display import names_of
from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    GOAL_LINE,
    INK,
    SOFT,
    TOO_FEW,
    UNCLASSIFIED,
    centred_bar,
    fixed_axes,
    goal_outline,
    heat_map,
    house_style,
    keep_within,
    letters_on,
    name_colours,
    name_pieces,
    reach_of,
    rectangle,
    set_title,
    stack,
    tier_colours,
    two_lines,
    wrapped,
)
from proeftuin.pyramid.sentences import (
    amount,
    comparison_frame,
    comparison_title,
    goal_text,
    pyramid_frame,
    pyramid_title,
    share_text,
    transitions_title,
    whole_percent,
)
from proeftuin.text import words
from proeftuin.text.language import _, ngettext
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from proeftuin.pyramid.comparison import Comparison
    from proeftuin.pyramid.pyramid import Pyramid


def plot_pyramid(pyramid: "Pyramid | pd.DataFrame", ax: "Axes | None" = None) -> "Axes":
    """Draw the tiers as centred bars, each in the outline of its goal.

    Parameters
    ----------
    pyramid
        A pyramid, or its table: one row per tier with `tier, label, count, share, goal, at,
        status, distance`; the number without a tier in `attrs["unclassified"]`.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    frame = pyramid if isinstance(pyramid, pd.DataFrame) else pyramid_frame(pyramid)
    without = frame.attrs.get("unclassified", 0)
    lowest = -1.0 if not is_number(without) or without else 0.0
    with house_style():
        alone = ax is None
        ax = ax or fixed_axes(0.52 * (len(frame) - lowest))
        for row, colour in zip(frame.to_dict("records"), tier_colours(len(frame)), strict=True):
            y = row["tier"] - 1
            centred_bar(ax, y, row["share"], colour)
            goal_outline(ax, y, row["goal"])
            two_lines(ax, -0.53, y, f"Tier {row['tier']}", wrapped(_(row["label"])), "right")
            two_lines(ax, 0.53, y, amount(row["share"], row["count"]), goal_text(row), "left")
        if lowest < 0:
            two_lines(ax, -0.53, -1, _("Geen tier"), _("te weinig gegevens"), "right", color=SOFT)
            note = _("telt niet mee in de percentages")
            two_lines(ax, 0.53, -1, amount(None, without), note, "left", color=SOFT)
            known = [float(count) for count in frame["count"] if is_number(count)]
            if is_number(without) and len(known) == len(frame) and any(known):
                centred_bar(ax, -1, without / sum(known), UNCLASSIFIED)
        ax.set(xlim=(-0.96, 1.18), ylim=(lowest - 0.5, len(frame) - 0.5))
        ax.axis("off")
        set_title(ax, pyramid_title(frame), alone)
    return ax


def plot_comparison(comparison: "Comparison | pd.DataFrame", ax: "Axes | None" = None) -> "Axes":
    """Draw the change of every tier in percentage points, with its interval.

    Parameters
    ----------
    comparison
        A comparison, or its table: one row per tier with `tier, label, before, after` (shares),
        `change, low, high` (percentage points), `change_pupils`.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    frame = comparison if isinstance(comparison, pd.DataFrame) else comparison_frame(comparison)
    with house_style():
        alone, ax = (
            ax is None,
            ax or fixed_axes(0.5 * len(frame), left=0.19, right=0.7, bottom=0.55),
        )
        beside = ax.get_yaxis_transform()
        for row, colour in zip(frame.to_dict("records"), tier_colours(len(frame)), strict=True):
            y = len(frame) - row["tier"]
            levels = (row["before"], row["after"])
            shown = any(is_number(level) for level in levels)
            shares = " → ".join(map(share_text, levels)) if shown else _("aandelen verborgen")
            two_lines(ax, -0.04, y, f"Tier {row['tier']}", shares, "right", transform=beside)
            if not is_number(row["change"]):
                two_lines(ax, 1.04, y, str(row["change"]), _("te klein"), "left", transform=beside)
                continue
            if is_number(row["low"]):
                ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=5, alpha=0.5)
            ax.plot(row["change"], y, "o", color=colour, mec=INK, mew=0.8, ms=9)
            points = words.points(row["change"])
            count = row["change_pupils"]
            pupils = (
                ngettext("{n} leerling", "{n} leerlingen", abs(count), n=words.change(count, 0))
                if is_number(count)
                else str(count)
            )
            two_lines(ax, 1.04, y, points, pupils, "left", transform=beside)
        reach = reach_of(frame[["low", "high", "change"]])
        ax.axvline(0, color=INK, lw=0.8, zorder=0)
        ax.set(xlim=(-reach, reach), ylim=(-0.6, len(frame) - 0.4), yticks=[])
        ax.xaxis.set_major_formatter(lambda value, __: words.change(value, 0))
        ax.set_xlabel(_("verandering in procentpunt, met 95%-interval"), color=SOFT, size=8)
        ax.tick_params(axis="x", length=0, labelcolor=SOFT, labelsize=8)
        ax.grid(axis="x", color=FAINT)
        set_title(ax, comparison_title(frame), alone)
    return ax


def plot_transitions(transitions: "Comparison | pd.DataFrame", ax: "Axes | None" = None) -> "Axes":
    """Draw who moved where: rows are the tier before, columns the tier after.

    Parameters
    ----------
    transitions
        A comparison, or its table of pupils: rows before, columns after; perhaps a column `n`
        with the sum of the row.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Notes
    -----
    The colour is the share of the row: of the pupils in this tier before, how many are where.
    A hidden count has no share, and without a sum its whole row has none.
    """
    import numpy as np
    import seaborn as sns

    table = transitions if isinstance(transitions, pd.DataFrame) else transitions.transitions
    tiers = len(table)
    numbers = table.map(lambda value: float(value) if is_number(value) else np.nan).astype(float)
    table = table.drop(columns="n", errors="ignore")
    counts = numbers[table.columns]
    sums = numbers.get("n", counts.sum(axis=1, skipna=False)).replace(0, np.nan)
    shares = counts.div(sums, axis=0).to_numpy(dtype=float)
    values = table.to_numpy(dtype=object)
    names = [f"Tier {tier}" for tier in range(1, tiers + 1)]
    with house_style():
        alone = ax is None
        ax = ax or fixed_axes(0.46 * tiers, left=0.19, right=0.76, top=0.7)
        blues = sns.light_palette(BEST, as_cmap=True)
        heat_map(ax, shares, blues)
        for i, j in np.ndindex(tiers, tiers):
            count, part = values[i, j], float(shares[i, j])
            edge, face = INK if i == j else "none", FAINT if np.isnan(part) else "none"
            ax.add_patch(rectangle(j + 0.02, i + 0.03, 0.96, 0.94, ec=edge, fc=face, lw=1.2))
            style: dict[str, Any] = {
                "ha": "center",
                "va": "center",
                "color": INK if np.isnan(part) else letters_on(blues(part)),
            }
            text = words.number(count) if is_number(count) else str(count)
            ax.text(j + 0.5, i + (0.5 if np.isnan(part) else 0.36), text, weight="bold", **style)
            if np.isfinite(part):
                ax.text(j + 0.5, i + 0.68, words.percent(part, 0), size=8, **style)
        middles = [i + 0.5 for i in range(tiers)]
        name_side(ax, "above", middles, [_("{name} na", name=name) for name in names])
        name_side(ax, "left", middles, [_("{name} voor", name=name) for name in names])
        ax.axis("off")
        set_title(ax, transitions_title(table), alone, pad=26)
    return ax


def plot_months(
    frame: pd.DataFrame,
    goal: Fraction | None = None,
    marks: Mapping[str, str] | None = None,
    events: Sequence[tuple[float, str]] = (),
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the pyramid of each month as a standing bar.

    Parameters
    ----------
    frame
        One row per month and tier: `month` (text, in order), `tier`, `label`, `share`; the title
        in `attrs["title"]`.
    goal
        The goal for Tier 1, drawn as a line.
    marks
        A note under a month, by month.
    events
        Vertical lines: place (0 is the start of the first month, 1 of the second) and text.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    order = list(dict.fromkeys(frame["month"]))
    shares = {
        month: part.sort_values("tier")["share"].tolist()
        for month, part in frame.groupby("month", sort=False)
    }
    line = None if goal is None else float(goal)
    with house_style():
        alone = ax is None
        ax = ax or fixed_axes(2.3, left=0.11, right=0.88, top=0.8, bottom=0.5)
        for x, month in enumerate(order):
            along = any(abs(place - 0.5 - x) < 0.5 for place, __ in events)
            stack(ax, x, shares[month], True, 0.84, line=line, along=along)
            keep_within(ax.text(x, -0.03, month, ha="center", va="top"), 1.0, inf)
            if note := (marks or {}).get(month):
                said = ax.text(x, -0.11, note, ha="center", va="top", size=7, color=SOFT)
                keep_within(said, 1.0, inf)
        if goal is not None:
            ax.axhline(float(goal), color=INK, lw=1, ls=GOAL_LINE)
            text = _("doel\nTier 1\n{goal}", goal=whole_percent(goal))
            ax.text(-0.65, float(goal), text, ha="right", va="center", size=8)
        for place, text in events:
            ax.axvline(place - 0.5, color=INK, lw=1, clip_on=False)
            ax.text(place - 0.5, 1.03, text, ha="center", va="bottom", size=8)
        names = [f"Tier {tier}" for tier in range(1, frame["tier"].nunique() + 1)]
        name_pieces(ax, len(order) - 0.5, shares[order[-1]], names, tier_colours(len(names)), 0.08)
        ax.set(xlim=(-0.5, len(order) - 0.5), ylim=(0, 1))
        ax.axis("off")
        set_title(ax, frame.attrs.get("title", ""), alone, pad=24)
    return ax


def plot_groups(
    frame: pd.DataFrame,
    by: str,
    goal: Fraction | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the pyramid of each group as a lying bar.

    Parameters
    ----------
    frame
        One row per group and tier: the column `by` (text, in order), `tier`, `label`, `share`,
        `n` (pupils with a tier), perhaps `why` (what a group without shares says); the title in
        `attrs["title"]`.
    by
        The column that names the group.
    goal
        The goal for Tier 1, drawn as a line.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    order = list(dict.fromkeys(frame[by]))
    line = None if goal is None else float(goal)
    with house_style():
        alone = ax is None
        ax = ax or fixed_axes(0.23 * len(order) + 0.46, left=0.16, right=0.86)
        for y, (group, name) in enumerate(zip(order, names_of(pd.Series(order)), strict=True)):
            part = frame[frame[by] == group].sort_values("tier")
            why = part["why"].iloc[0] if "why" in part else TOO_FEW
            stack(ax, y, part["share"].tolist(), False, 0.8, why, line)
            ax.text(-0.015, y, name, ha="right", va="center")
            ax.text(1.015, y, amount(None, part["n"].iloc[0]), va="center", color=SOFT, size=8)
        names = [f"Tier {tier}" for tier in range(1, frame["tier"].nunique() + 1)]
        name_colours(ax, -1.7, names, tier_colours(len(names)))
        if goal is not None:
            ax.plot([float(goal)] * 2, [-0.6, len(order) - 0.5], color=INK, lw=1, ls=GOAL_LINE)
            text = _("doel Tier 1: {goal}", goal=whole_percent(goal))
            ax.text(float(goal), -0.75, text, ha="center", va="bottom", size=8)
        ax.set(xlim=(0, 1), ylim=(len(order) - 0.5, -2.1))
        ax.axis("off")
        set_title(ax, frame.attrs.get("title", ""), alone, pad=6)
    return ax
