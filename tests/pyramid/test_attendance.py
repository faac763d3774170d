from collections import defaultdict
from datetime import date
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest

from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import classify
from proeftuin.pyramid.pyramid import build_pyramid

JANUARY = Period(date(2021, 1, 5), date(2021, 2, 1), "januari", 20)
COUNTS = ["absent", "possible", "sessions", "days", "authorised", "unauthorised", "sick"]
COUNTS += ["late", "unregistered"]


def random_days(seed=7, pupils=60):
    """Days with everything in it: movers between classes, days off, late joiners, zero days."""
    rng = np.random.default_rng(seed)
    dates = pd.bdate_range("2020-12-14", "2021-02-12", unit="us")
    rows = []
    for number in range(pupils):
        joins, moves = rng.integers(0, 30), rng.integers(0, 60)
        for place, day in enumerate(dates[joins:], joins):
            lessons = int(rng.choice([0, 5, 6, 7], p=[0.1, 0.3, 0.3, 0.3]))
            absent = int(rng.integers(0, lessons + 1)) if rng.random() < 0.15 else 0
            authorised = int(rng.integers(0, absent + 1))
            group = number % 4 + (place >= moves)
            rows.append(
                {
                    "school": f"s{number % 2}",
                    "pupil": f"p{number // 2:03}",
                    "class": f"{group + 1}a",
                    "year_group": str(group + 1),
                    "date": day,
                    "sessions": lessons,
                    "minutes": 50 * lessons,
                    "absent_sessions": absent,
                    "absent_minutes": 50 * absent,
                    "authorised_minutes": 50 * authorised,
                    "unauthorised_minutes": 50 * (absent - authorised),
                    "sick_minutes": 50 * (authorised // 2),
                    "late": int(rng.random() < 0.05),
                    "unregistered_sessions": 6 * int(lessons == 0),
                }
            )
    return pd.DataFrame(rows)


def by_hand(days, period, measure, across_schools=False):
    """Pupil by pupil and day by day."""
    sums = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    last = {}
    for row in days.sort_values(["date", "school", "class"]).to_dict("records"):
        if not period.start <= row["date"].date() <= period.end:
            continue
        key = (row["pupil"],) if across_schools else (row["school"], row["pupil"])
        last[key] = (row["school"], row["pupil"], row["class"], row["year_group"])
        one = sums[key]
        one["absent"] += row[f"absent_{measure}"]
        one["possible"] += row[measure]
        one["sessions"] += row["sessions"]
        one["days"] += row["sessions"] > 0
        for name in ("authorised", "unauthorised", "sick"):
            one[name] += row[f"{name}_minutes"]
        one["late"] += row["late"]
        one["unregistered"] += row["unregistered_sessions"]
    rows = [(*last[key], *one.values()) for key, one in sums.items()]
    return sorted(rows, key=lambda row: (row[0], row[2], row[1]))


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("measure", ["minutes", "sessions"])
def test_duckdb_pandas_and_by_hand_are_one(measure, across, tmp_path):
    days = random_days()
    stored = tmp_path / "days.parquet"
    duckdb.from_df(days).project("* REPLACE (date::DATE AS date)").write_parquet(str(stored))
    sources = days, duckdb.from_df(days), duckdb.read_parquet(str(stored))
    from_pandas, *others = (
        attendance(source, JANUARY, measure, across_schools=across) for source in sources
    )
    for other in others:
        pd.testing.assert_frame_equal(other, from_pandas)
    expected = by_hand(days, JANUARY, measure, across)
    assert list(from_pandas.itertuples(index=False, name=None)) == expected
    assert (from_pandas[COUNTS].dtypes == "int64").all()
    assert (from_pandas[["school", "pupil", "class", "year_group"]].dtypes == "str").all()


def test_integers_beyond_a_float_stay_exact():
    days = (
        random_days(pupils=2)
        .head(2)
        .assign(
            school="s",
            pupil="p",
            date=pd.Timestamp("2021-01-06"),
            minutes=[2**53, 1],
            absent_minutes=[2**53, 0],
        )
    )
    for source in (days, duckdb.from_df(days)):
        found = attendance(source, JANUARY).iloc[0]
        assert (found["possible"], found["absent"]) == (2**53 + 1, 2**53)


def test_the_period_and_the_measure_go_along():
    found = attendance(random_days(), JANUARY, "sessions")
    assert found.attrs == {"period": JANUARY, "measure": "sessions", "scheme": None}


def test_first_and_last_day_count_and_no_other():
    days = random_days()
    one_day = Period(date(2021, 1, 6), date(2021, 1, 6))
    expected = days.loc[days["date"] == "2021-01-06", "minutes"].sum()
    assert attendance(days, one_day)["possible"].sum() == expected


def test_nothing_in_the_period_is_an_empty_table_with_its_columns():
    empty = attendance(random_days(), Period(date(2019, 1, 1), date(2019, 2, 1)))
    assert len(empty) == 0
    assert list(empty.columns) == ["school", "pupil", "class", "year_group", *COUNTS]
    assert (empty[COUNTS].dtypes == "int64").all()


def test_the_caller_s_table_is_left_alone():
    days = random_days()
    before = days.copy()
    attendance(days, JANUARY)
    pd.testing.assert_frame_equal(days, before)


def test_another_measure_is_refused():
    with pytest.raises(ValueError, match="'minutes' or 'sessions', got 'days'"):
        attendance(random_days(), JANUARY, "days")


def test_a_register_adds_what_the_roster_knows():
    days = random_days()
    first = days[["school", "pupil", "class"]].drop_duplicates()
    enrolments = first.assign(
        stage=np.where(first["class"] < "3", "lower", "upper"),
        track="vmbo",
        start=pd.Timestamp("2020-08-17"),
        end=pd.NaT,
    )
    # A pupil who came back to the class has two enrolments in it; a later one is not of now.
    key = ["school", "pupil", "class"]
    someone = attendance(days, JANUARY).loc[[0], key].merge(enrolments, on=key)
    again = someone.assign(start=pd.Timestamp("2021-01-11"), track="havo")
    later = someone.assign(start=pd.Timestamp("2021-06-01"), track="vwo")
    register = SimpleNamespace(
        days=days, pupils=pd.concat([later, enrolments, again]), scan_days=lambda: days
    )
    found = attendance(register, JANUARY)
    assert list(found.columns[:6]) == ["school", "pupil", "class", "year_group", "stage", "track"]
    assert found["stage"].eq(np.where(found["class"] < "3", "lower", "upper")).all()
    assert found["track"].value_counts().to_dict() == {"vmbo": len(found) - 1, "havo": 1}
    assert found.loc[0, "track"] == "havo"
    without = found.drop(columns=["stage", "track"])
    pd.testing.assert_frame_equal(without, attendance(days, JANUARY))


def days_of(pupil, lessons, absent, group="1a", start="2021-01-05", unregistered=0):
    dates = pd.bdate_range(start, periods=len(lessons), unit="us")
    days = pd.DataFrame({"date": dates, "sessions": lessons, "absent_sessions": absent})
    return days.assign(
        school="s",
        pupil=pupil,
        year_group="1",
        minutes=50 * days["sessions"],
        absent_minutes=50 * days["absent_sessions"],
        authorised_minutes=0,
        unauthorised_minutes=0,
        sick_minutes=0,
        late=0,
        unregistered_sessions=unregistered,
        **{"class": group},
    )


def test_a_class_nobody_registered_is_neither_present_nor_absent():
    days = pd.concat([days_of("p", [6] * 20, 0), days_of("q", [0] * 20, 0, "1b", unregistered=6)])
    found = attendance(days, JANUARY).set_index("pupil")
    assert found.loc["q", ["possible", "days", "unregistered"]].tolist() == [0, 0, 120]
    pyramid = build_pyramid(found)
    assert (pyramid.counts[1], pyramid.unclassified) == (1, 1)


def test_the_denominator_is_the_pupil_s_own():
    # Both missed two days of lessons; one was there for the whole month, one joined for the end.
    late_joiner = days_of("q", [6] * 10, [6, 6, *[0] * 8], start="2021-01-19")
    days = pd.concat([days_of("p", [6] * 20, [6, 6, *[0] * 18]), late_joiner])
    found = attendance(days, JANUARY, "sessions").set_index("pupil")
    assert found["possible"].to_dict() == {"p": 120, "q": 60}
    assert classify(found["absent"], found["possible"]).to_dict() == {"p": 2, "q": 3}


def test_a_change_of_class_does_not_start_the_count_again():
    days = pd.concat(
        [days_of("p", [6] * 10, 6), days_of("p", [6] * 10, 0, "1b", start="2021-01-19")]
    )
    found = attendance(days, JANUARY, "sessions")
    assert found[["class", "absent", "possible"]].to_numpy().tolist() == [["1b", 60, 120]]


def test_half_days_and_minutes_can_differ_in_tier():
    # Nine half-days a week, mornings of 210 minutes and afternoons of 120: two afternoons missed
    # of four weeks are 5.6% of the half-days and 3.9% of the time.
    week = [2, 2, 1, 2, 2]
    days = days_of("p", week * 4, [1, 1, *[0] * 18]).assign(
        minutes=[330, 330, 210, 330, 330] * 4, absent_minutes=[120, 120, *[0] * 18]
    )
    tiers = {}
    for measure in ("minutes", "sessions"):
        found = attendance(days, JANUARY, measure)
        tiers[measure] = classify(found["absent"], found["possible"])[0]
    assert tiers == {"minutes": 1, "sessions": 2}
