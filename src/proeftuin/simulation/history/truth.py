"""What is true of a sample school, worked out from the arrays it was made of.

The rule is written here once more on purpose, in whole numbers: Tier 1 when at least 95 of 100
possible minutes were attended, Tier 2 when at least 90, else Tier 3; no tier for a pupil with too
few possible sessions.
"""

from typing import Any

import numpy as np
import pandas as pd

from proeftuin.simulation.history.absence import Kinds
from proeftuin.simulation.schools.calendars import Days, first_and_last
from proeftuin.simulation.schools.world import Ints, SchoolSpec, World

WINDOW_DAYS = 20


def tiers(absent: Ints, possible: Ints) -> Ints:
    """Return the tier of counts of absent and possible minutes.

    Examples
    --------
    >>> tiers(np.array([5, 6, 10, 11]), np.array([100, 100, 100, 100]))
    array([1, 2, 2, 3])
    """
    attended = 100 * (possible - absent)
    return np.where(attended >= 95 * possible, 1, np.where(attended >= 90 * possible, 2, 3))


def windows(spec: SchoolSpec) -> dict[str, tuple[Days, Days]]:
    """Return the school days before and after of every pair of windows."""
    return {
        name: first_and_last(spec.days, start, end, WINDOW_DAYS)
        for name, (start, end) in spec.windows.items()
    }


def pupil_truth(world: World, absent: Kinds, numbers: list[str]) -> pd.DataFrame:
    """Return the truth per pupil and period: months, and the windows before and after.

    Parameters
    ----------
    world
        The school.
    absent
        Pupil × day × slot: above 0 where the session was missed.
    numbers
        The pupils' numbers, as in the export.
    """
    days = world.days
    months = days.astype("M8[M]")
    periods = {str(month): months == month for month in np.unique(months)}
    for name, (before, after) in windows(world.spec).items():
        suffix = f"-{name}" if name else ""
        periods[f"before{suffix}"] = np.isin(days, before)
        periods[f"after{suffix}"] = np.isin(days, after)

    possible = world.possible
    missed = np.where(absent > 0, possible, 0)
    tables = []
    for period, inside in periods.items():
        enrolled = (world.class_of[:, inside] >= 0).any(axis=1)
        table = pd.DataFrame(
            {
                "pupil": numbers,
                "period": period,
                "possible_minutes": possible[:, inside].sum(axis=(1, 2)),
                "absent_minutes": missed[:, inside].sum(axis=(1, 2)),
                "possible_sessions": (possible[:, inside] > 0).sum(axis=(1, 2)),
                "absent_sessions": (missed[:, inside] > 0).sum(axis=(1, 2)),
            }
        )
        tier = tiers(table["absent_minutes"].to_numpy(), table["possible_minutes"].to_numpy())
        classified = table["possible_sessions"] >= world.spec.minimum_sessions
        table["tier"] = pd.Series(tier, dtype="Int8").where(classified)
        tables.append(table.loc[np.flatnonzero(enrolled)].sort_values("pupil"))
    return pd.concat(tables, ignore_index=True)


def school_truth(spec: SchoolSpec, pupils: pd.DataFrame) -> dict[str, Any]:
    """Return the truth of a school: each pair of windows with its paired change."""
    truth: dict[str, Any] = {
        "school": spec.id,
        "rule": "tier 1 >= 95%, tier 2 >= 90%, else tier 3, of minutes; on a cut: better tier",
        "minimum_sessions": spec.minimum_sessions,
    }
    for name, pair in windows(spec).items():
        suffix = f"-{name}" if name else ""
        columns = [f"before{suffix}", f"after{suffix}"]
        wide = pupils.pivot(index="pupil", columns="period")
        before, after = (wide["tier"][column] for column in columns)
        there_before, there_after = (wide["possible_minutes"][column].notna() for column in columns)
        both = before.notna() & after.notna()
        cells = pd.crosstab(before[both].astype(int), after[both].astype(int))
        cells = cells.reindex(index=[1, 2, 3], columns=[1, 2, 3], fill_value=0)
        change = cells.sum(axis=0) - cells.sum(axis=1)
        found = {
            "windows": {
                which: {"start": str(days[0]), "end": str(days[-1]), "days": len(days)}
                for which, days in zip(("before", "after"), pair, strict=True)
            },
            "paired": int(both.sum()),
            "transitions": cells.to_numpy().tolist(),
            "change_pupils": change.tolist(),
            "change_points": [round(100 * int(c) / int(both.sum()), 4) for c in change],
            "joined": int((after.notna() & ~there_before).sum()),
            "left": int((before.notna() & ~there_after).sum()),
            "unclassified": int(
                ((there_before & before.isna()) | (there_after & after.isna())).sum()
            ),
        }
        truth |= {name: found} if name else found
    return truth
