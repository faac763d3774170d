"""The fingerprint in every format of a report: read back from each file, the same in all."""

import io
import json
import re

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook
from openpyxl import load_workbook
from pypdf import PdfReader

from proeftuin.report.document.bundle import MIME
from proeftuin.report.formats.documents import documents
from proeftuin.report.record.fingerprint import Entry, Fingerprint, fingerprint_of, mark_of


@pytest.fixture(params=["po", "vmbo"])
def report(request, report_of):
    return report_of(request.param)


def test_it_survives_a_file(report):
    found = fingerprint_of(report.results)
    assert Fingerprint.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_every_entry_moves_the_hash_of_its_own_kind_only(report):
    found = fingerprint_of(report.results)
    kinds = ("definition", "data", "version")
    assert {entry.kind for entry in found.entries.values()} == set(kinds)
    for name, entry in found.entries.items():
        other = Entry(entry.label, entry.text + "!", entry.kind, entry.items)
        moved = Fingerprint({**found.entries, name: other})
        differ = [kind for kind in kinds if moved.of(kind) != found.of(kind)]
        assert differ == [entry.kind]


def test_the_block_shows_what_is_kept(report):
    found = fingerprint_of(report.results)
    bundle = next(b for b in report.bundles if b.name == "fingerprint")
    soup = BeautifulSoup(bundle.html, "html.parser")
    rows = [[cell.get_text() for cell in row(["th", "td"])] for row in soup.tbody("tr")]
    assert rows == [[e.label, e.text, e.digest] for e in found.entries.values()]


def test_every_format_has_the_same_hashes(report):
    found = fingerprint_of(report.results)
    mark = f"begrippen {found.of('definition')}, gegevens {found.of('data')}"
    soup = BeautifulSoup(report.files["html"], "html.parser")
    assert [tag["content"] for tag in soup("meta", attrs={"name": "keywords"})] == [mark]
    paper = PdfReader(io.BytesIO(report.files["pdf"]))
    assert paper.metadata["/Keywords"] == mark
    assert load_workbook(io.BytesIO(report.files["xlsx"])).properties.keywords == mark
    outputs = [
        output["data"][MIME]["values"]
        for cell in json.loads(report.files["ipynb"])["cells"]
        for output in cell.get("outputs", [])
        if output["data"].get(MIME, {}).get("block") == "fingerprint"
    ]
    assert [(v["definition"], v["data"]) for v in outputs] == [
        (found.of("definition"), found.of("data"))
    ]
    # In sight too, for who reads it on paper.
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in paper.pages[-2:]))
    for digest in (found.of("definition"), found.of("data")):
        assert digest in soup.body.get_text()
        assert digest in text


def test_a_notebook_without_one_has_no_mark():
    notebook = new_notebook()
    assert mark_of(notebook) == ""
    files = documents(notebook, "Titel")
    assert b'name="keywords"' not in files["html"]
    assert "/Keywords" not in PdfReader(io.BytesIO(files["pdf"])).metadata
    assert load_workbook(io.BytesIO(files["xlsx"])).properties.keywords is None
