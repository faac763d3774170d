import os
import subprocess
import sys
from pathlib import Path

import pytest

from proeftuin.errors import InputError
from proeftuin.register.store import writing
from proeftuin.register.store.register import Register, read_register

TABLES = ("pupils", "sessions", "absences", "days")


def names_in(folder):
    """What lies in a register's folder, the tables' own folders as `tables-*`."""
    return sorted(path.name[:7] if path.is_dir() else path.name for path in folder.iterdir())


def test_no_register_in_the_folder(tmp_path):
    with pytest.raises(InputError, match="Er is geen register in deze map"):
        read_register(tmp_path)


@pytest.mark.parametrize("part", ["tables", "provenance"])
def test_a_failed_save_leaves_the_old_register(part, magister, tmp_path, monkeypatch):
    register = magister.load()
    register.save(tmp_path / "saved")
    before = names_in(tmp_path / "saved")

    def full(*_, **__):
        raise OSError("no space left")

    if part == "tables":
        monkeypatch.setattr("proeftuin.register.store.register._write_table", full)
    else:
        monkeypatch.setattr(writing.os, "replace", full)
    other = Register({name: getattr(register, name) for name in TABLES}, {"name": "other"})
    with pytest.raises(OSError, match="no space"):
        other.save(tmp_path / "saved")
    assert read_register(tmp_path / "saved").provenance["name"] == "Proefschool"
    assert read_register(tmp_path / "saved").days.equals(register.days)
    assert names_in(tmp_path / "saved") == before


def test_a_first_save_that_fails_leaves_nothing(magister, tmp_path, monkeypatch):
    register = magister.load()
    monkeypatch.setattr(register, "provenance", {"not json": object()})
    with pytest.raises(TypeError):
        register.save(tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_killed_at_any_moment_or_saved_at_once_the_register_is_whole(magister, tmp_path):
    """More rounds: PROEFTUIN_KILLS=500 pytest tests/register/test_store.py -k killed."""
    program = Path(__file__).with_name("kill_while_saving.py")
    rounds = os.environ.get("PROEFTUIN_KILLS", "30")
    folder = tmp_path / "saved"
    done = subprocess.run(
        [sys.executable, program, folder, rounds], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{rounds} rounds, ")
    # A killed save may leave something; the next one that succeeds takes it away.
    magister.load().save(folder)
    assert names_in(folder) == [".lock", "provenance.json", "tables-", "tables-"]


def test_who_has_a_register_open_reads_on_when_it_is_replaced(magister, tmp_path):
    register = magister.load()
    register.save(tmp_path / "saved")
    opened = [read_register(tmp_path / "saved") for _ in range(2)]
    Register({name: getattr(register, name).head(1) for name in TABLES}, register.provenance).save(
        tmp_path / "saved"
    )
    assert opened[0].days.equals(register.days)
    assert len(opened[1].scan_days()) == len(register.days)
    assert len(read_register(tmp_path / "saved").days) == 1


def test_a_register_that_is_gone_says_so_and_mixes_nothing(magister, tmp_path):
    register = magister.load()
    register.save(tmp_path / "saved")
    opened = read_register(tmp_path / "saved")
    for _ in range(2):
        register.save(tmp_path / "saved")
    for read in (lambda: opened.days, opened.scan_days):
        with pytest.raises(InputError, match="intussen vervangen"):
            read()


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
