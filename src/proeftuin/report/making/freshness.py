"""What a report follows from, and so whether it is outdated, and why.

That is decided by hashes, never by whether a file is there or by how old it is. Each thing that a
report follows from has a hash of its own, so that a dry run can say what changed.
"""

import json
import sys
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions
from importlib.resources import files
from pathlib import Path
from typing import Any

from proeftuin.register.project.settings import Project, School
from proeftuin.register.store.damage import POINTER, file_hash, read_provenance
from proeftuin.register.store.register import read_register
from proeftuin.report.making.parameters import Parameters
from proeftuin.report.numbers.checklists import checklist_files
from proeftuin.report.record.rapport_json import CHANGED, COMPARISON, read_stamp

PACKAGE_FILES = (".py", ".pyi", ".j2", ".css", ".json", ".typ", ".ttf", ".toml", ".csv", ".po")
LOCK_FILE = Path(__file__).parents[4] / "requirements.lock"

NEW = "er is nog geen rapport"
BROKEN = "het rapport is niet heel of met de hand veranderd"


def follows_from(
    project: Project, school: School, registers: Path, kept: Path, parameters: Parameters, code: str
) -> dict[str, str]:
    """Hash everything that a school's report follows from, each thing under its name.

    Parameters
    ----------
    project, school
        The school and its project.
    registers, kept
        Folders of the registers and of the evaluations of the policy.
    parameters
        What the notebook is given.
    code
        Hash of the notebook, from `notebook_hash`.
    """
    settings = [project.schools[name].model_dump_json() for name in (school.id, *school.comparison)]
    checklists = [file_hash(path) for path in checklist_files(project, school, kept)]
    return {
        "register": register_hash(registers / school.id),
        **{f"{COMPARISON}{name}": register_hash(registers / name) for name in school.comparison},
        "settings": _hash(project.name, project.audience, *settings),
        "checklists": _hash(*checklists),
        "notebook": code,
        "package": _package_hash(),
        "parameters": _hash(json.dumps(asdict(parameters))),
        "lock file": _lock_hash(),
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
    }


def why_outdated(folder: Path, follows: dict[str, str]) -> tuple[str, ...]:
    """Say in Dutch why a report must be made again; nothing when it is current.

    Parameters
    ----------
    folder
        Where the report is.
    follows
        What it should follow from.
    """
    stamp = read_stamp(folder)
    if stamp is None:
        # The folder of a report in another language is none of this one.
        made = folder.is_dir() and any(path.is_file() for path in folder.iterdir())
        return (BROKEN,) if made else (NEW,)
    before = stamp["follows_from"]
    names = [name for name in {**follows, **before} if follows.get(name) != before.get(name)]
    reasons = [_changed(name, before, follows) for name in names]
    try:
        whole = all(file_hash(folder / name) == value for name, value in stamp["files"].items())
    except OSError:
        whole = False
    return tuple(reasons if whole else [*reasons, BROKEN])


def register_hash(folder: Path) -> str:
    """Hash a register: its tables, and where they came from.

    Raises
    ------
    InputError
        There is no register in the folder, or not all of it.
    """
    register = read_register(folder)
    register.verify()
    hashes = table_hashes(folder)
    return _hash(json.dumps(register.provenance, sort_keys=True), *hashes.values())


def table_hashes(folder: Path) -> dict[str, str]:
    """Hash each table of a saved register.

    The tables hold pseudonyms, so that these hashes depend on the key and tell nobody without it
    who is in them.
    """
    tables = folder / read_provenance(folder)[POINTER]
    return {path.stem: file_hash(path) for path in sorted(tables.iterdir())}


def notebook_hash(notebook: Any) -> str:
    """Hash the cells of a notebook: what it does, not what it showed the last time."""
    cells = [
        [cell.cell_type, cell.source, list(cell.metadata.get("tags", []))]
        for cell in notebook.cells
    ]
    return _hash(json.dumps(cells))


def _changed(name: str, before: dict[str, str], after: dict[str, str]) -> str:
    if not name.startswith(COMPARISON):
        return CHANGED.get(name, name)
    school = name.removeprefix(COMPARISON)
    if name not in before:
        return f"{school} is een nieuwe vergelijkingsschool"
    if name not in after:
        return f"{school} is geen vergelijkingsschool meer"
    return f"het register van vergelijkingsschool {school} is veranderd"


@cache
def _package_hash() -> str:
    package = Path(str(files("proeftuin")))
    paths = [path for path in sorted(package.rglob("*")) if path.suffix in PACKAGE_FILES]
    return _hash(*(f"{path.relative_to(package).as_posix()} {file_hash(path)}" for path in paths))


@cache
def _lock_hash() -> str:
    """Hash the lock file of the checkout; without one, the versions that are installed."""
    if LOCK_FILE.exists():
        return file_hash(LOCK_FILE)
    return _hash(*sorted(f"{each.name} {each.version}" for each in distributions()))


def _hash(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
