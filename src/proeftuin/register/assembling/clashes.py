"""Lessons of two classes of one pupil that are at the same time under different names.

Of lessons in the same hour a pupil has one. Under other names both count, and the time that was
possible for the pupil can be longer than the clock allows; that is told, because nothing in the
export says which of the two the pupil had.
"""

from typing import Any

import pandas as pd

from proeftuin.register.store.engine import query
from proeftuin.text.language import N_

SHOWN = 5
# Per pupil and hour the shortest lesson, as it is counted.
CLASHES = """
with enrolled as (
    select pupil, class, start, coalesce("end", timestamp '2200-01-01') as until from roster
),
had as (
    select e.pupil, g.date, g.session, g.class, g.begins, g.ends
    from enrolled e join given g on g.class = e.class and g.date between e.start and e.until
    qualify row_number() over (
        partition by e.pupil, g.date, g.session order by g.ends - g.begins, g.class
    ) = 1
),
clashing as (
    select a.pupil, a.date, least(a.class, b.class) as one, greatest(a.class, b.class) as other
    from had a join had b on b.pupil = a.pupil and b.date = a.date and b.session > a.session
        and b.class <> a.class and b.begins < a.ends and a.begins < b.ends
)
select one, other, min(date) as first, count(distinct (pupil, date)) as days
from clashing group by one, other order by days desc, one, other
"""


def clashes(roster: pd.DataFrame, given: pd.DataFrame) -> list[dict[str, Any]]:
    """Count the days on which a pupil has lessons of two classes at the same time.

    Parameters
    ----------
    roster
        Enrolments: `pupil`, `class`, `start`, `end`.
    given
        Sessions: `class`, `date`, `session`, and the moments `begins` and `ends`.

    Returns
    -------
    list of dict
        `what`, `count` (days of pupils), `examples`; none where nothing clashes.

    Examples
    --------
    >>> day = pd.Timestamp("2021-01-05")
    >>> roster = pd.DataFrame({"pupil": "a", "class": ["1a", "muziek"], "start": day,
    ...                        "end": pd.Series([pd.NaT, pd.NaT], dtype="datetime64[us]")})
    >>> given = pd.DataFrame({"class": ["1a", "muziek"], "date": day, "session": ["1", "blok A"]})
    >>> given = given.assign(begins=day + pd.Timedelta(hours=9), ends=day + pd.Timedelta(hours=10))
    >>> [(each["count"], each["examples"]) for each in clashes(roster, given)]
    [(1, ['1a en muziek, 05-01-2021'])]
    """
    several = roster[roster["pupil"].duplicated(keep=False)]
    if several.empty:
        return []
    found = query(
        CLASHES,
        roster=several[["pupil", "class", "start", "end"]],
        given=given[["class", "date", "session", "begins", "ends"]],
    )
    if found.empty:
        return []
    what = N_(
        "dagen waarop een leerling van twee klassen tegelijk les heeft, onder verschillende "
        "lesuren: beide tellen"
    )
    examples = [
        f"{row['one']} en {row['other']}, {row['first']:%d-%m-%Y}"
        for row in found.head(SHOWN).to_dict("records")
    ]
    return [{"what": what, "count": int(found["days"].sum()), "examples": examples}]
