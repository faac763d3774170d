"""Of a school year without known holidays every holiday would be a school day."""

from datetime import date

import pytest
from fuzz.exports import clean_exports

from proeftuin.errors import InputError
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project
from proeftuin.register.project.school_years import unknown_holidays

UNKNOWN = "Van een schooljaar zijn de vakanties niet bekend: zij zouden meetellen als lesdagen."
OWN = """eigen_dagen = [
    { datum = 2030-10-12, tot = 2030-10-20, wat = "herfstvakantie" },
    { datum = 2031-01-01, tot = 2031-01-05, wat = "kerstvakantie" },
    { datum = 2031-02-15, tot = 2031-02-23, wat = "voorjaarsvakantie" },
]
"""


@pytest.mark.parametrize("region", ["Noord", "Midden", "Zuid"])
@pytest.mark.parametrize("first", range(2014, 2030))
def test_years_that_are_known(region, first):
    assert unknown_holidays(f"{first}-{first + 1}", region, [], date(first + 1, 7, 31)) == []


@pytest.mark.parametrize("year", ["2013-2014", "2030-2031", "2031-2032"])
def test_years_that_are_not(year):
    assert unknown_holidays(year, "Noord", [], date(2040, 1, 1))


def half_days_of_2030(folder, extra):
    """An export of half-days in the school year 2030-2031, with one absence."""
    clean = clean_exports()["edexml"]
    files = dict(clean.files)
    files["afwezigheid.csv"] = (
        files["afwezigheid.csv"].split(b"\n")[0] + b"\n12;12-11-2030;;ochtend;;Z;\n"
    )
    (folder / "proef").mkdir()
    for name, content in files.items():
        (folder / "proef" / name).write_bytes(content)
    project = clean.project.replace("2020-2021", "2030-2031").replace("2021-01-22", "2031-03-14")
    path = folder / "proeftuinen.toml"
    path.write_text(project + extra, "utf-8")
    return import_school(load_project(path), "proef")


def test_the_import_stops_and_names_what_is_missing(tmp_path):
    with pytest.raises(InputError) as raised:
        half_days_of_2030(tmp_path, "")
    (problem,) = raised.value.problems
    assert (problem.what, problem.value) == (UNKNOWN, "2030-2031")
    for name in ("herfstvakantie", "kerstvakantie", "voorjaarsvakantie"):
        assert name in problem.expected
    # It begins after the day of the export.
    assert "meivakantie" not in problem.expected


def test_a_school_that_names_its_own_goes_on(tmp_path):
    register = half_days_of_2030(tmp_path, OWN)
    # Monday in the holiday that the school named, and the one after it.
    assert "2030-10-14" not in register.school_days.strftime("%Y-%m-%d")
    assert "2030-10-21" in register.school_days.strftime("%Y-%m-%d")
