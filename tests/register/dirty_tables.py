"""Tables inside an export's files: open them, change them, and write them back in the same dialect."""

import csv
import zipfile
from dataclasses import dataclass
from io import BytesIO, StringIO

import pandas as pd

# What each profile calls its files and columns; a date column holds a date and no time.
NAMES = {
    "magister": {
        "roster": "leerlingen",
        "timetable": "agenda",
        "absences": "verantwoordingen",
        "pupil": "stamnummer",
        "dates": {
            "leerlingen": ("begindatum", "einddatum"),
            "verantwoordingen": ("verantwoording_datum", "datum_invoer"),
        },
    },
    "somtoday": {
        "roster": "leerlingen",
        "timetable": "rooster",
        "absences": "absentiemeldingen",
        "pupil": "leerling.leerlingnummer",
        "dates": {"leerlingen": ("datumVan", "datumTot")},
    },
    "lessen": {
        "roster": "leerlingen",
        "timetable": "rooster",
        "absences": "absenties",
        "pupil": "leerlingnummer",
        "dates": {
            "leerlingen": ("begindatum", "einddatum"),
            "rooster": ("datum",),
            "absenties": ("datum", "tot_datum", "ingevoerd"),
        },
        "from": "datum",
        "to": "tot_datum",
        "minutes": "minuten",
        "code": "code",
    },
    "dagdelen": {
        "roster": "leerlingen",
        "timetable": "dagdelen",
        "absences": "afwezigheid",
        "pupil": "Leerlingnummer",
        "dates": {
            "leerlingen": ("Datum in", "Datum uit"),
            "afwezigheid": ("Datum", "Tot datum"),
        },
        "from": "Datum",
        "to": "Tot datum",
        "minutes": "Minuten",
        "code": "Reden",
    },
}
ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written."""

    separator: str = ";"
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    quote_all: bool = False


def read(content):
    """Return the table of a CSV file, all text, and its dialect."""
    text, encoding = None, ""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if encoding == "utf-8-sig" and not content.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8"
    header = text.partition("\n")[0]
    separator = max(";,\t", key=header.count)
    table = pd.read_csv(StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    return table, Dialect(separator, encoding, "\r\n" if header.endswith("\r") else "\n")


def write(table, dialect):
    """Return a table as CSV."""
    quoting = csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL
    text = table.to_csv(
        sep=dialect.separator, index=False, lineterminator=dialect.line_end, quoting=quoting
    )
    return text.encode(dialect.encoding)


def on_bytes(files, change, only=()):
    """Change the bytes of CSV files, also those in a zip; `only` these stems, or all."""
    changed = {}
    for name, content in files.items():
        stem = name.partition(".")[0]
        if only and not stem.startswith(tuple(only)):
            changed[name] = content
        elif name.endswith(".csv"):
            changed[name] = change(content, stem)
        elif name.endswith(".zip"):
            changed[name] = zipped(on_bytes(unzipped(content), change, only))
        else:
            changed[name] = content
    return changed


def on_tables(files, change, only=()):
    """Change the tables of CSV files but the code book, in the dialect they have."""

    def rewritten(content, stem):
        if stem == "codeboek":
            return content
        table, dialect = read(content)
        return write(change(table, stem), dialect)

    return on_bytes(files, rewritten, only)


def unzipped(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
