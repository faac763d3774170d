"""What of a school may stand in a report that other schools read."""

from typing import Any

import pandas as pd

from proeftuin.evaluation.schools.difference_in_differences import DifferenceInDifferences
from proeftuin.report.protection.masking import HIDDEN, MINIMUM

FEWEST_IN_A_MEAN = 3
# Shares of the paired pupils, and of everyone in the window after.
PARTS = {"before": "paired", "after": "paired", "now": "now"}
WHOLES = {"before": "n", "after": "n", "now": "now_n"}


def may_show(schools: pd.DataFrame) -> pd.DataFrame:
    """Tell of which schools shares may be shown: no group of one to four pupils follows from them.

    A change is a difference between two counts; with one of the shares the other follows. So a
    school shows its shares before and after both or neither, and its change nearly always. With
    the share now beside the one after, those who are in the window after only follow too, and so
    before.

    Parameters
    ----------
    schools
        `before`, `after` and `n` (paired pupils); `then` and `then_n`, `now` and `now_n`: of
        everyone in the window before, and after; `in_month`: whether the window before lies in
        one calendar month.

    Returns
    -------
    DataFrame
        Of every school `paired`, `now` and `change`: whether those may be shown.

    Examples
    --------
    >>> may_show(pd.DataFrame({"n": [40, 40], "before": [30, 30], "after": [37, 33],
    ...                        "now": [37, 33], "now_n": [40, 40],
    ...                        "then": [30, 30], "then_n": [40, 40],
    ...                        "in_month": False}))
       paired    now  change
    0   False  False    True
    1    True   True    True
    """
    counts = schools[[*PARTS, "n", "now_n"]].astype("int64")
    fine = {
        part: ~(_few(counts[part]) | _few(counts[whole] - counts[part]))
        for part, whole in WHOLES.items()
    }
    apart = {}
    for side, everyone, whole in (("after", "now", "now_n"), ("before", "then", "then_n")):
        other = schools[everyone].astype("int64") - counts[side]
        rest = schools[whole].astype("int64") - counts["n"] - other
        apart[side] = ~(_few(other) | _few(rest))
    # Of the window before a school's own report may show the pyramid, when it is a month.
    paired = fine["before"] & fine["after"] & apart["before"] & (apart["after"] | ~fine["now"])
    change = ~schools["in_month"] | (apart["before"] & apart["after"])
    return pd.DataFrame({"paired": paired & change, "now": fine["now"], "change": change})


def _few(counts: "pd.Series[int]") -> "pd.Series[bool]":
    return counts.between(1, MINIMUM - 1)


def shown_schools(schools: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the schools that may be shown, with shares hidden where they must be.

    Parameters
    ----------
    schools
        As for `may_show`.
    changes
        `school`, `pilot`, `n`, `change`, `low` and `high` of the schools with enough pupils.

    Returns
    -------
    DataFrame
        `changes` with `before`, `after` and `now` as shares, or hidden.
    """
    seen = may_show(schools).add_prefix("shows_")
    rows = schools.join(seen).set_index("school").loc[changes["school"]]
    shares: dict[str, list[Any]] = {
        part: [
            float(count / of) if shown else HIDDEN
            for count, of, shown in zip(
                rows[part], rows[WHOLES[part]], rows[f"shows_{kind}"], strict=True
            )
        ]
        for part, kind in PARTS.items()
    }
    seen_change = rows["shows_change"].to_numpy()
    for name in ("change", "low", "high"):
        if name in changes and not seen_change.all():
            shares[name] = [
                value if shown else HIDDEN
                for value, shown in zip(changes[name], seen_change, strict=True)
            ]
    return changes.assign(
        **{name: pd.Series(values, changes.index, dtype=object) for name, values in shares.items()}
    )


def drawn_history(
    found: DifferenceInDifferences, schools: pd.DataFrame
) -> tuple[pd.DataFrame | None, bool]:
    """Return the history that a figure may show: a line per school, or only the means.

    A line of a school shows a share in every window. When a small group follows from one of them,
    nobody gets a line of their own; and a mean of one or two schools is as good as their own.

    Parameters
    ----------
    found
        The difference, with its history.
    schools
        As for `may_show`, of the schools with a change.

    Returns
    -------
    DataFrame or None
        `school`, `pilot`, `time`, `value`; None when nothing may be drawn.
    bool
        Whether the lines of schools had to go.
    """
    seen = may_show(schools)
    if found.history is not None:
        history = found.history
        unsafe = ~seen["now"]
    else:
        history = _two_points(found.schools)
        unsafe = ~seen["paired"]
    inside = (history["value"] * history["n"] / 100).round()
    outside = history["n"].round() - inside
    small = inside.between(0.5, MINIMUM - 0.5) | outside.between(0.5, MINIMUM - 0.5)
    hidden = schools.loc[unsafe, "school"]
    if not (small.any() or found.schools["school"].isin(hidden).any()):
        return history, False
    if found.schools["pilot"].value_counts().min() < FEWEST_IN_A_MEAN:
        return None, True
    means = history.groupby(["pilot", "time"], as_index=False)["value"].mean()
    names = means["pilot"].map({True: "proeftuin", False: "vergelijking"})
    return means.assign(school=names), True


def _two_points(schools: pd.DataFrame) -> pd.DataFrame:
    sides = [
        schools[["school", "pilot", "n"]].assign(
            time=time, value=100 * schools[side] / schools["n"]
        )
        for time, side in ((-1, "before"), (0, "after"))
    ]
    return pd.concat(sides, ignore_index=True)
