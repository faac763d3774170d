"""Reading an executed notebook: everything a reader sees, in order, and nothing else."""

import json

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from proeftuin.report.document.bundle import MIME, Bundle, bullets, paragraphs
from proeftuin.report.document.contents import bundle_in, contents
from proeftuin.report.document.parts import Bullets, Facts, Figure, Heading, Text
from proeftuin.report.document.table import Column, Table
from proeftuin.report.formats.html import to_html
from proeftuin.report.formats.pdf_blocks import blocks_of
from proeftuin.report.protection.masking import SMALL
from proeftuin.report.record.card import card_of


def executed(*lead, markdown="", **more):
    data = json.loads(json.dumps(Bundle("x", lead, **more)._repr_mimebundle_()))
    cells = [new_markdown_cell(markdown)] if markdown else []
    output = new_output("display_data", data=data)
    return new_notebook(cells=[*cells, new_code_cell("geheim", outputs=[output])])


def read(*lead, **more):
    return blocks_of(executed(*lead, **more))


def test_a_block_is_read_from_lead_to_note():
    table = Table("Titel", (Column("a", "A"),), [{"a": "1"}], "Bij de tabel")
    notebook = executed(
        *paragraphs("Eerst."),
        markdown="## Kop",
        drawing=Figure("<svg></svg>", "alt"),
        tables=(table, Table("Meer", table.columns, table.rows)),
        after=paragraphs("Na.", kind="note"),
    )
    kinds = [type(part) for part in contents(notebook)]
    assert kinds == [Heading, Text, Figure, Table, Table, Text]
    said = [block.get("caption") or block.get("runs") for block in blocks_of(notebook)[1:]]
    notes = [[["Bij de tabel", ""]], "Meer", [["Na.", ""]]]
    assert said == [[["Eerst.", ""]], None, "Titel", *notes]


def test_what_an_older_version_ran_is_not_taken_for_a_block():
    data = {"text/html": "<p>oud</p>", MIME: {"block": "x", "tables": [], "values": {}}}
    output = new_output("display_data", data=data)
    assert bundle_in(output) is None
    assert "<p>oud</p>" in to_html(new_notebook(cells=[new_code_cell("", outputs=[output])]), "x")


def test_headings_are_nested_whatever_they_look_like():
    blocks = read(
        Heading("Drie", 3),
        Heading("Twee", 2),
        Heading("Klein", 2, small=True),
        Heading("Vijf", 5),
        markdown="# Een & al\n\nTekst met *nadruk*.",
    )
    headings = [block for block in blocks if block["kind"] == "heading"]
    assert [(h["text"], h["look"], h["level"]) for h in headings] == [
        ("Een & al", 1, 1),
        ("Drie", 3, 2),
        ("Twee", 2, 2),
        ("Klein", 3, 3),
        ("Vijf", 3, 3),
    ]
    assert blocks[1]["runs"] == [["Tekst met ", ""], ["nadruk", "emph"], [".", ""]]


def test_of_a_cell_of_text_every_part_is_read():
    source = (
        "Eén  \nzin &amp; `code` <q>woord</q>\n\n- een\n- **twee**\n\n1. drie\n\n"
        "```\na < b\n```\n\n> citaat\n\n| kop |\n|-|\n| cel |"
    )
    found = list(contents(new_notebook(cells=[new_markdown_cell(source)])))
    assert [type(part) for part in found] == [Text, Bullets, Bullets, Text, Text, Text, Text]
    first, listed, numbered, code, quote, *cells = found
    assert first.text == "Eén zin & code <q>woord</q>"
    assert ("code", "code") in first.runs
    assert listed == Bullets(((("een", ""),), (("twee", "strong"),)))
    assert (numbered.ordered, numbered.items) == (True, ((("drie", ""),),))
    assert (code.text, code.style) == ("a < b\n", "code")
    assert [part.text for part in (quote, *cells)] == ["citaat", "kop", "cel"]


def test_a_space_that_may_not_break_stays():
    assert read(*paragraphs(" 20 \n lessen\u00a0en "))[0]["runs"] == [["20 lessen\u00a0en", ""]]


def test_code_is_kept_letter_for_letter():
    (block,) = read(*paragraphs("a\n  b", kind="code"))
    assert (block["style"], block["runs"]) == ("code", [["a\n  b", ""]])


def test_lists_and_facts():
    first, second = read(*bullets(["een", "twee"]), Facts((("Wat", " Dat "),)))
    assert first == {"kind": "list", "ordered": False, "items": [[["een", ""]], [["twee", ""]]]}
    assert second == {"kind": "facts", "items": [["Wat", "Dat"]]}


def test_figures_keep_their_svg_and_alt_text():
    svg = '<svg viewBox="0 0 9 9"><title id="t">Nu &lt;5</title><text>5</text></svg>'
    (figure,) = read(drawing=Figure(svg, "Nu <5 & meer", "<svg>smal</svg>"))
    assert figure == {"kind": "figure", "svg": svg, "alt": "Nu <5 & meer"}


def test_tables():
    columns = (
        Column("a", "A"),
        Column("b", "B", "count", "Samen"),
        Column("c", "C", "percent", "Samen"),
        Column("d", "D", "date"),
    )
    rows = [dict.fromkeys("abcd"), {"a": "x", "b": SMALL, "c": 0.25, "d": None}]
    table = Table("Titel", columns, rows, "Een noot", frozenset({1}))
    made, note = read(tables=(table,))
    assert made["caption"] == "Titel"
    assert [[(c["text"], c["span"], c["number"]) for c in row] for row in made["head"]] == [
        [("", 1, False), ("Samen", 2, False), ("", 1, False)],
        [("A", 1, False), ("B", 1, True), ("C", 1, True), ("D", 1, False)],
    ]
    first, total = made["rows"]
    assert (first["total"], total["total"]) == (False, True)
    assert [cell["text"] for cell in total["cells"]] == ["x", "<5", "25,0%", ""]
    assert [cell["number"] for cell in total["cells"]] == [False, True, True, False]
    assert (note["style"], note["runs"]) == ("note", [["Een noot", ""]])


def test_a_number_is_read_as_it_is_shown_and_not_rounded_twice():
    share = 0.1234999999
    table = Table("", (Column("a", "A"), Column("b", "B", "percent")), [{"a": "x", "b": share}])
    assert table.data()["rows"] == [{"a": "x", "b": 0.1235}]
    assert read(tables=(table,))[0]["rows"][0]["cells"][1]["text"] == "12,3%"


def test_a_closed_table_is_a_line_and_one_of_the_annex_is_nothing():
    columns, rows = (Column("a", "A"),), [{"a": "1"}]
    tables = (
        Table("x", columns, rows, "Noot", folded=True),
        Table("y", columns, rows, "Weg", annex=True),
    )
    texts = [block["runs"][0][0] for block in read(tables=tables)]
    assert texts == ["De getallen bij deze figuur staan in het Excelbestand.", "Noot"]
    page = to_html(executed(tables=tables), "x")
    assert "<caption>x</caption>" in page
    assert "Weg" not in page


def test_outputs_that_are_plain_text():
    outputs = [
        new_output("stream", name="stdout", text="a < b"),
        new_output("display_data", data={"text/plain": "c"}),
    ]
    blocks = blocks_of(new_notebook(cells=[new_code_cell("", outputs=outputs)]))
    assert [block["runs"] for block in blocks] == [[["a < b", ""]], [["c", ""]]]


def test_a_card_has_the_first_of_each():
    facts = Facts((("School", "x"), ("Gegevens tot", "16 juli 2021")))
    lead = (facts, *paragraphs("Zin."), *paragraphs("Kop <5", "later", kind="headline"))
    figure = Figure("<svg>wijd</svg>", "alt", "<svg>smal</svg>")
    assert card_of(executed(*lead, drawing=figure)) == {
        "until": "16 juli 2021",
        "headline": "Kop <5",
        "figure": "<svg>smal</svg>",
    }
    assert card_of(executed(drawing=Figure("<svg>wijd</svg>", "alt")))["figure"] == (
        "<svg>wijd</svg>"
    )
    assert card_of(executed(*paragraphs("Zin."))) == {}
