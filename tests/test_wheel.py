"""The wheel, installed away from the source: a report can be made from an empty folder."""

import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An interpreter that finds the wheel's package, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    asked = [python, "-c", "import site; print(site.getsitepackages()[-1])"]
    place = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    # Folders named here are searched after the wheel's, without what is editable in them.
    (place / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    return python


def run(python, *arguments, cwd):
    return subprocess.run(
        [python, *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_what_commands_run_and_nothing_of_tests(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        notebook = packed.read("proeftuin/notebooks/schoolrapport.ipynb")
    assert notebook == (ROOT / "notebooks" / "schoolrapport.ipynb").read_bytes()
    assert {name.split("/")[0] for name in names} == {"proeftuin", "proeftuin-0.1.0.dist-info"}
    source = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert source <= set(names)


def test_the_wheel_holds_its_licences(wheel):
    with zipfile.ZipFile(wheel) as packed:
        (metadata,) = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        lines = packed.read(metadata).decode().splitlines()
        said = [line.partition(": ")[2] for line in lines if line.startswith("License-File: ")]
        folder = metadata.replace("METADATA", "licenses")
        assert all(packed.read(f"{folder}/{name}") == (ROOT / name).read_bytes() for name in said)
    assert "License-Expression: MIT AND OFL-1.1" in lines
    assert {name.rsplit("/")[-1] for name in said} == {"LICENSE", "NOTICE", "OFL.txt"}


def test_a_report_is_made_from_an_empty_folder(installed, tmp_path):
    asked = run(installed, "-c", "import proeftuin; print(proeftuin.__file__)", cwd=tmp_path)
    assert Path(asked.stdout.strip()).is_relative_to(installed.parents[1])
    export = tmp_path / "export"
    for name in ("po", "checklist"):
        shutil.copytree(SAMPLE / name, export / name)
    shutil.copy(SAMPLE / "proeftuinen.toml", export)
    code = "from proeftuin.cli.commands import main; main()"
    arguments = ("report", "export/proeftuinen.toml", "--only", "po")
    done = run(installed, "-c", code, *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    page = tmp_path / "reports" / "po" / "schoolrapport.html"
    assert "Schoolaanwezigheid" in page.read_text("utf-8")
    again = run(installed, "-c", code, *arguments, cwd=tmp_path)
    assert again.stdout.endswith("(was nog actueel)\n")
