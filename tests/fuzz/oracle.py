"""What a strict reader, in plain Python, says of an export; it shares no code with the library.

Three answers: the days, with every minute counted one by one; `WrongError`, when a coach must be told;
`UnsureError`, when a file is not written in the one plain way that this reader knows.
"""

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
from brute_force.calendars import school_days
from brute_force.registration import NOT_REGISTERED, judge

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST, LAST = date(2020, 8, 1), date(2021, 7, 31)
EXPORTED = date(2021, 1, 22)
WEEKDAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
POSITION = {"ochtend": 1, "middag": 2, "avond": 3}
KIND = ["afwezig", "te laat", "aanwezig", "niet verwacht", "geen aanwezigheid"]
REASON = [
    *(
        "ziek",
        "medisch bezoek",
        "verlof",
        "geschorst",
        "spijbelen",
        "zonder bericht",
        "uitgestuurd",
    ),
    *("intern geschorst", "vrijstelling", "afstandsles", "anders", ""),
]


YES, NO = {"ja", "j", "yes", "y", "true", "waar", "1", "1.0"}, {"nee", "neen", "n", "no", "false"}
NO |= {"onwaar", "0", "0.0"}
TICKED, BLANK = {"x", "✓", "✔"}, {"", "-"}


class UnsureError(Exception):
    """The file is not written in the plain way."""


class Span(list):
    """Lessons from the one to the other, of which some may not have been given."""


class WrongError(Exception):
    """The export contradicts itself or lacks something: no register may come of it."""


@dataclass
class Row:
    """An absence: sessions of one day by name, or all that lies in a span."""

    pupil: str
    code: str
    day: date
    last: date
    sessions: list = field(default_factory=list)
    first_position: int = -1
    last_position: int = 10**6
    begin: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    entered: datetime | None = None


# ---- files ----------------------------------------------------------------------------------


def unpacked(files):
    found = {}
    for name, data in files.items():
        if name.endswith(".zip"):
            try:
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    members = {member: archive.read(member) for member in archive.namelist()}
            except Exception as error:
                raise UnsureError(name) from error
            for member, content in members.items():
                if not re.fullmatch(r"(?:map/)?[a-z]+\.[a-z]+", member):
                    raise UnsureError(member)
                found[member.rsplit("/", 1)[-1]] = content
        else:
            found[name] = data
    return found


def text_of(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnsureError("UTF-16")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise UnsureError("NUL")
        return text
    raise UnsureError("encoding")


def delimited(data, wanted, optional=(), kept=lambda row: True):
    """Read rows of a CSV file under our names; in those that are kept no cell may be an error."""
    text = text_of(data)
    need = [name for ours, name in wanted.items() if ours not in optional]
    for delimiter in ";,\t|":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise UnsureError("csv") from error
        # A title may stand above the header, in one cell.
        while len(rows) > 1 and sum(bool(cell.strip()) for cell in rows[0]) < 2:
            del rows[0]
        header = [cell.strip().casefold() for cell in rows[0]] if rows else []
        if all(name.casefold() in header for name in need):
            break
    else:
        raise UnsureError("header")
    return _under_our_names(header, rows[1:], wanted, kept)


def is_error(text):
    """As Excel has them in Dutch or English, `####` of a narrow column, LibreOffice's Err:502."""
    shouted = text[:1] == "#" and text[-1] in "!?" and text[1:-1].replace("/", "").isalnum()
    shouted = shouted and text.upper() == text and text[1:2].isalpha()
    narrow = len(text) > 2 and set(text) == {"#"}
    return (
        shouted
        or narrow
        or text in ("#N/A", "#N/B")
        or bool(re.fullmatch(r"(?:Err|Fout):\d\d\d", text, re.ASCII))
    )


def yes_no(text, ticked=False):
    """Read yes or no; only in a column that is ticked is nothing a no."""
    word = text.strip().casefold()
    if word in YES or (ticked and word in TICKED):
        return True
    if word in NO or (ticked and word in BLANK):
        return False
    raise WrongError("neither yes nor no")


def _under_our_names(header, rows, wanted, kept=lambda row: True):
    for name in wanted.values():
        first, *again = [at for at, cell in enumerate(header) if cell == name.casefold()] or [0]
        # An empty column of the same name says nothing, and one with the same values nothing new.
        said = (
            (row[at].strip(), row[first].strip()) for row in rows for at in again if at < len(row)
        )
        if any(second and second != one for second, one in said):
            raise UnsureError("a column twice")
    where = {
        ours: header.index(name.casefold())
        for ours, name in wanted.items()
        if name.casefold() in header
    }
    found = []
    for row in rows:
        cells = {ours: row[at].strip() for ours, at in where.items() if at < len(row)}
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header) or any("\n" in cell or "\r" in cell for cell in row):
            raise UnsureError("a row of another length")
        if not any(cells.values()):
            continue
        here = {ours: cells.get(ours, "") for ours in wanted}
        if kept(here) and any(map(is_error, here.values())):
            raise WrongError("an error of Excel")
        found.append(here)
    if not found:
        raise WrongError("no rows")
    return found


def sheet(data, name, wanted, optional=()):
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        if zipfile.ZipFile(io.BytesIO(data)).testzip():
            raise UnsureError("checksum")
        rows = [list(row) for row in workbook[name].iter_rows(values_only=True)]
        written = openpyxl.load_workbook(io.BytesIO(data))[name]
        part = f"xl/worksheets/sheet{workbook.sheetnames.index(name) + 1}.xml"
        inside = zipfile.ZipFile(io.BytesIO(data)).read(part)
        # An empty text is an outcome like any other; what else a formula gave is not told plainly.
        empty = set(re.findall(rb'<c r="([A-Z]+\d+)" t="str"><f>[^<]*</f><v></v></c>', inside))
        formulas = (cell for row in written.iter_rows() for cell in row if cell.data_type == "f")
        if any(cell.coordinate.encode() not in empty for cell in formulas):
            raise UnsureError("a formula")
    except Exception as error:
        raise UnsureError(name) from error
    header = [str(cell or "").strip().casefold() for cell in rows[0]] if rows else []
    if not all(name.casefold() in header for ours, name in wanted.items() if ours not in optional):
        raise UnsureError("header")
    return _under_our_names(header, [[_plain(cell) for cell in row] for row in rows[1:]], wanted)


def _plain(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool) or (isinstance(cell, float) and not cell.is_integer()):
        return str(cell)
    if isinstance(cell, datetime):
        if cell.time() != time(0):
            raise UnsureError("a moment")
        return cell.date().isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def choose(files, *starts):
    for start in starts:
        found = [data for name, data in sorted(files.items()) if name.startswith(start)]
        if len(found) > 1:
            raise UnsureError("several files")
        if found:
            return found[0]
    raise WrongError(f"no {starts}")


# ---- cells ----------------------------------------------------------------------------------


def a_date(text):
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        parts = [int(part) for part in found.groups()]
    elif found := re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", text):
        parts = [int(part) for part in reversed(found.groups())]
    else:
        raise UnsureError(text)
    try:
        return date(*parts)
    except ValueError as error:
        raise WrongError(text) from error


def a_moment(text):
    found = re.fullmatch(
        r"([\d-]{8,10})[T ](\d{2}):(\d{2})(?::00(?:\.000)?)?([+-]\d{2}:\d{2})?", text, re.ASCII
    )
    if not found:
        raise UnsureError(text)
    try:
        moment = datetime.combine(a_date(found[1]), time(int(found[2]), int(found[3])))
    except ValueError as error:
        raise WrongError(text) from error
    if found[4]:
        try:
            moment = datetime.fromisoformat(moment.isoformat() + found[4]).astimezone(AMSTERDAM)
        except ValueError as error:
            raise WrongError(text) from error
    return moment.replace(tzinfo=None)


def a_clock(text):
    if re.fullmatch(r"0[.,]\d+", text, re.ASCII):
        # Excel's part of a day.
        return round(float(text.replace(",", ".")) * 1440)
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text, re.ASCII)
    if not found:
        raise UnsureError(text)
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise WrongError(text)
    return (hour * 3600 + minute * 60 + second + 30) // 60


def a_number(text):
    if not text:
        raise WrongError("no pupil")
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise UnsureError(text)
    return text.lstrip("0") or "0"


def lessons(text):
    if text in ("", "hele dag"):
        return []
    if re.fullmatch(r"\d{1,2}", text, re.ASCII):
        return [str(int(text))]
    if found := re.fullmatch(r"(\d{1,2})-(\d{1,2})", text, re.ASCII):
        first, last = int(found[1]), int(found[2])
        if not first <= last <= 20:
            raise WrongError(text)
        return Span(str(lesson) for lesson in range(first, last + 1))
    if re.fullmatch(r"\d{1,2}(?:, ?\d{1,2})+", text, re.ASCII):
        return [str(int(part)) for part in text.split(",")]
    if text == "1-feb":
        return Span(["1", "2"])
    if text.lower() in POSITION:
        return [text.lower()]
    raise UnsureError(text)


# ---- tables ---------------------------------------------------------------------------------


def code_book(files):
    wanted = {name: name for name in ("code", "soort", "reden", "geoorloofd")}
    book = {}
    for row in delimited(choose(files, "codeboek"), wanted):
        kind, reason, allowed = (row[name].lower() for name in ("soort", "reden", "geoorloofd"))
        if row["code"] in book or not row["code"] or kind not in KIND or reason not in REASON:
            raise WrongError("code book")
        if allowed not in ("ja", "nee", "") or (kind == "afwezig" and not allowed):
            raise WrongError("code book")
        # What counts differently per school goes by the reason, with these defaults.
        by_reason = {"uitgestuurd": "aanwezig", "intern geschorst": "aanwezig"}
        by_reason |= {"vrijstelling": "niet verwacht", "afstandsles": "aanwezig"}
        authorised = {"ja": True, "nee": False, "": None}[allowed]
        book[row["code"]] = (by_reason.get(reason, kind), reason, authorised)
    return book


def roster(rows, stage=None):
    found = []
    for row in rows:
        if not row["class"] or not row["year"]:
            raise WrongError("an empty cell")
        if stage:
            yes_no(row[stage])
        start = a_date(row["start"]) if row.get("start") else FIRST
        end = a_date(row["end"]) if row.get("end") else None
        if end and end < start:
            raise WrongError("ends before it begins")
        entry = (a_number(row["pupil"]), row["class"], row["year"], start, end)
        if entry not in [known for known, _ in found]:
            found.append((entry, row.get("pupil")))
    entries = [entry for entry, _ in found]
    for i, (pupil, _, _, start, end) in enumerate(entries):
        for other, _, _, begin, until in entries[i + 1 :]:
            overlap = start <= (until or date.max) and begin <= (end or date.max)
            if pupil == other and overlap:
                raise WrongError("two classes at once")
    return entries


def timetable(lessons_, classes):
    """Turn rows of (class, begin, end, first, last, cancelled, closed) into sessions.

    The sessions that were closed are the second answer.
    """
    lessons_ = list(lessons_)
    if not lessons_:
        raise WrongError("no lesson")
    days = set(school_days("2020-2021", "vo", set()))
    planned, closed = defaultdict(list), set()
    for several, begin, end, first, last, is_cancelled, is_closed in lessons_:
        if not several:
            raise WrongError("no class")
        if end <= begin or end.date() != begin.date() or not FIRST <= begin.date() <= LAST:
            raise WrongError("a lesson that cannot be")
        if not 1 <= last - first + 1 <= 12:
            raise WrongError("a block that cannot be")
        length, parts = int((end - begin).total_seconds()) // 60, last - first + 1
        for class_ in classes_of(several, classes):
            opens = begin.hour * 60 + begin.minute
            for i in range(parts):
                minutes = length // parts + (i < length % parts)
                key = (class_, begin.date(), str(first + i))
                if not is_cancelled and begin.date() in days and begin.date() <= EXPORTED:
                    planned[key].append((opens, opens + minutes))
                    closed |= {key} if is_closed else set()
                opens += minutes
    # Of a lesson that stands there twice, the first holds, and of those the longest.
    given = {
        key: min(times, key=lambda span: (span[0], -span[1])) for key, times in planned.items()
    }
    return given, closed


def classes_of(text, classes):
    """Return the classes of the roster that a cell names."""
    if text in classes:
        return [text]
    return [part for part in re.split(r"\s*[,;/+&|]\s*|\s+en\s+", text) if part in classes]


def week(rows, entries):
    days = [day for day in school_days("2020-2021", "po", set()) if day <= EXPORTED]
    halves = {}
    for row in rows:
        name = row["weekday"].lower()
        if name not in WEEKDAYS or not row["session"]:
            raise WrongError("weekday")
        if row["session"].lower() not in POSITION or not row["year"]:
            raise UnsureError(row["session"])
        begin, end = a_clock(row["start"]), a_clock(row["end"])
        key = (row["year"], WEEKDAYS.index(name), row["session"].lower())
        # The same row twice is one row.
        if end <= begin or halves.get(key, (begin, end)) != (begin, end):
            raise WrongError("a half-day that cannot be")
        halves[key] = (begin, end)
    given = {}
    for class_, year in {(entry[1], entry[2]) for entry in entries}:
        mine = {key: times for key, times in halves.items() if key[0] == year}
        if not mine:
            raise WrongError("a year group without half-days")
        for day in days:
            for (_, weekday, session), times in mine.items():
                key = (class_, day, session)
                if weekday == day.weekday():
                    known = given.get(key, (0, 0))
                    given[key] = max(known, times, key=lambda span: span[1] - span[0])
    return given


# ---- counting -------------------------------------------------------------------------------


def placed(row, entries, given):
    """Return the sessions of a row with the minutes of the day that it covers."""
    mine = [entry for entry in entries if entry[0] == row.pupil]
    if not mine:
        raise WrongError("unknown pupil")

    def class_on(day):
        return next((entry[1] for entry in mine if entry[3] <= day <= (entry[4] or date.max)), None)

    if not FIRST <= row.last <= LAST:
        raise WrongError("outside the school year")
    midnight = datetime.combine(row.day, time())
    if row.sessions:
        found = []
        for session in row.sessions:
            key = (class_on(row.day), row.day, session)
            if key not in given and isinstance(row.sessions, Span):
                continue
            if key not in given:
                raise WrongError("no such session")
            begins, ends = given[key]
            opens, closes = begins, ends
            if row.begin:
                opens = max(opens, int((row.begin - midnight).total_seconds()) // 60)
            if row.end:
                closes = min(closes, int((row.end - midnight).total_seconds()) // 60)
            if closes <= opens:
                opens, closes = begins, ends
            if row.minutes is not None:
                closes = min(opens + row.minutes, ends)
            found.append((key, opens, closes))
        if not found:
            raise WrongError("none of these sessions")
        return found
    found = []
    for (class_, day, session), (begins, ends) in given.items():
        if not row.day <= day <= row.last or class_on(day) != class_:
            continue
        if row.begin or row.end:
            begin = row.begin or midnight
            end = row.end or datetime.combine(row.last + timedelta(1), time())
            start_of_day = datetime.combine(day, time())
            opens = max(begins, int((begin - start_of_day).total_seconds()) // 60)
            closes = min(ends, int((end - start_of_day).total_seconds()) // 60)
            if opens < closes:
                found.append(((class_, day, session), opens, closes))
            continue
        position = POSITION.get(session) or int(session)
        before = day == row.day and position < row.first_position
        after = day == row.last and position > row.last_position
        if not before and not after:
            found.append(((class_, day, session), begins, ends))
    one_day = row.day == row.last and not (row.begin or row.end)
    if not found and one_day:
        raise WrongError("a day without lessons")
    return found


def evidence(entries, given, closed, marks, presence):
    """Say of each session on what evidence it is registered, or is not."""
    said = {key: "closed" if key in closed else "" for key in given}
    if presence:
        said = {key: what or "unobserved" for key, what in said.items()}
    found = set()
    for (pupil, class_, day, session), (kind, reason, *_) in marks:
        plain = kind == "aanwezig" and not reason
        if presence or plain:
            said[class_, day, session] = "presence"
        if not plain and kind != "niet verwacht":
            found.add((pupil, day, session))
    enrolled = [(entry[0], entry[1], entry[3], entry[4] or date.max) for entry in entries]
    return judge(enrolled, said, found)


def count(entries, given, book, rows, reports=(), presence=False, closed=()):
    """Count each pupil's days, minute by minute."""
    for class_ in {entry[1] for entry in entries}:
        if not any(key[0] == class_ for key in given):
            raise WrongError("a class without lessons")
    marks, observed = _marks(rows, entries, given, book), defaultdict(list)
    for key, mark in marks:
        observed[key].append(mark)
    reported = _marks(reports, entries, given, book)
    counted = _explained(observed, reported)
    # Where presence is registered too, of whom nothing is said nobody knows anything.
    named = {key[0] for key, _ in [*marks, *reported]} if presence else None
    known = evidence(entries, given, closed, marks, presence)
    result = {}
    for pupil, class_, year, start, end in entries:
        for day in {key[1] for key in given}:
            if not start <= day <= (end or date.max):
                continue
            row = dict.fromkeys(
                ["sessions", "minutes", "absent_sessions", "absent_minutes", "authorised_minutes",
                 "unauthorised_minutes", "sick_minutes", "late", "unregistered_sessions",
                 "assumed_sessions", "assumed_minutes"], 0
            )  # fmt: skip
            for key, (begins, ends) in given.items():
                if key[:2] != (class_, day):
                    continue
                nobody = named is not None and pupil not in named
                if nobody or known[key] in NOT_REGISTERED:
                    row["unregistered_sessions"] += 1
                else:
                    assumed = known[key] == "none"
                    _add(row, counted.get((pupil, *key), []), ends - begins, assumed)
            result[pupil, day] = (class_, year, *row.values())
    return result


def _marks(rows, entries, given, book):
    found = []
    for row in rows:
        if not row.code or row.code not in book:
            raise WrongError("unknown code")
        kind, reason, authorised = book[row.code]
        for key, opens, closes in placed(row, entries, given):
            last = closes if kind == "afwezig" else opens
            mark = (kind, reason, authorised, row.code, row.entered, opens, last)
            found.append(((row.pupil, *key), mark))
    return found


def _explained(observed, reported):
    counted = defaultdict(list)
    explained = set()
    for key, mark in reported:
        if key not in observed:
            counted[key].append(mark)
        for seen in observed.get(key, []):
            if seen[0] == "afwezig" and mark[0] == "afwezig":
                counted[key].append((*mark[:5], *seen[5:]))
                explained.add(key)
            elif seen[0] == "aanwezig" and mark[0] in ("te laat", "aanwezig"):
                counted[key].append(mark)
                explained.add(key)
    for key, seen in observed.items():
        if key not in explained:
            counted[key] += seen
    return counted


def _add(row, marks, length, assumed):
    kinds = {mark[0] for mark in marks}
    if "niet verwacht" in kinds:
        return
    missed = authorised = sick = 0
    for minute in {m for mark in marks for m in range(mark[5], mark[6])}:
        here = [mark for mark in marks if mark[5] <= minute < mark[6]]
        best = min(here, key=_order)
        missed += 1
        authorised += bool(best[2])
        sick += best[1] == "ziek"
    row["sessions"] += 1
    row["minutes"] += length
    row["assumed_sessions"] += assumed
    row["assumed_minutes"] += assumed * length
    row["absent_minutes"] += missed
    row["absent_sessions"] += missed > 0 and 2 * missed >= length
    row["authorised_minutes"] += authorised
    row["unauthorised_minutes"] += missed - authorised
    row["sick_minutes"] += sick
    row["late"] += "te laat" in kinds and "afwezig" not in kinds


def _order(mark):
    """The one entered last, then authorised, then sick, then the first code."""
    _, reason, authorised, code, entered = mark[:5]
    moment = -entered.timestamp() if entered else float("inf")
    return (moment, not authorised, reason != "ziek", code)


# ---- systems --------------------------------------------------------------------------------


def magister(files, zermelo=False):
    names = {"pupil": "stamnummer", "class": "stamklas_naam", "year": "leerjaar"}
    names |= {"stage": "is_onderbouw", "start": "begindatum", "end": "einddatum"}
    rows = delimited(choose(files, "leerlingen"), names, ("start", "end", "stage"))
    has_stage = any(row["stage"] for row in rows)
    entries = roster(rows, "stage" if has_stage else None)
    classes = {entry[1] for entry in entries}
    found = appointments(files) if zermelo else agenda(files)
    names = {"pupil": "stamnummer", "date": "verantwoording_datum"}
    names |= {"session": "verantwoording_lesuur", "code": "absentiereden_code"}
    absences = []
    for row in delimited(choose(files, "verantwoordingen"), names):
        day = a_date(row["date"])
        absences.append(Row(a_number(row["pupil"]), row["code"], day, day, lessons(row["session"])))
    given, closed = timetable(found, classes)
    return count(entries, given, code_book(files), absences, closed=closed)


def agenda(files):
    names = {"class": "klas", "start": "agendaitem_start", "end": "agendaitem_einde"}
    names |= {"first": "lesuurvan", "last": "lesuurtm", "type": "type", "status": "status"}
    is_lesson = lambda row: row["type"] == "13" or is_error(row["type"])  # noqa: E731
    for row in delimited(choose(files, "agenda"), names, ("last",), is_lesson):
        # What is no lesson need not be written well.
        if row["type"] != "13":
            continue
        first, last = _block(row)
        yield (
            *(row["class"], a_moment(row["start"]), a_moment(row["end"]), first, last),
            row["status"] in ("4", "5"),
            row["status"] in ("7", "Afgesloten"),
        )


def _block(row):
    first = lessons(row["first"])
    last = lessons(row["last"]) or first
    if not first:
        raise WrongError("no lesson hour")
    if not first[0].isdigit() or not last[-1].isdigit() or len(first) + len(last) > 2:
        raise UnsureError("a block")
    return int(first[0]), int(last[0])


def appointments(files):
    try:
        rows = json.loads(text_of(choose(files, "appointments")))["response"]["data"]
        for row in rows:
            names = {"id", "start", "end", "startTimeSlotName", "endTimeSlotName", "groups"}
            if set(row) - {"hidden"} != names | {"type", "valid", "cancelled"}:
                raise UnsureError("fields")
            if not all(isinstance(row[name], bool) for name in ("valid", "cancelled")):
                raise UnsureError("fields")
            if row.get("hidden") not in (None, True, False):
                raise UnsureError("fields")
            if not all(isinstance(row[name], int) for name in ("start", "end")):
                raise UnsureError("times")
            if not row["type"] or not isinstance(row["groups"], list):
                raise UnsureError("fields")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnsureError("JSON") from error
    for row in rows:
        if row["type"] != "lesson" or not row["valid"] or row.get("hidden"):
            continue
        # Of no class, or between the lesson hours.
        if not row["groups"] or row["startTimeSlotName"] in (None, ""):
            continue
        slots = {"first": row.get("startTimeSlotName"), "last": row.get("endTimeSlotName")}
        if not all(
            isinstance(value, str) for value in (*slots.values(), row["type"], *row["groups"])
        ):
            raise UnsureError("fields")
        first, last = _block({name: value.strip() for name, value in slots.items()})
        try:
            begin, end = (
                datetime.fromtimestamp(row[name], AMSTERDAM).replace(tzinfo=None)
                for name in ("start", "end")
            )
        except (ValueError, OverflowError, OSError) as error:
            raise WrongError("a moment that cannot be") from error
        for group in row["groups"]:
            yield (group.strip(), begin, end, first, last, row["cancelled"], False)


def somtoday(files):
    names = {"pupil": "leerling.leerlingnummer", "class": "stamgroep", "year": "leerjaar"}
    names |= {"start": "datumVan", "end": "datumTot"}
    entries = roster(delimited(choose(files, "leerlingen"), names, ("start", "end")))
    names = {"class": "stamgroep", "start": "beginDatumTijd", "end": "eindDatumTijd"}
    names |= {"first": "beginLesuur", "last": "eindLesuur", "status": "status"}
    found = []
    for row in delimited(choose(files, "rooster"), names, ("last",)):
        moments = (a_moment(row["start"]), a_moment(row["end"]))
        cancelled = row["status"].casefold() == "vervallen"
        found.append((row["class"], *moments, *_block(row), cancelled, False))
    names = {"pupil": "leerling.leerlingnummer", "date": "beginDatumTijd"}
    names |= {"session": "beginLesuur", "code": "waarnemingSoort"}
    observed = []
    for row in delimited(choose(files, "waarnemingen"), names):
        day = a_moment(row["date"]).date()
        observed.append(Row(a_number(row["pupil"]), row["code"], day, day, lessons(row["session"])))
    names = {"pupil": "leerling.leerlingnummer", "code": "absentieReden.afkorting"}
    names |= {"start": "beginDatumTijd", "end": "eindDatumTijd", "entered": "datumTijdInvoer"}
    reports = []
    for row in delimited(choose(files, "absentiemeldingen"), names, ("entered",)):
        begin, end = a_moment(row["start"]), a_moment(row["end"])
        if end < begin:
            raise WrongError("a report that ends before it begins")
        entered = a_moment(row["entered"]) if row["entered"] else None
        reports.append(
            Row(
                a_number(row["pupil"]),
                row["code"],
                begin.date(),
                end.date(),
                begin=begin,
                end=end,
                entered=entered,
            )
        )
    given, _ = timetable(found, {entry[1] for entry in entries})
    return count(entries, given, code_book(files), observed, reports, presence=True)


def lessen(files):
    names = {"pupil": "leerlingnummer", "class": "klas", "year": "leerjaar"}
    names |= {"start": "begindatum", "end": "einddatum", "bouw": "bouw"}
    rows = delimited(choose(files, "leerlingen"), names, ("start", "end", "bouw"))
    if any(row["bouw"] for row in rows):
        raise UnsureError("bouw")
    entries = roster(rows)
    names = {"class": "klas", "date": "datum", "start": "begintijd", "end": "eindtijd"}
    names |= {"first": "lesuur", "last": "tot_lesuur", "cancelled": "vervallen"}
    found = []
    for row in delimited(choose(files, "rooster"), names, ("last",)):
        day = a_date(row["date"])
        times = [
            datetime.combine(day, time()) + timedelta(minutes=a_clock(row[name]))
            for name in ("start", "end")
        ]
        cancelled = yes_no(row["cancelled"], ticked=True)
        found.append((row["class"], *times, *_block(row), cancelled, False))
    names = {"pupil": "leerlingnummer", "date": "datum", "until": "tot_datum"}
    names |= {"session": "lesuur", "last": "tot_lesuur", "start": "begintijd", "end": "eindtijd"}
    names |= {"minutes": "minuten", "code": "code", "entered": "ingevoerd"}
    optional = ("until", "session", "last", "start", "end", "minutes", "entered")
    absences = [_free_row(row) for row in delimited(choose(files, "absenties"), names, optional)]
    given, _ = timetable(found, {entry[1] for entry in entries})
    return count(entries, given, code_book(files), absences)


def _free_row(row):
    day = a_date(row["date"])
    last = a_date(row["until"]) if row["until"] else day
    if last < day:
        raise WrongError("ends before it begins")
    first, until = lessons(row["session"]), lessons(row["last"])
    minutes = None
    if row["minutes"]:
        if re.fullmatch(r"0[.,]\d*[1-9]\d*", row["minutes"], re.ASCII):
            raise WrongError("less than a minute")
        if not re.fullmatch(r"\d{1,4}", row["minutes"], re.ASCII):
            raise UnsureError("minutes")
        minutes = int(row["minutes"])
    begin, end = (
        datetime.combine(on, time()) + timedelta(minutes=a_clock(row[name])) if row[name] else None
        for name, on in (("start", day), ("end", last))
    )
    if begin and end and end <= begin:
        raise WrongError("ends before it begins")
    entered = a_moment(row["entered"]) if row["entered"] else None
    found = Row(a_number(row["pupil"]), row["code"], day, last, minutes=minutes, entered=entered)
    found.begin, found.end = begin, end
    if day == last and first:
        if until:
            if not (first[0].isdigit() and until[-1].isdigit()):
                raise UnsureError("a range of half-days in two cells")
            first = lessons(f"{first[0]}-{until[-1]}")
        if minutes is not None and (len(first) > 1 or end):
            raise UnsureError("minutes with several lessons")
        found.sessions = first
        return found
    if minutes is not None:
        raise UnsureError("minutes with a span")
    if (begin or end) and (first or until):
        raise UnsureError("a clock with lesson hours")
    found.first_position = (POSITION.get(first[0]) or int(first[0])) if first else -1
    if until:
        found.last_position = POSITION.get(until[-1]) or int(until[-1])
    return found


HALF_DAY = {
    "pupil": "Leerlingnummer", "date": "Datum", "until": "Tot datum", "session": "Dagdeel",
    "minutes": "Minuten", "code": "Reden", "entered": "Ingevoerd",
}  # fmt: skip
WEEK = {
    "year": "Jaargroep",
    "weekday": "Weekdag",
    "session": "Dagdeel",
    "start": "Begin",
    "end": "Eind",
}
OPTIONAL = ("until", "session", "minutes", "entered")


def dagdelen(files):
    book = [data for name, data in files.items() if name.endswith(".xlsx")]
    if len(book) != 1:
        raise WrongError("no workbook")
    names = {"pupil": "Leerlingnummer", "class": "Groep", "year": "Jaargroep"}
    names |= {"start": "Datum in", "end": "Datum uit"}
    entries = roster(sheet(book[0], "Leerlingen", names, ("start", "end")))
    given = week(sheet(book[0], "Dagdelen", WEEK), entries)
    rows = sheet(book[0], "Afwezigheid", HALF_DAY, OPTIONAL)
    return count(entries, given, code_book(files), [_half_day(row) for row in rows])


def _half_day(row):
    return _free_row(row | {"last": "", "start": "", "end": ""})


def edexml(files):
    try:
        root = ElementTree.fromstring(choose(files, "edex"))
        groups = {group.attrib["key"]: group for group in root.iterfind("groepen/groep")}
        pupils, gone = [], set()
        for pupil in root.iterfind("leerlingen/leerling"):
            year, group = pupil.findtext("jaargroep", "").strip(), pupil.find("groep")
            number = pupil.attrib["key"].strip()
            if group is None and year == "H":
                gone.add(a_number(number))
                continue
            chosen = groups[group.attrib["key"]]
            if year in ("", "H"):
                year = chosen.findtext("jaargroep", "").strip()
            name = chosen.findtext("naam", "").strip()
            pupils.append({"pupil": number, "class": name, "year": year, "key": chosen})
    except (ElementTree.ParseError, LookupError, AttributeError, ValueError) as error:
        raise UnsureError("XML") from error
    if len(root.findall("leerlingen")) != 1 or len(groups) != len(root.findall("groepen/groep")):
        raise UnsureError("XML")
    # Groups of one name are told apart by their keys.
    keys = defaultdict(set)
    for pupil in pupils:
        keys[pupil["class"]].add(pupil["key"].attrib["key"])
    for pupil in pupils:
        key, double = pupil.pop("key").attrib["key"], len(keys[pupil["class"]]) > 1
        pupil["class"] += f" ({key})" if double else ""
    entries = roster(pupils)
    given = week(delimited(choose(files, "dagdelen"), WEEK), entries)
    rows = delimited(choose(files, "afwezigheid"), HALF_DAY, OPTIONAL)
    rows = [row for row in rows if row["pupil"].lstrip("0") not in gone]
    return count(entries, given, code_book(files), [_half_day(row) for row in rows])


READERS = {
    "magister": magister,
    "zermelo": lambda files: magister(files, zermelo=True),
    "somtoday": somtoday,
    "lessen": lessen,
    "dagdelen": dagdelen,
    "edexml": edexml,
}


def days_of(name, files):
    """Return the days of an export: (pupil, date) → class, year group and the counts.

    Raises
    ------
    WrongError, UnsureError
        See the module.
    """
    return READERS[name](unpacked(files))
