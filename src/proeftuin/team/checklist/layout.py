"""How the form is laid out: what its writer puts somewhere is what its reader looks for.

Every sheet of the form carries a hidden row with the keys of its columns and a hidden column with
the ids of its items, so that it can be read back after somebody has sorted, moved or translated
what is visible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from proeftuin.team.checklist.answers import normal

EXPLANATION = "Uitleg"
# Keys carry a mark that no school types.
MARK = "#"
SCHOOL_KEY, DATE_KEY = "#form-school", "#form-date"
TOPIC_KEY = "#topic"
KEY_ROW, HEADING_ROW = 3, 4

# Excel counts a width in letters of its default font.
Width = float


@dataclass(frozen=True)
class Field:
    """A column of the form.

    Parameters
    ----------
    key
        Its name in the hidden row, without the mark.
    heading
        What the school reads above it.
    width
        In letters.
    english
        A heading that is understood when a sheet was translated.
    prompt
        What the form says when a cell of this column is chosen; only for columns to fill in.
    """

    key: str
    heading: str
    width: Width
    english: str
    prompt: str = ""

    @property
    def mark(self) -> str:
        """The key as it stands in the hidden row."""
        return MARK + self.key

    @property
    def is_input(self) -> bool:
        """Whether the school fills this column in."""
        return bool(self.prompt)


FIELDS = (
    Field("id", "id", 6, "id"),
    Field("number", "Nr.", 5, "No."),
    Field("item", "Punt van de checklist", 38, "Item"),
    Field("earlier", "Vorige keer", 21, "Last time"),
    Field(
        "answer", "Antwoord", 12, "Answer", "Kies uit de lijst; leeg betekent: nog niet beantwoord."
    ),
    Field("who", "Wie", 17, "Who", "Wie zorgt hiervoor? Een functie of team, geen leerlingen."),
    Field("since", "Sinds", 12, "Since", "Sinds wanneer? Een datum, of in woorden."),
    Field(
        "evidence",
        "Waaraan te zien",
        26,
        "Evidence",
        "Waaraan ziet u dat dit gebeurt of klopt? Geen namen of gegevens van leerlingen.",
    ),
    Field("next_step", "Volgende stap", 26, "Next step", "Wat gaat de school hierna doen?"),
    Field("next_date", "Klaar op", 11, "Due", "Wanneer is de volgende stap klaar? Dag-maand-jaar."),
)
BY_KEY = {field.key: field for field in FIELDS}
INPUTS = tuple(field for field in FIELDS if field.is_input)


def fields_of(earlier: bool) -> tuple[Field, ...]:
    """Return the columns of a form, with or without the one for the earlier evaluation."""
    return tuple(field for field in FIELDS if earlier or field.key != "earlier")


def columns_in(row: Sequence[tuple[int, str]]) -> dict[str, int] | None:
    """Find the columns that a row names; None when it is no row of keys or headings.

    Parameters
    ----------
    row
        Number and text of each cell.

    Returns
    -------
    dict of str to int or None
        Key and number of the column; the first when two have the same name.

    Examples
    --------
    >>> columns_in([(1, "#id"), (2, "#item"), (3, "#answer")])
    {'id': 1, 'item': 2, 'answer': 3}
    >>> columns_in([(2, "punt van de checklist"), (4, "Answer"), (5, "WIE")])
    {'item': 2, 'answer': 4, 'who': 5}
    >>> columns_in([(2, "Antwoord")])
    """
    found: dict[str, int] = {}
    for number, text in row:
        key = _KEYS.get(normal(text))
        if key and key not in found:
            found[key] = number
    return found if "answer" in found and len(found) >= 3 else None


def doubled_in(row: Sequence[tuple[int, str]]) -> list[tuple[str, int]]:
    """Return key and number of columns of which a row names the same one again.

    Examples
    --------
    >>> doubled_in([(1, "#id"), (2, "#answer"), (3, "#answer")])
    [('answer', 3)]
    """
    named = [(key, number) for number, text in row if (key := _KEYS.get(normal(text)))]
    keys = [key for key, _ in named]
    return [pair for place, pair in enumerate(named) if pair[0] in keys[:place]]


_KEYS = {
    normal(name): field.key
    for field in FIELDS
    for name in (field.mark, field.heading, field.english)
}
