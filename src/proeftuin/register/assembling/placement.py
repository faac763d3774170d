"""Absences placed in the sessions that were given, and what cannot be placed.

A row that names a session the pupil never had contradicts another part of the export: it stops the
import, or is left out and counted, as the school chose. Many such rows say something about the
calendar or the timetable and not about themselves, so leaving out stops at a small share unless the
school writes how many. A span that touches no session (sick in a holiday) contradicts nothing; it
is counted.
"""

from typing import Any

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.assembling.absence_rows import AbsenceRows
from proeftuin.register.assembling.misplaced import (
    CANCELLED,
    FREE,
    NO_DAY,
    NO_SESSION,
    NOT_ENROLLED,
    faults_of,
    problems_of,
    rows_of,
    too_many,
)
from proeftuin.register.assembling.misplacement_causes import causes
from proeftuin.register.assembling.sessions import Timetable
from proeftuin.register.project.calendar import school_year_span
from proeftuin.register.project.settings import School
from proeftuin.register.reading.parsing import problems_at
from proeftuin.register.reading.raw_tables import FILE, ROW
from proeftuin.register.store.engine import query
from proeftuin.text.language import N_

# Minutes of the day, whole: what is within a session is counted in them.
PLACED = """
with enrolled as (select *, coalesce("end", date '2200-01-01') as until from roster),
found as (
    select p.row, p.pupil, p.code, p.session as named, p.minutes, p.entered, p."from", p."to",
        g.class, g.date, g.session, g.minutes as session_minutes, g.begins, g.ends
    from points p
    join enrolled e on e.pupil = p.pupil and p.date between e.start and e.until
    join given g on g.class = e.class and g.date = p.date and g.session = p.session
    union all
    select s.row, s.pupil, s.code, null, null, s.entered,
        case when s.timed then s."from" end, case when s.timed then s."to" end,
        g.class, g.date, g.session, g.minutes, g.begins, g.ends
    from spans s
    join enrolled e on e.pupil = s.pupil
    join given g on g.class = e.class
        and g.date between s.date and s.last_date and g.date between e.start and e.until
    where case when s.timed then g.begins < s."to" and g.ends > s."from"
        else not (g.date = s.date and g.position < s.first)
            and not (g.date = s.last_date and g.position > s.last) end
),
-- A pupil of two classes that have a lesson in the same hour has one of them: the shorter, or the
-- lessons of a day could last longer than the day.
once as (
    select * from found
    qualify row_number() over (partition by row, date, session order by session_minutes, class) = 1
)
select * exclude ("from", "to", begins, ends),
    date_diff('minute', date, greatest(begins, coalesce("from", begins))) as opens,
    date_diff('minute', date, least(ends, coalesce("to", ends))) as closes,
    date_diff('minute', date, begins) as begins, date_diff('minute', date, ends) as ends
from once
order by row, date, begins
"""


def place(
    rows: AbsenceRows, roster: pd.DataFrame, timetable: Timetable, school: School
) -> tuple[pd.DataFrame, list[Problem], list[dict[str, Any]]]:
    """Place absences in sessions.

    Parameters
    ----------
    rows
        What `read_absence_rows` or `read_reports` gives.
    roster, timetable
        Enrolments, and the sessions that were given.
    school
        Whose school years hold, and whether impossible rows stop the import.

    Returns
    -------
    DataFrame
        One row per absence and session: `row`, `pupil`, `class`, `date`, `session`, `code`,
        `entered`, `minutes` (as registered), `session_minutes`; and in minutes of the day `opens`
        and `closes` (of the absence), `begins` and `ends` (of the session).
    list of Problem
        Rows that contradict the roster or the timetable, when the school wants to be stopped.
    list of dict
        What was left out: `what`, `count`, `examples`.
    """
    table, points, spans = rows.table, rows.points, rows.spans
    columns = ["row", "pupil", "code", "date", "last_date", "first", "last", "timed"]
    placed = query(
        PLACED,
        points=points,
        spans=spans[[*columns, "from", "to", "entered"]],
        roster=roster[["pupil", "class", "start", "end"]],
        given=timetable.given,
    )
    # A clock that names another time than the lesson hour: the lesson hour holds.
    beside = (placed["closes"] <= placed["opens"]) & placed["named"].notna()
    placed = placed.assign(
        opens=placed["opens"].mask(beside, placed["begins"]),
        closes=placed["closes"].mask(beside, placed["ends"]),
    ).drop(columns="named")
    problems = list(rows.problems) + _unknown_pupils(rows, roster)
    left_out: list[dict[str, Any]] = []
    nowhere = spans.loc[~spans["row"].isin(placed["row"]) & spans["pupil"].isin(roster["pupil"])]
    nowhere = nowhere[nowhere["timed"] | (nowhere["last_date"] > nowhere["date"])]
    loose, outside = _loose(rows, placed, roster, timetable, school)
    faults = faults_of(table, loose, outside, timetable, school)
    found = causes(loose, nowhere, placed, timetable, school) if faults else []
    many = too_many(faults, len(table.rows), school, bool(found))
    if school.impossible_rows == "weglaten" and not many:
        left_out += [_counted(fault.what, table.rows.loc[fault.rows]) for fault in faults]
    else:
        problems = [*found, *many, *problems, *problems_of(table, faults, loose, bool(found))]
    if not nowhere.empty:
        what = N_("afwezigheid die geen enkele les of dagdeel van de leerling raakt")
        left_out.append(_counted(what, table.rows.loc[nowhere["row"]]))
    return placed, problems, left_out


def _unknown_pupils(rows: AbsenceRows, roster: pd.DataFrame) -> list[Problem]:
    both = pd.concat([rows.points[["row", "pupil"]], rows.spans[["row", "pupil"]]])
    unknown = both.loc[~both["pupil"].isin(roster["pupil"]), "row"].drop_duplicates().sort_values()
    return problems_at(
        rows.table,
        rows.table.rows.loc[unknown],
        "pupil",
        "De leerling staat in geen leerlingenlijst.",
        "een leerling uit de leerlingenlijst",
        "Exporteer de leerlingenlijst opnieuw, met een rij per inschrijving, ook van wie in de "
        "loop van het jaar vertrok.",
    )


def _loose(
    rows: AbsenceRows,
    placed: pd.DataFrame,
    roster: pd.DataFrame,
    timetable: Timetable,
    school: School,
) -> tuple[pd.DataFrame, pd.Index]:
    """Find what names a session, or one day, in which the pupil had nothing.

    Returns
    -------
    DataFrame
        `row`, `date`, `session` (empty for a day), `class` (missing outside the enrolment) and
        `fault`, one of those of the module `misplaced`.
    Index
        The rows of which a date lies in none of the school years; they are not in the table.
    """
    one_day = rows.spans[~rows.spans["timed"] & (rows.spans["last_date"] == rows.spans["date"])]
    named = pd.concat([rows.points, one_day.assign(session="")])[
        ["row", "pupil", "date", "session"]
    ]
    named = named[named["pupil"].isin(roster["pupil"])]
    last = rows.spans[["row", "last_date"]].rename(columns={"last_date": "date"})
    outside = _rows_outside(pd.concat([named[["row", "date"]], last]), school)
    done = placed[["row", "session"]].drop_duplicates()
    is_day = named["session"] == ""
    is_placed = named["row"].isin(done["row"]) & is_day
    pairs = pd.MultiIndex.from_frame(named[["row", "session"]])
    is_placed |= pairs.isin(pd.MultiIndex.from_frame(done))
    loose = _with_class(named[~is_placed & ~named["row"].isin(outside)], roster)
    free = loose["date"].isin(timetable.free["date"])
    cancelled = pd.MultiIndex.from_frame(loose[["class", "date", "session"]]).isin(
        pd.MultiIndex.from_frame(timetable.cancelled[["class", "date", "session"]])
    )
    fault = pd.Series(NO_SESSION, index=loose.index, dtype="str")
    fault = fault.mask(loose["session"] == "", NO_DAY).mask(cancelled, CANCELLED)
    return loose.assign(
        fault=fault.mask(free, FREE).mask(loose["class"].isna(), NOT_ENROLLED)
    ), outside


def _rows_outside(dates: pd.DataFrame, school: School) -> pd.Index:
    """Return the rows of which a date lies in none of the school years."""
    inside = pd.Series(False, index=dates.index)
    for year in school.school_years:
        first, last = school_year_span(year)
        inside |= dates["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    return rows_of(dates[~inside])


def _with_class(rows: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """Add a class in which the pupil was on that day, missing when there is none."""
    return query(
        """
        select r.row, r.date, r.session, min(e.class) as class
        from rows r left join roster e on e.pupil = r.pupil
            and r.date >= e.start and (e."end" is null or r.date <= e."end")
        group by all order by r.row
        """,
        rows=rows,
        roster=roster[["pupil", "class", "start", "end"]],
    )


def _counted(what: str, raw: pd.DataFrame) -> dict[str, Any]:
    first = raw.head(5)
    places = [f"{file}, rij {row}" for file, row in zip(first[FILE], first[ROW], strict=True)]
    return {"what": what, "count": len(raw), "examples": places}
