"""Batches: killed, two at once, on a full disk, in parts; and the page over all reports."""

import errno
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from killed import SCHOOLS, files, killed, not_whole, start
from nbformat.v4 import new_code_cell, new_notebook

from proeftuin.errors import InputError
from proeftuin.report.formats.documents import FORMATS
from proeftuin.report.making import run
from proeftuin.report.making.batch import write_reports
from proeftuin.report.making.index import index_page
from proeftuin.report.making.plan import NAME, Shard
from proeftuin.report.making.publish import work_on
from proeftuin.report.record.rapport_json import STAMP
from proeftuin.text.words import long_date

PARAMETERS = new_code_cell(
    'school: str = "vmbo"\nproject: str = ""\nregisters: str = ""\nearlier: str = ""\n'
    'language: str = "nl"',
    metadata={"tags": ["parameters"]},
)
PARTS = (STAMP, *(f"{NAME}.{kind}" for kind in FORMATS))
SHOWN = """
import time
from proeftuin.report.document.bundle import Bundle, paragraphs
from proeftuin.report.document.parts import Figure
time.sleep(0.5)
figure = Figure('<svg viewBox="0 0 1 1"><title>x</title></svg>', "x")
Bundle("front", paragraphs(f"{school} & meer", kind="headline"), figure)
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
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
    assert po.reason == (
        "lezen of schrijven lukt niet (schoolrapport.pdf): de schijf is vol. "
        "Maak ruimte vrij en geef het commando opnieuw."
    )
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


def test_a_failure_in_one_language_is_not_one_in_the_other(project, root, notebook, tmp_path):
    path = tmp_path / "fails.ipynb"
    nbformat.write(new_notebook(cells=[PARAMETERS, new_code_cell("1 / 0")]), path)

    def told():
        page = (root / "reports" / "index.html").read_text("utf-8")
        return next(line for line in page.splitlines() if "De Eikenhorst" in line)

    assert states(write(project, root, notebook)) == ["made", "made"]
    english, _ = write(project, root, path, language="en")
    assert english.notebook == root / "reports" / "_mislukt" / "po" / "en" / "schoolrapport.ipynb"
    assert "De laatste poging in het Engels is mislukt." in told()
    dutch, _ = write(project, root, path)
    assert dutch.notebook == root / "reports" / "_mislukt" / "po" / "schoolrapport.ipynb"
    assert "De laatste poging is mislukt; dit is het rapport van daarvoor." in told()
    assert english.notebook.exists()
    assert states(write(project, root, notebook, force=True)) == ["made", "made"]
    assert "De laatste poging in het Engels is mislukt." in told()
    assert "van daarvoor" not in told()
    assert states(write(project, root, notebook, language="en")) == ["made", "made"]
    assert "mislukt" not in told()
    assert not (root / "reports" / "_mislukt").exists()


def test_an_english_report_stands_beside_the_dutch_one(project, root, notebook):
    english = {f"{school}/en/{name}" for school in SCHOOLS for name in PARTS}
    assert states(write(project, root, notebook, language="en")) == ["made", "made"]
    assert set(files(root)) == english
    # A folder with a report in another language is no Dutch report that is broken.
    assert write(project, root, notebook, dry_run=True)[0].reason == "er is nog geen rapport"
    assert states(write(project, root, notebook)) == ["made", "made"]
    both = files(root)
    assert set(both) == english | {f"{school}/{name}" for school in SCHOOLS for name in PARTS}
    for language, title in (("nl", "Schoolaanwezigheid"), ("en", "School attendance")):
        place = "po/schoolrapport.html" if language == "nl" else "po/en/schoolrapport.html"
        assert f'<html lang="{language}">' in both[place].decode()
        assert (
            f"<title>{title} – Basisschool De Eikenhorst (synthetisch)</title>"
            in both[place].decode()
        )
        assert states(write(project, root, notebook, language=language)) == ["current", "current"]
    # Each is told of what the other shows.
    given = [json.loads(both[f"po/{place}rapport.json"])["parameters"] for place in ("", "en/")]
    assert given[0]["earlier"] == given[1]["earlier"]
    assert given[0]["earlier"] == "reports/po/rapport.json;reports/po/en/rapport.json"
    write(project, root, notebook, force=True)
    assert files(root) == both
    page = (root / "reports" / "index.html").read_text("utf-8")
    assert 'href="po/en/schoolrapport.html"' in page
    assert page.count("lezen in het Engels") == 2 * len(SCHOOLS)


def test_a_school_is_made_in_one_language_at_a_time(project, root, notebook):
    with ThreadPoolExecutor() as pool:
        with work_on(root / "reports" / "po"):
            waits = pool.submit(write, project, root, notebook, language="en")
            with pytest.raises(TimeoutError):
                waits.result(10)
            assert not (root / "reports" / "po").exists()
        assert states(waits.result()) == ["made", "made"]


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
        write_reports(project, root, ["po", "nergens", "ook niet"], shard="4/3", language="de")
    wrong = [problem.value for problem in told.value.problems]
    assert wrong == ["nergens", "ook niet", "4/3", "de"]


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
    made = re.findall(r"Gemaakt met gegevens tot (.*?)\.<", page)
    assert made == [
        long_date(project.schools[name].export_date) for name in project.schools if name in SCHOOLS
    ]
    assert "Gemaakt." not in page
    assert page.count("Er is nog geen rapport.") == 2
    assert page.count("data:image/svg+xml;base64,") == 2
    assert "<p>po &amp; meer</p>" in page
    for school in SCHOOLS:
        for kind in ("html", "pdf", "xlsx"):
            assert f'href="{school}/schoolrapport.{kind}"' in page
            assert (root / "reports" / school / f"schoolrapport.{kind}").exists()
    assert "http" not in page
