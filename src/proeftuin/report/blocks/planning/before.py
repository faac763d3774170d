"""Before the start: the blocks of the notebook that a coach runs when a pilot is planned."""

from math import isnan
from typing import Any

import pandas as pd

from proeftuin.evaluation.power.planned_comparison import CHANGERS, SCHOOL_SHOCK
from proeftuin.evaluation.power.plots import plot_detectable, plot_history
from proeftuin.report.blocks.common import legend, span
from proeftuin.report.blocks.school.compared import comparison_shown
from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.planning import Prospect, lay_down_text
from proeftuin.report.protection.masking import protect_count, share
from proeftuin.text import words

LARGE = 15
"""Points: a change that hardly any school makes in one term."""


def plan(found: Prospect) -> Bundle:
    """Say what is planned, in which windows, and what is known of the school."""
    before, after = found.windows
    export = words.long_date(found.school.export_date)
    proposal = (
        ""
        if found.chosen
        else "De school heeft nog geen periode gekozen; dit is een voorstel. Zet een eigen periode "
        "bij de school in het projectbestand."
    )
    rows = [
        {"what": "School", "text": found.school.name},
        {"what": "Venster voor", "text": f"{span(before)}, {words.school_days(before.days)}"},
        {"what": "Venster na", "text": f"{span(after)}, {words.school_days(after.days)}"},
        {"what": "Indeling", "text": f"{found.scheme.name}. {found.scheme.rule()}"},
        {
            "what": "Te volgen",
            "text": f"{_pupils(found.pupils)} in {words.classes(found.classes)}",
        },
        {"what": "Export", "text": f"van {export}; alleen dagen voor de start tellen hier mee"},
    ]
    table = Table("Het plan", (Column("what", "Wat"), Column("text", "Hoe")), rows)
    return Bundle("plan", paragraphs(proposal), tables=(table,))


def history(found: Prospect) -> Bundle:
    """Show what changed by itself before the start."""
    own = found.history
    notes = paragraphs(*own.notes, kind="note")
    if not len(own.pairs):
        return Bundle("history", paragraphs(own.sentence), after=notes)
    alt = f"Een stip per paar vensters voor de start. {own.sentence}"
    table = Table(
        "Verandering van Tier 1 van het ene venster op het volgende, zonder proeftuin",
        (
            Column("start", "Begin", "date"),
            Column("end", "Eind", "date"),
            Column("n", "Leerlingen", "count"),
            Column("change", "Procentpunt", "points"),
            Column("share", "Wisselde van of naar Tier 1", "percent"),
        ),
        [
            {
                "start": row["start"].date(),
                "end": row["end"].date(),
                "n": row["n"],
                "change": row["change"],
                "share": share(protect_count(round(row["share"] * row["n"])), row["n"]),
            }
            for row in own.pairs.to_dict("records")
        ],
        folded=True,
    )
    values = {"share": own.share, "design_effect": own.design_effect}
    return Bundle(
        "history",
        paragraphs(own.sentence),
        drawing(plot_history(own.pairs), alt),
        (table,),
        values,
        notes,
    )


def detectable(found: Prospect) -> Bundle:
    """Show the smallest change that this school by itself can show, per length of the windows."""
    design = found.design
    assumed = (
        f"Uit de eigen geschiedenis is het aandeel wisselaars niet te halen; gerekend is met "
        f"{words.percent(CHANGERS, 0)}, wat op scholen gewoon is."
        if isnan(found.history.share)
        else ""
    )
    large = (
        "Zo’n grote verandering maakt bijna geen school in één periode. Verwacht dus geen bewijs "
        "van deze proeftuin alleen; werk met vergelijkingsscholen of over meer jaren."
        if not isnan(design.change) and design.change >= LARGE
        else ""
    )
    notes = paragraphs(assumed, *design.notes, kind="note")
    lead = paragraphs(design.sentence, large)
    values = {"change": design.change, "df": design.df, "pupils": protect_count(design.pupils)}
    frame = found.by_days
    if not len(frame):
        return Bundle("detectable", lead, values=values, after=notes)
    chosen = found.windows[0].days or 0
    table = Table(
        "Kleinste verandering van Tier 1 die deze school kan aantonen",
        (
            Column("size", "Schooldagen per venster"),
            Column("share", "Wisselt van of naar Tier 1", "percent"),
            Column("change", "Aantoonbaar vanaf (procentpunt)", "number"),
        ),
        _rows(frame),
    )
    ax = plot_detectable(frame, "schooldagen per venster", chosen)
    alt = f"Lijn van de kleinste aantoonbare verandering per vensterlengte. {design.sentence}"
    return Bundle("detectable", lead, drawing(ax, alt), (table,), values, notes)


def comparison_schools(found: Prospect) -> Bundle:
    """Show what comparison schools would add."""
    frame = found.by_schools
    here = len(found.school.comparison)
    named = {0: "geen vergelijkingsschool", 1: "één vergelijkingsschool"}.get(
        here, f"{here} vergelijkingsscholen"
    )
    lead = paragraphs(
        f"Nu staat er {named} bij deze school."
        if here <= 1
        else f"Nu staan er {named} bij deze school.",
        "Met één vergelijkingsschool is er geen onzekerheidsmarge: het verschil is te zien, maar "
        "niet te zeggen of het toeval is. Elke school erbij helpt, de eerste het meest."
        if here <= 1
        else "",
    )
    assumption = paragraphs(
        "Gerekend is met scholen die even groot zijn als deze, en waarvan het aandeel in Tier 1 "
        f"van periode tot periode om eigen redenen {words.number(SCHOOL_SHOCK, 2)} procentpunt "
        "schommelt (standaardafwijking, boven op het toeval van de leerlingen). Het verschil moet "
        "groter zijn om op te vallen, maar het seizoen, een griepgolf of een lockdown, die alle "
        "scholen raakt, zit er niet meer in.",
        kind="note",
    )
    table = Table(
        "Kleinste verschil met vergelijkingsscholen dat één proeftuinschool kan aantonen",
        (
            Column("size", "Vergelijkingsscholen"),
            Column("change", "Aantoonbaar vanaf (procentpunt)", "number"),
        ),
        _rows(frame),
    )
    ax = plot_detectable(frame, "aantal vergelijkingsscholen", max(here, 5))
    alt = "Lijn van het kleinste aantoonbare verschil naar het aantal vergelijkingsscholen."
    return Bundle(
        "comparison_schools", lead, drawing(ax, alt), (table,), {"schools": here}, assumption
    )


def earlier_years(found: Prospect) -> Bundle:
    """Show the planned windows in earlier years: what the season alone does."""
    if not found.earlier:
        text = (
            "Het register gaat niet ver genoeg terug om dezelfde weken in een eerder jaar te zien. "
            "Vraag de school om een export van een jaar eerder: zonder dat is de verandering niet "
            "van het seizoen te onderscheiden."
        )
        return Bundle("earlier_years", paragraphs(text))
    rows = []
    for year in found.earlier:
        shown = comparison_shown(year.comparison).iloc[0]
        before, after = year.windows
        rows.append(
            {
                "windows": f"{span(before)} en {span(after)}",
                "n": protect_count(year.comparison.paired),
                "change": shown["change"],
                "disrupted": year.disrupted,
            }
        )
    table = Table(
        "Verandering van Tier 1 in dezelfde weken van eerdere jaren, zonder proeftuin",
        (
            Column("windows", "Vensters"),
            Column("n", "Leerlingen", "count"),
            Column("change", "Procentpunt", "points"),
            Column("disrupted", "Dagen met sluiting of afstandsles", "count"),
        ),
        rows,
        legend(*(row.values() for row in rows)),
    )
    lead = paragraphs(
        "Dit veranderde er in dezelfde weken van eerdere jaren. Een verandering die hier niet "
        "bovenuit komt, is niet van het seizoen te onderscheiden."
    )
    return Bundle("earlier_years", lead, tables=(table,))


def lay_down(found: Prospect) -> Bundle:
    """Show what to paste into the project file to lay the plan down."""
    text = lay_down_text(found)
    lead = paragraphs(
        "Leg de opzet vast voordat de periode begint: plak dit in het projectbestand, onder de "
        "school, en vul aan wat u verwacht. Latere rapporten zetten het naast de uitkomst en "
        "noemen elke afwijking."
    )
    if found.school.preregistration is not None:
        day = words.long_date(found.school.preregistration.laid_down)
        lead += paragraphs(f"Deze school legde al iets vast, op {day}.")
    lead += paragraphs(text, kind="code")
    return Bundle("lay_down", lead, values={"text": text})


def _pupils(count: int) -> str:
    shown = protect_count(count)
    return words.pupils(shown) if isinstance(shown, int) else f"{shown} leerlingen"


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table whose first column names the row."""
    named = frame.assign(size=frame["size"].astype(str))
    return [{str(key): value for key, value in row.items()} for row in named.to_dict("records")]
