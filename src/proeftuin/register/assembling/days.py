"""Pupil × school day: what was possible and what was missed.

The denominator is the pupil's own: enrolment × sessions really given to the class, less the ones
the pupil need not attend. Sessions that were not registered are no evidence of presence; they leave
the possible time and are counted apart, and so do all sessions of a pupil who was never observed
where presence is registered. Of sessions that were assumed to be registered, because nothing can be
said of them, is told how many there are.
"""

import pandas as pd

from proeftuin.register.store.engine import query
from proeftuin.register.store.tables import conform, filled

# A session is missed when at least half of it was; minutes are counted to the minute.
QUERY = """
with dates as (select distinct date from sessions),
given as (
    select class, date,
        count(*) filter (registered) as sessions,
        coalesce(sum(minutes) filter (registered), 0) as minutes,
        count(*) filter (not registered) as unregistered_sessions,
        count(*) filter (registered and evidence = 'none') as assumed_sessions,
        coalesce(sum(minutes) filter (registered and evidence = 'none'), 0) as assumed_minutes
    from sessions group by all
),
enrolled as (
    select p.school, p.pupil, p.class, p.year_group, d.date,
        coalesce(p.observed, true) as observed,
        -- Of two classes at once the last one entered gives the pupil's class.
        row_number() over (partition by p.pupil, d.date order by p.start desc, p.class) as place,
        count(*) over (partition by p.pupil, d.date) as classes
    from pupils p
    join dates d on d.date >= p.start and (p."end" is null or d.date <= p."end")
),
possible as (
    select e.pupil, e.date,
        if(e.observed, g.sessions, 0) as sessions,
        if(e.observed, g.minutes, 0) as minutes,
        g.unregistered_sessions + if(e.observed, 0, g.sessions) as unregistered_sessions,
        if(e.observed, g.assumed_sessions, 0) as assumed_sessions,
        if(e.observed, g.assumed_minutes, 0) as assumed_minutes
    from enrolled e join given g on g.class = e.class and g.date = e.date
    where e.classes = 1
    union all
    select pupil, date, count(*) filter (registered), coalesce(sum(minutes) filter (registered), 0),
        count(*) filter (not registered), count(*) filter (registered and assumed),
        coalesce(sum(minutes) filter (registered and assumed), 0)
    from (
        -- A lesson that two classes of one pupil have in the same hour is one lesson, as long as
        -- the shorter: the other may run into the next hour, which counts by itself.
        select e.pupil, e.date, s.session,
            coalesce(min(s.minutes) filter (s.registered), min(s.minutes)) as minutes,
            bool_or(s.registered and e.observed) as registered,
            bool_and(s.evidence = 'none' or not s.registered) as assumed
        from enrolled e join sessions s on s.class = e.class and s.date = e.date
        where e.classes > 1
        group by all
    )
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
placed as (
    select m.*, min(s.minutes) as minutes, bool_and(s.evidence = 'none') as assumed
    from marked m
    join enrolled e on e.pupil = m.pupil and e.date = m.date
    join sessions s on s.class = e.class and s.date = m.date and s.session = m.session
    where s.registered and e.observed
    group by all
),
counted as (
    select pupil, date,
        count(*) filter (not_expected) as excused_sessions,
        sum(minutes) filter (not_expected) as excused_minutes,
        count(*) filter (not_expected and assumed) as excused_assumed_sessions,
        sum(minutes) filter (not_expected and assumed) as excused_assumed_minutes,
        count(*) filter (not not_expected and missed > 0 and 2 * missed >= minutes)
            as absent_sessions,
        sum(least(missed, minutes)) filter (not not_expected) as absent_minutes,
        sum(least(authorised, minutes)) filter (not not_expected) as authorised_minutes,
        sum(least(sick, minutes)) filter (not not_expected) as sick_minutes,
        count(*) filter (late and not absent and not not_expected) as late
    from placed group by all
)
select e.school, e.pupil, e.class, e.year_group, e.date,
    coalesce(p.sessions, 0) - coalesce(c.excused_sessions, 0) as sessions,
    coalesce(p.minutes, 0) - coalesce(c.excused_minutes, 0) as minutes,
    coalesce(c.absent_sessions, 0) as absent_sessions,
    coalesce(c.absent_minutes, 0) as absent_minutes,
    coalesce(c.authorised_minutes, 0) as authorised_minutes,
    coalesce(c.absent_minutes, 0) - coalesce(c.authorised_minutes, 0) as unauthorised_minutes,
    coalesce(c.sick_minutes, 0) as sick_minutes,
    coalesce(c.late, 0) as late,
    coalesce(p.unregistered_sessions, 0) as unregistered_sessions,
    coalesce(p.assumed_sessions, 0) - coalesce(c.excused_assumed_sessions, 0) as assumed_sessions,
    coalesce(p.assumed_minutes, 0) - coalesce(c.excused_assumed_minutes, 0) as assumed_minutes
from enrolled e
left join possible p on p.pupil = e.pupil and p.date = e.date
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
    ...                          "session": ["1", "2"], "minutes": 50, "registered": True,
    ...                          "evidence": "mark"})
    >>> absences = pd.DataFrame({"school": "s", "pupil": ["a"], "date": [day], "session": ["2"],
    ...                          "minutes": 50, "kind": "absent", "reason": "sick",
    ...                          "authorised": True, "code": "Z"})
    >>> derive_days(pupils, sessions, absences)[["minutes", "absent_minutes", "sick_minutes"]]
       minutes  absent_minutes  sick_minutes
    0      100              50            50
    """
    sessions = filled(sessions, "sessions")
    pupils = filled(pupils, "pupils").astype({"observed": "boolean"})
    found = query(QUERY, pupils=pupils, sessions=sessions, absences=absences)
    return conform(found, "days")
