"""What a document is made of: each part once, for every format to be written from.

A block of a report puts parts in a row; an executed notebook carries them as JSON, and what is read
back from there has the same classes. A text is never markup: each format escapes it in its own way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from proeftuin.report.document.table import Table
from proeftuin.text.language import _

Run = tuple[str, str]
"""A text and its mark: `strong`, `emph`, `code` or nothing."""

_ELEMENTS = {"strong": "strong", "emph": "em", "code": "code"}


@dataclass(frozen=True)
class Heading:
    """A heading.

    Parameters
    ----------
    text
        What it says.
    level
        1 is the title of the document.
    small
        It looks like one of the third level, whatever its level is.

    Examples
    --------
    >>> Heading("Voor & na", 2).html()
    '<h2>Voor &amp; na</h2>'
    """

    text: str
    level: int = 3
    small: bool = False

    def html(self) -> str:
        """Write it as HTML."""
        look = ' class="small"' if self.small else ""
        return f"<h{self.level}{look}>{escape(self.text)}</h{self.level}>"

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"part": "heading", "text": self.text, "level": self.level, "small": self.small}


@dataclass(frozen=True)
class Text:
    """A paragraph.

    Parameters
    ----------
    runs
        What it says, in parts with a mark each.
    style
        `body`, `school` (a name, as large as it gets), `headline`, `note` (small print) or `code`
        (letter for letter).

    Examples
    --------
    >>> Text.of("Aantallen < 5.", "note").html()
    '<p class="note">Aantallen &lt; 5.</p>'
    """

    runs: tuple[Run, ...]
    style: str = "body"

    @classmethod
    def of(cls, text: str, style: str = "body") -> "Text":
        """Make a paragraph without marks."""
        return cls(((text, ""),), style)

    @property
    def text(self) -> str:
        """What it says, without its marks."""
        return "".join(text for text, _mark in self.runs)

    def html(self) -> str:
        """Write it as HTML."""
        inside = _marked(self.runs)
        if self.style == "code":
            return f"<pre>{inside}</pre>"
        look = "" if self.style == "body" else f' class="{self.style}"'
        return f"<p{look}>{inside}</p>"

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"part": "text", "runs": [list(run) for run in self.runs], "style": self.style}


@dataclass(frozen=True)
class Bullets:
    """A list.

    Parameters
    ----------
    items
        Texts like those of a paragraph.
    ordered
        With numbers.

    Examples
    --------
    >>> Bullets.of(["een", "twee"]).html()
    '<ul><li>een</li><li>twee</li></ul>'
    """

    items: tuple[tuple[Run, ...], ...]
    ordered: bool = False

    @classmethod
    def of(cls, items: Iterable[str]) -> "Bullets":
        """Make a list of texts without marks."""
        return cls(tuple(((item, ""),) for item in items))

    def html(self) -> str:
        """Write it as HTML."""
        name = "ol" if self.ordered else "ul"
        inside = "".join(f"<li>{_marked(item)}</li>" for item in self.items)
        return f"<{name}>{inside}</{name}>"

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        items = [[list(run) for run in item] for item in self.items]
        return {"part": "bullets", "items": items, "ordered": self.ordered}


@dataclass(frozen=True)
class Facts:
    """Names with what belongs to each, in short.

    Parameters
    ----------
    items
        Pairs of a name and a value.

    Examples
    --------
    >>> Facts((("Sector", "po"),)).html()
    '<dl class="facts"><div><dt>Sector</dt><dd>po</dd></div></dl>'
    """

    items: tuple[tuple[str, str], ...]

    def html(self) -> str:
        """Write it as HTML."""
        pairs = (
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
            for name, value in self.items
        )
        return f'<dl class="facts">{"".join(pairs)}</dl>'

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"part": "facts", "items": [list(item) for item in self.items]}


@dataclass(frozen=True)
class Figure:
    """A finished figure and the sentence that says what one sees in it.

    Parameters
    ----------
    svg
        The figure, as wide as a page.
    alt
        The sentence.
    narrow
        The same figure for a phone; without it the wide one is shown there.
    """

    svg: str
    alt: str
    narrow: str = ""

    def html(self) -> str:
        """Write it as a figure; the SVG that is shown is the image that a screen reader reads."""
        if not self.narrow:
            return f'<figure aria-label="{_("Figuur")}">{self.svg}</figure>'
        # Hidden wherever the style of the page is not there to choose, as in a notebook.
        return (
            f'<figure aria-label="{_("Figuur")}"><div class="wide">{self.svg}</div>'
            f'<div class="narrow" hidden>{self.narrow}</div></figure>'
        )


Part = Heading | Text | Bullets | Facts | Figure | Table


def part_from_json(data: Mapping[str, Any]) -> Heading | Text | Bullets | Facts:
    """Read a part of text back.

    Parameters
    ----------
    data
        What its `data` returned.

    Examples
    --------
    >>> part_from_json(Text.of("Een zin.").data()) == Text.of("Een zin.")
    True
    """
    match data["part"]:
        case "heading":
            return Heading(data["text"], data["level"], data["small"])
        case "bullets":
            return Bullets(tuple(_runs(item) for item in data["items"]), data["ordered"])
        case "facts":
            return Facts(tuple((name, value) for name, value in data["items"]))
        case _:
            return Text(_runs(data["runs"]), data["style"])


def _runs(items: Any) -> tuple[Run, ...]:
    return tuple((text, mark) for text, mark in items)


def _marked(runs: tuple[Run, ...]) -> str:
    """Write texts with their marks as HTML."""
    found = []
    for text, mark in runs:
        name = _ELEMENTS.get(mark)
        found.append(f"<{name}>{escape(text)}</{name}>" if name else escape(text))
    return "".join(found)
