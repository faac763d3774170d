"""Small whole exports that were read wrongly once, each with what is right, worked out by hand.

Every folder of `cases` is a project as a coach would have it, all made up.
"""

import json
import shutil
import time
from pathlib import Path

import pandas as pd
import pytest

from proeftuin.errors import InputError
from proeftuin.register.importing.importer import import_school
from proeftuin.register.privacy.pseudonyms import canonical_numbers, pseudonymise, read_or_make_key
from proeftuin.register.project.project_file import load_project
from proeftuin.register.quality.quality import quality

CASES = Path(__file__).parent / "cases"
DAYS_OF_FIVE_WEEKS = 25


@pytest.fixture
def case(tmp_path):
    """Import a case, after a change of its files if one is given."""

    def load(name, change=None):
        folder = tmp_path / "case"
        shutil.copytree(CASES / name, folder)
        if change:
            change(folder)
        return import_school(load_project(folder / "proeftuinen.toml"), "s")

    return load


def of(register, number):
    """Return the days of one pupil."""
    hidden = pseudonymise(canonical_numbers(pd.Series([number])), read_or_make_key(), "s").iloc[0]
    found = register.days[register.days["pupil"] == hidden]
    assert len(found), number
    return found


def classes(register, number):
    return set(of(register, number)["class"])


def told(register, part):
    return {each["what"]: each["count"] for each in register.provenance[part]}


def test_a_lesson_of_two_classes_is_of_both(case):
    register = case("lesson_of_two_classes")
    for class_ in ("1a", "1b"):
        sessions = register.sessions[register.sessions["class"] == class_]
        # Six lessons of its own a day, and the seventh with the other class.
        assert (
            sessions.groupby("date")["session"].apply(list).tolist()
            == [["1", "2", "3", "4", "5", "6", "7"]] * DAYS_OF_FIVE_WEEKS
        )
    assert of(register, "1001")["minutes"].sum() == 7 * 50 * DAYS_OF_FIVE_WEEKS
    assert register.provenance["left_out"] == []


@pytest.mark.parametrize("cell", ["1a/1b", "1a en 1b", "1b + 1a", "1a;1b", "1a, 1b, 4k"])
def test_two_classes_however_they_are_parted(case, cell):
    def change(folder):
        path = folder / "ex" / "agenda.csv"
        path.write_text(path.read_text("utf-8").replace("1a, 1b", f'"{cell}"'), "utf-8")

    register = case("lesson_of_two_classes", change)
    assert len(register.sessions) == 2 * 7 * DAYS_OF_FIVE_WEEKS
    others = "lessen in het rooster van groepen zonder leerlingen in de leerlingenlijst"
    assert told(register, "left_out") == ({others: 25} if "4k" in cell else {})


def test_a_class_with_a_stroke_in_its_name_stays_one(case):
    def change(folder):
        for name in ("agenda", "leerlingen"):
            path = folder / "ex" / f"{name}.csv"
            path.write_text(path.read_text("utf-8").replace(";1b", ";1b/c"), "utf-8")

    assert set(case("lesson_of_two_classes", change).sessions["class"]) == {"1a", "1b/c"}


@pytest.mark.parametrize("backwards", [False, True])
def test_rows_of_one_lesson_with_other_ends(case, backwards):
    """The longer holds, whatever the order of the rows, and it is told."""

    def change(folder):
        path = folder / "ex" / "agenda.csv"
        header, *rows = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([header, *(rows[::-1] if backwards else rows)]), "utf-8")

    register = case("rows_of_other_lengths", change)
    assert register.days["minutes"].sum() == 30_000
    (found,) = (each for each in quality(register).findings if each.key == "doubtful")
    assert (found.count, found.where) == (1, ("1a, 15-01-2024, 1",))


def test_a_pupil_in_two_classes_has_no_more_minutes_than_the_clock(case):
    """Hour 1 lasts from 8:30 to 9:20 in one class and to 10:10 in the other; hour 2 follows."""
    days = of(case("pupil_in_two_classes"), "1001")
    assert days["minutes"].unique().tolist() == [300]
    assert days["sessions"].unique().tolist() == [6]
    # Absent in all of hour 1, every day.
    assert days["absent_minutes"].unique().tolist() == [50]
    assert days["absent_sessions"].unique().tolist() == [1]


def test_edexml_with_the_year_on_the_group(case):
    register = case("edexml_year_on_the_group")
    assert register.pupils.groupby("class")["year_group"].unique().map(list).to_dict() == {
        "3A": ["3"],
        "4A": ["4"],
    }
    assert len(register.pupils) == 4


def test_edexml_two_lookups_by_one_key(case):
    register = case("edexml_two_lookups")
    assert register.pupils.groupby("class")["year_group"].unique().map(list).to_dict() == {
        "3A": ["3"],
        "4A": ["4"],
    }


def test_edexml_a_pupil_who_left_is_left_out_and_counted(case):
    register = case("edexml_pupil_who_left")
    assert len(register.pupils) == 4
    what = "leerlingen die de school verlieten, zonder groep in de leerlingenlijst"
    assert told(register, "left_out") == {what: 1}
    assert "left_out" in {each.key for each in quality(register).findings}


def test_edexml_marks_of_a_pupil_who_left_are_counted_too(case):
    def change(folder):
        with (folder / "ex" / "verzuim.csv").open("a", encoding="utf-8") as file:
            file.write("9005;16-01-2024;ochtend;Z\n")

    left_out = told(case("edexml_pupil_who_left", change), "left_out")
    what = "registraties van leerlingen die de school verlieten, zonder groep in de leerlingenlijst"
    assert left_out[what] == 1


def test_edexml_a_pupil_who_left_with_a_group_stays(case):
    def change(folder):
        path = folder / "ex" / "e.xml"
        text = path.read_text("utf-8")
        old = "<jaargroep>H</jaargroep>"
        assert old in text
        text = text.replace(old, f'{old}<groep key="g2"/>')
        path.write_text(text.replace("2023-07-18", "2024-01-12"), "utf-8")

    register = case("edexml_pupil_who_left", change)
    assert classes(register, "9005") == {"4A"}
    assert set(of(register, "9005")["year_group"]) == {"4"}


def test_edexml_two_groups_of_one_name_stay_two(case):
    register = case("edexml_one_name_at_two_sites")
    assert set(register.pupils["class"]) == {"Groep 3 (Noord)", "Groep 3 (Zuid)"}
    assert classes(register, "1001") == {"Groep 3 (Noord)"}
    assert classes(register, "1004") == {"Groep 3 (Zuid)"}


def test_edexml_two_groups_of_one_name_at_one_site_go_by_their_key(case):
    def change(folder):
        path = folder / "ex" / "e.xml"
        path.write_text(path.read_text("utf-8").replace('key="VB"/', 'key="VA"/'), "utf-8")

    register = case("edexml_one_name_at_two_sites", change)
    assert set(register.pupils["class"]) == {"Groep 3 (g1)", "Groep 3 (g2)"}


def test_a_week_serves_where_the_export_has_no_timetable(case):
    register = case("week_for_a_timetable")
    absent = of(register, "1001").query("absent_minutes > 0")
    assert absent["absent_minutes"].tolist() == [360] * 5
    assert set(register.sessions["minutes"]) == {360}


def test_without_a_week_the_timetable_is_missed(case):
    def change(folder):
        path = folder / "proeftuinen.toml"
        path.write_text(path.read_text("utf-8").split("week=")[0], "utf-8")

    with pytest.raises(InputError, match="agenda"):
        case("week_for_a_timetable", change)


def test_somtoday_under_items(case):
    register = case("somtoday_items")
    days = of(register, "1001")
    # 9 January was reported as ill, and the observations of that day say the same.
    ill = days[days["sick_minutes"] > 0]
    assert ill["date"].tolist() == [pd.Timestamp("2024-01-09")]
    assert ill["absent_minutes"].tolist() == ill["minutes"].tolist() == [250]
    assert days["minutes"].sum() == 10 * 250


def test_json_with_two_lists_is_not_guessed_at(case):
    def change(folder):
        path = folder / "ex" / "absentiemeldingen.json"
        found = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(found | {"meer": found["items"]}), "utf-8")

    with pytest.raises(InputError, match="één naam met rijen eronder"):
        case("somtoday_items", change)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("zermelo_no_group", "lessen in het rooster zonder klas of groep"),
        (
            "zermelo_no_slot",
            "lessen in het rooster zonder lesuur (tussen de lesuren, zoals examens)",
        ),
    ],
)
def test_zermelo_that_lacks_something_is_left_out_and_counted(case, name, what):
    register = case(name)
    assert told(register, "left_out") == {what: 1}
    assert len(register.sessions) == 6 * DAYS_OF_FIVE_WEEKS


def test_zermelo_hidden_appointments_are_no_lessons(case):
    register = case("zermelo_hidden")
    assert len(register.sessions) == 6 * DAYS_OF_FIVE_WEEKS
    (source,) = (
        each for each in register.provenance["imported_from"] if each["file"] == "appointments.json"
    )
    assert source["set_aside"] == 25


@pytest.mark.parametrize("hidden", [None, False, "absent"])
def test_zermelo_that_is_not_hidden_counts(case, hidden):
    def change(folder):
        path = folder / "ex" / "appointments.json"
        found = json.loads(path.read_text("utf-8"))
        for each in found["response"]["data"]:
            each["hidden"] = hidden
            if hidden == "absent":
                del each["hidden"]
        path.write_text(json.dumps(found), "utf-8")

    assert len(case("zermelo_hidden", change).sessions) == 7 * DAYS_OF_FIVE_WEEKS


def test_appointments_of_a_whole_school_are_not_multiplied_out(case):
    """Each way to combine 41 groups, 40 teachers and 20 rooms, three times, is 98,400 rows."""

    def change(folder):
        path = folder / "ex" / "appointments.json"
        found = json.loads(path.read_text("utf-8"))
        day = found["response"]["data"][0] | {
            "groups": ["1a", *(f"x{i}" for i in range(40))],
            "teachers": [f"t{i}" for i in range(40)],
            "locations": [f"l{i}" for i in range(20)],
            "groupsInDepartments": list(range(41)),
        }
        for number in range(3):
            kind = "activity" if number else "lesson"
            found["response"]["data"].append(day | {"id": number, "type": kind})
        path.write_text(json.dumps(found), "utf-8")

    began = time.monotonic()
    register = case("zermelo_no_group", change)
    assert time.monotonic() - began < 30
    (source,) = (
        each for each in register.provenance["imported_from"] if each["file"] == "appointments.json"
    )
    # 151 as they were, the lesson for each of its groups, and the two that are none as they stand.
    assert (source["rows"], source["set_aside"]) == (151 + 41 + 2, 2)
    assert len(register.sessions) == 6 * DAYS_OF_FIVE_WEEKS
