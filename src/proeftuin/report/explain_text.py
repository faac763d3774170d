"""What differs between two reports, and why, as Dutch text for a terminal."""

from datetime import date

from proeftuin import words
from proeftuin.pyramid.periods import Period
from proeftuin.report.explain import DATA, DEFINITION, PUPILS, VERSION, Cause, Explanation

HEADINGS = {
    DEFINITION: "Begrippen: er is anders geteld",
    PUPILS: "Leerlingen: het gaat niet om precies dezelfde leerlingen",
    DATA: "Gegevens: er is iets anders geregistreerd of ingelezen",
    VERSION: "Versies: het is met iets anders gemaakt",
}
NOUNS = {
    DEFINITION: "de begrippen",
    PUPILS: "de leerlingen",
    DATA: "de gegevens",
    VERSION: "de versies",
}
SAME = (
    "Beide rapporten rusten op hetzelfde: dezelfde begrippen, gegevens, leerlingen en versies. De "
    "getoonde aantallen zijn gelijk."
)
SYMBOLS = (
    "Een teken in plaats van een aantal: het is niet getoond, soms vanwege wat een eerder rapport "
    "al toonde."
)
MOST_NUMBERS = 40
MOST_ITEMS = 10
GROUPS = {
    "school": "school",
    "stage": "bouw",
    "year_group": "leerjaar",
    "class": "klas",
    "kind": "verzuim vooral",
    "cut": "precies op een grens",
    "other edge": "met de andere regel",
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


def explanation_text(found: Explanation) -> str:
    """Write an explanation.

    Parameters
    ----------
    found
        What `proeftuin.report.explain.explain` returns.
    """
    parts = [f"Oud: {found.old.name}\nNieuw: {found.new.name}"]
    if found.old.school != found.new.school:
        parts.append(
            f"Dit zijn rapporten van twee scholen, {found.old.school} en {found.new.school}: alles "
            "kan verschillen."
        )
    if not found.causes and not found.numbers:
        return "\n\n".join([*parts, SAME])
    parts.append(conclusion(found))
    for kind in found.kinds:
        lines = [_cause(cause) for cause in found.causes if cause.kind == kind]
        parts.append("\n".join([HEADINGS[kind], *lines]))
    if found.numbers:
        parts.append(_numbers(found))
    if found.only_old or found.only_new:
        parts.append(
            f"Alleen in het oude rapport staan {words.number(found.only_old)} aantallen, alleen in "
            f"het nieuwe {words.number(found.only_new)}: van andere perioden of groepen."
        )
    return "\n\n".join(parts)


def conclusion(found: Explanation) -> str:
    """Say in a sentence or two why the numbers differ."""
    kinds = [kind for kind in found.kinds if kind != VERSION] or list(found.kinds)
    if not kinds:
        return (
            "De getoonde aantallen verschillen, maar de rapporten zeggen niet waardoor. Maak beide "
            "opnieuw, met: proeftuin report --force"
        )
    because = words.listing([NOUNS[kind] for kind in kinds])
    if not found.numbers:
        return f"Er is verschil in {because}, maar elk aantal dat beide tonen is gelijk."
    many = len(found.numbers)
    start = (
        "Eén aantal verschilt"
        if many == 1
        else f"{words.number(many)} aantallen die beide tonen verschillen"
    )
    text = f"{start}, door {because}."
    if sum(cause.kind in kinds for cause in found.causes) > 1:
        text += (
            " Er veranderde meer dan één ding; welk deel van een verschil waarvan komt, is uit de "
            "rapporten niet te zeggen. Verander ze dan één voor één."
        )
    return text


def name_of(key: str) -> str:
    """Name a published number in Dutch.

    Examples
    --------
    >>> name_of("2021-02-01/2021-02-26|school|1")
    '1 februari 2021 t/m 26 februari 2021, school, Tier 1'
    >>> name_of("2021-01-05/2021-02-01>2021-02-15/2021-03-19|1>2").split(": ")[1]
    'van Tier 1 naar Tier 2'
    """
    when, *rest = key.split("|")
    spans = [_span(part) for part in when.split(">")]
    period = " tegenover ".join(filter(None, spans))
    between = ": " if len(spans) > 1 else ", "
    return period + between + ", ".join(filter(None, map(_part, rest)))


def _span(text: str) -> str:
    if not text:
        return ""
    start, end = map(date.fromisoformat, text.split("/"))
    return Period(start, end).span()


def _part(text: str) -> str:
    if text.isdecimal():
        return f"Tier {text}"
    if ">" in text:
        one, two = text.split(">")
        return f"van Tier {one} naar Tier {two}"
    group, _, name = text.partition(":")
    known = PARTS.get(group) or GROUPS.get(group, group)
    return f"{known} {name}".strip()


def _cause(cause: Cause) -> str:
    if not cause.old and not cause.new:
        return f"  {cause.label}"
    if cause.old == cause.new:
        line = f"  {cause.label}: {cause.old}, met andere inhoud"
    else:
        line = f"  {cause.label}: {cause.old}  →  {cause.new}"
    items = [f"    {name}: {old}  →  {new}" for name, old, new in cause.items[:MOST_ITEMS]]
    if len(cause.items) > MOST_ITEMS:
        items.append(f"    en nog {words.number(len(cause.items) - MOST_ITEMS)}")
    return "\n".join([line, *items])


def _numbers(found: Explanation) -> str:
    lines = [f"  {name_of(key)}: {old}  →  {new}" for key, old, new in found.numbers[:MOST_NUMBERS]]
    if len(found.numbers) > MOST_NUMBERS:
        lines.append(f"  en nog {words.number(len(found.numbers) - MOST_NUMBERS)}")
    if any(isinstance(value, str) for _, *values in found.numbers for value in values):
        lines.append(f"  {SYMBOLS}")
    return "\n".join(["Aantallen die verschillen", *lines])
