"""Why two reports differ: exports and settings with one thing changed, read in, and told apart.

Each report is made from a register that was imported for it, because one change shows in several
places there: only what was changed may be named as the reason.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from openpyxl import load_workbook

from proeftuin.cli.common.explanation_text import (
    EARLIER,
    MANY,
    ONE_BY_ONE,
    SAME,
    UNKNOWN,
    conclusion,
    explanation_text,
)
from proeftuin.errors import InputError
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project
from proeftuin.report.blocks import school as blocks
from proeftuin.report.comparing.causes import DATA, DEFINITION, PUPILS, VERSION
from proeftuin.report.comparing.explain import explain
from proeftuin.report.making.plan import plan_reports
from proeftuin.report.making.run import stamp_of
from proeftuin.report.protection.shown import shown_school
from proeftuin.report.record.rapport_json import STAMP

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
EXPORT = Path("po") / "aanwezigheid.xlsx"
OTHER = "Andere registraties van verzuim."
ENROLLED = "Andere leerlingen, of andere in- en uitschrijvingen."
SESSIONS = "Andere lessen of dagdelen in het rooster, of anders geregistreerd."
SETTINGS = {
    "a scheme": ("minimum = 10", 'indeling = "KEARNEY_GRACZYK"\nminimum = 10'),
    "measure": ("minimum = 10", 'maat = "lessen of dagdelen"\nminimum = 10'),
    "minimum": ("minimum = 10 ", "minimum = 12 "),
    "goals": ("minimum = 10", "doelen = [70, 20, 10]\nminimum = 10"),
    "completeness": ("minimum = 10", "volledigheid = 99\nminimum = 10"),
    "counting": ("minimum = 10", 'telt_mee = { te_laat = "les" }\nminimum = 10'),
    "stages": (
        "minimum = 10",
        'bouw = { onderbouw = ["1", "2", "3"], bovenbouw = ["4", "5", "6", "7", "8"] }\n'
        "minimum = 10",
    ),
    "windows": ("schooldagen = 20", "schooldagen = 19"),
    "calendar": ('    { datum = 2021-12-06, wat = "studiedag" },\n', ""),
    "day in a window": ('    { datum = 2022-03-04, wat = "studiedag" },\n', ""),
    "export date": ("exportdatum = 2022-07-22", "exportdatum = 2022-07-21"),
}


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Import the sample school anew, after a change, and write what its report tells of itself."""

    def make(change=lambda folder: None):
        folder = tmp_path_factory.mktemp("school")
        for name in ("po", "checklist"):
            shutil.copytree(SAMPLE / name, folder / name)
        text = (SAMPLE / "proeftuinen.toml").read_text("utf-8")
        start = text.index("[scholen.vmbo]")
        own = re.search(r"\[scholen\.po\].*?(?=\n\[)", text, re.DOTALL)
        (folder / "proeftuinen.toml").write_text(text[:start] + own[0], "utf-8")
        change(folder)
        project = load_project(folder / "proeftuinen.toml")
        register = import_school(project, "po")
        register.save(folder / "data" / "register" / "po")
        (job,) = plan_reports(project, folder).jobs
        results = shown_school(register, job.school)
        shown = [blocks.hidden(results), blocks.fingerprint(results)]
        outputs = [new_output("execute_result", bundle._repr_mimebundle_()) for bundle in shown]
        notebook = new_notebook(cells=[new_code_cell("", outputs=outputs)])
        (folder / STAMP).write_text(json.dumps(stamp_of(job, notebook, {})), "utf-8")
        return folder

    return make


@pytest.fixture(scope="module")
def old(make):
    return make()


@pytest.fixture
def told(old, tmp_path):
    """Write the first report's own words again, some of them replaced."""

    def told(**changes):
        stamp = json.loads((old / STAMP).read_text("utf-8"))
        (tmp_path / STAMP).write_text(json.dumps(stamp | changes), "utf-8")
        return tmp_path

    return told


@pytest.fixture(scope="module")
def changed(make):
    """Make the report with one setting changed, once."""
    return cache(lambda name: make(setting(name)))


def stamp_in(folder):
    return json.loads((folder / STAMP).read_text("utf-8"))


def setting(name):
    def change(folder):
        file = folder / "proeftuinen.toml"
        text = file.read_text("utf-8")
        assert SETTINGS[name][0] in text
        file.write_text(text.replace(*SETTINGS[name], 1), "utf-8")

    return change


def code(folder):
    file = folder / "po" / "codeboek.csv"
    text = file.read_text("utf-8")
    assert "tandarts;afwezig" in text
    file.write_text(text.replace("tandarts;afwezig", "tandarts;aanwezig"), "utf-8")


def in_book(change):
    def changed(folder):
        book = load_workbook(folder / EXPORT)
        change(book)
        book.save(folder / EXPORT)

    return changed


def one_absence_less(book):
    sheet = book["Afwezigheid"]
    rows = [
        row
        for row in range(2, sheet.max_row + 1)
        if sheet.cell(row, 4).value == "Ziek" and f"{sheet.cell(row, 1).value:%Y-%m}" == "2022-03"
    ]
    sheet.delete_rows(rows[0])


def one_pupil_more(book):
    sheet = book["Leerlingen"]
    sheet.append(["99991", "Nieuw", "Kind", *(cell.value for cell in sheet[2][3:])])


def reasons(found):
    return [(cause.kind, cause.label) for cause in found.reasons]


def labels(found):
    return [(cause.kind, cause.label) for cause in found.causes]


def test_equal_reports_rest_on_the_same(old, make):
    found = explain(old, make())
    assert found.causes == found.numbers == ()
    assert explanation_text(found).endswith(SAME)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a scheme", ["Grenzen", "Precies op een grens"]),
        ("measure", ["Maat"]),
        ("minimum", ["Minimum aantal dagdelen"]),
        ("completeness", ["Grens van volledigheid"]),
        ("counting", ["Wat meetelt"]),
        ("stages", ["Onderbouw en bovenbouw"]),
        ("windows", ["Periode"]),
        ("calendar", ["Kalender"]),
        ("day in a window", ["Kalender"]),
    ],
)
def test_one_setting_is_the_only_reason(old, changed, name, expected):
    found = explain(old, changed(name))
    assert reasons(found) == [(DEFINITION, label) for label in expected]
    # Nothing was registered in another way, and nobody came or left.
    assert found.kinds == (DEFINITION,)
    assert MANY not in conclusion(found)


@pytest.mark.parametrize("name", ["measure", "minimum", "stages", "windows", "day in a window"])
def test_the_numbers_that_differ_by_it_are_listed(old, changed, name):
    found = explain(old, changed(name))
    assert found.numbers
    assert "verschillen, door de begrippen." in conclusion(found)
    one, two = stamp_in(old)["numbers"], stamp_in(changed(name))["numbers"]
    assert [(key, one[key], two[key]) for key in one if key in two and one[key] != two[key]] == [
        *found.numbers
    ]


def test_values_old_and_new(old, changed):
    text = explanation_text(explain(old, changed("measure")))
    assert "  Maat: minuten  →  dagdelen" in text
    text = explanation_text(explain(old, changed("minimum")))
    assert "  Minimum aantal dagdelen: 10  →  12" in text
    text = explanation_text(explain(old, changed("day in a window")))
    assert "    4 maart 2022, studiedag: vrij (niet bindend)  →  geen" in text
    assert "  Venster na: 18 februari 2022" in text


def test_goals_change_no_number(old, changed):
    found = explain(old, changed("goals"))
    assert labels(found) == [(DEFINITION, "Doelen")]
    assert found.reasons == found.numbers == ()
    assert "begrippen, maar elk aantal dat beide tonen is gelijk" in conclusion(found)


def test_a_code_is_no_other_registration(old, make):
    found = explain(old, make(code))
    assert labels(found) == [(DEFINITION, "Codeboek")]
    ((name, before, after),) = found.causes[0].items
    assert (name, before.split(",")[0], after.split(",")[0]) == ("Arts", "afwezig", "aanwezig")
    assert found.numbers
    assert MANY not in conclusion(found)


def test_one_absence_less(old, make):
    found = explain(old, make(in_book(one_absence_less)))
    assert reasons(found) == [(DATA, OTHER)]
    assert labels(found) == [(DATA, "Bestanden"), (DATA, OTHER)]
    text = explanation_text(found)
    assert "verschillen, door de gegevens." in text
    assert "Bestanden: 1 met 4.467 rijen  →  1 met 4.466 rijen" in text
    assert MANY not in text


def test_one_pupil_more(old, make):
    found = explain(old, make(in_book(one_pupil_more)))
    assert reasons(found) == [(PUPILS, ENROLLED)]
    assert "verschillen, door de leerlingen." in conclusion(found)
    numbers = {key: (one, two) for key, one, two in found.numbers}
    one, two = numbers["pyramid|school|n"]
    assert two == one + 1
    assert MANY not in conclusion(found)


def test_a_file_saved_again_is_no_reason(old, make):
    found = explain(old, make(in_book(lambda book: None)))
    assert labels(found) == [(DATA, "Bestanden")]
    assert found.reasons == found.numbers == ()


def test_a_later_export_of_the_same(old, changed):
    found = explain(old, changed("export date"))
    assert labels(found) == [(DATA, "Geëxporteerd"), (DATA, "Voorlopig")]
    assert found.reasons == ()


def test_what_was_provisional_is_told(make):
    def early(folder):
        file = folder / "proeftuinen.toml"
        text = file.read_text("utf-8").replace("eind = 2022-03-25", "eind = 2022-07-15")
        file.write_text(text, "utf-8")

    entry = stamp_in(make(early))["fingerprint"]["provisional"]["text"]
    assert entry == (
        "wat op of na 9 juli 2022 ligt; daarin valt een deel van: de piramide en venster na"
    )


def test_a_registration_and_a_definition_cannot_be_told_apart(old, make):
    def both(folder):
        in_book(one_absence_less)(folder)
        code(folder)

    found = explain(old, make(both))
    assert reasons(found) == [(DEFINITION, "Codeboek"), (DATA, OTHER)]
    assert conclusion(found).endswith(f"door de begrippen en de gegevens. {MANY} {ONE_BY_ONE}")


def test_a_pupil_and_a_registration_cannot_be_told_apart(old, make):
    def both(book):
        one_pupil_more(book)
        one_absence_less(book)

    found = explain(old, make(in_book(both)))
    assert reasons(found) == [(PUPILS, ENROLLED), (DATA, OTHER)]
    # There is nothing that a coach could do one by one.
    assert conclusion(found).endswith(f"door de leerlingen en de gegevens. {MANY}")


def test_numbers_of_other_windows_are_set_side_by_side(old, changed):
    text = explanation_text(explain(old, changed("windows")))
    (line,) = [line for line in text.splitlines() if line.startswith("  Piramide, Tier 1: ")]
    shown = [int(number) for number in re.findall(r"(\d+) \(", line)]
    found = [stamp_in(old)["numbers"]["pyramid|school|1"]]
    assert shown[0] == found[0] != shown[1]
    of = stamp_in(old)["numbers"]["pyramid|school|n"]
    assert f"{shown[0]} ({100 * shown[0] / of:.1f}%)".replace(".", ",") in line


def test_months_of_an_earlier_report_are_no_numbers_of_this_one(old):
    """What was published before is kept in the same file, and is not what this report shows."""
    stamp = stamp_in(old)
    names = {key.split("|")[0] for key in stamp["numbers"]}
    assert {"pyramid", "change", "year", "2022-03"} <= names
    kept = dict(zip(stamp["published"]["names"], stamp["published"]["shown"], strict=True))
    shown = {value for value in kept.values() if value is not None}
    assert set(stamp["numbers"].values()) <= shown
    windows = "2022-01-10/2022-02-04>2022-02-18/2022-03-25"
    for key, value in stamp["numbers"].items():
        role, rest = key.split("|", 1)
        if role == "change":
            assert kept[f"{windows}|{rest}"] == value
        if role == "pyramid":
            assert kept[f"2022-02-18/2022-03-25|{rest}"] == value


def test_other_packages_and_another_version(old, told):
    follows = stamp_in(old)["follows_from"]
    found = explain(old, told(follows_from=follows | {"package": "b", "lock file": "c"}))
    assert labels(found) == [
        (VERSION, "Proeftuin zelf is veranderd."),
        (VERSION, "De versies van de gebruikte pakketten zijn veranderd."),
    ]
    entries = stamp_in(old)["fingerprint"]
    version = entries["version"] | {"text": "proeftuin 9"}
    found = explain(old, told(fingerprint=entries | {"version": version}))
    assert labels(found) == [(VERSION, "Versie")]
    assert "Versie: proeftuin 0.1.0  →  proeftuin 9" in explanation_text(found)


def test_a_version_that_reads_the_same_files_in_another_way(old, told):
    stamp = stamp_in(old)
    numbers = stamp["numbers"] | {"pyramid|school|1": 1}
    new = told(
        numbers=numbers,
        tables=stamp["tables"] | {"absences": "other"},
        follows_from=stamp["follows_from"] | {"package": "b"},
    )
    assert reasons(explain(old, new)) == [(VERSION, "Proeftuin zelf is veranderd.")]
    assert conclusion(explain(old, new)) == "Eén aantal dat beide tonen verschilt, door de versies."


def test_other_sessions(old, told):
    found = explain(old, told(tables=stamp_in(old)["tables"] | {"sessions": "other"}))
    assert reasons(found) == [(DATA, SESSIONS)]


def test_suppression(old, told):
    entries = stamp_in(old)["fingerprint"]
    other = entries["suppression"] | {"text": "minder dan 10 leerlingen niet getoond"}
    found = explain(old, told(fingerprint=entries | {"suppression": other}))
    assert reasons(found) == [(DEFINITION, "Kleine aantallen")]


def test_another_key_is_no_other_pupils(old, told):
    tables = dict.fromkeys(stamp_in(old)["tables"], "other")
    ((kind, label),) = labels(explain(old, told(tables=tables)))
    assert kind == PUPILS
    assert label.startswith("Een andere sleutel")


def test_the_register_of_another_school_changes_no_number_of_this_one(old, told):
    follows = stamp_in(old)["follows_from"] | {"comparison vo": "a", "checklists": "b"}
    found = explain(old, told(follows_from=follows))
    assert [cause.label for cause in found.causes] == [
        "Een checklist is veranderd.",
        "Het register van vergelijkingsschool vo.",
    ]
    assert found.reasons == ()


def test_numbers_that_differ_by_nothing_that_is_told(old, told):
    numbers = stamp_in(old)["numbers"]
    key = "pyramid|school|1"
    assert conclusion(explain(old, told(numbers=numbers | {key: "•"}))) == EARLIER
    assert conclusion(explain(old, told(numbers=numbers | {key: 1}))) == UNKNOWN


def test_two_schools(old, told):
    stamp = stamp_in(old)
    new = told(
        parameters=stamp["parameters"] | {"school": "vo"},
        tables=stamp["tables"] | {"pupils": "other"},
    )
    text = explanation_text(explain(old, new))
    assert "Dit zijn rapporten van twee scholen, po en vo: alles kan verschillen." in text


def test_nothing_is_told_of_pupils_but_what_is_shown(old):
    stamp = stamp_in(old)
    kept = dict(zip(stamp["published"]["names"], stamp["published"]["shown"], strict=True))
    hidden = [value for value in kept.values() if isinstance(value, str)]
    told = [value for value in stamp["numbers"].values() if isinstance(value, str)]
    assert sorted(told) == sorted(hidden)
    # What it rests on has no count of pupils, of the school or of a tier.
    text = json.dumps(stamp["fingerprint"])
    for key in ("pyramid|school|n", "pyramid|school|1", "change|paired"):
        assert not re.search(rf"\b{stamp['numbers'][key]}\b", text)


@pytest.mark.parametrize(
    "changes",
    [
        {"numbers": {"x": 1}},
        {"numbers": {"pyramid|school|1": 1.5}},
        {"numbers": {"9999-99|school|1": 1}},
        {"numbers": {"pyramid": 1}},
        {"numbers": {"pyramid|cut|x": 1}},
        {"numbers": []},
        {"fingerprint": {"cuts": {"label": "a", "text": "b", "kind": "other"}}},
        {"fingerprint": {"cuts": {"label": "a", "text": 1}}},
        {"fingerprint": {"cuts": {"label": "a", "text": "b", "items": [1]}}},
        {"fingerprint": {"cuts": {"label": "a", "text": "b", "more": "c"}}},
        {"fingerprint": 3},
        {"tables": {"pupils": 3}},
        {"follows_from": None},
        {"parameters": {"school": 3}},
    ],
)
def test_a_file_changed_by_hand(old, told, changes):
    with pytest.raises(InputError, match="zegt niet waar het op rust"):
        explain(old, told(**changes))


def test_what_cannot_be_compared_is_told_at_once(old, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / STAMP).write_bytes(b"{\xff")
    with pytest.raises(InputError) as raised:
        explain(tmp_path / "empty", tmp_path / "broken")
    assert [problem.what for problem in raised.value.problems] == [
        "Hier is geen rapport.",
        "Dit is geen rapport.json dat te lezen is.",
    ]
    assert all(problem.expected and problem.mend for problem in raised.value.problems)
    (tmp_path / "broken" / STAMP).write_text('{"parameters": {"school": "po"}}')
    with pytest.raises(InputError, match="zegt niet waar het op rust"):
        explain(old, tmp_path / "broken")


def command(*arguments):
    program = "from proeftuin.cli.commands import main; main()"
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", program, "report", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )


def test_command(old, changed):
    new = changed("measure")
    done = command("--explain", old, new / STAMP)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == explanation_text(explain(old, new / STAMP)) + "\n"
    assert "Begrippen: er is anders geteld" in done.stdout


def test_command_with_what_is_no_report(old, tmp_path):
    done = command("--explain", old, tmp_path / "nergens")
    assert (done.returncode, done.stdout) == (2, "")
    for part in ("Hier is geen rapport.", "nergens", "Verwacht: ", "Wat te doen: "):
        assert part in done.stderr
    assert command().returncode == command("--explain", old).returncode == 2
