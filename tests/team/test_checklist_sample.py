"""The sample forms follow from their seed, and are forms that read back whole."""

from pathlib import Path

import pytest

from proeftuin.register.project.project_file import load_project
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.reader import read_form
from proeftuin.team.sample import PILOTS, sample_answers, write_checklists

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def test_the_pilot_schools_of_the_project_have_forms():
    project = load_project(SAMPLE / "proeftuinen.toml")
    pilots = {name: school.name for name, school in project.schools.items() if school.pilot}
    assert {name: pilot.name for name, pilot in PILOTS.items()} == pilots
    names = {path.name for path in (SAMPLE / "checklist").iterdir()}
    assert names == {
        f"{name}-{day}.xlsx"
        for name, pilot in PILOTS.items()
        for day in (pilot.autumn, pilot.spring)
    }


@pytest.mark.parametrize("name", PILOTS)
def test_sample_forms_hold_the_drawn_answers(name):
    pilot = PILOTS[name]
    for day, answers in zip((pilot.autumn, pilot.spring), sample_answers(name), strict=True):
        read = read_form(SAMPLE / "checklist" / f"{name}-{day}.xlsx")
        assert read.answers == answers
        assert (read.school, read.day, read.warnings) == (pilot.name, day, ())


def test_the_same_seed_gives_the_same_files(tmp_path):
    for folder in ("one", "two"):
        write_checklists(tmp_path / folder, only=["po"])
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    assert sample_answers("po", 1) != sample_answers("po", 2)


@pytest.mark.parametrize("name", PILOTS)
def test_samples_have_something_of_everything(name):
    autumn, spring = (Checklist(answers) for answers in sample_answers(name))
    counts = autumn.score(()).iloc[0]
    assert (counts[["done", "partly", "not_done", "not_applicable"]] > 0).all()
    moves = spring.change(autumn).score(()).iloc[0]
    assert (moves[["further", "same", "back"]] > 0).all()
    assert len(spring.next_steps) > 3
