"""How long a large export takes to become a register, beside readers that only read it.

`python benchmarks/reading.py` writes a CSV of 1,000,000 registrations and a workbook of 100,000,
then reads each in turn with pandas, with DuckDB (CSV), with openpyxl (workbook), and with the whole
import: reading, parsing, code book, placing in the timetable, pseudonyms, days, checks. It prints
medians of interleaved rounds and their ratios to the plain reader; ratios, because seconds are the
machine's.
"""

import argparse
import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project

PROJECT = """naam = "Meting"
[scholen.groot]
naam = "Grote school"
sector = "vo"
profiel = "{profile}"
export = "{name}"
exportdatum = 2021-07-16
schooljaren = ["2020-2021"]
onmogelijke_rijen = "weglaten"
hoogstens_weglaten = 10_000_000
"""
CODES = (
    "code;omschrijving;soort;reden;geoorloofd\n"
    "Z;Ziek;afwezig;ziek;ja\nA;Absent;afwezig;zonder bericht;nee\nL;Te laat;te laat;;\n"
)
LESSONS = 6


def tables(rng, rows, pupils):
    """Return roster, timetable and registrations of a large school."""
    classes = [f"k{number:03d}" for number in range(max(pupils // 25, 1))]
    numbers = [f"{100_000 + number}" for number in range(pupils)]
    roster = pd.DataFrame(
        {
            "leerlingnummer": numbers,
            "klas": np.resize(classes, pupils),
            "leerjaar": "1",
            "begindatum": "17-08-2020",
        }
    )
    days = pd.bdate_range("2020-08-17", "2021-07-09")
    grid = pd.MultiIndex.from_product([classes, days, range(1, LESSONS + 1)]).to_frame(index=False)
    grid.columns = ["klas", "dag", "lesuur"]
    start = 510 + 50 * grid["lesuur"]
    timetable = pd.DataFrame(
        {
            "klas": grid["klas"],
            "datum": grid["dag"].dt.strftime("%d-%m-%Y"),
            "lesuur": grid["lesuur"],
            "begintijd": [f"{m // 60:02d}:{m % 60:02d}" for m in start],
            "eindtijd": [f"{m // 60:02d}:{m % 60:02d}" for m in start + 50],
            "vervallen": "nee",
        }
    )
    absences = pd.DataFrame(
        {
            "leerlingnummer": rng.choice(numbers, rows),
            "datum": rng.choice(days.strftime("%d-%m-%Y").to_numpy(), rows),
            "lesuur": rng.integers(1, LESSONS + 1, rows).astype(str),
            "code": rng.choice(["Z", "A", "L"], rows),
            "opmerking": "",
        }
    )
    return roster, timetable, absences


def write(folder, rng, rows, pupils, workbook):
    """Write one export; return its project file and its file of absences."""
    roster, timetable, absences = tables(rng, rows, pupils)
    export = folder / ("xlsx" if workbook else "csv")
    export.mkdir()
    roster.to_csv(export / "leerlingen.csv", sep=";", index=False)
    timetable.to_csv(export / "rooster.csv", sep=";", index=False)
    (export / "codeboek.csv").write_text(CODES, "utf-8")
    path = export / ("absenties.xlsx" if workbook else "absenties.csv")
    if workbook:
        absences.to_excel(path, index=False)
    else:
        absences.to_csv(path, sep=";", index=False)
    project = folder / f"{export.name}.toml"
    project.write_text(PROJECT.format(profile="lessen", name=export.name), "utf-8")
    return load_project(project), path


def duckdb_csv(path):
    """Read a CSV with DuckDB, every column as text."""
    import duckdb

    return duckdb.execute(f"select * from read_csv('{path}', all_varchar=true, delim=';')").df()


def compare(title, plain, ways, rounds):
    """Time ways in turn; print medians and their ratio to the plain one."""
    times = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            began = perf_counter()
            way()
            times[name].append(perf_counter() - began)
    print(f"\n{title} ({rounds} rounds, median)")
    base = median(times[plain])
    for name, taken in times.items():
        print(f"  {name:<42}{median(taken):8.2f} s   {median(taken) / base:6.2f} × {plain}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sheet-rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rng = np.random.default_rng(2021)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ.setdefault("PROEFTUIN_KEY", str(folder.parent / "benchmark.key"))
        project, csv = write(folder, rng, options.rows, 4_000, workbook=False)
        compare(
            f"CSV of {options.rows:,} registrations, {csv.stat().st_size / 1e6:.0f} MB",
            "pandas",
            {
                "pandas": lambda: pd.read_csv(csv, sep=";", dtype=str, keep_default_na=False),
                "duckdb": lambda: duckdb_csv(csv),
                "proeftuin: a checked register": lambda: import_school(project, "groot"),
            },
            options.rounds,
        )
        project, sheet = write(folder, rng, options.sheet_rows, 1_000, workbook=True)
        compare(
            f"Workbook of {options.sheet_rows:,} registrations, "
            f"{sheet.stat().st_size / 1e6:.0f} MB",
            "calamine",
            {
                "openpyxl": lambda: pd.read_excel(sheet, dtype=str, engine="openpyxl"),
                "calamine": lambda: pd.read_excel(sheet, dtype=str, engine="calamine"),
                "proeftuin: a checked register": lambda: import_school(project, "groot"),
            },
            options.rounds,
        )


if __name__ == "__main__":
    main()
