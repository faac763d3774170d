"""How the Excel annex looks and prints: everything of it that is openpyxl and not content."""

from datetime import date
from typing import Any

from proeftuin.team.formstyle import (
    DEEP,
    FONT,
    INK,
    LINE,
    SOFT,
    fit_height,
    print_on_a4,
    write_text,
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
NARROWEST, WIDEST, FIRST_WIDEST = 9, 46, 34
TEXT_WIDTH = 90
LONGEST_TEXT = 32_000


def new_book(title: str) -> Any:
    """Return an empty workbook with the styles of the annex, and nobody's name in it."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = title, "proeftuin"
    thin, dark = Side(style="thin", color=LINE), Side(style="thin", color=INK)
    looks: dict[str, dict[str, Any]] = {
        "title": {
            "alignment": {"horizontal": "left", "indent": 1},
            "font": {"size": 16, "bold": True, "color": DEEP},
        },
        "caption": {
            "alignment": {"horizontal": "left", "indent": 1},
            "font": {"bold": True, "size": 11},
        },
        "note": {
            "alignment": {"horizontal": "left", "indent": 1},
            "font": {"size": 9, "color": SOFT},
        },
        "link": {"font": {"color": DEEP, "underline": "single"}},
        "plain": {"alignment": {"wrap_text": True, "horizontal": "left", "indent": 1}},
        "group": {"font": {"color": SOFT}, "alignment": {"horizontal": "center"}},
        "head": {
            "font": {"bold": True, "color": SOFT},
            "alignment": {
                "wrap_text": True,
                "vertical": "bottom",
                "horizontal": "left",
                "indent": 1,
            },
            "border": {"bottom": dark},
        },
        "head number": {
            "font": {"bold": True, "color": SOFT},
            "alignment": {"wrap_text": True, "vertical": "bottom", "horizontal": "right"},
            "border": {"bottom": dark},
        },
        "text": {
            "alignment": {"wrap_text": True, "horizontal": "left", "indent": 1},
            "border": {"bottom": thin},
        },
        "number": {"alignment": {"horizontal": "right"}, "border": {"bottom": thin}},
    }
    for name, look in looks.items():
        style = NamedStyle(f"proeftuin {name}")
        style.font = Font(name=FONT, **({"size": 10, "color": INK} | look.get("font", {})))
        style.alignment = Alignment(**({"vertical": "top"} | look.get("alignment", {})))
        style.border = Border(**look.get("border", {}))
        book.add_named_style(style)
    return book


class Sheet:
    """One sheet that is written from top to bottom.

    Parameters
    ----------
    book
        What `new_book` returned.
    name
        Of the sheet, fit for Excel.
    title
        Of the report; it stands at the foot of each printed page.
    """

    def __init__(self, book: Any, name: str, title: str) -> None:
        self.name, self.title = name, title
        self.row = 1
        self._sheet = book.create_sheet(name)
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
        self._put(1, text, "plain")
        self._sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=2)
        fit_height(self._sheet, self.row, [(text, TEXT_WIDTH)])
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
        from openpyxl.worksheet.hyperlink import Hyperlink

        self._put(1, sheet, "text", fits=True)
        cell = self._put(2, text, "link", fits=True)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A{row}")
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
            self.row += 1
        self.row += 1

    def finish(self, freeze_header: bool) -> None:
        """Set widths, print and what stays in sight, after the last row."""
        from openpyxl.utils import get_column_letter

        for row, texts in self._texts.items():
            wide = [(text, self._widths[place]) for text, place in texts]
            # A row of one line has its height already, and most have one.
            if any(len(text) >= width for text, width in wide):
                fit_height(self._sheet, row, wide)
        for place, width in self._widths.items():
            self._sheet.column_dimensions[get_column_letter(place)].width = width
        top = self._header + 1 if freeze_header else 2
        self._sheet.freeze_panes = f"B{top}"
        print_on_a4(self._sheet, self.title, self._header if freeze_header else None)

    def _value(self, place: int, value: Any, kind: str) -> None:
        if isinstance(value, str | None):
            look = "text" if kind in ("text", "date") else "number"
            self._put(place, value or "", look, fits=True)
            return
        cell = self._sheet.cell(self.row, place, value)
        cell.style = "proeftuin text" if isinstance(value, date) else "proeftuin number"
        cell.number_format = FORMATS.get(kind, "General")
        self._fit(place, f"{value:.4g}" if isinstance(value, float) else str(value))

    def _put(self, place: int, text: str, look: str, fits: bool = False) -> Any:
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        cell = self._sheet.cell(self.row, place)
        cell.style = f"proeftuin {look}"
        if text:
            write_text(cell, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:LONGEST_TEXT])
        if fits:
            self._fit(place, text)
            self._texts.setdefault(self.row, []).append((text, place))
        return cell

    def _fit(self, place: int, text: str) -> None:
        widest = FIRST_WIDEST if place == 1 else WIDEST
        width = min(widest, max(NARROWEST, len(text) + 2))
        self._widths[place] = max(self._widths.get(place, 0), width)
