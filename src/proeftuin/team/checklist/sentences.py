"""What the figures and tables of the checklist say, in Dutch sentences.

The sentences count items and compare the school with its own earlier answers, never with another
school, and a change is what the school answered differently, not what something brought about.
"""

from typing import TYPE_CHECKING, Any

from proeftuin.team.checklist.answers import DUTCH
from proeftuin.team.checklist.items import TOPICS
from proeftuin.text import words
from proeftuin.text.language import N_, _, ngettext

if TYPE_CHECKING:
    from proeftuin.team.checklist.checklist import Checklist, ChecklistChange

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
    "further": N_("verder"),
    "same": N_("gelijk"),
    "back": N_("terug"),
    "not comparable": N_("niet te vergelijken"),
    "not applicable": DUTCH["not applicable"],
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
    return ngettext("{n} punt", "{n} punten", count, n=words.number(count))


def score_title(checklist: "Checklist") -> str:
    """Say what was found, as the title of a figure.

    Examples
    --------
    >>> from proeftuin.team.checklist.answers import Answer
    >>> from proeftuin.team.checklist.checklist import Checklist
    >>> score_title(Checklist({"S01": Answer("done"), "S02": Answer("partly")}))
    '1 van de 2 beantwoorde punten is gedaan, 1 deels'
    """
    row = _row(checklist.score(()))
    if not row["answered"]:
        return _("De checklist is nog niet ingevuld")
    done = ngettext(
        "{done} van de {answered} is gedaan",
        "{done} van de {answered} zijn gedaan",
        row["done"],
        done=words.number(row["done"]),
        answered=_answered(row),
    )
    return done + (_(", {n} deels", n=words.number(row["partly"])) if row["partly"] else "")


def score_alt(checklist: "Checklist") -> str:
    """Say what one sees in the heat map."""
    parts = [
        _(
            "{topic} {done} van {answered}",
            topic=_(TOPICS[row["topic"]]),
            done=words.number(row["done"]),
            answered=words.number(row["answered"]),
        )
        for row in checklist.score(("topic",)).to_dict("records")
        if row["answered"]
    ]
    per_topic = _(" Gedaan per onderwerp: {parts}.", parts=words.listing(parts)) if parts else ""
    return _(
        "{title}. Een vak per onderwerp en doelgroep.{per_topic}",
        title=score_title(checklist),
        per_topic=per_topic,
    )


def score_sentence(checklist: "Checklist") -> str:
    """Say what is known and what is not, in one or two sentences."""
    row = _row(checklist.score(()))
    if not row["answered"]:
        return _("De checklist is nog niet ingevuld; er is geen uitkomst.")
    text = _(
        "Van de {answered} antwoordt de school bij {done} ‘ja’, bij {partly} ‘deels’ en "
        "bij {not_done} ‘nee’.",
        answered=_answered(row),
        done=words.number(row["done"]),
        partly=words.number(row["partly"]),
        not_done=words.number(row["not_done"]),
    )
    left = [
        ngettext(
            "{items} is {state}", "{items} zijn {state}", count, items=counted(count), state=state
        )
        for count, state in (
            (row["unanswered"], _("niet beantwoord")),
            (row["not_applicable"], _("niet van toepassing")),
        )
        if count
    ]
    return f"{text} {words.listing(left)}." if left else text


def change_title(change: "ChecklistChange") -> str:
    """Say what moved, as the title of a figure."""
    row = _row(change.score(()))
    if not row["compared"]:
        return _("Er zijn geen punten die beide keren beantwoord zijn")
    base = row["compared"]
    return ngettext(
        "Van het enige punt die beide keren beantwoord zijn, staan er {further} verder en {back} "
        "terug",
        "Van de {n} punten die beide keren beantwoord zijn, staan er {further} verder en {back} "
        "terug",
        base,
        n=words.number(base),
        further=words.number(row["further"]),
        back=words.number(row["back"]),
    )


def change_alt(change: "ChecklistChange") -> str:
    """Say what one sees in the figure of the change."""
    parts = [
        _(
            "{topic} {further} verder en {back} terug",
            topic=_(TOPICS[row["topic"]]),
            further=words.number(row["further"]),
            back=words.number(row["back"]),
        )
        for row in change.score(("topic",)).to_dict("records")
        if row["further"] or row["back"]
    ]
    per_topic = _(" Per onderwerp: {parts}.", parts="; ".join(parts)) if parts else ""
    return _(
        "{title}. Een staaf per onderwerp.{per_topic}",
        title=change_title(change),
        per_topic=per_topic,
    )


def _answered(row: dict[str, Any]) -> str:
    return ngettext(
        "{n} beantwoorde punt",
        "{n} beantwoorde punten",
        row["answered"],
        n=words.number(row["answered"]),
    )


def _row(frame: Any) -> dict[str, Any]:
    row: dict[str, Any] = frame.iloc[0].to_dict()
    # One row of counts and shares comes out as floats.
    return {key: int(value) if float(value).is_integer() else value for key, value in row.items()}
