"""Pupils of whom nothing was registered, where presence is registered too.

Where teachers mark everybody in every lesson, a pupil without a single mark was on no list: taken
off the lesson groups, at an internship, or never there. That is no evidence of presence.
"""

import pandas as pd

from proeftuin.register.store.engine import query

OBSERVED = """
with possible as (
    select distinct r.pupil from roster r
    join given g on g.class = r.class and g.registered
        and g.date >= r.start and (r."end" is null or g.date <= r."end")
)
select r.row, r.pupil in (select pupil from marks) or r.pupil not in (select pupil from possible)
    as observed
from roster r order by r.row
"""


def observed(
    roster: pd.DataFrame,
    given: pd.DataFrame,
    registered: "pd.Series[bool]",
    marks: pd.DataFrame,
    presence: bool,
) -> "pd.Series[bool]":
    """Tell of each enrolment whether anything was registered about the pupil.

    Parameters
    ----------
    roster
        Enrolments: `pupil`, `class`, `start`, `end`.
    given, registered
        The sessions that were given, and whether anybody registered anything in them.
    marks
        Everything that was registered, plain presence and reports too: `pupil`.
    presence
        Whether presence is registered; else it is not known who was seen.

    Returns
    -------
    Series
        Boolean; false for a pupil who had sessions that were registered and has no mark at all,
        missing where presence is not registered.

    Examples
    --------
    >>> day = pd.Timestamp("2021-01-05")
    >>> roster = pd.DataFrame({"pupil": ["1", "2"], "class": "2h", "start": day, "end": pd.NaT})
    >>> given = pd.DataFrame({"class": ["2h"], "date": day, "session": "1"})
    >>> observed(roster, given, pd.Series([True]), pd.DataFrame({"pupil": ["1"]}), True).tolist()
    [True, False]
    """
    if not presence:
        return pd.Series(pd.NA, index=roster.index, dtype="boolean")
    found = query(
        OBSERVED,
        roster=roster[["pupil", "class", "start", "end"]].assign(row=range(len(roster))),
        given=given[["class", "date"]].assign(registered=registered),
        marks=marks[["pupil"]].drop_duplicates(),
    )
    return found["observed"].astype("boolean").set_axis(roster.index)
