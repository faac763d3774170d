"""Parameters: those of the notebook, checked by name and type, and files found from any folder."""

import pytest

from proeftuin.errors import InputError
from proeftuin.report.making.parameters import Parameters, find, open_results


def test_unknown_names_and_wrong_types_are_told_together():
    with pytest.raises(InputError) as caught:
        Parameters.checked({"shcool": "po", "school": 3})
    assert [(p.what, p.value) for p in caught.value.problems] == [
        ("Onbekende parameter.", "shcool"),
        ("Een parameter heeft het verkeerde type.", "3"),
    ]


def test_defaults_are_the_sample_school():
    assert Parameters.checked({"school": "po"}) == Parameters("po")


def test_a_file_is_found_from_a_folder_below(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.toml").write_text("", "utf-8")
    below = tmp_path / "notebooks" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert find("data/x.toml") == tmp_path / "data" / "x.toml"
    assert str(find("data/y.toml")) in ("data/y.toml", "data\\y.toml")


def test_an_unknown_school_is_told(project):
    with pytest.raises(InputError, match="Onbekende school"):
        open_results("abc", str(project.path))


def test_results_from_the_export_and_from_a_saved_register_are_equal(project, registers, tmp_path):
    registers["po"].save(tmp_path / "po")
    saved = open_results("po", str(project.path), str(tmp_path))
    direct = open_results("po", str(project.path))
    assert saved.shown.map(str).equals(direct.shown.map(str))
    assert saved.kinds.equals(direct.kinds)
