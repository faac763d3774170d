"""The blocks of an evaluation of schools that are small, have no pilot, or recorded types."""

from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from proeftuin.errors import InputError
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.pupil_table import tiers_of
from proeftuin.register.store.register import Register
from proeftuin.report.blocks import evaluation as evaluation_blocks
from proeftuin.report.blocks.evaluation.evaluated_school import EvaluatedSchool
from proeftuin.report.blocks.evaluation.strength import TOO_SMALL
from proeftuin.report.protection.masking import is_masked
from proeftuin.report.protection.shown import shown_school

BLOCKS = [
    getattr(evaluation_blocks, name)
    for name in evaluation_blocks.__all__
    if name != "reading_guide"
]
RESTING_ON_TIER_1 = ("tests", "placebo", "sensitivity", "change_by_kind", "change_by_type")


def part_of(register, pupils):
    kept = pupils["pupil"]
    tables = {
        "pupils": pupils,
        "sessions": register.sessions[register.sessions["class"].isin(pupils["class"])],
        "absences": register.absences[register.absences["pupil"].isin(kept)],
        "days": register.days[register.days["pupil"].isin(kept)],
    }
    return Register(tables, register.provenance)


def evaluated(register, settings):
    return EvaluatedSchool(shown_school(register, settings), register)


@pytest.fixture(scope="module")
def whole(project, registers):
    return evaluated(registers["vmbo"], project.schools["vmbo"])


@pytest.fixture(scope="module")
def tiny(project, registers, whole):
    """One pupil who was in Tier 1 before, and four of both other tiers."""
    tiers = tiers_before(whole)
    few = pd.concat([tiers[tiers == tier].iloc[:size] for tier, size in ((1, 1), (2, 4), (3, 4))])
    pupils = registers["vmbo"].pupils
    return evaluated(
        part_of(registers["vmbo"], pupils[pupils["pupil"].isin(few.index)]),
        project.schools["vmbo"],
    )


@pytest.fixture(scope="module")
def without_pilot(registers, project):
    return evaluated(registers["vergelijking"], project.schools["vergelijking"])


def tiers_before(school):
    """Return the tier in the window before of every pupil who has one in both."""
    tables = [attendance(school.register, window) for window in school.evaluation.windows]
    before, after = (
        pd.Series(tiers_of(table, school.results.scheme).to_numpy(), table["pupil"]).dropna()
        for table in tables
    )
    return before[before.index.isin(after.index)]


def text_of(bundle):
    return unescape(bundle.html)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_a_tiny_school_shows_no_count_of_one_to_four(block, tiny):
    bundle = block(tiny)
    for table in bundle.tables:
        for column in table.columns:
            if column.kind == "count" and column.key not in ("ways", "windows"):
                for row in table.rows:
                    value = row[column.key]
                    assert is_masked(value) or value in (0, None) or value >= 5


@pytest.mark.parametrize("name", RESTING_ON_TIER_1)
def test_a_tiny_school_is_told_why_there_is_nothing(name, tiny):
    text = text_of(getattr(evaluation_blocks, name)(tiny))
    assert TOO_SMALL in text
    # The statistics of a test tell of the counts it was made of.
    assert "F(" not in text
    assert "p = " not in text


def test_the_ladder_of_a_tiny_school_names_no_other_reason(tiny):
    found = {row["design"]: row["found"] for row in evaluation_blocks.ladder(tiny).tables[0].rows}
    small = "de aantallen zijn te klein om te tonen"
    assert found["Dezelfde leerlingen, voor en na"] == small
    assert found["Vensters zonder proeftuin"] == small
    assert found["Vergelijkingsscholen"] == "niet te zeggen: er zijn geen vergelijkingsscholen"


def test_a_school_without_a_pilot_is_set_beside_nobody(without_pilot):
    rows = evaluation_blocks.ladder(without_pilot).tables[0].rows
    assert rows[0]["found"] == "niet te zeggen: deze school heeft geen proeftuin"
    assert "Deze school heeft geen proeftuin" in text_of(
        evaluation_blocks.difference(without_pilot)
    )


def test_a_school_without_a_period_cannot_be_evaluated(registers, project):
    settings = project.schools["po"].model_copy(update={"period": None})
    with pytest.raises(InputError, match="geen periode opgegeven"):
        evaluated(registers["po"], settings)


@pytest.mark.parametrize(("others", "shown"), [(0, True), (3, False), (6, True)])
def test_types_are_shown_unless_the_others_can_be_counted(others, shown, registers, whole):
    register = registers["vmbo"]
    stayed = tiers_before(whole).index
    types = dict.fromkeys(stayed[:12], "schoolweigering") | dict.fromkeys(
        stayed[12 : 12 + others], "spijbelen"
    )
    recorded = register.pupils.assign(sap_type=register.pupils["pupil"].map(types))
    tables = {name: getattr(register, name) for name in ("sessions", "absences", "days")}
    found = replace(whole, register=Register(tables | {"pupils": recorded}, register.provenance))
    assert found.sap_types.recorded == 12 + others
    bundle = evaluation_blocks.change_by_type(found)
    assert (TOO_SMALL not in text_of(bundle)) == shown
    assert bool(bundle.tables) == shown
