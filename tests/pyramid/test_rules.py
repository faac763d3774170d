"""The rule of a school goes with its register, and what has lost it says so."""

import re
import warnings
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.school_rules import UnknownScheme
from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, TWENTE, Goal
from proeftuin.pyramid.pyramid import build_pyramid, build_pyramids
from proeftuin.register.importing.region import DifferentSchemes, combine_registers
from proeftuin.register.store.register import Register, read_register

ROOT = Path(__file__).parents[2]
JANUARY, FEBRUARY = Period("2021-01-04", "2021-01-29"), Period("2021-02-01", "2021-02-26")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, registers):
    """Registers of the VMBO school and its comparison school, as `proeftuin import` leaves them."""
    root = tmp_path_factory.mktemp("rules")
    for name in ("vmbo", "vergelijking"):
        registers[name].save(root / "data" / "register" / name)
    return root


@pytest.fixture(scope="module")
def register(folder):
    return read_register(folder / "data" / "register" / "vmbo")


def with_settings(register, **settings):
    """The same register of a school with other settings."""
    tables = {name: getattr(register, name) for name in ("pupils", "sessions", "absences", "days")}
    known = register.provenance["settings"] | settings
    return Register(tables, register.provenance | {"settings": known})


def code_blocks(text):
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_the_readme_gives_the_figures_of_the_slide(folder, monkeypatch):
    """344 pupils and +9.0, −4.7, −4.4, by the very lines that a reader copies."""
    (block,) = code_blocks((ROOT / "README.md").read_text("utf-8"))
    monkeypatch.chdir(folder)
    names = {"other_register": read_register("data/register/vergelijking")}
    exec(compile(block, "README.md", "exec"), names)
    for change in (names["change"], names["found"].comparison):
        assert change.paired == 344
        assert change.change.round(1).tolist() == [9.0, -4.7, -4.4]


def test_a_register_has_the_rule_of_its_school(register):
    assert register.scheme == replace(TWENTE, minimum_sessions=30)
    assert register.measure == "minutes"
    other = with_settings(
        register,
        scheme_name="ATTENDANCE_WORKS",
        minimum_sessions=5,
        goals=[70, 20, 7, 3],
        measure="sessions",
    )
    goals = (
        Goal("7/10", "least"),
        Goal("1/5", "most"),
        Goal("7/100", "most"),
        Goal("3/100", "most"),
    )
    assert other.scheme == replace(ATTENDANCE_WORKS, minimum_sessions=5, goals=goals)
    pupils = attendance(other, JANUARY)
    assert (pupils.attrs["measure"], pupils.attrs["scheme"]) == ("sessions", other.scheme)
    assert (pupils["possible"] == pupils["sessions"]).all()
    assert build_pyramid(pupils).scheme == other.scheme
    assert Register({}, {"school": "s"}).scheme == TWENTE


def test_schools_together_have_what_they_agree_on(register):
    other = with_settings(register)
    other.provenance = other.provenance | {"school": "other"}
    assert combine_registers([register, other]).scheme == register.scheme
    differs = with_settings(register, minimum_sessions=3, measure="sessions")
    differs.provenance = differs.provenance | {"school": "other"}
    with pytest.warns(DifferentSchemes) as told:
        together = combine_registers([register, differs])
    text = str(told[0].message)
    for part in (
        f"{register.school} (minimum {register.scheme.minimum_sessions}; measure minutes)",
        "other (minimum 3; measure sessions)",
        "TWENTE and minutes",
    ):
        assert part in text
    assert "goals" not in text
    assert (together.scheme, together.measure) == (TWENTE, "minutes")


def test_what_is_asked_for_goes_first(register):
    pupils = attendance(register, JANUARY, "sessions")
    assert build_pyramid(pupils, TWENTE).scheme == TWENTE
    assert set(build_pyramids(pupils, "stage", ATTENDANCE_WORKS)["tier"]) == {1, 2, 3, 4}
    assert build_pyramids(pupils, "stage")["unclassified"].sum() > 0
    assert compare(pupils, pupils, TWENTE).scheme == TWENTE


@pytest.mark.parametrize(
    "step",
    [
        lambda table: table[table["year_group"] == "1"],
        lambda table: table.query("possible > 0").sort_values("absent").reset_index(drop=True),
        lambda table: table.assign(team="a").rename(columns={"track": "niveau"}),
        lambda table: table.drop(columns="stage").copy(),
    ],
)
def test_the_rule_survives_what_is_done_to_a_table(register, step):
    assert build_pyramid(step(attendance(register, JANUARY))).scheme == register.scheme


def test_a_table_that_lost_its_rule_warns(register):
    table = pd.DataFrame(attendance(register, JANUARY).to_dict("list"))
    for count in (build_pyramid, lambda found: build_pyramids(found, "class")):
        with pytest.warns(UnknownScheme, match="scheme=register.scheme"):
            count(table)
    with pytest.warns(UnknownScheme):
        compare(table, table)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build_pyramid(table, register.scheme)
        # What never had a rule is not told that it lost one.
        build_pyramid(table[["absent", "possible"]])
        build_pyramid(attendance(register.days, JANUARY))


def test_two_months_below_each_other_lose_their_rule_and_say_so(register):
    months = [attendance(register, month).assign(month=str(month)) for month in (JANUARY, FEBRUARY)]
    with pytest.warns(UnknownScheme):
        build_pyramids(pd.concat(months), "month")


def test_an_engine_that_keeps_no_attributes_is_noticed(register):
    import duckdb

    with pytest.warns(UnknownScheme):
        build_pyramid(duckdb.from_df(attendance(register, JANUARY)))


def test_tables_of_different_rules_are_not_compared_by_one_of_them(register):
    before = attendance(register, JANUARY)
    after = attendance(with_settings(register, minimum_sessions=3), FEBRUARY)
    with pytest.raises(ValueError, match="different schemes"):
        compare(before, after)
    compare(before, after, TWENTE)
