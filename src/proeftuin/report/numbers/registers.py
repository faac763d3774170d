"""Registers kept up to date: the step from an export on disk to a register on disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from proeftuin.errors import DamagedError, InputError
from proeftuin.pyramid.revised_months import changed_months, describe_changes
from proeftuin.register.importing.history import span_of
from proeftuin.register.importing.importer import import_school
from proeftuin.register.importing.merge import grow
from proeftuin.register.project.settings import Project
from proeftuin.register.store.damage import EARLIER, set_aside
from proeftuin.register.store.register import Register, read_register
from proeftuin.text.words import listing, long_date, number


def renew_register(
    project: Project,
    school_id: str,
    folder: Path,
    rebuild: bool = False,
    tell: Callable[[str], object] | None = None,
) -> tuple[Register, list[str]]:
    """Import an export and keep it, added to the register that lies in the folder.

    Parameters
    ----------
    project
        What `load_project` returns.
    school_id
        The school's id in it.
    folder
        Where the register lies or comes.
    rebuild
        Make the register from this export alone.
    tell
        As in `import_school`.

    Returns
    -------
    Register
        As it was saved.
    list of str
        What changed in the register that was there, in Dutch.

    Raises
    ------
    InputError
        The export is wrong or does not fit the register. Nothing is written.
    DamagedError
        The register in the folder is not whole. It stays as it is, unless it is to be made anew:
        then it is set aside. So is one with days that the new one lacks.
    """
    old = _saved(folder, rebuild, tell)
    taught = () if old is None else old.sessions["class"].unique()
    new = import_school(project, school_id, tell, taught)
    grown = new if old is None or rebuild else grow(old, new)
    if grown is old:
        return grown, []
    lines: list[str] = []
    if old is not None:
        school = project.schools[school_id]
        changes = changed_months(old, grown, school.scheme, school.measure)
        entry = grown.provenance["history"][-1]
        entry["months"] = [f"{month:%Y-%m}" for month in changes["month"].unique()]
        lines = [*_told(entry), *describe_changes(changes)]
    _keep(grown, folder, old if rebuild else None, tell)
    return grown, lines


def _keep(
    register: Register,
    folder: Path,
    replaced: Register | None,
    tell: Callable[[str], object] | None,
) -> None:
    """Save a register; one that it replaces is kept when it has days that this one lacks."""
    place = None
    if replaced is not None and not replaced.school_days.isin(register.school_days).all():
        place = set_aside(folder, EARLIER)
    try:
        register.save(folder)
    except BaseException:
        if place is not None and not folder.exists():
            place.rename(folder)
        raise
    if place is not None and tell is not None:
        tell(
            f"Het vorige register van {folder.name} had dagen die niet in deze export staan. Het "
            f"is bewaard in {place}."
        )


def _told(entry: dict[str, Any]) -> list[str]:
    """Say in Dutch what an import did to the register; nothing of one that began it anew."""
    if "added" not in entry:
        return []
    first, last = (long_date(day) for day in span_of(entry) or ())
    counts = [
        f"{number(entry[name])} {words}"
        for name, words in (
            ("added", "registraties erbij"),
            ("replaced", "vervangen"),
            ("removed", "weg"),
        )
    ]
    return [
        f"{first} t/m {last}: {listing(counts)}",
        *(
            f"{row['count']} {row['what']} ({', '.join(row['examples'])})"
            for row in entry["findings"]
        ),
    ]


def _saved(folder: Path, rebuild: bool, tell: Callable[[str], object] | None) -> Register | None:
    """Open the register that is there; a damaged one makes room for a new one, and is kept."""
    try:
        register = read_register(folder)
        register.verify()
    except DamagedError:
        if not rebuild:
            raise
        place = set_aside(folder)
        if tell is not None:
            tell(f"Het beschadigde register van {folder.name} is apart gezet, in {place}.")
        return None
    except InputError:
        return None
    return register
