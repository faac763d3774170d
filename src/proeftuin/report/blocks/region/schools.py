"""Every school and every class by itself: their changes, and where the schools stand now."""

from dataclasses import replace
from typing import Any

from proeftuin.pyramid.drawing.style import set_title
from proeftuin.report.blocks.common import legend
from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.masking import HIDDEN, is_masked
from proeftuin.report.protection.region import may_show
from proeftuin.report.protection.shown_region import ShownRegion
from proeftuin.text import words
from proeftuin.text.words import is_number

SHOCK = (
    "De marge van een school zegt hoe groot haar verandering had kunnen uitvallen als dezelfde "
    "weken zich met ander toeval hadden herhaald. Wat de hele school raakt (een griepgolf, een "
    "verhuizing, een andere manier van registreren) zit er niet in; daar zijn de andere scholen "
    "voor. Een kleine school heeft weinig klassen, en daarom een wijde marge."
)


def changes(results: ShownRegion) -> Bundle:
    """Show the change of every school with its interval, by name."""
    found, shown = results.caterpillar, results.shown
    if shown.empty:
        text = "Er is geen school met genoeg leerlingen in twee vensters."
        return Bundle("region_changes", paragraphs(text, *found.notes))
    rows = [
        {
            "school": row["school"],
            "pilot": "ja" if row["pilot"] else "nee",
            "n": row["n"],
            "before": row["before"],
            "after": row["after"],
            "change": row["change"],
            "interval": HIDDEN if is_masked(row["low"]) else (row["low"], row["high"]),
        }
        for row in shown.to_dict("records")
    ]
    table = Table(
        "Aandeel in Tier 1 per school, dezelfde leerlingen voor en na; op naam",
        (
            Column("school", "School"),
            Column("pilot", "Proeftuin"),
            Column("n", "Leerlingen", "count"),
            Column("before", "Voor", "percent"),
            Column("after", "Na", "percent"),
            Column("change", "Procentpunt", "points"),
            Column("interval", "95%-interval", "points interval"),
        ),
        rows,
        legend(shown["before"]),
    )
    sentence = _sentence(results)
    ax = found.plot()
    set_title(ax, _title(results), alone=True)
    alt = sentence + " Een punt met een streep per school, op naam; nul is geen verandering."
    return Bundle(
        "region_changes",
        paragraphs(sentence),
        drawing(ax, alt),
        (table,),
        {"sentence": sentence, "notes": list(found.notes)},
        paragraphs(*found.notes, SHOCK, kind="note"),
    )


def funnel(results: ShownRegion) -> Bundle:
    """Show where the schools stand now, against what is usual for their size."""
    found = results.funnel
    hidden = results.schools.loc[~may_show(results.schools)["now"], "school"].tolist()
    notes = [*found.notes]
    if hidden:
        notes.append(
            f"Niet in de figuur: {words.listing(hidden)}. Zo weinig leerlingen zitten daar buiten "
            "of in Tier 1 dat zij herkenbaar zouden worden."
        )
    states = {"within": "binnen", "outside 95%": "buiten 95%", "outside 99.8%": "buiten 99,8%"}
    rows = [
        {
            "school": row["school"],
            "n": row["n"],
            "share": row["share"],
            "limits": (row["low998"], row["high998"]) if is_number(row["low998"]) else None,
            "state": states.get(row["state"], "geen grenzen"),
        }
        for row in found.to_frame().to_dict("records")
    ]
    table = Table(
        "Aandeel in Tier 1 in het venster na, alle leerlingen; op naam",
        (
            Column("school", "School"),
            Column("n", "Leerlingen", "count"),
            Column("share", "Aandeel in Tier 1", "percent"),
            Column("limits", "Grenzen (99,8%)", "interval"),
            Column("state", "Ligt"),
        ),
        rows,
    )
    lead = paragraphs(
        "Kleine scholen lopen door toeval verder uiteen dan grote. Daarom staat elke school hier "
        "naast de grenzen voor haar eigen grootte. Een school buiten de grenzen is een reden om te "
        "gaan kijken, geen oordeel; ook haar leerlingen en haar manier van registreren tellen mee.",
        found.sentence,
    )
    after = paragraphs(*notes, kind="note")
    values: dict[str, Any] = {"sentence": found.sentence, "notes": notes}
    values["dispersion"] = found.dispersion if is_number(found.dispersion) else None
    # Without limits the figure would be what it is not: schools from high to low.
    figure = None
    if is_number(found.dispersion):
        alt = f"{found.sentence} Een punt per school: hoe groter, hoe verder naar rechts."
        figure = drawing(found.plot(), alt)
    tables = (replace(table, folded=figure is not None),) if rows else ()
    return Bundle("region_funnel", lead, figure, tables, values, after)


def classes(results: ShownRegion) -> Bundle:
    """Say how many classes of the pilots stand out, without naming one."""
    found = results.classes
    if found is None:
        return Bundle("region_classes", paragraphs("Er zijn geen klassen van proeftuinscholen."))
    one, noun = ("groep", "groepen") if results.sector == "po" else ("klas", "klassen")
    total, out, small = len(found.table), int(found.table["stands_out"].sum()), len(found.left_out)
    plain: Any = (found.table["pvalue"] < 0.05).sum()
    text = (
        f"Van de {total} {noun} op proeftuinscholen met ten minste tien leerlingen valt er "
        f"{'geen' if not out else words.number(out)} op, als wordt gerekend met hoeveel {noun} er "
        f"bekeken zijn. Zonder die rekening zouden het er {words.number(int(plain))} zijn "
        f"geweest, en ook als er nergens iets was gebeurd ongeveer {words.number(0.05 * total)}."
    )
    notes = [
        f"Per {one} is de exacte toets van McNemar gebruikt, over alle {noun} samen de procedure "
        f"van Benjamini en Hochberg. Welke {noun} opvallen staat hier niet: dat hoort in het "
        "gesprek op de school zelf."
    ]
    if small:
        notes.append(f"Te klein, en dus niet bekeken: {words.number(small)}.")
    values = {"classes": total, "stands_out": out, "unadjusted": int(plain), "left_out": small}
    after = paragraphs(*notes, kind="note")
    return Bundle("region_classes", paragraphs(text), values=values, after=after)


def _sentence(results: ShownRegion) -> str:
    """Say of how many pilots, and of how many other schools, the interval leaves out zero."""
    parts = [
        f"{count} van de {of} {kind}"
        for (count, of), kind in zip(_clear(results), ("met een proeftuin", "zonder"), strict=True)
        if of
    ]
    return (
        "Scholen waar de verandering in Tier 1 groter is dan de onzekerheid van die school alleen: "
        f"{words.listing(parts)}."
    )


def _title(results: ShownRegion) -> str:
    (count, of), _ = _clear(results)
    if not of:
        return "De verandering in Tier 1 per school"
    return f"Verandering groter dan de eigen marge: bij {count} van de {of} proeftuinscholen"


def _clear(results: ShownRegion) -> list[tuple[int, int]]:
    """Count the schools whose interval leaves out zero, and all: of pilots, and of the others."""
    table = results.caterpillar.table
    clear = (table["low"] > 0) | (table["high"] < 0)
    groups = (table["pilot"], ~table["pilot"])
    return [(int((clear & group).sum()), int(group.sum())) for group in groups]
