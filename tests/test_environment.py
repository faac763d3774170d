"""pyproject.toml is the only list; the lock and environment.yml follow it."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"duckdb": "python-duckdb", "matplotlib": "matplotlib-base", "typst": "typst-py"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WANTED = [
    Requirement(text)
    for text in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"])
]


def test_environment_yml_has_the_same_packages_and_floors():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    expected = {f"{CONDA_NAMES.get(each.name, each.name)}{each.specifier}" for each in WANTED}
    conda = [each for each in listed if isinstance(each, str)]
    (pip,) = [each["pip"] for each in listed if not isinstance(each, str)]
    assert {*conda, *pip} == expected | {f"python{PROJECT['requires-python']}", "pip"}


def test_lock_satisfies_pyproject():
    pinned = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    versions: dict[str, list[str]] = {}
    for name, version in pinned:
        versions.setdefault(canonicalize_name(name), []).append(version)
    for each in WANTED:
        found = versions[canonicalize_name(each.name)]
        assert all(each.specifier.contains(version) for version in found), each


def test_every_locked_version_has_a_hash():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) > 100
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("name", ["requirements.lock", "environment.yml", "pyproject.toml"])
def test_no_addresses(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"index-url|find-links", text)


def test_installed_package_declares_what_pyproject_says():
    installed = {Requirement(text).name for text in requires("proeftuin") or []}
    assert {each.name for each in WANTED} <= installed
