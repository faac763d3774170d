"""What two reports rest on differently, and which of it can make their numbers differ.

One thing that changes shows in more places than one: a code that is read in another way changes
the table of absences, and a registration that is mended changes the file that it came in. What
follows from another change is told, and is not taken for a cause of its own.
"""

from dataclasses import dataclass, replace

from proeftuin.report.record.fingerprint import Entry
from proeftuin.report.record.rapport_json import CHANGED, COMPARISON, Told

PUPILS, DATA, DEFINITION, VERSION = "pupils", "data", "definition", "version"
TABLES = {
    "pupils": (PUPILS, "Andere leerlingen, of andere in- en uitschrijvingen."),
    "sessions": (DATA, "Andere lessen of dagdelen in het rooster, of anders geregistreerd."),
    "absences": (DATA, "Andere registraties van verzuim."),
}
"""What it means that a table of the register differs; `days` follows from the other three."""
READING = ("code book", "calendar", "counting", "stages", "reading")
"""Definitions that decide how an export becomes a register."""
EXPORT = ("files", "export", "provisional")
"""What says that there is another export; what is in it, the tables tell."""
WINDOWS = ("pyramid", "before", "after")
SCHEME = ("cuts", "edges")
BESIDE = ("goals", "comparison")
"""Definitions that no count of pupils depends on."""
MADE_WITH = ("package", "notebook", "lock file", "python")
NOT_OURS = ("settings", "register", "parameters")
"""What the fingerprint and the tables already tell in more detail."""


@dataclass(frozen=True)
class Cause:
    """One thing that differs.

    Parameters
    ----------
    kind
        `data`, `definition`, `pupils` or `version`.
    label
        What it is, in Dutch.
    old, new
        Its values; empty when there is only a hash of them.
    items
        For things of many parts, those that differ: name, old and new value.
    change
        Which change it belongs to: what was changed together has the same.
    counts
        Whether numbers can differ by it; not so of what follows from another cause, and of what
        no count of pupils depends on.
    """

    kind: str
    label: str
    old: str = ""
    new: str = ""
    items: tuple[tuple[str, str, str], ...] = ()
    change: str = ""
    counts: bool = True


def causes_of(old: Told, new: Told) -> tuple[Cause, ...]:
    """Return everything that two reports rest on differently.

    Parameters
    ----------
    old, new
        The reports.
    """
    before, after = old.fingerprint.entries, new.fingerprint.entries
    changed = {
        name: _changed(name, before.get(name), after.get(name))
        for name in {**before, **after}
        if name not in before or name not in after or before[name].digest != after[name].digest
    }
    same_key = old.tables.get("key") == new.tables.get("key")
    found = [
        replace(cause, counts=_counts(name, set(changed), same_key))
        for name, cause in changed.items()
    ]
    found += _tables(old, new, set(changed), same_key)
    return (*found, *_made_of(old, new))


def _changed(name: str, one: Entry | None, two: Entry | None) -> Cause:
    known = one or two
    assert known is not None
    absent = Entry(known.label, "geen", known.kind)
    one, two = one or absent, two or absent
    items = tuple(
        (part, one.items.get(part, "geen"), two.items.get(part, "geen"))
        for part in {**one.items, **two.items}
        if one.items.get(part) != two.items.get(part)
    )
    change = name
    for together in (EXPORT, (*WINDOWS, "period"), SCHEME):
        if name in together:
            change = together[0]
    return Cause(known.kind, known.label, one.text, two.text, items, change)


def _counts(name: str, changed: set[str], same_key: bool) -> bool:
    """Tell whether numbers can differ by an entry that changed, given what else did."""
    if name in EXPORT:
        # Of registers with other keys nothing else can be compared.
        return not same_key and name == "files"
    if name in WINDOWS:
        # School days are counted on the calendar.
        return changed.isdisjoint(("period", "calendar"))
    return name not in BESIDE


def _tables(old: Told, new: Told, changed: set[str], same_key: bool) -> list[Cause]:
    if not same_key:
        label = "Een andere sleutel: of het dezelfde leerlingen zijn, is niet te zien."
        return [Cause(PUPILS, label, change="key")]
    with_other = {n for n in MADE_WITH if old.follows.get(n) != new.follows.get(n)}
    if changed.isdisjoint(EXPORT) and (not changed.isdisjoint(READING) or with_other):
        # The same files: they were only read in another way.
        return []
    return [
        Cause(kind, label, change=PUPILS if kind == PUPILS else EXPORT[0])
        for table, (kind, label) in TABLES.items()
        if old.tables.get(table) != new.tables.get(table)
    ]


def _made_of(old: Told, new: Told) -> list[Cause]:
    found = []
    for name in {**old.follows, **new.follows}:
        if old.follows.get(name) == new.follows.get(name) or name in NOT_OURS:
            continue
        if name.startswith(COMPARISON):
            label = f"Het register van vergelijkingsschool {name.removeprefix(COMPARISON)}."
            found.append(Cause(DATA, label, change=name, counts=False))
            continue
        reason = CHANGED.get(name, name)
        label = reason[:1].upper() + reason[1:] + "."
        if name in MADE_WITH:
            found.append(Cause(VERSION, label, change=VERSION))
        else:
            found.append(Cause(DATA, label, change=name, counts=False))
    return found
