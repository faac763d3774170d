"""Timetables: lessons per week and class for secondary schools, half-days for primary ones."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.simulation.schools.calendars import weekdays, weeks
from proeftuin.simulation.schools.world import Bools, Ints, SchoolSpec, World, enrol

HOURS = 9
LESSON = 50
# Minutes after midnight at which each lesson hour starts; no break inside hours 1-2, 3-4, 5-6, 7-8.
HOUR_STARTS = np.array([510, 560, 630, 680, 760, 810, 870, 920, 970])

# Kinds and states of a timetable item, with Magister's numbers.
LESSON_TYPE, KWT, FREE_HOUR, SCHOOL_WIDE = 13, 7, 6, 3
SCHEDULED, CLOSED = 2, 7
GIVEN = (1, SCHEDULED, 3, CLOSED, 9, 10)
GIVEN_SHARES = (0.01, 0.05, 0.03, 0.9, 0.005, 0.005)
CANCELLED = (4, 5)
CANCELLED_SHARE = 0.015

# Start and end of a half-day, minutes after midnight.
MORNING, AFTERNOON, WEDNESDAY = (510, 720), (795, 915), (510, 735)


def half_days() -> pd.DataFrame:
    """Return the week of a primary school: `year_group`, `weekday`, `slot`, `start`, `end`."""
    rows = [
        (group, weekday, slot, *(WEDNESDAY if weekday == 2 else (MORNING, AFTERNOON)[slot]))
        for group in range(1, 9)
        for weekday in range(5)
        for slot in range(2)
        if slot == 0 or (weekday != 2 and not _free_afternoon(group, weekday))
    ]
    return pd.DataFrame(rows, columns=["year_group", "weekday", "slot", "start", "end"])


def build_world(rng: np.random.Generator, spec: SchoolSpec) -> World:
    """Make the school: its pupils, its sessions and who is exempted from some of them."""
    enrolments = enrol(rng, spec)
    if spec.sector == "po":
        return World(spec, enrolments, _half_day_minutes(spec), pd.DataFrame())
    items = _items(rng, spec)
    lessons = items[items["type"].eq(LESSON_TYPE) & ~items["status"].isin(CANCELLED)]
    minutes = np.zeros((len(spec.classes), len(spec.days), HOURS), dtype=np.int64)
    for hour in ("first", "last"):
        minutes[lessons["cls"], lessons["day"], lessons[hour]] = LESSON
    world = World(spec, enrolments, minutes, items)
    # Who registers nothing closes no lesson either.
    left = world.unregistered[items["cls"], items["day"]] & items["status"].eq(CLOSED)
    items.loc[left, "status"] = SCHEDULED
    _exempt(rng, world)
    return world


def _free_afternoon(group: int, weekday: int) -> bool:
    return (weekday == 4 and group <= 4) or (weekday == 0 and group == 1)


def _half_day_minutes(spec: SchoolSpec) -> Ints:
    table = half_days()
    week = np.zeros((9, 5, 2), dtype=np.int64)
    week[table["year_group"], table["weekday"], table["slot"]] = table["end"] - table["start"]
    groups = np.array([c.year_group for c in spec.classes])
    # A class of two year groups follows the longer week of the two.
    names, room = np.unique([c.name for c in spec.classes], return_inverse=True)
    longest = np.zeros((len(names), 5, 2), dtype=np.int64)
    np.maximum.at(longest, room, week[groups])
    return longest[room][:, weekdays(spec.days)]


def _week(rng: np.random.Generator, spec: SchoolSpec) -> tuple[Bools, Bools, Bools]:
    """Draw each class's week: lessons, first hours of double lessons, free hours in between."""
    classes = len(spec.classes)
    count = np.full((classes, 5), 6)
    longer = rng.permuted(np.tile([1, 0, 0, 0, -1], (classes, 1)), axis=1)
    count += longer
    count[np.arange(classes), rng.integers(0, 5, classes)] += rng.choice([-1, 0, 0, 0], classes)
    first = rng.choice([0, 0, 0, 1], (classes, 5))
    gap = np.where(rng.random((classes, 5)) < 0.25, first + rng.integers(2, 5, (classes, 5)), 99)
    hour = np.arange(HOURS)
    inside = (hour >= first[..., None]) & (hour < (first + count + (gap < 99))[..., None])
    free = hour == gap[..., None]
    lesson = inside & ~free
    double = np.zeros_like(lesson)
    share = np.array([c.practical for c in spec.classes])[:, None]
    for start in (0, 2, 4, 6):
        both = lesson[..., start] & lesson[..., start + 1]
        double[..., start] = both & (rng.random((classes, 5)) < share)
    return lesson, double, free


def _items(rng: np.random.Generator, spec: SchoolSpec) -> pd.DataFrame:
    lesson, double, free = _week(rng, spec)
    weekday = weekdays(spec.days)
    running = _running(spec)
    second = np.zeros_like(double)
    second[..., 1:] = double[..., :-1]

    cls, day, first = np.nonzero((lesson & ~second)[:, weekday] & running[..., None])
    status = rng.choice(GIVEN, len(cls), p=GIVEN_SHARES)
    covered = np.array([c.covered for c in spec.classes])
    dropped = (rng.random(len(cls)) < CANCELLED_SHARE) & ~covered[cls]
    status[dropped] = rng.choice(CANCELLED, int(dropped.sum()))
    last = first + double[cls, weekday[day], first]
    school_wide = np.isin(spec.days, np.array(spec.school_wide, "M8[D]"))
    status[school_wide[day] & (first >= 4)] = CANCELLED[1]
    tables = [_table(cls, day, first, last, LESSON_TYPE, status)]

    cls, day, first = np.nonzero(free[:, weekday] & running[..., None])
    tables.append(_table(cls, day, first, first, FREE_HOUR, 7))
    latest = HOURS - 1 - lesson[..., ::-1].argmax(axis=-1)
    choice = rng.random(latest.shape) < 0.3
    cls, day = np.nonzero((choice & (latest < HOURS - 1))[:, weekday] & running)
    hour = latest[cls, weekday[day]] + 1
    tables.append(_table(cls, day, hour, hour, KWT, 7))
    cls, day = np.nonzero(running & school_wide)
    tables.append(_table(cls, day, np.full(len(cls), 4), np.full(len(cls), 5), SCHOOL_WIDE, 7))
    table = pd.concat(tables, ignore_index=True)
    return table.sort_values(["day", "first", "cls", "type"], ignore_index=True)


def _table(
    cls: Ints, day: Ints, first: Ints, last: Ints, kind: int, status: int | npt.NDArray[np.int64]
) -> pd.DataFrame:
    columns = {"cls": cls, "day": day, "first": first, "last": last, "type": kind, "status": status}
    return pd.DataFrame(columns).astype(np.int64)


def _running(spec: SchoolSpec) -> Bools:
    """Class × day: the class has lessons in this part of the export."""
    spans = [
        (spec.days >= np.datetime64(year.start))
        & (spec.days <= min(np.datetime64(year.end), np.datetime64(room.until)))
        for year in spec.years
        for room in year.classes
    ]
    return np.array(spans)


def _exempt(rng: np.random.Generator, world: World) -> None:
    """Free some pupils from one lesson hour a week for ten weeks."""
    week = weeks(world.days)
    for pupil in rng.choice(world.pupils, world.spec.exempt, replace=False):
        own = np.argwhere(world.scheduled[pupil] > 0)
        day, hour = own[rng.integers(len(own))]
        ten_weeks = (week >= week[day]) & (week < week[day] + 10)
        same = ten_weeks & (weekdays(world.days) == weekdays(world.days)[day])
        world.exempt[pupil, same, hour] = world.scheduled[pupil, same, hour] > 0
