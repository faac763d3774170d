"""How the form looks, prints and is locked: everything of it that is openpyxl and not content."""

import textwrap
from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any

from proeftuin.text.language import _

INK, SOFT, FAINT = "1D2429", "56616A", "E4E7E9"
DEEP, LINE, OPEN = "2C7090", "B9C0C5", "FFFDF5"
# Pale, so that text stays readable and a grey printer shows them apart; no red for a "nee".
ANSWER_COLOURS = {"ja": "BFD9E6", "deels": "F7E5BE", "nee": "FFFFFF", "niet van toepassing": FAINT}
# On every Windows and Mac; LibreOffice has a font of the same widths.
FONT = "Arial"
# Points.
LINE_HEIGHT, PADDING = 12.5, 4
# How a text begins that Excel would take for a formula.
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Inches.
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_FOOTER = 0.45, 0.5, 0.6, 0.3
FOOTER_SIZE = 8


class Look(Enum):
    """The kinds of cell."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    TOPIC = "topic"
    NUMBER = "number"
    ITEM = "item"
    EARLIER = "earlier"
    INPUT = "input"
    DATE = "date"
    TEXT = "text"
    STRONG = "strong"


_FONTS: dict[Look, dict[str, Any]] = {
    Look.NUMBER: {"size": 9, "color": SOFT},
    Look.TITLE: {"size": 16, "bold": True, "color": DEEP},
    Look.SUBTITLE: {"size": 10.5, "color": SOFT},
    Look.HEADING: {"size": 10, "bold": True, "color": "FFFFFF"},
    Look.TOPIC: {"size": 11, "bold": True, "color": DEEP},
    Look.EARLIER: {"size": 9.5, "color": SOFT},
    Look.STRONG: {"size": 10.5, "bold": True},
    Look.TEXT: {"size": 10.5},
}
_FILLS = {Look.HEADING: DEEP, Look.TOPIC: FAINT, Look.INPUT: OPEN, Look.DATE: OPEN}
_BOXED = (Look.HEADING, Look.NUMBER, Look.ITEM, Look.EARLIER, Look.INPUT, Look.DATE)
_ONE_LINE = (Look.TITLE, Look.SUBTITLE, Look.TOPIC)


def paint(cell: Any, look: Look) -> None:
    """Give a cell its look; cells to fill in are unlocked."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    cell.font = Font(name=FONT, **({"size": 10, "color": INK} | _FONTS.get(look, {})))
    middle = look in (Look.HEADING, Look.TOPIC)
    cell.alignment = Alignment(
        wrap_text=look not in _ONE_LINE,
        vertical="center" if middle else "top",
        horizontal="left",
    )
    if fill := _FILLS.get(look):
        cell.fill = PatternFill("solid", start_color=fill)
    if look in _BOXED:
        side = Side(style="thin", color=LINE)
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    if look in (Look.INPUT, Look.DATE):
        cell.protection = Protection(locked=False)
        # As text, so that Excel makes no date of "3-4" and no formula of "= zie beleidsplan".
        cell.number_format = "dd-mm-yyyy" if look is Look.DATE else "@"


def write_text(cell: Any, text: str) -> None:
    """Write text that stays text, also when it begins like a formula and is edited later."""
    cell.value = text
    if text.startswith(LIKE_A_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True


def fit_height(
    sheet: Any, row: int, texts: Iterable[tuple[str, float]], at_least: float = 1
) -> None:
    """Make a row as high as its texts need; it still grows when more is typed.

    Parameters
    ----------
    sheet, row
        An openpyxl worksheet and the number of a row.
    texts, at_least
        As in `height_of`.
    """
    height = height_of(texts, at_least)
    sheet.row_dimensions[row] = _growing_row()(sheet, index=row, ht=height)


def height_of(texts: Iterable[tuple[str, float]], at_least: float = 1) -> float:
    """Return the height of a row in points.

    Parameters
    ----------
    texts
        Each text of the row and the width of its column.
    at_least
        Lines.

    Examples
    --------
    >>> height_of([("Een regel.", 46)])
    16.5
    """
    lines = [
        sum(len(textwrap.wrap(line, int(1.2 * width))) or 1 for line in text.split("\n"))
        for text, width in texts
    ]
    return max([at_least, *lines]) * LINE_HEIGHT + PADDING


def colour_answers(sheet: Any, cells: str) -> None:
    """Colour the answers once they are chosen."""
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import PatternFill

    for word, colour in ANSWER_COLOURS.items():
        rule = CellIsRule("equal", [f'"{word}"'], fill=PatternFill("solid", bgColor=colour))
        sheet.conditional_formatting.add(cells, rule)


def print_on_a4(
    sheet: Any, school_name: str, heading_row: int | None = None, landscape: bool = True
) -> None:
    """Fit the width of a sheet on A4, with repeated headings and numbered pages."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN_SIDE
    margins.top, margins.bottom, margins.footer = MARGIN_TOP, MARGIN_BOTTOM, MARGIN_FOOTER
    footer = sheet.oddFooter
    for part, text in zip(
        (footer.left, footer.center, footer.right), footer_of(school_name), strict=True
    ):
        part.text, part.size = text, FOOTER_SIZE
    if heading_row is not None:
        sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.sheet_view.showGridLines = False


def footer_of(title: str) -> tuple[str, str, str]:
    """Return what stands left, in the middle and right at the foot of a printed page.

    Examples
    --------
    >>> footer_of("R&D")
    ('R&&D', '&A', 'blad &P van &N')
    """
    # In a footer & begins a code, and more than 255 characters damage the workbook.
    name = title[:80].replace("&", "&&")
    return name, "&A", _("blad {page} van {pages}", page="&P", pages="&N")


def lock(sheet: Any) -> None:
    """Lock what is not to be filled in; heights and widths stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False


@cache
def _growing_row() -> Any:
    from openpyxl.worksheet.dimensions import RowDimension

    class GrowingRow(RowDimension):  # type: ignore[misc]
        # A height that is marked as chosen by hand stays as it is.
        customHeight = False  # noqa: N815

    return GrowingRow
