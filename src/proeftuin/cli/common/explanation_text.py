"""What differs between two reports, and why, as Dutch text for a terminal."""

from collections.abc import Mapping

from proeftuin.report.comparing.causes import DATA, DEFINITION, PUPILS, VERSION, Cause
from proeftuin.report.comparing.explain import Explanation
from proeftuin.report.protection.masking import Masked, share
from proeftuin.report.record.shown_numbers import name_of
from proeftuin.text import words

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
EARLIER = (
    "Beide rapporten rusten op hetzelfde. Wat verschilt, is alleen of een aantal is getoond: dat "
    "hangt ook af van wat een eerder rapport al toonde."
)
UNKNOWN = (
    "De getoonde aantallen verschillen, maar de rapporten zeggen niet waardoor. Maak beide "
    "opnieuw, met: proeftuin report --force"
)
MANY = (
    "Er veranderde meer dan één ding; welk deel van een verschil waarvan komt, is uit de rapporten "
    "niet te zeggen."
)
ONE_BY_ONE = "Verander de begrippen één voor één om dat te zien."
MOST_NUMBERS = 40
MOST_ITEMS = 10


def explanation_text(found: Explanation) -> str:
    """Write an explanation.

    Parameters
    ----------
    found
        What `proeftuin.report.comparing.explain.explain` returns.
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
            f"het nieuwe {words.number(found.only_new)}: van andere maanden of groepen."
        )
    return "\n\n".join(parts)


def conclusion(found: Explanation) -> str:
    """Say in a sentence or two why the numbers differ."""
    reasons = found.reasons
    order = {kind: place for place, kind in enumerate(NOUNS)}
    kinds = sorted({cause.kind for cause in reasons or found.causes}, key=order.__getitem__)
    because = words.listing([NOUNS[kind] for kind in kinds])
    if not found.numbers:
        return f"Er is verschil in {because}, maar elk aantal dat beide tonen is gelijk."
    if not reasons:
        hidden = all(isinstance(one, str) or isinstance(two, str) for _, one, two in found.numbers)
        return EARLIER if hidden else UNKNOWN
    many = len(found.numbers)
    start = (
        "Eén aantal dat beide tonen verschilt"
        if many == 1
        else f"{words.number(many)} aantallen die beide tonen verschillen"
    )
    text = f"{start}, door {because}."
    changes = {cause.change: cause.kind for cause in reasons}
    if len(changes) > 1:
        text += f" {MANY}"
        # What pupils do and what is registered about them cannot be had one at a time.
        if DEFINITION in changes.values():
            text += f" {ONE_BY_ONE}"
    return text


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
    lines = [
        f"  {name_of(key)}: {_number(key, found.old.shown)}  →  {_number(key, found.new.shown)}"
        for key, _, _ in found.numbers[:MOST_NUMBERS]
    ]
    if len(found.numbers) > MOST_NUMBERS:
        lines.append(f"  en nog {words.number(len(found.numbers) - MOST_NUMBERS)}")
    if any(isinstance(value, str) for _, *values in found.numbers for value in values):
        lines.append(f"  {SYMBOLS}")
    return "\n".join(["Aantallen die verschillen", *lines])


def _number(key: str, shown: Mapping[str, int | str]) -> str:
    """Write a number; that of a tier with its share, where the report shows one."""
    value = shown[key]
    if isinstance(value, str):
        return value
    group, _, part = key.rpartition("|")
    base = shown.get(f"{group}|n")
    if part.isdecimal() and isinstance(base, int) and not group.endswith("|cut"):
        of = share(value, base)
        if not isinstance(of, Masked):
            return f"{words.number(value)} ({words.percent(of)})"
    return words.number(value)
