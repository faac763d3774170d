"""Through the school year: the pyramid of every month, the year so far, and kinds of absence."""

from calendar import monthrange

import pandas as pd

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.plots import plot_months, plot_pyramid
from proeftuin.register.project.calendar import DISTANCE
from proeftuin.report.blocks.common import (
    legend,
    protected_pyramid,
    pyramid_alt,
    span,
    tier_table,
    withheld,
)
from proeftuin.report.blocks.figures import plot_kinds, short_month
from proeftuin.report.blocks.school.assumed import assumed_months, assumed_text, told_counts
from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.school import PeriodPyramid
from proeftuin.report.protection.masking import MINIMUM_BASE, UNREGISTERED
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import N_, _
from proeftuin.text.words import is_number

KINDS = {"sick": N_("Ziek"), "other": N_("Ander geoorloofd"), "unauthorised": N_("Ongeoorloofd")}


def months(results: ShownSchool) -> Bundle:
    """Show the pyramid of every month of the school year."""
    shown = [protected_pyramid(results, month) for month in results.months]
    frame = pd.concat(
        [
            table.assign(month=_short(month.period))
            for table, month in zip(shown, results.months, strict=True)
        ],
        ignore_index=True,
    )
    frame.attrs["title"] = _title(results.months, shown)
    goal = results.scheme.goals[0]
    marks = {
        _short(month.period): text for month in results.months if (text := _mark(results, month))
    }
    ax = plot_months(frame, goal.share if goal else None, marks, _events(results))
    tiers = list(results.scheme.tiers)
    rows = [
        {
            "month": words.month_name(month.period.start)
            + ("" if month.complete else _(" (deel)")),
            "days": month.period.days,
            **{f"tier_{tier}": table["share"].iloc[tier - 1] for tier in tiers},
            **{f"count_{tier}": table["count"].iloc[tier - 1] for tier in tiers},
            "n": table.attrs["n"],
            "unclassified": table.attrs["unclassified"],
        }
        for month, table in zip(results.months, shown, strict=True)
    ]
    table = Table(
        _("Piramide per maand"),
        (
            Column("month", _("Maand")),
            Column("days", _("Schooldagen"), "count"),
            *(Column(f"count_{t}", f"Tier {t}", "count", _("Aantal leerlingen")) for t in tiers),
            *(Column(f"tier_{t}", f"Tier {t}", "percent", _("Aandeel")) for t in tiers),
            Column("unclassified", _("Geen tier"), "count"),
        ),
        rows,
        legend(frame["count"], [row["unclassified"] for row in rows]),
    )
    lead = paragraphs(
        _(
            "Elke staaf is de piramide van één maand: alleen de dagen van die maand tellen. In een "
            "maand van twintig schooldagen is één gemiste dag al 5 procent; een maand is daarom "
            "strenger en wisselvalliger dan een heel schooljaar."
        )
    )
    alt = _("{title}. Een staaf per maand, verdeeld in tiers.", title=frame.attrs["title"])
    reasons = [
        f"{words.month_name(month.period.start).capitalize()}: {month.pyramid.reason}"
        for month in results.months
        if month.pyramid.reason
    ]
    return Bundle(
        "months",
        lead,
        drawing(ax, alt),
        (table,),
        {"assumed": [told_counts(results, month) for month in results.months]},
        after=paragraphs(*reasons, *assumed_months(results), kind="note"),
    )


def year_to_date(results: ShownSchool) -> Bundle:
    """Show the pyramid of the school year so far: another question than a month."""
    so_far = results.year_to_date
    frame = protected_pyramid(results, so_far)
    lead = paragraphs(
        _(
            "Over het hele schooljaar tot nu toe telt alle verzuim sinds de zomer mee. Deze "
            "piramide beantwoordt een andere vraag dan die van een maand en is er niet mee te "
            "vergelijken."
        )
    )
    what = _("het schooljaar, {period}", period=span(so_far.period))
    caption = _("Schooljaar tot en met {end}", end=words.long_date(so_far.period.end))
    return Bundle(
        "year_to_date",
        lead,
        drawing(plot_pyramid(frame), pyramid_alt(frame, what)),
        (
            tier_table(
                frame,
                _(
                    "{caption} ({days})",
                    caption=caption,
                    days=words.school_days(so_far.period.days),
                ),
            ),
        ),
        values={"assumed": told_counts(results, so_far)},
        after=paragraphs(so_far.pyramid.reason, *assumed_text(results, so_far), kind="note"),
    )


def kinds(results: ShownSchool) -> Bundle:
    """Show the kinds of absence per month, as shares of the time that was possible."""
    frame = results.kinds[results.kinds["pupils"] >= MINIMUM_BASE]
    shares = pd.DataFrame(
        {"month": [_short(period) for period in frame["month"]]}
        | {kind: (frame[kind] / frame["possible"]).to_numpy() for kind in KINDS}
        | {"late": (100 * frame["late"] / frame["pupils"]).to_numpy()}
    )
    total = frame[list(KINDS)].sum()
    largest = str(total.idxmax())
    part = words.percent(total[largest] / max(total.sum(), 1), 0)
    title = _(
        "{kind}: {part} van alle gemiste tijd tot en met {month}",
        kind=_(KINDS[largest]),
        part=part,
        month=words.month_name(frame["month"].iloc[-1].start) if len(frame) else "",
    )
    alt = _(
        "{title}. Een staaf per maand met de soorten verzuim, daaronder te laat komen.", title=title
    )
    rows = [
        {
            "month": words.month_name(period.start),
            **{kind: row[kind] for kind in KINDS},
            "all": sum(row[kind] for kind in KINDS),
            "late": row["late"],
        }
        for period, row in zip(frame["month"], shares.to_dict("records"), strict=True)
    ]
    table = Table(
        _("Gemiste tijd als deel van de lestijd; te laat als aantal keren per 100 leerlingen"),
        (
            Column("month", _("Maand")),
            *(Column(kind, _(label), "percent") for kind, label in KINDS.items()),
            Column("all", _("Samen"), "percent"),
            Column("late", _("Te laat"), "number"),
        ),
        rows,
    )
    lead = paragraphs(
        _(
            "Voor de tiers telt alle afwezigheid even zwaar, geoorloofd of niet. De soort helpt "
            "bij de vraag wat te doen. {late} Verzuim zonder bericht kan later nog een reden "
            "krijgen.",
            late=results.school.counting.late_sentence(),
        )
    )
    return Bundle(
        "kinds",
        lead,
        drawing(plot_kinds(shares, {kind: _(label) for kind, label in KINDS.items()}, title), alt),
        (table,),
    )


def _title(year: tuple[PeriodPyramid, ...], shown: list[pd.DataFrame]) -> str:
    known = [
        (float(table["share"].iloc[0]), month.period)
        for month, table in zip(year, shown, strict=True)
        if is_number(table["share"].iloc[0])
    ]
    if len(known) < 2:
        return _("De piramide per maand")
    low, high = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
    return _(
        "Tier 1 was het kleinst in {month} ({share}) en het grootst in {other} ({most})",
        month=_name(low[1]),
        share=words.percent(low[0]),
        other=_name(high[1]),
        most=words.percent(high[0]),
    )


def _name(period: Period) -> str:
    return words.month_name(period.start).split()[0]


def _short(period: Period) -> str:
    return short_month(period.start)


def _mark(results: ShownSchool, month: PeriodPyramid) -> str:
    """Return what was unlike other months: no pyramid, distance lessons, or few school days."""
    if withheld(month.pyramid):
        return str(UNREGISTERED)
    days = pd.date_range(month.period.start, month.period.end)
    distance = pd.Series(False, index=days)
    for event in results.origin.calendar:
        if event["kind"] == DISTANCE:
            distance |= (days >= event["start"]) & (days <= event["end"])
    if distance.mean() > 0.5:
        return _("corona")
    return "" if month.complete else _("deel")


def _events(results: ShownSchool) -> list[tuple[float, str]]:
    """Place the school's interventions on the axis of months."""
    order = [(month.period.start.year, month.period.start.month) for month in results.months]
    return [
        (
            order.index((day.year, day.month)) + (day.day - 1) / monthrange(day.year, day.month)[1],
            what,
        )
        for day, what in ((event.day, event.what) for event in results.school.interventions)
        if (day.year, day.month) in order
    ]
