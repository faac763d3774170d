"""An executed notebook as one page that stands alone: no code, no network.

nbconvert's own templates fetch scripts from elsewhere, drop the text for screen readers and print
warnings to the reader. This one writes headings, text and bundles, and refuses the rest.
"""

import re
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from proeftuin.report.document.contents import bundle_in
from proeftuin.report.document.notebook import failed_cells, stderr_of
from proeftuin.report.record.fingerprint import mark_of
from proeftuin.text.language import _, language

TEMPLATE = Path(__file__).parent / "template"
# A part of the page: what blocks write themselves has a class.
HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
COVER = re.compile(r'<section class="block" data-block="cover">.*?</section>\n', re.DOTALL)
PART = "deel-"
# A shorter page is seen at a glance.
FEWEST_PARTS = 3


class NotFitError(Exception):
    """An executed notebook that must not be published; the text says why, in Dutch."""


def to_html(notebook: Any, title: str) -> str:
    """Write an executed notebook as one self-contained HTML page.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.
    title
        The page's title.

    Returns
    -------
    str

    Raises
    ------
    NotFitError
        A cell wrote to stderr, or failed.
    """
    if warning := stderr_of(notebook):
        line = warning.strip().splitlines()[-1][:200]
        raise NotFitError(f"er stond een waarschuwing in het rapport ({line})")
    if failed_cells(notebook):
        raise NotFitError("een onderdeel van het rapport is mislukt")
    style = (TEMPLATE / "style.css").read_text("utf-8")
    resources = {
        "page_language": language(),
        "page_title": title,
        "page_style": style,
        "page_mark": mark_of(notebook),
        "html_of": _html_of,
    }
    # nbconvert's own way there copies the notebook twice and rewrites the page, figures and all.
    page = str(exporter().template.render(nb=notebook, resources=resources))
    return _with_contents(page)


def _html_of(output: Any) -> str:
    """Return the HTML of what a cell displays, where it has any."""
    block = bundle_in(output)
    return block.page_html if block else str(output.get("data", {}).get("text/html", ""))


def _with_contents(page: str) -> str:
    """Add a list of the parts, after what stands on the cover."""
    names = HEADING.findall(page)
    if len(names) < FEWEST_PARTS:
        return page
    numbers = count(1)
    page = HEADING.sub(lambda found: f'<h2 id="{PART}{next(numbers)}">{found[1]}</h2>', page)
    links = "".join(
        f'<li><a href="#{PART}{number}">{name}</a></li>' for number, name in enumerate(names, 1)
    )
    said = _("Inhoud")
    contents = f'<nav class="contents" aria-label="{said}"><ul>{links}</ul></nav>\n'
    cover = COVER.search(page)
    place = cover.end() if cover else page.index(f'<h2 id="{PART}1">')
    return page[:place] + contents + page[place:]


@lru_cache(maxsize=1)
def exporter() -> Any:
    """Return nbconvert's exporter with our template; making one is what takes time."""
    from nbconvert import HTMLExporter

    exporter: Any = HTMLExporter
    return exporter(
        template_name=TEMPLATE.name,
        extra_template_basedirs=[str(TEMPLATE.parent)],
        exclude_anchor_links=True,
    )
