"""One row per school: what many schools are compared on.

With few schools the school is the unit: whatever design stands on top of it, a school enters with
one change, and how sure that change is.
"""

from collections.abc import Collection, Mapping

import pandas as pd

from proeftuin.pyramid.comparison import Comparison

COLUMNS = {
    "school": "str",
    "pilot": "bool",
    "n": "int64",
    "before": "int64",
    "after": "int64",
    "change": "float64",
    "standard_error": "float64",
    "df": "float64",
}


def school_changes(
    comparisons: Mapping[str, Comparison], pilots: Collection[str], tier: int = 1
) -> pd.DataFrame:
    """Put the comparisons of several schools in one table.

    Parameters
    ----------
    comparisons
        By name of the school.
    pilots
        Names of the schools with a pilot.
    tier
        Which tier the table is about; kept in `attrs["tier"]`.

    Returns
    -------
    DataFrame
        One row per school: `school`, `pilot`, `n` (paired pupils), `before` and `after` (pupils in
        the tier), `change` (100 · (after − before) / n, percentage points), `standard_error`
        (percentage points) and `df`.

    Raises
    ------
    ValueError
        When a pilot has no comparison.

    Examples
    --------
    >>> from proeftuin.pyramid.comparison import compare
    >>> before = pd.DataFrame({"school": "s", "pupil": range(8), "class": list("aabbccdd"),
    ...                        "absent": [2, 0, 0, 2, 0, 0, 2, 0], "possible": 20})
    >>> change = compare(before, before.assign(absent=0))
    >>> school_changes({"De Linde": change}, ["De Linde"])[["school", "n", "before", "after"]]
         school  n  before  after
    0  De Linde  8       5      8
    """
    if unknown := sorted(set(pilots) - set(comparisons)):
        raise ValueError(f"no comparison of {', '.join(unknown)}")
    rows = [
        {
            "school": name,
            "pilot": name in pilots,
            "n": each.paired,
            "before": int(each.before.counts[tier]),
            "after": int(each.after.counts[tier]),
            "change": float(each.change[tier]),
            "standard_error": float(each.standard_error[tier]),
            "df": float(each.df[tier]),
        }
        for name, each in comparisons.items()
    ]
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    found.attrs["tier"] = tier
    return found
