"""How much moves in a school when nothing is done: its own history, before the start of a pilot.

What a pilot can show follows from how many pupils go in and out of Tier 1 by themselves, and from
how alike the pupils of one class are in that. Both are counted here in every pair of consecutive
windows of the same length before the start.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.grid.grid import Grid, grid_of
from proeftuin.evaluation.grid.paired_changes import moves
from proeftuin.evaluation.windows.disruption import disrupted_days
from proeftuin.pyramid.counting.attendance import Measure, measure_of
from proeftuin.pyramid.counting.intervals import FEWEST_CLUSTERS
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.periods import Period, as_date, school_days_in
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.register.project.calendar import school_year_of
from proeftuin.text import words

LITTLE = 3
"""Under this many windows one after the other, the history is short."""


@dataclass(frozen=True, eq=False, repr=False)
class Changers(Shown):
    """What moved in a school without a pilot.

    Parameters
    ----------
    days
        School days per window.
    share
        Pupils who came into Tier 1 or left it from one window to the next, as a share of those
        with a tier in both; the mean over the pairs, missing without any.
    design_effect
        How many times larger the variance of the change is than with pupils on their own; over
        all pairs, missing with fewer than four classes.
    pupils, classes
        Of the last pair.
    pairs
        One row per pair, the earliest first: `start`, `end`, `n`, `classes`, `change` (of Tier 1,
        in percentage points), `share`, `design_effect`.
    notes
        What must be said with it, in Dutch.
    """

    days: int
    share: float
    design_effect: float
    pupils: int
    classes: int
    pairs: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What the history says, in Dutch."""
        if not len(self.pairs):
            return "Uit de eigen geschiedenis is niet te zeggen hoeveel er vanzelf verandert."
        low, high = (
            words.change(end) for end in (self.pairs.change.min(), self.pairs.change.max())
        )
        return (
            f"Zonder proeftuin wisselde van het ene venster van {self.days} schooldagen op het "
            f"volgende {words.percent(self.share, 0)} van de leerlingen van of naar Tier 1, en "
            f"veranderde het aandeel in Tier 1 {low} tot {high} procentpunt."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the pairs of windows."""
        return self.pairs.copy()

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        effect = "–" if np.isnan(self.design_effect) else words.number(self.design_effect, 2)
        share = "–" if np.isnan(self.share) else words.percent(self.share)
        rows = {
            "paren van vensters": words.number(len(self.pairs)),
            "wisselde van of naar Tier 1": share,
            "ontwerpeffect van de klas": effect,
        }
        table = pd.DataFrame({"": list(rows), "waarde": list(rows.values())})
        title = f"Wat vanzelf verandert, vensters van {self.days} schooldagen"
        return title, table, [self.sentence, *self.notes]


def changers_of(
    register: Any,
    until: date | str | None = None,
    days: int = 20,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
) -> Changers:
    """Count who changes Tier 1 status by itself, in a school's own history.

    Every two consecutive windows of `days` school days before `until`, inside one school year,
    are a pair; pairs that touch a closure or distance lessons are left out as long as there are
    others.

    Parameters
    ----------
    register
        The school's register.
    until
        The day the pilot starts: only days before it count. By default all days.
    days
        School days per window.
    scheme, measure
        As for the comparison that is planned; by default those of the register.

    Returns
    -------
    Changers

    Raises
    ------
    ValueError
        When a window holds no day.
    """
    if days < 1:
        raise ValueError(f"a window holds at least one school day, got {days}")
    scheme, measure = scheme_in(register, scheme), measure or measure_of(register)
    last = date.max if until is None else as_date(until)
    school_days = school_days_in(register, Period(date.min, date.max))
    school_days = school_days[school_days < pd.Timestamp(last)] if until else school_days
    starts, notes = _starts(register, school_days, days)
    pairs = []
    if len(starts):
        grid = grid_of(register, school_days)
        pairs = [_pair(grid, int(first), days, scheme, measure) for first in starts]
    columns = ["start", "end", "n", "classes", "change", "share", "variance", "alone"]
    frame = pd.DataFrame(pairs, columns=columns)
    enough = frame[frame["n"] >= FEWEST_PUPILS].reset_index(drop=True)
    if len(frame) and not len(enough):
        notes.append(
            f"In geen enkel paar vensters zijn {FEWEST_PUPILS} leerlingen te volgen; daarop is "
            "niets te schatten."
        )
    clustered = enough[enough["variance"].notna()]
    if len(enough) and not len(clustered):
        notes.append(
            f"Er zijn minder dan {FEWEST_CLUSTERS} klassen, dus hoeveel leerlingen van één klas op "
            "elkaar lijken, is niet te schatten."
        )
    # Over the sums: a pair in which hardly anyone moved says little of how alike classes are.
    alone = float(clustered["alone"].sum())
    effect = float(clustered["variance"].sum()) / alone if alone else np.nan
    enough["design_effect"] = enough["variance"] / enough["alone"].where(enough["alone"] > 0)
    ending = enough.iloc[-1] if len(enough) else None
    return Changers(
        days=days,
        share=float(enough["share"].mean()) if len(enough) else np.nan,
        design_effect=effect,
        pupils=0 if ending is None else int(ending["n"]),
        classes=0 if ending is None else int(ending["classes"]),
        pairs=enough.drop(columns=["variance", "alone"]),
        notes=tuple(notes),
    )


def _starts(
    register: Any, school_days: pd.DatetimeIndex, days: int
) -> "tuple[np.ndarray[Any, np.dtype[np.int64]], list[str]]":
    """Return the first columns of the pairs, and what must be said of them."""
    first = np.arange(max(len(school_days) - 2 * days + 1, 0))
    end = first + 2 * days - 1
    years = np.array([school_year_of(day.date()) for day in school_days], dtype=object)
    first = first[years[first] == years[end]]
    if not len(first):
        return first, [
            f"Voor de start zijn er geen twee vensters van {days} schooldagen achter elkaar in "
            f"één schooljaar (er zijn {words.number(len(school_days))} schooldagen)."
        ]
    notes = []
    disturbed = np.cumsum(np.append(0, disrupted_days(register, school_days)))
    quiet = first[disturbed[first + 2 * days] == disturbed[first]]
    if not len(quiet):
        notes.append(
            "In alle vensters voor de start viel een sluiting of afstandsonderwijs; hoeveel er in "
            "een gewoon jaar verandert, is hieruit niet te zeggen."
        )
    elif len(quiet) < len(first):
        notes.append(
            f"Van de {len(first)} paren vensters zijn er {len(first) - len(quiet)} weggelaten "
            "waarin een sluiting of afstandsonderwijs viel."
        )
    used = quiet if len(quiet) else first
    if np.ptp(used) + 2 * days < LITTLE * days:
        notes.append(
            f"De geschiedenis is kort: minder dan {LITTLE} vensters achter elkaar. De schatting is "
            "onzeker."
        )
    return used, notes


def _pair(
    grid: Grid, first: int, days: int, scheme: TierScheme, measure: Measure
) -> dict[str, object]:
    before, after = (first, first + days - 1), (first + days, first + 2 * days - 1)
    found = moves(grid, before, after, [scheme], 1, measure)
    moved, n = found.difference[:, 0], found.n
    interval = found.interval()
    clustered = n > 0 and interval.clusters >= FEWEST_CLUSTERS
    share, change = (float(np.mean(moved**2)), float(np.mean(moved))) if n else (np.nan, np.nan)
    alone = (share - change**2) / n if n else np.nan
    # Where every class changed alike the interval is another one, and its variance no cluster's.
    alike = interval.methods[0] != "jackknife"
    variance = (0.0 if alike else float(interval.standard_error[0]) ** 2) if clustered else np.nan
    return {
        "start": grid.days[before[0]],
        "end": grid.days[after[1]],
        "n": n,
        "classes": interval.clusters,
        "change": 100 * change,
        "share": share,
        "variance": variance,
        "alone": alone,
    }
