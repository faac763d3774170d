"""The house style of the figures: colours, a fixed frame, and the marks they are made of."""

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.text import words
from proeftuin.text.language import N_
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.patches import Rectangle

# Safe for colour-blind readers, and apart in lightness too (L* 45, 84 and 26), for grey printers.
BEST, NEXT, WORST = "#2C7090", "#F2CB7C", "#7A1C1C"
UNCLASSIFIED = "#B4B9BD"
INK, SOFT, FAINT = "#1D2429", "#56616A", "#E4E7E9"
GOAL_LINE: tuple[int, tuple[int, int]] = (0, (4, 3))

# Inches: the width of the text on an A4 page.
WIDTH = 6.7
TITLE_LETTERS = 66
LABEL_LETTERS = 20
# Inches: a further line of a title.
LINE = 0.18
# Inches: a letter of the small text, on the wide side.
LETTER = 0.072
TOO_FEW = N_("te kleine aantallen om te tonen")
# A piece of a bar too short for a number inside.
SHORT = 0.06
# As a share of a bar: a line this near the middle of a number could touch it.
NEAR = 0.08


def tier_colours(tiers: int) -> list[str]:
    """Return a colour per tier, best tier first.

    Examples
    --------
    >>> tier_colours(3)
    ['#2C7090', '#F2CB7C', '#7A1C1C']
    """
    if tiers == 3:
        return [BEST, NEXT, WORST]
    import seaborn as sns

    return [BEST, *sns.blend_palette([NEXT, "#CC6F3C", WORST], tiers - 1).as_hex()]


def letters_on(ground: Any) -> str:
    """Return the colour of letters that can be read on a ground: contrast 4.5 or more (WCAG 1.4.3).

    Examples
    --------
    >>> letters_on("white"), letters_on(BEST), letters_on("#4F899E")
    ('#1D2429', 'white', 'black')
    """
    # Black or white always reaches it.
    return next(ink for ink in (INK, "white", "black") if contrast(ink, ground) >= 4.5)


def contrast(one: Any, other: Any) -> float:
    """Return the contrast of two colours as WCAG reckons it, 1 to 21.

    Examples
    --------
    >>> contrast("white", "black"), round(contrast("#777777", "white"), 2)
    (21.0, 4.48)
    """
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Any) -> float:
    from matplotlib.colors import to_rgb

    parts = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in to_rgb(colour)]
    return sum(part * w for part, w in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


@contextmanager
def house_style() -> Iterator[None]:
    """Set the house style for what is drawn inside, and leave the caller's as it was."""
    import matplotlib as mpl

    spines = dict.fromkeys(("left", "right", "top", "bottom"), False)
    settings: Any = {
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "text.color": INK,
        **{f"axes.spines.{side}": shown for side, shown in spines.items()},
        "axes.axisbelow": True,
        # Titles have their place; looking for a free one measures every letter around the axes.
        "axes.titley": 1.0,
        "axes.facecolor": "none",
        "figure.facecolor": "none",
        "hatch.linewidth": 0.6,
    }
    with mpl.rc_context(settings):
        yield


def fixed_axes(
    height: float, left: float = 0.0, right: float = 1.0, top: float = 0.4, bottom: float = 0.05
) -> "Axes":
    """Return axes at a fixed place: a layout that measures letters differs between machines.

    Parameters
    ----------
    height, top, bottom
        Inches: of the axes, and of the room above and below them.
    left, right
        Sides of the axes as shares of the width.
    """
    import matplotlib.pyplot as plt

    tall = height + top + bottom
    figure = plt.figure(figsize=(WIDTH, tall))
    return figure.add_axes((left, bottom / tall, right - left, height / tall))


def set_title(ax: "Axes", text: str, alone: bool, pad: float = 10) -> None:
    """Put the finding above the axes; from the left side of the figure on when they are alone."""
    rows = -(-len(text) // TITLE_LETTERS)
    # Lines of about the same length; a word alone on the last one looks like a mistake.
    lines = "\n".join(textwrap.wrap(text, min(TITLE_LETTERS, len(text) // max(rows, 1) + 8)))
    if alone:
        heighten(ax.figure, LINE * lines.count("\n"))
    box = ax.get_position()
    x = -box.x0 / box.width if alone else 0.0
    ax.set_title(lines, loc="left", x=x, pad=pad, weight="bold", size=10.5, color=INK)


def heighten(figure: Any, inches: float) -> None:
    """Add room at the top of a figure, and leave what is in it at its place and size."""
    old = figure.get_figheight()
    new = old + inches
    figure.set_figheight(new)
    for ax in figure.axes:
        box = ax.get_position()
        ax.set_position((box.x0, box.y0 * old / new, box.width, box.height * old / new))


def heat_map(ax: "Axes", shares: Any, colours: "Colormap") -> None:
    """Colour a table of shares, the first row on top; what is no number stays open."""
    # seaborn's heatmap draws the whole figure once more, to see whether names touch.
    values = pd.DataFrame(shares).to_numpy(dtype=float)
    ax.pcolormesh(values, vmin=0, vmax=1, cmap=colours, linewidths=2, edgecolor="white")
    ax.set(xlim=(0, values.shape[1]), ylim=(values.shape[0], 0))


def centred_bar(ax: "Axes", y: float, share: Any, colour: str) -> None:
    """Draw a share as a bar around the middle; nothing for a hidden one."""
    if is_number(share):
        ax.add_artist(rectangle(-share / 2, y - 0.36, share, 0.72, fc=colour))


def goal_outline(ax: "Axes", y: float, goal: Fraction | None) -> None:
    """Draw the goal as a dashed outline around the bar."""
    if goal is not None:
        width = float(goal)
        outline = rectangle(-width / 2, y - 0.43, width, 0.86, ec=INK, lw=1, ls=GOAL_LINE)
        ax.add_patch(outline)


def rectangle(x: float, y: float, width: float, height: float, **style: Any) -> "Rectangle":
    """Return a rectangle, empty unless a face colour is given."""
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, **({"fc": "none"} | style))


def two_lines(
    ax: "Axes", x: float, y: float, first: str, second: str, side: str, **style: Any
) -> None:
    """Write a bold line with a small one below it; `side` is where the text is aligned."""
    ax.text(x, y, first, ha=side, va="bottom", **({"weight": "bold"} | style))
    ax.annotate(
        second,
        (x, y),
        xytext=(0, -2.5),
        textcoords="offset points",
        xycoords=style.get("transform", "data"),
        ha=side,
        va="top",
        size=8,
        color=SOFT,
    )


def wrapped(label: str) -> str:
    """Break a long label over lines."""
    return "\n".join(textwrap.wrap(label, LABEL_LETTERS))


def reach_of(frame: pd.DataFrame) -> float:
    """Return how far an axis goes on both sides of zero, in steps of five."""
    sizes = [abs(value) for value in frame.to_numpy(dtype=object).ravel() if is_number(value)]
    return 5.0 * (int(max(sizes, default=0) // 5) + 1)


def stack(
    ax: "Axes", place: float, shares: list[Any], upright: bool, width: float, why: str = TOO_FEW,
    line: float | None = None, along: bool = False,
) -> None:  # fmt: skip
    """Stack the tiers of one group; from the first hidden one on it is hatched, and says why.

    No number may lie under a line: tell where one crosses the bar, and whether one runs along it.
    """
    start = 0.0
    for share, colour in zip(shares, tier_colours(len(shares)), strict=True):
        if not is_number(share):
            break
        piece(ax, place, start, share, upright, width, fc=colour)
        if share >= SHORT:
            middle = start + share / 2
            x, y = (place, middle) if upright else (middle, place)
            style: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
            if along or (line is not None and abs(middle - line) < NEAR):
                style["bbox"] = {"facecolor": colour, "edgecolor": "none", "pad": 0.8}
            size, ink = 6.8 if upright else 8, letters_on(colour)
            text = ax.text(x, y, words.percent(share), color=ink, size=size, **style)
            keep_within(text, width if upright else share, share if upright else 0.0)
        start += share
    if start < 1 - 1e-9:
        hatched = {"fc": "white", "ec": UNCLASSIFIED, "hatch": "////"}
        piece(ax, place, start, 1 - start, upright, width, **hatched)
        if start == 0 and not upright:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            ax.text(0.5, place, why, ha="center", va="center", color=SOFT, size=8, bbox=box)


def keep_within(text: Any, wide: float, tall: float) -> None:
    """Remember the room of a text, for when the figure is laid out narrower.

    Parameters
    ----------
    text
        A text in axes.
    wide, tall
        Of the room, in data; a text that is wider is turned when it is not longer than `tall`, and
        else left out.
    """
    text.room = (wide, tall)


def piece(
    ax: "Axes", place: float, start: float, size: float, upright: bool, width: float, **style: Any
) -> None:
    """Draw one piece of a stacked bar, in axes that have their limits set.

    Fitting limits and making a container for each piece would take longer than drawing it.
    """
    style = {"ec": "white", "lw": 0.6, **style}
    side = place - width / 2
    if upright:
        ax.add_artist(rectangle(side, start, width, size, **style))
    else:
        ax.add_artist(rectangle(start, side, size, width, **style))


def name_pieces(
    ax: "Axes", x: float, sizes: list[Any], names: Sequence[str], colours: Sequence[str], gap: float
) -> None:
    """Write names beside an upright stacked bar, each at the middle of its piece.

    Parameters
    ----------
    ax
        The axes.
    x
        Right side of the bar.
    sizes
        Of the pieces, from the bottom up; a hidden one has none.
    names, colours
        Of the pieces.
    gap
        Least distance between two names.
    """
    from matplotlib.transforms import ScaledTranslation

    beside = ax.transData + ScaledTranslation(0.09, 0, ax.figure.dpi_scale_trans)
    start, floor = 0.0, -gap
    for value, name, colour in zip(sizes, names, colours, strict=True):
        size = float(value) if is_number(value) else 0.0
        y = max(start + size / 2, floor + gap)
        style: dict[str, Any] = {"xytext": (6, 0), "textcoords": "offset points"}
        ax.plot(x, y, "s", color=colour, ms=7, clip_on=False, transform=beside)
        ax.annotate(name, (x, y), va="center", size=8, weight="bold", xycoords=beside, **style)
        start, floor = start + size, y


def name_colours(ax: "Axes", y: float, names: Sequence[str], colours: Sequence[str]) -> None:
    """Write names with their colours in one line, above lying bars."""
    from matplotlib.transforms import ScaledTranslation

    # In inches from the left side on: however wide the axes are, no two touch.
    place = 0.06
    for name, colour in zip(names, colours, strict=True):
        moved = ScaledTranslation(place, 0, ax.figure.dpi_scale_trans)
        beside = ax.get_yaxis_transform() + moved
        style: dict[str, Any] = {"xytext": (7, 0), "textcoords": "offset points"}
        ax.plot(0, y, "s", color=colour, ms=7, clip_on=False, transform=beside)
        ax.annotate(name, (0, y), va="center", size=8, xycoords=beside, **style)
        place += 0.15 + LETTER * len(name)
