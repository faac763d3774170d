"""The 64 items are the published ones, each letter of them once."""

from collections import Counter
from pathlib import Path

import pytest

from proeftuin.errors import InputError
from proeftuin.team.checklist.answers import normal
from proeftuin.team.checklist.items import AUDIENCES, BY_ID, ITEMS, SOURCE, TOPICS, placed

UNSURE = [
    "S03",
    "S04",
    "S05",
    "S06",
    "K06",
    "K10",
    "O02",
    "O03",
    "O11",
    "P03",
    "P04",
    "P05",
    "P07",
    "P08",
    "P12",
]


def source_columns():
    text = (Path(__file__).parent / "columns.txt").read_text("utf-8")
    columns = {}
    for line in text.splitlines():
        if line.startswith("["):
            column = columns.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            column.append(line)
    return columns


def letters(text):
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_letter_of_the_source_is_in_exactly_one_item(audience):
    """Each column of the page is its items one after the other: nothing twice, nothing left."""
    column = letters(" ".join(source_columns()[audience]))
    items = sorted((item for item in ITEMS if item.audience == audience), key=lambda item: item.id)
    assert "".join(letters(item.text_nl) for item in items) == column


def test_counts_per_audience_and_topic():
    assert list(Counter(item.audience for item in ITEMS).values()) == [25, 10, 13, 16]
    assert [sum(item.topic == topic for item in ITEMS) for topic in TOPICS] == [11, 21, 17, 10, 5]
    cells = Counter((item.topic, item.audience) for item in ITEMS)
    assert [[cells[topic, audience] for audience in AUDIENCES] for topic in TOPICS] == [
        [5, 2, 1, 3],
        [6, 4, 6, 5],
        [9, 1, 4, 3],
        [4, 3, 1, 2],
        [1, 0, 1, 3],
    ]


def test_ids_and_texts_are_unique():
    assert len(BY_ID) == len(ITEMS) == 64
    texts = [normal(text) for item in ITEMS for text in (item.text_nl, item.text_en)]
    assert len(set(texts)) == 128
    assert all(item.id[0] == item.audience[0].upper() for item in ITEMS)


def test_the_items_without_a_sure_topic_are_marked():
    assert [item.id for item in ITEMS if not item.sure] == UNSURE
    assert "Ingrado" in SOURCE


def test_only_unsure_items_move():
    moved = {item.id: item.topic for item in placed(dict.fromkeys(UNSURE, "Partnerschap"))}
    assert {name for name, topic in moved.items() if topic != BY_ID[name].topic} == set(UNSURE)
    assert [item.topic for item in placed()] == sorted(
        (item.topic for item in ITEMS), key=list(TOPICS).index
    )


def test_wrong_moves_are_all_reported():
    with pytest.raises(InputError) as caught:
        placed({"S01": "vieren", "X99": "vieren", "S06": "anders"})
    assert [problem.value for problem in caught.value.problems] == ["S01", "X99", "S06 = anders"]
