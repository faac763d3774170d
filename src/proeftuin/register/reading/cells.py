"""The rows of a file as text: every cell a string, every row with its place.

Nothing is guessed about types here. Excel loses leading zeros and turns `3-4` into a date when it
is allowed to guess; so cells stay text, and what they mean is decided with the column known.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zipfile import BadZipFile, ZipFile

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.profiles.profile import TableProfile
from proeftuin.register.reading.cell_errors import error_problems, spoilt_cells
from proeftuin.register.reading.files import RawFile
from proeftuin.register.reading.json_xml import read_json, read_xml
from proeftuin.register.reading.sheet_size import refuse_scattered

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
# A title or a date of printing may stand above the table.
ROWS_ABOVE = 15
DELIMITERS = ";,\t|"
EMPTY = "Het bestand is leeg."


@dataclass(frozen=True)
class Sheet:
    """The rows of one file or sheet.

    Parameters
    ----------
    place
        File, and sheet when it has several.
    cells
        Text columns under the names in the file; where two columns have one name, the first.
    first_row
        Row of the first row of cells, as Excel numbers it.
    encoding
        How the text was written.
    short
        Rows with fewer fields than the header; what they lack is empty.
    """

    place: str
    cells: pd.DataFrame
    first_row: int
    encoding: str
    short: list[int] = field(default_factory=list)


def read_cells(file: RawFile, profile: TableProfile) -> Sheet:
    """Read a file as text, by the kind of file it is.

    Parameters
    ----------
    file
        CSV, workbook, XML or JSON.
    profile
        Which sheet or records to read; its column names tell which row is the header.

    Raises
    ------
    InputError
        What is wrong with the file as a whole.
    """
    names = [*profile.columns.values(), profile.keep, profile.cancelled, profile.gone]
    wanted = {name.casefold() for each in names for name in each}
    if file.suffix in WORKBOOKS:
        return _read_workbook(file, profile.sheet, wanted)
    if file.suffix == ".json":
        return Sheet(file.name, read_json(file, profile), 1, "JSON")
    if file.suffix == ".xml":
        return Sheet(file.name, read_xml(file, profile), 1, "XML")
    return _read_delimited(file, wanted)


def _read_delimited(file: RawFile, wanted: set[str]) -> Sheet:
    text, encoding = file.decoded()
    # Excel's own first line that names the delimiter.
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    above = 1 if named else 0
    text = text[named.end() :] if named else text
    top = text.split("\n", ROWS_ABOVE)[:ROWS_ABOVE]
    if not any(line.strip() for line in top):
        raise InputError([Problem(EMPTY, file.name, mend="Exporteer het opnieuw.")])
    first = next(line for line in top if line.strip())
    delimiter = named[1] if named else max(DELIMITERS, key=first.count)
    try:
        rows = [next(csv.reader([line.strip("\r")], delimiter=delimiter), []) for line in top]
    except csv.Error:
        rows = [first.split(delimiter)]
    skip = _header(rows, wanted)
    names = rows[skip]
    table = "\n".join(text.split("\n")[skip:]) if skip else text
    try:
        frame = pd.read_csv(
            io.StringIO(table),
            sep=delimiter,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            # Without it a row with too many fields would silently become the index.
            index_col=False,
            header=0,
            names=range(len(names)),
        )
    except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError) as error:
        if unclosed := re.search(r"EOF inside string starting at row (\d+)", str(error)):
            raise InputError([_unclosed(file.name, int(unclosed[1]) + skip + above + 1)]) from None
        row = re.search(r"line (\d+)", str(error))
        problem = Problem(
            "Een rij heeft meer velden dan de kop.",
            file.name,
            int(row[1]) + skip + above if row else None,
            expected=f"{len(names)} velden, gescheiden door ‘{_written(delimiter)}’",
            mend="Zet tekst waarin het scheidingsteken voorkomt tussen aanhalingstekens.",
        )
        raise InputError([problem]) from None
    # A row without a field in all rows leaves NaN, even for text columns.
    frame = frame.fillna("").astype("str")
    first_row = skip + above + 2
    if '"' in text:
        _refuse_swallowed_rows(frame, file.name, first_row, delimiter)
    short = _short_rows(table, delimiter, len(names), first_row)
    under_names = _named(frame, names, wanted, file.name, first_row - 1)
    return Sheet(file.name, under_names, first_row, encoding, short)


def _refuse_swallowed_rows(frame: pd.DataFrame, name: str, first_row: int, delimiter: str) -> None:
    """Refuse cells that hold whole rows: a quotation mark that was not closed took them in."""
    for column in frame.columns:
        several = frame[column][frame[column].str.contains("\n", regex=False)]
        lines = several.str.split("\n").explode()
        whole = lines[lines.str.count(re.escape(delimiter)) >= max(len(frame.columns) - 1, 1)]
        if len(whole):
            raise InputError([_unclosed(name, int(whole.index[0]) + first_row)])


def _short_rows(table: str, delimiter: str, fields: int, first_row: int) -> list[int]:
    """Return the rows with fewer fields than the header; pandas fills them up in silence."""
    bare = re.sub(r'"[^"]*"', "", table) if '"' in table else table
    # The whole at once, because nearly no file has one.
    if bare.count(delimiter) == (fields - 1) * (bare.rstrip().count("\n") + 1):
        return []
    lines = pd.Series(bare.split("\n"), dtype="str")
    is_short = (lines.str.count(re.escape(delimiter)) < fields - 1) & (lines.str.strip() != "")
    return [int(line) + first_row - 1 for line in lines.index[is_short]]


def _read_workbook(file: RawFile, sheet: str | None, wanted: set[str]) -> Sheet:
    from python_calamine import CalamineWorkbook

    refuse_binary(file)
    try:
        _check_sums(file)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
        names = workbook.sheet_names
        known = {name.strip().casefold(): name for name in names}
        # Of a workbook with one sheet its name does not matter.
        found = known.get(sheet.casefold()) if sheet and len(names) > 1 else names[0]
        if found:
            refuse_scattered(file, found)
        rows = workbook.get_sheet_by_name(found).to_python(skip_empty_area=False) if found else []
        spoilt = spoilt_cells(file.content, found) if found else {}
    except InputError:
        raise
    # The Rust reader panics on some damaged workbooks, with an exception outside Exception.
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise InputError([_unreadable_workbook(file.name)]) from None
    if found is None:
        problem = Problem(
            "Er ontbreekt een blad in het werkboek.",
            file.name,
            value=sheet or "",
            expected=f"een blad ‘{sheet}’; gevonden: {', '.join(names)}",
            mend="Geef het blad deze naam, of voeg het toe.",
        )
        raise InputError([problem])
    place = f"{file.name}, blad {found}"
    if not rows:
        raise InputError([Problem(EMPTY, place, mend="Exporteer het opnieuw.")])
    for (row, column), text in spoilt.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    titles = [[_cell_as_text(cell) for cell in row] for row in rows[:ROWS_ABOVE]]
    skip = _header(titles, wanted)
    cells = pd.DataFrame(rows[skip + 1 :], columns=range(len(titles[skip])), dtype=object)
    named = _named(cells.apply(_cells_as_text), titles[skip], wanted, place, skip + 1)
    return Sheet(place, named, skip + 2, "Excel")


def refuse_binary(file: RawFile) -> None:
    """Refuse a binary workbook (.xlsb), whatever it is called.

    The fast reader gives cells with an error, and formulas without an outcome, as empty ones, and
    no library that is kept up tells them apart. No school system exports one.

    Raises
    ------
    InputError
        With how to save it as another kind.
    """
    is_binary = file.suffix == ".xlsb"
    if not is_binary and file.content.startswith(b"PK"):
        try:
            is_binary = "xl/workbook.bin" in ZipFile(io.BytesIO(file.content)).namelist()
        except (BadZipFile, OSError, ValueError):
            # Reading it tells what is wrong.
            return
    if is_binary:
        problem = Problem(
            "Een binair werkboek (.xlsb) wordt niet gelezen: fouten in cellen zijn er niet in te "
            "zien.",
            file.name,
            expected="een Excel-werkboek (.xlsx)",
            mend="Open het in Excel, sla het op als .xlsx en probeer het opnieuw.",
        )
        raise InputError([problem])


def _check_sums(file: RawFile) -> None:
    """Refuse a damaged workbook; the fast reader does not look at the sums of its parts."""
    if file.content.startswith(b"PK") and ZipFile(io.BytesIO(file.content)).testzip():
        raise BadZipFile


def _cells_as_text(column: "pd.Series[Any]") -> "pd.Series[str]":
    texts = {cell: _cell_as_text(cell) for cell in column.drop_duplicates()}
    # 1 and 1.0 and True are one key, and are one text too.
    return column.map(texts).astype("str")


def _cell_as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        # A time of day beyond a time cell's format.
        return str((datetime.min + cell).time())
    return str(cell)


def _header(rows: list[list[str]], wanted: set[str]) -> int:
    """Return which row is the header: the first with the most of the wanted names."""
    matches = [len(wanted & {cell.strip().casefold() for cell in row}) for row in rows]
    best = max(matches)
    filled: Callable[[int], bool] = lambda i: any(cell.strip() for cell in rows[i])  # noqa: E731
    return matches.index(best) if best else next(filter(filled, range(len(rows))), 0)


def _named(
    frame: pd.DataFrame, names: list[str], wanted: set[str], place: str, row: int
) -> pd.DataFrame:
    cleaned = [str(name).strip().removeprefix("\ufeff") for name in names]
    header = pd.Series(cleaned, dtype="str")
    if problems := error_problems(header, pd.Index([row] * len(header)), place, "in de kop"):
        raise InputError(problems)
    for i, name in enumerate(cleaned):
        # So that what is not read can be told; the empty rest of a sheet is nothing.
        if not name and frame.iloc[:, i].str.strip().any():
            cleaned[i] = f"(kolom {i + 1}, geen kop)"
    known: dict[str, int] = {}
    for i, name in enumerate(cleaned):
        one = known.setdefault(name.casefold(), i)
        if name.casefold() in wanted and not frame.iloc[:, one].equals(frame.iloc[:, i]):
            raise InputError([_twice(place, name)])
    first = [name not in cleaned[:i] for i, name in enumerate(cleaned)]
    frame = frame.loc[:, first]
    frame.columns = pd.Index([name for name, keep in zip(cleaned, first, strict=True) if keep])
    return frame


def _written(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter


def _twice(place: str, name: str) -> Problem:
    return Problem(
        "Een kolom staat twee keer in de kop, met verschillende waarden.",
        place,
        column=name,
        expected="elke kolom één keer",
        mend="Haal de kolom weg die niet bedoeld is, of geef haar een andere naam.",
    )


def _unclosed(name: str, row: int) -> Problem:
    return Problem(
        "Een aanhalingsteken is niet gesloten: het slokt de volgende rijen op.",
        name,
        row,
        mend="Haal het losse aanhalingsteken weg, of exporteer het bestand opnieuw.",
    )


def _unreadable_workbook(name: str) -> Problem:
    return Problem(
        "Het werkboek kan niet worden geopend.",
        name,
        expected="een Excel-werkboek (.xlsx)",
        mend="Open het in Excel, sla het op als .xlsx en probeer het opnieuw.",
    )
