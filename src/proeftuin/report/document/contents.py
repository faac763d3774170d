"""What stands in an executed notebook for a reader: its parts, in the order in which they are read.

Every format is written from these. A cell of text is read with the parser that its page is made
with; what a block displays is read from its JSON, so a sentence or a number cannot differ between
two formats.
"""

from collections.abc import Iterator
from html import unescape
from typing import Any

from proeftuin.report.document.bundle import MIME, Bundle
from proeftuin.report.document.parts import Bullets, Heading, Part, Run, Text

# The names of the parser, and ours.
MARKS = {"strong": "strong", "emphasis": "emph", "codespan": "code"}
BREAKS = {"softbreak": " ", "linebreak": " "}


def contents(notebook: Any) -> Iterator[Part]:
    """Walk over an executed notebook from top to bottom.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.

    Yields
    ------
    Part
        The values of a table are the texts that a reader sees.
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from markdown_parts(cell.source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if bundle := bundle_in(output):
                yield from bundle.parts
            elif text := data.get("text/plain") or output.get("text"):
                yield Text.of(text, "code")


def bundle_in(output: Any) -> Bundle | None:
    """Return the block that an output of a cell displays, if it is one.

    Parameters
    ----------
    output
        Of a cell of an executed notebook.
    """
    data = output.get("data", {})
    found = data.get(MIME, {})
    # A notebook that an older version ran has the numbers of a block, and its text as HTML only.
    return Bundle.from_json(found, data.get("image/svg+xml", "")) if "lead" in found else None


def markdown_parts(source: str) -> list[Part]:
    r"""Return the parts of a cell of text.

    Parameters
    ----------
    source
        Markdown. Of an element that no part is for the text is kept.

    Examples
    --------
    >>> heading, text = markdown_parts("## Voor en na\n\nDezelfde *leerlingen*.")
    >>> heading
    Heading(text='Voor en na', level=2, small=False)
    >>> text.runs
    (('Dezelfde ', ''), ('leerlingen', 'emph'), ('.', ''))
    """
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    parser: Any = MarkdownWithMath(renderer=None)  # type: ignore[arg-type]
    elements, _state = parser.parse(source)
    return [part for element in elements for part in _parts(element)]


def _parts(element: dict[str, Any]) -> Iterator[Part]:
    match element["type"]:
        case "heading":
            yield Heading(Text(_runs(element)).text, element["attrs"]["level"])
        case "paragraph" | "block_text":
            yield Text(_runs(element))
        case "block_code":
            yield Text.of(element["raw"], "code")
        case "list":
            items = tuple(_runs(item) for item in element["children"])
            yield Bullets(items, element["attrs"]["ordered"])
        case _:
            if "children" in element:
                for child in element["children"]:
                    yield from _parts(child)
            elif text := element.get("raw"):
                yield Text.of(text)


def _runs(element: dict[str, Any]) -> tuple[Run, ...]:
    return tuple(_marked(element, ""))


def _marked(element: dict[str, Any], mark: str) -> Iterator[Run]:
    for child in element.get("children", []):
        kind = child["type"]
        if kind in BREAKS:
            yield BREAKS[kind], mark
        elif "children" in child:
            yield from _marked(child, MARKS.get(kind, mark))
        else:
            raw = child.get("raw", "")
            yield raw if kind == "codespan" else unescape(raw), MARKS.get(kind, mark)
