"""Fill in a form by driving LibreOffice, as a person does: by what is visible on the sheets.

Run by the Python that has LibreOffice's `uno`, never by the tests' own:
fill_in_libreoffice.py PIPE FORM RESULT INSTRUCTIONS.json
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import DisposedException
from com.sun.star.table import TableSortField

# LibreOffice installed without its windows (Debian's nogui packages) cannot be typed into.
WITHOUT_WINDOWS = 77

pipe, form, result, instructions = sys.argv[1:]
orders = json.loads(Path(instructions).read_text("utf-8"))


def connect():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.25)
    raise TimeoutError("LibreOffice does not answer")


def setting(name, value):
    return PropertyValue(Name=name, Value=value)


def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow


def find(sheet, text):
    last_column, last_row = used(sheet)
    for row in range(last_row + 1):
        for column in range(1, last_column + 1):
            if sheet.getCellByPosition(column, row).String == text:
                return column, row
    raise LookupError(text)


context = connect()
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
empty = None
# It may crash on it. Asked of an empty sheet, so that a form that cannot be opened still fails.
with contextlib.suppress(DisposedException):
    empty = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
if empty is None:
    os._exit(WITHOUT_WINDOWS)
empty.close(True)
book = desktop.loadComponentFromURL(Path(form).as_uri(), "_blank", 0, ())
frame = book.CurrentController.Frame
dispatcher = context.ServiceManager.createInstanceWithContext(
    "com.sun.star.frame.DispatchHelper", context
)


def type_in(sheet, cell, text):
    """Type as on the keyboard: the program decides what becomes of it."""
    book.CurrentController.ActiveSheet = sheet
    place = setting("ToPoint", cell.AbsoluteName.rpartition(".")[2])
    dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (place,))
    typed = setting("StringName", text)
    dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (typed,))


seen = {"locked": {}, "progress": []}
for title, item, heading, typed in orders["typed"]:
    sheet = book.Sheets.getByName(title)
    _, row = find(sheet, item)
    column, _ = find(sheet, heading)
    type_in(sheet, sheet.getCellByPosition(column, row), typed)
for title, address in orders["locked"]:
    sheet = book.Sheets.getByName(title)
    cell = sheet.getCellRangeByName(address)
    before = cell.String
    type_in(sheet, cell, "overschreven")
    seen["locked"][f"{title}!{address}"] = cell.String == before
for title in orders["sorted"]:
    # What is visible, by the text of the item, after taking the protection off.
    sheet = book.Sheets.getByName(title)
    sheet.unprotect("")
    last_column, last_row = used(sheet)
    first = find(sheet, "Nr.")[1] + 1
    area = sheet.getCellRangeByPosition(1, first, last_column, last_row)
    field = TableSortField(Field=1, IsAscending=False)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    area.sort((setting("SortFields", fields), setting("ContainsHeader", False)))
for title in orders["widened"]:
    sheet = book.Sheets.getByName(title)
    sheet.unprotect("")
    sheet.Columns.insertByIndex(1, 2)
    sheet.Rows.insertByIndex(5, 2)
book.calculateAll()
front = book.Sheets.getByIndex(0)
for row in range(used(front)[1] + 1):
    text = front.getCellByPosition(2, row).String
    if text.endswith("punten beantwoord"):
        seen["progress"].append(text)
book.storeToURL(Path(result).as_uri(), (setting("FilterName", "Calc MS Excel 2007 XML"),))
book.close(True)
print(json.dumps(seen), flush=True)
with contextlib.suppress(Exception):
    desktop.terminate()
# The bridge may crash when Python tears it down after its server has gone.
os._exit(0)
