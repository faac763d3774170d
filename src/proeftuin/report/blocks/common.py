"""What several blocks share: protected pyramids, their tables, and sentences about hiding."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.pyramid import Pyramid
from proeftuin.pyramid.sentences import goal_text, pyramid_frame
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.school import PeriodPyramid
from proeftuin.report.protection.masking import (
    LEGEND,
    UNREGISTERED,
    Masked,
    combine,
    is_masked,
    protect,
    share,
)
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import _
from proeftuin.text.words import is_number


def protected_row(counts: "pd.Series[int]") -> "pd.Series[Any]":
    """Protect the counts of one pyramid on its own; the index gains `n`."""
    row = counts.to_frame().T
    return protect(row.assign(n=row.sum(axis=1))).iloc[0]


def protected_pyramid(results: ShownSchool, each: PeriodPyramid) -> pd.DataFrame:
    """Return the table of a pyramid of the school with everything hidden that must be."""
    pyramid = each.pyramid
    counts = results.release.pyramid(each.period, tiers=pyramid.scheme.tiers)
    if withheld(pyramid):
        counts = pd.Series(UNREGISTERED, index=counts.index, dtype=object)
    frame = pyramid_frame(pyramid)
    shown = [counts[tier] for tier in pyramid.scheme.tiers]
    shares = [share(count, counts["n"]) for count in shown]
    columns = {
        "count": shown,
        "share": shares,
        "interval": _where(shares, list(pyramid.intervals.itertuples(index=False, name=None))),
        "distance": _where(shares, frame["distance"].tolist()),
        # Whether a goal is met bounds a hidden count.
        "status": _where(shares, frame["status"].tolist()),
    }
    frame = frame.assign(
        **{name: pd.Series(values, dtype=object) for name, values in columns.items()}
    )
    frame.attrs.update(unclassified=results.release.without(each.period), n=counts["n"])
    if withheld(pyramid):
        frame.attrs["title"] = _("Er is te weinig geregistreerd voor een piramide")
    return frame


def withheld(pyramid: Pyramid) -> bool:
    """Tell whether there is no pyramid because too little was registered."""
    return pyramid.n == 0 and pyramid.incomplete > 0


def _where(shown: list[Any], values: list[Any]) -> list[Any]:
    """Return values, hidden where what they follow from is."""
    return [
        combine([one], lambda __, known=value: known)
        for one, value in zip(shown, values, strict=True)
    ]


def tier_table(frame: pd.DataFrame, caption: str) -> Table:
    """Return the table that stands next to a drawn pyramid."""
    rows = [
        {
            "tier": _("Tier {tier} – {label}", tier=row["tier"], label=_(row["label"])),
            "count": row["count"],
            "share": row["share"],
            "interval": row["interval"],
            "goal": goal_text(row, short=True),
            "distance": None if row["distance"] is pd.NA else row["distance"],
            "status": row["status"],
        }
        for row in frame.to_dict("records")
    ]
    columns = (
        Column("tier", _("Tier")),
        Column("count", _("Leerlingen"), "count"),
        Column("share", _("Aandeel"), "percent"),
        Column("interval", _("95%-interval"), "interval"),
        Column("goal", _("Doel en afstand daartoe")),
    )
    without = frame.attrs["unclassified"]
    if is_masked(without) or without:
        blank = dict.fromkeys(("share", "interval", "distance", "status"))
        rows.append({"tier": _("Geen tier"), "count": without, "goal": "", **blank})
    return Table(caption, columns, rows, legend(frame["count"], frame["share"], [without]))


def legend(*values: Any) -> str:
    """Explain the symbols that stand in these values; empty when nothing is hidden."""
    there = {value for column in values for value in column if isinstance(value, Masked)}
    return explain([symbol for symbol in LEGEND if symbol in there])


def explain(symbols: Iterable[Masked] = tuple(LEGEND)) -> str:
    """Write what symbols mean."""
    return " ".join(f"{symbol}: {_(LEGEND[symbol])}." for symbol in symbols)


def pyramid_alt(frame: pd.DataFrame, what: str) -> str:
    """Say what one sees in a pyramid."""
    parts = [
        _("Tier {tier} {share}", tier=row["tier"], share=words.percent(row["share"]))
        for row in frame.to_dict("records")
        if is_number(row["share"])
    ]
    if not parts and "title" in frame.attrs:
        return _("Geen piramide van {what}. {title}.", what=what, title=frame.attrs["title"])
    if not parts:
        return _("Piramide van {what}; de aantallen zijn te klein om te tonen.", what=what)
    goals = ", ".join(goal_text(row) for row in frame.to_dict("records") if row["goal"] is not None)
    return _("Piramide van {what}: {parts}.", what=what, parts=words.listing(parts)) + (
        _(" Doelen: {goals}.", goals=goals) if goals else ""
    )


def span(period: Period) -> str:
    """Write a period without repeating the year.

    Examples
    --------
    >>> from datetime import date
    >>> span(Period(date(2021, 2, 15), date(2021, 3, 19)))
    '15 februari tot en met 19 maart 2021'
    """
    start, end = words.long_date(period.start), words.long_date(period.end)
    if period.start == period.end:
        return end
    if period.start.year == period.end.year:
        start = start.removesuffix(f" {period.end.year}")
    return _("{first} tot en met {last}", first=start, last=end)
