from datetime import datetime

import pandas as pd
import pytest

from proeftuin.register.assembling.days import derive_days

DAY = datetime(2021, 1, 5)
COUNTS = ["sessions", "minutes", "absent_sessions", "absent_minutes", "late"]


@pytest.fixture
def tables():
    pupils = pd.DataFrame(
        {
            "school": "s",
            "pupil": ["a"],
            "class": "1a",
            "year_group": "1",
            "start": DAY,
            "end": pd.NaT,
        }
    )
    sessions = pd.DataFrame(
        {
            "school": "s",
            "class": "1a",
            "date": DAY,
            "session": ["1", "2"],
            "minutes": 50,
            "registered": True,
        }
    )
    return pupils, sessions


def marks(*kinds, minutes=50, authorised=True):
    """Marks on the first lesson; one that takes no minutes of it has 0, as the importer gives it."""
    takes = [minutes if kind == "absent" else 0 for kind in kinds]
    return pd.DataFrame(
        {
            "school": "s",
            "pupil": "a",
            "date": DAY,
            "session": "1",
            "minutes": takes,
            "kind": kinds,
            "reason": "",
            "authorised": authorised,
            "code": [str(number) for number in range(len(kinds))],
        }
    )


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["absent"], (2, 100, 1, 50, 0)),
        (["late"], (2, 100, 0, 0, 1)),
        (["present"], (2, 100, 0, 0, 0)),
        (["no attendance"], (2, 100, 0, 0, 0)),
        (["not expected"], (1, 50, 0, 0, 0)),
        (["absent", "not expected"], (1, 50, 0, 0, 0)),
        (["late", "not expected"], (1, 50, 0, 0, 0)),
        (["late", "absent"], (2, 100, 1, 50, 0)),
        (["absent", "absent"], (2, 100, 1, 50, 0)),
        (["late", "no attendance"], (2, 100, 0, 0, 1)),
    ],
)
def test_marks_on_one_session(tables, kinds, expected):
    day = derive_days(*tables, marks(*kinds)).iloc[0]
    assert tuple(day[COUNTS]) == expected


def test_absence_is_never_longer_than_the_session(tables):
    assert derive_days(*tables, marks("absent", minutes=90))["absent_minutes"].tolist() == [50]


def test_lateness_takes_the_minutes_it_has(tables):
    late = marks("late").assign(minutes=12)
    assert tuple(derive_days(*tables, late).iloc[0][COUNTS]) == (2, 100, 0, 12, 1)
    # At least half of the lesson was missed.
    half = marks("late").assign(minutes=25)
    assert tuple(derive_days(*tables, half).iloc[0][COUNTS]) == (2, 100, 1, 25, 1)


def test_part_of_a_session(tables):
    assert derive_days(*tables, marks("absent", minutes=20))["absent_minutes"].tolist() == [20]


def test_a_mark_in_unregistered_sessions_counts_for_nothing(tables):
    pupils, sessions = tables
    day = derive_days(pupils, sessions.assign(registered=False), marks("absent")).iloc[0]
    assert tuple(day[COUNTS]) == (0, 0, 0, 0, 0)
    assert day["unregistered_sessions"] == 2


def test_without_a_reason_absence_is_unauthorised(tables):
    day = derive_days(*tables, marks("absent", authorised=None)).iloc[0]
    assert (day["authorised_minutes"], day["unauthorised_minutes"]) == (0, 50)


def test_one_authorised_reason_is_enough(tables):
    both = marks("absent", "absent", authorised=[False, True])
    assert derive_days(*tables, both)["authorised_minutes"].tolist() == [50]


def test_a_school_day_without_lessons_of_the_class_is_a_row(tables):
    pupils, sessions = tables
    other = sessions.assign(**{"class": "4k", "date": datetime(2021, 1, 6)})
    days = derive_days(pupils, pd.concat([sessions, other]), marks("absent"))
    assert days["minutes"].tolist() == [100, 0]
