"""One page over all reports of a project: which schools have one, what it says first, what failed.

It is read from what lies in the folder, so every machine of a batch over several writes the same.
"""

import os
import tempfile
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

from proeftuin.register.project.settings import Project, School
from proeftuin.report.formats.documents import FORMATS
from proeftuin.report.formats.html import TEMPLATE
from proeftuin.report.making.failures import last_failure
from proeftuin.report.making.plan import NAME, place_of
from proeftuin.report.record.card import KEY as CARD
from proeftuin.report.record.rapport_json import read_stamp
from proeftuin.text import words
from proeftuin.text.language import DUTCH, LANGUAGES

INDEX = "index.html"
STYLES = ("style.css", "reports.css")
NO_REPORT = "Er is nog geen rapport."
TRANSLATIONS = {
    language: f"lezen in het {said}" for language, said in LANGUAGES.items() if language != DUTCH
}


def write_index(project: Project, reports: Path) -> Path:
    """Write the page over all reports, whole or not at all.

    Parameters
    ----------
    project
        What `load_project` returns.
    reports
        The folder of the reports.

    Returns
    -------
    Path
        The page.
    """
    place = reports / INDEX
    text = index_page(project, reports)
    handle, work = tempfile.mkstemp(prefix=f".{INDEX}-", dir=reports)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # mkstemp lets only its owner read, and this page is for everyone who reads the reports.
        os.chmod(work, 0o644)
        os.replace(work, place)
    finally:
        Path(work).unlink(missing_ok=True)
    return place


def index_page(project: Project, reports: Path) -> str:
    """Return the page over all reports as self-contained HTML.

    Parameters
    ----------
    project, reports
        As in `write_index`.
    """
    stamps = {school: read_stamp(reports / school) for school in project.schools}
    cards = [_card(school, reports, stamps[name]) for name, school in project.schools.items()]
    made = sum(stamp is not None for stamp in stamps.values())
    style = "".join((TEMPLATE / name).read_text("utf-8") for name in STYLES)
    title = f"Rapporten schoolaanwezigheid – {project.name}"
    count = f"{made} van de {len(cards)} scholen {'heeft' if made == 1 else 'hebben'} een rapport."
    if len(cards) == 1:
        count = "De school heeft een rapport." if made else "De school heeft nog geen rapport."
    return (
        '<!doctype html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Rapporten schoolaanwezigheid</h1>\n"
        f'<p class="school">{escape(project.name)}</p>\n<p>{count}</p>\n'
        '<ul class="reports">\n' + "\n".join(cards) + "\n</ul>\n</main>\n</body>\n</html>\n"
    )


def _card(school: School, reports: Path, stamp: dict[str, Any] | None) -> str:
    """Show one school; the reason of a failure can name a pupil and stays out of this page."""
    parts = [f"<h2>{escape(school.name)}</h2>"]
    if stamp:
        parts += _first_page(_shown(stamp))
        links = [
            f'<a href="{school.id}/{name}" aria-label="{escape(school.name)}: {each.called}">'
            f"{each.called}</a>"
            for extension, each in FORMATS.items()
            for name in stamp["files"]
            if each.called and name.endswith(f".{extension}")
        ]
        links += [
            f'<a href="{place_of(school.id, language)}/{NAME}.html" '
            f'aria-label="{escape(school.name)}: {word}">{word}</a>'
            for language, word in TRANSLATIONS.items()
            if read_stamp(reports / place_of(school.id, language))
        ]
        parts.append(f"<p>{' · '.join(links)}</p>")
    failures = {
        language: failure
        for language in LANGUAGES
        if (failure := last_failure(reports, place_of(school.id, language)))
    }
    states = [_failed(failure, language, stamp) for language, failure in failures.items()]
    states = states or [_made(school, _shown(stamp)) if stamp else NO_REPORT]
    parts.append(f'<p class="state">{" ".join(states)}</p>')
    return (
        f'<li class="{"failed" if failures else "made" if stamp else "none"}">{"".join(parts)}</li>'
    )


def _made(school: School, shown: dict[str, str]) -> str:
    """Say up to when the data of a report go, as it says itself; when it was made would differ."""
    day = shown.get("until") or words.long_date(school.export_date)
    return f"Gemaakt met gegevens tot {escape(day)}."


def _shown(stamp: dict[str, Any]) -> dict[str, str]:
    """Return what a report gives to its card; one that was made by an older version gives none."""
    card = stamp.get(CARD)
    return {name: str(text) for name, text in card.items()} if isinstance(card, dict) else {}


def _failed(failure: dict[str, Any], language: str, stamp: Any) -> str:
    heading = f" bij ‘{escape(str(failure['heading']))}’" if failure.get("heading") else ""
    if language != DUTCH:
        return f"De laatste poging in het {LANGUAGES[language]} is mislukt{heading}."
    older = "; dit is het rapport van daarvoor" if stamp else ""
    return f"De laatste poging is mislukt{heading}{older}."


def _first_page(shown: dict[str, str]) -> list[str]:
    """Return the first figure of a report and its headline."""
    parts = []
    if figure := shown.get("figure"):
        # As a picture of its own: the names inside two figures can be the same.
        code = b64encode(figure.encode()).decode()
        parts.append(f'<img alt="" src="data:image/svg+xml;base64,{code}">')
    if headline := shown.get("headline"):
        parts.append(f"<p>{escape(headline, quote=False)}</p>")
    return parts
