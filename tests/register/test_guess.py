"""Guessing tables and columns: against the package's own profiles, and other schools' words."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proeftuin.register.guessing.columns import columns_of, samples
from proeftuin.register.guessing.tables import guess_table, propose
from proeftuin.register.guessing.unknown_files import (
    existing_profiles,
    file_pattern,
    is_complete,
    look,
)
from proeftuin.register.guessing.values import meanings
from proeftuin.register.profiles.profile import (
    ALLOWED,
    REQUIRED,
    TABLES,
    Profile,
    TableProfile,
    profile_names,
    read_profile,
)
from proeftuin.register.profiles.profile_toml import profile_as_toml
from proeftuin.register.reading.cells import read_cells
from proeftuin.register.reading.files import list_files

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
SCHOOLS = {"vmbo": "magister", "vo": "somtoday", "po": "dagdelen"}


def tables_of(school):
    """Yield the name of each table the profile knows, how it reads it, and its rows as text."""
    files = list_files(SAMPLE / school)
    for name, profile in read_profile(SCHOOLS[school]).tables.items():
        if name in ("reports", "reasons"):
            continue
        stem = profile.files[0].rstrip("*")
        file = next(file for file in files if file.name.startswith(stem) or school == "po")
        bare = TableProfile(files=[], columns={}, sheet=profile.sheet)
        yield name, profile, file.name, read_cells(file, bare).cells


@pytest.fixture(scope="module", params=SCHOOLS)
def sample(request):
    return list(tables_of(request.param))


def test_sample_exports_are_guessed_as_their_profile_has_them(sample):
    for name, profile, file, cells in sample:
        columns = columns_of(cells)
        assert guess_table(columns, file if profile.sheet is None else profile.sheet) == name
        found = {ours: proposal.theirs for ours, proposal in propose(columns, name).items()}
        known = {ours: theirs[0] for ours, theirs in profile.columns.items()}
        present = {ours: theirs for ours, theirs in known.items() if columns.get(theirs)}
        filled = {ours: theirs for ours, theirs in present.items() if columns[theirs].filled}
        assert {ours: found.get(ours) for ours in filled} == filled


def test_the_name_of_a_file_is_not_needed(sample):
    for name, _, _, cells in sample:
        assert guess_table(columns_of(cells)) == name


OTHER_WORDS = {
    "registrations": [
        {"pupil": "Lln.nr", "date": "Dag", "session": "Dagdeel", "code": "Reden afwezigheid"},
        {"pupil": "leerlingcode", "date": "Datum verzuim", "session": "les", "code": "Soort"},
        {"pupil": "LLNR", "date": "Begindatum", "last_date": "Einddatum", "code": "Verzuimreden"},
        {"pupil": "Stamnr.", "date": "Van datum", "last_date": "T/m datum", "code": "Code"},
        {"pupil": "nr", "date": "wanneer", "minutes": "Aantal minuten", "code": "Type"},
        {
            "pupil": "Leerling",
            "date": "Datum",
            "start": "Begintijd",
            "end": "Eindtijd",
            "code": "Melding",
        },
    ],
    "roster": [
        {"pupil": "Lln.nr", "class": "Groepsnaam", "year_group": "Jrgroep", "start": "In"},
        {"pupil": "leerling_id", "class": "klas", "year_group": "LJ", "end": "uitgeschreven op"},
        {"pupil": "Nummer", "class": "Stamgroep", "year_group": "Leerjaar", "born": "Geb.datum"},
    ],
    "timetable": [
        {
            "class": "Klas",
            "date": "Datum",
            "start": "Van",
            "end": "Tot",
            "first_session": "Lesuur",
            "cancelled": "Status",
        },
        {
            "class": "lesgroep",
            "date": "dag",
            "start": "aanvang",
            "end": "einde",
            "first_session": "uur",
        },
    ],
    "week": [
        {
            "year_group": "Groep",
            "weekday": "Dag",
            "session": "Dagdeel",
            "start": "van",
            "end": "tot",
        },
    ],
}
ROWS = 40
VALUES = {
    "pupil": [f"{100200 + i % 23}" for i in range(ROWS)],
    "date": [f"{1 + i % 28:02}-03-2021" for i in range(ROWS)],
    "last_date": [f"{1 + i % 28:02}-04-2021" for i in range(ROWS)],
    "session": ["ochtend", "middag"] * (ROWS // 2),
    "code": ["Ziek", "Arts", "Te laat", "Verlof"] * (ROWS // 4),
    "minutes": [str(5 + i) for i in range(ROWS)],
    "class": [f"{1 + i % 6}{'ab'[i % 2]}" for i in range(ROWS)],
    "year_group": [str(1 + i % 6) for i in range(ROWS)],
    "weekday": ["maandag", "dinsdag", "woensdag", "donderdag"] * (ROWS // 4),
    "first_session": [str(1 + i % 8) for i in range(ROWS)],
    "cancelled": ["gaat door", "vervallen"] * (ROWS // 2),
    "start": [f"{8 + i % 7}:30" for i in range(ROWS)],
    "end": [f"{8 + i % 7}:55" for i in range(ROWS)],
    "born": [f"2010-{1 + i % 12:02}-11" for i in range(ROWS)],
}
PERSONAL = {
    "Roepnaam": [f"Naam{'abcdefghij'[i % 10]}" for i in range(ROWS)],
    "E-mail ouder": [f"ouder{i}@voorbeeld.nl" for i in range(ROWS)],
    "BSN": [f"{123456000 + i}" for i in range(ROWS)],
    "Toelichting": [f"heeft griep sinds dag {i}" for i in range(ROWS)],
}
CASES = [(table, words) for table, several in OTHER_WORDS.items() for words in several]


def cells_of(table, words):
    values = dict(VALUES)
    if table == "roster":
        values["pupil"] = [f"{100200 + i}" for i in range(ROWS)]
        values |= {"start": ["17-08-2020"] * ROWS, "end": ["", "11-02-2021"] * (ROWS // 2)}
    return pd.DataFrame({theirs: values[ours] for ours, theirs in words.items()} | PERSONAL)


@pytest.mark.parametrize(("table", "words"), CASES)
def test_other_words_for_the_same(table, words):
    columns = columns_of(cells_of(table, words))
    found = {ours: proposal.theirs for ours, proposal in propose(columns, table).items()}
    assert found == words
    assert guess_table(columns) == table


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(case, random):
    table, words = case
    cells = cells_of(table, words)
    names = list(cells)
    random.shuffle(names)
    shuffled = propose(columns_of(cells[names]), table)
    assert {ours: proposal.theirs for ours, proposal in shuffled.items()} == words


@pytest.mark.parametrize("table", OTHER_WORDS)
def test_columns_about_persons_are_neither_proposed_nor_shown(table):
    columns = columns_of(pd.DataFrame(PERSONAL))
    assert set(propose(columns, table)) <= {"pupil"}
    assert "BSN" not in {proposal.theirs for proposal in propose(columns, table).values()}
    assert [samples(column) for column in columns.values()] == [None] * len(columns)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        pytest.param("Kolom4", ["Sanne", "Sanne", "Tom"], id="names under an unknown header"),
        pytest.param("nr", ["110033", "110104", "44201"], id="numbers that could be Excel's dates"),
        pytest.param("x", ["123456782", "20110511"], id="numbers of eight and nine digits"),
        pytest.param("gb", ["2011-05-11", "2010-02-01", "2009-07-09"], id="dates of birth"),
        pytest.param("Reden", [f"oma van Tom is {i}" for i in range(99)], id="notes as a reason"),
    ],
)
def test_what_could_be_about_a_person_is_not_shown(header, values):
    (column,) = columns_of(pd.DataFrame({header: values})).values()
    assert samples(column) is None


def test_a_note_among_dates_is_not_shown():
    values = ["05-01-2021", "06-01-2021", "07-01-2021", "08-01-2021", "bel Sanne"]
    (column,) = columns_of(pd.DataFrame({"Datum": values})).values()
    assert samples(column, number=5) == values[:4]


def test_a_moment_is_both_day_and_time():
    cells = pd.DataFrame(
        {
            "Leerlingnr": ["101", "102"],
            "Begin": ["05-01-2021 08:30", "05-01-2021 09:20"],
            "Einde": ["05-01-2021 12:00", "06-01-2021 15:15"],
            "Reden": ["Z", "Z"],
        }
    )
    found = propose(columns_of(cells), "registrations")
    assert {ours: proposal.theirs for ours, proposal in found.items()} == {
        "pupil": "Leerlingnr",
        "date": "Begin",
        "start": "Begin",
        "last_date": "Einde",
        "end": "Einde",
        "code": "Reden",
    }


def test_a_class_can_say_the_year_group():
    cells = pd.DataFrame({"nummer": ["101", "102"], "Groep": ["Groep 5", "6b"]})
    found = propose(columns_of(cells), "roster")
    assert found["year_group"].theirs == found["class"].theirs == "Groep"
    assert meanings("year_group", ["Groep 5", "6b"]) == {"Groep 5": "5", "6b": "6"}


@pytest.mark.parametrize(
    ("ours", "header", "expected"),
    [
        ("session", "dagdeel", {"1": "ochtend", "2": "middag"}),
        ("session", "dagdeel", {"o": "ochtend", "m": "middag", "o+m": "hele dag"}),
        ("stage", "is bovenbouw", {"J": "upper", "N": "lower"}),
        ("stage", "bouw", {"OB": "lower", "BB": "upper", "J": ""}),
        ("weekday", "dag", {"ma": "maandag", "Vr.": "vrijdag", "3": "woensdag", "za": ""}),
    ],
)
def test_meanings_are_proposed(ours, header, expected):
    assert meanings(ours, list(expected), header) == expected


def test_a_title_above_the_table_is_no_header(tmp_path):
    text = (
        "Overzicht verzuim groep 5;;\nafgedrukt op 3-2-2021;;\n\n"
        "Lln.nr;Datum;Reden\n101;05-01-2021;Ziek\n102;06-01-2021;Arts\n"
    )
    (tmp_path / "lijst.csv").write_text(text, "cp1252")
    (found,), problems = look(list_files(tmp_path))
    assert (list(found.columns), found.kind, problems) == (
        ["Lln.nr", "Datum", "Reden"],
        "registrations",
        [],
    )


def test_files_with_the_same_columns_are_one_table(tmp_path):
    for month in ("2021-01", "2021-02"):
        text = "Lln.nr;Datum;Reden\n101;05-01-2021;Ziek\n"
        (tmp_path / f"verzuim {month}.csv").write_text(text, "utf-8")
    (found,), _ = look(list_files(tmp_path))
    assert found.files == ["verzuim 2021-01.csv", "verzuim 2021-02.csv"]
    assert file_pattern(found.files, ["leerlingen.csv"]) == "verzuim*.csv"


@pytest.mark.parametrize("school", SCHOOLS)
def test_a_profile_that_exists_is_found(school):
    found = existing_profiles(list_files(SAMPLE / school))
    assert [name for name in found if is_complete(found[name])] == [SCHOOLS[school]]


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
words = st.dictionaries(names, names, min_size=1, max_size=3)
table_profiles = st.builds(
    TableProfile,
    files=st.lists(names, min_size=1, max_size=3),
    sheet=st.none() | names,
    records=st.just("") | names,
    columns=st.fixed_dictionaries(
        {ours: st.lists(names, min_size=1, max_size=2) for ours in ("pupil", "date", "code")}
    ),
    optional=st.lists(st.sampled_from(["session", "minutes"]), unique=True),
    unix_times=st.booleans(),
    values=st.dictionaries(st.sampled_from(["session", "code"]), words),
    keep=st.dictionaries(names, st.lists(names, min_size=1, max_size=2), max_size=2),
    cancelled=st.dictionaries(names, st.lists(names, min_size=1, max_size=2), max_size=2),
    presence=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(names, names | st.just(""), table_profiles)
def test_a_profile_reads_back_as_it_was_meant(tmp_path_factory, title, source, table):
    profile = Profile(title=title, source=source, registrations=table)
    path = tmp_path_factory.mktemp("profile") / "own.toml"
    path.write_text(profile_as_toml(profile), "utf-8", newline="\n")
    assert read_profile("own.toml", path.parent) == profile


def test_the_profiles_of_the_package_are_known():
    assert profile_names() == ["dagdelen", "edexml", "lessen", "magister", "somtoday", "zermelo"]


@pytest.mark.parametrize("name", profile_names())
def test_the_profiles_of_the_package_read_back(name, tmp_path):
    profile = read_profile(name)
    (tmp_path / "own.toml").write_text(profile_as_toml(profile), "utf-8")
    assert read_profile("own.toml", tmp_path) == profile


DOCUMENTED = (Path(__file__).parents[2] / "docs" / "data.md").read_text("utf-8")
FORMAT = DOCUMENTED.split("### The format of a profile")[1]


def test_the_documented_profile_is_one(tmp_path):
    text = FORMAT.split("```toml\n")[1].split("```")[0]
    (tmp_path / "doc.toml").write_text(text, "utf-8")
    profile = read_profile("doc.toml", tmp_path)
    assert profile.registrations.values == {"session": {"o": "ochtend", "m": "middag"}}


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_documented(table):
    (row,) = [line for line in FORMAT.splitlines() if line.startswith(f"| `{table}` | ")]
    *_, required, allowed, _ = row.split("|")
    assert tuple(re.findall(r"`(\w+)`", required)) == REQUIRED[table]
    assert tuple(re.findall(r"`(\w+)`", allowed)) == ALLOWED[table]


@pytest.mark.parametrize("key", TableProfile.model_fields)
def test_every_key_of_a_table_is_documented(key):
    assert f"\n| `{key}` | " in FORMAT
