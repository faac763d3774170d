"""The same change where nothing was done.

How often do windows without a pilot give as much? Every earlier pair of windows in the school's
own register, the same weeks of earlier years, and schools without a pilot are asked the same
question; the place of the pilot among them needs no model at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.grid.grid import Grid, Layouts
from proeftuin.evaluation.grid.paired_changes import moves
from proeftuin.evaluation.windows.disruption import disrupted_days
from proeftuin.evaluation.windows.earlier_windows import earlier_pairs, years_back
from proeftuin.evaluation.windows.windows import Windows, counted, matched_windows
from proeftuin.pyramid.counting.attendance import Measure, measure_of
from proeftuin.pyramid.counting.empty_periods import refuse_without_days
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.periods import Period, school_days_in
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.counting.whole_numbers import Booleans
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.text import words

EARLIER, YEARS, SCHOOLS = "eerdere vensters", "eerder jaar", "zonder proeftuin"
FEWEST = 5
"""Under this many pairs of windows the place of the pilot says little."""
STEP = 5
"""School days from one pair of windows to the next: a week."""

_COLUMNS = {
    "kind": "str",
    "name": "str",
    "start": "datetime64[us]",
    "end": "datetime64[us]",
    "n": "int64",
    "change": "float64",
    "disrupted": "bool",
}


@dataclass(frozen=True, eq=False, repr=False)
class Placebo(Shown):
    """Where the change of the pilot stands among changes without one.

    Parameters
    ----------
    change
        Of the pilot, in percentage points.
    tier
        Of which tier.
    windows
        One row per pair of windows without a pilot: `kind` (earlier windows, an earlier year, or
        a school without a pilot; Dutch), `name`, `start` and `end`, `n` (paired pupils), `change`
        (percentage points) and `disrupted`: whether schools were closed or partly open, which
        leaves the pair out of the rank.
    notes
        What must be said with it, in Dutch.
    """

    change: float
    tier: int
    windows: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def counted(self) -> pd.DataFrame:
        """The pairs of windows that count: those that were not disrupted."""
        return self.windows[~self.windows["disrupted"]]

    @property
    def as_large(self) -> int:
        """How many of them changed as much or more, in either direction."""
        # A change is a count over n: equal ones may differ in the last bit.
        return int((self.counted["change"].abs() >= abs(self.change) - 1e-9).sum())

    @property
    def rank(self) -> int:
        """Place of the pilot by the size of its change, 1 being the largest."""
        return self.as_large + 1

    @property
    def pvalue(self) -> float:
        """`rank` / (n + 1): how often chance gives the pilot such a place; missing without any."""
        n = len(self.counted)
        return self.rank / (n + 1) if n and not np.isnan(self.change) else np.nan

    @property
    def sentence(self) -> str:
        """How many of the comparable windows gave as much, in Dutch."""
        n = len(self.counted)
        if not n or np.isnan(self.change):
            return (
                "Er zijn geen vergelijkbare vensters zonder proeftuin, dus hoe gewoon deze "
                "verandering is, is niet te zeggen."
            )
        if n == 1:
            gave = "gaf een" if self.as_large else "gaf geen"
            return f"Het ene vergelijkbare venster zonder proeftuin {gave} even grote verandering."
        gave = {0: "gaf er geen een", 1: "gaf er 1 een"}.get(
            self.as_large, f"gaven er {self.as_large} een"
        )
        return (
            f"Van de {words.number(n)} vergelijkbare vensters zonder proeftuin {gave} even grote "
            f"of grotere verandering in Tier {self.tier} ({words.p_value(self.pvalue)})."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the pairs of windows, largest change first."""
        return self.windows.sort_values("change", key=abs, ascending=False, ignore_index=True)

    def plot(self, ax: Any = None) -> Any:
        """Draw every change as a dot and the pilot's as a line; returns matplotlib's axes."""
        from proeftuin.evaluation.schools.plots import plot_placebo

        return plot_placebo(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        groups = self.counted.groupby("kind", sort=False)["change"]
        table = pd.DataFrame(
            {
                "": list(groups.groups),
                "vensters": [words.number(count) for count in groups.size()],
                "kleinste": [words.change(value) for value in groups.min()],
                "mediaan": [words.change(value) for value in groups.median()],
                "grootste": [words.change(value) for value in groups.max()],
            }
        )
        return "Dezelfde verandering zonder proeftuin", table, [self.sentence, *self.notes]


def placebo_distribution(
    register: Any,
    windows: Windows,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
    comparison_registers: Mapping[str, Any] | None = None,
    tier: int = 1,
    step: int = STEP,
    layouts: Layouts | None = None,
) -> Placebo:
    """Work out the paired change of a pilot's windows wherever there was no pilot.

    Parameters
    ----------
    register
        The pilot school's register; what it has before the first window ends is before the pilot.
    windows
        Before and after.
    scheme, measure, tier
        Which change; by default the scheme and measure of the register.
    comparison_registers
        Registers of schools without the programme, by name.
    step
        School days from one earlier pair of windows to the next.
    layouts
        Registers that were laid out before.

    Returns
    -------
    Placebo

    Raises
    ------
    InputError
        When the register has no school days in a window.

    Notes
    -----
    An earlier pair has as many school days in each window and between them, and lies in one
    school year when the pilot's does. Pairs a week apart share most of their days: p is the place
    of the pilot among them and no more exact than that. Each change is that of `compare`.
    """
    refuse_without_days(register, *windows)
    scheme, measure = scheme_in(register, scheme), measure or measure_of(register)
    windows, layouts = counted(register, windows), layouts or Layouts()
    known = pd.DatetimeIndex(register.school_days).unique().sort_values()
    known = known[known <= pd.Timestamp(windows[1].end)]
    grid = layouts.of(register, known)
    disrupted = disrupted_days(register, grid.days)
    own = _pair(grid, disrupted, windows, scheme, measure, tier)
    years = years_back(register, windows)
    pairs = [
        (YEARS, "een jaar eerder" if back == 1 else f"{back} jaar eerder", pair)
        for back, pair in years
    ]
    same = {(before.start, after.end) for _, (before, after) in years}
    pairs += [
        (EARLIER, "", pair)
        for pair in earlier_pairs(known, windows, step)
        if (pair[0].start, pair[1].end) not in same
    ]
    rows = [
        {"kind": kind, "name": name, **_pair(grid, disrupted, pair, scheme, measure, tier)}
        for kind, name, pair in pairs
    ]
    for name, other in (comparison_registers or {}).items():
        matched = matched_windows(other, windows)
        if matched is not None:
            days = school_days_in(other, Period(matched[0].start, matched[1].end))
            laid = layouts.of(other, days)
            found = _pair(laid, disrupted_days(other, laid.days), matched, scheme, measure, tier)
            # In the same weeks a closure that the pilot had too is what makes them alike.
            found["disrupted"] = found["disrupted"] and not own["disrupted"]
            rows.append({"kind": SCHOOLS, "name": name, **found})
    return placebo_of(own["change"], rows, tier, bool(own["disrupted"]))


def placebo_of(
    change: float, rows: list[dict[str, Any]], tier: int = 1, disrupted: bool = False
) -> Placebo:
    """Rank a change among others that are there already.

    Parameters
    ----------
    change
        Of the pilot, in percentage points.
    rows
        `kind`, `name`, `start`, `end`, `n`, `change` and `disrupted` of each pair of windows.
    tier
        Of which tier.
    disrupted
        Whether schools were closed or partly open in the pilot's own windows.

    Examples
    --------
    >>> day = pd.Timestamp("2024-03-01")
    >>> rows = [{"kind": EARLIER, "name": "", "start": day, "end": day, "n": 200,
    ...          "change": change, "disrupted": False} for change in (-4, 1, 2, 3, 8, 9)]
    >>> found = placebo_of(5.0, rows)
    >>> found.rank, round(found.pvalue, 3)
    (3, 0.429)
    >>> print(found.sentence)
    Van de 6 vergelijkbare vensters zonder proeftuin gaven er 2 een even grote of grotere
    verandering in Tier 1 (p = 0,429).
    """
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    small = frame["n"] < FEWEST_PUPILS
    frame = frame[~small].reset_index(drop=True)
    notes = []
    if small.any():
        notes.append(
            f"Vensters met minder dan {FEWEST_PUPILS} leerlingen tellen niet mee "
            f"({words.number(int(small.sum()))})."
        )
    if left_out := int(frame["disrupted"].sum()):
        notes.append(
            f"Vensters met een sluiting of afstandsonderwijs tellen niet mee ({left_out})."
        )
    if disrupted:
        notes.append(
            "In de vensters van de proeftuin zelf viel een sluiting of afstandsonderwijs; alleen "
            "andere scholen in dezelfde weken zijn daarmee te vergelijken."
        )
    n = len(frame) - left_out
    if 0 < n < FEWEST:
        notes.append(
            f"Met {n} vergelijkbare vensters zegt de plaats van de proeftuin weinig: kleiner dan "
            f"{words.p_value(1 / (n + 1), '')} kan p niet worden."
        )
    if (frame["kind"] == EARLIER).sum() > 1:
        notes.append(
            "Eerdere vensters van deze school overlappen elkaar en liggen in een ander seizoen."
        )
    return Placebo(float(change), tier, frame, tuple(notes))


def _pair(
    grid: Grid,
    disrupted: Booleans,
    windows: Windows,
    scheme: TierScheme,
    measure: Measure,
    tier: int,
) -> dict[str, Any]:
    before, after = (
        (
            int(grid.days.searchsorted(pd.Timestamp(window.start))),
            int(grid.days.searchsorted(pd.Timestamp(window.end), side="right")) - 1,
        )
        for window in windows
    )
    found = moves(grid, before, after, [scheme], tier, measure)
    return {
        "start": pd.Timestamp(windows[0].start),
        "end": pd.Timestamp(windows[1].end),
        "n": found.n,
        "change": float(found.change[0]),
        "disrupted": any(
            bool(disrupted[first : last + 1].any()) for first, last in (before, after)
        ),
    }
