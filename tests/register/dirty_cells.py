"""Cells as Excel, a person or another system writes them: whole columns of text to text."""

import re

import numpy as np
import pandas as pd

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
SHORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
# The year in which somebody opened the file, and so the year of a range that became a date.
OPENED = 2021
FORMATS = ("%d-%m-%Y", "%Y-%m-%d")


def dates(column):
    """Return the dates of a clean column, NaT where empty."""
    found = pd.to_datetime(column, format=FORMATS[0], errors="coerce")
    return found.fillna(pd.to_datetime(column, format=FORMATS[1], errors="coerce"))


def _written(write):
    """Write each date once, then look it up for the whole column."""

    def column_of(column):
        found = dates(column)
        texts = {day: write(day) for day in found.dropna().unique()}
        return found.map(texts).fillna("").astype(str)

    return column_of


def _serial(day):
    return str((day - pd.Timestamp("1899-12-30")).days)


DATE_FORMATS = {
    "d-m-jjjj": _written(lambda day: f"{day.day}-{day.month}-{day.year}"),
    "dd/mm/jjjj": _written(lambda day: f"{day:%d/%m/%Y}"),
    "dd.mm.jjjj": _written(lambda day: f"{day:%d.%m.%Y}"),
    "iso": _written(lambda day: f"{day:%Y-%m-%d}"),
    "iso with a time": _written(lambda day: f"{day:%Y-%m-%d} 00:00:00"),
    "iso with t": _written(lambda day: f"{day:%Y-%m-%d}T00:00:00"),
    "dd-mm-jjjj with a time": _written(lambda day: f"{day:%d-%m-%Y} 00:00"),
    "excel serials": _written(_serial),
    "in words": _written(lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}"),
    "in short words": _written(lambda day: f"{day.day} {SHORT[day.month - 1]} {day.year}"),
    "in short words with a dot": _written(lambda day: f"{day.day} {_dotted(day)} {day.year}"),
    "in short words with dashes": _written(
        lambda day: f"{day.day}-{SHORT[day.month - 1]}-{day.year}"
    ),
    "with the weekday": _written(
        lambda day: f"{WEEKDAYS[day.day_of_week]} {day.day} {MONTHS[day.month - 1]} {day.year}"
    ),
}


def _dotted(day):
    short = SHORT[day.month - 1]
    return short if short == "mei" else f"{short}."


def without_zeros(column):
    return column.str.lstrip("0")


def as_floats(column):
    return without_zeros(column) + ".0"


def as_comma_floats(column):
    return without_zeros(column) + ",0"


PUPIL_FORMATS = {
    "leading zeros lost": without_zeros,
    "pupil numbers as floats": as_floats,
    "pupil numbers as floats with a comma": as_comma_floats,
}


def _ranges(write):
    """Write "3-4" as the date that Excel makes of it; a single hour stays as it is."""

    def column_of(column):
        parts = column.str.extract(r"^(\d+)-(\d+)$")
        texts = {
            text: write(int(text.split("-")[0]), int(text.split("-")[1]))
            for text in column[parts[0].notna()].unique()
        }
        return column.replace(texts)

    return column_of


RANGE_FORMATS = {
    "as 3-apr": _ranges(lambda day, month: f"{day}-{SHORT[month - 1]}"),
    "as dd-mm-jjjj": _ranges(lambda day, month: f"{day:02d}-{month:02d}-{OPENED}"),
    "as iso": _ranges(lambda day, month: f"{OPENED}-{month:02d}-{day:02d}"),
    "with spaces": _ranges(lambda day, month: f"{day} - {month}"),
    "with a dash": _ranges(lambda day, month: f"{day}–{month}"),
    "in words": _ranges(lambda day, month: f"{day} t/m {month}"),
}


def as_utc(column):
    """Write moments with an offset as moments in UTC."""
    texts = column.unique()
    moments = pd.to_datetime(pd.Series(texts[texts != ""]), utc=True, format="ISO8601")
    known = dict(
        zip(texts[texts != ""], moments.dt.strftime("%Y-%m-%dT%H:%M:%S.000Z"), strict=True)
    )
    return column.map(known).fillna("").astype(str)


def _mixed_years(text):
    """Let every group hold several year groups ("C"); each pupil has a year group too."""
    return re.sub(r"(</naam>\s*)<jaargroep>\d+<", r"\1<jaargroep>C<", text).encode()


def _with_additions(text):
    """Add what a system may add of its own, as the example of the standard does."""
    block = (
        '<toevoegingen><blok xsi:type="OpmerkingGegevensType"><code>Opmerking X</code>'
        "<opmerking>geen <!-- leeg --></opmerking></blok></toevoegingen></leerling>"
    )
    return text.replace("</leerling>", block).encode()


XML_FORMS = {
    "with a byte order mark": lambda text: text.encode("utf-8-sig"),
    "in windows-1252": lambda text: text.replace("UTF-8", "windows-1252", 1).encode("cp1252"),
    "on one line": lambda text: re.sub(r">\s+<", "><", text).encode(),
    "with groups of mixed years": _mixed_years,
    "with additions": _with_additions,
}


def as_cell(text, kind):
    """Return the value a spreadsheet holds for text of a kind: date, time, number or text."""
    if text == "" or kind == "text":
        return text or None
    if kind == "date":
        return dates(pd.Series([text]))[0].date()
    if kind == "time":
        return pd.Timestamp(f"2000-01-01 {text}").time()
    return int(text)


def as_cells(column, kind):
    """Return the cells of a column, each distinct text made once."""
    known = {text: as_cell(text, kind) for text in column.unique()}
    return np.array([known[text] for text in column], dtype=object)
