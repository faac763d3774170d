"""The test over classes: Hotelling's own, the interval's, and whether it keeps what it promises."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.stats.multivariate import test_mvmean as hotelling

from proeftuin.evaluation.homogeneity.cluster_homogeneity import cluster_homogeneity
from proeftuin.evaluation.homogeneity.homogeneity import marginal_homogeneity
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.intervals import paired_interval

ABSENT = {1: 0, 2: 15, 3: 50}


def changed(sizes, sums, name="class"):
    """What a comparison knows of its classes: pupils, and the change per tier."""
    table = pd.DataFrame(np.asarray(sums), columns=range(1, len(sums[0]) + 1))
    table.insert(0, "pupils", sizes)
    index = pd.MultiIndex.from_product([["s"], range(len(sizes))], names=["school", name])
    sizes = np.asarray(sizes)
    return SimpleNamespace(
        cluster_changes=table.set_index(index),
        clusters=len(sizes),
        effective_clusters=sizes.sum() ** 2 / (sizes**2).sum(),
    )


def three(first, last):
    """The changes of three tiers from those of the first and the last."""
    return [[a, -a - b, b] for a, b in zip(first, last, strict=True)]


def test_with_equal_classes_it_is_hotelling_s_test():
    rng = np.random.default_rng(3)
    for tiers, classes in ((3, 5), (3, 8), (4, 20)):
        sums = rng.integers(-4, 7, (classes, tiers))
        sums[:, -1] = -sums[:, :-1].sum(axis=1)
        found = cluster_homogeneity(changed([25] * classes, sums.tolist()))
        expected = hotelling(sums[:, 1:])
        assert found.statistic == pytest.approx(expected.statistic)
        assert found.df == pytest.approx(expected.df)
        assert found.pvalue == pytest.approx(expected.pvalue)
        assert found.notes == ()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 5)), min_size=20, max_size=80),
)
def test_with_two_tiers_it_is_the_test_of_the_interval(pupils):
    moved = np.array([[d, -d] for d, _ in pupils])
    labels = np.array([c for _, c in pupils])
    interval = paired_interval(moved, labels)
    names = np.unique(labels)
    found = cluster_homogeneity(
        changed(
            [int((labels == c).sum()) for c in names],
            [moved[labels == c].sum(axis=0).tolist() for c in names],
        )
    )
    if interval.methods[0] == "bonett-price" or not moved.any():
        assert np.isnan(found.statistic)
        return
    if np.isnan(found.statistic):
        assert interval.effective_clusters < 2 or not any(moved[labels == c].sum() for c in names)
        return
    distance = moved[:, 0].mean() / interval.standard_error[0]
    assert found.pvalue == pytest.approx(2 * t.sf(abs(distance), interval.df[0]), rel=1e-6)


def by_the_book(sizes, sums):
    """Leave classes out one by one, tiers one and two, in plain Python."""
    n, g = sum(sizes), len(sizes)
    total = [sum(row[k] for row in sums) for k in (0, 1)]
    means = [
        [(total[k] - row[k]) / (n - size) for k in (0, 1)]
        for size, row in zip(sizes, sums, strict=True)
    ]
    middle = [sum(mean[k] for mean in means) / g for k in (0, 1)]
    (a, b), (_, c) = (
        [(g - 1) / g * sum((m[k] - middle[k]) * (m[j] - middle[j]) for m in means) for j in (0, 1)]
        for k in (0, 1)
    )
    x, y = total[0] / n, total[1] / n
    distance = (c * x * x - 2 * b * x * y + a * y * y) / (a * c - b * b)
    effective = n**2 / sum(size**2 for size in sizes)
    return distance * (effective - 2) / (2 * (effective - 1)), effective - 2


def test_with_unequal_classes_by_the_book_whatever_their_order():
    sizes = [31, 8, 14, 22, 27, 19, 30]
    sums = three([4, -1, 2, 5, 0, 3, 1], [-2, 1, -1, -1, 0, -2, 2])
    statistic, df = by_the_book(sizes, sums)
    found = cluster_homogeneity(changed(sizes, sums))
    assert found.statistic == pytest.approx(statistic)
    assert found.df == (2, pytest.approx(df))
    other = cluster_homogeneity(changed(sizes[::-1], sums[::-1]))
    assert other.statistic == pytest.approx(statistic)
    turned = cluster_homogeneity(changed(sizes, [[-x for x in row] for row in sums]))
    assert turned.statistic == pytest.approx(statistic)
    rolled = cluster_homogeneity(changed(sizes, [[row[2], row[0], row[1]] for row in sums]))
    assert rolled.statistic == pytest.approx(statistic)


def test_a_tier_that_nobody_came_into_or_left_costs_a_degree_of_freedom():
    first = [3, 1, 4, 0, 2, 5]
    found = cluster_homogeneity(changed([20] * 6, three(first, [0] * 6)))
    without = cluster_homogeneity(changed([20] * 6, [[x, -x] for x in first]))
    assert found.statistic == pytest.approx(without.statistic)
    assert found.df == without.df == (1, 5)
    assert found.notes == (
        "Niet elke tier telt in de toets mee: waar alles overal evenveel veranderde is niets te "
        "vergelijken.",
    )
    assert str(found).splitlines() == [found.sentence, *found.notes]


@pytest.mark.parametrize(
    ("sizes", "sums", "sentence"),
    [
        (
            [25, 25, 25],
            three([3, 1, 2], [0, -1, 0]),
            "Er zijn te weinig klassen om over te toetsen: 3, en minstens 4 zijn nodig.",
        ),
        (
            [25] * 5,
            three([0] * 5, [0] * 5),
            "In alle klassen is de piramide voor en na gelijk: niets te toetsen.",
        ),
        (
            [10, 20, 30, 10],
            three([1, 2, 3, 1], [-1, -2, -3, -1]),
            "De klassen veranderden te gelijk om over te toetsen: er is geen spreiding om de "
            "verandering mee te vergelijken.",
        ),
        (
            [25] * 4,
            three([2, 1, 3, 0], [-1, -1, -1, -1]),
            "De klassen veranderden te gelijk om over te toetsen: er is geen spreiding om de "
            "verandering mee te vergelijken.",
        ),
        (
            [200, 5, 5, 5, 5],
            three([20, 1, 2, 0, 1], [-3, 0, 1, -1, 0]),
            "De klassen zijn te ongelijk van grootte om over te toetsen: ze wegen als 1,2 even "
            "grote.",
        ),
    ],
)
def test_why_there_is_no_number(sizes, sums, sentence):
    found = cluster_homogeneity(changed(sizes, sums))
    assert found.sentence == sentence
    assert str(found) == sentence
    assert np.isnan([found.statistic, found.pvalue]).all()


def test_groups_that_are_no_classes_are_not_called_so():
    found = cluster_homogeneity(changed([25] * 3, three([1, 2, 3], [0, 0, 0]), "mentor"))
    assert found.sentence == (
        "Er zijn te weinig groepen om over te toetsen: 3, en minstens 4 zijn nodig."
    )


def test_of_a_comparison():
    rng = np.random.default_rng(8)
    before = pd.DataFrame(
        {
            "school": "s",
            "pupil": range(240),
            "class": np.repeat(list("abcdefgh"), 30),
            "absent": [ABSENT[tier] for tier in rng.choice([1, 2, 3], 240, p=[0.6, 0.2, 0.2])],
            "possible": 200,
        }
    )
    after = before.assign(absent=np.where(rng.random(240) < 0.4, 0, before["absent"]))
    change = compare(before, after)
    found = cluster_homogeneity(change)
    expected = hotelling(change.cluster_changes[[1, 2]].to_numpy())
    assert found.pvalue == pytest.approx(expected.pvalue)
    assert found.sentence == (
        "Getoetst over 8 klassen is de verdeling over de tiers veranderd "
        "(F(2; 6,0) = 10,69, p = 0,011)."
    )
    alone = cluster_homogeneity(compare(before, after, cluster=None))
    assert alone.sentence == (
        "Er zijn te weinig groepen om over te toetsen: 1, en minstens 4 zijn nodig."
    )


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [[25] * 8, [8, 14, 20, 26, 32, 40]])
def test_it_finds_nothing_in_nothing_where_the_classical_test_finds_too_much(sizes):
    # Nothing changes in the school, and each class has its own good or bad weeks.
    rng = np.random.default_rng(12)
    over_classes, classical = [], []
    for _ in range(800):
        odds = np.array([1.0, 0.25, 0.2]) * np.exp(
            rng.normal(0, 0.35, (2, len(sizes), 1)) * [-1, 1, 1]
        )
        before, after = odds / odds.sum(axis=2, keepdims=True)
        tables = np.array(
            [
                rng.multinomial(n, np.outer(p, q).ravel()).reshape(3, 3)
                for n, p, q in zip(sizes, before, after, strict=True)
            ]
        )
        sums = (tables.sum(axis=1) - tables.sum(axis=2)).tolist()
        over_classes.append(cluster_homogeneity(changed(sizes, sums)).pvalue < 0.05)
        classical.append(marginal_homogeneity(tables.sum(axis=0)).pvalue < 0.05)
    assert 0.03 < np.mean(over_classes) < 0.065
    assert np.mean(classical) > 0.10
