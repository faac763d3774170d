"""The wizard's questions about codes: what each means for attendance."""

import csv
import io
from collections.abc import Iterable

import typer

from proeftuin.cli.wizard.questions import ask_until, choose, yes
from proeftuin.register.codes.code_book import (
    CHECKED,
    COLUMNS,
    HEADER,
    PROPOSED_HEADER,
    UNDECIDED,
    is_starter_code,
    proposal,
)
from proeftuin.register.guessing.columns import may_be_shown
from proeftuin.text.words import KINDS, REASONS, number

Line = dict[str, str]
FIELDS = list(COLUMNS.values())
KIND_HINTS = {
    "absent": "afwezig",
    "late": "te laat",
    "present": "aanwezig (ook: uitgestuurd)",
    "not expected": "niet verwacht (vrijstelling, stage)",
    "no attendance": "geen aanwezigheid (huiswerk of spullen vergeten)",
}


def ask_codes(counts: dict[str, int], known: list[Line], names: set[str]) -> list[Line]:
    """Show every code with what is proposed, and ask what is not known or not right.

    Parameters
    ----------
    counts
        How often each code stands in the export.
    known
        Lines of a code book that exists already: they are kept and not asked.
    names
        Words from columns about persons, in small letters: a code with one of them is not shown.

    Returns
    -------
    list of dict
        The lines of the whole code book, those that existed first.
    """
    have = {line["code"] for line in known}
    lines = [_proposed(code) for code in counts if code not in have]
    if not lines:
        return known
    shown = {line["code"]: _shown(line, i, names) for i, line in enumerate(lines, 1)}
    typer.echo(
        "\nDe codes, en wat zij waarschijnlijk betekenen: loop elke na. Hoofdletters tellen mee: "
        "z en Z zijn er twee."
    )
    for line in lines:
        if line["soort"] == UNDECIDED:
            times = number(counts[line["code"]])
            typer.echo(f"Onbekend: ‘{shown[line['code']]}’, {times} keer.")
            _change(line)
    width = max(len(name) for name in shown.values())
    while True:
        for i, line in enumerate(lines, 1):
            times = number(counts[line["code"]])
            typer.echo(f"  {i:>2}  {shown[line['code']]:<{width}} {times:>7} ×  {_meaning(line)}")

        def read(text: str) -> int:
            if not text or (text.isdigit() and 1 <= int(text) <= len(lines)):
                return int(text or 0)
            raise ValueError(f"Typ een nummer van 1 tot en met {len(lines)}, of Enter.")

        place = ask_until("Enter = klopt, een nummer = die code wijzigen:", read)
        if not place:
            return [*known, *lines]
        _change(lines[place - 1])


def code_book_text(lines: Iterable[Line]) -> str:
    """Write the lines of a code book as CSV; what was asked here is no guess any more."""
    listed = list(lines)
    is_marked = any(CHECKED in line for line in listed)
    text = io.StringIO()
    fields = [*FIELDS, CHECKED] if is_marked else FIELDS
    writer = csv.DictWriter(text, fields, delimiter=";", lineterminator="\n")
    writer.writerows(listed)
    return f"{PROPOSED_HEADER if is_marked else HEADER}\n{text.getvalue()}"


def _proposed(code: str) -> Line:
    row = next(csv.reader(proposal([code]), delimiter=";"))
    return dict(zip(FIELDS, row, strict=True))


def _shown(line: Line, place: int, names: set[str]) -> str:
    code = line["code"]
    # What the starter book knows is no name: Arts is a surname too.
    shown = may_be_shown(code, frozenset() if is_starter_code(code) else names)
    return code if shown else f"code {place} (niet getoond)"


def _meaning(line: Line) -> str:
    authorised = {"ja": "geoorloofd", "nee": "ongeoorloofd"}.get(line["geoorloofd"], "")
    return ", ".join(filter(None, [line["soort"], line["reden"], authorised]))


def _change(line: Line) -> None:
    kinds, reasons = list(KINDS.values()), list(REASONS.values())
    now = kinds.index(line["soort"]) if line["soort"] in kinds else None
    line["soort"] = kinds[choose("  Wat betekent deze code?", list(KIND_HINTS.values()), now)]
    line["geoorloofd"] = ""
    if line["soort"] in (KINDS["no attendance"], KINDS["late"]):
        line["reden"] = ""
        return
    options = ["geen", *reasons]
    before = options.index(line["reden"]) if line["reden"] in options else 0
    chosen = choose("  Welke reden?", options, before)
    line["reden"] = reasons[chosen - 1] if chosen else ""
    if line["soort"] == KINDS["absent"]:
        is_authorised = line["reden"] not in (REASONS["truancy"], REASONS["unexplained"])
        line["geoorloofd"] = "ja" if yes("  Geoorloofd?", is_authorised) else "nee"
