"""How the Excel annex looks and prints: everything of it that is XlsxWriter and not content."""

import io
import re
from datetime import date
from typing import Any

from proeftuin.team.form.style import (
    DEEP,
    FONT,
    FOOTER_SIZE,
    INK,
    LIKE_A_FORMULA,
    LINE,
    MARGIN_BOTTOM,
    MARGIN_FOOTER,
    MARGIN_SIDE,
    MARGIN_TOP,
    SOFT,
    footer_of,
    height_of,
)

# Codes as a workbook holds them; each reader sees the separators of the own country.
FORMATS = {
    "text": "General",
    "count": "#,##0",
    "percent": "0.0%",
    "points": "+0.0;-0.0;0.0",
    "change": "+#,##0;-#,##0;0",
    "number": "#,##0.0",
    "date": "dd-mm-yyyy",
}
# Characters.
NARROWEST, WIDEST, FIRST_WIDEST = 9, 38, 34
TEXT_WIDTH = 90
LONGEST_TEXT = 32_000
# Points: room above and below the text of a row together, and a row of one line with it.
AIR, ONE_LINE = 4.5, 18.0
# As XlsxWriter numbers them: paper, and lines that are neither shown nor printed.
A4, HIDDEN_EVERYWHERE = 9, 2
_NO_LETTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_BASE: dict[str, Any] = {
    "font_name": FONT,
    "font_size": 10,
    "font_color": f"#{INK}",
    # In the middle, since a text at the top touches the line of the row above.
    "valign": "vcenter",
}
_LEFT = {"align": "left", "indent": 1}
_SMALL = {"font_size": 9, "font_color": f"#{SOFT}"}
_HEAD = {"bold": True, "font_color": f"#{SOFT}", "text_wrap": True, "valign": "bottom"}
_THIN, _DARK = ({"bottom": 1, "bottom_color": f"#{colour}"} for colour in (LINE, INK))
LOOKS: dict[str, dict[str, Any]] = {
    "title": {**_LEFT, "font_size": 16, "bold": True, "font_color": f"#{DEEP}"},
    "caption": {**_LEFT, "font_size": 11, "bold": True},
    "note": {**_LEFT, **_SMALL},
    "link": {**_LEFT, **_THIN, "font_color": f"#{DEEP}", "underline": 1},
    "plain": {**_LEFT, "text_wrap": True, "valign": "top"},
    "head": {**_HEAD, **_LEFT, **_DARK},
    "head number": {**_HEAD, **_DARK, "align": "right"},
    "text": {**_LEFT, **_THIN, "text_wrap": True},
    "number": {**_THIN, "align": "right"},
}


class Book:
    """An empty workbook with the looks of the annex, and nobody's name in it.

    Parameters
    ----------
    title
        Of the report.
    mark
        What it is found back by; may be empty.
    """

    def __init__(self, title: str, mark: str) -> None:
        # openpyxl, which can also read, takes three times as long to write.
        from xlsxwriter import Workbook

        self._content = io.BytesIO()
        self._book = Workbook(self._content, {"in_memory": True})
        self._book.set_properties({"title": title, "author": "proeftuin", "keywords": mark})
        self._formats: dict[tuple[str, str, bool], Any] = {}

    def add_sheet(self, name: str) -> Any:
        """Add a sheet at the end."""
        return self._book.add_worksheet(name)

    def format(self, look: str, number: str = "General", is_quoted: bool = False) -> Any:
        """Return the format of cells with a look; quoted, a text stays text when it is edited."""
        key = look, number, is_quoted
        if key not in self._formats:
            properties = {**_BASE, **LOOKS[look], "num_format": number, "quote_prefix": is_quoted}
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def content(self) -> bytes:
        """Return the bytes of the workbook; nothing can be written after it."""
        self._book.close()
        return self._content.getvalue()


class Sheet:
    """One sheet that is written from top to bottom.

    Parameters
    ----------
    book
        That it comes in.
    name
        Of the sheet, fit for Excel.
    title
        Of the report; it stands at the foot of each printed page.
    """

    def __init__(self, book: Book, name: str, title: str) -> None:
        self.name, self.title = name, title
        self.row = 1
        self._book, self._sheet = book, book.add_sheet(name)
        self._widths: dict[int, int] = {}
        self._texts: dict[int, list[tuple[str, int]]] = {}
        self._header = 2

    def heading(self, text: str) -> None:
        """Write the sheet's own title."""
        self._put(1, text, "title")
        self.row += 2

    def caption(self, text: str) -> None:
        """Write a heading above what follows."""
        self._put(1, text, "caption")
        self.row += 1

    def paragraph(self, text: str) -> None:
        """Write a text over several columns."""
        row = self.row - 1
        self._sheet.merge_range(row, 0, row, 1, "", self._book.format("plain"))
        self._put(1, text, "plain")
        self._sheet.set_row(row, height_of([(text, TEXT_WIDTH)]))
        self.row += 2

    def pairs(self, rows: list[tuple[str, str]]) -> None:
        """Write a list of names and what belongs to each."""
        for name, value in rows:
            self._put(1, name, "text", fits=True)
            self._put(2, value, "text", fits=True)
            self.row += 1
        self.row += 1

    def link(self, sheet: str, row: int, text: str) -> None:
        """Write a line that leads to a place in another sheet."""
        self._put(1, sheet, "text", fits=True)
        place = f"internal:'{sheet}'!A{row}"
        self._sheet.write_url(
            self.row - 1, 1, place, self._format_of(text, "link"), as_cell_text(text)
        )
        # LibreOffice breaks no link over lines.
        self._widths[2] = max(self._widths.get(2, 0), len(text) + 2)
        self.row += 1

    def table(
        self, caption: str, columns: list[dict[str, str]], rows: list[list[Any]], note: str
    ) -> None:
        """Write a table with its caption above and its note below."""
        if caption:
            self.caption(caption)
        if any(column["group"] for column in columns):
            for place, column in enumerate(columns, 1):
                if column["group"] and (
                    place == 1 or columns[place - 2]["group"] != column["group"]
                ):
                    self._put(place, column["group"], "note")
            self.row += 1
        for place, column in enumerate(columns, 1):
            look = "head" if column["kind"] in ("text", "date") else "head number"
            self._put(place, column["label"], look, fits=True)
        self._header = self.row
        for row in rows:
            self.row += 1
            for place, (value, column) in enumerate(zip(row, columns, strict=True), 1):
                self._value(place, value, column["kind"])
        self.row += 1
        if note:
            self._put(1, note, "note")
            self._sheet.set_row(self.row - 1, ONE_LINE)
            self.row += 1
        self.row += 1

    def finish(self, freeze_header: bool) -> None:
        """Set widths, print and what stays in sight, after the last row."""
        sheet = self._sheet
        # LibreOffice does not fit rows to their texts by itself, and Excel not to merged cells.
        for row, texts in self._texts.items():
            wide = [(text, self._widths[place]) for text, place in texts]
            # Counting the lines of a text takes time, and most have one.
            more = any(len(text) >= width for text, width in wide)
            sheet.set_row(row - 1, height_of(wide) + AIR if more else ONE_LINE)
        for place, width in self._widths.items():
            sheet.set_column(place - 1, place - 1, width)
        sheet.freeze_panes(self._header if freeze_header else 1, 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(MARGIN_SIDE, MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM)
        # A space, or a title that begins with a digit would make the letters larger.
        parts = zip("LCR", footer_of(self.title), strict=True)
        footer = "".join(f"&{side}&{FOOTER_SIZE} {text}" for side, text in parts)
        sheet.set_footer(footer, {"margin": MARGIN_FOOTER})
        if freeze_header:
            sheet.repeat_rows(self._header - 1)
        sheet.hide_gridlines(HIDDEN_EVERYWHERE)

    def _value(self, place: int, value: Any, kind: str) -> None:
        if isinstance(value, str | None):
            look = "text" if kind in ("text", "date") else "number"
            self._put(place, value or "", look, fits=True)
            return
        at, number = (self.row - 1, place - 1), FORMATS.get(kind, "General")
        if isinstance(value, date):
            self._sheet.write_datetime(*at, value, self._book.format("text", number))
        else:
            self._sheet.write_number(*at, value, self._book.format("number", number))
        self._fit(place, f"{value:.4g}" if isinstance(value, float) else str(value))

    def _put(self, place: int, text: str, look: str, fits: bool = False) -> None:
        at, shape = (self.row - 1, place - 1), self._format_of(text, look)
        if text:
            self._sheet.write_string(*at, as_cell_text(text), shape)
        else:
            self._sheet.write_blank(*at, None, shape)
        if fits:
            self._fit_text(place, text)

    def _format_of(self, text: str, look: str) -> Any:
        return self._book.format(look, is_quoted=text.startswith(LIKE_A_FORMULA))

    def _fit_text(self, place: int, text: str) -> None:
        self._fit(place, text)
        self._texts.setdefault(self.row, []).append((text, place))

    def _fit(self, place: int, text: str) -> None:
        widest = FIRST_WIDEST if place == 1 else WIDEST
        width = min(widest, max(NARROWEST, len(text) + 2))
        self._widths[place] = max(self._widths.get(place, 0), width)


def as_cell_text(text: str) -> str:
    """Return a text as a cell can hold it.

    Examples
    --------
    >>> as_cell_text("bel" + chr(7))
    'bel�'
    """
    return _NO_LETTERS.sub("\ufffd", text)[:LONGEST_TEXT]
