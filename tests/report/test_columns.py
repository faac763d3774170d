"""Columns on paper: always as wide as the page, and never narrower than a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.report.formats.pdf_columns import BREAK, PADDING, ROOM, SIZE, measured

CELLS = st.text("abcdefghij 0123456789,.%", max_size=60)


def cell(text, number=False):
    return {"text": text, "number": number, "span": 1}


def table(head, *rows):
    return {
        "kind": "table",
        "caption": "",
        "head": [[cell(text) for text in head]],
        "rows": [{"cells": [cell(t, number) for t, number in row], "total": False} for row in rows],
    }


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1)
    )
)
def test_the_columns_fill_the_page(rows):
    made = measured(table([""] * len(rows[0]), *[[(text, False) for text in row] for row in rows]))
    assert sum(made["widths"]) == pytest.approx(ROOM)
    assert min(made["widths"]) > 0
    assert 0 < made["size"] <= SIZE


def test_texts_give_way_and_numbers_do_not():
    text = "een lange omschrijving " * 20
    made = measured(table(["Wat", "Aantal"], [(text, False), ("266.891", True)]))
    assert made["widths"][1] >= 7 * 0.5 * SIZE + PADDING
    assert made["widths"][0] > 3 * made["widths"][1]
    assert made["size"] == SIZE


def test_two_long_texts_share():
    longest, long = "woord " * 200, "woord " * 50
    one, two = measured(table(["a", "b"], [(longest, False), (long, False)]))["widths"]
    assert one > two > ROOM / 5


def test_what_cannot_fit_breaks_and_then_shrinks():
    made = measured(table(["x" * 30] * 4, [("w" * 80, False)] * 4))
    assert BREAK in made["rows"][0]["cells"][0]["text"]
    assert made["size"] == SIZE
    many = measured(table(["kolom"] * 30, [("100,0%", True)] * 30))
    assert many["size"] < SIZE
    assert many["rows"][0]["cells"][0]["text"] == "100,0%"


def test_a_table_is_higher_with_more_lines():
    low = measured(table(["a"], [("x", False)]))["height"]
    assert measured(table(["a"], [("x", False)], [("x", False)]))["height"] > low
    assert measured(table(["a"], [("woord " * 60, False)]))["height"] > low
