"""A school of more than a thousand pupils: its report can still be mailed, and printed."""

import io

import pandas as pd
import pytest
from pypdf import PdfReader

from proeftuin.register.store.register import Register

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000


def multiplied(register, times):
    """Return a register with every class and pupil several times."""
    tables = {}
    for name in ("pupils", "sessions", "absences", "days"):
        table = getattr(register, name)
        copies = []
        for number in range(times):
            renamed = {
                column: table[column] + f"-{number}"
                for column in ("class", "pupil")
                if column in table and number
            }
            copies.append(table.assign(**renamed))
        tables[name] = pd.concat(copies, ignore_index=True)
    return Register(tables, register.provenance)


@pytest.fixture(scope="module")
def report(project, registers, run_report, tmp_path_factory):
    folder = tmp_path_factory.mktemp("groot") / "data" / "register"
    multiplied(registers["vmbo"], 3).save(folder / "vmbo")
    registers["vergelijking"].save(folder / "vergelijking")
    return run_report(school="vmbo", project=str(project.path), registers=str(folder))


def test_it_is_large(report):
    pyramid = report.results.current.pyramid
    assert pyramid.n + pyramid.unclassified > 1000


def test_sizes(report):
    assert len(report.files["html"]) < 1.5 * MEGABYTE
    assert len(report.files["pdf"]) < 2 * MEGABYTE
    assert len(report.files["xlsx"]) < MEGABYTE


def test_every_class_has_its_row_in_the_pdf(report):
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(report.files["pdf"])).pages)
    classes = report.results.groups.query("level == 'class'")["group"].unique()
    assert len(classes) == 3 * len({name.removesuffix("-1").removesuffix("-2") for name in classes})
    assert all(name in text for name in classes)
