"""Names along the side of axes, written as text.

matplotlib makes five things of every tick and measures its name twice; without them a figure with
many names takes a seventh to a quarter less time, and names are all that is shown.
"""

from collections.abc import Iterable, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from proeftuin.pyramid.drawing.style import INK, LETTER, LINE, keep_within

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Points between the axes and a name.
PAD = 3.5


def name_side(
    ax: "Axes",
    side: Literal["below", "above", "left"],
    places: Iterable[float],
    names: Iterable[str],
    **style: Any,
) -> None:
    """Write names where those of ticks would stand, in axes whose own are off.

    Parameters
    ----------
    ax
        The axes.
    side
        Where.
    places
        Of the names, along that side and in data.
    names
        One per place.
    **style
        As of any text.
    """
    ways = {
        "below": ax.get_xaxis_text1_transform,
        "above": ax.get_xaxis_text2_transform,
        "left": ax.get_yaxis_text1_transform,
    }
    transform, va, ha = ways[side](PAD)
    edge = 1.0 if side == "above" else 0.0
    for place, name in zip(places, names, strict=True):
        x, y = (edge, place) if side == "left" else (place, edge)
        text = ax.text(x, y, name, transform=transform, va=va, ha=ha, **style)
        if side != "left":
            keep_within(text, 1.0, inf)


def phase_lines(ax: "Axes", phases: Sequence[tuple[float, str]]) -> int:
    """Draw an upright line where something began, with what it was above the axes.

    Parameters
    ----------
    ax
        The axes, with their limits set.
    phases
        Place on the x axis, and text; what falls outside the axes is left out.

    Returns
    -------
    int
        How many rows of text stand above the axes: names that would touch are stacked.
    """
    low, high = ax.get_xlim()
    box, figure = ax.get_position(), ax.figure.get_figure(root=True)
    wide, tall = (box.width * figure.get_figwidth(), box.height * figure.get_figheight())
    ends: list[float] = []
    for place, text in sorted(phases):
        if not low <= place <= high:
            continue
        at, size = (place - low) / (high - low), LETTER * len(text) / wide
        side = "left" if at < 1 / 3 else "right" if at > 2 / 3 else "center"
        start = at - {"left": 0.0, "center": size / 2, "right": size}[side]
        row = next((row for row, end in enumerate(ends) if end < start), len(ends))
        ends[row : row + 1] = [start + size]
        top = 1 + (0.04 + LINE * row) / tall
        style: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "clip_on": False}
        ax.plot([place, place], [0, top], color=INK, lw=1, zorder=1, **style)
        # Its own ground, so that the line of another row never runs through a name.
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        ax.text(place, top + 0.02 / tall, text, ha=side, va="bottom", size=8, bbox=ground, **style)
    return len(ends)
