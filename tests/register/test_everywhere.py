"""Each sample school, exported in every profile that can express it, gives the planted days."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from dirty import DIRTY, dirty_id

from proeftuin.register.importer import import_school
from proeftuin.register.project import load_project
from proeftuin.register.pseudonyms import canonical_numbers, pseudonymise, read_or_make_key
from proeftuin.simulation.everywhere import combinations, exports_in, sample_school
from proeftuin.simulation.sample import day_truth

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "proeftuinen.toml"
SETTINGS = tomllib.loads(SAMPLE.read_text("utf-8"))["scholen"]
SIZES = ["sessions", "minutes", "absent_sessions", "absent_minutes", "authorised_minutes"]
SIZES += ["unauthorised_minutes", "sick_minutes", "late", "unregistered_sessions"]


def project_for(folder, school, profiles, files):
    """Write an export and a project file with the settings of the sample school."""
    settings = SETTINGS[school if school in SETTINGS else school.split("-")[0]]
    export = folder / "export"
    export.mkdir()
    for name, content in files.items():
        (export / name).write_bytes(content)
    own = "\n".join(
        f"[[scholen.x.eigen_dagen]]\ndatum = {day['datum']}\nwat = '{day['wat']}'"
        for day in settings["eigen_dagen"]
    )
    stages = settings.get("bouw")
    text = f"""naam = "Proef"
[scholen.x]
naam = "x"
sector = "{settings["sector"]}"
profiel = {list(profiles)}
export = "export"
exportdatum = {settings["exportdatum"]}
schooljaren = {settings["schooljaren"]}
{f"bouw = {{ onderbouw = {stages['onderbouw']}, bovenbouw = {stages['bovenbouw']} }}" if stages else ""}
{own}
"""
    path = folder / "proeftuinen.toml"
    path.write_text(text, "utf-8")
    return load_project(path)


def imported(folder, school, profiles, files):
    return import_school(project_for(folder, school, profiles, files), "x")


def truth(school):
    """Return the planted days, by pseudonym and date."""
    planted = day_truth(sample_school(school)[0])
    number = planted.columns[0]
    keyed = pseudonymise(canonical_numbers(planted[number]), read_or_make_key(), "x")
    return sized(planted.assign(pupil=keyed))


def sized(days):
    table = days[["pupil", "class", "date", *SIZES]].sort_values(["pupil", "date"])
    return table.reset_index(drop=True).astype({"date": "datetime64[us]"})


@pytest.mark.parametrize(
    ("school", "profiles", "shape"),
    [pytest.param(*each, id=f"{each[0]}-{'+'.join(each[1])}-{each[2]}") for each in combinations()],
)
def test_every_profile_gives_the_planted_days(school, profiles, shape, tmp_path):
    register = imported(tmp_path, school, profiles, exports_in(school, profiles, shape))
    pd.testing.assert_frame_equal(sized(register.days), truth(school), check_dtype=False)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Return the days of a clean export, imported once."""
    found = {}

    def of(export):
        if str(export) not in found:
            folder = tmp_path_factory.mktemp("clean")
            found[str(export)] = imported(folder, export.school, export.profiles, export.files)
        return found[str(export)]

    return of


@pytest.mark.parametrize(
    ("export", "fault"),
    [pytest.param(export, fault, id=dirty_id(export, name)) for export, name, fault in DIRTY],
)
def test_a_dirty_twin_gives_the_register_of_the_clean_one(export, fault, clean, tmp_path):
    dirty = imported(tmp_path, export.school, export.profiles, fault(export))
    for table in ("pupils", "sessions", "days"):
        pd.testing.assert_frame_equal(getattr(dirty, table), getattr(clean(export), table))
