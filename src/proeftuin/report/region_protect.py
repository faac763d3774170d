"""What of a school may stand in a report that other schools read."""

from typing import Any

import pandas as pd

from proeftuin.report.protect import HIDDEN, is_masked, protect

# Pupils in Tier 1 and all with a tier: before, after, and of everyone in the window after.
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
