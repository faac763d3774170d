"""Figures and sentences: what stands in a figure is what was counted."""

import re
from datetime import date

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from proeftuin.pyramid.drawing.style import contrast
from proeftuin.team.checklist.answers import Answer
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import AUDIENCES, ITEMS, TOPICS
from proeftuin.team.checklist.scores import MOVES
from proeftuin.team.checklist.sentences import (
    CHANGE_HEADINGS,
    MOVE_WORDS,
    SCORE_HEADINGS,
    change_alt,
    change_title,
    score_alt,
    score_sentence,
    score_title,
)

BEFORE = Checklist(
    {"S01": Answer("not done"), "S02": Answer("done"), "O01": Answer("partly")},
    day=date(2020, 10, 8),
)
AFTER = Checklist(
    {
        "S01": Answer("done"),
        "S02": Answer("partly"),
        "O01": Answer("partly"),
        "S25": Answer("not applicable"),
    },
    day=date(2021, 4, 15),
)


@pytest.fixture(autouse=True)
def _without_a_screen():
    with mpl.rc_context({"backend": "Agg"}):
        yield
        plt.close("all")


def texts(ax):
    return [text.get_text().strip() for text in ax.texts]


def test_heat_map_shows_counts_and_what_is_missing():
    shown = texts(AFTER.plot())
    assert "1 van 2" in shown
    assert "1 deels, 3 open" in shown
    assert "0 van 1" in shown
    assert shown.count("niet ingevuld") == 16
    assert shown.count("n.v.t.") == 1
    assert shown.count("geen punten") == 1


def test_an_empty_checklist_has_no_colour():
    ax = Checklist({}).plot()
    assert texts(ax).count("niet ingevuld") == 19
    assert ax.collections[0].get_array().mask.all()


def test_change_shows_counts_per_topic():
    shown = texts(AFTER.change(BEFORE).plot())
    assert shown.count("1") == 2
    assert "1 gelijk, 8 niet te vergelijken" in shown


@pytest.mark.parametrize("one", [BEFORE, Checklist({})])
@pytest.mark.parametrize("two", [AFTER, Checklist({})])
def test_everything_can_be_drawn_in_given_axes(one, two):
    _, ax = plt.subplots()
    assert two.plot(ax) is ax
    _, ax = plt.subplots()
    assert two.change(one).plot(ax) is ax


def test_sentences():
    assert score_title(AFTER) == "1 van de 3 beantwoorde punten is gedaan, 2 deels"
    assert score_sentence(AFTER) == (
        "Van de 3 beantwoorde punten antwoordt de school bij 1 ‘ja’, bij 2 ‘deels’ en bij 0 "
        "‘nee’. 60 punten zijn niet beantwoord en 1 punt is niet van toepassing."
    )
    assert "nog niet ingevuld" in score_title(Checklist({}))
    assert "geen uitkomst" in score_sentence(Checklist({}))
    full = Checklist({item.id: Answer("done") for item in ITEMS})
    assert score_sentence(full).endswith("‘nee’.")
    assert score_alt(full).startswith("64 van de 64 beantwoorde punten zijn gedaan.")


def test_sentences_of_a_change():
    change = AFTER.change(BEFORE)
    assert change_title(change) == (
        "Van de 3 punten die beide keren beantwoord zijn, staan er 1 verder en 1 terug"
    )
    assert "Het vieren van aanwezigheid 1 verder en 1 terug" in change_alt(change)
    assert "geen punten" in change_title(Checklist({}).change(BEFORE))


def test_headings_name_columns_that_exist():
    assert set(SCORE_HEADINGS) <= set(AFTER.score().columns)
    assert set(CHANGE_HEADINGS) <= set(AFTER.change(BEFORE).score().columns)
    assert set(MOVE_WORDS) == set(MOVES)


@pytest.mark.parametrize("done", range(10))
def test_letters_can_be_read_on_every_colour_of_the_heat_map(done):
    answers = [Answer("done" if place < done else "not done") for place in range(9)]
    ids = [item.id for item in ITEMS if item.topic == ITEMS[0].topic][:9]
    ax = Checklist(dict(zip(ids, answers, strict=False)), day=AFTER.day).plot()
    # The colours are worked out on drawing.
    ax.figure.canvas.draw()
    grounds = ax.collections[0].get_facecolors().reshape(len(TOPICS), len(AUDIENCES), 4)
    counts = [text for text in ax.texts if re.fullmatch(r"\d+ van \d+", text.get_text())]
    assert counts
    for text in counts:
        x, y = text.get_position()
        assert contrast(text.get_color(), grounds[int(y), int(x)]) >= 4.5
