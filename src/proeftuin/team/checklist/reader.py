"""Reading a form back after people have worked in it.

Rows may have been sorted, moved, deleted or translated, columns moved, cells merged. What can still
be read is read; what was odd is told; and what is unclear is refused with its place, all of it at
once, rather than guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from proeftuin.errors import InputError, Problem, file_name
from proeftuin.team.checklist.answers import Answer, day_of, normal
from proeftuin.team.checklist.items import BY_ID, ITEMS
from proeftuin.team.checklist.layout import (
    BY_KEY,
    DATE_KEY,
    EXPLANATION,
    INPUTS,
    SCHOOL_KEY,
    columns_in,
    doubled_in,
)
from proeftuin.team.checklist.rows import BY_TEXT, DATE_EXPECTED, answer_of, item_of, items_named
from proeftuin.team.checklist.workbook_cells import Merged, Sheet, open_sheets

_SEEN_AS = {"item": "tekst", "number": "nummer", "id": "verborgen nummer"}


@dataclass(frozen=True)
class FilledForm:
    """What a filled-in form says.

    Parameters
    ----------
    answers
        By item, all 64, in order.
    warnings
        What was odd, but could be read: deleted, changed and extra rows.
    school, day
        As they stand on the first sheet.
    """

    answers: dict[str, Answer]
    warnings: tuple[Problem, ...] = ()
    school: str = ""
    day: date | None = None


@dataclass(frozen=True)
class _Found:
    """An item on a row of a sheet."""

    item: str
    sheet: Sheet
    row: int
    answer: Answer


class _Reader:
    """Goes through the sheets and gathers answers, problems and warnings."""

    def __init__(self) -> None:
        self.found: dict[str, list[_Found]] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.school = ""
        self.day: date | None = None

    def read(self, sheet: Sheet) -> None:
        self._read_front(sheet)
        headings = {
            row: columns
            for row, cells in sheet.rows.items()
            if (columns := columns_in([(number, cell.text) for number, cell in cells.items()]))
        }
        if not headings:
            self._without_heading(sheet)
            return
        top = next(iter(headings))
        # Where a key was lost, a heading may still tell the column.
        columns = {
            key: number for part in reversed(headings.values()) for key, number in part.items()
        }
        for key, number in doubled_in([(n, cell.text) for n, cell in sheet.rows[top].items()]):
            mend = "Verwijder een van beide kolommen."
            what = "Een kolom staat er twee keer."
            self.problems.append(sheet.problem(what, top, number, BY_KEY[key].heading, mend=mend))
        self._missing_columns(sheet, top, columns)
        for row in sheet.rows:
            if row not in headings:
                self._read_row(sheet, row, columns)
        self._read_merged(sheet, columns)

    def _read_front(self, sheet: Sheet) -> None:
        """Read school and date where the first sheet has them."""
        for row, cells in sheet.rows.items():
            numbers = list(cells)
            key = cells[numbers[0]].text
            # Key, label, value.
            if key not in (SCHOOL_KEY, DATE_KEY) or len(numbers) < 3:
                continue
            cell = cells[numbers[2]]
            if key == SCHOOL_KEY:
                self.school = cell.text
                continue
            self.day = None if cell.fault else day_of(cell.value)
            if self.day is None:
                what = "De datum van invullen is niet te lezen."
                self.problems.append(sheet.problem(what, row, numbers[2], expected=DATE_EXPECTED))

    def _without_heading(self, sheet: Sheet) -> None:
        for row, cells in sheet.rows.items():
            for number, cell in cells.items():
                if normal(cell.text) in BY_TEXT or cell.text.upper() in BY_ID:
                    problem = sheet.problem(
                        "De kop boven de punten is weg.",
                        row,
                        number,
                        expected=f"een rij met {', '.join(field.heading for field in INPUTS)}",
                        mend="Zet de kop terug, of neem de antwoorden over in een nieuw formulier.",
                    )
                    self.problems.append(problem)
                    return
        if sheet.rows and sheet.title != EXPLANATION and not self._is_front(sheet):
            what = "Dit blad hoort niet bij het formulier en is niet gelezen."
            self.warnings.append(Problem(what, f"{sheet.file}, blad {sheet.title}"))

    def _is_front(self, sheet: Sheet) -> bool:
        keys = {cell.text for cells in sheet.rows.values() for cell in cells.values()}
        return not keys.isdisjoint((SCHOOL_KEY, DATE_KEY))

    def _missing_columns(self, sheet: Sheet, top: int, columns: Mapping[str, int]) -> None:
        for field in INPUTS:
            if field.key not in columns:
                what = "Een kolom van het formulier is weg; wat erin stond is niet gelezen."
                place = f"{sheet.file}, blad {sheet.title}, rij {top}"
                self.warnings.append(Problem(what, place, column=field.heading))

    def _read_row(self, sheet: Sheet, row: int, columns: Mapping[str, int]) -> None:
        named = items_named(sheet, row, columns)
        filled = [
            columns[field.key]
            for field in INPUTS
            if field.key in columns and not sheet.cell(row, columns[field.key]).is_empty
        ]
        if not named:
            if filled:
                what = "Deze rij hoort bij geen punt van de checklist en is niet overgenomen."
                self.warnings.append(sheet.problem(what, row, filled[0]))
            return
        item = item_of(named)
        if item is None:
            said = ", ".join(f"{_SEEN_AS[key]}: {name}" for key, name in named.items())
            problem = sheet.problem(
                "Tekst en nummer van een rij horen bij verschillende punten.",
                row,
                next(columns[key] for key in named),
                expected=f"een en hetzelfde punt; gevonden {said}",
                mend="Sorteer alle kolommen samen, of neem de rij over in een nieuw formulier.",
            )
            self.problems.append(problem)
            return
        if named.get("item") != item:
            what = "De tekst van een punt is veranderd; het antwoord is gelezen bij het nummer."
            number = columns.get("item") or next(columns[key] for key in named)
            self.warnings.append(sheet.problem(what, row, number, expected=BY_ID[item].text))
        answer, problems = answer_of(sheet, row, columns)
        self.problems += problems
        self.found.setdefault(item, []).append(_Found(item, sheet, row, answer))

    def _read_merged(self, sheet: Sheet, columns: Mapping[str, int]) -> None:
        """Refuse an answer that spans several rows: it is unclear what it answers."""
        inputs = {columns[field.key] for field in INPUTS if field.key in columns}
        rows = {
            place.row for group in self.found.values() for place in group if place.sheet is sheet
        }
        for part in sheet.merged:
            touched = _touched(part, rows, inputs)
            first = sheet.cell(part.first_row, part.first_column)
            if touched and part.last_row > part.first_row and not first.is_empty:
                problem = sheet.problem(
                    "Samengevoegde cellen: het is niet duidelijk bij welk punt dit hoort.",
                    part.first_row,
                    part.first_column,
                    mend="Splits de cellen en geef elk punt zijn eigen antwoord.",
                )
                self.problems.append(problem)

    def answers(self) -> Iterator[tuple[str, Answer]]:
        """Give one answer per item; the same item twice with different answers is a problem."""
        for item in ITEMS:
            places = self.found.get(item.id, [])
            filled = {place.answer: place for place in places if not place.answer.is_empty}
            if len(filled) > 1:
                self.problems += [
                    Problem(
                        "Een punt staat er meer dan een keer, met verschillende antwoorden.",
                        f"{place.sheet.file}, blad {place.sheet.title}, rij {place.row}",
                        value=item.id,
                        mend="Verwijder de rij die niet geldt.",
                    )
                    for place in filled.values()
                ]
            yield item.id, next(iter(filled), Answer())


def read_form(path: Path | str) -> FilledForm:
    """Read a form that a school has filled in.

    Parameters
    ----------
    path
        The workbook.

    Returns
    -------
    FilledForm

    Raises
    ------
    InputError
        Everything that cannot be read, each with its sheet and cell, in Dutch.
    """
    reader = _Reader()
    for sheet in open_sheets(path):
        reader.read(sheet)
    answers = dict(reader.answers())
    if not reader.found and not reader.problems:
        problem = Problem(
            "Dit is geen formulier van de checklist: er staat geen enkel punt in.",
            file_name(path),
            mend="Maak een formulier met: proeftuin checklist new FORMULIER.xlsx",
        )
        raise InputError([problem])
    if reader.problems:
        raise InputError(reader.problems)
    deleted = [
        Problem(
            "Een punt staat niet meer in het formulier; het telt als niet beantwoord.",
            file_name(path),
            value=f"{item.id} {item.text}",
        )
        for item in ITEMS
        if item.id not in reader.found
    ]
    return FilledForm(answers, (*reader.warnings, *deleted), reader.school, reader.day)


def _touched(part: Merged, rows: set[int], columns: set[int]) -> bool:
    return any(part.holds(row, column) for row in rows for column in columns)
