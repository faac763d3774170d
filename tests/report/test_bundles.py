"""Tables, drawings and bundles: Dutch for the reader, plain numbers for the machine."""

import json
from datetime import date

import matplotlib.pyplot as plt
import pytest

from proeftuin.report.document.bundle import MIME, Bundle, bullets, drawing, heading, paragraphs
from proeftuin.report.document.parts import Bullets, Facts, Heading, Text
from proeftuin.report.document.table import Column, Table, plain, written
from proeftuin.report.protection.masking import HIDDEN, SMALL


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (3700, "count", "3.700"),
        (0.95, "percent", "95,0%"),
        (-4.651, "points", "−4,7"),
        (31, "change", "+31"),
        (43.94, "number", "43,9"),
        ((0.1, 0.25), "interval", "10,0–25,0%"),
        ((-1.0, 2.25), "points interval", "−1,0 tot +2,2"),
        (date(2021, 3, 19), "date", "19 maart 2021"),
        ("3k2", "text", "3k2"),
        (SMALL, "percent", "<5"),
        (HIDDEN, "points interval", "•"),
        (None, "count", ""),
    ],
)
def test_written(value, kind, text):
    assert written(value, kind) == text


def test_plain_is_json_without_masked_numbers():
    value = {"a": SMALL, "b": [0.1 + 0.2, True, None], "c": date(2021, 1, 5), "d": float("nan")}
    assert json.loads(json.dumps(plain(value))) == {
        "a": {"hidden": "<5"},
        "b": [0.3, True, None],
        "c": "2021-01-05",
        "d": None,
    }


@pytest.fixture
def table():
    columns = (
        Column("who", "Klas", own=True),
        Column("n", "Samen", "count", "Aantal"),
        Column("share", "Tier 1", "percent", "Aandeel"),
    )
    rows = [{"who": "1<a>", "n": 20, "share": 0.5}, {"who": "school", "n": SMALL, "share": None}]
    return Table("Per klas & school", columns, rows, "Een noot", frozenset({1}))


def test_table_is_accessible_html(table):
    html = table.html()
    assert '<th scope="row">1&lt;a&gt;</th><td class="num">20</td>' in html
    assert "<caption>Per klas &amp; school</caption>" in html
    assert '<th scope="colgroup" colspan="1">Aantal</th>' in html
    assert '<tr class="total"><th scope="row">school</th><td class="num">&lt;5</td>' in html
    assert '<p class="note">Een noot</p>' in html


def test_table_data_holds_the_same_values(table):
    assert table.data()["rows"] == [
        {"who": "1<a>", "n": 20, "share": 0.5},
        {"who": "school", "n": {"hidden": "<5"}, "share": None},
    ]


def test_folded_table_is_closed():
    table = Table("x", (Column("a", "A"),), [{"a": "1"}], folded=True)
    assert "<details><summary>" in table.html()


def some_axes():
    figure = plt.figure(figsize=(3, 2))
    ax = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    ax.bar([1, 2], [3, 4], hatch="//")
    ax.set_title("Titel")
    return ax


def test_drawing_is_the_same_on_every_run_and_closes_its_figure():
    first, second = drawing(some_axes(), "Twee staven."), drawing(some_axes(), "Twee staven.")
    assert first == second
    assert plt.get_fignums() == []


def test_drawing_says_what_it_is_and_nothing_of_this_machine():
    drawn = drawing(some_axes(), "Twee <staven>.")
    assert "Twee &lt;staven&gt;.</title>" in drawn.svg
    assert "<title" in drawn.html()
    assert "Twee &lt;staven&gt;." in drawn.html()
    assert "Titel" in drawn.svg
    for unwanted in ("dc:date", "Matplotlib v", "DejaVu", "<?xml", "<!DOCTYPE"):
        assert unwanted not in drawn.svg


def test_ids_in_a_drawing_do_not_meet_those_of_another():
    other = some_axes()
    other.set_title("Iets anders")
    marks = [
        {part.split('"')[0] for part in drawn.svg.split('id="')[1:]}
        for drawn in (drawing(some_axes(), "x"), drawing(other, "x"))
    ]
    assert marks[0]
    assert marks[0].isdisjoint(marks[1])


def test_bundle_shows_itself_in_three_ways(table):
    drawn = drawing(some_axes(), "Twee staven.")
    bundle = Bundle("blok", paragraphs("Zo & zo."), drawn, (table,), {"n": SMALL})
    shown = bundle._repr_mimebundle_()
    assert list(shown) == ["text/html", MIME, "image/svg+xml"]
    assert "<p>Zo &amp; zo.</p>" in shown["text/html"]
    assert drawn.svg in shown["text/html"]
    assert shown[MIME]["values"] == {"n": {"hidden": "<5"}}
    assert shown[MIME]["alt"] == "Twee staven."
    assert "image/svg+xml" not in Bundle("tekst", paragraphs("x"))._repr_mimebundle_()


def test_words_are_escaped():
    (listed,) = bullets(["a < b"])
    assert listed.html() == "<ul><li>a &lt; b</li></ul>"
    (small,) = paragraphs("", "x", kind="note")
    assert small.html() == '<p class="note">x</p>'


def test_a_bundle_is_read_back_as_a_notebook_has_it(table):
    lead = (
        *heading("Kop"),
        Heading("Klein", 2, small=True),
        *paragraphs("Zo & zo.", kind="headline"),
        Text((("Met ", ""), ("nadruk", "strong"))),
        *bullets(["a < b"]),
        Bullets(((("een", ""),),), ordered=True),
        Facts((("Sector", "po"),)),
    )
    drawn = drawing(some_axes(), "Twee staven.")
    more = Table("Bijlage", table.columns, table.rows, folded=True, annex=True)
    bundle = Bundle("blok", lead, drawn, (table, more), {"n": SMALL}, paragraphs("Na."))
    shown = json.loads(json.dumps(bundle._repr_mimebundle_()))
    found = Bundle.from_json(shown[MIME], shown["image/svg+xml"])
    assert found.html == bundle.html
    assert (found.lead, found.drawing, found.after) == (lead, drawn, bundle.after)
    assert len(found.parts) == len(lead) + 4
    for one, other in zip(found.tables, bundle.tables, strict=True):
        assert (one.columns, one.texts()) == (other.columns, other.texts())
        assert (one.total_rows, one.note, one.folded, one.annex) == (
            (other.total_rows, other.note, other.folded, other.annex)
        )
