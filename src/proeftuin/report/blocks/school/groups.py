"""Classes, year groups and stages: where in the school the absence is."""

import re
from typing import Any

import pandas as pd

from proeftuin.pyramid.drawing.style import TOO_FEW
from proeftuin.pyramid.plots import plot_groups
from proeftuin.report.blocks.common import legend, span, withheld
from proeftuin.report.document.bundle import Bundle, Parts, drawing, heading, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.group_counts import SCHOOL
from proeftuin.report.protection.masking import UNREGISTERED, share
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import N_, _
from proeftuin.text.words import is_number

TOO_LITTLE = N_("te weinig geregistreerd")


def classes(results: ShownSchool) -> Bundle:
    """Show the pyramid of every class."""
    one, many = class_words(results)
    lead = heading(many.capitalize()) + paragraphs(
        _(
            "De {many} staan in de volgorde van leerjaar en naam; het is geen ranglijst. In een "
            "{one} van 25 is één leerling 4 procent, dus kleine verschillen zeggen niets.",
            many=many,
            one=one,
        )
    )
    return _groups(results, "class", one, many, lead)


def year_groups(results: ShownSchool) -> Bundle:
    """Show the pyramid of every year group."""
    one, many = _("leerjaar"), _("leerjaren")
    if results.primary:
        one, many = _("jaargroep"), _("jaargroepen")
    return _groups(results, "year_group", one, many, heading(many.capitalize()))


def stages(results: ShownSchool) -> Bundle:
    """Show the pyramid of the lower and the upper school."""
    return _groups(results, "stage", _("bouw"), _("bouwen"), heading(_("Onderbouw en bovenbouw")))


def _groups(results: ShownSchool, level: str, one: str, many: str, lead: Parts) -> Bundle:
    groups = results.groups[results.groups["level"] == level]
    if groups.empty:
        return Bundle(level, paragraphs(_("Van deze school is geen {one} bekend.", one=one)))
    year = dict(zip(groups["group"], groups["year"], strict=True))
    names = sorted(year, key=lambda name: (natural(year[name]), natural(name)))
    tiers = list(results.scheme.tiers)
    first = groups.drop_duplicates("group").set_index("group")
    silent_groups = set(first.index[(first["n"] == 0) & (first["incomplete"] > 0)])
    rows = [_row(results, f"{level}:{name}", _label(name, level, one), tiers) for name in names]
    rows = [
        _withheld(row) if name in silent_groups else row
        for row, name in zip(rows, names, strict=True)
    ]
    whole = _row(results, SCHOOL, _("school"), tiers)
    rows.append(_withheld(whole) if withheld(results.current.pyramid) else whole)
    release, period = results.release, results.current.period
    silent = [release.without(period, level, name) for name in names] + [release.without(period)]
    rows = [row | {"unclassified": count} for row, count in zip(rows, silent, strict=True)]
    frame = pd.DataFrame(
        [
            {one: row["group"], "tier": tier, "label": _(label), "share": row[f"share_{tier}"]}
            | {"n": row["n"], "why": _(TOO_LITTLE if row["n"] is UNREGISTERED else TOO_FEW)}
            for row in rows
            for tier, label in zip(tiers, results.scheme.labels, strict=True)
        ]
    )
    goal = results.scheme.goals[0]
    title = _title(rows[:-1], float(goal.share) if goal else None, one, many)
    frame.attrs["title"] = title
    ax = plot_groups(frame, by=one, goal=goal.share if goal else None)
    table = Table(
        _("Leerlingen per tier en {one}, {period}", one=one, period=span(results.current.period)),
        (
            Column("group", one.capitalize()),
            Column("n", _("Samen"), "count", _("Aantal leerlingen")),
            *(Column(f"count_{t}", f"Tier {t}", "count", _("Aantal leerlingen")) for t in tiers),
            *(Column(f"share_{t}", f"Tier {t}", "percent", _("Aandeel")) for t in tiers),
            Column("unclassified", _("Geen tier"), "count"),
        ),
        rows,
        legend(*(row.values() for row in rows)),
        frozenset({len(rows) - 1}),
    )
    alt = _("{title}. Een liggende staaf per {one}, verdeeld in tiers.", title=title, one=one)
    notes = paragraphs(results.current.pyramid.reason, kind="note")
    return Bundle(level, lead, drawing(ax, alt), (table,), after=notes)


def _row(results: ShownSchool, place: str, label: str, tiers: list[int]) -> dict[str, Any]:
    counts = results.shown.loc[place]
    return {
        "group": label,
        "n": counts["n"],
        **{f"count_{tier}": counts[tier] for tier in tiers},
        **{f"share_{tier}": share(counts[tier], counts["n"]) for tier in tiers},
    }


def _withheld(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out the zeros of a group of which too little was registered."""
    return {key: value if key == "group" else UNREGISTERED for key, value in row.items()}


def _title(rows: list[dict[str, Any]], goal: float | None, one: str, many: str) -> str:
    known = [(row["group"], row["share_1"]) for row in rows if is_number(row["share_1"])]
    if goal is None or not known:
        return _("De piramide per {one}", one=one)
    if len(rows) <= 3:
        parts = [f"{name} {words.percent(part)}" for name, part in known]
        return _(
            "In Tier 1: {parts}; het doel is {goal}",
            parts=words.listing(parts),
            goal=words.percent(goal, 0),
        )
    met = [name for name, part in known if part >= goal]
    of = _("de {count} {many}", count=len(known), many=many)
    if len(known) != len(rows):
        of = _("de {count} {many} die getoond worden", count=len(known), many=many)
    if len(known) == 1:
        of = _("de ene {one} die getoond wordt", one=one)
    if not met:
        return _(
            "In geen van {of} haalt Tier 1 het doel van {goal}", of=of, goal=words.percent(goal, 0)
        )
    return _(
        "In {count} van {of} haalt Tier 1 het doel van {goal}",
        count=len(met),
        of=of,
        goal=words.percent(goal, 0),
    )


def _label(name: str, level: str, one: str) -> str:
    if level == "stage":
        return _(words.STAGES.get(name, name))
    if level == "year_group" and name.isdigit():
        return f"{one} {name}"
    return name


def class_words(results: ShownSchool) -> tuple[str, str]:
    """Return what a class is called, and what several are."""
    return (_("groep"), _("groepen")) if results.primary else (_("klas"), _("klassen"))


def natural(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts numbers in names as numbers."""
    order = {"lower": "0", "upper": "1"}
    parts = re.findall(r"\d+|\D+", order.get(name, name))
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
