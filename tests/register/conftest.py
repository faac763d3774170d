import io
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest

from proeftuin.errors import InputError
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project

CODE_BOOK = (
    "code;omschrijving;soort;reden;geoorloofd\n"
    "Z;Ziek;afwezig;ziek;ja\n"
    "A;Absent;afwezig;zonder bericht;nee\n"
    "L;Te laat;te laat;;\n"
    "HV;Huiswerk vergeten;geen aanwezigheid;;\n"
    "VR;Vrijstelling;niet verwacht;;\n"
    "U;Uitgestuurd;aanwezig;uitgestuurd;\n"
    "PR;Present;aanwezig;;\n"
)
LEERLINGEN = (
    "stamnummer;roepnaam;leerjaar;is_onderbouw;schoolsoort_code;stamklas_naam;begindatum;einddatum\n"
    "000101;Zoë;1;J;VMBO;1a;17-08-2020;\n"
    "000102;Anaïs;1;J;VMBO;1a;17-08-2020;06-01-2021\n"
    "000103;Björn;3;N;VMBO;3b;17-08-2020;\n"
)
AGENDA = (
    "agendaitem_id;agendaitem_start;agendaitem_einde;lesuurvan;lesuurtm;type;status;klas\n"
    "1;05-01-2021 08:30;05-01-2021 09:20;1;1;13;7;1a\n"
    "2;05-01-2021 09:20;05-01-2021 11:00;2;3;13;7;1a\n"
    "3;06-01-2021 08:30;06-01-2021 09:20;1;;13;7;1a\n"
    "4;06-01-2021 09:20;06-01-2021 10:10;2;2;13;5;1a\n"
    "5;07-01-2021 08:30;07-01-2021 09:20;1;1;13;7;1a\n"
    "6;07-01-2021 09:20;07-01-2021 10:10;2;2;7;1;1a\n"
    "7;12-01-2021 08:30;12-01-2021 09:20;1;1;13;7;1a\n"
    "8;05-01-2021 08:30;05-01-2021 09:20;1;1;13;7;3b\n"
)
VERANTWOORDINGEN = (
    "verantwoording_id;stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code\n"
    "1;000101;05-01-2021;1;Z\n"
    "2;000101;05-01-2021;2;L\n"
    "3;000101;05-01-2021;2;HV\n"
    "4;000102;05-01-2021;3;VR\n"
    "5;000103;05-01-2021;1;U\n"
    "6;000101;07-01-2021;1;A\n"
)
PROJECT = """naam = "Proef"

[scholen.proef]
naam = "Proefschool"
sector = "vo"
profiel = "{profile}"
export = "proef"
exportdatum = 2021-07-16
schooljaren = ["2020-2021"]
"""


@dataclass
class Export:
    """A small export that a test can spoil before it is imported."""

    folder: Path
    files: dict[str, str | bytes]
    project: str
    extra: str = ""
    encoding: str = "utf-8"

    def replace(self, name, old, new):
        assert old in self.files[name]
        self.files[name] = self.files[name].replace(old, new)
        return self

    def write(self):
        export = self.folder / "proef"
        export.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            data = content if isinstance(content, bytes) else content.encode(self.encoding)
            (export / name).write_bytes(data)
        path = self.folder / "proeftuinen.toml"
        path.write_text(self.project + self.extra, "utf-8")
        return path

    def load(self):
        return import_school(load_project(self.write()), "proef")

    def problems(self):
        with pytest.raises(InputError) as raised:
            self.load()
        return raised.value.problems


@pytest.fixture
def magister(tmp_path):
    return Export(
        tmp_path,
        {
            "leerlingen.csv": LEERLINGEN,
            "agenda.csv": AGENDA,
            "verantwoordingen.csv": VERANTWOORDINGEN,
            "codeboek.csv": CODE_BOOK,
        },
        PROJECT.format(profile="magister"),
    )


@pytest.fixture
def somtoday(tmp_path):
    book = (
        CODE_BOOK
        + "Aanwezig;;aanwezig;;\nAfwezig;;afwezig;zonder bericht;nee\nNvt;;niet verwacht;;\n"
    )
    lessons = [("08:30", "09:20"), ("09:20", "10:10"), ("10:30", "11:20")]
    times = [
        (f"2021-{day}T{begin}:00.000{offset}", f"2021-{day}T{end}:00.000{offset}", lesson)
        for day, offset in [("03-26", "+01:00"), ("03-29", "+02:00")]
        for lesson, (begin, end) in enumerate(lessons, 1)
    ]
    timetable = "stamgroep,beginDatumTijd,eindDatumTijd,beginLesuur,eindLesuur,status\n" + "".join(
        f"2h,{begin},{end},{lesson},{lesson},Doorgaand\n" for begin, end, lesson in times
    )
    marks = ["Afwezig", "Aanwezig", "Nvt", "Afwezig", "Aanwezig", None]
    observed = "leerling.leerlingnummer,beginDatumTijd,eindDatumTijd,beginLesuur,eindLesuur,waarnemingSoort\n"
    observed += "".join(
        f"201,{begin},{end},{lesson},{lesson},{mark}\n"
        for (begin, end, lesson), mark in zip(times, marks, strict=True)
        if mark
    )
    reports = (
        "leerling.leerlingnummer,absentieReden.afkorting,datumTijdInvoer,beginDatumTijd,eindDatumTijd\n"
        "201,Z,2021-03-26T08:00:00.000+01:00,2021-03-26T08:30:00.000+01:00,2021-03-26T10:10:00.000+01:00\n"
        "201,Z,2021-03-29T08:00:00.000+02:00,2021-03-29T10:30:00.000+02:00,2021-03-29T11:20:00.000+02:00\n"
        "201,L,2021-03-29T09:30:00.000+02:00,2021-03-29T09:20:00.000+02:00,2021-03-29T09:30:00.000+02:00\n"
    )
    roster = (
        "leerling.leerlingnummer,stamgroep,leerjaar,opleiding,datumVan,datumTot\n"
        "201,2h,2,havo,2020-08-17,\n"
    )
    files = {
        "leerlingen.csv": roster,
        "rooster.csv": timetable,
        "waarnemingen.csv": observed,
        "absentiemeldingen.csv": reports,
        "codeboek.csv": book,
    }
    return Export(tmp_path, files, PROJECT.format(profile="somtoday"))


@pytest.fixture
def dagdelen(tmp_path):
    """A workbook of half-days: sheets as lists of rows that a test can change."""
    return Workbook(
        tmp_path,
        {"codeboek.csv": "code;omschrijving;soort;reden;geoorloofd\nZiek;;afwezig;ziek;ja\n"},
        PROJECT.format(profile="dagdelen").replace('"vo"', '"po"'),
    )


@dataclass
class Workbook(Export):
    """An export whose tables are sheets of one workbook."""

    sheets: dict[str, list[list[object]]] = field(
        default_factory=lambda: {
            "Leerlingen": [
                ["Leerlingnummer", "Groep", "Jaargroep", "Datum in", "Datum uit"],
                ["0012", "Groep 5", 5, date(2020, 8, 17), None],
                ["0013", "Groep 1", 1, date(2020, 8, 17), None],
            ],
            "Dagdelen": [
                ["Jaargroep", "Weekdag", "Dagdeel", "Begin", "Eind"],
                *[
                    [group, day, *half_day]
                    for group in (1, 5)
                    for day in ("maandag", "Dinsdag", "woensdag", "donderdag", "vrijdag")
                    for half_day in (
                        ("ochtend", time(8, 30), time(12, 0)),
                        ("middag", time(13, 15), time(15, 15)),
                    )
                    if not (half_day[0] == "middag" and day == "woensdag")
                ],
            ],
            "Afwezigheid": [
                ["Datum", "Dagdeel", "Leerlingnummer", "Reden"],
                [date(2021, 3, 2), "middag", "0012", "Ziek"],
                [date(2021, 3, 3), "Ochtend", "0012", "Ziek"],
                [date(2021, 3, 2), "ochtend", "0013", "Ziek"],
            ],
        }
    )

    def write(self):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in self.sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        content = io.BytesIO()
        workbook.save(content)
        self.files["aanwezigheid.xlsx"] = content.getvalue()
        return super().write()
