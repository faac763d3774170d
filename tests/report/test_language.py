"""A report in English: nothing of it is left in Dutch, and every number is that of the Dutch one."""

import io
import re
from datetime import date
from string import Formatter

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pypdf import PdfReader
from translations import CATALOGUE, NOTEBOOK, read_catalogue, renewed, said_in, wording

from proeftuin.errors import InputError
from proeftuin.report.document.notebook import paragraphs_of, read_notebook, translated
from proeftuin.report.making.parameters import open_results
from proeftuin.text.language import DUTCH, ENGLISH, LANGUAGES, _, language, ngettext, speaking
from proeftuin.text.words import listing, long_date, number, percent, points, pupils

SCHOOLS = ("po", "vmbo", "vo", "vergelijking")
# Words that nearly every Dutch sentence has one of, and no English one has.
TELLING = r"aan|als|bij|dan|dat|deze|die|dit|een|er|geen|het|is er|kan|klas|klassen|leerling|"
TELLING += r"leerlingen|maar|na|naar|niet|om|op|over de|per maand|tot|uit|van|voor|wat|wie|"
TELLING += (
    r"worden|wordt|zijn|zonder|dagdelen|lessen|schooldagen|begrippen|gegevens|vergelijkingsschool"
)
DUTCH_WORD = re.compile(rf"(?<![\w‘])(?:{TELLING})(?![\w.])")


@pytest.fixture(params=SCHOOLS)
def pair(request, report_of):
    """Return the report of a school in Dutch and in English."""
    return report_of(request.param), report_of(request.param, ENGLISH)


def test_the_catalogue_holds_every_sentence_and_no_other():
    kept = read_catalogue()
    said = {message.id: message for message in kept if message.id}
    assert set(said) == set(wording())
    assert len(said) > 700
    assert CATALOGUE.read_bytes() == renewed(kept)


def test_a_translation_says_the_same_things():
    def forms(texts):
        return texts if isinstance(texts, tuple) else (texts,)

    def names(text):
        return {name for __, name, __, __ in Formatter().parse(text) if name}

    for message in read_catalogue():
        assert not message.fuzzy, message.id
        for text, form in zip(forms(message.id), forms(message.string), strict=True):
            assert form or not text, text
            if not text:
                continue
            # A form for one need not say the number.
            assert names(form) <= set().union(*map(names, forms(message.id))), text
            assert names(text) - names(form) <= {"n"}, text
            for end in (0, -1):
                assert text[end].isspace() == form[end].isspace(), text


def test_every_sentence_of_the_notebook_is_translated():
    english = translated(read_notebook(NOTEBOOK), ENGLISH)
    texts = [cell.source for cell in english.cells if cell.cell_type == "markdown"]
    dutch = [c.source for c in read_notebook(NOTEBOOK).cells if c.cell_type == "markdown"]
    assert len(texts) >= 10
    assert not set(texts) & set(dutch)
    assert [[mark for mark, _ in paragraphs_of(text)] for text in texts] == [
        [mark for mark, _ in paragraphs_of(text)] for text in dutch
    ]


def test_only_what_is_marked_is_taken_from_code():
    source = '_("een"); N_("twee"); ngettext("{n} dag", "{n} dagen", n); _(row["drie"]); "vier"'
    assert list(said_in(source)) == ["een", "twee", ("{n} dag", "{n} dagen")]


def test_numbers_and_dates_follow_the_language():
    with speaking(ENGLISH):
        assert (number(3700), percent(0.95), points(9.01)) == (
            "3,700",
            "95.0%",
            "+9.0 percentage points",
        )
        assert long_date(date(2021, 3, 19)) == "19 March 2021"
        assert listing(["a", "b", "c"]) == "a, b and c"
        assert (pupils(1), pupils(31)) == ("1 pupil", "31 pupils")
    assert (number(3700), percent(0.95), language()) == ("3.700", "95,0%", DUTCH)


def test_what_is_filled_in_is_no_template():
    with speaking(ENGLISH):
        assert (
            _("{share} van de leerlingen zit in Tier 1", share="{n}")
            == "{n} of the pupils are in Tier 1"
        )
        assert _("Groep {3}") == "Groep {3}"
        assert ngettext("{n} leerling", "{n} leerlingen", 2, n="{m}") == "{m} pupils"


def test_nothing_is_left_in_dutch(pair, project):
    __, english = pair
    own = own_words(english, project)
    html, sheets, pdf = texts_of(english)
    for text in (html, sheets):
        for words in own:
            text = text.replace(words, "")
        around = [text[max(0, m.start() - 40) : m.end() + 40] for m in DUTCH_WORD.finditer(text)]
        assert around == []
    # On paper what the school wrote is broken over lines.
    assert set(DUTCH_WORD.findall(pdf)) <= set(DUTCH_WORD.findall(" ".join(own)))
    page = english.files["html"].decode()
    assert '<html lang="en">' in page
    reader = PdfReader(io.BytesIO(english.files["pdf"]))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata.title == english.title
    assert english.title.startswith("School attendance – ")


def test_every_number_is_that_of_the_dutch_report(pair):
    dutch, english = ([bundle.data for bundle in report.bundles] for report in pair)
    counted = 0
    for one, other in zip(dutch, english, strict=True):
        for (path, value), (same, twin) in zip(leaves(one), leaves(other), strict=True):
            if not isinstance(value, str) or "published" in path or "fingerprint" in path:
                assert (path, value) == (same, twin)
                counted += 1
    assert counted > 500


def test_a_report_in_another_language_rests_on_the_same(pair):
    def kept(report):
        values = [b.data["values"] for b in report.bundles]
        return [
            {name: v[name] for name in ("published", "fingerprint", "numbers") if name in v}
            for v in values
        ]

    dutch, english = map(kept, pair)
    assert any(dutch)
    assert dutch == english


def test_what_a_school_wrote_is_marked_as_dutch(report_of):
    english = report_of("po", ENGLISH)
    page = BeautifulSoup(english.files["html"], "html.parser")
    marked = {cell.get_text() for cell in page.find_all(attrs={"lang": "nl"})}
    assert "Bespreken met de partners" in marked
    assert {"Verlof met toestemming"} | marked <= written_by_the_school(english)
    dutch = BeautifulSoup(report_of("po").files["html"], "html.parser")
    assert [tag.name for tag in dutch.find_all(attrs={"lang": True})] == ["html"]


def test_an_unknown_language_is_refused(project):
    with pytest.raises(InputError) as told:
        open_results("po", str(project.path), language="de")
    assert told.value.problems[0].value == "de"
    assert language() == DUTCH
    with pytest.raises(ValueError, match="nl, en"), speaking("de"):
        pass
    assert list(LANGUAGES) == ["nl", "en"]


def texts_of(report):
    """Return what a reader of each format reads, alt texts and headings of sheets included."""
    soup = BeautifulSoup(report.files["html"], "html.parser")
    for cell in soup.find_all(attrs={"lang": "nl"}):
        cell.clear()
    soup.style.decompose()
    labels = [tag["aria-label"] for tag in soup.find_all(attrs={"aria-label": True})]
    marks = [tag["content"] for tag in soup.find_all("meta", attrs={"name": "keywords"})]
    assert marks
    html = "\n".join([*soup.get_text("\n").splitlines(), *labels, *marks])
    book = load_workbook(io.BytesIO(report.files["xlsx"]))
    cells = [str(c.value) for sheet in book for row in sheet for c in row if c.value is not None]
    cells += [sheet.oddFooter.right.text for sheet in book]
    pages = PdfReader(io.BytesIO(report.files["pdf"])).pages
    pdf = " ".join("\n".join(page.extract_text() for page in pages).split())
    return html, "\n".join([*book.sheetnames, *cells]), pdf


def own_words(report, project):
    """Return what the school itself wrote, in its data and in the project file, longest first."""
    found = written_by_the_school(report)
    settings = [school.model_dump(mode="json") for school in project.schools.values()]
    found |= {value for __, value in leaves(settings) if isinstance(value, str)}
    # The name of a profile, as the project file has it.
    found |= {"profile dagdelen"}
    return sorted((text for text in found if " " in text), key=len, reverse=True)


def written_by_the_school(report):
    """Return what is marked as the school's own, in the annex too."""
    shown = [output for cell in report.notebook.cells for output in cell.get("outputs", [])]
    html = "".join(output["data"].get("text/html", "") for output in shown)
    soup = BeautifulSoup(html, "html.parser")
    return {cell.get_text() for cell in soup.find_all(attrs={"lang": "nl"})}


def leaves(value, path=()):
    """Give every value in JSON with where it stands."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path, value
