"""What a batch is to make, settled before anything runs: all that is wrong is told at once."""

import ast
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from proeftuin.errors import InputError, Problem
from proeftuin.register.project.settings import Project, School, unknown_school
from proeftuin.register.store.register import read_register
from proeftuin.register.store.writing import told
from proeftuin.report.document.notebook import read_notebook
from proeftuin.report.making.freshness import (
    follows_from,
    notebook_hash,
    table_hashes,
    why_outdated,
)
from proeftuin.report.making.parameters import Parameters, check_period, wrong_language
from proeftuin.report.numbers.checklists import CHECKLISTS
from proeftuin.report.record.rapport_json import STAMP
from proeftuin.text.language import DUTCH, LANGUAGES, N_, _, speaking

NAME = "schoolrapport"
REPORTS = "reports"
# pyproject.toml puts what a command runs in the wheel, under this name too.
NOTEBOOKS = "notebooks"
HEADING = N_("Schoolaanwezigheid")


@dataclass(frozen=True)
class Shard:
    """One part of a batch that several machines make, `number` of `count`, from 1.

    Examples
    --------
    >>> Shard.of("2/3").part(["a", "b", "c", "d", "e"])
    ['b', 'e']
    """

    number: int
    count: int

    @classmethod
    def of(cls, text: str) -> "Shard":
        """Read a text as `3/40`.

        Raises
        ------
        InputError
            It is no part of a whole.
        """
        number, _, count = text.partition("/")
        if number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
            return cls(int(number), int(count))
        problem = Problem(
            "Dit is geen deel van een reeks.",
            column="--shard",
            value=text,
            expected="het nummer van het deel en het aantal delen, als 3/40; het eerste deel is 1",
        )
        raise InputError([problem])

    def part(self, schools: Sequence[Any]) -> list[Any]:
        """Return the schools of this part; together the parts hold each school once."""
        return list(schools[self.number - 1 :: self.count])


@dataclass(frozen=True)
class Job:
    """One report to make.

    Parameters
    ----------
    school
        Whose.
    folder
        Where it comes.
    parameters
        What the notebook is given.
    follows
        Hashes of what it follows from.
    reasons
        Why it must be made again, in Dutch; empty when it is current.
    tables
        Hashes of the tables of its register, and which key their pseudonyms were made with.
    """

    school: School
    folder: Path
    parameters: Parameters
    follows: dict[str, str]
    reasons: tuple[str, ...]
    tables: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title of the report."""
        with speaking(self.parameters.language):
            return f"{_(HEADING)} – {self.school.name}"

    @property
    def page(self) -> Path:
        """Its HTML page."""
        return self.folder / f"{NAME}.html"


@dataclass(frozen=True)
class Plan:
    """What a batch is to make.

    Parameters
    ----------
    jobs
        In order, those that are current too.
    impossible
        Schools of which no report can be made, each with what is wrong, in Dutch.
    notebook
        The report notebook.
    """

    jobs: tuple[Job, ...]
    impossible: dict[str, str]
    notebook: Any


def plan_reports(
    project: Project,
    root: Path | str = ".",
    only: Sequence[str] | None = None,
    notebook: Path | str | None = None,
    since: date | None = None,
    shard: str = "",
    language: str = DUTCH,
) -> Plan:
    """Settle which reports are to be made, and check everything that can be checked beforehand.

    Parameters
    ----------
    project, root, only, notebook, since, shard, language
        As in `proeftuin.report.making.batch.write_reports`.

    Raises
    ------
    InputError
        Everything that is wrong with what was asked, together.
    """
    root = Path(root).resolve()
    source = Path(notebook) if notebook else report_notebook()
    schools = chosen_schools(project, only, since, shard, source, language)
    registers = root / "data" / "register"
    read = read_notebook(source)
    code = notebook_hash(read)
    jobs: list[Job] = []
    impossible: dict[str, str] = {}
    for school in schools:
        parameters = Parameters.checked(
            {
                "school": school.id,
                "project": _relative(project.path, root),
                "registers": _relative(registers, root),
                "earlier": ";".join(
                    f"{REPORTS}/{place_of(school.id, each)}/{STAMP}" for each in LANGUAGES
                ),
                "language": language,
            }
        )
        kept = registers.parent / CHECKLISTS
        try:
            register = read_register(registers / school.id)
            check_period(project, school.id, register)
            follows = follows_from(project, school, registers, kept, parameters, code)
            folder = root / REPORTS / place_of(school.id, language)
            tables = table_hashes(registers / school.id)
            tables["key"] = str(register.provenance.get("key_id", ""))
            reasons = why_outdated(folder, follows)
        except InputError as error:
            impossible[school.id] = str(error)
            continue
        except OSError as error:
            impossible[school.id] = told(error)
            continue
        jobs.append(Job(school, folder, parameters, follows, reasons, tables))
    return Plan(tuple(jobs), impossible, read)


def chosen_schools(
    project: Project,
    only: Sequence[str] | None = None,
    since: date | None = None,
    shard: str = "",
    notebook: Path | None = None,
    language: str = DUTCH,
) -> list[School]:
    """Return the schools that are asked for, after checking all that was asked.

    Parameters
    ----------
    project, only, since, shard, language
        As in `proeftuin.report.making.batch.write_reports`.
    notebook
        A notebook to check along, when there is one.

    Raises
    ------
    InputError
        Unknown schools, a date after every export, an audience that this report is not for, no
        part of a whole, a language we do not speak, a notebook whose parameters are others: all of
        them together.
    """
    problems = []
    unknown = [name for name in only or [] if name not in project.schools]
    problems += [unknown_school(name, project.schools, "") for name in unknown]
    if project.audience == "team":
        problems.append(_not_for(project))
    part = None
    try:
        part = Shard.of(shard) if shard else None
    except InputError as error:
        problems += error.problems
    problems += wrong_language(language)
    problems += _wrong_notebook(notebook) if notebook else []
    if not problems:
        schools = list(dict.fromkeys(project.schools[name].id for name in only or project.schools))
        chosen = [project.schools[name] for name in schools]
        recent = [school for school in chosen if since is None or school.export_date >= since]
        if recent or since is None:
            return part.part(recent) if part else recent
        last = max(school.export_date for school in chosen)
        problems.append(
            Problem(
                "Geen van de scholen heeft een export van op of na deze datum.",
                project.path.name,
                column="--since",
                value=since.isoformat(),
                expected=f"een datum tot en met {last.isoformat()}, de laatste exportdatum",
            )
        )
    raise InputError(problems)


def place_of(school: str, language: str = DUTCH) -> str:
    """Return where a report comes, as seen from the folder of the reports.

    Examples
    --------
    >>> place_of("vmbo"), place_of("vmbo", "en")
    ('vmbo', 'vmbo/en')
    """
    return school if language == DUTCH else f"{school}/{language}"


def report_notebook() -> Path:
    """Return the report notebook: the one inside an installed package, else of this checkout."""
    inside = Path(str(files("proeftuin"))) / NOTEBOOKS / f"{NAME}.ipynb"
    beside = Path(__file__).resolve().parents[4] / NOTEBOOKS / inside.name
    return inside if inside.exists() else beside


def _wrong_notebook(path: Path) -> list[Problem]:
    """Say what is wrong with the parameters of a notebook.

    papermill runs a notebook that does not know a parameter, and makes the default school's report.
    """
    import nbformat

    try:
        cells = read_notebook(path).cells
    except (OSError, ValueError, nbformat.reader.NotJSONError):
        mend = "Controleer de naam en de map."
        return [Problem("Het notebook is niet te lezen.", path.name, mend=mend)]
    wanted = {field.name for field in fields(Parameters)}
    tagged = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    try:
        body = ast.parse("\n".join(tagged)).body
    except SyntaxError:
        body = []
    targets = [
        target
        for line in body
        for target in (
            line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        )
    ]
    found = {target.id for target in targets if isinstance(target, ast.Name)}
    if found == wanted:
        return []
    return [
        Problem(
            "De parameters van het notebook zijn andere dan die van een rapport.",
            path.name,
            value=", ".join(sorted(found)),
            expected=f"een cel met het label parameters, met: {', '.join(sorted(wanted))}",
        )
    ]


def _not_for(project: Project) -> Problem:
    return Problem(
        "Het schoolrapport is niet voor dit publiek.",
        project.path.name,
        column="publiek",
        value=project.audience,
        expected="school of regio",
        mend="Een rapport met leerlingen komt nooit in de map die gedeeld wordt.",
    )


def _relative(path: Path, root: Path) -> str:
    """Return a path as seen from the root, so that no folder of this machine is published."""
    try:
        return Path(os.path.relpath(path.resolve(), root)).as_posix()
    except ValueError:
        # On Windows a path on another drive has no relative form.
        return str(path.resolve())
