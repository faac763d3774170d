"""What the page over all reports shows of one: its first figure, its headline, its last day."""

from typing import Any

from proeftuin.report.document.contents import contents
from proeftuin.report.document.notebook import language_of
from proeftuin.report.document.parts import Facts, Figure, Text
from proeftuin.text.language import N_, _, speaking

KEY = "card"
UNTIL = N_("Gegevens tot")
"""The name of the fact that says up to when the data of a report go."""


def card_of(notebook: Any) -> dict[str, str]:
    """Return what a card shows of a report.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.

    Returns
    -------
    dict
        `figure` (the SVG of the first figure, as narrow as it gets), `headline` and `until`; what
        the report does not have is not there.
    """
    found: dict[str, str] = {}
    with speaking(language_of(notebook)):
        until = _(UNTIL)
    for part in contents(notebook):
        match part:
            case Figure():
                found.setdefault("figure", part.narrow or part.svg)
            case Text(style="headline"):
                found.setdefault("headline", part.text)
            case Facts():
                facts = dict(part.items)
                if until in facts:
                    found.setdefault("until", facts[until])
    return found
