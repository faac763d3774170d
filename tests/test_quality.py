"""The checks a reader would otherwise do by hand: public names, layers, and what an import costs."""

import subprocess
import sys
from pathlib import Path

import pytest

import proeftuin

ROOT = Path(__file__).parents[1]
HEAVY = ("pandas", "numpy", "matplotlib", "seaborn", "scipy", "statsmodels", "duckdb", "papermill")


def run(*command):
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("module", ["proeftuin", "proeftuin.cli"])
def test_import_loads_nothing_heavy(module):
    done = run("-X", "importtime", "-c", f"import {module}")
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert module in loaded
    assert loaded.isdisjoint(HEAVY)


def test_every_public_name_loads():
    for name in proeftuin.__all__:
        assert getattr(proeftuin, name) is not None
    assert set(proeftuin.__all__) <= set(dir(proeftuin))


def test_unknown_name_says_so():
    with pytest.raises(AttributeError, match="'piramide'"):
        _ = proeftuin.piramide


def test_modules_stay_small():
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in (ROOT / "src").rglob("*.py")
    }
    assert {name: size for name, size in sizes.items() if size > 320} == {}


LAYERS = ("register", "pyramid", "evaluation", "team", "report", "cli")


def test_imports_only_point_down():
    """`cli → report → team, evaluation → pyramid → register`, and never back."""
    upward = []
    for layer, name in enumerate(LAYERS):
        package = ROOT / "src" / "proeftuin"
        paths = [package / f"{name}.py"] if name == "cli" else (package / name).rglob("*.py")
        for path in paths:
            text = path.read_text("utf-8")
            upward += [
                f"{path.name} imports {above}"
                for above in LAYERS[layer + 1 :]
                if f"proeftuin.{above}" in text
            ]
    assert upward == []
