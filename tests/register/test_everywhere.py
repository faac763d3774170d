"""Each sample school, exported in every profile that can express it, gives the planted days."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from brute_force.anywhere import read
from brute_force.registration import NOT_REGISTERED
from dirty import DIRTY, dirty_id

from proeftuin.register.importing.importer import import_school
from proeftuin.register.privacy.pseudonyms import canonical_numbers, pseudonymise, read_or_make_key
from proeftuin.register.project.project_file import load_project
from proeftuin.simulation.everywhere import combinations, exports_in, sample_school
from proeftuin.simulation.history.sample import day_truth
from proeftuin.simulation.schools.calendars import as_date

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "proeftuinen.toml"
SETTINGS = tomllib.loads(SAMPLE.read_text("utf-8"))["scholen"]
SIZES = ["sessions", "minutes", "absent_sessions", "absent_minutes", "authorised_minutes"]
SIZES += ["unauthorised_minutes", "sick_minutes", "late", "unregistered_sessions"]
SIZES += ["assumed_sessions", "assumed_minutes"]
# Where only deviations are known, some series of lessons stay empty by chance for too long.
MOST_DROPPED_BY_CHANCE = 0.01


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
telt_mee = {{ intern_geschorst = "afwezig" }}
{own}
"""
    path = folder / "proeftuinen.toml"
    path.write_text(text, "utf-8")
    return load_project(path)


def imported(folder, school, profiles, files):
    return import_school(project_for(folder, school, profiles, files), "x")


def shown(school, profiles, files):
    """Return, class × day × slot, which sessions an export shows to be registered or lets assume.

    What nobody registered is found in every profile; what is dropped beside it is so by chance.
    """
    sample, _ = sample_school(school)
    world = sample.world
    export = read(files, profiles, [as_date(day) for day in world.days])
    evidence = export.evidence()
    registered, assumed = np.zeros((2, *world.minutes.shape), dtype=bool)
    for cls, day in np.argwhere(world.minutes.any(axis=2)):
        name, date = world.spec.classes[cls].name, as_date(world.days[day])
        lessons = export.lessons[name][date]
        in_order = sorted(lessons, key=lambda session: lessons[session][1])
        slots = np.flatnonzero(world.minutes[cls, day])
        for session, slot in zip(in_order, slots, strict=True):
            found = evidence[name, date, session]
            registered[cls, day, slot] = found not in NOT_REGISTERED
            assumed[cls, day, slot] = found == "none"
    planted = world.unregistered[:, :, None] & (world.minutes > 0)
    assert planted.any()
    assert not registered[planted].any()
    others = (world.minutes > 0) & ~planted
    assert (others & ~registered).sum() <= MOST_DROPPED_BY_CHANCE * others.sum()
    direct = profiles in (("magister",), ("somtoday",), ("somtoday", "zermelo"))
    assert registered[others].all() or not direct
    return registered, assumed


def truth(school, profiles, files):
    """Return the planted days, by pseudonym and date."""
    planted = day_truth(sample_school(school)[0], *shown(school, profiles, files))
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
    files = exports_in(school, profiles, shape)
    register = imported(tmp_path, school, profiles, files)
    expected = truth(school, profiles, files)
    pd.testing.assert_frame_equal(sized(register.days), expected, check_dtype=False)


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
