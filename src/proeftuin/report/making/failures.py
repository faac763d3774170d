"""Reports that could not be made: why, in Dutch, and the notebook as far as it came.

What is kept of a failure lies beside the reports and never in the folder that is shared.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from proeftuin.report.document.notebook import heading_above, notebook_text

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


def keep(reports: Path, place: str, error: ReportError, name: str) -> Path | None:
    """Keep what is known of a failure; return the partial notebook, None when there is none.

    A disk that is full or read-only must not turn one failure into another.

    Parameters
    ----------
    reports
        Folder of all reports.
    place
        Where in it the report would have come.
    error
        Why it did not.
    name
        Name of the file for the notebook.
    """
    forget(reports, place)
    folder = reports / FAILED / place
    kept = folder / name
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if error.notebook is not None:
            kept.write_text(notebook_text(error.notebook), "utf-8", newline="\n")
        told = {"heading": error.heading, "cell": error.cell, "reason": error.reason}
        (folder / REASON).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return kept if error.notebook is not None and os.path.exists(kept) else None


def forget(reports: Path, place: str) -> None:
    """Remove what was kept of a failure, and not what was kept of one in another language."""
    folder = reports / FAILED / place
    with suppress(OSError):
        for path in folder.iterdir():
            if not path.is_dir():
                path.unlink()
    # As far as they are empty now.
    with suppress(OSError):
        for each in (folder, *folder.parents[: len(Path(place).parts)]):
            each.rmdir()


def last_failure(reports: Path, place: str) -> dict[str, Any] | None:
    """Return `heading`, `cell` and `reason` of the last failure, None when there was none."""
    try:
        told = json.loads((reports / FAILED / place / REASON).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
