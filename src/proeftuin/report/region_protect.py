"""What of a school may stand in a report that other schools read."""

from typing import Any

import pandas as pd

from proeftuin.evaluation.differences import DifferenceInDifferences
from proeftuin.report.protect import HIDDEN, MINIMUM, is_masked, protect

# Pupils in Tier 1 and all with a tier: before, after, and of everyone in the window after.
FEWEST_IN_A_MEAN = 3
PARTS = (("before", "n"), ("after", "n"), ("now", "now_n"))


def may_show(schools: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of which schools shares may be shown: no group of one to four pupils follows from them.

    A change is a difference between two counts; with one of the shares the other follows. So a
    school shows all of its shares or none, and its change always.

    Parameters
    ----------
    schools
        `before`, `after` and `n` (paired pupils), `now` and `now_n`.

    Examples
    --------
    >>> may_show(pd.DataFrame({"n": [40, 40], "before": [30, 30], "after": [37, 33],
    ...                        "now": [37, 33], "now_n": [40, 40]})).tolist()
    [False, True]
    """
    fine = pd.Series(True, index=schools.index)
    for part, whole in PARTS:
        inside = schools[part].rename("in")
        counts = pd.DataFrame({"in": inside, "out": schools[whole] - inside, "n": schools[whole]})
        hidden = protect(counts.astype("int64")).map(is_masked)
        fine &= ~hidden.any(axis="columns")
    return fine


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
    rows = schools.assign(shown=may_show(schools)).set_index("school").loc[changes["school"]]
    shares: dict[str, list[Any]] = {
        part: [
            float(count / of) if shown else HIDDEN
            for count, of, shown in zip(rows[part], rows[whole], rows["shown"], strict=True)
        ]
        for part, whole in PARTS
    }
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
    history = found.history if found.history is not None else _two_points(found.schools)
    inside = (history["value"] * history["n"] / 100).round()
    outside = history["n"].round() - inside
    small = inside.between(0.5, MINIMUM - 0.5) | outside.between(0.5, MINIMUM - 0.5)
    hidden = schools.loc[~may_show(schools), "school"]
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
