"""The committed notebooks: run, tidy, one argument each, and right for other schools too.

nbval compares their outputs with a fresh run; what it lets through is tested here.
"""

import os
import re
import tempfile
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import nbformat
import papermill
import pytest

from proeftuin.report.document.notebook import normalise
from proeftuin.report.formats.html import to_html
from proeftuin.report.making.parameters import Parameters, RegionParameters
from proeftuin.simulation.simulate import simulate_region

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Notebooks about more than one school.
PARAMETERS = {"regio": RegionParameters}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def test_there_are_notebooks():
    assert [path.stem for path in PATHS] == [
        "checklist",
        "evaluatie",
        "regio",
        "schoolrapport",
        "vmbo_voorbeeld",
        "voor_de_start",
    ]


def test_every_cell_has_run_in_order(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    assert outputs(notebook)


def test_no_cell_failed_or_warned(notebook):
    for output in outputs(notebook):
        assert output.output_type != "error"
        assert output.get("name") != "stderr"


def test_one_title_and_headings_in_order(notebook):
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_it_is_stored_as_the_normaliser_leaves_it(path):
    stored = path.read_text("utf-8")
    notebook = normalise(nbformat.reads(stored, as_version=4))
    assert nbformat.writes(notebook) + "\n" == stored


def test_nothing_of_a_machine_or_a_pupil(path):
    stored = path.read_text("utf-8")
    for folder in (ROOT, Path.home(), Path(tempfile.gettempdir())):
        assert str(folder) + os.sep not in stored
    # A pseudonym has sixteen hexadecimal digits; so have the first ones of a file's hash.
    hashes = set(re.findall(r"\b[0-9a-f]{16}\b", stored))
    assert len(hashes) <= 4


def test_each_cell_is_small(notebook):
    for cell in code_cells(notebook):
        assert len(cell.source.splitlines()) <= 13
        assert not re.search(r"^(def|class|while) ", cell.source, flags=re.MULTILINE)


def test_parameters_are_those_of_the_library(path, notebook):
    (cell,) = [c for c in code_cells(notebook) if "parameters" in c.metadata.get("tags", [])]
    lines = cell.source.splitlines()
    known = {field.name: field.default for field in fields(PARAMETERS.get(path.stem, Parameters))}
    for line in lines:
        name, value = re.fullmatch(r'(\w+): str = "(.*)"  # .{20,}', line).groups()
        assert known[name] == value


def test_the_slide_stands_in_the_example():
    notebook = nbformat.read(ROOT / "notebooks" / "vmbo_voorbeeld.ipynb", as_version=4)
    text = "".join(str(output) for output in outputs(notebook))
    assert "Tier 1 +9,0 procentpunt, Tier 2 −4,7 procentpunt en Tier 3 −4,4 procentpunt" in text
    assert "344 leerlingen" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "school"),
    [
        ("evaluatie", "po"),
        ("evaluatie", "vo"),
        ("schoolrapport", "po"),
        ("schoolrapport", "vo"),
        ("vmbo_voorbeeld", "vo"),
        ("checklist", "po"),
        ("voor_de_start", "vo"),
    ],
)
def test_cold_start_with_another_school(name, school, tmp_path):
    executed = papermill.execute_notebook(
        str(ROOT / "notebooks" / f"{name}.ipynb"),
        str(tmp_path / "out.ipynb"),
        parameters={"school": school, "project": str(ROOT / "data/sample/proeftuinen.toml")},
        cwd=str(tmp_path),
        progress_bar=False,
    )
    page = to_html(executed, "x")
    assert "Waterlinde" not in page
    assert len(page) > 20_000


@pytest.mark.slow
def test_cold_start_with_the_sample_schools_as_a_region(tmp_path):
    page = region_page(ROOT / "data/sample/proeftuinen.toml", tmp_path)
    assert "Dennenlaar" not in page
    for guard in (
        "Er is geen marge: met één proeftuinschool en één vergelijkingsschool is niet te zien",
        "Basisschool De Eikenhorst (synthetisch) doet niet mee: een andere sector",
        "Met 2 scholen is er geen gemiddelde over scholen",
        "is niet te zeggen hoeveel scholen gewoonlijk verschillen",
        "deze controle is er dus niet",
        "is ook een groot verschil niet aan te tonen",
    ):
        assert guard in page


@pytest.mark.slow
def test_cold_start_with_a_smaller_region(tmp_path):
    simulate_region(tmp_path / "klein", seed=5, schools=4, pilots=2, sizes=(25, 60))
    page = region_page(tmp_path / "klein" / "proeftuinen.toml", tmp_path)
    assert "2 met een proeftuin, 2 zonder" in page
    assert "&lt;30: minder dan 30 leerlingen te volgen" in page


def region_page(project, folder):
    executed = papermill.execute_notebook(
        str(ROOT / "notebooks" / "regio.ipynb"),
        str(folder / "out.ipynb"),
        parameters={"project": str(project)},
        cwd=str(folder),
        progress_bar=False,
    )
    return to_html(executed, "x")
