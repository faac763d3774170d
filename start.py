"""The door: `python3 start.py COMMAND`, with only Python 3.11 and git.

Makes the environment in `.venv` the first time, and again when the locked versions change; then
does what was asked. Standard library only: nothing else is there yet when it runs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
LOWEST = ROOT / ".venv-lowest"
LOCK = ROOT / "requirements.lock"
STAMP = ENVIRONMENT / "stamp"
USAGE = """usage: python3 start.py COMMAND [ARGUMENTS]

  reports   write the reports of the sample schools under reports/
  test      pass lint and all tests: pytest, doctests and notebooks
            --fast: for the working day, without lint and what is marked slow
            other arguments go to pytest
  lint      check style, format and types: ruff and mypy
  lab       open the notebooks in JupyterLab
  lock      renew requirements.lock from pyproject.toml
  lowest    pass the tests on the lowest versions that pyproject.toml allows, in .venv-lowest"""

LINT = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]
# One worker a core: the workers themselves must not each start a pool of threads. Who is done takes
# over tests of who is not; only the cells of a notebook must stay together.
TESTS = ["-n", "auto", "--dist", "worksteal", "--doctest-modules", "src", "tests"]
NOTEBOOKS = ["-n", "auto", "--dist", "loadfile", "--nbval", "notebooks"]
FAST = ["-m", "not slow"]
# Programs that some tests need, and the packages of Debian that they come in.
PROGRAMS = {
    "chromium": ["chromium"],
    "soffice": ["libreoffice-calc", "python3-uno"],
    "java": ["default-jre-headless"],
}
# `lowest` leaves out the notebooks, which keep outputs of the locked versions; and what was
# deprecated after the lowest ones no longer counts.
LOWEST_WARNINGS = ["-W", "default::DeprecationWarning", "-W", "default::PendingDeprecationWarning"]
COVERAGE = ["--cov=proeftuin", "--cov-report=term", "--cov-fail-under=96"]


def run(*command: object, **environment: str) -> None:
    """Run a command in the root of the project; leave with its exit code when it fails."""
    if failed := run_on(*command, **environment):
        sys.exit(failed)


def run_on(*command: object, **environment: str) -> int:
    """Run a command in the root of the project; return its exit code."""
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=ROOT, env=os.environ | environment).returncode


def python(folder: Path) -> Path:
    """Return the interpreter of the environment in `folder`."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment(folder: Path) -> None:
    """Make an empty virtual environment with pip."""
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("Python misses venv. On Debian or Ubuntu: apt install python3-venv")


def install() -> None:
    """Install the locked versions, unless this very environment already holds them."""
    # The folder is part of the stamp: an environment holds absolute paths and cannot be moved.
    wanted = hashlib.sha256(
        LOCK.read_bytes()
        + (ROOT / "pyproject.toml").read_bytes()
        + f"{ROOT} {sys.version}".encode()
    ).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Making the environment in .venv: once, some minutes.", flush=True)
    make_environment(ENVIRONMENT)
    pip = [python(ENVIRONMENT), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    # The lock is complete; left to resolve, older pips reach past a pin for a package with extras.
    run(*pip, "--no-deps", "--require-hashes", "-r", LOCK)
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text(wanted)


def install_programs() -> None:
    """Install what the tests need beside Python, as root on Debian or Ubuntu.

    Elsewhere, and without a network, the tests that need it are skipped.
    """
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not missing or not is_root or not shutil.which("apt-get"):
        return
    print(f"Installing what tests need, with apt-get: {', '.join(missing)}.", flush=True)
    # A new machine has no list of packages yet.
    apt_get("update")
    if failed := [name for name in missing if apt_get("install", *PROGRAMS[name])]:
        print(f"Not installed, so that tests are skipped: {', '.join(failed)}.", flush=True)


def apt_get(*arguments: str) -> int:
    """Run apt-get without a question or a word; return its exit code."""
    limits = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=30"]
    return subprocess.run(
        ["apt-get", "--yes", "--no-install-recommends", *limits, *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        capture_output=True,
    ).returncode


def install_lowest() -> None:
    """Install the lowest direct versions that are allowed, and the newest of what those need."""
    stamp = LOWEST / "stamp"
    text = (ROOT / "pyproject.toml").read_bytes() + f"{ROOT} {sys.version}".encode()
    wanted = hashlib.sha256(text).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Making the environment in .venv-lowest.", flush=True)
    make_environment(LOWEST)
    install = ["pip", "install", "--quiet", "--python", python(LOWEST)]
    with uv() as program:
        lowest = ["--resolution", "lowest-direct", "--compile-bytecode"]
        run(program, *install, *lowest, "-r", "pyproject.toml", "--extra", "test")
        run(program, *install, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted)


@contextmanager
def uv() -> Iterator[str]:
    """Give uv, in an environment of its own for as long as it is used."""
    with tempfile.TemporaryDirectory() as folder:
        make_environment(Path(folder))
        run(python(Path(folder)), "-m", "pip", "install", "--quiet", "uv")
        found = shutil.which("uv", path=str(python(Path(folder)).parent))
        if found is None:
            sys.exit("uv was installed but is not there.")
        # Or it would fetch a Python of its own.
        os.environ["UV_PYTHON_DOWNLOADS"] = "never"
        yield found


def renew_lock() -> None:
    """Resolve pyproject.toml for every platform; hashes, no addresses."""
    with uv() as program:
        run(
            *(program, "pip", "compile"),
            *("--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"),
            *("--no-annotate", "--python-version", "3.11", "--extra", "test", "--upgrade"),
            *("pyproject.toml", "--quiet", "--output-file", LOCK),
        )


def lint() -> None:
    """Check everything before leaving with the first exit code that is not zero."""
    run_all([[python(ENVIRONMENT), "-m", *words] for words in LINT])


def test(arguments: list[str]) -> None:
    """Pass the tests that are asked for, or all of them and lint."""
    pytest = [python(ENVIRONMENT), "-m", "pytest"]
    install_programs()
    if arguments[:1] == ["--fast"]:
        run_all([[*pytest, *TESTS, *FAST, *arguments[1:]]])
    elif arguments:
        run_all([[*pytest, *arguments]])
    else:
        lint()
        run_all([[*pytest, *TESTS, *COVERAGE], [*pytest, *NOTEBOOKS]])


def run_all(commands: list[list[object]]) -> None:
    """Run every command, also after one that fails; then leave with the first that did."""
    # numpy and duckdb start a thread a core, in each worker.
    codes = [run_on(*command, OMP_NUM_THREADS="1") for command in commands]
    if failed := next(filter(None, codes), 0):
        sys.exit(failed)


def main() -> None:
    """Do one command."""
    # Nothing but this checks the version: no package is installed yet.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"proeftuin needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    command, *arguments = sys.argv[1:] or [""]
    if command not in ("reports", "test", "lint", "lab", "lock", "lowest"):
        sys.exit(USAGE)
    if command == "lock":
        renew_lock()
        return
    if command == "lowest":
        install_lowest()
        chosen = [*LOWEST_WARNINGS, *(arguments or TESTS)]
        run(python(LOWEST), "-m", "pytest", *chosen, OMP_NUM_THREADS="1")
        return
    install()
    if command == "reports":
        run(SCRIPTS / "proeftuin", "report", "data/sample/proeftuinen.toml", *arguments)
    elif command == "lab":
        run(SCRIPTS / "jupyter", "lab", "notebooks", *arguments)
    elif command == "lint":
        lint()
    else:
        test(arguments)


if __name__ == "__main__":
    main()
