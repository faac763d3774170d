"""Quality: each finding fires on a register spoilt for it, and none on the clean one."""

import re
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proeftuin.register.assembling.days import derive_days
from proeftuin.register.assembling.misplaced import WHAT
from proeftuin.register.quality import code_use
from proeftuin.register.quality.findings import (
    GRADES,
    KINDS,
    MENDS,
    ONE,
    WORDS,
    count_text,
    finding,
)
from proeftuin.register.quality.quality import quality, week_name
from proeftuin.register.registered.completeness import coverage, is_below, registered_share
from proeftuin.register.registered.evidence import with_evidence
from proeftuin.register.store.register import Register, read_register

CLASSES = ["1a", "1b", "1c"]
LESSONS = ["1", "2", "3", "4"]
BOOK = [
    {"code": "Z", "kind": "absent", "reason": "sick", "authorised": True},
    {"code": "A", "kind": "absent", "reason": "unexplained", "authorised": False},
    {"code": "L", "kind": "late", "reason": "", "authorised": None},
    {"code": "PR", "kind": "present", "reason": "", "authorised": None},
]
MEANING = {row["code"]: row for row in BOOK}


class School:
    """Tables of a clean school, to be spoilt before they become a register."""

    def __init__(self, pupils=40):
        rng = np.random.default_rng(4)
        days = pd.bdate_range("2020-08-31", "2021-06-25")
        names = [(c, f"{c}-{i}") for c in CLASSES for i in range(pupils)]
        self.pupils = pd.DataFrame(names, columns=["class", "pupil"]).assign(
            school="s", year_group="1", stage="lower", track="", sap_type="",
            start=pd.Timestamp("2020-08-01"), end=pd.NaT,
        )  # fmt: skip
        grid = pd.MultiIndex.from_product([CLASSES, days, LESSONS])
        self.sessions = grid.to_frame(index=False, name=["class", "date", "session"]).assign(
            school="s", minutes=50, registered=True
        )
        rows = []
        for code, chance, lessons in [("Z", 0.05, LESSONS), ("A", 0.01, ["1"]), ("L", 0.02, ["2"])]:
            who, when = np.nonzero(rng.random((len(names), len(days))) < chance)
            rows += [
                (names[i][1], days[j], lesson, code)
                for i, j in zip(who, when, strict=True)
                for lesson in lessons
            ]
        self.absences = self.marks(rows)
        self.absences = self.absences.drop_duplicates(["pupil", "date", "session"])
        self.provenance = {
            "school": "s", "sector": "vo", "export_date": "2021-08-15", "code_book": BOOK,
            "left_out": [],
            "settings": {"completeness": 80.0, "period": None},
        }  # fmt: skip

    @staticmethod
    def marks(rows):
        table = pd.DataFrame(rows, columns=["pupil", "date", "session", "code"])
        for name in ("kind", "reason", "authorised"):
            table[name] = [MEANING[code][name] for code in table["code"]]
        minutes = np.where(table["kind"] == "absent", 50, 0)
        return table.assign(school="s", minutes=minutes)

    def add(self, rows):
        self.absences = pd.concat([self.absences, self.marks(rows)], ignore_index=True)

    def silence(self, start, end, classes=CLASSES):
        inside = self.sessions["date"].between(start, end) & self.sessions["class"].isin(classes)
        self.sessions.loc[inside, "registered"] = False

    def register(self):
        tables = {"pupils": self.pupils, "sessions": self.sessions, "absences": self.absences}
        tables["days"] = derive_days(self.pupils, self.sessions, self.absences)
        return Register(tables, self.provenance)

    def found(self):
        register = self.register()
        findings = quality(register).findings
        with TemporaryDirectory() as folder:
            register.save(folder)
            assert quality(read_register(folder)).findings == findings
        return {one.key: one for one in findings}


@pytest.fixture
def school():
    return School()


def test_a_clean_school_has_no_findings(school):
    found = quality(school.register())
    assert found.findings == ()
    assert found.share == 1
    assert found.last_complete_week == date(2021, 6, 21)
    assert not found.stops


def test_an_empty_week_of_a_class(school):
    school.silence("2020-11-16", "2020-11-20", ["1b"])
    found = school.found()
    assert set(found) == {"silent_weeks", "class_below"}
    assert found["silent_weeks"].where == ("1b, week 47 van 2020",)
    assert found["class_below"].where == ("1b, november 2020 (76,2%)",)
    assert found["silent_weeks"].grade == "changes"


def test_an_empty_week_of_the_school_is_told_once(school):
    school.silence("2020-11-16", "2020-11-20")
    found = school.found()
    assert set(found) == {"silent_school_weeks", "month_below"}
    assert found["silent_school_weeks"].where == ("week 47 van 2020",)


def test_a_school_that_hardly_registers_stops(school):
    school.silence("2020-10-01", "2021-06-25")
    found = quality(school.register())
    assert found.stops
    assert found.findings[0].key == "school_below"


def test_a_window_under_the_line_stops(school):
    school.provenance["settings"]["period"] = {
        "start": "2021-01-04", "end": "2021-03-31", "days": 20
    }  # fmt: skip
    assert school.found() == {}
    school.silence("2021-03-15", "2021-03-31")
    assert school.found()["window_below"].where == ("venster na (35,0%)",)


def test_the_last_weeks_are_provisional(school):
    school.silence("2021-06-14", "2021-06-25", ["1c"])
    school.provenance["export_date"] = "2021-06-25"
    found = school.found()
    assert found["provisional_weeks"].where == ("week 24 van 2021", "week 25 van 2021")
    assert found["recent_days"].count == 10
    assert quality(school.register()).last_complete_week == date(2021, 6, 7)


def test_what_the_import_did(school):
    school.provenance["left_out"] = [
        {"what": "De les is vervallen.", "count": 7, "examples": ["a.csv, rij 3"]}
    ]
    school.provenance["repaired"] = [
        {"what": "Voorloopnul teruggezet.", "count": 2, "examples": ["a.csv, rij 9"]},
        {"what": "Niets.", "count": 0, "examples": []},
    ]
    found = quality(school.register()).findings
    assert [(one.key, one.count, one.grade) for one in found] == [
        ("left_out", 7, "changes"),
        ("repaired", 2, "information"),
    ]
    assert found[0].kind.what == "Weggelaten bij het inlezen: De les is vervallen."


def test_the_mend_of_what_was_left_out_fits_the_reason():
    """Each reason that a reader gives has its own mend; one of elsewhere the general one."""
    sources = "".join(
        path.read_text("utf-8") for path in Path(code_use.__file__).parent.glob("*.py")
    )
    written = re.sub(r'"\s+"', "", sources)
    for name, mend in MENDS["left_out"].items():
        assert f'"{name}"' in written.replace("left_out_mends", "")
        assert finding("left_out", "vo", 2, name=name).kind.mend == mend
    assert set(WHAT.values()) < set(MENDS["left_out"])
    late = finding("left_out", "vo", 2, name="te laat zonder aantal minuten: geteld als 0 minuten")
    assert "eigen_dagen" not in late.kind.mend
    assert finding("left_out", "vo", 2, name="x").kind.mend == KINDS["left_out"].mend


def test_marks_outside_enrolment_and_lessons(school):
    school.add([("1a-1", "2021-02-03", "9", "Z"), ("1a-1", "2021-02-06", "1", "Z")])
    assert school.found()["outside_sessions"].count == 2


def test_more_absence_than_the_lesson(school):
    school.absences.loc[school.absences["code"].eq("Z").idxmax(), "minutes"] = 70
    found = school.found()
    assert found["too_long"].count == 1
    assert set(found) == {"too_long"}


def test_marks_that_contradict_each_other(school):
    missed = school.absences[school.absences["code"] == "Z"].iloc[0]
    school.add([(missed["pupil"], missed["date"], missed["session"], "L")])
    assert school.found()["contradicting"].count == 1


def test_a_code_that_vanishes(school):
    late = (school.absences["code"] == "L") & (school.absences["date"] >= "2021-02-01")
    school.absences = school.absences[~late]
    assert school.found()["code_use"].where == ("L: vanaf februari 2021 niet meer gebruikt",)


def test_a_code_of_a_single_pupil_is_no_habit(school):
    days = pd.bdate_range("2020-08-31", "2021-06-25")
    absent = school.absences.loc[school.absences["pupil"] == "1a-0", "date"]
    present = [day for day in days[:110:2] if day not in set(absent)]
    rows = school.marks([("1a-0", day, "3", "Z") for day in present]).assign(code="X")
    school.absences = pd.concat([school.absences, rows], ignore_index=True)
    assert school.found() == {}
    others = rows.assign(pupil=[f"1b-{i % 9}" for i in range(len(rows))])
    school.absences = pd.concat([school.absences, others], ignore_index=True)
    assert "code_use" in school.found()


def test_unexplained_becomes_sick(school):
    later = (school.absences["code"] == "A") & (school.absences["date"] >= "2021-02-01")
    school.absences.loc[later, ["code", "reason", "authorised"]] = ["Z", "sick", True]
    found = school.found()
    assert found["unexplained_share"].where[0].startswith("aandeel zonder bericht vanaf februari")


def test_codes_that_nobody_used(school):
    school.provenance["code_book"] = [
        *BOOK, {"code": "Q", "kind": "absent", "reason": "leave", "authorised": True}
    ]  # fmt: skip
    assert school.found()["unused_codes"].where == ("Q",)


def test_much_without_a_reason(school):
    sick = school.absences["code"] == "Z"
    school.absences.loc[sick, ["code", "reason", "authorised"]] = ["A", "unexplained", False]
    found = school.found()
    assert found["old_unexplained"].count == 100
    school.provenance["export_date"] = "2020-09-01"
    assert "old_unexplained" not in school.found()


def test_a_day_on_which_nobody_came(school):
    rest = school.absences[school.absences["date"] != "2021-03-10"]
    school.absences = rest
    rows = [(p, "2021-03-10", s, "Z") for p in school.pupils["pupil"] for s in LESSONS]
    school.add(rows)
    found = school.found()
    assert found["busy_days"].where == ("10 maart 2021 (100,0% gemist)",)
    assert "quiet_days" not in found


@pytest.mark.parametrize(("away", "told"), [(7, False), (22, False), (27, True)])
def test_a_day_is_busy_from_a_fifth_missed_on(away, told):
    """Of 120 pupils six are away on a day; three times as many may still be the flu."""
    made = School()
    made.absences = made.absences[made.absences["code"] != "A"]
    sick = made.absences["code"].eq("Z") & (pd.to_datetime(made.absences["date"]).dt.day % 5 > 0)
    made.absences = made.absences[~sick & (made.absences["date"] != "2021-03-10")]
    made.add([(p, "2021-03-10", s, "Z") for p in made.pupils["pupil"][:away] for s in LESSONS])
    assert ("busy_days" in made.found()) == told


def test_a_day_on_which_nothing_was_registered(school):
    def empty(one):
        one.absences = one.absences[one.absences["date"] != "2021-03-10"]
        return one.found()

    # Of 120 pupils six are away on a day; that nobody is, may be chance. Of 600 it is not.
    assert "quiet_days" not in empty(school)
    large = School(pupils=200)
    assert large.found() == {}
    assert empty(large)["quiet_days"].where == ("10 maart 2021 (0,0% gemist)",)


def test_a_weekday_without_any_mark(school):
    friday = pd.to_datetime(school.absences["date"]).dt.day_of_week == 4
    of_1a = school.absences["pupil"].str.startswith("1a")
    everything = school.absences
    school.absences = everything[~(friday & of_1a)]
    assert school.found()["silent_weekday"].where == ("1a, vrijdag",)
    school.absences = everything[~friday]
    assert school.found()["silent_weekday"].where == ("de hele school, vrijdag",)


def test_pupils_who_could_never_come(school):
    extra = school.pupils.head(2).assign(pupil=["n1", "n2"], start=pd.Timestamp("2021-07-01"))
    school.pupils = pd.concat([school.pupils, extra])
    assert school.found()["no_possible"].count == 2
    assert school.found()["no_possible"].where == ("1a",)


def test_under_sixes_when_the_roster_knows_them(school):
    register = school.register()
    young = register.pupils["pupil"].isin(["1a-1", "1a-2"]).astype("boolean")
    register._tables["pupils"] = register.pupils.assign(under_six=young)
    (found,) = quality(register).findings
    assert (found.key, found.count, found.grade) == ("under_six", 2, "information")


def test_findings_are_in_order_of_grade_and_name_no_pupil(school):
    school.silence("2020-10-01", "2021-02-26")
    school.provenance["export_date"] = "2021-06-25"
    school.add([("1a-1", "2021-02-03", "9", "Z")])
    found = quality(school.register()).findings
    order = [list(GRADES).index(one.grade) for one in found]
    assert order == sorted(order)
    assert len(set(order)) == 3
    texts = str(found)
    assert not any(pupil in texts for pupil in school.pupils["pupil"])


@pytest.mark.parametrize("sector", ["vo", "po"])
@pytest.mark.parametrize("key", KINDS)
def test_every_text_is_filled_in(key, sector):
    found = finding(key, sector, 3, ["x"], "naam")
    for name in ("what", "unit", "means", "why", "mend"):
        text = getattr(found.kind, name)
        assert text
        assert "{" not in text
        assert name == "unit" or text.endswith((".", "naam"))
    if sector == "po":
        assert " klas " not in f"{found.kind.means} {found.kind.why}"
    assert set(WORDS) == {"vo", "po"}


@pytest.mark.parametrize("key", KINDS)
def test_one_of_a_kind_is_not_told_in_the_plural(key):
    one, several = (finding(key, "vo", count).kind.unit for count in (1, 2))
    unit = KINDS[key].unit
    # A time, a percentage and a change have no other form here.
    assert unit in ONE or unit.split()[0] in ("keer", "procent", "verandering")
    assert several.split()[0] == unit.split()[0]
    assert one.split()[0] == ONE.get(unit, unit).split()[0]
    assert count_text(finding("month_below", "vo", 1), 1) == "1 maand"


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.booleans()),
        min_size=1,
        max_size=80,
    ),
    st.sampled_from([0, 33.3, 50, 80, 100]),
)
@settings(max_examples=60, deadline=None)
def test_completeness_is_the_count_by_hand(rows, line):
    first = pd.Timestamp("2021-01-04")
    table = pd.DataFrame(rows, columns=["class", "day", "registered"])
    sessions = table.assign(
        school="s", date=first + pd.to_timedelta(table["day"], unit="D"), minutes=50,
        session=[str(i) for i in range(len(table))],
    )  # fmt: skip
    pupils = pd.DataFrame(
        {"school": "s", "pupil": list("abc"), "class": list("abc"), "year_group": "1",
         "stage": "lower", "track": "", "start": first, "end": pd.NaT, "sap_type": ""}
    )  # fmt: skip
    register = Register(
        {"pupils": pupils, "sessions": sessions}, {"settings": {"completeness": line}}
    )
    held = coverage(register, first.date(), (first + pd.Timedelta(days=20)).date())
    total, done = Counter(), Counter()
    weeks = defaultdict(lambda: [0, 0])
    for name, day, registered in rows:
        weeks[name, (first + pd.Timedelta(days=day)).isocalendar()[:2]][0] += 1
        weeks[name, (first + pd.Timedelta(days=day)).isocalendar()[:2]][1] += registered
        if day <= 20:
            total[name] += 1
            done[name] += registered
    below = {name for name in total if 1000 * done[name] < round(10 * line) * total[name]}
    whole = 1000 * done.total() < round(10 * line) * total.total()
    assert set(held.incomplete) == (set(total) if whole else below)
    assert held.below == whole
    assert bool(held.reason) == bool(held.incomplete)
    by_week = registered_share(
        sessions.assign(week=sessions["date"].dt.strftime("%G-%V")), ["class", "week"]
    )
    assert {
        (row["class"], tuple(map(int, row["week"].split("-")))): [row["given"], row["registered"]]
        for row in by_week.to_dict("records")
    } == weeks


def test_exactly_on_the_line_is_enough():
    assert not is_below(4, 5, Fraction(4, 5))
    assert is_below(3, 4, Fraction(4, 5))


@pytest.mark.parametrize("seed", range(3))
def test_a_season_is_no_change_of_habit(seed):
    """False alarms: codes that double in winter, in spells, at twenty codes a school."""
    rng = np.random.default_rng(seed)
    weeks = pd.date_range("2020-08-31", periods=40, freq="W-MON")
    season = 1 + np.exp(-(((np.arange(40) - 20) / 6) ** 2))
    named = 0
    for _ in range(20):
        mean = rng.uniform(1, 30, size=20) * season[:, None]
        counts = rng.negative_binomial(3, 3 / (3 + mean))
        table = pd.DataFrame(counts, index=weeks, columns=[f"c{i}" for i in range(20)])
        named += len(code_use.changes(table, table * 0 + 300, code_use.FACTOR))
    assert named <= 2


def test_week_names_follow_the_iso_year():
    assert week_name(date(2020, 12, 28)) == "week 53 van 2020"


def test_weeks_of_a_class_whose_pupils_have_left_are_nobody_s(school):
    """They are not assumed, not silent and not registered: there was nobody to register."""
    school.sessions["evidence"] = "mark"
    nobody = school.sessions["class"].eq("1c") & (school.sessions["date"] >= "2021-05-03")
    school.sessions.loc[nobody, "evidence"] = "none"
    school.absences = school.absences[
        ~school.absences["pupil"].str.startswith("1c") | (school.absences["date"] < "2021-05-03")
    ]
    assert "assumed_weeks" in school.found()
    school.pupils.loc[school.pupils["class"] == "1c", "end"] = pd.Timestamp("2021-04-30")
    assert "assumed_weeks" not in school.found()
    weeks = quality(school.register()).completeness
    assert weeks.loc[weeks["class"] == "1c", "week"].max() == pd.Timestamp("2021-04-26")
    school.sessions.loc[nobody, ["evidence", "registered"]] = ["silent", False]
    assert not {"silent_weeks", "class_below"} & set(school.found())
    school.pupils.loc[school.pupils["pupil"] == "1c-0", "end"] = pd.NaT
    assert "silent_weeks" in school.found()


def test_without_what_is_assumed_a_class_can_fall_under_the_line(school):
    """The pyramid is what it would be, had the school said that those sessions were not."""
    from proeftuin import Period, attendance, build_pyramid

    school.sessions["evidence"] = "mark"
    week = school.sessions["date"].between("2020-11-16", "2020-11-20")
    nobody = week & school.sessions["class"].eq("1b")
    away = school.absences["date"].between("2020-11-16", "2020-11-20")
    school.absences = school.absences[~(away & school.absences["pupil"].str.startswith("1b"))]
    school.sessions.loc[nobody, "evidence"] = "none"
    november = Period("2020-11-01", "2020-11-30")
    found = build_pyramid(attendance(school.register(), november))
    school.sessions.loc[nobody, ["evidence", "registered"]] = ["unregistered", False]
    really = build_pyramid(attendance(school.register(), november))
    assert really.incomplete == 40
    assert found.without_assumed.tolist() == really.counts.tolist()
    assert "; 40 leerlingen niet meer in te delen." in " ".join(str(found).split())
    school.provenance["settings"]["completeness"] = 100.0
    school.sessions.loc[nobody, ["evidence", "registered"]] = ["none", True]
    assert build_pyramid(attendance(school.register(), november)).without_assumed.sum() == 0


def test_a_gap_that_the_export_tells_is_not_mended_by_gecontroleerd(school):
    """Nobody was observed, so the school's word does not make a registered session of it."""
    school.silence("2020-11-16", "2020-11-20", ["1b"])
    away = school.absences["date"].between("2020-11-16", "2020-11-20")
    school.absences = school.absences[~(away & school.absences["pupil"].str.startswith("1b"))]
    school.sessions["evidence"] = school.sessions["registered"].map({True: "mark", False: "silent"})
    assert "Zet die weken bij gecontroleerd" in school.found()["silent_weeks"].kind.mend
    for said in ("unobserved", "uncovered"):
        gap = ~school.sessions["registered"]
        school.sessions.loc[gap, "evidence"] = said
        found = school.found()
        assert "silent_weeks" not in found
        assert found["unobserved_weeks"].where == ("1b, week 47 van 2020",)
        assert "helpt hier niet" in found["unobserved_weeks"].kind.mend
        stretch = {"start": "2020-11-16", "end": "2020-11-20", "classes": ["1b"]}
        again = with_evidence(
            school.pupils, school.sessions, school.absences, {"checked": [stretch]}
        )
        assert set(again.loc[gap, "evidence"]) == {said}
        school.provenance["settings"]["checked"] = [stretch]
        (where,) = school.found()["said_in_vain"].where
        assert where == "gecontroleerd: 16 november 2020 – 20 november 2020 (1b)"
        school.provenance["settings"]["checked"] = []


@pytest.mark.parametrize("key", ["checked", "not_registered"])
def test_days_of_another_year_are_told(school, key):
    school.sessions["evidence"] = "mark"
    stretch = {"start": "2030-11-11", "end": "2030-11-15", "classes": []}
    inside = {"start": "2020-11-11", "end": "2020-11-15", "classes": []}
    school.provenance["settings"][key] = [inside]
    assert school.found() == {}
    school.provenance["settings"][key] = [inside, stretch, inside | {"classes": ["4x"]}]
    assert school.found()["said_in_vain"].count == 2
