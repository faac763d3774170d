"""What stands in an executed notebook for a reader, as plain blocks in order.

The PDF is set from these blocks. They are read from the same HTML that the page shows, so a
sentence or a number cannot differ between the two. An element that is not known here is read
through: its text is kept, its look is not.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from proeftuin.report.document.table import ANNEX
from proeftuin.text.language import _

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Tag

Block = dict[str, Any]

# A figure is passed on letter for letter; a parser would read through its thousands of marks.
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
# The same figure once more, for a phone.
NARROW = re.compile(r'<div class="narrow" hidden>.*?</div>', re.DOTALL)
# What is of use on a screen only.
SKIPPED = ("summary", "style", "script", "nav", "button")
# How selectolax names what is no element.
TEXT = "-text"
MARKS = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "code": "code"}
STYLES = ("school", "headline", "note")


def content(notebook: Any) -> list[Block]:
    """Read an executed notebook from top to bottom.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.

    Returns
    -------
    list of dict
        Blocks of a `kind`: `heading` (`level`, `look`, `text`), `text` (`style`, `runs`), `list`
        (`ordered`, `items`), `facts` (`items`), `figure` (`svg`, `alt`) and `table` (`caption`,
        `head`, `rows`). Text with marks is a list of runs: a text and its mark, or none.
    """
    blocks: list[Block] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            blocks += _read(_markdown(cell.source))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                blocks += _read(data["text/html"])
            elif text := data.get("text/plain") or output.get("text"):
                blocks.append({"kind": "text", "style": "body", "runs": [[text, ""]]})
    return _nested(blocks)


def _markdown(source: str) -> str:
    from nbconvert.filters import markdown2html

    convert: Any = markdown2html
    return str(convert(source))


def _nested(blocks: list[Block]) -> list[Block]:
    """Let no level of heading be passed over, whatever a heading looks like."""
    level = 0
    for block in blocks:
        if block["kind"] == "heading":
            level = block["level"] = min(block["look"], level + 1)
    return blocks


def _read(html: str) -> list[Block]:
    from selectolax.lexbor import LexborHTMLParser

    html = ANNEX.sub("", NARROW.sub("", html))
    figures = SVG.findall(html)
    # Without the tag, what may stand in a head would be taken out of the body.
    body = LexborHTMLParser("<body>" + SVG.sub("<svg></svg>", html)).body
    assert body is not None
    # In the order in which they stand, each is given back what was taken out of it.
    for place, svg in zip(body.css("svg"), figures, strict=True):
        place.attrs["data-source"] = svg
    for line_end in body.css("br"):
        line_end.replace_with(" ")
    return list(_blocks(body))


def _blocks(parent: "Tag") -> Iterator[Block]:
    for child in parent.iter(include_text=True):
        if child.tag == TEXT:
            if text := _text(child):
                yield {"kind": "text", "style": "body", "runs": [[text, ""]]}
        elif child.tag == "details" and child.css_first("table"):
            # A table that a reader has to open is left to its figure, and to Excel.
            said = _("De getallen bij deze figuur staan in het Excelbestand.")
            yield {"kind": "text", "style": "note", "runs": [[said, ""]]}
        elif reader := READERS.get(str(child.tag)):
            yield reader(child)
        elif child.tag not in SKIPPED:
            yield from _blocks(child)


def _heading(tag: "Tag") -> Block:
    look = 3 if "small" in _classes(tag) else min(int(str(tag.tag)[1]), 3)
    for link in tag.css("a.anchor-link"):
        link.decompose()
    return {"kind": "heading", "look": look, "text": _text(tag)}


def _paragraph(tag: "Tag") -> Block:
    style = next((name for name in STYLES if name in _classes(tag)), "body")
    return {"kind": "text", "style": style, "runs": _runs(tag)}


def _preformatted(tag: "Tag") -> Block:
    return {"kind": "text", "style": "code", "runs": [[tag.text(), ""]]}


def _listed(tag: "Tag") -> Block:
    items = [_runs(item) for item in tag.css("li")]
    return {"kind": "list", "ordered": tag.tag == "ol", "items": items}


def _facts(tag: "Tag") -> Block:
    pairs = zip(tag.css("dt"), tag.css("dd"), strict=True)
    return {"kind": "facts", "items": [[_text(name), _text(value)] for name, value in pairs]}


def _figure(tag: "Tag") -> Block:
    source = str(tag.attributes["data-source"])
    titles = re.findall(r"<title[^>]*>(.*?)</title>", source, re.DOTALL)
    return {"kind": "figure", "svg": source, "alt": unescape(titles[0]).strip() if titles else ""}


def _table(tag: "Tag") -> Block:
    head = [_row(row)["cells"] for row in tag.css("thead tr")]
    rows = [_row(row) for row in tag.css("tbody tr, tfoot tr")]
    caption = tag.css_first("caption")
    said = "" if caption is None else _text(caption)
    return {"kind": "table", "caption": said, "head": head, "rows": rows}


def _row(row: "Tag") -> Block:
    cells = [
        {
            "text": _text(cell),
            "span": int(cell.attributes.get("colspan") or 1),
            "number": "num" in _classes(cell),
        }
        for cell in row.iter()
    ]
    return {"cells": cells, "total": "total" in _classes(row)}


def _runs(tag: "Tag") -> list[list[str]]:
    """Return the text of a paragraph in parts, each with its mark."""
    runs = list(_marked(tag))
    if runs:
        runs[0][0] = runs[0][0].lstrip()
        runs[-1][0] = runs[-1][0].rstrip()
    return runs


def _marked(tag: "Tag", mark: str = "") -> Iterator[list[str]]:
    for child in tag.iter(include_text=True):
        if child.tag == TEXT:
            yield [_squeezed(child.text()), mark]
        else:
            yield from _marked(child, MARKS.get(str(child.tag), mark))


def _classes(tag: "Tag") -> list[str]:
    return (tag.attributes.get("class") or "").split()


def _text(tag: "Tag") -> str:
    return _squeezed(tag.text()).strip()


def _squeezed(text: str) -> str:
    # Not `\s`: a space that may not break a line has to stay one.
    return re.sub(r"[ \t\r\n]+", " ", text)


READERS: dict[str, Callable[["Tag"], Block]] = {
    **{f"h{level}": _heading for level in range(1, 7)},
    "p": _paragraph,
    "pre": _preformatted,
    "ul": _listed,
    "ol": _listed,
    "dl": _facts,
    "svg": _figure,
    "table": _table,
}
