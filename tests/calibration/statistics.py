"""What is measured in every world: an interval, a p-value, or an error in percentage points.

A statistic takes what a design drew. Of an interval it returns estimate, low and high, worlds ×
columns; of a test the p-values, worlds × columns; of a bias the errors, worlds × columns.
"""

import numpy as np
import pandas as pd
from worlds import LESSONS

from calibration.designs import TIERS
from proeftuin.evaluation.expectation.beyond_expected import beyond_expected
from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.evaluation.expectation.split_half import reliability_of
from proeftuin.evaluation.homogeneity.cluster_homogeneity import cluster_homogeneity
from proeftuin.evaluation.homogeneity.homogeneity import marginal_homogeneity, mcnemar_midp
from proeftuin.evaluation.many_schools.class_changes import benjamini_hochberg, exact_midp
from proeftuin.evaluation.many_schools.funnel import funnel
from proeftuin.evaluation.many_schools.pooled_change import pool_changes
from proeftuin.evaluation.schools.two_groups import mean_difference, permutation
from proeftuin.evaluation.series.interrupted_series import interrupted_time_series
from proeftuin.pyramid.counting.intervals import mean_interval, paired_interval, wilson


def paired(drawn):
    """The interval that the library ships with a change."""
    found = paired_interval(drawn.columns(drawn.moved), drawn.class_of)
    sides = [100 * each.reshape(drawn.worlds, -1) for each in (found.low, found.high)]
    return 100 * drawn.moved.mean(axis=1), *sides


def independent(drawn):
    """The interval that takes pupils as independent, which is not shipped."""
    mean = 100 * drawn.moved.mean(axis=1)
    half = 1.96 * 100 * drawn.moved.std(axis=1) / np.sqrt(drawn.n)
    return mean, mean - half, mean + half


def only(statistic, place):
    """Return one column of a statistic: 0 is the first tier, or the first test."""

    def of_one(drawn):
        found = statistic(drawn)
        if isinstance(found, np.ndarray):
            return found[:, [place]]
        return [each[:, [place]] for each in found]

    return of_one


def share(drawn):
    """Wilson's interval of a pyramid, of the first window."""
    counts = drawn.counts[0]
    low, high = wilson(counts, np.full(counts.shape, drawn.n))
    return 100 * counts / drawn.n, 100 * low, 100 * high


def rate(drawn):
    """The interval of the change in the mean share of time missed."""
    before, after = (
        100 * absent / possible
        for absent, possible in zip(drawn.absent, drawn.possible, strict=True)
    )
    change = (after - before)[:, :, None]
    found = mean_interval(drawn.columns(change), drawn.class_of)
    return [each[:, None] for each in (found.mean, found.low, found.high)]


def change_of_the_first(drawn):
    """The change in Tier 1 itself."""
    return 100 * drawn.moved.mean(axis=1)[:, :1]


def left_lowest(drawn):
    """Of the pupils in the lowest tier, the percentage that leaves it."""
    lowest = drawn.transitions[:, -1]
    return 100 * (1 - lowest[:, -1:] / lowest.sum(axis=1, keepdims=True))


def expected(drawn):
    """What the reference's movements give, minus what there was."""
    school, reference = drawn
    found = [
        expected_after(before, table)["expected"].to_numpy()
        for before, table in zip(school.counts[0], reference.transitions, strict=True)
    ]
    return 100 * (np.array(found) - school.counts[1]) / school.n


def expected_from_halves(drawn):
    """Per tier, the share expected to leave it from one window alone, minus the share that did."""
    days, school = drawn
    ones = np.ones(days.shape[1:], dtype=np.int64)
    found = [
        reliability_of(absent, LESSONS * ones, LESSONS * ones).transitions.to_numpy()
        for absent in days
    ]
    moved = school.transitions
    stayed = moved.diagonal(axis1=1, axis2=2) / moved.sum(axis=2)
    return 100 * (stayed - np.array(found).diagonal(axis1=1, axis2=2))


def expected_of_the_worst(drawn):
    """The same, of the quarter of schools that began with the fewest pupils in Tier 1."""
    first = drawn[0].counts[0][:, 0]
    errors = expected(drawn)
    errors[first > np.quantile(first, 0.25)] = np.nan
    return errors


def beyond(drawn):
    """The interval of the pyramid minus the expected one."""
    return _beyond(drawn, "difference", "low", "high")


def beyond_left(drawn):
    """The interval of who left each tier minus the share that was expected to."""
    return _beyond(drawn, "left_difference", "left_low", "left_high")


def _beyond(drawn, *names):
    school, reference = (each.comparisons for each in drawn)
    found = [
        beyond_expected(each, other).table[list(names)].to_numpy()
        for each, other in zip(school, reference, strict=True)
    ]
    return list(np.array(found).transpose(2, 0, 1))


def difference(drawn):
    """The interval of pilot schools minus the others."""
    found = _differences(drawn)
    return [np.array([[getattr(f, name)] for f in found]) for name in ("difference", "low", "high")]


def difference_tests(drawn):
    """The p-values of its t-test and of the exact permutation."""
    values, pilot = _table(drawn)
    exact = [permutation(changes, pilot).pvalue for changes in values]
    return np.column_stack([[each.pvalue for each in _differences(drawn)], exact])


def _differences(drawn):
    values, pilot = _table(drawn)
    return [mean_difference(changes, pilot) for changes in values]


def _table(drawn):
    return np.hstack(drawn), np.repeat([True, False], [each.shape[1] for each in drawn])


def class_test(drawn):
    """The p-value of the test over classes, which is the headline."""
    return np.array([[cluster_homogeneity(each).pvalue] for each in drawn.comparisons])


def classical_tests(drawn):
    """The p-values of Stuart and Maxwell's test and of Bhapkar's."""
    found = [marginal_homogeneity(table) for table in drawn.transitions]
    return np.array([[each.pvalue, each.bhapkar_pvalue] for each in found])


def mcnemar(drawn):
    """The mid-p-value per tier."""
    return np.array([mcnemar_midp(table).to_numpy() for table in drawn.transitions])


def any_class(drawn):
    """The smallest adjusted p-value of the classes: whether any stands out."""
    starts = np.flatnonzero(np.diff(drawn.class_of, prepend=-1))
    first = drawn.moved[:, :, 0]
    gained, lost = (np.add.reduceat(first == sign, starts, axis=1) for sign in (1, -1))
    pvalues = exact_midp(gained, lost)
    return np.array([[benjamini_hochberg(each)[1].min()] for each in pvalues])


def pooled(drawn):
    """The interval of the mean change over pilots."""
    found = _pooled(drawn)
    return [np.array([[getattr(f, name)] for f in found]) for name in ("change", "low", "high")]


def prediction(drawn):
    """The prediction interval, minus the true change of the next school."""
    found, following = _pooled(drawn), drawn[1]
    names = ("change", "prediction_low", "prediction_high")
    return [np.array([[getattr(f, name)] for f in found]) - following for name in names]


def _pooled(drawn):
    pilots, following = drawn
    found = paired_interval(pilots.columns(pilots.moved), pilots.class_of)
    error = 100 * found.standard_error.reshape(pilots.worlds, -1)[:, 0]
    schools = pilots.worlds // len(following)
    table = pd.DataFrame(
        {"n": pilots.n, "change": pilots.moved_shares(1)[:, 0], "standard_error": error}
    )
    names = [str(place) for place in range(schools)]
    return [
        pool_changes(table[first : first + schools].assign(school=names))
        for first in range(0, len(table), schools)
    ]


def within_limits(drawn):
    """The percentage of schools within the limits of 95% and of 99.8%."""
    n, counts = drawn
    found = []
    for after in counts:
        table = pd.DataFrame({"school": np.arange(len(n)).astype(str), "n": n, "after": after})
        shown = funnel(table).table
        found.append(
            [
                100 * shown["share"].between(shown[f"low{z}"], shown[f"high{z}"]).mean()
                for z in (95, 998)
            ]
        )
    return np.array(found)


def series(drawn):
    """The intervals of the changes of level and slope at the interruption."""
    rows, names = ["level", "slope"], ["points", "low", "high"]
    found = [interrupted_time_series(*each).to_frame().loc[rows, names] for each in drawn]
    return list(np.array(found).transpose(2, 0, 1))


TIER_NAMES = tuple(f"Tier {tier}" for tier in TIERS)
