"""A timetable as Zermelo's API answers `GET /api/v3/appointments`: versions of appointments.

Field names follow Zermelo's own page on appointments (an old version has `valid` false, and all
versions of one appointment share `appointmentInstance`) and clients that read them; the kinds are
those of the API: unknown, lesson, exam, activity, choice, talk, other. Times are Unix seconds in
UTC. Real portals also name hours "u1" instead of "1"; a school decides that.
"""

import json
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.simulation.schools.calendars import Days, is_summer_time
from proeftuin.simulation.schools.timetable import (
    CANCELLED,
    HOUR_STARTS,
    HOURS,
    KWT,
    LESSON,
    LESSON_TYPE,
    SCHOOL_WIDE,
)
from proeftuin.simulation.schools.world import Ints, World

KINDS = {LESSON_TYPE: "lesson", KWT: "choice", SCHOOL_WIDE: "activity"}
SUBJECTS = ("ne", "en", "wi", "bi", "gs", "ak", "lo", "bv", "ec", "nask")
REPLACED = 0.04
SHARED = 0.03
MEETINGS = 0.05


def zermelo_files(rng: np.random.Generator, world: World) -> dict[str, bytes]:
    """Return one answer of the API per school year.

    Parameters
    ----------
    rng
        Source of subjects, older versions, shared lessons and meetings.
    world
        The school.
    """
    table = _appointments(rng, world)
    files = {}
    for year in world.spec.years:
        first, last = np.datetime64(year.start), np.datetime64(year.end)
        day = world.days[table["day"]]
        part = table[(day >= first) & (day <= last)]
        started = int(year.enrolled[:4])
        answer = {
            "response": {
                "status": 200,
                "message": "",
                "startRow": 0,
                "endRow": len(part),
                "totalRows": len(part),
                "data": _records(part, world.days),
            }
        }
        files[f"appointments_{started}-{started + 1}.json"] = json.dumps(answer).encode()
    return files


def unix_seconds(days: Days, minute: Ints) -> Ints:
    """Return moments on the clock of Amsterdam as Unix seconds.

    Examples
    --------
    >>> import numpy as np
    >>> days = np.array(["2021-03-26", "2021-03-29"], dtype="M8[D]")
    >>> unix_seconds(days, np.array([510, 510])).tolist()
    [1616743800, 1616999400]
    """
    offset = np.where(is_summer_time(days), 120, 60)
    return days.astype("M8[D]").astype(np.int64) * 86_400 + (minute - offset) * 60


def _appointments(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """List every version of every appointment."""
    items = world.items[world.items["type"].isin(list(KINDS))].reset_index(drop=True)
    names = np.array([room.name for room in world.spec.classes], dtype=object)
    items["type"] = items["type"].map(KINDS)
    items["cancelled"] = items.pop("status").isin(CANCELLED)
    items["groups"] = [[name] for name in names[items["cls"]]]
    items = _share_lessons(rng, items)
    days = np.flatnonzero(rng.random(len(world.days)) < MEETINGS)
    meetings = pd.DataFrame({"day": days, "first": 8, "last": 8, "type": "other"})
    now = pd.concat([items, meetings.assign(cancelled=False)], ignore_index=True)
    # A meeting of teachers is of no class.
    now["groups"] = [names if isinstance(names, list) else [] for names in now["groups"]]
    now["instance"] = 350_000 + rng.integers(1, 9, len(now)).cumsum()
    now["valid"] = True
    old = now[(rng.random(len(now)) < REPLACED) & now["type"].eq("lesson")].copy()
    # The lesson stood at another hour, and was not cancelled yet.
    shift = np.where(old["last"] < HOURS - 1, 1, -1)
    old["first"] += shift
    old["last"] += shift
    old["valid"], old["cancelled"] = False, False
    now["changed"] = now["instance"].isin(old["instance"])
    every = pd.concat([old.assign(changed=False), now], ignore_index=True)
    every["id"] = 510_000 + rng.permutation(len(every))
    every["subject"] = rng.choice(np.array(SUBJECTS, dtype=object), len(every))
    return every.sort_values(["day", "first", "id"], ignore_index=True)


def _share_lessons(rng: np.random.Generator, items: pd.DataFrame) -> pd.DataFrame:
    """Make one appointment of some pairs of classes that have a lesson at the same time."""
    lesson = items[items["type"].eq("lesson")]
    together = ["day", "first", "last", "cancelled"]
    number = lesson.groupby(together).cumcount()
    size = lesson.groupby(together)["cls"].transform("size")
    first = lesson.index[(number % 2 == 0) & (number + 1 < size)]
    first = first[rng.random(len(first)) < SHARED]
    order = lesson.sort_values([*together, "cls"], kind="stable").index
    place = pd.Series(np.arange(len(order)), index=order)
    second = order[place[first].to_numpy() + 1]
    groups = items["groups"].copy()
    groups[first] = [
        a + b for a, b in zip(items.loc[first, "groups"], items.loc[second, "groups"], strict=True)
    ]
    return items.assign(groups=groups).drop(index=second)


def _records(table: pd.DataFrame, days: Days) -> list[dict[Hashable, Any]]:
    date = days[table["day"]]
    first, last = (table[name].to_numpy(np.int64) for name in ("first", "last"))
    start = unix_seconds(date, HOUR_STARTS[first])
    end = unix_seconds(date, HOUR_STARTS[last] + LESSON)
    created = unix_seconds(date, HOUR_STARTS[first]) - 14 * 86_400
    columns: dict[str, Any] = {
        "id": table["id"],
        "appointmentInstance": table["instance"],
        "start": start,
        "end": end,
        "startTimeSlot": first + 1,
        "endTimeSlot": last + 1,
        "startTimeSlotName": (first + 1).astype(str),
        "endTimeSlotName": (last + 1).astype(str),
        "subjects": [[subject] for subject in table["subject"]],
        "groups": table["groups"],
        "locations": [[f"{100 + number % 40}"] for number in table["id"]],
        "teachers": [[f"{subject}1"] for subject in table["subject"]],
        "type": table["type"],
        "valid": table["valid"],
        "cancelled": table["cancelled"],
        "modified": table["changed"],
        "moved": table["changed"],
        "new": np.zeros(len(table), dtype=bool),
        "hidden": np.zeros(len(table), dtype=bool),
        "remark": [""] * len(table),
        "changeDescription": np.where(table["cancelled"], "Les vervalt", ""),
        "created": created,
        "lastModified": created,
    }
    return pd.DataFrame(columns).to_dict("records")
