"""The wizard as a coach meets it: from a file nobody knows to a register, and nothing told."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from proeftuin.cli import app
from proeftuin.register.profiles import read_profile
from proeftuin.register.project import load_project
from proeftuin.register.store import read_register

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
PUPILS = {"10023": "Sietske Wouda", "10024": "Anaïs Brömmel", "10025": "Joris Tamsma"}
BSN = {"10023": "123456782", "10024": "111222333", "10025": "999990019"}
SECRETS = [
    *PUPILS,
    *BSN.values(),
    *(word for name in PUPILS.values() for word in name.split()),
    *("11-05-2012", "03-02-2012", "28-09-2011", "ouders@voorbeeld.nl", "oma belde", "0612345678"),
]
ROSTER = (
    "Achternaam;Roepnaam;Lln.nr;BSN;Geb.datum;Groepsnaam;In\n"
    f"Wouda;Sietske;10023;{BSN['10023']};11-05-2012;5a;01-08-2020\n"
    f"Brömmel;Anaïs;10024;{BSN['10024']};03-02-2012;5a;01-08-2020\n"
    f"Tamsma;Joris;10025;{BSN['10025']};28-09-2011;6;01-08-2020\n"
)
ABSENCES = (
    "Lln.nr;Naam leerling;Groepsnaam;Dag;Dagdeel;Reden afwezigheid;Bijzonderheden\n"
    "10023;Sietske Wouda;5a;05-01-2021;o;ziek;oma belde\n"
    "10023;Sietske Wouda;5a;05-01-2021;m;ziek;\n"
    "10024;Anaïs Brömmel;5a;06-01-2021;hd;Qx;0612345678\n"
    "10025;Joris Tamsma;6;07-01-2021;m;te laat;ouders@voorbeeld.nl\n"
)
# The answers to every question about these two files; an empty one is Enter.
ABOUT_ABSENCES = ["", *[""] * 4, "", ""]
ABOUT_ROSTER = ["", *[""] * 5, "", ""]
WEEK = ["n", "5", "8:30-12:00 13:15-15:15", "", "8:30-12:15", "", "8:30 - 12.00"]
WEEK_OF_6 = ["8.30-12.00 12.30-14.00", "", "", "", "0"]
CODES = ["afwezig", "verlof", "", ""]
SCHOOL = ["De Linde", "", "", "15-01-2021", ""]
HALF_DAYS = ["", *ABOUT_ABSENCES, *ABOUT_ROSTER, *WEEK, *WEEK_OF_6, *CODES, *SCHOOL, ""]


def wizard(file, answers, **options):
    arguments = ["import", "--wizard", str(file)]
    return CliRunner().invoke(app, arguments, "".join(f"{each}\n" for each in answers), **options)


def proeftuin(*arguments, cwd, answers=()):
    program = Path(sys.executable).with_name("proeftuin")
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        input="".join(f"{each}\n" for each in answers),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def linde(tmp_path):
    folder = tmp_path / "de linde"
    folder.mkdir()
    (folder / "verzuim 2021-01.csv").write_text(ABSENCES, "cp1252")
    (folder / "leerlingen.csv").write_text(ROSTER, "cp1252")
    return folder


def files_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_unknown_list_of_half_days_becomes_a_register(linde):
    done = proeftuin("import", "--wizard", "verzuim 2021-01.csv", cwd=linde, answers=HALF_DAYS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Windows-1252, gescheiden door ‘;’, 4 rijen, 7 kolommen" in done.stdout
    assert "In orde: 3 leerlingen" in done.stdout
    imported = proeftuin("import", "proeftuinen.toml", cwd=linde)
    assert imported.returncode == 0, imported.stderr
    register = read_register(linde / "data" / "register" / "de-linde")
    rows = register.absences[["date", "session", "minutes", "kind", "reason"]].astype("str")
    # A morning of 210 minutes, an afternoon of 120, a Wednesday morning of 225.
    assert rows.to_numpy().tolist() == [
        ["2021-01-05", "middag", "120", "absent", "sick"],
        ["2021-01-05", "ochtend", "210", "absent", "sick"],
        ["2021-01-06", "ochtend", "225", "absent", "leave"],
        ["2021-01-07", "middag", "0", "late", ""],
    ]


def test_nothing_of_a_person_is_told_or_kept(linde):
    before = set(files_in(linde))
    done = proeftuin("import", "--wizard", "verzuim 2021-01.csv", cwd=linde, answers=HALF_DAYS)
    written = {name: data.decode() for name, data in files_in(linde).items() if name not in before}
    assert set(written) == {"de-linde.toml", "codeboek.csv", "proeftuinen.toml"}
    for text in (done.stdout, done.stderr, *written.values()):
        assert [secret for secret in SECRETS if secret in text] == []


def test_the_profile_says_what_was_answered(linde):
    assert wizard(linde / "verzuim 2021-01.csv", HALF_DAYS).exit_code == 0
    profile = read_profile("de-linde.toml", linde)
    assert profile.registrations.files == ["verzuim*.csv"]
    assert profile.registrations.columns == {
        "pupil": ["Lln.nr"],
        "date": ["Dag"],
        "session": ["Dagdeel"],
        "code": ["Reden afwezigheid"],
    }
    assert profile.registrations.values == {
        "session": {"hd": "hele dag", "m": "middag", "o": "ochtend"}
    }
    assert profile.roster.values == {"year_group": {"5a": "5", "6": "6"}}
    school = load_project(linde / "proeftuinen.toml").schools["de-linde"]
    assert (school.sector, school.export_date.isoformat()) == ("po", "2021-01-15")
    hours = {(half.year_groups[0], half.session, f"{half.start:%H:%M}") for half in school.week}
    assert hours == {
        ("5", "ochtend", "08:30"),
        ("5", "middag", "13:15"),
        ("6", "ochtend", "08:30"),
        ("6", "middag", "12:30"),
    }


@pytest.mark.parametrize("answered", range(len(HALF_DAYS)))
def test_who_stops_half_way_has_changed_nothing(linde, answered):
    before = files_in(linde)
    done = wizard(linde / "verzuim 2021-01.csv", HALF_DAYS[:answered])
    assert done.exit_code == 2
    assert "Gestopt: er is niets bewaard." in done.stderr
    assert files_in(linde) == before


def test_what_is_there_is_not_overwritten(linde):
    assert wizard(linde / "verzuim 2021-01.csv", HALF_DAYS).exit_code == 0
    first = files_in(linde)
    # The code book is known now, so nothing is asked about codes; "n" keeps the first profile.
    answers = ["", *ABOUT_ABSENCES, *ABOUT_ROSTER, *WEEK, *WEEK_OF_6, *SCHOOL, "n"]
    done = wizard(linde / "verzuim 2021-01.csv", answers)
    assert (done.exit_code, done.stderr) == (0, "")
    second = files_in(linde)
    assert set(second) - set(first) == {"de-linde-2.toml"}
    assert {name: second[name] for name in first} == first
    pasted = done.stdout.split("Zet dit in proeftuinen.toml:")[1].split("Proef:")[0]
    school = tomllib.loads(pasted)["scholen"]["de-linde"]
    assert (school["profiel"], school["export"]) == ("de-linde-2.toml", ".")


def test_a_new_code_is_added_to_the_code_book(linde):
    book = "code;omschrijving;soort;reden;geoorloofd\nziek;;afwezig;anders;nee\n"
    (linde / "codeboek.csv").write_text(book, "utf-8")
    assert wizard(linde / "verzuim 2021-01.csv", HALF_DAYS).exit_code == 0
    lines = (linde / "codeboek.csv").read_text("utf-8-sig").splitlines()
    assert lines == [*book.splitlines(), "Qx;;afwezig;verlof;ja", "te laat;Te laat;te laat;;"]


def test_a_column_about_persons_cannot_be_chosen(linde):
    answers = list(HALF_DAYS)
    # First the column of notes as the code, then Enter for the proposal.
    answers[5:5] = ["7"]
    done = wizard(linde / "verzuim 2021-01.csv", answers)
    assert "‘Bijzonderheden’ gaat over personen en blijft ongelezen." in done.stdout
    assert done.exit_code == 0


@pytest.fixture
def lessons(tmp_path):
    """A workbook of a secondary school, with its own words and a title above each table."""
    workbook = openpyxl.Workbook()
    sheets = {
        "lln": [
            ["Leerlingen 2020-2021"],
            ["nummer", "naam", "stamklas", "LJ", "bouw"],
            ["00071", "Sietske Wouda", "h1a", 1, "OB"],
            ["00072", "Joris Tamsma", "h4b", 4, "BB"],
        ],
        "Lesrooster": [
            ["Klas", "Datum", "Uur", "Van", "Tot", "Gaat door?"],
            *[
                [klas, "5 januari 2021", f"u{uur}", f"{8 + uur}:00", f"{8 + uur}:50", status]
                for klas in ("h1a", "h4b")
                for uur, status in ((1, ""), (2, "uitval"), (3, ""))
            ],
        ],
        "Absenties": [
            ["Leerlingnr", "Docent", "Wanneer", "Lesuur", "Code"],
            ["71", "Vries", "5-1-2021", "3e uur", "Z"],
            ["72", "Vries", "5-1-2021", "1", "Z"],
        ],
    }
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / "absentie_jan.xlsx")
    return tmp_path


LESSONS = [
    *["", *[""] * 4, "", ""],  # roster: what it is, four columns, no others, stages
    *["", *[""] * 6, ""],  # timetable: all of its six columns, what was cancelled
    *["", *[""] * 4, ""],  # absences: four columns, no others
    "",  # codes
    *["College De Horst", "", "", "", ""],
    "",
]


def test_an_unknown_workbook_of_lessons_becomes_a_register(lessons):
    done = proeftuin("import", "--wizard", "absentie_jan.xlsx", cwd=lessons, answers=LESSONS)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    profile = read_profile("college-de-horst.toml", lessons)
    assert profile.timetable.sheet == "Lesrooster"
    assert profile.timetable.cancelled == {"Gaat door?": ["uitval"]}
    assert profile.roster.values == {"stage": {"OB": "lower", "BB": "upper"}}
    imported = proeftuin("import", "proeftuinen.toml", cwd=lessons)
    assert imported.returncode == 0, imported.stderr
    register = read_register(lessons / "data" / "register" / "college-de-horst")
    assert register.sessions.groupby("class")["minutes"].sum().to_dict() == {"h1a": 100, "h4b": 100}
    assert register.absences["session"].tolist() == ["1", "3"]
    for secret in ("Sietske", "Wouda", "Vries", "00071"):
        assert secret not in done.stdout


@pytest.mark.parametrize(
    ("path", "profile"),
    [
        ("vmbo", "magister"),
        ("vmbo/verantwoordingen.csv", "magister"),
        ("vo", "somtoday"),
        ("po/aanwezigheid.xlsx", "dagdelen"),
    ],
)
def test_a_file_that_a_profile_reads_needs_no_questions(path, profile):
    done = wizard(SAMPLE / path, [])
    assert (done.exit_code, done.stderr) == (0, "")
    assert f'profiel = "{profile}"' in done.stdout
    assert f'export = "{path.split("/")[0]}"' in done.stdout


def test_edexml_is_the_roster_of_an_unknown_list(linde):
    (linde / "leerlingen.csv").unlink()
    pupils = "".join(
        f'<leerling key="{key}"><achternaam>{name.split()[1]}</achternaam>'
        f'<jaargroep>5</jaargroep><groep key="g5"/></leerling>'
        for key, name in PUPILS.items()
    )
    (linde / "edex.xml").write_text(
        '<EDEX><groepen><groep key="g5"><naam>5a</naam><jaargroep>5</jaargroep></groep></groepen>'
        f"<leerlingen>{pupils}</leerlingen></EDEX>",
        "utf-8",
    )
    answers = ["", *ABOUT_ABSENCES, "8:30-12:00 13:15-15:15", "", "", "", "", *CODES, *SCHOOL, ""]
    done = wizard(linde / "verzuim 2021-01.csv", answers)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Dat leest proeftuin al, met profiel edexml." in done.stdout
    school = load_project(linde / "proeftuinen.toml").schools["de-linde"]
    assert school.profiles == ["edexml", "de-linde.toml"]


def test_a_list_without_pupils_says_what_is_still_needed(linde):
    answers = ["n", *ABOUT_ABSENCES, "", "8:30-12:00", "", "", "", "", *CODES, *SCHOOL, ""]
    done = wizard(linde / "verzuim 2021-01.csv", answers)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Nog nodig voor een register: een leerlingenlijst." in done.stdout


def test_a_file_that_is_not_there(tmp_path):
    done = proeftuin("import", "--wizard", "weg.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("1 probleem in de invoer.\n\nHet bestand bestaat niet.")


def test_problems_of_the_check_are_told_without_pupils(linde):
    with (linde / "verzuim 2021-01.csv").open("a", encoding="cp1252") as file:
        file.write("10077;Tjalling Okkema;5a;07-01-2021;o;ziek;\n")
    done = proeftuin("import", "--wizard", "verzuim 2021-01.csv", cwd=linde, answers=HALF_DAYS)
    assert done.returncode == 2
    assert "De leerling staat in geen leerlingenlijst." in done.stderr
    assert re.search(r"10077|Okkema|Tjalling", done.stdout + done.stderr) is None
    assert (linde / "de-linde.toml").exists()


def test_import_without_a_project_or_wizard_says_so(tmp_path):
    done = proeftuin("import", cwd=tmp_path)
    assert done.returncode == 2
    assert "Noem een projectbestand" in done.stderr
