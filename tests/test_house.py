"""The package is built as ARCHITECTURE.md and pyproject.toml say, and it shows when it is not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from check_architecture import (
    page_faults,
    place_faults,
    private_faults,
    size_faults,
    top_folders,
)

ROOT = Path(__file__).parents[1]
TOOL = Path("tools", "check_architecture.py")


@pytest.fixture
def checkout(tmp_path):
    """A copy of what is checked, to break."""
    for name in ("src", "tools"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.ttf")
        )
    for name in ("ARCHITECTURE.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def contracts(root):
    """Check only the imports, in a process of its own: the package is found once per process."""
    code = (
        "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, encoding="utf-8"
    )


def append(path, text):
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_the_house_is_in_order():
    done = subprocess.run(
        [sys.executable, TOOL], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        pytest.param(
            "register/project/calendar.py",
            "from proeftuin.pyramid.counting import tiers",
            "Imports only point down",
            id="a lower folder imports a higher one",
        ),
        pytest.param(
            "report/making/plan.py",
            "def _later():\n    from proeftuin.cli import commands",
            "Imports only point down",
            id="inside a function too",
        ),
        pytest.param(
            "register/store/tables.py",
            "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from proeftuin.register.importing import importer",
            "Imports only point down in register",
            id="a type too",
        ),
        pytest.param(
            "pyramid/counting/tiers.py",
            "from proeftuin.pyramid import pyramid",
            "No circle, of folders or of modules",
            id="a folder and the modules over it",
        ),
        pytest.param(
            "text/words.py",
            "from proeftuin.text import language\n",
            None,
            id="nothing wrong",
        ),
        pytest.param(
            "report/blocks/school/change.py",
            "from proeftuin.report.numbers import registers",
            "Blocks see what may be shown, not what was counted",
            id="a block takes the exact numbers",
        ),
    ],
)
def test_an_import_that_may_not_be_is_seen(checkout, module, line, broken):
    append(checkout / "src" / "proeftuin" / module, f"\n{line}\n")
    done = contracts(checkout)
    assert (done.returncode != 0) == (broken is not None), done.stdout
    assert broken is None or f"{broken} BROKEN" in done.stdout


def test_a_new_folder_needs_a_place_among_the_layers(checkout):
    folder = checkout / "src" / "proeftuin" / "register" / "cellar"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    done = contracts(checkout)
    assert done.returncode != 0
    assert "cellar" in done.stdout


def test_the_page_follows_the_folders(checkout):
    top = top_folders(ROOT)
    for name in top:
        (checkout / name).mkdir(exist_ok=True)
    assert page_faults(checkout, top) == []
    package = checkout / "src" / "proeftuin"
    (package / "pyramid" / "attic").mkdir()
    (package / "pyramid" / "attic" / "__init__.py").write_text("")
    (package / "text" / "__init__.py").write_text('"""Something else."""')
    (package / "pyramid" / "counting" / "goals.py").unlink()
    shutil.rmtree(package / "team" / "form")
    assert page_faults(checkout, {*top, "sheds/"}) == [
        "ARCHITECTURE.md has no row for `pyramid/attic/`",
        "ARCHITECTURE.md has no row for `sheds/`",
        "ARCHITECTURE.md says of `text/` other words than its docstring: Something else.",
        "ARCHITECTURE.md names `pyramid/counting/goals.py`, which is not there",
        "ARCHITECTURE.md names `team/form/`, which is not there",
    ]


def test_a_recipe_names_only_files_that_are_there(tmp_path):
    (tmp_path / "src" / "proeftuin" / "bed").mkdir(parents=True)
    (tmp_path / "src" / "proeftuin" / "bed" / "sheet.py").write_text("")
    (tmp_path / "PAGE.md").write_text("`bed/sheet.py`, `bed/NAME.py`, `bed/NAME.toml`, `a/b.py`")
    assert place_faults(tmp_path, "PAGE.md") == [
        "PAGE.md names `a/b.py`, which is not there",
        "PAGE.md names `bed/NAME.toml`, which is not there",
    ]


@pytest.fixture
def room(tmp_path):
    """A folder of a package in which nothing is wrong."""
    folder = tmp_path / "src" / "proeftuin" / "room"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "bed.py").write_text("from proeftuin.text.language import _\n")
    return folder


def test_folders_and_modules_stay_small(room, tmp_path):
    assert size_faults(tmp_path) == []
    for number in range(12):
        (room / f"chair_{number}.py").write_text("")
    (room / "bed.py").write_text("# a line\n" * 351)
    assert size_faults(tmp_path) == [
        "src/proeftuin/room/bed.py has 351 lines, more than 350",
        "src/proeftuin/room has 13 modules, more than 12",
    ]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("from proeftuin.text.words import _PLURALS", "proeftuin.text.words._PLURALS"),
        ("from proeftuin.text import words as w\nw._plural()", "proeftuin.text.words._plural"),
        ("import openpyxl.worksheet._reader", "openpyxl.worksheet._reader"),
        ("from openpyxl.worksheet._reader import X", "openpyxl.worksheet._reader.X"),
    ],
)
def test_a_private_name_stays_in_its_module(room, tmp_path, line, named):
    assert private_faults(tmp_path) == []
    append(room / "bed.py", f"\n{line}\n")
    (fault,) = private_faults(tmp_path)
    assert fault.startswith("room/bed.py, line ")
    assert fault.endswith(f" uses {named}, which is private")
