"""Rows of a dated timetable on their way to sessions: what is a lesson, of which class and hour."""

from typing import Any

import numpy as np
import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.reading.parsing import Parser
from proeftuin.register.reading.raw_tables import FILE, ROW, RawTable
from proeftuin.text.language import N_

SHOWN = 5
SEVERAL_CLASSES = r"\s*[,;/+&|]\s*|\s+en\s+"


def without_empty(table: RawTable) -> tuple[RawTable, list[dict[str, Any]]]:
    """Leave out and count the rows with something empty that the profile says may be."""
    texts = {
        "class": N_("lessen in het rooster zonder klas of groep"),
        "first_session": N_(
            "lessen in het rooster zonder lesuur (tussen de lesuren, zoals examens)"
        ),
    }
    left_out = []
    for column in table.profile.skip_empty:
        empty = table.rows[column] == ""
        given = empty & ~table.picked(table.profile.cancelled, every=False)
        if given.any():
            first = table.rows[given].head(5)
            places = [f"{file}, rij {row}" for file, row in first[[FILE, ROW]].to_numpy()]
            what = texts.get(column, column)
            left_out.append({"what": what, "count": int(given.sum()), "examples": places})
        table = table.only(~empty)
    return table, left_out


def one_row_per_class(rows: pd.DataFrame, classes: set[str]) -> pd.DataFrame:
    """Give a lesson of several classes in one cell to each, when one of them is in the roster."""
    several = ~rows["class"].isin(classes)
    parts = rows.loc[several, "class"].str.split(SEVERAL_CLASSES, regex=True)
    parts = parts[parts.map(lambda names: len(names) > 1 and not classes.isdisjoint(names))]
    if parts.empty:
        return rows
    split = rows["class"].astype("object").where(~rows.index.isin(parts.index), parts)
    rows = rows.assign(**{"class": split}).explode("class", ignore_index=True)
    return rows.astype({"class": "str"})[rows["class"] != ""].reset_index(drop=True)


def closed_lessons(table: RawTable) -> "pd.Series[bool]":
    """Tell which lessons their teacher closed; of a file that does not say so, none."""
    said = {name: values for name, values in table.profile.closed.items() if name in table.rows}
    return table.picked(said, every=False)


def no_lessons(table: RawTable, place: str) -> Problem:
    """Report rows that are all no compulsory lesson, with what stands where that should be said."""
    keep = table.profile.keep
    found = {}
    for name in keep:
        counts = table.rows[name].value_counts()
        values = [f"{value or '(leeg)'} ({count} keer)" for value, count in counts.items()]
        more = f" en {len(values) - SHOWN} andere" if len(values) > SHOWN else ""
        found[name] = ", ".join(values[:SHOWN]) + more
    said = found.values() if len(found) == 1 else [f"{name} = {v}" for name, v in found.items()]
    return Problem(
        "In het rooster staat geen enkele les.",
        place,
        None,
        ", ".join(keep),
        "; ".join(said),
        "; ".join(f"{name} = {' of '.join(values)}" for name, values in keep.items()),
        "Controleer of de export de gewone lessen bevat. Noemt het systeem een les anders? Dan is "
        "er een eigen profiel nodig, met bij keep wat een les is: zie docs/handleiding.md, stap 1.",
    )


def begins_and_ends(parser: Parser) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
    """Return when lessons begin and end, from moments or from times on a date."""
    if not parser.has("date"):
        return parser.moments("start"), parser.moments("end")
    day = parser.dates("date")
    begins, ends = (
        day + pd.to_timedelta(parser.minutes_of_day(name, day), unit="min")
        for name in ("start", "end")
    )
    return begins.astype("datetime64[us]"), ends.astype("datetime64[us]")


def lesson_hours(parser: Parser) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Return the first and the last lesson hour of each row."""
    found = parser.sessions("first_session")
    first, last = found.first, found.last
    empty = (found.count == 0) & ~found.unreadable
    parser.report(empty, "first_session", "Een cel is leeg.", "een lesuur als 3")
    if parser.has("last_session"):
        last = parser.sessions("last_session").last.fillna(last)
    return first, last


def one_row_per_session(rows: pd.DataFrame) -> pd.DataFrame:
    """Make a block of several hours as many rows, which share its minutes."""
    length = (rows["ends"] - rows["begins"]).dt.total_seconds().floordiv(60).astype("int64")
    rows = rows.assign(length=length).astype({"first": "int64", "lessons": "int64"})
    rows = rows.reset_index(drop=True)
    position = rows.index.repeat(rows["lessons"])
    rows = rows.loc[position].reset_index(drop=True)
    order = rows.groupby(position).cumcount()
    share = rows["length"] // rows["lessons"]
    remainder = rows["length"] % rows["lessons"]
    minutes = share + (order < remainder)
    # Of minutes that cannot be shared evenly the first lessons have one more.
    before = order * share + np.minimum(order, remainder)
    begins = rows["begins"] + pd.to_timedelta(before, unit="min")
    return rows.assign(
        date=rows["begins"].dt.normalize(),
        session=(rows["first"] + order).astype("str"),
        position=rows["first"] + order,
        minutes=minutes,
        begins=begins,
        ends=begins + pd.to_timedelta(minutes, unit="min"),
    )
