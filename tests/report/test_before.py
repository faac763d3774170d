"""Before a pilot: what a coach sees, and a plan that comes back as it was written out."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from proeftuin.errors import InputError
from proeftuin.evaluation.power.detectable_change import detectable_change
from proeftuin.evaluation.power.natural_change import changers_of
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.register.project.project_file import load_project
from proeftuin.register.project.settings import ComparisonPeriod, Preregistration
from proeftuin.register.store.register import Register
from proeftuin.report.blocks import school as blocks
from proeftuin.report.blocks.planning import before
from proeftuin.report.numbers.planning import lay_down_text, prospect
from proeftuin.report.protection.shown import shown_school

BLOCKS = ("plan", "history", "detectable", "comparison_schools", "earlier_years", "lay_down")


@pytest.fixture(scope="module")
def vmbo(project, registers):
    return prospect(registers["vmbo"], project.schools["vmbo"])


def until(register, day):
    """The register as it was before a day."""
    tables = {
        "pupils": register.pupils,
        "sessions": register.sessions[register.sessions["date"] < day],
        "absences": register.absences[register.absences["date"] < day],
        "days": register.days[register.days["date"] < day],
    }
    return Register(tables, register.provenance)


def test_the_plan_rests_on_the_days_before_the_start_only(vmbo, project, registers):
    early = until(registers["vmbo"], "2021-01-05")
    found = prospect(early, project.schools["vmbo"])
    # The days to come are guessed from the calendar, so the windows end a day or two otherwise.
    assert found.start == vmbo.start == date(2021, 1, 5)
    assert found.windows[0].days == found.windows[1].days == 20
    assert found.design.change == vmbo.design.change
    assert found.history.pairs.equals(vmbo.history.pairs)


def test_the_numbers_are_those_of_the_library(vmbo, registers):
    history = changers_of(registers["vmbo"], "2021-01-05", 20, vmbo.scheme)
    assert vmbo.history.share == history.share
    design = detectable_change(
        pupils=history.pupils,
        classes=history.classes,
        changers=history.share,
        design_effect=max(history.design_effect, 1),
    )
    assert vmbo.design.change == design.change
    row = vmbo.by_days[vmbo.by_days["size"] == 20].iloc[0]
    assert row["change"] == design.change
    bundle = before.detectable(vmbo)
    assert bundle.values["change"] == design.change
    assert design.sentence in bundle.html


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_is_dutch_and_names_no_cause(vmbo, name):
    bundle = getattr(before, name)(vmbo)
    assert bundle.html
    assert "effect" not in bundle.html.replace("ontwerpeffect", "").lower()
    if bundle.drawing:
        assert bundle.drawing.alt
        assert bundle.tables


def test_what_was_written_out_comes_back_as_a_plan(vmbo, project):
    text = lay_down_text(vmbo)
    plan = Preregistration.model_validate(
        tomllib.loads(text.replace('maat = "minuten"', 'maat = "minutes"'))["scholen"]["vmbo"][
            "vooraf"
        ]
    )
    school = project.schools["vmbo"]
    assert plan.period == school.period
    assert plan.comparison == school.comparison
    assert (plan.primary.measure, plan.primary.minimum_sessions) == ("minutes", 30)
    assert "aantoonbaar is pas 8" in text


def test_pasted_into_a_project_it_is_read(vmbo, project, tmp_path):
    settings = project.path.read_text("utf-8")
    start = settings.index("[scholen.vmbo.vooraf]")
    rest = settings[settings.index("[scholen.vo]") :]
    path = tmp_path / "proeftuinen.toml"
    path.write_text(settings[:start] + lay_down_text(vmbo) + rest, "utf-8")
    plan = load_project(path).schools["vmbo"].preregistration
    assert plan.laid_down == project.schools["vmbo"].export_date
    assert plan.primary.measure == "minutes"


def test_a_school_is_named_as_toml_wants_it(vmbo):
    school = vmbo.school.model_copy(update={"id": 'de "linde".po', "comparison": ["école 2"]})
    (said,) = tomllib.loads(lay_down_text(replace(vmbo, school=school)))["scholen"].values()
    assert said["vooraf"]["vergelijking"] == ["école 2"]


def test_an_earlier_year_is_set_beside_it(project, registers):
    school, register = project.schools["vo"], registers["vo"]
    found = prospect(register, school)
    (year,) = found.earlier
    assert year.windows[0].start.year == 2023
    tables = [attendance(register, window, school.measure) for window in year.windows]
    assert year.comparison.change[1] == compare(*tables, found.scheme).change[1]
    (row,) = before.earlier_years(found).tables[0].rows
    assert row["change"] == pytest.approx(year.comparison.change[1])
    assert "geen vergelijkingsschool" in before.comparison_schools(found).html


def test_without_an_earlier_year_it_asks_for_one(vmbo):
    assert "een export van een jaar eerder" in before.earlier_years(vmbo).html


def test_without_a_period_one_is_proposed_after_the_register(project, registers):
    school = project.schools["po"].model_copy(update={"period": None, "preregistration": None})
    found = prospect(until(registers["po"], "2021-12-20"), school)
    assert found.start >= date(2021, 12, 18)
    assert "nog geen periode gekozen" in before.plan(found).html
    assert "al iets vast" not in before.lay_down(found).html
    text = tomllib.loads(lay_down_text(found))["scholen"]["po"]["vooraf"]
    assert text["periode"]["schooldagen"] == 20


def test_without_a_history_it_takes_what_is_usual(project, registers):
    period = ComparisonPeriod(start=date(2021, 9, 1), end=date(2021, 12, 17), days=20)
    school = project.schools["po"].model_copy(update={"period": period})
    found = prospect(registers["po"], school)
    assert not len(found.by_days)
    assert found.pupils > 150
    assert found.design.changers == 0.29
    assert "gerekend is met 29%" in before.detectable(found).html
    assert before.history(found).drawing is None


def test_a_small_school_is_told_not_to_expect_proof(project, registers):
    whole = registers["po"]
    few = whole.pupils[whole.pupils["class"].isin(sorted(set(whole.pupils["class"]))[:2])]
    tables = {
        "pupils": few,
        "sessions": whole.sessions[whole.sessions["class"].isin(few["class"])],
        "absences": whole.absences[whole.absences["pupil"].isin(few["pupil"])],
        "days": whole.days[whole.days["class"].isin(few["class"])],
    }
    found = prospect(Register(tables, whole.provenance), project.schools["po"])
    assert "Verwacht dus geen bewijs van deze proeftuin alleen" in before.detectable(found).html


def test_a_period_too_short_is_refused(project, registers):
    period = ComparisonPeriod(start=date(2022, 1, 10), end=date(2022, 1, 28), days=20)
    school = project.schools["po"].model_copy(update={"period": period})
    with pytest.raises(InputError, match="Te weinig schooldagen"):
        prospect(registers["po"], school)


# The block of the report.


def test_the_report_tells_the_departure_of_the_vmbo(results_of):
    bundle = blocks.preregistration(results_of("vmbo"))
    assert bundle.values == {
        "departures": [
            "De opzet is vastgelegd op 14 januari 2021, toen de periode al begonnen was (5 januari "
            "2021)."
        ],
        "as_laid_down": False,
    }
    assert "Tier 1 steeg met 9,0 procentpunt" in bundle.html


def test_without_a_plan_the_report_says_what_that_means(results_of, project, registers):
    assert "vooraf niet vastgelegd" in blocks.preregistration(results_of("po")).html
    results = results_of("vergelijking")
    # Under a heading of its own there is nothing; under that of a notebook a sentence.
    assert blocks.preregistration(results, headed=True).lead == ()
    assert "geen proeftuin" in blocks.preregistration(results).html


def test_a_plan_without_a_comparison(project, registers):
    school = project.schools["vmbo"].model_copy(update={"period": None})
    bundle = blocks.preregistration(shown_school(registers["vmbo"], school))
    assert "Het rapport vergelijkt geen twee vensters" in bundle.html
    # The same plan with nobody to compare with.
    assert "Er is niet vergeleken met vergelijking" in bundle.html


def test_a_few_changers_are_not_counted_out(vmbo):
    few = vmbo.history.pairs.assign(share=3 / vmbo.history.pairs["n"])
    hidden = replace(vmbo, history=replace(vmbo.history, pairs=few))
    rows = before.history(hidden).tables[0].rows
    assert {str(row["share"]) for row in rows} == {"<5"}
    shown = before.history(vmbo).tables[0].rows
    assert shown[0]["share"] == pytest.approx(vmbo.history.pairs["share"].iloc[0])
