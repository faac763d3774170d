"""A series of weeks as a figure: the weeks, the model, and the line of before drawn on."""

from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.evaluation.series.sentences import series_title
from proeftuin.pyramid.drawing.axis_names import phase_lines
from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    GOAL_LINE,
    LINE,
    SOFT,
    UNCLASSIFIED,
    WORST,
    fixed_axes,
    heighten,
    house_style,
    set_title,
)
from proeftuin.text import words
from proeftuin.text.language import locale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from proeftuin.evaluation.series.interrupted_series import InterruptedSeries

GAP = timedelta(weeks=3)
"""No line is drawn over a summer holiday."""


def plot_series(series: "InterruptedSeries", ax: "Axes | None" = None) -> "Axes":
    """Draw the weeks as points, the model as lines and the line before drawn on as a dashed one.

    Parameters
    ----------
    series
        The series.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    weeks = series.weeks
    with house_style():
        alone, ax = ax is None, ax or fixed_axes(2.6, left=0.09, right=0.8, top=0.5, bottom=0.75)
        _points(ax, weeks)
        if series.effects is not None:
            _model(ax, weeks, pd.Timestamp(series.interruption))
        ax.set_xlim(weeks["week"].iloc[0] - GAP / 2, weeks["week"].iloc[-1] + GAP / 2)
        _months(ax)
        ax.yaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        ax.tick_params(length=0, labelcolor=SOFT, labelsize=8)
        ax.grid(axis="y", color=FAINT)
        ax.set_xlabel(_caption(weeks), color=SOFT, size=8, labelpad=6)
        rows = phase_lines(ax, _lines(series))
        if alone:
            heighten(ax.figure, LINE * max(rows - 1, 0))
        pad = 10 + 72 * LINE * rows
        set_title(ax, series_title(series.effects, series.interruption), alone, pad=pad)
    return ax


def _points(ax: "Axes", weeks: pd.DataFrame) -> None:
    out = weeks["left_out"].ne("")
    near = weeks["next_to_holiday"] & ~out
    for chosen, marker, face, edge in (
        (out, "x", UNCLASSIFIED, UNCLASSIFIED),
        (near, "o", "white", BEST),
        (~near & ~out, "o", BEST, BEST),
    ):
        x, y = weeks.loc[chosen, "week"], weeks.loc[chosen, "attendance"]
        edges: dict[str, Any] = {} if marker == "x" else {"edgecolors": edge}
        ax.scatter(x, y, s=18, marker=marker, color=face, linewidths=1, zorder=3, **edges)


def _model(ax: "Axes", weeks: pd.DataFrame, start: pd.Timestamp) -> None:
    after = weeks["week"] >= start
    for side in (~after, after):
        for piece in _pieces(weeks[side]):
            ax.plot(piece["week"], piece["line"], color=BEST, lw=2, zorder=2)
    for piece in _pieces(weeks[after]):
        ax.plot(piece["week"], piece["counterfactual"], color=WORST, lw=1.5, ls=GOAL_LINE)
        ax.fill_between(
            piece["week"], piece["low"], piece["high"], color=WORST, alpha=0.12, linewidth=0
        )
    last = weeks.iloc[-1]
    low, high = ax.get_ylim()
    names = [
        (last["line"], "model", BEST),
        (last["counterfactual"], "lijn van de\nweken ervoor", WORST),
    ]
    # The lower name hangs under its line and the higher one stands on it, so that they never touch.
    for (y, name, colour), hang in zip(sorted(names), ("top", "bottom"), strict=True):
        place = min(max(y, low), high)
        ax.annotate(
            name,
            (1, place),
            xytext=(6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va=hang,
            size=8,
            color=colour,
            weight="bold",
        )


def _pieces(weeks: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut the weeks where a long holiday lies between two of them."""
    return [piece for _, piece in weeks.groupby((weeks["week"].diff() > GAP).cumsum())]


def _months(ax: "Axes") -> None:
    dates: Any = import_module("matplotlib.dates")
    ax.xaxis.set_major_locator(dates.AutoDateLocator(minticks=4, maxticks=9))
    ax.xaxis.set_major_formatter(lambda day, _: _month(dates.num2date(day).date()))


def _month(day: date) -> str:
    from babel.dates import format_date

    return str(format_date(day, "MMM\ny", locale=locale())).replace(".", "")


def _caption(weeks: pd.DataFrame) -> str:
    out = weeks["left_out"].ne("")
    parts = ["aanwezigheid per week"]
    if (weeks["next_to_holiday"] & ~out).any():
        parts.append("open: naast een vakantie")
    if out.any():
        parts.append("kruis: telt niet mee")
    return "; ".join(parts)


def _lines(series: "InterruptedSeries") -> list[tuple[float, str]]:
    date2num: Any = import_module("matplotlib.dates").date2num
    week = [phase.day - timedelta(days=phase.day.weekday()) for phase in series.phases]
    found = [(float(date2num(phase.day)), phase.label) for phase in series.phases]
    if series.interruption not in week:
        found.append((float(date2num(series.interruption)), "begin van de weken erna"))
    return found
