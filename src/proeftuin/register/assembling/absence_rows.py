"""Rows of absence in every shape, as one shape: a pupil, a code, and a piece of time.

A row can name a lesson or several, a half-day, a day, days and lessons from one to another, or two
moments. A *point* names one session, which must have been given; a *span* is everything between
two edges (lessons 2 to 8, with a free hour among them), and touches whatever was given there.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.reading.parsing import Parser
from proeftuin.register.reading.raw_tables import RawTable
from proeftuin.text.language import N_

BEFORE_ALL, AFTER_ALL = -1, 10**6
MINUTE = pd.Timedelta(minutes=1)


@dataclass(frozen=True)
class AbsenceRows:
    """The rows of one table of absences, read.

    Parameters
    ----------
    table
        Where they come from; the index of `points` and `spans` tells which row.
    points
        `row`, `pupil`, `code`, `date`, `session`, and, where given, `minutes`, `from` and `to`
        (moments that bound the absence within the session) and `entered`.
    spans
        `row`, `pupil`, `code`, `date`, `last_date`, `first`, `last` (positions of sessions on the
        first and last day), `from` and `to` (moments), `entered`.
    problems
        Cells that cannot be read.
    repaired
        What was mended on the way in: `what`, `count`, `examples`.
    """

    table: RawTable
    points: pd.DataFrame
    spans: pd.DataFrame
    problems: list[Problem]
    repaired: list[dict[str, Any]] = field(default_factory=list)


def read_absence_rows(table: RawTable) -> AbsenceRows:
    """Read rows with a date, and whatever says which part of the day or days."""
    parser = Parser(table)
    date = parser.dates("date")
    rows = pd.DataFrame(
        {
            "row": table.rows.index,
            "pupil": parser.pupils(),
            "code": parser.text("code"),
            "date": date,
            "last_date": parser.dates("last_date").fillna(date),
            "minutes": parser.minutes("minutes"),
            "entered": parser.moments("entered"),
        }
    )
    sessions, until = parser.sessions("session"), parser.sessions("last_session")
    rows["session"], rows["count"] = sessions.only, sessions.count
    for name, side in (("from", "start"), ("to", "end")):
        day = rows["date"] if side == "start" else rows["last_date"]
        clock = parser.minutes_of_day(side, day)
        moment = day + pd.to_timedelta(clock, unit="min")
        rows[name] = moment.astype("datetime64[us]")
    several_days = rows["last_date"] > rows["date"]
    rows["first"] = sessions.first
    rows["last"] = until.last.fillna(sessions.last.where(~several_days))
    _check(parser, rows, several_days)

    timed = (rows["from"].notna() | rows["to"].notna()) & (rows["count"] == 0)
    usable = rows["date"].notna() & (rows["pupil"] != "") & (rows["code"] != "")
    ranged = sessions.ranged | (until.last > rows["first"])
    is_point = (rows["count"] > 0) & ~several_days & ~ranged
    points = _one_row_per_session(rows[is_point & usable], sessions.labels)
    rows = rows.assign(
        timed=timed,
        first=rows["first"].fillna(BEFORE_ALL).astype("int64"),
        last=rows["last"].fillna(AFTER_ALL).astype("int64"),
    )
    # Without a time on one of the sides, a timed span runs from or to the edge of that day.
    rows["from"] = rows["from"].fillna(rows["date"])
    rows["to"] = rows["to"].fillna(rows["last_date"] + pd.Timedelta(days=1))
    spans = rows[~is_point & usable]
    restored = (sessions.restored | until.restored) & usable
    return AbsenceRows(table, points, spans, parser.problems, _restored(table, restored))


def read_reports(table: RawTable) -> AbsenceRows:
    """Read reports, each from one moment to another."""
    parser = Parser(table)
    parser.require("start", "end")
    begin, end = parser.moments("start"), parser.moments("end")
    rows = pd.DataFrame(
        {
            "row": table.rows.index,
            "pupil": parser.pupils(),
            "code": parser.text("code"),
            "date": begin.dt.normalize(),
            "last_date": end.dt.normalize(),
            "first": BEFORE_ALL,
            "last": AFTER_ALL,
            "from": begin,
            "to": end,
            "timed": True,
            "entered": parser.moments("entered"),
        }
    )
    parser.report(end < begin, "end", "De melding eindigt voor zij begint.", "een later tijdstip")
    usable = begin.notna() & end.notna() & (rows["pupil"] != "") & (rows["code"] != "")
    columns = ["row", "pupil", "code", "date", "session", "minutes", "from", "to", "entered"]
    none = pd.DataFrame({name: rows.get(name, pd.Series(dtype="str")) for name in columns})[:0]
    return AbsenceRows(table, none, rows[usable], parser.problems)


def _check(parser: Parser, rows: pd.DataFrame, several_days: "pd.Series[bool]") -> None:
    parser.report(
        rows["last_date"] < rows["date"],
        "last_date",
        "De afwezigheid eindigt voor zij begint.",
        "een datum op of na de begindatum",
    )
    parser.report(
        (rows["to"] <= rows["from"]),
        "end",
        "De afwezigheid eindigt niet na het begin.",
        "een latere tijd",
    )
    parser.report(
        (rows["last"] < rows["first"]) & ~several_days,
        "last_session",
        "Het laatste lesuur past niet bij het eerste.",
        "een lesuur vanaf het eerste",
    )
    parser.report(
        several_days & (rows["count"] > 0) & rows["first"].isna(),
        "session",
        "Dit is geen lesuur of dagdeel.",
        "een lesuur als 3 of een dagdeel, waar de afwezigheid van meer dagen begint",
    )
    one_session = (rows["count"] == 1) & ~several_days & ~(rows["last"] > rows["first"])
    parser.report(
        rows["minutes"].notna() & ~one_session & rows["to"].isna(),
        "minutes",
        "Bij een hele dag of een reeks lessen kan geen aantal minuten staan.",
        "minuten bij één lesuur of dagdeel",
        "Vul het lesuur of dagdeel in, of een begin- en eindtijd, of laat de minuten leeg.",
    )


def _one_row_per_session(rows: pd.DataFrame, labels: "pd.Series[Any]") -> pd.DataFrame:
    """Write out lists of sessions; nearly every row names just one."""
    columns = ["row", "pupil", "code", "date", "session", "minutes", "from", "to", "entered"]
    several = rows["count"] > 1
    if not several.any():
        return rows[columns]
    listed = rows[several].assign(session=labels).explode("session")
    return pd.concat([rows.loc[~several, columns], listed[columns]]).astype({"session": "str"})


def _restored(table: RawTable, restored: "pd.Series[bool]") -> list[dict[str, Any]]:
    if not restored.any():
        return []
    what = N_("lesuren waarvan Excel een datum had gemaakt (3-4 werd 3 april): teruggezet")
    examples = table.rows.loc[restored, "session"].drop_duplicates().head(5).tolist()
    return [{"what": what, "count": int(restored.sum()), "examples": examples}]
