"""The fingerprint of a report: what to hold two reports against each other by."""

from proeftuin.report.document.bundle import Bundle, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.report.record.fingerprint import KEY, fingerprint_of
from proeftuin.report.record.shown_numbers import KEY as NUMBERS
from proeftuin.report.record.shown_numbers import numbers_of
from proeftuin.text.language import DUTCH, _, speaking


def fingerprint(results: ShownSchool) -> Bundle:
    """Show every definition and file that the numbers rest on, with short hashes."""
    # What is hashed and kept is Dutch, so that reports in two languages can be held together.
    with speaking(DUTCH):
        found = fingerprint_of(results)
    said = fingerprint_of(results).entries
    definition, data = found.of("definition"), found.of("data")
    text = _(
        "Vingerafdruk van de begrippen: {definition}. Vingerafdruk van de gegevens: {data}. Zijn "
        "in twee rapporten beide gelijk, dan zijn de cijfers op dezelfde manier en uit dezelfde "
        "bestanden gemaakt. Waarom twee rapporten verschillen, zegt: proeftuin report --explain "
        "OUD NIEUW.",
        definition=definition,
        data=data,
    )
    table = Table(
        _("Waar de cijfers op rusten"),
        (
            Column("what", _("Wat")),
            Column("value", _("Waarde")),
            Column("digest", _("Vingerafdruk")),
        ),
        [
            {"what": said[name].label, "value": said[name].text, "digest": entry.digest}
            for name, entry in found.entries.items()
        ],
        annex=True,
    )
    values = {
        "definition": definition,
        "data": data,
        KEY: found.to_json(),
        NUMBERS: numbers_of(results),
    }
    return Bundle("fingerprint", paragraphs(text), tables=(table,), values=values)
