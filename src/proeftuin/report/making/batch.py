"""Reports of all schools: what is outdated is made, several at a time; no failure stops another."""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from proeftuin.register.project.settings import Project
from proeftuin.register.store.writing import told
from proeftuin.report.document.notebook import translated
from proeftuin.report.formats.documents import Maker
from proeftuin.report.making.failures import ReportError, forget, keep
from proeftuin.report.making.freshness import why_outdated
from proeftuin.report.making.index import INDEX, write_index
from proeftuin.report.making.plan import NAME, REPORTS, Job, Plan, place_of, plan_reports
from proeftuin.report.making.publish import HeldError, work_on
from proeftuin.report.making.run import make_report
from proeftuin.report.making.workers import documents_apart
from proeftuin.text.language import DUTCH

State = Literal["made", "current", "outdated", "failed"]
BAR = (
    "Rapporten {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}, nog {remaining}{postfix}]"
)


@dataclass(frozen=True)
class ReportResult:
    """What became of one school's report.

    Parameters
    ----------
    school
        Its id.
    state
        `made`, `current` (nothing had changed), `outdated` (in a dry run) or `failed`.
    page
        The HTML page; None when it failed.
    heading
        The part of the report that failed.
    reason
        Why it failed, or is outdated, in Dutch.
    cell
        Number of the cell that failed, from 1; 0 when it was none.
    notebook
        The notebook as far as it came, when it failed.
    """

    school: str
    state: State
    page: Path | None = None
    heading: str = ""
    reason: str = ""
    cell: int = 0
    notebook: Path | None = None

    @property
    def failed(self) -> bool:
        """Whether there is no report."""
        return self.state == "failed"

    def __str__(self) -> str:
        if self.state == "outdated":
            return f"{self.school}: wordt gemaakt, want {self.reason}"
        if not self.failed:
            note = " (was nog actueel)" if self.state == "current" else ""
            return f"{self.school}: {self.page}{note}"
        cell = f", cel {self.cell}" if self.cell else ""
        place = f", bij “{self.heading}”{cell}" if self.heading else cell
        kept = f"\n  Tot waar het kwam: {self.notebook}" if self.notebook else ""
        return f"{self.school}: mislukt{place}: {self.reason}{kept}"


def write_reports(
    project: Project,
    root: Path | str = ".",
    only: Sequence[str] | None = None,
    force: bool = False,
    progress: bool = True,
    notebook: Path | str | None = None,
    *,
    since: date | None = None,
    shard: str = "",
    dry_run: bool = False,
    workers: int | None = None,
    language: str = DUTCH,
    tell: Callable[[str], object] | None = None,
) -> list[ReportResult]:
    """Write the reports of the schools of a project.

    A report is made again when anything it follows from has changed: the registers, the settings,
    the checklists, the notebook, the package or the locked versions. Stopped at any moment, every
    report at its place is whole, and the next run goes on with what is left.

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
    since
        Only schools with an export of this day or later.
    shard
        Only this part of the schools, as `3/40`: for batches over several machines.
    dry_run
        Make nothing; say what would be made, and why.
    workers
        How many reports to make at a time. By default one more than there are cores: at any
        moment one waits for its kernel to start, or for its formats.
    language
        `nl` or `en`; an English report comes in the folder `en` of the school's own.
    tell
        Gets a Dutch sentence when the page over all reports cannot be written; by default that is
        an error, and nothing is returned.

    Returns
    -------
    list of ReportResult
        One per school, in order. A school that fails does not stop the others.

    Raises
    ------
    InputError
        Everything that is wrong with what was asked, before anything runs.
    OSError
        The page over all reports cannot be written.
    """
    from proeftuin.report.making.kernels import forked_kernels

    root = Path(root).resolve()
    # Its imports go on while this process plans.
    with nullcontext() if dry_run else forked_kernels(project.path) as kernels:
        plan = plan_reports(project, root, only, notebook, since, shard, language)
        found, wanted = _settled(plan, root, force, dry_run, language)
        if wanted:
            said = translated(plan.notebook, language)
            count = min(workers or cores() + 1, len(wanted))
            with documents_apart(count) as make:

                def one(job: Job, wait: bool = False) -> ReportResult | None:
                    return _write(job, said, root, kernels, make, force, wait)

                found |= _all(wanted, one, count, progress)
    if not dry_run and (root / REPORTS).is_dir():
        try:
            write_index(project, root / REPORTS)
        except OSError as error:
            if tell is None:
                raise
            tell(f"{INDEX}: {told(error)}")
    order = [*(job.school.id for job in plan.jobs), *plan.impossible]
    place = {name: number for number, name in enumerate(project.schools)}
    return [found[school] for school in sorted(order, key=lambda name: place[name])]


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _settled(
    plan: Plan, root: Path, force: bool, dry_run: bool, language: str
) -> tuple[dict[str, ReportResult], list[Job]]:
    """Return what became of reports that are not to be made, and the others."""
    found: dict[str, ReportResult] = {}
    for school, wrong in plan.impossible.items():
        error = ReportError(wrong)
        found[school] = _failure(school, place_of(school, language), root, error, not dry_run)
    wanted = []
    for job in plan.jobs:
        school = job.school.id
        if not job.reasons and not force:
            found[school] = ReportResult(school, "current", job.page)
        elif dry_run:
            reason = "; ".join(job.reasons) or "dat is gevraagd"
            found[school] = ReportResult(school, "outdated", job.page, "", reason)
        else:
            wanted.append(job)
    return found, wanted


def _all(
    wanted: list[Job], one: Callable[..., ReportResult | None], count: int, progress: bool
) -> dict[str, ReportResult]:
    """Do every job, some at a time; those that another batch has in hand come last."""
    from tqdm import tqdm

    found: dict[str, ReportResult] = {}
    held: list[Job] = []
    busy: list[str] = []
    guard = Lock()
    with tqdm(total=len(wanted), bar_format=BAR, disable=not progress, file=sys.stderr) as bar:

        def done(job: Job, wait: bool = False) -> ReportResult | None:
            with guard:
                busy.append(job.school.id)
                bar.set_postfix_str(", ".join(busy))
            try:
                return one(job, wait)
            finally:
                with guard:
                    busy.remove(job.school.id)

        with ThreadPoolExecutor(count, "rapport") as pool:
            try:
                waiting = {pool.submit(done, job): job for job in wanted}
                for future in as_completed(waiting):
                    result = future.result()
                    if result is None:
                        held.append(waiting[future])
                        continue
                    found[result.school] = result
                    bar.update()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            for job in held:
                # In the pool too: a notebook cannot be run where an event loop is running.
                result = pool.submit(done, job, True).result()
                if result is not None:
                    found[result.school] = result
                bar.update()
    return found


def _write(
    job: Job,
    notebook: Any,
    root: Path,
    kernels: type | None,
    make: Maker,
    force: bool,
    wait: bool,
) -> ReportResult | None:
    """Make one report; None when another batch is making it."""
    school, reports = job.school.id, root / REPORTS
    place = place_of(school, job.parameters.language)
    try:
        # One report of a school at a time, also in two languages: each must know what the other
        # shows.
        with work_on(reports / school, wait) as work:
            # Another batch may have made it since the plan.
            if not force and not why_outdated(job.folder, job.follows):
                return ReportResult(school, "current", job.page)
            make_report(job, notebook, root, work, kernels, make)
            forget(reports, place)
    except HeldError:
        return None
    except ReportError as error:
        return _failure(school, place, root, error)
    except OSError as error:
        return _failure(school, place, root, ReportError(told(error)))
    except Exception as error:
        # One school's report must not end those of the others, whatever happened.
        reason = f"{error or 'zonder uitleg'} ({type(error).__name__})"
        return _failure(school, place, root, ReportError(reason))
    return ReportResult(school, "made", job.page)


def _failure(
    school: str, place: str, root: Path, error: ReportError, save: bool = True
) -> ReportResult:
    kept = keep(root / REPORTS, place, error, f"{NAME}.ipynb") if save else None
    return ReportResult(school, "failed", None, error.heading, error.reason, error.cell, kept)
