"""The page: Dutch, alone, without code, and refused when something went wrong."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from proeftuin.report.document.notebook import heading_above, normalise, stderr_of
from proeftuin.report.formats.html import NotFitError, to_html

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def executed(*outputs):
    cell = new_code_cell("geheim = 1", outputs=list(outputs), execution_count=1)
    return new_notebook(cells=[new_markdown_cell("# Kop\n\nTekst & meer."), cell])


def shown(**data):
    return new_output("display_data", data={key.replace("_", "/"): v for key, v in data.items()})


def test_page_is_dutch_alone_and_without_code():
    page = to_html(executed(shown(text_html="<p>zo</p>")), "Titel & co")
    assert page.startswith('<!doctype html>\n<html lang="nl">')
    assert "<title>Titel &amp; co</title>" in page
    assert "<p>zo</p>" in page
    assert "geheim" not in page
    assert "¶" not in page
    assert not re.search(r"(src|href)=|@import|url\(|<script", page)


def test_text_outputs_are_escaped():
    stream = new_output("stream", name="stdout", text="a < b")
    page = to_html(executed(stream, shown(text_plain="c < d")), "x")
    assert "<pre>a &lt; b</pre>" in page
    assert "<pre>c &lt; d</pre>" in page


def test_stderr_is_refused():
    notebook = executed(new_output("stream", name="stderr", text="x\nUserWarning: let op\n"))
    assert "let op" in stderr_of(notebook)
    with pytest.raises(NotFitError, match="UserWarning: let op"):
        to_html(notebook, "x")


def test_a_failed_cell_is_refused():
    failed = new_output("error", ename="ValueError", evalue="x", traceback=[])
    with pytest.raises(NotFitError, match="mislukt"):
        to_html(executed(failed), "x")


def test_normalise_keeps_tags_outputs_and_counts():
    notebook = executed(shown(text_html="<p>zo</p>"))
    notebook.metadata["papermill"] = {"start_time": "now"}
    notebook.cells[1].metadata.update(papermill={"duration": 1}, tags=["parameters"])
    normalise(notebook, "Titel")
    assert set(notebook.metadata) == {"kernelspec", "language_info", "title"}
    assert notebook.cells[1].metadata == {"tags": ["parameters"]}
    assert [cell.id for cell in notebook.cells] == ["cell-01", "cell-02"]
    assert notebook.cells[1].execution_count == 1
    assert notebook.cells[1].outputs[0].data == {"text/html": "<p>zo</p>"}


def test_heading_above():
    cells = [new_markdown_cell("# Een\ntekst\n## Twee"), new_code_cell(""), new_code_cell("")]
    assert heading_above(new_notebook(cells=cells), 2) == "Twee"
    assert heading_above(new_notebook(cells=cells[1:]), 1) == ""
