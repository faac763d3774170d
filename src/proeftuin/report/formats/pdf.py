"""An executed notebook as a PDF: the page on paper, made without a browser or LaTeX.

Typst sets it, to the standard PDF/UA-1: a figure without an alt text, or a heading that passes
over a level, is an error and not a report. Equal notebooks give equal bytes: only fonts of this
package, of Typst and of matplotlib are used, and no date of making is written.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from proeftuin.report.document.bundle import FONTS
from proeftuin.report.formats.html import TEMPLATE, NotFitError
from proeftuin.report.formats.pdf_blocks import Block, blocks_of
from proeftuin.report.formats.pdf_columns import PADDING, ROOM, measured
from proeftuin.report.record.fingerprint import mark_of
from proeftuin.text.language import language

STANDARD = "ua-1"
# Points: the width of a figure, whose letters are then those of a table.
FIGURE = 0.9 * ROOM
# The space between parts, as a share of the usual, in the order in which they are tried; and what a
# last page has to be filled.
SPACINGS = (1.0, 0.9, 0.8, 1.1, 1.2)
FULL = 1 / 3
# In the folder of the template.
FONT = "Fira Sans"
# Typst's compiler keeps state; threads take turns.
_ONE_AT_A_TIME = Lock()


def to_pdf(notebook: Any, title: str) -> bytes:
    """Write an executed notebook as a PDF.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.
    title
        The document's title, which runs along the top of its pages.

    Returns
    -------
    bytes

    Raises
    ------
    NotFitError
        It cannot be made accessible: a figure has no alt text.
    """
    options = {"format": "pdf", "pdf_standards": [STANDARD], "timestamp": 0}
    return bytes(_set(notebook, title, options))


def to_pictures(notebook: Any, title: str, ppi: float = 72) -> list[bytes]:
    """Draw the pages of the PDF, as PNG.

    Parameters
    ----------
    notebook, title
        As in `to_pdf`.
    ppi
        Pixels per inch; an A4 page is 8.3 inches wide.

    Returns
    -------
    list of bytes
        One per page.
    """
    return [bytes(page) for page in _set(notebook, title, {"format": "png", "ppi": ppi})]


def _set(notebook: Any, title: str, options: dict[str, Any]) -> Any:
    data = {
        "title": title,
        "mark": mark_of(notebook),
        "language": language(),
        "font": FONT,
        "padding": PADDING,
        "blocks": [READY.get(block["kind"], dict)(block) for block in blocks_of(notebook)],
    }
    with _ONE_AT_A_TIME:
        try:
            found = [_spaced(data, options, SPACINGS[0])]
            for spacing in SPACINGS[1:]:
                if found[-1][1] >= FULL:
                    break
                found.append(_spaced(data, options, spacing))
            # Where none helps, the usual one.
            return found[-1 if found[-1][1] >= FULL else 0][0]
        except RuntimeError as error:
            reason = getattr(error, "message", str(error))
            raise NotFitError(f"de pdf kon niet worden gemaakt ({reason})") from None


def _spaced(data: dict[str, Any], options: dict[str, Any], spacing: float) -> tuple[Any, float]:
    """Set the pages, and tell how full the last one is."""
    inputs = {"report": json.dumps(data | {"spacing": spacing})}
    pages = compiler().compile(sys_inputs=inputs, **options)
    return pages, float(json.loads(compiler().query("<end>", field="value", one=True)))


def _figure(block: Block) -> Block:
    """Let the letters of a figure be those of the text around it, and tell its height in points."""
    sizes = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', block["svg"])
    height = FIGURE * float(sizes[2]) / float(sizes[1]) if sizes else 0.0
    return block | {"svg": block["svg"].replace(FONTS, FONT), "height": height, "width": FIGURE}


READY: dict[str, Callable[[Block], Block]] = {"figure": _figure, "table": measured}


@lru_cache(maxsize=1)
def compiler() -> Any:
    """Return Typst with our template; reading the fonts is what takes time."""
    import typst

    return typst.Compiler(
        TEMPLATE / "report.typ",
        root=TEMPLATE,
        font_paths=[TEMPLATE / "fonts", _wide_fonts()],
        ignore_system_fonts=True,
    )


def _wide_fonts() -> Path:
    """Return the folder of matplotlib's fonts, which have the letters that ours lacks."""
    found = find_spec("matplotlib")
    assert found is not None
    return Path(str(found.origin)).parent / "mpl-data" / "fonts" / "ttf"
