"""The numbers that one report shows, each by what it is in that report.

What a report of last month and one of today show has other dates, and is asked after together: the
pyramid of the first page, the change, the school year so far. What earlier reports showed is kept
under dates (`proeftuin.report.protection.earlier_reports`) and is no part of this.
"""

from datetime import date
from typing import TYPE_CHECKING

from proeftuin.report.protection.keys import WITHOUT, Group, Key, N, span_of, windows_of
from proeftuin.report.protection.masking import is_masked
from proeftuin.text import words

if TYPE_CHECKING:
    from proeftuin.report.protection.shown import ShownSchool

KEY = "numbers"
PYRAMID, CHANGE, YEAR = "pyramid", "change", "year"
ROLES = {PYRAMID: "Piramide", CHANGE: "Voor en na", YEAR: "Schooljaar tot nu toe"}
GROUPS: dict[str, str] = {
    Group.SCHOOL: "",
    Group.STAGE: "",
    Group.YEAR_GROUP: "leerjaar",
    Group.CLASS: "",
    Group.KIND: "verzuim vooral",
    Group.OTHER_EDGE: "met de andere regel",
    Group.ASSUMED: "zonder wat niet na te gaan is",
    Group.BEFORE: "voor",
    Group.AFTER: "na",
    Group.CHANGE: "verandering",
    Group.MOVERS: "netto van tier veranderd",
    Group.PAIRED: "in beide vensters",
    Group.JOINED: "erbij gekomen",
    Group.LEFT: "weggegaan",
    Group.UNCLASSIFIED: "zonder tier",
}
PARTS = {N: "leerlingen met een tier", WITHOUT: "leerlingen zonder tier"}


def numbers_of(results: "ShownSchool") -> dict[Key, int | str]:
    """Return what a report shows, or the symbol in its place; a key has its role for a span.

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
        key.during(role): value
        for span, role in spans.items()
        for key, value in shown.items()
        if key.span == span
    }
    # A month can be the period of the first page too; only that one has groups.
    for role, span in wholes:
        for key, value in shown.items():
            if key.span == span and key.group in (Group.SCHOOL, Group.ASSUMED):
                found[key.during(role)] = value
    return found


def name_of(key: Key) -> str:
    """Name a number of a report in Dutch.

    Raises
    ------
    ValueError
        The key is none of a report's numbers.

    Examples
    --------
    >>> name_of(Key(PYRAMID, Group.SCHOOL, "1"))
    'Piramide, Tier 1'
    >>> name_of(Key("2021-03", Group.SCHOOL, N))
    'maart 2021, leerlingen met een tier'
    >>> name_of(Key.moved(CHANGE, 1, 2)), name_of(Key(PYRAMID, Group.STAGE, "1", "lower"))
    ('Voor en na, van Tier 1 naar Tier 2', 'Piramide, onderbouw, Tier 1')
    >>> name_of(Key(PYRAMID, Group.CUT, "0"))
    'Piramide, precies op grens 1'
    """
    role = _role(key.span)
    if key.group == Group.CUT:
        return f"{role}, precies op grens {int(key.part or '') + 1}"
    if key.group == Group.MOVED:
        one, two = key.tiers
        return f"{role}, van Tier {one} naar Tier {two}"
    return ", ".join(filter(None, [role, _group(key), _part(key)]))


def _role(role: str) -> str:
    return ROLES.get(role) or words.month_name(date.fromisoformat(f"{role}-01"))


def _group(key: Key) -> str:
    name = key.name or ""
    return f"{GROUPS.get(key.group, key.group)} {words.STAGES.get(name, name)}".strip()


def _part(key: Key) -> str:
    part = key.part or ""
    return f"Tier {key.tier}" if key.tier is not None else PARTS.get(part, part)
