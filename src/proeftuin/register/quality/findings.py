"""What can be said of the quality of a registration: each finding with its meaning and its mend.

A coach who is told only that something is wrong cannot do anything with it. So every finding says
what it is, where, what it means, why it matters for the pyramid and how to resolve it, in Dutch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from proeftuin.register.quality import finding_kinds, left_out_mends, reading_finding_kinds
from proeftuin.register.quality.finding_kind import Grade, Kind
from proeftuin.register.quality.finding_kinds import LINE
from proeftuin.text import words
from proeftuin.text.language import N_, _

KINDS = finding_kinds.KINDS | reading_finding_kinds.KINDS
MENDS = {"left_out": left_out_mends.MENDS}
"""Of a kind that is several, the mend by name."""
GRADES: dict[Grade, str] = {
    "stops": N_("stopt"),
    "changes": N_("verandert de piramide"),
    "information": N_("ter informatie"),
}

WORDS = {
    "vo": {"lessen": N_("lessen"), "klas": N_("klas"), "klassen": N_("klassen")},
    "po": {"lessen": N_("dagdelen"), "klas": N_("groep"), "klassen": N_("groepen")},
}


@dataclass(frozen=True)
class Finding:
    """One thing to know about a registration.

    Parameters
    ----------
    key
        Its kind, a name of `KINDS`.
    kind
        Its texts, in the words of the school's sector.
    count
        How many of `kind.unit`.
    where
        Places, the first ones: classes, weeks, days, codes or rows; never a pupil.
    more
        How many further places there are.
    """

    key: str
    kind: Kind
    count: int
    where: tuple[str, ...] = ()
    more: int = 0

    @property
    def grade(self) -> Grade:
        """How serious it is."""
        return self.kind.grade


# What one of a kind is called, where that is another word than several.
ONE = {
    "vensters": N_("venster"),
    "maanden": N_("maand"),
    "weken": N_("week"),
    "perioden": N_("periode"),
    "vaste momenten": N_("vast moment"),
    "schooldagen": N_("schooldag"),
    "dagen": N_("dag"),
    "lessen van leerlingen": N_("les van een leerling"),
    "rijen": N_("rij"),
    "registraties": N_("registratie"),
    "codes": N_("code"),
    "leerlingen": N_("leerling"),
    "veranderingen": N_("verandering"),
}

# Further examples help nobody; the count says how many there are.
SHOWN = 5


def finding(
    key: str, sector: str, count: int, where: Sequence[str] = (), name: str = ""
) -> Finding:
    """Return a finding in the words of a sector, with a few of its places.

    Examples
    --------
    >>> found = finding("silent_weeks", "po", 1, ["Groep 3, week 45 van 2021"])
    >>> found.kind.what, found.grade
    ('Weken waarin in een groep niets is geregistreerd.', 'changes')
    >>> [finding("month_below", "vo", count).kind.unit for count in (1, 2)]
    ['maand', 'maanden']
    """
    kind = KINDS[key]
    own = {word: _(said) for word, said in WORDS["po" if sector == "po" else "vo"].items()}
    own |= {"Klassen": own["klassen"].capitalize(), "name": _(name), "line": _(LINE)}
    texts = {field: getattr(kind, field) for field in ("what", "unit", "means", "why", "mend")}
    texts["mend"] = MENDS.get(key, {}).get(name, kind.mend)
    if count == 1:
        texts["unit"] = ONE.get(kind.unit, kind.unit)
    filled = {field: _(text, **own) for field, text in texts.items()}
    shown = Kind(kind.grade, **filled, of_pupils=kind.of_pupils, in_files=kind.in_files)
    return Finding(key, shown, int(count), tuple(where[:SHOWN]), max(0, len(where) - SHOWN))


def count_text(found: Finding, count: object) -> str:
    """Write a number with what it counts.

    Examples
    --------
    >>> count_text(finding("silent_school_weeks", "vo", 3), 3)
    '3 weken'
    """
    amount = words.number(count) if isinstance(count, int) else str(count)
    return f"{amount} {found.kind.unit}"


def places_text(found: Finding) -> str:
    """Write where it was found, the first places.

    Examples
    --------
    >>> places_text(finding("unused_codes", "vo", 7, list("ABCDEFG")))
    'A; B; C; D; E; en nog 2'
    """
    more = [_("en nog {n}", n=words.number(found.more))] if found.more else []
    return "; ".join([*found.where, *more])
