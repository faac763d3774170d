"""The smallest exports that still hold every shape: a class or two, a few pupils, two weeks."""

from dataclasses import dataclass, field
from datetime import date, time

from proeftuin.simulation.formats.files import workbook_bytes, zip_bytes

EXPORT_DATE = date(2021, 1, 22)
CODE_BOOK = (
    "code;omschrijving;soort;reden;geoorloofd\n"
    "Z;Ziek;afwezig;ziek;ja\n"
    'A;"Absent; zonder reden";afwezig;zonder bericht;nee\n'
    "L;Te laat;te laat;;\n"
    "HV;Huiswerk vergeten;geen aanwezigheid;;\n"
    "VR;Vrijstelling;niet verwacht;vrijstelling;\n"
    "U;Uitgestuurd;aanwezig;uitgestuurd;\n"
    "PR;Present;aanwezig;;\n"
)


@dataclass(frozen=True)
class Clean:
    """A clean export: its profile(s), sector and files."""

    name: str
    profiles: list[str]
    files: dict[str, bytes]
    sector: str = "vo"
    extra: str = ""
    project: str = field(init=False)

    def __post_init__(self):
        profiles = ", ".join(f'"{name}"' for name in self.profiles)
        text = (
            f'naam = "Proef"\n\n[scholen.proef]\nnaam = "Proefschool"\nsector = "{self.sector}"\n'
            f'profiel = [{profiles}]\nexport = "proef"\nexportdatum = {EXPORT_DATE}\n'
            f'schooljaren = ["2020-2021"]\n{self.extra}'
        )
        object.__setattr__(self, "project", text)


def _encoded(**texts):
    return {f"{name}.csv": text.encode() for name, text in texts.items()}


LEERLINGEN = (
    "stamnummer;naam;leerjaar;is_onderbouw;schoolsoort_code;stamklas_naam;begindatum;einddatum\n"
    '000101;"Jansen; Zoë";1;J;VMBO;1a;17-08-2020;\n'
    "000102;Anaïs;1;J;VMBO;1a;17-08-2020;15-01-2021\n"
    "000103;Björn;3;N;VMBO;3b;13-01-2021;\n"
    "000104;Ties;3;N;VMBO;3b;17-08-2020;\n"
)
VERANTWOORDINGEN = (
    "verantwoording_id;stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code\n"
    "1;000101;11-01-2021;1;Z\n"
    "2;000101;11-01-2021;2;L\n"
    "3;000102;11-01-2021;3;VR\n"
    "4;000102;14-01-2021;1;A\n"
    "5;000104;14-01-2021;2;U\n"
    "6;000103;14-01-2021;2;Z\n"
    "7;000101;19-01-2021;1;A\n"
    "8;000101;19-01-2021;1;Z\n"
)


def magister():
    agenda = (
        "agendaitem_id;agendaitem_start;agendaitem_einde;lesuurvan;lesuurtm;type;status;klas\n"
        "1;11-01-2021 08:30;11-01-2021 09:20;1;1;13;7;1a\n"
        "2;11-01-2021 09:20;11-01-2021 10:55;2;3;13;7;1a\n"
        "3;14-01-2021 08:30;14-01-2021 09:20;1;;13;7;1a\n"
        "4;14-01-2021 09:20;14-01-2021 10:10;2;2;13;5;1a\n"
        "5;14-01-2021 09:20;14-01-2021 10:10;2;2;13;7;3b\n"
        "6;19-01-2021 08:30;19-01-2021 09:15;1;1;13;7;1a\n"
        "7;19-01-2021 09:20;19-01-2021 10:10;2;2;7;1;1a\n"
        "8;19-01-2021 10:30;19-01-2021 11:20;3;3;13;1;3b\n"
    )
    files = _encoded(
        leerlingen=LEERLINGEN, agenda=agenda, verantwoordingen=VERANTWOORDINGEN, codeboek=CODE_BOOK
    )
    return Clean("magister", ["magister"], files)


def zermelo():
    # Seconds since 1970: 11 January 2021, 08:30 in Amsterdam, is 1610350200.
    lessons = [
        (1610350200, 1610353200, "1", "1", "1a", "lesson", "true", "false"),
        (1610353200, 1610358900, "2", "3", "1a", "lesson", "true", "false"),
        (1610609400, 1610612400, "1", "1", "1a", "lesson", "true", "false"),
        (1610612400, 1610615400, "2", "2", "1a", "lesson", "true", "true"),
        (1610612400, 1610615400, "2", "2", "3b", "lesson", "true", "false"),
        (1611041400, 1611044100, "1", "1", "1a", "lesson", "true", "false"),
        (1611044400, 1611047400, "2", "2", "1a", "activity", "true", "false"),
        (1611048600, 1611051600, "3", "3", "3b", "lesson", "true", "false"),
        (1611048600, 1611055200, "3", "3", "3b", "lesson", "false", "false"),
    ]
    rows = ",\n".join(
        f'  {{"id": {i}, "start": {start}, "end": {end}, "startTimeSlotName": "{first}",'
        f' "endTimeSlotName": "{last}", "groups": ["{group}"], "type": "{kind}",'
        f' "valid": {valid}, "cancelled": {cancelled}}}'
        for i, (start, end, first, last, group, kind, valid, cancelled) in enumerate(lessons)
    )
    text = f'{{"response": {{"status": 200, "data": [\n{rows}\n]}}}}\n'
    files = _encoded(
        leerlingen=LEERLINGEN, verantwoordingen=VERANTWOORDINGEN, codeboek=CODE_BOOK
    ) | {"appointments.json": text.encode()}
    return Clean("zermelo", ["magister", "zermelo"], files)


def somtoday():
    roster = (
        "leerling.leerlingnummer,stamgroep,leerjaar,opleiding,datumVan,datumTot\n"
        "201,2h,2,havo,2020-08-17,\n"
        '202,2h,2,"havo, vwo",2020-08-17,2021-01-15\n'
    )
    lessons = [("08:30", "09:20"), ("09:20", "10:10"), ("10:30", "11:20")]
    times = [
        (f"2021-01-{day}T{begin}:00.000+01:00", f"2021-01-{day}T{end}:00.000+01:00", lesson)
        for day in ("12", "18")
        for lesson, (begin, end) in enumerate(lessons, 1)
    ]
    timetable = "stamgroep,beginDatumTijd,eindDatumTijd,beginLesuur,eindLesuur,status\n" + "".join(
        f"2h,{begin},{end},{lesson},{lesson},Doorgaand\n" for begin, end, lesson in times
    )
    marks = {
        "201": ["Afwezig", "Aanwezig", "Nvt", "Afwezig", "Aanwezig", None],
        "202": ["Aanwezig", "Afwezig", "Aanwezig"],
    }
    observed = (
        "leerling.leerlingnummer,beginDatumTijd,eindDatumTijd,beginLesuur,eindLesuur,"
        "waarnemingSoort\n"
    ) + "".join(
        f"{pupil},{begin},{end},{lesson},{lesson},{mark}\n"
        for pupil, seen in marks.items()
        for (begin, end, lesson), mark in zip(times, seen, strict=False)
        if mark
    )
    reports = (
        "leerling.leerlingnummer,absentieReden.afkorting,datumTijdInvoer,beginDatumTijd,"
        "eindDatumTijd\n"
        "201,Z,2021-01-12T08:00:00.000+01:00,2021-01-12T08:30:00.000+01:00,"
        "2021-01-12T10:10:00.000+01:00\n"
        "202,A,2021-01-12T12:00:00.000+01:00,2021-01-12T09:20:00.000+01:00,"
        "2021-01-12T10:10:00.000+01:00\n"
        "201,L,2021-01-18T09:30:00.000+01:00,2021-01-18T09:20:00.000+01:00,"
        "2021-01-18T09:30:00.000+01:00\n"
    )
    book = (
        CODE_BOOK
        + "Aanwezig;;aanwezig;;\nAfwezig;;afwezig;zonder bericht;nee\nNvt;;niet verwacht;;\n"
    )
    files = _encoded(
        leerlingen=roster,
        rooster=timetable,
        waarnemingen=observed,
        absentiemeldingen=reports,
        codeboek=book,
    )
    return Clean("somtoday", ["somtoday"], files)


def lessen():
    roster = (
        "leerlingnummer;klas;leerjaar;begindatum;einddatum\n"
        "301;2k;2;17-08-2020;\n"
        "302;2k;2;17-08-2020;14-01-2021\n"
        "303;2k;2;17-08-2020;\n"
    )
    timetable = "klas;datum;begintijd;eindtijd;lesuur;vervallen\n" + "".join(
        f"2k;{day}-01-2021;{begin};{end};{lesson};{'ja' if (day, lesson) == (13, 4) else ''}\n"
        for day in (12, 13, 18)
        for lesson, (begin, end) in enumerate(
            [("08:30", "09:20"), ("09:20", "10:10"), ("10:30", "11:20"), ("11:20", "12:10")], 1
        )
    )
    absences = (
        "leerlingnummer;datum;tot_datum;lesuur;tot_lesuur;begintijd;eindtijd;minuten;code;ingevoerd\n"
        "301;12-01-2021;;1;;;;;Z;12-01-2021 08:00\n"
        "301;12-01-2021;;2-3;;;;;A;12-01-2021 16:00\n"
        "301;12-01-2021;;2;;;;20;Z;13-01-2021 09:00\n"
        "302;12-01-2021;13-01-2021;3;1;;;;Z;12-01-2021 08:00\n"
        "303;13-01-2021;;;;09:00;10:50;;A;\n"
        "303;18-01-2021;;;;;;;Z;\n"
        "303;12-01-2021;;1;;;;10;L;\n"
        "301;18-01-2021;18-01-2021;2, 4;;;;;A;\n"
        "301;13-01-2021;;1-feb;;;;;HV;\n"
    )
    # Without the clock in them, so that a seed gives the same damage every time.
    inside = zip_bytes({"leerlingen.csv": roster.encode(), "rooster.csv": timetable.encode()})
    files = _encoded(absenties=absences, codeboek=CODE_BOOK) | {"export.zip": inside}
    return Clean("lessen", ["lessen"], files)


WEEK = [
    [group, day, name, begin, end]
    for group, end_of_morning in ((1, time(11, 45)), (5, time(12, 0)))
    for day in ("maandag", "Dinsdag", "woensdag")
    for name, begin, end in (
        ("ochtend", time(8, 30), end_of_morning),
        ("middag", time(13, 15), time(15, 15)),
    )
    if (name, day) != ("middag", "woensdag")
]
HALF_DAYS = [
    ["Leerlingnummer", "Datum", "Tot datum", "Dagdeel", "Minuten", "Reden", "Ingevoerd"],
    ["0012", date(2021, 1, 12), None, "middag", None, "Z", None],
    ["0012", date(2021, 1, 13), None, "Ochtend", None, "Z", None],
    ["0012", date(2021, 1, 18), date(2021, 1, 19), None, None, "A", None],
    ["0013", date(2021, 1, 19), None, None, None, "Z", None],
    ["0014", date(2021, 1, 12), None, "ochtend", 30, "A", None],
]


def dagdelen():
    sheets = {
        "Leerlingen": [
            ["Leerlingnummer", "Groep", "Jaargroep", "Datum in", "Datum uit"],
            ["0012", "Groep 5", 5, date(2021, 1, 4), None],
            ["0013", "Groep 1", 1, date(2021, 1, 4), None],
            ["0014", "Groep 5", 5, date(2021, 1, 4), date(2021, 1, 18)],
        ],
        "Dagdelen": [["Jaargroep", "Weekdag", "Dagdeel", "Begin", "Eind"], *WEEK],
        "Afwezigheid": HALF_DAYS,
    }
    files = _encoded(codeboek=CODE_BOOK) | {"aanwezigheid.xlsx": workbook_bytes(sheets)}
    return Clean("dagdelen", ["dagdelen"], files, "po")


def edexml():
    def written(rows):
        lines = [";".join("" if cell is None else _cell(cell) for cell in row) for row in rows]
        return "\r\n".join([*lines, ""])

    def _cell(cell):
        if isinstance(cell, date):
            return f"{cell:%d-%m-%Y}"
        return f"{cell:%H:%M}" if isinstance(cell, time) else str(cell)

    roster = """<?xml version="1.0" encoding="UTF-8"?>
<EDEX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <groepen>
  <groep key="g1"><naam>1 geel</naam><jaargroep>1</jaargroep></groep>
  <groep key="g5"><naam>5 blauw</naam><jaargroep>5</jaargroep></groep>
 </groepen>
 <leerlingen>
  <leerling key="12"><roepnaam>Noël</roepnaam><jaargroep>5</jaargroep><groep key="g5"/></leerling>
  <leerling key="13"><roepnaam>Ada</roepnaam><jaargroep>1</jaargroep><groep key="g1"/></leerling>
  <leerling key="14"><roepnaam>Bo</roepnaam><jaargroep>5</jaargroep><groep key="g5"/></leerling>
 </leerlingen>
</EDEX>
"""
    week = written([["Jaargroep", "Weekdag", "Dagdeel", "Begin", "Eind"], *WEEK])
    files = _encoded(dagdelen=week, afwezigheid=written(HALF_DAYS), codeboek=CODE_BOOK)
    return Clean("edexml", ["dagdelen", "edexml"], files | {"edex.xml": roster.encode()}, "po")


def clean_exports():
    """Return the clean export of every profile by name."""
    return {
        make.__name__: make() for make in (magister, zermelo, somtoday, lessen, dagdelen, edexml)
    }
