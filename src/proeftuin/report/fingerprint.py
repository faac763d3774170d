"""The fingerprint of a report: every definition and every file its numbers rest on.

Two reports with the same fingerprint of definitions count in the same way; with the same
fingerprint of data too, their numbers are the same. It holds only what the report itself prints.
Hashes of the pupils and of their registrations stand in `rapport.json` alone, over tables with
keyed pseudonyms, so that nobody without the key can try pupils out against them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from proeftuin import words
from proeftuin.pyramid.periods import Period
from proeftuin.pyramid.tiers import TierScheme, percentage
from proeftuin.report.protect import MINIMUM, MINIMUM_BASE

if TYPE_CHECKING:
    from proeftuin.report.results import SchoolResults

KEY = "fingerprint"
Kind = Literal["definition", "data", "version"]
LETTERS = 12
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

    @classmethod
    def from_json(cls, data: Any) -> "Fingerprint":
        """Return what `to_json` wrote."""
        return cls({str(name): Entry(**entry) for name, entry in data.items()})


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
            items={f"{row['start']}/{row['end']}": _day(row) for row in calendar},
        ),
        "pyramid": Entry("Piramide over", _span(results.current.period)),
    }
    if evaluation is not None:
        before, after = evaluation.windows
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
        "files": Entry(
            "Bestanden",
            f"{words.number(len(files))} met {words.number(sum(row['rows'] for row in files))} "
            "rijen",
            "data",
            {row["file"]: f"{words.number(row['rows'])} rijen, {row['sha256']}" for row in files},
        ),
        "version": Entry("Versie", f"proeftuin {provenance['version']}", "version"),
    }
    return Fingerprint(entries)


def _rule(scheme: TierScheme) -> dict[str, Entry]:
    cuts = [percentage(cut) for cut in scheme.cuts]
    edges = [f"op {cut} {EDGES[edge]}" for cut, edge in zip(cuts, scheme.edges, strict=True)]
    goals = [
        f"Tier {tier} {goal.text()}"
        for tier, goal in zip(scheme.tiers, scheme.goals, strict=True)
        if goal
    ]
    return {
        "cuts": Entry("Grenzen", f"{words.listing(cuts)} ({scheme.name})"),
        "edges": Entry("Precies op een grens", words.listing(edges)),
        "goals": Entry("Doelen", words.listing(goals) or "geen"),
    }


def _code(row: Mapping[str, Any]) -> str:
    said = [
        words.KINDS.get(row["kind"], row["kind"]),
        words.REASONS.get(row["reason"] or "", ""),
        {True: "geoorloofd", False: "ongeoorloofd"}.get(row["authorised"], ""),
    ]
    return ", ".join(filter(None, said))


def _day(row: Mapping[str, Any]) -> str:
    return f"{row['kind']}: {row['name']}" + ("" if row["binding"] else " (niet bindend)")


def _span(period: Period) -> str:
    return f"{period.span()}, {period.days} schooldagen"


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:LETTERS]
