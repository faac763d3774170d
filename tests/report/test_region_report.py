"""A region: each pilot in its own windows, what may be shown of a school, and every guard."""

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import numpy as np
import pandas as pd
import pytest
from test_sentences import faults_in

from proeftuin.errors import InputError
from proeftuin.evaluation.schools.difference_in_differences import difference_in_differences
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project
from proeftuin.register.project.settings import ComparisonPeriod, Intervention
from proeftuin.report.blocks import region as region_blocks
from proeftuin.report.making.parameters import RegionParameters, open_region
from proeftuin.report.numbers.region_windows import programme_start
from proeftuin.report.protection.region import drawn_history, may_show
from proeftuin.report.protection.shown_region import shown_region
from proeftuin.simulation.simulate import simulate_region

pytestmark = pytest.mark.slow

ALL = [getattr(region_blocks, name) for name in region_blocks.__all__]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("region")
    simulate_region(folder, seed=11, schools=6, pilots=3, sizes=(26, 80))
    return folder


@pytest.fixture(scope="module")
def region(folder):
    return load_project(folder / "proeftuinen.toml")


@pytest.fixture(scope="module")
def registers(region):
    return {school: import_school(region, school) for school in region.schools}


@pytest.fixture(scope="module")
def results(region, registers):
    return shown_region(region, registers)


@pytest.fixture(scope="module")
def pilots(region, registers):
    """The schools with a pilot, the largest first."""
    found = [school for school in region.schools.values() if school.pilot]
    return sorted(found, key=lambda school: -len(registers[school.id].pupils))


def changed(region, *schools):
    """The project with other settings of some schools."""
    return region.model_copy(
        update={"schools": region.schools | {school.id: school for school in schools}}
    )


def only(region, keep):
    schools = {name: school for name, school in region.schools.items() if keep(school)}
    return region.model_copy(update={"schools": schools})


def text_of(results):
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(block(results).html for block in ALL)))


def test_no_fault_of_writing_in_a_region(results):
    assert faults_in(text_of(results)) == []


# Windows.


def test_every_school_in_the_windows_of_the_pilots(results):
    (cohort,) = results.cohorts
    assert len(cohort.pilots) == len(cohort.others) == 3
    assert cohort.horizon == 2.5
    assert cohort.start == date(2023, 12, 23)
    for comparison in (*cohort.pilots.values(), *cohort.others.values()):
        assert [str(period) for period in comparison.periods] == [str(p) for p in cohort.windows]


def test_difference_over_two_pairs_of_windows(region, registers, pilots):
    """A pilot with other windows: the difference is the mean of what each pilot differs."""
    other = ComparisonPeriod(start="2024-01-08", end="2024-05-31", days=20)
    project = changed(region, pilots[0].model_copy(update={"period": other}))
    results = shown_region(project, registers)
    assert [len(cohort.pilots) for cohort in results.cohorts] == [2, 1]
    each = []
    for cohort in results.cohorts:
        others = [c.change[1] for c in cohort.others.values() if c.paired >= 30]
        each += [c.change[1] - np.mean(others) for c in cohort.pilots.values() if c.paired >= 30]
    assert len(each) == results.difference.schools["pilot"].sum()
    assert results.difference.difference == pytest.approx(np.mean(each))
    note = "De proeftuinen hebben niet allemaal dezelfde vensters."
    assert any(line.startswith(note) for line in results.notes)
    rows = region_blocks.windows(results).tables[0].rows
    assert [row["pilots"].count(",") + row["pilots"].count(" en ") for row in rows] == [1, 0]


@pytest.mark.parametrize(
    ("begun", "start"),
    [
        ([], date(2023, 12, 23)),
        (["2024-01-08"], date(2023, 12, 23)),
        (["2023-12-04"], date(2023, 11, 27)),
        (["2023-10-02", "2024-01-08"], date(2023, 10, 2)),
    ],
)
def test_history_ends_before_anything_began(results, pilots, begun, start):
    items = [Intervention(day=day, what="iets") for day in begun]
    school = pilots[0].model_copy(update={"interventions": items})
    assert programme_start(school, results.cohorts[0].windows) == start
    history = results.difference.history
    assert history.loc[history["time"] == -1, "value"].tolist() == pytest.approx(
        (100 * results.difference.schools["before"] / results.difference.schools["n"]).tolist(),
        abs=4,
    )


# What may be shown.


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"before": 30, "after": 33, "now": 33, "n": 40, "now_n": 40}, (True, True)),
        ({"before": 37, "after": 33, "now": 33, "n": 40, "now_n": 40}, (False, True)),
        ({"before": 30, "after": 37, "now": 33, "n": 40, "now_n": 40}, (False, True)),
        ({"before": 30, "after": 33, "now": 37, "n": 40, "now_n": 40}, (True, False)),
        ({"before": 3, "after": 33, "now": 33, "n": 40, "now_n": 40}, (False, True)),
        ({"before": 40, "after": 40, "now": 45, "n": 40, "now_n": 45}, (True, True)),
        # One pupil came, into Tier 1 or into another: the two shares give it away.
        ({"before": 30, "after": 33, "now": 34, "n": 40, "now_n": 41}, (False, True)),
        ({"before": 30, "after": 33, "now": 33, "n": 40, "now_n": 41}, (False, True)),
    ],
)
def test_shares_before_and_after_go_together(row, shown):
    row = {"then": row["before"], "then_n": row["n"], "in_month": False} | row
    assert tuple(may_show(pd.DataFrame([row])).iloc[0]) == (*shown, True)


def school_rows(pilots, others, outside=10):
    n = pilots + others
    return pd.DataFrame(
        {
            "school": [f"s{i}" for i in range(n)],
            "pilot": [True] * pilots + [False] * others,
            "n": 50,
            "now_n": 50,
            "before": 35,
            "then": 35,
            "then_n": 50,
            "in_month": False,
            "after": [50 - outside] + [40] * (n - 1),
            "now": 40,
            "change": np.arange(float(n)),
        }
    )


@pytest.mark.parametrize(
    ("pilots", "others", "outside", "lines"),
    [(3, 3, 10, 6), (3, 3, 3, 2), (2, 3, 3, None), (3, 2, 3, None), (1, 1, 10, 2)],
)
def test_figure_shows_no_line_from_which_a_small_group_follows(pilots, others, outside, lines):
    rows = school_rows(pilots, others, outside)
    history, means_only = drawn_history(difference_in_differences(rows), rows)
    assert means_only == (outside == 3)
    assert (None if history is None else history["school"].nunique()) == lines


def test_a_small_group_in_an_earlier_window_hides_the_line_too():
    rows = school_rows(3, 3)
    history = pd.DataFrame(
        {"school": rows["school"].repeat(3), "pilot": rows["pilot"].repeat(3), "n": 50}
    ).assign(time=[-2, -1, 0] * 6, value=[80.0] * 17 + [98.0])
    history, means_only = drawn_history(difference_in_differences(rows, history), rows)
    assert means_only
    assert history.groupby("pilot").size().tolist() == [3, 3]


def test_small_school_is_named_and_nothing_more(results):
    small = results.schools.loc[results.schools["n"] < 30, "school"].tolist()
    assert len(small) == 1
    rows = region_blocks.windows(results).tables[1].rows
    assert [row["school"] for row in rows if str(row["n"]) == "<30"] == small
    for block in (region_blocks.changes, region_blocks.funnel, region_blocks.difference):
        for table in block(results).tables:
            assert small[0] not in json.dumps(table.data())
    assert f"{small[0]} doet niet mee: minder dan 30 leerlingen" in text_of(results)
    assert f"Niet in het verschil met vergelijkingsscholen: {small[0]}" in text_of(results)


def test_no_small_count_and_no_ranking(results):
    for block in ALL:
        for table in block(results).tables:
            keys = [c.key for c in table.columns if c.kind == "count" and c.key == "n"]
            names = [row.get("school") for row in table.rows]
            for row in table.data()["rows"]:
                assert not any(isinstance(row[key], int) and 0 < row[key] < 5 for key in keys)
            if all(names):
                assert names == sorted(names)


def test_classes_are_counted_and_not_named(results):
    bundle = region_blocks.classes(results)
    assert not bundle.tables
    assert not bundle.drawing
    assert "Groep" not in bundle.html


def test_every_block_is_the_same_twice(results):
    for block in ALL:
        assert block(results)._repr_mimebundle_() == block(results)._repr_mimebundle_()


# Guards.


def test_word_effect_only_when_the_schools_went_together(results):
    assert not results.difference.may_say_effect
    found = text_of(results)
    assert "wijst op een effect" not in found
    assert "Een verandering is geen effect" in found
    assert results.difference.refusal
    assert f"is niet te zeggen: {results.difference.refusal}." in found
    passed = replace(results.difference.pre, passed=True, reason="")
    difference = replace(results.difference, pre=passed)
    assert "een bewijs is het niet" in text_of(replace(results, difference=difference))


def test_guide_tells_how_many_windows_were_laid_down(results, pilots):
    assert "Bij 3 van de 3 proeftuinscholen waren deze vensters vastgelegd" in text_of(results)
    late = pilots[0].preregistration.model_copy(update={"laid_down": date(2024, 2, 26)})
    other = pilots[1].preregistration.model_copy(
        update={"period": ComparisonPeriod(start="2023-11-27", end="2024-03-29")}
    )
    plans = {pilots[1].id: other, pilots[2].id: None}
    found = guide_of(results, plans)
    assert "Bij 1 van de 3 proeftuinscholen waren deze vensters vastgelegd" in found
    found = guide_of(results, plans | {pilots[0].id: late})
    assert "Van geen enkele proeftuinschool staat in het projectbestand" in found


def guide_of(results, plans):
    """The reading guide, with other plans of some pilots."""
    members = tuple(
        replace(one, school=one.school.model_copy(update={"preregistration": plans[one.school.id]}))
        if one.school.id in plans
        else one
        for one in results.members
    )
    return region_blocks.guide(replace(results, members=members)).html


def test_pilot_without_period_and_with_too_short_a_one(region, registers, pilots):
    short = ComparisonPeriod(start="2024-01-08", end="2024-01-31", days=20)
    schools = [
        pilots[1].model_copy(update={"period": None}),
        pilots[2].model_copy(update={"period": short}),
    ]
    results = shown_region(changed(region, *schools), registers)
    assert set(results.notes[:2]) == {
        f"{pilots[1].name} doet niet mee: in het projectbestand staat geen periode.",
        f"{pilots[2].name} doet niet mee: in de periode zijn er geen twee vensters van 20 "
        "schooldagen.",
    }
    assert sum(len(cohort.pilots) for cohort in results.cohorts) == 1
    assert "Met 1 school is er geen gemiddelde over scholen" in text_of(results)


def test_region_without_schools_beside_the_pilots(region, registers):
    results = shown_region(only(region, lambda school: school.pilot), registers)
    assert results.difference is None
    assert results.earlier is None
    found = text_of(results)
    assert "Er is geen proeftuin die in dezelfde vensters naast een andere school" in found
    assert "Niet van alle scholen zijn er gegevens van dezelfde vensters een jaar eerder" in found
    assert "is ook een groot verschil niet aan te tonen" in found


def test_region_without_pilots(region, registers):
    results = shown_region(only(region, lambda school: not school.pilot), registers)
    found = text_of(results)
    assert "Er is geen school met genoeg leerlingen in twee vensters." in found
    assert "Er zijn geen klassen van proeftuinscholen." in found
    assert "niet mee: geen schooldagen in de vensters." in found


def test_no_year_earlier_when_the_register_is_short(region, registers, pilots):
    late = ComparisonPeriod(start="2022-11-28", end="2023-03-24", days=20)
    schools = [school.model_copy(update={"period": late}) for school in pilots]
    results = shown_region(changed(region, *schools), registers)
    assert results.earlier is None
    assert results.difference is not None


def test_difference_a_year_earlier_warns_when_there_is_one(results):
    earlier = results.earlier
    shifted = earlier.schools.assign(
        change=earlier.schools["pilot"] * 200 + earlier.schools["change"]
    )
    found = text_of(replace(results, earlier=difference_in_differences(shifted)))
    assert "De groepen verschilden toen dus ook zonder proeftuin" in found
    assert "Daarin is geen verschil tussen de groepen te zien" in text_of(results)


def test_schools_that_count_differently_are_told(region, registers, pilots):
    other = pilots[0].model_copy(update={"measure": "sessions"})
    results = shown_region(changed(region, other), registers)
    assert results.notes[-1].startswith("De scholen rekenen niet allemaal met dezelfde")


def test_sector_and_audience(region, registers):
    with pytest.raises(InputError, match="Er is geen school van deze sector"):
        shown_region(region, registers, "vo")
    team = region.model_copy(update={"audience": "team"})
    with pytest.raises(InputError, match="niet voor dit publiek"):
        shown_region(team, registers)


def test_open_region_from_registers(folder, registers, results, tmp_path):
    project = str(folder / "proeftuinen.toml")
    for name, register in registers.items():
        register.save(tmp_path / name)
    found = open_region(project, str(tmp_path))
    pd.testing.assert_frame_equal(found.schools, results.schools)


def test_parameters_of_a_region():
    assert RegionParameters.checked({"sector": "po"}).sector == "po"
    with pytest.raises(InputError, match="Onbekende parameter"):
        RegionParameters.checked({"school": "po"})
