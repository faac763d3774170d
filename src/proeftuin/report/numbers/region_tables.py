"""The tables that schools of a region are compared on: changes, their means, and the history."""

from collections.abc import Iterable, Sequence

import pandas as pd

from proeftuin.evaluation.schools.history import school_history
from proeftuin.evaluation.schools.school_changes import school_changes
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.report.numbers.region_windows import Cohort, Member


def school_table(found: Iterable[Cohort]) -> pd.DataFrame:
    """Return a row per school, that of a school without a pilot in the windows of most pilots.

    Parameters
    ----------
    found
        Most pilots first.

    Returns
    -------
    DataFrame
        As `school_changes`, by name, and `now` and `now_n`: pupils in Tier 1, and all with a tier,
        in the window after; `then` and `then_n` in the one before.
    """
    compared: dict[str, Comparison] = {}
    pilots: list[str] = []
    for cohort in found:
        pilots += cohort.pilots
        compared = {**cohort.others, **compared, **cohort.pilots}
    table = school_changes(compared, pilots)
    attrs = table.attrs
    for name, side in (("then", "all_before"), ("now", "all_after")):
        pyramids = [getattr(each, side) for each in compared.values()]
        table[name] = pd.Series([int(one.counts.iloc[0]) for one in pyramids], dtype="int64")
        table[f"{name}_n"] = pd.Series([one.n for one in pyramids], dtype="int64")
    table["in_month"] = pd.Series([in_month(each) for each in compared.values()], dtype=bool)
    table = table.sort_values("school", ignore_index=True)
    table.attrs = attrs
    return table


def in_month(comparison: Comparison) -> bool:
    """Tell whether the window before may be a month, of which a school's report has a pyramid."""
    window = comparison.periods[0]
    return bool(window and window.start.replace(day=1) == window.end.replace(day=1))


def averaged(used: Sequence[Cohort], earlier: bool = False) -> pd.DataFrame:
    """Return a row per school for the difference; that of a school without a pilot is a mean.

    With the mean over the windows of all pilots, the difference is the average of what each pilot
    differs from the schools without one in its own windows.

    Parameters
    ----------
    used
        Cohorts with schools without a pilot; of those, the ones that are known in the windows of
        every cohort count.
    earlier
        Take the windows of a year earlier.

    Returns
    -------
    DataFrame
        `school`, `pilot`, `n`, `before`, `after`, `change`; schools of 30 pupils or more.
    """
    rows = []
    for cohort in used:
        sides = (
            (cohort.earlier_pilots, cohort.earlier_others)
            if earlier
            else (cohort.pilots, cohort.others)
        )
        table = school_changes({**sides[0], **sides[1]}, list(sides[0]))
        table = table[table["n"] >= FEWEST_PUPILS]
        if table["pilot"].any():
            rows.append(table.assign(weight=int(table["pilot"].sum()), windows=1))
    if not rows:
        return school_changes({}, [])
    found = pd.concat(rows, ignore_index=True)
    numbers = ["n", "before", "after", "change"]
    weighted = found[numbers].mul(found["weight"], axis="index")
    sums = pd.concat([found[["school", "pilot", "weight", "windows"]], weighted], axis="columns")
    sums = sums.groupby(["school", "pilot"], as_index=False).sum()
    means = sums[numbers].div(sums["weight"], axis="index")
    complete = sums["pilot"] | sums["windows"].eq(len(rows))
    table = sums[["school", "pilot"]].join(means)[complete].reset_index(drop=True)
    table.attrs["tier"] = 1
    return table


def region_history(region: Iterable[Member], used: Iterable[Cohort]) -> pd.DataFrame | None:
    """Return the share in Tier 1 in windows through time, up to the window after.

    Parameters
    ----------
    region
        The schools.
    used
        Cohorts; the time of a school is counted from the start of the pilots beside it.

    Returns
    -------
    DataFrame or None
        `school`, `pilot`, `time`, `value` (percent) and `n`; None without any window before.
    """
    rows = []
    for cohort in used:
        days = cohort.windows[0].days or 0
        last = pd.Timestamp(cohort.windows[1].end)
        for member in region:
            if member.name in {**cohort.pilots, **cohort.others}:
                history = school_history(
                    {member.name: member.register},
                    list(cohort.pilots),
                    cohort.start,
                    days,
                    member.scheme,
                    member.school.measure,
                )
                rows.append(history[history["start"] <= last])
    if not rows:
        return None
    found = pd.concat(rows, ignore_index=True)
    found = found.groupby(["school", "pilot", "time"], as_index=False)[["value", "n"]].mean()
    return found if (found["time"] < 0).any() else None
