"""Read what a school handed over: who was in which class, which lessons there were, which marks.

A mark is an entry of the school's own code book. Each school system says in its own way what
happened to a pupil in a session; here each of them ends as at most one `Fate` per pupil and
session.
"""

import csv
import io
import tomllib
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import openpyxl

from brute_force.calendars import school_days
from brute_force.registration import judge

KINDS = {
    "afwezig": "absent",
    "te laat": "late",
    "aanwezig": "present",
    "niet verwacht": "not expected",
    "geen aanwezigheid": "no attendance",
}
WEEKDAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]


@dataclass(frozen=True)
class Fate:
    """What became of a pupil in a session, as the code book calls it."""

    kind: str
    reason: str = ""
    authorised: bool | None = None


@dataclass(frozen=True)
class Enrolment:
    """A pupil in a class, from the first to the last day."""

    pupil: str
    class_: str
    year_group: str
    stage: str
    track: str
    start: date
    end: date


@dataclass
class Export:
    """Everything that is needed to count."""

    settings: dict
    # weekdays of the school years that are not free, and those of them with lessons in the export
    calendar: list[date]
    school_days: list[date] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    # class -> day -> session -> minutes
    lessons: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    # (pupil, day, session) -> fate
    fates: dict[tuple[str, date, str], Fate] = field(default_factory=dict)
    # what the export itself says of a (class, day, session): closed, presence, unobserved
    said: dict[tuple[str, date, str], str] = field(default_factory=dict)
    # (pupil, day, session) of which something was registered that is no plain presence
    marks: set[tuple[str, date, str]] = field(default_factory=set)
    # what is known of each of those sessions, once they are counted
    evidence: dict[tuple[str, date, str], str] = field(default_factory=dict)
    # how often the cases occurred that are easily read the wrong way
    cases: Counter[str] = field(default_factory=Counter)


def read_school(project: Path, school: str) -> Export:
    """Read the raw export of one school."""
    settings = tomllib.loads(project.read_text("utf-8"))["scholen"][school]
    own = {entry["datum"] for entry in settings["eigen_dagen"]}
    calendar = [
        day
        for year in sorted(settings["schooljaren"])
        for day in school_days(year, settings["sector"], own)
    ]
    export = Export(settings, calendar)
    folder = project.parent / settings["export"]
    book = {
        row["code"]: Fate(
            KINDS[row["soort"]],
            row["reden"],
            {"ja": True, "nee": False, "": None}[row["geoorloofd"]],
        )
        for row in _rows((folder / "codeboek.csv").read_bytes(), ";")
    }
    readers = {"magister": _magister, "somtoday": _somtoday, "dagdelen": _workbook}
    readers[settings["profiel"]](export, folder, book)
    export.school_days = sorted({day for days in export.lessons.values() for day in days})
    return export


def evidence(export: Export) -> dict[tuple[str, date, str], str]:
    """Say of each session on what evidence it is registered, or is not."""
    enrolments = [(each.pupil, each.class_, each.start, each.end) for each in export.enrolments]
    said = {
        (class_, day, session): export.said.get((class_, day, session), "")
        for class_, days in export.lessons.items()
        for day, lessons in days.items()
        for session in lessons
    }
    return judge(enrolments, said, export.marks)


def _rows(data: bytes, delimiter: str) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def _note(export: Export, key: tuple[str, date, str], fate: Fate) -> None:
    """Keep what a registration tells of the session, beside what it tells of the pupil."""
    if fate.kind == "present" and not fate.reason:
        _saw(export, key)
    elif fate.kind != "not expected":
        export.marks.add(key)


def _saw(export: Export, key: tuple[str, date, str]) -> None:
    pupil, day, session = key
    for enrolment in export.enrolments:
        if enrolment.pupil == pupil and enrolment.start <= day <= enrolment.end:
            export.said[enrolment.class_, day, session] = "presence"


def _settle(fates: list[Fate]) -> Fate:
    """Make one fate of several marks on one session."""
    for kind in ["not expected", "absent", "late", "present"]:
        same = {fate for fate in fates if fate.kind == kind}
        if kind == "absent" and len(same) > 1:
            raise ValueError(f"two kinds of absence in one session: {same}")
        if same:
            return min(same, key=str)
    return fates[0]


# Magister


def _dutch(text: str) -> date:
    return datetime.strptime(text, "%d-%m-%Y").date()


def _magister(export: Export, folder: Path, book: dict[str, Fate]) -> None:
    for row in _rows((folder / "leerlingen.csv").read_bytes(), ";"):
        export.enrolments.append(
            Enrolment(
                row["stamnummer"],
                row["stamklas_naam"],
                row["leerjaar"],
                {"J": "lower", "N": "upper"}[row["is_onderbouw"]],
                row["schoolsoort_code"],
                _dutch(row["begindatum"]),
                _dutch(row["einddatum"]) if row["einddatum"] else export.calendar[-1],
            )
        )
    for row in _rows((folder / "agenda.csv").read_bytes(), ";"):
        if row["type"] != "13":
            export.cases["no compulsory lesson"] += 1
            continue
        if row["status"] in ("4", "5"):
            export.cases["cancelled"] += 1
            continue
        start = datetime.strptime(row["agendaitem_start"], "%d-%m-%Y %H:%M")
        end = datetime.strptime(row["agendaitem_einde"], "%d-%m-%Y %H:%M")
        hours = range(int(row["lesuurvan"]), int(row["lesuurtm"] or row["lesuurvan"]) + 1)
        minutes, rest = divmod(int((end - start).total_seconds()) // 60, len(hours))
        assert rest == 0
        export.cases["block of lessons"] += len(hours) > 1
        for hour in hours:
            export.lessons[row["klas"]][start.date()][str(hour)] = minutes
            if row["status"] == "7":
                export.said[row["klas"], start.date(), str(hour)] = "closed"
    marks = defaultdict(list)
    for row in _rows((folder / "verantwoordingen.csv").read_bytes(), ";"):
        day = _dutch(row["verantwoording_datum"])
        key = (row["stamnummer"], day, row["verantwoording_lesuur"])
        marks[key].append(book[row["absentiereden_code"]])
        _note(export, key, marks[key][-1])
        export.cases[f"mark: {marks[key][-1].kind}"] += 1
    export.cases["more marks on one lesson"] = sum(len(fates) > 1 for fates in marks.values())
    export.fates = {key: _settle(fates) for key, fates in marks.items()}


# Somtoday


def _somtoday(export: Export, folder: Path, book: dict[str, Fate]) -> None:
    stages = {
        year: {"onderbouw": "lower", "bovenbouw": "upper"}[stage]
        for stage, years in export.settings["bouw"].items()
        for year in years
    }
    for row in _rows((folder / "leerlingen.csv").read_bytes(), ","):
        export.enrolments.append(
            Enrolment(
                row["leerling.leerlingnummer"],
                row["stamgroep"],
                row["leerjaar"],
                stages[row["leerjaar"]],
                row["opleiding"],
                date.fromisoformat(row["datumVan"]),
                date.fromisoformat(row["datumTot"]) if row["datumTot"] else export.calendar[-1],
            )
        )
    # class -> day -> session -> begin and end
    times = defaultdict(lambda: defaultdict(dict))
    for row in _rows((folder / "rooster.csv").read_bytes(), ","):
        if row["status"] == "Vervallen":
            export.cases["cancelled"] += 1
            continue
        assert row["beginLesuur"] == row["eindLesuur"]
        start = datetime.fromisoformat(row["beginDatumTijd"])
        end = datetime.fromisoformat(row["eindDatumTijd"])
        minutes = int((end - start).total_seconds()) // 60
        export.lessons[row["stamgroep"]][start.date()][row["beginLesuur"]] = minutes
        times[row["stamgroep"]][start.date()][row["beginLesuur"]] = (start, end)
        export.said[row["stamgroep"], start.date(), row["beginLesuur"]] = "unobserved"
    observed = {}
    class_on = defaultdict(list)
    for enrolment in export.enrolments:
        class_on[enrolment.pupil].append(enrolment)
    with zipfile.ZipFile(folder / "waarnemingen.zip") as archive:
        for name in archive.namelist():
            for row in _rows(archive.read(name), ","):
                day = date.fromisoformat(row["beginDatumTijd"][:10])
                key = (row["leerling.leerlingnummer"], day, row["beginLesuur"])
                assert key not in observed
                observed[key] = book[row["waarnemingSoort"]]
                for enrolment in class_on[key[0]]:
                    if enrolment.start <= day <= enrolment.end:
                        export.said[enrolment.class_, day, key[2]] = "presence"
    reported = defaultdict(list)
    enrolments = defaultdict(list)
    for enrolment in export.enrolments:
        enrolments[enrolment.pupil].append(enrolment)
    for row in _rows((folder / "absentiemeldingen.csv").read_bytes(), ","):
        start = datetime.fromisoformat(row["beginDatumTijd"])
        end = datetime.fromisoformat(row["eindDatumTijd"])
        fate = book[row["absentieReden.afkorting"]]
        # The system's own three sorts say the same as the school's code book.
        sort = {"Absent": "absent", "Telaat": "late", "Verwijderd": "present"}
        assert fate.kind == sort[row["absentieReden.absentieSoort"]]
        for enrolment in enrolments[row["leerling.leerlingnummer"]]:
            for day, lessons in times[enrolment.class_].items():
                if not (
                    start.date() <= day <= end.date() and enrolment.start <= day <= enrolment.end
                ):
                    continue
                for session, (begins, ends) in lessons.items():
                    if begins < end and start < ends:
                        reported[enrolment.pupil, day, session].append(fate)
    for key in observed.keys() | reported.keys():
        seen, told = observed.get(key), reported.get(key, [])
        export.fates[key] = _seen_and_told(seen, told)
        export.cases[
            f"seen: {seen.kind if seen else 'nothing'}, told: {told[0].kind if told else 'nothing'}"
        ] += 1


def _seen_and_told(seen: Fate | None, told: list[Fate]) -> Fate:
    """Put the teacher's observation and the reports about the same lesson together."""
    if seen is None:
        return _settle(told)
    if seen.kind == "absent":
        explained = [fate for fate in told if fate.kind == "absent"]
        return _settle(explained) if explained else seen
    if seen.kind == "present":
        return _settle([seen, *(fate for fate in told if fate.kind != "absent")])
    return seen


# The workbook of half-days


def _workbook(export: Export, folder: Path, book: dict[str, Fate]) -> None:
    workbook = openpyxl.load_workbook(folder / "aanwezigheid.xlsx")

    def rows(sheet):
        header, *body = workbook[sheet].iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in body]

    year_groups = {}
    for row in rows("Leerlingen"):
        year = row["Jaargroep"]
        assert year_groups.setdefault(row["Groep"], year) == year
        export.enrolments.append(
            Enrolment(
                row["Leerlingnummer"],
                row["Groep"],
                str(year),
                "lower" if year <= 4 else "upper",
                "",
                row["Datum in"].date(),
                row["Datum uit"].date() if row["Datum uit"] else export.calendar[-1],
            )
        )
    for row in rows("Dagdelen"):
        minutes = _minutes(row["Eind"]) - _minutes(row["Begin"])
        for class_, year in year_groups.items():
            if year != row["Jaargroep"]:
                continue
            for day in export.calendar:
                if WEEKDAYS[day.weekday()] == row["Weekdag"]:
                    export.lessons[class_][day][row["Dagdeel"]] = minutes
    marks = defaultdict(list)
    for row in rows("Afwezigheid"):
        day = row["Datum"].date()
        key = (row["Leerlingnummer"], day, row["Dagdeel"])
        marks[key].append(book[row["Reden"]])
        _note(export, key, marks[key][-1])
        export.cases[f"mark: {book[row['Reden']].kind}"] += 1
    export.fates = {key: _settle(fates) for key, fates in marks.items()}


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
