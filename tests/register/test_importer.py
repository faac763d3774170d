import pandas as pd

from proeftuin.register.importing.importer import fingerprint, import_school, is_current
from proeftuin.register.privacy.pseudonyms import canonical_numbers, pseudonymise, read_or_make_key
from proeftuin.register.project.project_file import load_project
from proeftuin.register.store.register import read_register


def days_of(register, number):
    numbers = canonical_numbers(pd.Series([number]))
    pupil = pseudonymise(numbers, read_or_make_key(), "proef")[0]
    days = register.days[register.days["pupil"] == pupil]
    columns = ["sessions", "minutes", "absent_sessions", "absent_minutes", "late"]
    return {f"{day:%d-%m}": tuple(row) for day, row in days.set_index("date")[columns].iterrows()}


def test_magister_minutes(magister):
    register = magister.load()
    # 5 January: three lessons of 50 minutes (a block of two), one missed, one late.
    # 6 January: one lesson is cancelled. 7 January: choice work time is no lesson.
    # 12 January: nobody was away in that week, as far as can be told.
    assert days_of(register, "000101") == {
        "05-01": (3, 150, 1, 50, 1),
        "06-01": (1, 50, 0, 0, 0),
        "07-01": (1, 50, 1, 50, 0),
        "12-01": (1, 50, 0, 0, 0),
    }
    # Exempt from the third lesson; left the class after 6 January.
    assert days_of(register, "000102") == {"05-01": (2, 100, 0, 0, 0), "06-01": (1, 50, 0, 0, 0)}
    # The other class has no lessons after the first day: rows without anything possible.
    third = days_of(register, "000103")
    assert third.pop("05-01") == (1, 50, 0, 0, 0)
    assert third == dict.fromkeys(["06-01", "07-01", "12-01"], (0, 0, 0, 0, 0))


def test_split_by_reason(magister):
    days = magister.load().days
    assert days["authorised_minutes"].sum() == 50
    assert days["unauthorised_minutes"].sum() == 50
    assert days["sick_minutes"].sum() == 50
    assert days["unregistered_sessions"].sum() == 0
    assert days["assumed_sessions"].sum() == 0


def test_an_empty_week_counts_and_is_told_unless_its_lessons_were_closed(magister):
    week = magister.load().sessions.set_index("date").loc["2021-01-12"]
    assert (week["evidence"], week["registered"]) == ("closed", True)
    magister.files["agenda.csv"] = magister.files["agenda.csv"].replace(";13;7;1a", ";13;2;1a")
    register = magister.load()
    week = register.sessions.set_index("date").loc["2021-01-12"]
    assert (week["evidence"], week["registered"]) == ("none", True)
    assert register.days[["assumed_sessions", "assumed_minutes"]].sum().tolist() == [1, 50]


def test_marks_keep_their_code_and_kind(magister):
    absences = magister.load().absences
    kinds = absences.set_index("code")["kind"].to_dict()
    assert kinds == {
        "Z": "absent",
        "L": "late",
        "HV": "no attendance",
        "VR": "not expected",
        "U": "present",
        "A": "absent",
    }
    assert absences.set_index("code")["minutes"].to_dict()["L"] == 0


def test_two_codes_on_one_lesson_count_once(magister):
    magister.files["verantwoordingen.csv"] += "7;000101;05-01-2021;1;A\n"
    days = magister.load().days
    assert days["absent_minutes"].sum() == 100
    assert days["authorised_minutes"].sum() == 50


def test_stage_from_the_profile(magister):
    stages = magister.load().pupils.set_index("class")["stage"].to_dict()
    assert stages == {"1a": "lower", "3b": "upper"}


def test_lesson_on_a_free_day_is_left_out_and_counted(magister):
    magister.files["agenda.csv"] += "9;22-02-2021 08:30;22-02-2021 09:20;1;1;13;7;1a\n"
    register = magister.load()
    assert register.provenance["left_out"] == [
        {
            "what": "lessen in het rooster op een vrije dag of in het weekend",
            "count": 1,
            "examples": ["22-02-2021"],
        }
    ]
    assert pd.Timestamp("2021-02-22") not in register.school_days


def test_own_day_with_lessons_overrules_the_holiday(magister):
    magister.files["agenda.csv"] += "9;22-02-2021 08:30;22-02-2021 09:20;1;1;13;7;1a\n"
    magister.extra = 'eigen_dagen = [{datum = 2021-02-22, wat = "les", les = true}]\n'
    assert pd.Timestamp("2021-02-22") in magister.load().school_days


def test_impossible_rows_can_be_left_out_by_choice(magister):
    magister.files["verantwoordingen.csv"] += "7;000101;05-01-2021;9;A\n"
    magister.extra = 'onmogelijke_rijen = "weglaten"\n'
    register = magister.load()
    (left_out,) = register.provenance["left_out"]
    assert left_out["what"] == "De les staat niet in het rooster van de klas."
    assert (left_out["count"], left_out["examples"]) == (1, ["verantwoordingen.csv, rij 8"])
    assert register.days["absent_minutes"].sum() == 100


def test_lessons_after_the_export_were_not_given(magister):
    magister.project = magister.project.replace("2021-07-16", "2021-01-06")
    magister.replace("verantwoordingen.csv", "6;000101;07-01-2021;1;A\n", "")
    assert magister.load().school_days.max() == pd.Timestamp("2021-01-06")


def test_windows_1252_and_bom_give_the_same_register(magister):
    expected = magister.load()
    magister.encoding = "cp1252"
    windows = magister.load()
    magister.encoding = "utf-8-sig"
    bom = magister.load()
    assert windows.days.equals(expected.days)
    assert bom.days.equals(expected.days)
    encodings = {source["encoding"] for source in windows.provenance["imported_from"]}
    assert "Windows-1252" in encodings


def test_somtoday_reports_explain_observations(somtoday):
    register = somtoday.load()
    assert days_of(register, "201") == {
        # Absent in lesson 1; seen in lesson 2, though the report covers it; not expected in 3.
        "26-03": (2, 100, 1, 50, 0),
        # Absent without a report; late in lesson 2. Nobody was observed in lesson 3, so it was
        # not registered, and the report of that hour counts for nothing.
        "29-03": (2, 100, 1, 50, 1),
    }
    assert register.days["unregistered_sessions"].tolist() == [0, 1]
    assert register.days["sick_minutes"].tolist() == [50, 0]
    assert register.days["unauthorised_minutes"].tolist() == [0, 50]


def test_a_report_holds_where_others_were_observed(somtoday):
    somtoday.files["leerlingen.csv"] += "202,2h,2,havo,2020-08-17,\n"
    somtoday.files["waarnemingen.csv"] += (
        "202,2021-03-29T10:30:00.000+02:00,2021-03-29T11:20:00.000+02:00,3,3,Aanwezig\n"
    )
    found = days_of(somtoday.load(), "201")
    assert found["29-03"] == (3, 150, 2, 100, 1)


def test_register_survives_saving(magister, tmp_path):
    register = magister.load()
    register.save(tmp_path / "saved")
    register.save(tmp_path / "saved")
    again = read_register(tmp_path / "saved")
    for table in ("pupils", "sessions", "absences", "days"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(register, table))
    assert again.provenance == register.provenance
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_no_pupil_number_or_name_in_the_register(magister, tmp_path):
    magister.load().save(tmp_path / "saved")
    written = [path for path in (tmp_path / "saved").rglob("*") if path.is_file()]
    assert len(written) == 6
    for path in written:
        content = path.read_bytes()
        for secret in (b"000101", b"000102", "Zoë".encode(), "Anaïs".encode()):
            assert secret not in content, path.name


def test_fingerprint_follows_files_and_settings(magister, tmp_path):
    project = load_project(magister.write())
    import_school(project, "proef").save(tmp_path / "saved")
    assert is_current(project, "proef", tmp_path / "saved")
    assert not is_current(project, "proef", tmp_path / "elsewhere")
    magister.files["verantwoordingen.csv"] += "7;000101;06-01-2021;1;A\n"
    changed = load_project(magister.write())
    assert not is_current(changed, "proef", tmp_path / "saved")
    magister.extra = "minimum = 5\n"
    assert fingerprint(load_project(magister.write()), "proef") != fingerprint(changed, "proef")


def test_a_block_shares_all_its_minutes(magister):
    magister.replace("agenda.csv", "05-01-2021 11:00;2;3", "05-01-2021 10:45;2;3")
    sessions = magister.load().sessions.set_index(["class", "date", "session"])["minutes"]
    day = sessions.loc["1a", pd.Timestamp("2021-01-05")]
    assert day.to_dict() == {"1": 50, "2": 43, "3": 42}


def test_appointments_that_are_no_lessons_are_counted(magister):
    # Item 6 is of type 7, and item 4 was cancelled.
    sources = magister.load().provenance["imported_from"]
    for name in ("set_aside", "cancelled"):
        assert {source["file"]: source[name] for source in sources if source[name]} == {
            "agenda.csv": 1
        }
