"""A workbook as cells with their place: values as the school sees them, and what stands in the way.

A formula counts for what it shows, as far as the workbook remembers that; an error value, or a
formula without an outcome, is marked. Rows and columns that were never touched do not exist here,
however far down a stray cell lies.
"""

import io
import warnings
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from proeftuin.errors import InputError, Problem, file_name
from proeftuin.register.reading.cell_errors import sheet_part
from proeftuin.team.checklist.answers import clean
from proeftuin.text.words import short_date

LARGEST_FILE = 20_000_000
SHOWN_LETTERS = 60
MEND = (
    "Open het in Excel of LibreOffice en sla het op als Excel-werkmap (.xlsx), zonder wachtwoord."
)


@dataclass(frozen=True)
class Cell:
    """One filled cell.

    Parameters
    ----------
    value
        As the workbook has it.
    fault
        `formula` for one without an outcome, `error` for an error value, else empty.
    """

    value: object
    fault: str = ""

    @cached_property
    def text(self) -> str:
        """The value as text, cleaned."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "waar" if value else "onwaar"
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, datetime):
            value = value.date() if value.time() == time() else value
        if isinstance(value, date) and not isinstance(value, datetime):
            return short_date(value)
        return clean(str(value))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it, not even a fault."""
        return not self.text and not self.fault

    @property
    def shown(self) -> str:
        """The text, no longer than a message can hold."""
        text = self.text.replace("\n", " ")
        return text if len(text) <= SHOWN_LETTERS else text[: SHOWN_LETTERS - 1] + "…"


EMPTY = Cell(None)
Row = dict[int, Cell]


@dataclass(frozen=True)
class Merged:
    """A range of merged cells; only its first one can hold a value."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return (
            self.first_row <= row <= self.last_row
            and self.first_column <= column <= self.last_column
        )

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell lies in it and is not its first one."""
        first = (self.first_row, self.first_column)
        return (row, column) != first and self.holds(row, column)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its filled cells by row and column, both from 1."""

    file: str
    title: str
    rows: dict[int, Row]
    merged: tuple[Merged, ...] = ()

    def cell(self, row: int, column: int | None) -> Cell:
        """Return a cell, an empty one where there is none."""
        return self.rows.get(row, {}).get(column or 0, EMPTY)

    def problem(
        self,
        what: str,
        row: int,
        column: int,
        heading: str = "",
        *,
        value: str | None = None,
        expected: str = "",
        mend: str = "",
    ) -> Problem:
        """Make a problem of a cell; its value is the cell's unless given."""
        return Problem(
            what,
            f"{self.file}, blad {self.title}, cel {coordinate(row, column)}",
            column=heading,
            value=self.cell(row, column).shown if value is None else value,
            expected=expected,
            mend=mend,
        )


def coordinate(row: int, column: int) -> str:
    """Return the name of a cell.

    Examples
    --------
    >>> coordinate(7, 5)
    'E7'
    """
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column)}{row}"


def open_sheets(path: Path | str) -> list[Sheet]:
    """Read the sheets of a workbook, hidden ones too.

    Raises
    ------
    InputError
        The file is not there, or is no workbook that can be opened.
    """
    from openpyxl import load_workbook

    name = file_name(path)
    try:
        if Path(path).stat().st_size > LARGEST_FILE:
            raise InputError([Problem("Het bestand is te groot voor een formulier.", name)])
        content = Path(path).read_bytes()
    except FileNotFoundError:
        problem = Problem("Het formulier bestaat niet.", name, mend="Controleer de naam en de map.")
        raise InputError([problem]) from None
    except OSError:
        problem = Problem(
            "Het formulier kan niet worden gelezen.",
            name,
            mend="Geef de naam van een bestand, en sluit het in Excel.",
        )
        raise InputError([problem]) from None
    try:
        with warnings.catch_warnings():
            # About extensions of other programs that openpyxl leaves out; we only read.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True)
            shown = _Shown(content)
            return [_sheet(name, each, content, shown) for each in book.worksheets]
    # A damaged workbook fails in more ways than its reader documents.
    except Exception:
        problem = Problem(
            "Het formulier kan niet worden geopend.",
            name,
            expected="een Excel-werkmap (.xlsx)",
            mend=MEND,
        )
        raise InputError([problem]) from None


def _sheet(file: str, sheet: Any, content: bytes, shown: "_Shown") -> Sheet:
    cells, merged = _cells(sheet), _merged(content, sheet.title)
    # It shows formulas or what is seen of them.
    is_counted = any(cell.data_type == "f" for cell in cells.values())
    outcomes = _cells(shown.book[sheet.title]) if is_counted else {}
    rows: dict[int, Row] = {}
    # Of each row apart: a sheet that is no form may have thousands.
    merged_in = {
        row: [part for part in merged if part.first_row <= row <= part.last_row]
        for row in {row for row, __ in cells}
    }
    for (row, column), cell in sorted(cells.items()):
        if any(part.hides(row, column) for part in merged_in[row]):
            continue
        seen, fault = cell, ""
        if cell.data_type == "f":
            seen = outcomes.get((row, column))
            fault = "" if seen else "formula"
        if seen and seen.data_type == "e":
            fault = "error"
        if not (found := Cell(seen.value if seen else None, fault)).is_empty:
            rows.setdefault(row, {})[column] = found
    return Sheet(file, sheet.title, rows, merged)


class _Shown:
    """A workbook with the outcomes of its formulas, opened when a sheet asks for one."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def book(self) -> Any:
        from openpyxl import load_workbook

        return load_workbook(io.BytesIO(self._content), read_only=True, data_only=True)


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    """Read the cells of a sheet that hold something.

    Read as it goes, a row ends at its last cell and an empty one costs nothing; a workbook loaded
    as a whole has styles and rules as well, and a million merged cells for a column that is one.
    """
    # A size that the file claims would fill every row up to it.
    sheet.reset_dimensions()
    filled = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return {(cell.row, cell.column): cell for cell in filled}


def _merged(content: bytes, title: str) -> tuple[Merged, ...]:
    """Read which cells of a sheet are merged, which openpyxl does not tell of one that it streams.

    The fast reader of exports does, but makes every cell up to the last one.
    """
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils.cell import range_boundaries

    with ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(sheet_part(archive, title))
    if b"mergeCell" not in text:
        return ()
    found = []
    for __, element in iterparse(io.BytesIO(text)):
        kind = element.tag.rpartition("}")[2]
        if kind == "mergeCell":
            first_column, first_row, last_column, last_row = range_boundaries(element.get("ref"))
            found.append(Merged(first_row, last_row, first_column, last_column))
        elif kind == "row":
            element.clear()
    return tuple(found)
