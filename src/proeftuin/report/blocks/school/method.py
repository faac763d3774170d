"""Data and method: every definition used, so that the numbers can be made again."""

from datetime import date
from typing import Any

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import percentage
from proeftuin.register.project.calendar import DISTANCE, HOLIDAY
from proeftuin.report.blocks.common import explain, legend, span
from proeftuin.report.document.bundle import Bundle, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.assumed import assumed_counts, empty_rule
from proeftuin.report.protection.published_counts import ASSUMED
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import N_, _

# What an entry of the calendar is that does not bind every school.
NOT_BINDING = {HOLIDAY: N_("advies"), DISTANCE: N_("geen vrije dagen")}


def definitions(results: ShownSchool) -> Bundle:
    """State the rule, the measure, the windows, the minimum and what is hidden."""
    school = results.school
    measure = _("minuten") if school.measure == "minutes" else results.sessions_word
    goals = [
        f"Tier {tier} {goal.text()}"
        for tier, goal in zip(results.scheme.tiers, results.scheme.goals, strict=True)
        if goal
    ]
    rows = [
        (_("Indeling"), f"{_(results.scheme.name)}. {results.scheme.rule()}"),
        (
            _("Verzuim"),
            " ".join(
                [_("Alle afwezigheid telt, geoorloofd of niet."), *school.counting.sentences()]
            ),
        ),
        (
            _("Maat"),
            _(
                "Gemiste {measure} als deel van de {measure} die de leerling zelf had kunnen "
                "volgen: {sessions} die doorgingen en verplicht waren, zolang de leerling "
                "ingeschreven stond.",
                measure=measure,
                sessions=results.sessions_word,
            ),
        ),
        (_("Doelen"), words.listing(goals) + "." if goals else _("Geen.")),
        (
            _("Minimum"),
            _(
                "Minder dan {minimum} {sessions} in een periode: geen tier. Die leerlingen worden "
                "geteld en getoond, maar niet verdeeld.",
                minimum=school.minimum_sessions,
                sessions=results.sessions_word,
            ),
        ),
        (
            _("Niet geregistreerd"),
            empty_rule(results)
            + " "
            + _(
                "Een melding is hier een leerling met een melding in een week. {sessions} die de "
                "docent afsloot of waarin aanwezigheid is vastgelegd, zijn geregistreerd.",
                sessions=results.sessions_word.capitalize(),
            )
            + f" {_line(results)}",
        ),
        (
            _("Piramide"),
            _(
                "{period}, {days}.",
                period=span(results.current.period),
                days=words.school_days(results.current.period.days),
            ),
        ),
    ]
    if results.evaluation is not None:
        before, after = results.evaluation.windows
        rows.append(
            (
                _("Venster voor"),
                _("{period}, {days}.", period=span(before), days=words.school_days(before.days)),
            )
        )
        rows.append(
            (
                _("Venster na"),
                _("{period}, {days}.", period=span(after), days=words.school_days(after.days)),
            )
        )
    rows.append((_("Kleine aantallen"), explain()))
    listed = [{"what": what, "text": text} for what, text in rows]
    table = Table(
        _("Begrippen"), (Column("what", _("Begrip")), Column("text", _("Omschrijving"))), listed
    )
    return Bundle("definitions", tables=(table, _edge(results)))


def calendar(results: ShownSchool) -> Bundle:
    """List holidays, closures and distance lessons in and around the windows."""
    spans = [(_("piramide"), results.current.period)]
    if results.evaluation is not None:
        spans = list(zip((_("voor"), _("na")), results.evaluation.windows, strict=True))
    first, last = min(p.start for __, p in spans), max(p.end for __, p in spans)
    events: Any = results.provenance.get("calendar", [])
    rows = []
    for event in events:
        start, end = date.fromisoformat(event["start"]), date.fromisoformat(event["end"])
        if end < first or start > last:
            continue
        inside = [name for name, period in spans if start <= period.end and end >= period.start]
        dates = span(Period(start, end))
        where = (
            _("venster {windows}", windows=words.listing(inside))
            if inside
            else _("tussen de vensters")
        )
        rows.append(
            {
                "dates": dates,
                "kind": _(event["kind"]),
                "name": _(event["name"]),
                "standing": _standing(event),
                "where": where,
            }
        )
    columns = (
        Column("dates", _("Datum")),
        Column("kind", _("Soort")),
        Column("name", _("Wat")),
        Column("standing", _("Status")),
        Column("where", _("Waar")),
    )
    if not rows:
        text = _("Geen vakanties, sluitingen of afstandsonderwijs in deze periode.")
        return Bundle("calendar", paragraphs(text))
    table = Table(
        _(
            "Kalender van {first} tot en met {last}",
            first=words.long_date(first),
            last=words.long_date(last),
        ),
        columns,
        rows,
    )
    return Bundle("calendar", tables=(table,))


def _standing(event: dict[str, Any]) -> str:
    if event["binding"]:
        return _("vastgesteld")
    return _(NOT_BINDING.get(event["kind"], N_("keuze van de school")))


def code_book(results: ShownSchool) -> Bundle:
    """Print how each code of the school was read."""
    book: Any = results.provenance["code_book"]
    rows = [
        {
            "code": row["code"],
            "description": row["description"],
            "kind": _(words.KINDS.get(row["kind"], row["kind"])),
            "reason": _(words.REASONS.get(row["reason"] or "", "")),
            "authorised": {True: _("ja"), False: _("nee")}.get(row["authorised"], ""),
        }
        for row in book
    ]
    table = Table(
        _("Codeboek: wat elke code van de school betekent"),
        (
            Column("code", _("Code")),
            Column("description", _("Omschrijving"), own=True),
            Column("kind", _("Telt als")),
            Column("reason", _("Reden")),
            Column("authorised", _("Geoorloofd")),
        ),
        rows,
        annex=True,
    )
    return Bundle("code_book", tables=(table,))


def sources(results: ShownSchool) -> Bundle:
    """List the files with their hashes, what was left out, and the versions."""
    files: Any = results.provenance["imported_from"]
    left_out: Any = results.provenance["left_out"]
    parts = {"set_aside": _("Waarvan geen les"), "cancelled": _("Waarvan vervallen")}
    table = Table(
        _("Bestanden"),
        (
            Column("file", _("Bestand")),
            Column("rows", _("Rijen"), "count"),
            *(
                Column(name, label, "count")
                for name, label in parts.items()
                if any(row[name] for row in files)
            ),
            Column("encoding", _("Codering")),
            Column("sha256", _("SHA-256 (begin)")),
        ),
        [
            {
                "file": row["file"],
                "rows": row["rows"],
                **{name: row[name] for name in parts},
                "encoding": row["encoding"],
                "sha256": row["sha256"][:16],
            }
            for row in files
        ],
        annex=True,
    )
    tables = [table, *_not_read(files)]
    if left_out:
        tables.append(
            Table(
                _("Rijen die niet zijn meegeteld"),
                (Column("what", _("Wat")), Column("count", _("Aantal"), "count")),
                [{"what": _(row["what"]), "count": int(row["count"])} for row in left_out],
            )
        )
    export = words.long_date(results.school.export_date)
    text = _(
        "Geëxporteerd op {export}. De laatste twee weken voor een export zijn voorlopig: "
        "verzuim zonder bericht krijgt vaak later nog een reden.",
        export=export,
    )
    if not left_out:
        apart = any(row[name] for row in files for name in parts)
        text += " " + (
            _("Wat geen les was of niet doorging, telt niet mee; alle andere rijen wel.")
            if apart
            else _("Alle rijen zijn meegeteld.")
        )
    annex = _(
        "Het codeboek van de school, de bestanden met hun kenmerk (SHA-256), de kolommen die niet "
        "zijn gelezen en alles waar de cijfers op rusten staan in het Excelbestand en in het "
        "notebook bij dit rapport."
    )
    version = _("Gemaakt met proeftuin {version}.", version=results.provenance["version"])
    return Bundle(
        "sources",
        paragraphs(text, annex),
        tables=tuple(tables),
        values={"version": results.provenance["version"]},
        after=paragraphs(version, kind="note"),
    )


def _line(results: ShownSchool) -> str:
    line = results.quality.line
    if line is None:
        return ""
    one = _("groep") if results.primary else _("klas")
    return _(
        "Een {one} waarvan in een periode minder dan {line} is geregistreerd, krijgt "
        "geen piramide: de leerlingen hebben dan geen tier.",
        one=one,
        line=percentage(line),
    )


def _not_read(files: list[dict[str, Any]]) -> list[Table]:
    """List the columns of the export that were left where they were, with what they hold."""
    rows = [
        {"file": file["file"], "column": column, "kind": _(kind or N_("niet nodig"))}
        for file in files
        for column, kind in file.get("not_read", {}).items()
    ]
    if not rows:
        return []
    columns = (
        Column("file", _("Bestand")),
        Column("column", _("Kolom"), own=True),
        Column("kind", _("Wat het is")),
    )
    return [
        Table(_("Kolommen die niet zijn gelezen en niet zijn bewaard"), columns, rows, annex=True)
    ]


def _edge(results: ShownSchool) -> Table:
    """Show the pyramid under the other rule for the cuts, and without what is only assumed."""
    release, period = results.release, results.current.period
    counts, tiers = results.school_counts, list(results.scheme.tiers)
    on_cut = [release.part(period, f"cut|{place}") for place in range(len(results.scheme.cuts))]
    other = {tier: release.part(period, f"other edge|{tier}") for tier in tiers}
    rows = [{"tier": f"Tier {tier}", "this": counts[tier], "other": other[tier]} for tier in tiers]
    more: tuple[Column, ...] = ()
    if assumed_counts(results.current.pyramid):
        more = (Column("assumed", _("Zonder wat niet na te gaan is"), "count"),)
        for row, tier in zip(rows, tiers, strict=True):
            row["assumed"] = release.part(period, f"{ASSUMED}|{tier}")
    texts = [
        _("{count} op {cut}", count=count, cut=percentage(cut))
        for cut, count in zip(results.scheme.cuts, on_cut, strict=True)
    ]
    return Table(
        _("Leerlingen precies op een grens: {counts}", counts=words.listing(texts)),
        (
            Column("tier", _("Tier")),
            Column("this", _("Met deze regel"), "count"),
            Column("other", _("Met de andere regel"), "count"),
            *more,
        ),
        rows,
        legend([row[column] for row in rows for column in ("other", "assumed") if column in row]),
    )
