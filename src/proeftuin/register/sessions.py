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
from proeftuin.register.rawtables import FILE, ROW, RawTable
from proeftuin.register.settings import School

KEYS = ["class", "date", "session"]
GIVEN = [*KEYS, "minutes", "begins", "ends", "position"]
MOST_LESSONS_IN_A_BLOCK = 12
FRIDAY = 4
SEVERAL_CLASSES = r"\s*[,;/+&|]\s*|\s+en\s+"


@dataclass(frozen=True)
class Timetable:
    """What was planned, and what became of it.

    Parameters
    ----------
    given
        `class`, `date`, `session`, `minutes`, `begins` and `ends` (moments), and `position` (of
        the session in the day).
    cancelled
        `class`, `date`, `session` of lessons that did not take place.
    free
        The free days: `date`, `kind`, `name`.
    left_out
        Lessons that are not counted: `what`, `count`, `examples`.
    problems
        What is wrong with the timetable.
    doubtful
        What was read, and asks for a look: `what`, `count`, `examples`.
    """

    given: pd.DataFrame
    cancelled: pd.DataFrame
    free: pd.DataFrame
    left_out: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
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
    table = table.only(table.picked(table.profile.keep, every=True))
    table, left_out = _without_empty(table)
    if table.rows.empty:
        wanted = "; ".join(f"{name} = {' of '.join(v)}" for name, v in table.profile.keep.items())
        mend = "Controleer of de export de gewone lessen bevat, en of het profiel klopt."
        return no_timetable(
            [Problem("In het rooster staat geen enkele les.", place, None, "", "", wanted, mend)]
        )
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
    rows = rows.assign(cancelled=table.picked(table.profile.cancelled, every=False))
    rows = _one_row_per_class(rows, set(classes))
    known = rows["class"].isin(classes)
    left_out += _other_groups(rows[~known & ~rows["cancelled"]])
    rows = _one_row_per_session(rows[known])
    off = school_days_off(school)
    on_free_day = rows["date"].isin(off["date"]) | (rows["date"].dt.day_of_week > FRIDAY)
    left_out += _lessons_on_free_days(rows[on_free_day & ~rows["cancelled"]])
    # Split groups of one class have two items in the same lesson hour: one session for a pupil. Of
    # two that begin together the longer holds, whatever the order of the rows.
    given = rows[~on_free_day & ~rows["cancelled"]].sort_values(
        [*KEYS, "begins", "ends"], ascending=[True, True, True, True, False]
    )
    doubtful = _other_times(given)
    given = given.drop_duplicates(KEYS, ignore_index=True)
    cancelled = rows[rows["cancelled"]].drop_duplicates(KEYS, ignore_index=True)
    return Timetable(given[GIVEN], cancelled[KEYS], off, left_out, doubtful=doubtful)


def _without_empty(table: RawTable) -> tuple[RawTable, list[dict[str, Any]]]:
    """Leave out and count the rows with something empty that the profile says may be."""
    texts = {
        "class": N_("lessen in het rooster zonder klas of groep"),
        "first_session": N_(
            "lessen in het rooster zonder lesuur (tussen de lesuren, zoals examens)"
        ),
    }
    left_out = []
    for column in table.profile.skip_empty:
        empty = table.rows[column] == ""
        given = empty & ~table.picked(table.profile.cancelled, every=False)
        if given.any():
            first = table.rows[given].head(5)
            places = [f"{file}, rij {row}" for file, row in first[[FILE, ROW]].to_numpy()]
            what = texts.get(column, column)
            left_out.append({"what": what, "count": int(given.sum()), "examples": places})
        table = table.only(~empty)
    return table, left_out


def _one_row_per_class(rows: pd.DataFrame, classes: set[str]) -> pd.DataFrame:
    """Give a lesson of several classes in one cell to each, when one of them is in the roster."""
    several = ~rows["class"].isin(classes)
    parts = rows.loc[several, "class"].str.split(SEVERAL_CLASSES, regex=True)
    parts = parts[parts.map(lambda names: len(names) > 1 and not classes.isdisjoint(names))]
    if parts.empty:
        return rows
    split = rows["class"].astype("object").where(~rows.index.isin(parts.index), parts)
    rows = rows.assign(**{"class": split}).explode("class", ignore_index=True)
    return rows.astype({"class": "str"})[rows["class"] != ""].reset_index(drop=True)


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
    what = N_("lessen in het rooster van groepen zonder leerlingen in de leerlingenlijst")
    return [{"what": what, "count": len(rows), "examples": groups[:5]}]


def no_timetable(problems: list[Problem]) -> Timetable:
    """Return a timetable that only says what is wrong with it."""
    empty = pd.DataFrame(columns=KEYS)
    return Timetable(empty, empty, empty, problems=problems)
