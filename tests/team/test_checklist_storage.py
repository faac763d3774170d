"""Evaluations on disk: read twice, corrected, damaged."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.errors import InputError
from proeftuin.register.store import writing
from proeftuin.team.checklist.answers import STATES, Answer, clean
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import ITEMS
from proeftuin.team.storage import read_evaluations, save_evaluation, save_form

AUTUMN, SPRING = date(2020, 10, 8), date(2021, 4, 15)
FULL = Answer("partly", "mentoren", "2020-08-24", "plan", "bespreken", date(2021, 6, 1))


def test_evaluations_come_back_in_order_of_date(tmp_path):
    save_evaluation(tmp_path, "vmbo", SPRING, {"S01": FULL})
    save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": Answer("not done"), "P16": Answer("done")})
    autumn, spring = read_evaluations(tmp_path, "vmbo", "VMBO", {"S06": "vieren"})
    assert (autumn.day, spring.day, spring.school) == (AUTUMN, SPRING, "VMBO")
    assert spring.answers["S01"] == FULL
    assert autumn.answers["P16"] == Answer("done")
    assert spring.topics == {"S06": "vieren"}
    assert read_evaluations(tmp_path, "po") == ()


def test_the_same_again_changes_nothing(tmp_path):
    first = save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": FULL})
    content, moment = first.path.read_bytes(), first.path.stat().st_mtime_ns
    again = save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": FULL, "S02": Answer()})
    assert (first.was_there, again.was_there, again.changed) == (False, True, ())
    assert first.path.read_bytes() == content
    assert first.path.stat().st_mtime_ns == moment
    assert "niets veranderd" in again.sentence


def test_another_content_for_the_same_date_says_so(tmp_path):
    save_evaluation(tmp_path, "vmbo", SPRING, {"S01": FULL})
    save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": FULL, "S02": Answer("done")})
    saved = save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": FULL, "P16": Answer("done")})
    assert saved.changed == ("S02", "P16")
    assert "S02 en P16" in saved.sentence
    autumn, spring = read_evaluations(tmp_path, "vmbo")
    assert autumn.answers["S02"].is_empty
    assert spring.answers["S01"] == FULL


def test_the_order_of_saving_leaves_no_trace(tmp_path):
    answers = {"P16": Answer("done"), "S01": FULL}
    for folder, days in (("a", (AUTUMN, SPRING)), ("b", (SPRING, AUTUMN))):
        for day in days:
            save_evaluation(tmp_path / folder, "vmbo", day, dict(reversed(answers.items())))
    first, second = ((tmp_path / folder / "vmbo.json").read_bytes() for folder in "ab")
    assert first == second
    stored = json.loads(first)["evaluations"][0]["answers"]
    assert list(stored) == ["S01", "P16"]
    assert stored["P16"] == {"state": "done"}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(clean)
answers = st.builds(
    Answer,
    st.sampled_from(STATES),
    texts,
    texts,
    texts,
    texts,
    st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)


@given(st.dictionaries(st.sampled_from([item.id for item in ITEMS]), answers))
def test_any_answers_come_back(tmp_path_factory, given_answers):
    folder = tmp_path_factory.mktemp("store")
    save_evaluation(folder, "vmbo", AUTUMN, given_answers)
    (read,) = read_evaluations(folder, "vmbo")
    assert read.answers == Checklist(given_answers).answers


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"school": "po", "evaluations": []}',
        '{"school": "vmbo", "evaluations": [{"date": "gisteren", "answers": {}}]}',
        '{"school": "vmbo", "evaluations": [{"date": "2020-10-08", "answers": {"X1": {}}}]}',
        '{"school": "vmbo", "evaluations": [{"date": "2020-10-08", "answers": {"S01": {"state": 1}}}]}',
        '{"school": "vmbo", "evaluations": '
        + str([{"date": "2020-10-08", "answers": {}}] * 2).replace("'", '"')
        + "}",
    ],
)
def test_a_damaged_file_is_told_and_kept(tmp_path, content):
    path = tmp_path / "vmbo.json"
    path.write_text(content, "utf-8")
    for attempt in (
        lambda: read_evaluations(tmp_path, "vmbo"),
        lambda: save_evaluation(tmp_path, "vmbo", AUTUMN, {}),
    ):
        with pytest.raises(InputError, match="niet te lezen"):
            attempt()
    assert path.read_text("utf-8") == content


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    saved = save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": FULL})
    before = saved.path.read_bytes()

    def full_disk(*_):
        raise OSError("no space left")

    monkeypatch.setattr(writing.os, "replace", full_disk)
    with pytest.raises(OSError, match="space"):
        save_evaluation(tmp_path, "vmbo", SPRING, {"S01": FULL})
    assert saved.path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["vmbo.json"]


@pytest.mark.parametrize("school", ["", "../vmbo", "a/b", ".hidden", "c:\\x"])
def test_no_school_writes_elsewhere(tmp_path, school):
    with pytest.raises(InputError):
        save_evaluation(tmp_path / "in", school, AUTUMN, {})
    assert not (tmp_path / "in").exists()


def test_a_form_is_kept_with_its_own_date(form, tmp_path):
    form.fill("S01", answer="ja")
    saved = save_form(form.save(), tmp_path / "store", "vmbo")
    assert (saved.day, saved.warnings) == (SPRING, ())
    assert save_form(form.path, tmp_path / "store", "vmbo").changed == ()
    (read,) = read_evaluations(tmp_path / "store", "vmbo")
    assert read.answers["S01"] == Answer("done")


def test_another_date_than_the_form_has_is_told(form, tmp_path):
    saved = save_form(form.path, tmp_path / "store", "vmbo", AUTUMN)
    assert saved.day == AUTUMN
    assert saved.warnings[0].value == "15 april 2021"


def test_a_form_without_a_date_needs_one(form, tmp_path):
    form.book["Uitleg"]["C5"] = None
    with pytest.raises(InputError, match="--date"):
        save_form(form.save(), tmp_path / "store", "vmbo")
    assert not (tmp_path / "store").exists()
