"""The numbers of a report against the truth that was planted in the sample schools."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from proeftuin.errors import InputError
from proeftuin.pyramid.counting.tiers import TWENTE
from proeftuin.register.store.register import Register
from proeftuin.report.protection.masking import is_masked
from proeftuin.report.protection.shown import shown_school

ROOT = Path(__file__).parents[2]

SCHOOLS = ["vmbo", "po", "vo", "vergelijking"]


def truth(school):
    folder = ROOT / "data" / "sample" / "truth"
    table = pd.read_csv(folder / f"{school}.csv", sep=";", dtype={"pupil": str, "tier": "Int8"})
    return table, json.loads((folder / f"{school}.json").read_text("utf-8"))


def counts(table, period):
    return table[table["period"] == period].groupby("tier").size().reindex([1, 2, 3], fill_value=0)


# The one class that left a week of the school year empty is under the line in the month with it.
UNDER_THE_LINE = {"vmbo": "2020-11", "vo": "2023-11", "po": "2021-11", "vergelijking": "2020-12"}


@pytest.mark.parametrize("school", SCHOOLS)
def test_pyramids_are_the_planted_ones(results_of, school):
    results = results_of(school)
    table, planted = truth(school)
    assert results.current.pyramid.counts.tolist() == counts(table, "after").tolist()
    for month in results.months:
        period = f"{month.period.start:%Y-%m}"
        planted_counts = counts(table, period)
        if period == UNDER_THE_LINE[school]:
            assert month.pyramid.counts.sum() < planted_counts.sum()
            assert (month.pyramid.counts <= planted_counts).all()
            assert month.pyramid.incomplete >= 10
        else:
            assert month.pyramid.counts.tolist() == planted_counts.tolist(), period
            assert month.pyramid.incomplete == 0
    change = results.evaluation.comparison
    assert change.paired == planted["paired"]
    assert change.transitions.to_numpy().tolist() == planted["transitions"]


def test_the_figures_of_the_slide(results_of):
    change = results_of("vmbo").evaluation.comparison
    assert change.paired == 344
    assert change.change_pupils.tolist() == [31, -16, -15]
    assert change.change.round(1).tolist() == [9.0, -4.7, -4.4]


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_level_adds_up_to_the_school(results_of, school):
    results = results_of(school)
    for _, level in results.groups.groupby("level"):
        sums = level.groupby("tier")["count"].sum()
        assert sums.tolist() == results.current.pyramid.counts.tolist()
    totals = {whole for whole, _ in results.nested}
    assert "school" in totals


@pytest.mark.parametrize("school", SCHOOLS)
def test_what_is_shown_is_what_was_counted(results_of, school):
    results = results_of(school)
    for row in results.groups.to_dict("records"):
        seen = results.shown.loc[f"{row['level']}:{row['group']}", row["tier"]]
        assert is_masked(seen) or seen == row["count"]
        assert is_masked(seen) or not 0 < seen < 5
    assert results.school_counts["n"] == results.current.pyramid.n


@pytest.mark.parametrize("school", SCHOOLS)
def test_kinds_are_the_registers_own_sums(results_of, registers, school):
    results, days = results_of(school), registers[school].days
    inside = days[days["date"] >= pd.Timestamp(results.months[0].period.start)]
    sums = results.kinds[["possible", "sick", "unauthorised", "late"]].sum()
    columns = ["minutes", "sick_minutes", "unauthorised_minutes", "late"]
    assert sums.tolist() == inside[columns].sum().tolist()
    kinds = results.kinds[["sick", "other", "unauthorised"]].to_numpy().sum()
    assert kinds == inside["absent_minutes"].sum()


def test_a_week_without_registration_is_found(results_of):
    silent = results_of("vmbo").unregistered
    assert len(silent) == 1
    assert silent.iloc[0] > 20


def test_without_a_period_the_last_complete_month_is_shown(project, registers):
    school = project.schools["po"].model_copy(update={"period": None})
    results = shown_school(registers["po"], school)
    assert results.evaluation is None
    assert results.current.period == results.months[-1].period


@pytest.mark.parametrize(
    ("kinds", "complete"),
    [([], False), (["vrij"], True), (["vrij", "les"], False), (["les", "vrij"], False)],
)
def test_a_month_the_export_cut_off_is_no_complete_month(project, registers, kinds, complete):
    school = project.schools["po"].model_copy(update={"period": None})
    whole = registers["po"]
    last = pd.Timestamp("2022-07-08")
    cut = {
        name: (table := getattr(whole, name))[table["date"] <= last]
        for name in ("sessions", "absences", "days")
    }
    # What is left of the month is free or not; a day with lessons overrules.
    own = [
        {"start": "2022-07-11", "end": "2022-07-15", "kind": kind, "name": "", "binding": False}
        for kind in kinds
    ]
    calendar = whole.provenance["calendar"] + own
    provenance = whole.provenance | {"export_date": "2022-07-08", "calendar": calendar}
    results = shown_school(Register({"pupils": whole.pupils, **cut}, provenance), school)
    assert [month.complete for month in results.months[-2:]] == [True, complete]
    assert results.current.period == results.months[-1 if complete else -2].period


def test_unequal_windows_do_not_warn_but_are_noted(project, registers, monkeypatch):
    from proeftuin.pyramid.counting.periods import Period
    from proeftuin.report.numbers import school as module

    long = Period("2022-01-10", "2022-02-18", days=30), Period("2022-03-07", "2022-03-25", days=15)
    monkeypatch.setattr(module, "windows_between", lambda *_: long)
    found = shown_school(registers["po"], project.schools["po"])
    assert any("ongelijk" in note for note in found.evaluation.comparison.notes)


def test_a_period_too_short_is_refused(project, registers):
    period = project.schools["po"].period.model_copy(update={"days": 60})
    school = project.schools["po"].model_copy(update={"period": period})
    with pytest.raises(InputError, match="Te weinig schooldagen"):
        shown_school(registers["po"], school)


def test_a_school_has_its_own_minimum_and_goals(project):
    school = project.schools["vmbo"].model_copy(update={"goals": [70, 20, 10]})
    scheme = school.scheme
    assert scheme.minimum_sessions == 30
    assert [goal.text() for goal in scheme.goals] == [
        "ten minste 70%",
        "ten hoogste 20%",
        "ten hoogste 10%",
    ]
    assert project.schools["vmbo"].scheme == replace(TWENTE, minimum_sessions=30)


def test_in_half_days_the_kinds_are_minutes_still(project, registers, results_of):
    school = project.schools["po"].model_copy(update={"measure": "sessions"})
    results = shown_school(registers["po"], school)
    assert results.kinds.equals(results_of("po").kinds)
    assert results.current.pyramid.n == results_of("po").current.pyramid.n
