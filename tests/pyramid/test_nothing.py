"""Frames without rows, wherever frames are joined: empty periods, classes, registers."""

import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from proeftuin.errors import InputError
from proeftuin.evaluation.evaluate import evaluate
from proeftuin.evaluation.expectation.split_half import split_half
from proeftuin.evaluation.schools.placebo import placebo_distribution
from proeftuin.evaluation.series.weekly_attendance import weekly_attendance
from proeftuin.evaluation.splits.absence_kinds import change_by_kind
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period, months
from proeftuin.pyramid.counting.tiers import TWENTE
from proeftuin.pyramid.pyramid import build_pyramid, build_pyramids
from proeftuin.pyramid.revised_months import changed_months, describe_changes
from proeftuin.register.assembling.days import derive_days
from proeftuin.register.importing.region import combine_registers, transfers
from proeftuin.register.quality.quality import quality
from proeftuin.register.store.engine import collect, connect, query
from proeftuin.register.store.register import Register, read_register
from proeftuin.register.store.tables import COLUMNS, conform
from proeftuin.report.numbers.group_counts import count_groups, nested

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))
from small_register import DAYS, small_register

SEPTEMBER = Period("2023-09-04", "2023-09-29", "september", 20)
OCTOBER = Period("2023-10-02", "2023-10-27", "oktober", 20)
BEFORE, LATER = Period("2023-07-20", "2023-08-10"), Period("2024-07-01", "2024-07-10")
PERIODS = (SEPTEMBER, BEFORE, LATER)
FULL = small_register(classes=4, pupils=5, days=DAYS[:42])


def with_tables(**tables):
    tables = {
        name: conform(tables.get(name, getattr(FULL, name)), name)
        for name in ("pupils", "sessions", "absences")
    }
    tables["days"] = derive_days(*tables.values())
    entry = {"start": None, "end": None, "contributes": True, "files": [], "left_out": []}
    entry |= {"export_date": "2024-01-31", "fingerprint": "", "repaired": [], "presence": False}
    known = {"export_date": "2024-01-31", "code_book": [], "history": [entry]}
    return Register(tables, FULL.provenance | known)


NO_ABSENCES = FULL.absences.iloc[:0]
REGISTERS = {
    "everything": with_tables(),
    "no absence at all": with_tables(absences=NO_ABSENCES),
    "a class without lessons": with_tables(
        sessions=FULL.sessions[FULL.sessions["class"] != "k2"], absences=NO_ABSENCES
    ),
    "a class without pupils": with_tables(
        pupils=FULL.pupils[FULL.pupils["class"] != "k2"], absences=NO_ABSENCES
    ),
    "nothing registered": with_tables(sessions=FULL.sessions.assign(registered=False)),
    "no lessons": with_tables(sessions=FULL.sessions.iloc[:0], absences=NO_ABSENCES),
    "no pupils": with_tables(pupils=FULL.pupils.iloc[:0], absences=NO_ABSENCES),
    "nothing": with_tables(
        pupils=FULL.pupils.iloc[:0], sessions=FULL.sessions.iloc[:0], absences=NO_ABSENCES
    ),
}


@pytest.fixture(params=list(REGISTERS))
def name(request):
    return request.param


@pytest.fixture(params=["in memory", "on disk"])
def register(request, name, tmp_path):
    """Each register, with its frames in memory and as DuckDB reads them from disk."""
    if request.param == "in memory":
        return REGISTERS[name]
    REGISTERS[name].save(tmp_path)
    return read_register(tmp_path)


def by_hand(register, period):
    """Who has a day in the period, by the definition of `days`, one enrolment at a time."""
    dates = register.sessions["date"].drop_duplicates()
    dates = dates[dates.between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    return {
        row["pupil"]
        for row in register.pupils.to_dict("records")
        if ((dates >= row["start"]) & ~(dates > row["end"])).any()
    }


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("measure", ["minutes", "sessions"])
def test_attendance_has_the_same_types_with_and_without_rows(register, period, measure):
    found = attendance(register, period, measure)
    assert set(found["pupil"]) == by_hand(register, period)
    expected = attendance(REGISTERS["everything"], SEPTEMBER, measure)
    pd.testing.assert_series_equal(found.dtypes, expected.dtypes)
    assert found.attrs["period"] == period


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_pyramids_of_nobody_are_empty_and_say_so(register, period):
    pupils = attendance(register, period)
    pyramid = build_pyramid(pupils)
    assert pyramid.n + pyramid.unclassified == len(pupils)
    assert ("geen leerlingen om in te delen" in str(pyramid)) == pupils.empty
    assert list(pyramid.to_frame().index) == [1, 2, 3]
    assert "Tier 1" in pyramid._repr_html_()
    for by in ("class", "stage", ["year_group", "class"]):
        counted = build_pyramids(pupils, by)
        full = build_pyramids(attendance(REGISTERS["everything"], SEPTEMBER), by)
        pd.testing.assert_series_equal(counted.dtypes, full.dtypes)
    groups = count_groups(pupils, TWENTE)
    assert set(groups["group"]) == {*pupils["class"], *pupils["year_group"], *pupils["stage"]}
    assert all(total == "school" or total for total, _ in nested(pupils, groups))


@pytest.mark.filterwarnings("ignore::proeftuin.pyramid.comparison.UnequalWindows")
@pytest.mark.parametrize("windows", [(SEPTEMBER, OCTOBER), (BEFORE, LATER), (SEPTEMBER, LATER)])
def test_compare_counts_nobody_as_nobody(register, windows):
    before, after = (attendance(register, window) for window in windows)
    change = compare(before, after)
    both = set(before["pupil"]) & set(after["pupil"])
    assert change.paired + change.unclassified <= len(both) or not both
    assert change.transitions.to_numpy().sum() == change.paired
    assert ("te volgen zijn" in str(change)) == (change.paired == 0)
    assert change.change_pupils.sum() == 0


@pytest.mark.parametrize("windows", [(BEFORE, LATER), (SEPTEMBER, LATER)])
def test_what_cannot_be_evaluated_is_refused_in_a_sentence(register, windows):
    for ask in (
        lambda: evaluate(register, windows),
        lambda: placebo_distribution(register, windows),
        lambda: split_half(register, windows[1]),
    ):
        with pytest.raises(InputError, match="geen schooldagen"):
            ask()


def test_the_rest_of_a_register_bears_empty_tables(register, name):
    repr(register)
    assert bool(months(register)) == (name not in ("no lessons", "nothing"))
    assert len(weekly_attendance(register)) <= 20
    quality(register)
    change_by_kind(register, (SEPTEMBER, OCTOBER))
    assert transfers([register]).empty
    together = attendance(combine_registers([register]), SEPTEMBER, across_schools=True)
    assert set(together["pupil"]) == by_hand(register, SEPTEMBER)
    for old, new in ((register, REGISTERS["everything"]), (REGISTERS["nothing"], register)):
        assert list(changed_months(old, new)) == list(changed_months(old, old))
        describe_changes(changed_months(old, new))


def test_engines_give_text_without_rows_as_text():
    empty = pd.DataFrame({name: pd.array([], dtype="str") for name in COLUMNS["days"]})
    assert query("select school, date from days", days=empty).dtypes.eq("str").all()
    import narwhals as nw

    days = REGISTERS["everything"].days
    for table in (days.iloc[:0], duckdb.from_df(days).filter("sessions < 0")):
        found = collect(nw.from_native(table))
        assert found.dtypes[["school", "pupil", "class"]].eq("str").all()
        assert found.dtypes["sessions"] == "int64"
    assert connect().sql("select 1").fetchall() == [(1,)]
