#!/usr/bin/env bash
# python-calamine reads error cells, and formulas without a stored value, as empty text.
#
# Version: python-calamine==0.9.1, openpyxl==3.1.5, Python 3.11 or newer.
# Expected: that an error (#N/A) and a formula nobody calculated can be told from a blank cell.
# Real: all three come back as ''. openpyxl tells them apart: '#N/A' with data_type 'e', the text of
#   the formula without data_only, None for a blank cell. Where empty means something ("still
#   enrolled", "the whole day") a broken look-up is read as data.
# Source: the package page of python-calamine, which lists the kinds of cell values without errors.
# What to do: look once more in the sheet's XML for t="e" and for <f> without <v> before an empty
#   cell is taken for empty.
# Fails when this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    python-calamine==0.9.1 openpyxl==3.1.5
"$folder/venv/bin/python" - "$folder/book.xlsx" <<'PYTHON'
import sys

import openpyxl
import python_calamine

book = openpyxl.Workbook()
sheet = book.active
sheet.append(["blank", "error", "formula", "text"])
sheet.append([None, "#N/A", "=A1", "x"])
sheet["B2"].data_type = "e"
book.save(sys.argv[1])

_, row = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
print("calamine:", row)
assert row == ["", "", "", "x"], row
cells = openpyxl.load_workbook(sys.argv[1]).active[2]
print("openpyxl:", [(cell.value, cell.data_type) for cell in cells])
assert [cell.value for cell in cells] == [None, "#N/A", "=A1", "x"]
assert cells[1].data_type == "e"
PYTHON
