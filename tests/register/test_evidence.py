"""On what evidence a session is registered: against a reckoning with loops, and case by case."""

import os
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pandas as pd
from brute_force.registration import judge

from proeftuin.register.evidence import weigh

FOREVER = date(2099, 12, 31)
# More: PROEFTUIN_REGISTERS=3000 pytest tests/register/test_evidence.py
REGISTERS = int(os.environ.get("PROEFTUIN_REGISTERS", "120"))
START = int(os.environ.get("PROEFTUIN_FIRST", "0"))


def drawn(rng):
    """Draw a small school: enrolments, what is said of each session, and marks with their kind."""
    weeks, classes = int(rng.integers(3, 16)), [f"c{i}" for i in range(rng.integers(1, 5))]
    monday = date(2021, 1, 4)
    mondays = [monday + timedelta(7 * i) for i in range(weeks) if rng.random() < 0.9] or [monday]
    first, last = mondays[0], mondays[-1] + timedelta(4)
    grid = sorted({(int(d), str(s)) for d, s in rng.integers((0, 1), (5, 5), (12, 2))})
    sessions = {}
    for class_ in classes:
        own = [slot for slot in grid if rng.random() < 0.8] or grid[:1]
        until = rng.choice([last, first + timedelta(days=20)], p=[0.85, 0.15])
        for week in mondays:
            for weekday, session in own:
                day = week + timedelta(weekday)
                if day <= until and rng.random() < 0.95:
                    sessions[class_, day, session] = ""
    enrolments = []
    for number in range(int(rng.integers(4, 25)) * len(classes)):
        class_, begins, ends = str(rng.choice(classes)), first, FOREVER
        if rng.random() < 0.1:
            begins = first + timedelta(int(rng.integers(0, 7 * weeks)))
        if rng.random() < 0.1:
            ends = begins + timedelta(int(rng.integers(0, 40)))
        enrolments.append((f"p{number}", class_, begins, ends))
        if rng.random() < 0.1 and len(classes) > 1:
            other = next(name for name in classes if name != class_)
            enrolments.append((f"p{number}", other, begins, ends))
    if rng.random() < 0.3:
        # Everybody is in three lesson groups beside the class.
        slots = [("x", 0), ("y", 2), ("z", 4)]
        for letter, weekday in slots:
            for week in mondays:
                for hour in ("6", "7"):
                    for number in range(2):
                        day = week + timedelta(weekday)
                        sessions[f"{letter}{number}", day, hour] = ""
        for number, pupil in enumerate(sorted({row[0] for row in enrolments})):
            for letter, _ in slots:
                group = f"{letter}{(number + int(rng.random() < 0.2)) % 2}"
                enrolments.append((pupil, group, first, FOREVER))
        if rng.random() < 0.7:
            sessions = {k: v for k, v in sessions.items() if k[0] not in classes or k[2] == "1"}

    keys = list(sessions)
    quiet = set()
    for _ in range(int(rng.integers(0, 4))):
        class_, day, session = keys[rng.integers(len(keys))]
        length = timedelta(int(rng.choice([5, 14, 60])))
        kind = rng.integers(4)
        for key in keys:
            near = day <= key[1] <= day + length
            same = (
                key[0] == class_,
                True,
                key[0] == class_ and key[1].weekday() == day.weekday() and key[2] == session,
                key[0] == class_ and key[1].weekday() == day.weekday(),
            )[kind]
            if same and (near or kind > 1):
                quiet.add(key)
    closing = rng.choice([0, 0, 0.2, 0.9])
    for key in keys:
        if rng.random() < closing and (key not in quiet or rng.random() < 0.1):
            sessions[key] = "closed"
        if rng.random() < 0.01:
            sessions[key] = "presence"
    for what in ("checked", "unregistered", "uncovered", "unobserved"):
        if rng.random() < 0.15:
            start = first + timedelta(int(rng.integers(0, 7 * weeks)))
            for key in keys:
                if start <= key[1] <= start + timedelta(12):
                    sessions[key] = what
    rate = rng.choice([0.01, 0.03, 0.1, 0.25])
    marks = {}
    for pupil, class_, start, end in enrolments:
        for key in keys:
            inside = key[0] == class_ and start <= key[1] <= end
            if inside and key not in quiet and rng.random() < rate:
                kind = rng.choice(["absent", "late", "present", "no attendance", "not expected"])
                marks[pupil, key[1], key[2]] = str(kind)
            elif inside and rng.random() < 0.002:
                marks[pupil, key[1], key[2]] = "not expected"
    return enrolments, sessions, marks


def tables(enrolments, sessions, marks):
    """Make the register's tables of what was drawn."""
    pupils = pd.DataFrame(enrolments, columns=["pupil", "class", "start", "end"])
    pupils["end"] = pupils["end"].where(pupils["end"] < FOREVER)
    given = pd.DataFrame(
        [(*key, what) for key, what in sorted(sessions.items())],
        columns=["class", "date", "session", "evidence"],
    )
    rows = [(*key, kind) for key, kind in marks.items()]
    absences = pd.DataFrame(rows, columns=["pupil", "date", "session", "kind"])
    for frame in (pupils, given, absences):
        for name in {"start", "end", "date"} & set(frame):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return pupils, given, absences


def by_loops(enrolments, sessions, marks):
    return judge(
        enrolments, sessions, {key for key, kind in marks.items() if kind != "not expected"}
    )


def keyed(given, evidence):
    keys = zip(given["class"], given["date"].dt.date, given["session"], strict=True)
    return dict(zip(keys, evidence, strict=True))


def test_the_same_as_with_loops():
    found = Counter()
    # A run that failed is made again by its number.
    for seed in range(START, START + REGISTERS):
        school = drawn(np.random.default_rng(seed))
        pupils, given, absences = tables(*school)
        ours, theirs = by_loops(*school), keyed(given, weigh(pupils, given, absences))
        assert {k: (ours[k], theirs[k]) for k in ours if ours[k] != theirs[k]} == {}, seed
        found.update(set(ours.values()))
    # Every outcome occurs, and not in one lucky register.
    assert all(count >= 10 for count in found.values())
    assert len(found) == 12
