"""The generic profile per lesson: roster, timetable per class, and absences in every shape."""

from datetime import time

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.simulation.formats.files import Rows
from proeftuin.simulation.history.absence import Kind
from proeftuin.simulation.schools.calendars import as_date, weekdays
from proeftuin.simulation.schools.people import People
from proeftuin.simulation.schools.timetable import (
    CANCELLED,
    HOUR_STARTS,
    LESSON,
    LESSON_TYPE,
    half_days,
)
from proeftuin.simulation.schools.world import Bools, Ints, World

Cells = npt.NDArray[np.object_]

ROSTER = ("leerlingnummer", "klas", "leerjaar", "bouw", "opleiding", "begindatum", "einddatum")
TIMETABLE = ("klas", "datum", "lesuur", "tot_lesuur", "begintijd", "eindtijd", "vervallen")
ABSENCES = (
    *("leerlingnummer", "datum", "tot_datum", "lesuur", "tot_lesuur"),
    *("begintijd", "eindtijd", "minuten", "code", "ingevoerd"),
)
TIMES = np.array([time(*divmod(minute, 60)) for minute in range(24 * 60)], dtype=object)


def lesson_sheets(
    rng: np.random.Generator, world: World, people: People, rows: pd.DataFrame, shape: str
) -> dict[str, Rows]:
    """Return the sheets `leerlingen`, `rooster` and `absenties`.

    Parameters
    ----------
    rng
        Source of minutes of lateness, days of entry, and of how a range is written.
    world, people
        The school and its pupils.
    rows
        Registrations as `gather` gives them for `shape`.
    shape
        A "range" stands half of the time as "3-4" in one column, half of the time in two; "time"
        gives clock times; a whole day has a date only.
    """
    return {
        "leerlingen": _roster(world, people),
        "rooster": _timetable(world),
        "absenties": _absences(rng, world, people, rows, shape),
    }


def session_times(world: World, day: Ints, slot: Ints) -> tuple[Ints, Ints]:
    """Return start and end of sessions, in minutes after midnight."""
    if world.spec.sector == "vo":
        return HOUR_STARTS[slot], HOUR_STARTS[slot] + LESSON
    week = half_days().query("year_group == 8").set_index(["weekday", "slot"])
    times = week.reindex(pd.MultiIndex.from_arrays([weekdays(world.days)[day], slot]))
    return times["start"].to_numpy(np.int64), times["end"].to_numpy(np.int64)


def _roster(world: World, people: People) -> Rows:
    table = world.enrolments
    rooms = [world.spec.classes[c] for c in table["cls"]]
    columns = (
        [people.number[p] for p in table["pupil"]],
        [room.name for room in rooms],
        [room.year_group for room in rooms],
        ["onderbouw" if room.year_group <= world.spec.lower else "bovenbouw" for room in rooms],
        [room.track for room in rooms],
        [start.date() for start in table["start"]],
        [None if pd.isna(end) else end.date() for end in table["end"]],
    )
    return [ROSTER, *zip(*columns, strict=True)]


def _timetable(world: World) -> Rows:
    if world.spec.sector == "po":
        cls, day, first = np.nonzero(world.minutes)
        last, cancelled = first, np.zeros(len(cls), dtype=bool)
    else:
        items = world.items[world.items["type"].eq(LESSON_TYPE)]
        cls, day, first, last = (items[name].to_numpy() for name in ("cls", "day", "first", "last"))
        cancelled = items["status"].isin(CANCELLED).to_numpy()
    names = np.array([room.name for room in world.spec.classes], dtype=object)
    columns = (
        names[cls],
        _dates(world)[day],
        (first + 1).tolist(),
        (last + 1).tolist(),
        TIMES[session_times(world, day, first)[0]],
        TIMES[session_times(world, day, last)[1]],
        np.where(cancelled, "ja", "nee").tolist(),
    )
    return [TIMETABLE, *zip(*columns, strict=True)]


def _absences(
    rng: np.random.Generator, world: World, people: People, rows: pd.DataFrame, shape: str
) -> Rows:
    names = ("pupil", "day", "slot", "last_day", "last_slot")
    pupil, day, slot, last_day, last_slot = (rows[name].to_numpy() for name in names)
    whole, days = rows["whole"].to_numpy(bool), last_day > day
    missed = (rows["kind"] < Kind.LATE).to_numpy()
    by_clock = missed & (shape == "time")
    by_hour = ~whole & ~by_clock
    longer = by_hour & (days | (last_slot > slot))
    hour, last_hour = filled(slot + 1, by_hour), filled(last_slot + 1, longer)
    in_one = longer & ~days & (rng.random(len(rows)) < 0.5) & (shape == "range")
    both = zip(slot[in_one] + 1, last_slot[in_one] + 1, strict=True)
    hour[in_one] = [f"{first}-{last}" for first, last in both]
    last_hour[in_one] = None
    late = (rows["kind"] == Kind.LATE).to_numpy() & (rng.random(len(rows)) < 0.7)
    entered = np.minimum(day + np.where(rng.random(len(rows)) < 0.8, 0, 1), len(world.days) - 1)
    start, end = session_times(world, day, slot)[0], session_times(world, last_day, last_slot)[1]
    columns = (
        np.array(people.number, dtype=object)[pupil],
        _dates(world)[day],
        filled(_dates(world)[last_day], days),
        hour,
        last_hour,
        filled(TIMES[start], by_clock),
        filled(TIMES[end], by_clock),
        filled(rng.integers(2, 25, len(rows)), late),
        rows["code"].to_numpy(object),
        _dates(world)[entered],
    )
    return [ABSENCES, *zip(*columns, strict=True)]


def filled(values: Cells | Ints, where: Bools) -> Cells:
    """Return cells with values where there are any, else empty ones."""
    cells = np.full(len(values), None, dtype=object)
    cells[where] = values[where].tolist()
    return cells


def _dates(world: World) -> Cells:
    return np.array([as_date(day) for day in world.days], dtype=object)
