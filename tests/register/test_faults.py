"""Every fault of the list is recognised as the list says, and the page is made from the list."""

import pytest
from faults import FAULTS, LEFT_OUT, MENDED, PAGE, READ, STOPS, TOLD, Spoilt, page
from fuzz.exports import clean_exports

from proeftuin.errors import InputError
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project

pytestmark = pytest.mark.slow


def imported(export, folder):
    return import_school(load_project(export.write(folder)), "proef")


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The registers of the clean exports."""
    return {
        name: imported(Spoilt(each), tmp_path_factory.mktemp(name))
        for name, each in clean_exports().items()
    }


def named(faults):
    return [pytest.param(each, id=f"{each.heading}: {each.name}") for each in faults]


@pytest.mark.parametrize("fault", named(each for each in FAULTS if each.grade == STOPS))
def test_stops(fault, tmp_path):
    export = Spoilt(clean_exports()[fault.school])
    fault.spoil(export)
    with pytest.raises(InputError) as raised:
        imported(export, tmp_path)
    problems = raised.value.problems
    assert {problem.what for problem in problems} == {fault.what, *fault.also}
    places = [(problem.file, problem.row, problem.column) for problem in problems]
    wanted = (*fault.place, None, None, None)[:3]
    assert any(
        all(want in (None, is_) for want, is_ in zip(wanted, place, strict=True))
        for place in places
    ), places
    assert all(problem.expected or problem.mend for problem in problems)
    assert not {"000101", "999999"} & set(str(raised.value).split())
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert written <= {*export.files, *export.beside, "proeftuinen.toml"}


@pytest.mark.parametrize(
    "fault", named(each for each in FAULTS if each.grade in (MENDED, LEFT_OUT, TOLD))
)
def test_is_counted(fault, clean, tmp_path):
    export = Spoilt(clean_exports()[fault.school])
    fault.spoil(export)
    part = {MENDED: "repaired", LEFT_OUT: "left_out", TOLD: "doubtful"}[fault.grade]
    found = imported(export, tmp_path).provenance[part]
    counts = {each["what"]: each["count"] for each in found}
    before = {each["what"]: each["count"] for each in clean[fault.school].provenance[part]}
    assert counts[fault.what] == before.pop(fault.what, 0) + 1
    assert counts.keys() - {fault.what} == before.keys()


@pytest.mark.parametrize("fault", named(each for each in FAULTS if each.grade == READ))
def test_is_read(fault, clean, tmp_path):
    export = Spoilt(clean_exports()[fault.school])
    untouched = dict(export.files)
    fault.spoil(export)
    assert export.files != untouched
    register = imported(export, tmp_path)
    assert register.days.equals(clean[fault.school].days)
    assert register.pupils.equals(clean[fault.school].pupils)


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == page(), "python -m register.faults, in tests"


def test_every_fault_is_there_once():
    assert len({(fault.heading, fault.name) for fault in FAULTS}) == len(FAULTS) >= 60
