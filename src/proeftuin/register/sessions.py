"""Which sessions were given: timetable × calendar.

The denominator of attendance is not the number of registrations but what was really given to a
class. A timetable comes dated (lessons, with the cancelled ones) or as a week that repeats
(half-days); holidays and a school's own free days are taken out of either.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import numpy as np
import pandas as pd

from proeftuin.language import N_
from proeftuin.register.calendar import (
    LESSONS,
    OWN,
    Event,
    as_frame,
    events,
    free_days,
    school_year_span,
)
from proeftuin.register.parsing import Parser
from proeftuin.register.problems import Problem
from proeftuin.register.rawtables import RawTable
from proeftuin.register.settings import School

KEYS = ["class", "date", "session"]
GIVEN = [*KEYS, "minutes", "begins", "ends", "position", "closed"]
MOST_LESSONS_IN_A_BLOCK = 12
FRIDAY = 4
SHOWN = 5
OTHER_GROUPS = N_("lessen in het rooster van groepen zonder leerlingen in de leerlingenlijst")


@dataclass(frozen=True)
class Timetable:
    """What was planned, and what became of it.

    Parameters
    ----------
    given
        `class`, `date`, `session`, `minutes`, `begins` and `ends` (moments), `position` (of the
        session in the day) and `closed` (the teacher closed it).
    cancelled
        `class`, `date`, `session` of lessons that did not take place.
    free
        The free days: `date`, `kind`, `name`.
    left_out
        Lessons that are not counted: `what`, `count`, `examples`.
    problems
        What is wrong with the timetable.
    week_in
        The file that says the week, of sessions that return every week; empty of dated ones.
    """

    given: pd.DataFrame
    cancelled: pd.DataFrame
    free: pd.DataFrame
    left_out: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    week_in: str = ""

    def until(self, day: date) -> Self:
        """Leave out what lies after a day: it was planned, not given."""
        if self.problems:
            return self
        given = self.given[self.given["date"] <= pd.Timestamp(day)]
        return replace(self, given=given.reset_index(drop=True))


def school_calendar(school: School) -> pd.DataFrame:
    """List what `events` has in the school years of a school, and the school's own days."""
    spans = [school_year_span(year) for year in school.school_years]
    found = [events(*span, school.region, school.sector) for span in spans]
    listed = pd.concat([*found, as_frame(_own_days(school))])
    return listed.sort_values(["start", "end"], kind="stable", ignore_index=True)


def school_days_off(school: School) -> pd.DataFrame:
    """Return the free weekdays of a school over its school years."""
    own = _own_days(school)
    spans = [school_year_span(year) for year in school.school_years]
    return pd.concat(
        [free_days(*span, school.region, school.sector, own) for span in spans], ignore_index=True
    ).drop_duplicates("date")


def _own_days(school: School) -> list[Event]:
    return [
        Event(day.day, day.last, LESSONS if day.lessons else OWN, day.what)
        for day in school.own_days
    ]


def dated_timetable(table: RawTable, school: School, classes: "pd.Series[str]") -> Timetable:
    """Read lessons that each have their own date.

    A block of lessons 3 to 4 becomes two sessions that share its minutes.

    Parameters
    ----------
    table
        Raw rows: `class`, `start` and `end` as moments or as times on a `date`, `first_session`
        and, for a block, `last_session`.
    school
        Whose school years and free days hold.
    classes
        The classes of the roster; lessons of other groups are left out and counted.
    """
    place = table.sources[0]["file"]
    # What is no compulsory lesson need not be written well.
    whole, table = table, table.only(table.picked(table.profile.keep, every=True))
    if table.rows.empty:
        return no_timetable([_no_lessons(whole, place)])
    parser = Parser(table)
    parser.require("start", "end")
    begins, ends = _moments(parser)
    first, last = _lessons(parser)
    lessons = last - first + 1
    rows = pd.DataFrame(
        {
            "class": parser.text("class"),
            "begins": begins,
            "ends": ends,
            "first": first,
            "lessons": lessons,
        }
    )
    parser.report(ends <= begins, "end", "De les eindigt niet na het begin.", "een later tijdstip")
    parser.report(
        ends.dt.normalize() > begins.dt.normalize(),
        "end",
        "De les eindigt op een andere dag dan zij begint.",
        "een tijdstip op dezelfde dag",
    )
    parser.report(
        ~lessons.between(1, MOST_LESSONS_IN_A_BLOCK) & lessons.notna(),
        "last_session" if parser.has("last_session") else "first_session",
        "Het laatste lesuur past niet bij het eerste.",
        "een lesuur vanaf het eerste",
    )
    outside = ~_in_school_years(begins, school) & begins.notna()
    parser.report(
        outside,
        "start",
        "De datum valt buiten het schooljaar.",
        f"een datum in {', '.join(school.school_years)}",
        "Haal de rij weg, of zet het schooljaar erbij in proeftuinen.toml.",
    )
    if parser.problems:
        return no_timetable(parser.problems)
    known = rows["class"].isin(classes)
    is_cancelled = table.picked(table.profile.cancelled, every=False)
    left_out = _other_groups(rows[~known & ~is_cancelled])
    rows = rows.assign(cancelled=is_cancelled, closed=_closed(table))[known]
    rows = _one_row_per_session(rows)
    off = school_days_off(school)
    on_free_day = rows["date"].isin(off["date"]) | (rows["date"].dt.day_of_week > FRIDAY)
    left_out += _lessons_on_free_days(rows[on_free_day & ~rows["cancelled"]])
    given = rows[~on_free_day & ~rows["cancelled"]].sort_values([*KEYS, "begins"])
    given = given.assign(closed=given.groupby(KEYS)["closed"].transform("any"))
    # Split groups of one class have two items in the same lesson hour: one session for a pupil.
    given = given.drop_duplicates(KEYS, ignore_index=True)
    cancelled = rows[rows["cancelled"]].drop_duplicates(KEYS, ignore_index=True)
    return Timetable(given[GIVEN], cancelled[KEYS], off, left_out)


def _closed(table: RawTable) -> "pd.Series[bool]":
    """Tell which lessons their teacher closed; of a file that does not say so, none."""
    said = {name: values for name, values in table.profile.closed.items() if name in table.rows}
    return table.picked(said, every=False)


def _no_lessons(table: RawTable, place: str) -> Problem:
    """Report rows that are all no compulsory lesson, with what stands where that should be said."""
    keep = table.profile.keep
    found = {}
    for name in keep:
        counts = table.rows[name].value_counts()
        values = [f"{value or '(leeg)'} ({count} keer)" for value, count in counts.items()]
        more = f" en {len(values) - SHOWN} andere" if len(values) > SHOWN else ""
        found[name] = ", ".join(values[:SHOWN]) + more
    said = found.values() if len(found) == 1 else [f"{name} = {v}" for name, v in found.items()]
    return Problem(
        "In het rooster staat geen enkele les.",
        place,
        None,
        ", ".join(keep),
        "; ".join(said),
        "; ".join(f"{name} = {' of '.join(values)}" for name, values in keep.items()),
        "Controleer of de export de gewone lessen bevat. Noemt het systeem een les anders? Dan is "
        "er een eigen profiel nodig, met bij keep wat een les is: zie docs/handleiding.md, stap 1.",
    )


def _moments(parser: Parser) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
    """Return when lessons begin and end, from moments or from times on a date."""
    if not parser.has("date"):
        return parser.moments("start"), parser.moments("end")
    day = parser.dates("date")
    begins, ends = (
        day + pd.to_timedelta(parser.minutes_of_day(name, day), unit="min")
        for name in ("start", "end")
    )
    return begins.astype("datetime64[us]"), ends.astype("datetime64[us]")


def _lessons(parser: Parser) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Return the first and the last lesson hour of each row."""
    found = parser.sessions("first_session")
    first, last = found.first, found.last
    empty = (found.count == 0) & ~found.unreadable
    parser.report(empty, "first_session", "Een cel is leeg.", "een lesuur als 3")
    if parser.has("last_session"):
        last = parser.sessions("last_session").last.fillna(last)
    return first, last


def _one_row_per_session(rows: pd.DataFrame) -> pd.DataFrame:
    length = (rows["ends"] - rows["begins"]).dt.total_seconds().floordiv(60).astype("int64")
    rows = rows.assign(length=length).astype({"first": "int64", "lessons": "int64"})
    rows = rows.reset_index(drop=True)
    position = rows.index.repeat(rows["lessons"])
    rows = rows.loc[position].reset_index(drop=True)
    order = rows.groupby(position).cumcount()
    share = rows["length"] // rows["lessons"]
    remainder = rows["length"] % rows["lessons"]
    minutes = share + (order < remainder)
    # Of minutes that cannot be shared evenly the first lessons have one more.
    before = order * share + np.minimum(order, remainder)
    begins = rows["begins"] + pd.to_timedelta(before, unit="min")
    return rows.assign(
        date=rows["begins"].dt.normalize(),
        session=(rows["first"] + order).astype("str"),
        position=rows["first"] + order,
        minutes=minutes,
        begins=begins,
        ends=begins + pd.to_timedelta(minutes, unit="min"),
    )


def _in_school_years(moments: "pd.Series[Any]", school: School) -> "pd.Series[bool]":
    inside = pd.Series(False, index=moments.index)
    for year in school.school_years:
        first, last = school_year_span(year)
        inside |= moments.dt.normalize().between(pd.Timestamp(first), pd.Timestamp(last))
    return inside


def _lessons_on_free_days(rows: pd.DataFrame) -> list[dict[str, Any]]:
    if rows.empty:
        return []
    days = sorted(rows["date"].dt.strftime("%d-%m-%Y").unique())
    what = N_("lessen in het rooster op een vrije dag of in het weekend")
    return [{"what": what, "count": len(rows), "examples": days[:5]}]


def _other_groups(rows: pd.DataFrame) -> list[dict[str, Any]]:
    if rows.empty:
        return []
    groups = sorted(rows["class"].unique())
    return [{"what": OTHER_GROUPS, "count": len(rows), "examples": groups[:5]}]


def no_timetable(problems: list[Problem]) -> Timetable:
    """Return a timetable that only says what is wrong with it."""
    empty = pd.DataFrame(columns=KEYS)
    return Timetable(empty, empty, empty, problems=problems)
