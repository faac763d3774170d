"""Equal sessions: counted by hand, cut by hand, and what a shorter window does when nothing changed."""

from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import LESSONS, World

from proeftuin.evaluation.evaluate import evaluate
from proeftuin.evaluation.windows.exposure import compare_exposure, equal_sessions
from proeftuin.evaluation.windows.windows import length_shift
from proeftuin.pyramid.comparison import UnequalWindows, compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import TWENTE

# No number of pupils in it: the notes of an evaluation are in reports that are shared.
NOTE = (
    "Bij minstens 5% van de leerlingen verschilt het aantal lessen of dagdelen tussen de vensters "
    "meer dan 10%: een deel van de verandering kan daarvan komen."
)
DATES = pd.bdate_range("2023-01-09", periods=70)
KEY = ["school", "pupil"]


def period(first, last):
    return Period(DATES[first].date(), DATES[last].date(), days=last - first + 1)


def register_of(days):
    return SimpleNamespace(
        days=days,
        pupils=days.drop_duplicates(["pupil", "class"])[["school", "pupil", "class"]].assign(
            stage="lower", track="vmbo", start=days["date"].min(), end=pd.NaT
        ),
        scan_days=lambda: days,
        school_days=pd.DatetimeIndex(days["date"].unique()),
        provenance={"region": "Noord", "sector": "vo", "calendar": []},
    )


def world(days, seed=1, classes=12):
    simulated = World(np.random.default_rng(seed), classes=classes, mean_rate=0.019)
    return simulated.days(simulated.window(days), DATES[:days])


def thinned(days, pupils, dates, lessons):
    """Leave so many lessons a day of some pupils on some dates; who misses, misses the rest."""
    some = days["pupil"].isin(pupils) & days["date"].isin(dates)
    days = days.copy()
    days.loc[some, "sessions"] = lessons
    days.loc[some, "absent_sessions"] = days.loc[some, "absent_sessions"].clip(upper=lessons)
    for minutes, sessions in (("minutes", "sessions"), ("absent_minutes", "absent_sessions")):
        days[minutes] = 50 * days[sessions]
    return days


def tables_of(days, first, last, measure="minutes"):
    return [attendance(days, each, measure) for each in (first, last)]


def test_equally_many_for_everyone():
    days = world(40)
    tables = tables_of(days, period(0, 19), period(20, 39))
    found = compare_exposure(*tables, register=register_of(days))
    change = compare(*tables)
    assert (found.paired, found.unequal, found.before, found.after) == (300, 0, 120, 120)
    pd.testing.assert_series_equal(found.change, change.change)
    pd.testing.assert_frame_equal(found.equal.to_frame(), change.to_frame())
    assert found.from_exposure.tolist() == [0, 0, 0]
    assert found.notes == ()
    assert found.sentence == (
        "Iedereen had voor en na ongeveer evenveel lessen of dagdelen (mediaan 120 voor en 120 na)."
    )


def test_a_year_group_with_fewer_lessons_after_is_seen_and_cut():
    days = world(40)
    first, last = period(0, 19), period(20, 39)
    some = [f"p{i}" for i in range(100)]
    days = thinned(days, some, DATES[20:40], 3)
    found = compare_exposure(*tables_of(days, first, last), register=register_of(days))
    assert (found.paired, found.unequal) == (300, 100)
    assert found.equal.paired == 300
    points = [
        f"{x:+.1f}".replace(".", ",").replace("-", "−")
        for x in (found.equal.change[1], found.change[1])
    ]
    assert found.notes == (NOTE,)
    assert found.sentence == (
        "Bij 100 van de 300 leerlingen verschilt het aantal lessen of dagdelen tussen de vensters "
        "meer dan 10% (mediaan 120 voor en 120 na); met per leerling evenveel is de verandering in "
        f"Tier 1 {points[0]} procentpunt in plaats van {points[1]}."
    )
    frame = found.to_frame()
    pd.testing.assert_series_equal(
        frame["change"] - frame["equal"], found.from_exposure, check_names=False
    )


def test_ten_percent_exactly_is_not_unequal_and_a_few_pupils_leave_no_note():
    before = pd.DataFrame(
        {"school": "s", "pupil": range(40), "absent": 0, "possible": 400, "sessions": 100}
    )
    after = before.assign(sessions=[110, 111, *[100] * 38])
    found = compare_exposure(before, after)
    assert found.unequal == 1
    assert found.notes == ()
    assert found.equal is None
    assert found.from_exposure is None
    assert found.to_frame()["equal"].isna().all()
    assert (
        found.sentence
        == str(found)
        == (
            "Bij 1 van de 40 leerlingen verschilt het aantal lessen of dagdelen tussen de vensters meer "
            "dan 10% (mediaan 100 voor en 100 na)."
        )
    )
    two = compare_exposure(before, before.assign(sessions=[90, 111, *[100] * 38]))
    assert two.notes == (NOTE,)


def test_nobody_to_follow():
    before = pd.DataFrame(
        {"school": "s", "pupil": range(4), "absent": 0, "possible": 40, "sessions": 40}
    )
    found = compare_exposure(before, before.assign(pupil=range(10, 14)))
    assert found.paired == 0
    assert found.change.isna().all()
    assert found.sentence == "Er zijn geen leerlingen die in beide vensters te volgen zijn."


def cut_by_hand(days, first, last, column):
    """The sums of each pupil, day by day, in plain Python."""
    out = {}
    spans = [(each.start, each.end) for each in (first, last)]
    rows = days.sort_values("date").to_dict("records")
    inside = [[row for row in rows if start <= row["date"].date() <= end] for start, end in spans]
    for pupil in {row["pupil"] for row in rows}:
        mine = [[row for row in side if row["pupil"] == pupil] for side in inside]
        totals = [sum(row["sessions"] for row in side) for side in mine]
        for place, side in enumerate(mine):
            if not side:
                continue
            kept = side
            wanted = totals[1 - place]
            if 0 < wanted < totals[place]:
                kept, so_far = [], 0
                for row in side if place else reversed(side):
                    without, taken = abs(wanted - so_far), abs(wanted - so_far - row["sessions"])
                    if so_far and taken > without:
                        break
                    kept.append(row)
                    so_far += row["sessions"]
            out[place, pupil] = tuple(
                sum(row[name] for row in kept) for name in (f"absent_{column}", column, "sessions")
            )
    return out


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["minutes", "sessions"]))
def test_against_cutting_day_by_day(seed, measure):
    rng = np.random.default_rng(seed)
    days = world(24, seed=seed, classes=1)
    days = days[days["pupil"].isin([f"p{i}" for i in range(6)])]
    # Enrolled for part of it, and lessons that fall out.
    days = days[rng.random(len(days)) < rng.choice([0.6, 1.0])].copy()
    days["sessions"] = rng.integers(0, LESSONS + 1, len(days))
    days["absent_sessions"] = days[["absent_sessions", "sessions"]].min(axis=1)
    days["minutes"], days["absent_minutes"] = 50 * days["sessions"], 50 * days["absent_sessions"]
    first, last = period(0, int(rng.integers(2, 11))), period(int(rng.integers(11, 20)), 23)
    tables = tables_of(days, first, last, measure)
    cut = equal_sessions(register_of(days), *tables)
    expected = cut_by_hand(days, first, last, measure)
    found = {
        (place, row["pupil"]): (row["absent"], row["possible"], row["sessions"])
        for place, table in enumerate(cut)
        for row in table.to_dict("records")
    }
    assert found == expected
    for table, other in zip(cut, tables, strict=True):
        assert table.dtypes.equals(other.dtypes)
        assert table["pupil"].tolist() == other["pupil"].tolist()
        assert "period" not in table.attrs
    stored = SimpleNamespace(scan_days=lambda: duckdb.from_df(days))
    for table, other in zip(equal_sessions(stored, *tables), cut, strict=True):
        pd.testing.assert_frame_equal(table, other)


def test_the_tables_given_are_left_alone_and_must_know_where_they_come_from():
    days = thinned(world(40), ["p1", "p2"], DATES[:20], 2)
    tables = tables_of(days, period(0, 19), period(20, 39))
    copies = [table.copy() for table in tables]
    equal_sessions(register_of(days), *tables)
    for table, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(table, copy)
        assert "period" in table.attrs
    bare = [pd.DataFrame(table.to_dict("list")) for table in tables]
    with pytest.raises(ValueError, match="must know their period and measure"):
        compare_exposure(*bare, register=register_of(days))
    with pytest.raises(ValueError, match="no column sessions"):
        compare_exposure(*(table.drop(columns="sessions") for table in tables))


def test_a_class_under_the_line_stays_without_a_tier_after_the_cut():
    days = world(40)
    days = thinned(days, [f"p{i}" for i in range(100)], DATES[20:40], 3)
    tables = tables_of(days, period(0, 19), period(20, 39))
    tables[1]["incomplete"] = tables[1]["class"] == "k0"
    tables[1].attrs["incomplete_reason"] = "Klas k0 krijgt geen piramide."
    found = compare_exposure(*tables, register=register_of(days))
    assert found.paired == found.equal.paired == 275
    assert found.equal.notes[0] == "Venster na: Klas k0 krijgt geen piramide."


def test_on_equal_sessions_most_of_what_the_length_made_is_gone():
    # The control: nothing changed, and fifty days before against twenty after make Tier 1 rise.
    raw, equal = [], []
    for seed in range(3):
        days = world(70, seed=seed, classes=40)
        tables = tables_of(days, period(0, 49), period(50, 69))
        found = compare_exposure(*tables, register=register_of(days))
        assert found.unequal == found.paired == 1000
        raw.append(found.change[1])
        equal.append(found.equal.change[1])
    assert 7 < np.mean(raw) < 12
    assert abs(np.mean(equal)) < 2


def test_an_evaluation_of_unequal_windows_says_all_of_it():
    days = world(70)
    register = register_of(days)
    windows = period(0, 49), period(50, 69)
    with pytest.warns(UnequalWindows):
        found = evaluate(register, windows)
    assert found.comparison.notes[0] == (
        "De vensters zijn ongelijk: 50 schooldagen voor en 20 na. Een korter venster heeft vanzelf "
        "meer leerlingen zonder verzuim, dus een deel van de verandering komt door de lengte."
    )
    shift = round(length_shift(register, windows[0], 20, TWENTE)[1])
    assert (
        f"De vensters zijn niet even lang, wat op zichzelf al ongeveer +{shift} procentpunt geeft."
        in found.sentence
    )
    assert found.exposure.unequal == found.exposure.paired == 300
    assert NOTE in found.notes
    assert found.exposure.sentence.startswith("Bij 300 van de 300 leerlingen verschilt")
    # The tests that belong to it are those of its comparison.
    assert found.cluster_test.df[0] == found.homogeneity.df == 2
    assert found.homogeneity.n == found.comparison.paired
    assert found.mcnemar.index.tolist() == [1, 2, 3]
    assert found.cluster_test.sentence in str(found)
    assert "effect" not in str(found).lower()
