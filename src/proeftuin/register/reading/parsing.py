"""Text columns to dates, moments and counts, with every cell that does not parse reported."""

import pandas as pd

from proeftuin.errors import LISTED, Problem
from proeftuin.register.privacy.pseudonyms import canonical_numbers, mask, unreadable_numbers
from proeftuin.register.profiles.profile import MAY_BE_EMPTY
from proeftuin.register.reading.dates import parse_clock, parse_moments
from proeftuin.register.reading.raw_tables import FILE, ROW, RawTable
from proeftuin.register.reading.session_labels import Sessions, parse_sessions
from proeftuin.register.reading.unique_values import map_uniques
from proeftuin.register.reading.yes_no import BLANK, TICKS, says_yes_or_no, yes_or_no

EXCEL_FIRST_DAY = pd.Timestamp("1900-01-31")


class Parser:
    """Reads the columns of one raw table and gathers what is wrong with them.

    Parameters
    ----------
    table
        Text columns with their names in the file and the place of every row.
    """

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.rows = table.rows
        self.problems: list[Problem] = []

    def has(self, column: str) -> bool:
        """Tell whether the file has a column."""
        return column in self.rows

    def text(self, column: str) -> "pd.Series[str]":
        """Return a column as it stands, or in our words where the profile has `values` for it.

        Empty cells are problems unless they may be.
        """
        if not self.has(column):
            return pd.Series("", index=self.rows.index, dtype="str")
        values = self.rows[column]
        if column in self.table.profile.values:
            return self.mapped(column, empty=column in MAY_BE_EMPTY)
        if column not in MAY_BE_EMPTY:
            self.report(values == "", column, "Een cel is leeg.", "een waarde")
        return values

    def require(self, *columns: str) -> None:
        """Report the empty cells of columns that other tables may leave empty, and this may not."""
        for column in columns:
            if column in MAY_BE_EMPTY:
                empty = self.text(column) == ""
                self.report(empty, column, "Een cel is leeg.", "een waarde")

    def pupils(self) -> "pd.Series[str]":
        """Return the school's own pupil numbers, each in one way of writing."""
        values = self.text("pupil")
        spoilt = map_uniques(values, unreadable_numbers) & (values != "")
        self.report(
            spoilt,
            "pupil",
            "Excel heeft cijfers van het leerlingnummer weggelaten.",
            "een heel nummer, geen vorm als 1,00101E+5",
            "Maak de kolom in Excel op als tekst en exporteer opnieuw.",
        )
        return map_uniques(values, canonical_numbers).mask(spoilt, "")

    def mapped(self, column: str, empty: bool = False) -> "pd.Series[str]":
        """Return a column's values as our words, by the profile's `values`."""
        words = self.table.profile.values[column] | ({"": ""} if empty else {})
        values = _as_written(self.rows[column], list(self.table.profile.values[column]))
        self.report(
            ~values.isin(list(words)),
            column,
            "Onbekende waarde.",
            f"een van: {', '.join(filter(None, words))}",
        )
        return values.map(words).fillna("").astype("str")

    def moments(self, column: str) -> "pd.Series[pd.Timestamp]":
        """Return dates with times on the Dutch clock."""
        values = self.text(column)
        parsed = parse_moments(values, self.table.profile.unix_times)
        self.report(
            parsed.isna() & (values != ""),
            column,
            "Geen geldige datum.",
            "een datum als 05-01-2021",
        )
        return parsed

    def dates(self, column: str) -> "pd.Series[pd.Timestamp]":
        """Return the days of a column, at midnight."""
        return self.moments(column).dt.normalize()

    def minutes_of_day(
        self, column: str, day: "pd.Series[pd.Timestamp] | None" = None
    ) -> "pd.Series[float]":
        """Return times of day as minutes since midnight; missing where the cell is empty.

        A time that stands there with its date must be of the `day` of the row.
        """
        values = self.text(column)
        parsed = parse_clock(values)
        self.report(
            parsed.isna() & (values != ""), column, "Geen geldige tijd.", "een tijd als 08:30"
        )
        if day is not None:
            written = parse_moments(values).dt.normalize()
            # Excel gives a time without a date one of before its first day.
            is_other = (written > EXCEL_FIRST_DAY) & day.notna() & (written != day)
            self.report(
                is_other,
                column,
                "Bij de tijd staat een andere datum dan in de rij.",
                "een tijd op dezelfde dag",
                "Zet de laatste dag van de afwezigheid in een eigen kolom.",
            )
        return parsed

    def sessions(self, column: str) -> Sessions:
        """Return which sessions the cells of a column name."""
        found = parse_sessions(self.text(column))
        # From the first to the last: that needs a place in the day.
        placeless = found.last.isna() & (found.count > 0) & (column != "session")
        self.report(
            found.unreadable | placeless,
            column,
            "Dit is geen lesuur of dagdeel.",
            "een lesuur als 3, een reeks als 3-4, een dagdeel, of leeg voor de hele dag",
        )
        return found

    def minutes(self, column: str) -> "pd.Series[float]":
        """Return numbers of minutes, rounded down; missing where the cell is empty."""
        values = self.text(column)
        parsed = map_uniques(values, _number)
        self.report(
            parsed.isna() & (values != ""), column, "Geen aantal minuten.", "een getal als 15"
        )
        # Rounded down it would be none at all.
        self.report(
            (parsed > 0) & (parsed < 1),
            column,
            "Het aantal minuten is kleiner dan 1.",
            "een getal als 15; Excel bewaart een duur als deel van een dag: 0,0139 is 20 minuten",
            "Zet in Excel het aantal minuten in de cel (de duur × 1440), opgemaakt als getal.",
        )
        return parsed.floordiv(1)

    def report(
        self, wrong: "pd.Series[bool]", column: str, what: str, expected: str, mend: str = ""
    ) -> None:
        """Report every row where `wrong` holds, with its place and value."""
        self.problems += problems_at(self.table, self.rows[wrong], column, what, expected, mend)


def _as_written(values: "pd.Series[str]", words: list[str]) -> "pd.Series[str]":
    """Write yes and no as a profile does that has one word for each, however a cell says it."""
    said = {word: says_yes_or_no([word], values) for word in words}
    if sorted(said.values(), key=str) != [False, True]:
        return values
    found = yes_or_no(values)
    # A column with a word for no is not ticked.
    clear = ~values.str.casefold().isin(BLANK | TICKS)
    for word, meant in said.items():
        values = values.mask((found == meant).fillna(False) & clear, word)
    return values


def _number(texts: "pd.Series[str]") -> "pd.Series[float]":
    # A very small number has an exponent.
    shape = r"\d{1,4}(?:[.,]\d+)?(?:e-\d\d?)?"
    written = texts.where(texts.str.fullmatch(shape)).str.replace(",", ".")
    return pd.to_numeric(written, errors="coerce").astype("float64")


def problems_at(
    table: RawTable, rows: pd.DataFrame, column: str, what: str, expected: str, mend: str = ""
) -> list[Problem]:
    """Make a problem of every row, placed at one column.

    Of more than `LISTED` rows the last problem stands for the rest. A pupil number is never
    shown: the row tells the coach which it is.

    Parameters
    ----------
    table
        The table they are from.
    rows
        Raw rows of it.
    column
        Our name of the column.
    what, expected, mend
        As in `Problem`.
    """
    name = table.names.get(column, column)
    listed = rows.head(LISTED)
    values = listed[column] if column in listed else pd.Series("", index=listed.index)
    if column == "pupil":
        values = values.map(mask)
    found = [
        Problem(what, file, int(row), name, str(value), expected, mend)
        for file, row, value in zip(listed[FILE], listed[ROW], values, strict=True)
    ]
    if len(rows) > LISTED:
        files = rows[FILE].iloc[0]
        more = len(rows) - LISTED
        found.append(Problem(what, files, expected=expected, mend=mend, more=more))
    return found
