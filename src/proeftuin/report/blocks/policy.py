"""What the school does for attendance: its own checklist, without a mark and without a ranking.

Who is to do what stays in the school's own form: names of people are no part of a report.
"""

from typing import Any

from proeftuin import words
from proeftuin.report.bundles import Bundle, drawing, paragraphs
from proeftuin.report.results import SchoolResults
from proeftuin.report.tables import Column, Table
from proeftuin.team.answers import DUTCH
from proeftuin.team.findings import change_alt, score_alt, score_sentence
from proeftuin.team.items import AUDIENCES, TOPICS
from proeftuin.team.plots import plot_change, plot_scores

NOT_FILLED_IN = (
    "Deze school heeft de checklist voor aanwezigheidsbeleid nog niet ingevuld. Een formulier "
    "maakt u met: proeftuin checklist new FORMULIER.xlsx"
)
COUNTS = {
    "done": "ja",
    "partly": "deels",
    "not_done": "nee",
    "unanswered": "niet ingevuld",
    "not_applicable": "niet van toepassing",
}
MOVES = {
    "further": "verder",
    "same": "gelijk",
    "back": "terug",
    "not_comparable": "niet te vergelijken",
    "not_applicable": "niet van toepassing",
}


def policy(results: SchoolResults) -> Bundle:
    """Show the last evaluation per topic and audience."""
    if not results.checklists:
        return Bundle("policy", paragraphs(NOT_FILLED_IN))
    last = results.checklists[-1]
    cells = last.score().to_dict("records")
    rows = [_place(cell) | {name: cell[name] for name in COUNTS} for cell in cells if cell["items"]]
    table = Table(
        f"Punten van de checklist{_on(last.day)}",
        (*PLACE, *(Column(name, label, "count") for name, label in COUNTS.items())),
        rows,
        folded=True,
    )
    return Bundle(
        "policy",
        paragraphs(score_sentence(last)),
        drawing(plot_scores(last), score_alt(last)),
        (table,),
    )


def policy_change(results: SchoolResults) -> Bundle:
    """Show what moved since the evaluation before; nothing when there is only one."""
    if len(results.checklists) < 2:
        return Bundle("policy_change")
    before, after = results.checklists[-2:]
    change = after.change(before)
    topics = [
        {"topic": TOPICS[row["topic"]]} | {name: row[name] for name in MOVES}
        for row in change.score(("topic",)).to_dict("records")
    ]
    counted = Table(
        f"Verandering in punten,{_on(before.day)} en{_on(after.day)}",
        (PLACE[0], *(Column(name, label, "count") for name, label in MOVES.items())),
        topics,
        folded=True,
    )
    items = change.items
    moved = items[items["move"].isin(["further", "back"])]
    listed = Table(
        "Punten die veranderden",
        (
            Column("item", "Punt"),
            Column("before", "Eerst"),
            Column("after", "Nu"),
        ),
        [
            {
                "item": f"{row['item']} {row['text']}",
                "before": DUTCH[row["before"]],
                "after": DUTCH[row["after"]],
            }
            for row in moved.to_dict("records")
        ],
    )
    return Bundle(
        "policy_change",
        drawing=drawing(plot_change(change), change_alt(change)),
        tables=(counted, listed),
    )


def next_steps(results: SchoolResults) -> Bundle:
    """List the steps that the school chose itself, the soonest first."""
    if not results.checklists or results.checklists[-1].next_steps.empty:
        return Bundle("next_steps")
    steps = results.checklists[-1].next_steps
    rows = [
        {
            "item": f"{row['item']} {row['text']}",
            "step": row["next_step"],
            "date": None if row["next_date"] != row["next_date"] else row["next_date"].date(),
        }
        for row in steps.to_dict("records")
    ]
    table = Table(
        "Volgende stappen die de school koos",
        (Column("item", "Punt"), Column("step", "Stap"), Column("date", "Wanneer", "date")),
        rows,
    )
    return Bundle("next_steps", tables=(table,))


def beside_register(results: SchoolResults) -> Bundle:
    """Set what the register shows beside the school's own answer."""
    if not results.evidence:
        return Bundle("beside_register")
    rows = [
        {
            "item": f"{each.item.id} {each.item.text}",
            "answer": DUTCH[each.answer] or "niet ingevuld",
            "finding": each.text,
        }
        for each in results.evidence
    ]
    table = Table(
        "Het eigen antwoord en wat de registratie laat zien",
        (
            Column("item", "Punt"),
            Column("answer", "Antwoord"),
            Column("finding", "In de registratie"),
        ),
        rows,
    )
    return Bundle("beside_register", tables=(table,))


PLACE = (Column("topic", "Onderwerp"), Column("audience", "Voor wie"))


def _place(cell: dict[Any, Any]) -> dict[str, Any]:
    return {"topic": TOPICS[cell["topic"]], "audience": AUDIENCES[cell["audience"]]}


def _on(day: Any) -> str:
    return f" {words.long_date(day)}" if day else ""
