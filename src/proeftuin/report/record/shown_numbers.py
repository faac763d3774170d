"""The numbers that one report shows, each by what it is in that report.

What a report of last month and one of today show has other dates, and is asked after together: the
pyramid of the first page, the change, the school year so far. What earlier reports showed is kept
under dates (`proeftuin.report.protection.earlier_reports`) and is no part of this.
"""

from datetime import date
from typing import TYPE_CHECKING

from proeftuin.report.numbers.group_counts import SCHOOL
from proeftuin.report.protection.masking import is_masked
from proeftuin.report.protection.published_counts import span_of, windows_of
from proeftuin.text import words

if TYPE_CHECKING:
    from proeftuin.report.protection.shown import ShownSchool

KEY = "numbers"
PYRAMID, CHANGE, YEAR = "pyramid", "change", "year"
ROLES = {PYRAMID: "Piramide", CHANGE: "Voor en na", YEAR: "Schooljaar tot nu toe"}
GROUPS = {
    SCHOOL: "",
    "stage": "",
    "year_group": "leerjaar",
    "class": "",
    "kind": "verzuim vooral",
    "other edge": "met de andere regel",
    "assumed": "zonder wat niet na te gaan is",
    "before": "voor",
    "after": "na",
    "change": "verandering",
    "movers": "netto van tier veranderd",
    "paired": "in beide vensters",
    "joined": "erbij gekomen",
    "left": "weggegaan",
    "none": "zonder tier",
}
PARTS = {"n": "leerlingen met een tier", "without": "leerlingen zonder tier"}


def numbers_of(results: "ShownSchool") -> dict[str, int | str]:
    """Return what a report shows, or the symbol in its place, by `role|group|part`.

    Parameters
    ----------
    results
        The results; of each count only what is shown is read.
    """
    spans = {span_of(results.current.period): PYRAMID}
    if results.evaluation is not None:
        spans[windows_of(results.evaluation.comparison)] = CHANGE
    wholes = [(YEAR, span_of(results.year_to_date.period))]
    wholes += [(f"{month.period.start:%Y-%m}", span_of(month.period)) for month in results.months]
    shown = {key: v.text if is_masked(v) else v for key, v in results.release.shown.items()}
    found = {
        f"{role}|{key.partition('|')[2]}": value
        for span, role in spans.items()
        for key, value in shown.items()
        if key.partition("|")[0] == span
    }
    # A month can be the period of the first page too; only that one has groups.
    for role, span in wholes:
        for key, value in shown.items():
            if key.startswith(f"{span}|{SCHOOL}|"):
                found[f"{role}|{key.partition('|')[2]}"] = value
    return found


def name_of(key: str) -> str:
    """Name a number of a report in Dutch.

    Examples
    --------
    >>> name_of("pyramid|school|1")
    'Piramide, Tier 1'
    >>> name_of("2021-03|school|n")
    'maart 2021, leerlingen met een tier'
    >>> name_of("change|1>2"), name_of("pyramid|stage:lower|1")
    ('Voor en na, van Tier 1 naar Tier 2', 'Piramide, onderbouw, Tier 1')
    >>> name_of("pyramid|cut|0")
    'Piramide, precies op grens 1'
    """
    role, group, *part = key.split("|")
    if group == "cut":
        return f"{_role(role)}, precies op grens {int(part[0]) + 1}"
    return ", ".join(filter(None, [_role(role), *map(_part, [group, *part])]))


def _role(role: str) -> str:
    return ROLES.get(role) or words.month_name(date.fromisoformat(f"{role}-01"))


def _part(text: str) -> str:
    if text.isdecimal():
        return f"Tier {text}"
    if ">" in text and ":" not in text:
        one, two = text.split(">")
        return f"van Tier {one} naar Tier {two}"
    group, _, name = text.partition(":")
    known = PARTS.get(group) or GROUPS.get(group, group)
    return f"{known} {words.STAGES.get(name, name)}".strip()
