from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from proeftuin.evaluation.schools.difference_in_differences import difference_in_differences
from proeftuin.evaluation.schools.history import pre_period
from proeftuin.evaluation.schools.two_groups import ALL_UP_TO, mean_difference, permutation


def schools(pilots, others, **more):
    names = [f"P{i}" for i in range(len(pilots))] + [f"C{i}" for i in range(len(others))]
    pilot = [True] * len(pilots) + [False] * len(others)
    change = np.array([*pilots, *others], dtype=float)
    table = {"school": names, "pilot": pilot, "n": 200, "change": change}
    return pd.DataFrame(table | more)


def history(table, slopes, points=6, noise=0.0, seed=0):
    rng = np.random.default_rng(seed)
    rows = [
        (row.school, row.pilot, time, 70 + slope * time + noise * rng.normal())
        for row, slope in zip(table.itertuples(), slopes, strict=True)
        for time in range(-points, 2)
    ]
    return pd.DataFrame(rows, columns=["school", "pilot", "time", "value"])


# -- published -------------------------------------------------------------------------------------

# Box, Hunter and Hunter (2005), Statistics for Experimenters, 2nd ed., tomato plants with fertiliser
# A and B; data as `tomato.data` in the R package BHH2.
TOMATO_A = [29.9, 11.4, 25.3, 16.5, 21.1]
TOMATO_B = [26.6, 23.7, 28.5, 14.2, 17.9, 24.3]


def test_the_tomatoes_of_box_hunter_and_hunter():
    # Printed there: a difference of 1.69, t = 0.44 with 9 degrees of freedom, 462 arrangements.
    found = difference_in_differences(schools(TOMATO_B, TOMATO_A), method="pooled")
    assert round(found.difference, 2) == 1.69
    assert round(found.difference / found.result.standard_error, 2) == 0.44
    assert found.result.df == 9
    assert found.exact.count == 462
    assert found.exact.exact


def test_card_and_krueger_s_fast_food():
    # Card and Krueger (1994), Am Econ Rev 84, 772-793, Table 3, row 4: change in employment per
    # store, balanced sample: -2.28 (1.25) in Pennsylvania, 0.47 (0.48) in New Jersey; difference
    # 2.75 (1.34). Stores are made that have those means and standard errors.
    def stores(mean, error, n):
        spread = error * np.sqrt(n - 1)
        return mean + spread * np.tile([-1.0, 1.0], n // 2)

    changes = np.concatenate([stores(0.47, 0.48, 310), stores(-2.28, 1.25, 76)])
    found = mean_difference(changes, np.arange(386) < 310)
    assert round(found.difference, 2) == 2.75
    assert round(found.standard_error, 2) == 1.34
    assert found.method == "Welch"


def test_the_lady_tasting_tea():
    # Fisher (1935), The Design of Experiments: four cups of eight, all told right, 1 in 70; and
    # all told wrong is as far from chance.
    found = permutation([1, 1, 1, 1, 0, 0, 0, 0], [True] * 4 + [False] * 4)
    assert found.count == 70
    assert found.pvalue / 2 == pytest.approx(1 / 70)
    assert found.smallest == pytest.approx(2 / 70)


def test_the_quiz_of_nettleton():
    # Nettleton (Iowa State University, S401, randomizationtest.txt): 7 and 5 against 3 and 1 gives
    # a two-sided p of 2/6.
    assert permutation([7, 5, 3, 1], [True, True, False, False]).pvalue == pytest.approx(2 / 6)


# -- other engines ---------------------------------------------------------------------------------

CHANGES = st.lists(st.integers(-300, 300).map(lambda x: x / 8), min_size=3, max_size=9)


@given(CHANGES, st.data())
def test_t_and_permutation_are_those_of_scipy(changes, data):
    pilots = data.draw(st.integers(1, len(changes) - 1))
    pilot = np.arange(len(changes)) < pilots
    first, second = np.array(changes)[pilot], np.array(changes)[~pilot]
    found = mean_difference(changes, pilot)
    if found.method != "none":
        welch = min(len(first), len(second)) >= 4
        assert found.method == ("Welch" if welch else "pooled")
        # SciPy warns of a group whose numbers are all the same.
        if np.ptp(first) and np.ptp(second):
            expected = stats.ttest_ind(first, second, equal_var=not welch)
            assert found.pvalue == pytest.approx(expected.pvalue, abs=1e-9)
            interval = expected.confidence_interval()
            assert (found.low, found.high) == pytest.approx((interval.low, interval.high))

    def distance(x, y, axis):
        return np.abs(np.mean(x, axis=axis) - np.mean(y, axis=axis)).round(9)

    exact = permutation(changes, pilot)
    # SciPy takes no group of one.
    if min(len(first), len(second)) > 1:
        expected = stats.permutation_test(
            (first, second), distance, vectorized=True, n_resamples=np.inf, alternative="greater"
        )
        assert exact.pvalue == pytest.approx(expected.pvalue)
    assert exact.pvalue >= exact.smallest - 1e-12


def test_a_tie_that_rounding_hides_is_one():
    # Both means are -14/15, but in two ways of adding up.
    assert permutation([-1.7, -1.0, -0.1, 2.0, -1.7, -3.1], [True] * 3 + [False] * 3).pvalue == 1


def test_one_pilot_is_the_t_of_a_new_observation():
    import statsmodels.api as sm

    table = schools([6.0], [1.0, -2.0, 0.5, 3.0])
    found = difference_in_differences(table)
    fit = sm.OLS(table["change"], sm.add_constant(table["pilot"].astype(float))).fit()
    assert found.pvalue == pytest.approx(fit.pvalues["pilot"])
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int().loc["pilot"]))
    assert found.result.df == 3
    assert found.smallest_pvalue == pytest.approx(1 / 5)


def test_many_schools_are_drawn_with_a_seed():
    rng = np.random.default_rng(3)
    values, pilot = rng.normal(size=22), np.arange(22) < 8
    values[pilot] += 0.8
    found = permutation(values, pilot, seed=1)
    assert not found.exact
    assert found.count == ALL_UP_TO - 1
    assert found.smallest == 1 / ALL_UP_TO
    again = permutation(values, pilot, seed=1)
    assert found.pvalue == again.pvalue
    own = abs(values[pilot].mean() - values[~pilot].mean())
    every = np.array([values[list(chosen)].sum() for chosen in combinations(range(22), 8)])
    exact = np.mean(np.abs(every / 8 - (values.sum() - every) / 14) >= own - 1e-12)
    assert found.pvalue == pytest.approx(exact, abs=0.004)


def test_without_a_difference_five_in_a_hundred():
    rng = np.random.default_rng(8)
    noise = rng.normal(size=(2000, 8))
    for pilots in (1, 3, 4):
        pilot = np.arange(8) < pilots
        found = [mean_difference(row, pilot).pvalue < 0.05 for row in noise]
        assert 0.035 < np.mean(found) < 0.065
    exact = [permutation(row, np.arange(8) < 3).pvalue <= 0.05 for row in noise[:500]]
    assert np.mean(exact) < 0.07


# -- what came before ------------------------------------------------------------------------------


def test_the_slopes_are_those_of_least_squares():
    table = schools([9.0, 8.0], [1.0, 0.0, 2.0])
    past = history(table, [0.5, -0.2, 0.1, 0.3, 0.0], noise=1.0)
    found = pre_period(past, 8.0)
    for row in found.slopes.itertuples():
        rows = past[(past["school"] == row.school) & (past["time"] < 0)]
        assert row.slope == pytest.approx(np.polyfit(rows["time"], rows["value"], 1)[0])
        assert row.points == 6
    assert found.result.pvalue == pytest.approx(
        stats.ttest_ind(found.slopes["slope"][found.slopes["pilot"]],
                        found.slopes["slope"][~found.slopes["pilot"]]).pvalue
    )  # fmt: skip


def test_effect_may_be_said_when_what_came_before_allows():
    table = schools([9.0, 8.0, 10.0], [1.0, 0.0, 2.0, 1.5])
    past = history(table, [0.1, -0.1, 0, 0.1, -0.1, 0, 0.05], noise=0.5)
    found = difference_in_differences(table, past)
    assert found.may_say_effect
    assert found.refusal == ""
    assert found.sentence.endswith(
        "De scholen liepen vooraf gelijk op; dit wijst op een effect van de proeftuin."
    )
    weak = table.assign(change=[9.0, -5.0, 10.0, 1.0, 0.0, 2.0, 1.5])
    assert difference_in_differences(weak, past).sentence.endswith(
        "een effect is niet aangetoond van de proeftuin."
    )


@pytest.mark.parametrize(
    ("slopes", "changes", "points", "why"),
    [
        (None, [9, 8, 10], 6, "er is geen voorgeschiedenis van deze scholen"),
        ([0] * 7, [9, 8, 10], 2, "van geen school zijn er 3 metingen van voor de start"),
        (
            [3, 3.1, 2.9, 0, 0.1, -0.1, 0],
            [9, 8, 10],
            6,
            "de proeftuinscholen en de vergelijkingsscholen liepen vooraf al uiteen (verschil in "
            "helling +3,0 per periode, p < 0,001)",
        ),
        (
            [2, -2, 0, 2, -2, 1, -1],
            [2, 1, 3],
            6,
            "de toets van de voorgeschiedenis heeft te weinig onderscheidend vermogen: pas een "
            "scheefloop van 5,1 procentpunt was opgevallen, en het verschil is 0,9",
        ),
    ],
)
def test_effect_may_not_be_said(slopes, changes, points, why):
    table = schools([float(change) for change in changes], [1.0, 0.0, 2.0, 1.5])
    past = None if slopes is None else history(table, slopes, points)
    found = difference_in_differences(table, past)
    assert not found.may_say_effect
    assert found.refusal == why
    assert f"Of de proeftuin dat deed, is niet te zeggen: {why}." in found.sentence
    assert "effect" not in str(found)
    if past is not None:
        assert f"De toets van de voorgeschiedenis is niet gehaald: {why}." in found.notes


def test_two_schools_cannot_be_tested_for_what_came_before():
    table = schools([9.0], [1.0])
    found = difference_in_differences(table, history(table, [0.0, 0.1]))
    assert found.refusal == (
        "er zijn te weinig scholen met een voorgeschiedenis om te toetsen of zij vooraf gelijk "
        "opliepen"
    )
    assert found.notes[0] == (
        "Er is geen marge: met één proeftuinschool en één vergelijkingsschool is niet te zien hoe "
        "ver scholen vanzelf uiteenlopen."
    )
    assert found.sentence.startswith(
        "Bij één proeftuinschool veranderde het aandeel in Tier 1 +9,0"
    )


# -- guards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pilots", "others", "kind"),
    [([1.0, 2.0], [], "vergelijkingsschool"), ([], [1.0, 2.0, 3.0], "proeftuinschool")],
)
def test_one_kind_of_school_gives_no_difference(pilots, others, kind):
    found = difference_in_differences(schools(pilots, others))
    assert np.isnan(found.difference)
    assert found.notes == (f"Er is geen {kind} met een verandering, dus geen verschil.",)
    assert found.sentence == "Er is geen verschil met vergelijkingsscholen te berekenen."
    assert found.sentence in " ".join(str(found).split())


def test_schools_without_a_change_are_named():
    found = difference_in_differences(schools([3.0, np.nan], [1.0, 2.0]))
    assert found.schools["school"].tolist() == ["P0", "C0", "C1"]
    assert found.notes[0] == "Zonder verandering, en dus niet meegeteld: P1."
    assert found.notes[1] == (
        "Met 3 scholen kan de p van de permutatietoets niet onder 0,333 komen: aantonen kan deze "
        "toets hier niets."
    )


def test_schools_that_changed_exactly_alike_have_no_margin():
    found = difference_in_differences(schools([3.0, 3.0], [1.0, 1.0]))
    assert found.difference == 2
    assert found.notes[0] == (
        "Er is geen marge: de scholen veranderden binnen hun groep precies evenveel."
    )


def test_what_a_programmer_gets_wrong():
    table = schools([1.0], [2.0, 3.0])
    with pytest.raises(ValueError, match="no column change"):
        difference_in_differences(table.drop(columns="change"))
    with pytest.raises(ValueError, match="no column value"):
        difference_in_differences(table, pd.DataFrame(columns=["school", "pilot", "time"]))
    with pytest.raises(ValueError, match="one row per school"):
        difference_in_differences(pd.concat([table, table]))


def test_the_figure_draws_every_school():
    import matplotlib.pyplot as plt

    table = schools([9.0, 8.0], [1.0, 0.0, 2.0])
    found = difference_in_differences(table, history(table, [0, 0.1, 0.2, 0, 0.1]))
    left, right = found.plot()
    assert len(left.lines) == 5 + 2 + 1
    assert "Verschil met vergelijkingsscholen: +7,5" in left.get_title(loc="left").replace(
        "\n", " "
    )
    dots = [line for line in right.lines if line.get_marker() == "o"]
    assert sorted(len(line.get_xdata()) for line in dots) == [2, 3]
    plt.close(left.figure)
    left, _ = difference_in_differences(table).plot()
    assert {tuple(line.get_xdata()) for line in left.lines} >= {(-1, 0)}
    plt.close(left.figure)
