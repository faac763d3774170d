"""All formats of one report, from one executed notebook."""

from collections.abc import Callable
from typing import Any

from proeftuin.report.document.notebook import language_of, notebook_text
from proeftuin.report.formats.excel import to_xlsx
from proeftuin.report.formats.html import exporter, to_html
from proeftuin.report.formats.pdf import compiler, to_pdf
from proeftuin.text.language import speaking

FORMATS = ("html", "pdf", "xlsx", "ipynb")

Maker = Callable[[Any, str], dict[str, bytes]]
"""`documents`, or what does its work elsewhere."""


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
        return {
            "html": to_html(executed, title).encode(),
            "pdf": to_pdf(executed, title),
            "xlsx": to_xlsx(executed, title),
            "ipynb": notebook_text(executed).encode(),
        }


def get_ready() -> None:
    """Load what makes the formats, which takes longer than to make those of one report."""
    exporter()
    compiler()
