"""A form as a school has it open, filled in without the package's own code for it."""

from dataclasses import dataclass
from pathlib import Path

import openpyxl

COLUMNS = {
    "answer": "D",
    "who": "E",
    "since": "F",
    "evidence": "G",
    "next_step": "H",
    "next_date": "I",
}
SHEETS = {"S": "School", "K": "Kinderen", "O": "Ouders", "P": "Partners"}


@dataclass
class OpenForm:
    """A form as a school has it open: cells by the item they stand at."""

    path: Path

    def __post_init__(self):
        self.book = openpyxl.load_workbook(self.path)

    def sheet(self, item):
        return self.book[SHEETS[item[0]]]

    def row(self, item):
        sheet = self.sheet(item)
        return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value == item)

    def cell(self, item, column):
        return self.sheet(item)[f"{COLUMNS[column]}{self.row(item)}"]

    def fill(self, item, **values):
        for column, value in values.items():
            self.cell(item, column).value = value
        return self

    def save(self):
        self.book.save(self.path)
        return self.path
