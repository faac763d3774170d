import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import World

from proeftuin.evaluation.power.detectable_change import detectable_change
from proeftuin.evaluation.power.planned_comparison import ALONE, SCHOOL_SHOCK, multiplier
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.intervals import paired_interval


def test_the_factor_is_that_of_the_t_distribution():
    world = World(np.random.default_rng(2), classes=21, pupils=15)
    change = compare(world.table(world.window(20)), world.table(world.window(20)))
    # t with 20 degrees of freedom: 2.0860 at 0.975 and 0.8600 at 0.80 (any table of t).
    expected = (2.0860 + 0.8600) * change.standard_error
    np.testing.assert_allclose(detectable_change(change), expected, rtol=1e-4)


def test_with_pupils_alone_the_factor_is_normal():
    table = pd.DataFrame({"school": "s", "pupil": range(40), "absent": [0, 3] * 20, "possible": 20})
    change = compare(table, table.assign(absent=[0] * 25 + [3] * 15), cluster=None)
    expected = (1.959964 + 0.841621) * change.standard_error
    np.testing.assert_allclose(detectable_change(change), expected, rtol=1e-6)


@pytest.mark.parametrize(("classes", "low", "high"), [(6, 11, 21), (12, 7, 13), (24, 5, 9)])
def test_a_school_of_150_300_and_600_pupils(classes, low, high):
    found = []
    for seed in range(20):
        world = World(np.random.default_rng(seed), classes=classes)
        windows = [world.table(world.window(20, class_shock=0.2)) for _ in range(2)]
        found.append(detectable_change(compare(*windows))[1])
    assert low < np.median(found) < high


@pytest.mark.parametrize(
    ("design", "points"),
    [
        ({"pupils": 150, "classes": 6}, 16),
        ({"pupils": 300, "classes": 12}, 10),
        ({"pupils": 600, "classes": 24}, 7),
        ({"pupils": 300, "classes": 12, "comparison_schools": 5}, 16),
        ({"pupils": 300, "classes": 12, "schools": 5, "comparison_schools": 10}, 7),
    ],
)
def test_what_usual_schools_can_show(design, points):
    found = detectable_change(**design)
    assert round(found.change) == points
    assert f"ongeveer {points} procentpunt" in found.sentence
    assert found.changers == 0.29
    assert found.design_effect == 1.1
    assert found.school_shock == 2.25


def test_the_multiplier_reproduces_powerupr():
    # PowerUpR (Bulus, Dong, Kelcey and Spybrook), reference manual, bira2r1, "cross-checks":
    # mdes.bira2r1(rho2=.17, omega2=.50, n=15, J=20) is the .366 that it gives to power.bira2r1.
    error = np.sqrt(0.17 * 0.50 / 20 + (1 - 0.17) / (0.25 * 20 * 15))
    assert round(float(multiplier(20 - 1) * error), 3) == 0.366


def test_in_simulated_schools_the_design_shows_its_change_four_times_out_of_five():
    # Class shocks of 0.2, and none to the school: in these worlds q is 0.23 and deff 1.1.
    rng = np.random.default_rng(7)
    worlds = [World(rng, classes=12) for _ in range(150)]
    pairs = [[first_tier(world.window(20, class_shock=0.2)) for _ in range(2)] for world in worlds]
    changers = np.mean([np.mean(before != after) for before, after in pairs])
    found = detectable_change(pupils=300, classes=12, changers=changers)
    changes = 100 * np.array([np.mean(after - before) for before, after in pairs])
    assert changes.std(ddof=1) == pytest.approx(found.standard_error, rel=0.15)
    shown = []
    for world, (before, after) in zip(worlds, pairs, strict=True):
        moved = after - before
        interval = paired_interval(moved[:, None], world.class_of)
        shown.append(100 * interval.low[0] + found.change > 0)
    # Adding the change to what chance gave: shown when the interval then leaves out zero.
    assert 0.72 < np.mean(shown) < 0.88


def test_the_school_shock_is_what_a_shock_of_the_worlds_does_to_tier_1():
    rng = np.random.default_rng(11)
    changes, alone = [], []
    for _ in range(300):
        world = World(rng, classes=12)
        before, after = (
            first_tier(world.window(20, class_shock=0.2, school_shock=0.14)) for _ in range(2)
        )
        moved = after - before
        changes.append(100 * moved.mean())
        alone.append(100**2 * 1.1 * (np.mean(moved**2) - moved.mean() ** 2) / len(moved))
    shock = np.sqrt(np.var(changes, ddof=1) - np.mean(alone))
    assert shock == pytest.approx(SCHOOL_SHOCK, abs=0.6)


def first_tier(absent):
    return (absent.sum(axis=1) * 20 <= 6 * absent.shape[1]).astype(np.int64)


def test_more_pupils_classes_or_schools_never_show_less():
    frame = detectable_change(pupils=300, classes=12, comparison_schools=5).to_frame()
    assert frame["change"].is_monotonic_decreasing
    assert frame.loc[frame["size"] == 5, "change"].item() == pytest.approx(16.13, abs=0.01)
    frame = detectable_change(pupils=300, classes=12).to_frame()
    assert frame["change"].is_monotonic_decreasing
    assert frame.loc[frame["size"] == 24, "change"].item() == pytest.approx(6.75, abs=0.01)


@given(
    st.integers(30, 2000),
    st.integers(2, 30),
    st.floats(0.01, 1),
    st.floats(0.5, 3),
    st.floats(0, 10),
)
def test_between_schools_is_the_formula(pupils, schools, changers, effect, shock):
    found = detectable_change(
        pupils=pupils,
        classes=4,
        schools=schools,
        comparison_schools=schools,
        changers=changers,
        design_effect=effect,
        school_shock=shock,
    )
    each = 100**2 * changers * effect / pupils + shock**2
    assert found.df == 2 * schools - 2
    assert found.standard_error == pytest.approx((each * 2 / schools) ** 0.5)


@pytest.mark.parametrize(
    ("design", "note"),
    [
        (
            {"pupils": 300, "classes": 12, "comparison_schools": 1},
            "Met twee scholen is er geen onzekerheidsmarge; voeg ten minste een derde school toe.",
        ),
        (
            {"pupils": 40, "classes": 1},
            "Met één klas is er geen onzekerheidsmarge; voeg ten minste een tweede klas toe.",
        ),
        (
            {"pupils": 60, "classes": 3},
            "Met minder dan 4 klassen neemt het interval leerlingen als los van elkaar; dit getal "
            "is dan ruim.",
        ),
        (
            {"pupils": 29, "classes": 4},
            "Met minder dan 30 leerlingen noemt het rapport geen verandering.",
        ),
        (
            {"pupils": 5, "classes": 2},
            "Zo’n grote verandering bestaat niet: met deze opzet is niets aan te tonen.",
        ),
        ({"pupils": 300, "classes": 12, "schools": 3}, ALONE),
        ({"pupils": 300, "classes": 12}, ALONE),
    ],
)
def test_what_a_design_cannot_do_is_said(design, note):
    found = detectable_change(**design)
    assert note in found.notes
    assert found.sentence in " ".join(str(found).split())


def test_without_an_interval_nothing_is_shown():
    found = detectable_change(pupils=300, classes=12, comparison_schools=1)
    assert np.isnan(found.change)
    assert found.sentence == (
        "Met één proeftuinschool en één vergelijkingsschool van elk 300 leerlingen in 12 klassen is "
        "een verschil met vergelijkingsscholen in Tier 1 niet aan te tonen: er is geen "
        "onzekerheidsmarge."
    )
    assert "–" in str(found)


@pytest.mark.parametrize(
    "design",
    [
        {},
        {"pupils": 300, "classes": 0},
        {"pupils": 3, "classes": 4},
        {"pupils": 300, "classes": 12, "schools": 0},
        {"pupils": 300, "classes": 12, "comparison_schools": -1},
        {"pupils": 300, "classes": 12, "changers": 0},
        {"pupils": 300, "classes": 12, "changers": 1.1},
        {"pupils": 300, "classes": 12, "design_effect": 0},
        {"pupils": 300, "classes": 12, "school_shock": -1},
    ],
)
def test_an_impossible_design_is_refused(design):
    with pytest.raises(ValueError, match=r"a design|changers lie"):
        detectable_change(**design)


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({}, "Met 12 klassen is in Tier 1 iets aan te tonen vanaf ongeveer 10 procentpunt"),
        (
            {"comparison_schools": 5},
            "Met 5 vergelijkingsscholen is in Tier 1 iets aan te tonen vanaf ongeveer 16 "
            "procentpunt",
        ),
    ],
)
def test_the_figure_names_the_plan(more, title):
    import matplotlib.pyplot as plt

    ax = detectable_change(pupils=300, classes=12, **more).plot()
    assert ax.get_title(loc="left").replace("\n", " ") == title
    plt.close(ax.figure)
