"""Pupil × school day: what was possible and what was missed.

The denominator is the pupil's own: enrolment × sessions really given to the class, less the ones
the pupil need not attend. Sessions of a class and week in which nobody registered anything are no
evidence of presence; they leave the possible time and are counted apart.
"""

import pandas as pd

from proeftuin.register.engine import query
from proeftuin.register.tables import conform

QUERY = """
with marked as (
    select pupil, date, session,
        bool_or(kind = 'not expected') as not_expected,
        bool_or(kind = 'absent') as absent,
        bool_or(kind = 'late') as late,
        max(minutes) filter (kind = 'absent') as minutes_absent,
        -- Of several reasons for one missed session an authorised one holds.
        coalesce(bool_or(authorised) filter (kind = 'absent'), false) as authorised,
        coalesce(bool_or(reason = 'sick') filter (kind = 'absent'), false) as sick
    from absences group by all
),
given as (
    -- Every class on every school day: an exam class has days without anything possible.
    select c.class, d.date,
        count(*) filter (s.registered) as sessions,
        coalesce(sum(s.minutes) filter (s.registered), 0) as minutes,
        count(*) filter (not s.registered) as unregistered_sessions
    from (select distinct class from pupils) c
    cross join (select distinct date from sessions) d
    left join sessions s on s.class = c.class and s.date = d.date
    group by all
),
pupil_days as (
    select p.school, p.pupil, p.class, p.year_group, g.*  exclude (class)
    from pupils p
    join given g on g.class = p.class
        and g.date >= p.start and (p."end" is null or g.date <= p."end")
),
marks as (
    select d.pupil, d.date,
        count(*) filter (not_expected) as excused_sessions,
        sum(s.minutes) filter (not_expected) as excused_minutes,
        count(*) filter (absent and not not_expected) as absent_sessions,
        sum(least(minutes_absent, s.minutes)) filter (absent and not not_expected)
            as absent_minutes,
        sum(least(minutes_absent, s.minutes))
            filter (absent and not not_expected and authorised) as authorised_minutes,
        sum(least(minutes_absent, s.minutes))
            filter (absent and not not_expected and sick) as sick_minutes,
        count(*) filter (late and not absent and not not_expected) as late
    from pupil_days d
    join marked m on m.pupil = d.pupil and m.date = d.date
    join sessions s on s.class = d.class and s.date = m.date and s.session = m.session
    where s.registered
    group by all
)
select d.school, d.pupil, d.class, d.year_group, d.date,
    d.sessions - coalesce(m.excused_sessions, 0) as sessions,
    d.minutes - coalesce(m.excused_minutes, 0) as minutes,
    coalesce(m.absent_sessions, 0) as absent_sessions,
    coalesce(m.absent_minutes, 0) as absent_minutes,
    coalesce(m.authorised_minutes, 0) as authorised_minutes,
    coalesce(m.absent_minutes, 0) - coalesce(m.authorised_minutes, 0) as unauthorised_minutes,
    coalesce(m.sick_minutes, 0) as sick_minutes,
    coalesce(m.late, 0) as late,
    d.unregistered_sessions
from pupil_days d
left join marks m on m.pupil = d.pupil and m.date = d.date
order by d.class, d.pupil, d.date
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
