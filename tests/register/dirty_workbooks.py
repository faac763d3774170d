"""The same tables as Excel workbooks, with dates, times and numbers as real cells."""

from datetime import date
from io import BytesIO

import openpyxl
from dirty_cells import OPENED, as_cells
from dirty_tables import read, unzipped

TIMES = ("begintijd", "eindtijd", "Begin", "Eind")
NUMBERS = ("tot_lesuur", "minuten", "Minuten", "leerjaar", "Jaargroep", "lesuurvan", "lesuurtm")


def one_for_all(export):
    """Put every table but the code book in one workbook."""
    sheets = dict(_tables(export))
    return {"export.xlsx": _workbook(export, sheets), "codeboek.csv": export.files["codeboek.csv"]}


def one_per_file(export):
    """Make a workbook of every table but the code book."""
    tables = dict(_tables(export))
    books = {f"{name}.xlsx": _workbook(export, {name: table}) for name, table in tables.items()}
    return books | {"codeboek.csv": export.files["codeboek.csv"]}


def ranges_as_date_cells(export):
    """Let Excel make a date cell of "3-4": 3 April of the year in which the file was opened."""
    stem = export.absences[0]
    sheets = dict(_tables(export))
    found = sheets[stem]["lesuur"].str.extract(r"^(\d+)-(\d+)$")
    turned = [
        None if a != a else date(OPENED, int(b), int(a)) for a, b in found.itertuples(index=False)
    ]
    content = _workbook(export, sheets, {(stem, "lesuur"): turned})
    return {"export.xlsx": content, "codeboek.csv": export.files["codeboek.csv"]}


def _tables(export):
    for name, content in export.files.items():
        if name.endswith(".zip"):
            for member, data in unzipped(content).items():
                yield member.partition(".")[0], read(data)[0]
        elif name.endswith(".csv") and name != "codeboek.csv":
            yield name.partition(".")[0], read(content)[0]


def _workbook(export, sheets, instead=None):
    book = openpyxl.Workbook(write_only=True)
    for stem, table in sheets.items():
        dated = export.names["dates"].get(stem, ())
        columns = []
        for name in table:
            kind = "date" if name in dated else "time" if name in TIMES else "text"
            column = as_cells(table[name], "number" if name in NUMBERS else kind)
            if name == "lesuur":
                column = [int(t) if str(t).isdigit() else t for t in column]
            for place, value in enumerate((instead or {}).get((stem, name), ())):
                column[place] = value or column[place]
            columns.append(column)
        sheet = book.create_sheet(stem)
        sheet.append(list(table))
        for row in zip(*columns, strict=True):
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
