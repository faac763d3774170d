"""The same numbers as the public functions give, one specification after another."""

import cProfile
import pstats
import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from small_register import DAYS, small_register

from proeftuin.evaluation.sensitivity.sensitivity import sensitivity
from proeftuin.evaluation.sensitivity.specifications import AXES, EXEMPT, LATE, MEASURES
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period, period_of, windows_between
from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, TWENTE
from proeftuin.register.assembling.days import derive_days
from proeftuin.register.store.register import Register

SCHEME = replace(TWENTE, minimum_sessions=20)
# What a test that is about something else need not vary.
LITTLE = {"cuts": (), "lengths": (), "shifts": ()}
START, END = DAYS[20].date(), DAYS[69].date()


@pytest.fixture(scope="module")
def register():
    return small_register()


@pytest.fixture(scope="module")
def windows(register):
    return windows_between(register, START, END, 20)


@pytest.fixture(scope="module")
def found(register, windows):
    return sensitivity(register, windows, SCHEME)


def under_another_rule(register, row):
    """Count lateness or exemption otherwise, mark by mark, and derive the days anew."""
    length = {(r.date, r.session): r.minutes for r in register.sessions.itertuples()}
    marks = register.absences.to_dict("records")
    for mark in marks:
        whole = length[mark["date"], mark["session"]]
        if mark["kind"] == "late" and row["late"] == LATE["les"]:
            mark["minutes"] = whole
        if mark["reason"] == "exempt":
            mark["kind"] = {
                EXEMPT["afwezig"]: "absent",
                EXEMPT["aanwezig"]: "present",
                EXEMPT["niet verwacht"]: "not expected",
            }[row["exempt"]]
            mark["minutes"] = whole if row["exempt"] == EXEMPT["afwezig"] else 0
    tables = {"pupils": register.pupils, "sessions": register.sessions}
    tables["absences"] = pd.DataFrame(marks)
    tables["days"] = derive_days(*(tables[name] for name in ("pupils", "sessions", "absences")))
    return Register(tables, register.provenance)


def windows_of(register, row, windows):
    days = list(register.school_days)
    first, last = days.index(pd.Timestamp(START)), days.index(pd.Timestamp(END))
    length = int(re.match(r"\d+", row["days"])[0])
    if match := re.match(r"(\d+) dag(?:en)? (eerder|later)", row["shift"]):
        by = int(match[1]) * (1 if match[2] == "later" else -1)
        first, last = first + by, last + by
    inside = days[first : last + 1]
    if row["disrupted"] != "alle dagen":
        inside = [day for day in inside if not "2023-11-06" <= f"{day:%Y-%m-%d}" <= "2023-11-08"]
    inside = pd.DatetimeIndex(inside)
    return period_of(inside[:length]), period_of(inside[-length:])


def in_days(register, period, measure):
    """Count days instead of lessons, pupil by pupil."""
    table = attendance(register, period)
    inside = register.days[register.days["date"].between(str(period.start), str(period.end))]
    for place, pupil in enumerate(table["pupil"]):
        own = inside[(inside["pupil"] == pupil) & (inside["sessions"] > 0)]
        if measure == MEASURES["whole days"]:
            missed = own["absent_sessions"] >= own["sessions"]
        else:
            missed = own["absent_sessions"] > 0
        table.loc[place, "absent"], table.loc[place, "possible"] = int(missed.sum()), len(own)
    return table


def by_hand(register, row, windows):
    cuts = [Fraction(int(cut), 100) for cut in re.findall(r"(\d+)%", row["cuts"])]
    edge = "better" if row["edge"].endswith("betere tier") else "worse"
    scheme = replace(SCHEME, cuts=tuple(cuts), edge=(edge, "better"))
    if row["late"] != LATE["niet"] or row["exempt"] != EXEMPT["niet verwacht"]:
        register = under_another_rule(register, row)
    both = windows_of(register, row, windows)
    if row["measure"] in (MEASURES["minutes"], MEASURES["sessions"]):
        measure = "minutes" if row["measure"] == MEASURES["minutes"] else "sessions"
        tables = [attendance(register, window, measure) for window in both]
    else:
        tables = [in_days(register, window, row["measure"]) for window in both]
    change = compare(*tables, scheme)
    return change.change[1], *change.interval.loc[1], change.paired


def test_one_choice_at_a_time_is_what_the_public_functions_give(register, windows, found):
    rows = found.frame[found.frame["varied"] != "grid"]
    # A closed school's days are left out of the windows, but cannot be left out of a register.
    rows = rows[rows["varied"] != "disrupted"]
    assert set(rows["varied"]) == {"main", *AXES} - {"disrupted"}
    tried = [f"{days} eerder" for days in ("1 dag", "7 dagen", "10 dagen")] + ["10 dagen later"]
    rows = rows[(rows["varied"] != "shift") | rows["shift"].isin(tried)]
    assert (rows["varied"] == "shift").sum() == len(tried)
    for row in rows.to_dict("records"):
        expected = by_hand(register, row, windows)
        mine = row["change"], row["low"], row["high"], row["n"]
        np.testing.assert_allclose(mine, expected, err_msg=row["value"])


def test_combinations_are_what_the_public_functions_give(register, windows, found):
    rows = found.frame[found.frame["varied"] == "grid"].sample(8, random_state=4)
    for row in rows.to_dict("records"):
        mine = row["change"], row["low"], row["high"], row["n"]
        np.testing.assert_allclose(mine, by_hand(register, row, windows), err_msg=row["value"])


def test_without_the_closure_the_windows_are_as_many_other_days(register, windows):
    around = windows_between(register, DAYS[40].date(), DAYS[89].date(), 20)
    (row,) = (
        sensitivity(register, around, SCHEME, **LITTLE)
        .frame.query("varied == 'disrupted'")
        .to_dict("records")
    )
    open_days = [day for day in DAYS[40:] if not "2023-11-06" <= f"{day:%Y-%m-%d}" <= "2023-11-08"]
    kept = register.days[register.days["date"].isin(open_days)]
    lessons = register.sessions[register.sessions["date"].isin(open_days)]
    rest = Register(
        {
            "pupils": register.pupils,
            "sessions": lessons,
            "absences": register.absences,
            "days": kept,
        },
        register.provenance,
    )
    both = windows_between(rest, DAYS[40].date(), DAYS[89].date(), 20)
    change = compare(*(attendance(rest, window) for window in both), SCHEME)
    np.testing.assert_allclose(
        (row["change"], row["low"], row["high"], row["n"], row["start"] == both[0].start),
        (change.change[1], *change.interval.loc[1], change.paired, 1),
    )


def test_every_way_is_there_once(found):
    assert not found.frame.duplicated(list(AXES)).any()
    assert (found.frame["varied"] == "main").sum() == 1
    assert found.main["value"] == ""
    assert len(found.frame) > 200


def test_the_summary_counts_the_rows(found):
    changes = found.frame["change"]
    main = float(found.main["change"])
    same = [row for row in found.frame.itertuples() if row.change * main > 0]
    assert found.same_sign == len(same)
    assert found.without_zero == sum(row.low > 0 or row.high < 0 for row in same)
    assert f"Van de {len(found.frame)} manieren geven er {len(same)} een" in found.sentence
    assert f"{changes.max():+.1f} procentpunt".replace(".", ",") in found.sentence
    widest = found.by_axis.iloc[0]
    assert widest["high"] - widest["low"] == (found.by_axis["high"] - found.by_axis["low"]).max()
    assert found.notes[0].endswith("een aandeel van de manieren is geen kans.")
    assert found.sentence in " ".join(str(found).split())
    assert "effect" not in str(found).lower()
    assert found.to_frame().equals(found.frame)


def test_another_tier_and_scheme(register, windows):
    found = sensitivity(
        register, windows, replace(ATTENDANCE_WORKS, minimum_sessions=20), tier=3, **LITTLE
    )
    tables = [attendance(register, window) for window in windows]
    change = compare(*tables, replace(ATTENDANCE_WORKS, minimum_sessions=20))
    assert found.main["change"] == pytest.approx(change.change[3])
    assert "In Tier 3" not in found.sentence
    assert "in Tier 3 een verandering van" in found.sentence or "geen verschil" in found.sentence
    # Its tier has a cut above and one below, and so four sides.
    assert (found.frame["varied"] == "edge").sum() == 3


def test_lateness_that_counts_may_also_not_count():
    register = small_register(late="les")
    windows = windows_between(register, START, END, 20)
    (row,) = (
        sensitivity(register, windows, SCHEME, **LITTLE)
        .frame.query("varied == 'late'")
        .to_dict("records")
    )
    assert row["value"] == LATE["niet"]
    plain = small_register()
    expected = compare(*(attendance(plain, window) for window in windows), SCHEME)
    assert row["change"] == pytest.approx(expected.change[1])


def test_what_does_not_fit_is_said(register):
    whole = DAYS[0].date(), DAYS[44].date()
    found = sensitivity(register, windows_between(register, *whole, 20), SCHEME)
    assert "Twee vensters van 25 en 30 schooldagen passen niet in deze periode." in found.notes
    (shifts,) = [note for note in found.notes if note.startswith("Voor een verschuiving")]
    assert shifts.endswith("−2 en −1 schooldagen heeft het register geen dagen.")
    assert "In de vensters viel geen sluiting of afstandsonderwijs." in found.notes
    assert set(found.frame["days"]) == {"10 schooldagen", "15 schooldagen", "20 schooldagen"}


def test_a_period_that_was_all_closed_is_said():
    spring = {
        "kind": "afstandsonderwijs",
        "name": "scholen dicht",
        "start": f"{DAYS[20]:%Y-%m-%d}",
        "end": f"{DAYS[69]:%Y-%m-%d}",
    }
    register = small_register(calendar=[spring])
    found = sensitivity(register, windows_between(register, START, END, 20), SCHEME, **LITTLE)
    assert "disrupted" not in set(found.frame["varied"])
    assert (
        "Zonder sluiting en afstandsonderwijs blijven er in deze periode te weinig schooldagen "
        "over: of de verandering daarvan komt, is hier niet te zeggen."
    ) in found.notes


def test_a_register_without_marks_has_no_other_rules(register, windows):
    class Days:
        """As little as a comparison needs."""

        def __init__(self, register):
            self.days, self.school_days = register.days, register.school_days

        def scan_days(self):
            return self.days

    found = sensitivity(Days(register), windows, SCHEME, **LITTLE)
    assert {"late", "exempt"}.isdisjoint(found.frame["varied"])
    assert "Te laat komen is in dit register niet op een andere manier te tellen." in found.notes
    assert "Er zijn in deze periode geen vrijstellingen die anders kunnen tellen." in found.notes


def test_too_few_pupils_name_no_change():
    register = small_register(classes=2, pupils=10)
    found = sensitivity(register, windows_between(register, START, END, 20), SCHEME, **LITTLE)
    assert found.frame["varied"].tolist() == ["main"]
    assert re.fullmatch(
        r"Er zijn \d+ leerlingen in beide vensters te volgen, te weinig om te zeggen wat een "
        r"andere manier van rekenen uitmaakt\.",
        found.sentence,
    )
    assert found.notes[-1].endswith("weggelaten: minder dan 30 leerlingen om te volgen.")
    assert found.plot() is not None


def test_misuse(register, windows):
    with pytest.raises(ValueError, match="tiers 1 to 3, got 4"):
        sensitivity(register, windows, tier=4)
    outside = Period("2024-07-01", "2024-07-05"), Period("2024-07-08", "2024-07-12")
    with pytest.raises(ValueError, match="no school day in 2024-07-01 to 2024-07-05"):
        sensitivity(register, outside)


def test_the_figure_marks_the_chosen_way(found):
    import matplotlib.pyplot as plt

    ax = found.plot()
    upper, lower = ({text.get_text() for text in each.texts} for each in ax.figure.axes)
    assert f"gekozen: {found.main['change']:+.1f}".replace(".", ",").replace("-", "−") in upper
    assert {"minuten", "vensters eerder", "grenzen 94% en 89%"} <= lower
    assert f"op {len(found.frame)} manieren berekend" in ax.get_title(loc="left").replace("\n", " ")
    plt.close(ax.figure)


def calls_for(pupils):
    """Count the calls of Python functions for a school with so many pupils per class."""
    register = small_register(classes=40, pupils=pupils)
    windows = windows_between(register, START, END, 20)
    with cProfile.Profile() as profile:
        found = sensitivity(register, windows, SCHEME)
    assert len(found.frame) > 200
    return pstats.Stats(profile).total_calls


@pytest.mark.slow
def test_no_loop_goes_over_pupils():
    # The first time includes what is imported and worked out once.
    __, few, many = (calls_for(pupils) for pupils in (25, 25, 50))
    assert many < 1.2 * few
