"""Absences placed in the sessions that were given, and what cannot be placed.

A row that names a session the pupil never had contradicts another part of the export: it stops the
import, or is left out and counted, as the school chose. A span that touches no session (sick in a
holiday) contradicts nothing; it is counted.
"""

from typing import Any, NamedTuple

import pandas as pd

from proeftuin.language import N_
from proeftuin.register.absencerows import AbsenceRows
from proeftuin.register.calendar import school_year_span
from proeftuin.register.engine import query
from proeftuin.register.parsing import problems_at
from proeftuin.register.problems import Problem
from proeftuin.register.rawtables import FILE, ROW
from proeftuin.register.sessions import Timetable
from proeftuin.register.settings import School

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


class Fault(NamedTuple):
    """A kind of row that cannot be: what, what was expected, what to do, which rows, which cell."""

    what: str
    expected: str
    mend: str
    rows: pd.Index
    column: str


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
    for fault in _faults(rows, placed, roster, timetable, school):
        raw = table.rows.loc[fault.rows]
        if school.impossible_rows == "weglaten":
            left_out.append(_counted(fault.what, raw))
        else:
            problems += problems_at(
                table, raw, fault.column, fault.what, fault.expected, fault.mend
            )
    nowhere = spans.loc[~spans["row"].isin(placed["row"]) & spans["pupil"].isin(roster["pupil"])]
    nowhere = nowhere[nowhere["timed"] | (nowhere["last_date"] > nowhere["date"])]
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
        "Exporteer de leerlingenlijst opnieuw, met wie in de loop van het jaar vertrok.",
    )


def _faults(
    rows: AbsenceRows,
    placed: pd.DataFrame,
    roster: pd.DataFrame,
    timetable: Timetable,
    school: School,
) -> list[Fault]:
    """Find rows that name a session, or one day, in which the pupil had nothing."""
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
    loose = named[~is_placed & ~named["row"].isin(outside)]
    loose = _with_class(loose, roster)
    not_enrolled = loose["class"].isna()
    free = ~not_enrolled & loose["date"].isin(timetable.free["date"])
    cancelled = pd.MultiIndex.from_frame(loose[["class", "date", "session"]]).isin(
        pd.MultiIndex.from_frame(timetable.cancelled[["class", "date", "session"]])
    )
    rest = ~not_enrolled & ~free
    remove = 'Haal de rij weg, of zet bij de school: onmogelijke_rijen = "weglaten".'
    cell = "session" if "session" in rows.table.rows else "date"
    found = [
        Fault(
            N_("De datum valt buiten het schooljaar."),
            f"een datum in {', '.join(school.school_years)}",
            "Haal de rij weg, of zet het schooljaar erbij in proeftuinen.toml.",
            outside,
            "date",
        ),
        Fault(
            N_("De leerling was op deze dag niet ingeschreven."),
            "een datum tussen begin en einde van de inschrijving",
            f"Verbeter de inschrijving in de leerlingenlijst. {remove}",
            _rows_of(loose[not_enrolled]),
            "date",
        ),
        Fault(
            N_("Op deze dag was er geen les: een vakantie of vrije dag."),
            "een schooldag",
            f"Was er wel les? Zet de dag bij eigen_dagen met les = true. {remove}",
            _rows_of(loose[free]),
            "date",
        ),
        Fault(
            N_("De les is vervallen."),
            "een les die is gegeven",
            remove,
            _rows_of(loose[rest & cancelled]),
            cell,
        ),
        Fault(
            N_("De klas had op deze dag geen les."),
            "een dag met les in het rooster",
            remove,
            _rows_of(loose[rest & (loose["session"] == "")]),
            "date",
        ),
        Fault(
            N_("De les staat niet in het rooster van de klas."),
            "een les of dagdeel uit het rooster",
            remove,
            _rows_of(loose[rest & ~cancelled & (loose["session"] != "")]),
            cell,
        ),
    ]
    return [fault for fault in found if len(fault.rows)]


def _rows_outside(dates: pd.DataFrame, school: School) -> pd.Index:
    """Return the rows of which a date lies in none of the school years."""
    inside = pd.Series(False, index=dates.index)
    for year in school.school_years:
        first, last = school_year_span(year)
        inside |= dates["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    return _rows_of(dates[~inside])


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


def _rows_of(rows: pd.DataFrame) -> pd.Index:
    return pd.Index(rows["row"].drop_duplicates().sort_values())


def _counted(what: str, raw: pd.DataFrame) -> dict[str, Any]:
    first = raw.head(5)
    places = [f"{file}, rij {row}" for file, row in zip(first[FILE], first[ROW], strict=True)]
    return {"what": what, "count": len(raw), "examples": places}
