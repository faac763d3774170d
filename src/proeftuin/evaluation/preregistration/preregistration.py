"""What was laid down before a pilot, and where the report that came of it departs from that.

Windows, scheme, measure and comparison schools that are chosen after the numbers are known can
give almost any answer (see `sensitivity`). Laid down beforehand they cannot. A departure is no
sin, and sometimes wise; it has to be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from proeftuin.evaluation.preregistration.departures import (
    REPORTED_TIER,
    Done,
    departures,
    listed,
)
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import SCHEMES
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.register.project.settings import Preregistration
from proeftuin.register.store.days_source import DaysSource
from proeftuin.text import words
from proeftuin.text.language import _, ngettext

__all__ = ["Done", "Preregistered", "departures", "preregistered"]


@dataclass(frozen=True, eq=False, repr=False)
class Preregistered(Shown):
    """The page of what was laid down, with what was done beside it.

    Parameters
    ----------
    plan
        What was laid down.
    rows
        One row per point: `what`, `planned`, `done`, in Dutch.
    departures
        Dutch sentences, empty when the report is as laid down.
    outcome
        The primary figure as it came out, in Dutch; empty when there is none.
    notes
        What was left open, in Dutch.
    """

    plan: Preregistration
    rows: pd.DataFrame
    departures: tuple[str, ...]
    outcome: str
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Whether the report is as laid down, in Dutch."""
        day = words.long_date(self.plan.laid_down)
        if not self.departures:
            return _("Zoals vooraf vastgelegd op {day}.", day=day)
        count = len(self.departures)
        return ngettext(
            "Op één punt anders dan vooraf vastgelegd op {day}.",
            "Op {n} punten anders dan vooraf vastgelegd op {day}.",
            count,
            n=count,
            day=day,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return what was laid down and what was done, point by point."""
        return self.rows.copy()

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        columns = {"what": "", "planned": "vastgelegd", "done": "in dit rapport"}
        lines = [self.sentence, *self.departures, *filter(None, [self.outcome]), *self.notes]
        return "Vooraf vastgelegd", self.rows.rename(columns=columns), lines


def preregistered(
    plan: Preregistration,
    done: Done,
    register: DaysSource,
    names: Mapping[str, str] | None = None,
    comparison: Comparison | None = None,
) -> Preregistered:
    """Put what was laid down beside what a report did.

    Parameters
    ----------
    plan, done, register, names
        As for `departures`.
    comparison
        The change that was found, for the primary figure.
    """
    names = names or {}
    primary, period = plan.primary, plan.period
    scheme = None if primary.scheme_name is None else SCHEMES[primary.scheme_name].name
    open_choice = _("niet vastgelegd")
    rows = [
        (
            _("Hoofdcijfer"),
            _(
                "Tier {tier}, zelfde leerlingen, {direction}",
                tier=primary.tier,
                direction=_direction(plan),
            ),
            _("Tier {tier}, zelfde leerlingen", tier=REPORTED_TIER),
        ),
        (
            _("Periode"),
            _(
                "{span}, twee keer {days}",
                span=Period(period.start, period.end).span(),
                days=words.school_days(period.days),
            ),
            _(" en ").join(f"{each.span()} ({each.days})" for each in done.windows)
            if done.windows
            else _("geen vergelijking"),
        ),
        (_("Indeling"), _(scheme or open_choice), _(done.scheme.name)),
        (
            _("Maat"),
            _(words.MEASURES[primary.measure]) if primary.measure else open_choice,
            _(words.MEASURES[done.measure]),
        ),
        (
            _("Minimum aan lessen of dagdelen"),
            open_choice if primary.minimum_sessions is None else str(primary.minimum_sessions),
            str(done.scheme.minimum_sessions),
        ),
        (
            _("Vergelijkingsscholen"),
            listed(plan.comparison, names) or _("geen"),
            listed(done.comparison, names) or _("geen"),
        ),
        (_("Verwacht"), plan.expected or open_choice, ""),
    ]
    left_open = [what.lower() for what, planned, __ in rows if planned == open_choice]
    notes = (
        [_("Niet vooraf vastgelegd: {left_open}.", left_open=words.listing(left_open))]
        if left_open
        else []
    )
    return Preregistered(
        plan=plan,
        rows=pd.DataFrame(rows, columns=["what", "planned", "done"]),
        departures=tuple(departures(plan, done, register, names)),
        outcome=_outcome(plan, comparison),
        notes=tuple(notes),
    )


def _direction(plan: Preregistration) -> str:
    way = {
        "omhoog": _("verwacht omhoog"),
        "omlaag": _("verwacht omlaag"),
        "beide": _("in beide richtingen"),
    }[plan.primary.direction]
    if plan.smallest is None:
        return way
    return _(
        "{way}, van belang vanaf {smallest} procentpunt",
        way=way,
        smallest=words.number(plan.smallest),
    )


def _outcome(plan: Preregistration, comparison: Comparison | None) -> str:
    """Put the figure that came out beside what was expected of it."""
    tier = plan.primary.tier
    if comparison is None or tier not in comparison.change.index or not comparison.paired:
        return ""
    change = float(comparison.change[tier])
    low, high = (float(comparison.interval[side].loc[tier]) for side in ("low", "high"))
    text = _(
        "Tier {tier} {moved} (onzekerheidsmarge {low} tot {high})",
        tier=tier,
        moved=words.moved(change),
        low=words.change(low),
        high=words.change(high),
    )
    if plan.smallest is None:
        return f"{text}."
    sign = -1 if plan.primary.direction == "omlaag" else 1
    ends = sorted((sign * low, sign * high))
    if plan.primary.direction == "beide":
        if low > 0 or high < 0:
            ends = sorted((abs(low), abs(high)))
        else:
            ends = [0.0, max(abs(low), abs(high))]
    if ends[0] >= plan.smallest:
        where = _("de hele marge ligt daar voorbij")
    elif ends[1] < plan.smallest:
        where = _("de hele marge blijft daaronder")
    else:
        where = _("de marge laat open of dat is gehaald")
    size = words.number(plan.smallest)
    return _(
        "{text}; vooraf heette een verandering vanaf {size} procentpunt van belang: {where}.",
        text=text,
        size=size,
        where=where,
    )
