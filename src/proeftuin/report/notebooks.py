"""Executed notebooks: what of them is kept, and what a reader must never get.

papermill and Jupyter write times, paths and random names into every cell. None of it belongs to a
report, and two equal runs should give equal files.
"""

from pathlib import Path
from typing import Any

KEPT_OF_CELL = ("tags",)
LANGUAGE = {"name": "python"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def normalise(notebook: Any, title: str = "") -> Any:
    """Strip an executed notebook to its cells, outputs and counts.

    Parameters
    ----------
    notebook
        A notebook of nbformat 4; changed in place.
    title
        Title for the page that is made of it.

    Returns
    -------
    The notebook.
    """
    notebook.metadata = type(notebook.metadata)(kernelspec=KERNEL, language_info=LANGUAGE)
    if title:
        notebook.metadata["title"] = title
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata = type(cell.metadata)(
            {name: cell.metadata[name] for name in KEPT_OF_CELL if cell.metadata.get(name)}
        )
        cell["id"] = f"cell-{number:02}"
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
    return notebook


def stderr_of(notebook: Any) -> str:
    """Return everything that cells wrote to stderr: warnings that no school should get."""
    return "".join(
        output.get("text", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("output_type") == "stream" and output.get("name") == "stderr"
    )


def heading_above(notebook: Any, cell_index: int) -> str:
    """Return the nearest heading at or above a cell, empty when there is none.

    Parameters
    ----------
    notebook
        A notebook of nbformat 4.
    cell_index
        Place of the cell, from 0.
    """
    for cell in reversed(notebook.cells[: cell_index + 1]):
        if cell.cell_type == "markdown":
            lines = [line for line in cell.source.splitlines() if line.startswith("#")]
            if lines:
                return str(lines[-1].lstrip("# "))
    return ""


def read_notebook(path: Path) -> Any:
    """Read a notebook file as nbformat 4."""
    import nbformat

    reader: Any = nbformat
    return reader.read(path, as_version=4)


def notebook_text(notebook: Any) -> str:
    """Return a notebook as the text of its file."""
    import nbformat

    writer: Any = nbformat
    return str(writer.writes(notebook)) + "\n"
