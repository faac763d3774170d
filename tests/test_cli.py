"""The command line as a coach and a script meet it: texts, files and exit codes."""

import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def proeftuin(*arguments, cwd):
    program = Path(sys.executable).with_name("proeftuin")
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a space in its name, where the VMBO school and its comparison are imported."""
    root = tmp_path_factory.mktemp("a b")
    done = proeftuin(
        *("import", SAMPLE / "proeftuinen.toml", "--only", "vmbo", "--only", "vergelijking"),
        cwd=root,
    )
    assert done.returncode == 0, done.stderr
    assert "367 leerlingen, 201 schooldagen" in done.stdout
    return root


@pytest.fixture
def spoilt(tmp_path):
    """A copy of the sample in which one school has a mistake."""
    shutil.copytree(SAMPLE, tmp_path / "sample")
    path = tmp_path / "sample" / "vmbo" / "verantwoordingen.csv"
    with path.open("a", encoding="cp1252", newline="") as file:
        file.write("1;999999;05-01-2021;1;Z;05-01-2021;\r\n")
    return tmp_path


@pytest.mark.parametrize("command", ["import", "check", "pyramid", "compare", "report", "simulate"])
def test_help_shows_an_example(command, tmp_path):
    done = proeftuin(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"Voorbeeld: proeftuin {command} " in done.stdout


def test_import_says_where_the_register_is_and_warns_of_a_second(tmp_path):
    shutil.copytree(SAMPLE, beside := tmp_path / "proef")
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    command = ("import", beside / "proeftuinen.toml", "--only", "vergelijking")
    ours = beside.resolve() / "data" / "register" / "vergelijking"
    first = proeftuin(*command, cwd=beside)
    assert f"bewaard in {ours}" in first.stdout
    assert "Let op" not in first.stderr
    second = proeftuin(*command, cwd=elsewhere)
    assert second.returncode == 0
    assert f"al een register in {ours}" in second.stderr
    assert f'--root "{beside.resolve()}"' in second.stderr
    # A second that is there already was chosen, and --root finds the first.
    assert "Let op" not in proeftuin(*command, cwd=elsewhere).stderr
    assert "Let op" not in proeftuin(*command, "--root", beside, cwd=tmp_path).stderr
    assert not (tmp_path / "data").exists()


def test_import_writes_registers(folder):
    written = (folder / "data" / "register" / "vmbo").rglob("*.*")
    assert sorted(path.name for path in written) == [
        ".lock",
        "absences.parquet",
        "days.parquet",
        "provenance.json",
        "pupils.parquet",
        "sessions.parquet",
    ]


def test_check_writes_nothing(tmp_path):
    done = proeftuin("check", SAMPLE / "proeftuinen.toml", "--only", "po", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("po: gecontroleerd. 215 leerlingen, 197 schooldagen")
    assert "24 dagdelen zonder registratie" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_compare_prints_the_figures_of_the_slide(folder):
    register = folder / "data" / "register"
    done = proeftuin(
        *("compare", register / "vmbo", "--start", "2021-01-05", "--end", "2021-03-19"),
        *("--reference", register / "vergelijking"),
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    for figure in ("344", "+9,0", "−4,7", "−4,4", "+31", "−16", "−15"):
        assert figure in done.stdout
    assert "effect" not in done.stdout


def test_pyramid_of_a_period_by_class(folder):
    done = proeftuin(
        *("pyramid", "data/register/vmbo", "--start", "2021-02-15", "--end", "19-03-2021"),
        *("--by", "class"),
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    assert "Aanhoudend verzuim" in done.stdout
    assert "1a" in done.stdout


def test_pyramid_of_every_month(folder):
    done = proeftuin("pyramid", "data/register/vmbo", "--measure", "sessions", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("VMBO De Waterlinde") == 12


@pytest.mark.parametrize("by", [[], ["--by", "class"], ["--by", "stage"]])
@pytest.mark.parametrize("month", [("2022-01-01", "2022-01-31"), ("2021-07-20", "2021-08-10")])
def test_pyramid_of_a_period_without_school_days_says_so(month, by, folder):
    span = ("--start", month[0], "--end", month[1])
    done = proeftuin("pyramid", "data/register/vmbo", *span, *by, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    said = (
        "In deze periode staan geen schooldagen in het register (17 augustus 2020 t/m 9 juli 2021)."
    )
    assert said in done.stdout


def test_wrong_input_gives_2_and_keeps_the_others(spoilt):
    done = proeftuin(
        *("import", "sample/proeftuinen.toml", "--only", "vmbo", "--only", "po"), cwd=spoilt
    )
    assert done.returncode == 2
    assert "vmbo: 1 probleem in de invoer." in done.stderr
    assert "verantwoordingen.csv, rij" in done.stderr
    assert "“••••”" in done.stderr
    assert "999999" not in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in (spoilt / "data" / "register").iterdir()] == ["po"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "weg.toml"], "Het projectbestand bestaat niet."),
        (["check", str(SAMPLE / "proeftuinen.toml"), "--only", "x"], "Onbekende school."),
        (["pyramid", "weg"], "Er is geen register in deze map."),
        (
            ["compare", "data/register/vmbo", "--start", "2021-01-05", "--end", "2021-01-20"],
            "schooldagen",
        ),
        (["pyramid", "data/register/vmbo", "--scheme", "X"], "Onbekende indeling"),
        (["pyramid", "data/register/vmbo", "--start", "2021-01-05"], "--end"),
        (
            ["pyramid", "data/register/vmbo", "--start", "2021-03-01", "--end", "2021-01-31"],
            "ligt na --end",
        ),
        (
            ["compare", "data/register/vmbo", "--start", "2021-03-01", "--end", "2021-01-31"],
            "ligt na --end",
        ),
        (
            ["compare", "data/register/vmbo", "--start", "2022-01-01", "--end", "2022-03-31"],
            "0 schooldagen van 1 januari 2022 t/m 31 maart 2022",
        ),
    ],
)
def test_mistakes_give_2_without_a_traceback(arguments, message, folder):
    done = proeftuin(*arguments, cwd=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_checklist_is_made_filled_in_and_kept(tmp_path):
    filled_in = SAMPLE / "checklist" / "vmbo-2021-04-15.xlsx"
    made = proeftuin("checklist", "new", "form.xlsx", "--earlier", filled_in, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    project = ("--project", SAMPLE / "proeftuinen.toml", "--school", "po")
    assert proeftuin("checklist", "new", "po.xlsx", *project, cwd=tmp_path).returncode == 0
    front = openpyxl.load_workbook(tmp_path / "po.xlsx").worksheets[0]
    assert "De Eikenhorst" in str([cell.value for row in front for cell in row])
    again = proeftuin("checklist", "new", "form.xlsx", cwd=tmp_path)
    assert again.returncode == 2
    read = ("checklist", "read", filled_in, "--school", "vmbo")
    assert "is bewaard" in proeftuin(*read, cwd=tmp_path).stdout
    assert "niets veranderd" in proeftuin(*read, "--date", "15-04-2021", cwd=tmp_path).stdout
    assert (tmp_path / "data" / "checklist" / "vmbo.json").exists()
    empty = proeftuin("checklist", "read", "form.xlsx", "--school", "vmbo", cwd=tmp_path)
    assert empty.returncode == 2
    assert "geen datum van invullen" in empty.stderr


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_form_with_mistakes_is_told_before_any_report(command, tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "sample")
    (tmp_path / "sample" / "checklist" / "po-2021-10-07.xlsx").write_text("geen werkboek")
    done = proeftuin(command, "sample/proeftuinen.toml", "--only", "po", cwd=tmp_path)
    assert done.returncode == 2
    assert "po-2021-10-07.xlsx" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("command", ["new", "read"])
def test_checklist_help_shows_an_example(command, tmp_path):
    done = proeftuin("checklist", command, "--help", cwd=tmp_path)
    assert f"Voorbeeld: proeftuin checklist {command} " in done.stdout


def test_report_of_a_school_goes_on_when_another_is_wrong(spoilt):
    arguments = ("report", "sample/proeftuinen.toml", "--only", "vmbo", "--only", "po")
    done = proeftuin(*arguments, cwd=spoilt)
    assert done.returncode == 2
    assert "vmbo: geen rapport, want vmbo is niet ingelezen." in done.stderr
    assert (spoilt / "reports" / "po" / "schoolrapport.html").exists()
    assert sorted(path.name for path in (spoilt / "reports").iterdir()) == [
        ".werk",
        "index.html",
        "po",
    ]
    assert proeftuin(*arguments[:2], "--only", "po", cwd=spoilt).stdout.endswith(
        "schoolrapport.html (was nog actueel)\n"
    )


def test_output_that_cannot_be_written_gives_1(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should come")
    done = proeftuin("import", SAMPLE / "proeftuinen.toml", "--only", "po", cwd=tmp_path)
    assert done.returncode == 1
    assert "po: lezen of schrijven lukt niet (data): er staat een bestand" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_register_grows_and_tells_what_changed(tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "sample")
    path = tmp_path / "sample" / "vmbo" / "verantwoordingen.csv"
    header, *rows = path.read_bytes().splitlines(keepends=True)
    arguments = ("import", "sample/proeftuinen.toml", "--only", "vmbo")

    def imported(chosen, *options):
        path.write_bytes(header + b"".join(chosen))
        done = proeftuin(*arguments, *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[1:]

    of_march, of_april = (
        [row for row in rows if row.split(b";")[2].endswith(month)]
        for month in (b"-03-2021", b"-04-2021")
    )
    assert imported(of_march) == []
    assert imported(of_april)[1:] == ["  nieuw: april 2021"]
    assert imported(of_april) == []
    sick = [row for row in of_march if row.split(b";")[4] == b"Z"]
    counts, changed = imported([row for row in of_march if row not in set(sick[:500])])
    assert counts.endswith("0 registraties erbij, 0 vervangen en 500 weg")
    assert changed.startswith("  maart 2021: Tier 1 ")
    (april_gone,) = [line for line in imported(of_march, "--opnieuw") if "april" in line]
    assert "zonder tier" in april_gone


@pytest.mark.parametrize("command", ["import", "report"])
def test_a_key_among_the_output_stops_before_anything_is_written(command, tmp_path, monkeypatch):
    monkeypatch.setenv("PROEFTUIN_KEY", str(tmp_path / "out" / "reports" / "sleutel"))
    done = proeftuin(
        *(command, SAMPLE / "proeftuinen.toml", "--only", "po", "--root", tmp_path / "out"),
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "Een geheim bestand ligt in de map van het project of van de uitvoer" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
