"""What a report notebook may be given, checked before any kernel starts.

papermill runs with parameters that are misspelt or of the wrong type, and then writes the default
school's report under another school's name. So the parameters are a dataclass of their own, and a
notebook's parameters cell holds its fields and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

from proeftuin.errors import InputError, Problem
from proeftuin.pyramid.counting.periods import windows_between
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project
from proeftuin.register.project.settings import Project
from proeftuin.register.store.register import Register, read_register
from proeftuin.report.blocks.evaluation.evaluated_school import EvaluatedSchool
from proeftuin.report.numbers.checklists import CHECKLISTS, school_checklists
from proeftuin.report.numbers.planning import Prospect, prospect
from proeftuin.report.protection.earlier_reports import read_published
from proeftuin.report.protection.shown import ShownSchool, refuse_too_small, shown_school
from proeftuin.text.language import DUTCH, LANGUAGES, set_language

if TYPE_CHECKING:
    from proeftuin.report.protection.shown_region import ShownRegion


class Checked:
    """What the parameters of every notebook share: text by name, and nothing else."""

    @classmethod
    def checked(cls, given: Mapping[str, object]) -> Self:
        """Return parameters from names and values.

        Raises
        ------
        InputError
            Every name that is unknown and every value of another type.

        Examples
        --------
        >>> try:
        ...     Parameters.checked({"shcool": "po"})
        ... except InputError as error:
        ...     print(error.problems[0].what, error.problems[0].value)
        Onbekende parameter. shcool
        """
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
        expected = f"een van: {', '.join(names)}"
        problems = [
            Problem("Onbekende parameter.", value=name, expected=expected)
            for name in given
            if name not in names
        ]
        problems += [
            Problem(
                "Een parameter heeft het verkeerde type.",
                column=name,
                value=str(value),
                expected="tekst",
            )
            for name, value in given.items()
            if name in names and not isinstance(value, str)
        ]
        if problems:
            raise InputError(problems)
        return cls(**{name: str(value) for name, value in given.items()})


@dataclass(frozen=True)
class Parameters(Checked):
    """The parameters of a notebook about one school.

    Parameters
    ----------
    school
        The school's id in the project file.
    project
        The project file; when it is not here, it is looked for in the folders above.
    registers
        Folder with imported registers; empty reads the exports themselves.
    earlier
        The `rapport.json` of earlier reports of this school, with `;` between; a file that is not
        there is an earlier report that was not made.
    language
        `nl` or `en`.
    """

    school: str = "vmbo"
    project: str = "data/sample/proeftuinen.toml"
    registers: str = ""
    earlier: str = ""
    language: str = DUTCH


@dataclass(frozen=True)
class RegionParameters(Checked):
    """The parameters of a notebook about all schools of a project.

    Parameters
    ----------
    project, registers
        As in `Parameters`.
    sector
        `po` or `vo`; empty for the one with most pilots.
    """

    project: str = "data/sample/regio/proeftuinen.toml"
    registers: str = ""
    sector: str = ""


def open_results(
    school: str, project: str, registers: str = "", earlier: str = "", language: str = DUTCH
) -> ShownSchool:
    """Compute the results of a school, from what a notebook's parameters cell holds.

    From here on this process speaks the language of the report.

    Parameters
    ----------
    school, project, registers, earlier, language
        As in `Parameters`.

    Raises
    ------
    InputError
        The project file, the school or a register is not there or is wrong, or too little remains
        to be shown, or the language is unknown.
    """
    if problems := wrong_language(language):
        raise InputError(problems)
    set_language(language)
    return _results(school, project, registers, earlier)[0]


def open_evaluation(
    school: str, project: str, registers: str = "", earlier: str = ""
) -> EvaluatedSchool:
    """Compute what the change of a school can be held against, from a notebook's parameters cell.

    Parameters
    ----------
    school, project, registers, earlier
        As in `Parameters`.

    Raises
    ------
    InputError
        The project file, the school or a register is not there or is wrong, too little remains to
        be shown, or the school has no period to compare.
    """
    return EvaluatedSchool(*_results(school, project, registers, earlier))


def open_prospect(school: str, project: str, registers: str = "") -> Prospect:
    """Work out what a pilot will be able to show, from what a notebook's parameters cell holds.

    Parameters
    ----------
    school, project, registers
        As in `Parameters`.

    Raises
    ------
    InputError
        The project file, the school or a register is not there or is wrong.
    """
    loaded = load_project(find(project))
    (chosen,) = loaded.select([school])
    return prospect(_register(loaded, school, find(registers) if registers else None), chosen)


def open_region(project: str, registers: str = "", sector: str = "") -> "ShownRegion":
    """Compute the results of a region, from what a notebook's parameters cell holds.

    Parameters
    ----------
    project, registers, sector
        As in `RegionParameters`.

    Raises
    ------
    InputError
        The project file or a register is not there or is wrong, there is no school of the sector,
        or the report is not for this audience.
    """
    from proeftuin.report.numbers.region import largest_sector, schools_of
    from proeftuin.report.protection.shown_region import shown_region

    loaded = load_project(find(project))
    folder = find(registers) if registers else None
    sector = sector or largest_sector(loaded)
    chosen = schools_of(loaded, sector)
    found = {school.id: _register(loaded, school.id, folder) for school in chosen}
    return shown_region(loaded, found, sector)


def wrong_language(language: str) -> list[Problem]:
    """Say what is wrong with the language of a report; nothing when it is one of ours."""
    if language in LANGUAGES:
        return []
    known = ", ".join(f"{name} ({said})" for name, said in LANGUAGES.items())
    what = "In deze taal is er geen rapport."
    return [Problem(what, column="language", value=language, expected=f"een van: {known}")]


def check_period(project: Project, school: str, register: Register) -> None:
    """Refuse a period that does not hold two windows, before anything is computed.

    Raises
    ------
    InputError
    """
    if period := project.schools[school].period:
        windows_between(register, period.start, period.end, period.days)


def find(path: str) -> Path:
    """Return a path as it is, or where a folder above this one has it.

    Notebooks are run from the project's folder, from their own, and from a test's.
    """
    wanted = Path(path)
    above = [folder / wanted for folder in Path.cwd().parents]
    return next((place for place in [wanted, *above] if place.exists()), wanted)


def _results(
    school: str, project: str, registers: str, earlier: str
) -> tuple[ShownSchool, Register]:
    loaded = load_project(find(project))
    (chosen,) = loaded.select([school])
    folder = find(registers) if registers else None
    others = {
        loaded.schools[name].name: _register(loaded, name, folder) for name in chosen.comparison
    }
    kept = folder.parent / CHECKLISTS if folder else None
    checklists = school_checklists(loaded, chosen, kept)
    register = _register(loaded, school, folder)
    before = read_published(find(path) for path in earlier.split(";") if path)
    results = shown_school(register, chosen, others, checklists, before)
    refuse_too_small(results)
    return results, register


def _register(project: Project, school: str, folder: Path | None) -> Register:
    return read_register(folder / school) if folder else import_school(project, school)
