"""Marks of pupils: absences in their sessions × code book, every missed minute counted once.

A registration says something of one pupil and one session. A report (Somtoday) says something of a
span of time; it explains an observation of absence, stands in where nobody observed anything, and
gives way where a teacher saw the pupil in the lesson.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.assembling.absence_rows import read_absence_rows, read_reports
from proeftuin.register.assembling.placement import place
from proeftuin.register.assembling.sessions import KEYS, Timetable
from proeftuin.register.privacy.pseudonyms import canonical_numbers
from proeftuin.register.project.settings import ExportPeriod, School
from proeftuin.register.reading.raw_tables import RawTable
from proeftuin.register.registered.evidence import CLOSED, PRESENCE, UNCOVERED, UNOBSERVED
from proeftuin.register.store.engine import query
from proeftuin.text.language import N_

MEANING = ["kind", "reason", "authorised"]
MARK = ["pupil", "date", "session"]
# Of several reasons for one minute the last one entered holds, then an authorised one, then sick.
ORDER = "entered desc nulls last, authorised desc nulls last, reason = 'sick' desc, code"


@dataclass(frozen=True)
class Marks:
    """Registrations placed in the sessions that were given.

    Parameters
    ----------
    rows
        `pupil`, `class`, `date`, `session`, `code`, `kind`, `reason`, `authorised`, `entered`,
        `opens` and `closes` (minutes of the day that were missed; equal when none).
    evidence
        For each session that was given, what the export itself says of its registration; empty
        where it says nothing. See `register.evidence`.
    left_out, repaired
        What was left out and what was mended: `what`, `count`, `examples`.
    problems
        What is wrong.
    span
        First and last day that the registrations certainly cover; None without any.
    doubtful
        What was read, and asks for a look: `what`, `count`, `examples`.
    """

    rows: pd.DataFrame
    evidence: "pd.Series[str]"
    left_out: list[dict[str, Any]] = field(default_factory=list)
    repaired: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    span: tuple[date, date] | None = None
    doubtful: list[dict[str, Any]] = field(default_factory=list)


def read_marks(
    tables: dict[str, RawTable],
    school: School,
    roster: pd.DataFrame,
    timetable: Timetable,
    book: pd.DataFrame,
) -> Marks:
    """Read registrations, and reports where there are any, and place them in sessions.

    Parameters
    ----------
    tables
        The tables of the export; `registrations` and, perhaps, `reports`.
    school
        Whose choices hold.
    roster, timetable, book
        Enrolments, sessions and the code book.
    """
    read = {"registrations": read_absence_rows, "reports": read_reports}
    marks: dict[str, pd.DataFrame] = {}
    span = None
    problems: list[Problem] = []
    left_out: list[dict[str, Any]] = []
    repaired: list[dict[str, Any]] = []
    for name in [name for name in read if name in tables]:
        rows = read[name](tables[name])
        placed, wrong, unplaced = place(rows, roster, timetable, school)
        problems += wrong
        left_out += unplaced
        span = span or _span(placed)
        marks[name], mended, without = _missed(placed, book, school)
        repaired += rows.repaired + mended
        left_out += without
    repaired += _lost_zeros(tables)
    observed = marks["registrations"]
    presence = tables["registrations"].profile.presence
    evidence = _evidence(observed, timetable.given, presence, school.export_period)
    both = explain(observed, marks["reports"]) if "reports" in marks else observed
    doubtful = _outside_period(observed, school)
    return Marks(both, evidence, left_out, repaired, problems, span, doubtful)


def explain(observed: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Let reports explain observations.

    A report of absence gives an observed absence its reason, for the whole of what was observed; a
    report of lateness or of being sent out goes with observed presence; where nothing was observed
    the report holds alone.
    """
    kinds = observed[[*MARK, "kind", "opens", "closes"]]
    both = kinds.merge(reported, on=MARK, suffixes=("_observed", ""))
    explains = (both["kind_observed"] == "absent") & (both["kind"] == "absent")
    goes_along = (both["kind_observed"] == "present") & both["kind"].isin(["late", "present"])
    # Seen to be away for the whole lesson, whatever part of it was reported.
    both["opens"] = both["opens"].mask(explains, both["opens_observed"])
    both["closes"] = both["closes"].mask(explains, both["closes_observed"])
    explained = both[explains | goes_along][reported.columns]
    alone = reported[~_in(reported, observed)]
    unexplained = observed[~_in(observed, explained)]
    return pd.concat([unexplained, explained, alone], ignore_index=True)[observed.columns]


def count_once(marks: pd.DataFrame) -> pd.DataFrame:
    """Divide the missed minutes of a session over its marks, every minute once.

    Parameters
    ----------
    marks
        Rows of `Marks`; several of one pupil and session may cover the same minutes.

    Returns
    -------
    DataFrame
        One row per pupil, date, session and code, with `minutes`: those in which this code's mark
        holds. The sum over a session is the union of its marks, never more.

    Examples
    --------
    >>> marks = pd.DataFrame({"pupil": "a", "class": "1a", "date": pd.Timestamp("2021-01-05"),
    ...     "session": "1", "code": ["Z", "A"], "kind": "absent", "reason": ["sick", "unexplained"],
    ...     "authorised": [True, False], "entered": pd.NaT, "opens": [510, 530],
    ...     "closes": [540, 560]})
    >>> count_once(marks)[["code", "minutes"]]
      code  minutes
    0    A       20
    1    Z       30
    """
    return query(
        f"""
        with marked as (
            select *, row_number() over () as id,
                count(*) filter (closes > opens) over (partition by pupil, date, session) as timed
            from marks
        ),
        shared as (select * from marked where timed > 1),
        edges as (
            select distinct pupil, date, session, edge from (
                select pupil, date, session, unnest([opens, closes]) as edge from shared
                where closes > opens
            )
        ),
        pieces as (
            select *, lead(edge) over (partition by pupil, date, session order by edge) as until
            from edges
        ),
        held as (
            select m.id, p.until - p.edge as minutes from pieces p
            join shared m using (pupil, date, session)
            where p.until is not null and m.opens <= p.edge and m.closes >= p.until
            qualify row_number() over (
                partition by pupil, date, session, p.edge order by {ORDER}, m.id
            ) = 1
        ),
        counted as (select id, sum(minutes) as minutes from held group by id)
        select pupil, any_value(class) as class, date, session, code, any_value(kind) as kind,
            any_value(reason) as reason, any_value(authorised) as authorised,
            coalesce(sum(case when timed > 1 then c.minutes else closes - opens end), 0)::bigint
                as minutes
        from marked left join counted c using (id)
        group by pupil, date, session, code
        order by pupil, date, session, code
        """,
        marks=marks,
    )


def _missed(
    placed: pd.DataFrame, book: pd.DataFrame, school: School
) -> tuple[pd.DataFrame, list[dict[str, Any]], list[dict[str, Any]]]:
    """Add what the codes mean, and which minutes of each session were missed by that."""
    marks = placed.merge(book[["code", *MEANING]], on="code", how="inner")
    length = marks["session_minutes"]
    given = marks["minutes"].astype("float64")
    longer = given > length
    partly = given.notna() | (marks["opens"] > marks["begins"]) | (marks["closes"] < marks["ends"])
    closes = (marks["opens"] + given.clip(upper=length)).fillna(marks["closes"])
    closes = closes.clip(upper=marks["ends"])
    late, absent = marks["kind"] == "late", marks["kind"] == "absent"
    counts = absent | (late & partly if school.counting.late == "minuten" else late & False)
    whole = late & (school.counting.late == "les")
    opens = marks["opens"].mask(whole, marks["begins"])
    closes = closes.where(counts, opens).mask(whole, marks["ends"])
    marks = marks.assign(opens=opens.astype("int64"), closes=closes.astype("int64"))
    columns = ["pupil", "class", "date", "session", "code", *MEANING, "entered", "opens", "closes"]
    again = marks.duplicated([*MARK, "code", "opens", "closes"])
    repaired = _counts(
        (N_("afwezigheid langer dan de les of het dagdeel: geteld tot het einde"), longer & absent),
        (N_("dubbele registraties: één keer geteld"), again),
    )
    without_minutes = late & ~partly & (school.counting.late == "minuten")
    left_out = _counts((N_("te laat zonder aantal minuten: geteld als 0 minuten"), without_minutes))
    return marks.loc[~again, columns], repaired, left_out


def _lost_zeros(tables: dict[str, RawTable]) -> list[dict[str, Any]]:
    """Count pupil numbers that Excel wrote otherwise than the roster does."""
    roster = tables["roster"].rows["pupil"]
    known = canonical_numbers(roster)
    found = [tables[name].rows["pupil"] for name in ("registrations", "reports") if name in tables]
    numbers = pd.concat(found)
    other = ~numbers.isin(roster) & canonical_numbers(numbers).isin(known)
    what = N_(
        "leerlingnummers die anders geschreven zijn dan in de leerlingenlijst (voorloopnullen)"
    )
    return _counts((what, other))


def _counts(*parts: tuple[str, "pd.Series[bool]"]) -> list[dict[str, Any]]:
    return [
        {"what": what, "count": int(rows.sum()), "examples": []}
        for what, rows in parts
        if rows.any()
    ]


def _outside_period(observed: pd.DataFrame, school: School) -> list[dict[str, Any]]:
    """Count the days with registrations that the school says its export does not cover."""
    if school.export_period is None or observed.empty:
        return []
    first, last = (pd.Timestamp(getattr(school.export_period, end)) for end in ("start", "end"))
    days = observed["date"].drop_duplicates().sort_values()
    days = days[~days.between(first, last)].dt.strftime("%d-%m-%Y")
    if days.empty:
        return []
    what = N_(
        "dagen met registraties die buiten ‘exportperiode’ liggen: alleen waar iets is "
        "geregistreerd, telt mee"
    )
    return [{"what": what, "count": len(days), "examples": days.head(5).tolist()}]


def _span(placed: pd.DataFrame) -> tuple[date, date] | None:
    """Return the first and last day that an export certainly covers.

    An absence that began in an earlier month is in this month's export too: then its last day is
    covered, and its first need not be.
    """
    if placed.empty:
        return None
    days = placed.groupby("row")["date"].agg(["min", "max"])
    first, last = sorted([days["max"].min().date(), days["min"].max().date()])
    return first, last


def _evidence(
    observed: pd.DataFrame, given: pd.DataFrame, presence: bool, period: ExportPeriod | None
) -> "pd.Series[str]":
    """Say what an export itself tells of the registration of each session that was given.

    Where presence is registered too, a session without any mark was not registered. Where only
    deviations are, an empty lesson is the normal case and says nothing.
    """
    seen = observed[(observed["kind"] == "present") & (observed["reason"] == "")]
    silent, outside = "", UNCOVERED
    if presence:
        seen, silent, outside = observed, UNOBSERVED, UNOBSERVED
    found = pd.Series(silent, index=given.index, dtype="str").mask(given["closed"], CLOSED)
    if period is not None:
        covered = given["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
        found = found.mask(~covered, outside)
    return found.mask(_in(given, seen, KEYS), PRESENCE)


def _in(rows: pd.DataFrame, others: pd.DataFrame, on: list[str] = MARK) -> "pd.Series[bool]":
    index = pd.MultiIndex.from_frame(rows[on])
    return pd.Series(index.isin(pd.MultiIndex.from_frame(others[on])), index=rows.index)
