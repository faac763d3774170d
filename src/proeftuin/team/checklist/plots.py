"""The checklist as figures: topic × audience, and what moved between two evaluations.

The numbers stand in the figure as items, because a cell holds one to nine of them: one item of
one is no 100%. A cell that nobody filled in has no colour, which is not the colour of "nothing
done".
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from proeftuin.pyramid.drawing.axis_names import name_side
from proeftuin.pyramid.drawing.style import (
    BEST,
    INK,
    SOFT,
    UNCLASSIFIED,
    WORST,
    fixed_axes,
    heat_map,
    house_style,
    keep_within,
    letters_on,
    rectangle,
    set_title,
    wrapped,
)
from proeftuin.team.checklist.items import AUDIENCES, TOPICS
from proeftuin.team.checklist.sentences import change_title, score_title
from proeftuin.text import words
from proeftuin.text.language import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

    from proeftuin.team.checklist.checklist import Checklist, ChecklistChange

ROW_HEIGHT = 0.45


def plot_scores(checklist: "Checklist", ax: "Axes | None" = None) -> "Axes":
    """Draw per topic and audience how many items are done, and how many partly.

    Parameters
    ----------
    checklist
        One evaluation.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    import seaborn as sns

    cells = checklist.score()
    shares = cells.pivot(index="topic", columns="audience", values="done_share")
    shares = shares.loc[list(TOPICS), list(AUDIENCES)]
    with house_style():
        alone = ax is None
        ax = ax or fixed_axes(ROW_HEIGHT * len(TOPICS), left=0.23, top=0.75)
        blues = sns.light_palette(BEST, as_cmap=True)
        heat_map(ax, shares, blues)
        for cell in cells.to_dict("records"):
            _write_cell(ax, cell, blues)
        names = [wrapped(_(topic)) for topic in TOPICS.values()]
        name_side(ax, "above", np.arange(len(AUDIENCES)) + 0.5, map(_, AUDIENCES.values()))
        name_side(ax, "left", np.arange(len(TOPICS)) + 0.5, names)
        ax.axis("off")
        set_title(ax, score_title(checklist), alone, pad=26)
    return ax


def plot_change(change: "ChecklistChange", ax: "Axes | None" = None) -> "Axes":
    """Draw per topic how many items went further and how many went back.

    Parameters
    ----------
    change
        Two evaluations of a school.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    rows = change.score(("topic",))
    with house_style():
        alone = ax is None
        ax = ax or fixed_axes(0.4 * len(rows), left=0.24, right=0.68, top=0.6)
        reach = max(1, *rows["further"], *rows["back"])
        for y, row in enumerate(rows.to_dict("records")):
            for side, colour, sign in (("further", BEST, 1), ("back", WORST, -1)):
                count = row[side]
                if count:
                    ax.add_artist(rectangle(0, y - 0.31, sign * count, 0.62, fc=colour))
                    place, align = sign * (count + 0.02 * reach), "left" if sign > 0 else "right"
                    text = f" {words.number(count)} "
                    ax.text(place, y, text, ha=align, va="center", weight="bold")
            beside = ax.get_yaxis_transform()
            name = wrapped(_(TOPICS[row["topic"]]))
            ax.text(-0.03, y, name, ha="right", va="center", transform=beside)
            note = _same(row)
            ax.text(1.03, y, note, ha="left", va="center", size=8, color=SOFT, transform=beside)
        for x, text, align in ((-0.03, _("terug"), "right"), (0.03, _("verder"), "left")):
            ax.text(x * reach, -0.75, text, ha=align, va="center", size=8, color=SOFT)
        ax.axvline(0, ymax=1 - 0.5 / (len(rows) + 0.6), color=INK, lw=0.8)
        ax.set(xlim=(-1.25 * reach, 1.25 * reach), ylim=(len(rows) - 0.4, -1))
        ax.axis("off")
        set_title(ax, change_title(change), alone, pad=6)
    return ax


def _write_cell(ax: "Axes", cell: Any, blues: "Colormap") -> None:
    x, y = list(AUDIENCES).index(cell["audience"]), list(TOPICS).index(cell["topic"])
    answered, share = cell["answered"], cell["done_share"]
    style: Any = {"ha": "center", "va": "center"}
    if not answered:
        if cell["items"]:
            hatched = {"fc": "white", "ec": UNCLASSIFIED, "hatch": "////", "lw": 0}
            ax.add_patch(rectangle(x + 0.02, y + 0.03, 0.96, 0.94, **hatched))
        text = _nothing(cell)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        written = ax.text(x + 0.5, y + 0.5, text, color=SOFT, size=8, bbox=box, **style)
        keep_within(written, 1.0, 0.0)
        return
    colour = letters_on(blues(share))
    ax.text(
        x + 0.5,
        y + 0.34,
        _("{done} van {answered}", done=cell["done"], answered=answered),
        weight="bold",
        color=colour,
        **style,
    )
    below = [
        _("{partly} deels", partly=cell["partly"]) if cell["partly"] else "",
        _("{unanswered} open", unanswered=cell["unanswered"]) if cell["unanswered"] else "",
        _("{not_applicable} n.v.t.", not_applicable=cell["not_applicable"])
        if cell["not_applicable"]
        else "",
    ]
    text = ", ".join(filter(None, below))
    style["va"] = "top"
    keep_within(ax.text(x + 0.5, y + 0.56, text, size=7, color=colour, **style), 1.0, 0.0)


def _nothing(cell: Any) -> str:
    if not cell["items"]:
        return _("geen punten")
    return _("niet ingevuld") if cell["unanswered"] else _("n.v.t.")


def _same(row: Any) -> str:
    unknown = row["not_comparable"]
    parts = [_("{same} gelijk", same=words.number(row["same"]))]
    parts += [_("{unknown} niet te vergelijken", unknown=words.number(unknown))] if unknown else []
    return ", ".join(parts)
