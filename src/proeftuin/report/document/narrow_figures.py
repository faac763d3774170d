"""A figure laid out once more for a phone: as narrow as its screen, with letters of the same size.

Shrinking a figure shrinks its letters, and a reader of a small screen has least use for those. So
what stands beside the axes keeps its size, and the axes get what is left. How wide a text is comes
from the font's own table: a layout that draws letters to measure them differs between machines.
"""

import textwrap
from functools import lru_cache
from pathlib import Path
from typing import Any

from proeftuin.pyramid.drawing.style import LINE, heighten

# Inches.
WIDTH, MARGIN = 4.2, 0.04
# Inches: the least width of axes in which something can be seen; the figure grows for it.
LEAST = 1.5
# Inches: the least height of a row whose texts may take a line more.
ROW = 0.38
# Inches: between axes that stood beside each other and now stand below each other.
BETWEEN = 0.75
TITLE_LETTERS, LABEL_LETTERS, SIDE_LETTERS = 42, 52, 23
# Points: of letters that may get smaller where there is little room, and between two of them.
SMALLEST, APART = 7.0, 2.0


def lay_out(figure: Any) -> None:
    """Make a finished figure narrow, in place.

    Parameters
    ----------
    figure
        As it was saved for a wide page, with axes at fixed places.
    """
    _stack(figure)
    axes = list(figure.axes)
    titles = [title for ax in axes for title in _titles(ax)]
    for ax in axes:
        label = ax.xaxis.label
        label.set_text(textwrap.fill(label.get_text(), LABEL_LETTERS))
        bottom, top = ax.get_ylim()
        row = ax.get_position().height * figure.get_figheight() / abs(top - bottom)
        for text in ax.texts if row >= ROW else []:
            if text.get_va() != "bottom" and text.get_ha() != "center":
                text.set_text(_each_filled(text.get_text()))
    # Axes below each other share their sides, as they do on the wide page.
    texts = [each for ax in axes for each in _beside(ax)]
    room = WIDTH / 2
    # What is inside the axes leaves less beside them; each round halves what is wrong.
    for _ in range(8):
        left, right = (
            max(0.0, *side) + MARGIN
            for side in zip(*(each.overhang(room) for each in texts), strict=True)
        )
        room = max(WIDTH - left - right, LEAST)
    width = left + room + right
    figure.set_figwidth(width)
    for ax in axes:
        box = ax.get_position()
        ax.set_position((left / width, box.y0, room / width, box.height))
    for title in titles:
        if title.get_weight() == "bold":
            title.set_x(-left / room)
        _wrap(figure, title)
    for ax in axes:
        _fit_inside(ax, room)
    if (sunk := max(map(_sink, axes))) > 0:
        _raise(figure, sunk + MARGIN)


def _stack(figure: Any) -> None:
    """Put axes that stand beside each other below each other."""
    first, *others = sorted(figure.axes, key=lambda ax: ax.get_position().x0)
    for ax in others:
        box, above = ax.get_position(), first.get_position()
        if box.y1 <= above.y0 or box.y0 >= above.y1:
            continue
        tall = figure.get_figheight()
        down = box.height * tall + BETWEEN
        heighten(figure, down)
        new = tall + down
        for each in figure.axes:
            place = each.get_position()
            # Room was made at the top; all but this one go there.
            y = place.y0 if each is ax else place.y0 + down / new
            each.set_position((place.x0, y, place.width, place.height))


def _titles(ax: Any) -> list[Any]:
    text = ax.get_title(loc="left")
    return [
        child
        for child in ax.get_children()
        if text and getattr(child, "get_text", str)() == text and child not in ax.texts
    ]


def _wrap(figure: Any, title: Any) -> None:
    before = title.get_text()
    text = before.replace("\n", " ")
    rows = len(textwrap.wrap(text, TITLE_LETTERS))
    # Lines of about the same length; a word alone on the last one looks like a mistake.
    tries = (textwrap.wrap(text, letters) for letters in range(8, TITLE_LETTERS + 1))
    after = "\n".join(next((lines for lines in tries if len(lines) == rows), [text]))
    title.set_text(after)
    heighten(figure, LINE * max(after.count("\n") - before.count("\n"), 0))


def _each_filled(text: str) -> str:
    """Break long lines, first of all where a sentence does."""
    lines = text.split("\n")
    if max(map(len, lines)) > SIDE_LETTERS:
        lines = text.replace(": ", ":\n").split("\n")
    return "\n".join(_filled(line, SIDE_LETTERS) for line in lines)


def _filled(text: str, letters: int) -> str:
    return textwrap.fill(text, max(letters, 1), break_long_words=False, break_on_hyphens=False)


class _Beside:
    """A text in or beside axes: where it is anchored, and how far it goes to both sides of that."""

    def __init__(self, ax: Any, text: Any, wide: float) -> None:
        shift, place = _anchor(ax, text)
        # What lies outside the axes can be a distance and no share; this is never too little.
        outside = min(place, 0.0) + max(place - 1.0, 0.0)
        self.share, self.fixed = place - outside, outside * wide + shift
        size = _width(text)
        self.before = {"left": 0.0, "center": size / 2, "right": size}[text.get_ha()]
        self.after = size - self.before

    def overhang(self, room: float) -> tuple[float, float]:
        """Return the inches that it sticks out at the left and right of axes of some width."""
        place = self.share * room + self.fixed
        return self.before - place, place + self.after - room


def _beside(ax: Any) -> list[_Beside]:
    texts: list[Any] = list(ax.texts)
    if ax.axison:
        texts += [*ax.get_yticklabels(), *ax.get_xticklabels(), ax.xaxis.label]
    wide = ax.get_position().width * ax.figure.get_figwidth()
    return [_Beside(ax, text, wide) for text in texts if text.get_text() and text.get_visible()]


def _anchor(ax: Any, text: Any) -> tuple[float, float]:
    """Return where a text is anchored: inches, and the share of the width of its axes."""
    shift = 0.0
    transform, position = text.get_transform(), text.get_position()
    if hasattr(text, "xyann"):
        coordinates, position, shift = text.xycoords, text.xy, text.xyann[0] / 72
        if isinstance(coordinates, tuple):
            coordinates = coordinates[0]
        named = {"data": ax.transData, "axes fraction": ax.transAxes}
        transform = named[coordinates] if isinstance(coordinates, str) else coordinates
    x = transform.transform(position)[0]
    return shift, float(ax.transAxes.inverted().transform((x, 0))[0])


def _width(text: Any) -> float:
    return float(text.get_size() / 72) if text.get_rotation() else _length(text)


def _length(text: Any) -> float:
    advances = _advances(text.get_weight() == "bold")
    lines = text.get_text().split("\n")
    ems = max(sum(advances.get(ord(letter), 0.9) for letter in line) for line in lines)
    return float(ems * text.get_size() / 72)


@lru_cache(maxsize=2)
def _advances(is_bold: bool) -> dict[int, float]:
    """Return how far each letter moves on in ems, in a font wider than those of most readers."""
    import matplotlib as mpl
    from fontTools.ttLib import TTFont

    name = "DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / name
    with TTFont(path) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: widths[name][0] / em for code, name in font.getBestCmap().items()}


def _fit_inside(ax: Any, room: float) -> None:
    """Make what became wider than its room smaller, break or turn it, or else leave it out."""
    box, tall = ax.get_position(), ax.figure.get_figheight()
    left, right = ax.get_xlim()
    bottom, top = ax.get_ylim()
    across, along = room / abs(right - left), box.height * tall / abs(top - bottom)
    alike: dict[tuple[float, float, str], list[Any]] = {}
    for text in ax.texts:
        if size := getattr(text, "room", None):
            alike.setdefault((size[0], text.get_size(), text.get_va()), []).append(text)
    # Names of one row stay alike.
    for (share, *_), texts in alike.items():
        _fit(texts, share * across - APART / 72)
        for text in texts:
            if text.get_rotation() and _length(text) > text.room[1] * along:
                text.set_visible(False)


def _fit(texts: list[Any], wide: float) -> None:
    if _widest(texts) > wide:
        for text in texts:
            text.set_size(min(text.get_size(), SMALLEST))
    if _widest(texts) > wide:
        whole = [text.get_text() for text in texts]
        for text in texts:
            letters = len(text.get_text()) * wide / _width(text) if text.get_text() else 1
            text.set_text(_filled(text.get_text(), int(letters)))
        if _widest(texts) > wide:
            for text, said in zip(texts, whole, strict=True):
                text.set(text=said, rotation=90)


def _widest(texts: list[Any]) -> float:
    return max(map(_width, texts))


def _sink(ax: Any) -> float:
    """Return how many inches texts that were turned hang out below the figure."""
    box, tall = ax.get_position(), ax.figure.get_figheight()
    found = [0.0]
    for text in ax.texts:
        if text.get_rotation() and text.get_va() == "top":
            place = text.get_transform().transform(text.get_position())
            share = float(ax.transAxes.inverted().transform(place)[1])
            found.append(_length(text) - (box.y0 + share * box.height) * tall)
    return max(found)


def _raise(figure: Any, inches: float) -> None:
    """Add room below everything."""
    heighten(figure, inches)
    for ax in figure.axes:
        box = ax.get_position()
        up = inches / figure.get_figheight()
        ax.set_position((box.x0, box.y0 + up, box.width, box.height))
