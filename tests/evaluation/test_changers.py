from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_register import DAYS, small_register

from proeftuin.evaluation.power.natural_change import changers_of
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import period_of
from proeftuin.pyramid.counting.tiers import TWENTE, classify

SCHEME = replace(TWENTE, minimum_sessions=20)
UNTIL = DAYS[45].date()


@pytest.fixture(scope="module")
def register():
    return small_register()


def pairs_one_by_one(register, days, until):
    """Every pair of windows with the public functions, and pupils counted one by one."""
    school_days = [day for day in register.school_days if day < pd.Timestamp(until)]
    for first in range(len(school_days) - 2 * days + 1):
        inside = pd.DatetimeIndex(school_days[first : first + 2 * days])
        tables = [attendance(register, period_of(part)) for part in (inside[:days], inside[days:])]
        change = compare(*tables, SCHEME)
        tiers = [
            dict(
                zip(
                    t["pupil"],
                    classify(t["absent"], t["possible"], SCHEME, t["sessions"]),
                    strict=True,
                )
            )
            for t in (t[~t["incomplete"]] for t in tables)
        ]
        both = [
            pupil
            for pupil in tiers[0]
            if pupil in tiers[1] and pd.notna(tiers[0][pupil]) and pd.notna(tiers[1][pupil])
        ]
        moved = sum((tiers[0][pupil] == 1) != (tiers[1][pupil] == 1) for pupil in both)
        share, n = moved / len(both), len(both)
        alone = (share - (change.change[1] / 100) ** 2) / n
        yield inside, change, share, (change.standard_error[1] / 100) ** 2, alone


def test_the_history_is_that_of_every_pair(register):
    until = DAYS[32].date()
    found = changers_of(register, until, 10, SCHEME)
    by_hand = list(pairs_one_by_one(register, 10, until))
    assert len(found.pairs) == len(by_hand) == 13
    assert found.share == pytest.approx(np.mean([share for _, _, share, _, _ in by_hand]))
    expected = sum(v for *_, v, _ in by_hand) / sum(alone for *_, alone in by_hand)
    assert found.design_effect == pytest.approx(expected)
    for row, (inside, change, share, variance, alone) in zip(
        found.pairs.itertuples(), by_hand, strict=True
    ):
        assert (row.start, row.end) == (inside[0], inside[-1])
        assert (row.n, row.classes) == (change.paired, change.clusters)
        assert row.change == pytest.approx(change.change[1])
        assert row.share == pytest.approx(share)
        assert row.design_effect == pytest.approx(variance / alone)
    assert (found.pupils, found.classes) == (by_hand[-1][1].paired, by_hand[-1][1].clusters)


def test_only_days_before_the_start_count(register):
    found = changers_of(register, UNTIL, 10, SCHEME)
    assert found.pairs["end"].max() == DAYS[44]
    assert changers_of(register, None, 10, SCHEME).pairs["end"].max() == DAYS[-1]


def test_the_sentence_claims_no_cause(register):
    found = changers_of(register, UNTIL, 10, SCHEME)
    low, high = found.pairs["change"].min(), found.pairs["change"].max()
    ends = f"{low:+.1f} tot {high:+.1f}".replace(".", ",").replace("-", "−")
    assert found.sentence.endswith(f"veranderde het aandeel in Tier 1 {ends} procentpunt.")
    assert "effect" not in found.sentence
    assert found.sentence in " ".join(str(found).split())
    assert found.to_frame().equals(found.pairs)


def test_pairs_in_a_closure_are_left_out_while_there_are_others(register):
    found = changers_of(register, DAYS[60].date(), 10, SCHEME)
    # 6 to 8 November are the 46th to 48th day: of the 41 pairs those that start on the 27th on.
    assert len(found.pairs) == 26
    assert (
        "Van de 41 paren vensters zijn er 15 weggelaten waarin een sluiting of afstandsonderwijs "
        "viel."
    ) in found.notes


def test_a_history_of_closures_only_is_said():
    whole = {"start": "2023-01-01", "end": "2024-12-31", "kind": "afstandsonderwijs", "name": "x"}
    found = changers_of(small_register(calendar=[whole]), UNTIL, 10, SCHEME)
    assert len(found.pairs) == 26
    assert found.notes[0].startswith("In alle vensters voor de start viel een sluiting of")


def test_a_short_history_is_said(register):
    found = changers_of(register, DAYS[25].date(), 10, SCHEME)
    assert found.notes[-1] == (
        "De geschiedenis is kort: minder dan 3 vensters achter elkaar. De schatting is onzeker."
    )


def test_no_history(register):
    found = changers_of(register, DAYS[19].date(), 10, SCHEME)
    assert found.notes == (
        "Voor de start zijn er geen twee vensters van 10 schooldagen achter elkaar in één "
        "schooljaar (er zijn 19 schooldagen).",
    )
    assert np.isnan(found.share)
    assert np.isnan(found.design_effect)
    assert found.pupils == 0
    assert found.sentence.startswith("Uit de eigen geschiedenis is niet te zeggen")


def test_no_pair_over_the_summer():
    days = pd.bdate_range("2023-07-10", periods=10).append(pd.bdate_range("2023-09-04", periods=25))
    register = small_register(
        days=days.append(pd.bdate_range("2023-10-09", periods=55)).as_unit("us")
    )
    found = changers_of(register, "2023-10-09", 10, replace(SCHEME, minimum_sessions=1))
    assert found.pairs["start"].min() == pd.Timestamp("2023-09-04")


def test_few_classes_and_few_pupils():
    few = changers_of(small_register(classes=3, pupils=30), UNTIL, 10, SCHEME)
    assert np.isnan(few.design_effect)
    assert few.notes[-1] == (
        "Er zijn minder dan 4 klassen, dus hoeveel leerlingen van één klas op elkaar lijken, is "
        "niet te schatten."
    )
    small = changers_of(small_register(classes=4, pupils=5), UNTIL, 10, SCHEME)
    assert np.isnan(small.share)
    assert small.notes[-1] == (
        "In geen enkel paar vensters zijn 30 leerlingen te volgen; daarop is niets te schatten."
    )


def test_a_window_holds_a_day(register):
    with pytest.raises(ValueError, match="at least one school day, got 0"):
        changers_of(register, UNTIL, 0)
