"""Reading an executed notebook: everything a reader sees, in order, and nothing else."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from proeftuin.report.formats.content import content


def read(html="", markdown=""):
    output = new_output("display_data", data={"text/html": html})
    cells = [new_markdown_cell(markdown)] if markdown else []
    return content(new_notebook(cells=[*cells, new_code_cell("geheim", outputs=[output])]))


def test_headings_are_nested_whatever_they_look_like():
    blocks = read("<h3>Drie</h3><h2>Twee</h2><h5>Vijf</h5>", "# Een & al\n\nTekst met *nadruk*.")
    headings = [block for block in blocks if block["kind"] == "heading"]
    assert [(h["text"], h["look"], h["level"]) for h in headings] == [
        ("Een & al", 1, 1),
        ("Drie", 3, 2),
        ("Twee", 2, 2),
        ("Vijf", 3, 3),
    ]
    assert blocks[1]["runs"] == [["Tekst met ", ""], ["nadruk", "emph"], [".", ""]]


def test_what_is_not_known_is_read_through():
    blocks = read(
        "<section><!-- weg --><div>los <q>woord</q></div><nav>weg</nav><details>"
        "<summary>weg</summary><p class='note'>klein<br>grut</p></details></section>"
    )
    texts = [("".join(run[0] for run in b["runs"]), b["style"]) for b in blocks]
    assert texts == [("los", "body"), ("woord", "body"), ("klein grut", "note")]


def test_what_belongs_in_a_head_is_read_where_it_stands():
    assert [b["runs"][0][0] for b in read("<title>kop</title><p>tekst</p>")] == ["kop", "tekst"]


def test_a_space_that_may_not_break_stays():
    assert read("<p> 20 \n lessen\u00a0en </p>")[0]["runs"] == [["20 lessen\u00a0en", ""]]


def test_lists_and_facts():
    first, second, third = read(
        "<ul><li>een</li><li><b>twee</b></li></ul><ol><li>drie</li></ol>"
        "<dl><div><dt>Wat</dt><dd>Dat</dd></div></dl>"
    )
    assert first == {
        "kind": "list",
        "ordered": False,
        "items": [[["een", ""]], [["twee", "strong"]]],
    }
    assert second["ordered"]
    assert third == {"kind": "facts", "items": [["Wat", "Dat"]]}


def test_figures_keep_their_svg_and_alt_text():
    svg = '<svg viewBox="0 0 9 9"><title id="t">Nu &lt;5 &amp; meer</title><text>5</text></svg>'
    (figure,) = read(f"<figure>{svg}</figure>")
    assert figure == {"kind": "figure", "svg": svg, "alt": "Nu <5 & meer"}


def test_tables():
    (table,) = read(
        "<table><caption>Titel</caption><thead><tr><td></td><th colspan='2'>Samen</th></tr>"
        "<tr><th>A</th><th class='num'>B</th><th class='num'>C</th></tr></thead><tbody>"
        "<tr class='total'><th>x</th><td class='num'>1</td><td class='num'>2</td></tr></tbody>"
        "<tfoot><tr><td>slot</td></tr></tfoot></table>"
    )
    assert table["caption"] == "Titel"
    assert [[(c["text"], c["span"]) for c in row] for row in table["head"]] == [
        [("", 1), ("Samen", 2)],
        [("A", 1), ("B", 1), ("C", 1)],
    ]
    row, last = table["rows"]
    assert last["cells"][0]["text"] == "slot"
    assert row["total"]
    assert [cell["number"] for cell in row["cells"]] == [False, True, True]


def test_outputs_that_are_plain_text():
    outputs = [
        new_output("stream", name="stdout", text="a < b"),
        new_output("display_data", data={"text/plain": "c"}),
    ]
    blocks = content(new_notebook(cells=[new_code_cell("", outputs=outputs)]))
    assert [block["runs"] for block in blocks] == [[["a < b", ""]], [["c", ""]]]
