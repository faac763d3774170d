from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from test_context import LATER, YEAR_AFTER, school

from proeftuin.evaluation.grid.grid import Layouts
from proeftuin.evaluation.schools.history import school_history
from proeftuin.evaluation.schools.placebo import (
    EARLIER,
    SCHOOLS,
    YEARS,
    placebo_distribution,
    placebo_of,
)
from proeftuin.evaluation.schools.school_changes import school_changes
from proeftuin.evaluation.windows.earlier_windows import earlier_pairs
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period, windows_between
from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, TWENTE
from proeftuin.pyramid.pyramid import build_pyramid

AUTUMN = pd.bdate_range("2023-09-04", "2024-03-22")


def change_of(register, before, after):
    return compare(attendance(register, before), attendance(register, after))


def test_every_change_is_that_of_compare():
    register, other = school(LATER, AUTUMN, better=0.3), school(AUTUMN, seed=6)
    windows = windows_between(register, "2024-01-08", "2024-03-22", 15)
    found = placebo_distribution(register, windows, comparison_registers={"De Linde": other})
    own = change_of(register, *windows)
    assert found.change == pytest.approx(own.change[1])
    gap = AUTUMN.get_indexer(pd.DatetimeIndex([window.start for window in windows]))
    assert set(found.windows["kind"]) == {EARLIER, YEARS, SCHOOLS}
    for row in found.windows.itertuples():
        where = other if row.kind == SCHOOLS else register
        days = where.school_days
        start = days.get_loc(row.start)
        end = days.get_loc(row.end)
        before = Period(days[start], days[start + 14])
        after = Period(days[end - 14], days[end])
        expected = change_of(where, before, after)
        assert row.n == expected.paired
        assert row.change == pytest.approx(expected.change[1])
        if row.kind == EARLIER:
            assert end - 14 - start == gap[1] - gap[0]
            assert row.end <= pd.Timestamp(windows[0].end)
    assert (found.windows["kind"] == YEARS).sum() == 1
    largest = found.to_frame()["change"].abs()
    assert largest.is_monotonic_decreasing


def test_earlier_pairs_stay_in_one_school_year():
    known = pd.bdate_range("2022-09-05", "2023-06-30").append(AUTUMN)
    windows = windows_between(AUTUMN, "2024-01-08", "2024-03-22", 15)
    pairs = earlier_pairs(known, windows, 1)
    summer = [pair for pair in pairs if pair[0].start.year == 2023 and pair[0].start.month < 8]
    assert summer
    assert all(pair[1].end < pd.Timestamp("2023-08-01").date() for pair in summer)


def rows(changes, **more):
    day = pd.Timestamp("2024-03-01")
    base = {"kind": SCHOOLS, "name": "x", "start": day, "end": day, "n": 200, "disrupted": False}
    return [base | {"change": change} | more for change in changes]


def test_rank_and_p_by_hand():
    found = placebo_of(-5.0, rows([5, -6, 1, 2, 3, 4, -4.9]))
    assert (found.as_large, found.rank) == (2, 3)
    assert found.pvalue == pytest.approx(3 / 8)
    assert found.sentence == (
        "Van de 7 vergelijkbare vensters zonder proeftuin gaven er 2 een even grote of grotere "
        "verandering in Tier 1 (p = 0,375)."
    )
    assert placebo_of(9.0, rows([1, 2])).sentence.startswith(
        "Van de 2 vergelijkbare vensters zonder proeftuin gaf er geen een even grote"
    )
    assert "gaf er 1 een even grote" in placebo_of(2.0, rows([1, 2])).sentence


def test_nothing_done_has_any_rank():
    rng = np.random.default_rng(2)
    p = [placebo_of(row[0], rows(row[1:])).pvalue for row in rng.normal(size=(200, 20))]
    assert np.mean(np.array(p) <= 0.1) == pytest.approx(0.1, abs=0.04)
    assert min(p) >= 1 / 20


def test_the_guards():
    some = [*rows([1, 2]), *rows([9], disrupted=True), *rows([8], n=29)]
    found = placebo_of(3.0, some, disrupted=True)
    assert len(found.counted) == 2
    assert found.notes == (
        "Vensters met minder dan 30 leerlingen tellen niet mee (1).",
        "Vensters met een sluiting of afstandsonderwijs tellen niet mee (1).",
        "In de vensters van de proeftuin zelf viel een sluiting of afstandsonderwijs; alleen "
        "andere scholen in dezelfde weken zijn daarmee te vergelijken.",
        "Met 2 vergelijkbare vensters zegt de plaats van de proeftuin weinig: kleiner dan 0,333 kan "
        "p niet worden.",
    )
    overlapping = placebo_of(3.0, rows(range(6), kind=EARLIER))
    assert overlapping.notes == (
        "Eerdere vensters van deze school overlappen elkaar en liggen in een ander seizoen.",
    )
    nothing = placebo_of(3.0, [])
    assert np.isnan(nothing.pvalue)
    assert nothing.sentence == (
        "Er zijn geen vergelijkbare vensters zonder proeftuin, dus hoe gewoon deze verandering is, "
        "is niet te zeggen."
    )
    assert nothing.sentence in " ".join(str(nothing).split())
    assert placebo_of(3.0, rows([1])).sentence == (
        "Het ene vergelijkbare venster zonder proeftuin gaf geen even grote verandering."
    )


def test_a_lockdown_does_not_count_but_the_same_weeks_elsewhere_do():
    spring = pd.bdate_range("2020-09-07", "2021-03-19")
    register, other = school(spring), school(spring, seed=6)
    windows = windows_between(register, "2021-01-05", "2021-03-19")
    found = placebo_distribution(register, windows, comparison_registers={"De Linde": other})
    late = found.windows["end"] >= pd.Timestamp("2020-12-16")
    earlier = found.windows["kind"] == EARLIER
    assert found.windows.loc[late & earlier, "disrupted"].any()
    assert not found.windows.loc[~earlier, "disrupted"].any()


def test_the_figure_shows_every_window():
    import matplotlib.pyplot as plt

    found = placebo_of(3.0, [*rows([1, 2]), *rows([9], disrupted=True), *rows([4], kind=EARLIER)])
    ax = found.plot()
    drawn = sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() == "o")
    assert drawn == 4
    assert ax.get_title(loc="left").replace("\n", " ") == (
        "Van 3 vensters zonder proeftuin gaf er 1 een minstens zo grote verandering"
    )
    plt.close(ax.figure)
    plt.close(placebo_of(3.0, []).plot().figure)


# -- schools ---------------------------------------------------------------------------------------


def test_the_table_of_schools():
    registers = {"De Linde": school(LATER, seed=5), "De Beuk": school(LATER, seed=6)}
    windows = windows_between(LATER, "2023-01-09", "2023-03-24")
    changes = {name: change_of(register, *windows) for name, register in registers.items()}
    found = school_changes(changes, ["De Beuk"], tier=3)
    assert found["pilot"].tolist() == [False, True]
    for row in found.itertuples():
        one = changes[row.school]
        assert (row.n, row.before, row.after) == (
            one.paired,
            one.before.counts[3],
            one.after.counts[3],
        )
        assert row.change == pytest.approx(100 * (row.after - row.before) / row.n)
        assert row.standard_error == one.standard_error[3]
        assert row.df == one.df[3]
    with pytest.raises(ValueError, match="no comparison of De Eik"):
        school_changes(changes, ["De Eik"])


def test_the_history_is_the_pyramid_of_each_window():
    registers = {"De Linde": school(LATER, seed=5), "De Beuk": school(LATER[3:], seed=6)}
    found = school_history(registers, ["De Linde"], "2023-02-20", days=8)
    assert found.groupby("school")["time"].min().to_dict() == {"De Beuk": -3, "De Linde": -3}
    for row in found.itertuples():
        window = Period(row.start, row.end)
        pyramid = build_pyramid(attendance(registers[row.school], window))
        assert row.value == pytest.approx(100 * pyramid.shares[1])
        assert row.n == pyramid.n
        assert (row.time < 0) == (row.end < pd.Timestamp("2023-02-20"))
        assert row.pilot == (row.school == "De Linde")


def test_the_history_goes_by_the_rule_of_the_schools():
    def with_rule(seed, scheme=TWENTE, measure="minutes"):
        made = school(LATER, seed=seed)
        made.scheme, made.measure = scheme, measure
        return made

    scheme = replace(ATTENDANCE_WORKS, minimum_sessions=3)
    registers = {name: with_rule(len(name), scheme, "sessions") for name in ("De Linde", "De Es")}
    found = school_history(registers, [], "2023-02-20", days=8, tier=2)
    asked = (scheme, "sessions", 2)
    same = school_history(registers, [], "2023-02-20", 8, *asked)
    pd.testing.assert_frame_equal(found, same)
    for row in found.itertuples():
        table = attendance(registers[row.school], Period(row.start, row.end))
        assert row.value == pytest.approx(100 * build_pyramid(table).shares[2])
    other = {**registers, "De Beuk": with_rule(7)}
    with pytest.raises(ValueError, match="differ in scheme: say which one with scheme="):
        school_history(other, [], "2023-02-20", days=8)
    with pytest.raises(ValueError, match="differ in measure"):
        school_history(other, [], "2023-02-20", days=8, scheme=scheme)
    school_history(other, [], "2023-02-20", 8, *asked)
    assert school_history({}, [], "2023-02-20").empty


def test_an_evaluation_lays_out_each_register_once_and_nothing_changes(monkeypatch):
    from proeftuin.evaluation.evaluate import evaluate
    from proeftuin.evaluation.grid import grid

    register, other = school(LATER, YEAR_AFTER, better=0.3), school(LATER, YEAR_AFTER, seed=5)
    others, windows = {"De Linde": other}, windows_between(register, "2024-01-08", "2024-03-22")
    laid, lay_out = [], grid.grid_of
    monkeypatch.setattr(grid, "grid_of", lambda *each: laid.append(each[0]) or lay_out(*each))
    found = evaluate(register, windows, comparison_registers=others)
    assert list(map(id, laid)) == [id(register), id(other)]
    apart = placebo_distribution(register, windows, comparison_registers=others)
    pd.testing.assert_frame_equal(found.placebo.windows, apart.windows)
    assert found.placebo.change == apart.change


def test_a_layout_is_used_again_only_when_it_has_the_days():
    register, layouts = school(LATER), Layouts()
    some, all_of_it = layouts.of(register, LATER[:20]), layouts.of(register, LATER)
    assert (len(some.days), len(all_of_it.days)) == (20, len(LATER))
    assert layouts.of(register, LATER[5:10]) is all_of_it
    assert layouts.of(school(LATER, seed=2), LATER) is not all_of_it


def test_an_evaluation_has_all_of_it():
    from proeftuin.evaluation.evaluate import evaluate

    register, other = school(LATER, YEAR_AFTER, better=0.3), school(LATER, YEAR_AFTER, seed=5)
    windows = windows_between(register, "2024-01-08", "2024-03-22")
    found = evaluate(register, windows, comparison_registers={"De Linde": other})
    assert found.placebo.change == pytest.approx(found.comparison.change[1])
    assert found.beyond_expected.source == "vergelijkingsschool De Linde"
    expected = 100 * found.expected["expected"] / found.comparison.paired
    assert found.beyond_expected.expected.to_numpy() == pytest.approx(expected.to_numpy())
    difference = found.difference
    assert difference.difference == pytest.approx(
        found.comparison.change[1] - found.comparison_schools["De Linde"].change[1]
    )
    assert not difference.may_say_effect
    register.provenance["settings"] = {"pilot": False}
    assert evaluate(register, windows, comparison_registers={"De Linde": other}).difference is None


def test_without_a_reference_the_first_window_says_what_to_expect():
    from proeftuin.evaluation.evaluate import evaluate

    register = school(LATER, better=0.3)
    found = evaluate(register, windows_between(register, "2023-01-09", "2023-03-24"))
    assert found.expected is None
    assert found.difference is None
    assert found.beyond_expected.source == "het eerste venster zelf"
    assert "op grond van het eerste venster zelf" in found.beyond_expected.sentence
    assert any("eerder te laag dan te hoog" in note for note in found.beyond_expected.notes)
