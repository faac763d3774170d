"""Every fault that is recognised: the one list that the test and `docs/faults.md` are made from.

Renew the page with `python -m register.faults` in the folder `tests`.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from fuzz.exports import Clean

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
STOPS, MENDED, LEFT_OUT, READ = "stops", "mended and counted", "left out and counted", "read"
TOLD = "read and told"


class Spoilt:
    """The files of a small clean export, for a fault to spoil."""

    def __init__(self, clean: Clean):
        self.files = dict(clean.files)
        if packed := self.files.pop("export.zip", None):
            with zipfile.ZipFile(io.BytesIO(packed)) as archive:
                self.files |= {name: archive.read(name) for name in archive.namelist()}
        self.project: str | bytes | None = clean.project
        self.beside: dict[str, str] = {}

    def write(self, folder: Path) -> Path:
        (folder / "proef").mkdir(parents=True)
        for name, content in self.files.items():
            (folder / "proef" / name).write_bytes(content)
        for name, text in self.beside.items():
            (folder / name).write_text(text, "utf-8")
        path = folder / "proeftuinen.toml"
        if self.project is not None:
            data = self.project if isinstance(self.project, bytes) else self.project.encode()
            path.write_bytes(data)
        return path


Spoil = Callable[[Spoilt], object]


@dataclass(frozen=True)
class Fault:
    """One fault: how it looks, what is said and done about it, and an export that has it.

    Parameters
    ----------
    heading, name, example
        For the page; the example is what stands in the file.
    school
        Which clean export is spoilt.
    spoil
        How.
    what
        The message, or what the provenance lists; empty when it is simply read.
    coach
        What the coach does.
    place
        File, row and column that the message must name, as far as there is one.
    grade
        What becomes of it.
    also
        Messages that come with it: those of the rows that have it as their cause.
    """

    heading: str
    name: str
    example: str
    school: str
    spoil: Spoil
    what: str
    coach: str
    place: tuple[object, ...] = ()
    grade: str = STOPS
    also: tuple[str, ...] = ()


def add(file: str, line: str) -> Spoil:
    """Add a row below the others."""

    def spoil(export):
        export.files[file] += f"{line}\n".encode()

    return spoil


def change(file: str, old: str, new: str, times: int = 1) -> Spoil:
    """Change a text in a file, which must be there."""

    def spoil(export):
        assert old.encode() in export.files[file], old
        export.files[file] = export.files[file].replace(old.encode(), new.encode(), times)

    return spoil


def content(file: str, data: bytes | Callable[[bytes], bytes]) -> Spoil:
    """Replace a file, or make another one of it."""

    def spoil(export):
        export.files[file] = data if isinstance(data, bytes) else data(export.files[file])

    return spoil


def binary() -> bytes:
    """Write the parts that a binary workbook is known by."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00\x84\x01\x00")
        archive.writestr("xl/worksheets/sheet1.bin", b"\x81\x01\x00\x82\x01\x00")
    return found.getvalue()


def setting(line: str) -> Spoil:
    """Add a line to the school's settings."""

    def spoil(export):
        export.project += f"{line}\n"

    return spoil


def project(old: str, new: str) -> Spoil:
    """Change `proeftuinen.toml`."""

    def spoil(export):
        assert old in export.project, old
        export.project = export.project.replace(old, new, 1)

    return spoil


def own_profile(text: str | None) -> Spoil:
    """Let the school use a profile of its own."""

    def spoil(export):
        project('"magister"', '"eigen.toml"')(export)
        if text is not None:
            export.beside["eigen.toml"] = text

    return spoil


def all_of(*spoils: Spoil) -> Spoil:
    """Do several things."""

    def spoil(export):
        for each in spoils:
            each(export)

    return spoil


def sheets(edit: Callable[[openpyxl.Workbook], object]) -> Spoil:
    """Edit the workbook."""

    def spoil(export):
        workbook = openpyxl.load_workbook(io.BytesIO(export.files["aanwezigheid.xlsx"]))
        edit(workbook)
        found = io.BytesIO()
        workbook.save(found)
        export.files["aanwezigheid.xlsx"] = found.getvalue()

    return spoil


def zipped(change_bytes: Callable[[bytes], bytes]) -> Spoil:
    """Pack the export in a zip and spoil that."""

    def spoil(export):
        found = io.BytesIO()
        with zipfile.ZipFile(found, "w") as archive:
            for name, data in export.files.items():
                archive.writestr(name, data)
        export.files = {"export.zip": change_bytes(found.getvalue())}

    return spoil


def with_citizen_numbers(data: bytes) -> bytes:
    """Give a roster pupils that stand under a number of the state; made up, like all here."""
    numbers = ["123456782", "111222333", "999990019", "987654329", "100000009", "246813570"]
    rows = [f"{number};;1;J;VMBO;1a;17-08-2020;" for number in numbers]
    return data.split(b"\n", 1)[0] + "\n".join(["", *rows, ""]).encode()


def with_password(data: bytes) -> bytes:
    """Say in the headers of a zip that its files are encrypted."""
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        parts = data.split(mark)
        data = mark.join(
            [parts[0], *(p[: at - 4] + bytes([p[at - 4] | 1]) + p[at - 3 :] for p in parts[1:])]
        )
    return data


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE EDEX [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<EDEX><leerlingen><leerling key='12'><jaargroep>&b;</jaargroep></leerling></leerlingen></EDEX>"
)
PROFILE = (
    'title = "Eigen"\n[roster]\nfiles = "leerlingen*"\n[roster.columns]\n'
    'pupil = "stamnummer"\nclass = "stamklas_naam"\n'
)
MARKS = (
    '[registrations]\nfiles = "v*"\n[registrations.columns]\npupil = "stamnummer"\n'
    'date = "verantwoording_datum"\ncode = "absentiereden_code"\n'
)
WEEK = (
    '[[scholen.proef.week]]\ngroepen = ["1", "5"]\ndagen = ["maandag"]\ndagdeel = "ochtend"\n'
    'begin = "08:30"\neind = "12:00"\n'
)

V, L, A, R = "verantwoordingen.csv", "leerlingen.csv", "agenda.csv", "rooster.csv"
X, B = "aanwezigheid.xlsx", "codeboek.csv"
ABSENTIES = "absenties.csv"
OWN_WEEK = (
    "week = ["
    + ", ".join(
        f'{{ groepen = ["1", "5"], dagen = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"], '
        f'dagdeel = "{session}", begin = {begin}, eind = {end} }}'
        for session, begin, end in (
            ("ochtend", "08:30:00", "12:00:00"),
            ("middag", "13:00:00", "15:00:00"),
        )
    )
    + "]"
)
AGAIN = "Export the file again."
EMPTY = "Het bestand is leeg."
UNREADABLE = "De tekst van het bestand is niet te lezen: onbekende tekencodering."
NO_ZIP = "Het zip-bestand kan niet worden geopend."
NO_BOOK = "Het werkboek kan niet worden geopend."
QUOTE = "Een aanhalingsteken is niet gesloten: het slokt de volgende rijen op."
CELL_ERROR = "Een cel bevat een fout van Excel."
FORMULA = "Mend the formula, or fill the value in."
NO_DATE = "Geen geldige datum."
BLANK = "Een cel is leeg."
WRONG = "Een instelling heeft een verkeerde waarde."
WORD = "Onbekend woord in het codeboek."
NO_PROFILE_COLUMN = "Het profiel mist een kolom."
NOT_A_DAY = "Op deze dag was er geen les: een vakantie of vrije dag."
NOT_IN_TIMETABLE = "De les staat niet in het rooster van de klas."
FIX = "Correct the cell in the school's system and export again."
ROW_OR_SETTING = 'Take the row out, or set `onmogelijke_rijen = "weglaten"`.'
TOML = "Correct `proeftuinen.toml`."
NOTHING = "Nothing."
CHECK = "Nothing; the number is in the provenance."


def _rows():
    h = "Files"
    yield Fault(
        h,
        "Folder missing",
        '`export = "weg"`',
        "magister",
        project('export = "proef"', 'export = "weg"'),
        "De map met de export bestaat niet.",
        "Correct `export`, or put the files there.",
    )
    yield Fault(
        h,
        "File missing",
        "no `agenda…`",
        "magister",
        lambda e: e.files.pop(A),
        "Er ontbreekt een bestand in de export.",
        "Export that list too.",
    )
    yield Fault(h, "Empty file", "0 bytes", "magister", content(V, b""), EMPTY, AGAIN, (V,))
    yield Fault(
        h,
        "Only a header",
        "one row",
        "magister",
        content(V, lambda d: d.splitlines(True)[0]),
        EMPTY,
        AGAIN,
        (V,),
    )
    yield Fault(
        h,
        "Unknown encoding",
        "byte 81 hex",
        "magister",
        content(L, lambda d: d + b"\x81\x8d\n"),
        UNREADABLE,
        "Save it as CSV UTF-8.",
        (L, 6),
    )
    yield Fault(
        h,
        "Two encodings in one file",
        "`Zoë` in UTF-8, `Noël` in Windows-1252",
        "magister",
        content(L, lambda d: d + "000105;Noël;1;J;VMBO;1a;17-08-2020;\n".encode("cp1252")),
        UNREADABLE,
        "Save it as CSV UTF-8.",
        (L, 2),
    )
    yield Fault(
        h,
        "UTF-16 without its mark",
        "a zero byte after every letter",
        "magister",
        content(L, lambda d: d.decode().encode("utf-16-le")),
        UNREADABLE,
        "Save it as CSV UTF-8.",
        (L,),
    )
    yield Fault(
        h,
        "UTF-16 (Excel: Unicode-tekst)",
        "a mark, then two bytes per letter",
        "magister",
        content(L, lambda d: d.decode().encode("utf-16")),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Windows-1252",
        "`Zoë` as one byte",
        "magister",
        content(L, lambda d: d.decode().encode("cp1252")),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "UTF-8 with a mark",
        "three bytes at the start",
        "magister",
        content(L, lambda d: b"\xef\xbb\xbf" + d),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Zip that is no zip",
        "text in `extra.zip`",
        "magister",
        content("extra.zip", b"PK\x03\x04 geen zip"),
        NO_ZIP,
        "Make it again, or put the files loose.",
        ("extra.zip",),
    )
    yield Fault(
        h,
        "Zip with a password",
        "",
        "magister",
        zipped(with_password),
        NO_ZIP,
        "Make it again, without a password.",
        ("export.zip",),
    )
    yield Fault(
        h,
        "Damaged zip",
        "one byte changed",
        "magister",
        zipped(lambda d: d.replace(b"stamnummer", b"stamnunmer", 1)),
        NO_ZIP,
        "Make it again.",
        ("export.zip",),
    )
    yield Fault(
        h,
        "Half a zip",
        "the download was cut off",
        "magister",
        zipped(lambda d: d[: len(d) // 2]),
        NO_ZIP,
        "Make it again.",
        ("export.zip",),
    )
    yield Fault(
        h,
        "Text under the name of a workbook",
        "",
        "dagdelen",
        content(X, b"geen werkboek"),
        NO_BOOK,
        "Open it in Excel and save it as .xlsx.",
        (X,),
    )
    yield Fault(
        h,
        "Damaged workbook",
        "one byte changed",
        "dagdelen",
        content(X, lambda d: d[:400] + bytes([d[400] ^ 16]) + d[401:]),
        NO_BOOK,
        "Open it in Excel and save it as .xlsx.",
        (X,),
    )
    yield Fault(
        h,
        "Binary workbook (.xlsb)",
        "also when it is called .xlsx",
        "dagdelen",
        content(X, binary()),
        "Een binair werkboek (.xlsb) wordt niet gelezen: fouten in cellen zijn er niet in te zien.",
        "Open it in Excel and save it as .xlsx.",
        (X,),
    )
    yield Fault(
        h,
        "Sheet missing",
        "no `Dagdelen`",
        "dagdelen",
        sheets(lambda w: w.remove(w["Dagdelen"])),
        "Er ontbreekt een blad in het werkboek.",
        "Add the sheet or rename it.",
        (X,),
    )
    yield Fault(
        h,
        "Empty sheet",
        "",
        "dagdelen",
        sheets(lambda w: w["Afwezigheid"].delete_rows(1, 9)),
        EMPTY,
        AGAIN,
        (f"{X}, blad Afwezigheid",),
    )
    yield Fault(
        h,
        "Broken JSON",
        "cut off",
        "zermelo",
        content("appointments.json", lambda d: d[:-9]),
        "Het bestand is geen geldig JSON.",
        AGAIN,
        ("appointments.json",),
    )
    yield Fault(
        h,
        "JSON without the records",
        "`response` is called `antwoord`",
        "zermelo",
        change("appointments.json", "response", "antwoord"),
        "In het bestand staan geen rijen op de plek die het profiel noemt.",
        "Check that it is the right file.",
        ("appointments.json",),
    )
    yield Fault(
        h,
        "Broken XML",
        "cut off",
        "edexml",
        content("edex.xml", lambda d: d[:-9]),
        "Het bestand is geen geldig XML.",
        AGAIN,
        ("edex.xml",),
    )
    yield Fault(
        h,
        "XML bomb",
        "`<!DOCTYPE` with entities",
        "edexml",
        content("edex.xml", BOMB.encode()),
        "Het bestand is geen geldig XML.",
        "Do not use this file.",
        ("edex.xml",),
    )
    yield Fault(
        h,
        "XML without pupils",
        "other elements",
        "edexml",
        content("edex.xml", b"<EDEX><groepen/></EDEX>"),
        "In het bestand staan geen rijen op de plek die het profiel noemt.",
        "Check that it is the right file.",
        ("edex.xml",),
    )
    yield Fault(
        h,
        "Reference to a missing group",
        '`<groep key="g9"/>`',
        "edexml",
        change("edex.xml", '<groep key="g5"/>', '<groep key="g9"/>'),
        "Het bestand verwijst naar iets dat er niet in staat.",
        "Export it again, with all groups.",
        ("edex.xml",),
    )
    yield Fault(
        h,
        "Quotation mark that is not closed",
        '`"Ties;3;…`',
        "magister",
        change(L, "000103;Björn", '000103;"Björn'),
        QUOTE,
        "Take the mark out.",
        (L, 4),
    )
    yield Fault(
        h,
        "Quotation mark in the last row",
        '`"Z`',
        "magister",
        change(V, "8;000101;19-01-2021;1;Z", '8;000101;19-01-2021;1;"Z'),
        QUOTE,
        "Take the mark out.",
        (V, 9),
    )
    yield Fault(
        h,
        "More fields than the header",
        "a `;` in a text",
        "magister",
        add(V, "9;000101;14-01-2021;1;Z;extra"),
        "Een rij heeft meer velden dan de kop.",
        "Put the text between quotation marks.",
        (V, 10),
    )
    yield Fault(
        h,
        "Fewer fields than the header",
        "the last `;` is missing",
        "magister",
        change(L, "000104;Ties;3;N;VMBO;3b;17-08-2020;", "000104;Ties;3;N;VMBO;3b;17-08-2020"),
        "rijen met minder velden dan de kop: wat ontbreekt, geldt als leeg",
        "Check that the file is whole.",
        grade=MENDED,
    )
    yield Fault(
        h,
        "Title above the header",
        "`Overzicht verzuim`",
        "magister",
        content(V, lambda d: b"Overzicht verzuim\n\n" + d),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Excel's line `sep=;`",
        "first row",
        "magister",
        content(V, lambda d: b"sep=;\r\n" + d),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Another delimiter",
        "`,` or a tab",
        "magister",
        content(V, lambda d: d.replace(b";", b"\t")),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Empty rows",
        "`;;;;`",
        "magister",
        content(V, lambda d: d + b";;;;\n\n"),
        "",
        NOTHING,
        grade=READ,
    )

    h = "Columns"
    yield Fault(
        h,
        "Column missing",
        "`code` for `absentiereden_code`",
        "magister",
        change(V, "absentiereden_code", "code"),
        "Er ontbreekt een kolom.",
        "Take the column into the export, under this name.",
        (V, 1, "absentiereden_code"),
    )
    yield Fault(
        h,
        "Column that picks rows missing",
        "no `status`",
        "magister",
        change(A, ";status;", ";st;"),
        "Er ontbreekt een kolom.",
        "Take the column into the export.",
        (A, 1, "status"),
    )
    yield Fault(
        h,
        "Column twice, with other values",
        "`klas;…;klas`",
        "magister",
        change(A, "agendaitem_id;", "klas;"),
        "Een kolom staat twee keer in de kop, met verschillende waarden.",
        "Take out the one that is not meant.",
        (A, None, "klas"),
    )
    yield Fault(
        h,
        "Column twice, the same",
        "`klas;klas`",
        "magister",
        content(
            A,
            lambda d: b"".join(
                line.rstrip() + b";" + line.rstrip().rsplit(b";", 1)[1] + b"\n"
                for line in d.splitlines()
            ),
        ),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Capitals in a header",
        "`STAMNUMMER`",
        "magister",
        change(V, "stamnummer", "STAMNUMMER"),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Columns in another order",
        "",
        "magister",
        content(
            V,
            lambda d: b"".join(
                b";".join(reversed(line.split(b";"))) + b"\n" for line in d.splitlines()
            ),
        ),
        "",
        NOTHING,
        grade=READ,
    )

    h = "Cells"
    date_column = "verantwoording_datum"
    yield Fault(
        h,
        "No date",
        "`gisteren`",
        "magister",
        add(V, "9;000101;gisteren;1;Z"),
        NO_DATE,
        FIX,
        (V, 10, date_column),
    )
    yield Fault(
        h,
        "Day that is not on the calendar",
        "`31-02-2021`",
        "magister",
        add(V, "9;000101;31-02-2021;1;Z"),
        NO_DATE,
        FIX,
        (V, 10, date_column),
    )
    yield Fault(
        h,
        "Month before day",
        "`01-14-2021`",
        "magister",
        add(V, "9;000101;01-14-2021;1;Z"),
        NO_DATE,
        FIX,
        (V, 10, date_column),
    )
    for name, text in {
        "ISO date": "2021-01-14",
        "Date without zeros": "14-1-2021",
        "Date with strokes": "14/01/2021",
        "Year of two digits": "14-01-21",
        "Month as a word": "14 januari 2021",
        "Weekday before the date": "do 14 jan. 2021",
        "Date as Excel's number": "44210",
        "Date without marks": "20210114",
    }.items():
        yield Fault(
            h,
            name,
            f"`{text}`",
            "magister",
            change(V, "14-01-2021", text, 9),
            "",
            NOTHING,
            grade=READ,
        )
    yield Fault(
        h,
        "Time that is not on the clock",
        "`25:10`",
        "lessen",
        change(R, "10:30", "25:10"),
        "Geen geldige tijd.",
        FIX,
        (R, 4, "begintijd"),
    )
    yield Fault(
        h,
        "Times in another way",
        "`8.30 uur`, `08:30:00`",
        "lessen",
        all_of(change(R, "08:30", "8.30 uur"), change(R, "09:20", "09:20:00")),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "No lesson hour",
        "`5-3`",
        "magister",
        add(V, "9;000101;14-01-2021;5-3;Z"),
        "Dit is geen lesuur of dagdeel.",
        FIX,
        (V, 10, "verantwoording_lesuur"),
    )
    yield Fault(
        h,
        "Lesson hours that Excel made a date of",
        "`3-4` became `3-apr`",
        "magister",
        change(V, "3;000102;11-01-2021;3", "3;000102;11-01-2021;2-mrt"),
        "lesuren waarvan Excel een datum had gemaakt (3-4 werd 3 april): teruggezet",
        CHECK,
        grade=MENDED,
    )
    yield Fault(
        h,
        "No number of minutes",
        "`kwartier`",
        "lessen",
        add(ABSENTIES, "301;18-01-2021;;1;;;;kwartier;L;"),
        "Geen aantal minuten.",
        FIX,
        (ABSENTIES, 11, "minuten"),
    )
    yield Fault(
        h,
        "Number of minutes below 1",
        "`0,0139`: 20 minutes as Excel keeps a duration",
        "lessen",
        change(ABSENTIES, ";10;L", ";0,0139;L"),
        "Het aantal minuten is kleiner dan 1.",
        "Write the minutes as a number: the duration × 1440.",
        (ABSENTIES, 8, "minuten"),
    )
    yield Fault(
        h,
        "Neither yes nor no in a column of yes and no",
        "`misschien` under `vervallen`",
        "lessen",
        change("rooster.csv", "4;ja", "4;misschien"),
        "Een cel zegt geen ja en geen nee.",
        FIX,
        ("rooster.csv", 9, "vervallen"),
    )
    yield Fault(
        h,
        "Yes and no in another way",
        "`WAAR`, `TRUE`, `1`, a ticked box of Excel",
        "lessen",
        change("rooster.csv", "4;ja", "4;WAAR"),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Time of day as Excel's part of a day",
        "`0,375` for `09:00`, `0.5` for `12:00`",
        "lessen",
        change(ABSENTIES, "09:00;", "0,375;"),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Decimal comma",
        "`20,0`",
        "lessen",
        change(ABSENTIES, ";20;Z", ";20,0;Z"),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Pupil number that Excel shortened",
        "`1,01E+05`",
        "magister",
        add(V, "9;1,01E+07;14-01-2021;1;Z"),
        "Excel heeft cijfers van het leerlingnummer weggelaten.",
        "Format the column as text in Excel and export again.",
        (V, 10, "stamnummer"),
    )
    yield Fault(
        h,
        "Citizen numbers as pupil number",
        "`123456782`",
        "magister",
        content(L, with_citizen_numbers),
        "De kolom bevat burgerservicenummers; die mag proeftuin niet gebruiken.",
        "Export with the school's own number.",
        (L, None, "stamnummer"),
    )
    yield Fault(
        h,
        "Zeros in front lost",
        "`101` for `000101`",
        "magister",
        change(V, ";000", ";", 99),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Pupil number with a point",
        "`101.0`",
        "magister",
        change(V, "1;000101;", "1;101.0;"),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Error of Excel as pupil number",
        "`#N/B`",
        "magister",
        add(V, "9;#N/B;14-01-2021;1;Z"),
        CELL_ERROR,
        FORMULA,
        (V, 10, "stamnummer"),
    )
    yield Fault(
        h,
        "Column that was too narrow when Excel saved it as CSV",
        "`########`",
        "magister",
        change(L, "17-08-2020;15-01-2021", "17-08-2020;########"),
        CELL_ERROR,
        "Make the column wider and save it again.",
        (L, 3, "einddatum"),
    )
    yield Fault(
        h,
        "Cell of a workbook with an error",
        "`#REF!`, which empty would mean the whole day",
        "dagdelen",
        sheets(lambda w: w["Afwezigheid"].__setitem__("D2", "#REF!")),
        CELL_ERROR,
        FORMULA,
        ("aanwezigheid.xlsx, blad Afwezigheid", 2, "Dagdeel"),
    )
    yield Fault(
        h,
        "Formula of a workbook without an outcome",
        "`=D3`, written by a program and never opened",
        "dagdelen",
        sheets(lambda w: w["Afwezigheid"].__setitem__("D2", "=D3")),
        "Van een formule is geen uitkomst bewaard.",
        "Open it in Excel and save it.",
        ("aanwezigheid.xlsx, blad Afwezigheid", 2, "Dagdeel"),
    )
    yield Fault(
        h,
        "Spaces around a cell",
        "` 000101 `",
        "magister",
        change(V, "1;000101;", "1; 000101 ;"),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Empty cell",
        "no pupil number",
        "magister",
        add(V, "9;;14-01-2021;1;Z"),
        BLANK,
        FIX,
        (V, 10, "stamnummer"),
    )

    h = "Roster"
    yield Fault(
        h,
        "Two classes at once",
        "no end date in the first",
        "magister",
        add(L, "000101;Zoë;3;N;VMBO;3b;18-01-2021;"),
        "Een leerling staat op hetzelfde moment in twee klassen.",
        'Fill in the end date, or set `twee_klassen = "beide"`.',
        (L, 6, "begindatum"),
    )
    yield Fault(
        h,
        "Two classes of a pupil that have lessons at the same time, in other hours",
        "hour 1 of 1a from 08:30 to 09:15, hour 3 of 3b from 08:45 to 09:35",
        "magister",
        all_of(
            add(L, "000101;Zoë;3;N;VMBO;3b;18-01-2021;"),
            change(A, "8;19-01-2021 10:30;19-01-2021 11:20", "8;19-01-2021 08:45;19-01-2021 09:35"),
            setting('twee_klassen = "beide"'),
        ),
        "dagen waarop een leerling van twee klassen tegelijk les heeft, onder verschillende "
        "lesuren: beide tellen",
        "Correct the class of the pupil or the hours of the timetable.",
        grade=TOLD,
    )
    yield Fault(
        h,
        "Ends before it begins",
        "",
        "magister",
        change(L, "17-08-2020;15-01-2021", "17-08-2020;15-01-2020"),
        "De inschrijving eindigt voor zij begint.",
        FIX,
        (L, 3, "einddatum"),
    )
    yield Fault(
        h,
        "No date of enrolment",
        "",
        "magister",
        change(L, "1a;17-08-2020;\n", "1a;;\n"),
        "inschrijvingen zonder begindatum: geteld vanaf het begin van het schooljaar",
        CHECK,
        grade=MENDED,
    )
    yield Fault(
        h,
        "Row twice",
        "",
        "magister",
        add(L, "000104;Ties;3;N;VMBO;3b;17-08-2020;"),
        "dubbele rijen in de leerlingenlijst",
        CHECK,
        grade=MENDED,
    )
    yield Fault(
        h,
        "Unknown word for the stage",
        "`X`",
        "magister",
        add(L, "000105;Bo;3;X;VMBO;3b;17-08-2020;"),
        "Onbekende waarde.",
        FIX,
        (L, 6, "is_onderbouw"),
    )
    yield Fault(
        h,
        "Pupil number with another birth date",
        "a number that was given out again, or a typing error",
        "magister",
        all_of(
            change(L, "begindatum;einddatum", "begindatum;einddatum;geboortedatum"),
            change(L, "17-08-2020;15-01-2021", "17-08-2020;15-01-2021;01-02-2008"),
            add(L, "000102;;3;N;VMBO;3b;18-01-2021;;03-04-2005"),
        ),
        "leerlingnummers met een andere geboortedatum dan eerder in de lijst: één leerling?",
        "Give the second pupil a number of its own.",
        grade=TOLD,
    )
    yield Fault(
        h,
        "Pupil who left, without a group (EDEXML)",
        "`<jaargroep>H</jaargroep>`",
        "edexml",
        change(
            "edex.xml",
            " </leerlingen>",
            '<leerling key="99"><jaargroep>H</jaargroep></leerling></leerlingen>',
        ),
        "leerlingen die de school verlieten, zonder groep in de leerlingenlijst",
        CHECK,
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Year group on the group alone (EDEXML)",
        "no `<jaargroep>` of the pupil",
        "edexml",
        change("edex.xml", "<jaargroep>5</jaargroep><groep key", "<groep key", 9),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Year group outside `bouw`",
        "",
        "magister",
        setting('bouw = { onderbouw = ["1"], bovenbouw = ["4"] }'),
        "Een leerjaar hoort bij geen bouw.",
        "Add the year group to `bouw`.",
        (L, 4, "leerjaar"),
    )
    yield Fault(
        h,
        "No class",
        "",
        "magister",
        add(L, "000105;Bo;3;N;VMBO;;17-08-2020;"),
        BLANK,
        FIX,
        (L, 6, "stamklas_naam"),
    )

    h = "Timetable"
    yield Fault(
        h,
        "Lesson ends before it begins",
        "",
        "magister",
        add(A, "9;18-01-2021 10:00;18-01-2021 09:00;1;1;13;7;1a"),
        "De les eindigt niet na het begin.",
        FIX,
        (A, 10, "agendaitem_einde"),
    )
    yield Fault(
        h,
        "Lesson over midnight",
        "",
        "magister",
        add(A, "9;18-01-2021 10:00;19-01-2021 10:50;1;1;13;7;1a"),
        "De les eindigt op een andere dag dan zij begint.",
        FIX,
        (A, 10, "agendaitem_einde"),
    )
    yield Fault(
        h,
        "Last lesson hour before the first",
        "`4` to `2`",
        "magister",
        add(A, "9;18-01-2021 10:00;18-01-2021 10:50;4;2;13;7;1a"),
        "Het laatste lesuur past niet bij het eerste.",
        FIX,
        (A, 10, "lesuurtm"),
    )
    yield Fault(
        h,
        "No lesson hour",
        "",
        "magister",
        add(A, "9;18-01-2021 10:00;18-01-2021 10:50;;;13;7;1a"),
        BLANK,
        FIX,
        (A, 10, "lesuurvan"),
    )
    yield Fault(
        h,
        "Lessons that run backwards",
        "`5-3`",
        "magister",
        add(A, "9;18-01-2021 10:00;18-01-2021 10:50;5-3;;13;7;1a"),
        "Dit is geen lesuur of dagdeel.",
        FIX,
        (A, 10, "lesuurvan"),
    )
    yield Fault(
        h,
        "Last lesson hour that is none",
        "`x`",
        "magister",
        add(A, "9;18-01-2021 10:00;18-01-2021 10:50;1;x;13;7;1a"),
        "Dit is geen lesuur of dagdeel.",
        FIX,
        (A, 10, "lesuurtm"),
    )
    yield Fault(
        h,
        "No begin",
        "",
        "magister",
        add(A, "9;;18-01-2021 10:50;1;1;13;7;1a"),
        BLANK,
        FIX,
        (A, 10, "agendaitem_start"),
    )
    yield Fault(
        h,
        "Outside the school year",
        "",
        "magister",
        add(A, "9;18-01-2022 10:00;18-01-2022 10:50;1;1;13;7;1a"),
        "De datum valt buiten het schooljaar.",
        "Take the row out, or add the school year.",
        (A, 10, "agendaitem_start"),
    )
    yield Fault(
        h,
        "Class without a lesson",
        "`3B` and `3b`",
        "magister",
        add(L, "000105;Bo;3;N;VMBO;3B;17-08-2020;"),
        "Een klas uit de leerlingenlijst heeft geen enkele les in het rooster.",
        "Write the class in one way.",
    )
    yield Fault(
        h,
        "Lesson on a free day",
        "spring holiday",
        "magister",
        all_of(
            project("2021-01-22", "2021-03-01"),
            add(A, "9;22-02-2021 08:30;22-02-2021 09:20;1;1;13;7;1a"),
        ),
        "lessen in het rooster op een vrije dag of in het weekend",
        "Was there school? Add the day to `eigen_dagen`.",
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Lesson in a weekend",
        "Saturday",
        "magister",
        add(A, "9;16-01-2021 08:30;16-01-2021 09:20;1;1;13;7;1a"),
        "lessen in het rooster op een vrije dag of in het weekend",
        CHECK,
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Lessons of unknown groups",
        "`4k`",
        "magister",
        add(A, "9;18-01-2021 08:30;18-01-2021 09:20;1;1;13;7;4k"),
        "lessen in het rooster van groepen zonder leerlingen in de leerlingenlijst",
        "Is it a class? Then the roster lacks its pupils.",
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Lesson twice, at other times",
        "08:30 to 09:20 and to 09:10: the longer counts",
        "magister",
        add(A, "9;11-01-2021 08:30;11-01-2021 09:10;1;1;13;7;1a"),
        "lessen die twee keer in het rooster staan, met andere tijden: de eerste en langste telt",
        "Take out the row that is not meant.",
        grade=TOLD,
    )
    yield Fault(
        h,
        "Classes of one lesson in one cell",
        "`1a, 4k`",
        "magister",
        change(A, "1;1;13;7;1a", "1;1;13;7;1a, 4k"),
        "lessen in het rooster van groepen zonder leerlingen in de leerlingenlijst",
        "Nothing; it is a lesson of each class.",
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Appointment without a group (Zermelo)",
        '`"groups": []`',
        "zermelo",
        change(
            "appointments.json",
            '"endTimeSlotName": "3", "groups": ["3b"]',
            '"endTimeSlotName": "3", "groups": []',
        ),
        "lessen in het rooster zonder klas of groep",
        CHECK,
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Appointment outside the lesson hours (Zermelo)",
        "no slot name, as of exams",
        "zermelo",
        change(
            "appointments.json",
            '"startTimeSlotName": "3", "endTimeSlotName": "3"',
            '"startTimeSlotName": null, "endTimeSlotName": null',
        ),
        "lessen in het rooster zonder lesuur (tussen de lesuren, zoals examens)",
        CHECK,
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Unknown weekday",
        "`zaterdag`",
        "edexml",
        add("dagdelen.csv", "5;zaterdag;ochtend;08:30;12:00"),
        "Onbekende weekdag.",
        FIX,
        ("dagdelen.csv", 12, "Weekdag"),
    )
    yield Fault(
        h,
        "Half-day ends before it begins",
        "",
        "edexml",
        add("dagdelen.csv", "5;vrijdag;ochtend;12:30;12:00"),
        "Het dagdeel eindigt niet na het begin.",
        FIX,
        ("dagdelen.csv", 12, "Eind"),
    )
    yield Fault(
        h,
        "Half-day without a time",
        "",
        "edexml",
        add("dagdelen.csv", "5;vrijdag;ochtend;08:30;"),
        BLANK,
        FIX,
        ("dagdelen.csv", 12, "Eind"),
    )
    yield Fault(
        h,
        "Half-day twice",
        "",
        "edexml",
        add("dagdelen.csv", "5;maandag;ochtend;08:30;11:45"),
        "Een dagdeel staat twee keer in de week.",
        "Keep one of the two.",
        ("dagdelen.csv", 12, "Dagdeel"),
    )
    yield Fault(
        h,
        "Year group without half-days",
        "",
        "edexml",
        change(
            "edex.xml", "<jaargroep>5</jaargroep><groep key", "<jaargroep>6</jaargroep><groep key"
        ),
        "Een jaargroep heeft geen dagdelen in de week.",
        "Add its half-days.",
        ("dagdelen.csv",),
    )
    yield Fault(
        h,
        "Half-day twice in `week`",
        "",
        "edexml",
        setting(WEEK + WEEK),
        "Een dagdeel staat twee keer in de week.",
        TOML,
        ("proeftuinen.toml",),
    )
    yield Fault(
        h,
        "Year group that `week` lacks",
        "",
        "edexml",
        setting(WEEK.replace('["1", "5"]', '["1"]')),
        "Een jaargroep heeft geen dagdelen in de week.",
        TOML,
        ("proeftuinen.toml",),
    )

    h = "Absences"
    yield Fault(
        h,
        "Unknown pupil",
        "",
        "magister",
        add(V, "9;999999;14-01-2021;1;Z"),
        "De leerling staat in geen leerlingenlijst.",
        "Export the roster again, with who left.",
        (V, 10, "stamnummer"),
    )
    yield Fault(
        h,
        "Pupil not enrolled on that day",
        "",
        "magister",
        add(V, "9;000102;19-01-2021;1;Z"),
        "De leerling was op deze dag niet ingeschreven.",
        "Correct the enrolment. " + ROW_OR_SETTING,
        (V, 10, date_column),
    )
    yield Fault(
        h,
        "On a free day",
        "spring holiday",
        "magister",
        add(V, "9;000101;22-02-2021;1;Z"),
        NOT_A_DAY,
        "Was there school? Add the day to `eigen_dagen`. " + ROW_OR_SETTING,
        (V, 10, date_column),
    )
    yield Fault(
        h,
        "Holidays of another region",
        "`regio` is Noord, and the school had lessons in its spring week",
        "magister",
        all_of(*(add(V, f"{day};000101;{day}-02-2021;1;Z") for day in range(22, 27))),
        "De vakantieregio van de school klopt waarschijnlijk niet.",
        "Correct `regio`.",
        ("proeftuinen.toml", None, "scholen.proef.regio"),
        also=(NOT_A_DAY,),
    )
    yield Fault(
        h,
        "Many rows in one free week",
        "the week of May, in every region",
        "magister",
        all_of(*(add(V, f"9{day};000101;0{day}-05-2021;1;Z") for day in (3, 4, 6, 7, 7))),
        "Veel registraties liggen samen in één vrije week.",
        "Add the week to `eigen_dagen`, as the message writes it.",
        ("proeftuinen.toml", None, "eigen_dagen"),
        also=(NOT_A_DAY,),
    )
    yield Fault(
        h,
        "After the day of the export",
        "a new export, and still the old `exportdatum`",
        "magister",
        add(V, "9;000101;25-01-2021;1;Z"),
        "Er zijn registraties van na de exportdatum.",
        "Set `exportdatum` to the day of the export.",
        ("proeftuinen.toml", None, "scholen.proef.exportdatum"),
        also=(NOT_IN_TIMETABLE,),
    )
    yield Fault(
        h,
        "Week that the timetable lacks",
        "",
        "magister",
        all_of(*(add(V, f"9{day};000101;0{day}-01-2021;1;Z") for day in range(4, 9))),
        "In het rooster ontbreekt een week waarin wel is geregistreerd.",
        "Export the timetable again, with that week.",
        also=(NOT_IN_TIMETABLE,),
    )
    yield Fault(
        h,
        "Lessons given to groups",
        "`v4.wisA1` in the timetable, `1a` in the roster",
        "magister",
        all_of(
            add(A, "90;11-01-2021 13:30;11-01-2021 14:20;7;7;13;7;v4.wisA1"),
            *(add(V, f"9{hour};000101;11-01-2021;{hour};Z") for hour in (6, 7, 8)),
            *(add(V, f"8{hour};000101;14-01-2021;{hour};Z") for hour in (6, 7)),
        ),
        "De lessen worden waarschijnlijk in lesgroepen gegeven, niet in klassen.",
        "Export the timetable per class.",
        also=(NOT_IN_TIMETABLE,),
    )
    yield Fault(
        h,
        "Half-day that the school's week has not",
        "Wednesday afternoons, five rows",
        "dagdelen",
        sheets(
            lambda w: [
                w["Afwezigheid"].append(["0012", f"{day}-01-2021", None, "middag", None, "Z"])
                for day in (13, 20, 13, 20, 13)
            ]
        ),
        "Een dagdeel van de registraties staat niet in de week van de school.",
        "Add the half-day to the week, with its hours.",
        also=(NOT_IN_TIMETABLE,),
    )
    yield Fault(
        h,
        "Cancelled lesson",
        "",
        "magister",
        add(V, "9;000101;14-01-2021;2;Z"),
        "De les is vervallen.",
        ROW_OR_SETTING,
        (V, 10, "verantwoording_lesuur"),
    )
    yield Fault(
        h,
        "Lesson that is not in the timetable",
        "hour 7",
        "magister",
        add(V, "9;000101;14-01-2021;7;Z"),
        NOT_IN_TIMETABLE,
        ROW_OR_SETTING,
        (V, 10, "verantwoording_lesuur"),
    )
    yield Fault(
        h,
        "Half-day that the group has not",
        "Wednesday afternoon",
        "dagdelen",
        sheets(
            lambda w: w["Afwezigheid"].append(["0012", "13-01-2021", None, "middag", None, "Z"])
        ),
        NOT_IN_TIMETABLE,
        ROW_OR_SETTING,
        (f"{X}, blad Afwezigheid", 7, "Dagdeel"),
    )
    yield Fault(
        h,
        "Day without lessons",
        "",
        "magister",
        add(V, "9;000101;15-01-2021;;Z"),
        "De klas had op deze dag geen les.",
        ROW_OR_SETTING,
        (V, 10, date_column),
    )
    yield Fault(
        h,
        "Outside the school year",
        "",
        "magister",
        add(V, "9;000101;14-09-2021;1;Z"),
        "De datum valt buiten het schooljaar.",
        "Take the row out, or add the school year.",
        (V, 10, date_column),
    )
    yield Fault(
        h,
        "Last day before the first",
        "",
        "lessen",
        add(ABSENTIES, "301;13-01-2021;12-01-2021;;;;;;Z;"),
        "De afwezigheid eindigt voor zij begint.",
        FIX,
        (ABSENTIES, 11, "tot_datum"),
    )
    yield Fault(
        h,
        "Ends before it begins (clock)",
        "",
        "lessen",
        add(ABSENTIES, "301;13-01-2021;;;;10:00;09:00;;Z;"),
        "De afwezigheid eindigt niet na het begin.",
        FIX,
        (ABSENTIES, 11, "eindtijd"),
    )
    yield Fault(
        h,
        "Last lesson hour before the first",
        "",
        "lessen",
        add(ABSENTIES, "301;13-01-2021;;3;2;;;;Z;"),
        "Het laatste lesuur past niet bij het eerste.",
        FIX,
        (ABSENTIES, 11, "tot_lesuur"),
    )
    yield Fault(
        h,
        "Report ends before it begins",
        "",
        "somtoday",
        change("absentiemeldingen.csv", "2021-01-12T10:10", "2021-01-12T07:10"),
        "De melding eindigt voor zij begint.",
        FIX,
        ("absentiemeldingen.csv", 2, "eindDatumTijd"),
    )
    yield Fault(
        h,
        "Report without an end",
        "",
        "somtoday",
        add("absentiemeldingen.csv", "201,Z,,2021-01-18T08:30:00.000+01:00,"),
        BLANK,
        "Close the report in the school's system.",
        ("absentiemeldingen.csv", 5, "eindDatumTijd"),
    )
    yield Fault(
        h,
        "Minutes with a whole day",
        "",
        "lessen",
        add(ABSENTIES, "301;13-01-2021;;;;;;30;Z;"),
        "Bij een hele dag of een reeks lessen kan geen aantal minuten staan.",
        "Fill in the lesson hour, or leave the minutes empty.",
        (ABSENTIES, 11, "minuten"),
    )
    yield Fault(
        h,
        "Time with the date of another day",
        "`13-01-2021 10:00` as the end on a row of 12-01-2021",
        "lessen",
        add(ABSENTIES, "301;12-01-2021;;;;12-01-2021 09:00;13-01-2021 10:00;;Z;"),
        "Bij de tijd staat een andere datum dan in de rij.",
        "Put the last day in a column of its own.",
        (ABSENTIES, 11, "eindtijd"),
    )
    yield Fault(
        h,
        "Last lesson hour that is none",
        "`x`",
        "lessen",
        add(ABSENTIES, "301;13-01-2021;;2;x;;;;Z;"),
        "Dit is geen lesuur of dagdeel.",
        FIX,
        (ABSENTIES, 11, "tot_lesuur"),
    )
    yield Fault(
        h,
        "Absence of days that begins in no lesson hour",
        "`muziek`",
        "lessen",
        add(ABSENTIES, "301;13-01-2021;18-01-2021;muziek;;;;;Z;"),
        "Dit is geen lesuur of dagdeel.",
        FIX,
        (ABSENTIES, 11, "lesuur"),
    )
    yield Fault(
        h,
        "Span that touches no lesson",
        "sick from Friday to Sunday",
        "lessen",
        add(ABSENTIES, "301;15-01-2021;17-01-2021;;;;;;Z;"),
        "afwezigheid die geen enkele les of dagdeel van de leerling raakt",
        CHECK,
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Longer than the lesson",
        "90 minutes of 50",
        "lessen",
        add(ABSENTIES, "301;13-01-2021;;1;;;;90;A;"),
        "afwezigheid langer dan de les of het dagdeel: geteld tot het einde",
        CHECK,
        grade=MENDED,
    )
    yield Fault(
        h,
        "The same row twice",
        "",
        "magister",
        add(V, "1;000101;11-01-2021;1;Z"),
        "dubbele registraties: één keer geteld",
        CHECK,
        grade=MENDED,
    )
    yield Fault(
        h,
        "Two reasons for one lesson",
        "`Z` and `A`: every minute counts once",
        "magister",
        add(V, "9;000101;11-01-2021;1;A"),
        "",
        NOTHING,
        grade=READ,
    )
    yield Fault(
        h,
        "Impossible rows, more than may be left out",
        'two of ten, with `onmogelijke_rijen = "weglaten"`',
        "magister",
        all_of(
            add(V, "9;000101;14-01-2021;7;Z"),
            add(V, "10;000101;14-01-2021;8;Z"),
            setting('onmogelijke_rijen = "weglaten"'),
        ),
        "Er zouden te veel rijen worden weggelaten.",
        "Look for the cause; else write how many: `hoogstens_weglaten = 2`.",
        ("proeftuinen.toml", None, "onmogelijke_rijen"),
        also=(NOT_IN_TIMETABLE,),
    )
    yield Fault(
        h,
        "Impossible row, left out by choice",
        '`onmogelijke_rijen = "weglaten"`',
        "magister",
        all_of(add(V, "9;000101;14-01-2021;7;Z"), setting('onmogelijke_rijen = "weglaten"')),
        NOT_IN_TIMETABLE,
        "Nothing; the rows are in the provenance.",
        grade=LEFT_OUT,
    )
    yield Fault(
        h,
        "Late without minutes",
        '`te_laat = "minuten"`',
        "magister",
        setting('telt_mee = { te_laat = "minuten" }'),
        "te laat zonder aantal minuten: geteld als 0 minuten",
        "Export the minutes too, or count lateness otherwise.",
        grade=LEFT_OUT,
    )

    h = "Code book"
    yield Fault(
        h,
        "List of reasons with other columns",
        "`code;omschrijving`",
        "magister",
        lambda e: e.files.update(
            {"absentieredenen.csv": b"code;omschrijving\nBV;Bijzonder verlof\n"}
        ),
        "Er ontbreekt een kolom.",
        "Name the columns as the message says, or take the file out.",
        ("absentieredenen.csv", 1, "absentiereden_code"),
    )
    yield Fault(
        h,
        "No code book",
        "",
        "magister",
        lambda e: e.files.pop(B),
        "Er is nog geen codeboek: wat betekent elke code van deze school?",
        "Save the proposal that the message holds, and check each line.",
        (B,),
    )
    yield Fault(
        h,
        "Unknown code",
        "`QQ`; capitals count: `z` is not `Z`",
        "magister",
        add(V, "9;000101;14-01-2021;1;QQ"),
        "Onbekende code: zij staat niet in het codeboek.",
        "Paste the line that the message holds.",
        (V, 10, "absentiereden_code"),
    )
    yield Fault(
        h,
        "Code twice",
        "",
        "magister",
        add(B, "Z;dubbel;afwezig;ziek;ja"),
        "Een code staat twee keer in het codeboek.",
        "Keep one of the two.",
        (B, 2, "code"),
    )
    yield Fault(
        h,
        "Unknown kind",
        "`weg`",
        "magister",
        add(B, "X;?;weg;ziek;ja"),
        WORD,
        "Use a word that the message lists.",
        (B, 9, "soort"),
    )
    yield Fault(
        h,
        "Unknown reason",
        "`griep`",
        "magister",
        add(B, "X;?;afwezig;griep;ja"),
        WORD,
        "Use a word that the message lists.",
        (B, 9, "reden"),
    )
    yield Fault(
        h,
        "Neither yes nor no",
        "`misschien`",
        "magister",
        add(B, "X;?;afwezig;ziek;misschien"),
        WORD,
        "Write `ja` or `nee`.",
        (B, 9, "geoorloofd"),
    )
    yield Fault(
        h,
        "Absent, but authorised or not?",
        "",
        "magister",
        add(B, "X;?;afwezig;ziek;"),
        "Bij een soort afwezigheid moet staan of zij geoorloofd is.",
        "Write `ja` or `nee`.",
        (B, 9, "geoorloofd"),
    )
    yield Fault(
        h,
        "Line of the proposal not filled in",
        "`Qx;;…;;`",
        "magister",
        add(B, "Qx;;…;;"),
        WORD,
        "Fill it in.",
        (B, 9, "soort"),
    )
    yield Fault(
        h,
        "No code",
        "",
        "magister",
        add(B, ";leeg;aanwezig;;"),
        BLANK,
        "Fill it in, or take the row out.",
        (B, 9, "code"),
    )

    h = "Settings and profiles"
    yield Fault(
        h,
        "Registrations outside `exportperiode`",
        "`exportperiode` begins a day after the first one",
        "magister",
        setting("exportperiode = { begin = 2021-01-12, eind = 2021-01-22 }"),
        "dagen met registraties die buiten ‘exportperiode’ liggen: alleen waar iets is "
        "geregistreerd, telt mee",
        "Correct `exportperiode`, or take it out.",
        grade=TOLD,
    )
    yield Fault(
        h,
        "A week in the settings and one in the export",
        "`week` beside a sheet `Dagdelen`",
        "dagdelen",
        setting(OWN_WEEK),
        "een week in de export die niet is gebruikt: ‘week’ in de instellingen geldt",
        "Take `week` out of the settings when the sheet is right.",
        grade=TOLD,
    )
    yield Fault(
        h,
        "A week in the settings and a timetable in the export",
        "`week` beside `agenda.csv`",
        "magister",
        setting(OWN_WEEK),
        "een rooster in de export: ‘week’ in de instellingen is niet gebruikt",
        "Take `week` out of the settings.",
        grade=TOLD,
    )
    p = "proeftuinen.toml"

    def without_project(export):
        export.project = None

    def other_encoding(export):
        export.project = export.project.replace("Proefschool", "Proefschoöl").encode("cp1252")

    yield Fault(
        h,
        "No project file",
        "",
        "magister",
        without_project,
        "Het projectbestand bestaat niet.",
        "Check the name and the folder.",
        (p,),
    )
    yield Fault(
        h,
        "Project file that is no UTF-8",
        "",
        "magister",
        other_encoding,
        "Het bestand is geen UTF-8.",
        "Save it as UTF-8.",
        (p,),
    )
    yield Fault(
        h,
        "No TOML",
        "`sector = vo`",
        "magister",
        project('sector = "vo"', "sector = vo"),
        "Het bestand is geen geldig TOML.",
        TOML,
        (p, 5),
    )
    yield Fault(
        h,
        "Setting missing",
        "no `sector`",
        "magister",
        project('sector = "vo"\n', ""),
        "Er ontbreekt een instelling.",
        TOML,
        (p, 3),
    )
    yield Fault(
        h,
        "Unknown setting",
        "`sectr`",
        "magister",
        project("sector =", 'sectr = "vo"\nsector ='),
        "Onbekende instelling.",
        TOML,
        (p, 5),
    )
    for name, old, new in (
        ("Unknown sector", 'sector = "vo"', 'sector = "mbo"'),
        ("Date between quotation marks", "2021-01-22", '"22-01-2021"'),
        ("School year of one year", '"2020-2021"', '"2021"'),
        ("Two school years in one", '"2020-2021"', '"2020-2022"'),
        ("Unknown profile", '"magister"', '"magistr"'),
        ("BRIN that is none", 'sector = "vo"', 'sector = "vo"\nbrin = "9A"'),
        ("Period that ends before it begins", 'sector = "vo"', 'sector = "vo"\nperiode = { begin = 2021-03-19, eind = 2021-01-05 }'),
        ("Own days that end before they begin", 'sector = "vo"', 'sector = "vo"\neigen_dagen = [{ datum = 2021-03-19, tot = 2021-01-05, wat = "x" }]'),
        ("Plan laid down with a direction that is none", 'sector = "vo"', 'sector = "vo"\nvooraf = { vastgelegd = 2020-12-14, periode = { begin = 2021-01-05, eind = 2021-03-19 }, hoofdcijfer = { richting = "op" } }'),
    ):  # fmt: skip
        example = new.removeprefix('sector = "vo"\n')
        yield Fault(h, name, f"`{example}`", "magister", project(old, new), WRONG, TOML, (p,))
    yield Fault(
        h,
        "School year of which the holidays are not known",
        "`2030-2031`; they begin in 2014 and end with 2030",
        "magister",
        all_of(
            project('"2020-2021"', '"2020-2021", "2030-2031"'),
            project("2021-01-22", "2030-11-22"),
        ),
        "Van een schooljaar zijn de vakanties niet bekend: zij zouden meetellen als lesdagen.",
        "Name them in `eigen_dagen`.",
        (p, None, "schooljaren"),
    )
    yield Fault(
        h,
        "Half-day in `week` that ends before it begins",
        "",
        "edexml",
        setting(WEEK.replace("12:00", "08:00")),
        WRONG,
        TOML,
        (p,),
    )
    yield Fault(
        h,
        "Unknown school",
        "`vergelijkingsscholen`",
        "magister",
        setting('vergelijkingsscholen = ["elders"]'),
        "Onbekende school.",
        TOML,
        (p,),
    )
    yield Fault(
        h,
        "Own profile missing",
        "`eigen.toml`",
        "magister",
        own_profile(None),
        "Het profiel bestaat niet.",
        "Correct `profiel`, or make it with the wizard.",
        ("eigen.toml",),
    )
    yield Fault(
        h,
        "Own profile that is no TOML",
        "",
        "magister",
        own_profile("title = Eigen"),
        "Het profiel is geen geldig TOML.",
        "Correct the profile.",
        ("eigen.toml",),
    )
    yield Fault(
        h,
        "Own profile with an unknown part",
        "`[leerlingen]`",
        "magister",
        own_profile('title = "Eigen"\n[leerlingen]\n'),
        "Het profiel heeft een onbekende instelling.",
        "Correct the profile.",
        ("eigen.toml", None, "leerlingen"),
    )
    yield Fault(
        h,
        "Own profile lacks a column",
        "no `year_group`",
        "magister",
        own_profile(PROFILE),
        NO_PROFILE_COLUMN,
        "Add it to the profile.",
        ("eigen.toml", None, "roster"),
    )
    yield Fault(
        h,
        "Own profile with an unknown column",
        "`mentor`",
        "magister",
        own_profile(PROFILE + 'year_group = "leerjaar"\nmentor = "mentor"\n'),
        "Het profiel noemt een kolom die niet bestaat.",
        "Take it out of the profile.",
        ("eigen.toml", None, "roster"),
    )
    yield Fault(
        h,
        "No profile that reads a timetable",
        "",
        "magister",
        own_profile(PROFILE + 'year_group = "leerjaar"\n' + MARKS),
        "Geen van de profielen van de school leest een rooster.",
        "Name a second profile, or write `week`.",
        (p, None, "profiel"),
    )


FAULTS = list(_rows())


def page() -> str:
    """Return the page: a table per heading."""
    lines = [
        "# Faults: what is recognised, and what happens then",
        "",
        f"{len(FAULTS)} faults, each of which a test makes in a small clean export"
        " (`tests/register/faults.py`; `python -m register.faults` in `tests` renews this page)."
        " Messages are Dutch, with the file, the row as Excel numbers it, the column and the value;"
        " all of an export come together, and nothing is written.",
        "",
        "| what happens | |",
        "|---|---|",
        f"| {STOPS} | no register until it is mended |",
        f"| {MENDED} | counted in `repaired` of the provenance |",
        f"| {LEFT_OUT} | counted in `left_out` of the provenance |",
        f"| {TOLD} | counted in `doubtful` of the provenance, and a finding of `check` |",
        f"| {READ} | read as what it means: the register is the same |",
    ]
    for heading in dict.fromkeys(fault.heading for fault in FAULTS):
        lines += ["", f"## {heading}", ""]
        lines += ["| fault | example | message | what happens | what the coach does |"]
        lines += ["|---|---|---|---|---|"]
        for fault in FAULTS:
            if fault.heading == heading:
                cells = [fault.name, fault.example, fault.what, fault.grade, fault.coach]
                lines.append("| " + " | ".join(cells).replace("\n", " ") + " |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
