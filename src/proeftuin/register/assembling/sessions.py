"""Which sessions were given: timetable × calendar.

The denominator of attendance is not the number of registrations but what was really given to a
class. A timetable comes dated (lessons, with the cancelled ones) or as a week that repeats
(half-days); holidays and a school's own free days are taken out of either.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.assembling.lesson_rows import (
    begins_and_ends,
    closed_lessons,
    lesson_hours,
    no_lessons,
    one_row_per_class,
    one_row_per_session,
    without_empty,
)
from proeftuin.register.project.calendar import (
    LESSONS,
    OWN,
    Event,
    as_frame,
    events,
    free_days,
    school_year_span,
)
from proeftuin.register.project.settings import School
from proeftuin.register.reading.parsing import Parser
from proeftuin.register.reading.raw_tables import RawTable
from proeftuin.text.language import N_

KEYS = ["class", "date", "session"]
GIVEN = [*KEYS, "minutes", "begins", "ends", "position", "closed"]
MOST_LESSONS_IN_A_BLOCK = 12
FRIDAY = 4
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
    doubtful
        What was read, and asks for a look: `what`, `count`, `examples`.
    """

    given: pd.DataFrame
    cancelled: pd.DataFrame
    free: pd.DataFrame
    left_out: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    week_in: str = ""
    doubtful: list[dict[str, Any]] = field(default_factory=list)

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
    listed = pd.concat([*found, as_frame(own_days(school))])
    return listed.sort_values(["start", "end"], kind="stable", ignore_index=True)


def school_days_off(school: School) -> pd.DataFrame:
    """Return the free weekdays of a school over its school years."""
    own = own_days(school)
    spans = [school_year_span(year) for year in school.school_years]
    return pd.concat(
        [free_days(*span, school.region, school.sector, own) for span in spans], ignore_index=True
    ).drop_duplicates("date")


def own_days(school: School) -> list[Event]:
    """Return the school's own days as events."""
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
    table, left_out = without_empty(table)
    if table.rows.empty:
        return no_timetable([no_lessons(whole, place)])
    parser = Parser(table)
    parser.require("start", "end")
    begins, ends = begins_and_ends(parser)
    first, last = lesson_hours(parser)
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
    is_cancelled = table.picked(table.profile.cancelled, every=False)
    rows = rows.assign(cancelled=is_cancelled, closed=closed_lessons(table))
    rows = one_row_per_class(rows, set(classes))
    known = rows["class"].isin(classes)
    left_out += _other_groups(rows[~known & ~rows["cancelled"]])
    rows = one_row_per_session(rows[known])
    off = school_days_off(school)
    on_free_day = rows["date"].isin(off["date"]) | (rows["date"].dt.day_of_week > FRIDAY)
    left_out += _lessons_on_free_days(rows[on_free_day & ~rows["cancelled"]])
    # Split groups of one class have two items in the same lesson hour: one session for a pupil. Of
    # two that begin together the longer holds, whatever the order of the rows.
    given = rows[~on_free_day & ~rows["cancelled"]].sort_values(
        [*KEYS, "begins", "ends"], ascending=[True, True, True, True, False]
    )
    given = given.assign(closed=given.groupby(KEYS)["closed"].transform("any"))
    doubtful = _other_times(given)
    given = given.drop_duplicates(KEYS, ignore_index=True)
    cancelled = rows[rows["cancelled"]].drop_duplicates(KEYS, ignore_index=True)
    return Timetable(given[GIVEN], cancelled[KEYS], off, left_out, doubtful=doubtful)


def _other_times(given: pd.DataFrame) -> list[dict[str, Any]]:
    """Count the lessons that the timetable has more than once, not at the same times."""
    different = given.drop_duplicates([*KEYS, "begins", "ends"])
    twice = different[different.duplicated(KEYS)].drop_duplicates(KEYS)
    if twice.empty:
        return []
    first = twice.head(5)
    places = [
        f"{row['class']}, {row['date']:%d-%m-%Y}, {row['session']}"
        for row in first.to_dict("records")
    ]
    what = N_(
        "lessen die twee keer in het rooster staan, met andere tijden: de eerste en langste telt"
    )
    return [{"what": what, "count": len(twice), "examples": places}]


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
