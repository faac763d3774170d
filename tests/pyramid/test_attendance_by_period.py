"""Many periods at once give what each gives by itself, also where they touch and overlap."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from proeftuin.pyramid.counting.attendance import attendance, attendance_by_period
from proeftuin.pyramid.counting.periods import Period
from proeftuin.register.store.engine import connect

FIRST = date(2021, 1, 4)
COUNTS = (
    *("absent_sessions", "absent_minutes", "authorised_minutes", "unauthorised_minutes"),
    *("sick_minutes", "late", "unregistered_sessions"),
)


def day(number):
    return FIRST + timedelta(days=number)


def days_of(pupils, length):
    rng = np.random.default_rng(20210104)
    size = pupils * length
    counts = {name: rng.integers(0, 9, size) for name in COUNTS}
    return pd.DataFrame(
        {
            "school": "s",
            "pupil": np.repeat([f"p{i}" for i in range(pupils)], length),
            "class": np.repeat([f"{i % 3}a" for i in range(pupils)], length),
            "year_group": "1",
            "date": np.tile(pd.date_range(FIRST, periods=length).as_unit("us"), pupils),
            "sessions": rng.integers(0, 7, size),
            "minutes": rng.integers(0, 300, size),
            **counts,
        }
    )


@pytest.mark.parametrize("engine", ["pandas", "DuckDB"])
def test_each_period_is_what_it_is_alone(engine):
    frame = days_of(pupils=7, length=40)
    days = frame
    if engine == "DuckDB":
        days = connect().from_df(frame).project("* replace (date::date as date)")
    single = [Period(day(n), day(n)) for n in range(9)]
    touching = [Period(day(n), day(n + 4)) for n in range(0, 35, 5)]
    overlapping = [Period(day(0), day(39)), Period(day(3), day(17)), Period(day(17), day(30))]
    periods = [*single, *touching, *overlapping]
    for period, found in zip(periods, attendance_by_period(days, periods), strict=True):
        assert_frame_equal(found, attendance(days, period))
        inside = frame[frame["date"].dt.date.between(period.start, period.end)]
        assert found["possible"].sum() == inside["minutes"].sum()
        assert found["absent"].sum() == inside["absent_minutes"].sum()
