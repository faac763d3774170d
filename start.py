"""The door: `python3 start.py COMMAND`, with nothing but Python 3.11 and git.

Makes the environment in `.venv` the first time, and again when the locked versions change; then
does what was asked. Standard library only: nothing else is there yet when it runs.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
LOWEST = ROOT / ".venv-lowest"
# What each command needs; each list holds all of the one before it, in the same versions.
LOCKS = {
    "reports": ROOT / "requirements" / "reports.lock",
    "lab": ROOT / "requirements" / "lab.lock",
    "test": ROOT / "requirements.lock",
}
LOCK_OF_UV = ROOT / "requirements" / "installer.lock"
# Only who types or steps through code in a notebook needs these; they are heavy.
NOT_FOR_REPORTS = ("debugpy", "jedi", "parso")
# Large packages that bring their own tests along.
WITH_TESTS = ("matplotlib", "numpy", "pandas", "scipy", "statsmodels")
# Where pip is told to look, in the words of uv, which does not read what pip is told.
UV_NAMES = {
    "cert": "SSL_CERT_FILE",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "index-url": "UV_DEFAULT_INDEX",
}
STAMP = ENVIRONMENT / "stamp"
USAGE = """usage: python3 start.py COMMAND [ARGUMENTS]

  reports   write the reports of the sample schools under reports/
  test      pass lint and all tests: pytest, doctests and notebooks
            --fast: for the working day, without lint and what is marked slow
            --coverage: which lines the tests reach; measuring makes them half as slow again
            other arguments go to pytest
  lint      check style, format, types and what may import what
  lab       open the notebooks in JupyterLab
  lock      renew the lists of locked versions from pyproject.toml; with --keep no version that
            still fits is changed
  lowest    pass the tests on the lowest versions that pyproject.toml allows, in .venv-lowest"""

LINT = [
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["tools.check_architecture"],
]
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
# Notebooks keep outputs of the locked versions, so `lowest` leaves them out; and what was
# deprecated after the lowest ones no longer counts.
LOWEST_WARNINGS = ["-W", "default::DeprecationWarning", "-W", "default::PendingDeprecationWarning"]
COVERAGE = ["--cov=proeftuin", "--cov-report=term", "--cov-fail-under=90"]


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


def succeeds(*command: object, **environment: str) -> bool:
    """Run a command without a word, and tell whether it could do its work."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
        )
    except OSError:
        return False
    return done.returncode == 0


def make_environment(folder: Path, *, with_pip: bool = False) -> None:
    """Make an empty virtual environment."""
    try:
        venv.create(folder, with_pip=with_pip, clear=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("Python misses venv. On Debian or Ubuntu: apt install python3-venv")


def install(command: str = "test") -> None:
    """Install the locked versions that a command needs, unless this very environment has them."""
    # Packages come without bytecode: who first uses a module keeps it, also where that is off.
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""
    order = list(LOCKS)
    purpose = command if command in LOCKS else order[-1]
    # The folder is part of the stamp: an environment holds absolute paths and cannot be moved.
    text = b"".join(path.read_bytes() for path in (*LOCKS.values(), ROOT / "pyproject.toml"))
    wanted = hashlib.sha256(text + f"{ROOT} {sys.version}".encode()).hexdigest()
    found, _, held = STAMP.read_text().partition(" ") if STAMP.exists() else ("", "", "")
    is_new = found != wanted
    if not is_new and order.index(purpose) <= order.index(held):
        return
    if is_new:
        print("Making the environment in .venv: once, a minute or so.", flush=True)
        make_environment(ENVIRONMENT)
    else:
        print(f"Adding what `{purpose}` needs to the environment in .venv: once.", flush=True)
    # The lock is complete; left to resolve, older pips reach past a pin for a package with extras.
    steps = [["--no-deps", "--require-hashes", "-r", LOCKS[purpose]]]
    if is_new:
        steps.append(["--no-deps", "--no-build-isolation", "--editable", ROOT])
    with installers() as (pip, uv):
        quick = [uv, "pip", "install", "--quiet", "--python", python(ENVIRONMENT)]
        slow = [*pip, "--python", python(ENVIRONMENT), "install", "--quiet", "--no-compile"]
        where = uv_settings(pip)
        if uv is None or not all(succeeds(*quick, *step, **where) for step in steps):
            print("With pip, as uv does not work here: that takes longer.", flush=True)
            for step in steps:
                run(*slow, *step)
    drop_tests()
    STAMP.write_text(f"{wanted} {purpose}")


def drop_tests() -> None:
    """Remove the tests of large packages, which nothing here runs: a tenth of all there is."""
    for packages in (
        *ENVIRONMENT.glob("lib/python*/site-packages"),
        ENVIRONMENT / "Lib/site-packages",
    ):
        for name in WITH_TESTS:
            for tests in [*(packages / name).rglob("tests")]:
                shutil.rmtree(tests, ignore_errors=True)


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
        run(program, *install, *lowest, "-r", "pyproject.toml", "--all-extras")
        run(program, *install, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted)


@contextmanager
def installers() -> Iterator[tuple[list[object], str | None]]:
    """Give pip as a command, and uv unless it cannot be had, for as long as they are used."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pip: list[object] = [sys.executable, "-m", "pip"]
        try:
            is_old = int(version("pip").partition(".")[0]) < 23
        except PackageNotFoundError:
            is_old = True
        if is_old:
            make_environment(folder / "pip", with_pip=True)
            pip[0] = python(folder / "pip")
        pip.append("--disable-pip-version-check")
        getting = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", LOCK_OF_UV]
        uv = None
        if succeeds(*pip, "install", "--target", folder / "uv", *getting):
            uv = shutil.which("uv", path=str(folder / "uv" / "bin"))
            # Or it would fetch a Python of its own.
            os.environ["UV_PYTHON_DOWNLOADS"] = "never"
        yield pip, uv


def uv_settings(pip: list[object]) -> dict[str, str]:
    """Return for uv where pip is told to look for packages."""
    command = [str(part) for part in [*pip, "config", "list"]]
    listed = subprocess.run(command, capture_output=True, text=True).stdout
    told = dict(line.split("=", 1) for line in listed.splitlines() if "=" in line)
    settings = {}
    for section in ("global", "install", ":env:"):
        for key, name in UV_NAMES.items():
            if f"{section}.{key}" in told:
                values = str(ast.literal_eval(told[f"{section}.{key}"])).split()
                settings[name] = ("," if name == "UV_FIND_LINKS" else " ").join(values)
    if "UV_INDEX" in settings:
        # As pip does it: any of the places may have the file with the right hash.
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return settings | {name: os.environ[name] for name in settings if name in os.environ}


@contextmanager
def uv() -> Iterator[str]:
    """Give uv for as long as it is used, for what only uv can do."""
    with installers() as (_, program):
        if program is None:
            sys.exit("uv is needed and could not be installed.")
        yield program


def renew_locks(*, upgrade: bool = True) -> None:
    """Resolve pyproject.toml for every platform; hashes, no addresses."""
    # Not above: an older Python without it must get as far as being told.
    import tomllib

    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    with uv() as program, tempfile.TemporaryDirectory() as folder:

        def resolve(lock: Path, *arguments: object) -> None:
            run(
                *(program, "pip", "compile", "--universal", "--generate-hashes"),
                *("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"),
                *("--python-version", "3.11", *arguments, "--output-file", lock),
            )

        whole = LOCKS["test"]
        resolve(whole, "pyproject.toml", "--all-extras", *(["--upgrade"] if upgrade else []))
        # What is asked for beside the project: what builds it, and what installs it.
        builder, installer = Path(folder, "builder.in"), Path(folder, "installer.in")
        builder.write_text("\n".join(build))
        installer.write_text("uv")
        same = ["pyproject.toml", builder, "--constraint", whole, "--upgrade"]
        heavy = [part for name in NOT_FOR_REPORTS for part in ("--no-emit-package", name)]
        resolve(LOCKS["reports"], *same, *heavy)
        resolve(LOCKS["lab"], *same, "--extra", "lab")
        resolve(LOCK_OF_UV, installer, *(["--upgrade"] if upgrade else []))


def lint() -> None:
    """Check everything before leaving with the first exit code that is not zero."""
    run_all([[python(ENVIRONMENT), "-m", *words] for words in LINT])


def test(arguments: list[str]) -> None:
    """Pass the tests that are asked for, or all of them and lint."""
    pytest = [python(ENVIRONMENT), "-m", "pytest"]
    install_programs()
    if arguments[:1] == ["--fast"]:
        run_all([[*pytest, *TESTS, *FAST, *arguments[1:]]])
    elif arguments[:1] == ["--coverage"]:
        run_all([[*pytest, *TESTS, *COVERAGE, *arguments[1:]]])
    elif arguments:
        run_all([[*pytest, *arguments]])
    else:
        lint()
        run_all([[*pytest, *TESTS], [*pytest, *NOTEBOOKS]])


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
        renew_locks(upgrade="--keep" not in arguments)
        return
    if command == "lowest":
        install_lowest()
        chosen = [*LOWEST_WARNINGS, *(arguments or TESTS)]
        run(python(LOWEST), "-m", "pytest", *chosen, OMP_NUM_THREADS="1")
        return
    install(command)
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
