"""One block of a report: its table, its figure and its numbers, made from the same values.

A notebook displays a `Bundle` as one mime bundle. HTML, PDF and Excel are later walks over
the bundles of an executed notebook, so the same number stands everywhere by construction.
"""

import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from proeftuin.report.document.narrow_figures import lay_out
from proeftuin.report.document.table import Table, plain
from proeftuin.text.language import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIME = "application/vnd.proeftuin+json"

# As text in the SVG the letters come from the reader's machine: the fonts of the page.
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Drawing:
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


@dataclass(frozen=True, repr=False)
class Bundle:
    """What one block of a report displays.

    Parameters
    ----------
    name
        The block's name, for those who walk over an executed notebook.
    lead
        HTML before the figure: the sentence that says what was found.
    drawing
        The figure, if there is one.
    tables
        The numbers, next to it.
    values
        Further plain values that stand in the text.
    after
        HTML after the tables.
    """

    name: str
    lead: str = ""
    drawing: Drawing | None = None
    tables: tuple[Table, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    after: str = ""

    @property
    def html(self) -> str:
        """The whole block, figure included."""
        parts = [self.lead, self.drawing.html() if self.drawing else ""]
        parts += [table.html() for table in self.tables]
        inside = "\n".join(filter(None, [*parts, self.after]))
        return f'<section class="block" data-block="{self.name}">\n{inside}\n</section>'

    @property
    def data(self) -> dict[str, Any]:
        """The numbers of the block as plain JSON."""
        return {
            "block": self.name,
            "alt": self.drawing.alt if self.drawing else "",
            "tables": [table.data() for table in self.tables],
            "values": plain(self.values),
        }

    def __repr__(self) -> str:
        # A notebook keeps this as text/plain; the numbers are there already.
        return f"Bundle({self.name})"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": self.html, MIME: self.data}
        if self.drawing:
            bundle["image/svg+xml"] = self.drawing.svg
        return bundle


def drawing(ax: "Axes", alt: str) -> Drawing:
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
    return Drawing(wide, alt, narrow)


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


def paragraphs(*texts: str, kind: str = "") -> str:
    """Write sentences as HTML paragraphs."""
    mark = f' class="{kind}"' if kind else ""
    return "".join(f"<p{mark}>{escape(text)}</p>" for text in texts if text)


def heading(text: str) -> str:
    """Write a heading that belongs to a block: it stands only where the block has something."""
    return f"<h3>{escape(text)}</h3>"


def bullets(items: Sequence[str]) -> str:
    """Write sentences as an HTML list."""
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
