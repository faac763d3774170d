"""Bytes that do not depend on the machine or the clock: CSV, workbooks, zip and JSON."""

import csv
import json
import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas as pd

# A sheet: header and rows, cells as a spreadsheet knows them (text, numbers, dates, times).
Rows = list[tuple[object, ...]]
# The earliest moment a zip file can hold.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def csv_bytes(
    table: pd.DataFrame, separator: str = ";", encoding: str = "utf-8", line_end: str = "\r\n"
) -> bytes:
    """Write a table as CSV in memory."""
    text = table.to_csv(sep=separator, index=False, lineterminator=line_end)
    return text.encode(encoding)


def sheet_bytes(rows: Rows, separator: str = ";", encoding: str = "utf-8") -> bytes:
    r"""Write a sheet as CSV, the way Dutch Excel does: dd-mm-jjjj and HH:MM.

    Examples
    --------
    >>> sheet_bytes([("datum", "lesuur"), (date(2021, 1, 5), None)]).decode()
    'datum;lesuur\r\n05-01-2021;\r\n'
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode(encoding)


def _text(cell: object) -> object:
    if isinstance(cell, date):
        return f"{cell.day:02d}-{cell.month:02d}-{cell.year}"
    return f"{cell:%H:%M}" if isinstance(cell, time) else cell


def workbook_bytes(sheets: dict[str, Rows]) -> bytes:
    """Write an Excel workbook that holds no clock time."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.properties.creator = "proeftuin simulate"
    book.properties.created = datetime(2022, 7, 15)
    buffer = BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["docProps/core.xml"] = re.sub(
        rb"(<dcterms:modified[^>]*>)[^<]*",
        rb"\g<1>2022-07-15T00:00:00Z",
        members["docProps/core.xml"],
    )
    return zip_bytes(members)


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """Write files into a zip with fixed times."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=9)
    return buffer.getvalue()


def json_bytes(value: dict[str, Any]) -> bytes:
    """Write an object as readable JSON."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
