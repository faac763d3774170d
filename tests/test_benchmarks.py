"""The benchmark of batches runs, on two schools: every way makes reports, and is measured."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from proeftuin.report.document.notebook import KERNEL, LANGUAGE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
WAYS = (
    "proeftuin report",
    "papermill loop in one process",
    "shell loop of papermill and nbconvert",
    "nbconvert --execute",
)
# The report itself takes minutes for so many ways; how long it takes is not what is tested here.
PARAMETERS = new_code_cell(
    'school: str = "vmbo"\nproject: str = ""\nregisters: str = ""\nearlier: str = ""\n'
    'language: str = "nl"',
    metadata={"tags": ["parameters"]},
)
SHOWN = new_code_cell("from IPython.display import HTML\nHTML(f'<p>{school}</p>')")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_the_benchmark_of_batches_measures_every_way(tmp_path):
    notebook = tmp_path / "small.ipynb"
    # papermill on its own asks the notebook for its kernel.
    metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    nbformat.write(new_notebook(cells=[PARAMETERS, SHOWN], metadata=metadata), notebook)
    sizes = ["--schools", "2", "--rounds", "1", "--loop", "1", "--shell", "1"]
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "reports.py", *sizes, "--notebook", notebook],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("2 simulated schools, 1 interleaved rounds")
    for way, reports in zip(WAYS, ("2", "1", "1", "1"), strict=True):
        (line,) = (line for line in lines if line.startswith(f"{way:40}"))
        made, *numbers = line[40:].split()
        assert made == reports
        # Per minute, ratio, CPU seconds, cores and MB: no number tells how fast it ought to be.
        assert len(numbers) == 5
        assert all(float(number) > 0 for number in numbers)
    # Without a PDF per school nothing was measured that a coach could use.
    assert "2 reports stand" in done.stdout
