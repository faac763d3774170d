import os

import pytest

from proeftuin.register import store
from proeftuin.register.problems import InputError
from proeftuin.register.store import read_register


def test_no_register_in_the_folder(tmp_path):
    with pytest.raises(InputError, match="Er is geen register in deze map"):
        read_register(tmp_path)


def test_a_failed_save_leaves_the_old_register(magister, tmp_path, monkeypatch):
    register = magister.load()
    register.save(tmp_path / "saved")
    replaced = []

    def failing(source, target):
        # Moving the old one away succeeds, putting the new one in its place does not.
        replaced.append(target)
        if len(replaced) == 2:
            raise OSError("no space left")
        os.rename(source, target)

    monkeypatch.setattr(store.os, "replace", failing)
    register.provenance["name"] = "other"
    with pytest.raises(OSError, match="no space"):
        register.save(tmp_path / "saved")
    assert read_register(tmp_path / "saved").provenance["name"] == "Proefschool"
    assert len(read_register(tmp_path / "saved").days) == len(register.days)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_first_save_that_fails_leaves_nothing(magister, tmp_path, monkeypatch):
    register = magister.load()
    monkeypatch.setattr(register, "provenance", {"not json": object()})
    with pytest.raises(TypeError):
        register.save(tmp_path / "new" / "saved")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_register_prints_what_it_is(magister):
    assert repr(magister.load()) == (
        "Register(proef: 3 pupils, 4 school days, 05-01-2021 to 12-01-2021, exported 2021-07-16)"
    )


def test_scan_reads_the_same_days(magister, tmp_path):
    register = magister.load()
    assert register.scan_days() is register.days
    register.save(tmp_path / "saved")
    scanned = read_register(tmp_path / "saved").scan_days().df()
    assert scanned["minutes"].tolist() == register.days["minutes"].tolist()
