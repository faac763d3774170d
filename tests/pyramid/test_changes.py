"""Which pyramids an import changes, told to whoever imports."""

import pandas as pd
import pytest

from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import TWENTE
from proeftuin.pyramid.pyramid import build_pyramid
from proeftuin.pyramid.revised_months import changed_months, describe_changes
from proeftuin.register.assembling.days import derive_days
from proeftuin.register.store.register import Register

FIRST = "2021-02-01"


def register(*missed, until="2021-04-30", pupils="abcd", unregistered=()):
    """One lesson of 50 minutes a day; `missed` are a pupil and a day."""
    days = pd.bdate_range(FIRST, until).as_unit("us")
    sessions = pd.DataFrame({"school": "s", "class": "1a", "date": days, "session": "1"})
    silent = sessions["date"].dt.strftime("%m").isin(unregistered)
    enrolments = pd.DataFrame({"school": "s", "pupil": list(pupils), "class": "1a"})
    tables = {
        "pupils": enrolments.assign(
            year_group="1",
            stage="lower",
            track="",
            start=pd.Timestamp(FIRST),
            end=pd.NaT,
            sap_type="",
            under_six=None,
        ),
        "sessions": sessions.assign(minutes=50, registered=~silent),
        "absences": pd.DataFrame(missed, columns=["pupil", "date"])
        .astype({"date": "datetime64[us]"})
        .assign(
            school="s",
            session="1",
            minutes=50,
            kind="absent",
            reason="sick",
            authorised=True,
            code="Z",
        ),
    }
    return Register(tables | {"days": derive_days(**tables)}, {"school": "s"})


MISSED = [("a", day) for day in pd.bdate_range("2021-03-01", periods=3)]


def test_nothing_changed():
    changes = changed_months(register(*MISSED), register(*MISSED))
    assert changes.empty
    assert describe_changes(changes) == []


def test_a_correction_in_march_changes_march_alone():
    changes = changed_months(register(*MISSED), register())
    assert changes["label"].unique().tolist() == ["maart 2021"]
    assert describe_changes(changes) == [
        "maart 2021: Tier 1 3 → 4, Tier 3 1 → 0; 1 leerling anders ingedeeld"
    ]


def test_counts_are_those_of_the_pyramids():
    old, new = register(*MISSED), register(*MISSED[:2], ("b", "2021-03-09"), ("b", "2021-04-06"))
    changes = changed_months(old, new).set_index(["month", "tier"])
    for first, month in changes.groupby(level="month"):
        period = Period(first, first + pd.offsets.MonthEnd())
        for column, each in (("before", old), ("after", new)):
            pyramid = build_pyramid(attendance(each, period), TWENTE)
            counts = month.droplevel("month")[column]
            assert counts.drop(0).to_dict() == pyramid.counts.to_dict()
            assert counts[0] == pyramid.unclassified


def test_two_pupils_who_change_places():
    other = [("b", day) for _, day in MISSED]
    assert describe_changes(changed_months(register(*MISSED), register(*other))) == [
        "maart 2021: evenveel per tier; 2 leerlingen anders ingedeeld"
    ]


@pytest.mark.parametrize(
    "before",
    [register(until="2021-03-31"), register(unregistered=["04"])],
    ids=["no days yet", "nothing registered yet"],
)
def test_a_new_month_is_named_apart(before):
    changes = changed_months(before, register())
    assert changes["new"].all()
    assert describe_changes(changes) == ["nieuw: april 2021"]


def test_a_pupil_who_came_or_went_counts_as_moved():
    lines = describe_changes(changed_months(register(pupils="abc"), register()))
    assert lines[0] == "februari 2021: Tier 1 3 → 4; 1 leerling anders ingedeeld"
    assert len(lines) == 3


def test_the_measure_and_the_scheme_are_the_schools_own():
    from dataclasses import replace

    strict = replace(TWENTE, minimum_sessions=23)
    (line,) = describe_changes(changed_months(register(*MISSED), register(), strict, "sessions"))
    assert line.startswith("maart 2021")
