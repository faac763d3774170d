"""The wizard as a coach meets it: from a file nobody knows to a register, and nothing told."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from typer.testing import CliRunner

from proeftuin.cli.commands import app
from proeftuin.register.profiles.profile import read_profile
from proeftuin.register.project.project_file import load_project
from proeftuin.register.store.register import read_register

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


@pytest.mark.slow
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


def test_a_name_written_as_a_reason_is_not_shown(linde):
    path = linde / "verzuim 2021-01.csv"
    path.write_text(ABSENCES.replace(";Qx;", ";Sietske ook;"), "cp1252")
    done = wizard(path, HALF_DAYS)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Onbekend: ‘code 2 (niet getoond)’, 1 keer." in done.stdout
    assert [secret for secret in SECRETS if secret in done.output] == []


def test_a_list_with_presence_in_it_is_known_as_such(linde):
    present = "".join(
        f"{pupil};;5a;0{day}-01-2021;o;Aanwezig;\n" for pupil in PUPILS for day in (5, 6, 7)
    )
    (linde / "verzuim 2021-01.csv").write_text(ABSENCES + present, "cp1252")
    place = HALF_DAYS.index("De Linde")
    done = wizard(linde / "verzuim 2021-01.csv", [*HALF_DAYS[:place], "j", *HALF_DAYS[place:]])
    assert (done.exit_code, done.stderr) == (0, "")
    assert read_profile("de-linde.toml", linde).registrations.presence


def test_wrong_answers_are_asked_again(linde):
    answers = ["misschien", *HALF_DAYS[:2], "99", *HALF_DAYS[2:]]
    place = answers.index("8:30-12:00 13:15-15:15")
    answers[place:place] = ["half negen", "12:00-8:30"]
    done = wizard(linde / "verzuim 2021-01.csv", answers)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Antwoord met j of n." in done.stdout
    assert "Typ een nummer van 1 tot en met 7, of 0." in done.stdout
    assert done.stdout.count("Typ tijden als 8:30-12:00 13:15-15:15") == 2


def test_a_project_that_exists_gets_lines_to_paste(linde):
    project = linde.parent / "proeftuinen.toml"
    project.write_bytes((SAMPLE / "proeftuinen.toml").read_bytes())
    done = wizard(linde / "verzuim 2021-01.csv", HALF_DAYS[:-1])
    assert (done.exit_code, done.stderr) == (0, "")
    pasted = done.stdout.split("Zet dit in proeftuinen.toml:")[1].split("Proef:")[0]
    with project.open("a", encoding="utf-8", newline="\n") as file:
        file.write(pasted)
    school = load_project(project).schools["de-linde"]
    assert school.profiles == ["de linde/de-linde.toml"]
    assert proeftuin("import", project, "--only", "de-linde", cwd=linde).returncode == 0


def test_a_zip_file_is_looked_into(linde):
    names = ["verzuim 2021-01.csv", "leerlingen.csv"]
    with ZipFile(linde / "export.zip", "w") as archive:
        for name in names:
            archive.write(linde / name, name)
            (linde / name).unlink()
    # Everything is in the zip file, in order of name: first the pupils.
    answers = [*ABOUT_ROSTER, *ABOUT_ABSENCES, *WEEK, *WEEK_OF_6, *CODES, *SCHOOL, ""]
    done = wizard(linde / "export.zip", answers)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "In orde: 3 leerlingen" in done.stdout


def test_a_folder_has_its_profile_beside_it_and_its_code_book_in_it(linde):
    answers = [*ABOUT_ROSTER, *ABOUT_ABSENCES, *WEEK, *WEEK_OF_6, *CODES, *SCHOOL, ""]
    done = wizard(linde, answers)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "codeboek.csv" in files_in(linde)
    assert (linde.parent / "de-linde.toml").exists()
    assert load_project(linde.parent / "proeftuinen.toml").schools["de-linde"].export == Path(
        "de linde"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leeg.csv", b""),
        ("kapot.xlsx", b"PK\x03\x04 geen werkboek"),
        ("kapot.zip", b"PK\x03\x04 geen zip"),
        ("brief.pdf", b"%PDF-1.7"),
        ("lijst.json", b"[]"),
        ("alleen kop.csv", b"Lln.nr;Dag;Reden\n"),
    ],
)
def test_what_is_no_list_is_told_and_changes_nothing(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    done = proeftuin("import", "--wizard", name, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("1 probleem in de invoer.")
    assert "Traceback" not in done.stderr
    assert files_in(tmp_path) == {name: content}


def test_next_month_a_word_without_a_meaning_stops_the_import(linde):
    assert wizard(linde / "verzuim 2021-01.csv", HALF_DAYS).exit_code == 0
    text = ABSENCES + "10023;Sietske Wouda;5a;07-01-2021;nablijf;ziek;\n"
    (linde / "verzuim 2021-01.csv").rename(linde / "verzuim 2021-02.csv").write_text(text, "cp1252")
    done = proeftuin("import", "proeftuinen.toml", cwd=linde)
    assert done.returncode == 2
    assert "verzuim 2021-02.csv, rij 6, kolom Dagdeel: “nablijf”" in done.stderr
    assert "Verwacht: een van: hd, m, o" in done.stderr


def test_a_code_book_with_a_schools_own_columns_stays_as_it_is(linde):
    book = "code,soort,reden,geoorloofd,omschrijving,notitie\nziek,Afwezig,anders,nee,,van Tom\n"
    (linde / "codeboek.csv").write_text(book, "utf-8")
    done = wizard(linde / "verzuim 2021-01.csv", HALF_DAYS)
    assert done.exit_code != 0
    assert (linde / "codeboek.csv").read_text("utf-8") == book
    assert "Zet erbij:\n\nQx;;afwezig;verlof;ja\nte laat;Te laat;te laat;;\n" in done.stdout


def test_a_code_book_with_mistakes_stops_before_the_questions(linde):
    book = "code;omschrijving;soort;reden;geoorloofd\nziek;;weg;ziek;ja\n"
    (linde / "codeboek.csv").write_text(book, "utf-8")
    done = proeftuin("import", "--wizard", "verzuim 2021-01.csv", cwd=linde)
    assert done.returncode == 2
    assert "Onbekend woord in het codeboek." in done.stderr
    assert done.stdout == ""


def test_every_answer_can_be_taken_back(linde, tmp_path):
    file = linde / "verzuim 2021-01.csv"
    before = set(files_in(linde))
    assert wizard(file, HALF_DAYS).exit_code == 0
    straight = {name: data for name, data in files_in(linde).items() if name not in before}
    for name in straight:
        (linde / name).unlink()
    # After each answer but the last: back, and the same again.
    first, *between, last = HALF_DAYS
    twice = [each for answer in between for each in (answer, "terug", answer)]
    done = wizard(file, [first, "Terug", first, *twice, last])
    assert done.exit_code == 0, done.stdout
    assert done.stdout.count("Terug naar de vorige vraag.") == len(between) + 1
    after = files_in(linde)
    assert {name: after[name] for name in straight} == straight
    assert [secret for secret in SECRETS if secret in done.stdout] == []


def test_a_wrong_answer_is_put_right_by_going_back(linde):
    wrong, right = "8:30-11:00", "8:30-12:00 13:15-15:15"
    place = HALF_DAYS.index(right)
    # What could not be read is no answer: from there too it is one question back.
    back = ["12", "terug", HALF_DAYS[place - 1], wrong, "terug", right]
    answers = [*HALF_DAYS[:place], *back, *HALF_DAYS[place + 1 :]]
    done = wizard(linde / "verzuim 2021-01.csv", answers)
    assert done.exit_code == 0, done.stdout
    assert done.stdout.count("Voor welke groepen eerst?") == 2
    school = load_project(linde / "proeftuinen.toml").schools["de-linde"]
    ends = {(half.session, f"{half.end:%H:%M}") for half in school.week if "5" in half.year_groups}
    assert ends == {("ochtend", "12:00"), ("ochtend", "12:15"), ("middag", "15:15")}


def test_before_the_first_question_is_nothing(linde):
    done = wizard(linde / "verzuim 2021-01.csv", ["terug", *HALF_DAYS])
    assert done.exit_code == 0, done.stdout
    assert "Dit is de eerste vraag." in done.stdout


def test_the_hours_are_shown_before_they_are_written(linde):
    # Group 5: four mornings of 3.5 hours and one of 3.75, afternoons of 2 on Monday, Tuesday and
    # Thursday.
    stopped = wizard(linde / "verzuim 2021-01.csv", HALF_DAYS[:-1])
    assert "Gestopt" in stopped.stderr
    assert "groep 5: 23 uur en 45 minuten per week" in stopped.stdout
    assert "  woensdag   08:30-12:15\n" in stopped.stdout
    assert "  maandag    08:30-12:00 13:15-15:15\n" in stopped.stdout
    shown = stopped.stdout.split("Dit wordt bewaard:")[1]
    assert "De Linde: po, vakantieregio Noord, schooljaar 2020-2021" in shown
    assert "leerlingnummer ‘Lln.nr’" in shown
    assert not (linde / "proeftuinen.toml").exists()


def test_a_guess_in_the_code_book_stays_one(linde):
    book = "code;omschrijving;soort;reden;geoorloofd;nagegaan\nziek;Ziek;afwezig;ziek;ja;nee\n"
    (linde / "codeboek.csv").write_text(book, "utf-8")
    answers = list(HALF_DAYS)
    assert wizard(linde / "verzuim 2021-01.csv", answers).exit_code == 0
    lines = (linde / "codeboek.csv").read_text("utf-8-sig").splitlines()
    assert lines[:2] == book.splitlines()
    # What the wizard asked has been looked at.
    assert sorted(lines[2:]) == ["Qx;;afwezig;verlof;ja;", "te laat;Te laat;te laat;;;"]


def test_a_wrong_hour_of_the_week_is_said_with_its_weekday(linde):
    # Group 6 is free on Fridays, says the week; five rows say it is not.
    more = [
        f"10025;Joris Tamsma;6;{day}-01-2021;m;ziek;\n" for day in ("08", "15", "08", "15", "08")
    ]
    (linde / "verzuim 2021-01.csv").write_text(ABSENCES + "".join(more), "cp1252")
    done = wizard(linde / "verzuim 2021-01.csv", HALF_DAYS)
    assert done.exit_code != 0
    said = str(done.exception)
    first = said.split("\n\n")[1]
    assert "Een dagdeel van de registraties staat niet in de week van de school." in first
    assert "proeftuinen.toml, kolom week: “vrijdag middag”" in first
    assert "op vrijdag heeft 6: geen les" in first
    assert [secret for secret in SECRETS if secret in said] == []
