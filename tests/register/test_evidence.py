"""On what evidence a session is registered: against a reckoning with loops, and case by case."""

import json
import os
from collections import Counter
from datetime import date, timedelta
from itertools import permutations

import duckdb
import numpy as np
import pandas as pd
import pytest
from brute_force.registration import judge
from calibration.registration import Drawn, Registers
from exports import CLASSES, DAYS, MONTHS, WHOLE, Truth

from proeftuin.register.importing.merge import grow
from proeftuin.register.registered import evidence
from proeftuin.register.registered.evidence import (
    CHECKED,
    DAY,
    DIRECT,
    MARK,
    MISSING,
    NONE,
    SILENT,
    UNREGISTERED,
    WEEK,
    weigh,
    with_evidence,
)
from proeftuin.register.store.register import HASHES, PROVENANCE, read_register

FOREVER = date(2099, 12, 31)
# More: PROEFTUIN_REGISTERS=3000 pytest tests/register/test_evidence.py
REGISTERS = int(os.environ.get("PROEFTUIN_REGISTERS", "50"))
START = int(os.environ.get("PROEFTUIN_FIRST", "0"))


def drawn(rng):
    """Draw a small school: enrolments, what is said of each session, and marks with their kind."""
    weeks, classes = int(rng.integers(3, 16)), [f"c{i}" for i in range(rng.integers(1, 5))]
    monday = date(2021, 1, 4)
    mondays = [monday + timedelta(7 * i) for i in range(weeks) if rng.random() < 0.9] or [monday]
    if rng.random() < 0.4:
        # The classes return after a summer.
        spring = int(rng.integers(0, len(mondays)))
        mondays = [day + timedelta(7 * 30 * (i >= spring)) for i, day in enumerate(mondays)]
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
    # Every outcome occurs.
    assert set(found) == {*DIRECT, CHECKED, UNREGISTERED, MARK, DAY, WEEK, NONE, SILENT, MISSING}


# A school large enough for two weeks to be improbable.


def large(**said):
    """Two classes of 25 pupils, eight weeks; a tenth is absent, and nobody of 1a in two weeks.

    `said` gives by the number of a week what is said of all of its sessions.
    """
    monday = date(2021, 1, 4)
    sessions, marks, enrolments = {}, {}, []
    rng = np.random.default_rng(4)
    for class_ in ("1a", "1b"):
        pupils = [f"{class_} {number}" for number in range(25)]
        enrolments += [(pupil, class_, monday, FOREVER) for pupil in pupils]
        for week in range(8):
            for day in (monday + timedelta(7 * week + weekday) for weekday in range(5)):
                sessions[class_, day, "1"] = said.get(f"week{week}", "")
                away = [] if class_ == "1a" and week in (3, 4) else pupils
                marks |= {(p, day, "1"): "absent" for p in away if rng.random() < 0.1}
    return enrolments, sessions, marks


def of_weeks(school, settings=None):
    """Return, by class and number of the week, on what evidence its sessions are registered."""
    pupils, given, absences = tables(*school)
    if settings is None:
        found = weigh(pupils, given, absences)
    else:
        found = with_evidence(pupils, given, absences, settings)["evidence"]
    week = (given["date"] - pd.Timestamp("2021-01-04")).dt.days // 7
    table = given.assign(week=week, found=found).groupby(["class", "week"])["found"]
    return table.agg(set).to_dict()


def test_a_silent_stretch_of_a_class():
    found = of_weeks(large())
    assert [at for at, names in found.items() if names == {"silent"}] == [("1a", 3), ("1a", 4)]
    assert not any("silent" in names for at, names in found.items() if at[1] not in (3, 4))


def test_a_class_that_stopped_closing_its_lessons():
    """Too few marks to tell, but a teacher who closes all lessons closed none for two weeks."""
    enrolments, sessions, marks = large(**{f"week{week}": "closed" for week in range(8)})
    marks = {key: kind for number, (key, kind) in enumerate(marks.items()) if number % 20 == 0}
    away = {("1a", week) for week in (3, 4)}
    for key in sessions:
        if (key[0], (key[1] - date(2021, 1, 4)).days // 7) in away:
            sessions[key] = ""
    found = of_weeks((enrolments, sessions, marks))
    assert {at for at, names in found.items() if names == {"silent"}} == away
    nothing_closed = dict.fromkeys(sessions, "")
    assert "silent" not in set().union(*of_weeks((enrolments, nothing_closed, marks)).values())


def test_a_lesson_group_is_held_against_the_other_lessons_of_its_pupils():
    """A group has few marks of its own, but its pupils have theirs elsewhere in those weeks."""
    enrolments, sessions, marks = large()
    rng = np.random.default_rng(5)
    for pupil, class_, start, end in list(enrolments):
        enrolments.append((pupil, f"{class_} wiskunde", start, end))
        enrolments.append((pupil, f"{class_} muziek", start, end))
    for class_ in ("1a", "1b"):
        for key in [key for key in sessions if key[0] == class_ and key[1].weekday() == 1]:
            sessions[f"{class_} wiskunde", key[1], "2"] = ""
            if key[1] < date(2021, 1, 18):
                sessions[f"{class_} muziek", key[1], "3"] = ""
    for pupil, day, _ in list(marks):
        if pupil.startswith("1b") and rng.random() < 0.5:
            marks[pupil, day - timedelta(day.weekday() - 1), "2"] = "absent"
    found = of_weeks((enrolments, sessions, marks))
    assert all(found["1a wiskunde", week] == {"silent"} for week in (0, 1, 2, 5, 6, 7))
    assert not any(found["1b wiskunde", week] == {"silent"} for week in range(8))
    # In one lesson a week for two weeks a class would have marks, but a group need not.
    assert found["1b muziek", 0] == found["1b muziek", 1] == {"none"}


def test_marks_that_are_not_in_the_export_are_no_presence():
    """A month of registrations beside the timetable of a year: teachers closed those lessons too."""
    enrolments, sessions, marks = large(**{f"week{week}": "closed" for week in range(8)})
    marks = {key: kind for key, kind in marks.items() if key[1] >= date(2021, 2, 8)}
    found = of_weeks((enrolments, sessions, marks))
    assert {at[1] for at, names in found.items() if names == {"missing"}} == set(range(5))
    assert all(names == {"closed"} for at, names in found.items() if at[1] > 4)
    # Unless the school looked itself.
    checked = of_weeks((enrolments, sessions, marks), {"fully_registered": True})
    assert set().union(*checked.values()) == {"closed"}


def test_a_register_that_grows_still_knows_which_lessons_were_closed():
    enrolments, sessions, marks = large(**{f"week{week}": "closed" for week in range(8)})
    late = {key: kind for key, kind in marks.items() if key[1] >= date(2021, 2, 8)}
    pupils, given, some = tables(enrolments, sessions, late)
    first = with_evidence(pupils, given, some, {})
    assert set(first["evidence"]) == {"missing", "closed"}
    again = with_evidence(pupils, first, tables(enrolments, sessions, marks)[2], {})
    assert set(again["evidence"]) == {"closed"}


def test_presence_in_a_week_shows_that_the_export_has_it():
    enrolments, sessions, marks = large(**{f"week{week}": "closed" for week in range(8)})
    marks = {key: kind for key, kind in marks.items() if key[1] >= date(2021, 2, 8)}
    for week in range(5):
        sessions["1b", date(2021, 1, 4) + timedelta(7 * week), "1"] = "presence"
    assert set().union(*of_weeks((enrolments, sessions, marks)).values()) == {"closed", "presence"}


def test_weeks_that_the_export_does_not_cover_say_nothing_of_the_rate():
    """Else a month beside the timetable of a year would have next to no absence per week."""
    enrolments, sessions, marks = large()
    for week in range(8, 60):
        for class_ in ("1a", "1b"):
            sessions[class_, date(2021, 1, 4) + timedelta(7 * week), "1"] = "uncovered"
    found = of_weeks((enrolments, sessions, marks))
    assert found["1a", 3] == found["1a", 4] == {"silent"}


def test_pupils_of_one_year_in_the_timetable_of_more():
    """Weeks without pupils say nothing of what a usual week is."""
    enrolments, sessions, marks = large(**{f"week{week}": "closed" for week in range(8)})
    marks = {key: kind for key, kind in marks.items() if key[1] >= date(2021, 1, 18)}
    for week in range(-20, 0):
        for class_ in ("1a", "1b"):
            sessions[class_, date(2021, 1, 4) + timedelta(7 * week), "1"] = ""
    found = of_weeks((enrolments, sessions, marks))
    assert found["1b", 0] == found["1b", 1] == {"missing"}


@pytest.mark.parametrize("said", ["uncovered", "unregistered"])
def test_who_was_marked_was_so_by_somebody(said):
    enrolments, sessions, marks = large(**{f"week{week}": said for week in range(8)})
    found = of_weeks((enrolments, sessions, marks))
    assert found["1b", 2] <= {"mark", said}
    assert "mark" in found["1b", 2]
    assert found["1a", 3] == {said}


def test_an_exemption_is_no_evidence():
    enrolments, sessions, marks = large()
    exempt = {("1a 1", day, "1"): "not expected" for class_, day, _ in sessions if class_ == "1a"}
    assert of_weeks((enrolments, sessions, exempt | marks))["1a", 3] == {"silent"}


def over_a_summer(gap, between=8, size=20, rates=(0.04, 0.04), silent=("1a",)):
    """Two classes of two years, ten weeks of each; nobody has a mark `gap` weeks on each side.

    `between` is how many weeks without lessons lie between: July and August, or one in November.
    """
    rng = np.random.default_rng(6)
    first = date(2021, 5, 3) if between == 8 else date(2021, 8, 30)
    sessions, marks, enrolments = {}, {}, []
    for class_ in ("1a", "1b"):
        pupils = [f"{class_} {number}" for number in range(size)]
        enrolments += [(pupil, class_, first, FOREVER) for pupil in pupils]
        for week in range(20):
            rate = rates[week > 9] if class_ == "1a" else 0.04
            for weekday in range(5):
                day = first + timedelta(7 * (week + between * (week > 9)) + weekday)
                sessions[class_, day, "1"] = ""
                away = [] if class_ in silent and abs(week - 9.5) < gap else pupils
                marks |= {(p, day, "1"): "absent" for p in away if rng.random() < rate}
    return enrolments, sessions, marks


def test_a_stretch_ends_with_the_school_year():
    """Who is in 1a after the summer are others, whose weeks say nothing of those before it."""
    pupils, given, absences = tables(*over_a_summer(gap=2))
    found = weigh(pupils, given, absences)
    assert "silent" not in set(found)
    # An autumn holiday is no end.
    pupils, given, absences = tables(*over_a_summer(gap=2, between=1))
    assert given[weigh(pupils, given, absences).eq("silent")]["class"].tolist() == ["1a"] * 20
    # Long enough on both sides, both are found.
    pupils, given, absences = tables(*over_a_summer(gap=4))
    assert given[weigh(pupils, given, absences).eq("silent")]["class"].tolist() == ["1a"] * 40


def test_a_class_has_the_rate_of_its_own_year():
    """A 1a that is often away says nothing of the 1a after it."""
    pupils, given, absences = tables(*over_a_summer(gap=0, rates=(0.2, 0.01), size=8))
    assert "silent" not in set(weigh(pupils, given, absences))


def test_a_whole_school_remains_the_same_over_a_summer():
    """Who exports its registrations is no other after it, and its pupils are mostly the same."""
    pupils, given, absences = tables(*over_a_summer(gap=2, size=10, silent=("1a", "1b")))
    silent = given[weigh(pupils, given, absences).eq("silent")]
    assert silent["class"].value_counts().to_dict() == {"1a": 20, "1b": 20}


# Through an import.


def evidence_of(export, day="2021-01-12"):
    sessions = export.load().sessions
    return sessions[sessions["date"] == day].set_index("session")["evidence"].to_dict()


@pytest.fixture
def not_closed(magister):
    """Nothing is said of 12 January, a week in which nobody was away."""
    magister.files["agenda.csv"] = magister.files["agenda.csv"].replace(";13;7;", ";13;2;")
    assert evidence_of(magister) == {"1": "none"}
    return magister


WEEK_OF_12 = "begin = 2021-01-11, eind = 2021-01-15"


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("volledig_geregistreerd = true", "checked"),
        (f"gecontroleerd = [{{ {WEEK_OF_12} }}]", "checked"),
        (f'gecontroleerd = [{{ {WEEK_OF_12}, klassen = ["1a"] }}]', "checked"),
        (f'gecontroleerd = [{{ {WEEK_OF_12}, klassen = "1a" }}]', "checked"),
        (f"niet_geregistreerd = [{{ {WEEK_OF_12} }}]", "unregistered"),
        ("gecontroleerd = [{ begin = 2021-01-04, eind = 2021-01-08 }]", "none"),
        ("exportperiode = { begin = 2021-01-04, eind = 2021-01-08 }", "uncovered"),
        ("exportperiode = { begin = 2021-01-04, eind = 2021-01-12 }", "none"),
    ],
)
def test_what_the_school_says(not_closed, setting, found):
    not_closed.extra = setting + "\n"
    assert evidence_of(not_closed) == {"1": found}
    days = not_closed.load().days
    there = days[days["date"] == "2021-01-12"]
    kept = 0 if found in ("unregistered", "uncovered") else 1
    counts = there[["sessions", "unregistered_sessions", "assumed_sessions"]].max().tolist()
    assert counts == [kept, 1 - kept, int(found == "none")]


def test_what_the_school_says_of_one_class_leaves_the_others(not_closed):
    not_closed.extra = (
        'niet_geregistreerd = [{ begin = 2021-01-04, eind = 2021-01-08, klassen = ["3b"] }]\n'
    )
    sessions = not_closed.load().sessions
    # Björn of 3b was sent out: somebody registered that lesson.
    assert sessions["registered"].all()
    not_closed.replace("verantwoordingen.csv", "5;000103;05-01-2021;1;U\n", "")
    sessions = not_closed.load().sessions
    assert sessions.loc[~sessions["registered"], "class"].tolist() == ["3b"]


@pytest.mark.parametrize("key", ["gecontroleerd", "niet_geregistreerd"])
def test_an_unknown_class_is_a_problem(not_closed, key):
    not_closed.extra = (
        f'{key} = [{{ begin = 2021-01-04, eind = 2021-01-08, klassen = ["1a", "1z"] }}]\n'
    )
    (problem,) = not_closed.problems()
    assert (problem.file, problem.column, problem.value) == ("proeftuinen.toml", key, "1z")
    assert problem.expected == "een van: 1a, 3b"


def test_presence_that_was_registered(not_closed):
    not_closed.files["verantwoordingen.csv"] += "7;000101;12-01-2021;1;PR\n"
    assert evidence_of(not_closed) == {"1": "presence"}
    absences = not_closed.load().absences
    assert not (absences["date"] == "2021-01-12").any()
    # Who was seen was so, also outside the days that the export is said to cover.
    not_closed.extra = "exportperiode = { begin = 2021-01-04, eind = 2021-01-08 }\n"
    assert evidence_of(not_closed) == {"1": "presence"}


@pytest.mark.parametrize(
    ("code", "found"), [("L", "mark"), ("HV", "mark"), ("U", "mark"), ("A", "mark"), ("VR", "none")]
)
def test_any_mark_of_a_teacher_is_evidence(not_closed, code, found):
    not_closed.files["verantwoordingen.csv"] += f"7;000101;12-01-2021;1;{code}\n"
    assert evidence_of(not_closed) == {"1": found}


def test_a_class_book_that_was_filled_in(somtoday):
    assert evidence_of(somtoday, "2021-03-29") == {
        "1": "presence", "2": "presence", "3": "unobserved"
    }  # fmt: skip
    header, *rows = somtoday.files["rooster.csv"].splitlines()
    for answer, found in (("ja", "closed"), ("nee", "unobserved")):
        lines = [f"{header},verwerkt", *(f"{row},{answer}" for row in rows)]
        somtoday.files["rooster.csv"] = "\n".join(lines) + "\n"
        assert evidence_of(somtoday, "2021-03-29")["3"] == found
    lines = [f"{header},verwerkt", *(f"{row},ja" for row in rows)]
    somtoday.files["rooster.csv"] = "\n".join(lines) + "\n"
    somtoday.extra = "exportperiode = { begin = 2021-03-01, eind = 2021-03-28 }\n"
    assert evidence_of(somtoday, "2021-03-29")["3"] == "unobserved"


# A register that grows.


def school():
    """A class that registers nothing for two weeks, one of which is in two exports."""
    rng = np.random.default_rng(8)
    enrolments = [(f"{name}{i}", name, 0, None) for name in CLASSES for i in range(25)]
    marks = {
        (pupil, day, session): "Z"
        for pupil, name, *_ in enrolments
        for day in range(len(DAYS))
        for session in "12"
        if rng.random() < 0.04 and not (name == "1b" and 5 <= day < 15)
    }
    return Truth(enrolments, marks)


@pytest.mark.parametrize("order", list(permutations(MONTHS)))
def test_growing_gives_the_evidence_of_the_whole(order):
    truth = school()
    whole = truth.export(WHOLE)
    silent = whole.sessions[whole.sessions["evidence"] == "silent"]
    assert len(silent) == 20
    register = truth.export(MONTHS[order[0]])
    for month in order[1:]:
        register = grow(register, truth.export(MONTHS[month]))
    pd.testing.assert_frame_equal(register.sessions, whole.sessions)
    pd.testing.assert_frame_equal(register.days, whole.days)


def test_an_old_register_opens_and_grows(tmp_path):
    truth = school()
    register = truth.export(MONTHS["maart"])
    register.save(tmp_path)
    names = ["assumed_sessions", "assumed_minutes"]
    # As the old rule had it: a class and week without any mark is not registered.
    shown = "* exclude (evidence) replace (false as registered)"
    for table, columns in (("sessions", shown), ("days", f"* exclude ({', '.join(names)})")):
        (file,) = tmp_path.glob(f"*/{table}.parquet")
        kept = duckdb.sql(f"select {columns} from '{file}'").df()
        duckdb.from_df(kept).write_parquet(str(file))
    # Nor did it keep hashes of its tables.
    file = tmp_path / PROVENANCE
    told = json.loads(file.read_text("utf-8"))
    del told[HASHES]
    file.write_text(json.dumps(told), "utf-8")
    old = read_register(tmp_path)
    assert set(old.sessions["evidence"]) == {""}
    assert not old.days[names].to_numpy().any()
    for month in ("april", "mei"):
        old = grow(old, truth.export(MONTHS[month]))
    pd.testing.assert_frame_equal(old.sessions, truth.export(WHOLE).sessions)


def with_habit(seed):
    """Classes in which one pupil is often late, and never on a Wednesday."""
    rng = np.random.default_rng(seed)
    drawn = Registers(sizes=(8,), classes=(6,), weeks=(36,), rates=(0.05,)).draw_one(rng)
    late, weekday = drawn.late.copy(), np.arange(drawn.late.shape[1]) % 5
    for first in drawn.place.argmax(axis=0):
        late[first] = False
        late[first, :, 0] = (rng.random(len(weekday)) < 0.8) & (weekday != 2)
        drawn.absent[first, weekday == 2] = False
    return Drawn(drawn.place, drawn.given, drawn.registered, drawn.absent, late)


def test_the_habit_of_one_pupil_takes_no_weekday_from_a_class(monkeypatch):
    assert sum(with_habit(seed).gaps()[3] for seed in range(3)) <= 8
    monkeypatch.setattr(evidence, "without_busiest", lambda weeks, found, marked: weeks)
    assert sum(with_habit(seed).gaps()[3] for seed in range(3)) > 30


def test_before_a_school_closes_its_lessons_an_open_one_says_nothing():
    days = pd.bdate_range("2020-08-31", periods=150)
    pupils = pd.DataFrame({"pupil": list("abcdef"), "class": "1a", "start": days[0]})
    pupils["end"] = pd.Series(pd.NaT, index=pupils.index, dtype="datetime64[us]")
    sessions = pd.DataFrame({"class": "1a", "date": np.repeat(days, 6)})
    sessions["session"] = [str(hour) for hour in range(1, 7)] * len(days)
    adopted = sessions["date"] >= days[75]
    sessions["evidence"] = adopted.map({True: "closed", False: ""})
    # Now and then somebody is away, in the first half as in the second.
    absences = pd.DataFrame({"pupil": "a", "date": days[::25], "session": "1", "kind": "absent"})
    found = evidence.weigh(pupils, sessions, absences)
    assert set(found[~adopted]) == {"mark", "day", "week", "none"}
    # From then on a week in which nothing was closed stands out.
    gone = sessions["date"].between(days[100], days[104])
    sessions.loc[gone, "evidence"] = ""
    absences = absences[~absences["date"].isin(sessions.loc[gone, "date"])]
    assert set(evidence.weigh(pupils, sessions, absences)[gone]) == {"silent"}
