"""The evaluations of a school's policy that its report shows.

They come from two places: the filled-in forms that `proeftuinen.toml` names, and the evaluations
that `proeftuin checklist read` has kept. Of one date the kept one holds: it was read last.
"""

from datetime import date
from pathlib import Path

from proeftuin.errors import InputError, Problem
from proeftuin.register.project.settings import Project, School
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.reader import read_form
from proeftuin.team.storage import read_evaluations

CHECKLISTS = "checklist"
"""The folder of the kept evaluations, beside that of the registers."""


def school_checklists(
    project: Project, school: School, kept: Path | None = None
) -> tuple[Checklist, ...]:
    """Return the evaluations of a school, the earliest first.

    Parameters
    ----------
    project, school
        Whose `checklists` name the forms.
    kept
        Folder with the evaluations that were read before.

    Raises
    ------
    InputError
        A form that is not there, cannot be read, or has no date.
    """
    found: dict[date, Checklist] = {}
    problems: list[Problem] = []
    for form in school.checklists:
        try:
            read = read_form(project.folder / form)
        except InputError as error:
            problems += error.problems
            continue
        if read.day is None:
            problems.append(_undated(form))
        else:
            found[read.day] = Checklist(
                read.answers, school.name, read.day, school.checklist_topics
            )
    if problems:
        raise InputError(problems)
    if kept is not None:
        for each in read_evaluations(kept, school.id, school.name, school.checklist_topics):
            if each.day is not None:
                found[each.day] = each
    return tuple(found[day] for day in sorted(found))


def checklist_files(project: Project, school: School, kept: Path) -> list[Path]:
    """Return the files that the evaluations of a school come from, those that are there."""
    files = [project.folder / form for form in school.checklists]
    return [path for path in [*files, kept / f"{school.id}.json"] if path.exists()]


def _undated(form: Path) -> Problem:
    return Problem(
        "Het formulier heeft geen datum van invullen.",
        form.name,
        mend="Vul de datum in op het blad Uitleg.",
    )
