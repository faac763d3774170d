import numpy as np
import pandas as pd
import pytest
from worlds import World

from proeftuin.evaluation.power import detectable_change
from proeftuin.pyramid.comparison import compare


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
