"""Many schools and classes: published summaries, other engines, and what is not shown."""

from math import comb

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from statsmodels.stats.contingency_tables import mcnemar
from worlds import World

from proeftuin.evaluation.homogeneity.homogeneity import exact_midp
from proeftuin.evaluation.many_schools.caterpillar import caterpillar
from proeftuin.evaluation.many_schools.class_changes import benjamini_hochberg, class_changes
from proeftuin.evaluation.many_schools.pooled_change import (
    CHOSEN,
    pool_changes,
    prediction_interval,
)
from proeftuin.pyramid.comparison import compare


def table(change, error, n=200, pilot=True, df=20.0):
    names = [f"School {place:02}" for place in range(len(change))]
    columns = {"school": names, "pilot": pilot, "n": n, "change": change, "df": df}
    return pd.DataFrame({**columns, "standard_error": error})


# Kacker (2004), Metrologia 41, 132-136: nine laboratories.
LABORATORIES = table(
    [61.00, 61.40, 62.21, 62.30, 62.34, 62.60, 62.70, 62.84, 65.90],
    np.sqrt([0.2025, 1.2100, 0.0900, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225]),
)


def test_the_published_random_effects_summary():
    """Kacker (2004), table 1: τ = 0.8399 by Paule and Mandel.

    Mean and standard error as the R package metafor has them (`rma(method="PM")`: 62.40761991 and
    0.33803060), Q = 24.8019 and its p-value 0.00168; from statsmodels' test suite.
    """
    found = pool_changes(LABORATORIES)
    assert f"{found.between:.4f}" == "0.8399"
    assert f"{found.change:.6f}" == "62.407620"
    assert f"{found.standard_error:.5f}" == "0.33803"
    assert f"{found.heterogeneity:.6f}" == "0.001679"
    # t(0.975; 8) = 2.306, from a table.
    assert found.high - found.change == pytest.approx(2.306 * found.standard_error, rel=1e-4)


def test_the_published_prediction_interval():
    """The R package meta, `metabin(..., method.tau="DL", hakn=TRUE)` on 17 trials.

    Mean 0.4295204, standard error 0.0915953, τ² 0.0016784: prediction 0.2156510 to 0.6433898; as
    quoted in statsmodels' test suite.
    """
    ends = prediction_interval(0.429520368698268, 0.0915952752397692, 0.0016783981912744, 17)
    assert [f"{end:.10f}" for end in ends] == ["0.2156509652", "0.6433897722"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-20, 20), st.floats(0.5, 6)), min_size=3, max_size=15),
)
def test_a_root_finder_gives_the_same_spread_between_schools(drawn):
    change, error = (np.array(each) for each in zip(*drawn, strict=True))

    def excess(tau2):
        weight = 1 / (error**2 + tau2)
        mean = (weight * change).sum() / weight.sum()
        return (weight * (change - mean) ** 2).sum() - (len(change) - 1)

    tau2 = 0.0 if excess(0) <= 0 else brentq(excess, 0, 1e6)
    found = pool_changes(table(change, error))
    assert found.between**2 == pytest.approx(tau2, abs=2e-3)
    weight = 1 / (error**2 + tau2)
    assert found.change == pytest.approx((weight * change).sum() / weight.sum(), abs=2e-3)
    # Hartung and Knapp's factor is 1 where schools differ, and kept at 1 where they do not.
    assert found.standard_error == pytest.approx(weight.sum() ** -0.5, rel=1e-3)
    assert found.prediction_low <= found.low + 1e-9
    assert found.prediction_high >= found.high - 1e-9


def test_the_mean_is_covered_and_so_is_a_next_school():
    rng = np.random.default_rng(9)
    mean, next_one = [], []
    for _ in range(300):
        error = rng.uniform(1.5, 4, 8)
        found = pool_changes(table(rng.normal(rng.normal(3, 3, 8), error), error))
        mean.append(found.low < 3 < found.high)
        next_one.append(found.prediction_low < rng.normal(3, 3) < found.prediction_high)
    assert 0.92 < np.mean(mean) < 0.98
    # Known to be somewhat narrow with few schools: τ is hardly known.
    assert 0.86 < np.mean(next_one) < 0.97


@pytest.mark.parametrize(("schools", "word"), [(0, "0 scholen"), (1, "1 school"), (2, "2 scholen")])
def test_with_fewer_than_three_schools_there_is_no_mean(schools, word):
    found = pool_changes(LABORATORIES[:schools])
    assert np.isnan(found.change)
    assert found.sentence == (
        f"Met {word} is er geen gemiddelde over scholen: daar zijn er ten minste 3 voor nodig."
    )


def test_the_summary_in_words_says_mean_and_next_school_and_how_schools_were_chosen():
    found = pool_changes(table([2.0, 9.0, 4.0, -3.0], [2.0, 2.5, 2.0, 3.0]))
    assert found.sentence == (
        "Over 4 scholen was de verandering gemiddeld +3,2 procentpunt (onzekerheidsmarge −4,5 tot "
        "+10,8); bij een volgende school als deze ligt de verandering naar verwachting tussen −17,4 "
        "en +23,7 procentpunt."
    )
    assert found.notes == (CHOSEN,)
    assert str(found).startswith(found.sentence)


@pytest.fixture
def many():
    mixed = table([4.0, 1.0, 7.0, -2.0, 0.5, 3.0], [1.5, 2.0, 2.5, 3.0, 1.0, 2.0])
    return mixed.assign(
        n=[300, 150, 90, 29, 600, 200], pilot=[True, True, True, True, False, False]
    )


def test_the_caterpillar_is_in_order_of_size_or_name_and_never_of_outcome(many):
    by_size = caterpillar(many).table
    assert by_size["n"].tolist() == [600, 300, 200, 150, 90]
    by_name = caterpillar(many, order="name").table["school"].tolist()
    assert by_name == sorted(by_name)
    with pytest.raises(ValueError, match="'size' or 'name', got 'change'"):
        caterpillar(many, order="change")


def test_intervals_are_those_of_students_t(many):
    found = caterpillar(many).table.set_index("school")
    # t(0.975; 20) = 2.086, from a table; without degrees of freedom the normal distribution.
    assert found.loc["School 00", "high"] == pytest.approx(4 + 2.086 * 1.5, abs=1e-3)
    normal = caterpillar(many.assign(df=np.inf)).table.set_index("school")
    assert normal.loc["School 00", "low"] == pytest.approx(4 - 1.95996 * 1.5, abs=1e-4)


def test_a_small_school_or_one_without_uncertainty_is_left_out_and_named(many):
    many.loc[1, "standard_error"] = np.nan
    found = caterpillar(many)
    assert found.left_out == ("School 01", "School 03")
    assert found.notes == (
        "School 01 en School 03 doen niet mee: minder dan 30 leerlingen te volgen, of geen "
        "onzekerheidsmarge.",
    )
    assert found.pooled.schools == 2
    assert np.isnan(found.pooled.change)


def test_the_pilots_are_pooled_and_the_others_are_not(many):
    found = caterpillar(many)
    expected = pool_changes(many[many["pilot"]])
    pd.testing.assert_frame_equal(found.pooled.to_frame(), expected.to_frame())
    assert found.sentence == (
        "Van de 3 scholen met een proeftuin en 2 zonder laten er 2 een verandering in het aandeel in "
        "Tier 1 zien die groter is dan de onzekerheid."
    )
    assert "effect" not in str(found).lower()
    assert "<td>School 00</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda schools: schools.drop(columns="pilot"), "no column pilot"),
        (lambda schools: pd.concat([schools, schools]), "one row per school"),
    ],
)
def test_misuse_is_refused(many, spoil, message):
    with pytest.raises(ValueError, match=message):
        caterpillar(spoil(many))


def test_benjamini_and_hochbergs_own_example():
    """Benjamini and Hochberg (1995), J R Stat Soc B 57, 289-300, section 3.2.

    Fifteen hypotheses of the thrombolysis trial of Neuhaus et al. (1992): at q = 0.05 the first four
    are rejected, where Bonferroni rejects three.
    """
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    pvalues = np.array([*small, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000])
    rejected, adjusted = benjamini_hochberg(pvalues)
    assert rejected.tolist() == [True] * 4 + [False] * 11
    # Step up by hand: p · m / rank, and never more than that of a larger p.
    steps = pvalues * 15 / np.arange(1, 16)
    np.testing.assert_allclose(adjusted, [steps[place:].min() for place in range(15)])
    assert benjamini_hochberg(np.array([]))[0].tolist() == []


def test_the_published_mid_p():
    """Fagerland, Lydersen and Laake (2013), BMC Med Res Methodol 13, 91, table 1: 1 against 7.

    Airway hyper-responsiveness of 21 children; the formula of their supplement, written out.
    """
    assert exact_midp(1, 7) == pytest.approx(2 * (1 + 8) / 256 - 8 / 256)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40))
def test_the_mid_p_counts_every_outcome(gained, lost):
    moved, fewer = gained + lost, min(gained, lost)
    chance = [comb(moved, k) / 2**moved for k in range(fewer + 1)]
    expected = 1 - chance[-1] / 2 if gained == lost else 2 * sum(chance) - chance[-1]
    assert exact_midp(gained, lost) == pytest.approx(expected if moved else 1)
    # Half of the number itself less than the exact test of statsmodels, up to its ceiling of 1.
    exact = mcnemar([[0, gained], [lost, 0]], exact=True).pvalue
    assert exact_midp(gained, lost) <= exact + 1e-12


@pytest.fixture(scope="module")
def windows():
    """Fourteen classes, of which one has far more absence after; the last has eight pupils."""
    rng = np.random.default_rng(12)
    world = World(rng, classes=14, pupils=[25] * 13 + [8])
    before, after = world.table(world.window(20)), world.window(20)
    struck = world.class_of == 3
    after[struck] = np.where(rng.random(after[struck].shape) < 0.15, 6, after[struck])
    names = np.array([f"{1 + place // 4}{'abcd'[place % 4]}" for place in range(14)])
    return tuple(t.assign(**{"class": names[world.class_of]}) for t in (before, world.table(after)))


def test_classes_are_counted_like_compare_counts_them(windows):
    before, after = windows
    found = class_changes(before, after).table.set_index("class")
    for name in found.index:
        one = compare(before[before["class"] == name], after)
        assert found.loc[name, "n"] == one.paired
        assert found.loc[name, "change"] == pytest.approx(one.change[1])
        moves = one.transitions
        gained = int(moves.loc[2:, 1].sum())
        lost = int(moves.loc[1, 2:].sum())
        assert found.loc[name, "pvalue"] == pytest.approx(float(exact_midp(gained, lost)))


def test_the_class_in_which_something_happened_stands_out_alone(windows):
    found = class_changes(*windows)
    assert found.table.loc[found.table["stands_out"], "class"].tolist() == ["1d"]
    assert found.sentence == (
        "Van de 13 klassen valt er 1 op, met een verandering in Tier 1 die groter is dan het toeval "
        "over zoveel klassen geeft."
    )
    assert found.left_out == ("4b",)
    assert found.notes[0] == "Klas 4b doet niet mee: minder dan 10 leerlingen te volgen."
    assert found.notes[1].startswith("Dat een klas opvalt zegt niet waardoor")
    assert found.table["class"].is_monotonic_increasing
    assert "valt op" in str(found)
    assert "<td>valt op</td>" in found._repr_html_()


def test_where_nothing_happened_a_class_rarely_stands_out():
    rng = np.random.default_rng(21)
    named = 0
    for _ in range(40):
        world = World(rng, classes=12, pupils=20)
        tables = (world.table(world.window(15)) for _ in range(2))
        named += int(class_changes(*tables).table["stands_out"].any())
    assert named / 40 < 0.13


def test_without_a_class_that_stands_out_the_sentence_says_so(windows):
    before, _ = windows
    found = class_changes(before, before)
    assert found.sentence.startswith("Van de 13 klassen valt er geen op: bij geen enkele is de")
    small = before[before["class"] == "4b"]
    assert class_changes(small, small).sentence == (
        "Geen enkele klas heeft 10 leerlingen die te volgen zijn."
    )


def test_classes_of_several_schools_carry_their_school(windows):
    before, after = (pd.concat([each, each.assign(school="t")]) for each in windows)
    names = class_changes(before, after).table["class"]
    assert {"s 1a", "t 1a"} <= {*names}
    assert len(names) == 26


def test_the_figures_show_what_is_in_the_tables(many, windows):
    found = caterpillar(many)
    ax = found.plot()
    texts = [text.get_text() for text in ax.figure.findobj(mpl.text.Text)]
    shown = [text for text in texts if text.startswith("School ")]
    assert shown == found.table["school"].tolist()
    assert "Proeftuinen samen" in texts
    alone = caterpillar(many[:2]).plot()
    assert "Proeftuinen samen" not in [text.get_text() for text in alone.texts]
    classes = class_changes(*windows).plot()
    texts = [text.get_text() for text in classes.figure.findobj(mpl.text.Text)]
    assert "1 van de 13 klassen valt op" in texts
    assert sum(text.endswith("valt op") and text[0] in "+−" for text in texts) == 1
    plt.close("all")


def test_a_class_that_is_a_number_keeps_its_name_where_a_pupil_has_none():
    before = pd.DataFrame(
        {
            "school": "s",
            "pupil": range(40),
            "class": [12806801.0] * 20 + [12806802.0] * 9 + [np.nan] * 11,
            "absent": 0,
            "possible": 20,
        }
    )
    found = class_changes(before, before)
    assert found.table["class"].tolist() == ["12806801", "onbekend"]
    assert found.left_out == ("12806802",)
    assert ".0" not in str(found)
    assert "Klas 12806802 doet niet mee" in str(found)
