from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.errors import InputError
from proeftuin.pyramid.counting.periods import (
    Period,
    months,
    school_days_in,
    school_year_to_date,
    trailing,
    windows_at,
    windows_between,
)

SPRING = pd.bdate_range("2021-02-22", "2021-02-26")
SCHOOL_DAYS = pd.bdate_range("2020-08-17", "2021-07-09").difference(SPRING)
REGISTER = SimpleNamespace(school_days=SCHOOL_DAYS)


def test_windows_of_the_example_skip_the_holiday():
    before, after = windows_between(REGISTER, date(2021, 1, 5), date(2021, 3, 19))
    assert before == Period(date(2021, 1, 5), date(2021, 2, 1), "eerste 20 schooldagen", 20)
    # Fifteen days of March and the five before the spring break.
    assert after == Period(date(2021, 2, 15), date(2021, 3, 19), "laatste 20 schooldagen", 20)


def test_a_span_without_twice_as_many_days_is_refused_in_dutch():
    with pytest.raises(InputError) as error:
        windows_between(REGISTER, "2021-01-05", "2021-02-28", days=20)
    text = str(error.value)
    assert "34 schooldagen van 5 januari 2021 t/m 28 februari 2021" in text
    assert "Verwacht: twee keer 20 schooldagen" in text
    assert "Wat te doen: Kies minder schooldagen" in text


def test_windows_up_to_two_dates():
    before, after = windows_at(REGISTER, "2021-01-31", "2021-03-19", days=10)
    assert (before.start, before.end) == (date(2021, 1, 18), date(2021, 1, 29))
    assert (after.start, after.end, after.days) == (date(2021, 3, 8), date(2021, 3, 19), 10)


def test_windows_up_to_two_dates_do_not_overlap():
    with pytest.raises(InputError, match="5 schooldagen na 29 januari 2021 t/m 5 februari 2021"):
        windows_at(REGISTER, "2021-01-31", "2021-02-05", days=10)


def test_too_early_a_date_has_no_window():
    with pytest.raises(InputError, match="4 schooldagen t/m 20 augustus 2020"):
        trailing(REGISTER, "2020-08-20", 20)


def test_a_window_has_a_day():
    for make in (trailing, lambda r, d, n: windows_between(r, "2021-01-05", d, n)):
        with pytest.raises(ValueError, match="at least one school day, got 0"):
            make(REGISTER, "2021-03-19", 0)


def test_months_are_of_the_last_school_year_and_only_where_there_was_school():
    two_years = SCHOOL_DAYS.union(pd.bdate_range("2021-08-23", "2021-10-08"))
    found = months(two_years)
    assert [(m.label, m.days) for m in found] == [
        ("augustus 2021", 7),
        ("september 2021", 22),
        ("oktober 2021", 6),
    ]
    assert len(months(two_years, "2020-2021")) == 12
    assert sum(m.days or 0 for m in months(two_years, "2020-2021")) == len(SCHOOL_DAYS)
    assert months(two_years, "2018-2019") == ()
    assert months([]) == ()


def test_the_school_year_to_date_and_a_month_are_named_apart():
    to_date = school_year_to_date(REGISTER, "2021-01-31")
    january = months(REGISTER)[5]
    assert to_date.start == date(2020, 8, 17)
    assert to_date.end == january.end == date(2021, 1, 29)
    assert "schooljaar 2020-2021 tot en met" in str(to_date)
    assert january.label == "januari 2021"
    assert school_year_to_date(REGISTER).days == len(SCHOOL_DAYS)


def test_a_school_year_that_has_not_begun():
    with pytest.raises(InputError, match="0 schooldagen in 2021-2022"):
        school_year_to_date(REGISTER, "2021-08-20")
    with pytest.raises(InputError, match="0 schooldagen"):
        school_year_to_date([])


def test_a_period_runs_forward_and_text_is_iso():
    with pytest.raises(ValueError, match="starts before it ends"):
        Period(date(2021, 2, 1), date(2021, 1, 1))
    with pytest.raises(ValueError, match="Invalid isoformat"):
        Period("5-1-2021", "1-2-2021")
    assert str(Period("2021-01-05", "2021-01-05")) == "5 januari 2021"


@given(
    st.dates(date(2020, 8, 1), date(2021, 3, 1)),
    st.dates(date(2021, 3, 2), date(2021, 7, 20)),
    st.integers(1, 30),
)
def test_windows_are_equally_long_apart_and_inside(start, end, days):
    inside = school_days_in(REGISTER, Period(start, end))
    if len(inside) < 2 * days:
        with pytest.raises(InputError):
            windows_between(REGISTER, start, end, days)
        return
    before, after = windows_between(REGISTER, start, end, days)
    assert start <= before.start <= before.end < after.start <= after.end <= end
    assert len(school_days_in(REGISTER, before)) == len(school_days_in(REGISTER, after)) == days
    assert before.days == after.days == days
