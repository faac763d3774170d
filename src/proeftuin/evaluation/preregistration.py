"""What was laid down before a pilot, and where the report that came of it departs from that.

Windows, scheme, measure and comparison schools that are chosen after the numbers are known can
give almost any answer (see `sensitivity`). Laid down beforehand they cannot. A departure is no
sin, and sometimes wise; it has to be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from proeftuin import words
from proeftuin.evaluation.departures import MEASURES, REPORTED_TIER, Done, departures, listed
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.periods import Period
from proeftuin.pyramid.show import Shown
from proeftuin.pyramid.tiers import SCHEMES
from proeftuin.register.settings import Preregistration

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
            return f"Zoals vooraf vastgelegd op {day}."
        count = len(self.departures)
        points = "één punt" if count == 1 else f"{count} punten"
        return f"Op {points} anders dan vooraf vastgelegd op {day}."

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
    register: Any,
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
    open_choice = "niet vastgelegd"
    rows = [
        (
            "Hoofdcijfer",
            f"Tier {primary.tier}, zelfde leerlingen, {_direction(plan)}",
            f"Tier {REPORTED_TIER}, zelfde leerlingen",
        ),
        (
            "Periode",
            f"{Period(period.start, period.end).span()}, twee keer {period.days} schooldagen",
            " en ".join(f"{each.span()} ({each.days})" for each in done.windows)
            if done.windows
            else "geen vergelijking",
        ),
        ("Indeling", scheme or open_choice, done.scheme.name),
        (
            "Maat",
            MEASURES[primary.measure] if primary.measure else open_choice,
            MEASURES[done.measure],
        ),
        (
            "Minimum aan lessen of dagdelen",
            open_choice if primary.minimum_sessions is None else str(primary.minimum_sessions),
            str(done.scheme.minimum_sessions),
        ),
        (
            "Vergelijkingsscholen",
            listed(plan.comparison, names) or "geen",
            listed(done.comparison, names) or "geen",
        ),
        ("Verwacht", plan.expected or open_choice, ""),
    ]
    left_open = [what.lower() for what, planned, _ in rows if planned == open_choice]
    notes = [f"Niet vooraf vastgelegd: {words.listing(left_open)}."] if left_open else []
    return Preregistered(
        plan=plan,
        rows=pd.DataFrame(rows, columns=["what", "planned", "done"]),
        departures=tuple(departures(plan, done, register, names)),
        outcome=_outcome(plan, comparison),
        notes=tuple(notes),
    )


def _direction(plan: Preregistration) -> str:
    way = {
        "omhoog": "verwacht omhoog",
        "omlaag": "verwacht omlaag",
        "beide": "in beide richtingen",
    }[plan.primary.direction]
    if plan.smallest is None:
        return way
    return f"{way}, van belang vanaf {words.number(plan.smallest)} procentpunt"


def _outcome(plan: Preregistration, comparison: Comparison | None) -> str:
    """Put the figure that came out beside what was expected of it."""
    tier = plan.primary.tier
    if comparison is None or tier not in comparison.change.index or not comparison.paired:
        return ""
    change = float(comparison.change[tier])
    low, high = (float(comparison.interval[side].loc[tier]) for side in ("low", "high"))
    text = (
        f"Tier {tier} veranderde {words.points(change)} (onzekerheidsmarge {words.change(low)} tot "
        f"{words.change(high)})"
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
        where = "de hele marge ligt daar voorbij"
    elif ends[1] < plan.smallest:
        where = "de hele marge blijft daaronder"
    else:
        where = "de marge laat open of dat is gehaald"
    size = words.number(plan.smallest)
    return f"{text}; vooraf heette een verandering vanaf {size} procentpunt van belang: {where}."
