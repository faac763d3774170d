"""The quality of a registration as text for a terminal: findings by grade, and a small map."""

from math import isnan
from textwrap import fill
from typing import Any

import pandas as pd

from proeftuin.register.project.calendar import school_year_of
from proeftuin.register.quality.finding_kind import Grade
from proeftuin.register.quality.findings import GRADES, Finding, count_text, places_text
from proeftuin.register.quality.quality import Quality, week_name
from proeftuin.text import words

WIDTH = 90
CLASSES = 12
"""Rows of the map: with more gaps than this the list of findings says enough."""
CELLS = {"full": "█", "part": "▒", "none": "·", "": " "}


def quality_text(quality: Quality, primary: bool = False) -> str:
    """Write the quality of a registration for a terminal.

    Parameters
    ----------
    quality
        What was found.
    primary
        Whether it is a primary school, with half-days.

    Returns
    -------
    str
        Lines of at most 90 characters.
    """
    parts = [_summary(quality, primary), _map(quality)]
    parts += [_grade(quality, grade, title) for grade, title in GRADES.items()]
    return "\n\n".join(part for part in parts if part)


def not_read_text(sources: list[dict[str, Any]]) -> str:
    """List the columns that were not read and not kept, with the personal data in them.

    Parameters
    ----------
    sources
        `imported_from` of a register's provenance.

    Examples
    --------
    >>> print(not_read_text([{"file": "a.csv", "not_read": {"roepnaam": "naam", "lokaal": ""}}]))
      Niet gelezen en niet bewaard:
        a.csv: roepnaam (naam), lokaal
    """
    lines = [
        _wrapped(
            f"{source['file']}: "
            + ", ".join(f"{name} ({kind})" if kind else name for name, kind in columns.items()),
            "    ",
        )
        for source in sources
        if (columns := source.get("not_read"))
    ]
    return "\n".join(["  Niet gelezen en niet bewaard:", *lines]) if lines else ""


def _summary(quality: Quality, primary: bool) -> str:
    if isnan(quality.share):
        return _wrapped("Er is geen rooster om de registratie aan af te meten.", "  ")
    sessions = "dagdelen" if primary else "lessen"
    text = f"{words.percent(quality.share)} van de {sessions} is geregistreerd"
    if quality.line is not None:
        text += f"; de lijn voor een piramide is {words.percent(float(quality.line), 0)}"
    if quality.assumed:
        text += f". Van {words.percent(quality.assumed)} is er geen teken dat iemand registreerde; "
        text += "dat telt als geregistreerd"
    last = quality.last_complete_week
    text += f". Laatste volledige week: {week_name(last) if last else 'geen'}."
    return _wrapped(text, "  ")


def _grade(quality: Quality, grade: Grade, title: str) -> str:
    found = [one for one in quality.findings if one.grade == grade]
    return "\n\n".join([f"  {title.upper()}", *map(_finding, found)]) if found else ""


def _finding(finding: Finding) -> str:
    kind = finding.kind
    title = f"• {kind.what.rstrip('.')} ({count_text(finding, finding.count)})."
    lines = [_wrapped(title, "  ", "    ")]
    for label, text in (
        ("Waar", places_text(finding)),
        ("Betekent", kind.means),
        ("Piramide", kind.why),
        ("Wat te doen", kind.mend),
    ):
        if text:
            lines.append(_wrapped(f"{label}: {text}", "    ", "      "))
    return "\n".join(lines)


def _map(quality: Quality) -> str:
    """Draw the classes that miss something, a character per week; each school year apart."""
    table = quality.completeness
    year = [school_year_of(week.date()) for week in table["week"]]
    maps = [_year(name, part) for name, part in table.groupby(pd.Series(year, table.index))]
    drawn = [part for part in maps if part]
    if not drawn:
        return ""
    key = f"{CELLS['full']} alles  {CELLS['part']} een deel  {CELLS['none']} niets geregistreerd"
    return "\n\n".join([*drawn, f"  {key}"])


def _year(name: str, table: pd.DataFrame) -> str:
    missing = (table["given"] - table["registered"]).groupby(table["class"]).sum()
    gaps = missing[missing > 0].sort_values(ascending=False, kind="stable")
    if gaps.empty:
        return ""
    state = pd.Series("part", table.index).mask(table["registered"] == table["given"], "full")
    state = state.mask(table["registered"] == 0, "none").map(CELLS)
    wide = table.assign(cell=state).pivot(index="class", columns="week", values="cell")
    wide = wide.fillna(CELLS[""])
    label = max(map(len, gaps.index[:CLASSES]))
    weeks = pd.DatetimeIndex(wide.columns)
    starts = [
        "" if i and week.month == weeks[i - 1].month else words.month_name(week)[0]
        for i, week in enumerate(weeks)
    ]
    lines = [f"  Registratie per week, {name}:"]
    lines.append(f"  {'':{label}} " + "".join(letter or " " for letter in starts))
    lines += [f"  {group:{label}} " + "".join(wide.loc[group]) for group in gaps.index[:CLASSES]]
    rest = len(wide) - min(len(gaps), CLASSES)
    full = len(wide) - len(gaps)
    if rest:
        text = f"en nog {rest}" + (", alle weken volledig" if full == rest else "")
        lines.append(f"  ({text})")
    return "\n".join(lines)


def _wrapped(text: str, first: str, further: str | None = None) -> str:
    return fill(text, WIDTH, initial_indent=first, subsequent_indent=further or first)
