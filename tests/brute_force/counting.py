"""Count, lesson by lesson, what each pupil could attend and what the pupil missed."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from brute_force.exports import Export, evidence
from brute_force.registration import NOT_REGISTERED

LINE = Fraction(80, 100)
CUTS = [Fraction(95, 100), Fraction(90, 100)]
COUNTS = [
    "sessions",
    "minutes",
    "absent_sessions",
    "absent_minutes",
    "authorised_minutes",
    "unauthorised_minutes",
    "sick_minutes",
    "late",
    "unregistered_sessions",
    "assumed_sessions",
    "assumed_minutes",
]


@dataclass
class Day:
    """A pupil on a school day, or over a period (then with the last class in it)."""

    pupil: str
    class_: str
    year_group: str
    stage: str
    track: str
    date: date
    sessions: int = 0
    minutes: int = 0
    absent_sessions: int = 0
    absent_minutes: int = 0
    authorised_minutes: int = 0
    unauthorised_minutes: int = 0
    sick_minutes: int = 0
    late: int = 0
    unregistered_sessions: int = 0
    assumed_sessions: int = 0
    assumed_minutes: int = 0
    days: int = 0
    incomplete: bool = False


def count_days(export: Export) -> dict[tuple[str, date], Day]:
    """Return a row per pupil and school day of enrolment, in the order of pupil and day."""
    class_on = {}
    for enrolment in sorted(export.enrolments, key=lambda one: (one.pupil, one.start)):
        for day in export.school_days:
            if enrolment.start <= day <= enrolment.end:
                assert (enrolment.pupil, day) not in class_on
                class_on[enrolment.pupil, day] = enrolment
    export.evidence = evidence(export)
    rows = {}
    for (pupil, day), enrolment in class_on.items():
        place = (enrolment.class_, enrolment.year_group, enrolment.stage, enrolment.track)
        row = Day(pupil, *place, day)
        rows[pupil, day] = row
        lessons = export.lessons[enrolment.class_].get(day, {})
        for session, minutes in lessons.items():
            known = export.evidence[enrolment.class_, day, session]
            if known in NOT_REGISTERED:
                row.unregistered_sessions += 1
                continue
            fate = export.fates.get((pupil, day, session))
            if fate and fate.kind == "not expected":
                continue
            row.sessions += 1
            row.minutes += minutes
            if known == "none":
                row.assumed_sessions += 1
                row.assumed_minutes += minutes
            if not fate:
                continue
            if fate.kind == "late":
                row.late += 1
            if fate.kind == "absent":
                row.absent_sessions += 1
                row.absent_minutes += minutes
                # What is not authorised, or not explained yet, is unauthorised.
                if fate.authorised:
                    row.authorised_minutes += minutes
                else:
                    row.unauthorised_minutes += minutes
                if fate.reason == "ziek":
                    row.sick_minutes += minutes
        row.days = int(row.sessions > 0)
    return rows


def add_up(days: dict[tuple[str, date], Day], start: date, end: date) -> dict[str, Day]:
    """Return a row per pupil who was enrolled on a school day of the period."""
    totals = {}
    for (pupil, day), row in days.items():
        if not start <= day <= end:
            continue
        total = totals.setdefault(pupil, Day(pupil, "", "", "", "", day))
        for name in ["class_", "year_group", "stage", "track", "date"]:
            setattr(total, name, getattr(row, name))
        for name in [*COUNTS, "days"]:
            setattr(total, name, getattr(total, name) + getattr(row, name))
    return totals


def mark_incomplete(
    export: Export, days: dict[tuple[str, date], Day], totals: dict[str, Day], span
) -> dict[str, Day]:
    """Mark the pupils whose class, or whose whole school, registered too few of its lessons."""
    classes = {enrolment.class_ for enrolment in export.enrolments}
    given, registered = dict.fromkeys(classes, 0), dict.fromkeys(classes, 0)
    for class_ in classes:
        for day, lessons in export.lessons[class_].items():
            if span[0] <= day <= span[1]:
                given[class_] += len(lessons)
                registered[class_] += sum(is_kept(export, class_, day, one) for one in lessons)
    whole = sum(registered.values()) < LINE * sum(given.values())
    below = {one for one in classes if whole or registered[one] < LINE * given[one]}
    return {p: replace(row, incomplete=row.class_ in below) for p, row in totals.items()}


def is_kept(export: Export, class_: str, day: date, session: str) -> bool:
    """Tell whether a session counts as registered."""
    return export.evidence[class_, day, session] not in NOT_REGISTERED


def attended_share(row: Day, measure: str = "minutes") -> Fraction:
    """Return the exact share of the possible time that was attended."""
    possible = getattr(row, measure)
    return Fraction(possible - getattr(row, f"absent_{measure}"), possible)


def tier(row: Day, minimum: int, measure: str = "minutes", worse: bool = False) -> int | None:
    """Return the tier, from exact fractions; `worse` puts a pupil on a cut in the tier below."""
    possible = getattr(row, measure)
    if possible == 0 or row.sessions < minimum or row.incomplete:
        return None
    attended = attended_share(row, measure)
    for number, cut in enumerate(CUTS, 1):
        if attended > cut or (attended == cut and not worse):
            return number
    return 3
