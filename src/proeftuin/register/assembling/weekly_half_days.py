"""Half-days that return every week: how long each is, for whom, and on which school days.

A half-day has no fixed length: one school's mornings last three and a half hours and its afternoons
two. So the lengths come from the school, per weekday and year group, in its workbook or in
`proeftuinen.toml`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.assembling.sessions import (
    GIVEN,
    KEYS,
    Timetable,
    no_timetable,
    school_days_off,
)
from proeftuin.register.project.calendar import school_year_span
from proeftuin.register.project.settings import School
from proeftuin.register.reading.parsing import Parser
from proeftuin.register.reading.raw_tables import RawTable
from proeftuin.register.reading.session_labels import POSITIONS, label
from proeftuin.text.language import N_

WEEKDAYS = (N_("maandag"), N_("dinsdag"), N_("woensdag"), N_("donderdag"), N_("vrijdag"))


def weekly_timetable(table: RawTable, school: School, classes: pd.DataFrame) -> Timetable:
    """Read half-days that return every week, for the classes of each year group.

    Parameters
    ----------
    table
        Raw rows with `year_group`, `weekday`, `session`, `start`, `end` (times of day).
    school
        The school whose calendar holds.
    classes
        `class` and `year_group`, one row per pair.
    """
    parser = Parser(table)
    parser.require("session", "start", "end")
    begins, ends = parser.minutes_of_day("start"), parser.minutes_of_day("end")
    weekdays = parser.text("weekday").str.lower()
    parser.report(
        ~weekdays.isin(WEEKDAYS), "weekday", "Onbekende weekdag.", f"een van: {', '.join(WEEKDAYS)}"
    )
    parser.report(
        ends <= begins, "end", "Het dagdeel eindigt niet na het begin.", "een latere tijd"
    )
    sessions = parser.text("session").map(label)
    week = pd.DataFrame(
        {
            "year_group": parser.text("year_group"),
            "weekday": weekdays.map({name: day for day, name in enumerate(WEEKDAYS)}),
            "session": sessions,
            "begin": begins,
            "end": ends,
        }
    )
    again = week.duplicated()
    double = ~again & week[~again].duplicated(["year_group", "weekday", "session"], keep=False)
    parser.report(
        double, "session", "Een dagdeel staat twee keer in de week.", "één rij per dagdeel"
    )
    groups = classes[~classes["year_group"].isin(week["year_group"])]
    problems = parser.problems + [
        Problem(
            "Een jaargroep heeft geen dagdelen in de week.",
            table.sources[0]["file"],
            value=str(group),
            expected=f"een van: {', '.join(sorted(week['year_group'].unique()))}",
            mend="Zet de dagdelen van deze groep erbij, of verbeter de jaargroep.",
        )
        for group in sorted(groups["year_group"].unique())
    ]
    if problems:
        return no_timetable(problems)
    found = _every_week(week[~again], school, classes)
    place = table.sources[0]["file"]
    return replace(found, left_out=_other_year_groups(week[~again], classes), week_in=place)


def own_week(school: School, classes: pd.DataFrame) -> Timetable:
    """Make the timetable of a school that wrote its half-days in `proeftuinen.toml`."""
    week = pd.DataFrame(
        [
            {
                "year_group": group,
                "weekday": WEEKDAYS.index(weekday),
                "session": label(part.session),
                "begin": part.start.hour * 60 + part.start.minute,
                "end": part.end.hour * 60 + part.end.minute,
            }
            for part in school.week
            for group in part.year_groups
            for weekday in part.weekdays
        ]
    )
    missing = sorted(set(classes["year_group"]) - set(week["year_group"]))
    double = week[week.duplicated(["year_group", "weekday", "session"])]
    problems = [
        Problem(
            "Een jaargroep heeft geen dagdelen in de week.",
            "proeftuinen.toml",
            value=group,
            mend="Zet de dagdelen van deze groep bij ‘week’.",
        )
        for group in missing
    ] + [
        Problem(
            "Een dagdeel staat twee keer in de week.",
            "proeftuinen.toml",
            value=f"groep {group}, {WEEKDAYS[int(day)]}, {session}",
            mend="Laat bij ‘week’ elk dagdeel van een groep één keer staan.",
        )
        for group, day, session in double[["year_group", "weekday", "session"]].to_numpy()
    ]
    if problems:
        return no_timetable(problems)
    return replace(_every_week(week, school, classes), week_in="proeftuinen.toml")


def tell_of_two(timetable: Timetable, school: School, raw: Mapping[str, RawTable]) -> Timetable:
    """Tell that both the settings and the export say when there are lessons, and which holds."""
    unused = "timetable" if "timetable" in raw else "week"
    if not school.week or unused not in raw or timetable.problems:
        return timetable
    what = {
        "week": N_("een week in de export die niet is gebruikt: ‘week’ in de instellingen geldt"),
        "timetable": N_("een rooster in de export: ‘week’ in de instellingen is niet gebruikt"),
    }[unused]
    told = {"what": what, "count": 1, "examples": [str(raw[unused].sources[0]["file"])]}
    return replace(timetable, doubtful=[*timetable.doubtful, told])


def _other_year_groups(week: pd.DataFrame, classes: pd.DataFrame) -> list[dict[str, Any]]:
    other = week.loc[~week["year_group"].isin(classes["year_group"]), "year_group"]
    if other.empty:
        return []
    what = N_("dagdelen in de week van jaargroepen zonder leerlingen in de leerlingenlijst")
    return [{"what": what, "count": len(other), "examples": sorted(other.unique())[:5]}]


def _every_week(week: pd.DataFrame, school: School, classes: pd.DataFrame) -> Timetable:
    off = school_days_off(school)
    spans = [school_year_span(year) for year in school.school_years]
    days = pd.DatetimeIndex(
        np.concatenate([pd.date_range(*span, freq="B").as_unit("us") for span in spans])
    )
    days = days[~days.isin(off["date"])]
    dates = pd.DataFrame({"date": days, "weekday": days.day_of_week})
    given = dates.merge(week, on="weekday").merge(classes, on="year_group")
    given = given.assign(minutes=(given["end"] - given["begin"]).astype("int64"))
    # A class of two year groups follows the longer week of the two.
    given = given.sort_values([*KEYS, "minutes"]).drop_duplicates(KEYS, keep="last")
    given = given.assign(
        begins=given["date"] + pd.to_timedelta(given["begin"], unit="min"),
        ends=given["date"] + pd.to_timedelta(given["end"], unit="min"),
        position=given["session"].map(POSITIONS).fillna(given["begin"]).astype("int64"),
        closed=False,
    ).reset_index(drop=True)
    none = pd.DataFrame(columns=KEYS).astype(given[KEYS].dtypes)
    return Timetable(given[GIVEN], none, off)
