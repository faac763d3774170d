"""Does the interval cover what it says, in worlds whose answer is known, and do the controls fail?"""

import numpy as np
import pytest
from worlds import World

from proeftuin.pyramid.intervals import paired_interval
from proeftuin.pyramid.tiers import classify

WORLDS = 800
UNEQUAL = (8, 14, 20, 26, 32, 40)


def coverage(classes, pupils, class_shock, school_shock=0.0, times=1.0):
    """Return how often the interval, and one that takes pupils as independent, cover the truth."""
    shipped, alone, means = [], [], []
    for seed in range(WORLDS):
        world = World(np.random.default_rng([seed, classes]), classes, pupils)
        before, after = (
            world.table(world.window(20, class_shock, school_shock, factor))
            for factor in (1.0, times)
        )
        tiers = [classify(t["absent"], t["possible"]).to_numpy(dtype=int) for t in (before, after)]
        moved = (tiers[1][:, None] == [1, 2, 3]).astype(int) - (tiers[0][:, None] == [1, 2, 3])
        found = paired_interval(moved, world.class_of)
        error = np.sqrt(moved.var(axis=0) / len(moved))
        means.append(moved.mean(axis=0))
        shipped.append((found.low, found.high))
        alone.append((means[-1] - 1.96 * error, means[-1] + 1.96 * error))
    truth = np.zeros(3) if times == 1.0 else np.mean(means, axis=0)
    return [
        np.mean([(low <= truth) & (truth <= high) for low, high in each], axis=0)
        for each in (shipped, alone)
    ]


@pytest.mark.parametrize(
    ("classes", "pupils", "class_shock", "times"),
    [
        (6, 25, 0.4, 1.0),
        (12, 25, 0.0, 1.0),
        (24, 25, 0.2, 1.0),
        (12, 25, 0.4, 0.6),
        (6, UNEQUAL, 0.4, 1.0),
    ],
)
def test_the_interval_covers_what_it_says(classes, pupils, class_shock, times):
    shipped, _ = coverage(classes, pupils, class_shock, times=times)
    assert shipped[0] == pytest.approx(0.9525, abs=0.0225)
    assert shipped.min() > 0.925


def test_control_pupils_taken_as_independent_cover_too_little():
    shipped, alone = coverage(6, UNEQUAL, 0.4)
    assert alone[0] < 0.90
    assert shipped[0] > 0.93


def test_control_a_shock_to_the_whole_school_is_in_no_interval():
    shipped, _ = coverage(24, 25, 0.2, school_shock=0.3)
    assert shipped[0] < 0.70
