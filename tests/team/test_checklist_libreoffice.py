"""The form in a real office program: opened, filled in and saved there, and read back."""

import json
import os
import re
import shutil
import signal
import subprocess
from datetime import date
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest

from proeftuin.team.checklist.answers import Answer
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import ITEMS
from proeftuin.team.checklist.reader import read_form
from proeftuin.team.form.writer import write_form

SCRIPT = Path(__file__).parent / "fill_in_libreoffice.py"
OFFICE = shutil.which("soffice")
PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python", "python3")
TYPED = [
    ("School", "S01", "Antwoord", "ja"),
    ("School", "S01", "Wie", "mentoren & teamleider"),
    ("School", "S01", "Sinds", "24-8-2020"),
    ("School", "S01", "Waaraan te zien", "= zie beleidsplan"),
    ("School", "S25", "Antwoord", "Deels"),
    ("School", "S25", "Volgende stap", "ruimte zoeken"),
    ("School", "S25", "Klaar op", "2021-06-01"),
    ("Kinderen", "K07", "Antwoord", "nee"),
    ("Ouders", "O13", "Antwoord", "NIET VAN TOEPASSING"),
    ("Partners", "P16", "Antwoord", "ja"),
    ("Partners", "P16", "Wie", "jeugdarts"),
]
MEANT = {
    "S01": Answer("done", "mentoren & teamleider", "2020-08-24", "= zie beleidsplan"),
    "S25": Answer("partly", next_step="ruimte zoeken", next_date=date(2021, 6, 1)),
    "K07": Answer("not done"),
    "O13": Answer("not applicable"),
    "P16": Answer("done", "jeugdarts"),
}


# As `fill_in_libreoffice.py` says it.
WITHOUT_WINDOWS = 77


def python_with_uno():
    for python in filter(shutil.which, PYTHONS):
        done = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
        if done.returncode == 0:
            return python
    return None


@pytest.fixture(scope="module")
def office():
    """Return a function that works on a form in LibreOffice and tells what was seen there."""
    python = python_with_uno() if OFFICE else None
    if python is None:
        pytest.skip("LibreOffice with its Python bridge (soffice, python3-uno) is not installed")

    def work(form, result, **orders):
        folder, pipe = result.parent, f"proeftuin{uuid4().hex}"
        instructions = folder / "instructions.json"
        nothing = {"typed": [], "locked": [], "sorted": [], "widened": []}
        instructions.write_text(json.dumps(nothing | orders), "utf-8")
        server = subprocess.Popen(
            [
                OFFICE,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            done = subprocess.run(
                [python, SCRIPT, pipe, form, result, instructions],
                capture_output=True,
                text=True,
                timeout=180,
                check=False,
            )
            if done.returncode == WITHOUT_WINDOWS:
                pytest.skip("this LibreOffice opens no windows (nogui), so nobody can type in it")
            assert done.returncode == 0, done.stderr
        finally:
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                # The program is a child of the script that was started.
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
        return json.loads(done.stdout)

    return work


@pytest.fixture(scope="module")
def filled(office, tmp_path_factory):
    """Fill in a form with an earlier evaluation beside it."""
    folder = tmp_path_factory.mktemp("office")
    earlier = Checklist({"S01": Answer("partly")}, day=date(2020, 10, 8))
    write_form(folder / "form.xlsx", "School ‘Noord’ & co", date(2021, 4, 15), earlier)
    locked = [("School", "A6"), ("School", "C6"), ("School", "D6"), ("Uitleg", "B9")]
    seen = office(folder / "form.xlsx", folder / "back.xlsx", typed=TYPED, locked=locked)
    return folder, seen


def complete(answers):
    return {item.id: answers.get(item.id, Answer()) for item in ITEMS}


def test_filled_in_form_reads_back(filled):
    folder, _ = filled
    read = read_form(folder / "back.xlsx")
    assert read.answers == complete(MEANT)
    assert (read.school, read.day, read.warnings) == (
        "School ‘Noord’ & co",
        date(2021, 4, 15),
        (),
    )


def test_locked_cells_cannot_be_typed_in(filled):
    _, seen = filled
    assert all(seen["locked"].values())
    assert len(seen["locked"]) == 4


def test_progress_is_counted(filled):
    _, seen = filled
    assert seen["progress"] == [
        "2 van 25 punten beantwoord",
        "1 van 10 punten beantwoord",
        "1 van 13 punten beantwoord",
        "1 van 16 punten beantwoord",
    ]


def test_sorted_and_widened_there(filled, office):
    folder, _ = filled
    office(
        folder / "back.xlsx",
        folder / "sorted.xlsx",
        sorted=["School", "Partners"],
        widened=["Kinderen", "School"],
    )
    sheet = openpyxl.load_workbook(folder / "sorted.xlsx")["Partners"]
    assert sheet["C5"].value > sheet["C6"].value
    assert read_form(folder / "sorted.xlsx").answers == complete(MEANT)


def test_prints_on_a_few_pages(filled):
    """A sheet of its own for every audience; the school's 25 items take two."""
    folder, _ = filled
    subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", folder, folder / "form.xlsx"),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    pages = len(re.findall(rb"/Type\s*/Page\b", (folder / "form.pdf").read_bytes()))
    assert pages == 6
