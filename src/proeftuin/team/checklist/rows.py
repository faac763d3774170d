"""One row of a form: which item it is about, and what is answered.

Three things say which item a row is: the visible text, the visible number and the hidden id. The
answer belongs to what the school saw, so the text decides together with one of the others; a row
on which they contradict each other is refused rather than guessed.
"""

from collections.abc import Mapping

from proeftuin.errors import Problem
from proeftuin.team.checklist.answers import (
    Answer,
    State,
    clean,
    day_of,
    holds_service_number,
    normal,
    state_of,
)
from proeftuin.team.checklist.items import BY_ID, ITEMS
from proeftuin.team.checklist.layout import INPUTS, Field
from proeftuin.team.checklist.workbook_cells import Cell, Sheet

DATE_EXPECTED = "een datum als 19-03-2021"
CHOICES = "ja, deels, nee, niet van toepassing, of leeg"
BY_TEXT = {
    normal(text): item.id
    for item in ITEMS
    for text in (item.text_nl, item.amended_nl, item.text_en)
    if text
}
# What is wrong, what was expected, what to do.
_FAULTS = {
    "formula": (
        "Een formule waarvan het formulier geen uitkomst heeft.",
        "",
        "Typ het antwoord zelf, of plak het als waarde.",
    ),
    "error": ("Een foutwaarde.", "", "Typ het antwoord zelf, of maak de cel leeg."),
    "answer": ("Dit antwoord kent het formulier niet.", CHOICES, ""),
    "next_date": ("Geen geldige datum.", DATE_EXPECTED, ""),
    "person": (
        "Hier staat een getal dat een burgerservicenummer kan zijn.",
        "",
        "Haal het weg: in dit formulier horen geen gegevens van leerlingen.",
    ),
}


def items_named(sheet: Sheet, row: int, columns: Mapping[str, int]) -> dict[str, str]:
    """Return which item the text (`item`), the `number` and the hidden `id` of a row name.

    Parameters
    ----------
    sheet, row
        Where.
    columns
        Key and number of the columns of the form.
    """
    text = BY_TEXT.get(normal(sheet.cell(row, columns.get("item")).text), "")
    ids = {key: clean(sheet.cell(row, columns.get(key)).text).upper() for key in ("number", "id")}
    named = {"item": text} | {key: name for key, name in ids.items() if name in BY_ID}
    return {key: name for key, name in named.items() if name}


def item_of(named: Mapping[str, str]) -> str | None:
    """Return the item of a row; None when what names it is contradicted.

    Examples
    --------
    >>> item_of({"item": "S01", "number": "S01", "id": "S09"}), item_of({"id": "S09"})
    ('S01', 'S09')
    >>> item_of({"item": "S01", "number": "S09", "id": "S09"})
    """
    names = list(named.values())
    if names and len(set(names)) == 1:
        return names[0]
    text = named.get("item")
    return text if text and names.count(text) == 2 else None


def answer_of(sheet: Sheet, row: int, columns: Mapping[str, int]) -> tuple[Answer, list[Problem]]:
    """Read the answer on a row, and all that is wrong with it; parameters as in `items_named`."""
    problems = []
    for field in INPUTS:
        cell = sheet.cell(row, columns.get(field.key))
        if fault := _fault(field, cell):
            what, expected, mend = _FAULTS[fault]
            problem = sheet.problem(
                what,
                row,
                columns[field.key],
                field.heading,
                value="" if fault == "person" else None,
                expected=expected,
                mend=mend,
            )
            problems.append(problem)
    cells = {field.key: sheet.cell(row, columns.get(field.key)) for field in INPUTS}
    since = day_of(cells["since"].value)
    state: State = state_of(cells["answer"].text) or "unanswered"
    answer = Answer(
        state,
        who=cells["who"].text,
        since=since.isoformat() if since else cells["since"].text,
        evidence=cells["evidence"].text,
        next_step=cells["next_step"].text,
        next_date=day_of(cells["next_date"].value),
    )
    return answer, problems


def _fault(field: Field, cell: Cell) -> str:
    """Name what is wrong with a cell, a key of `_FAULTS`; empty when nothing is."""
    if cell.fault:
        return cell.fault
    if field.key == "answer":
        return "" if state_of(cell.text) else "answer"
    if field.key == "next_date":
        return "next_date" if cell.text and day_of(cell.value) is None else ""
    return "person" if holds_service_number(cell.text) else ""
