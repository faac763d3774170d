import re
from dataclasses import replace
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, SCHEMES, TWENTE, classify
from proeftuin.pyramid.pyramid import build_pyramid, build_pyramids
from proeftuin.pyramid.sentences import (
    goal_text,
    goals_sentence,
    pyramid_frame,
    pyramid_title,
)


def school(*counts, unclassified=0):
    """A school with so many pupils per tier, away from the cuts, in months of twenty days."""
    absent = np.repeat([0, 15, 50], counts)
    table = pd.DataFrame({"absent": absent, "possible": 200})
    return pd.concat([table, pd.DataFrame({"absent": [0] * unclassified, "possible": 0})])


def test_counts_shares_and_who_has_no_tier():
    pyramid = build_pyramid(school(70, 20, 10, unclassified=3))
    assert pyramid.counts.to_dict() == {1: 70, 2: 20, 3: 10}
    assert pyramid.shares.to_dict() == {1: 0.7, 2: 0.2, 3: 0.1}
    assert (pyramid.n, pyramid.unclassified) == (100, 3)
    assert pyramid.counts.index.name == "tier"


def test_intervals_are_wilson_s():
    low, high = build_pyramid(school(81, 182, 0)).intervals.loc[1].round(4)
    # Newcombe (1998), table I: 81 of 263.
    assert (low, high) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("counts", "statuses", "distances"),
    [
        ((80, 15, 5), ["uncertain", "uncertain", "uncertain"], [0, 0, 0]),
        ((79, 15, 6), ["uncertain", "uncertain", "uncertain"], [1, 0, 1]),
        ((950, 45, 5), ["met", "met", "met"], [0, 0, 0]),
        ((500, 300, 200), ["not met", "not met", "not met"], [300, 150, 150]),
        ((3, 1, 0), ["uncertain", "uncertain", "uncertain"], [1, 1, 0]),
        # 80% of 111 is 88.8, so 89 pupils; 15% is 16.65, so 16; 5% is 5.55, so 5.
        ((88, 17, 6), ["uncertain", "uncertain", "uncertain"], [1, 1, 1]),
    ],
)
def test_goals_and_the_distance_in_pupils(counts, statuses, distances):
    goals = build_pyramid(school(*counts)).goals
    assert goals["status"].tolist() == statuses
    assert goals["distance"].tolist() == distances
    assert goals["goal"].tolist() == [0.8, 0.15, 0.05]
    assert goals["at"].tolist() == ["least", "most", "most"]


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_the_distance_is_the_fewest_that_reach_the_goal(one, two, three):
    pyramid = build_pyramid(school(one, two, three))
    n = pyramid.n
    for tier, goal in zip(TWENTE.tiers, TWENTE.goals, strict=True):
        distance = pyramid.goals.loc[tier, "distance"]
        if n == 0:
            assert distance is pd.NA
            continue
        sign = 1 if goal.at == "least" else -1
        reached = [
            sign * (Fraction(int(pyramid.counts[tier]) + sign * d, n) - goal.share) >= 0
            for d in (distance, distance - 1)
        ]
        assert reached[0]
        assert distance == 0 or not reached[1]


def test_a_scheme_without_goals_has_them_empty():
    goals = build_pyramid(school(8, 1, 1), ATTENDANCE_WORKS).goals
    assert goals["status"].tolist() == [""] * 4
    assert goals["goal"].isna().all()
    assert goals["distance"].isna().all()


def test_pupils_on_a_cut_and_the_other_reading():
    month = pd.DataFrame({"absent": [0, 1, 1, 1, 2, 2, 3], "possible": 20})
    pyramid = build_pyramid(month)
    assert pyramid.on_cut.to_dict() == {0.95: 3, 0.90: 2}
    assert pyramid.counts.to_list() == [4, 2, 1]
    assert pyramid.other_edge.to_list() == [1, 3, 3]


def test_a_pupil_without_a_tier_is_not_on_a_cut():
    scheme = replace(TWENTE, minimum_sessions=10)
    table = pd.DataFrame({"absent": [50, 50], "possible": [1000, 1000], "sessions": [9, 20]})
    pyramid = build_pyramid(table, scheme)
    assert pyramid.on_cut.to_dict() == {0.95: 1, 0.90: 0}
    assert pyramid.other_edge.sum() == pyramid.n == 1


def test_nobody():
    pyramid = build_pyramid(school(0, 0, 0, unclassified=2))
    assert (pyramid.n, pyramid.unclassified) == (0, 2)
    assert pyramid.shares.isna().all()
    assert pyramid.intervals.isna().all(axis=None)
    assert "–" in str(pyramid)


def test_any_table_and_the_pupils_own_columns():
    table = school(7, 2, 1)
    from_duckdb = build_pyramid(duckdb.from_df(table))
    assert from_duckdb.counts.to_list() == [7, 2, 1]
    with pytest.raises(ValueError, match="no column possible; there are absent"):
        build_pyramid(table[["absent"]])
    with pytest.raises(ValueError, match="no column class"):
        build_pyramids(table, "class")


def test_a_pupil_who_stands_in_it_twice_is_refused():
    # What a forgotten period filter does: every pupil once a month.
    months = pd.DataFrame(
        {"pupil": ["a", "b", "a"], "month": [1, 1, 2], "absent": 0, "possible": 100}
    )
    with pytest.raises(ValueError, match="1 rows are of a pupil that was there already"):
        build_pyramid(months)
    assert build_pyramids(months, "month")["n"].tolist() == [2, 2, 2, 1, 1, 1]


def test_groups_have_every_tier_and_are_no_mean_of_means():
    table = pd.concat(
        [
            school(9, 0, 1).assign(group="small"),
            school(30, 30, 30, unclassified=4).assign(group="big"),
        ]
    )
    found = build_pyramids(table, "group")
    assert found.columns.tolist() == [
        "group", "tier", "label", "count", "share", "low", "high", "n", "unclassified",
        "incomplete",
    ]  # fmt: skip
    assert found["count"].tolist() == [30, 30, 30, 9, 0, 1]
    assert found["unclassified"].tolist() == [4, 4, 4, 0, 0, 0]
    assert found["label"].tolist() == list(TWENTE.labels) * 2
    whole = build_pyramid(table)
    tier_1 = found[found["tier"] == 1]
    assert whole.shares[1] == tier_1["count"].sum() / tier_1["n"].sum() == 0.39
    assert whole.shares[1] != tier_1["share"].mean()


def test_a_group_without_tiers_is_shown_with_none():
    table = pd.concat(
        [school(5, 0, 0).assign(group=1), school(0, 0, 0, unclassified=6).assign(group=2)]
    )
    found = build_pyramids(table, "group")
    empty = found[found["group"] == 2]
    assert empty["count"].tolist() == [0, 0, 0]
    assert empty["unclassified"].tolist() == [6, 6, 6]
    assert empty[["share", "low", "high"]].isna().all(axis=None)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([1, 2, None]), st.integers(0, 20)),
        min_size=1,
    ),
    st.sampled_from(list(SCHEMES.values())),
)
def test_groups_are_the_pyramids_of_their_pupils(pupils, scheme):
    table = pd.DataFrame(pupils, columns=["class", "year", "absent"]).assign(possible=20)
    table.loc[table["absent"] == 20, ["absent", "possible"]] = 0
    found = build_pyramids(table, ["class", "year"], scheme)
    for keys, group in table.groupby(["class", "year"], dropna=False):
        own = found[
            found["class"].eq(keys[0])
            & found["year"].astype("Float64").fillna(-1).eq(-1 if pd.isna(keys[1]) else keys[1])
        ]
        pyramid = build_pyramid(group, scheme)
        assert own["count"].tolist() == pyramid.counts.tolist()
        assert own["unclassified"].unique().tolist() == [pyramid.unclassified]
        np.testing.assert_allclose(own["share"], pyramid.shares)
        np.testing.assert_allclose(own[["low", "high"]], pyramid.intervals)
    assert (
        found["count"].sum() == classify(table["absent"], table["possible"], scheme).notna().sum()
    )


def test_a_pyramid_shows_itself_in_dutch_within_80_columns():
    table = pd.DataFrame({"absent": [0] * 1234 + [1, 2, 3, 0], "possible": [20] * 1237 + [0]})
    for scheme in SCHEMES.values():
        pyramid = build_pyramid(table, scheme)
        text, html = str(pyramid), pyramid._repr_html_()
        assert max(map(len, text.splitlines())) <= 80
        assert "Niet in te delen: 1 leerling." in text
        assert "Niet in te delen: 1 leerling." in html
        assert "Precies op een grens" in text
    for part in ("1.235", "99,8%", "ten minste 80%", "Piramide van 1.237 leerlingen (Twente)"):
        assert part in str(build_pyramid(table))
    assert "Ontluikend verzuim" in build_pyramid(table)._repr_html_()


def test_to_frame_has_it_all():
    frame = build_pyramid(school(7, 2, 1)).to_frame()
    assert frame.columns.tolist() == [
        "label", "count", "share", "low", "high", "goal", "at", "status", "distance", "other_edge",
        "without_assumed",
    ]  # fmt: skip
    assert frame["count"].tolist() == [7, 2, 1]


def test_incomplete_rows_are_unclassified_and_counted_apart():
    table = school(70, 20, 10, unclassified=3).assign(incomplete=False).reset_index(drop=True)
    table.loc[:9, "incomplete"] = True
    table.attrs["incomplete_reason"] = "Klas 1a krijgt geen piramide."
    pyramid = build_pyramid(table)
    assert pyramid.counts.tolist() == [60, 20, 10]
    assert pyramid.other_edge.sum() == 90
    assert (pyramid.n, pyramid.unclassified, pyramid.incomplete) == (90, 13, 10)
    for text in (repr(pyramid), pyramid._repr_html_()):
        assert "Te weinig geregistreerd: 10 leerlingen. Klas 1a krijgt geen piramide." in " ".join(
            text.split()
        )
    groups = build_pyramids(table.assign(group=["a"] * 10 + ["b"] * 93), "group")
    assert groups.drop_duplicates("group")["incomplete"].tolist() == [10, 0]
    assert groups.drop_duplicates("group")["n"].tolist() == [0, 90]


def test_a_table_without_the_column_is_as_before():
    pyramid = build_pyramid(school(7, 2, 1))
    assert (pyramid.n, pyramid.incomplete, pyramid.reason) == (10, 0, "")
    marked = build_pyramid(school(7, 2, 1).assign(incomplete=[False] * 9 + [None]))
    assert marked.counts.tolist() == pyramid.counts.tolist()


@pytest.mark.parametrize(("with_tier", "without"), [(23, 96), (0, 40)])
def test_that_most_pupils_have_no_tier_is_what_is_said_first(with_tier, without):
    table = pd.DataFrame({"absent": 0, "possible": [20] * with_tier + [0] * without})
    pyramid = build_pyramid(table)
    told = {
        23: "96 van de 119 leerlingen hebben geen tier: te weinig gegevens",
        0: "Geen van de leerlingen heeft een tier: te weinig gegevens",
    }[with_tier]
    said = " ".join(str(pyramid).split())
    assert said.startswith(f"{told}. Piramide van {with_tier} leerlingen")
    assert pyramid_title(pyramid_frame(pyramid)) == told
    assert "Niet in te delen" not in str(pyramid)


def test_that_some_pupils_have_no_tier_is_said_below():
    table = pd.DataFrame({"absent": 0, "possible": [20] * 60 + [0] * 60})
    pyramid = build_pyramid(table)
    assert str(pyramid).startswith("Piramide van 60 leerlingen")
    assert "Niet in te delen: 60 leerlingen." in str(pyramid)
    assert pyramid_title(pyramid_frame(pyramid)).startswith("100,0% van de leerlingen zit in Tier")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((79, 15, 6), ["net niet gehaald", "net gehaald", "net niet gehaald"]),
        ((950, 45, 5), ["gehaald", "gehaald", "gehaald"]),
        ((500, 300, 200), ["niet gehaald", "niet gehaald", "niet gehaald"]),
    ],
)
def test_pyramid_table_and_sentence_say_the_same_of_a_goal(counts, words):
    pyramid = build_pyramid(school(*counts))
    assert _outcomes(pyramid) == words
    frame = pyramid_frame(pyramid)
    sentence = goals_sentence(frame)
    for row, said in zip(frame.to_dict("records"), words, strict=True):
        assert f"{said} voor" in sentence
        in_table = goal_text(row, short=True).split(": ")[1]
        assert (row["distance"] == 0) == (in_table == said)
        assert in_table.startswith("net niet, ") == (said == "net niet gehaald")


def _outcomes(pyramid):
    """The last words of each line of the table of a pyramid in a terminal."""
    lines = [line.strip() for line in str(pyramid).splitlines() if "Tier " in line]
    found = [re.search(r"%\s+((?:net |niet )*gehaald)$", line) for line in lines]
    return [match[1] for match in found if match]
