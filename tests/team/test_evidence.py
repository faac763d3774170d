from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from proeftuin.pyramid.periods import Period
from proeftuin.team.answers import Answer
from proeftuin.team.checklist import Checklist
from proeftuin.team.evidence import class_weeks, evidence, evidence_frame

DAY = date(2021, 1, 29)


@pytest.fixture
def register():
    """Two classes over four weeks; in one week nobody registered anything for the second."""
    dates = pd.bdate_range("2021-01-04", "2021-01-29")
    sessions = pd.concat(
        pd.DataFrame({"class": name, "date": dates, "registered": True}) for name in ("1a", "1b")
    )
    silent = (sessions["class"] == "1b") & sessions["date"].between("2021-01-11", "2021-01-15")
    pupils = pd.DataFrame(
        {
            "class": ["1a"] * 12 + ["1b"] * 4,
            "pupil": [f"p{number}" for number in range(16)],
            "start": pd.Timestamp("2020-08-17"),
            "end": pd.NaT,
        }
    )
    return SimpleNamespace(
        sessions=sessions.assign(registered=~silent),
        pupils=pupils,
        school_days=dates,
        provenance={"export_date": "2021-01-25"},
    )


def found(register, answers=None, **settings):
    checklist = Checklist(
        {name: Answer(state) for name, state in (answers or {}).items()}, "s", DAY
    )
    return {each.item.id: each for each in evidence(register, checklist, **settings)}


def test_class_weeks_are_counted(register):
    assert class_weeks(register, Period("2021-01-04", "2021-01-29")) == (8, 1)
    assert class_weeks(register, Period("2021-01-18", "2021-01-29")) == (4, 0)


def test_registration_differs_when_weeks_are_missing(register):
    seen = found(register, {"S14": "done"})["S14"]
    assert "In 1 van de 8 klas-weken" in seen.finding
    assert "12,5%" in seen.finding
    assert seen.differs
    assert "beide kunnen kloppen" in seen.sentence
    assert not found(register, {"S14": "partly"})["S14"].differs


def test_an_answer_that_was_not_given_does_not_differ(register):
    seen = found(register)["S14"]
    assert not seen.differs
    assert seen.sentence.startswith("De school heeft dit niet beantwoord.")


def test_classes_large_enough(register):
    assert "2 klassen, waarvan 1 met ten minste 10" in found(register)["S11"].finding


def test_goals(register):
    assert found(register, {"S06": "done"})["S06"].differs
    seen = found(register, {"S06": "done"}, goals=[80, 15, 5])["S06"]
    assert not seen.differs
    assert "80%, 15% en 5%" in seen.finding


def test_current_figures(register):
    assert "4 dagen oud" in found(register)["S17"].finding
    old = found(register, {"S17": "done"}, on=date(2021, 3, 31))["S17"]
    assert old.differs
    monthly = found(register, {"S17": "done"}, pyramids=[date(2021, 1, 28)])["S17"]
    assert "in 1 maanden is er een gemaakt" in monthly.finding
    assert not monthly.differs


def test_evaluated_twice_a_year(register):
    first = found(register, {"S18": "done"})["S18"]
    assert "eerste evaluatie" in first.finding
    earlier = Checklist({}, day=date(2020, 10, 8))
    second = found(register, {"S18": "not done"}, evaluations=[earlier])["S18"]
    assert "2 evaluaties" in second.finding
    assert second.differs
    long_ago = found(register, {"S18": "done"}, evaluations=[Checklist({}, day=date(2020, 1, 8))])
    assert long_ago["S18"].differs


def test_as_a_table(register):
    table = evidence_frame(list(found(register).values()))
    assert table["item"].tolist() == ["S06", "S11", "S14", "S17", "S18", "S19"]
    assert table["limits"].str.len().min() > 20
