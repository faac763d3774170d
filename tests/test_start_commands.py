"""What `start.py` runs for each way of testing; nothing of it is run here."""

import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = ["ruff check .", "ruff format --check .", "mypy", "tools.check_architecture"]


@pytest.fixture
def start():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ran(start, monkeypatch):
    """Return the commands of a call of `start.py`, after `python -m`; some of them may fail."""

    def ran(*arguments, failing=""):
        commands = []

        def run_on(_, __, *words, **environment):
            commands.append(" ".join(map(str, words)))
            return 3 if failing and commands[-1].startswith(failing) else 0

        monkeypatch.setattr(start, "run_on", run_on)
        for name in ("install", "install_programs"):
            monkeypatch.setattr(start, name, lambda *_: None)
        monkeypatch.setattr(start.sys, "argv", ["start.py", *arguments])
        try:
            start.main()
        except SystemExit as left:
            commands.append(left.code)
        return commands

    return ran


def test_ci_gives_the_command_of_the_readme():
    *_, command = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert command in (ROOT / "README.md").read_text("utf-8")
    assert command == "python3 start.py test"


def test_all_is_lint_and_every_place_of_tests(ran):
    *lint, tests, notebooks = ran("test")
    assert lint == ran("lint") == LINT
    places = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    named = [word for word in f"{tests} {notebooks}".split() if (ROOT / word).is_dir()]
    assert named == places["ini_options"]["testpaths"]
    assert "--cov" not in tests
    (measured,) = ran("test", "--coverage")
    assert measured.startswith(tests)
    assert "--cov=proeftuin" in measured
    assert "--cov-fail-under" in measured
    assert "-m not slow" not in tests
    assert "--nbval" in notebooks


def test_all_tests_run_when_one_fails_but_not_when_lint_does(ran):
    assert ran("test", failing="pytest -n auto --dist worksteal")[-2:] == [
        next(command for command in ran("test") if "--nbval" in command),
        3,
    ]
    assert ran("test", failing="ruff") == [*LINT, 3]
    assert ran("lint", failing="mypy") == [*LINT, 3]


def test_fast_leaves_out_what_is_slow_and_nothing_else(ran):
    *_, tests, _ = ran("test")
    (fast,) = ran("test", "--fast")
    assert tests.startswith(fast.removesuffix(" -m not slow"))
    assert ran("test", "--fast", "-x") == [f"{fast} -x"]


def test_other_arguments_go_to_pytest(ran):
    assert ran("test", "tests/pyramid", "-k", "tier") == ["pytest tests/pyramid -k tier"]
