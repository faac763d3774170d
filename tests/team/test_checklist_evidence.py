"""What a register shows beside the school's own answers."""

from datetime import date

import pandas as pd
import pytest

from proeftuin.pyramid.counting.periods import Period
from proeftuin.register.store.register import Register
from proeftuin.register.store.tables import COLUMNS
from proeftuin.team.checklist.answers import Answer
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.register_evidence import class_weeks, evidence, evidence_frame

AUTUMN, SPRING = date(2020, 10, 8), date(2021, 4, 15)


def register(empty_weeks=0, export="2021-04-10", classes=("1A", "1B"), pupils=12):
    """Return a school with sessions every weekday; 1A has weeks in which nobody registered."""
    days = pd.bdate_range("2020-08-31", "2021-04-09")
    sessions = pd.DataFrame(
        [
            {
                "school": "s",
                "class": name,
                "date": day,
                "session": "1",
                "minutes": 50,
                "registered": not (name == "1A" and (day - days[0]).days // 7 < empty_weeks),
            }
            for name in classes
            for day in days
        ]
    )
    roster = pd.DataFrame(
        [
            {"school": "s", "pupil": f"{name}{i}", "class": name, "year_group": "1"}
            | {"stage": "lower", "track": "", "start": days[0], "end": pd.NaT, "sap_type": ""}
            for name in classes
            for i in range(pupils)
        ]
    )
    empty = {
        name: pd.DataFrame({column: [] for column in COLUMNS[name]})
        for name in ("absences", "days")
    }
    tables = {"pupils": roster, "sessions": sessions} | empty
    return Register(tables, {"school": "s", "export_date": export})


def found(school, answers=None, day=SPRING, **others):
    checklist = Checklist({name: Answer(state) for name, state in (answers or {}).items()}, day=day)
    return {each.item.id: each for each in evidence(school, checklist, **others)}


def test_items_come_in_order_and_as_a_table():
    everything = evidence(register(), Checklist({"S14": Answer("done")}, day=SPRING))
    assert [each.item.id for each in everything] == ["S06", "S11", "S14", "S17", "S18", "S19"]
    frame = evidence_frame(everything)
    assert frame["answer"].tolist()[1:3] == ["niet beantwoord", "ja"]
    assert frame.shape == (6, 6)


@pytest.mark.parametrize("empty", [0, 3])
def test_class_weeks_are_weeks_of_a_class(empty):
    # 31 August to 9 April: 32 weeks of two classes.
    assert class_weeks(register(empty), Period(date(2020, 8, 1), SPRING)) == (64, empty)


@pytest.mark.parametrize(
    ("empty", "answer", "differs"),
    [
        (0, "done", False),
        (0, "not done", True),
        (3, "done", False),
        (4, "done", True),
        (4, "not done", False),
        (4, "partly", False),
        (4, "unanswered", False),
        (4, "not applicable", False),
    ],
)
def test_gaps_in_the_registration(empty, answer, differs):
    shown = found(register(empty), {"S14": answer})["S14"]
    assert shown.differs is differs
    assert f"In {empty} van de 64 klas-weken" in shown.finding
    assert ("niet hetzelfde" in shown.sentence) is differs


def test_only_the_school_year_up_to_the_evaluation_counts():
    assert "van de 12 klas-weken" in found(register(3), day=AUTUMN)["S14"].finding
    assert "geen lessen" in found(register(), day=date(2019, 10, 8))["S14"].finding


def test_own_goals():
    with_goals = found(register(), {"S06": "not done"}, goals=[85, 12.5])["S06"]
    assert with_goals.differs
    assert "85% en 12,5%" in with_goals.finding
    assert found(register(), {"S06": "done"})["S06"].differs
    assert not found(register(), {"S06": "done"}, goals=[80])["S06"].differs


def test_classes_large_enough_for_a_pyramid():
    assert "2 klassen, waarvan 2" in found(register())["S11"].finding
    assert not found(register(), {"S11": "not done"})["S11"].differs
    assert found(register(pupils=5), {"S11": "done"})["S11"].differs


@pytest.mark.parametrize(
    ("export", "differs"), [("2021-04-10", False), ("2021-03-01", True), ("2021-07-16", False)]
)
def test_current_figures(export, differs):
    shown = found(register(export=export), {"S17": "done"})["S17"]
    assert shown.differs is differs
    assert "Voor 8 maanden" in shown.finding


def test_a_pyramid_every_month():
    months = [date(2020, month, 20) for month in (9, 10, 11, 12)]
    some = found(register(), {"S17": "done"}, pyramids=months)["S17"]
    assert "in 4 maanden is er een gemaakt" in some.finding
    assert some.differs
    every = [*months, *(date(2021, month, 20) for month in (1, 2, 3)), date(2020, 8, 31)]
    assert not found(register(), {"S17": "done"}, pyramids=every)["S17"].differs


def test_evaluated_twice_a_year():
    first = found(register(), {"S18": "done"}, day=AUTUMN)["S18"]
    assert "eerste evaluatie" in first.finding
    assert not first.differs
    autumn = Checklist({}, day=AUTUMN)
    second = found(register(), {"S18": "not done"}, evaluations=[autumn])["S18"]
    assert second.differs
    assert "2 evaluaties" in second.finding
    long_ago = Checklist({}, day=date(2019, 10, 8))
    assert found(register(), {"S18": "done"}, evaluations=[long_ago])["S18"].differs


def test_later_evaluations_do_not_count():
    later = [Checklist({}, day=SPRING)]
    assert "eerste evaluatie" in found(register(), day=AUTUMN, evaluations=later)["S18"].finding


def test_every_finding_says_what_it_cannot_see():
    for each in found(register()).values():
        assert each.sentence.endswith(each.limits)
        assert "niet beantwoord" in each.sentence
