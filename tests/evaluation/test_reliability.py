from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from worlds import LESSONS, World

from proeftuin.evaluation.expectation.beyond_expected import beyond_expected
from proeftuin.evaluation.expectation.mee_chua import mee_chua
from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.evaluation.expectation.split_half import reliability_of, spearman_brown, split_half
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.periods import period_of
from proeftuin.pyramid.counting.tiers import TWENTE, classify

# Scores of eight pupils who failed and did the test again: the example of Mee and Chua (1991), Am
# Stat 45, 39-42, as `language_test` in the R package regtomean 1.2.
BEFORE = [45, 52, 63, 68, 57, 55, 60, 59]
AFTER = [49, 50, 70, 71, 53, 61, 62, 67]


def test_mee_and_chua_s_pupils_who_failed():
    # regtomean 1.2, tests/testthat/test-plot_mu.R: t_opt 1.938 at mu_max 59.00, p_min 0.050 (one
    # side); Ostermann, Willich and Luedtke (2008), BMC Med Res Methodol 8:52, print p = 0.0504.
    found = mee_chua(BEFORE, AFTER, mean=59)
    assert round(found.statistic, 3) == 1.938
    assert round(found.pvalue / 2, 4) == 0.0504
    best = max(range(101), key=lambda mean: mee_chua(BEFORE, AFTER, mean).statistic)
    assert best == 59
    # And README of the package, plot_t: means 57.375 and 60.375.
    assert found.change + found.regression == pytest.approx(60.375 - 57.375)


@pytest.mark.parametrize("mean", [40, 59, 75])
def test_mee_and_chua_as_a_regression(mean):
    import statsmodels.api as sm

    design = sm.add_constant(np.array(BEFORE, dtype=float) - mean)
    fit = sm.OLS(AFTER, design).fit()
    test = fit.t_test(([1, 0], mean))
    found = mee_chua(BEFORE, AFTER, mean)
    assert found.statistic == pytest.approx(float(test.tvalue.item()))
    assert found.pvalue == pytest.approx(float(test.pvalue))
    low, high = fit.conf_int()[0]
    assert (found.low, found.high) == pytest.approx((low - mean, high - mean))


def test_mee_and_chua_need_pupils_who_differ():
    with pytest.raises(ValueError, match="three pupils or more"):
        mee_chua([1, 1, 1], [1, 2, 3], 0)
    with pytest.raises(ValueError, match="three pupils or more"):
        mee_chua([1, 2], [1, 2], 0)


def test_spearman_and_brown():
    # real-statistics.com, Split-half methodology, Example 1: r = .667277 becomes .800439.
    assert spearman_brown(0.667277) == pytest.approx(0.800439, abs=5e-7)
    assert spearman_brown(0.3, 3) == pytest.approx(0.9 / 1.6)


def test_two_halves_that_spread_equally_are_spearman_and_brown():
    rng = np.random.default_rng(1)
    first = rng.integers(0, 20, 200)
    second = np.where(rng.random(200) < 0.5, first, rng.permutation(first))
    # The halves have the same absences, in another order.
    second = np.sort(first)[stats.rankdata(second, method="ordinal") - 1]
    absent = np.column_stack([first, second])
    found = reliability_of(absent, 0 * absent + 200, 0 * absent + 1, parts=2)
    assert found.reliability == pytest.approx(spearman_brown(np.corrcoef(first, second)[0, 1]))


def laid(absent):
    return absent, np.full_like(absent, LESSONS), np.full_like(absent, LESSONS)


def test_a_tier_goes_back_by_the_reliability_and_the_school_stays():
    world = World(np.random.default_rng(4), classes=20, pupils=30, mean_rate=0.019)
    absent = world.window(20)
    found = reliability_of(*laid(absent))
    capped = np.minimum(absent.sum(axis=1) / (LESSONS * 20), 0.2)
    tiers = classify(absent.sum(axis=1), np.full(world.n, LESSONS * 20)).to_numpy()
    mean = capped[tiers == 3].mean()
    assert found.absence.loc[3, "absence"] == pytest.approx(mean)
    expected = capped.mean() + found.reliability * (mean - capped.mean())
    assert found.absence.loc[3, "expected"] == pytest.approx(expected)
    counts = np.bincount(tiers, minlength=4)[1:]
    assert found.expected(counts)["change"].to_numpy() == pytest.approx([0, 0, 0], abs=1e-9)
    assert found.transitions.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert found.sentence.startswith("Van de leerlingen in Tier 3 is te verwachten dat ongeveer ")
    assert found.sentence in " ".join(str(found).split())
    assert "verwacht" in found._repr_html_()


def test_the_bias_of_both_expectations_where_the_answer_is_known():
    # 30 schools of 300: with a reference there is next to no bias; a window by itself says too
    # little leaves Tier 3 by one to three points (docs/methods.md), and odd and even days far more.
    rng = np.random.default_rng(9)
    rows = []
    for _ in range(30):
        one, other = (World(rng, classes=12, pupils=25, mean_rate=0.019) for _ in range(2))
        first, second = one.window(20, 0.2), one.window(20, 0.2)
        change = compare(one.table(first), one.table(second))
        reference = compare(*(other.table(other.window(20, 0.2)) for _ in range(2)))
        odd = np.concatenate([first[:, 0::2], first[:, 1::2]], axis=1)
        half = reliability_of(*laid(first))
        left = [
            beyond_expected(change, table).table["left_difference"]
            for table in (
                reference,
                half.transitions,
                reliability_of(*laid(odd), parts=2).transitions,
            )
        ]
        rows.append([each[3] for each in left] + [left[1][1]])
    by_reference, by_window, by_odd_and_even, first_tier = np.mean(rows, axis=0)
    assert abs(by_reference) < 4
    assert -3 < by_window < 7
    assert by_odd_and_even > 20
    assert -5 < first_tier < 0.5
    expected = expected_after(change, half.transitions)
    assert expected["expected"].sum() == pytest.approx(change.paired)


def register_of(absent, world, dates):
    days = world.days(absent, dates)
    return SimpleNamespace(
        scan_days=lambda: days, school_days=pd.DatetimeIndex(dates), provenance={}
    )


def test_a_register_s_window_gives_the_same():
    world = World(np.random.default_rng(5), classes=6, pupils=20, mean_rate=0.019)
    dates = pd.bdate_range("2024-01-08", periods=30)
    absent = world.window(30)
    register = register_of(absent, world, dates)
    found = split_half(register, period_of(dates[5:25]), TWENTE, "sessions")
    assert found.reliability == pytest.approx(reliability_of(*laid(absent[:, 5:25])).reliability)


def test_too_few_pupils_and_pupils_who_are_all_alike():
    few = reliability_of(*laid(World(np.random.default_rng(5), 2, 10).window(20)))
    assert np.isnan(few.reliability)
    assert few.notes == ("Met 20 leerlingen is niet te zien hoeveel vanzelf verandert.",)
    assert few.sentence == "Wat vanzelf te verwachten is, is uit dit venster niet af te leiden."
    alike = reliability_of(*laid(np.ones((40, 20), dtype=np.int64)))
    assert alike.notes == (
        "Alle leerlingen verzuimden evenveel; dan is niet te zien wat vanzelf verandert.",
    )
    with pytest.raises(ValueError, match="at least two parts"):
        reliability_of(*laid(np.ones((40, 2), dtype=np.int64)))
