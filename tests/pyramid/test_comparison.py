import warnings
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proeftuin.pyramid.comparison import UnequalWindows, compare
from proeftuin.pyramid.counting.intervals import paired_interval
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, SCHEMES, TWENTE, classify
from proeftuin.pyramid.pyramid import build_pyramid

ABSENT = {1: 0, 2: 15, 3: 50}


def window(tiers, classes=8):
    """A window with the pupils in these tiers, dealt out over the classes."""
    return pd.DataFrame(
        {
            "school": "s",
            "pupil": [f"p{i}" for i in range(len(tiers))],
            "class": [f"{i % classes}a" for i in range(len(tiers))],
            "absent": [ABSENT[tier] for tier in tiers],
            "possible": 200,
        }
    )


def slide():
    """344 pupils of whom 31 more are in Tier 1 after, 16 fewer in Tier 2 and 15 fewer in Tier 3."""
    before = [1] * 241 + [2] * 60 + [3] * 43
    after = [1] * 230 + [2] * 11 + [1] * 35 + [2] * 25 + [1] * 7 + [2] * 8 + [3] * 28
    return window(before), window(after)


def test_the_figures_of_the_slide():
    change = compare(*slide())
    assert change.paired == 344
    assert change.change_pupils.to_dict() == {1: 31, 2: -16, 3: -15}
    assert change.change.round(1).to_dict() == {1: 9.0, 2: -4.7, 3: -4.4}
    assert change.change.sum() == pytest.approx(0, abs=1e-12)
    assert change.notes == (
        "Elke verandering is apart afgerond; samen geven ze daardoor −0,1 en geen 0,0. In leerlingen "
        "is de som precies nul.",
    )


def test_who_moved_where():
    change = compare(*slide())
    expected = [[230, 11, 0], [35, 25, 0], [7, 8, 28]]
    assert change.transitions.to_numpy().tolist() == expected
    assert change.transitions.index.name == "before"
    assert change.transitions.columns.name == "after"
    assert change.transitions.dtypes.eq("int64").all()


def test_everyone_is_in_one_group():
    before = window([1, 1, 2, 3, 1, 1])
    after = window([1, 2, 2, 3, 1, 3])
    before.loc[4, ["absent", "possible"]] = 0
    after.loc[5, "pupil"] = "new"
    gone = after.assign(pupil=after["pupil"] + "-b", absent=0, possible=0).head(2)
    change = compare(before, pd.concat([after, gone]))
    assert (change.paired, change.joined, change.left, change.unclassified) == (4, 1, 1, 3)
    assert change.joined_tiers.to_dict() == {1: 0, 2: 0, 3: 1}
    assert change.left_tiers.to_dict() == {1: 1, 2: 0, 3: 0}
    assert change.all_before.n == 5
    assert change.all_after.n == 6
    assert change.cross_section.round(4).to_dict() == {1: -26.6667, 2: 13.3333, 3: 13.3333}


def test_leavers_and_joiners_do_not_move_the_headline():
    # Five pupils of the lowest tier leave and five of the best come: nobody changed.
    staying = window([1] * 40 + [2] * 10)
    leaving = window([3] * 5).assign(pupil=[f"out{i}" for i in range(5)])
    coming = window([1] * 5).assign(pupil=[f"in{i}" for i in range(5)])
    change = compare(pd.concat([staying, leaving]), pd.concat([staying, coming]))
    assert change.change.to_dict() == {1: 0, 2: 0, 3: 0}
    assert change.cross_section.round(2).to_dict() == {1: 9.09, 2: 0, 3: -9.09}
    assert change.left_tiers[3] == change.joined_tiers[1] == 5


def test_the_shares_of_who_moved_where():
    shares = compare(*slide()).transition_shares
    assert shares.loc[3].tolist() == [7 / 43, 8 / 43, 28 / 43]
    assert shares.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    # A tier that nobody was in has no shares.
    nobody = compare(window([1, 3]), window([1, 1])).transition_shares
    assert nobody.loc[2].isna().all()
    assert nobody.loc[3].tolist() == [1, 0, 0]


def test_the_changes_of_each_class():
    before, after = slide()
    other = [table.assign(school="t", absent=0) for table in (before, after)]
    change = compare(pd.concat([before, other[0]]), pd.concat([after, other[1]]))
    found = change.cluster_changes
    assert found.index.names == ["school", "class"]
    assert found.columns.tolist() == ["pupils", 1, 2, 3]
    tiers = [classify(t["absent"], t["possible"]) for t in (before, after)]
    for name in before["class"].unique():
        mine = before["class"] == name
        expected = [
            int((tiers[1][mine] == k).sum() - (tiers[0][mine] == k).sum()) for k in (1, 2, 3)
        ]
        assert found.loc[("s", name)].tolist() == [int(mine.sum()), *expected]
        assert found.loc[("t", name)].tolist() == [int(mine.sum()), 0, 0, 0]
    assert found.drop(columns="pupils").sum().tolist() == change.change_pupils.tolist()
    assert found["pupils"].sum() == change.paired == 688
    assert len(found) == change.clusters


def test_without_a_cluster_everyone_is_in_one():
    found = compare(*slide(), cluster=None).cluster_changes
    assert found.to_numpy().tolist() == [[344, 31, -16, -15]]


def test_a_pupil_who_changes_class_is_the_same_pupil_in_the_class_of_before():
    before, after = slide()
    moved = after.assign(**{"class": "elsewhere"})
    pd.testing.assert_frame_equal(compare(before, moved).interval, compare(before, after).interval)


def test_the_same_pupil_number_at_two_schools_is_two_pupils():
    before, after = slide()
    both = [pd.concat([table, table.assign(school="t")]) for table in (before, after)]
    change = compare(*both)
    assert change.paired == 688
    assert change.clusters == 16


def test_the_interval_is_that_of_the_pupils_own_changes():
    before, after = slide()
    change = compare(before, after)
    tiers = [classify(t["absent"], t["possible"]).to_numpy(dtype=int) for t in (before, after)]
    difference = (tiers[1][:, None] == [1, 2, 3]).astype(int) - (tiers[0][:, None] == [1, 2, 3])
    expected = paired_interval(difference, before["class"].tolist())
    np.testing.assert_allclose(change.interval["low"], 100 * expected.low)
    np.testing.assert_allclose(change.interval["high"], 100 * expected.high)
    np.testing.assert_allclose(change.standard_error, 100 * expected.standard_error)
    assert (change.method, change.clusters) == ("jackknife", 8)
    assert change.effective_clusters == pytest.approx(8)


def test_without_a_cluster_or_with_few_classes_it_says_that_pupils_stand_alone():
    before, after = slide()
    alone = compare(before, after, cluster=None)
    few = compare(window([1] * 20 + [2] * 9, 3), window([1] * 18 + [2] * 11, 3))
    assert alone.method == few.method == "bonett-price"
    for change, groups in ((alone, "groepen"), (few, "klassen")):
        assert change.notes[0] == (
            f"Het interval neemt leerlingen als los van elkaar, want er zijn minder dan 4 {groups}: "
            "het is eerder te smal dan te breed."
        )


def test_a_tier_that_changed_alike_everywhere_is_named():
    change = compare(window([1] * 16 + [2] * 9), window([1] * 15 + [2] * 10))
    assert change.methods.to_dict() == {1: "jackknife", 2: "jackknife", 3: "bonett-price"}
    assert change.method == "jackknife"
    assert change.notes[0] == (
        "Voor Tier 3 is de verandering in elke klas even groot; daar neemt het interval leerlingen "
        "als los van elkaar."
    )


def with_period(table, start, end, days):
    table.attrs["period"] = Period(date.fromisoformat(start), date.fromisoformat(end), days=days)
    return table


def test_unequal_windows_warn_and_leave_a_note():
    before = with_period(window([1, 2, 3]), "2021-01-05", "2021-03-15", 50)
    after = with_period(window([1, 2, 3]), "2021-04-01", "2021-04-30", 20)
    with pytest.warns(UnequalWindows, match="50 school days before and 20 after") as caught:
        change = compare(before, after)
    assert caught[0].filename == __file__
    assert change.notes[0].startswith("De vensters zijn ongelijk: 50 schooldagen voor en 20 na.")
    assert [period.days for period in change.periods] == [50, 20]


def test_equal_windows_do_not_warn():
    before = with_period(window([1, 2, 3]), "2021-01-05", "2021-02-01", 20)
    after = with_period(window([1, 2, 3]), "2021-01-25", "2021-02-19", 20)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        change = compare(before, after)
    assert "overlappen" in change.notes[0]


def test_what_cannot_be_compared():
    before = with_period(window([1, 2, 3]), "2021-01-05", "2021-02-01", 20)
    after = with_period(window([1, 2, 3]), "2021-02-02", "2021-03-01", 20)
    with pytest.raises(ValueError, match="before comes first"):
        compare(after, before)
    before.attrs["measure"], after.attrs["measure"] = "minutes", "sessions"
    with pytest.raises(ValueError, match="the same measure, got minutes and sessions"):
        compare(before, after)
    with pytest.raises(ValueError, match="no column mentor"):
        compare(window([1]), window([1]), cluster="mentor")
    with pytest.raises(ValueError, match="1 rows are of a pupil that was there already"):
        compare(pd.concat([window([1]), window([1])]), window([1]))


def test_nobody_in_both():
    change = compare(window([1, 2]), window([1, 2]).assign(pupil=["x", "y"]))
    assert (change.paired, change.joined, change.left) == (0, 2, 2)
    assert change.change.isna().all()
    assert change.interval.isna().all(axis=None)
    assert change.notes == ()
    assert "–" in str(change)


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.integers(0, 4), st.integers(0, 20), st.sampled_from([0, 20])
        ),
        unique_by=lambda pupil: pupil[0],
    ),
    st.lists(
        st.tuples(
            st.integers(0, 9), st.integers(0, 4), st.integers(0, 20), st.sampled_from([0, 20])
        ),
        unique_by=lambda pupil: pupil[0],
    ),
    st.sampled_from(list(SCHEMES.values())),
)
def test_against_counting_by_hand(before, after, scheme):
    tables = []
    for pupils in (before, after):
        table = pd.DataFrame(pupils, columns=["pupil", "class", "absent", "possible"]).astype(
            "int64"
        )
        tables.append(table.assign(school="s", absent=table[["absent", "possible"]].min(axis=1)))
    change = compare(*tables, scheme)

    def tier(absent, possible):
        if possible == 0:
            return None
        share = Fraction(possible - absent, possible)
        bounds = zip(scheme.cuts, scheme.edge, strict=True)
        return 1 + sum(share < cut or (share == cut and edge == "worse") for cut, edge in bounds)

    was, now = (
        {p: tier(a, n) for p, a, n in zip(t["pupil"], t["absent"], t["possible"], strict=True)}
        for t in tables
    )
    everyone = set(was) | set(now)
    pairs = [p for p in everyone if was.get(p) and now.get(p)]
    joined = [p for p in everyone if p not in was and now[p]]
    left = [p for p in everyone if p not in now and was[p]]
    assert change.paired == len(pairs)
    assert (change.joined, change.left) == (len(joined), len(left))
    assert change.unclassified == len(everyone) - len(pairs) - len(joined) - len(left)
    moved = Counter((was[p], now[p]) for p in pairs)
    for (start, end), count in moved.items():
        assert change.transitions.loc[start, end] == count
    assert change.transitions.to_numpy().sum() == len(pairs)
    assert change.change_pupils.sum() == 0
    assert change.transitions.sum(axis=1).tolist() == change.before.counts.tolist()
    assert change.transitions.sum(axis=0).tolist() == change.after.counts.tolist()
    assert change.joined_tiers.tolist() == [sum(now[p] == k for p in joined) for k in scheme.tiers]
    assert change.left_tiers.tolist() == [sum(was[p] == k for p in left) for k in scheme.tiers]
    assert change.all_after.counts.tolist() == build_pyramid(tables[1], scheme).counts.tolist()


@settings(max_examples=10)
@given(st.randoms())
def test_neither_order_nor_names_matter(random):
    before, after = slide()
    names = [f"q{i}" for i in range(344)]
    random.shuffle(names)
    rename = dict(zip(before["pupil"], names, strict=True))
    shuffled = [
        table.assign(pupil=table["pupil"].map(rename)).sample(
            frac=1, random_state=random.randint(0, 9)
        )
        for table in (before, after)
    ]
    expected, found = compare(before, after), compare(*shuffled)
    pd.testing.assert_frame_equal(found.to_frame(), expected.to_frame())
    pd.testing.assert_frame_equal(found.transitions, expected.transitions)


def test_schemes_with_four_tiers_and_a_minimum():
    change = compare(*slide(), ATTENDANCE_WORKS)
    assert change.transitions.shape == (4, 4)
    assert change.change_pupils.sum() == 0
    none = compare(*slide(), replace(TWENTE, minimum_sessions=201))
    assert (none.paired, none.unclassified) == (0, 344)


def test_a_comparison_shows_itself_in_dutch_within_80_columns():
    change = compare(*slide())
    text, html = str(change), change._repr_html_()
    assert max(map(len, text.splitlines())) <= 80
    for part in ("344 leerlingen", "+9,0", "−4,7", "−4,4", "70,1%", "79,1%", "+31"):
        assert part in text
        assert part in html
    assert "effect" not in text.lower()


def test_to_frame_has_it_all():
    frame = compare(*slide()).to_frame()
    assert frame.loc[1, ["before", "after", "change_pupils"]].tolist() == [241, 272, 31]
    assert frame["share_after"].sum() == pytest.approx(1)
    assert frame.index.name == "tier"


def test_the_tables_given_are_left_alone():
    before, after = slide()
    copies = before.copy(), after.copy()
    compare(before, after)
    pd.testing.assert_frame_equal(before, copies[0])
    pd.testing.assert_frame_equal(after, copies[1])


def test_a_class_under_the_line_in_one_period_is_not_compared():
    before = pd.DataFrame(
        {"school": "s", "pupil": range(40), "class": ["1a", "1b"] * 20, "absent": 0, "possible": 20}
    )
    after = before.assign(absent=1, incomplete=before["class"] == "1b")
    after.attrs["incomplete_reason"] = "Klas 1b krijgt geen piramide."
    found = compare(before, after)
    assert (found.paired, found.unclassified, found.incomplete) == (20, 20, 20)
    assert (found.joined, found.left) == (0, 0)
    assert found.notes[0] == "Venster na: Klas 1b krijgt geen piramide."
