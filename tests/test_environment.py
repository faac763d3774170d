"""pyproject.toml is the only list; the locks and environment.yml follow it."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"duckdb": "python-duckdb", "matplotlib": "matplotlib-base", "typst": "typst-py"}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = [Requirement(text) for text in sum(EXTRAS.values(), PROJECT["dependencies"])]
WHOLE = "requirements.lock"
SUBSETS = ["requirements/reports.lock", "requirements/lab.lock"]
INSTALLER = "requirements/installer.lock"
# What a kernel does without when nobody types or steps through code in it.
NOT_FOR_REPORTS = {"debugpy", "jedi", "parso"}


def locked(name):
    """The lines of each package in a lock, and what it pins."""
    text = (ROOT / name).read_text("utf-8")
    for block in re.split(r"\n(?=\S)", text.strip()):
        first = block.splitlines()[0].removesuffix("\\").strip()
        yield block.replace("\\", "").split(), Requirement(first)


def needed(*texts):
    """Names of what these requirements bring along here, by what is installed says of itself."""
    found, seen = set(), set()
    waiting = [Requirement(text) for text in texts]
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        found.add(name)
        for extra in {"", *each.extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            inner = [Requirement(text) for text in requires(name) or []]
            waiting += [
                other
                for other in inner
                if not other.marker or other.marker.evaluate({"extra": extra})
            ]
    return found


def names_here(lock):
    """Names of what a lock installs on this very Python and system."""
    pins = [each for _, each in locked(lock) if not each.marker or each.marker.evaluate()]
    return {canonicalize_name(each.name) for each in pins}


def test_environment_yml_has_the_same_packages_and_floors():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    expected = {f"{CONDA_NAMES.get(each.name, each.name)}{each.specifier}" for each in WANTED}
    conda = [each for each in listed if isinstance(each, str)]
    (pip,) = [each["pip"] for each in listed if not isinstance(each, str)]
    assert {*conda, *pip} == expected | {f"python{PROJECT['requires-python']}", "pip"}


def test_lock_satisfies_pyproject():
    versions: dict[str, list[str]] = {}
    for _, each in locked(WHOLE):
        (pin,) = each.specifier
        versions.setdefault(canonicalize_name(each.name), []).append(pin.version)
    for each in WANTED:
        found = versions[canonicalize_name(each.name)]
        assert all(each.specifier.contains(version) for version in found), each


@pytest.mark.parametrize("name", SUBSETS)
def test_a_smaller_lock_is_a_part_of_the_whole(name):
    def files(lock):
        # Not the markers: what else asks for a package may widen them.
        return {
            (each.name, str(each.specifier), *(part for part in lines if "sha256:" in part))
            for lines, each in locked(lock)
        }

    assert 100 < len(files(name)) < len(files(WHOLE))
    assert files(name) - files(WHOLE) == set()


@pytest.fixture
def _as_locked():
    """What is installed brings the same along only in the same versions."""
    here = [each for _, each in locked(WHOLE) if not each.marker or each.marker.evaluate()]
    try:
        is_locked = all(each.specifier.contains(version(each.name)) for each in here)
    except PackageNotFoundError:
        is_locked = False
    if not is_locked:
        pytest.skip("other versions than the locked ones are installed")


@pytest.mark.usefixtures("_as_locked")
def test_reports_lock_is_what_reports_need():
    wanted = needed(*PROJECT["dependencies"], *PYPROJECT["build-system"]["requires"])
    assert wanted >= NOT_FOR_REPORTS
    assert names_here("requirements/reports.lock") == wanted - NOT_FOR_REPORTS


@pytest.mark.usefixtures("_as_locked")
def test_lab_lock_is_what_the_notebooks_need():
    direct = (*PROJECT["dependencies"], *EXTRAS["lab"], *PYPROJECT["build-system"]["requires"])
    assert names_here("requirements/lab.lock") == needed(*direct)


def test_the_code_imports_only_what_reports_install():
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "src").rglob("*.py")]
    imported = {
        name.partition(".")[0]
        for tree in trees
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    } - {*sys.stdlib_module_names, "proeftuin"}
    there = names_here("requirements/reports.lock")
    homes = packages_distributions()
    missing = {
        name
        for name in imported
        if not there & {canonicalize_name(home) for home in homes.get(name, [])}
    }
    assert {"pandas", "ipykernel"} <= imported
    assert missing == set()


def test_a_kernel_runs_without_what_reports_leave_out(tmp_path):
    hidden = f"import sys\nsys.modules |= dict.fromkeys({sorted(NOT_FOR_REPORTS)})\n"
    (tmp_path / "sitecustomize.py").write_text(hidden)
    code = """
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import proeftuin.report.making.kernel_server

cells = [new_code_cell("try:\\n    import jedi\\nexcept ImportError:\\n    print('hidden')")]
book = NotebookClient(new_notebook(cells=cells), timeout=120).execute()
print(book.cells[0].outputs[0].text)
"""
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["hidden"], done.stderr


@pytest.mark.parametrize("name", [WHOLE, *SUBSETS, INSTALLER])
def test_every_locked_version_has_a_hash(name):
    for lines, each in locked(name):
        assert any(line.startswith("--hash=sha256:") for line in lines), each


def test_what_installs_is_pinned_too():
    assert [each.name for _, each in locked(INSTALLER)] == ["uv"]


@pytest.mark.parametrize(
    "name", [WHOLE, *SUBSETS, INSTALLER, "environment.yml", "pyproject.toml", "start.py"]
)
def test_no_addresses(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links", text)


def test_installed_package_declares_what_pyproject_says():
    told = [Requirement(text) for text in requires("proeftuin") or []]
    installed = {canonicalize_name(each.name) for each in told}
    assert {canonicalize_name(each.name) for each in WANTED} <= installed
