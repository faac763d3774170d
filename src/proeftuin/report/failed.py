"""Reports that could not be made: why, in Dutch, and the notebook as far as it came.

What is kept of a failure lies beside the reports and never in the folder that is shared.
"""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from proeftuin.report.notebooks import heading_above, notebook_text

FAILED = "_mislukt"
REASON = "reden.json"


class ReportError(Exception):
    """One school's report could not be made.

    Parameters
    ----------
    reason
        Why, in Dutch.
    heading
        The part of the report in which it happened.
    cell
        Number of the cell in the notebook, from 1; 0 when it was in none.
    notebook
        The notebook as far as it came.
    """

    def __init__(
        self, reason: str, heading: str = "", cell: int = 0, notebook: Any | None = None
    ) -> None:
        self.reason, self.heading, self.cell, self.notebook = reason, heading, cell, notebook
        super().__init__(reason)


def error_in(notebook: Any, reason: str, place: int) -> ReportError:
    """Return the error of a notebook that stopped at the cell at a place."""
    return ReportError(reason, heading_above(notebook, place), place + 1, notebook)


def keep(reports: Path, school: str, error: ReportError, name: str) -> Path | None:
    """Keep what is known of a failure; return the partial notebook, None when there is none.

    A disk that is full or read-only must not turn one failure into another.
    """
    folder = reports / FAILED / school
    shutil.rmtree(folder, ignore_errors=True)
    kept = folder / name
    with suppress(OSError):
        folder.mkdir(parents=True)
        if error.notebook is not None:
            kept.write_text(notebook_text(error.notebook), "utf-8", newline="\n")
        told = {"heading": error.heading, "cell": error.cell, "reason": error.reason}
        (folder / REASON).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return kept if kept.exists() else None


def forget(reports: Path, school: str) -> None:
    """Remove what was kept of a failure: the report is there now."""
    shutil.rmtree(reports / FAILED / school, ignore_errors=True)
    with suppress(OSError):
        (reports / FAILED).rmdir()


def last_failure(reports: Path, school: str) -> dict[str, Any] | None:
    """Return `heading`, `cell` and `reason` of the last failure, None when there was none."""
    try:
        told = json.loads((reports / FAILED / school / REASON).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
