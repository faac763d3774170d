"""The first sheet of the form: what it is, how to fill it in, and how far one is."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from proeftuin.team.checklist.answers import DUTCH, STATES
from proeftuin.team.checklist.items import ITEMS, SOURCE
from proeftuin.team.checklist.layout import DATE_KEY, SCHOOL_KEY
from proeftuin.team.form.style import Look, fit_height, lock, paint, print_on_a4, write_text
from proeftuin.text import words

if TYPE_CHECKING:
    from proeftuin.team.checklist.checklist import Checklist

MEANINGS = {
    "done": "Wij doen dit, of dit klopt voor onze school.",
    "partly": "Wij doen dit bij een deel van de klassen of leerlingen, niet altijd, of net.",
    "not done": "Wij doen dit niet, of dit klopt niet. Dat mag een keuze zijn.",
    "not applicable": "Dit past niet bij onze school. Het punt telt dan niet mee.",
}
# Where the answers stand: the drop-downs of the other sheets take them from here.
ANSWER_ROWS = range(9, 9 + len(MEANINGS))
LABEL_WIDTH, TEXT_WIDTH = 24, 72
STEPS = (
    "Vul de bladen samen in, bijvoorbeeld in het schoolaanwezigheidsteam, twee keer per jaar.",
    "Kies bij elk punt een antwoord. Een leeg antwoord betekent: nog niet beantwoord. Dat is iets "
    "anders dan ‘nee’.",
    "Sommige punten zijn iets om te doen, andere zijn een stelling. De antwoorden passen op beide: "
    "‘ja’ is ‘wij doen dit’ of ‘dit klopt’.",
    "Schrijf erbij waaraan het te zien is. Bij wat de school wil verbeteren: de volgende stap en "
    "wanneer die klaar is. Niet elk punt heeft een volgende stap nodig.",
    "Schrijf geen namen, nummers of gegevens van leerlingen op. Bij ‘Wie’ is een functie of team "
    "genoeg.",
    "De licht gekleurde cellen zijn om in te vullen; de rest zit op slot zodat er niets stuk kan. "
    "Rijen en kolommen mogen breder en hoger.",
)
NOTES = (
    "Er komt geen rapportcijfer uit en scholen worden niet met elkaar vergeleken. De uitkomst laat "
    "per onderwerp zien wat gedaan is, wat deels, en wat er tussen twee keer invullen verandert.",
    f"De punten komen uit: {SOURCE}. Bij vijf punten is een verschrijving verbeterd. Van "
    "vijftien punten is het onderwerp niet zeker; een school mag die onder een ander onderwerp "
    "zetten.",
)


def write_explanation(
    sheet: Any,
    school_name: str,
    day: date | None,
    earlier: "Checklist | None",
    spans: Mapping[str, str],
) -> None:
    """Fill the sheet.

    Parameters
    ----------
    sheet
        An empty openpyxl worksheet.
    school_name, day, earlier
        As in `form.write_form`.
    spans
        Title of each sheet and the range of its answers.
    """
    _line(sheet, 1, "Checklist aanwezigheidsbeleid", Look.TITLE)
    about = f"{len(ITEMS)} punten over wat een school doet voor aanwezigheid, op vier bladen: "
    _line(sheet, 2, f"{about}{words.listing(list(spans))}.", Look.SUBTITLE)
    for row, key, label in ((4, SCHOOL_KEY, "School"), (5, DATE_KEY, "Datum van invullen")):
        sheet.cell(row, 1, key)
        _line(sheet, row, label, Look.STRONG)
    write_text(sheet.cell(4, 3), school_name)
    paint(sheet.cell(4, 3), Look.TEXT)
    sheet.cell(5, 3).value = day
    paint(sheet.cell(5, 3), Look.DATE)
    if earlier is not None and earlier.day is not None:
        _line(sheet, 6, "Vorige keer", Look.STRONG)
        write_text(sheet.cell(6, 3), words.long_date(earlier.day))
        paint(sheet.cell(6, 3), Look.TEXT)
    _line(sheet, 8, "Antwoorden", Look.STRONG)
    for row, (state, meaning) in zip(ANSWER_ROWS, MEANINGS.items(), strict=True):
        assert state in STATES
        _line(sheet, row, DUTCH[state])
        write_text(sheet.cell(row, 3), meaning)
        paint(sheet.cell(row, 3), Look.TEXT)
    row = ANSWER_ROWS[-1] + 2
    row = _texts(sheet, row, "Zo vult u het in", STEPS, numbered=True)
    row = _texts(sheet, row + 1, "Goed om te weten", NOTES, numbered=False)
    _line(sheet, row + 1, "Hoe ver", Look.STRONG)
    for place, (title, cells) in enumerate(spans.items(), row + 2):
        _line(sheet, place, title)
        # Counts answers as they are chosen; headings of topics are never filled in.
        sheet.cell(
            place, 3
        ).value = f'=COUNTA({title}!{cells})&" van {_size(title)} punten beantwoord"'
        paint(sheet.cell(place, 3), Look.TEXT)
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["B"].width = LABEL_WIDTH
    sheet.column_dimensions["C"].width = TEXT_WIDTH
    fit_height(sheet, 1, [], 2)
    print_on_a4(sheet, school_name, landscape=False)
    lock(sheet)


def _line(sheet: Any, row: int, text: str, look: Look = Look.TEXT) -> None:
    write_text(sheet.cell(row, 2), text)
    paint(sheet.cell(row, 2), look)


def _texts(sheet: Any, row: int, title: str, texts: tuple[str, ...], numbered: bool) -> int:
    _line(sheet, row, title, Look.STRONG)
    for number, text in enumerate(texts, 1):
        write_text(sheet.cell(row, 3), f"{number}. {text}" if numbered else text)
        paint(sheet.cell(row, 3), Look.TEXT)
        fit_height(sheet, row, [(text, TEXT_WIDTH)])
        row += 1
    return row


def _size(title: str) -> int:
    from proeftuin.team.checklist.items import AUDIENCES

    return sum(AUDIENCES[item.audience] == title for item in ITEMS)
