"""Executed notebooks: what of them is kept, and what a reader must never get.

papermill and Jupyter write times, paths and random names into every cell. None of it belongs to a
report, and two equal runs should give equal files.
"""

import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

from proeftuin.text.language import DUTCH, _, speaking

KEPT_OF_CELL = ("tags",)
LANGUAGE = {"name": "python"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def skip_iri_checker() -> None:
    """Let programs of ours import Jupyter without a checker that takes three seconds to load.

    No notebook has an IRI (python-jsonschema/jsonschema#1428). jsonschema has no setting for it but
    what is installed: it takes another checker when that is there, under a licence that would bind
    ours. For a whole process, and before its first import of Jupyter: not something that a library
    decides for who imports it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def normalise(notebook: Any, title: str = "", language: str = DUTCH) -> Any:
    """Strip an executed notebook to its cells, outputs and counts.

    Parameters
    ----------
    notebook
        A notebook of nbformat 4; changed in place.
    title
        Title for the page that is made of it.
    language
        The language it was run in.

    Returns
    -------
    The notebook.
    """
    notebook.metadata = type(notebook.metadata)(kernelspec=KERNEL, language_info=LANGUAGE)
    if title:
        notebook.metadata["title"] = title
    if language != DUTCH:
        notebook.metadata["language"] = language
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata = type(cell.metadata)(
            {name: cell.metadata[name] for name in KEPT_OF_CELL if cell.metadata.get(name)}
        )
        cell["id"] = f"cell-{number:02}"
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
    return notebook


def language_of(notebook: Any) -> str:
    """Return the language that an executed notebook was run in."""
    return str(notebook.metadata.get("language", DUTCH))


def translated(notebook: Any, language: str) -> Any:
    """Return a notebook with its text in another language, to be run: without outputs.

    Parameters
    ----------
    notebook
        A notebook of nbformat 4; left as it is.
    language
        A key of `proeftuin.text.language.LANGUAGES`.
    """
    said = deepcopy(notebook)
    with speaking(language):
        for cell in said.cells:
            if cell.cell_type == "markdown":
                cell.source = "\n\n".join(
                    mark + _(text) for mark, text in paragraphs_of(cell.source)
                )
            elif cell.cell_type == "code":
                # papermill would write and copy what an earlier run showed, over and over.
                cell.outputs, cell.execution_count = [], None
    return said


def paragraphs_of(source: str) -> list[tuple[str, str]]:
    r"""Split the text of a cell into paragraphs: the mark of a heading, and what is said.

    Examples
    --------
    >>> paragraphs_of("## Soorten verzuim\n\nEen zin.")
    [('## ', 'Soorten verzuim'), ('', 'Een zin.')]
    """
    found = []
    for paragraph in source.split("\n\n"):
        text = paragraph.lstrip("# ") if paragraph.startswith("#") else paragraph
        found.append((paragraph[: len(paragraph) - len(text)], text))
    return found


def stderr_of(notebook: Any) -> str:
    """Return everything that cells wrote to stderr: warnings that no school should get."""
    return "".join(
        output.get("text", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("output_type") == "stream" and output.get("name") == "stderr"
    )


def failed_cells(notebook: Any) -> list[int]:
    """Return the places of the cells that failed, from 0."""
    return [
        place
        for place, cell in enumerate(notebook.cells)
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    ]


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
