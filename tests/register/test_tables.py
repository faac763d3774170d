import pandas as pd
import pytest

from proeftuin.errors import InputError
from proeftuin.register.store.tables import COLUMNS, KEYS, conform, validate


@pytest.fixture
def days(magister):
    return magister.load().days


def test_valid_days_pass_unchanged(days):
    assert validate(days, "days").equals(days)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"absent_minutes": 999}, "absent ≤ possible"),
        ({"minutes": -1}, "minutes"),
        ({"class": ""}, "class"),
    ],
)
def test_broken_days_are_refused(days, change, expected):
    with pytest.raises(InputError) as raised:
        validate(days.assign(**change), "days")
    texts = [f"{problem.what} {problem.column}" for problem in raised.value.problems]
    assert any(expected in text for text in texts)


def test_more_absent_than_possible_is_refused(days):
    broken = days.assign(absent_sessions=days["sessions"] + 1)
    with pytest.raises(InputError, match="absent ≤ possible"):
        validate(broken, "days")


def test_double_rows_are_refused(days):
    with pytest.raises(InputError):
        validate(pd.concat([days, days.head(1)], ignore_index=True), "days")


def test_every_key_is_a_column():
    for table, key in KEYS.items():
        assert set(key) <= set(COLUMNS[table])


def test_conform_keeps_leading_zeros_and_integers(days):
    again = conform(days.astype({"minutes": "float64"}), "days")
    assert str(again["minutes"].dtype) == "int64"
    assert again.equals(days)
