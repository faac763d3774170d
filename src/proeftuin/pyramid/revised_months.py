"""Which earlier pyramids an import changes.

A corrected export can move pupils in months that were shown to a school already. Whoever imports it
must see which, or two reports of the same month differ without anyone knowing why.
"""

from typing import Any

import pandas as pd

from proeftuin.pyramid.counting.attendance import Measure, attendance_by_period, measure_of
from proeftuin.pyramid.counting.periods import Period, months
from proeftuin.pyramid.counting.pupil_table import tiers_of
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.register.project.calendar import school_year_of
from proeftuin.text import words

NO_TIER = 0
COLUMNS = {
    "month": "datetime64[us]",
    "label": "str",
    "new": "bool",
    "tier": "int64",
    "before": "int64",
    "after": "int64",
    "moved": "int64",
}


def changed_months(
    old: Any, new: Any, scheme: TierScheme | None = None, measure: Measure | None = None
) -> pd.DataFrame:
    """List the months whose pyramid differs between two registers of one school.

    Parameters
    ----------
    old, new
        The register before and after an import.
    scheme, measure
        The rule, and whether minutes or sessions are counted; by default those of `new`.

    Returns
    -------
    DataFrame
        One row per changed month and tier, with tier 0 for pupils without one: `month` (its first
        day), `label` (Dutch), `new` (nobody had a tier in it before), `tier`, `before` and `after`
        (pupils), and `moved`: in the whole month, the pupils who are in another tier, or in it in
        only one of the two. Empty when every pyramid stays as it was.
    """
    scheme, measure = scheme_in(new, scheme), measure or measure_of(new)
    firsts = sorted({first for register in (old, new) for first in _months(register)})
    spans = [Period(first, (first + pd.offsets.MonthEnd()).date()) for first in firsts]
    pairs = zip(*(_tiers(register, spans, scheme, measure) for register in (old, new)), strict=True)
    tables = []
    for first, (before, after) in zip(firsts, pairs, strict=True):
        before, after = before.align(after)
        moved = int((before.fillna(-1) != after.fillna(-1)).sum())
        if not moved or not (before.gt(NO_TIER).any() or after.gt(NO_TIER).any()):
            continue
        tiers = [*scheme.tiers, NO_TIER]
        tables.append(
            pd.DataFrame(
                {
                    "month": first,
                    "label": words.month_name(first),
                    "new": not before.gt(NO_TIER).any(),
                    "tier": tiers,
                    "before": [int((before == tier).sum()) for tier in tiers],
                    "after": [int((after == tier).sum()) for tier in tiers],
                    "moved": moved,
                }
            )
        )
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    return pd.concat(tables, ignore_index=True).astype(COLUMNS)


def describe_changes(changes: pd.DataFrame) -> list[str]:
    """Write the months that changed in Dutch, one line each, and the new ones in one line.

    Parameters
    ----------
    changes
        What `changed_months` returns.

    Examples
    --------
    >>> changes = pd.DataFrame({"label": "maart 2021", "new": False, "tier": [1, 2, 3, 0],
    ...     "before": [210, 30, 10, 4], "after": [213, 28, 9, 4], "moved": 3})
    >>> describe_changes(changes)
    ['maart 2021: Tier 1 210 → 213, Tier 2 30 → 28, Tier 3 10 → 9; 3 leerlingen anders ingedeeld']
    """
    if changes.empty:
        return []
    names = changes["tier"].map("Tier {}".format).mask(changes["tier"] == NO_TIER, "zonder tier")
    before, after = (changes[column].map(words.number) for column in ("before", "after"))
    texts = (names + " " + before + " → " + after).where(changes["before"] != changes["after"])
    known = changes.assign(text=texts)[~changes["new"]]
    lines = []
    for label, month in known.groupby("label", sort=False):
        counts = ", ".join(month["text"].dropna()) or "evenveel per tier"
        moved = words.pupils(int(month["moved"].iloc[0]))
        lines.append(f"{label}: {counts}; {moved} anders ingedeeld")
    if fresh := list(changes.loc[changes["new"], "label"].unique()):
        lines.append(f"nieuw: {words.listing(fresh)}")
    return lines


def _months(register: Any) -> list[pd.Timestamp]:
    """Return the first day of every month with school days, of all school years."""
    years = {school_year_of(day.date()) for day in register.school_days}
    return [
        pd.Timestamp(month.start).replace(day=1)
        for year in years
        for month in months(register, year)
    ]


def _tiers(
    register: Any, spans: list[Period], scheme: TierScheme, measure: Measure
) -> list["pd.Series[int]"]:
    """Return the tier of each pupil in every month; 0 for pupils without one."""
    found = []
    for pupils in attendance_by_period(register, spans, measure):
        tiers = tiers_of(pupils, scheme).fillna(NO_TIER).astype("int64")
        index = pd.MultiIndex.from_frame(pupils[["school", "pupil"]])
        found.append(pd.Series(tiers.to_numpy(), index=index))
    return found
