"""One school's failure is told with its name, what is wrong and the mend; the others go on."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from proeftuin.cli.commands import main
from proeftuin.errors import DamagedError
from proeftuin.register.store import register as store
from proeftuin.register.store import writing
from proeftuin.register.store.register import read_register
from proeftuin.report.making.plan import plan_reports

pytestmark = pytest.mark.slow

SCHOOLS = ("alfa", "beta", "gamma")
ROSTER = (
    "stamnummer;leerjaar;is_onderbouw;schoolsoort_code;stamklas_naam;begindatum;einddatum\n"
    "101;1;J;VMBO;1a;17-08-2020;\n102;1;J;VMBO;1a;17-08-2020;\n"
)
BOOK = "code;omschrijving;soort;reden;geoorloofd\nZ;Ziek;afwezig;ziek;ja\n"
SCHOOL = """
[scholen.{0}]
naam = "School {0}"
sector = "vo"
profiel = "magister"
export = "{0}"
exportdatum = {1}
schooljaren = ["2020-2021"]
"""
FIRST, SECOND = ("2021-02-07", [(1, 11), (2, 1)]), ("2021-02-14", [(2, 1), (2, 8)])


def write_project(folder, export_date, weeks):
    """Write three schools with a lesson on each weekday of some weeks of 2021."""
    days = [f"{day:02}-{month:02}-2021" for month, week in weeks for day in range(week, week + 5)]
    lessons = "".join(f"{n};{day} 08:30;{day} 09:20;1;1;13;7;1a\n" for n, day in enumerate(days))
    marks = "".join(f"{n};101;{day};1;Z\n" for n, day in enumerate(days[::4]))
    for school in SCHOOLS:
        export = folder / school
        export.mkdir(parents=True, exist_ok=True)
        (export / "leerlingen.csv").write_text(ROSTER)
        (export / "agenda.csv").write_text(
            "agendaitem_id;agendaitem_start;agendaitem_einde;lesuurvan;lesuurtm;type;status;klas\n"
            + lessons
        )
        (export / "verantwoordingen.csv").write_text(
            "verantwoording_id;stamnummer;verantwoording_datum;verantwoording_lesuur;"
            "absentiereden_code\n" + marks
        )
        (export / "codeboek.csv").write_text(BOOK)
    path = folder / "proeftuinen.toml"
    path.write_text(
        'naam = "Proef"\n' + "".join(SCHOOL.format(school, export_date) for school in SCHOOLS)
    )
    return path


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Give a command as on the command line; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["proeftuin", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        return left.value.code, told.out, told.err

    return run


@pytest.fixture
def project(tmp_path, run):
    """Three schools, imported with a first export; a second one lies ready."""
    path = write_project(tmp_path, *FIRST)
    assert run("import", path)[0] == 0
    return write_project(tmp_path, *SECOND)


def cut_off(place):
    place.write_bytes(place.read_bytes()[:200])


def nothing(place):
    place.write_bytes(b"")


def other_encoding(place):
    place.write_text(place.read_text("utf-8"), "utf-16")


def changed(**values):
    def change(place):
        place.write_text(json.dumps(json.loads(place.read_text("utf-8")) | values), "utf-8")

    return change


def a_list(place):
    place.write_text("[1, 2]", "utf-8")


def tables_of(place):
    return place.parent / json.loads(place.read_text("utf-8"))["tables"]


def no_tables(place):
    shutil.rmtree(tables_of(place))


def of_table(name, change):
    def spoil(place):
        change(tables_of(place) / f"{name}.parquet")

    return spoil


def one_bit(table):
    data = bytearray(table.read_bytes())
    data[len(data) // 3] ^= 1
    table.write_bytes(data)


SPOILS = {
    "cut off": cut_off,
    "empty": nothing,
    "other encoding": other_encoding,
    "a list": a_list,
    "name is a number": changed(name=7),
    "history is no list": changed(history={"a": 1}),
    "history of texts": changed(history=["x"]),
    "no date": changed(export_date="gisteren"),
    "settings of another kind": changed(settings={"minimum_sessions": "veel"}),
    "no pointer": changed(tables=None),
    "pointer elsewhere": changed(tables="../../beta"),
    "no tables": no_tables,
    "table cut off": of_table("days", cut_off),
    "table empty": of_table("absences", nothing),
    "one bit": of_table("days", one_bit),
    "table gone": of_table("pupils", Path.unlink),
}


def spoil(tmp_path, name, school="beta"):
    SPOILS[name](tmp_path / "data" / "register" / school / "provenance.json")


def content(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.mark.parametrize("name", SPOILS)
def test_a_damaged_register_fails_alone_and_stays_as_it_is(name, project, tmp_path, run):
    spoil(tmp_path, name)
    register = tmp_path / "data" / "register" / "beta"
    before = content(register)
    code, out, err = run("import", project)
    assert code == 1
    assert "beta: 1 probleem in wat proeftuin heeft bewaard." in err
    assert "beta/" in err
    assert "reservekopie" in err
    assert [line.split(":")[0] for line in out.splitlines() if "bewaard in" in line] == [
        "alfa",
        "gamma",
    ]
    assert content(register) == before
    assert read_register(tmp_path / "data" / "register" / "gamma").school_days[-1].day == 12


@pytest.mark.parametrize("name", ["cut off", "no tables", "one bit", "no pointer"])
def test_the_mend_gives_the_same_register_and_keeps_the_damaged_one(name, project, tmp_path, run):
    registers = tmp_path / "data" / "register"
    assert run("import", project)[0] == 0
    whole = read_register(registers / "beta")
    tables = {table: getattr(whole, table) for table in ("pupils", "sessions", "absences", "days")}
    spoil(tmp_path, name)
    damaged = content(registers / "beta")
    # As the message says: the exports that were kept, the oldest first.
    write_project(tmp_path, *FIRST)
    code, _, err = run("import", project, "--only", "beta", "--opnieuw")
    assert code == 0, err
    assert "beta.beschadigd" in err
    write_project(tmp_path, *SECOND)
    assert run("import", project)[0] == 0
    mended = read_register(registers / "beta")
    for table, frame in tables.items():
        assert getattr(mended, table).equals(frame), table
    assert content(registers / "beta.beschadigd") == damaged


@pytest.mark.parametrize("name", ["cut off", "history of texts", "table cut off", "no tables"])
def test_a_dry_run_names_the_damaged_school_and_plans_the_others(name, project, tmp_path, run):
    assert run("import", project)[0] == 0
    spoil(tmp_path, name)
    code, out, err = run("report", project, "--dry-run")
    assert code == 1
    assert "beta" in err
    assert "Het register is beschadigd" in err or "Een tabel van het register ontbreekt" in err
    # These schools are too small for a report; that is said of each, and not of the damaged one.
    assert "alfa: " in out + err
    assert "gamma: " in out + err
    assert "fout in proeftuin zelf" not in err


@pytest.mark.parametrize("name", ["cut off", "no pointer", "table empty"])
@pytest.mark.parametrize("command", ["pyramid", "compare"])
def test_a_command_on_one_register_says_what_is_wrong_with_it(
    command, name, project, tmp_path, run
):
    spoil(tmp_path, name)
    dates = ("--start", "2021-01-11", "--end", "2021-02-05")
    dates += ("--days", "5") if command == "compare" else ()
    code, _, err = run(command, "data/register/beta", *dates)
    assert code == 1
    assert "1 probleem in wat proeftuin heeft bewaard." in err
    assert "beta/" in err


def test_a_damaged_comparison_school_is_named(project, tmp_path, run):
    spoil(tmp_path, "cut off")
    dates = ("--start", "2021-01-11", "--end", "2021-02-05", "--days", "5")
    code, _, err = run("compare", "data/register/alfa", *dates, "--reference", "data/register/beta")
    assert code == 1
    assert "beta/provenance.json" in err


def test_a_register_without_hashes_is_read_and_its_damage_is_told(project, tmp_path):
    folder = tmp_path / "data" / "register" / "beta"
    said = json.loads((folder / "provenance.json").read_text("utf-8"))
    del said["table_hashes"]
    (folder / "provenance.json").write_text(json.dumps(said), "utf-8")
    assert len(read_register(folder).days)
    of_table("days", lambda table: table.write_bytes(table.read_bytes()[:-30]))(
        folder / "provenance.json"
    )
    with pytest.raises(DamagedError, match=r"beta/days\.parquet"):
        read_register(folder).scan_days()


def test_saving_over_a_damaged_register_is_refused(project, tmp_path):
    registers = tmp_path / "data" / "register"
    whole = read_register(registers / "alfa")
    spoil(tmp_path, "cut off")
    before = content(registers / "beta")
    with pytest.raises(DamagedError):
        whole.save(registers / "beta")
    assert content(registers / "beta") == before


@pytest.mark.parametrize("where", ["table", "provenance", "folder"])
def test_a_full_disk_fails_that_school_and_the_others_are_tried(
    where, project, tmp_path, run, monkeypatch
):
    registers = tmp_path / "data" / "register"
    before = content(registers / "beta")
    write_table, replace, mkdir = store._write_table, os.replace, Path.mkdir

    def full(place):
        if "beta" in Path(place).parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(place))

    def table(frame, name, folder):
        full(folder)
        return write_table(frame, name, folder)

    def into(one, other):
        full(other)
        replace(one, other)

    def make(self, *args, **kwargs):
        full(self)
        mkdir(self, *args, **kwargs)

    if where == "table":
        monkeypatch.setattr(store, "_write_table", table)
    elif where == "provenance":
        monkeypatch.setattr(writing.os, "replace", into)
    else:
        monkeypatch.setattr(Path, "mkdir", make)
    code, out, err = run("import", project)
    assert code == 1
    assert "beta: lezen of schrijven lukt niet" in err
    assert "de schijf is vol. Maak ruimte vrij" in err
    assert "alfa: " in out
    assert "gamma: " in out
    assert content(registers / "beta") == before


def test_what_duckdb_says_of_a_full_disk_is_a_full_disk(project, tmp_path):
    register = read_register(tmp_path / "data" / "register" / "alfa")
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "days.parquet").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as raised:
        store._write_table(register.days, "days", folder)
    assert raised.value.errno == errno.ENOSPC


def test_a_file_in_the_place_of_one_schools_folder(tmp_path, run):
    path = write_project(tmp_path, *FIRST)
    (tmp_path / "data" / "register").mkdir(parents=True)
    (tmp_path / "data" / "register" / "beta").write_text("a file")
    code, out, err = run("import", path)
    assert code == 1
    assert "beta: lezen of schrijven lukt niet (beta): er staat een bestand" in err
    assert "alfa: " in out
    assert "gamma: " in out


@pytest.mark.parametrize("command", ["import", "check"])
def test_an_export_that_cannot_be_read_and_a_mistake_of_ours_fail_alone(
    command, project, run, monkeypatch
):
    from proeftuin.register.importing import importer

    list_files = importer.list_files

    def listed(folder):
        if folder.name == "alfa":
            raise PermissionError(errno.EACCES, "Permission denied", str(folder / "agenda.csv"))
        if folder.name == "beta":
            raise KeyError("101")
        return list_files(folder)

    monkeypatch.setattr(importer, "list_files", listed)
    code, out, err = run(command, project)
    assert code == 1
    assert "alfa: lezen of schrijven lukt niet (agenda.csv): u hebt er geen rechten voor" in err
    assert "beta: een fout in proeftuin zelf, niet in uw bestanden: KeyError" in err
    assert "101" not in err
    assert "gamma: " in out


def test_a_report_that_cannot_be_planned_fails_alone(project, tmp_path, run, monkeypatch):
    from proeftuin.register.project.project_file import load_project
    from proeftuin.report.making import plan

    assert run("import", project)[0] == 0

    def hashes(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder / "days.parquet"))

    monkeypatch.setattr(plan, "table_hashes", hashes)
    monkeypatch.setattr(plan, "check_period", lambda *_: None)
    planned = plan_reports(load_project(project), tmp_path)
    assert set(planned.impossible) == set(SCHOOLS)
    assert "geen rechten" in planned.impossible["alfa"]


def test_a_damaged_file_of_evaluations_is_kept_and_told(tmp_path, run):
    sample = Path(__file__).parents[1] / "data" / "sample" / "checklist" / "vmbo-2021-04-15.xlsx"
    kept = tmp_path / "data" / "checklist" / "vmbo.json"
    kept.parent.mkdir(parents=True)
    kept.write_text('{"school": "vmbo", "eval')
    code, _, err = run("checklist", "read", sample, "--school", "vmbo")
    assert code == 1
    assert "vmbo.json" in err
    assert "andere naam" in err
    assert kept.read_text() == '{"school": "vmbo", "eval'
    # As the message says.
    kept.rename(kept.with_name("vmbo-oud.json"))
    assert run("checklist", "read", sample, "--school", "vmbo")[0] == 0


def command_line(*arguments, **options):
    program = [sys.executable, "-c", "from proeftuin.cli.commands import main; main()"]
    return subprocess.Popen([*program, *map(str, arguments)], **options)


@pytest.mark.skipif(os.name == "nt", reason="pipes end in another way")
@pytest.mark.parametrize("both", [False, True])
def test_a_reader_who_leaves_does_not_stop_an_import(both, tmp_path):
    path = write_project(tmp_path, *FIRST)
    errors = subprocess.STDOUT if both else subprocess.PIPE
    with command_line(
        "import", path, cwd=tmp_path, stdout=subprocess.PIPE, stderr=errors
    ) as started:
        assert started.stdout.readline().startswith(b"alfa: ")
        started.stdout.close()
        told = [] if both else started.stderr.read().splitlines()
    # Whoever imports first gets a key, and hears of it.
    told = [line for line in told if not line.startswith(b"Er is een sleutel gemaakt")]
    assert (started.returncode, told) == (0, [])
    for school in SCHOOLS:
        assert read_register(tmp_path / "data" / "register" / school).school == school


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of Unix")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_without_output_an_import_still_reads_every_school(closed, tmp_path):
    path = write_project(tmp_path, *FIRST)
    code = "from proeftuin.cli.commands import main; main()"
    shell = f'"$0" -c "{code}" import "$1" {closed}'
    done = subprocess.run(["sh", "-c", shell, sys.executable, path], cwd=tmp_path, check=False)
    assert done.returncode == 0
    for school in SCHOOLS:
        assert read_register(tmp_path / "data" / "register" / school).school == school


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_does_not_fit_on_the_disk_is_told(tmp_path):
    path = write_project(tmp_path, *FIRST)
    with (
        open("/dev/full", "w") as full,
        command_line("import", path, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE) as started,
    ):
        told = started.stderr.read().decode()
    assert started.returncode == 1
    assert told.splitlines()[-1] == (
        "De uitvoer is niet volledig: lezen of schrijven lukt niet: de schijf is vol. "
        "Maak ruimte vrij en geef het commando opnieuw."
    )
    assert read_register(tmp_path / "data" / "register" / "gamma").school == "gamma"


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of Unix")
def test_a_report_is_made_where_nobody_reads(tmp_path):
    sample = Path(__file__).parents[1] / "data" / "sample" / "proeftuinen.toml"
    code = "from proeftuin.cli.commands import main; main()"
    shell = f'"$0" -c "{code}" report "$1" --only po <&- >&-'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable, sample],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports" / "po" / "schoolrapport.html").exists()
