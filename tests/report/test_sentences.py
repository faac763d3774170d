"""All text of every sample report, as a reader gets it: no fault of writing, and one story."""

import io
import re
from collections import Counter
from html import unescape

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pypdf import PdfReader

from proeftuin.pyramid.plots import plot_groups
from proeftuin.pyramid.pyramid import build_pyramid
from proeftuin.pyramid.sentences import goals_sentence, pyramid_frame
from proeftuin.report.blocks import evaluation as evaluation_blocks
from proeftuin.report.blocks import school as blocks
from proeftuin.report.blocks.evaluation.evaluated_school import EvaluatedSchool
from proeftuin.report.blocks.planning import before
from proeftuin.report.numbers.planning import prospect
from proeftuin.report.protection.shown import shown_school
from proeftuin.text import words

SCHOOLS = ("vmbo", "vo", "po", "vergelijking")
BEFORE = ("plan", "history", "detectable", "comparison_schools", "earlier_years", "lay_down")
SEVERAL = (
    "dagdelen|dagen|codes|evaluaties|groepen|keren|klassen|kolommen|leerlingen|lessen|maanden|"
    "manieren|minuten|paren|punten|rapporten|regels|registraties|rijen|schooldagen|scholen|"
    "vensters|weken"
)
FAULTS = {
    "one with a plural": re.compile(rf"(?<![\w.,])(?<!Tier )(?<!leerjaar )1 (?:{SEVERAL})\b"),
    "a name as a float": re.compile(r"(?<![\d.])\d{2,}\.0\b(?!\d)"),
    "a p of zero": re.compile(r"\bp [=<] 0,000|kleiner dan 0,000|niet onder 0,000"),
    "a p of other decimals": re.compile(r"\bp = (?!\d,\d{3}(?!\d))"),
    "a small p written out": re.compile(r"\bp = 0,000|\bp < (?!0,001)"),
    "a value that is missing": re.compile(r"\b(?:nan|NaN|NaT|None|<NA>|inf)\b"),
    "a place not filled in": re.compile(r"\{\w*\}"),
    "no words for a change": re.compile(r"veranderde [+−]\d"),
    "a sentence without its date": re.compile(r"\bGemaakt\."),
}
# Symbols that stand under each table that has them, and what a code means.
LEGEND = re.compile(r"^(?:<5|•|×|n<10|†): ")


def faults_in(text):
    """What is wrong in a text, with what stands around it."""
    return [
        (name, text[max(0, found.start() - 40) : found.end() + 40])
        for name, pattern in FAULTS.items()
        for found in pattern.finditer(text)
    ]


def seen_in(html):
    """Return the text of HTML: each element on a line of its own, figures and alt texts included."""
    return unescape(re.sub(r"<[^>]+>", "\n", html))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maanden waarin te weinig is geregistreerd (1 maanden).", "one with a plural"),
        ("Lege weken: 1 weken", "one with a plural"),
        ("Tier 2 +1 leerlingen", "one with a plural"),
        ("Klas 12806801.0 doet niet mee", "a name as a float"),
        ("kleiner dan 0,000 kan niet", "a p of zero"),
        ("(p = 0,43)", "a p of other decimals"),
        ("(p = 0,000)", "a small p written out"),
        ("een verschil van nan procentpunt", "a value that is missing"),
        ("Klas {name} krijgt geen piramide", "a place not filled in"),
        ("Tier 1 veranderde +9,0 procentpunt", "no words for a change"),
        ("Gemaakt.", "a sentence without its date"),
    ],
)
def test_each_fault_is_recognised(text, name):
    assert name in [found for found, _ in faults_in(text)]


def test_what_is_well_written_is_no_fault():
    text = (
        "1 week, 21 weken, 0,1 weken, Tier 1 leerlingen, leerjaar 1 leerlingen, 12.000 leerlingen, "
        "proeftuin 0.1.0, p = 0,034, p < 0,001, Gemaakt met proeftuin, Nanda"
    )
    assert faults_in(text) == []


@pytest.mark.parametrize("school", SCHOOLS)
def test_no_fault_in_any_format_of_a_report(report_of, school):
    files = report_of(school).files
    page = BeautifulSoup(files["html"], "html.parser")
    page.style.decompose()
    assert faults_in(page.get_text("\n")) == []
    book = load_workbook(io.BytesIO(files["xlsx"]))
    cells = [str(c.value) for sheet in book for row in sheet for c in row if c.value is not None]
    assert faults_in("\n".join(cells)) == []
    text = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(files["pdf"])).pages)
    assert [each for each in faults_in(text) if each[0] != "one with a plural"] == []


@pytest.mark.parametrize("school", SCHOOLS)
def test_no_fault_in_an_evaluation_or_a_plan(project, registers, results_of, school):
    evaluated = EvaluatedSchool(results_of(school), registers[school])
    made = [
        getattr(evaluation_blocks, name)(evaluated)
        for name in evaluation_blocks.__all__
        if name != "reading_guide"
    ]
    planned = prospect(registers[school], project.schools[school])
    made += [getattr(before, name)(planned) for name in BEFORE]
    text = "\n".join(seen_in(bundle.html) for bundle in made)
    assert len(text) > 5000
    assert faults_in(f"{text}\n{evaluated.evaluation}") == []


def said_twice(html):
    """Return what stands more than once under one heading of the second level, and where."""
    page = BeautifulSoup(html, "html.parser")
    page.style.decompose()
    for figure in page.find_all("svg"):
        figure.decompose()
    section, found = "", Counter()
    for tag in page.find_all(["h1", "h2", "p", "li"]):
        text = " ".join(tag.get_text().split())
        if tag.name in ("h1", "h2") and "small" not in tag.get("class", []):
            section = text
        elif text and not LEGEND.match(text):
            found[section, text] += 1
    return [place for place, count in found.items() if count > 1]


def empty_headings(html):
    """Return the headings with nothing under them before the next of their level or higher."""
    page = BeautifulSoup(html, "html.parser")
    marks = page.find_all(["h1", "h2", "h3", "h4", "p", "li", "table", "svg", "dl"])
    levels = [int(tag.name[1]) if re.fullmatch(r"h\d", tag.name) else 0 for tag in marks]
    return [
        tag.get_text()
        for tag, level, following in zip(marks, levels, [*levels[1:], 1], strict=True)
        if level and 0 < following <= level
    ]


@pytest.mark.parametrize("school", SCHOOLS)
def test_nothing_is_said_twice_on_a_page_and_no_heading_stands_alone(report_of, school):
    page = report_of(school).files["html"]
    assert said_twice(page) == []
    assert empty_headings(page) == []


def test_what_is_said_twice_and_what_is_empty_is_found():
    page = "<style></style><h2>A</h2><p>Zo.</p><p>Zo.</p><h2>B</h2><p>Zo.</p><h3>C</h3><h2>D</h2>"
    assert said_twice(page) == [("A", "Zo.")]
    assert empty_headings(page) == ["C", "D"]


@pytest.mark.parametrize(
    "changes", [{"period": None}, {"pilot": False}], ids=["no period", "no pilot"]
)
def test_a_school_without_a_period_or_a_pilot_says_so_once(registers, project, changes):
    school = project.schools["po"].model_copy(update=changes)
    results = shown_school(registers["po"], school)
    headed = (blocks.preregistration, blocks.moves, blocks.context)
    made = [blocks.change(results), *(block(results, headed=True) for block in headed)]
    page = "<style></style><h2>Voor en na</h2>" + "".join(bundle.html for bundle in made)
    assert said_twice(page) == []
    assert empty_headings(page) == []
    assert page.count("geen periode opgegeven") == (1 if changes.get("period", 1) is None else 0)
    assert "Wat vooraf was vastgelegd" not in page


@pytest.mark.parametrize("school", SCHOOLS)
def test_page_one_quotes_what_a_later_page_says_was_to_be_expected(results_of, school):
    results = results_of(school)
    said = blocks.headline(results).values["sentence"]
    rows = blocks.context(results).tables[0].rows
    expected = [row["tier_1"] for row in rows if row["what"].startswith("Verwacht")]
    assert len(expected) == (1 if school in ("vmbo", "vo") else 0)
    for value in expected:
        assert f"{words.movement(value)} te verwachten" in said
    # Of all that stands beside the change, nothing else is quoted.
    others = [row["tier_1"] for row in rows[1:-1] if not row["what"].startswith("Verwacht")]
    assert not [value for value in others if words.number(abs(value), 1) in said]
    assert len(said) < 400


@pytest.mark.parametrize("school", SCHOOLS)
def test_goals_are_told_by_one_rule(results_of, school):
    results = results_of(school)
    bundle = blocks.pyramid(results)
    (item,) = [text for text in blocks.attention(results).values["items"] if "doel" in text]
    for row in bundle.tables[0].rows:
        if not row["goal"]:
            continue
        tier = row["tier"].split(" –")[0]
        assert tier in item
        if row["distance"]:
            assert f"{tier} ({words.pupils(row['distance'])} te " in item
            assert words.number(row["distance"]) in row["goal"].split(": ")[1]
        else:
            assert row["goal"].endswith("gehaald")
            assert f"{row['goal'].split(': ')[1]} voor" in item


def test_a_school_that_misses_all_its_goals_by_chance_has_them_told():
    absent = [0] * 79 + [1.5] * 16 + [3] * 6
    month = [{"absent": int(2 * days), "possible": 40} for days in absent]
    pyramid = build_pyramid(pd.DataFrame(month))
    assert pyramid.goals["status"].tolist() == ["uncertain"] * 3
    assert goals_sentence(pyramid_frame(pyramid)) == (
        "Het doel is net niet gehaald voor Tier 1 (2 leerlingen te weinig), Tier 2 (1 leerling te "
        "veel) en Tier 3 (1 leerling te veel)."
    )
    assert str(pyramid).count("net niet gehaald") == 3


def test_a_class_that_is_a_number_is_drawn_as_the_school_wrote_it():
    frame = pd.DataFrame(
        {"class": [12806801.0] * 2, "tier": [1, 2], "label": "", "share": [0.8, 0.2], "n": 20}
    )
    drawn = [text.get_text() for text in plot_groups(frame, "class").texts]
    assert "12806801" in drawn
    assert not [text for text in drawn if ".0" in text]
