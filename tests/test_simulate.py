"""The sample schools: what was planted, the same files every time, and their calendar."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from proeftuin.register.project.project_file import load_project
from proeftuin.simulation.history.absence import Absence
from proeftuin.simulation.history.plant import plant
from proeftuin.simulation.history.truth import tiers, windows
from proeftuin.simulation.schools.calendars import first_and_last, is_summer_time, school_days
from proeftuin.simulation.schools.timetable import build_world
from proeftuin.simulation.simulate import SCHOOLS, simulate

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The four schools, written anew."""
    folder = tmp_path_factory.mktemp("sample")
    simulate(folder)
    return folder


def truth(folder, school):
    return pd.read_csv(
        folder / "truth" / f"{school}.csv", sep=";", dtype={"pupil": str, "tier": "Int8"}
    )


def summary(folder, school):
    return json.loads((folder / "truth" / f"{school}.json").read_text(encoding="utf-8"))


def contents(path):
    """What is in a file, whatever the compression and the clock of the machine."""
    if path.suffix == ".xlsx":
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="openpyxl")
        return {name: sheet.fillna("").to_numpy().tolist() for name, sheet in sheets.items()}
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return path.read_bytes()


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


# What was planted.


def test_vmbo_moves_as_planted(made):
    found = summary(made, "vmbo")
    assert found["paired"] == 344
    assert found["transitions"] == [[170, 20, 16], [34, 14, 14], [33, 12, 31]]
    assert found["change_pupils"] == [31, -16, -15]
    assert [round(points, 1) for points in found["change_points"]] == [9.0, -4.7, -4.4]
    assert found["windows"] == {
        "before": {"start": "2021-01-05", "end": "2021-02-01", "days": 20},
        "after": {"start": "2021-02-15", "end": "2021-03-19", "days": 20},
    }


def test_planted_change_follows_from_the_pupils(made):
    rows = truth(made, "vmbo").pivot(index="pupil", columns="period", values="tier")
    both = rows[["before", "after"]].dropna()
    assert len(both) == 344
    change = [int((both["after"] == t).sum() - (both["before"] == t).sum()) for t in (1, 2, 3)]
    assert change == [31, -16, -15]


def test_some_pupils_stand_exactly_on_a_cut(made):
    rows = truth(made, "vmbo").query("period in ('before', 'after') and tier.notna()")
    absent, possible = rows["absent_minutes"], rows["possible_minutes"]
    assert (rows["tier"][20 * absent == possible] == 1).sum() >= 5
    assert (rows["tier"][10 * absent == possible] == 2).sum() >= 5


def test_worse_classes_have_more_pupils_in_tier_3(made):
    roster = pd.read_csv(
        made / "vmbo" / "leerlingen.csv", sep=";", encoding="cp1252", dtype=str
    ).drop_duplicates("stamnummer", keep="last")
    rows = truth(made, "vmbo").query("period == 'before' and tier.notna()")
    room = rows["pupil"].map(roster.set_index("stamnummer")["stamklas_naam"])
    share = (rows["tier"] == 3).groupby(room).mean()
    assert set(share.nlargest(4).index) >= {"2b", "3b1"}
    assert (share > 0).sum() >= 12


@pytest.mark.parametrize(
    ("school", "name", "low", "high"),
    [
        ("vergelijking", "", 5, 8),
        ("vo", "", 3, 6),
        ("vo", "earlier", 3, 6),
        ("po", "", 3, 9),
    ],
)
def test_schools_without_a_plant_improve_with_the_season(made, school, name, low, high):
    found = summary(made, school)
    found = found[name] if name else found
    assert low <= found["change_points"][0] <= high
    assert sum(found["change_pupils"]) == 0


def test_plant_refuses_a_table_of_another_size():
    rng = np.random.default_rng(1)
    spec = SCHOOLS["vmbo"]
    absence = Absence(rng, build_world(rng, spec))
    with pytest.raises(ValueError, match="344 pupils are classified in both windows"):
        plant(absence, windows(spec)[""], ((1, 0, 0), (0, 0, 0), (0, 0, 0)))


def test_plant_gives_up_on_what_does_not_occur(monkeypatch):
    monkeypatch.setattr("proeftuin.simulation.history.plant.MOST_BATCHES", 0)
    rng = np.random.default_rng(1)
    spec = SCHOOLS["vmbo"]
    absence = Absence(rng, build_world(rng, spec))
    with pytest.raises(RuntimeError, match="no history found for"):
        plant(absence, windows(spec)[""], spec.planted)


def test_another_seed_gives_other_pupils_and_the_same_plant(made, tmp_path):
    simulate(tmp_path, seed=7, only=["vmbo"])
    assert summary(tmp_path, "vmbo")["transitions"] == summary(made, "vmbo")["transitions"]
    assert not truth(tmp_path, "vmbo").equals(truth(made, "vmbo"))


# The same files every time.


def test_same_seed_same_files(made, tmp_path):
    simulate(tmp_path, only=["po", "vergelijking"])
    for name in files(tmp_path):
        assert contents(tmp_path / name) == contents(made / name), name


def test_committed_sample_is_what_the_generator_writes(made):
    # The filled-in checklists and the region beside the exports are made by themselves.
    committed = {name for name in files(SAMPLE) if not name.startswith(("checklist/", "regio/"))}
    assert files(made) == committed - {"proeftuinen.toml"}
    for name in files(made):
        assert contents(SAMPLE / name) == contents(made / name), name


def test_sizes(made):
    sizes = [(made / name).stat().st_size for name in files(made)]
    assert max(sizes) < 2_500_000
    assert sum(sizes) < 10_000_000


@pytest.mark.parametrize("school", ["vmbo", "vergelijking"])
def test_the_code_book_knows_what_the_report_says_of_internal_suspension(made, school):
    """Else the report says how it counts, and the one code for it counts in another way."""
    chosen = load_project(SAMPLE / "proeftuinen.toml").schools[school].counting.suspended_inside
    book = pd.read_csv(made / school / "codeboek.csv", sep=";", index_col="omschrijving")
    inside = book[book.index.str.contains("intern", case=False)]
    assert inside[["soort", "reden"]].to_numpy().tolist() == [[chosen, "intern geschorst"]]


def test_unknown_school(tmp_path):
    with pytest.raises(KeyError):
        simulate(tmp_path, only=["mbo"])


def test_folder_says_that_it_is_made_up(made):
    assert "synthetisch" in (made / "LEESMIJ.txt").read_text(encoding="utf-8")


# The calendar.


@pytest.mark.parametrize(
    ("start", "end", "sector", "days"),
    [
        # From a count of weekdays minus holidays and public holidays of region Noord.
        ("2020-08-17", "2021-07-09", "vo", 205),
        ("2021-08-23", "2022-07-15", "vo", 205),
        ("2021-08-23", "2022-07-15", "po", 200),
        ("2022-08-29", "2023-07-21", "vo", 205),
        ("2023-09-04", "2024-07-19", "vo", 201),
        ("2021-01-05", "2021-03-19", "vo", 49),
        ("2024-01-08", "2024-03-22", "vo", 50),
        ("2023-01-09", "2023-03-24", "vo", 50),
    ],
)
def test_school_days(start, end, sector, days):
    assert len(school_days(start, end, sector=sector)) == days


def test_windows_are_the_first_and_last_days():
    before, after = first_and_last(
        school_days("2024-01-08", "2024-03-22"), "2024-01-08", "2024-03-22", 20
    )
    assert [str(before[0]), str(before[-1])] == ["2024-01-08", "2024-02-02"]
    assert [str(after[0]), str(after[-1])] == ["2024-02-26", "2024-03-22"]


def test_summer_time_as_the_time_zone_data_has_it():
    days = np.arange(np.datetime64("2020-08-17"), np.datetime64("2024-07-20"))
    zoned = pd.DatetimeIndex(days + np.timedelta64(12, "h")).tz_localize("Europe/Amsterdam")
    assert is_summer_time(days).tolist() == [moment.utcoffset().seconds == 7200 for moment in zoned]


def test_tiers_on_the_cuts():
    absent = np.array([0, 5, 6, 10, 11, 100])
    assert tiers(absent, np.full(6, 100)).tolist() == [1, 1, 2, 2, 3, 3]
