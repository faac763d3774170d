"""One block of a report: its table, its figure and its numbers, made from the same values.

A notebook displays a `Bundle` as one mime bundle. HTML, PDF and Excel are later walks over
the bundles of an executed notebook, so the same number stands everywhere by construction.
"""

import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

from proeftuin.report.document.narrow_figures import lay_out
from proeftuin.report.document.parts import (
    Bullets,
    Facts,
    Figure,
    Heading,
    Part,
    Text,
    part_from_json,
)
from proeftuin.report.document.table import Table, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Parts = tuple[Heading | Text | Bullets | Facts, ...]
"""Parts of text in the order in which they are read."""

MIME = "application/vnd.proeftuin+json"

# As text in the SVG the letters come from the reader's machine: the fonts of the page.
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True, repr=False)
class Bundle:
    """What one block of a report displays.

    Parameters
    ----------
    name
        The block's name, for those who walk over an executed notebook.
    lead
        Parts before the figure: the sentence that says what was found.
    drawing
        The figure, if there is one.
    tables
        The numbers, next to it.
    values
        Further plain values that stand in the text.
    after
        Parts after the tables.
    """

    name: str
    lead: Parts = ()
    drawing: Figure | None = None
    tables: tuple[Table, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    after: Parts = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything in it, in the order in which it is read."""
        figure = (self.drawing,) if self.drawing else ()
        return (*self.lead, *figure, *self.tables, *self.after)

    @property
    def html(self) -> str:
        """The whole block, figure and annex included."""
        return self._html(self.drawing, [table.html() for table in self.tables])

    @property
    def page_html(self) -> str:
        """The block as a page shows it: without what is of the annex."""
        return self._html(
            self.drawing, ["" if table.annex else table.html() for table in self.tables]
        )

    def _html(self, figure: Figure | None, tables: list[str]) -> str:
        lead, after = ("".join(part.html() for part in side) for side in (self.lead, self.after))
        before = [lead, figure.html() if figure else ""]
        inside = "\n".join([*filter(None, before), *tables, *filter(None, [after])])
        return f'<section class="block" data-block="{self.name}">\n{inside}\n</section>'

    @property
    def data(self) -> dict[str, Any]:
        """The parts and the numbers of the block as plain JSON; its figure is the SVG beside it."""
        return {
            "block": self.name,
            "lead": [part.data() for part in self.lead],
            "alt": self.drawing.alt if self.drawing else "",
            "narrow": self.drawing.narrow if self.drawing else "",
            "tables": [table.data() for table in self.tables],
            "values": plain(self.values),
            "after": [part.data() for part in self.after],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any], svg: str = "") -> "Bundle":
        """Read a block back as an executed notebook has it: its numbers are texts.

        Parameters
        ----------
        data
            What `data` was.
        svg
            Its figure, when it has one.
        """
        return cls(
            data["block"],
            tuple(map(part_from_json, data["lead"])),
            Figure(svg, data["alt"], data["narrow"]) if svg else None,
            tuple(map(Table.from_json, data["tables"])),
            data["values"],
            tuple(map(part_from_json, data["after"])),
        )

    def __repr__(self) -> str:
        # A notebook keeps this as text/plain; the numbers are there already.
        return f"Bundle({self.name})"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if not self.drawing:
            return {"text/html": self.html, MIME: self.data}
        # What a phone shows is for the page, which is written from the parts.
        figure = replace(self.drawing, narrow="")
        html = self._html(figure, [table.html() for table in self.tables])
        return {"text/html": html, MIME: self.data, "image/svg+xml": figure.svg}


def drawing(ax: "Axes", alt: str) -> Figure:
    """Turn the figure of axes into SVG that is the same on every run, and close it.

    Parameters
    ----------
    ax
        In a figure of fixed size and with fixed axes; nothing may depend on the width of letters.
    alt
        A sentence that says what one sees; protected numbers only.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    figure: Any = ax.figure
    settings: Any = {"svg.hashsalt": "proeftuin", "svg.fonttype": "none", "svg.image_inline": True}
    with mpl.rc_context(settings):
        wide = _svg(figure, alt)
        lay_out(figure)
        narrow = _svg(figure, alt)
    plt.close(figure)
    return Figure(wide, alt, narrow)


def _svg(figure: Any, alt: str) -> str:
    target = io.StringIO()
    figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    svg = target.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"'?DejaVu Sans'?(, [^;\"]*)?", FONTS, svg)
    # The last digits of a float differ between machines; a thousandth of a point is never seen.
    svg = re.sub(r"-?\d+\.\d{4,}", lambda found: f"{float(found[0]):.3f}", svg)
    # Ids must be unique in a page that holds many figures.
    mark = f"f{zlib.crc32(svg.encode()):08x}-"
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{mark}", svg)
    title = f'<title id="{mark}title">{escape(alt)}</title>'
    opening, rest = svg.split(">", 1)
    tag = f'{opening} role="img" aria-labelledby="{mark}title">'
    return tag + title + rest.strip()


def value_in(notebook: Any, name: str) -> Any:
    """Return a value of the blocks of an executed notebook; None when no block has it."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if name in (found := output.get("data", {}).get(MIME, {}).get("values", {})):
                return found[name]
    return None


def paragraphs(*texts: str, kind: str = "body") -> Parts:
    """Make paragraphs of sentences; an empty one is none."""
    return tuple(Text.of(text, kind) for text in texts if text)


def heading(text: str) -> Parts:
    """Make a heading that belongs to a block: it stands only where the block has something."""
    return (Heading(text),)


def bullets(items: Sequence[str]) -> Parts:
    """Make a list of sentences."""
    return (Bullets.of(items),)
