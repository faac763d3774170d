"""What stands in an executed notebook for a reader, as plain blocks in order.

The PDF is set from these blocks. They are read from the same HTML that the page shows, so a
sentence or a number cannot differ between the two. An element that is not known here is read
through: its text is kept, its look is not.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bs4.element import Tag

Block = dict[str, Any]

# An HTML parser lowers the names of attributes, and an SVG without its viewBox is cut off.
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
# What is of use on a screen only.
SKIPPED = ("summary", "style", "script", "nav", "button")
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
    from bs4 import BeautifulSoup

    figures = SVG.findall(html)
    soup = BeautifulSoup(SVG.sub("<svg></svg>", html), "html.parser")
    # In the order in which they stand, each is given back what was taken out of it.
    for place, svg in zip(soup.find_all("svg"), figures, strict=True):
        place["data-source"] = svg
    for line_end in soup("br"):
        line_end.replace_with(" ")
    return list(_blocks(soup))


def _blocks(parent: "Tag") -> Iterator[Block]:
    from bs4.element import NavigableString, Tag

    for child in parent.children:
        if isinstance(child, Tag):
            if reader := READERS.get(child.name):
                yield reader(child)
            elif child.name not in SKIPPED:
                yield from _blocks(child)
        # A comment is a kind of text too.
        elif type(child) is NavigableString and (text := _squeezed(child).strip()):
            yield {"kind": "text", "style": "body", "runs": [[text, ""]]}


def _heading(tag: "Tag") -> Block:
    small = "small" in tag.get_attribute_list("class")
    look = 3 if small else min(int(tag.name[1]), 3)
    for link in tag.select("a.anchor-link"):
        link.decompose()
    return {"kind": "heading", "look": look, "text": _text(tag)}


def _paragraph(tag: "Tag") -> Block:
    style = next((name for name in STYLES if name in tag.get_attribute_list("class")), "body")
    return {"kind": "text", "style": style, "runs": _runs(tag)}


def _preformatted(tag: "Tag") -> Block:
    return {"kind": "text", "style": "code", "runs": [[tag.get_text(), ""]]}


def _listed(tag: "Tag") -> Block:
    return {"kind": "list", "ordered": tag.name == "ol", "items": [_runs(i) for i in tag("li")]}


def _facts(tag: "Tag") -> Block:
    names, values = tag("dt"), tag("dd")
    pairs = zip(names, values, strict=True)
    return {"kind": "facts", "items": [[_text(name), _text(value)] for name, value in pairs]}


def _figure(tag: "Tag") -> Block:
    source = str(tag["data-source"])
    titles = re.findall(r"<title[^>]*>(.*?)</title>", source, re.DOTALL)
    return {"kind": "figure", "svg": source, "alt": unescape(titles[0]).strip() if titles else ""}


def _table(tag: "Tag") -> Block:
    rows = [_row(row) for row in tag("tr")]
    head = [row["cells"] for row in rows if row.pop("head")]
    caption = _text(tag.caption) if tag.caption else ""
    return {"kind": "table", "caption": caption, "head": head, "rows": rows[len(head) :]}


def _row(row: "Tag") -> Block:
    from bs4.element import Tag

    cells = [
        {
            "text": _text(cell),
            "span": int(str(cell.get("colspan", "1"))),
            "number": "num" in cell.get_attribute_list("class"),
        }
        # By hand: a search of bs4 takes longer than a row, and there are hundreds.
        for cell in row.children
        if isinstance(cell, Tag) and cell.name in ("th", "td")
    ]
    total = "total" in row.get_attribute_list("class")
    return {"cells": cells, "total": total, "head": row.find_parent("thead") is not None}


def _runs(tag: "Tag") -> list[list[str]]:
    """Return the text of a paragraph in parts, each with its mark."""
    runs: list[list[str]] = []
    for text in tag.find_all(string=True):
        marks = [MARKS[parent.name] for parent in text.parents if parent.name in MARKS]
        runs.append([_squeezed(text), marks[0] if marks else ""])
    if runs:
        runs[0][0] = runs[0][0].lstrip()
        runs[-1][0] = runs[-1][0].rstrip()
    return runs


def _text(tag: "Tag") -> str:
    return _squeezed(tag.get_text()).strip()


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
