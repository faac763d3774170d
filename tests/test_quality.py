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


@pytest.mark.parametrize("module", ["proeftuin", "proeftuin.cli", "proeftuin.cli.commands"])
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
    with pytest.raises(AttributeError, match="piramide"):
        _ = proeftuin.piramide
