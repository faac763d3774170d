"""Pupil × school day: what was possible and what was missed.

The denominator is the pupil's own: enrolment × sessions really given to the class, less the ones
the pupil need not attend. Sessions of a class and week in which nobody registered anything are no
evidence of presence; they leave the possible time and are counted apart.
"""

import pandas as pd

from proeftuin.register.engine import query
from proeftuin.register.tables import conform

# A session is missed when at least half of it was; minutes are counted to the minute.
QUERY = """
with dates as (select distinct date from sessions),
enrolled as (
    select p.school, p.pupil, p.class, p.year_group, d.date,
        -- Of two classes at once the last one entered gives the pupil's class.
        row_number() over (
            partition by p.pupil, d.date order by p.start desc, p.class
        ) as place
    from pupils p
    join dates d on d.date >= p.start and (p."end" is null or d.date <= p."end")
),
possible as (
    -- A lesson that two classes of one pupil have in the same hour is one lesson.
    select e.pupil, e.date, s.session, max(s.minutes) as minutes,
        bool_or(s.registered) as registered
    from enrolled e
    join sessions s on s.class = e.class and s.date = e.date
    group by all
),
marked as (
    select pupil, date, session,
        bool_or(kind = 'not expected') as not_expected,
        bool_or(kind = 'absent') as absent,
        bool_or(kind = 'late') as late,
        -- DuckDB's least() passes over what is missing, so nothing may be.
        coalesce(sum(minutes) filter (kind in ('absent', 'late')), 0) as missed,
        coalesce(sum(minutes) filter (kind in ('absent', 'late') and authorised), 0) as authorised,
        coalesce(sum(minutes) filter (kind = 'absent' and reason = 'sick'), 0) as sick
    from absences group by all
),
counted as (
    select p.pupil, p.date,
        count(*) filter (p.registered and not coalesce(m.not_expected, false)) as sessions,
        sum(p.minutes) filter (p.registered and not coalesce(m.not_expected, false)) as minutes,
        count(*) filter (not p.registered) as unregistered_sessions,
        count(*) filter (p.registered and not m.not_expected and m.missed > 0
            and 2 * m.missed >= p.minutes) as absent_sessions,
        sum(least(m.missed, p.minutes)) filter (p.registered and not m.not_expected)
            as absent_minutes,
        sum(least(m.authorised, p.minutes)) filter (p.registered and not m.not_expected)
            as authorised_minutes,
        sum(least(m.sick, p.minutes)) filter (p.registered and not m.not_expected)
            as sick_minutes,
        count(*) filter (p.registered and m.late and not m.absent and not m.not_expected) as late
    from possible p
    left join marked m on m.pupil = p.pupil and m.date = p.date and m.session = p.session
    group by all
)
select e.school, e.pupil, e.class, e.year_group, e.date,
    coalesce(c.sessions, 0) as sessions,
    coalesce(c.minutes, 0) as minutes,
    coalesce(c.absent_sessions, 0) as absent_sessions,
    coalesce(c.absent_minutes, 0) as absent_minutes,
    coalesce(c.authorised_minutes, 0) as authorised_minutes,
    coalesce(c.absent_minutes, 0) - coalesce(c.authorised_minutes, 0) as unauthorised_minutes,
    coalesce(c.sick_minutes, 0) as sick_minutes,
    coalesce(c.late, 0) as late,
    coalesce(c.unregistered_sessions, 0) as unregistered_sessions
from enrolled e
left join counted c on c.pupil = e.pupil and c.date = e.date
where e.place = 1
order by e.class, e.pupil, e.date
"""


def derive_days(
    pupils: pd.DataFrame, sessions: pd.DataFrame, absences: pd.DataFrame
) -> pd.DataFrame:
    """Derive the `days` table from the other three.

    Parameters
    ----------
    pupils, sessions, absences
        Tables of the register.

    Returns
    -------
    DataFrame
        One row per pupil and school day; a day without possible sessions is a row too.

    Examples
    --------
    >>> from datetime import datetime
    >>> day = datetime(2021, 1, 5)
    >>> pupils = pd.DataFrame({"school": "s", "pupil": ["a"], "class": "1A", "year_group": "1",
    ...                        "start": [day], "end": [pd.NaT]})
    >>> sessions = pd.DataFrame({"school": "s", "class": "1A", "date": [day, day],
    ...                          "session": ["1", "2"], "minutes": 50, "registered": True})
    >>> absences = pd.DataFrame({"school": "s", "pupil": ["a"], "date": [day], "session": ["2"],
    ...                          "minutes": 50, "kind": "absent", "reason": "sick",
    ...                          "authorised": True, "code": "Z"})
    >>> derive_days(pupils, sessions, absences)[["minutes", "absent_minutes", "sick_minutes"]]
       minutes  absent_minutes  sick_minutes
    0      100              50            50
    """
    found = query(QUERY, pupils=pupils, sessions=sessions, absences=absences)
    return conform(found, "days")
