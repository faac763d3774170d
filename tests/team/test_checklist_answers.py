"""Answers and dates as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.team.checklist.answers import (
    DUTCH,
    STATES,
    clean,
    day_of,
    holds_service_number,
    normal,
    state_of,
)
from proeftuin.text.words import long_date, short_date


@pytest.mark.parametrize("state", STATES)
def test_the_words_of_the_form_are_understood(state):
    assert state_of(DUTCH[state]) == state
    assert state_of(f" {DUTCH[state].upper()}\u00a0") == state


@pytest.mark.parametrize("text", ["soms", "ja?", "x", "-", "ja nee", "1", "waar"])
def test_other_words_are_not_guessed(text):
    assert state_of(text) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_as_they_are_written(day):
    written = [
        long_date(day),
        short_date(day),
        day.isoformat(),
        f"{day:%d/%m/%y}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%-d %B %Y}" if day.month != 3 else day.isoformat(),
        datetime(day.year, day.month, day.day, 13),
        (day - date(1899, 12, 30)).days,
    ]
    assert {day_of(value) for value in written} == {day}


@pytest.mark.parametrize(
    "value", ["", "mei 2021", "31-2-2021", "5-2021", "1-1-1999", True, 3.5e9, -1, None, 2020, "√"]
)
def test_no_date(value):
    assert day_of(value) is None


@given(st.text())
def test_cleaning_is_done_once(text):
    assert clean(clean(text)) == clean(text)
    assert normal(normal(text)) == normal(text)
    clean(text).encode()


@given(st.text())
def test_any_text_can_be_asked(text):
    state_of(text), day_of(text), holds_service_number(text)


@pytest.mark.parametrize("text", ["111222333", "bsn 111.222.333", "nr 1112 22 333x"])
def test_service_numbers_are_seen(text):
    assert holds_service_number(text)


@pytest.mark.parametrize("text", ["111222334", "0612345678", "000000000", "12-3-2021", ""])
def test_other_numbers_are_not(text):
    assert not holds_service_number(text)
