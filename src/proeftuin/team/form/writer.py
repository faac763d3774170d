"""The form: a workbook that a school fills in, on screen or on paper.

Answers are asked next to the evidence for them and the next step, because the talk about those is
what the checklist is for. Only cells to fill in are open, the rest is locked without a password:
locked against slips, not against the school.
"""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from proeftuin.errors import InputError, Problem, file_name
from proeftuin.register.store.writing import beside
from proeftuin.team.checklist.answers import DUTCH, FIRST_YEAR, LAST_YEAR, STATES, Answer, clean
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import AUDIENCES, TOPICS, Item, placed
from proeftuin.team.checklist.layout import (
    BY_KEY,
    EXPLANATION,
    HEADING_ROW,
    INPUTS,
    KEY_ROW,
    TOPIC_KEY,
    Field,
    fields_of,
)
from proeftuin.team.form.explanation_sheet import ANSWER_ROWS, write_explanation
from proeftuin.team.form.style import (
    Look,
    colour_answers,
    fit_height,
    lock,
    paint,
    print_on_a4,
    write_text,
)
from proeftuin.text import words

LONGEST_TEXT = 1000
# Room to write by hand on the printed form.
WRITING_LINES = 2
SUBTITLES = {
    "school": "Wat de school zelf doet.",
    "kinderen": "Wat de school voor en met kinderen doet.",
    "ouders": "Wat de school voor en met ouders doet.",
    "partners": "Wat partnerorganisaties doen: gemeentelijke afdelingen, samenwerkingsverbanden, "
    "besturen. Vul dit blad zo mogelijk met hen in.",
}
CHOICES = [state for state in STATES if state != "unanswered"]


def write_form(
    path: Path | str,
    school_name: str,
    day: date | None = None,
    earlier: Checklist | None = None,
    topics: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> None:
    """Write an empty form.

    Parameters
    ----------
    path
        The workbook, `.xlsx`.
    school_name
        Stands on every sheet.
    day
        Date of the evaluation, when it is known; the school can fill it in.
    earlier
        An earlier evaluation; its answers stand beside the new ones.
    topics
        Items that this school has put at another topic, as in `items.placed`.
    overwrite
        Whether a file that is there may be replaced: it may have been filled in.

    Raises
    ------
    InputError
        The file exists, has another extension, or `topics` is wrong.
    """
    path = Path(path)
    _check(path, overwrite)
    book = form_workbook(school_name, day, earlier, topics)
    with beside(path) as place:
        book.save(place)


def form_workbook(
    school_name: str,
    day: date | None = None,
    earlier: Checklist | None = None,
    topics: Mapping[str, str] | None = None,
) -> Any:
    """Return the form as an openpyxl workbook; parameters as in `write_form`."""
    from openpyxl import Workbook
    from openpyxl.workbook.protection import WorkbookProtection

    items = placed(topics)
    school_name = clean(school_name)
    book = Workbook()
    explanation = book.active
    explanation.title = EXPLANATION
    spans = {}
    for audience, title in AUDIENCES.items():
        sheet = book.create_sheet(title)
        own = [item for item in items if item.audience == audience]
        spans[title] = _write_sheet(sheet, school_name, audience, own, earlier)
    write_explanation(explanation, school_name, day, earlier, spans)
    book.security = WorkbookProtection(lockStructure=True)
    book.properties.creator = "proeftuin"
    book.properties.title = f"Checklist aanwezigheidsbeleid, {school_name}"
    return book


def _write_sheet(
    sheet: Any, school_name: str, audience: str, items: list[Item], earlier: Checklist | None
) -> str:
    """Write the sheet of one audience; return the range of its answers."""
    fields = fields_of(earlier is not None)
    places = {field.key: number for number, field in enumerate(fields, 1)}
    write_text(sheet.cell(1, 2), f"Checklist aanwezigheidsbeleid – {AUDIENCES[audience]}")
    paint(sheet.cell(1, 2), Look.TITLE)
    write_text(sheet.cell(2, 2), f"{school_name}. {SUBTITLES[audience]}")
    paint(sheet.cell(2, 2), Look.SUBTITLE)
    for field in fields:
        sheet.cell(KEY_ROW, places[field.key], field.mark)
        cell = sheet.cell(HEADING_ROW, places[field.key])
        write_text(cell, _heading(field, earlier))
        paint(cell, Look.HEADING)
    fit_height(sheet, 1, [], 2)
    fit_height(sheet, 2, [], 1.3)
    fit_height(sheet, HEADING_ROW, [], 1.5)
    row = HEADING_ROW
    for topic, group in groupby(items, key=lambda item: item.topic):
        row += 1
        sheet.cell(row, 1, TOPIC_KEY)
        write_text(sheet.cell(row, 2), TOPICS[topic])
        for number in range(2, len(fields) + 1):
            paint(sheet.cell(row, number), Look.TOPIC)
        fit_height(sheet, row, [], 1.2)
        for item in group:
            row += 1
            _write_item(sheet, row, places, item, earlier)
    first = HEADING_ROW + 1
    _validate(sheet, places, first, row)
    answers = _column_range(places["answer"], first, row)
    colour_answers(sheet, answers)
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[KEY_ROW].hidden = True
    for field in fields:
        sheet.column_dimensions[sheet.cell(1, places[field.key]).column_letter].width = field.width
    sheet.freeze_panes = sheet.cell(HEADING_ROW + 1, places["item"] + 1)
    print_on_a4(sheet, school_name, heading_row=HEADING_ROW)
    lock(sheet)
    return answers


def _write_item(
    sheet: Any, row: int, places: Mapping[str, int], item: Item, earlier: Checklist | None
) -> None:
    sheet.cell(row, places["id"], item.id)
    shown = {"number": item.id, "item": item.text}
    if earlier is not None:
        shown["earlier"] = _last_time(earlier.answers[item.id])
    for key, text in shown.items():
        write_text(sheet.cell(row, places[key]), text)
        paint(sheet.cell(row, places[key]), Look(key))
    for field in INPUTS:
        cell = sheet.cell(row, places[field.key])
        paint(cell, Look.DATE if field.key == "next_date" else Look.INPUT)
    fit_height(
        sheet, row, [(text, BY_KEY[key].width) for key, text in shown.items()], WRITING_LINES
    )


def _heading(field: Field, earlier: Checklist | None) -> str:
    if field.key == "earlier" and earlier is not None and earlier.day is not None:
        return f"{field.heading} ({words.short_date(earlier.day)})"
    return field.heading


def _last_time(answer: Answer) -> str:
    lines = [answer.dutch or "niet beantwoord"]
    if answer.next_step:
        until = f" ({words.short_date(answer.next_date)})" if answer.next_date else ""
        lines.append(f"Stap: {answer.next_step}{until}")
    return "\n".join(lines)


def _validate(sheet: Any, places: Mapping[str, int], first: int, last: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rules: dict[str, dict[str, Any]] = {
        "answer": {
            "type": "list",
            # A list in cells takes any case; one inside the rule would refuse "Ja".
            "formula1": f"{EXPLANATION}!$B${ANSWER_ROWS[0]}:$B${ANSWER_ROWS[-1]}",
            "errorTitle": "Dit staat niet in de lijst",
            "error": f"Kies {_or([DUTCH[state] for state in CHOICES])}, of laat de cel leeg.",
        },
        "next_date": {
            "type": "date",
            "operator": "between",
            "formula1": f"DATE({FIRST_YEAR},1,1)",
            "formula2": f"DATE({LAST_YEAR},12,31)",
            "errorTitle": "Geen datum",
            "error": "Schrijf dag-maand-jaar, bijvoorbeeld 19-03-2021, of laat de cel leeg.",
        },
    }
    for field in INPUTS:
        rule = rules.get(field.key) or {
            "type": "textLength",
            "operator": "lessThanOrEqual",
            "formula1": str(LONGEST_TEXT),
            "errorTitle": "Te veel tekst",
            "error": f"Ten hoogste {words.number(LONGEST_TEXT)} tekens per cel.",
        }
        validation = DataValidation(
            **rule,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            promptTitle=field.heading,
            prompt=field.prompt,
        )
        validation.add(_column_range(places[field.key], first, last))
        sheet.add_data_validation(validation)


def _column_range(column: int, first: int, last: int) -> str:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column)
    return f"{letter}{first}:{letter}{last}"


def _or(choices: list[str]) -> str:
    return f"{', '.join(choices[:-1])} of {choices[-1]}"


def _check(path: Path, overwrite: bool) -> None:
    if path.suffix.lower() != ".xlsx":
        problem = Problem(
            "Het formulier is een Excel-werkboek.",
            file_name(path),
            expected="een naam die eindigt op .xlsx",
        )
        raise InputError([problem])
    if path.exists() and not overwrite:
        problem = Problem(
            "Er is al een bestand met deze naam; er kan iets in zijn ingevuld.",
            file_name(path),
            mend="Kies een andere naam, of verwijder het bestand.",
        )
        raise InputError([problem])
