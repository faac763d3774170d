"""The rows of a file as text: every cell a string, every row with its place.

Nothing is guessed about types here. Excel loses leading zeros and turns `3-4` into a date when it
is allowed to guess; so cells stay text, and what they mean is decided with the column known.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import pandas as pd

from proeftuin.register.files import RawFile
from proeftuin.register.problems import InputError, Problem
from proeftuin.register.profiles import TableProfile

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
    """

    place: str
    cells: pd.DataFrame
    first_row: int
    encoding: str


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
    wanted = {name.casefold() for names in profile.columns.values() for name in names}
    if file.suffix in WORKBOOKS:
        return _read_workbook(file, profile.sheet, wanted)
    if file.suffix == ".json":
        return _read_json(file, profile.records)
    if file.suffix == ".xml":
        return _read_xml(file, profile)
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
    try:
        frame = pd.read_csv(
            io.StringIO("\n".join(text.split("\n")[skip:]) if skip else text),
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
        row = re.search(r"line (\d+)", str(error))
        problem = Problem(
            "Een rij heeft meer velden dan de kop.",
            file.name,
            int(row[1]) + skip + above if row else None,
            expected=f"{len(names)} velden, gescheiden door ‘{_written(delimiter)}’",
            mend="Zet tekst waarin het scheidingsteken voorkomt tussen aanhalingstekens.",
        )
        raise InputError([problem]) from None
    # Rows with too few fields leave NaN, even for text columns.
    frame = frame.fillna("").astype("str")
    first_row = skip + above + 2
    _refuse_swallowed_rows(frame, file.name, first_row, delimiter)
    return Sheet(file.name, _named(frame, names), first_row, encoding)


def _refuse_swallowed_rows(frame: pd.DataFrame, name: str, first_row: int, delimiter: str) -> None:
    """Refuse cells that hold whole rows: a quotation mark that was not closed took them in."""
    for column in frame.columns:
        several = frame[column][frame[column].str.contains("\n", regex=False)]
        lines = several.str.split("\n").explode()
        whole = lines[lines.str.count(re.escape(delimiter)) >= max(len(frame.columns) - 1, 1)]
        if len(whole):
            problem = Problem(
                "Een aanhalingsteken is niet gesloten: het slokt de volgende rijen op.",
                name,
                int(whole.index[0]) + first_row,
                mend="Haal het losse aanhalingsteken weg, of exporteer het bestand opnieuw.",
            )
            raise InputError([problem])


def _read_workbook(file: RawFile, sheet: str | None, wanted: set[str]) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
        names = workbook.sheet_names
        known = {name.strip().casefold(): name for name in names}
        found = known.get(sheet.casefold()) if sheet else names[0]
        rows = workbook.get_sheet_by_name(found).to_python(skip_empty_area=False) if found else []
    # The Rust reader panics on some damaged workbooks, with an exception outside Exception.
    except (CalamineError, ValueError, OSError, LookupError) as error:
        raise InputError([_unreadable_workbook(file.name)]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
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
        raise InputError([Problem(EMPTY, place)])
    titles = [[_cell_as_text(cell) for cell in row] for row in rows[:ROWS_ABOVE]]
    skip = _header(titles, wanted)
    cells = pd.DataFrame(rows[skip + 1 :], columns=range(len(titles[skip])), dtype=object)
    return Sheet(place, _named(cells.apply(_cells_as_text), titles[skip]), skip + 2, "Excel")


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


def _read_json(file: RawFile, records: str) -> Sheet:
    text, encoding = file.decoded()
    try:
        found: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        raise InputError([_broken_tree(file.name, "JSON", row)]) from None
    for part in filter(None, records.split("/")):
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise InputError([_no_records(file.name, records)])
    if not found:
        raise InputError([Problem(EMPTY, file.name, mend="Exporteer het opnieuw.")])
    frame = pd.json_normalize(found).reset_index(drop=True)
    # A lesson of two groups is a row for each, at the place of the one record.
    for column in frame.columns:
        if frame[column].map(lambda cell: isinstance(cell, list)).any():
            frame = frame.explode(column)
    cells = pd.DataFrame({str(name): frame[name].map(_json_as_text) for name in frame.columns})
    return Sheet(file.name, cells.astype("str"), 1, f"JSON, {encoding}")


def _json_as_text(cell: object) -> str:
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return _cell_as_text(cell)


def _read_xml(file: RawFile, profile: TableProfile) -> Sheet:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(file.content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        position = getattr(error, "position", None)
        row = position[0] if position else None
        raise InputError([_broken_tree(file.name, "XML", row)]) from None
    for element in root.iter():
        element.tag = re.sub(r"^\{.*?\}", "", str(element.tag))
    rows = [_flattened(element) for element in root.iterfind(profile.records)]
    if not rows:
        raise InputError([_no_records(file.name, profile.records)])
    cells = pd.DataFrame(rows).fillna("").astype("str")
    for column, lookup in profile.lookups.items():
        found = [_flattened(element) for element in root.iterfind(lookup.records)]
        values = {row.get(lookup.key, ""): row.get(lookup.value, "") for row in found}
        for name in profile.columns[column]:
            if name in cells:
                # A key without its record stays itself, which tells more than nothing.
                cells[name] = cells[name].map(lambda key, known=values: known.get(key) or key)
    return Sheet(file.name, cells.astype("str"), 1, "XML")


def _flattened(element: Element, path: str = "") -> dict[str, str]:
    found = {f"{path}@{name}": value for name, value in element.attrib.items()}
    if path and element.text and element.text.strip():
        found[path.rstrip("/")] = element.text.strip()
    for child in element:
        for name, value in _flattened(child, f"{path}{child.tag}/").items():
            found.setdefault(name, value)
    return found


def _header(rows: list[list[str]], wanted: set[str]) -> int:
    """Return which row is the header: the first with the most of the wanted names."""
    matches = [len(wanted & {cell.strip().casefold() for cell in row}) for row in rows]
    best = max(matches)
    filled: Callable[[int], bool] = lambda i: any(cell.strip() for cell in rows[i])  # noqa: E731
    return matches.index(best) if best else next(filter(filled, range(len(rows))), 0)


def _named(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    cleaned = [str(name).strip().removeprefix("\ufeff") for name in names]
    first = [name not in cleaned[:i] for i, name in enumerate(cleaned)]
    frame = frame.loc[:, first]
    frame.columns = pd.Index([name for name, keep in zip(cleaned, first, strict=True) if keep])
    return frame


def _written(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter


def _unreadable_workbook(name: str) -> Problem:
    return Problem(
        "Het werkboek kan niet worden geopend.",
        name,
        expected="een Excel-werkboek (.xlsx)",
        mend="Open het in Excel, sla het op als .xlsx en probeer het opnieuw.",
    )


def _broken_tree(name: str, kind: str, row: int | None) -> Problem:
    return Problem(
        f"Het bestand is geen geldig {kind}.",
        name,
        row,
        mend="Exporteer het opnieuw; het is onderweg beschadigd of afgebroken.",
    )


def _no_records(name: str, records: str) -> Problem:
    return Problem(
        "In het bestand staan geen rijen op de plek die het profiel noemt.",
        name,
        expected=f"rijen onder ‘{records}’",
        mend="Controleer of dit het juiste bestand is, of pas ‘records’ in het profiel aan.",
    )
