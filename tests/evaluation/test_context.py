from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from worlds import World

from proeftuin.evaluation.evaluate import evaluate
from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.evaluation.headline import Evidence, reservation
from proeftuin.evaluation.windows.windows import length_shift
from proeftuin.pyramid.comparison import UnequalWindows, compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.periods import Period, windows_between
from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, TWENTE
from proeftuin.text import words

SPRING_2019 = pd.bdate_range("2019-01-07", "2019-03-22")
SPRING_2020 = pd.bdate_range("2020-01-06", "2020-03-13")
LATER = pd.bdate_range("2023-01-09", "2023-03-24")
YEAR_AFTER = pd.bdate_range("2024-01-08", "2024-03-22")


def school(*spans, seed=1, better=1.0, classes=12, pupils=25, calendar=(), name="s"):
    """A register of these spans; in the last one, the second half is `better` times as ill."""
    world = World(np.random.default_rng(seed), classes=classes, pupils=pupils, mean_rate=0.019)
    frames = []
    for place, dates in enumerate(spans):
        half = len(dates) // 2
        times = better if place == len(spans) - 1 else 1.0
        frames.append(world.days(world.window(half), dates[:half]))
        frames.append(world.days(world.window(len(dates) - half, times=times), dates[half:]))
    days = pd.concat(frames, ignore_index=True).assign(school=name)
    enrolled = days.drop_duplicates(["pupil", "class"])[["school", "pupil", "class"]]
    return SimpleNamespace(
        days=days,
        pupils=enrolled.assign(stage="lower", track="vmbo", start=days["date"].min(), end=pd.NaT),
        scan_days=lambda: days,
        school_days=pd.DatetimeIndex(days["date"].unique()),
        provenance={"region": "Noord", "sector": "vo", "calendar": list(calendar)},
    )


def test_the_change_is_that_of_compare():
    register = school(LATER, better=0.3)
    windows = windows_between(register, "2023-01-09", "2023-03-24")
    found = evaluate(register, windows)
    expected = compare(attendance(register, windows[0]), attendance(register, windows[1]))
    pd.testing.assert_frame_equal(found.comparison.to_frame(), expected.to_frame())
    assert found.windows == windows
    assert found.verdict == "change"
    assert found.earlier is None
    assert found.expected is None
    assert found.length_shift is None


def test_without_anything_beside_it_the_sentence_cannot_tell_the_pilot_from_the_season():
    found = evaluate(school(LATER, better=0.3), windows_between(LATER, "2023-01-09", "2023-03-24"))
    change = found.comparison.change[1]
    assert found.sentence.startswith("Het deel leerlingen met goede aanwezigheid (Tier 1) ")
    assert f"steeg met {change:.1f} procentpunt".replace(".", ",") in found.sentence
    assert "niet te zeggen of dat door de proeftuin komt of door het seizoen" in found.sentence
    assert "toeval" not in found.sentence
    assert found.sentence.count(". ") == 1


def test_of_a_school_without_a_pilot_nothing_is_said_about_one():
    register = school(LATER, better=0.3)
    register.provenance["settings"] = {"pilot": False}
    found = evaluate(register, windows_between(LATER, "2023-01-09", "2023-03-24"))
    assert "Deze school heeft geen proeftuin" in found.sentence
    assert "door de proeftuin" not in found.sentence
    assert "effect" not in str(found).lower()
    assert found.sentence in str(found)


def test_a_school_that_got_worse():
    found = evaluate(school(LATER, better=4), windows_between(LATER, "2023-01-09", "2023-03-24"))
    assert found.verdict == "change"
    assert "(Tier 1) daalde met" in found.sentence


def test_no_change_shown_says_what_could_have_been_shown():
    found = evaluate(school(LATER, seed=2), windows_between(LATER, "2023-01-09", "2023-03-24"))
    assert found.verdict == "no change shown"
    points = round(float(found.detectable[1]))
    before, after = (
        round(100 * float(side.shares.iloc[0]))
        for side in (found.comparison.before, found.comparison.after)
    )
    assert found.sentence == (
        f"Het deel leerlingen met goede aanwezigheid (Tier 1) ging van {before}% naar {after}% "
        f"(dezelfde {found.comparison.paired} leerlingen). Dat kan toeval zijn: op een "
        f"school van deze grootte valt pas een verschil van ongeveer {points} procentpunt op."
    )


def test_hidden_shares_are_not_in_the_headline():
    found = evaluate(school(LATER, seed=2), windows_between(LATER, "2023-01-09", "2023-03-24"))
    assert "%" in found.sentence
    assert "%" not in found.headline(levels=False)
    size = f"{abs(found.comparison.change[1]):.1f}".replace(".", ",")
    assert f" met {size} procentpunt (dezelfde" in found.headline(levels=False)


def test_too_few_pupils_name_no_change():
    register = school(LATER, better=0.1, classes=4, pupils=7)
    found = evaluate(register, windows_between(LATER, "2023-01-09", "2023-03-24"))
    assert found.comparison.paired == 28 < FEWEST_PUPILS
    assert found.verdict == "too few"
    assert found.sentence.startswith("Er zijn 28 leerlingen")
    assert "procentpunt" not in found.sentence


def test_a_year_earlier_stands_beside_it_and_says_what_was_to_be_expected():
    register = school(LATER, YEAR_AFTER, better=0.3)
    found = evaluate(register, windows_between(register, "2024-01-08", "2024-03-22"))
    assert found.earlier is not None
    assert [p.start.year for p in found.earlier.periods] == [2023, 2023]
    assert found.expected_from == "dezelfde periode een jaar eerder"
    given = words.movement(float(found.expected["change"].iloc[0]))
    assert f"Zonder proeftuin was {given} te verwachten, op grond van dezelfde" in found.sentence
    assert found.beyond_expected.interval["low"].iloc[0] > 0
    assert "procentpunt hoger uit, en waar dat door komt, is zonder meer scholen" in found.sentence
    pd.testing.assert_frame_equal(found.expected, expected_after(found.comparison, found.earlier))


def test_a_year_earlier_with_a_handful_of_pupils_is_no_reference():
    register = school(LATER, YEAR_AFTER)
    earlier = register.days["date"] < "2023-12-31"
    register.days = register.days[~earlier | register.days["pupil"].isin(["p1", "p2"])]
    register.scan_days = lambda: register.days
    found = evaluate(register, windows_between(register, "2024-01-08", "2024-03-22"))
    assert found.earlier is None
    assert "te weinig leerlingen om te vergelijken" in found.notes[0]


def test_a_lockdown_is_no_reference():
    # The windows a year earlier lie in the first months of 2020 and 2021: closed schools.
    closed = pd.bdate_range("2021-01-11", "2021-03-26")
    register = school(closed, pd.bdate_range("2022-01-10", "2022-03-25"), better=0.3)
    found = evaluate(register, windows_between(register, "2022-01-10", "2022-03-25"))
    assert found.earlier is None
    assert found.expected is None
    assert any("een jaar eerder" in note and "geen vergelijking" in note for note in found.notes)
    assert "seizoen" in found.sentence


def test_windows_in_a_lockdown_say_so():
    register = school(pd.bdate_range("2021-01-05", "2021-03-19"))
    found = evaluate(register, windows_between(register, "2021-01-05", "2021-03-19"))
    assert "corona" in found.notes[0]
    assert found.notes[0].startswith("In de vensters viel: ")
    assert set(found.calendar["window"]) == {"before", "after"}


def test_comparison_schools_stand_beside_it():
    register = school(LATER, better=0.3)
    others = {"De Linde": school(LATER, seed=5), "De Beuk": school(LATER[5:], seed=6)}
    windows = windows_between(register, "2023-01-09", "2023-03-24")
    found = evaluate(register, windows, comparison_registers=others)
    assert list(found.comparison_schools) == ["De Linde", "De Beuk"]
    assert "op grond van vergelijkingsscholen De Linde en De Beuk" in found.sentence
    assert found.expected_from == "vergelijkingsscholen De Linde en De Beuk"
    together = sum(other.transitions for other in found.comparison_schools.values())
    pd.testing.assert_frame_equal(found.expected, expected_after(found.comparison, together))
    beuk = found.comparison_schools["De Beuk"]
    assert [(p.start.isoformat(), p.days) for p in beuk.periods] == [
        ("2023-01-16", 20),
        ("2023-02-27", 20),
    ]


def test_the_headline_quotes_the_strongest_evidence_in_one_order():
    register = school(LATER, YEAR_AFTER, better=0.3)
    windows = windows_between(register, "2024-01-08", "2024-03-22")
    others = {"De Linde": school(YEAR_AFTER, seed=5)}
    both = evaluate(register, windows, comparison_registers=others)
    assert both.earlier is not None
    assert both.expected_from == "vergelijkingsschool De Linde"
    assert both.beyond_expected.source == both.expected_from
    # What the first page quotes is what the later page says was to be expected.
    assert words.movement(float(both.expected["change"].iloc[0])) in both.sentence
    assert "een jaar eerder" not in both.sentence
    # A school without anyone in a tier cannot say what to expect there; then the year earlier does.
    healthy = school(YEAR_AFTER, seed=5)
    healthy.days[["absent_minutes", "absent_sessions"]] = 0
    found = evaluate(register, windows, comparison_registers={"De Linde": healthy})
    assert found.expected_from == "dezelfde periode een jaar eerder"
    assert found.beyond_expected.source == found.expected_from


NOWHERE = (float("nan"), float("nan"))


@pytest.mark.parametrize(
    ("change", "strongest", "seen", "expected"),
    [
        (9.0, Evidence(9.8, "school A", (-6.0, 4.4)), [], "0,8 procentpunt lager uit, en dat kan"),
        (9.0, Evidence(2.0, "school A", (1.0, 13.0)), [], "7,0 procentpunt hoger uit, en waar dat"),
        (9.0, Evidence(2.0, "school A", NOWHERE), [], "7,0 procentpunt hoger uit, en of dat"),
        (9.04, Evidence(8.96, "school A", (-1, 1)), [], "de school kwam precies zo uit."),
        (-3.0, Evidence(-1.0, "school A", (-4.0, 0.5)), [], "was een daling van 1,0 procentpunt"),
        (3.0, Evidence(0.0, "school A", (-4.0, 9.5)), [], "was geen verandering te verwachten"),
        (9.0, Evidence(7.0, "bij A"), [], "In dezelfde weken was er bij A, zonder proeftuin, een"),
        (9.0, Evidence(2.0, "A", (1, 9)), [Evidence(9.5, "een jaar eerder")], "Maar een jaar"),
        (9.0, None, [], "door de proeftuin komt of door het seizoen"),
    ],
)
def test_what_stands_beside_a_change_is_said_as_it_is(change, strongest, seen, expected):
    assert expected in reservation(change, strongest, seen, shown=True)


def test_a_weaker_comparison_is_not_named_where_it_changes_nothing():
    seen = [Evidence(7.0, "bij A"), Evidence(12.0, "een jaar eerder")]
    said = reservation(9.0, Evidence(9.8, "A", (-6.0, 4.4)), seen, shown=True)
    assert "7,0" not in said
    assert "een jaar eerder" not in said
    assert reservation(1.0, None, [], shown=False) == ""


def test_a_school_that_cannot_stand_beside_it_is_named():
    register = school(LATER)
    others = {
        "Later begonnen": school(LATER[30:], seed=5),
        "Klein": school(LATER, seed=6, classes=2, pupils=10),
    }
    windows = windows_between(register, "2023-01-09", "2023-03-24")
    found = evaluate(register, windows, comparison_registers=others)
    assert found.comparison_schools == {}
    assert found.notes == (
        "Later begonnen heeft te weinig schooldagen in deze vensters om mee te vergelijken.",
        "Klein heeft te weinig leerlingen in deze vensters om mee te vergelijken.",
    )


def test_a_reference_without_pupils_in_a_tier_expects_nothing():
    register = school(LATER)
    healthy = school(LATER, seed=5)
    healthy.days[["absent_minutes", "absent_sessions"]] = 0
    windows = windows_between(register, "2023-01-09", "2023-03-24")
    found = evaluate(register, windows, comparison_registers={"De Linde": healthy})
    assert found.expected is None
    assert found.expected_from == ""
    assert found.notes == (
        "Wat vanzelf te verwachten was, is niet te zeggen: vergelijkingsschool De Linde had "
        "niemand in Tier 2 en Tier 3.",
    )


@pytest.mark.parametrize("longer_first", [True, False])
def test_unequal_windows_come_with_what_their_lengths_do(longer_first):
    register = school(LATER, YEAR_AFTER)
    lengths = (30, 10) if longer_first else (10, 30)
    first = YEAR_AFTER[: lengths[0]]
    last = YEAR_AFTER[-lengths[1] :]
    windows = Period(first[0].date(), first[-1].date()), Period(last[0].date(), last[-1].date())
    with pytest.warns(UnequalWindows) as caught:
        found = evaluate(register, windows)
    assert len(caught) == 1
    assert [window.days for window in found.windows] == list(lengths)
    longer, sign = (windows[0], 1) if longer_first else (windows[1], -1)
    expected = sign * length_shift(register, longer, 10)
    pd.testing.assert_series_equal(found.length_shift, expected)
    assert sign * found.length_shift[1] > 5
    points = f"{found.length_shift[1]:+.0f}".replace("-", "−")
    assert f"wat op zichzelf al ongeveer {points} procentpunt geeft" in found.sentence
    assert "ongelijk" in found.comparison.notes[0]


def test_the_calendar_is_the_school_s_own_and_cut_to_the_windows():
    own = [
        {
            "start": "2023-01-25",
            "end": "2023-03-02",
            "kind": "eigen vrije dag",
            "name": "verbouwing",
        },
        {"start": "2023-06-01", "end": "2023-06-02", "kind": "eigen vrije dag", "name": "later"},
    ]
    register = school(LATER, calendar=own)
    found = evaluate(register, windows_between(register, "2023-01-09", "2023-03-24"))
    rows = found.calendar.astype({"start": "str", "end": "str"})
    assert rows[["window", "start", "end", "name"]].to_numpy().tolist() == [
        ["before", "2023-01-25", "2023-02-03", "verbouwing"],
        ["after", "2023-02-27", "2023-03-02", "verbouwing"],
    ]


def test_without_a_calendar_of_its_own_it_is_that_of_the_region():
    register = school(pd.bdate_range("2023-01-09", "2023-04-05"))
    found = evaluate(register, windows_between(register, "2023-01-09", "2023-03-03"))
    assert "vakantie" in set(found.calendar["kind"])


def test_scheme_and_measure_go_all_the_way():
    register = school(LATER, YEAR_AFTER)
    windows = windows_between(register, "2024-01-08", "2024-03-22")
    found = evaluate(
        register, windows, ATTENDANCE_WORKS, "sessions", {"De Linde": school(YEAR_AFTER, seed=5)}
    )
    for each in (found.comparison, found.earlier, found.comparison_schools["De Linde"]):
        assert each.scheme is ATTENDANCE_WORKS
    assert len(found.detectable) == len(found.expected) == 4
    assert evaluate(register, windows).comparison.scheme is TWENTE
