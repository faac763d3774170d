"""Run the committed notebooks and write them back with their outputs.

    .venv/bin/python tools/renew_notebooks.py [NAME.ipynb ...]

nbval compares these outputs with a fresh run, so they are renewed when a result changes on purpose.
"""

import sys
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode

from proeftuin.report.document.notebook import normalise, notebook_text, read_notebook

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


def renewed(path: Path) -> NotebookNode:
    """Run a notebook in its own folder, as nbval does, and strip what differs per run."""
    notebook = read_notebook(path)
    NotebookClient(
        notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    return normalise(notebook)


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook with the same bytes on every system."""
    path.write_text(notebook_text(notebook), "utf-8", newline="\n")


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(p.name for p in FOLDER.glob("*.ipynb")):
        write(renewed(FOLDER / name), FOLDER / name)
        print(name)
