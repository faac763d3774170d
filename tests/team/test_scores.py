from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.team.answers import STATES, Answer
from proeftuin.team.checklist import Checklist
from proeftuin.team.items import ITEMS

NAMES = [item.id for item in ITEMS]
forms = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(STATES), max_size=64)
COLUMN = {state: state.replace(" ", "_") for state in STATES}


def filled(states):
    return Checklist({name: Answer(state) for name, state in states.items()})


@given(forms)
def test_counts_are_those_of_a_plain_count(states):
    found = filled(states).score().set_index(["topic", "audience"])
    for (topic, audience), row in found.iterrows():
        inside = [item.id for item in ITEMS if (item.topic, item.audience) == (topic, audience)]
        counts = Counter(states.get(name, "unanswered") for name in inside)
        assert {state: row[COLUMN[state]] for state in STATES} == {s: counts[s] for s in STATES}
        answered = counts["done"] + counts["partly"] + counts["not done"]
        if answered:
            assert row["done_share"] == counts["done"] / answered
            applicable = len(inside) - counts["not applicable"]
            assert row["partly_of_applicable"] == counts["partly"] / applicable
        else:
            assert row[["done_share", "partly_share"]].isna().all()


@given(forms)
def test_every_level_counts_every_item_once(states):
    checklist = filled(states)
    for by in [(), ("topic",), ("audience",), ("topic", "audience")]:
        found = checklist.score(by)
        assert found["items"].sum() == 64
        assert found[[*COLUMN.values()]].sum().sum() == 64


def test_an_empty_form_is_missing_and_not_zero():
    found = Checklist({}).score(()).iloc[0]
    assert found["unanswered"] == 64
    assert found[["done_share", "partly_share", "done_of_applicable"]].isna().all()
    assert Checklist({}).is_empty


ORDER = {"not done": 0, "partly": 1, "done": 2}


@given(forms, forms)
def test_moves_are_those_of_a_plain_comparison(before, after):
    change = filled(after).change(filled(before))
    moves = change.items.set_index("item")["move"].to_dict()
    for name in NAMES:
        first, last = before.get(name, "unanswered"), after.get(name, "unanswered")
        if first in ORDER and last in ORDER:
            step = ORDER[last] - ORDER[first]
            expected = "further" if step > 0 else "back" if step < 0 else "same"
        elif first == last == "not applicable":
            expected = "not applicable"
        else:
            expected = "not comparable"
        assert moves[name] == expected
    total = change.score(()).iloc[0]
    assert total["further"] == sum(move == "further" for move in moves.values())
    assert total["items"] == 64


def test_change_in_points_is_over_the_compared_items():
    before = filled({"S01": "done", "S02": "not done", "S03": "partly", "S04": "done"})
    after = filled({"S01": "done", "S02": "done", "S03": "partly", "S05": "done"})
    total = after.change(before).score(()).iloc[0]
    assert (total["compared"], total["done_before"], total["done_after"]) == (3, 1, 2)
    assert total["change"] == pytest.approx(100 / 3)


def test_only_unsure_items_can_be_moved_to_another_topic():
    from proeftuin.register.problems import InputError

    moved = Checklist({}, topics={"S03": "data_communicatie"})
    assert next(item for item in moved.items if item.id == "S03").topic == "data_communicatie"
    with pytest.raises(InputError):
        Checklist({}, topics={"S01": "data_communicatie"})


def test_it_shows_itself():
    checklist = filled({"S01": "done", "S02": "partly"})
    assert "Alles" in str(checklist)
    assert "<table" in checklist._repr_html_()
    change = checklist.change(filled({"S01": "not done"}))
    assert "verder" in str(change)
    assert "<table" in change._repr_html_()


def test_figures_are_drawn():
    import matplotlib.pyplot as plt

    checklist = filled({"S01": "done", "S02": "partly", "K01": "not applicable"})
    for shown in (checklist, Checklist({}), checklist.change(filled({"S01": "not done"}))):
        axes = shown.plot()
        texts = [text.get_text() for text in axes.texts]
        assert any(texts)
        plt.close(axes.figure)
    axes = checklist.plot()
    written = [text.get_text() for text in axes.texts]
    assert "1 van 2" in written
    assert "geen punten" in written
    plt.close(axes.figure)


def test_next_steps_stand_in_order_of_date():
    from datetime import date

    steps = Checklist(
        {
            "S01": Answer(next_step="later", next_date=date(2021, 6, 1)),
            "S02": Answer(next_step="ooit"),
            "S03": Answer(next_step="eerst", next_date=date(2021, 5, 1)),
        }
    ).next_steps
    assert steps["next_step"].tolist() == ["eerst", "later", "ooit"]
