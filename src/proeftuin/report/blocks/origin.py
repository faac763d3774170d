"""The fingerprint of a report: what to hold two reports against each other by."""

from proeftuin.report.bundles import Bundle, paragraphs
from proeftuin.report.fingerprint import KEY, fingerprint_of
from proeftuin.report.results import SchoolResults
from proeftuin.report.roles import KEY as NUMBERS
from proeftuin.report.roles import numbers_of
from proeftuin.report.tables import Column, Table


def fingerprint(results: SchoolResults) -> Bundle:
    """Show every definition and file that the numbers rest on, with short hashes."""
    found = fingerprint_of(results)
    definition, data = found.of("definition"), found.of("data")
    text = (
        f"Vingerafdruk van de begrippen: {definition}. Vingerafdruk van de gegevens: {data}. Zijn "
        "in twee rapporten beide gelijk, dan zijn de cijfers op dezelfde manier en uit dezelfde "
        "bestanden gemaakt. Waarom twee rapporten verschillen, zegt: proeftuin report --explain "
        "OUD NIEUW."
    )
    table = Table(
        "Waar de cijfers op rusten",
        (Column("what", "Wat"), Column("value", "Waarde"), Column("digest", "Vingerafdruk")),
        [
            {"what": entry.label, "value": entry.text, "digest": entry.digest}
            for entry in found.entries.values()
        ],
    )
    values = {
        "definition": definition,
        "data": data,
        KEY: found.to_json(),
        NUMBERS: numbers_of(results),
    }
    return Bundle("fingerprint", paragraphs(text), tables=(table,), values=values)
