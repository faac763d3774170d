from dataclasses import replace
from pathlib import Path

import pytest

from proeftuin.errors import InputError
from proeftuin.register.project.project_file import load_project
from proeftuin.report.blocks import school as blocks
from proeftuin.report.making.parameters import open_results
from proeftuin.report.numbers.checklists import school_checklists
from proeftuin.team.checklist.answers import Answer
from proeftuin.team.storage import save_evaluation

PROJECT = Path(__file__).parents[2] / "data" / "sample" / "proeftuinen.toml"


@pytest.fixture(scope="module")
def results():
    return open_results("po", str(PROJECT))


def test_last_evaluation_by_topic_and_audience(results):
    bundle = blocks.policy(results)
    (table,) = bundle.tables
    total = sum(row[name] for row in table.rows for name in ("done", "partly", "not_done"))
    scored = results.checklists[-1].score(()).iloc[0]
    assert total == scored["answered"]
    assert len(table.rows) == 19
    assert bundle.drawing.alt


def test_change_lists_the_items_that_moved(results):
    _, moved = blocks.policy_change(results).tables
    change = results.checklists[1].change(results.checklists[0]).score(()).iloc[0]
    assert len(moved.rows) == change["further"] + change["back"] > 0
    assert all(row["before"] != row["after"] for row in moved.rows)


def test_next_steps_name_nobody(results):
    html = blocks.next_steps(results).html
    people = {answer.who for answer in results.checklists[-1].answers.values()} - {""}
    assert people
    assert not any(f">{who}<" in html for who in people)
    assert "2022" in html


def test_register_stands_beside_the_answers(results):
    (table,) = blocks.beside_register(results).tables
    assert [row["item"][:3] for row in table.rows] == ["S06", "S11", "S14", "S17", "S18", "S19"]
    told = ["niet hetzelfde" in row["finding"] for row in table.rows]
    assert told == [each.differs for each in results.evidence]


def test_without_an_evaluation(results):
    empty = replace(results, checklists=(), evidence=())
    assert "nog niet ingevuld" in blocks.policy(empty).html
    for block in (blocks.policy_change, blocks.next_steps, blocks.beside_register):
        assert block(empty).tables == ()
    once = replace(results, checklists=results.checklists[:1])
    assert blocks.policy_change(once).drawing is None


def test_kept_evaluations_join_those_of_the_project(tmp_path):
    project = load_project(PROJECT)
    school = project.schools["po"]
    named = school_checklists(project, school)
    save_evaluation(tmp_path, "po", named[0].day, {"S01": Answer("not applicable")})
    found = school_checklists(project, school, tmp_path)
    assert [each.day for each in found] == [each.day for each in named]
    assert found[0].answers["S01"].state == "not applicable"
    assert found[1].answers == named[1].answers


def test_forms_that_are_not_there_are_all_named():
    project = load_project(PROJECT)
    school = project.schools["po"].model_copy(
        update={"checklists": [Path("weg.xlsx"), Path("ook-weg.xlsx")]}
    )
    with pytest.raises(InputError) as raised:
        school_checklists(project, school)
    assert len(raised.value.problems) == 2


def test_a_school_may_move_unsure_points_in_its_project_file(tmp_path):
    text = PROJECT.read_text("utf-8").replace('export = "', f'export = "{PROJECT.parent}/')
    text = text.replace('"checklist/', f'"{PROJECT.parent}/checklist/')
    heading = "[scholen.po]\n"
    moved = 'checklist_onderwerpen = { S03 = "data_communicatie" }\n'
    path = tmp_path / "proeftuinen.toml"
    path.write_text(text.replace(heading, heading + moved), "utf-8")
    results = open_results("po", str(path))
    topics = {item.id: item.topic for item in results.checklists[-1].items}
    assert topics["S03"] == "data_communicatie"
    path.write_text(text.replace(heading, heading + moved.replace("S03", "S01")), "utf-8")
    with pytest.raises(InputError, match="S01"):
        open_results("po", str(path))
