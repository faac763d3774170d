"""Formats made in other processes: the same bytes, the same refusals, and a way on without them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from proeftuin.report.document.bundle import MIME, Bundle, paragraphs
from proeftuin.report.document.notebook import normalise
from proeftuin.report.document.table import Column, Table
from proeftuin.report.formats.documents import FORMATS, documents
from proeftuin.report.formats.html import NotFitError
from proeftuin.report.making.workers import documents_apart

MARK = "PROEFTUIN_MARK"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def executed(*outputs):
    cells = [new_markdown_cell("# De school"), new_code_cell("x", outputs=list(outputs))]
    return normalise(new_notebook(cells=cells), "De school")


@pytest.fixture
def notebook():
    table = Table("Leerlingen", (Column("count", "Aantal", "count"),), [{"count": 7}])
    bundle = Bundle("pupils", lead=paragraphs("Er zijn zeven leerlingen."), tables=(table,))
    return executed(new_output("display_data", {"text/html": bundle.html, MIME: bundle.data}))


@pytest.fixture
def processes(monkeypatch):
    """List the processes that loky has started from here."""
    if sys.platform != "linux":
        pytest.skip("reads what Linux tells of its processes")
    monkeypatch.setenv(MARK, mark := uuid4().hex)
    return lambda: marked(mark)


def test_bytes_are_those_of_this_process(notebook, processes):
    with documents_apart(2) as make:
        made = make(notebook, "De school")
        assert len(processes()) == 1
    assert list(made) == list(FORMATS)
    assert made == documents(notebook, "De school")
    assert b"zeven leerlingen" in made["html"]
    assert not processes()


def test_one_report_is_made_here(processes):
    with documents_apart(1) as make:
        assert make is documents
        assert not processes()


def test_one_process_serves_four_notebooks(processes):
    with documents_apart(5) as make:
        make(executed(), "De school")
        assert len(processes()) == 2


def test_what_must_not_be_published_is_refused():
    warned = executed(new_output("stream", name="stderr", text="let op"))
    with documents_apart(2) as make, pytest.raises(NotFitError, match=r"waarschuwing.*let op"):
        make(warned, "De school")


def test_without_the_processes_it_goes_on_here(notebook, processes):
    with documents_apart(2) as make:
        first = make(notebook, "De school")
        for process in processes():
            os.kill(process, signal.SIGKILL)
        assert make(notebook, "De school") == first
        assert make(notebook, "De school") == first


def test_a_batch_that_was_killed_leaves_no_process(processes):
    script = """
import time
from proeftuin.report.making.workers import documents_apart
from nbformat.v4 import new_notebook
from proeftuin.report.document.notebook import normalise
with documents_apart(2) as make:
    make(normalise(new_notebook(), "x"), "x")
    print("made", flush=True)
    time.sleep(60)
"""
    command = [sys.executable, "-W", "ignore", "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as batch:
        assert batch.stdout.readline() == b"made\n"
        assert processes()
        batch.kill()
    end = time.monotonic() + 15
    while processes() and time.monotonic() < end:
        time.sleep(0.5)
    assert not processes()


def marked(mark):
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            named = b"LokyProcess" in (folder / "cmdline").read_bytes()
            if named and mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found
