"""The library against a second, slow way from the raw exports, and both against the truth.

The second way (`brute_force`) is plain Python, pupil by pupil and lesson by lesson; the truth is
what the generator planted beside the exports. Three answers to the same question, for every
pupil of every sample school.
"""

import csv
import json
import shutil
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest
from brute_force import counting, pyramids
from brute_force.calendars import first_and_last
from brute_force.exports import Export, Fate, read_school

import proeftuin
from proeftuin.register.privacy.pseudonyms import canonical_numbers, pseudonymise, read_or_make_key

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
PROJECT = SAMPLE / "proeftuinen.toml"
# The same months a year before the pilot; only this school's export goes back so far.
EARLIER = {"vo": (date(2023, 1, 9), date(2023, 3, 24))}
GROUPS = {"class": "class_", "year_group": "year_group", "stage": "stage"}
BOTH = ("before", "after")
EXACTLY = {"rel": 1e-9, "abs": 1e-9}


@dataclass
class Case:
    """A school, counted in both ways."""

    school: str
    export: Export
    days: dict
    project: object
    register: object

    @cached_property
    def numbers(self):
        """The pupil number behind each pseudonym."""
        numbers = pd.Series(sorted({pupil for pupil, _ in self.days}), dtype="str")
        keyed = pseudonymise(canonical_numbers(numbers), read_or_make_key(), self.school)
        return dict(zip(keyed, numbers, strict=True))

    @property
    def minimum(self):
        return self.export.settings["minimum"]

    @cached_property
    def scheme(self):
        return replace(proeftuin.TWENTE, minimum_sessions=self.minimum)

    @cached_property
    def spans(self):
        """First and last day of every month and window, by the name the truth gives it."""
        spans = {}
        for day in self.export.school_days:
            start, _ = spans.get(f"{day:%Y-%m}", (day, day))
            spans[f"{day:%Y-%m}"] = (start, day)
        wanted = self.export.settings["periode"]
        ranges = {"": (wanted["begin"], wanted["eind"])}
        if self.school in EARLIER:
            ranges["-earlier"] = EARLIER[self.school]
        for suffix, (start, end) in ranges.items():
            windows = first_and_last(self.export.school_days, start, end, wanted["schooldagen"])
            for name, window in zip(BOTH, windows, strict=True):
                spans[name + suffix] = (window[0], window[-1])
        return spans

    @cached_property
    def totals(self):
        """Our own count of every month and window."""
        return {name: counting.add_up(self.days, *span) for name, span in self.spans.items()}

    @cached_property
    def classified(self):
        """The same, with the pupils marked whose class is under the completeness line."""
        return {
            name: counting.mark_incomplete(self.export, self.days, totals, self.spans[name])
            for name, totals in self.totals.items()
        }

    @cached_property
    def periods(self):
        """The library's periods, by the same names."""
        periods = {}
        for year in self.export.settings["schooljaren"]:
            for month in proeftuin.months(self.register, year):
                periods[f"{month.start:%Y-%m}"] = month
        school = self.project.schools[self.school]
        ranges = {"": (school.period.start, school.period.end, school.period.days)}
        if self.school in EARLIER:
            ranges["-earlier"] = (*EARLIER[self.school], school.period.days)
        for suffix, wanted in ranges.items():
            windows = proeftuin.windows_between(self.register, *wanted)
            periods |= {name + suffix: window for name, window in zip(BOTH, windows, strict=True)}
        return periods

    @cached_property
    def tables(self):
        """The library's attendance of every month and window."""
        return {
            name: proeftuin.attendance(self.register, period)
            for name, period in self.periods.items()
        }

    @cached_property
    def windows(self):
        """Names of the pairs of windows to compare."""
        suffixes = ["", "-earlier"] if self.school in EARLIER else [""]
        return [tuple(name + suffix for name in BOTH) for suffix in suffixes]


@pytest.fixture(scope="session", params=["vmbo", "po", "vergelijking", "vo"])
def case(request, project, registers):
    """Read a school twice, once per session: our own way and the library's."""
    export = read_school(PROJECT, request.param)
    register = registers[request.param]
    return Case(request.param, export, counting.count_days(export), project, register)


def differences(ours, theirs):
    """List every key whose values differ, or that only one side has."""
    return [
        (key, ours.get(key), theirs.get(key))
        for key in sorted(ours.keys() | theirs.keys(), key=str)
        if ours.get(key) != theirs.get(key)
    ]


def our_days(days):
    return {
        key: (row.class_, row.year_group, *(getattr(row, name) for name in counting.COUNTS))
        for key, row in days.items()
    }


def their_days(days, numbers):
    columns = ["class", "year_group", *counting.COUNTS]
    keys = zip(days["pupil"].map(numbers), days["date"].dt.date, strict=True)
    rows = dict(zip(keys, days[columns].itertuples(index=False, name=None), strict=True))
    assert len(rows) == len(days)
    return rows


def our_attendance(totals, measure):
    return {
        pupil: (
            *(row.class_, row.year_group, row.stage, row.track),
            *(getattr(row, f"absent_{measure}"), getattr(row, measure)),
            *(row.sessions, row.days, row.authorised_minutes, row.unauthorised_minutes),
            *(row.sick_minutes, row.late, row.unregistered_sessions),
        )
        for pupil, row in totals.items()
    }


def their_attendance(table, numbers):
    columns = [
        *("class", "year_group", "stage", "track", "absent", "possible", "sessions", "days"),
        *("authorised", "unauthorised", "sick", "late", "unregistered"),
    ]
    pupils = table["pupil"].map(numbers)
    rows = dict(zip(pupils, table[columns].itertuples(index=False, name=None), strict=True))
    assert len(rows) == len(table)
    return rows


def test_school_days(case):
    """The export has lessons on every school day of the calendar, and on no other day."""
    given = case.export.school_days
    years = [(given[0], given[-1])]
    if case.school in EARLIER:
        years = [EARLIER[case.school], (date(2023, 9, 4), given[-1])]
    expected = [d for start, end in years for d in case.export.calendar if start <= d <= end]
    assert given == expected
    assert list(case.register.school_days.date) == given


def test_periods(case):
    assert case.periods.keys() == case.spans.keys()
    for name, period in case.periods.items():
        within = [day for day in case.export.school_days if period.start <= day <= period.end]
        assert (within[0], within[-1]) == case.spans[name]
        assert period.days == len(within)


def test_every_day_of_every_pupil(case):
    theirs = their_days(case.register.days, case.numbers)
    assert differences(our_days(case.days), theirs)[:5] == []


def test_every_pupil_of_every_period(case):
    for name, table in case.tables.items():
        theirs = their_attendance(table, case.numbers)
        ours = our_attendance(case.totals[name], "minutes")
        assert (name, differences(ours, theirs)[:5]) == (name, [])


def test_every_pupil_in_sessions(case):
    for name, period in case.periods.items():
        table = proeftuin.attendance(case.register, period, "sessions")
        ours = our_attendance(case.totals[name], "sessions")
        assert (name, differences(ours, their_attendance(table, case.numbers))[:5]) == (name, [])
        check_pyramid(
            proeftuin.build_pyramid(table, case.scheme),
            pyramids.pyramid(case.classified[name].values(), case.minimum, "sessions"),
        )


def truth_of(school):
    """Read the planted truth: period → pupil → minutes, sessions and tier."""
    planted = {}
    with (SAMPLE / "truth" / f"{school}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            planted.setdefault(row["period"], {})[row["pupil"]] = (
                int(row["possible_minutes"]),
                int(row["absent_minutes"]),
                int(row["possible_sessions"]),
                int(row["absent_sessions"]),
                int(row["tier"]) if row["tier"] else None,
            )
    return planted


def test_the_truth_is_what_we_count(case):
    planted = truth_of(case.school)
    assert planted.keys() == case.totals.keys()
    for name, rows in case.totals.items():
        ours = {
            pupil: (
                *(row.minutes, row.absent_minutes, row.sessions, row.absent_sessions),
                counting.tier(row, case.minimum),
            )
            for pupil, row in rows.items()
        }
        assert (name, differences(ours, planted[name])[:5]) == (name, [])


def test_the_truth_is_what_the_library_counts(case):
    planted = truth_of(case.school)
    for name, table in case.tables.items():
        lessons = proeftuin.attendance(case.register, case.periods[name], "sessions")
        lessons = lessons.set_index("pupil").loc[table["pupil"]]
        tiers = proeftuin.classify(
            table["absent"], table["possible"], case.scheme, table["sessions"]
        )
        rows = zip(
            *(table["possible"], table["absent"], lessons["possible"], lessons["absent"]),
            (None if pd.isna(number) else int(number) for number in tiers),
            strict=True,
        )
        theirs = dict(zip(table["pupil"].map(case.numbers), rows, strict=True))
        assert (name, differences(planted[name], theirs)[:5]) == (name, [])


def test_the_planted_comparison(case):
    planted = json.loads((SAMPLE / "truth" / f"{case.school}.json").read_text("utf-8"))
    for names in case.windows:
        part = planted["earlier"] if names[0].endswith("earlier") else planted
        windows = {
            name.removesuffix("-earlier"): {
                "start": f"{case.spans[name][0]}",
                "end": f"{case.spans[name][1]}",
                "days": case.export.settings["periode"]["schooldagen"],
            }
            for name in names
        }
        assert part["windows"] == windows
        ours = pyramids.change(*(case.totals[name] for name in names), case.minimum)
        theirs = proeftuin.compare(*(case.tables[name] for name in names), case.scheme)
        for found in [
            (ours.paired, ours.transitions, ours.pupils, sum(ours.joined), sum(ours.left)),
            (
                theirs.paired,
                theirs.transitions.to_numpy().tolist(),
                theirs.change_pupils.tolist(),
                theirs.joined,
                theirs.left,
            ),
        ]:
            paired, transitions, moved, joined, left = found
            assert (paired, joined, left) == (part["paired"], part["joined"], part["left"])
            assert transitions == part["transitions"]
            assert moved == part["change_pupils"]
        assert theirs.change.tolist() == pytest.approx(part["change_points"], abs=6e-5)


def check_pyramid(theirs, ours):
    assert theirs.counts.to_dict() == ours.counts
    assert (theirs.n, theirs.unclassified) == (ours.n, ours.unclassified)
    assert theirs.incomplete == ours.incomplete
    assert bool(theirs.reason) == (ours.incomplete > 0)
    assert theirs.other_edge.to_dict() == ours.other_edge
    assert theirs.on_cut.to_dict() == {float(cut): n for cut, n in ours.on_cut.items()}
    for number in pyramids.TIERS if ours.n else []:
        assert theirs.shares[number] == pytest.approx(float(ours.share(number)), **EXACTLY)
        interval = theirs.intervals.loc[number, ["low", "high"]].tolist()
        assert interval == pytest.approx(list(ours.wilson(number)), **EXACTLY)
        assert theirs.goals.loc[number, "distance"] == ours.distance(number)


def test_pyramid_of_every_month_and_window(case):
    for name, table in case.tables.items():
        check_pyramid(
            proeftuin.build_pyramid(table, case.scheme),
            pyramids.pyramid(case.classified[name].values(), case.minimum),
        )


@pytest.mark.parametrize("by", GROUPS)
def test_pyramids_of_groups(case, by):
    for name, table in case.tables.items():
        frame = proeftuin.build_pyramids(table, by, case.scheme)
        ours = pyramids.pyramids_by(case.classified[name], GROUPS[by], case.minimum)
        assert set(frame[by]) == ours.keys()
        assert len(frame) == 3 * len(ours)
        for row in frame.to_dict("records"):
            own = ours[row[by]]
            assert row["count"] == own.counts[row["tier"]]
            assert (row["n"], row["unclassified"]) == (own.n, own.unclassified)
            assert row["incomplete"] == own.incomplete
            if own.n:
                figures = [float(own.share(row["tier"])), *own.wilson(row["tier"])]
                assert [row["share"], row["low"], row["high"]] == pytest.approx(figures, **EXACTLY)


def check_change(theirs, ours):
    assert theirs.paired == ours.paired
    assert theirs.transitions.to_numpy().tolist() == ours.transitions
    assert theirs.change_pupils.tolist() == ours.pupils
    assert theirs.change.tolist() == pytest.approx(ours.points, **EXACTLY)
    assert theirs.joined_tiers.tolist() == ours.joined
    assert theirs.left_tiers.tolist() == ours.left
    assert theirs.unclassified == ours.unclassified
    assert theirs.cross_section.tolist() == pytest.approx(ours.cross_section, **EXACTLY)
    assert theirs.clusters == ours.clusters
    assert theirs.effective_clusters == pytest.approx(ours.effective_clusters, **EXACTLY)
    assert list(theirs.methods) == ours.methods
    assert theirs.standard_error.tolist() == pytest.approx(ours.standard_error, **EXACTLY)
    for number, interval in zip(pyramids.TIERS, ours.interval, strict=True):
        found = theirs.interval.loc[number, ["low", "high"]].tolist()
        assert found == pytest.approx(list(interval), **EXACTLY)


def test_the_change_between_windows(case):
    for before, after in case.windows:
        ours = pyramids.change(case.classified[before], case.classified[after], case.minimum)
        check_change(proeftuin.compare(case.tables[before], case.tables[after], case.scheme), ours)
        if case.school == "vmbo":
            assert (ours.paired, ours.pupils) == (344, [31, -16, -15])
            assert [round(points, 1) for points in ours.points] == [9.0, -4.7, -4.4]


def test_the_change_per_year_group(case):
    """Few classes: some of these fall back on the interval that takes pupils as independent."""
    methods = set()
    for before, after in case.windows:
        for year in sorted({row.year_group for row in case.classified[before].values()}):
            tables = [case.tables[name] for name in (before, after)]
            tables = [table[table["year_group"] == year] for table in tables]
            totals = [
                {p: row for p, row in case.classified[name].items() if row.year_group == year}
                for name in (before, after)
            ]
            ours = pyramids.change(*totals, case.minimum)
            check_change(proeftuin.compare(*tables, case.scheme), ours)
            methods |= set(ours.methods)
    assert "bonett-price" in methods


def test_the_hard_cases_are_there(case):
    """Agreement means nothing about a case that no export has."""
    cases = case.export.cases
    expected = {
        "po": ["mark: absent", "mark: late"],
        "vo": [
            "cancelled",
            "seen: absent, told: absent",
            "seen: absent, told: nothing",
            "seen: nothing, told: absent",
            "seen: present, told: absent",
            "seen: present, told: late",
            "seen: present, told: present",
            "seen: not expected, told: nothing",
        ],
    }.get(
        case.school,
        [
            "cancelled",
            "no compulsory lesson",
            "block of lessons",
            "more marks on one lesson",
            "mark: absent",
            "mark: late",
            "mark: present",
            "mark: not expected",
            "mark: no attendance",
        ],
    )
    assert [name for name in expected if not cases[name]] == []
    assert sum(row.unregistered_sessions for row in case.days.values()) > 0
    assert any(row.incomplete for rows in case.classified.values() for row in rows.values())
    classes = {}
    for enrolment in case.export.enrolments:
        classes.setdefault(enrolment.pupil, set()).add(enrolment.class_)
    assert any(len(own) > 1 for own in classes.values())
    # Half-days differ in length, so minutes seldom fall on a cut there; half-days themselves do.
    measure = "sessions" if case.school == "po" else "minutes"
    rows = [pyramids.pyramid(own.values(), case.minimum, measure) for own in case.totals.values()]
    assert any(sum(pyramid.on_cut.values()) for pyramid in rows)


@pytest.mark.parametrize("case", ["vo"], indirect=True)
def test_a_report_is_no_registration(case, tmp_path):
    """A report of illness in a week that no teacher observed changes nothing.

    It tells that a parent called, not that somebody kept the register of that class.
    """
    shutil.copy(PROJECT, tmp_path)
    shutil.copytree(SAMPLE / "vo", tmp_path / "vo")
    pupil, day = min(key for key, row in case.days.items() if row.unregistered_sessions)
    begin, end, offset = f"{day}T08:00:00.000", f"{day}T17:00:00.000", "+01:00"
    with (tmp_path / "vo" / "absentiemeldingen.csv").open("a", encoding="utf-8") as file:
        times = ",".join(time + offset for time in (begin, begin, end))
        file.write(f"{pupil},Absent,ZK,Ziek,true,{times},1,9,true\n")
    export = read_school(tmp_path / PROJECT.name, "vo")
    assert len(export.fates) > len(case.export.fates)
    ours = our_days(counting.count_days(export))
    assert differences(our_days(case.days), ours) == []
    register = proeftuin.import_school(proeftuin.load_project(tmp_path / PROJECT.name), "vo")
    theirs = [their_days(each.days, case.numbers) for each in (case.register, register)]
    assert differences(*theirs)[:5] == []


def someone_absent(case):
    """Return a lesson that was missed in the last window."""
    start, end = case.spans["after"]
    return min(
        key
        for key, fate in case.export.fates.items()
        if fate.kind == "absent" and start <= key[1] <= end
    )


def test_a_changed_minute_is_noticed(case):
    """The control: the comparison sees one minute too many on one day of one pupil."""
    pupil, day, _ = someone_absent(case)
    spoilt = case.register.days.copy()
    pseudonyms = {number: pseudonym for pseudonym, number in case.numbers.items()}
    here = (spoilt["pupil"] == pseudonyms[pupil]) & (spoilt["date"] == pd.Timestamp(day))
    assert here.sum() == 1
    spoilt.loc[here, "absent_minutes"] -= 1
    right = their_days(case.register.days, case.numbers)
    wrong = their_days(spoilt, case.numbers)
    assert [key for key, *_ in differences(right, wrong)] == [(pupil, day)]
    table = proeftuin.attendance(spoilt, case.periods["after"])
    missed = dict(zip(table["pupil"].map(case.numbers), table["absent"], strict=True))
    ours = {p: row.absent_minutes for p, row in case.totals["after"].items()}
    assert differences(ours, missed) == [(pupil, ours[pupil], ours[pupil] - 1)]


def test_a_changed_mark_is_noticed(case):
    """The control on the other side: one absence in the export read as present."""
    key = someone_absent(case)
    export = replace(case.export, fates=case.export.fates | {key: Fate("present")})
    found = differences(our_days(case.days), our_days(counting.count_days(export)))
    assert [where for where, *_ in found] == [key[:2]]


def test_other_clusters_are_noticed(case):
    """The control on the interval: taking pupils as independent gives another one."""
    before, after = case.windows[0]
    alone = proeftuin.compare(case.tables[before], case.tables[after], case.scheme, cluster=None)
    ours = pyramids.change(case.totals[before], case.totals[after], case.minimum)
    assert alone.change_pupils.tolist() == ours.pupils
    assert alone.standard_error.tolist() != pytest.approx(ours.standard_error, rel=1e-3)
