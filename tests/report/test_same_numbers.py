"""The same number everywhere: HTML, PDF, Excel and notebook read back, and set beside the bundles.

The texts are turned back into numbers here, not written again with the code under test.
"""

import io
import json
import re
from collections import Counter
from datetime import date
from functools import cache

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from proeftuin.report.document.bundle import MIME
from proeftuin.report.formats.excel_text import COLUMNS, OVERVIEW
from proeftuin.report.protection.masking import Masked, is_masked

SCHOOLS = ["vmbo", "vo", "po", "vergelijking"]
MONTHS = ["januari", "februari", "maart", "april", "mei", "juni"]
MONTHS += ["juli", "augustus", "september", "oktober", "november", "december"]
# What half a unit of the last printed figure is, in the units of the value.
ROUNDING = {"count": 0, "change": 0, "percent": 0.0005, "points": 0.05, "number": 0.05}
# The same after six decimals.
STORED = 5.1e-7
NUMBER = re.compile(r"[+−]?\d+(?:[.,]\d+)*")


@pytest.fixture(params=SCHOOLS)
def report(request, report_of):
    return report_of(request.param)


def tables(report):
    return [table for bundle in report.bundles for table in bundle.tables]


def numbers(text):
    """Return the Dutch numbers in a text."""
    found = [t.replace(".", "").replace(",", ".").replace("−", "-") for t in NUMBER.findall(text)]
    return [float(number) for number in found]


def same(text, value, kind):
    """Tell whether a printed text stands for a value."""
    if value is None:
        return text == ""
    if is_masked(value):
        return text == value.text
    if kind == "text":
        return text == value
    if kind == "date":
        day, month, year = text.split()
        return date(int(year), MONTHS.index(month) + 1, int(day)) == value
    values = list(value) if kind in ("interval", "points interval") else [value]
    unit = {"interval": "percent", "points interval": "points"}.get(kind, kind)
    scale = 100 if unit == "percent" else 1
    shown = numbers(text)
    return len(shown) == len(values) and all(
        abs(one - float(two) * scale) <= ROUNDING[unit] * scale + 1e-9
        for one, two in zip(shown, values, strict=True)
    )


def cells(table):
    """Return the values of a table in reading order, with their kinds."""
    return [[(row[column.key], column.kind) for column in table.columns] for row in table.rows]


def test_the_reading_of_numbers():
    assert numbers("+3,6 tot −14,4") == [3.6, -14.4]
    assert same("70,0–78,0%", (0.7, 0.78), "interval")
    assert same("3.700", 3700, "count")
    assert not same("3.701", 3700, "count")
    assert not same("73,6%", 0.735, "percent")
    assert not same("4", Masked("<5"), "count")
    assert same("9 maart 2021", date(2021, 3, 9), "date")


def test_the_bundles_have_the_counts_of_the_results(report):
    results = report.results
    pyramid = next(b for b in report.bundles if b.name == "pyramid").tables[0]
    shown = [results.school_counts[tier] for tier in results.scheme.tiers]
    assert [row["count"] for row in pyramid.rows][: len(shown)] == shown
    months = next(b for b in report.bundles if b.name == "months").tables[0]
    for row, month in zip(months.rows, results.months, strict=True):
        exact = month.pyramid.counts
        for tier in exact.index:
            count = row[f"count_{tier}"]
            assert is_masked(count) or count == exact[tier]


def test_sizes(report):
    assert len(report.files["html"]) < 1_000_000
    assert len(report.files["pdf"]) < 1_000_000
    assert len(report.files["xlsx"]) < 100_000


def test_notebook(report):
    notebook = json.loads(report.files["ipynb"])
    found = [
        output["data"][MIME]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if MIME in output["data"]
    ]
    assert [data["block"] for data in found] == [bundle.name for bundle in report.bundles]
    stored = [table for data in found for table in data["tables"]]
    assert len(stored) == len(tables(report))
    for table, kept in zip(tables(report), stored, strict=True):
        for row, values in zip(table.rows, kept["rows"], strict=True):
            for column in table.columns:
                assert alike(values[column.key], row[column.key])


def alike(stored, value):
    if is_masked(value):
        return stored == {"hidden": value.text}
    if isinstance(value, tuple):
        return all(alike(one, two) for one, two in zip(stored, value, strict=True))
    if isinstance(value, date):
        return stored == value.isoformat()
    if value is None or isinstance(value, str):
        return stored == value
    return abs(stored - float(value)) <= STORED


def test_html(report):
    soup = BeautifulSoup(report.files["html"], "html.parser")
    found = soup("table")
    expected = [table for table in tables(report) if not table.annex]
    assert len(found) == len(expected)
    for table, shown in zip(expected, found, strict=True):
        caption = shown.caption.get_text() if shown.caption else ""
        assert caption == table.caption
        rows = [[c.get_text() for c in r(["th", "td"])] for r in shown.tbody("tr")]
        check(rows, table)


def check(rows, table):
    assert len(rows) == len(table.rows)
    for texts, row in zip(rows, cells(table), strict=True):
        for text, (value, kind) in zip(texts, row, strict=True):
            assert same(text, value, kind), (table.caption, text, value)


def test_excel(report):
    book = load_workbook(io.BytesIO(report.files["xlsx"]))
    read = CalamineWorkbook.from_filelike(io.BytesIO(report.files["xlsx"]))
    names = [name for name in book.sheetnames if name not in (OVERVIEW, COLUMNS)]
    assert names == [name for name in read.sheet_names if name not in (OVERVIEW, COLUMNS)]
    found = Counter()
    for name in names:
        for row in book[name].iter_rows():
            found.update(stored(cell.value) for cell in row if is_value(cell.value))
    also = Counter(
        stored(value)
        for name in names
        for row in read.get_sheet_by_name(name).to_python()
        for value in row
        if is_value(value)
    )
    assert also == found
    # In the order of the report, so that no two tables have changed places.
    flat = [[cell.value for cell in row] for name in names for row in book[name].iter_rows()]
    place, expected = 0, Counter()
    for table in tables(report):
        place = next(i for i in range(place, len(flat)) if flat[i][0] == table.caption)
        first = next(iter(table.columns)).label
        place = next(i for i in range(place, len(flat)) if flat[i][0] == first) + 1
        for row in cells(table):
            wanted = [part for value, kind in row for part in in_two(value, kind)]
            got = flat[place][: len(wanted)]
            assert all(map(is_same_cell, got, wanted)), (table.caption, got, wanted)
            expected.update(stored(value) for value in wanted if is_value(value))
            place += 1
    assert found == expected


def in_two(value, kind):
    if kind not in ("interval", "points interval"):
        return [value]
    return list(value) if isinstance(value, tuple) else [value, value]


def is_value(value):
    return isinstance(value, int | float | date) and not isinstance(value, bool)


def stored(value):
    """Return a number or date as it is counted: all numbers alike."""
    if isinstance(value, date):
        return (value.year, value.month, value.day)
    return round(float(value), 6)


def is_same_cell(got, wanted):
    if is_masked(wanted):
        return got == wanted.text
    if is_value(wanted):
        return is_value(got) and stored(got) == stored(wanted)
    return (got or "") == (wanted or "")


def test_pdf_has_every_text_and_row_in_order(report):
    soup = page(report)
    text = letters(pdf_text(report.files["pdf"], report.title))
    drawn = [part.extract() for part in soup("svg")]
    place, read = 0, 0
    for part in soup(["h1", "h2", "h3", "p", "li", "dt", "dd", "caption", "tr"]):
        if not (wanted := letters(part.get_text())):
            continue
        place = text.find(wanted, place)
        assert place >= 0, part
        # Two rows may be alike, and then stand there twice.
        place += len(wanted) if part.name == "tr" else 0
        read += 1
    assert read > 100
    for figure in drawn:
        for part in figure("text"):
            assert letters(part.get_text()) in text


def test_pdf_has_no_digit_more_or_less(report):
    # Digits and not numbers: a reader of PDF writes two labels that lie close as one.
    soup = page(report)
    shown = Counter(re.findall(r"\d", soup.get_text()))
    paper = Counter(re.findall(r"\d", pdf_text(report.files["pdf"], report.title)))
    # A table that goes on has its header again.
    again = {digit for head in soup("thead") for digit in re.findall(r"\d", head.get_text())}
    assert shown - paper == Counter()
    assert set(paper - shown) <= again


def test_pdf_has_the_alt_texts(report):
    found = []

    def walk(part):
        part = part.get_object()
        if "/Alt" in part:
            found.append(str(part["/Alt"]))
        kids = part.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if hasattr(kid.get_object(), "get"):
                walk(kid)

    walk(PdfReader(io.BytesIO(report.files["pdf"])).trailer["/Root"]["/StructTreeRoot"])
    assert found == [bundle.drawing.alt.strip() for bundle in report.bundles if bundle.drawing]


def page(report):
    """Return the page as a reader of a wide screen sees it, without what is of a screen only."""
    soup = BeautifulSoup(report.files["html"], "html.parser")
    unseen = [*soup(["nav", "style", "title"]), *soup.select("figure .narrow, details")]
    for part in unseen:
        part.decompose()
    return soup


def test_a_narrow_figure_has_no_word_or_number_of_its_own(report):
    soup = BeautifulSoup(report.files["html"], "html.parser")
    figures = soup("figure")
    assert len(figures) == sum(bundle.drawing is not None for bundle in report.bundles)
    for figure in figures:
        wide, narrow = (
            Counter(" ".join(text.get_text() for text in part("text")).split())
            for part in figure.select(".wide, .narrow")
        )
        assert narrow <= wide
        assert figure.select_one(".wide title").text == figure.select_one(".narrow title").text


@cache
def pdf_text(content, title):
    """Return the text of all pages without what runs along them."""
    pages = PdfReader(io.BytesIO(content)).pages
    texts = []
    for number, paper in enumerate(pages, 1):
        text = paper.extract_text()
        foot = f"{number} / {len(pages)}"
        assert text.count(foot) == 1
        text = text.replace(foot, "")
        texts.append(text.replace(title, "", 1) if number > 1 else text)
    return "\n".join(texts)


def letters(text):
    """Return a text without what the breaking of lines changes."""
    return re.sub(r"[\s\u00ad\u200b-]", "", text)
