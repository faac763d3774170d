from datetime import date
from shutil import copy

import pytest
from open_form import OpenForm

from proeftuin.team.form.writer import write_form

# Run by the Python of LibreOffice, which alone has its `uno`.
collect_ignore = ["fill_in_libreoffice.py"]


@pytest.fixture(scope="session")
def empty_form(tmp_path_factory):
    """Where an empty form is; not to be changed."""
    path = tmp_path_factory.mktemp("form") / "leeg.xlsx"
    write_form(path, "Voorbeeldschool", date(2021, 4, 15))
    return path


@pytest.fixture
def form(empty_form, tmp_path):
    return OpenForm(copy(empty_form, tmp_path / "formulier.xlsx"))
