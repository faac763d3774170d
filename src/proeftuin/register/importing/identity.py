"""Who a pupil is: the project's key, the schools' number spaces, and the names kept apart."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from proeftuin.register.privacy.key_table import key_table_file, write_key_table
from proeftuin.register.privacy.pseudonyms import (
    ECK_ID_START,
    canonical_numbers,
    check_key_place,
    key_file,
    pseudonymise,
    read_or_make_key,
)
from proeftuin.register.profiles.profile import read_profiles
from proeftuin.register.project.settings import Project, School
from proeftuin.register.reading.files import list_files
from proeftuin.register.reading.raw_tables import read_table


def project_key(project: Project, tell: Callable[[str], object] | None = None) -> bytes:
    """Return the key of a project, made at first use, outside the project's folder.

    Raises
    ------
    InputError
        It would lie in the folder of the project, or is no key.
    """
    path = key_file(project.key_name)
    check_key_place(path, project.folder)
    return read_or_make_key(path, tell)


def refuse_key_in_output(project: Project, root: Path) -> None:
    """Refuse a key that lies where registers and reports come to lie, before either is made.

    Raises
    ------
    InputError
    """
    # Not the root itself: who works from the home folder has the key somewhere under it.
    check_key_place(key_file(project.key_name), root / "data", root / "reports")


def pseudonyms(numbers: "pd.Series[str]", school: School, key: bytes) -> "pd.Series[str]":
    """Replace a school's pupil numbers; an ECK iD is one pupil's at every school.

    Parameters
    ----------
    numbers
        As `canonical_numbers` writes them.
    school
        Whose numbers they are, or (`leerlingnummers`) which schools share them.
    key
        The project's key.
    """
    own = pseudonymise(numbers, key, school.pupil_numbers or school.id)
    everywhere = numbers.str.startswith(ECK_ID_START)
    return own.mask(everywhere, pseudonymise(numbers, key, "eckid"))


def save_names(project: Project, school_id: str) -> Path | None:
    """Keep the names that a school asked for in its key table, apart from the register.

    Returns
    -------
    Path or None
        Where the table lies; None for a school that asked for no names.

    Raises
    ------
    InputError
        A column that was asked for is not in the roster.
    """
    school = project.schools[school_id]
    if not school.names:
        return None
    profile = read_profiles(school.profiles, project.folder)
    wanted = profile.tables["roster"]
    columns = {"pupil": wanted.columns["pupil"]} | {name: [name] for name in school.names}
    found = read_table(
        list_files(project.folder / school.export),
        wanted.model_copy(update={"columns": columns, "optional": [], "lookups": {}}),
    )
    numbers = canonical_numbers(found.rows["pupil"])
    path = key_table_file(project.key_name, school_id)
    keyed = pseudonyms(numbers, school, project_key(project))
    write_key_table(path, keyed, numbers, found.rows[school.names], [project.folder])
    return path
