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

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import TierScheme, percentage
from proeftuin.register.quality.code_use import SETTLED
from proeftuin.report.document.bundle import value_in
from proeftuin.report.protection.masking import MINIMUM, MINIMUM_BASE
from proeftuin.text import words
from proeftuin.text.language import N_, _, ngettext

if TYPE_CHECKING:
    from proeftuin.register.project.settings import School
    from proeftuin.report.protection.shown import ShownSchool

KEY = "fingerprint"
Kind = Literal["definition", "data", "version"]
LETTERS = 12
# As many letters of the hash of a file as the report prints.
HASH = 16
EDGES = {"better": N_("de betere tier"), "worse": N_("de slechtere tier")}


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
        definition, data = self.of("definition"), self.of("data")
        return _("begrippen {definition}, gegevens {data}", definition=definition, data=data)

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


def fingerprint_of(results: "ShownSchool") -> Fingerprint:
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
            _("Maat"), _("minuten") if school.measure == "minutes" else results.sessions_word
        ),
        "counting": Entry(_("Wat meetelt"), " ".join(school.counting.sentences())),
        "minimum": Entry(
            _("Minimum aantal {sessions}", sessions=results.sessions_word),
            words.number(school.minimum_sessions),
        ),
        "completeness": Entry(
            _("Grens van volledigheid"),
            percentage(results.quality.line) if results.quality.line is not None else _("geen"),
        ),
        "code book": Entry(
            _("Codeboek"),
            ngettext("{n} code", "{n} codes", len(book), n=words.number(len(book))),
            items={str(row["code"]): _code(row) for row in book},
        ),
        "calendar": Entry(
            _("Kalender"),
            ngettext("{n} regel", "{n} regels", len(calendar), n=words.number(len(calendar))),
            items=dict(map(_day, calendar)),
        ),
        "stages": Entry(_("Onderbouw en bovenbouw"), _stages(school)),
        "reading": Entry(
            _("Inlezen"),
            _("profiel {names}", names=words.listing(school.profiles)),
            items=_reading(school),
        ),
        "pyramid": Entry(_("Piramide over"), _span(results.current.period)),
    }
    if evaluation is not None:
        before, after = evaluation.windows
        entries["period"] = Entry(_("Periode"), _period(school))
        entries["before"] = Entry(_("Venster voor"), _span(before))
        entries["after"] = Entry(_("Venster na"), _span(after))
        compared = list(evaluation.comparison_schools)
        entries["comparison"] = Entry(
            _("Vergelijkingsscholen"), words.listing(compared) or _("geen")
        )
    entries |= {
        "suppression": Entry(
            _("Kleine aantallen"),
            _(
                "minder dan {minimum} leerlingen niet getoond, en niets waaruit dat volgt; geen "
                "percentage van minder dan {base}",
                minimum=MINIMUM,
                base=MINIMUM_BASE,
            ),
        ),
        "export": Entry(_("Geëxporteerd"), words.long_date(school.export_date), "data"),
        "provisional": Entry(_("Voorlopig"), _provisional(results), "data"),
        "files": Entry(
            _("Bestanden"),
            _(
                "{count} met {rows} rijen",
                count=words.number(len(files)),
                rows=words.number(sum(row["rows"] for row in files)),
            ),
            "data",
            {
                row["file"]: _(
                    "{rows} rijen, {hash}",
                    rows=words.number(row["rows"]),
                    hash=row["sha256"][:HASH],
                )
                for row in files
            },
        ),
        "version": Entry(_("Versie"), f"proeftuin {provenance['version']}", "version"),
    }
    return Fingerprint(entries)


def _rule(scheme: TierScheme) -> dict[str, Entry]:
    cuts = [percentage(cut) for cut in scheme.cuts]
    sides = [_(EDGES[edge]) for edge in scheme.edges]
    # Without the cuts themselves: another cut is not another side.
    edges = [
        _("op grens {place} {side}", place=place, side=side) for place, side in enumerate(sides, 1)
    ]
    edge = words.listing(edges)
    if len(set(sides)) == 1:
        edge = _("altijd {side}", side=sides[0])
    goals = [
        f"Tier {tier} {goal.text()}"
        for tier, goal in zip(scheme.tiers, scheme.goals, strict=True)
        if goal
    ]
    return {
        "cuts": Entry(_("Grenzen"), f"{words.listing(cuts)} ({scheme.name})"),
        "edges": Entry(_("Precies op een grens"), edge),
        "goals": Entry(_("Doelen"), words.listing(goals) or _("geen")),
    }


def _code(row: Mapping[str, Any]) -> str:
    said = [
        words.KINDS.get(row["kind"], row["kind"]),
        words.REASONS.get(row["reason"] or "", ""),
        {True: N_("geoorloofd"), False: N_("ongeoorloofd")}.get(row["authorised"], ""),
    ]
    return ", ".join(map(_, filter(None, said)))


def _day(row: Mapping[str, Any]) -> tuple[str, str]:
    span = Period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"])).span()
    # Two things can fall on one day.
    return f"{span}, {row['name']}", row["kind"] + ("" if row["binding"] else _(" (niet bindend)"))


def _stages(school: "School") -> str:
    if school.stages is None:
        return _("zoals in de export, of anders naar leerjaar")
    lower, upper = words.listing(school.stages.lower), words.listing(school.stages.upper)
    return _("onderbouw: {lower}; bovenbouw: {upper}", lower=lower, upper=upper)


def _reading(school: "School") -> dict[str, str]:
    """Name the choices in the project file that decide how an export is read."""
    found = {
        "schooljaren": words.listing(school.school_years),
        "twee_klassen": school.two_classes,
        "onmogelijke_rijen": school.impossible_rows,
    }
    if school.fully_registered:
        found["volledig_geregistreerd"] = _("ja")
    stretches = (("gecontroleerd", school.checked), ("niet_geregistreerd", school.not_registered))
    for name, listed in stretches:
        for place, stretch in enumerate(listed, 1):
            which = words.listing(stretch.classes) or _("alle klassen")
            days = Period(stretch.start, stretch.end).span()
            found[f"{name}, regel {place}"] = f"{days}, {which}"
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
        return _("geen")
    return _(
        "{period}, aan elke kant {days}",
        period=Period(school.period.start, school.period.end).span(),
        days=words.school_days(school.period.days),
    )


def _provisional(results: "ShownSchool") -> str:
    """Say which days were too recent to be final, and what of the report falls on them."""
    export = results.school.export_date
    first = export - SETTLED + timedelta(days=1)
    spans = {_("de piramide"): results.current.period}
    if results.evaluation is not None:
        spans |= dict(
            zip((_("venster voor"), _("venster na")), results.evaluation.windows, strict=True)
        )
    inside = [name for name, period in spans.items() if period.end >= first]
    what = (
        _("daarin valt een deel van: {names}", names=words.listing(inside))
        if inside
        else _("daarin valt geen venster")
    )
    return _("wat op of na {day} ligt; {what}", day=words.long_date(first), what=what)


def _span(period: Period) -> str:
    return _("{period}, {days}", period=period.span(), days=words.school_days(period.days))


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:LETTERS]
