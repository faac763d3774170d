"""Weeks of a school: summed like a loop does, and marked where they cannot be compared."""

from datetime import date, timedelta
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
from worlds import World

from proeftuin.evaluation.series.phases import Phase, phases_of
from proeftuin.evaluation.series.weekly_attendance import calendar_of, weekly_attendance
from proeftuin.register.project.project_file import load_project

AUTUMN = pd.bdate_range("2022-09-05", "2022-12-23")
HOLIDAY = {"start": "2022-10-15", "end": "2022-10-23", "kind": "vakantie", "name": "Herfstvakantie"}
FREE_DAY = {"start": "2022-11-18", "end": "2022-11-18", "kind": "vrij", "name": "studiedag"}
DISTANCE = {
    "start": "2022-12-01",
    "end": "2022-12-06",
    "kind": "afstandsonderwijs",
    "name": "stroomstoring",
}


@pytest.fixture(scope="module")
def days():
    world = World(np.random.default_rng(3), classes=3, pupils=20)
    dates = AUTUMN[~AUTUMN.isin(pd.bdate_range("2022-10-17", "2022-10-21"))]
    return world.days(world.window(len(dates)), dates)


def school(days, calendar=(HOLIDAY, FREE_DAY, DISTANCE), **more):
    provenance = {"region": "Noord", "sector": "vo", "calendar": list(calendar)} | more
    return SimpleNamespace(days=days, scan_days=lambda: days, provenance=provenance)


@pytest.mark.parametrize("measure", ["minutes", "sessions"])
def test_a_week_is_what_a_loop_over_its_days_adds_up(days, measure):
    expected = {}
    for row in days.to_dict("records"):
        monday = row["date"].date() - timedelta(days=row["date"].weekday())
        week = expected.setdefault(monday, [0, 0, set()])
        week[0] += row[f"absent_{measure}"]
        week[1] += row[measure]
        week[2] |= {row["date"]} if row[measure] else set()
    found = weekly_attendance(school(days), measure)
    assert found["week"].is_monotonic_increasing
    rows = zip(found["week"], found["absent"], found["possible"], found["days"], strict=True)
    assert {week.date(): [*rest] for week, *rest in rows} == {
        week: [absent, possible, len(seen)] for week, (absent, possible, seen) in expected.items()
    }


def test_duckdb_gives_the_same_as_pandas(days):
    lazy = school(days)
    lazy.scan_days = lambda: duckdb.from_df(days)
    pd.testing.assert_frame_equal(weekly_attendance(lazy), weekly_attendance(school(days)))


def test_weeks_before_and_after_a_holiday_are_marked_and_a_day_off_is_no_holiday(days):
    found = weekly_attendance(school(days)).set_index("week")["next_to_holiday"]
    near = {week.date() for week in found.index[found]}
    assert near == {date(2022, 10, 10), date(2022, 10, 24)}


def test_weeks_with_distance_lessons_are_left_out_with_the_reason(days):
    found = weekly_attendance(school(days)).set_index("week")["left_out"]
    assert found[found.ne("")].to_dict() == {
        pd.Timestamp("2022-11-28"): "stroomstoring",
        pd.Timestamp("2022-12-05"): "stroomstoring",
    }


def test_a_week_of_which_little_was_registered_is_left_out(days):
    register = school(days, settings={"completeness": 80.0})
    sessions = days.drop_duplicates(["class", "date"])[["class", "date"]]
    blank = sessions["date"].between("2022-11-07", "2022-11-08")
    register.sessions = sessions.assign(registered=~blank)
    pupils = days.drop_duplicates("pupil")[["pupil", "class"]]
    register.pupils = pupils.assign(start=days["date"].min(), end=pd.NaT)
    found = weekly_attendance(register).set_index("week")["left_out"]
    assert found[pd.Timestamp("2022-11-07")] == "te weinig geregistreerd"
    assert found.eq("te weinig geregistreerd").sum() == 1


def test_a_school_without_a_calendar_has_that_of_its_region(days):
    own = calendar_of({"region": "Noord", "sector": "vo"}, date(2022, 10, 1), date(2022, 11, 1))
    assert own["name"].tolist() == ["Herfstvakantie"]
    assert weekly_attendance(school(days, calendar=()))["next_to_holiday"].sum() == 3


def test_no_days_give_no_weeks(days):
    assert weekly_attendance(school(days[:0])).empty


def test_an_unknown_measure_is_refused(days):
    with pytest.raises(ValueError, match="'minutes' or 'sessions', got 'days'"):
        weekly_attendance(school(days), "days")


def test_interventions_of_the_project_file_with_their_tier_become_phases(tmp_path):
    text = """
naam = "P"
[scholen.s]
naam = "S"
sector = "vo"
profiel = "magister"
export = "."
exportdatum = 2024-07-26
schooljaren = ["2023-2024"]
interventies = [
    { datum = 2024-02-05, wat = "verzuimgesprekken", tier = 2 },
    { datum = 2024-01-08, wat = "team van start" },
]
"""
    (tmp_path / "proeftuinen.toml").write_text(text, "utf-8")
    settings = load_project(tmp_path / "proeftuinen.toml").schools["s"].model_dump(mode="json")
    found = phases_of(SimpleNamespace(provenance={"settings": settings}))
    assert found == (
        Phase(date(2024, 1, 8), "team van start"),
        Phase(date(2024, 2, 5), "verzuimgesprekken", 2),
    )
    assert [phase.label for phase in found] == ["team van start", "verzuimgesprekken (Tier 2)"]
    assert phases_of(SimpleNamespace(provenance={})) == ()
