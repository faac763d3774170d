"""On a phone nothing is cut off or scrolls sideways, and what a figure says can be read there."""

import json
import re
import shutil

import matplotlib as mpl
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from proeftuin.pyramid.pyramid import build_pyramid
from proeftuin.report.document.bundle import Bundle, drawing
from proeftuin.report.document.table import Column, Table, on_a_phone
from proeftuin.report.formats.pdf_blocks import blocks_of
from proeftuin.report.making.index import index_page
from proeftuin.report.making.plan import NAME
from proeftuin.report.record.card import KEY, card_of
from proeftuin.report.record.rapport_json import STAMP

pytestmark = pytest.mark.slow

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SCHOOLS = ("po", "vmbo", "vo", "vergelijking")
ENGLISH = "po in English"
# Pixels: the narrowest that WCAG asks for (1.4.10), a small phone, the usual one, a tablet, a laptop;
# and the smallest letters there, which can just be read on a screen held close.
WIDTHS = {320: 6, 360: 7, 390: 8, 700: 8, 1280: 8}

LOOK = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  const shown = node => node.getClientRects().length && !node.closest('.stacks thead');
  for (const node of document.querySelectorAll('body *')) {
    const box = node.getBoundingClientRect();
    if (!shown(node) || node.parentElement.closest('svg')) continue;
    if (box.left < -1 || box.right > wide + 1) found.push(['out', node.textContent.slice(0, 40)]);
    if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1
        && getComputedStyle(node).overflowX !== 'visible')
      found.push(['scrolls', node.textContent.slice(0, 40)]);
  }
  for (const svg of document.querySelectorAll('figure svg')) {
    if (!shown(svg)) continue;
    const box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].map(
      node => [node.textContent, node.getBoundingClientRect(),
               scale * parseFloat(getComputedStyle(node).fontSize)]);
    texts.forEach(([text, one, size], place) => {
      if (one.left < box.left - 1 || one.right > box.right + 1 || one.bottom > box.bottom + 1)
        found.push(['cut', text]);
      if (size < LEGIBLE) found.push(['small', text]);
      for (const [other, two] of texts.slice(place + 1))
        if (Math.min(one.right, two.right) - Math.max(one.left, two.left) > 1.5
            && Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 3)
          found.push(['over', text + ' | ' + other]);
    });
  }
  return found;
}"""
CONTENTS = """() => {
  const nav = document.querySelector('nav.contents');
  return {
    shown: nav.getClientRects().length > 0,
    right: nav.getBoundingClientRect().right,
    left: document.querySelector('h1').getBoundingClientRect().left,
    named: [...nav.querySelectorAll('a')].map(a => a.textContent),
    parts: [...nav.querySelectorAll('a')].map(
      a => document.querySelector(a.getAttribute('href')).textContent),
    all: [...document.querySelectorAll('main h2:not([class])')].map(h => h.textContent),
  };
}"""


@pytest.fixture(scope="module")
def page_of(report_of, project, tmp_path_factory):
    def index():
        reports = tmp_path_factory.mktemp("reports")
        for school in SCHOOLS:
            (reports / school).mkdir()
            page = f"{NAME}.html"
            (reports / school / page).write_bytes(report_of(school).files["html"])
            stamp = {"follows_from": {}, "files": {page: "x"}}
            stamp[KEY] = card_of(report_of(school).notebook)
            (reports / school / STAMP).write_text(json.dumps(stamp), "utf-8")
        return index_page(project, reports)

    def page(name):
        if name == "index":
            return index()
        report = report_of("po", "en") if name == ENGLISH else report_of(name)
        return report.files["html"].decode()

    return page


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Return what a script answers on a page of some width."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    path = tmp_path_factory.mktemp("pages") / "page.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)

        def answer(html, width, script, media="screen"):
            path.write_text(html, "utf-8")
            shown = browser.new_page(viewport={"width": width, "height": 800})
            shown.emulate_media(media=media)
            shown.goto(path.as_uri())
            # A table that is closed is opened, as a reader does.
            shown.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found = shown.evaluate(script)
            shown.close()
            return found

        yield answer
        browser.close()


def look(legible):
    return LOOK.replace("LEGIBLE", str(legible))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*SCHOOLS, ENGLISH, "index"])
def test_nothing_is_cut_off_scrolls_or_is_too_small(name, width, page_of, asked):
    assert asked(page_of(name), width, look(WIDTHS[width])) == []


@pytest.mark.parametrize(
    ("pattern", "instead", "said"),
    [
        (r'<div class="narrow" hidden>.*?</div>', "", "small"),
        (r"figure svg \{", "figure svg { min-width: 34rem;", "out"),
        (r' class="(stacks|dense)"', "", "out"),
        (r"text-anchor: (start|end)", "text-anchor: middle", "cut"),
        (r"</main>", '<div style="overflow: auto"><p style="width: 90rem">x</p></div>', "scrolls"),
    ],
)
def test_a_fault_that_was_put_in_is_seen(pattern, instead, said, page_of, asked):
    page = re.sub(pattern, instead, page_of("vmbo"), flags=re.DOTALL)
    assert said in {kind for kind, _ in asked(page, 390, look(8))}


@pytest.mark.parametrize("name", [*SCHOOLS, ENGLISH])
def test_the_contents_lead_to_every_part_and_cover_none(name, page_of, asked):
    for width in WIDTHS:
        found = asked(page_of(name), width, CONTENTS)
        assert found["shown"]
        assert found["named"] == found["parts"] == found["all"]
        assert len(found["all"]) >= 5
        assert width < 1280 or found["right"] < found["left"]
    assert not asked(page_of(name), 1280, CONTENTS, "print")["shown"]


@pytest.fixture
def drawn():
    pupils = pd.DataFrame(
        {
            "school": "s",
            "pupil": [f"p{i}" for i in range(40)],
            "class": "1a",
            "absent": [0] * 20 + [7] * 12 + [30] * 8,
            "possible": 100,
        }
    )
    return drawing(build_pyramid(pupils).plot(), "Drie tiers")


def said(svg):
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    return sorted(" ".join(texts).split())


def test_the_narrow_figure_says_the_same_in_letters_of_the_same_size(drawn):
    sizes = [set(re.findall(r"font: [^;]*?([\d.]+)px", svg)) for svg in (drawn.svg, drawn.narrow)]
    widths = [float(re.search(r'viewBox="0 0 (\S+)', svg)[1]) for svg in (drawn.svg, drawn.narrow)]
    assert said(drawn.svg) == said(drawn.narrow)
    assert sizes[0] == sizes[1]
    assert widths[0] == pytest.approx(6.7 * 72)
    assert widths[1] == pytest.approx(4.2 * 72, abs=1)


def test_paper_shows_each_figure_once_and_wide(drawn):
    data = Bundle("x", drawing=drawn)._repr_mimebundle_()
    cells = [new_code_cell("", outputs=[new_output("display_data", data=data)])]
    figures = [b for b in blocks_of(new_notebook(cells=cells)) if b["kind"] == "figure"]
    assert [figure["svg"] for figure in figures] == [drawn.svg]


def test_a_notebook_without_the_style_of_the_page_shows_the_wide_figure_only(drawn):
    bundle = Bundle("x", drawing=drawn)
    assert bundle.html.index(drawn.svg) < bundle.html.index('<div class="narrow" hidden>')
    shown = bundle._repr_mimebundle_()["text/html"]
    assert drawn.svg in shown
    assert drawn.narrow not in shown


def test_a_layout_draws_no_letters(drawn, monkeypatch):
    def measured(*_, **__):
        raise AssertionError("letters were measured")

    monkeypatch.setattr(mpl.text.Text, "get_window_extent", measured)
    test_the_narrow_figure_says_the_same_in_letters_of_the_same_size(drawn)


def table(*columns, prose=""):
    rows = [
        {column.key: 0.123 if column.kind == "percent" else prose or "kort" for column in columns}
    ]
    return Table("Titel", columns, rows)


TEXT, LONG = Column("t", "Klas"), Column("u", "Omschrijving")
SHARES = [Column(f"p{n}", f"Aandeel {n}", "percent", "Groep") for n in range(8)]


def test_a_table_is_shown_as_it_fits():
    assert on_a_phone(table(TEXT, *SHARES[:2])) == ""
    assert on_a_phone(table(TEXT, *SHARES[:6])) == "dense"
    assert on_a_phone(table(TEXT, *SHARES)) == "stacks"
    assert on_a_phone(table(TEXT, LONG, prose="woord " * 30)) == ""
    assert on_a_phone(table(TEXT, LONG, SHARES[0], prose="woord " * 30)) == "stacks"


def test_a_stacked_table_keeps_its_roles_and_names_each_number():
    html = table(TEXT, *SHARES).html()
    assert html.count('data-label="Groep, Aandeel 1"') == 1
    for role, count in {"table": 1, "rowgroup": 2, "row": 3, "rowheader": 1, "cell": 9}.items():
        assert html.count(f'role="{role}"') == count, role
    assert "role" not in table(TEXT, *SHARES[:2]).html()


def test_a_narrow_figure_is_that_of_a_card(page_of):
    import base64

    code = re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page_of("index"))
    for each in code:
        assert 'viewBox="0 0 30' in base64.b64decode(each).decode()
    assert len(code) == len(SCHOOLS)
