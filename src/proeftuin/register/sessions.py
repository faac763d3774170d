"""Which sessions were given: timetable × calendar.

The denominator of attendance is not the number of registrations but what was really given to a
class. A timetable comes dated (lessons, with the cancelled ones) or as a week that repeats
(half-days); holidays and a school's own free days are taken out of either.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

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
from proeftuin.register.profiles import TableProfile
from proeftuin.register.settings import School

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
KEYS = ["class", "date", "session"]
MOST_LESSONS_IN_A_BLOCK = 12


@dataclass(frozen=True)
class Timetable:
    """What was planned, and what became of it.

    Parameters
    ----------
    given
        `class`, `date`, `session`, `minutes`, and `begins`, `ends` (moments).
    cancelled
        `class`, `date`, `session` of lessons that did not take place.
    free
        The free days: `date`, `kind`, `name`.
    left_out
        Lessons on free days, counted: `what`, `count`, `examples`.
    problems
        What is wrong with the timetable.
    """

    given: pd.DataFrame
    cancelled: pd.DataFrame
    free: pd.DataFrame
    left_out: list[dict[str, object]]
    problems: list[Problem]

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


def dated_timetable(table: pd.DataFrame, profile: TableProfile, school: School) -> Timetable:
    """Read lessons that each have their own date.

    A block of lessons 3 to 4 becomes two sessions that share its minutes.
    """
    if "last_session" not in table:
        table = table.assign(last_session="")
    parser = Parser(table, profile)
    begins, ends = parser.moments("start"), parser.moments("end")
    first = parser.counts("first_session")
    last = parser.counts("last_session").where(table["last_session"] != "", first)
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
        ~lessons.between(1, MOST_LESSONS_IN_A_BLOCK),
        "last_session",
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
    kept = pd.Series(True, index=table.index)
    for column, values in profile.keep.items():
        kept &= table[column].isin(values)
    is_cancelled = pd.Series(False, index=table.index)
    for column, values in profile.cancelled.items():
        is_cancelled |= table[column].isin(values)
    if parser.problems:
        empty = pd.DataFrame(columns=KEYS)
        return Timetable(empty, empty, empty, [], parser.problems)
    rows = _one_row_per_session(rows[kept], is_cancelled[kept])
    off = school_days_off(school)
    on_free_day = rows["date"].isin(off["date"])
    left_out = _lessons_on_free_days(rows[on_free_day & ~rows["cancelled"]])
    given = rows[~on_free_day & ~rows["cancelled"]].sort_values([*KEYS, "begins"])
    # Split groups of one class have two items in the same lesson hour: one session for a pupil.
    given = given.drop_duplicates(KEYS, ignore_index=True)
    cancelled = rows[rows["cancelled"]].drop_duplicates(KEYS, ignore_index=True)
    return Timetable(
        given[[*KEYS, "minutes", "begins", "ends"]], cancelled[KEYS], off, left_out, []
    )


def weekly_timetable(
    table: pd.DataFrame, profile: TableProfile, school: School, classes: pd.DataFrame
) -> Timetable:
    """Read half-days that return every week, for the classes of each year group.

    Parameters
    ----------
    table
        Raw rows with `year_group`, `weekday`, `session`, `start`, `end` (times of day).
    profile, school
        How the table is written, and the school whose calendar holds.
    classes
        `class` and `year_group`, one row per pair.
    """
    parser = Parser(table, profile)
    begins, ends = parser.minutes_of_day("start"), parser.minutes_of_day("end")
    weekdays = parser.text("weekday").str.lower()
    parser.report(
        ~weekdays.isin(WEEKDAYS), "weekday", "Onbekende weekdag.", f"een van: {', '.join(WEEKDAYS)}"
    )
    parser.report(
        ends <= begins, "end", "Het dagdeel eindigt niet na het begin.", "een latere tijd"
    )
    week = pd.DataFrame(
        {
            "year_group": parser.text("year_group"),
            "weekday": weekdays.map({name: day for day, name in enumerate(WEEKDAYS)}),
            "session": parser.text("session").str.lower(),
            "minutes": ends - begins,
            "begin": begins,
            "end": ends,
        }
    )
    double = week.duplicated(["year_group", "weekday", "session"], keep=False)
    parser.report(
        double, "session", "Een dagdeel staat twee keer in de week.", "één rij per dagdeel"
    )
    if parser.problems:
        empty = pd.DataFrame(columns=KEYS)
        return Timetable(empty, empty, empty, [], parser.problems)
    off = school_days_off(school)
    spans = [school_year_span(year) for year in school.school_years]
    days = pd.DatetimeIndex(
        np.concatenate([pd.date_range(*span, freq="B").as_unit("us") for span in spans])
    )
    days = days[~days.isin(off["date"])]
    dates = pd.DataFrame({"date": days, "weekday": days.day_of_week})
    given = dates.merge(week, on="weekday").merge(classes, on="year_group")
    # A class of two year groups follows the longer week of the two.
    given = given.sort_values([*KEYS, "minutes"]).drop_duplicates(KEYS, keep="last")
    given = given.assign(
        begins=given["date"] + pd.to_timedelta(given["begin"], unit="min"),
        ends=given["date"] + pd.to_timedelta(given["end"], unit="min"),
    ).reset_index(drop=True)
    none = pd.DataFrame(columns=KEYS).astype(given[KEYS].dtypes)
    return Timetable(given[[*KEYS, "minutes", "begins", "ends"]], none, off, [], [])


def _one_row_per_session(rows: pd.DataFrame, cancelled: "pd.Series[bool]") -> pd.DataFrame:
    length = (rows["ends"] - rows["begins"]).dt.total_seconds().floordiv(60).astype("int64")
    rows = rows.assign(cancelled=cancelled, length=length)
    position = rows.index.repeat(rows["lessons"])
    rows = rows.loc[position].reset_index(drop=True)
    order = rows.groupby(position).cumcount()
    share = rows["length"] // rows["lessons"]
    remainder = rows["length"] % rows["lessons"]
    minutes = share + (order < remainder)
    begins = rows["begins"] + pd.to_timedelta(order * share, unit="min")
    return rows.assign(
        date=rows["begins"].dt.normalize(),
        session=(rows["first"] + order).astype("str"),
        minutes=minutes,
        begins=begins,
        ends=begins + pd.to_timedelta(minutes, unit="min"),
    )


def _in_school_years(moments: "pd.Series[pd.Timestamp]", school: School) -> "pd.Series[bool]":
    inside = pd.Series(False, index=moments.index)
    for year in school.school_years:
        first, last = school_year_span(year)
        inside |= moments.dt.normalize().between(pd.Timestamp(first), pd.Timestamp(last))
    return inside


def _lessons_on_free_days(rows: pd.DataFrame) -> list[dict[str, object]]:
    if rows.empty:
        return []
    days = sorted(rows["date"].dt.strftime("%d-%m-%Y").unique())
    return [
        {
            "what": "lessen in het rooster op een vrije dag",
            "count": len(rows),
            "examples": days[:5],
        }
    ]
