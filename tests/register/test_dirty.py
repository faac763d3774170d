"""The dirty twins are dirty, and say the same: they are read back without the library."""

import json
from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from babel.dates import format_date
from brute_force.anywhere import read as read_export
from brute_force.anywhere import tables
from dirty import DIRTY, EXPORTS, dirty_id
from dirty_cells import DATE_FORMATS, PUPIL_FORMATS, RANGE_FORMATS, as_utc, dates
from dirty_tables import read, unzipped
from openpyxl.utils.datetime import to_excel

from proeftuin.simulation.everywhere import sample_school
from proeftuin.simulation.history.sample import day_truth

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

# What the plain reader of these tests takes as it is: no mending of cells is needed.
READABLE = {
    *("utf-8 without bom", "utf-8 with bom", "windows-1252", "lf", "commas", "semicolons"),
    "tabs",
    *("all quoted", "extra columns", "shuffled columns", "shuffled rows", "duplicate absences"),
    *("overlapping spans", "one row a day", "reported every day", "spans and whole days"),
    *("spans and lessons", "days and lessons", "decimal commas", "one workbook"),
    *("workbook per file", "with a byte order mark", "in windows-1252", "on one line"),
    "with additions",
}
OWN_TESTS = {
    *(f"dates {name}" for name in DATE_FORMATS),
    *(f"ranges {name}" for name in (*RANGE_FORMATS, "as date cells")),
    *PUPIL_FORMATS,
    *("zip", "zip with a folder", "blank rows", "spaces around cells", "hard spaces around cells"),
    *("moments in utc", "hours named u1", "appointments alone", "with groups of mixed years"),
    *("duplicate enrolments", "duplicate timetable"),
}
DAYS = [date(2020, 8, 17) + timedelta(days=count) for count in range(400)]
COLUMN = pd.Series([f"{day:%d-%m-%Y}" for day in DAYS] + [""])


@pytest.fixture(scope="module")
def truths():
    found = {}

    def of(school):
        if school not in found:
            rows = day_truth(sample_school(school)[0]).itertuples(index=False)
            found[school] = {(row[0], row[2].date()): (row[1], *row[3:12]) for row in rows}
        return found[school]

    return of


def case(export, name, fault):
    return pytest.param(export, name, fault, id=dirty_id(export, name))


@pytest.mark.parametrize(("export", "name", "fault"), [case(*dirty) for dirty in DIRTY])
def test_dirty_files_are_dirty_and_say_the_same(export, name, fault, truths):
    dirty = fault(export)
    assert dirty != export.files
    assert all(dirty.values())
    if name in READABLE:
        calendar = [day.date() for day in export.days]
        silent = sample_school(export.school)[0].unregistered
        assert read_export(dirty, export.profiles, calendar).days(silent) == truths(export.school)


def test_every_fault_is_read_back():
    """By the plain reader, or by a test of its own further down."""
    assert {name for _, name, _ in DIRTY} == READABLE | OWN_TESTS


@pytest.mark.parametrize("export", [export for export, _ in EXPORTS], ids=str)
def test_clean_files_say_the_same(export, truths):
    calendar = [day.date() for day in export.days]
    silent = sample_school(export.school)[0].unregistered
    assert read_export(export.files, export.profiles, calendar).days(silent) == truths(
        export.school
    )


@pytest.mark.parametrize(
    "dirty",
    [dirty for dirty in DIRTY if dirty[1].startswith("zip")],
    ids=lambda d: dirty_id(*d[:2]),
)
def test_zip_holds_the_same_tables(dirty):
    export, name, fault = dirty
    members = unzipped(fault(export)["export.zip"])
    assert all(member.startswith("export 2021/") for member in members) == ("folder" in name)
    flat = {member.rpartition("/")[2]: data for member, data in members.items()}
    clean = {
        name: data
        for file, content in export.files.items()
        for name, data in (unzipped(content) if file.endswith(".zip") else {file: content}).items()
    }
    assert flat == clean


@pytest.mark.parametrize("name", ["blank rows", "spaces around cells", "hard spaces around cells"])
def test_blanks_are_all_that_is_added(name):
    for export, fault in [(export, fault) for export, n, fault in DIRTY if n == name]:
        dirty, clean = tables(fault(export)), tables(export.files)
        assert set(dirty) == set(clean)
        for table in clean:
            stripped = [
                {key.strip(): value.strip() for key, value in row.items()}
                for row in dirty[table]
                if any(value.strip() for value in row.values())
            ]
            assert stripped == clean[table], table


def dotted(day):
    """As the dictionary spells it: an abbreviation has a dot, and "mei" is none."""
    number, month, year = format_date(day, "d MMM y", "nl").split()
    return f"{number} {month}{'' if month == 'mei' else '.'} {year}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("d-m-jjjj", lambda day: format_date(day, "d-M-y", "nl")),
        ("dd/mm/jjjj", lambda day: format_date(day, "dd/MM/y", "nl")),
        ("dd.mm.jjjj", lambda day: format_date(day, "dd.MM.y", "nl")),
        ("iso", date.isoformat),
        ("iso with a time", lambda day: str(datetime.combine(day, datetime.min.time()))),
        ("iso with t", lambda day: datetime.combine(day, datetime.min.time()).isoformat()),
        ("dd-mm-jjjj with a time", lambda day: format_date(day, "dd-MM-y", "nl") + " 00:00"),
        ("excel serials", lambda day: str(int(to_excel(day)))),
        ("in words", lambda day: format_date(day, "d MMMM y", "nl")),
        ("in short words", lambda day: format_date(day, "d MMM y", "nl")),
        ("in short words with a dot", dotted),
        (
            "in short words with dashes",
            lambda day: format_date(day, "d-MMM-y", "nl"),
        ),
        ("with the weekday", lambda day: format_date(day, "EEE d MMMM y", "nl")),
    ],
)
def test_dates_as_other_software_writes_them(name, expected):
    assert DATE_FORMATS[name](COLUMN).tolist() == [*map(expected, DAYS), ""]


def test_every_date_format_is_checked():
    (mark,) = test_dates_as_other_software_writes_them.pytestmark
    assert {name for name, _ in mark.args[1]} == set(DATE_FORMATS)


def test_clean_dates_in_both_forms():
    assert dates(pd.Series(["05-01-2021", "2021-01-05", ""])).tolist() == [
        pd.Timestamp("2021-01-05"),
        pd.Timestamp("2021-01-05"),
        pd.NaT,
    ]


def test_pupil_numbers():
    column = pd.Series(["00101", "12000"])
    assert {name: change(column).tolist() for name, change in PUPIL_FORMATS.items()} == {
        "leading zeros lost": ["101", "12000"],
        "pupil numbers as floats": ["101.0", "12000.0"],
        "pupil numbers as floats with a comma": ["101,0", "12000,0"],
    }


def test_lost_zeros_leave_the_pupils_apart():
    for school in ("po", "po-vast"):
        numbers = sample_school(school)[0].people.number
        assert any(number.startswith("0") for number in numbers)
        assert len({number.lstrip("0") for number in numbers}) == len(numbers)


def test_ranges():
    column = pd.Series(["3-4", "", "5", "8-9"])
    found = {name: change(column).tolist() for name, change in RANGE_FORMATS.items()}
    assert all(texts[1:3] == ["", "5"] for texts in found.values())
    assert {name: texts[0] for name, texts in found.items()} == {
        "as 3-apr": "3-apr",
        "as dd-mm-jjjj": "03-04-2021",
        "as iso": "2021-04-03",
        "with spaces": "3 - 4",
        "with a dash": "3–4",
        "in words": "3 t/m 4",
    }


def test_ranges_as_date_cells():
    ((export, _, fault),) = [dirty for dirty in DIRTY if dirty[1] == "ranges as date cells"]
    sheet = openpyxl.load_workbook(BytesIO(fault(export)["export.xlsx"]))["absenties"]
    clean, _ = read(export.files["absenties.csv"])
    place = list(clean).index("lesuur")
    found = [row[place] for row in sheet.iter_rows(min_row=2, values_only=True)]
    back = [
        f"{cell.day}-{cell.month}" if isinstance(cell, datetime) else str(cell or "")
        for cell in found
    ]
    assert back == clean["lesuur"].tolist()
    assert sum(isinstance(cell, datetime) for cell in found) > 100


def test_moments_in_utc():
    column = pd.Series(["2021-03-26T08:30:00.000+01:00", "", "2021-03-29T08:30:00.000+02:00"])
    expected = ["2021-03-26T07:30:00.000Z", "", "2021-03-29T06:30:00.000Z"]
    assert as_utc(column).tolist() == expected


def test_groups_of_mixed_years():
    ((export, _, fault),) = [d for d in DIRTY if d[1] == "with groups of mixed years"]
    text = fault(export)["edexml.xml"].decode()
    assert text.count("<jaargroep>C</jaargroep>") == 9
    assert text.count("<jaargroep>") == export.files["edexml.xml"].decode().count("<jaargroep>")


@pytest.mark.parametrize("name", ["duplicate enrolments", "duplicate timetable"])
def test_duplicates_are_rows_that_were_there(name):
    for export, fault in [(export, fault) for export, n, fault in DIRTY if n == name]:
        dirty, clean = tables(fault(export)), tables(export.files)
        for table in clean:
            rows = [[tuple(row.items()) for row in rows[table]] for rows in (dirty, clean)]
            assert set(rows[0]) == set(rows[1])
        assert sum(map(len, dirty.values())) > sum(map(len, clean.values()))


def test_zermelo_answers():
    faults = {
        name: (export, fault) for export, name, fault in DIRTY if "zermelo" in export.profiles
    }
    (file,) = (name for name in faults["hours named u1"][0].files if name.endswith(".json"))
    export, fault = faults["hours named u1"]
    clean = json.loads(export.files[file])["response"]["data"]
    named = json.loads(fault(export)[file])["response"]["data"]
    hours = ("startTimeSlotName", "endTimeSlotName")
    assert [item[side] for item in named for side in hours] == [
        "u" + item[side] for item in clean for side in hours
    ]
    export, fault = faults["appointments alone"]
    assert json.loads(fault(export)[file].decode("utf-8-sig")) == clean
