"""The classical tests: tables from the literature, fractions by hand, and the guards."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proeftuin.evaluation.homogeneity.homogeneity import marginal_homogeneity, mcnemar_midp
from proeftuin.pyramid.comparison import compare

VISION = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
PATHOGENS = [[596, 18, 6, 5], [0, 2, 0, 0], [0, 0, 42, 0], [11, 0, 0, 0]]
RATERS = [[20, 10, 5], [3, 30, 15], [0, 5, 40]]

# Vision: Stuart (1955), Q = 11.96, in R's coin 1.4, dataset `vision`.
# Raters: Uebersax, McNemar tests of marginal homogeneity, χ² = 13.76 (p = 0.001); 13.7647058823529
#   by R in statsmodels 0.14, contingency_table_r_results.csv, as are the next table's numbers.
# Diagnoses: Fleiss, Levin and Paik (2003), table 13.6, in R's contingencytables 3.1, test of
#   chapter 9: T = 14.000, P = 0.000912.
# Pathogens: Peterson et al. (2007), the same test: T0 = 26.250, P = 0.000008.
# Fridline: the example of stuart.maxwell in R's nonpar 1.0.2.
PUBLISHED = {
    "vision": (VISION, "11.96", 3, None),
    "raters": (RATERS, "13.7647058823529", 2, "0.001"),
    "ordered": (
        [[144, 33, 84, 126], [2, 4, 14, 29], [0, 2, 6, 25], [0, 0, 1, 5]],
        "271.922246968262",
        3,
        None,
    ),
    "diagnoses": ([[35, 5, 0], [15, 20, 5], [10, 5, 5]], "14.000", 2, "0.000912"),
    "pathogens": (PATHOGENS, "26.250", 3, "0.000008"),
    "fridline": (
        [[12, 7, 3], [30, 70, 20], [13, 34, 32]],
        "23.5709322524609",
        2,
        "0.0000076144247",
    ),
}


def digits(value, printed):
    """Round to the digits that were printed."""
    return f"{value:.{len(printed.partition('.')[2])}f}"


@pytest.mark.parametrize("name", PUBLISHED)
def test_stuart_maxwell_as_published(name):
    table, statistic, df, pvalue = PUBLISHED[name]
    found = marginal_homogeneity(table)
    assert digits(found.stuart_maxwell, statistic) == statistic
    assert found.df == df
    assert found.notes == ()
    if pvalue:
        assert digits(found.pvalue, pvalue) == pvalue


# Peterson et al. (2007) as above: Bhapkar T = 27.304 (df = 3), P = 0.000005.
# Vision: irr 0.84's `bhapkar(vision)`, "original example used from Bhapkar (1966)", Chisq = 12.
@pytest.mark.parametrize(
    ("table", "statistic", "pvalue"),
    [(PATHOGENS, "27.304", "0.000005"), (VISION, "12", None)],
)
def test_bhapkar_as_published(table, statistic, pvalue):
    found = marginal_homogeneity(table)
    assert digits(found.bhapkar, statistic) == statistic
    assert found.df == 3
    if pvalue:
        assert digits(found.bhapkar_pvalue, pvalue) == pvalue


def test_a_category_that_everyone_agrees_on_as_the_mh_program_has_it():
    # MH Program 1.2 (Uebersax 2017) on 30 0 0 / 0 10 2 / 0 4 8: "1 category with perfect agreement
    # was not considered", Stuart-Maxwell 0.667, df (nonconservative) 1, p = 0.414.
    found = marginal_homogeneity([[30, 0, 0], [0, 10, 2], [0, 4, 8]])
    assert (digits(found.stuart_maxwell, "0.667"), found.df) == ("0.667", 1)
    assert digits(found.pvalue, "0.414") == "0.414"
    assert found.notes == ("In Tier 1 kwam niemand erbij of eruit: die telt in de toets niet mee.",)
    # Its Bhapkar, 0.686 (p = 0.408), leaves those 30 out of n as well.
    without = marginal_homogeneity([[10, 2], [4, 8]])
    assert (digits(without.bhapkar, "0.686"), digits(without.bhapkar_pvalue, "0.408")) == (
        "0.686",
        "0.408",
    )
    assert found.bhapkar == pytest.approx(Fraction(2, 3) / (1 - Fraction(2, 3) / 54))


def solve(matrix, vector):
    """Solve by elimination in fractions; None when there is no single answer."""
    rows = [[*row, right] for row, right in zip(matrix, vector, strict=True)]
    size = len(rows)
    for i in range(size):
        pivot = next((j for j in range(i, size) if rows[j][i]), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(size):
            if j != i:
                factor = rows[j][i] / rows[i][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def by_hand(table, bhapkar=False):
    """Q and its degrees of freedom, on as many tiers as have a variance of their own."""
    tiers = range(len(table))
    n = sum(map(sum, table))
    d = [Fraction(sum(table[k]) - sum(row[k] for row in table)) for k in tiers]
    v = [[-Fraction(table[k][m] + table[m][k]) for m in tiers] for k in tiers]
    for k in tiers:
        v[k][k] = Fraction(sum(table[k]) + sum(row[k] for row in table) - 2 * table[k][k])
    kept, q = [], Fraction(0)
    for k in tiers:
        part = [*kept, k]
        if solve([[v[i][j] for j in part] for i in part], [d[i] for i in part]) is not None:
            kept = part
    if bhapkar:
        v = [[v[k][m] - d[k] * d[m] / n for m in tiers] for k in tiers]
    answer = solve([[v[i][j] for j in kept] for i in kept], [d[i] for i in kept])
    if answer is None:
        return None, len(kept)
    q = sum(d[i] * x for i, x in zip(kept, answer, strict=True))
    return q, len(kept)


tables = st.integers(2, 4).flatmap(
    lambda k: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 5, 9]), min_size=k, max_size=k),
        min_size=k,
        max_size=k,
    )
)


@settings(max_examples=200)
@given(tables)
def test_against_fractions_by_hand(table):
    found = marginal_homogeneity(table)
    if not sum(map(sum, table)):
        assert np.isnan([found.stuart_maxwell, found.pvalue]).all()
        return
    statistic, df = by_hand(table)
    assert found.stuart_maxwell == pytest.approx(float(statistic), abs=1e-9)
    assert found.df == df
    bhapkar, _ = by_hand(table, bhapkar=True)
    if bhapkar is None:
        assert np.isnan(found.bhapkar)
        assert "de toets van Bhapkar heeft geen waarde" in found.notes[-1]
    else:
        assert found.bhapkar == pytest.approx(float(bhapkar), rel=1e-6, abs=1e-9)


@given(tables, st.randoms())
def test_neither_the_direction_nor_the_order_of_tiers_matters(table, random):
    counts = np.array(table)
    order = list(range(len(counts)))
    random.shuffle(order)
    found = marginal_homogeneity(counts)
    for other in (counts.T, counts[np.ix_(order, order)]):
        same = marginal_homogeneity(other)
        np.testing.assert_allclose(
            [same.stuart_maxwell, same.bhapkar, same.pvalue],
            [found.stuart_maxwell, found.bhapkar, found.pvalue],
            atol=1e-9,
        )
        assert same.df == found.df
    np.testing.assert_allclose(mcnemar_midp(counts.T), mcnemar_midp(counts))


def test_a_tier_empty_in_both_windows_is_dropped():
    small = [[40, 9], [2, 11]]
    found = marginal_homogeneity([[40, 0, 9], [0, 0, 0], [2, 0, 11]])
    without = marginal_homogeneity(small)
    assert (found.stuart_maxwell, found.bhapkar) == (without.stuart_maxwell, without.bhapkar)
    assert found.df == without.df == 1
    assert without.stuart_maxwell == pytest.approx((9 - 2) ** 2 / (9 + 2))
    assert found.notes == ("In Tier 2 kwam niemand erbij of eruit: die telt in de toets niet mee.",)


def test_tiers_without_traffic_between_them_are_tested_apart():
    table = np.zeros((4, 4), dtype=int)
    table[:2, :2], table[2:, 2:] = [[5, 7], [1, 5]], [[5, 2], [6, 5]]
    found = marginal_homogeneity(table)
    assert found.stuart_maxwell == pytest.approx(36 / 8 + 16 / 8)
    assert found.df == 2
    assert found.notes == (
        "Tussen sommige tiers ging niemand heen of weer: elk deel is apart getoetst.",
    )


def test_nobody_moved():
    found = marginal_homogeneity(np.diag([80, 15, 5]))
    assert (found.stuart_maxwell, found.df, found.pvalue, found.bhapkar_pvalue) == (0, 0, 1, 1)
    assert found.sentence == (
        "Niemand ging naar een andere tier: er is geen verandering om te toetsen."
    )
    assert mcnemar_midp(np.diag([80, 15, 5])).tolist() == [1, 1, 1]


def test_nobody_at_all():
    found = marginal_homogeneity(np.zeros((3, 3)))
    assert found.sentence == "Er zijn geen leerlingen die in beide vensters te volgen zijn."
    assert found.to_frame().drop(columns="df").isna().all(axis=None)
    assert mcnemar_midp(np.zeros((3, 3))).isna().all()
    assert "–" in str(found)


def test_margins_that_cancel_are_not_nobody_changing():
    found = marginal_homogeneity([[50, 8, 0], [0, 20, 8], [8, 0, 10]])
    assert (found.stuart_maxwell, found.df, found.pvalue, found.moved) == (0, 2, 1, 24)
    assert found.notes == (
        "De piramide is voor en na precies gelijk, maar er veranderden wel leerlingen van tier.",
    )
    assert "niet aantoonbaar veranderd" in found.sentence


def test_everyone_the_same_way():
    found = marginal_homogeneity([[0, 0], [12, 0]])
    assert found.stuart_maxwell == pytest.approx(12)
    assert np.isnan([found.bhapkar, found.bhapkar_pvalue]).all()
    assert found.notes == (
        "Iedereen ging dezelfde kant op: de toets van Bhapkar heeft geen waarde.",
    )


def test_a_p_far_in_the_tail_is_not_nought():
    found = marginal_homogeneity([[900, 10, 5], [400, 50, 5], [300, 20, 10]])
    assert 0 < found.pvalue < 1e-100
    assert "(Stuart-Maxwell, χ²(2) = " in found.sentence
    assert found.sentence.endswith(", p < 0,001).")


def test_how_it_shows_itself():
    found = marginal_homogeneity(RATERS)
    assert found.sentence == (
        "Met leerlingen als los van elkaar is de verdeling over de tiers veranderd "
        "(Stuart-Maxwell, χ²(2) = 13,76, p = 0,001)."
    )
    assert max(map(len, str(found).splitlines())) <= 80
    assert "13,76" in found._repr_html_()
    assert found.to_frame().loc["stuart_maxwell", "df"] == 2


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[1, 2, 3], [4, 5, 6]], "a square table of counts, got one of"),
        ([], "a square table of counts"),
        ([[1, -2], [3, 4]], "whole numbers from 0"),
        ([[1, 2.5], [3, 4]], "whole numbers from 0"),
        ([[1, np.nan], [3, 4]], "whole numbers from 0"),
        (pd.DataFrame([[1, 2], [3, 4]], [1, 2], [2, 1]), "the same categories twice"),
    ],
)
def test_what_is_no_table(table, message):
    for function in (marginal_homogeneity, mcnemar_midp):
        with pytest.raises(ValueError, match=message):
            function(table)


# Cavo et al. (2012), complete response before and after consolidation therapy: mid-P = 0.034690 in
# R's contingencytables 3.1, test of chapter 8 (Fagerland, Lydersen and Laake 2017).
def test_mid_p_as_published():
    assert [digits(p, "0.034690") for p in mcnemar_midp([[59, 6], [16, 80]])] == ["0.034690"] * 2


def test_mid_p_of_the_example_of_fagerland_lydersen_and_laake():
    # Airway hyper-responsiveness before and after stem cell transplantation (Bentur et al. 2009),
    # with the formula of Fagerland et al. (2013), additional file 1: twice the probability of one
    # or none of eight, less that of one.
    expected = 2 * Fraction(1 + 8, 2**8) - Fraction(8, 2**8)
    assert mcnemar_midp([[1, 1], [7, 12]]).tolist() == pytest.approx([float(expected)] * 2)


@given(st.integers(0, 25), st.integers(0, 25))
def test_mid_p_by_counting_outcomes(came, left):
    moved = came + left
    found = mcnemar_midp([[3, left], [came, 4]])[1]
    if not moved:
        assert found == 1
        return
    ways = [1]
    for i in range(moved):
        ways.append(ways[-1] * (moved - i) // (i + 1))
    seen = abs(2 * came - moved)
    weight = sum(
        Fraction(way) * (1 if abs(2 * x - moved) > seen else Fraction(1, 2))
        for x, way in enumerate(ways)
        if abs(2 * x - moved) >= seen
    )
    assert found == pytest.approx(float(weight / 2**moved), rel=1e-9)


def test_of_a_comparison_per_tier():
    moves = {(1, 1): 30, (1, 2): 4, (2, 1): 11, (2, 2): 9, (3, 1): 6, (3, 3): 5, (2, 3): 1}
    tiers = [pair for pair, count in moves.items() for _ in range(count)]
    absent = {1: 0, 2: 15, 3: 50}
    before, after = (
        pd.DataFrame(
            {
                "school": "s",
                "pupil": range(len(tiers)),
                "class": "1a",
                "absent": [absent[pair[side]] for pair in tiers],
                "possible": 200,
            }
        )
        for side in (0, 1)
    )
    change = compare(before, after)
    table = [[moves.get((i, j), 0) for j in (1, 2, 3)] for i in (1, 2, 3)]
    found = mcnemar_midp(change)
    np.testing.assert_allclose(found, mcnemar_midp(table))
    assert (found.index.name, found.index.tolist()) == ("tier", [1, 2, 3])
    # Tier by tier it is the test of the two-by-two table of that tier against the others.
    for tier in (1, 2, 3):
        inside = [[pair[0] == tier, pair[1] == tier] for pair in tiers]
        two = [[sum(a == x and b == y for a, b in inside) for y in (1, 0)] for x in (1, 0)]
        assert mcnemar_midp(two).tolist() == pytest.approx([found[tier]] * 2)
    assert marginal_homogeneity(change.transitions).stuart_maxwell == pytest.approx(
        float(by_hand(table)[0])
    )
