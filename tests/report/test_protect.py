"""Small numbers: an attacker who knows everything shown, and the rules, finds no hidden count."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from proeftuin.report.protection.masking import (
    HIDDEN,
    MINIMUM,
    NO_BASE,
    SMALL,
    Masked,
    combine,
    is_masked,
    protect,
    protect_count,
    share,
)


def school_table(tiers: np.ndarray, years: list[int]) -> tuple[pd.DataFrame, list]:
    """Classes × tiers, with the year groups and the school they add up to."""
    classes = [f"class {i}" for i in range(len(tiers))]
    frame = pd.DataFrame(tiers, classes, [f"Tier {k + 1}" for k in range(tiers.shape[1])])
    sums: dict[str, list[str]] = {}
    for year in sorted(set(years)):
        sums[f"year {year}"] = [name for name, y in zip(classes, years, strict=True) if y == year]
    for name, parts in list(sums.items()):
        frame.loc[name] = frame.loc[parts].sum()
    sums["school"] = list(sums)
    frame.loc["school"] = frame.loc[sums["school"]].sum()
    return frame.assign(n=frame.sum(axis=1)).astype("int64"), list(sums.items())


def attack(shown: pd.DataFrame, sums: list) -> dict[tuple[int, int], tuple[int, int]]:
    """Bound every hidden count by integer programming over everything that is shown."""
    cells = shown.to_numpy(dtype=object)
    place = np.arange(cells.size).reshape(cells.shape)
    flat = cells.ravel()
    rows = [(row[-1], row[:-1]) for row in place]
    for whole, parts in sums:
        for column in range(cells.shape[1]):
            inside = place[shown.index.get_indexer(parts), column]
            rows.append((place[shown.index.get_loc(whole), column], inside))
    matrix = np.zeros((len(rows), len(flat)))
    for i, (whole, parts) in enumerate(rows):
        matrix[i, whole], matrix[i, parts] = -1, 1
    low = [1 if v is SMALL else MINIMUM if v is HIDDEN else v for v in flat]
    high = [MINIMUM - 1 if v is SMALL else 10**6 if v is HIDDEN else v for v in flat]
    constraint = LinearConstraint(matrix, 0, 0)
    found = {}
    for i in np.flatnonzero([is_masked(v) for v in flat]):
        goal = np.zeros(len(flat))
        goal[i] = 1
        ends = [
            milp(
                sign * goal,
                constraints=constraint,
                bounds=(np.array(low, float), np.array(high, float)),
                integrality=np.ones(len(flat)),
            )
            for sign in (1, -1)
        ]
        assert all(end.success for end in ends)
        found[divmod(int(i), cells.shape[1])] = (round(ends[0].fun), round(-ends[1].fun))
    return found


tables = st.integers(2, 4).flatmap(
    lambda tiers: st.lists(
        st.tuples(
            st.integers(1, 3),
            st.lists(st.integers(0, 12), min_size=tiers, max_size=tiers),
        ),
        min_size=1,
        max_size=6,
    )
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_hidden_count_can_be_computed_back(rows):
    frame, sums = school_table(np.array([r for _, r in rows]), [y for y, _ in rows])
    shown = protect(frame, sums)
    pinned = {place: ends for place, ends in attack(shown, sums).items() if ends[0] == ends[1]}
    # A school too small to hide anything in is refused before a table is made.
    if not is_masked(shown.loc["school", "n"]):
        assert not pinned, f"{frame}\n{shown.map(str)}"


@settings(max_examples=60, deadline=None)
@given(tables)
def test_what_is_shown_is_right_and_never_small(rows):
    frame, sums = school_table(np.array([r for _, r in rows]), [y for y, _ in rows])
    shown = protect(frame, sums)
    for (_, true), (_, seen) in zip(frame.stack().items(), shown.stack().items(), strict=True):
        if is_masked(seen):
            assert (seen is SMALL) == (0 < true < MINIMUM)
        else:
            assert seen == true
            assert not 0 < true < MINIMUM


def test_without_complements_the_attack_succeeds():
    frame, sums = school_table(np.array([[20, 8, 2], [18, 9, 6]]), [1, 1])
    naive = frame.astype(object).map(lambda v: SMALL if 0 < v < MINIMUM else v)
    assert attack(naive, sums)[0, 2] == (2, 2)


def test_levels_are_protected_together():
    frame, sums = school_table(np.array([[20, 8, 2], [18, 9, 6], [25, 7, 9]]), [1, 1, 2])
    shown = protect(frame, sums)
    assert shown.loc["class 0", "Tier 3"] is SMALL
    assert shown.loc["class 1", "Tier 3"] is HIDDEN
    assert shown.loc["school"].tolist() == [63, 24, 17, 104]


def test_a_remainder_under_five_hides_more():
    frame = pd.DataFrame({"1": [20], "2": [1], "3": [2], "n": [23]})
    assert protect(frame).iloc[0].map(str).tolist() == ["•", "<5", "<5", "23"]


def test_a_table_of_which_everything_is_hidden():
    frame, sums = school_table(np.array([[1, 5]]), [1])
    assert all(is_masked(cell) for cell in protect(frame, sums).loc["school"])


def test_zero_stays_zero():
    frame = pd.DataFrame({"1": [20], "2": [0], "3": [9], "n": [29]})
    assert protect(frame).iloc[0].tolist() == [20, 0, 9, 29]


def test_parts_must_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        protect(pd.DataFrame({"1": [20], "2": [5], "n": [26]}))


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, SMALL), (4, SMALL), (5, 5)])
def test_counts_on_their_own(count, shown):
    assert protect_count(count) == shown


def test_no_percentage_on_a_base_under_ten():
    assert share(5, 9) is NO_BASE
    assert share(5, 10) == 0.5
    assert share(SMALL, 100) is SMALL
    assert share(50, HIDDEN) is HIDDEN


def test_a_masked_value_is_no_number():
    for use in (lambda: SMALL + 1, lambda: float(SMALL), lambda: bool(SMALL), lambda: SMALL < 3):
        with pytest.raises(TypeError):
            use()
    assert Masked("<5") == SMALL


def test_what_rests_on_a_hidden_value_is_hidden():
    assert combine([3, HIDDEN], lambda a, b: a - b) is HIDDEN
