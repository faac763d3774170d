"""All formats of one report, from one executed notebook."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proeftuin.report.document.notebook import language_of, notebook_text
from proeftuin.report.formats.excel import to_xlsx
from proeftuin.report.formats.html import exporter, to_html
from proeftuin.report.formats.pdf import compiler, to_pdf
from proeftuin.text.language import speaking

Maker = Callable[[Any, str], dict[str, bytes]]
"""`documents`, or what does its work elsewhere."""


@dataclass(frozen=True)
class Format:
    """A format of a report.

    Parameters
    ----------
    make
        Gives the content of a file, from an executed notebook and a title.
    called
        How the page over all reports calls it, in Dutch; empty when it is not offered there.
    load
        Loads what makes it, where that takes longer than to make one.
    """

    make: Callable[[Any, str], bytes]
    called: str = ""
    load: Callable[[], object] | None = None


FORMATS = {
    "html": Format(
        lambda executed, title: to_html(executed, title).encode(), called="lezen", load=exporter
    ),
    "pdf": Format(to_pdf, called="PDF", load=compiler),
    "xlsx": Format(to_xlsx, called="Excel"),
    "ipynb": Format(lambda executed, _title: notebook_text(executed).encode()),
}
"""Every format by the extension of its files."""


def documents(executed: Any, title: str) -> dict[str, bytes]:
    """Make every format of a report.

    Parameters
    ----------
    executed
        An executed notebook of nbformat 4, after `proeftuin.report.document.notebook.normalise`.
    title
        The report's title.

    Returns
    -------
    dict
        The content of each file by its extension, in the order of `FORMATS`.

    Raises
    ------
    NotFitError
        The notebook must not be published: a cell failed or warned.
    """
    with speaking(language_of(executed)):
        return {name: each.make(executed, title) for name, each in FORMATS.items()}


def get_ready() -> None:
    """Load what makes the formats, which takes longer than to make those of one report."""
    for each in FORMATS.values():
        if each.load:
            each.load()
