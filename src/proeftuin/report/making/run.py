"""The making of one report: run the notebook, make its formats, put them at their place whole."""

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from proeftuin.errors import DamagedError, InputError
from proeftuin.report.document.bundle import value_in
from proeftuin.report.document.notebook import KERNEL, failed_cells, normalise
from proeftuin.report.formats.documents import Maker, documents
from proeftuin.report.formats.html import NotFitError
from proeftuin.report.making.failures import ReportError, error_in
from proeftuin.report.making.plan import NAME, Job
from proeftuin.report.making.publish import publish
from proeftuin.report.protection.earlier_reports import KEY as PUBLISHED
from proeftuin.report.record.card import KEY as CARD
from proeftuin.report.record.card import card_of
from proeftuin.report.record.fingerprint import KEY as FINGERPRINT
from proeftuin.report.record.rapport_json import STAMP, TABLES_KEY, read_stamp
from proeftuin.report.record.shown_numbers import KEY as NUMBERS

CELL_SECONDS = 600
ENGINE = "proeftuin"


def make_report(
    job: Job,
    notebook: Any,
    root: Path,
    work: Path,
    kernels: type | None = None,
    make: Maker = documents,
) -> None:
    """Make one report and put it at its place.

    Parameters
    ----------
    job
        What to make.
    notebook
        The report notebook; left as it is.
    root
        The folder that the notebook runs in.
    work
        An empty folder next to the report's place.
    kernels
        The class that starts kernels; jupyter_client's own by default.
    make
        Makes the formats.

    Raises
    ------
    ReportError
        The report cannot be made.
    OSError
        It cannot be written.
    """
    executed = _told_by(job, _execute(notebook, job, root, work, kernels))
    try:
        made = {f"{NAME}.{kind}": data for kind, data in make(executed, job.title).items()}
    except NotFitError as error:
        raise ReportError(str(error), notebook=executed) from None
    for name, data in made.items():
        (work / name).write_bytes(data)
    text = json.dumps(stamp_of(job, executed, made), ensure_ascii=False) + "\n"
    (work / STAMP).write_text(text, "utf-8", newline="\n")
    old = read_stamp(job.folder)
    publish(work, job.folder, [STAMP, *made, *(old["files"] if old else [])])


def stamp_of(job: Job, executed: Any, made: dict[str, bytes]) -> dict[str, Any]:
    """Return what a report tells of itself: what it was made from, and what it shows.

    Parameters
    ----------
    job
        What was made.
    executed
        The executed notebook.
    made
        The content of each file, by its name.
    """
    stamp: dict[str, Any] = {
        "follows_from": job.follows,
        "parameters": asdict(job.parameters),
        "files": {name: sha256(data).hexdigest() for name, data in made.items()},
    }
    for name in (PUBLISHED, FINGERPRINT, NUMBERS):
        if told := value_in(executed, name):
            stamp[name] = told
    stamp[CARD] = card_of(executed)
    return stamp | {TABLES_KEY: job.tables}


def _execute(notebook: Any, job: Job, root: Path, work: Path, kernels: type | None) -> Any:
    """Run the notebook; what stops it is told with the heading it happened under."""
    import papermill
    from jupyter_core.utils import ensure_event_loop
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    engine = _engine()
    seen: list[Any] = []
    chosen = {"kernel_manager_class": kernels} if kernels else {}
    try:
        papermill.execute_notebook(
            notebook,
            None,
            parameters=asdict(job.parameters),
            engine_name=engine,
            kernel_name=KERNEL["name"],
            language=KERNEL["language"],
            progress_bar=False,
            autosave_cell_every=0,
            execution_timeout=CELL_SECONDS,
            # papermill's own `cwd` moves this whole process, and so every report beside this one.
            resources={"metadata": {"path": str(root)}},
            # What a kernel has to say has been said; nothing is lost by stopping it at once.
            shutdown_kernel="immediate",
            # Below errors, ipykernel tells every user at every start that it listens on loopback.
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            seen=seen,
            **chosen,
        )
        return seen[0]
    except papermill.PapermillExecutionError as error:
        told = error.ename in (InputError.__name__, DamagedError.__name__)
        reason = error.evalue if told else f"{error.evalue} ({error.ename})"
    except CellTimeoutError:
        reason = f"een onderdeel duurde langer dan {CELL_SECONDS} seconden"
    except DeadKernelError:
        reason = "het rekenproces stopte plotseling; was er genoeg geheugen?"
    except RuntimeError as error:
        reason = f"het rekenproces kwam niet op gang ({error})"
    finally:
        # nbclient leaves the event loop of this thread open.
        ensure_event_loop().close()
    if not seen:
        raise ReportError(reason)
    stopped = _stopped_at(seen[0])
    raise error_in(_told_by(job, seen[0]), reason, stopped)


def _told_by(job: Job, executed: Any) -> Any:
    return normalise(executed, job.title, job.parameters.language)


def _engine() -> str:
    """Return the name of papermill's own engine, which also shows the notebook as far as it came.

    papermill gives no notebook back when a kernel dies or a cell takes too long.
    """
    import nbformat
    from papermill.engines import NBClientEngine, papermill_engines

    maker: Any = nbformat.v4

    class Engine(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
            executed = super().execute_notebook(nb, kernel_name, **options)
            # papermill looks for errors in it, and makes it text even to write that nowhere.
            return executed if failed_cells(executed) else maker.new_notebook()

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, seen: list[Any], **options: Any
        ) -> None:
            seen.append(nb_man.nb)
            super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register(ENGINE, Engine)
    return ENGINE


def _stopped_at(notebook: Any) -> int:
    """Return the place of the cell that failed, or else of the last one that was begun."""
    cells = enumerate(notebook.cells)
    begun = [place for place, cell in cells if cell.metadata.get("papermill", {}).get("start_time")]
    return (failed_cells(notebook) or begun or [0])[-1]
