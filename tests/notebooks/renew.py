"""Run the committed notebooks and write them back with their outputs: `python tests/notebooks/renew.py`.

nbval compares these outputs with a fresh run, so they are renewed when a result changes on purpose.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from proeftuin.report.notebooks import normalise

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


def renewed(path: Path):
    """Run a notebook in its own folder, as nbval does, and strip what differs per run."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    return normalise(notebook)


def write(notebook, path: Path) -> None:
    path.write_text(nbformat.writes(notebook) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(p.name for p in FOLDER.glob("*.ipynb")):
        write(renewed(FOLDER / name), FOLDER / name)
        print(name)
