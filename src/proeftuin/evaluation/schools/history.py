"""Whether pilot and comparison schools went the same way before there was a pilot.

A difference between schools only says something of the pilot when they were not drifting apart
already. That is tested on one slope per school, and a test that could not have seen a drift as
large as the difference itself is no test.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.grid.grid import Layouts, names_of
from proeftuin.evaluation.power.planned_comparison import POWER
from proeftuin.evaluation.schools.two_groups import Difference, mean_difference
from proeftuin.pyramid.counting.attendance import Measure, measure_of
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.periods import as_date
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme, classify
from proeftuin.text import words

FEWEST_POINTS = 3
LEVEL = 0.05


@dataclass(frozen=True, eq=False)
class PrePeriod:
    """The check of what came before.

    Parameters
    ----------
    slopes
        One row per school with enough points: `school`, `pilot`, `points`, `slope` (per unit of
        time).
    result
        Mean slope of the pilots minus that of the others; its test.
    detectable
        Drift, over the time between the two windows, that the test shows four times out of five;
        in the unit of the values. Missing without a test.
    passed
        Whether a drift that would explain the difference could have been seen, and none was.
    reason
        Why it did not pass, in Dutch; empty when it did.
    """

    slopes: pd.DataFrame
    result: Difference
    detectable: float
    passed: bool
    reason: str


def pre_period(history: pd.DataFrame, difference: float, horizon: float = 1.0) -> PrePeriod:
    """Test whether schools drifted apart before the start.

    Parameters
    ----------
    history
        `school`, `pilot`, `time` and `value`; time is below 0 before the start, and what is from
        0 on is left out.
    difference
        The difference in differences that the drift might explain.
    horizon
        Time between the window before and the window after, in the unit of `time`.

    Returns
    -------
    PrePeriod

    Notes
    -----
    It passes when p of the difference in slopes is 5% or more, and the drift that would be shown
    with 80% power, (t₀.₉₇₅ + t₀.₈₀) · SE · horizon, is no larger than the difference itself.

    Examples
    --------
    >>> history = pd.DataFrame({"school": [*"aaabbbcccddd"], "pilot": [True] * 3 + [False] * 9,
    ...     "time": [-3, -2, -1] * 4, "value": [70, 72, 74, 60, 61, 62, 80, 83, 86, 70, 72, 74]})
    >>> pre_period(history, difference=9.0).passed, pre_period(history, difference=2.0).passed
    (True, False)
    """
    from scipy.stats import t

    rows = history[(history["time"] < 0) & history["value"].notna()]
    centred = rows[["time", "value"]] - rows.groupby("school")[["time", "value"]].transform("mean")
    sums = (
        pd.DataFrame(
            {
                "school": rows["school"],
                "pilot": rows["pilot"],
                "points": 1,
                "xy": centred["time"] * centred["value"],
                "xx": centred["time"] ** 2,
            }
        )
        .groupby(["school", "pilot"], as_index=False)
        .sum()
    )
    sums = sums[(sums["points"] >= FEWEST_POINTS) & (sums["xx"] > 0)].reset_index(drop=True)
    slopes = sums.assign(slope=sums["xy"] / sums["xx"])[["school", "pilot", "points", "slope"]]
    result = mean_difference(slopes["slope"], slopes["pilot"])
    factor = t.ppf(1 - LEVEL / 2, result.df) + t.ppf(POWER, result.df)
    detectable = float(factor * result.standard_error * horizon)
    reason = _reason(slopes, result, detectable, difference)
    return PrePeriod(slopes, result, detectable, not reason, reason)


def _reason(slopes: pd.DataFrame, result: Difference, detectable: float, difference: float) -> str:
    """Say why the check does not pass; nothing when it does."""
    if slopes.empty:
        return f"van geen school zijn er {FEWEST_POINTS} metingen van voor de start"
    if np.isnan(result.pvalue):
        return (
            "er zijn te weinig scholen met een voorgeschiedenis om te toetsen of zij vooraf gelijk "
            "opliepen"
        )
    if result.pvalue < LEVEL:
        return (
            "de proeftuinscholen en de vergelijkingsscholen liepen vooraf al uiteen (verschil in "
            f"helling {words.change(result.difference)} per periode, "
            f"{words.p_value(result.pvalue)})"
        )
    if not detectable <= abs(difference):
        return (
            "de toets van de voorgeschiedenis heeft te weinig onderscheidend vermogen: pas een "
            f"scheefloop van {words.number(detectable, 1)} procentpunt was opgevallen, en het "
            f"verschil is {words.number(abs(difference), 1)}"
        )
    return ""


def school_history(
    registers: Mapping[str, Any],
    pilots: Collection[str],
    start: date | str,
    days: int = 20,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
    tier: int = 1,
    layouts: Layouts | None = None,
) -> pd.DataFrame:
    """Return the share of a tier in windows of so many school days, back from a start.

    Parameters
    ----------
    registers
        By name of the school.
    pilots
        Names of the schools with a pilot.
    start
        First day of the pilot; ISO text will do.
    days
        School days per window.
    scheme, measure
        How the pupils are classified; by default as the registers say.
    tier
        Which share.
    layouts
        Registers that were laid out before; these are added.

    Returns
    -------
    DataFrame
        One row per school and whole window with 30 pupils or more: `school`, `pilot`, `time` (−1
        is the last window before the start, 0 the first from it on), `value` (percent of the
        pupils with a tier), `n`, `start` and `end`.

    Raises
    ------
    ValueError
        When the registers have different rules or measures, and none is asked for.
    """
    scheme, measure = _rule_of(registers, scheme, measure)
    first = pd.Timestamp(as_date(start))
    layouts, rows = layouts or Layouts(), []
    for name, register in registers.items():
        known = pd.DatetimeIndex(register.school_days).unique().sort_values()
        zero = int(known.searchsorted(first))
        grid = layouts.of(register, known)
        absent, possible = names_of(measure)
        for time in range(-(zero // days), (len(known) - zero) // days):
            run = (zero + time * days, zero + (time + 1) * days - 1)
            counts = (grid.sums(each, run) for each in (absent, possible, "sessions"))
            missed, of, sessions = counts
            tiers = classify(missed, of, scheme, sessions).to_numpy(dtype=float, na_value=np.nan)
            tiers = tiers[~grid.incomplete(run)]
            n = int(np.isfinite(tiers).sum())
            if n >= FEWEST_PUPILS:
                value = 100 * float((tiers == tier).sum()) / n
                rows.append((name, name in pilots, time, value, n, known[run[0]], known[run[1]]))
    columns = ["school", "pilot", "time", "value", "n", "start", "end"]
    return pd.DataFrame(rows, columns=columns)


def _rule_of(
    registers: Mapping[str, Any], scheme: TierScheme | None, measure: Measure | None
) -> tuple[TierScheme, Measure]:
    """Return the one rule and measure of registers; shares by different ones do not compare."""
    schemes = [scheme_in(register, scheme) for register in registers.values()]
    measures = [measure or measure_of(register) for register in registers.values()]
    for name, used in (("scheme", schemes), ("measure", measures)):
        if any(one != used[0] for one in used):
            raise ValueError(f"the registers differ in {name}: say which one with {name}=")
    return (schemes or [scheme_in(None, scheme)])[0], (measures or [measure or "minutes"])[0]
