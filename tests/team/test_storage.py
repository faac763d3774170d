import json
from datetime import date

import pytest

from proeftuin.register.problems import InputError
from proeftuin.team import storage
from proeftuin.team.answers import Answer
from proeftuin.team.storage import read_evaluations, save_evaluation, save_form

AUTUMN, SPRING = date(2020, 10, 8), date(2021, 4, 15)


def test_evaluations_come_back_in_order(tmp_path):
    save_evaluation(tmp_path, "vmbo", SPRING, {"S01": Answer("done", "mentor")})
    save_evaluation(tmp_path, "vmbo", AUTUMN, {"S02": Answer("partly", next_date=SPRING)})
    first, second = read_evaluations(tmp_path, "vmbo", "De Waterlinde")
    assert (first.day, second.day) == (AUTUMN, SPRING)
    assert first.answers["S02"] == Answer("partly", next_date=SPRING)
    assert second.answers["S01"] == Answer("done", "mentor")
    assert second.school == "De Waterlinde"
    assert read_evaluations(tmp_path, "po") == ()


def test_reading_the_same_form_twice_changes_nothing(form, tmp_path):
    path = form.fill("S01", answer="ja", who="mentor").save()
    first = save_form(path, tmp_path / "kept", "vmbo")
    content = first.path.read_bytes()
    again = save_form(path, tmp_path / "kept", "vmbo")
    assert (first.was_there, again.was_there, again.changed) == (False, True, ())
    assert first.path.read_bytes() == content
    assert len(read_evaluations(tmp_path / "kept", "vmbo")) == 1


def test_another_content_of_the_same_date_says_so(tmp_path):
    save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": Answer("done")})
    saved = save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": Answer("partly")})
    assert saved.changed == ("S01",)
    assert "is vervangen" in saved.sentence


def test_form_without_a_date(form, tmp_path):
    sheet = form.book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.is_date:
                cell.value = None
    path = form.fill("S01", answer="ja").save()
    with pytest.raises(InputError, match="geen datum van invullen"):
        save_form(path, tmp_path / "kept", "vmbo")
    assert save_form(path, tmp_path / "kept", "vmbo", AUTUMN).day == AUTUMN


def test_a_date_that_differs_from_the_form_is_told(form, tmp_path):
    path = form.fill("S01", answer="ja").save()
    saved = save_form(path, tmp_path / "kept", "vmbo", AUTUMN)
    assert any("andere datum" in warning.what for warning in saved.warnings)


@pytest.mark.parametrize("content", ["", "{}", '{"school": "po", "evaluations": []}'])
def test_a_damaged_file_stays_as_it_is(tmp_path, content):
    (tmp_path / "vmbo.json").write_text(content)
    with pytest.raises(InputError, match="niet te lezen"):
        save_evaluation(tmp_path, "vmbo", AUTUMN, {})
    assert (tmp_path / "vmbo.json").read_text() == content


def test_a_failed_write_keeps_what_was_there(tmp_path, monkeypatch):
    save_evaluation(tmp_path, "vmbo", AUTUMN, {"S01": Answer("done")})

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(storage.os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        save_evaluation(tmp_path, "vmbo", SPRING, {"S01": Answer("done")})
    assert [path.name for path in tmp_path.iterdir()] == ["vmbo.json"]
    assert len(json.loads((tmp_path / "vmbo.json").read_text())["evaluations"]) == 1


def test_a_name_that_is_no_file_name(tmp_path):
    with pytest.raises(InputError):
        save_evaluation(tmp_path, "../elders", AUTUMN, {})
