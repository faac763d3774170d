"""Every mistake a coach can make gives a Dutch message with its place, and nothing is written."""

import pytest

from proeftuin.errors import InputError, Problem
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project


def only(problems):
    (problem,) = problems
    return problem


def test_missing_file(magister):
    del magister.files["agenda.csv"]
    problem = only(magister.problems())
    assert problem.what == "Er ontbreekt een bestand in de export."
    assert "‘agenda*’ of ‘rooster*’" in problem.expected
    assert "leerlingen.csv" in problem.expected


def test_missing_folder(magister):
    magister.project = magister.project.replace('export = "proef"', 'export = "weg"')
    problem = only(magister.problems())
    assert (problem.what, problem.value) == ("De map met de export bestaat niet.", "weg")


def test_missing_columns_of_several_files_at_once(magister):
    magister.replace("verantwoordingen.csv", "absentiereden_code", "code")
    magister.replace("agenda.csv", ";klas", ";groep")
    problems = magister.problems()
    assert {(problem.file, problem.column) for problem in problems} == {
        ("verantwoordingen.csv", "absentiereden_code"),
        ("agenda.csv", "klas"),
    }
    assert all("gevonden: " in problem.expected for problem in problems)


def test_unknown_codes_are_listed_with_counts(magister):
    magister.files["verantwoordingen.csv"] += (
        "7;000101;06-01-2021;1;z\n8;000102;06-01-2021;1;z\n9;000102;05-01-2021;1;QQ\n"
    )
    problems = magister.problems()
    found = [(problem.row, problem.column, problem.value) for problem in problems]
    assert found == [
        (10, "absentiereden_code", "QQ (1 keer)"),
        (8, "absentiereden_code", "z (2 keer)"),
    ]
    assert "code;omschrijving;soort;reden;geoorloofd" in problems[0].mend


@pytest.mark.parametrize(
    ("row", "what", "column", "value"),
    [
        ("7;000101;05-09-2021;1;Z", "De datum valt buiten het schooljaar.", "verantwoording_datum", "05-09-2021"),
        ("7;000101;31-02-2021;1;Z", "Geen geldige datum.", "verantwoording_datum", "31-02-2021"),
        ("7;000101;2021-13-05;1;Z", "Geen geldige datum.", "verantwoording_datum", "2021-13-05"),
        ("7;999999;05-01-2021;1;Z", "De leerling staat in geen leerlingenlijst.", "stamnummer", "••••"),
        ("7;000102;07-01-2021;1;Z", "De leerling was op deze dag niet ingeschreven.", "verantwoording_datum", "07-01-2021"),
        ("7;000101;22-02-2021;1;Z", "Op deze dag was er geen les: een vakantie of vrije dag.", "verantwoording_datum", "22-02-2021"),
        ("7;000101;06-01-2021;2;Z", "De les is vervallen.", "verantwoording_lesuur", "2"),
        ("7;000101;06-01-2021;7;Z", "De les staat niet in het rooster van de klas.", "verantwoording_lesuur", "7"),
        ("7;;06-01-2021;1;Z", "Een cel is leeg.", "stamnummer", ""),
        ("7;000101;06-01-2021;1;Z;extra", "Een rij heeft meer velden dan de kop.", "", ""),
    ],
)  # fmt: skip
def test_bad_registration(magister, row, what, column, value):
    magister.files["verantwoordingen.csv"] += f"{row}\n"
    problem = only(magister.problems())
    assert (problem.file, problem.row) == ("verantwoordingen.csv", 8)
    assert (problem.what, problem.column, problem.value) == (what, column, value)
    assert problem.mend or problem.expected


def test_all_problems_of_a_file_together(magister):
    magister.files["verantwoordingen.csv"] += (
        "7;999999;05-01-2021;1;Z\n8;000101;06-01-2021;2;Z\n9;000101;06-01-2021;1;QQ\n"
        "10;000101;05-13-2021;1;Z\n"
    )
    magister.files["leerlingen.csv"] += "000104;Ties;2;X;VMBO;1a;17-08-2020;\n"
    magister.files["agenda.csv"] += "9;08-01-2021 10:00;08-01-2021 09:00;1;1;13;7;1a\n"
    what = {problem.what for problem in magister.problems()}
    assert "Onbekende waarde." in what
    assert "De les eindigt niet na het begin." in what
    assert "Onbekende code: zij staat niet in het codeboek." in what
    magister.replace("agenda.csv", "9;08-01-2021 10:00;08-01-2021 09:00;1;1;13;7;1a\n", "")
    what = {(problem.what, problem.row) for problem in magister.problems()}
    assert what == {
        ("Onbekende waarde.", 5),
        ("Onbekende code: zij staat niet in het codeboek.", 10),
        ("De leerling staat in geen leerlingenlijst.", 8),
        ("De les is vervallen.", 9),
        ("Geen geldige datum.", 11),
    }


@pytest.mark.parametrize("content", ["", "\n", "a;b;c", LEEG := "kop\n"])
def test_empty_file(magister, content):
    name = "verantwoordingen.csv"
    header = magister.files[name].split("\n", 1)[0]
    magister.files[name] = header + "\n" if content == LEEG else content
    what = {problem.what for problem in magister.problems()}
    assert what in ({"Het bestand is leeg."}, {"Er ontbreekt een kolom."})


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode("utf-16-le"), id="utf-16 without its mark"),
        pytest.param(lambda text: text.encode() + b"\x81\x8d\n", id="binary"),
    ],
)
def test_wrong_encoding(magister, encode):
    magister.files["leerlingen.csv"] = encode(magister.files["leerlingen.csv"])
    problem = only(magister.problems())
    assert problem.what.startswith("De tekst van het bestand is niet te lezen")
    assert "CSV UTF-8" in problem.mend


def test_broken_zip(magister):
    magister.files["extra.zip"] = b"PK\x03\x04 geen zip"
    assert only(magister.problems()).what == "Het zip-bestand kan niet worden geopend."


def test_overlapping_enrolments(magister):
    magister.files["leerlingen.csv"] += "000101;Zoë;3;N;VMBO;3b;01-02-2021;\n"
    problem = only(magister.problems())
    assert problem.what == "Een leerling staat op hetzelfde moment in twee klassen."
    assert problem.row == 5


def test_class_without_lessons(magister):
    magister.files["leerlingen.csv"] += "000104;Ties;3;N;VMBO;3c;17-08-2020;\n"
    assert only(magister.problems()).value == "3c"


def test_code_book_words(magister):
    magister.files["codeboek.csv"] += (
        "X;?;weg;ziek;ja\nZ;dubbel;afwezig;ziek;ja\nY;?;afwezig;griep;\n"
    )
    found = {(problem.row, problem.column, problem.value) for problem in magister.problems()}
    assert found == {
        (9, "soort", "weg"),
        (2, "code", "Z"),
        (10, "code", "Z"),
        (11, "reden", "griep"),
        (11, "geoorloofd", ""),
    }


def test_report_that_ends_before_it_begins(somtoday):
    somtoday.replace("absentiemeldingen.csv", "2021-03-26T10:10", "2021-03-26T07:10")
    problem = only(somtoday.problems())
    assert (problem.what, problem.row) == ("De melding eindigt voor zij begint.", 2)


@pytest.mark.parametrize(
    ("old", "new", "what", "value", "expected"),
    [
        ("2021-07-16", '"16-07-2021"', "waarde", "16-07-2021", "datum als 2021-01-05"),
        ('sector = "vo"', 'sector = "vmbo"', "waarde", "vmbo", "een van: po, vo"),
        ('sector = "vo"', "", "ontbreekt", "", ""),
        ('naam = "Proefschool"', 'nam = "Proefschool"', "Onbekende", "", "‘naam’"),
        ('["2020-2021"]', '["2021"]', "waarde", "2021", "schooljaar als 2020-2021"),
        ('"magister"', '"magistr"', "waarde", "magistr", "magister"),
        ('sector = "vo"', 'sector = "vo"\nbrin = "9A"', "waarde", "9A", "BRIN"),
        ('sector = "vo"', 'sector = "vo"\nminimum = 0', "waarde", "0", "ten minste 1"),
        ('sector = "vo"', 'sector = "vo"\nvergelijkingsscholen = ["x"]', "school", "x", "proef"),
        ('sector = "vo"', "sector = vo", "geen geldig TOML", "", ""),
        (
            'sector = "vo"',
            'sector = "vo"\nperiode = {begin = 2021-03-19, eind = 2021-01-05}',
            "waarde",
            "",
            "na ‘begin’",
        ),
    ],
)
def test_project_file(magister, old, new, what, value, expected):
    magister.project = magister.project.replace(old, new)
    path = magister.write()
    with pytest.raises(InputError) as raised:
        load_project(path)
    texts = [
        f"{problem.what} {problem.where()} {problem.expected}" for problem in raised.value.problems
    ]
    assert any(what in text and value in text and expected in text for text in texts), texts
    assert all(problem.file == "proeftuinen.toml" for problem in raised.value.problems)
    assert raised.value.problems[0].row or what == "geen geldig TOML"


def test_project_file_reports_all_mistakes(magister):
    magister.project = magister.project.replace('"vo"', '"mbo"').replace("naam = ", "nam = ")
    with pytest.raises(InputError) as raised:
        load_project(magister.write())
    assert len(raised.value.problems) == 5


def test_missing_project_file(tmp_path):
    with pytest.raises(InputError, match="Het projectbestand bestaat niet"):
        load_project(tmp_path / "weg.toml")


def test_unknown_school(magister):
    with pytest.raises(InputError, match="Onbekende school"):
        load_project(magister.write()).select(["elders"])


def test_nothing_is_written(magister, tmp_path):
    magister.files["verantwoordingen.csv"] += "7;999999;05-01-2021;1;Z\n"
    project = load_project(magister.write())
    before = sorted(path for path in tmp_path.rglob("*"))
    with pytest.raises(InputError):
        import_school(project, "proef")
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_timetable_without_a_lesson(magister):
    magister.files["agenda.csv"] = magister.files["agenda.csv"].replace(";13;", ";6;")
    problem = only(magister.problems())
    assert problem.what == "In het rooster staat geen enkele les."
    assert (problem.file, problem.expected) == ("agenda.csv", "type = 13")
    assert (problem.column, problem.value) == ("type", "6 (7 keer), 7 (1 keer)")
    assert "keep" in problem.mend


def test_an_unknown_code_stands_in_the_column_as_the_file_calls_it(magister):
    magister.files["verantwoordingen.csv"] += "7;000101;12-01-2021;1;QQ\n"
    problem = only(magister.problems())
    header = magister.files["verantwoordingen.csv"].split("\n")[0].split(";")
    assert problem.value == "QQ (1 keer)"
    assert problem.column in header


def test_a_problem_without_a_place_begins_with_its_value():
    assert Problem("Onbekende school.", value="elders").where() == "“elders”"
    assert Problem("Onbekende school.").where() == ""
