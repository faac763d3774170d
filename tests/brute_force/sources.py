"""The calendar and the files of a school, as a report lists them."""

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl

from brute_force.calendars import disruptions, holidays, public_days
from brute_force.dutch import span

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def calendar(school) -> list[dict]:
    """List what falls in or between the windows, in order of date."""
    settings, dates = school.settings, school.dates
    own = [(each["datum"], each["datum"]) for each in settings["eigen_dagen"]]
    spans = disruptions(settings["sector"])
    spans += [(*each, "") for each in [*own, *holidays(settings["schooljaren"])]]
    spans += [(day, day, "") for day in public_days()]
    rows = []
    for start, end, name in sorted(spans):
        if end < dates[0][0] or start > dates[1][1]:
            continue
        inside = [
            side
            for side, (first, last) in zip(("voor", "na"), dates, strict=True)
            if start <= last and end >= first
        ]
        where = "venster " + " en ".join(inside) if inside else "tussen de vensters"
        rows.append({"dates": span(start, end), "name": name, "where": where})
    return rows


def files(school, names: list[str]) -> list[dict]:
    """Return rows, hash and encoding of each file that is named."""
    folder = SAMPLE / school.settings["export"]
    contents = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for path in folder.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            contents |= {name: archive.read(name) for name in archive.namelist()}
    return [_file(contents[name], name) for name in names]


def _file(content: bytes, name: str) -> dict:
    digest = hashlib.sha256(content).hexdigest()[:16]
    if name.endswith(".xlsx"):
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheets = [sheet.iter_rows(values_only=True) for sheet in workbook]
        count = sum(sum(any(cell is not None for cell in row) for row in s) - 1 for s in sheets)
        nothing = {"set_aside": 0, "cancelled": 0}
        return {"file": name, "rows": count, **nothing, "encoding": "Excel", "sha256": digest}
    try:
        text, encoding = content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        text, encoding = content.decode("cp1252"), "Windows-1252"
    delimiter = max(";,", key=text.partition("\n")[0].count)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    aside = sum(row.get("type", "13") != "13" for row in rows)
    lessons = [row for row in rows if row.get("type", "13") == "13"]
    fell_out = sum(row.get("status") in ("4", "5", "Vervallen") for row in lessons)
    return {
        "file": name,
        "rows": len(rows),
        "set_aside": aside,
        "cancelled": fell_out,
        "encoding": encoding,
        "sha256": digest,
    }
