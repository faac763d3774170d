"""The columns of a table on paper: each gets what it needs, as a browser would give it.

Columns share what is left of the page; where there is too little, long texts give way and numbers
never do. Typst could measure every cell itself, in twice the time of all the rest of a report.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from proeftuin.report.formats.html import TEMPLATE

if TYPE_CHECKING:
    from proeftuin.report.formats.pdf_blocks import Block

# Points: the width of A4 between its margins, and the letters, space and lines of a table.
ROOM = 493.0
SIZE = 8.0
PADDING = 10.0
LINE, ROW = 9.9, 6.0
FONT_FILE = "FiraSans-SemiBold.ttf"
# A long text would leave another long one no more than its longest word.
EVENING = 0.75
# A place where a line may end, without a hyphen.
BREAK = "\u200b"
LONG = re.compile(r"(\S{10})(?=\S)")


def measured(table: "Block") -> "Block":
    """Return a table with the `widths` of its columns, its `height` and the `size` of its letters.

    Parameters
    ----------
    table
        A block of `proeftuin.report.formats.pdf_blocks.blocks_of`.
    """
    wanted, least = _needs(table)
    if sum(least) > ROOM:
        table = _breakable(table)
        wanted, least = _needs(table)
    widths = _shared(wanted, least)
    lines = [
        max(_lines(cell["text"], width) for cell, width in zip(row, widths, strict=False))
        for row in [*table["head"], *(row["cells"] for row in table["rows"])]
        if row
    ]
    height = sum(LINE * count + ROW for count in lines)
    size = SIZE * min(1.0, ROOM / sum(least))
    return table | {"widths": widths, "height": height, "size": size}


def _needs(table: "Block") -> tuple[list[float], list[float]]:
    """Return how wide each column would like to be, and how wide it must be."""
    rows = [row["cells"] for row in table["rows"]]
    head = table["head"][-1] if table["head"] else []
    wanted, least = [], []
    for place in range(max(map(len, [head, *rows]))):
        cells = [row[place] for row in rows if place < len(row)]
        whole = [cell["text"] for cell in cells]
        is_number = bool(cells) and cells[0]["number"]
        parts = whole if is_number else [part for text in whole for part in _words(text)]
        titles = _words(head[place]["text"]) if place < len(head) else []
        least.append(_widest([*parts, *titles]))
        wanted.append(max(least[-1], _widest(whole)))
    return wanted, least


def _breakable(table: "Block") -> "Block":
    """Let long words break where nothing else makes them fit."""

    def broken(cell: "Block", is_head: bool = False) -> "Block":
        if cell["number"] and not is_head:
            return cell
        return cell | {"text": LONG.sub(rf"\1{BREAK}", cell["text"])}

    head = [[broken(cell, True) for cell in row] for row in table["head"]]
    rows = [row | {"cells": [broken(cell) for cell in row["cells"]]} for row in table["rows"]]
    return table | {"head": head, "rows": rows}


def _shared(wanted: list[float], least: list[float]) -> list[float]:
    """Share the room between columns; when it is too little, the letters get smaller too."""
    if sum(wanted) <= ROOM:
        more = (ROOM - sum(wanted)) / len(wanted)
        return [width + more for width in wanted]
    if sum(least) >= ROOM:
        return [width * ROOM / sum(least) for width in least]
    wishes = [(all_ - some) ** EVENING for all_, some in zip(wanted, least, strict=True)]
    rest = ROOM - sum(least)
    return [some + rest * wish / sum(wishes) for some, wish in zip(least, wishes, strict=True)]


def _words(text: str) -> list[str]:
    return text.replace(BREAK, " ").split()


def _widest(texts: list[str]) -> float:
    return max(map(_width, texts), default=0.0) + PADDING


def _lines(text: str, width: float) -> int:
    return 1 + int(_width(text) / max(width - PADDING, 1.0))


@lru_cache(maxsize=10_000)
def _width(text: str) -> float:
    advances, usual = _advances()
    return SIZE * sum(advances.get(letter, usual) for letter in text)


@lru_cache(maxsize=1)
def _advances() -> tuple[dict[str, float], float]:
    """Return how far each letter moves on in ems, and how far an unknown one does."""
    from fontTools.ttLib import TTFont

    with TTFont(TEMPLATE / "fonts" / FONT_FILE) as font:
        widths: Any = font["hmtx"].metrics
        em = font["head"].unitsPerEm
        advances = {chr(code): widths[name][0] / em for code, name in font.getBestCmap().items()}
    # Figures stand in columns, all as wide as a zero.
    advances |= dict.fromkeys("0123456789", max(advances[digit] for digit in "0123456789"))
    return advances, max(advances["M"], 1.0)
