from datetime import date, timedelta
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
from worlds import World

from proeftuin.evaluation.windows.windows import (
    counted,
    length_shift,
    matched_windows,
    year_earlier,
)
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period, school_days_in, windows_between
from proeftuin.pyramid.counting.tiers import TWENTE, classify
from proeftuin.pyramid.pyramid import build_pyramid

FIFTY = pd.bdate_range("2021-01-04", periods=50)
WHOLE = Period(FIFTY[0].date(), FIFTY[-1].date(), days=50)


def register_of(days):
    return SimpleNamespace(
        days=days, scan_days=lambda: days, school_days=pd.DatetimeIndex(days["date"].unique())
    )


@pytest.fixture(scope="module")
def school():
    world = World(np.random.default_rng(3), classes=12, pupils=25)
    return register_of(world.days(world.window(50), FIFTY))


def test_shortening_a_window_is_the_mean_of_its_runs(school):
    whole = build_pyramid(attendance(school.days, WHOLE)).shares
    runs = [
        build_pyramid(attendance(school.days, Period(FIFTY[i].date(), FIFTY[i + 19].date()))).shares
        for i in range(31)
    ]
    expected = 100 * (sum(runs) / len(runs) - whole)
    found = length_shift(school, WHOLE, 20)
    np.testing.assert_allclose(found, expected)
    assert found.index.tolist() == [1, 2, 3]
    assert found.sum() == pytest.approx(0)


def test_fifty_days_before_and_twenty_after_make_nine_points_of_nothing():
    # The control: nothing changed in these worlds, and Tier 1 rises by eight to eleven points.
    from_nothing, shift = [], []
    for seed in range(15):
        world = World(np.random.default_rng(seed), classes=40, pupils=25, mean_rate=0.019)
        register = register_of(world.days(world.window(50), FIFTY))
        before, after = attendance(register.days, WHOLE), world.table(world.window(20))
        share = [(classify(t["absent"], t["possible"]) == 1).mean() for t in (before, after)]
        from_nothing.append(100 * (share[1] - share[0]))
        shift.append(length_shift(register, WHOLE, 20)[1])
    assert 8 < np.mean(from_nothing) < 11
    assert np.mean(shift) == pytest.approx(np.mean(from_nothing), abs=1)
    # The chance of one window is in the difference, not in the shift.
    assert np.std(shift) < np.std(from_nothing) / 2


def test_the_same_length_shifts_nothing(school):
    assert length_shift(school, WHOLE, 50).tolist() == [0, 0, 0]


def test_measures_and_engines_agree_where_lessons_are_equally_long(school):
    stored = SimpleNamespace(
        scan_days=lambda: duckdb.from_df(school.days), school_days=school.school_days
    )
    expected = length_shift(school, WHOLE, 10)
    np.testing.assert_allclose(length_shift(stored, WHOLE, 10, TWENTE, "sessions"), expected)


@pytest.mark.parametrize("days", [0, 51])
def test_a_period_cannot_be_shortened_to_more_days_than_it_has(school, days):
    with pytest.raises(ValueError, match=f"50 school days, got days={days}"):
        length_shift(school, WHOLE, days)


TWO_YEARS = pd.bdate_range("2018-08-20", "2020-07-03")


def test_a_year_earlier_is_the_same_weekday_with_as_many_days():
    windows = windows_between(TWO_YEARS, "2020-01-06", "2020-03-13", 20)
    before, after = year_earlier(TWO_YEARS, windows)
    assert before.start == windows[0].start - timedelta(days=364) == date(2019, 1, 7)
    assert after.end == date(2019, 3, 15)
    assert before.days == after.days == 20
    assert len(school_days_in(TWO_YEARS, before)) == len(school_days_in(TWO_YEARS, after)) == 20


def test_a_holiday_in_another_week_moves_the_window_a_little():
    # 2019's spring break inside the window, 2020's outside it.
    school_days = TWO_YEARS.difference(pd.bdate_range("2019-03-04", "2019-03-08"))
    windows = windows_between(school_days, "2020-01-06", "2020-03-13", 20)
    _, after = year_earlier(school_days, windows)
    assert after.end == date(2019, 3, 15)
    assert after.start == windows[1].start - timedelta(days=364 + 7)
    assert after.days == 20


def test_no_earlier_year_where_school_was_not_open_long_enough():
    windows = windows_between(TWO_YEARS, "2020-01-06", "2020-03-13", 20)
    assert year_earlier(TWO_YEARS[TWO_YEARS >= "2019-08-01"], windows) is None
    closed = TWO_YEARS.difference(pd.bdate_range("2019-01-20", "2019-02-25"))
    assert year_earlier(closed, windows) is None


def test_days_of_another_season_are_no_earlier_year():
    # Enough school days in all, but the window before would end four weeks later in the season.
    windows = windows_between(TWO_YEARS, "2020-01-06", "2020-03-13", 10)
    assert year_earlier(TWO_YEARS, windows) is not None
    closed = TWO_YEARS.difference(pd.bdate_range("2019-01-09", "2019-02-05"))
    assert year_earlier(closed, windows) is None


def test_days_can_be_asked_for_or_counted():
    bare = Period(date(2020, 1, 6), date(2020, 1, 31)), Period(date(2020, 2, 10), date(2020, 3, 6))
    assert [window.days for window in counted(TWO_YEARS, bare)] == [20, 20]
    before, after = year_earlier(TWO_YEARS, bare, days=10)
    assert (before.days, after.days) == (10, 10)
    with pytest.raises(ValueError, match="must know their numbers"):
        matched_windows(TWO_YEARS, bare)


def test_the_same_time_at_a_school_with_a_study_day():
    windows = windows_between(TWO_YEARS, "2020-01-06", "2020-03-13", 20)
    other = TWO_YEARS.drop(pd.Timestamp("2020-01-06"))
    before, after = matched_windows(other, windows)
    assert before.start == date(2020, 1, 7)
    assert len(school_days_in(other, before)) == 20
    assert after == windows[1]
