"""Counting answers: what is done, partly done or not done, and what is not known.

Three kinds of item are never put together: those that do not apply, those that nobody answered,
and those that are not done. A share is therefore given twice: of the answered items, and of all
that apply (then an unanswered item weighs like one that is not done). Where nothing was answered
there is no share at all. There is no mark over topics: items are not equally heavy, and a mark
would say that they are.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from proeftuin.team.checklist.answers import RANKS, STATES
from proeftuin.team.checklist.items import AUDIENCES, TOPICS

if TYPE_CHECKING:
    from proeftuin.team.checklist.checklist import Checklist

CELL = ("topic", "audience")
COUNTS = ["done", "partly", "not_done", "unanswered", "not_applicable"]
# How an item moved between two evaluations.
MOVES = ("further", "same", "back", "not comparable", "not applicable")
_LEVELS = {"topic": list(TOPICS), "audience": list(AUDIENCES)}


def score(frame: pd.DataFrame, by: Sequence[str] = CELL) -> pd.DataFrame:
    """Count the answers per group.

    Parameters
    ----------
    frame
        One row per item: `topic`, `audience`, `state`.
    by
        `topic`, `audience`, both, or nothing for one row in all.

    Returns
    -------
    DataFrame
        One row per group, groups without items too: `items`, the counts `done`, `partly`,
        `not_done`, `unanswered`, `not_applicable`; `applicable` = items − not applicable;
        `answered` = done + partly + not done; `done_share` and `partly_share` of `answered`, and
        `done_of_applicable` and `partly_of_applicable`. Shares run from 0 to 1 and are missing
        where nothing was answered.

    Examples
    --------
    >>> frame = pd.DataFrame({"topic": "vieren", "audience": "school",
    ...                       "state": ["done", "partly", "unanswered", "not applicable"]})
    >>> score(frame, ())[["items", "answered", "applicable", "done_share", "done_of_applicable"]]
       items  answered  applicable  done_share  done_of_applicable
    0      4         2           3         0.5            0.333333
    """
    states = frame["state"].to_numpy(dtype=object)
    flags = pd.DataFrame(
        {name: states == state for name, state in zip(COUNTS, _ORDER, strict=True)}, frame.index
    ).astype("int64")
    counts = _summed(flags, frame, by)
    counts.insert(len(by), "items", counts[COUNTS].sum(axis=1))
    answered = counts[["done", "partly", "not_done"]].sum(axis=1)
    applicable = counts["items"] - counts["not_applicable"]
    shares = {
        f"{state}_{suffix}": (counts[state] / base.where(answered > 0, np.nan)).astype("float64")
        for suffix, base in (("share", answered), ("of_applicable", applicable))
        for state in ("done", "partly")
    }
    return counts.assign(applicable=applicable, answered=answered, **shares)


def item_changes(before: "Checklist", after: "Checklist") -> pd.DataFrame:
    """Set two evaluations of a school beside each other, item by item.

    Returns
    -------
    DataFrame
        One row per item: `item, topic, audience, text, before, after` (states) and `move`:
        `further`, `same` or `back` for items answered both times with yes, partly or no;
        `not applicable` when both times so; else `not comparable`. Topics are those of `after`.
    """
    frame = after.to_frame()[["item", "topic", "audience", "text", "state"]]
    frame = frame.rename(columns={"state": "after"})
    earlier = before.to_frame().set_index("item")["state"]
    frame.insert(4, "before", frame["item"].map(earlier).astype("str"))
    step = frame["after"].map(RANKS) - frame["before"].map(RANKS)
    neither = (frame[["before", "after"]] == "not applicable").all(axis=1)
    move = np.select(
        [step > 0, step == 0, step < 0, neither], ["further", "same", "back", MOVES[-1]], MOVES[-2]
    )
    return frame.assign(move=pd.Series(move, index=frame.index, dtype="str"))


def cell_changes(items: pd.DataFrame, by: Sequence[str] = CELL) -> pd.DataFrame:
    """Count per group how the items moved.

    Parameters
    ----------
    items
        What `item_changes` returns.
    by
        As in `score`.

    Returns
    -------
    DataFrame
        One row per group: `items`, a count per kind of move (`further`, `same`, `back`,
        `not_comparable`, `not_applicable`), `compared` = further + same + back, and of the
        compared items `done_before` and `done_after` (counts) and `change`, the difference of
        their shares in percentage points; missing where nothing can be compared.
    """
    compared = items["move"].isin(["further", "same", "back"])
    flags = pd.DataFrame(
        {move.replace(" ", "_"): items["move"] == move for move in MOVES}
        | {"compared": compared}
        | {f"done_{side}": compared & (items[side] == "done") for side in ("before", "after")}
    ).astype("int64")
    counts = _summed(flags, items, by)
    moves = [move.replace(" ", "_") for move in MOVES]
    counts.insert(len(by), "items", counts[moves].sum(axis=1))
    base = counts["compared"].where(counts["compared"] > 0, np.nan).astype("float64")
    return counts.assign(change=100 * (counts["done_after"] - counts["done_before"]) / base)


def _summed(flags: pd.DataFrame, frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    if not by:
        return flags.sum().to_frame().T
    keys = [pd.Categorical(frame[name], _LEVELS[name]) for name in by]
    grouped = flags.groupby(keys, observed=False).sum()
    grouped.index.names = list(by)
    return grouped.reset_index().astype(dict.fromkeys(by, "str"))


_ORDER = tuple(STATES[i] for i in (0, 1, 2, 4, 3))
