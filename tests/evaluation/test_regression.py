import numpy as np
import pandas as pd
import pytest
from worlds import World

from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.pyramid import build_pyramid

REFERENCE = pd.DataFrame([[80, 6, 4], [6, 5, 4], [4, 4, 4]], [1, 2, 3], [1, 2, 3])


def test_before_times_the_shares_of_the_reference():
    found = expected_after([200, 40, 60], REFERENCE)
    first = 200 * 80 / 90 + 40 * 6 / 15 + 60 * 4 / 12
    assert found.loc[1, "expected"] == pytest.approx(first)
    assert found.loc[1, "change"] == pytest.approx(100 * (first - 200) / 300)
    assert found["before"].tolist() == [200, 40, 60]
    assert found["stays"].tolist() == pytest.approx([80 / 90, 5 / 15, 4 / 12])
    assert found["expected"].sum() == pytest.approx(300)
    assert found["change"].sum() == pytest.approx(0)


def test_a_reference_in_balance_expects_no_change():
    assert expected_after([90, 15, 12], REFERENCE)["change"].tolist() == pytest.approx([0, 0, 0])


def test_a_tier_nobody_is_in_needs_no_reference():
    reference = pd.DataFrame([[8, 2, 0], [5, 5, 0], [0, 0, 0]])
    found = expected_after([10, 10, 0], reference)
    assert found["expected"].tolist() == [13, 7, 0]
    assert np.isnan(found.loc[3, "stays"])
    with pytest.raises(ValueError, match=r"nobody in tier \[3\]"):
        expected_after([10, 10, 1], reference)


def test_tiers_must_be_the_same():
    with pytest.raises(ValueError, match=r"2 tiers before, but a reference of \(3, 3\)"):
        expected_after([1, 1], REFERENCE)


def test_what_a_selected_group_does_without_any_programme():
    # Nothing is done in this world. Pupils picked for being in Tier 3 improve all the same, and
    # the movements of an earlier year say beforehand by how much.
    world = World(np.random.default_rng(11), classes=40, pupils=50)
    one, two, three, four = (world.table(world.window(20)) for _ in range(4))
    reference = compare(one, two)
    chosen = three[build_tier(three) == 3]
    change = compare(chosen, four)
    assert change.before.shares[3] == 1
    assert change.after.shares[3] < 0.75
    expected = expected_after(change, reference)
    assert expected.loc[3, "stays"] == pytest.approx(change.after.shares[3], abs=0.08)
    again = expected_after(change.before.counts, reference.transitions)
    pd.testing.assert_frame_equal(expected, again)
    pd.testing.assert_frame_equal(expected_after(build_pyramid(chosen), reference), expected)


def build_tier(table):
    from proeftuin.pyramid.counting.tiers import classify

    return classify(table["absent"], table["possible"])
