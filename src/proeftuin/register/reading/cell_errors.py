"""Cells of a workbook that hold an error, or a formula of which no outcome was stored.

The fast reader gives nothing for both, and an empty cell has a meaning: still enrolled, the whole
day. So the file is asked itself. Nearly no sheet has such a cell, which its bytes tell at once;
only of one that has, the cells are gone through.
"""

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pandas as pd

from proeftuin.errors import LISTED, Problem
from proeftuin.register.reading.unique_values import map_uniques
from proeftuin.register.reading.xls_errors import SIGNATURE, errors_of_xls

# What stands in the table for a formula without an outcome: nobody writes that, and no formula is
# shown, because there may be a name in it.
NO_OUTCOME = "#FORMULE!"
# `#N/A`, `#WAARDE!`, `#NAAM?`, LibreOffice's `Err:502`, and `####` of a column that was too narrow.
ERROR = r"#N/[AB]|#[A-Z][A-Z0-9_/]*[!?]|#{3,}|(?:Err|Fout):\d{3}"

# A formula without a value behind it, or with an empty one.
_UNSOLVED = re.compile(
    rb"(?:</(?:\w+:)?f|<(?:\w+:)?f\s[^>]*/)>\s*<(?:/|(?:\w+:)?v\s*/|(?:\w+:)?v>\s*</)"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A row or column that is repeated further than any table goes is the empty rest of a sheet.
_FAR = 20_000

Spoilt = dict[tuple[int, int], str]


def spoilt_cells(content: bytes, sheet: str) -> Spoilt:
    """Find the cells of a sheet that hold an error or a formula without an outcome.

    Parameters
    ----------
    content
        The workbook: `.xlsx`, `.xlsm`, `.ods` or `.xls`; of others nothing is found.
    sheet
        Name of the sheet.

    Returns
    -------
    dict
        Row and column, both from 0 → the error as text, or `NO_OUTCOME`.

    Raises
    ------
    Exception
        Whatever a damaged workbook gives.
    """
    if content.startswith(SIGNATURE):
        return errors_of_xls(content, sheet)
    if not content.startswith(b"PK"):
        return {}
    with ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            text = archive.read("content.xml")
            asks = b"table:formula" in text or b'value-type="error"' in text
            return dict(_of_ods(text, sheet)) if asks else {}
        if "xl/workbook.xml" not in names:
            return {}
        text = archive.read(sheet_part(archive, sheet))
    asks = b't="e"' in text or b"t='e'" in text
    # Looking for a few bytes is quicker than for a pattern.
    asks = asks or ((b"<f" in text or b":f" in text) and _UNSOLVED.search(text) is not None)
    return dict(_of_xlsx(text)) if asks else {}


def sheet_part(archive: ZipFile, sheet: str) -> str:
    """Return which file in an .xlsx holds a sheet.

    Parameters
    ----------
    archive
        The workbook.
    sheet
        Name of the sheet.

    Raises
    ------
    Exception
        Whatever a damaged workbook gives.
    """
    from defusedxml.ElementTree import fromstring

    book = fromstring(archive.read("xl/workbook.xml"))
    relation = next(
        element.attrib[_RELATION]
        for element in book.iter()
        if _name(element) == "sheet" and element.get("name") == sheet
    )
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(each.attrib["Target"] for each in relations if each.get("Id") == relation)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def is_error(column: "pd.Series[str]") -> "pd.Series[bool]":
    """Tell which cells hold an error of Excel or LibreOffice as text.

    Examples
    --------
    >>> is_error(pd.Series(["#N/B", "#VERW!", "########", "Err:502", "#1", "1a"])).tolist()
    [True, True, True, True, False, False]
    """
    return map_uniques(column, lambda texts: texts.str.fullmatch(ERROR))


def error_problems(
    column: "pd.Series[str]", rows: pd.Index, place: str, name: str
) -> list[Problem]:
    """Report the cells of a column that hold an error of Excel or LibreOffice.

    Parameters
    ----------
    column
        Cells as text: of a workbook with what `spoilt_cells` found, of a CSV as they stand.
    rows
        The row in the file of each.
    place, name
        The file, and the column's name in it.

    Examples
    --------
    >>> cells = pd.Series(["#N/B", "1a"])
    >>> [problem.row for problem in error_problems(cells, pd.RangeIndex(2, 4), "a.csv", "klas")]
    [2]
    """
    wrong = is_error(column)
    if not wrong.any():
        return []
    found: list[Problem] = []
    for what, mend, here in (
        (
            "Een cel bevat een fout van Excel.",
            "Verbeter de formule of vul de waarde in (#### staat in een kolom die te smal was), "
            "bewaar het bestand en probeer het opnieuw.",
            wrong & (column != NO_OUTCOME),
        ),
        (
            "Van een formule is geen uitkomst bewaard.",
            "Open het werkboek in Excel, sla het op en probeer het opnieuw.",
            column == NO_OUTCOME,
        ),
    ):
        cells = column[here]
        expected = "een waarde, of een lege cel"
        found += [
            Problem(what, place, int(row), name, "" if cell == NO_OUTCOME else cell, expected, mend)
            for row, cell in zip(rows[here][:LISTED], cells, strict=False)
        ]
        if len(cells) > LISTED:
            found.append(Problem(what, place, None, name, mend=mend, more=len(cells) - LISTED))
    return found


def _of_xlsx(text: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    from defusedxml.ElementTree import fromstring

    for row, cells in enumerate(each for each in fromstring(text).iter() if _name(each) == "row"):
        for column, cell in enumerate(cells):
            kind = cell.get("t")
            if kind != "e" and (not len(cell) or _name(cell[0]) != "f"):
                continue
            parts = {_name(part): (part.text or "").strip() for part in cell}
            value = parts.get("v", "")
            # A formula that gives an empty text has that as its outcome.
            unsolved = "f" in parts and not value and kind != "str"
            if kind == "e" or unsolved:
                place = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
                yield (
                    (int(place[2]) - 1, _column(place[1])) if place else (row, column),
                    NO_OUTCOME if unsolved else value or "#N/A",
                )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _of_ods(text: bytes, sheet: str) -> Iterator[tuple[tuple[int, int], str]]:
    from defusedxml.ElementTree import fromstring

    tables = (each for each in fromstring(text).iter() if _name(each) == "table")
    table = next(each for each in tables if _attributes(each).get("name") == sheet)
    row = 0
    for line in (each for each in table.iter() if _name(each) == "table-row"):
        column, lines = 0, int(_attributes(line).get("number-rows-repeated", 1))
        for cell in line:
            said = _attributes(cell)
            times = int(said.get("number-columns-repeated", 1))
            shown = [part for part in cell if _name(part) == "p"]
            # A formula that gives an empty text has an empty paragraph.
            unsolved = "formula" in said and "value-type" not in said and not shown
            if max(times, lines) < _FAR and (unsolved or "error" in said.get("value-type", "")):
                found = NO_OUTCOME if unsolved else "".join(shown[0].itertext() if shown else "")
                for place in ((row + i, column + j) for i in range(lines) for j in range(times)):
                    yield place, found or "#N/A"
            column += times
        row += lines


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attributes(element: Element) -> dict[str, str]:
    """Return attributes without their namespaces; of two of one name, as LibreOffice has, both."""
    found: dict[str, str] = {}
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2]
        found[short] = f"{found[short]} {value}" if short in found else value
    return found
