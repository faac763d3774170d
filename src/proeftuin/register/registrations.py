"""Marks of pupils: registrations and reports × code book × what was given.

A registration says something of one pupil and one session. A report (Somtoday) says something of a
span of time; it explains an observation of absence, stands in where nobody observed anything, and
gives way where a teacher saw the pupil in the lesson.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from proeftuin.register.calendar import school_year_span
from proeftuin.register.engine import query
from proeftuin.register.files import FILE, ROW
from proeftuin.register.parsing import Parser, problems_at
from proeftuin.register.problems import Problem
from proeftuin.register.profiles import TableProfile
from proeftuin.register.roster import enrolled_class
from proeftuin.register.sessions import KEYS, Timetable
from proeftuin.register.settings import School

MEANING = ["kind", "reason", "authorised"]
MARK = ["pupil", "date", "session"]


@dataclass(frozen=True)
class Marks:
    """Registrations placed in the sessions that were given.

    Parameters
    ----------
    rows
        `pupil`, `class`, `date`, `session`, `minutes`, `code`, `kind`, `reason`, `authorised`.
    registered
        The classes and weeks in which anybody registered anything, as `class_weeks` names them.
    left_out
        What was left out because the school chose so: `what`, `count`, `examples`.
    problems
        What is wrong.
    """

    rows: pd.DataFrame
    registered: "pd.Series[str]" = field(default_factory=lambda: pd.Series(dtype="str"))
    left_out: list[dict[str, object]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_registrations(
    table: pd.DataFrame,
    profile: TableProfile,
    school: School,
    roster: pd.DataFrame,
    timetable: Timetable,
    book: pd.DataFrame,
) -> Marks:
    """Read one mark per pupil and session, and place it in a session that was given.

    Parameters
    ----------
    table, profile
        Raw rows with `pupil`, `date`, `session`, `code`, and how they are written.
    school
        Whose school years hold, and whether impossible rows stop the import.
    roster, timetable, book
        Enrolments, sessions and the code book.
    """
    parser = Parser(table, profile)
    marks = table[[FILE, ROW]].assign(
        pupil=parser.text("pupil"),
        date=parser.dates("date"),
        session=parser.text("session").str.lower(),
        code=parser.text("code"),
    )
    given = marks["date"].notna() & (marks[["pupil", "session", "code"]] != "").all(axis=1)
    known_pupil = marks["pupil"].isin(roster["pupil"])
    known_code = marks["code"].isin(book["code"])
    faults = _impossible(marks[given & known_pupil], roster, timetable, school)
    parser.report(
        given & ~known_pupil,
        "pupil",
        "De leerling staat in geen leerlingenlijst.",
        "een leerling uit de leerlingenlijst",
        "Exporteer de leerlingenlijst opnieuw, met wie in de loop van het jaar vertrok.",
    )
    marks = enrolled_class(marks[given & known_pupil & known_code], roster)
    left_out = []
    impossible = pd.Index([])
    for what, expected, mend, rows, column in faults:
        if school.impossible_rows == "weglaten":
            examples = [f"{row[FILE]}, rij {row[ROW]}" for _, row in rows.head(5).iterrows()]
            left_out.append({"what": what, "count": len(rows), "examples": examples})
            impossible = impossible.union(rows.index)
        else:
            raw = table.loc[rows.index]
            parser.problems += problems_at(
                raw, column, profile.columns[column], what, expected, mend
            )
    marks = marks.drop(impossible.intersection(marks.index))
    placed = marks.merge(timetable.given[[*KEYS, "minutes"]], on=KEYS, how="inner")
    meaning = placed[["code"]].merge(book, on="code", how="left")[MEANING]
    rows = placed.join(meaning).drop(columns=[FILE, ROW])
    return Marks(rows, class_weeks(rows).drop_duplicates(), left_out, parser.problems)


def read_reports(
    table: pd.DataFrame,
    profile: TableProfile,
    roster: pd.DataFrame,
    timetable: Timetable,
    book: pd.DataFrame,
) -> Marks:
    """Spread reports (from one moment to another) over the sessions they touch.

    Of several reports on one session the last one entered holds.
    """
    parser = Parser(table, profile)
    reports = pd.DataFrame(
        {
            "pupil": parser.text("pupil"),
            "code": parser.text("code"),
            "from": parser.moments("start"),
            "to": parser.moments("end"),
            "entered": parser.moments("entered") if "entered" in table else pd.NaT,
        }
    )
    parser.report(
        reports["to"] < reports["from"],
        "end",
        "De melding eindigt voor zij begint.",
        "een later tijdstip",
    )
    parser.report(
        ~reports["pupil"].isin(roster["pupil"]) & (reports["pupil"] != ""),
        "pupil",
        "De leerling staat in geen leerlingenlijst.",
        "een leerling uit de leerlingenlijst",
        "Exporteer de leerlingenlijst opnieuw, met wie in de loop van het jaar vertrok.",
    )
    if parser.problems:
        return Marks(
            pd.DataFrame(columns=[*MARK, "class", "minutes", "code", *MEANING]),
            problems=parser.problems,
        )
    touched = _sessions_touched(reports, roster, timetable.given)
    touched = touched.sort_values("entered", kind="stable").drop_duplicates(MARK, keep="last")
    touched = touched.drop(columns="entered").reset_index(drop=True)
    return Marks(touched.join(touched[["code"]].merge(book, on="code", how="left")[MEANING]))


def explain(observed: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Let reports explain observations, one mark per pupil and session.

    A report of absence gives an observed absence its reason; a report of lateness or of being sent
    out goes with observed presence; where nothing was observed the report holds alone.
    """
    both = observed[[*MARK, "kind"]].merge(reported, on=MARK, suffixes=("_observed", ""))
    explains = (both["kind_observed"] == "absent") & (both["kind"] == "absent")
    goes_along = (both["kind_observed"] == "present") & both["kind"].isin(["late", "present"])
    explained = both[explains | goes_along].drop(columns="kind_observed")
    alone = reported[~_in(reported, observed)]
    unexplained = observed[~_in(observed, explained)]
    return pd.concat([unexplained, explained, alone], ignore_index=True)[observed.columns]


def class_weeks(rows: pd.DataFrame) -> "pd.Series[str]":
    """Name the class and ISO week of each row.

    Examples
    --------
    >>> rows = pd.DataFrame({"class": ["1a"], "date": pd.to_datetime(["2021-01-06"])})
    >>> class_weeks(rows).tolist()
    ['2021-W01 1a']
    """
    return rows["date"].dt.strftime("%G-W%V ") + rows["class"]


def _impossible(
    marks: pd.DataFrame, roster: pd.DataFrame, timetable: Timetable, school: School
) -> list[tuple[str, str, str, pd.DataFrame, str]]:
    """Find marks of sessions that pupil never had: what, expected, mend, rows, column."""
    spans = [school_year_span(year) for year in school.school_years]
    in_years = np.logical_or.reduce(
        [marks["date"].between(pd.Timestamp(a), pd.Timestamp(b)) for a, b in spans]
    )
    outside_year = pd.Series(in_years, index=marks.index).eq(False)
    marks = enrolled_class(marks, roster)
    not_enrolled = ~outside_year & marks["class"].isna()
    open_question = ~outside_year & ~not_enrolled
    on_free_day = open_question & marks["date"].isin(timetable.free["date"])
    is_given = _in(marks, timetable.given, KEYS)
    is_cancelled = _in(marks, timetable.cancelled, KEYS)
    not_given = open_question & ~on_free_day & ~is_given
    remove = 'Haal de rij weg, of zet bij de school: onmogelijke_rijen = "weglaten".'
    found = [
        (
            "De datum valt buiten het schooljaar.",
            f"een datum in {', '.join(school.school_years)}",
            "Haal de rij weg, of zet het schooljaar erbij in proeftuinen.toml.",
            marks[outside_year],
            "date",
        ),
        (
            "De leerling was op deze dag niet ingeschreven.",
            "een datum tussen begin en einde van de inschrijving",
            f"Verbeter de inschrijving in de leerlingenlijst. {remove}",
            marks[not_enrolled],
            "date",
        ),
        (
            "Op deze dag was er geen les: een vakantie of vrije dag.",
            "een schooldag",
            f"Was er wel les? Zet de dag bij eigen_dagen met les = true. {remove}",
            marks[on_free_day],
            "date",
        ),
        (
            "De les is vervallen.",
            "een les die is gegeven",
            remove,
            marks[not_given & is_cancelled],
            "session",
        ),
        (
            "De les staat niet in het rooster van de klas.",
            "een les of dagdeel uit het rooster",
            remove,
            marks[not_given & ~is_cancelled],
            "session",
        ),
    ]
    return [fault for fault in found if len(fault[3])]


def _sessions_touched(
    reports: pd.DataFrame, roster: pd.DataFrame, given: pd.DataFrame
) -> pd.DataFrame:
    # A join on a range of time; DuckDB does it without the product of all pairs.
    return query(
        """
        select r.pupil, g.class, g.date, g.session, g.minutes, r.code, r.entered
        from reports r
        join roster p on p.pupil = r.pupil
        join given g on g.class = p.class
            and g.date >= p.start and (p."end" is null or g.date <= p."end")
            and g.begins < r."to" and g.ends > r."from"
        order by r.pupil, g.begins, r.entered
        """,
        reports=reports,
        roster=roster,
        given=given,
    )


def _in(rows: pd.DataFrame, others: pd.DataFrame, on: list[str] = MARK) -> "pd.Series[bool]":
    index = pd.MultiIndex.from_frame(rows[on])
    return pd.Series(index.isin(pd.MultiIndex.from_frame(others[on])), index=rows.index)
