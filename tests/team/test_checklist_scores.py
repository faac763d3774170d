"""Scores and changes against a count by hand."""

import math
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proeftuin.team.checklist.answers import STATES, Answer
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import AUDIENCES, ITEMS, TOPICS

MOVABLE = [item.id for item in ITEMS if not item.sure]
checklists = st.builds(
    lambda states, topics: Checklist(
        {item.id: Answer(state) for item, state in zip(ITEMS, states, strict=True)}, topics=topics
    ),
    st.lists(st.sampled_from(STATES), min_size=64, max_size=64),
    st.dictionaries(st.sampled_from(MOVABLE), st.sampled_from(list(TOPICS)), max_size=5),
)
RANK = {"not done": 0, "partly": 1, "done": 2}
GROUPINGS = [("topic", "audience"), ("topic",), ("audience",), ()]


def groups(checklist, by):
    """Give every group and its items, also a group without any."""
    levels = {"topic": TOPICS, "audience": AUDIENCES}
    for group in product(*(levels[name] for name in by)):
        yield (
            group,
            [
                item
                for item in checklist.items
                if all(getattr(item, name) == value for name, value in zip(by, group, strict=True))
            ],
        )


def same(found, wanted):
    return math.isnan(found) if wanted is None else found == pytest.approx(wanted)


@pytest.mark.parametrize("by", GROUPINGS)
@given(checklist=checklists)
@settings(max_examples=15, deadline=None)
def test_scores_are_counts(checklist, by):
    rows = checklist.score(by).to_dict("records")
    expected = list(groups(checklist, by))
    assert len(rows) == len(expected)
    for row, (group, items) in zip(rows, expected, strict=True):
        assert tuple(row[name] for name in by) == group
        states = [checklist.answers[item.id].state for item in items]
        for state in STATES:
            assert row[state.replace(" ", "_")] == states.count(state)
        answered = sum(state in RANK for state in states)
        applicable = len(states) - states.count("not applicable")
        assert (row["items"], row["answered"], row["applicable"]) == (
            len(items),
            answered,
            applicable,
        )
        for state in ("done", "partly"):
            count = states.count(state)
            assert same(row[f"{state}_share"], count / answered if answered else None)
            assert same(row[f"{state}_of_applicable"], count / applicable if answered else None)


@pytest.mark.parametrize("by", GROUPINGS)
@given(before=checklists, after=checklists)
@settings(max_examples=15, deadline=None)
def test_changes_are_counts(before, after, by):
    rows = after.change(before).score(by).to_dict("records")
    for row, (_, items) in zip(rows, groups(after, by), strict=True):
        pairs = [(before.answers[item.id].state, after.answers[item.id].state) for item in items]
        both = [(RANK[one], RANK[two]) for one, two in pairs if one in RANK and two in RANK]
        neither = pairs.count(("not applicable", "not applicable"))
        assert row["further"] == sum(two > one for one, two in both)
        assert row["back"] == sum(two < one for one, two in both)
        assert row["same"] == sum(two == one for one, two in both)
        assert row["not_applicable"] == neither
        assert row["not_comparable"] == len(pairs) - len(both) - neither
        assert row["compared"] == len(both)
        assert row["done_before"] == sum(one == 2 for one, _ in both)
        assert row["done_after"] == sum(two == 2 for _, two in both)
        points = 100 * (row["done_after"] - row["done_before"]) / len(both) if both else None
        assert same(row["change"], points)


def test_an_empty_form_is_missing_and_not_zero():
    empty = Checklist({})
    assert empty.is_empty
    for by in GROUPINGS:
        shares = empty.score(by)[["done_share", "partly_share", "done_of_applicable"]]
        assert shares.isna().all(axis=None)


def test_what_does_not_apply_leaves_the_base():
    checklist = Checklist({"S25": Answer("not applicable"), "O13": Answer("done")})
    row = checklist.score(("topic",)).set_index("topic").loc["partnerschap"]
    assert (row["applicable"], row["answered"], row["done_share"]) == (4, 1, 1)


def test_changing_back_and_forth_mirrors():
    one = Checklist({"S01": Answer("done"), "S02": Answer("not done")})
    two = Checklist({"S01": Answer("partly"), "S02": Answer("done")})
    there, back = two.change(one).score(()).iloc[0], one.change(two).score(()).iloc[0]
    assert (there["further"], there["back"]) == (back["back"], back["further"]) == (1, 1)
    assert there["change"] == -back["change"] == 0


def test_next_steps_soonest_first():
    checklist = Checklist(
        {
            "S01": Answer("not done", next_step="later"),
            "S02": Answer("partly", next_step="in juni", next_date=date(2021, 6, 1)),
            "P16": Answer("done", next_step="in mei", next_date=date(2021, 5, 1)),
            "K01": Answer("done"),
        }
    )
    steps = checklist.next_steps
    assert steps["item"].tolist() == ["P16", "S02", "S01"]
    assert str(steps["next_date"].dtype) == "datetime64[us]"
    assert Checklist({}).next_steps.empty


def test_frames_have_the_types_of_the_project():
    frame = Checklist({"S01": Answer("done")}).to_frame()
    assert len(frame) == 64
    texts = frame.drop(columns="next_date")
    assert {str(kind) for kind in texts.dtypes} == {"str"}
    counts = Checklist({}).score()[["items", "done", "unanswered", "answered"]]
    assert {str(kind) for kind in counts.dtypes} == {"int64"}


def test_unknown_items_are_an_error():
    with pytest.raises(ValueError, match="X01"):
        Checklist({"X01": Answer("done")})


@pytest.mark.parametrize("answers", [{}, {"S01": Answer("done", who="<b>")}])
def test_shows_itself(answers):
    one, two = Checklist({}, "A", date(2020, 10, 8)), Checklist(answers, "A", date(2021, 4, 15))
    for shown in (two, two.change(one)):
        assert max(len(line) for line in str(shown).splitlines()) <= 80
        assert "<table" in shown._repr_html_()


def test_who_changes_a_table_of_counts_changes_only_that():
    autumn, spring = Checklist({"S01": Answer("not done")}), Checklist({"S01": Answer("done")})
    for counted in (spring, spring.change(autumn)):
        before = counted.score(()).to_dict()
        changed = counted.score(())
        changed["items"] = 0
        assert counted.score(()).to_dict() == before
