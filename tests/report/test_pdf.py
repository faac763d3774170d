"""The PDF: accessible, the same on every run, in one house, and never markup of a school's text."""

import io
import re
from itertools import pairwise

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from openpyxl import load_workbook
from pypdf import PdfReader

from proeftuin.report.document.bundle import Bundle, paragraphs
from proeftuin.report.document.parts import Figure, Heading
from proeftuin.report.document.table import Column, Table
from proeftuin.report.formats import pdf
from proeftuin.report.formats.html import NotFitError
from proeftuin.report.formats.pdf import to_pdf, to_pictures

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title></svg>'
# Typst's markup, HTML, and letters that no font of a report has.
NASTY = r'#let x = 1 *vet* _schuin_ $x^2$ <label> @bron \ "q" `c` // w = kop [x] {y} ~ 漢 🎉 Ж ✓'


def executed(*bundles, title="# Rapport"):
    cells = [
        new_code_cell("", outputs=[new_output("display_data", data=bundle._repr_mimebundle_())])
        for bundle in bundles
    ]
    return new_notebook(cells=[new_markdown_cell(title), *cells])


def read(content):
    return PdfReader(io.BytesIO(content))


def text_of(content):
    return "\n".join(page.extract_text() for page in read(content).pages)


def structure(content):
    """Return the names of the document's parts in reading order."""
    names = []

    def walk(part):
        part = part.get_object()
        if not hasattr(part, "get"):
            return
        if "/S" in part:
            names.append(str(part["/S"]))
        kids = part.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            walk(kid)

    walk(read(content).trailer["/Root"]["/StructTreeRoot"])
    return names


def test_it_says_that_it_is_accessible(report_of):
    report = report_of("po")
    reader = read(report.files["pdf"])
    root = reader.trailer["/Root"]
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>", root["/Metadata"].get_data())
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == report.title
    headings = [name for name in structure(report.files["pdf"]) if re.fullmatch(r"/H\d", name)]
    assert headings[0] == "/H1"
    steps = [int(two[2]) - int(one[2]) for one, two in pairwise(headings)]
    assert max(steps) == 1


def test_tables_have_headers_and_captions(report_of):
    report = report_of("po")
    names = structure(report.files["pdf"])
    tables = [
        table
        for bundle in report.bundles
        for table in bundle.tables
        if not (table.annex or table.folded)
    ]
    assert names.count("/Table") == len(tables)
    assert names.count("/Caption") == len(tables)
    assert names.count("/TR") > sum(len(table.rows) for table in tables)
    assert "/TH" in names


def test_pages_are_a4_with_a_number_and_from_the_second_the_title(report_of):
    report = report_of("po")
    pages = read(report.files["pdf"]).pages
    for number, page in enumerate(pages, 1):
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        text = page.extract_text()
        assert f"{number} / {len(pages)}" in text
        assert (report.title in text) == (number > 1)


def test_pictures_are_the_pages_of_the_pdf():
    notebook = executed(*(Bundle("x", paragraphs(f"{line}")) for line in range(90)))
    pictures = to_pictures(notebook, "x", ppi=36)
    assert len(pictures) == len(read(to_pdf(notebook, "x")).pages) > 1
    # The width stands after the signature, the length and the name of the first chunk.
    widths = {int.from_bytes(picture[16:20]) for picture in pictures}
    assert widths == {round(595.28 / 2)}


def test_equal_notebooks_give_equal_bytes_without_a_clock(report_of):
    report = report_of("po")
    assert to_pdf(report.notebook, "ander") != report.files["pdf"]
    assert to_pdf(report.notebook, report.title) == report.files["pdf"]
    info = read(report.files["pdf"]).metadata
    assert info.creation_date is None
    assert info.modification_date is None
    assert b"/home/" not in report.files["pdf"]
    assert b"site-packages" not in report.files["pdf"]


def test_only_our_fonts_and_one_house_in_figures_and_text(report_of):
    fonts = set()
    for page in read(report_of("po").files["pdf"]).pages:
        for font in page["/Resources"]["/Font"].values():
            fonts.add(str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0])
        for form in page["/Resources"].get("/XObject", {}).values():
            for font in form.get_object().get("/Resources", {}).get("/Font", {}).values():
                fonts.add(str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0])
    assert fonts == {"FiraSans", "LibertinusSerif"}


def test_a_text_is_never_markup_and_rare_letters_are_no_error():
    table = Table(NASTY, (Column("a", NASTY), Column("b", "n", "count")), [{"a": NASTY, "b": 5}])
    content = to_pdf(executed(Bundle("x", paragraphs(NASTY), tables=(table,))), NASTY)
    squeezed = re.sub(r"\s|-", "", text_of(content))
    assert squeezed.count(re.sub(r"\s|-", "", NASTY)) == 4
    assert read(content).metadata.title == NASTY


@pytest.mark.parametrize("alt", ["", " "])
def test_a_figure_without_an_alt_text_is_no_report(alt):
    bundle = Bundle("x", drawing=Figure(SVG.format(alt), alt))
    with pytest.raises(NotFitError, match="alt"):
        to_pdf(executed(bundle), "x")


def test_a_long_table_has_its_header_on_every_page_and_whole_rows():
    long = "met een lange tekst die omloopt " * 8
    rows = [{"a": f"begin{n} {long} slot{n}", "b": n} for n in range(90)]
    table = Table("Lang", (Column("a", "Kopregel"), Column("b", "n", "count")), rows)
    pages = read(to_pdf(executed(Bundle("x", tables=(table,))), "x")).pages
    assert len(pages) > 3
    for page in pages:
        text = page.extract_text()
        assert text.count("Kopregel") == 1
        assert re.findall(r"begin(\d+)", text) == re.findall(r"slot(\d+)", text)


def test_a_heading_is_never_the_last_of_a_page():
    lines = paragraphs(*(f"regel {n}" for n in range(60)))
    for more in range(12):
        last = (Heading("Kop", 2), *paragraphs("Zin."))
        filler = Bundle("x", (*lines, *paragraphs(*["nog een"] * more), *last))
        table = Table("Titel", (Column("a", "A"),), [{"a": str(n)} for n in range(40)])
        content = to_pdf(executed(filler, Bundle("y", tables=(table,))), "x")
        for page in read(content).pages:
            text = page.extract_text()
            if "Kop\n" in text:
                assert "Zin." in text
                assert "Titel" in text


def test_the_fonts_are_read_for_the_first_report_only(report_of, monkeypatch):
    notebook = report_of("po").notebook
    to_pdf(notebook, "de eerste")
    monkeypatch.delattr("typst.Compiler")
    other = new_notebook(cells=[new_markdown_cell("# Anders"), *notebook.cells[2:]])
    assert "Anders" in read(to_pdf(other, "de tweede")).pages[0].extract_text()


def test_a_figure_that_is_higher_than_a_page_is_shown_whole_after_its_table():
    rows = "".join(f'<text x="0" y="{20 * n}" font-size="12">rij{n}</text>' for n in range(1, 60))
    svg = SVG.format("Zestig klassen").replace("0 0 9 9", "0 0 480 1200")
    drawing = Figure(svg.replace("</svg>", f"{rows}</svg>"), "Zestig klassen")
    table = Table("De tabel", (Column("a", "A"),), [{"a": str(n)} for n in range(30)])
    made = to_pdf(executed(Bundle("x", paragraphs("Zin."), drawing, (table,))), "x")
    first, second = (page.extract_text() for page in read(made).pages)
    assert first.index("Zin.") < first.index("De tabel")
    assert re.findall(r"rij(\d+)", second) == [str(n) for n in range(1, 60)]
    assert "rij" not in first


def fullness(report):
    """Return how far each page is filled, from its picture."""
    import numpy as np
    from PIL import Image

    found = []
    for picture in to_pictures(report.notebook, report.title, ppi=36):
        grey = np.asarray(Image.open(io.BytesIO(picture)).convert("L"))
        # Between the header and the number of the page.
        body = grey[round(len(grey) * 16 / 297) : round(len(grey) * 281 / 297)]
        inked = np.flatnonzero((body < 200).any(axis=1))
        found.append((inked.max(initial=0) + 1) / len(body))
    return found


@pytest.mark.parametrize(("school", "most"), [("vmbo", 10), ("po", 10), ("vo", 10)])
def test_a_report_is_no_longer_than_it_has_to_be(school, most, report_of):
    pages = fullness(report_of(school))
    assert len(pages) <= most
    assert min(pages) >= 1 / 3


def test_a_last_page_of_a_few_lines_is_avoided(monkeypatch):
    def pages(lines, spacings=pdf.SPACINGS):
        monkeypatch.setattr(pdf, "SPACINGS", spacings)
        rows = [{"a": str(line)} for line in range(lines)]
        table = Table("Titel", (Column("a", "A"),), rows)
        return len(read(to_pdf(executed(Bundle("x", tables=(table,))), "x")).pages)

    # The first number of rows of which one stands alone on a second page.
    lines = next(n for n in range(30, 70) if pages(n, (1.0,)) == 2)
    assert pages(lines) == 1


def test_what_is_of_the_annex_is_in_excel_and_in_the_notebook_only(report_of):
    report = report_of("vmbo")
    hashes = [file["sha256"][:16] for file in report.results.provenance["imported_from"]]
    captions = [
        table.caption for bundle in report.bundles for table in bundle.tables if table.annex
    ]
    assert len(captions) >= 5
    book = load_workbook(io.BytesIO(report.files["xlsx"]))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    paper, page = text_of(report.files["pdf"]), report.files["html"].decode()
    for text in (*hashes, *captions):
        assert text in cells
        assert text in report.files["ipynb"].decode()
        assert text not in page
        assert text not in paper
    line = "staan in het Excelbestand en in het notebook bij dit rapport"
    assert page.count(line) == 1
    assert line in re.sub(r"\s+", " ", paper)


def test_a_closed_table_is_left_to_the_figure_and_to_excel():
    rows = [{"a": "in de cel"}]
    table = Table("Titel", (Column("a", "A"),), rows, folded=True)
    text = text_of(to_pdf(executed(Bundle("x", paragraphs("Zin."), tables=(table,))), "x"))
    assert "in de cel" not in text
    assert "De getallen bij deze figuur staan in het Excelbestand." in text
