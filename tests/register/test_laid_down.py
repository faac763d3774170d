"""What a school laid down beforehand, as it is read and as it is refused."""

from datetime import date

import pytest

from proeftuin.errors import InputError
from proeftuin.register.project.project_file import load_project

SCHOOL = """naam = "Proef"

[scholen.proef]
naam = "Proefschool"
sector = "vo"
profiel = "magister"
export = "proef"
exportdatum = 2021-07-16
schooljaren = ["2020-2021"]
periode = { begin = 2021-01-05, eind = 2021-03-19 }

[scholen.proef.vooraf]
"""
PLAN = """vastgelegd = 2020-12-14
periode = { begin = 2021-01-05, eind = 2021-03-19, schooldagen = 15 }
hoofdcijfer = { tier = 2, richting = "omlaag", maat = "lessen of dagdelen" }
verwacht = "minder"
kleinste_verandering = 4.5
"""


def load(folder, plan):
    path = folder / "proeftuinen.toml"
    path.write_text(SCHOOL + plan, "utf-8")
    return load_project(path).schools["proef"].preregistration


def problems(folder, plan):
    with pytest.raises(InputError) as error:
        load(folder, plan)
    return [(each.what, each.row, each.column, each.expected) for each in error.value.problems]


def test_a_plan_is_read(tmp_path):
    plan = load(tmp_path, PLAN)
    assert plan.laid_down == date(2020, 12, 14)
    assert plan.period.days == 15
    assert (plan.primary.tier, plan.primary.direction) == (2, "omlaag")
    assert plan.primary.measure == "sessions"
    assert plan.primary.scheme_name is None
    assert plan.primary.minimum_sessions is None
    assert plan.comparison == []
    assert plan.smallest == 4.5


def test_without_a_plan_there_is_none(tmp_path):
    path = tmp_path / "proeftuinen.toml"
    path.write_text(SCHOOL.removesuffix("\n[scholen.proef.vooraf]\n"), "utf-8")
    assert load_project(path).schools["proef"].preregistration is None


WRONG = "Een instelling heeft een verkeerde waarde."
PLACE = "scholen.proef.vooraf"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "2020-12-14",
            '"14-12-2020"',
            (WRONG, 13, f"{PLACE}.vastgelegd", "een datum als 2021-01-05, zonder aanhalingstekens"),
        ),
        (
            "eind = 2021-03-19",
            "eind = 2021-01-04",
            (WRONG, 14, f"{PLACE}.periode", "‘eind’ moet na ‘begin’ liggen"),
        ),
        (
            '"omlaag"',
            '"op"',
            (WRONG, 15, f"{PLACE}.hoofdcijfer.richting", "een van: omhoog, omlaag, beide"),
        ),
        (
            '"lessen of dagdelen"',
            '"uren"',
            (WRONG, 15, f"{PLACE}.hoofdcijfer.maat", "een van: minuten, lessen of dagdelen"),
        ),
        ("tier = 2", "tier = 0", (WRONG, 15, f"{PLACE}.hoofdcijfer.tier", "ten minste 1")),
        ("4.5", "0", (WRONG, 17, f"{PLACE}.kleinste_verandering", "ten minste 1")),
        (
            "verwacht =",
            "verwachting =",
            (
                "Onbekende instelling.",
                16,
                f"{PLACE}.verwachting",
                "bedoelde u ‘verwacht’?",
            ),
        ),
        (
            "tier = 2",
            "teir = 2",
            ("Onbekende instelling.", 15, f"{PLACE}.hoofdcijfer.teir", "bedoelde u ‘tier’?"),
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(old, new, expected, tmp_path):
    assert problems(tmp_path, PLAN.replace(old, new)) == [expected]


def test_a_plan_needs_its_day_and_its_period(tmp_path):
    found = problems(tmp_path, 'verwacht = "meer"\n')
    assert [(what, column) for what, _, column, _ in found] == [
        ("Er ontbreekt een instelling.", f"{PLACE}.vastgelegd"),
        ("Er ontbreekt een instelling.", f"{PLACE}.periode"),
    ]


def test_a_school_to_compare_with_must_be_in_the_project(tmp_path):
    found = problems(tmp_path, PLAN + 'vergelijking = ["elders"]\n')
    assert found == [("Onbekende school.", 3, "", "een van: proef")]
