"""Yes and no in every way that a school, a system or a spreadsheet writes them."""

import datetime
import json

import pytest
from faults import Spoilt, change
from fuzz.exports import clean_exports

from proeftuin.errors import InputError
from proeftuin.register.importing.importer import import_school
from proeftuin.register.profiles.profile import profile_text
from proeftuin.register.project.project_file import load_project
from proeftuin.simulation.formats.files import workbook_bytes

UNCLEAR = "Een cel zegt geen ja en geen nee."
HEADER = ["klas", "datum", "begintijd", "eindtijd", "lesuur", "vervallen"]


def load(export, folder):
    return import_school(load_project(export.write(folder)), "proef")


@pytest.fixture
def lessen():
    """Lessons of the own list, of which the fourth on 13 January was cancelled."""
    return Spoilt(clean_exports()["lessen"])


@pytest.mark.parametrize("word", ["ja", "JA", "j", "x", "TRUE", "True", "WAAR", "waar", "1", "1.0"])
def test_cancelled_however_it_is_written(lessen, tmp_path, word):
    change("rooster.csv", "4;ja", f"4;{word}")(lessen)
    register = load(lessen, tmp_path)
    assert len(register.sessions) == 11
    (source,) = (s for s in register.provenance["imported_from"] if s["file"] == "rooster.csv")
    assert source["cancelled"] == 1


@pytest.mark.parametrize("word", ["nee", "FALSE", "ONWAAR", "0", "-"])
def test_not_cancelled_however_it_is_written(lessen, tmp_path, word):
    change("rooster.csv", "4;ja", f"4;{word}")(lessen)
    assert len(load(lessen, tmp_path).sessions) == 12


@pytest.mark.parametrize("word", ["misschien", "2", "vervangen"])
def test_neither_yes_nor_no_is_refused(lessen, tmp_path, word):
    change("rooster.csv", "4;ja", f"4;{word}")(lessen)
    with pytest.raises(InputError) as raised:
        load(lessen, tmp_path)
    (problem,) = raised.value.problems
    assert (problem.what, problem.row, problem.column) == (UNCLEAR, 9, "vervallen")
    assert problem.value == word


@pytest.mark.parametrize("cells", [(True, False), (1, 0), (True, None)])
def test_boolean_cells_of_a_workbook(lessen, tmp_path, cells):
    rows = [line.split(";") for line in lessen.files.pop("rooster.csv").decode().splitlines()]
    typed = [
        [
            *(row[0], datetime.datetime.strptime(row[1], "%d-%m-%Y").date()),
            *(datetime.time.fromisoformat(text) for text in row[2:4]),
            *(int(row[4]), cells[0] if row[5] else cells[1]),
        ]
        for row in rows[1:]
    ]
    lessen.files["rooster.xlsx"] = workbook_bytes({"Rooster": [HEADER, *typed]})
    assert len(load(lessen, tmp_path).sessions) == 11


@pytest.mark.parametrize(("yes", "no"), [(1, 0), ("True", "False"), ("JA", "nee")])
def test_zermelo_that_says_it_otherwise(tmp_path, yes, no):
    export = Spoilt(clean_exports()["zermelo"])
    before = load(export, tmp_path / "a").sessions
    found = json.loads(export.files["appointments.json"])
    for each in found["response"]["data"]:
        for name in ("valid", "cancelled"):
            each[name] = yes if each[name] else no
    export.files["appointments.json"] = json.dumps(found).encode()
    assert load(export, tmp_path / "b").sessions.equals(before)


@pytest.mark.parametrize(("yes", "no"), [("ja", "nee"), ("WAAR", "ONWAAR"), ("1", "0"), ("j", "n")])
def test_stage_that_says_it_otherwise(tmp_path, yes, no):
    export = Spoilt(clean_exports()["magister"])
    before = load(export, tmp_path / "a").pupils
    for old, new in ((";J;", f";{yes};"), (";N;", f";{no};")):
        change("leerlingen.csv", old, new, 9)(export)
    assert load(export, tmp_path / "b").pupils.equals(before)


def test_an_own_profile_that_picks_by_no(tmp_path):
    """A column `gaat door`: nothing written is not the same as `nee`."""
    export = Spoilt(clean_exports()["lessen"])
    change("rooster.csv", "vervallen", "gaat_door")(export)
    change("rooster.csv", "4;ja", "4;ONWAAR")(export)
    export.project = export.project.replace('["lessen"]', '["lessen", "eigen.toml"]')
    text = profile_text("lessen").replace('vervallen = ["ja"]', 'gaat_door = ["nee"]')
    export.beside["eigen.toml"] = text
    assert len(load(export, tmp_path).sessions) == 11


def test_capitals_of_a_status_do_not_matter(tmp_path):
    export = Spoilt(clean_exports()["somtoday"])
    change("rooster.csv", "Doorgaand", "VERVALLEN")(export)
    with pytest.raises(InputError) as raised:
        load(export, tmp_path)
    assert {problem.what for problem in raised.value.problems} == {"De les is vervallen."}


def test_an_error_in_a_column_of_yes_and_no_is_an_error(lessen, tmp_path):
    change("rooster.csv", "4;ja", "4;#N/B")(lessen)
    with pytest.raises(InputError) as raised:
        load(lessen, tmp_path)
    (problem,) = raised.value.problems
    assert (problem.what, problem.column) == ("Een cel bevat een fout van Excel.", "vervallen")


def test_an_error_is_seen_in_rows_that_are_kept_by_another_word_for_yes(tmp_path):
    export = Spoilt(clean_exports()["zermelo"])
    found = json.loads(export.files["appointments.json"])
    for each in found["response"]["data"]:
        each["valid"] = "WAAR" if each["valid"] else "ONWAAR"
    found["response"]["data"][0]["groups"] = ["#N/B"]
    export.files["appointments.json"] = json.dumps(found).encode()
    with pytest.raises(InputError) as raised:
        load(export, tmp_path)
    assert [problem.what for problem in raised.value.problems] == [
        "Een cel bevat een fout van Excel."
    ]
