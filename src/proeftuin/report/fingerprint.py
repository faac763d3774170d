"""The fingerprint of a report: every definition and every file its numbers rest on.

Two reports with the same fingerprint of definitions count in the same way; with the same
fingerprint of data too, their numbers are the same. It holds only what the report itself prints,
and of pupils nothing: no count that the report hides, and no hash of a small set of them. Hashes of
the tables of the register stand in `rapport.json` alone. They are taken over keyed pseudonyms, so
that nobody without the key can try pupils out against them; all that two of them tell is whether
anything changed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, get_args

from proeftuin import words
from proeftuin.pyramid.periods import Period
from proeftuin.pyramid.tiers import TierScheme, percentage
from proeftuin.register.code_use import SETTLED
from proeftuin.report.bundles import value_in
from proeftuin.report.protect import MINIMUM, MINIMUM_BASE

if TYPE_CHECKING:
    from proeftuin.register.settings import School
    from proeftuin.report.results import SchoolResults

KEY = "fingerprint"
Kind = Literal["definition", "data", "version"]
LETTERS = 12
# As many letters of the hash of a file as the report prints.
HASH = 16
EDGES = {"better": "de betere tier", "worse": "de slechtere tier"}


@dataclass(frozen=True)
class Entry:
    """One thing that numbers rest on.

    Parameters
    ----------
    label
        What it is, in Dutch.
    text
        Its value, as a reader wants it.
    kind
        Whether it says how is counted, what is counted, or with what.
    items
        Its parts by name, where there are many: codes, days, files.
    """

    label: str
    text: str
    kind: Kind = "definition"
    items: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A short hash of the value.

        Examples
        --------
        >>> Entry("Maat", "minuten").digest
        '63ecbe4b9ec9'
        """
        return _digest([self.text, dict(self.items)])


@dataclass(frozen=True)
class Fingerprint:
    """All entries by their key.

    Examples
    --------
    >>> one = Fingerprint({"measure": Entry("Maat", "minuten")})
    >>> other = Fingerprint({"measure": Entry("Maat", "lessen")})
    >>> one.of("definition") == other.of("definition"), one.of("data") == other.of("data")
    (False, True)
    """

    entries: Mapping[str, Entry]

    def of(self, kind: Kind) -> str:
        """Return the hash of all entries of one kind."""
        return _digest({k: e.digest for k, e in self.entries.items() if e.kind == kind})

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {name: asdict(entry) for name, entry in self.entries.items()}

    @property
    def mark(self) -> str:
        """The hashes in one line, for the properties of a document."""
        return f"begrippen {self.of('definition')}, gegevens {self.of('data')}"

    @classmethod
    def from_json(cls, data: Any) -> "Fingerprint":
        """Return what `to_json` wrote.

        Raises
        ------
        TypeError
            It is not what `to_json` writes.
        """
        found = {name: Entry(**entry) for name, entry in data.items()}
        texts = [part for e in found.values() for part in (e.label, e.text, *e.items.values())]
        kinds = {entry.kind for entry in found.values()}
        if not all(isinstance(text, str) for text in texts) or not kinds <= set(get_args(Kind)):
            raise TypeError("texts, of known kinds")
        return cls(found)


def mark_of(notebook: Any) -> str:
    """Return the hashes of an executed notebook in one line; empty when it has none."""
    found = value_in(notebook, KEY)
    return Fingerprint.from_json(found).mark if found else ""


def fingerprint_of(results: "SchoolResults") -> Fingerprint:
    """Return the fingerprint of a school's results.

    Parameters
    ----------
    results
        The results.
    """
    school, provenance = results.school, results.provenance
    calendar: Any = provenance.get("calendar", [])
    book: Any = provenance["code_book"]
    files: Any = provenance["imported_from"]
    evaluation = results.evaluation
    entries = {
        **_rule(results.scheme),
        "measure": Entry(
            "Maat", "minuten" if school.measure == "minutes" else results.sessions_word
        ),
        "counting": Entry("Wat meetelt", " ".join(school.counting.sentences())),
        "minimum": Entry(
            f"Minimum aantal {results.sessions_word}", words.number(school.minimum_sessions)
        ),
        "completeness": Entry(
            "Grens van volledigheid",
            percentage(results.quality.line) if results.quality.line is not None else "geen",
        ),
        "code book": Entry(
            "Codeboek",
            f"{words.number(len(book))} codes",
            items={str(row["code"]): _code(row) for row in book},
        ),
        "calendar": Entry(
            "Kalender",
            f"{words.number(len(calendar))} regels",
            items=dict(map(_day, calendar)),
        ),
        "stages": Entry("Onderbouw en bovenbouw", _stages(school)),
        "reading": Entry(
            "Inlezen", f"profiel {words.listing(school.profiles)}", items=_reading(school)
        ),
        "pyramid": Entry("Piramide over", _span(results.current.period)),
    }
    if evaluation is not None:
        before, after = evaluation.windows
        entries["period"] = Entry("Periode", _period(school))
        entries["before"] = Entry("Venster voor", _span(before))
        entries["after"] = Entry("Venster na", _span(after))
        compared = list(evaluation.comparison_schools)
        entries["comparison"] = Entry("Vergelijkingsscholen", words.listing(compared) or "geen")
    entries |= {
        "suppression": Entry(
            "Kleine aantallen",
            f"minder dan {MINIMUM} leerlingen niet getoond, en niets waaruit dat volgt; geen "
            f"percentage van minder dan {MINIMUM_BASE}",
        ),
        "export": Entry("Geëxporteerd", words.long_date(school.export_date), "data"),
        "provisional": Entry("Voorlopig", _provisional(results), "data"),
        "files": Entry(
            "Bestanden",
            f"{words.number(len(files))} met {words.number(sum(row['rows'] for row in files))} "
            "rijen",
            "data",
            {
                row["file"]: f"{words.number(row['rows'])} rijen, {row['sha256'][:HASH]}"
                for row in files
            },
        ),
        "version": Entry("Versie", f"proeftuin {provenance['version']}", "version"),
    }
    return Fingerprint(entries)


def _rule(scheme: TierScheme) -> dict[str, Entry]:
    cuts = [percentage(cut) for cut in scheme.cuts]
    sides = [EDGES[edge] for edge in scheme.edges]
    # Without the cuts themselves: another cut is not another side.
    edges = [f"op grens {place} {side}" for place, side in enumerate(sides, 1)]
    edge = f"altijd {sides[0]}" if len(set(sides)) == 1 else words.listing(edges)
    goals = [
        f"Tier {tier} {goal.text()}"
        for tier, goal in zip(scheme.tiers, scheme.goals, strict=True)
        if goal
    ]
    return {
        "cuts": Entry("Grenzen", f"{words.listing(cuts)} ({scheme.name})"),
        "edges": Entry("Precies op een grens", edge),
        "goals": Entry("Doelen", words.listing(goals) or "geen"),
    }


def _code(row: Mapping[str, Any]) -> str:
    said = [
        words.KINDS.get(row["kind"], row["kind"]),
        words.REASONS.get(row["reason"] or "", ""),
        {True: "geoorloofd", False: "ongeoorloofd"}.get(row["authorised"], ""),
    ]
    return ", ".join(filter(None, said))


def _day(row: Mapping[str, Any]) -> tuple[str, str]:
    span = Period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"])).span()
    # Two things can fall on one day.
    return f"{span}, {row['name']}", row["kind"] + ("" if row["binding"] else " (niet bindend)")


def _stages(school: "School") -> str:
    if school.stages is None:
        return "zoals in de export, of anders naar leerjaar"
    lower, upper = words.listing(school.stages.lower), words.listing(school.stages.upper)
    return f"onderbouw: {lower}; bovenbouw: {upper}"


def _reading(school: "School") -> dict[str, str]:
    """Name the choices in the project file that decide how an export is read."""
    found = {
        "schooljaren": words.listing(school.school_years),
        "twee_klassen": school.two_classes,
        "onmogelijke_rijen": school.impossible_rows,
    }
    if chosen := school.export_period:
        found["exportperiode"] = Period(chosen.start, chosen.end).span()
    for place, half in enumerate(school.week, 1):
        when = f"{words.listing([*half.weekdays])} {half.start:%H:%M}–{half.end:%H:%M}"
        found[f"week, regel {place}"] = (
            f"{half.session}, {when}, groepen {words.listing(half.year_groups)}"
        )
    return found


def _period(school: "School") -> str:
    if school.period is None:
        return "geen"
    span = Period(school.period.start, school.period.end).span()
    return f"{span}, aan elke kant {school.period.days} schooldagen"


def _provisional(results: "SchoolResults") -> str:
    """Say which days were too recent to be final, and what of the report falls on them."""
    export = results.school.export_date
    first = export - SETTLED + timedelta(days=1)
    spans = {"de piramide": results.current.period}
    if results.evaluation is not None:
        spans |= dict(zip(("venster voor", "venster na"), results.evaluation.windows, strict=True))
    inside = [name for name, period in spans.items() if period.end >= first]
    what = (
        f"daarin valt een deel van: {words.listing(inside)}"
        if inside
        else "daarin valt geen venster"
    )
    return f"wat op of na {words.long_date(first)} ligt; {what}"


def _span(period: Period) -> str:
    return f"{period.span()}, {period.days} schooldagen"


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:LETTERS]
