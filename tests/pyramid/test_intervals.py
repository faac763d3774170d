import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import t

from proeftuin.pyramid.counting.intervals import paired_interval, wilson


def moves(up, down, n):
    """One tier: so many in, so many out, the others where they were."""
    return np.array([[1]] * up + [[-1]] * down + [[0]] * (n - up - down))


# Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(count, n, low, high):
    found = wilson(np.array([count]), np.array([n]))
    np.testing.assert_allclose(np.ravel(found), [low, high], atol=5e-5)


def test_wilson_by_its_formula():
    count, n, z = np.arange(31), 30, 1.959963984540054
    middle = (count + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(count * (n - count) / n + z**2 / 4)
    low, high = wilson(count, np.full(31, n))
    np.testing.assert_allclose(low, np.maximum(middle - half, 0), atol=1e-12)
    np.testing.assert_allclose(high, np.minimum(middle + half, 1), atol=1e-12)


def test_wilson_of_nobody_is_missing():
    assert np.isnan(wilson(np.array([0]), np.array([0]))).all()


# Cavo (2012) in R's contingencytables 3.1.0, Wald_CI_BonettPrice_paired_2x2: -0.1195 to -0.0032.
# statpsych 1.7.0, ci.prop.ps(.05, 12, 4, 26, 6): SE 0.09448809, 0.2548067 to 0.6251933.
@pytest.mark.parametrize(
    ("up", "down", "n", "low", "high", "digits"),
    [(6, 16, 161, -0.1195, -0.0032, 5e-5), (26, 4, 48, 0.2548067, 0.6251933, 5e-8)],
)
def test_bonett_price_as_other_programs_have_it(up, down, n, low, high, digits):
    found = paired_interval(moves(up, down, n), [0] * n)
    assert found.methods == ("bonett-price",)
    np.testing.assert_allclose([found.low[0], found.high[0]], [low, high], atol=digits)
    if n == 48:
        assert found.standard_error[0] == pytest.approx(0.09448809, abs=5e-9)


def leave_one_class_out(difference, cluster):
    """The same by the book: drop a class, take the mean of who is left, look how it varies."""
    names = sorted(set(cluster))
    n, g = len(cluster), len(names)
    out = []
    for column in range(difference.shape[1]):
        means = []
        for name in names:
            rest = [
                d[column] for d, c in zip(difference.tolist(), cluster, strict=True) if c != name
            ]
            means.append(sum(rest) / len(rest))
        middle = sum(means) / g
        variance = (g - 1) / g * sum((mean - middle) ** 2 for mean in means)
        sizes = [cluster.count(name) for name in names]
        effective = n**2 / sum(size**2 for size in sizes)
        mean = sum(d[column] for d in difference.tolist()) / n
        half = t.ppf(0.975, effective - 1) * variance**0.5
        out.append((mean - half, mean + half, variance**0.5, effective))
    return np.array(out).T


def test_jackknife_against_a_loop_that_leaves_classes_out():
    rng = np.random.default_rng(4)
    for sizes in ([25] * 12, [3, 8, 14, 20, 31, 31], [1, 1, 1, 60]):
        cluster = [name for name, size in enumerate(sizes) for _ in range(size)]
        tiers = rng.integers(1, 4, (2, len(cluster), 1)) == np.array([1, 2, 3])
        difference = tiers[1].astype(int) - tiers[0]
        found = paired_interval(difference, cluster)
        low, high, error, effective = leave_one_class_out(difference, cluster)
        assert found.methods == ("jackknife",) * 3
        assert found.clusters == len(sizes)
        np.testing.assert_allclose(found.effective_clusters, effective[0])
        np.testing.assert_allclose(found.standard_error, error)
        np.testing.assert_allclose(found.low, np.maximum(low, -1))
        np.testing.assert_allclose(found.high, np.minimum(high, 1))


# Schools by type in 15 districts (district: elementary, high, middle), the data set apiclus1 of R's
# survey package, whose page "Survey analysis in R: summaries" prints for
# svymean(~stype, as.svrepdesign(dclus1)), a delete-one-district jackknife with 15 of 757 districts:
# stypeE 0.786885 (SE 0.0514), stypeH 0.076503 (0.0278), stypeM 0.136612 (0.0332).
DISTRICTS = [
    (8, 1, 2), (2, 1, 1), (1, 0, 1), (10, 0, 3), (2, 0, 0), (2, 1, 1), (2, 1, 1), (13, 0, 3),
    (4, 4, 1), (34, 0, 0), (16, 2, 3), (30, 3, 4), (10, 0, 3), (1, 0, 0), (9, 1, 2),
]  # fmt: skip


def test_jackknife_of_very_unequal_clusters_as_published():
    schools = [
        (d, kind) for d, row in enumerate(DISTRICTS) for kind in (0, 1, 2) for _ in range(row[kind])
    ]
    types = np.array([[int(kind == k) for k in (0, 1, 2)] for _, kind in schools])
    found = paired_interval(types, [district for district, _ in schools])
    assert types.mean(axis=0).round(6).tolist() == [0.786885, 0.076503, 0.136612]
    published = found.standard_error * np.sqrt(1 - 15 / 757)
    assert published.round(4).tolist() == [0.0514, 0.0278, 0.0332]


def test_equal_classes_give_the_clustered_standard_error_of_statsmodels():
    # With classes of one size the jackknife is CR1, which is what statsmodels calls `cluster`.
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    cluster = np.repeat(np.arange(10), 24)
    difference = rng.integers(-1, 2, (240, 1))
    fit = sm.OLS(difference[:, 0], np.ones(240)).fit(
        cov_type="cluster", cov_kwds={"groups": cluster}, use_t=True
    )
    found = paired_interval(difference, cluster)
    assert found.standard_error[0] == pytest.approx(fit.bse[0], rel=1e-12)
    np.testing.assert_allclose([found.low[0], found.high[0]], fit.conf_int()[0], rtol=1e-9)


@pytest.mark.parametrize("clusters", [1, 2, 3])
def test_under_four_classes_pupils_stand_alone(clusters):
    difference = moves(8, 2, 30)
    found = paired_interval(difference, np.arange(30) % clusters)
    alone = paired_interval(difference, np.zeros(30))
    assert found.methods == ("bonett-price",)
    assert np.isinf(found.df).all()
    assert (found.low, found.high) == (alone.low, alone.high)


def test_classes_that_changed_alike_have_no_spread_to_measure():
    # Three of ten in each class, of two sizes: the variance over classes would be nought.
    difference = np.array(([[1, 0]] * 3 + [[0, 0]] * 7) * 5)
    found = paired_interval(difference, np.repeat([0, 1, 2, 3], [10, 20, 10, 10]))
    assert found.methods == ("bonett-price", "bonett-price")
    assert found.low[0] > 0
    assert found.low[1] < 0 < found.high[1]


def test_one_tier_without_change_does_not_take_the_others_along():
    difference = np.zeros((40, 2), dtype=int)
    difference[:7, 0] = 1
    found = paired_interval(difference, np.repeat(np.arange(4), 10))
    assert found.methods == ("jackknife", "bonett-price")


def test_nobody_in_both_windows():
    found = paired_interval(np.zeros((0, 3), dtype=int), [])
    assert np.isnan([found.low, found.high, found.standard_error]).all()
    assert found.clusters == 0


@given(
    st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 6)), min_size=1, max_size=60),
    st.randoms(),
)
def test_properties(pupils, random):
    difference = np.array([[d] for d, _ in pupils])
    cluster = [c for _, c in pupils]
    found = paired_interval(difference, cluster)
    assert -1 <= found.low[0] <= found.high[0] <= 1
    if found.methods[0] == "jackknife":
        assert found.low[0] <= difference.mean() <= found.high[0]
    mirrored = paired_interval(-difference, cluster)
    np.testing.assert_allclose([mirrored.low, mirrored.high], [-found.high, -found.low], atol=1e-12)
    # Neither the order of pupils nor what a class is called makes any difference.
    order = list(range(len(pupils)))
    random.shuffle(order)
    other = paired_interval(difference[order], [f"class {9 - cluster[i]}" for i in order])
    np.testing.assert_allclose([other.low, other.high], [found.low, found.high], atol=1e-12)
    assume(found.clusters)
    assert 1 <= found.effective_clusters <= found.clusters + 1e-9
