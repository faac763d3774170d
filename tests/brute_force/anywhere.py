"""Read an export of any profile with the standard library alone, and count by hand.

Slow and plain on purpose: one row at a time, nothing shared with the readers of the package.
"""

import csv
import json
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl

from brute_force.registration import judge

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEVER = date(2099, 12, 31)
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")


class Read:
    """What one export says."""

    def __init__(self, files):
        self.enrolments = []
        # class -> day -> session -> (minutes, start, end), clock times in minutes after midnight
        self.lessons = defaultdict(lambda: defaultdict(dict))
        # (pupil, day, session) -> codes
        self.marks = defaultdict(list)
        # (class, day, session) that a teacher closed
        self.closed = set()
        # (pupil, day, session) about which a teacher said something, where presence is registered
        self.observed = None
        self.tables = tables(files)
        self.book = {row["code"]: row for row in self.tables.pop("codeboek")}
        self.classes = defaultdict(list)

    def enrol(self, pupil, room, start, end):
        self.enrolments.append((pupil, room, start, end))
        self.classes[pupil].append((room, start, end))

    def give(self, room, day, first, last, start, end, closed=False):
        """Add a lesson; one of several hours is as many sessions."""
        hours = range(int(first), int(last) + 1)
        minutes = (end - start) // len(hours)
        for place, hour in enumerate(hours):
            begin = start + place * minutes
            self.lessons[room][day][str(hour)] = (minutes, begin, begin + minutes)
            if closed:
                self.closed.add((room, day, str(hour)))

    def of(self, pupil, first_day, last_day):
        """Yield the sessions of a pupil: day, session, start, end."""
        for room, start, end in self.classes[pupil]:
            day = max(first_day, start)
            while day <= min(last_day, end):
                for session, (_, begin, stop) in self.lessons[room].get(day, {}).items():
                    yield day, session, begin, stop
                day += timedelta(days=1)

    def evidence(self):
        """Say of each session on what evidence it is registered, or is not."""
        said = {
            (room, day, session): "closed" if (room, day, session) in self.closed else ""
            for room, days in self.lessons.items()
            for day, lessons in days.items()
            for session in lessons
        }
        seen = self.observed
        if seen is not None:
            said = {key: what or "unobserved" for key, what in said.items()}
        marks = set()
        for key, codes in self.marks.items():
            rows = [self.book[code] for code in codes]
            if any(row["soort"] != "niet verwacht" and not is_plain(row) for row in rows):
                marks.add(key)
            if seen is None and any(is_plain(row) for row in rows):
                self.say_present(said, *key)
        for key in seen or ():
            self.say_present(said, *key)
        return judge(self.enrolments, said, marks)

    def say_present(self, said, pupil, day, session):
        for room, start, end in self.classes[pupil]:
            if start <= day <= end and (room, day, session) in said:
                said[room, day, session] = "presence"

    def days(self, silent=frozenset()):
        """Count per pupil and day, as the register's `days`, in the order of `day_truth`.

        `silent` holds (class, day): of these nothing was registered.
        """
        given = sorted({day for room in self.lessons.values() for day in room})
        counted = {}
        for pupil, room, start, end in self.enrolments:
            for day in given:
                if start <= day <= end:
                    lessons = self.lessons[room].get(day, {})
                    if (room, day) not in silent:
                        counted[pupil, day] = (room, *self.count(pupil, day, lessons))
                    else:
                        counted[pupil, day] = (room, *[0] * 8, len(lessons))
        return counted

    def count(self, pupil, day, lessons):
        totals = [0] * 8
        for session, (minutes, _, _) in lessons.items():
            rows = [self.book[code] for code in self.marks.get((pupil, day, session), ())]
            kinds = {row["soort"] for row in rows}
            if "niet verwacht" in kinds:
                continue
            totals[0] += 1
            totals[1] += minutes
            if "afwezig" in kinds:
                missed = [row for row in rows if row["soort"] == "afwezig"]
                allowed = any(row["geoorloofd"] == "ja" for row in missed)
                totals[2] += 1
                totals[3] += minutes
                totals[4 if allowed else 5] += minutes
                totals[6] += minutes * any(row["reden"] == "ziek" for row in missed)
            totals[7] += "te laat" in kinds and "afwezig" not in kinds
        return (*totals, 0)


def is_plain(row):
    """Tell whether a code only says that a pupil was there."""
    return row["soort"] == "aanwezig" and not row["reden"]


def read(files, profiles, calendar):
    """Read an export.

    `calendar` holds the school days: a primary school's week says nothing of dates.
    """
    export = Read(files)
    main, *beside = profiles
    if "zermelo" in beside:
        zermelo(export, files)
    year_groups = edexml(export, files) if "edexml" in beside else roster(export, main)
    if main != "dagdelen":
        readers = {"magister": magister, "somtoday": somtoday, "lessen": lessen}
        readers[main](export, "zermelo" not in beside)
    else:
        dagdelen(export, year_groups, calendar)
    return export


def tables(files):
    """Return the rows of every CSV file (also in a zip) and every sheet, by stem or sheet name."""
    found = {}
    for name, content in files.items():
        stem = name.partition(".")[0]
        if name.endswith(".zip"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                members = [archive.read(member) for member in archive.namelist()]
            found[stem] = [row for member in members for row in rows(member)]
        elif name.endswith(".xlsx"):
            for sheet in openpyxl.load_workbook(BytesIO(content)):
                header, *body = sheet.iter_rows(values_only=True)
                texts = [["" if c is None else cell(c) for c in row] for row in body]
                found[sheet.title.lower()] = [dict(zip(header, t, strict=True)) for t in texts]
        elif name.endswith(".csv"):
            found[stem] = rows(content)
    return found


def rows(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=delimiter))


def cell(value):
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


@cache
def day_of(text):
    if text[2:3] == "-":
        return date(int(text[6:10]), int(text[3:5]), int(text[:2]))
    return date.fromisoformat(text[:10])


def clock(text):
    hour, minute = text.split(":")[:2]
    return 60 * int(hour) + int(minute)


ROSTER = {
    "magister": ("stamnummer", "stamklas_naam", "begindatum", "einddatum"),
    "somtoday": ("leerling.leerlingnummer", "stamgroep", "datumVan", "datumTot"),
    "lessen": ("leerlingnummer", "klas", "begindatum", "einddatum"),
    "dagdelen": ("Leerlingnummer", "Groep", "Datum in", "Datum uit"),
}


def roster(export, profile):
    pupil, room, start, end = ROSTER[profile]
    for row in export.tables["leerlingen"]:
        last = day_of(row[end]) if row[end] else NEVER
        export.enrol(row[pupil], row[room], day_of(row[start]), last)
    return {row[room]: row.get("Jaargroep") for row in export.tables["leerlingen"]}


def edexml(export, files):
    root = ElementTree.fromstring(files["edexml.xml"])
    groups = {group.get("key"): group for group in root.findall("groepen/groep")}
    for pupil in root.findall("leerlingen/leerling"):
        group = groups[pupil.find("groep").get("key")]
        assert pupil.findtext("jaargroep") == group.findtext("jaargroep")
        last = pupil.findtext("uitstroomdatum")
        export.enrol(
            pupil.get("key"),
            group.findtext("naam"),
            day_of(pupil.findtext("instroomdatum")),
            day_of(last) if last else NEVER,
        )
    return {group.findtext("naam"): group.findtext("jaargroep") for group in groups.values()}


def zermelo(export, files):
    for name, content in files.items():
        if not name.startswith("appointments"):
            continue
        for item in json.loads(content)["response"]["data"]:
            if item["type"] == "lesson" and item["valid"] and not item["cancelled"]:
                start, end = (
                    datetime.fromtimestamp(item[side], UTC).astimezone(AMSTERDAM)
                    for side in ("start", "end")
                )
                times = (start.hour * 60 + start.minute, end.hour * 60 + end.minute)
                hours = (item["startTimeSlotName"], item["endTimeSlotName"])
                for room in item["groups"]:
                    export.give(room, start.date(), *hours, *times)


def magister(export, timetable):
    for row in export.tables["agenda"] if timetable else ():
        if row["type"] == "13" and row["status"] not in ("4", "5"):
            start, end = row["agendaitem_start"], row["agendaitem_einde"]
            hours = (row["lesuurvan"], row["lesuurtm"])
            times = (clock(start[11:]), clock(end[11:]))
            export.give(row["klas"], day_of(start), *hours, *times, row["status"] == "7")
    for row in export.tables["verantwoordingen"]:
        key = (row["stamnummer"], day_of(row["verantwoording_datum"]), row["verantwoording_lesuur"])
        export.marks[key].append(row["absentiereden_code"])


def somtoday(export, timetable):
    pupil, code = "leerling.leerlingnummer", "absentieReden.afkorting"
    for row in export.tables["rooster"] if timetable else ():
        if row["status"] != "Vervallen":
            start, end = row["beginDatumTijd"], row["eindDatumTijd"]
            hours = (row["beginLesuur"], row["eindLesuur"])
            export.give(row["stamgroep"], day_of(start), *hours, clock(start[11:]), clock(end[11:]))
    told = defaultdict(list)
    for row in export.tables["absentiemeldingen"]:
        first, last = day_of(row["beginDatumTijd"]), day_of(row["eindDatumTijd"])
        begin, stop = clock(row["beginDatumTijd"][11:]), clock(row["eindDatumTijd"][11:])
        for day, session, start, end in export.of(row[pupil], first, last):
            if (day, end) > (first, begin) and (day, start) < (last, stop):
                told[row[pupil], day, session].append(row[code])
    export.observed = set()
    for row in export.tables["waarnemingen"]:
        key = (row[pupil], day_of(row["beginDatumTijd"]), row["beginLesuur"])
        export.observed.add(key)
        seen, reported = row["waarnemingSoort"], told.pop(key, [])
        missed = [c for c in reported if export.book[c]["soort"] == "afwezig"]
        if seen == "Aanwezig":
            export.marks[key] = [seen, *(c for c in reported if c not in missed)]
        else:
            export.marks[key] = missed if seen == "Afwezig" and missed else [seen]
    for key, codes in told.items():
        export.marks[key] += codes


def lessen(export, timetable):
    for row in export.tables["rooster"] if timetable else ():
        if row["vervallen"] == "nee":
            times = clock(row["begintijd"]), clock(row["eindtijd"])
            hours = (row["lesuur"], row["tot_lesuur"])
            export.give(row["klas"], day_of(row["datum"]), *hours, *times)
    for row in export.tables["absenties"]:
        pupil, first = row["leerlingnummer"], day_of(row["datum"])
        last = day_of(row["tot_datum"]) if row["tot_datum"] else first
        hour, _, to_hour = row["lesuur"].partition("-")
        from_hour = (first, int(hour or 0))
        to_hour = (last, int(to_hour or row["tot_lesuur"] or hour or 99))
        begin, stop = (
            clock(row[side]) if row[side] else None for side in ("begintijd", "eindtijd")
        )
        for day, session, start, end in export.of(pupil, first, last):
            inside = from_hour <= (day, int(session)) <= to_hour
            if inside and (begin is None or (start < stop and end > begin)):
                export.marks[pupil, day, session].append(row["code"])


def dagdelen(export, year_groups, calendar):
    for row in export.tables["dagdelen"]:
        start, end = clock(row["Begin"]), clock(row["Eind"])
        for room, group in year_groups.items():
            for day in calendar:
                if group == row["Jaargroep"] and WEEKDAYS[day.weekday()] == row["Weekdag"]:
                    export.lessons[room][day][row["Dagdeel"]] = (end - start, start, end)
    for row in export.tables["afwezigheid"]:
        pupil, first = row["Leerlingnummer"], day_of(row["Datum"])
        last = day_of(row["Tot datum"]) if row.get("Tot datum") else first
        for day, session, *_ in export.of(pupil, first, last):
            if row["Dagdeel"] in (session, "hele dag"):
                export.marks[pupil, day, session].append(row["Reden"])
