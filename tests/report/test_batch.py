"""Batches: killed, two at once, on a full disk, in parts; and the page over all reports."""

import errno
import os
from datetime import date

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from killed import SCHOOLS, files, killed, not_whole, start
from nbformat.v4 import new_code_cell, new_notebook

from proeftuin.register.problems import InputError
from proeftuin.report import run
from proeftuin.report.batch import write_reports
from proeftuin.report.index import index_page
from proeftuin.report.plan import Shard

PARAMETERS = new_code_cell(
    'school: str = "vmbo"\nproject: str = ""\nregisters: str = ""\nearlier: str = ""',
    metadata={"tags": ["parameters"]},
)
SHOWN = """
import time
from IPython.display import HTML
time.sleep(0.5)
HTML(f'<p class="headline">{school} &amp; meer</p><svg viewBox="0 0 1 1"><title>x</title></svg>')
"""

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
needs_groups = pytest.mark.skipif(os.name == "nt", reason="no process groups to kill there")


@pytest.fixture
def root(tmp_path, registers):
    for school in SCHOOLS:
        registers[school].save(tmp_path / "data" / "register" / school)
    return tmp_path


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "small.ipynb"
    nbformat.write(new_notebook(cells=[PARAMETERS, new_code_cell(SHOWN)]), path)
    return path


def write(project, root, notebook, **options):
    return write_reports(project, root, SCHOOLS, progress=False, notebook=notebook, **options)


def states(results):
    return [result.state for result in results]


@needs_groups
def test_a_killed_batch_leaves_no_half_report_and_goes_on(root, notebook):
    in_time, _ = killed(root, 3, notebook)
    assert in_time >= 1


@needs_groups
def test_two_batches_at_once_make_what_one_makes(root, notebook):
    assert start(root, notebook).wait() == 0
    alone = files(root)
    for path in (root / "reports").glob("*/rapport.json"):
        path.unlink()
    both = [start(root, notebook), start(root, notebook)]
    assert [batch.wait() for batch in both] == [0, 0]
    assert files(root) == alone


def test_a_full_disk_fails_that_report_and_keeps_the_old_one(project, root, notebook, monkeypatch):
    assert states(write(project, root, notebook)) == ["made", "made"]
    before = files(root)
    publish = run.publish

    def full(work, folder, ours):
        if folder.name == "po":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(work / "schoolrapport.pdf"))
        publish(work, folder, ours)

    monkeypatch.setattr(run, "publish", full)
    po, other = write(project, root, notebook, force=True)
    assert (po.failed, other.state) == (True, "made")
    assert po.reason == "lezen of schrijven lukt niet (schoolrapport.pdf): de schijf is vol"
    assert files(root) == before
    assert not_whole(root) == []
    page = (root / "reports" / "index.html").read_text("utf-8")
    assert "De laatste poging is mislukt; dit is het rapport van daarvoor." in page
    monkeypatch.undo()
    assert states(write(project, root, notebook, force=True)) == ["made", "made"]
    assert "mislukt" not in (root / "reports" / "index.html").read_text("utf-8")


def test_a_failure_keeps_the_notebook_as_far_as_it_came(project, root, tmp_path):
    path = tmp_path / "fails.ipynb"
    cells = [PARAMETERS, new_code_cell("print('so far')"), new_code_cell("1 / 0")]
    nbformat.write(new_notebook(cells=cells), path)
    po, _ = write(project, root, path)
    kept = nbformat.read(po.notebook, as_version=4)
    assert kept.cells[po.cell - 1].source == "1 / 0"
    # papermill puts a cell of its own above the one that failed.
    assert kept.cells[po.cell - 3].outputs[0].text == "so far\n"
    assert f", cel {po.cell}: division by zero" in str(po)
    assert not (root / "reports" / "po").exists()


def test_a_dry_run_tells_why_and_makes_nothing(project, root, notebook):
    results = write(project, root, notebook, dry_run=True)
    assert states(results) == ["outdated", "outdated"]
    assert str(results[0]) == "po: wordt gemaakt, want er is nog geen rapport"
    assert not (root / "reports").exists()
    write(project, root, notebook)
    assert states(write(project, root, notebook, dry_run=True)) == ["current", "current"]
    cells = [PARAMETERS, new_code_cell(SHOWN + "\n1")]
    nbformat.write(new_notebook(cells=cells), notebook)
    reasons = [result.reason for result in write(project, root, notebook, dry_run=True)]
    assert reasons == ["het notebook is veranderd"] * 2


def test_all_that_is_wrong_with_what_was_asked_is_told_together(project, root):
    with pytest.raises(InputError) as told:
        write_reports(project, root, ["po", "nergens", "ook niet"], shard="4/3", progress=False)
    assert [problem.value for problem in told.value.problems] == ["nergens", "ook niet", "4/3"]


def test_since_leaves_schools_without_a_later_export_out(project, root, notebook):
    last = max(project.schools[school].export_date for school in SCHOOLS)
    chosen = [s for s in SCHOOLS if project.schools[s].export_date >= last]
    results = write(project, root, notebook, since=last, dry_run=True)
    assert [result.school for result in results] == chosen
    with pytest.raises(InputError, match="export van op of na deze datum"):
        write(project, root, notebook, since=date(2099, 1, 1))


@given(st.integers(1, 40), st.lists(st.integers(), unique=True))
def test_the_parts_together_are_the_whole(count, schools):
    parts = [Shard.of(f"{number}/{count}").part(schools) for number in range(1, count + 1)]
    assert sorted(school for part in parts for school in part) == sorted(schools)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_the_page_over_all_reports_shows_every_school_and_its_state(project, root, notebook):
    write(project, root, notebook)
    page = (root / "reports" / "index.html").read_text("utf-8")
    assert page == index_page(project, root / "reports")
    assert "2 van de 4 scholen hebben een rapport." in page
    assert page.count("Gemaakt.") == 2
    assert page.count("Er is nog geen rapport.") == 2
    assert page.count("data:image/svg+xml;base64,") == 2
    assert "<p>po &amp; meer</p>" in page
    for school in SCHOOLS:
        for kind in ("html", "pdf", "xlsx"):
            assert f'href="{school}/schoolrapport.{kind}"' in page
            assert (root / "reports" / school / f"schoolrapport.{kind}").exists()
    assert "http" not in page
