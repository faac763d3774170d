"""Writing reports: whole or not at all, again only when something changed, and never stopped by one."""

import json
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from proeftuin.errors import InputError
from proeftuin.report.formats.documents import FORMATS
from proeftuin.report.making.batch import write_reports

# The kernel reads these from the notebook's own code, so the tests stay fast.
PARAMETERS = new_code_cell(
    'school: str = "vmbo"\nproject: str = ""\nregisters: str = ""\nearlier: str = ""\n'
    'language: str = "nl"',
    metadata={"tags": ["parameters"]},
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory, registers):
    folder = tmp_path_factory.mktemp("een map met spaties")
    for school in ("po", "vergelijking"):
        registers[school].save(folder / "data" / "register" / school)
    return folder


@pytest.fixture
def notebook(tmp_path):
    def make(*cells):
        path = tmp_path / "schoolrapport.ipynb"
        nbformat.write(new_notebook(cells=[PARAMETERS, *cells]), path)
        return path

    return make


def write(project, root, notebook, *schools, **options):
    return write_reports(project, root, schools, progress=False, notebook=notebook, **options)


SHOWN = new_code_cell("from IPython.display import HTML\nHTML(f'<p>{school} in {registers}</p>')")


def test_a_report_is_all_formats_without_folders_of_this_machine(project, root, notebook):
    source = notebook(new_markdown_cell("# Rapport"), SHOWN)
    (made,) = write(project, root, source, "po")
    assert made.state == "made"
    assert not made.failed
    folder = root / "reports" / "po"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["rapport.json", *(f"schoolrapport.{kind}" for kind in sorted(FORMATS))]
    page = made.page.read_text("utf-8")
    assert "<p>po in data/register</p>" in page
    assert "<title>Schoolaanwezigheid – Basisschool De Eikenhorst (synthetisch)</title>" in page
    stamp = json.loads((folder / "rapport.json").read_text("utf-8"))
    assert sorted(stamp["files"]) == names[1:]
    for path in folder.iterdir():
        assert str(root).encode() not in path.read_bytes()
    assert sorted(path.name for path in (root / "reports").iterdir()) == [
        ".werk",
        "index.html",
        "po",
    ]


def test_only_what_is_outdated_is_made_again(project, root, notebook):
    source = notebook(SHOWN)
    assert [r.state for r in write(project, root, source, "vergelijking")] == ["made"]
    (again,) = write(project, root, source, "vergelijking")
    assert again.state == "current"
    assert str(again) == f"vergelijking: {again.page} (was nog actueel)"
    again.page.write_text("half", "utf-8")
    assert [r.state for r in write(project, root, source, "vergelijking")] == ["made"]
    assert [r.state for r in write(project, root, source, "vergelijking", force=True)] == ["made"]
    changed = notebook(SHOWN, new_markdown_cell("Meer."))
    assert [r.state for r in write(project, root, changed, "vergelijking")] == ["made"]


def test_two_runs_give_the_same_files(project, root, notebook):
    source = notebook(SHOWN)
    folder = root / "reports" / "po"
    write(project, root, source, "po", force=True)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    write(project, root, source, "po", force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_a_school_without_a_register_does_not_stop_the_others(project, root, notebook):
    results = write(project, root, notebook(SHOWN), "vo", "po")
    assert [result.failed for result in results] == [True, False]
    assert "Er is geen register" in results[0].reason
    assert str(results[0]).startswith("vo: mislukt: ")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1 / 0", "division by zero (ZeroDivisionError)"),
        (
            "from proeftuin import InputError\n"
            "from proeftuin.errors import Problem\n"
            "raise InputError([Problem('Klas onbekend.')])",
            "1 probleem in de invoer.\n\nKlas onbekend.",
        ),
    ],
)
def test_a_failing_cell_tells_the_heading_and_the_reason(project, root, notebook, code, reason):
    folder = root / "reports" / "po"
    before = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
    source = notebook(new_markdown_cell("## Voor en na"), new_code_cell(code), SHOWN)
    (failed,) = write(project, root, source, "po")
    assert failed.failed
    assert failed.heading == "Voor en na"
    assert failed.reason == reason
    assert "Traceback" not in str(failed)
    after = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
    assert after == before


def test_a_warning_is_not_published(project, root, notebook):
    source = notebook(new_code_cell("import warnings\nwarnings.warn('let op', stacklevel=1)"))
    (failed,) = write(project, root, source, "po")
    assert failed.failed
    assert "waarschuwing" in failed.reason


@pytest.mark.skipif(os.name == "nt", reason="a kernel that exits is noticed otherwise there")
def test_a_dead_kernel_is_told(project, root, notebook):
    (failed,) = write(project, root, notebook(new_code_cell("import os; os._exit(1)")), "po")
    assert failed.reason == "het rekenproces stopte plotseling; was er genoeg geheugen?"


def test_a_period_that_is_too_short_fails_before_a_kernel_starts(project, root, monkeypatch):
    period = project.schools["po"].period.model_copy(update={"days": 60})
    school = project.schools["po"].model_copy(update={"period": period})
    short = project.model_copy(update={"schools": {**project.schools, "po": school}})
    monkeypatch.setattr("proeftuin.report.making.batch.make_report", None)
    (failed,) = write(short, root, None, "po")
    assert "Te weinig schooldagen" in failed.reason


def test_an_unknown_school_stops_everything(project, root):
    with pytest.raises(InputError, match="Onbekende school"):
        write(project, root, None, "abc")


def test_a_team_gets_no_report_that_is_shared(project, root):
    team = project.model_copy(update={"audience": "team"})
    with pytest.raises(InputError, match="niet voor dit publiek"):
        write(team, root, None, "po")


def test_progress_is_on_stderr(project, root, notebook, capsys):
    write_reports(project, root, ["po"], force=True, notebook=notebook(SHOWN))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "1/1" in shown.err


def test_the_stamp_says_what_the_report_follows_from(project, root, notebook):
    write(project, root, notebook(SHOWN), "po", force=True)
    stamp = json.loads((root / "reports" / "po" / "rapport.json").read_text("utf-8"))
    assert {"register", "settings", "notebook", "package", "lock file"} <= set(
        stamp["follows_from"]
    )
    assert stamp["parameters"]["school"] == "po"
