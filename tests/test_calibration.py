"""A small run of the calibration; `python -m calibration` in this folder makes the large one."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from calibration import statistics
from calibration.cases import CASES, CONTROLS
from calibration.designs import School
from calibration.page import draw, read, write
from calibration.run import run
from worlds import LESSONS, World, Worlds

from proeftuin.evaluation.homogeneity.cluster_homogeneity import cluster_homogeneity
from proeftuin.pyramid.comparison import compare

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

WORLDS = 500
SMALL = [case for case in CASES if case.small]
PAIRED_CASE = next(case for case in SMALL if case.statistic is statistics.paired)


@pytest.mark.parametrize("case", SMALL, ids=str)
def test_what_is_shipped_holds_and_the_controls_go_wrong(case):
    (outcome,) = run([case], min(WORLDS, case.most))
    assert outcome.inside(slack=2), (outcome.values, case.target)


def test_an_interval_that_is_too_narrow_is_noticed():
    case = next(case for case in SMALL if case.statistic is statistics.paired)

    def narrow(drawn):
        estimate, low, high = statistics.paired(drawn)
        return estimate, estimate + 0.6 * (low - estimate), estimate + 0.6 * (high - estimate)

    (outcome,) = run([replace(case, statistic=narrow)], WORLDS)
    assert not outcome.inside(slack=2)


def test_a_test_that_rejects_too_often_is_noticed():
    case = replace(PAIRED_CASE, kind="size", target=(3.5, 6.5), columns=("p",))
    rng = np.random.default_rng(0)
    for most, holds in ((1.0, True), (0.5, False)):
        statistic = partial(lambda most, drawn: rng.uniform(0, most, (drawn.worlds, 1)), most)
        (outcome,) = run([replace(case, statistic=statistic)], WORLDS)
        assert outcome.inside() == holds


def test_comparisons_made_at_once_are_those_of_compare():
    drawn = School(5, (3, 9, 14, 20, 9), 0.4).draw(np.random.default_rng(8), 4)
    for world, fast in enumerate(drawn.comparisons):
        slow = compare(*drawn.tables(world))
        assert fast.change.to_list() == slow.change.to_list()
        assert (fast.moves == slow.moves).all()
        assert fast.cluster_changes[[1, 2, 3]].to_numpy().tolist() == (
            slow.cluster_changes[[1, 2, 3]].to_numpy().tolist()
        )
        assert cluster_homogeneity(fast).pvalue == pytest.approx(cluster_homogeneity(slow).pvalue)
        interval = [each[world] for each in statistics.paired(drawn)[1:]]
        np.testing.assert_allclose(interval, slow.interval.to_numpy().T)


@pytest.mark.parametrize("days", [20, 50])
def test_many_worlds_at_once_are_the_worlds_one_by_one(days):
    single = [World(np.random.default_rng([days, seed]), 6) for seed in range(150)]
    one = np.concatenate([world.window(days, 0.4, 0.2).sum(axis=1) for world in single])
    many = Worlds(np.random.default_rng(days), 600, 6).window(days, 0.4, 0.2).ravel()
    possible = LESSONS * days
    for of in (
        lambda absent: (absent / possible).mean(),
        lambda absent: (20 * absent <= possible).mean(),
        lambda absent: (10 * absent > possible).mean(),
        lambda absent: (absent == 0).mean(),
    ):
        assert of(many) == pytest.approx(of(one), abs=0.012)
    assert many.max() <= possible


def test_weeks_without_a_gap_are_the_window():
    sums = [
        Worlds(np.random.default_rng(seed), 300, 4).weeks(lengths).sum(axis=2).ravel()
        for seed, lengths in ((1, [20]), (2, [5, 5, 5, 5]))
    ]
    assert sums[0].mean() == pytest.approx(sums[1].mean(), rel=0.03)
    assert sums[0].std() == pytest.approx(sums[1].std(), rel=0.05)


def test_days_may_differ_per_world():
    times = np.ones((2, 20))
    times[1, 10:] = 0.0
    school = Worlds(np.random.default_rng(3), 2, 40)
    school.skips[:] = 0
    absent = school.weeks([1] * 20, times=times)
    early, late = absent[:, :, :10].sum(axis=(1, 2)), absent[:, :, 16:].sum(axis=(1, 2))
    assert early[0] == pytest.approx(early[1], rel=0.3)
    # Only the long spells that began before are still there.
    assert late[1] < 0.4 * late[0]


def test_the_page_tells_what_misses(tmp_path):
    cases = [PAIRED_CASE, next(case for case in SMALL if case.section == CONTROLS)]
    good = run(cases, 200)
    bad = run([replace(cases[0], name="too strict", target=(99.9, 100.0))], 200)
    write([*good, *bad], 200, 0, tmp_path / "page.md")
    draw([*good, *bad], tmp_path / "figure.png")
    page = (tmp_path / "page.md").read_text("utf-8")
    missed = page.split("## What misses")[1].split("## ")[0]
    assert missed.count("\n- ") == missed.count("too strict") == 1
    assert "goes wrong as it must" in page
    assert page.count("**misses**") == 1
    assert (tmp_path / "figure.png").stat().st_size > 5_000


def test_rows_of_the_page_are_read_back_as_they_were(tmp_path):
    cases = [PAIRED_CASE, *(case for case in SMALL if case.section == CONTROLS)]
    write(run(cases, 200), 200, 0, tmp_path / "page.md")
    write(read(tmp_path / "page.md", cases), 200, 0, tmp_path / "again.md")
    page = (tmp_path / "page.md").read_text("utf-8")
    assert (tmp_path / "again.md").read_text("utf-8") == page
    (tmp_path / "page.md").write_text(page.replace(" passes |", " **misses** |"), "utf-8")
    with pytest.raises(ValueError, match="too near its target to be read back: class jackknife"):
        read(tmp_path / "page.md", cases)


def test_the_page_in_the_documentation_has_every_case():
    page = (Path(__file__).parents[1] / "docs" / "calibration.md").read_text("utf-8")
    rows = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines()]
    names = sorted(map(str, CASES))
    assert sorted(row for row in rows if row in set(names)) == names
