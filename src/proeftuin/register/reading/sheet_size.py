"""How far a sheet of a workbook goes: whether there is room to read it, asked before it is read.

A sheet may be larger than any memory, and a reader that runs out of it can end without a message.
"""

import io
import re
from zipfile import ZipFile

from proeftuin.errors import InputError, Problem
from proeftuin.register.reading.cell_errors import sheet_part
from proeftuin.register.reading.files import RawFile

# More than a sheet of the greatest height with forty columns, which is read in a few minutes.
MOST_CELLS = 50_000_000
WIDEST = 16_384
_PLACE = re.compile(rb"\sr=[\"'](?:[A-Z]+)?(\d+)")
# Of the first 26 columns no sheet is too large. Patterns that begin with fixed bytes are quick.
_FAR_COLUMNS = (re.compile(rb' r="([A-Z]{2,3})\d'), re.compile(rb" r='([A-Z]{2,3})\d"))


def refuse_scattered(file: RawFile, sheet: str) -> None:
    """Refuse a sheet that spans more cells than can be read.

    Parameters
    ----------
    file
        The workbook; only of an .xlsx or .xlsm can it be so.
    sheet
        Name of the sheet.

    Raises
    ------
    InputError
        It spans more than that.
    Exception
        Whatever a damaged workbook gives.
    """
    if not file.content.startswith(b"PK"):
        return
    with ZipFile(io.BytesIO(file.content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return
        text = archive.read(sheet_part(archive, sheet))
    # Rows are in order: the last one is in what is left after the last row begins.
    last = _PLACE.search(text, max(text.rfind(b"<row"), text.rfind(b":row")))
    rows = int(last[1]) if last else 0
    if rows * WIDEST <= MOST_CELLS:
        return
    columns = {name for pattern in _FAR_COLUMNS for name in pattern.findall(text)}
    far = max(columns, key=lambda name: (len(name), name), default=b"Z")
    if rows * _number(far) > MOST_CELLS:
        problem = Problem(
            "Een cel staat te ver van de lijst.",
            f"{file.name}, blad {sheet}",
            rows,
            far.decode(),
            mend="Verwijder in Excel de rijen onder de lijst en de kolommen ernaast, sla het op en "
            "probeer het opnieuw.",
        )
        raise InputError([problem])


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
