"""How much the change hangs on choices that could as well have been made otherwise.

A comparison takes cuts, a side for pupils on a cut, a measure, windows. Someone who picks them
after seeing the numbers can get almost any answer; someone who did not should show that the answer
stands under the others too (Simonsohn, Simmons and Nelson 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.sensitivity.specification_curve import computed
from proeftuin.evaluation.sensitivity.specifications import (
    AXES,
    MAIN,
    Grids,
    Places,
    Specification,
    crossed,
    one_at_a_time,
    places_of,
    rules_of,
)
from proeftuin.evaluation.windows.windows import Windows
from proeftuin.pyramid.counting.attendance import Measure, measure_of
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.text import words

CUTS = (-2, -1, 1, 2)
LENGTHS = (10, 15, 20, 25, 30)
SHIFTS = tuple(range(-10, 11))
CROSSED_CUTS, CROSSED_SHIFTS = (-1, 1), (-5, 5)
ALIKE = (
    "De manieren van rekenen gaan over dezelfde leerlingen en grotendeels dezelfde dagen: een "
    "aandeel van de manieren is geen kans."
)


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Shown):
    """The change of one tier, however it is computed.

    Parameters
    ----------
    frame
        One row per way to compute it: `varied` (the axis that differs from the main way; `main`,
        or `grid` for several at once), the choice on every axis in Dutch (`cuts`, `edge`,
        `measure`, `days`, `shift`, `late`, `exempt`, `disrupted`), `value` (the choice that
        differs), `change`, `low`, `high` (percentage points), `n` (pupils), `start`, `end`.
    tier
        The tier that is looked at.
    notes
        What must be said with it, in Dutch.
    """

    frame: pd.DataFrame
    tier: int
    notes: tuple[str, ...]

    @property
    def main(self) -> "pd.Series[Any]":
        """The row of the way that was chosen."""
        return self.frame[self.frame["varied"] == MAIN].iloc[0]

    @property
    def same_sign(self) -> int:
        """In how many ways the change goes where that of the main way goes; it among them."""
        return int((np.sign(self.frame["change"]) == np.sign(self.main["change"])).sum())

    @property
    def without_zero(self) -> int:
        """In how many of those the interval leaves out zero."""
        same = self.frame[np.sign(self.frame["change"]) == np.sign(self.main["change"])]
        return int(((same["low"] > 0) | (same["high"] < 0)).sum())

    @property
    def by_axis(self) -> pd.DataFrame:
        """Return, per axis varied by itself, the lowest and highest change, the main one included.

        One row per axis, the one that matters most first: `axis` (in Dutch), `ways`, `low`,
        `high`.
        """
        main = float(self.main["change"])
        rows = [
            {
                "axis": AXES[str(axis)],
                "ways": len(part),
                "low": min(part["change"].min(), main),
                "high": max(part["change"].max(), main),
            }
            for axis, part in self.frame.groupby("varied", sort=False)
            if axis in AXES
        ]
        table = pd.DataFrame(rows, columns=["axis", "ways", "low", "high"])
        order = (table["low"] - table["high"]).argsort(kind="stable")
        return table.iloc[order].reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """How far the answer hangs on the choices, in Dutch."""
        main = self.main
        if main["n"] < FEWEST_PUPILS:
            return (
                f"Er zijn {words.pupils(int(main['n']))} in beide vensters te volgen, te weinig om "
                "te zeggen wat een andere manier van rekenen uitmaakt."
            )
        ways, changes = len(self.frame), self.frame["change"]
        span = f"{words.change(changes.min())} tot {words.change(changes.max())} procentpunt"
        if main["change"] == 0:
            return (
                f"De gekozen manier van rekenen geeft geen verschil in Tier {self.tier}; de "
                f"{words.number(ways)} manieren samen geven {span}."
            )
        widest = self.by_axis
        most = (
            f" Eén keuze tegelijk maakt het meest uit bij: {widest['axis'].iloc[0]} "
            f"({words.change(widest['low'].iloc[0])} tot {words.change(widest['high'].iloc[0])})."
            if len(widest)
            else ""
        )
        return (
            f"De gekozen manier van rekenen geeft in Tier {self.tier} een verandering van "
            f"{words.points(main['change'])}. Van de {words.number(ways)} manieren geven er "
            f"{words.number(self.same_sign)} een verandering in dezelfde richting; bij "
            f"{words.number(self.without_zero)} daarvan ligt nul buiten het interval. Alle "
            f"manieren samen: {span}.{most}"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per way to compute the change."""
        return self.frame.copy()

    def plot(self) -> Any:
        """Draw the specification curve; returns the upper axes."""
        from proeftuin.evaluation.sensitivity.plots import plot_specifications

        return plot_specifications(self)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        axes = self.by_axis
        table = pd.DataFrame(
            {
                "wat anders": axes["axis"],
                "manieren": [words.number(ways) for ways in axes["ways"]],
                "van": [words.change(low) for low in axes["low"]],
                "tot": [words.change(high) for high in axes["high"]],
            }
        )
        title = f"Tier {self.tier} op andere manieren berekend (procentpunt)"
        return title, table, [self.sentence, *self.notes]


def sensitivity(
    register: Any,
    windows: Windows,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
    tier: int = 1,
    cuts: Sequence[int] = CUTS,
    lengths: Sequence[int] = LENGTHS,
    shifts: Sequence[int] = SHIFTS,
) -> Sensitivity:
    """Make the same paired comparison in many other ways.

    One axis at a time from the main way: other cuts, the other side for pupils on a cut, other
    measures, lateness and exemption counted otherwise (where the register has any), other lengths
    and places of the windows, without closures and distance lessons. And every combination of
    cuts one point away, sides, measures, lengths, and windows a school week earlier and later.

    Parameters
    ----------
    register
        The school's register.
    windows
        Before and after, of the main way. Other lengths keep the first day of the one and the
        last day of the other, as `windows_between` lays them.
    scheme, measure
        Of the main way; by default those of the register.
    tier
        The tier that is looked at.
    cuts
        Points by which all cuts are moved.
    lengths
        School days per window.
    shifts
        School days by which both windows are moved.

    Returns
    -------
    Sensitivity

    Raises
    ------
    ValueError
        When the scheme has no such tier, or a window holds no school day.
    """
    scheme, measure = scheme_in(register, scheme), measure or measure_of(register)
    if tier not in scheme.tiers:
        raise ValueError(f"the scheme has tiers 1 to {scheme.tiers[-1]}, got {tier}")
    places = places_of(register, windows)
    own = places.before[1] - places.before[0] + 1
    disturbed = not all(
        places.quiet[run[0] : run[1] + 1].all() for run in (places.before, places.after)
    )
    # Windows as they were given are no other length.
    equal = own == places.after[1] - places.after[0] + 1
    others = [days for days in dict.fromkeys(lengths) if not (equal and days == own)]
    main = Specification(MAIN, scheme, measure)
    rules = rules_of(register, places)
    wanted = [
        main,
        *one_at_a_time(main, tier, cuts, others, shifts, rules, disturbed),
        *crossed(
            main,
            tier,
            [cut for cut in CROSSED_CUTS if cut in cuts],
            others,
            [shift for shift in CROSSED_SHIFTS if shift in shifts],
        ),
    ]
    rows = computed(Grids(register, places), wanted, tier)
    frame = pd.DataFrame(rows).astype({"change": float, "low": float, "high": float})
    chosen = {axis: frame[axis].iloc[0] for axis in AXES}
    frame["value"] = [
        "" if row["varied"] == MAIN else ", ".join(row[a] for a in AXES if row[a] != chosen[a])
        for row in frame.to_dict("records")
    ]
    kept = frame[(frame["varied"] == MAIN) | (frame["n"] >= FEWEST_PUPILS)]
    notes = _notes(places, wanted, rules, disturbed, len(frame) - len(kept))
    return Sensitivity(kept.reset_index(drop=True), tier, (ALIKE, *notes))


def _notes(
    places: Places,
    wanted: list[Specification],
    rules: tuple[list[str], list[str]],
    disturbed: bool,
    small: int,
) -> list[str]:
    notes = []
    lost = [each for each in wanted if places.runs(each) is None]
    lengths = sorted({each.days for each in lost if each.varied == "days"})
    if lengths:
        listed = words.listing([str(days) for days in lengths])
        notes.append(f"Twee vensters van {listed} schooldagen passen niet in deze periode.")
    if shifts := sorted({each.shift for each in lost if each.varied == "shift"}):
        listed = words.listing([words.change(shift, 0) for shift in shifts])
        notes.append(
            f"Voor een verschuiving van {listed} schooldagen heeft het register geen dagen."
        )
    if not disturbed:
        notes.append("In de vensters viel geen sluiting of afstandsonderwijs.")
    elif any(not each.disrupted for each in lost):
        notes.append(
            "Zonder sluiting en afstandsonderwijs blijven er in deze periode te weinig schooldagen "
            "over: of de verandering daarvan komt, is hier niet te zeggen."
        )
    if not rules[0]:
        notes.append("Te laat komen is in dit register niet op een andere manier te tellen.")
    if not rules[1]:
        notes.append("Er zijn in deze periode geen vrijstellingen die anders kunnen tellen.")
    if small:
        notes.append(
            f"{words.number(small)} manieren zijn weggelaten: minder dan {FEWEST_PUPILS} "
            "leerlingen om te volgen."
        )
    return notes
