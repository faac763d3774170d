"""Where a change sits within the school, and how much it hangs on the way of counting."""

from typing import Any

import pandas as pd

from proeftuin.evaluation.splits.absence_kinds import NAMES
from proeftuin.evaluation.splits.dimension_plots import dimension_table, plot_dimensions
from proeftuin.evaluation.splits.dimensions import MultiDimensionalPyramid
from proeftuin.report.blocks.common import legend
from proeftuin.report.blocks.evaluation.evaluated_school import EvaluatedSchool
from proeftuin.report.blocks.evaluation.strength import TOO_SMALL, any_hidden
from proeftuin.report.document.bundle import Bundle, bullets, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.masking import NO_BASE, is_masked, protect_count, share
from proeftuin.report.protection.shown import ShownSchool

READING = (
    "Een verandering is geen effect. Zonder vergelijkingsscholen is niet te zeggen of de proeftuin "
    "haar gaf, en met een enkele vergelijkingsschool nog nauwelijks.",
    "Een marge gaat over toeval binnen de school. Een griepgolf, een nieuw rooster of een andere "
    "manier van registreren raakt alle leerlingen tegelijk en zit niet in de marge.",
    "Niet aantoonbaar is niet hetzelfde als niet veranderd: een kleine school kan een "
    "kleine verandering niet laten zien.",
    "Leerlingen die veel verzuimden, verzuimen daarna vaak minder, ook als niemand iets doet.",
    "Wie achteraf uit veel vensters, indelingen en klassen kiest, vindt altijd iets. Wat vooraf is "
    "vastgelegd telt, de rest is verkenning.",
    "De cijfers gaan over geregistreerd verzuim, niet over welbevinden, leren of de reden waarom "
    "een leerling er niet was.",
    "Klassen en leerjaren verschillen ook door toeval. Dit is geen ranglijst.",
)


def sensitivity(school: EvaluatedSchool) -> Bundle:
    """Show the same change, computed in every other way that could as well have been chosen."""
    found = school.sensitivity
    if any_hidden(school.evaluation.comparison, school.results.release):
        return Bundle("sensitivity", paragraphs(TOO_SMALL))
    table = Table(
        f"De verandering in Tier {found.tier} als één keuze anders is, in procentpunt",
        (
            Column("axis", "Wat anders"),
            Column("ways", "Manieren", "count"),
            Column("low", "Van", "points"),
            Column("high", "Tot", "points"),
        ),
        [
            {**{str(key): value for key, value in row.items()}, "ways": int(row["ways"])}
            for row in found.by_axis.to_dict("records")
        ],
    )
    values = {
        "ways": len(found.frame),
        "same_sign": found.same_sign,
        "without_zero": found.without_zero,
        "lowest": float(found.frame["change"].min()),
        "highest": float(found.frame["change"].max()),
    }
    return Bundle(
        "sensitivity",
        paragraphs(found.sentence),
        drawing(found.plot(), found.sentence),
        (table,),
        values,
        paragraphs(*found.notes, kind="note"),
    )


def change_by_kind(school: EvaluatedSchool) -> Bundle:
    """Split the change by kind of absence."""
    found = school.kinds
    if any_hidden(school.evaluation.comparison, school.results.release):
        return Bundle("change_by_kind", paragraphs(TOO_SMALL))
    names = [NAMES[str(kind)] for kind in found.kinds.index]
    table = Table(
        "Verzuim van dezelfde leerlingen naar soort, in procenten van hun tijd",
        _RATES,
        _rates(names, found.kinds),
        total_rows=frozenset({len(names) - 1}),
    )
    return Bundle(
        "change_by_kind",
        paragraphs(found.sentence),
        drawing(found.plot(), found.sentence),
        (table,),
        {},
        paragraphs(*found.notes, kind="note"),
    )


def change_by_type(school: EvaluatedSchool) -> Bundle:
    """Split the change by the type of problem that the attendance team recorded."""
    found = school.sap_types
    shown = found.types[found.types["change"].notna()]
    # With the number of all pupils who have a type, those of the types left out can be told.
    others = found.recorded - int(shown["n"].sum())
    few = bool(found.recorded) and (shown.empty or is_masked(protect_count(others)))
    if any_hidden(school.evaluation.comparison, school.results.release) or few:
        return Bundle("change_by_type", paragraphs(TOO_SMALL))
    if shown.empty:
        return Bundle("change_by_type", paragraphs(found.sentence))
    table = Table(
        "Verzuim naar SAP-type, in procenten van hun tijd",
        _RATES,
        _rates([str(name) for name in shown.index], shown),
    )
    notes = paragraphs(*found.notes, kind="note")
    figure = drawing(found.plot(), found.sentence)
    return Bundle("change_by_type", paragraphs(found.sentence), figure, (table,), {}, notes)


def by_year_group(school: EvaluatedSchool) -> Bundle:
    """Draw tier by year group, without assuming the shape of a pyramid."""
    return _dimension("by_year_group", school.by_year_group, school.results)


def by_kind(school: EvaluatedSchool) -> Bundle:
    """Draw tier by the kind that is most of a pupil's absence."""
    return _dimension("by_kind", school.by_kind, school.results)


def class_changes(school: EvaluatedSchool) -> Bundle:
    """Say how many classes stand out; the change of a small class tells of single pupils."""
    found = school.classes
    values = {"classes": len(found.table), "stand_out": int(found.table["stands_out"].sum())}
    return Bundle(
        "class_changes",
        paragraphs(found.sentence),
        None,
        (),
        values,
        paragraphs(*found.notes, kind="note"),
    )


def reading_guide() -> Bundle:
    """Say what the findings do not say."""
    return Bundle("reading_guide", bullets(READING))


_RATES = (
    Column("what", "Soort"),
    Column("before", "Voor", "percent"),
    Column("after", "Na", "percent"),
    Column("change", "Procentpunt", "points"),
    Column("interval", "95%-interval", "points interval"),
)


def _rates(names: list[str], rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "what": name,
            "before": float(row["before"]) / 100,
            "after": float(row["after"]) / 100,
            "change": float(row["change"]),
            "interval": None if pd.isna(row["low"]) else (float(row["low"]), float(row["high"])),
        }
        for name, row in zip(names, rows.to_dict("records"), strict=True)
    ]


def _dimension(name: str, found: MultiDimensionalPyramid, results: ShownSchool) -> Bundle:
    whole = dimension_table(found)
    # Groups of fewer than ten have no numbers.
    few = found.counts.isna().any(axis="columns").tolist()
    release, period, tiers = results.release, results.current.period, list(found.counts.columns)
    drawn = whole.astype(object)
    for place, (group, label) in enumerate(zip(found.counts.index, whole.index[:-1], strict=True)):
        if few[place]:
            values: Any = [NO_BASE] * len(drawn.columns)
        else:
            values = release.pyramid(period, f"{found.dimension}:{group}", tiers).tolist()
        drawn.loc[label] = values
    drawn.loc[whole.index[-1]] = release.pyramid(period, tiers=tiers).tolist()
    masked = any(is_masked(value) for column in drawn for value in drawn[column])
    title = f"Tier naar {found.name}" if masked else found.title
    drawn.attrs["title"] = title
    rows = [
        {
            "group": str(group),
            **{f"count_{tier}": row[tier] for tier in tiers},
            **{f"share_{tier}": share(row[tier], row["n"]) for tier in tiers},
            "n": row["n"],
        }
        for group, row in drawn.iterrows()
    ]
    table = Table(
        f"Leerlingen naar tier en {found.name}",
        (
            Column("group", found.name[0].upper() + found.name[1:]),
            *(Column(f"count_{tier}", f"Tier {tier}", "count") for tier in tiers),
            *(Column(f"share_{tier}", f"Tier {tier}, aandeel", "percent") for tier in tiers),
            Column("n", "Samen", "count"),
        ),
        rows,
        legend(*(drawn[column] for column in drawn)),
        frozenset({len(rows) - 1}),
    )
    lead = paragraphs("" if masked else found.sentence)
    figure = drawing(plot_dimensions(drawn), f"{title}. De getallen staan in de tabel.")
    return Bundle(name, lead, figure, (table,), {}, paragraphs(*found.notes, kind="note"))
