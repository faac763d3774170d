"""What the school does for attendance: its own checklist, without a mark and without a ranking.

Who is to do what stays in the school's own form: names of people are no part of a report.
"""

from typing import Any

from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.team.checklist.answers import DUTCH
from proeftuin.team.checklist.items import AUDIENCES, TOPICS
from proeftuin.team.checklist.plots import plot_change, plot_scores
from proeftuin.team.checklist.sentences import MOVE_WORDS, change_alt, score_alt, score_sentence
from proeftuin.text import words
from proeftuin.text.language import N_, _

NOT_FILLED_IN = N_(
    "Deze school heeft de checklist voor aanwezigheidsbeleid nog niet ingevuld. Een formulier "
    "maakt u met: proeftuin checklist new FORMULIER.xlsx"
)
COUNTS = {
    "done": DUTCH["done"],
    "partly": DUTCH["partly"],
    "not_done": DUTCH["not done"],
    "unanswered": N_("niet ingevuld"),
    "not_applicable": DUTCH["not applicable"],
}
MOVES = {move.replace(" ", "_"): word for move, word in MOVE_WORDS.items()}


def policy(results: ShownSchool) -> Bundle:
    """Show the last evaluation per topic and audience."""
    if not results.checklists:
        return Bundle("policy", paragraphs(_(NOT_FILLED_IN)))
    last = results.checklists[-1]
    cells = last.score().to_dict("records")
    rows = [_place(cell) | {name: cell[name] for name in COUNTS} for cell in cells if cell["items"]]
    table = Table(
        _("Punten van de checklist{day}", day=_on(last.day)),
        (*_columns(), *(Column(name, _(label), "count") for name, label in COUNTS.items())),
        rows,
        folded=True,
    )
    return Bundle(
        "policy",
        paragraphs(score_sentence(last)),
        drawing(plot_scores(last), score_alt(last)),
        (table,),
    )


def policy_change(results: ShownSchool) -> Bundle:
    """Show what moved since the evaluation before; nothing when there is only one."""
    if len(results.checklists) < 2:
        return Bundle("policy_change")
    before, after = results.checklists[-2:]
    change = after.change(before)
    topics = [
        {"topic": _(TOPICS[row["topic"]])} | {name: row[name] for name in MOVES}
        for row in change.score(("topic",)).to_dict("records")
    ]
    counted = Table(
        _("Verandering in punten,{before} en{after}", before=_on(before.day), after=_on(after.day)),
        (_columns()[0], *(Column(name, _(label), "count") for name, label in MOVES.items())),
        topics,
        folded=True,
    )
    items = change.items
    moved = items[items["move"].isin(["further", "back"])]
    listed = Table(
        _("Punten die veranderden"),
        (
            Column("item", _("Punt")),
            Column("before", _("Eerst")),
            Column("after", _("Nu")),
        ),
        [
            {
                "item": f"{row['item']} {row['text']}",
                "before": _(DUTCH[row["before"]]),
                "after": _(DUTCH[row["after"]]),
            }
            for row in moved.to_dict("records")
        ],
    )
    return Bundle(
        "policy_change",
        drawing=drawing(plot_change(change), change_alt(change)),
        tables=(counted, listed),
    )


def next_steps(results: ShownSchool) -> Bundle:
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
        _("Volgende stappen die de school koos"),
        (
            Column("item", _("Punt")),
            Column("step", _("Stap"), own=True),
            Column("date", _("Wanneer"), "date"),
        ),
        rows,
    )
    return Bundle("next_steps", tables=(table,))


def beside_register(results: ShownSchool) -> Bundle:
    """Set what the register shows beside the school's own answer."""
    if not results.evidence:
        return Bundle("beside_register")
    rows = [
        {
            "item": f"{each.item.id} {each.item.text}",
            "answer": _(DUTCH[each.answer] or N_("niet ingevuld")),
            "finding": each.text,
        }
        for each in results.evidence
    ]
    table = Table(
        _("Het eigen antwoord en wat de registratie laat zien"),
        (
            Column("item", _("Punt")),
            Column("answer", _("Antwoord")),
            Column("finding", _("In de registratie")),
        ),
        rows,
    )
    return Bundle("beside_register", tables=(table,))


def _columns() -> tuple[Column, Column]:
    return Column("topic", _("Onderwerp")), Column("audience", _("Voor wie"))


def _place(cell: dict[Any, Any]) -> dict[str, Any]:
    return {"topic": _(TOPICS[cell["topic"]]), "audience": _(AUDIENCES[cell["audience"]])}


def _on(day: Any) -> str:
    return f" {words.long_date(day)}" if day else ""
