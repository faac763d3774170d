"""start.py installs what a command needs once, adds to it, and has pip where uv does not work."""

import os
import shutil
import sys
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# What is left after an installation that was cut off.
CUT_OFF = 7


class Steps:
    """Stands for what runs: remembers each installation and does none."""

    def __init__(self):
        self.done = []
        self.uv_works = True
        self.pip_works = True

    def succeeds(self, *command, **environment):
        assert command[0] == "uv"
        if self.uv_works:
            self.done.append(("uv", *what(command)))
        return self.uv_works

    def run(self, *command, **environment):
        assert command[0] == "pip"
        if not self.pip_works:
            sys.exit(CUT_OFF)
        self.done.append(("pip", *what(command)))


def what(command):
    """The name of the lock or the project that is installed."""
    assert "--no-deps" in command
    assert ("--require-hashes" in command) != ("--editable" in command)
    return [Path(command[-1]).name] if "-r" in command else ["project"]


@pytest.fixture
def start(tmp_path, monkeypatch):
    shutil.copy(ROOT / "start.py", tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("requirements.lock", "requirements/reports.lock", "requirements/lab.lock"):
        (tmp_path / name).write_text(name)
    (tmp_path / "pyproject.toml").write_text("")
    spec = spec_from_file_location("start", tmp_path / "start.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    steps = module.steps = Steps()
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(module, "succeeds", steps.succeeds)
    monkeypatch.setattr(module, "run", steps.run)

    @contextmanager
    def installers():
        yield ["pip"], "uv"

    monkeypatch.setattr(module, "installers", installers)
    monkeypatch.setattr(module, "uv_settings", lambda pip: {})
    return module


def installed(start, command):
    start.steps.done.clear()
    start.install(command)
    return start.steps.done[:]


def test_the_first_command_installs_only_what_it_needs(start):
    assert installed(start, "reports") == [("uv", "reports.lock"), ("uv", "project")]
    assert start.python(start.ENVIRONMENT).exists()
    assert installed(start, "reports") == []


def test_what_runs_keeps_the_bytecode_that_installing_did_not_make(start, monkeypatch):
    start.install("reports")
    assert not os.environ["PYTHONDONTWRITEBYTECODE"]
    # Also when nothing is left to install.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    start.install("reports")
    assert not os.environ["PYTHONDONTWRITEBYTECODE"]


def test_a_larger_set_is_added_and_a_smaller_one_is_there_already(start):
    start.install("reports")
    assert installed(start, "lab") == [("uv", "lab.lock")]
    assert installed(start, "reports") == []
    assert installed(start, "test") == [("uv", "requirements.lock")]
    assert installed(start, "lab") == []
    assert installed(start, "test") == []


def test_what_is_no_set_of_its_own_gets_everything(start):
    assert installed(start, "lint") == [("uv", "requirements.lock"), ("uv", "project")]
    assert installed(start, "test") == []


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements/reports.lock", "pyproject.toml"]
)
def test_other_versions_make_the_environment_anew(start, name):
    start.install("test")
    left = start.ENVIRONMENT / "left"
    left.touch()
    (start.ROOT / name).write_text("other")
    assert installed(start, "reports") == [("uv", "reports.lock"), ("uv", "project")]
    assert not left.exists()


def test_an_environment_that_was_moved_is_made_anew(start, monkeypatch):
    start.install("reports")
    monkeypatch.setattr(start, "ROOT", start.ROOT / ".." / start.ROOT.name)
    assert installed(start, "reports") == [("uv", "reports.lock"), ("uv", "project")]


def test_pip_installs_where_uv_does_not(start, capsys):
    start.steps.uv_works = False
    assert installed(start, "reports") == [("pip", "reports.lock"), ("pip", "project")]
    assert "With pip" in capsys.readouterr().out
    assert installed(start, "reports") == []
    assert installed(start, "lab") == [("pip", "lab.lock")]


def test_pip_installs_where_there_is_no_uv(start, monkeypatch):
    @contextmanager
    def installers():
        yield ["pip"], None

    monkeypatch.setattr(start, "installers", installers)
    assert installed(start, "reports") == [("pip", "reports.lock"), ("pip", "project")]


def test_what_was_cut_off_is_done_again(start):
    start.steps.uv_works = start.steps.pip_works = False
    with pytest.raises(SystemExit) as left:
        start.install("reports")
    assert left.value.code == CUT_OFF
    start.steps.uv_works = True
    assert installed(start, "reports") == [("uv", "reports.lock"), ("uv", "project")]
    start.steps.uv_works = False
    with pytest.raises(SystemExit):
        start.install("test")
    assert installed(start, "reports") == []
    start.steps.uv_works = True
    assert installed(start, "test") == [("uv", "requirements.lock")]


def test_only_tests_of_large_packages_are_dropped(start):
    start.install("reports")
    (packages,) = start.ENVIRONMENT.glob("[Ll]ib/**/site-packages")
    for name in ("pandas/tests", "pandas/io/tests", "pandas/testing", "nbval/tests"):
        (packages / name).mkdir(parents=True)
        (packages / name / "a.py").touch()
    start.drop_tests()
    left = {path.relative_to(packages).as_posix() for path in packages.rglob("a.py")}
    assert left == {"pandas/testing/a.py", "nbval/tests/a.py"}


PLACES = """
:env:.find-links='wheels more'
global.cert='bundle.pem'
global.extra-index-url='\\nfirst\\nsecond'
global.find-links='other'
global.index-url='mirror'
install.index-url='nearer'
user.password='x=y'
"""


def test_uv_looks_where_pip_is_told_to_look(tmp_path, monkeypatch):
    spec = spec_from_file_location("start", ROOT / "start.py")
    start = module_from_spec(spec)
    spec.loader.exec_module(start)
    for name in start.UV_NAMES.values():
        monkeypatch.delenv(name, raising=False)
    pip = [sys.executable, "-c", f"print({PLACES!r})"]
    settings = {
        "SSL_CERT_FILE": "bundle.pem",
        "UV_DEFAULT_INDEX": "nearer",
        "UV_FIND_LINKS": "wheels,more",
        "UV_INDEX": "first second",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    assert start.uv_settings(pip) == settings
    # What uv itself is told goes first.
    monkeypatch.setenv("UV_DEFAULT_INDEX", "own")
    assert start.uv_settings(pip) == settings | {"UV_DEFAULT_INDEX": "own"}
    assert start.uv_settings([sys.executable, "-c", "raise SystemExit(1)"]) == {}
