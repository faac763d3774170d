from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.pyramid.counting.tiers import (
    ATTENDANCE_WORKS,
    ENGLAND,
    KEARNEY_GRACZYK,
    SCHEMES,
    TWENTE,
    Goal,
    TierScheme,
    classify,
)


def tier_by_fraction(attendance: Fraction, scheme: TierScheme) -> int:
    """The rule said another way round: from the best tier down, the first whose bound is reached."""
    for tier, (cut, edge) in enumerate(zip(scheme.cuts, scheme.edge, strict=True), 1):
        if attendance > cut or (attendance == cut and edge == "better"):
            return tier
    return len(scheme.cuts) + 1


def every_edge_rule() -> list[TierScheme]:
    return [
        replace(scheme, edge=edges)
        for scheme in SCHEMES.values()
        for edges in product(("better", "worse"), repeat=len(scheme.cuts))
    ]


@pytest.fixture(scope="module")
def all_counts() -> tuple[np.ndarray, np.ndarray, dict[Fraction, np.ndarray]]:
    """All absent <= possible <= 400, and where each exact share of attendance occurs."""
    possible = np.repeat(np.arange(401), np.arange(1, 402))
    absent = np.concatenate([np.arange(n + 1) for n in range(401)])
    shares = [
        Fraction(int(n - a), int(n)) if n else None for a, n in zip(absent, possible, strict=True)
    ]
    return absent, possible, np.array(shares, dtype=object)


@pytest.mark.parametrize("scheme", every_edge_rule(), ids=lambda s: f"{s.name} {'/'.join(s.edge)}")
def test_brute_force_against_exact_fractions(scheme, all_counts):
    absent, possible, shares = all_counts
    known = {share: tier_by_fraction(share, scheme) for share in set(shares[1:])}
    expected = [0] + [known[share] for share in shares[1:]]
    found = classify(absent, possible, scheme).fillna(0)
    np.testing.assert_array_equal(found.to_numpy(dtype=int), expected)


def test_the_brute_force_would_see_a_float_and_a_rounded_rate(all_counts):
    # The controls: absence as a float misses pupils on the cuts, rounding first those beside them.
    absent, possible, _ = all_counts
    absent, possible = absent[1:], possible[1:]
    exact = classify(absent, possible).to_numpy(dtype=int)
    missed = 1 - (possible - absent) / possible
    in_floats = np.where(missed <= 0.05, 1, np.where(missed <= 0.10, 2, 3))
    rounded = (100 * (1 - absent / possible)).round(1)
    after_rounding = np.where(rounded >= 95, 1, np.where(rounded >= 90, 2, 3))
    on_a_cut = (20 * absent == possible) | (10 * absent == possible)
    assert (in_floats != exact).sum() > 5
    assert on_a_cut[in_floats != exact].all()
    assert (after_rounding != exact).sum() > 5
    assert not on_a_cut[after_rounding != exact].any()
    assert classify([505], [10_090])[0] == 2
    assert round(100 * (1 - 505 / 10_090), 1) == 95.0


@pytest.mark.parametrize(
    ("absent", "possible", "twente", "kearney", "works", "england"),
    [
        (0, 20, 1, 1, 1, 1),
        (1, 20, 1, 1, 2, 1),
        (2, 20, 2, 3, 3, 2),
        (3, 60, 1, 1, 2, 1),
        (6, 60, 2, 3, 3, 2),
        (5, 60, 2, 2, 2, 1),
        (6, 100, 2, 2, 2, 1),
        (51, 1000, 2, 2, 2, 1),
        (99, 1000, 2, 2, 2, 1),
        (100, 1000, 2, 3, 3, 2),
        (20, 100, 3, 3, 4, 2),
        (50, 100, 3, 3, 4, 3),
        (20, 20, 3, 3, 4, 3),
    ],
)
def test_published_schemes_on_and_beside_their_cuts(
    absent, possible, twente, kearney, works, england
):
    schemes = (TWENTE, KEARNEY_GRACZYK, ATTENDANCE_WORKS, ENGLAND)
    found = [classify([absent], [possible], scheme)[0] for scheme in schemes]
    assert found == [twente, kearney, works, england]


def test_a_pupil_who_was_never_there_is_in_the_last_tier():
    for scheme in every_edge_rule():
        assert classify([300], [300], scheme)[0] == len(scheme.tiers)


def test_nothing_possible_is_no_tier():
    for scheme in every_edge_rule():
        assert classify([0], [0], scheme).isna().all()


def test_attendance_that_prints_as_95_0_is_tier_2_when_it_is_less():
    assert round(100 * (1 - 504 / 10000), 1) == 95.0
    assert classify([504], [10000])[0] == 2


def test_fewer_sessions_than_the_minimum_is_no_tier():
    scheme = replace(TWENTE, minimum_sessions=10)
    found = classify([0, 0, 50], [450, 500, 450], scheme, sessions=[9, 10, 9])
    assert found.tolist() == [pd.NA, 1, pd.NA]
    assert classify([0, 0], [9, 10], scheme).tolist() == [pd.NA, 1]


def test_the_index_of_a_series_is_kept_and_the_input_left_alone():
    absent = pd.Series([0, 3], index=["a", "b"])
    before = absent.copy()
    found = classify(absent, np.array([20, 20]))
    assert found.index.tolist() == ["a", "b"]
    assert found.dtype == "Int8"
    pd.testing.assert_series_equal(absent, before)


def test_a_cut_with_an_enormous_denominator_is_still_exact():
    cut = Fraction(10**18 - 1, 10**18)
    scheme = TierScheme("strange", cuts=(cut,))
    assert classify([0, 1], [10**6, 10**6], scheme).tolist() == [1, 2]


def test_no_pupils():
    assert classify([], []).tolist() == []


@given(
    st.lists(
        st.integers(0, 60_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        max_size=30,
    ),
    st.sampled_from(every_edge_rule()),
)
def test_properties(pairs, scheme):
    absent, possible = [a for a, _ in pairs], [n for _, n in pairs]
    found = classify(absent, possible, scheme)
    expected = [tier_by_fraction(Fraction(n - a, n), scheme) if n else pd.NA for a, n in pairs]
    assert found.tolist() == expected
    # Ten times the time is the same share, one more session missed is never better.
    tenfold = classify([10 * a for a in absent], [10 * n for n in possible], scheme)
    assert tenfold.tolist() == found.tolist()
    worse = classify([min(a + 1, n) for a, n in pairs], possible, scheme)
    assert (worse.dropna() >= found.dropna()).all()
    other = classify(absent, possible, scheme.other_edge())
    moved = (other != found).fillna(False)
    on_a_cut = [n > 0 and Fraction(n - a, n) in scheme.cuts for a, n in pairs]
    assert moved.tolist() == on_a_cut


def test_a_scheme_is_a_value():
    assert replace(KEARNEY_GRACZYK, name="Twente", edge="better", goals=TWENTE.goals) == TWENTE
    assert TWENTE.other_edge().other_edge() == TWENTE
    assert hash(TWENTE) == hash(replace(TWENTE))
    assert list(ATTENDANCE_WORKS.tiers) == [1, 2, 3, 4]
    assert KEARNEY_GRACZYK.other_edge().edge == ("worse", "better")


def test_cuts_may_be_text_and_labels_have_a_default():
    scheme = TierScheme("own", cuts=("0.96", "9/10"))
    assert scheme.cuts == (Fraction(24, 25), Fraction(9, 10))
    assert scheme.labels == ("Tier 1", "Tier 2", "Tier 3")
    assert scheme.goals == (None, None, None)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"cuts": ()}, "cuts lie above 0"),
        ({"cuts": ("1.1",)}, "cuts lie above 0"),
        ({"cuts": (0.95,)}, "exact fraction"),
        ({"cuts": ("0.9", "0.95")}, "cuts go down"),
        ({"cuts": ("0.9", "0.9")}, "cuts go down"),
        ({"cuts": ("0.9",), "edge": "left"}, "an edge per cut"),
        ({"cuts": ("0.9",), "edge": ("better", "worse")}, "an edge per cut"),
        ({"cuts": ("0.9",), "labels": ("a",)}, "1 cuts make 2 tiers"),
        ({"cuts": ("0.9",), "minimum_sessions": 0}, "minimum_sessions is 1 or more"),
    ],
)
def test_parts_that_make_no_scheme(parts, message):
    with pytest.raises(ValueError, match=message):
        TierScheme("none", **parts)


def test_a_goal_is_exact_and_has_a_direction():
    with pytest.raises(ValueError, match="exact fraction"):
        Goal(0.8, "least")
    with pytest.raises(ValueError, match="'least' or at 'most'"):
        Goal("0.8", "over")


@pytest.mark.parametrize(
    ("scheme", "rule"),
    [
        (
            KEARNEY_GRACZYK,
            "Tier 1: 95% of meer aanwezig; Tier 2: meer dan 90%, maar minder dan 95% aanwezig; "
            "Tier 3: 90% of minder aanwezig.",
        ),
        (
            replace(ENGLAND, minimum_sessions=5),
            "Tier 1: meer dan 90% aanwezig; Tier 2: meer dan 50%, maar 90% of minder aanwezig; "
            "Tier 3: 50% of minder aanwezig; wie minder dan 5 lessen of dagdelen had, krijgt geen "
            "tier.",
        ),
    ],
)
def test_the_rule_says_where_the_edges_are(scheme, rule):
    assert scheme.rule() == rule
