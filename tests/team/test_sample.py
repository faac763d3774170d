from pathlib import Path

import openpyxl
import pytest

from proeftuin.team.sample import write_checklists

COMMITTED = Path(__file__).parents[2] / "data" / "sample" / "checklist"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checklist")
    write_checklists(folder)
    return folder


def cells(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book}


def test_committed_forms_are_what_is_written(written):
    names = sorted(path.name for path in written.iterdir())
    assert names == sorted(path.name for path in COMMITTED.iterdir())
    assert len(names) == 6
    for name in names:
        assert cells(COMMITTED / name) == cells(written / name), name
