"""Data and method: every definition used, so that the numbers can be made again."""

from datetime import date
from typing import Any

from proeftuin import words
from proeftuin.pyramid.periods import Period
from proeftuin.pyramid.tiers import percentage
from proeftuin.register.calendar import DISTANCE, HOLIDAY
from proeftuin.report.blocks.common import explain, legend, span
from proeftuin.report.bundles import Bundle, paragraphs
from proeftuin.report.results import SchoolResults
from proeftuin.report.tables import Column, Table

# What an entry of the calendar is that does not bind every school.
NOT_BINDING = {HOLIDAY: "advies", DISTANCE: "geen vrije dagen"}


def definitions(results: SchoolResults) -> Bundle:
    """State the rule, the measure, the windows, the minimum and what is hidden."""
    school = results.school
    measure = "minuten" if school.measure == "minutes" else results.sessions_word
    goals = [
        f"Tier {tier} {goal.text()}"
        for tier, goal in zip(results.scheme.tiers, results.scheme.goals, strict=True)
        if goal
    ]
    rows = [
        ("Indeling", f"{results.scheme.name}. {results.scheme.rule()}"),
        (
            "Verzuim",
            "Alle afwezigheid telt, geoorloofd of niet. " + " ".join(school.counting.sentences()),
        ),
        (
            "Maat",
            f"Gemiste {measure} als deel van de {measure} die de leerling zelf had kunnen "
            f"volgen: {results.sessions_word} die doorgingen en verplicht waren, zolang de "
            "leerling ingeschreven stond.",
        ),
        ("Doelen", words.listing(goals) + "." if goals else "Geen."),
        (
            "Minimum",
            f"Minder dan {school.minimum_sessions} {results.sessions_word} in een periode: geen "
            "tier. Die leerlingen worden geteld en getoond, maar niet verdeeld.",
        ),
        (
            "Niet geregistreerd",
            "Als in een klas een hele week niets is geregistreerd, tellen die "
            f"{results.sessions_word} niet mee; het is geen aanwezigheid. {_line(results)}",
        ),
        ("Piramide", f"{span(results.current.period)}, {results.current.period.days} schooldagen."),
    ]
    if results.evaluation is not None:
        before, after = results.evaluation.windows
        rows.append(("Venster voor", f"{span(before)}, {before.days} schooldagen."))
        rows.append(("Venster na", f"{span(after)}, {after.days} schooldagen."))
    rows.append(("Kleine aantallen", explain()))
    listed = [{"what": what, "text": text} for what, text in rows]
    table = Table("Begrippen", (Column("what", "Begrip"), Column("text", "Omschrijving")), listed)
    return Bundle("definitions", tables=(table, _edge(results)))


def calendar(results: SchoolResults) -> Bundle:
    """List holidays, closures and distance lessons in and around the windows."""
    spans = [("piramide", results.current.period)]
    if results.evaluation is not None:
        spans = list(zip(("voor", "na"), results.evaluation.windows, strict=True))
    first, last = min(p.start for _, p in spans), max(p.end for _, p in spans)
    events: Any = results.provenance.get("calendar", [])
    rows = []
    for event in events:
        start, end = date.fromisoformat(event["start"]), date.fromisoformat(event["end"])
        if end < first or start > last:
            continue
        inside = [name for name, period in spans if start <= period.end and end >= period.start]
        dates = span(Period(start, end))
        where = "venster " + words.listing(inside) if inside else "tussen de vensters"
        rows.append(
            {
                "dates": dates,
                "kind": event["kind"],
                "name": event["name"],
                "standing": _standing(event),
                "where": where,
            }
        )
    columns = (
        Column("dates", "Datum"),
        Column("kind", "Soort"),
        Column("name", "Wat"),
        Column("standing", "Status"),
        Column("where", "Waar"),
    )
    if not rows:
        text = "Geen vakanties, sluitingen of afstandsonderwijs in deze periode."
        return Bundle("calendar", paragraphs(text))
    table = Table(
        f"Kalender van {words.long_date(first)} tot en met {words.long_date(last)}", columns, rows
    )
    return Bundle("calendar", tables=(table,))


def _standing(event: dict[str, Any]) -> str:
    if event["binding"]:
        return "vastgesteld"
    return NOT_BINDING.get(event["kind"], "keuze van de school")


def code_book(results: SchoolResults) -> Bundle:
    """Print how each code of the school was read."""
    book: Any = results.provenance["code_book"]
    rows = [
        {
            "code": row["code"],
            "description": row["description"],
            "kind": words.KINDS.get(row["kind"], row["kind"]),
            "reason": words.REASONS.get(row["reason"] or "", ""),
            "authorised": {True: "ja", False: "nee"}.get(row["authorised"], ""),
        }
        for row in book
    ]
    table = Table(
        "Codeboek: wat elke code van de school betekent",
        (
            Column("code", "Code"),
            Column("description", "Omschrijving"),
            Column("kind", "Telt als"),
            Column("reason", "Reden"),
            Column("authorised", "Geoorloofd"),
        ),
        rows,
    )
    return Bundle("code_book", tables=(table,))


def sources(results: SchoolResults) -> Bundle:
    """List the files with their hashes, what was left out, and the versions."""
    files: Any = results.provenance["imported_from"]
    left_out: Any = results.provenance["left_out"]
    parts = {"set_aside": "Waarvan geen les", "cancelled": "Waarvan vervallen"}
    table = Table(
        "Bestanden",
        (
            Column("file", "Bestand"),
            Column("rows", "Rijen", "count"),
            *(
                Column(name, label, "count")
                for name, label in parts.items()
                if any(row[name] for row in files)
            ),
            Column("encoding", "Codering"),
            Column("sha256", "SHA-256 (begin)"),
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
    )
    tables = [table, *_not_read(files)]
    if left_out:
        tables.append(
            Table(
                "Rijen die niet zijn meegeteld",
                (Column("what", "Wat"), Column("count", "Aantal", "count")),
                [{"what": row["what"], "count": int(row["count"])} for row in left_out],
            )
        )
    export = words.long_date(results.school.export_date)
    text = (
        f"Geëxporteerd op {export}. De laatste twee weken voor een export zijn voorlopig: "
        "verzuim zonder bericht krijgt vaak later nog een reden. Alle rijen zijn meegeteld."
    )
    if left_out:
        text = text.removesuffix(" Alle rijen zijn meegeteld.")
    version = f"Gemaakt met proeftuin {results.provenance['version']}."
    return Bundle(
        "sources",
        paragraphs(text),
        tables=tuple(tables),
        values={"version": results.provenance["version"]},
        after=paragraphs(version, kind="note"),
    )


def _line(results: SchoolResults) -> str:
    line = results.quality.line
    if line is None:
        return ""
    one = "groep" if results.primary else "klas"
    return (
        f"Een {one} waarvan in een periode minder dan {percentage(line)} is geregistreerd, krijgt "
        "geen piramide: de leerlingen hebben dan geen tier."
    )


def _not_read(files: list[dict[str, Any]]) -> list[Table]:
    """List the columns of the export that were left where they were, with what they hold."""
    rows = [
        {"file": file["file"], "column": column, "kind": kind or "niet nodig"}
        for file in files
        for column, kind in file.get("not_read", {}).items()
    ]
    if not rows:
        return []
    columns = (Column("file", "Bestand"), Column("column", "Kolom"), Column("kind", "Wat het is"))
    return [Table("Kolommen die niet zijn gelezen en niet zijn bewaard", columns, rows)]


def _edge(results: SchoolResults) -> Table:
    """Show how many pupils stand exactly on a cut, and the pyramid under the other rule."""
    release, period = results.release, results.current.period
    counts, tiers = results.school_counts, list(results.scheme.tiers)
    on_cut = [release.part(period, f"cut|{place}") for place in range(len(results.scheme.cuts))]
    other = {tier: release.part(period, f"other edge|{tier}") for tier in tiers}
    rows = [{"tier": f"Tier {tier}", "this": counts[tier], "other": other[tier]} for tier in tiers]
    texts = [
        f"{count} op {percentage(cut)}"
        for cut, count in zip(results.scheme.cuts, on_cut, strict=True)
    ]
    return Table(
        "Leerlingen precies op een grens: " + words.listing(texts),
        (
            Column("tier", "Tier"),
            Column("this", "Met deze regel", "count"),
            Column("other", "Met de andere regel", "count"),
        ),
        rows,
        legend([row["other"] for row in rows]),
    )
