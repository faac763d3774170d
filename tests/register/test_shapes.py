"""Absences in every shape, and the minutes that each must give, worked out by hand.

The class has four lessons of 50 minutes a day: 08:30, 09:20, 10:30 and 11:20 (a break of 20 minutes
after the second), on 12, 13, 14 and 18 January 2021.
"""

import json
from datetime import datetime

import pandas as pd
import pytest
from faults import Spoilt, add, change, content, project, setting
from fuzz.exports import CODE_BOOK, Clean, clean_exports

from proeftuin.register.importing.importer import import_school
from proeftuin.register.privacy.pseudonyms import canonical_numbers, pseudonymise, read_or_make_key
from proeftuin.register.project.project_file import load_project

TIMES = [("08:30", "09:20"), ("09:20", "10:10"), ("10:30", "11:20"), ("11:20", "12:10")]
ROSTER = "leerlingnummer;klas;leerjaar;begindatum;einddatum\n301;2k;2;17-08-2020;\n302;2k;2;17-08-2020;\n"
TIMETABLE = "klas;datum;begintijd;eindtijd;lesuur;vervallen\n" + "".join(
    f"2k;{day}-01-2021;{begin};{end};{lesson};\n"
    for day in (12, 13, 14, 18)
    for lesson, (begin, end) in enumerate(TIMES, 1)
)
ABSENCES = (
    "leerlingnummer;datum;tot_datum;lesuur;tot_lesuur;begintijd;eindtijd;minuten;code;ingevoerd\n"
    # Somebody else has a mark in both weeks, so both were registered.
    "302;12-01-2021;;1;;;;;HV;\n302;18-01-2021;;1;;;;;HV;\n"
)
BOOK = CODE_BOOK + (
    "GI;Intern geschorst;aanwezig;intern geschorst;\nOA;Op afstand;aanwezig;afstandsles;\n"
)


@pytest.fixture
def lessons():
    files = {"leerlingen": ROSTER, "rooster": TIMETABLE, "absenties": ABSENCES, "codeboek": BOOK}
    return Spoilt(
        Clean("lessen", ["lessen"], {f"{name}.csv": text.encode() for name, text in files.items()})
    )


def load(export, folder):
    return import_school(load_project(export.write(folder)), "proef")


def days_of(register, number="301"):
    """Return a pupil's days, by day of the month."""
    hidden = set(pseudonymise(canonical_numbers(pd.Series([number])), read_or_make_key()))
    days = register.days
    if not days["pupil"].isin(hidden).any():
        school = pseudonymise(canonical_numbers(pd.Series([number])), read_or_make_key(), "proef")
        hidden = set(school)
    days = days[days["pupil"].isin(hidden)]
    assert len(days), number
    return days.assign(day=days["date"].dt.strftime("%d-%m")).set_index("day")


def missed(register, number="301"):
    days = days_of(register, number)
    found = days.loc[days["absent_minutes"] > 0, "absent_minutes"]
    return {int(day[:2]): int(minutes) for day, minutes in found.items()}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(["12-01-2021;;3;;;;;A;"], {12: 50}, id="a lesson"),
        pytest.param(["12-01-2021;;u3;;;;;A;"], {12: 50}, id="a lesson with a letter"),
        pytest.param(["12-01-2021;;2, 4;;;;;A;"], {12: 100}, id="a list"),
        pytest.param(["12-01-2021;;2-4;;;;;A;"], {12: 150}, id="a range"),
        pytest.param(["12-01-2021;;2 t/m 4;;;;;A;"], {12: 150}, id="a range in words"),
        pytest.param(["12-01-2021;;2;3;;;;A;"], {12: 100}, id="a range in two cells"),
        pytest.param(["12-01-2021;;2-mrt;;;;;A;"], {12: 100}, id="2-3 became a date"),
        pytest.param(["12-01-2021;;02-03-2021;;;;;A;"], {12: 100}, id="2-3 became a whole date"),
        pytest.param(["12-01-2021;;2021-03-02;;;;;A;"], {12: 100}, id="2-3 became an ISO date"),
        pytest.param(["12-01-2021;;44257;;;;;A;"], {12: 100}, id="2-3 became Excel's number"),
        pytest.param(["12-01-2021;;;;;;;A;"], {12: 200}, id="a whole day"),
        pytest.param(["12-01-2021;;hele dag;;;;;A;"], {12: 200}, id="a whole day in words"),
        pytest.param(
            ["12-01-2021;14-01-2021;;;;;;A;"], {12: 200, 13: 200, 14: 200}, id="several days"
        ),
        pytest.param(
            ["14-01-2021;18-01-2021;;;;;;A;"], {14: 200, 18: 200}, id="over a weekend"
        ),
        pytest.param(
            ["12-01-2021;14-01-2021;3;2;;;;A;"],
            {12: 100, 13: 200, 14: 100},
            id="days and lesson hours",
        ),
        pytest.param(
            ["12-01-2021;13-01-2021;;1;;;;A;"], {12: 200, 13: 50}, id="until a lesson hour"
        ),
        pytest.param(["12-01-2021;;;;09:00;10:50;;A;"], {12: 20 + 50 + 20}, id="clock times"),
        pytest.param(["12-01-2021;;;;10:00;;;A;"], {12: 10 + 50 + 50}, id="from a time on"),
        pytest.param(["12-01-2021;;;;;09:00;;A;"], {12: 30}, id="until a time"),
        pytest.param(["12-01-2021;;;;10:10;10:30;;A;"], {}, id="in the break"),
        pytest.param(
            ["12-01-2021;13-01-2021;;;11:20;09:20;;A;"], {12: 50, 13: 50}, id="clock over days"
        ),
        pytest.param(["12-01-2021;;2;;09:30;09:50;;A;"], {12: 20}, id="clock in a lesson"),
        pytest.param(["12-01-2021;;2;;09:30;;;A;"], {12: 40}, id="left during a lesson"),
        pytest.param(["12-01-2021;;2;;;;20;A;"], {12: 20}, id="minutes"),
        pytest.param(["12-01-2021;;2;;;;20,5;A;"], {12: 20}, id="minutes with a comma"),
        pytest.param(["12-01-2021;;2;;;;90;A;"], {12: 50}, id="longer than the lesson"),
        pytest.param(
            ["12-01-2021;;2;;;;20;Z;", "12-01-2021;;2;;;;;A;"], {12: 50}, id="part and whole"
        ),
        pytest.param(
            ["12-01-2021;;1-3;;;;;Z;", "12-01-2021;;2-4;;;;;A;"], {12: 200}, id="ranges overlap"
        ),
        pytest.param(
            ["12-01-2021;;;;;;;Z;", "12-01-2021;;2;;;;;A;"], {12: 200}, id="day and lesson"
        ),
        pytest.param(
            ["12-01-2021;;;;09:00;09:40;;Z;", "12-01-2021;;;;09:30;10:00;;A;"],
            {12: 60},
            id="times overlap",
        ),
        pytest.param(
            ["12-01-2021;;1;;08:30;08:40;;Z;", "12-01-2021;;1;;09:10;09:20;;A;"],
            {12: 20},
            id="both ends of a lesson",
        ),
        pytest.param(
            ["12-01-2021;14-01-2021;;;;;;Z;", "13-01-2021;14-01-2021;;;;;;Z;", "14-01-2021;;;;;;;Z;"],
            {12: 200, 13: 200, 14: 200},
            id="reported sick again every day",
        ),
        pytest.param(["5 jan 2021;12-1-21;;;;;;Z;"], {12: 200}, id="began before the first lesson"),
        pytest.param(["44208;;1;;;;;Z;"], {12: 50}, id="day as Excel's number"),
        pytest.param(["12-01-2021;;1;;;;;PR;"], {}, id="present"),
        pytest.param(["12-01-2021;;1;;;;;HV;"], {}, id="no attendance"),
    ],
)  # fmt: skip
def test_minutes(lessons, tmp_path, rows, expected):
    for row in rows:
        add("absenties.csv", f"301;{row}")(lessons)
    register = load(lessons, tmp_path)
    assert missed(register) == expected
    assert days_of(register)["minutes"].tolist() == [200, 200, 200, 200]


def test_minutes_of_two_reasons_are_divided(lessons, tmp_path):
    # Sick until 09:00, absent from 08:50: in the ten minutes of both, what was entered last holds.
    add("absenties.csv", "301;12-01-2021;;1;;08:30;09:00;;Z;12-01-2021 12:00")(lessons)
    add("absenties.csv", "301;12-01-2021;;1;;08:50;09:20;;A;13-01-2021 12:00")(lessons)
    day = days_of(load(lessons, tmp_path)).loc["12-01"]
    assert (day["absent_minutes"], day["sick_minutes"]) == (50, 20)
    assert (day["authorised_minutes"], day["unauthorised_minutes"]) == (20, 30)


@pytest.mark.parametrize(
    ("choice", "row", "minutes", "sessions", "late"),
    [
        ("niet", "1;;;;10;L;", 0, 0, 1),
        ("niet", "1;;;;;L;", 0, 0, 1),
        ("minuten", "1;;;;10;L;", 10, 0, 1),
        ("minuten", "1;;;;25;L;", 25, 1, 1),
        ("minuten", "1;;08:30;08:45;;L;", 15, 0, 1),
        ("minuten", "1;;;;;L;", 0, 0, 1),
        ("les", "1;;;;10;L;", 50, 1, 1),
        ("les", "1;;;;;L;", 50, 1, 1),
    ],
)
def test_lateness(lessons, tmp_path, choice, row, minutes, sessions, late):
    setting(f'telt_mee = {{ te_laat = "{choice}" }}')(lessons)
    add("absenties.csv", f"301;12-01-2021;;{row}")(lessons)
    day = days_of(load(lessons, tmp_path)).loc["12-01"]
    assert (day["absent_minutes"], day["absent_sessions"], day["late"]) == (minutes, sessions, late)


@pytest.mark.parametrize(
    ("code", "choice", "minutes", "absent"),
    [
        ("U", "", 200, 0),
        ("U", 'uitgestuurd = "afwezig"', 200, 50),
        ("GI", "", 200, 0),
        ("GI", 'intern_geschorst = "afwezig"', 200, 50),
        ("VR", "", 150, 0),
        ("VR", 'vrijstelling = "aanwezig"', 200, 0),
        ("VR", 'vrijstelling = "afwezig"', 200, 50),
        ("OA", "", 200, 0),
        ("OA", 'afstandsles = "niet verwacht"', 150, 0),
        ("OA", 'afstandsles = "afwezig"', 200, 50),
    ],
)
def test_what_counts(lessons, tmp_path, code, choice, minutes, absent):
    setting(f"telt_mee = {{ {choice} }}")(lessons)
    add("absenties.csv", f"301;12-01-2021;;1;;;;;{code};")(lessons)
    day = days_of(load(lessons, tmp_path)).loc["12-01"]
    assert (day["minutes"], day["absent_minutes"]) == (minutes, absent)


def test_two_classes_at_once(lessons, tmp_path):
    setting('twee_klassen = "beide"')(lessons)
    add("leerlingen.csv", "301;2x;2;17-08-2020;")(lessons)
    # The other class has the first lesson at the same time, and one more in the afternoon.
    add("rooster.csv", "2x;12-01-2021;08:30;09:20;1;\n2x;12-01-2021;13:00;13:45;6;")(lessons)
    add("absenties.csv", "301;12-01-2021;;;;;;;Z;")(lessons)
    register = load(lessons, tmp_path)
    day = days_of(register).loc["12-01"]
    assert (day["sessions"], day["minutes"], day["absent_minutes"]) == (5, 245, 245)
    assert days_of(register, "302").loc["12-01", "minutes"] == 200


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("0014;11-01-2021;;ochtend;;A;", {11: 210}),
        ("0014;11-01-2021;;Middag;;A;", {11: 120}),
        ("0014;11-01-2021;;vm;;A;", {11: 210}),
        ("0014;11-01-2021;;;;A;", {11: 330}),
        ("0014;13-01-2021;;;;A;", {13: 210}),
        ("0014;11-01-2021;13-01-2021;middag;;A;", {11: 120, 12: 330, 13: 210}),
        ("0014;11-01-2021;;ochtend;45;A;", {11: 45}),
    ],
)
def test_half_days(tmp_path, row, expected):
    export = Spoilt(clean_exports()["edexml"])
    change("afwezigheid.csv", "0014;12-01-2021;;ochtend;30;A;", row)(export)
    assert missed(load(export, tmp_path), "14") == expected


def test_half_days_from_the_settings(tmp_path):
    export = Spoilt(clean_exports()["edexml"])
    for groups, end in (('"5"', "12:15"), ('"1"', "11:30")):
        setting(
            f"[[scholen.proef.week]]\ngroepen = [{groups}]\n"
            'dagen = ["maandag", "dinsdag", "woensdag"]\n'
            f'dagdeel = "ochtend"\nbegin = "08:30"\neind = "{end}"'
        )(export)
    # The file with half-days is not looked at.
    export.files.pop("dagdelen.csv")
    change("afwezigheid.csv", "0012;12-01-2021;;middag", "0012;12-01-2021;;ochtend")(export)
    register = load(export, tmp_path)
    assert missed(register, "12") == {12: 225, 13: 225, 18: 225, 19: 225}
    assert missed(register, "13") == {19: 180}


def test_pupils_of_edexml(tmp_path):
    pupils = load(Spoilt(clean_exports()["edexml"]), tmp_path).pupils
    found = pupils[["class", "year_group", "stage"]].drop_duplicates().to_dict("split")["data"]
    assert sorted(found) == [["1 geel", "1", "lower"], ["5 blauw", "5", "upper"]]
    assert pupils["start"].unique().tolist() == [pd.Timestamp("2020-08-01")]


# A lesson at 08:30 in Amsterdam, on the Friday before and the Monday after summer time began.
WINTER, SUMMER = 1616743800, 1616999400


def test_unix_times_in_summer_and_winter(lessons, tmp_path):
    assert datetime.fromisoformat("2021-03-26T08:30:00+01:00").timestamp() == WINTER
    assert datetime.fromisoformat("2021-03-29T08:30:00+02:00").timestamp() == SUMMER
    project('"lessen"', '"lessen", "zermelo"')(lessons)
    project("2021-01-22", "2021-04-01")(lessons)
    rows = [
        {"groups": ["2k", "9z"], "start": start, "end": start + 50 * 60, "startTimeSlotName": "1",
         "endTimeSlotName": "1", "type": "lesson", "valid": True, "cancelled": False}
        for start in (WINTER, SUMMER)
    ]  # fmt: skip
    content("appointments.json", json.dumps({"response": {"data": rows}}).encode())(lessons)
    header = ABSENCES.splitlines()[0]
    both = [f"301;{day}-03-2021;;;;08:40;09:00;;A;" for day in (26, 29)]
    content("absenties.csv", "\n".join([header, *both, ""]).encode())(lessons)
    register = load(lessons, tmp_path)
    assert missed(register) == {26: 20, 29: 20}
    assert register.provenance["left_out"][0]["examples"] == ["9z"]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        # 09:30 to 10:10 on the Dutch clock, in each of the ways to write it.
        ("2021-03-29T09:30:00.000+02:00", "2021-03-29T10:10:00.000+02:00", 40),
        ("2021-03-29T07:30:00Z", "2021-03-29T08:10:00Z", 40),
        ("2021-03-29T08:30:00+01:00", "2021-03-29T09:10:00+01:00", 40),
        ("2021-03-29 09:30", "2021-03-29 10:10", 40),
        # The night in which an hour is skipped does not lengthen the lesson.
        ("2021-03-26T16:00:00.000+01:00", "2021-03-29T10:00:00.000+02:00", 40),
    ],
)
def test_offsets_of_summer_and_winter_time(tmp_path, begin, end, expected):
    lesson = "2021-03-29T09:20:00.000+02:00,2021-03-29T10:10:00.000+02:00,2,2"
    header = "leerling.leerlingnummer,beginDatumTijd,eindDatumTijd,beginLesuur,eindLesuur,waarnemingSoort"
    export = Spoilt(clean_exports()["somtoday"])
    project("2021-01-22", "2021-04-01")(export)
    content("rooster.csv", f"stamgroep,beginDatumTijd,eindDatumTijd,beginLesuur,eindLesuur,status\n2h,{lesson},Doorgaand\n".encode())(export)  # fmt: skip
    change("leerlingen.csv", "2021-01-15", "")(export)
    # Another pupil was seen in the lesson; the report of this one holds alone.
    content("waarnemingen.csv", f"{header}\n202,{lesson},Aanwezig\n".encode())(export)
    report = f"201,Z,2021-03-29T08:00:00.000+02:00,{begin},{end}\n"
    content("absentiemeldingen.csv", lambda data: data.splitlines(True)[0] + report.encode())(
        export
    )
    assert missed(load(export, tmp_path), "201") == {29: expected}
