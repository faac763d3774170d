"""Before and after of a few rates: a hollow dot, a full one, and the change beside them."""

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.evaluation.splits.rates import TOTAL
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS, SMALLEST_GROUP
from proeftuin.pyramid.drawing.style import (
    BEST,
    FAINT,
    INK,
    SOFT,
    WORST,
    fixed_axes,
    house_style,
    set_title,
    two_lines,
)
from proeftuin.text import words
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from proeftuin.evaluation.splits.absence_kinds import KindChange
    from proeftuin.evaluation.splits.sap_types import TypeChange

ROW = 0.52
LETTERS = 18


def plot_kinds(change: "KindChange", ax: "Axes | None" = None) -> "Axes":
    """Draw the rate of every kind of absence before and after.

    Parameters
    ----------
    change
        What `change_by_kind` returns.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    from proeftuin.evaluation.splits.absence_kinds import NAMES

    frame = change.kinds.assign(name=[NAMES[kind] for kind in change.kinds.index], under="")
    return plot_rates(frame, kinds_title(change), ax)


def plot_types(change: "TypeChange", ax: "Axes | None" = None) -> "Axes":
    """Draw the rate of absence of every type of problem before and after.

    Parameters
    ----------
    change
        What `change_by_sap_type` returns.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    few = f"minder dan {SMALLEST_GROUP} leerlingen"
    under = [few if n < SMALLEST_GROUP else words.pupils(int(n)) for n in change.types["n"]]
    frame = change.types.assign(name=change.types.index.astype("str"), under=under)
    return plot_rates(frame, types_title(change), ax)


def plot_rates(frame: pd.DataFrame, title: str, ax: "Axes | None" = None) -> "Axes":
    """Draw rates before and after, one below the other.

    Parameters
    ----------
    frame
        One row per rate: `name`, `under` (small, below the name), and in percent `before`,
        `after`, `change`, `low`, `high`; what is no number is not drawn. A row `total` stands
        apart at the bottom.
    title
        The finding.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    from matplotlib.ticker import MaxNLocator

    rows = frame.to_dict("records")
    places = [float(i) + 0.35 * (name == TOTAL) for i, name in enumerate(frame.index)]
    with house_style():
        alone = ax is None
        tall = places[-1] + 1 if places else 1.0
        ax = ax or fixed_axes(ROW * tall, left=0.24, right=0.69, top=0.62, bottom=0.45)
        beside = ax.get_yaxis_transform()
        known = [rate for rate in frame[["before", "after"]].to_numpy().ravel() if is_number(rate)]
        reach = 1.25 * max(known, default=0) or 1.0
        for y, row in zip(places, rows, strict=True):
            name = "\n".join(wrap(str(row["name"]), LETTERS))
            if row["under"]:
                two_lines(ax, -0.03, y, name, row["under"], "right", transform=beside)
            else:
                ax.text(-0.03, y, name, ha="right", va="center", weight="bold", transform=beside)
            if not is_number(row["change"]):
                ax.text(1.03, y, "geen getal", va="center", color=SOFT, transform=beside)
                continue
            _before_and_after(ax, y, float(row["before"]), float(row["after"]), reach)
            margin = f"marge {words.change(row['low'])} tot {words.change(row['high'])}"
            change = words.points(float(row["change"]))
            two_lines(ax, 1.03, y, change, margin, "left", transform=beside)
        if TOTAL in frame.index and len(places) > 1:
            ax.axhline(places[-1] - 0.67, color=SOFT, lw=0.6)
        ax.set(xlim=(-0.07 * reach, reach), ylim=(tall - 0.4, -0.5), yticks=[])
        ax.xaxis.set_major_formatter(lambda value, _: words.percent(value / 100, 0))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlabel("gemist, in procenten van de mogelijke tijd", color=SOFT, size=8)
        ax.tick_params(axis="x", length=0, labelcolor=SOFT, labelsize=8)
        ax.grid(axis="x", color=FAINT)
        _key(ax)
        set_title(ax, title, alone, pad=26)
    return ax


def _before_and_after(ax: "Axes", y: float, before: float, after: float, reach: float) -> None:
    """Draw both rates and write them on the outer sides, where they cannot meet."""
    ax.plot([before, after], [y, y], color=SOFT, lw=2, alpha=0.5, zorder=2)
    ax.plot(before, y, "o", mfc="white", mec=INK, mew=1.2, ms=8, zorder=3)
    ax.plot(after, y, "o", color=BEST if after <= before else WORST, mec=INK, mew=0.8, ms=8)
    style: dict[str, Any] = {"va": "center", "size": 8, "zorder": 4}
    gap = 0.03 * reach
    for rate, other, weight in ((before, after, "normal"), (after, before, "bold")):
        left = rate < other or (rate == other and weight == "normal")
        if left and rate < 0.15 * reach:
            # No room on the left: above the dot.
            ax.text(rate, y - 0.2, words.percent(rate / 100), ha="center", weight=weight, **style)
            continue
        side, x = ("right", rate - gap) if left else ("left", rate + gap)
        ax.text(x, y, words.percent(rate / 100), ha=side, weight=weight, **style)


def _key(ax: "Axes") -> None:
    """Say above the axes which dot is which."""
    place = ax.get_xaxis_transform()
    left, right = ax.get_xlim()
    style: dict[str, Any] = {"transform": place, "clip_on": False}
    high = 1 + 0.13 * ax.figure.dpi / ax.get_window_extent().height
    width = right - left
    ax.plot(left + 0.02 * width, high, "o", mfc="white", mec=INK, mew=1.2, ms=7, **style)
    ax.plot(left + 0.27 * width, high, "o", color=SOFT, mec=INK, mew=0.8, ms=7, **style)
    texts = ((0.06, "voor"), (0.31, "na (rood is gestegen)"))
    for x, text in texts:
        ax.text(left + x * width, high, text, va="center", size=8, **style)


def kinds_title(change: "KindChange") -> str:
    """Say in one sentence how all absence changed, and in which kind most of that is."""
    total = change.total
    if change.n < FEWEST_PUPILS:
        return "Te weinig leerlingen om een verandering per soort verzuim te noemen"
    before, after = (words.percent(total[side] / 100) for side in ("before", "after"))
    if total["low"] <= 0 <= total["high"]:
        return (
            f"Het verzuim ging van {before} naar {after} van de tijd: geen verandering aangetoond"
        )
    verb = "daalde" if total["change"] < 0 else "steeg"
    shown = change.shown()
    where = f"aangetoond bij {words.listing(shown)}" if shown else "bij geen soort apart aangetoond"
    return f"Het verzuim {verb} van {before} naar {after} van de tijd; {where}"


def types_title(change: "TypeChange") -> str:
    """Say for how many pupils a type is known."""
    return (
        f"Van {words.number(change.recorded)} van de {words.pupils(change.n)} legde het SAT een "
        "SAP-type vast"
    )
