"""Reports of all schools: run the notebook, make its formats, publish them whole or not at all.

A report is made again when anything it follows from has changed: the register, the settings, the
notebook or the package. That is decided by a hash of all these, never by whether a file is there.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from proeftuin.register.problems import InputError, Problem
from proeftuin.register.settings import Project, School
from proeftuin.register.store import read_register
from proeftuin.report.checklists import CHECKLISTS, checklist_files
from proeftuin.report.documents import documents
from proeftuin.report.earlier import KEY, published_in
from proeftuin.report.html import NotFitError
from proeftuin.report.notebooks import KERNEL, heading_above, normalise, read_notebook
from proeftuin.report.parameters import Parameters, check_period

NAME = "schoolrapport"
STAMP = "rapport.json"
CELL_SECONDS = 600

State = Literal["made", "current", "failed"]


@dataclass(frozen=True)
class ReportResult:
    """What became of one school's report.

    Parameters
    ----------
    school
        Its id.
    state
        `made`, `current` (nothing had changed) or `failed`.
    page
        The HTML page; None when it failed.
    heading
        The part of the report that failed.
    reason
        Why, in Dutch.
    """

    school: str
    state: State
    page: Path | None = None
    heading: str = ""
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether there is no report."""
        return self.state == "failed"

    def __str__(self) -> str:
        if self.failed:
            place = f", bij “{self.heading}”" if self.heading else ""
            return f"{self.school}: mislukt{place}: {self.reason}"
        note = " (was nog actueel)" if self.state == "current" else ""
        return f"{self.school}: {self.page}{note}"


class _ReportError(Exception):
    """One school's report could not be made."""

    def __init__(self, reason: str, heading: str = "") -> None:
        self.reason, self.heading = reason, heading
        super().__init__(reason)


def write_reports(
    project: Project,
    root: Path | str = ".",
    only: Sequence[str] | None = None,
    force: bool = False,
    progress: bool = True,
    notebook: Path | str | None = None,
) -> list[ReportResult]:
    """Write the reports of the schools of a project.

    Parameters
    ----------
    project
        What `load_project` returns.
    root
        Folder that holds `data/register/<school>/` and gets `reports/<school>/`.
    only
        Ids of schools; all of them by default.
    force
        Also make reports that are current.
    progress
        Show a bar on stderr.
    notebook
        The report notebook, the project's own by default.

    Returns
    -------
    list of ReportResult
        One per school, in order. A school that fails does not stop the others.

    Raises
    ------
    InputError
        An unknown school, or an audience that this report is not for.
    """
    from tqdm import tqdm

    schools = project.select(list(only) if only else None)
    if project.audience == "team":
        problem = Problem(
            "Het schoolrapport is niet voor dit publiek.",
            project.path.name,
            column="publiek",
            value=project.audience,
            expected="school of regio",
            mend="Een rapport met leerlingen komt nooit in de map die gedeeld wordt.",
        )
        raise InputError([problem])
    source = Path(notebook) if notebook else report_notebook()
    root = Path(root).resolve()
    results = []
    bar = tqdm(schools, desc="Rapporten", unit="school", disable=not progress)
    for school in bar:
        bar.set_postfix_str(school.id)
        try:
            results.append(_write(project, school, root, source, force))
        except (_ReportError, NotFitError) as error:
            heading = getattr(error, "heading", "")
            results.append(ReportResult(school.id, "failed", None, heading, str(error)))
        except InputError as error:
            results.append(ReportResult(school.id, "failed", None, "", str(error)))
    return results


def report_notebook() -> Path:
    """Return the report notebook of this checkout."""
    return Path(__file__).resolve().parents[3] / "notebooks" / f"{NAME}.ipynb"


def _write(project: Project, school: School, root: Path, source: Path, force: bool) -> ReportResult:
    registers = root / "data" / "register"
    register = read_register(registers / school.id)
    check_period(project, school.id, register)
    parameters = Parameters.checked(
        {
            "school": school.id,
            "project": _relative(project.path, root),
            "registers": _relative(registers, root),
            "earlier": f"reports/{school.id}/{STAMP}",
        }
    )
    fingerprints = [
        str(read_register(registers / name).provenance.get("fingerprint"))
        for name in (school.id, *school.comparison)
    ]
    kept = registers.parent / CHECKLISTS
    evaluations = [_hash(path) for path in checklist_files(project, school, kept)]
    digest = _digest([*fingerprints, *evaluations], project, parameters, source)
    folder = root / "reports" / school.id
    page = folder / f"{NAME}.html"
    if not force and _is_current(folder, digest):
        return ReportResult(school.id, "current", page)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{school.id}-", dir=folder.parent))
    try:
        title = f"Schoolaanwezigheid – {school.name}"
        executed = normalise(_execute(source, work, parameters, root), title)
        made = {f"{NAME}.{kind}": data for kind, data in documents(executed, title).items()}
        _save(work, made, digest, parameters, published_in(executed))
        _publish(work, folder, [*made, STAMP])
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return ReportResult(school.id, "made", page)


def _execute(source: Path, work: Path, parameters: Parameters, root: Path) -> Any:
    """Run the notebook; what stops it is told with the heading it happened under."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    target = work / source.name
    try:
        return papermill.execute_notebook(
            str(source),
            str(target),
            parameters=asdict(parameters),
            cwd=str(root),
            kernel_name=KERNEL["name"],
            language=KERNEL["language"],
            progress_bar=False,
            execution_timeout=CELL_SECONDS,
            # Below errors, ipykernel tells every user at every start that it listens on loopback.
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
        )
    except papermill.PapermillExecutionError as error:
        executed = read_notebook(target)
        # papermill puts a cell of its own above the one that failed, and one at the top.
        heading = heading_above(executed, _failed_cell(executed))
        reason = error.evalue if error.ename == "InputError" else f"{error.evalue} ({error.ename})"
        raise _ReportError(reason, heading) from None
    except CellTimeoutError:
        raise _ReportError(f"een onderdeel duurde langer dan {CELL_SECONDS} seconden") from None
    except DeadKernelError:
        raise _ReportError("het rekenproces stopte plotseling; was er genoeg geheugen?") from None


def _failed_cell(notebook: Any) -> int:
    for place, cell in enumerate(notebook.cells):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return place
    return len(notebook.cells) - 1


def _save(
    work: Path, made: dict[str, bytes], digest: str, parameters: Parameters, published: Any
) -> None:
    for name, data in made.items():
        (work / name).write_bytes(data)
    stamp = {
        "follows_from": digest,
        "parameters": asdict(parameters),
        "files": {name: sha256(data).hexdigest() for name, data in made.items()},
    }
    if published:
        stamp[KEY] = published
    (work / STAMP).write_text(json.dumps(stamp) + "\n", "utf-8", newline="\n")


def _publish(work: Path, folder: Path, names: Sequence[str]) -> None:
    """Put each file in its place whole; the stamp last, so that half a report is no report."""
    folder.mkdir(exist_ok=True)
    for name in names:
        os.replace(work / name, folder / name)


def _is_current(folder: Path, digest: str) -> bool:
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
        return bool(
            stamp["follows_from"] == digest
            and all(_hash(folder / name) == value for name, value in stamp["files"].items())
        )
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False


def _digest(fingerprints: list[str], project: Project, parameters: Parameters, source: Path) -> str:
    """Hash everything a report follows from."""
    school = project.schools[parameters.school]
    settings = [project.schools[name].model_dump_json() for name in (school.id, *school.comparison)]
    parts = [*fingerprints, *settings, json.dumps(asdict(parameters)), _hash(source)]
    package = Path(str(files("proeftuin")))
    parts += [
        _hash(path)
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".j2", ".css", ".json", ".typ", ".ttf")
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _relative(path: Path, root: Path) -> str:
    """Return a path as seen from the root, so that no folder of this machine is published."""
    try:
        return Path(os.path.relpath(path.resolve(), root)).as_posix()
    except ValueError:
        # On Windows a path on another drive has no relative form.
        return str(path.resolve())
