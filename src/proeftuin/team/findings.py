"""What the figures and tables of the checklist say, in Dutch sentences.

The sentences count items and compare the school with its own earlier answers, never with another
school, and a change is what the school answered differently, not what something brought about.
"""

from typing import TYPE_CHECKING, Any

from proeftuin import words
from proeftuin.team.items import TOPICS

if TYPE_CHECKING:
    from proeftuin.team.checklist import Checklist, ChecklistChange

# Dutch headings of the columns of `Checklist.score` and `ChecklistChange.score`, in their order.
SCORE_HEADINGS = {
    "items": "Punten",
    "done": "Ja",
    "partly": "Deels",
    "not_done": "Nee",
    "unanswered": "Niet beantwoord",
    "not_applicable": "N.v.t.",
    "done_share": "Ja, van de beantwoorde punten",
    "partly_share": "Deels, van de beantwoorde punten",
}
CHANGE_HEADINGS = {
    "further": "Verder",
    "same": "Gelijk",
    "back": "Terug",
    "not_comparable": "Niet te vergelijken",
    "not_applicable": "N.v.t.",
    "done_before": "Ja, eerst",
    "done_after": "Ja, nu",
}
MOVE_WORDS = {
    "further": "verder",
    "same": "gelijk",
    "back": "terug",
    "not comparable": "niet te vergelijken",
    "not applicable": "niet van toepassing",
}
NOTES = {
    "score": "Niet beantwoord is iets anders dan nee en telt in geen aandeel mee; evenmin wat niet "
    "van toepassing is. Een cel heeft weinig punten: kijk naar de aantallen.",
    "change": "Verder, gelijk en terug gaan over punten die beide keren met ja, deels of nee zijn "
    "beantwoord. Het is wat de school zelf antwoordt; een ander antwoord kan ook komen doordat "
    "iemand anders het formulier invulde.",
}


def counted(count: int) -> str:
    """Count items in words.

    Examples
    --------
    >>> counted(1), counted(12)
    ('1 punt', '12 punten')
    """
    return f"{words.number(count)} punt{'' if count == 1 else 'en'}"


def score_title(checklist: "Checklist") -> str:
    """Say what was found, as the title of a figure.

    Examples
    --------
    >>> from proeftuin.team.answers import Answer
    >>> from proeftuin.team.checklist import Checklist
    >>> score_title(Checklist({"S01": Answer("done"), "S02": Answer("partly")}))
    '1 van de 2 beantwoorde punten is gedaan, 1 deels'
    """
    row = _row(checklist.score(()))
    if not row["answered"]:
        return "De checklist is nog niet ingevuld"
    verb = "is" if row["done"] == 1 else "zijn"
    partly = f", {words.number(row['partly'])} deels" if row["partly"] else ""
    return f"{words.number(row['done'])} van de {_answered(row)} {verb} gedaan{partly}"


def score_alt(checklist: "Checklist") -> str:
    """Say what one sees in the heat map."""
    parts = [
        f"{TOPICS[row['topic']]} {words.number(row['done'])} van {words.number(row['answered'])}"
        for row in checklist.score(("topic",)).to_dict("records")
        if row["answered"]
    ]
    per_topic = f" Gedaan per onderwerp: {words.listing(parts)}." if parts else ""
    return f"{score_title(checklist)}. Een vak per onderwerp en doelgroep.{per_topic}"


def score_sentence(checklist: "Checklist") -> str:
    """Say what is known and what is not, in one or two sentences."""
    row = _row(checklist.score(()))
    if not row["answered"]:
        return "De checklist is nog niet ingevuld; er is geen uitkomst."
    text = (
        f"Van de {_answered(row)} antwoordt de school bij {words.number(row['done'])} ‘ja’, bij "
        f"{words.number(row['partly'])} ‘deels’ en bij {words.number(row['not_done'])} ‘nee’."
    )
    left = [
        f"{counted(row[kind])} {'is' if row[kind] == 1 else 'zijn'} {what}"
        for kind, what in (
            ("unanswered", "niet beantwoord"),
            ("not_applicable", "niet van toepassing"),
        )
        if row[kind]
    ]
    return f"{text} {words.listing(left)}." if left else text


def change_title(change: "ChecklistChange") -> str:
    """Say what moved, as the title of a figure."""
    row = _row(change.score(()))
    if not row["compared"]:
        return "Er zijn geen punten die beide keren beantwoord zijn"
    base = row["compared"]
    both = "het enige punt" if base == 1 else f"de {words.number(base)} punten"
    return (
        f"Van {both} die beide keren beantwoord zijn, staan er {words.number(row['further'])} "
        f"verder en {words.number(row['back'])} terug"
    )


def change_alt(change: "ChecklistChange") -> str:
    """Say what one sees in the figure of the change."""
    parts = [
        f"{TOPICS[row['topic']]} {words.number(row['further'])} verder en "
        f"{words.number(row['back'])} terug"
        for row in change.score(("topic",)).to_dict("records")
        if row["further"] or row["back"]
    ]
    per_topic = f" Per onderwerp: {'; '.join(parts)}." if parts else ""
    return f"{change_title(change)}. Een staaf per onderwerp.{per_topic}"


def _answered(row: dict[str, Any]) -> str:
    one = row["answered"] == 1
    return f"{words.number(row['answered'])} beantwoord{'e punt' if one else 'e punten'}"


def _row(frame: Any) -> dict[str, Any]:
    row: dict[str, Any] = frame.iloc[0].to_dict()
    # One row of counts and shares comes out as floats.
    return {key: int(value) if float(value).is_integer() else value for key, value in row.items()}
