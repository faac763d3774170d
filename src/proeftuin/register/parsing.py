"""Text columns to dates, moments and counts, with every cell that does not parse reported."""

from typing import Any

import pandas as pd

from proeftuin.register.files import FILE, ROW
from proeftuin.register.problems import Problem
from proeftuin.register.profiles import MAY_BE_EMPTY, TableProfile

TIME_ZONE = "Europe/Amsterdam"
WRITTEN = {"ISO8601": "2021-01-05", "%d-%m-%Y": "05-01-2021", "%d-%m-%Y %H:%M": "05-01-2021 08:30"}


class Parser:
    """Reads the columns of one raw table and gathers what is wrong with them.

    Parameters
    ----------
    table
        Text columns with `_file` and `_row`.
    profile
        How this table writes its values.
    """

    def __init__(self, table: pd.DataFrame, profile: TableProfile) -> None:
        self.table = table
        self.profile = profile
        self.problems: list[Problem] = []

    def text(self, column: str) -> "pd.Series[str]":
        """Return a column as it stands; empty cells are problems unless they may be."""
        values = self.table[column]
        if column not in MAY_BE_EMPTY:
            self.report(values == "", column, "Een cel is leeg.", "een waarde")
        return values

    def mapped(self, column: str) -> "pd.Series[str]":
        """Return a column's values as our words, by the profile's `values`."""
        words = self.profile.values[column]
        values = self.table[column]
        self.report(
            ~values.isin(list(words)), column, "Onbekende waarde.", f"een van: {', '.join(words)}"
        )
        return values.map(words).fillna("").astype("str")

    def moments(self, column: str) -> "pd.Series[pd.Timestamp]":
        """Return dates with times on the Dutch clock."""
        values = self.text(column)
        has_offset = bool(values.str.contains(r"T.*(?:[+-]\d{2}:?\d{2}|Z)$").any())
        parsed: pd.Series[Any] = pd.to_datetime(
            values.where(values != ""),
            format=self.profile.dates,
            errors="coerce",
            utc=has_offset,
        )
        if has_offset:
            parsed = parsed.dt.tz_convert(TIME_ZONE).dt.tz_localize(None)
        example = WRITTEN.get(self.profile.dates, self.profile.dates)
        self.report(
            parsed.isna() & (values != ""),
            column,
            "Geen geldige datum.",
            f"een datum als {example}",
        )
        return parsed.astype("datetime64[us]")

    def dates(self, column: str) -> "pd.Series[pd.Timestamp]":
        """Return the days of a column, at midnight."""
        return self.moments(column).dt.normalize()

    def minutes_of_day(self, column: str) -> "pd.Series[int]":
        """Return times of day as minutes since midnight."""
        values = self.text(column)
        parsed = pd.to_datetime(values.str.slice(0, 5), format="%H:%M", errors="coerce")
        self.report(
            parsed.isna() & (values != ""), column, "Geen geldige tijd.", "een tijd als 08:30"
        )
        return (parsed.dt.hour * 60 + parsed.dt.minute).fillna(0).astype("int64")

    def counts(self, column: str) -> "pd.Series[int]":
        """Return whole numbers of 1 and more."""
        values = self.text(column)
        parsed = pd.to_numeric(values.where(values.str.fullmatch(r"\d{1,3}")), errors="coerce")
        self.report(parsed.isna() & (values != ""), column, "Geen geheel getal.", "een getal als 3")
        return parsed.fillna(1).astype("int64")

    def report(
        self, wrong: "pd.Series[bool]", column: str, what: str, expected: str, mend: str = ""
    ) -> None:
        """Report every row where `wrong` holds, with its place and value."""
        name = self.profile.columns.get(column, column)
        self.problems += problems_at(self.table[wrong], column, name, what, expected, mend)


def problems_at(
    rows: pd.DataFrame, column: str, name: str, what: str, expected: str, mend: str = ""
) -> list[Problem]:
    """Make a problem of every row, placed at one column.

    Parameters
    ----------
    rows
        Raw rows, with `_file` and `_row`.
    column, name
        Our name of the column and the name in the file.
    what, expected, mend
        As in `Problem`.
    """
    places = zip(rows[FILE], rows[ROW], rows[column], strict=True)
    return [
        Problem(what, file, int(row), name, str(value), expected, mend)
        for file, row, value in places
    ]
