"""The region: the same files every time, schools of every size, and a programme that is known."""

import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from proeftuin.cli.commands import app
from proeftuin.evaluation.schools.difference_in_differences import difference_in_differences
from proeftuin.simulation.history.programme import prevent
from proeftuin.simulation.history.sample import draw_school
from proeftuin.simulation.region import PREVENTED, START, draw_region, region_truth
from proeftuin.simulation.simulate import simulate_region

REGION = Path(__file__).parents[1] / "data" / "sample" / "regio"


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def contents(path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return path.read_bytes()


def test_committed_region_is_what_the_generator_writes(tmp_path):
    simulate_region(tmp_path)
    assert files(tmp_path) == files(REGION)
    for name in files(tmp_path):
        assert contents(tmp_path / name) == contents(REGION / name), name
    assert sum((REGION / name).stat().st_size for name in files(REGION)) < 1_500_000


def test_command_line(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    small = {"schools": 2, "pilots": 1, "sizes": (40, 50)}
    whole = simulate_region
    # By its name in the package the module is hidden behind the function of the same name.
    monkeypatch.setattr(
        sys.modules[simulate_region.__module__],
        "simulate_region",
        lambda folder, seed: whole(folder, seed, **small),
    )
    result = CliRunner().invoke(app, ["simulate", str(tmp_path), "--regio", "--seed", "3"])
    assert result.exit_code == 0
    assert result.output == f"Voorbeeldregio geschreven in {tmp_path}\n"
    assert len(files(tmp_path)) == 5


def test_numbers_and_sizes_are_free():
    region = draw_region(np.random.default_rng(1), schools=100, pilots=30, sizes=(50, 400))
    sizes = [sum(c.pupils for c in spec.years[0].classes) for spec in region.schools]
    assert len(region.schools) == len(set(region.names.values())) == 100
    assert len(region.pilots) == 30
    assert (min(sizes), max(sizes)) == (50, 400)
    assert [spec.id for spec in region.schools] == sorted(region.names)


@pytest.mark.parametrize(("schools", "pilots"), [(145, 1), (3, 4), (3, -1)])
def test_refuses_more_than_there_is(schools, pilots):
    with pytest.raises(ValueError, match=f"{pilots} pilots of {schools} schools"):
        draw_region(np.random.default_rng(1), schools, pilots)


def test_region_without_pilots(tmp_path):
    simulate_region(tmp_path, schools=1, pilots=0, sizes=(40, 40))
    truth = json.loads((tmp_path / "truth" / "regio.json").read_text("utf-8"))
    assert truth["programme_points"] is None
    assert [row["pilot"] for row in truth["schools"]] == [False]


@pytest.mark.parametrize(("size", "rooms"), [(80, 4), (160, 8), (300, 16)])
def test_pupils_go_on_in_the_next_class(size, rooms):
    (spec,) = draw_region(np.random.default_rng(2), 1, 0, (size, size)).schools
    world = draw_school(np.random.default_rng(2), spec).world
    first, last = (world.class_of[:, day] for day in (0, -1))
    assert len({spec.classes[c].name for c in first if c >= 0}) == rooms
    stayed = (first >= 0) & (last >= 0)
    groups = np.array([room.year_group for room in spec.classes])
    assert (groups[last[stayed]] == groups[first[stayed]] + 1).all()
    # The first groups of the second year are new, the last ones of the first year are gone.
    assert stayed.sum() >= 0.8 * (groups[first[first >= 0]] < 8).sum()
    assert not (groups[first[stayed]] == 8).any()
    # Two year groups in one room have one week.
    names = np.array([room.name for room in spec.classes])
    for name in set(names):
        minutes = world.minutes[names == name]
        assert (minutes == minutes[0]).all()


# The programme.


@pytest.fixture(scope="module")
def pilot():
    (spec,) = draw_region(np.random.default_rng(3), 1, 1, (200, 200)).schools
    return draw_school(np.random.default_rng(3), spec)


def spells(world, absent):
    """List every absence by hand: pupil, first day, and its sessions."""
    found = []
    for pupil in range(world.pupils):
        current = None
        for day, slot in np.argwhere(world.possible[pupil] > 0):
            if absent[pupil, day, slot]:
                if current is None:
                    current = (pupil, day, [])
                    found.append(current)
                current[2].append((day, slot))
            else:
                current = None
    return found


def test_programme_prevents_whole_absences_from_its_start(pilot):
    world = pilot.world
    start = np.searchsorted(world.days, np.datetime64(START))
    kept = later = 0
    for pupil, day, sessions in spells(world, pilot.without):
        left = {bool(pilot.absent[pupil, d, s]) for d, s in sessions}
        assert len(left) == 1
        if day < start:
            assert left == {True}
        else:
            later += 1
            kept += left == {True}
    assert kept / later == pytest.approx(1 - PREVENTED, abs=0.05)
    assert (pilot.absent[pilot.absent > 0] == pilot.without[pilot.absent > 0]).all()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_programme_of_nothing_and_of_everything(pilot, share):
    rng, world = np.random.default_rng(1), pilot.world
    left = prevent(rng, world, pilot.without, "2022-08-29", share)
    assert (left == (pilot.without if share == 0 else 0)).all()


def test_truth_of_a_pilot_adds_up(pilot):
    found = region_truth(pilot)
    assert found["without_points"] + found["programme_points"] == pytest.approx(
        found["change_points"], abs=2e-4
    )
    assert found["programme_points"] > 0


def test_difference_holds_what_the_programme_did_and_the_change_alone_does_not():
    """Over many regions: the interval with comparison schools, and the mean of the pilots alone."""
    covered, off, alone = 0, [], []
    for seed in range(25):
        region = draw_region(np.random.default_rng([seed, 0]), 8, 4, (60, 80))
        rows = pd.DataFrame(
            region_truth(draw_school(np.random.default_rng([seed, 1, place]), spec))
            for place, spec in enumerate(region.schools)
        )
        truth = rows["programme_points"].mean()
        found = difference_in_differences(rows.assign(change=rows["change_points"], n=70))
        covered += found.low <= truth <= found.high
        off.append(found.difference - truth)
        alone.append(rows.loc[rows["pilot"], "change_points"].mean() - truth)
    # 95% of 25 is 24; fewer than 21 happens once in a hundred and fifty times.
    assert covered >= 21
    assert abs(np.mean(off)) < 2
    # Winter passes at the pilots as it does everywhere.
    assert np.mean(alone) > 3
