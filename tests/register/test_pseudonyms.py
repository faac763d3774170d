import hashlib
import hmac
import os
import re
import stat
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.errors import InputError
from proeftuin.register.privacy import pseudonyms
from proeftuin.register.privacy.pseudonyms import (
    KEY_BYTES,
    canonical_numbers,
    check_key_place,
    first_use_notice,
    key_file,
    key_id,
    mask,
    pseudonymise,
    read_or_make_key,
    unreadable_numbers,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def canonical(*numbers):
    return canonical_numbers(pd.Series(numbers, dtype="str")).tolist()


# --- the key ---


def test_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "deep" / "a.key"
    told = []
    key = read_or_make_key(path, told.append)
    assert len(key) == KEY_BYTES
    assert read_or_make_key(path, told.append) == key
    assert told == [first_use_notice(path)]
    assert str(path) in told[0]
    assert read_or_make_key(tmp_path / "b.key") != key
    assert [each.name for each in path.parent.iterdir()] == ["a.key"]


@posix
def test_key_and_its_folder_are_open_to_their_owner_only(tmp_path):
    before = os.umask(0)
    try:
        read_or_make_key(tmp_path / "own" / "a.key")
    finally:
        os.umask(before)
    assert mode(tmp_path / "own" / "a.key") == 0o600
    assert mode(tmp_path / "own") == 0o700


@posix
@pytest.mark.parametrize("opened", [0o644, 0o640, 0o604, 0o666])
def test_key_that_others_can_read_is_closed_and_the_owner_told(tmp_path, opened):
    path = tmp_path / "a.key"
    key = read_or_make_key(path)
    path.chmod(opened)
    told = []
    assert read_or_make_key(path, told.append) == key
    assert mode(path) == 0o600
    assert len(told) == 1
    assert "leesbaar voor andere gebruikers" in told[0]
    assert read_or_make_key(path, told.append) == key
    assert len(told) == 1


@posix
def test_key_on_a_disk_without_modes_is_used_and_the_owner_told(tmp_path, monkeypatch):
    path = tmp_path / "a.key"
    key = read_or_make_key(path)
    path.chmod(0o644)
    monkeypatch.setattr(pseudonyms.Path, "chmod", lambda *_: None)
    told = []
    assert read_or_make_key(path, told.append) == key
    assert "niet te veranderen" in told[0]


def no_links(*_):
    raise PermissionError


def test_key_on_a_disk_without_links(tmp_path, monkeypatch):
    monkeypatch.setattr(pseudonyms.os, "link", no_links)
    key = read_or_make_key(tmp_path / "a.key")
    assert read_or_make_key(tmp_path / "a.key") == key
    assert [each.name for each in tmp_path.iterdir()] == ["a.key"]


@pytest.mark.parametrize("content", [b"", b"short", bytes(KEY_BYTES + 1)])
def test_file_that_is_no_key_is_refused_and_kept(tmp_path, content):
    path = tmp_path / "a.key"
    path.write_bytes(content)
    with pytest.raises(InputError, match="geen sleutel"):
        read_or_make_key(path)
    assert path.read_bytes() == content


def test_place_where_no_key_can_be(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="niet gelezen of gemaakt"):
        read_or_make_key(tmp_path / "file" / "a.key")
    with pytest.raises(InputError, match="niet gelezen of gemaakt"):
        read_or_make_key(tmp_path)


START_TOGETHER = """
import sys, time
from pathlib import Path
from proeftuin.register.privacy.pseudonyms import read_or_make_key
folder = Path(sys.argv[1])
(folder / f"ready-{sys.argv[2]}").touch()
while not (folder / "go").exists():
    pass
told = []
for turn in range(40):
    print(read_or_make_key(folder / "keys" / f"{turn}.key", told.append).hex())
print(len(told))
"""


def test_imports_that_start_together_share_one_key(tmp_path):
    """Forty keys, four processes that race for each: all read the one that was made."""
    commands = [[sys.executable, "-c", START_TOGETHER, str(tmp_path), str(n)] for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        running = [
            pool.submit(subprocess.run, each, capture_output=True, text=True, check=True)
            for each in commands
        ]
        while len(list(tmp_path.glob("ready-*"))) < 4 and not any(each.done() for each in running):
            time.sleep(0.01)
        (tmp_path / "go").touch()
        outputs = [each.result().stdout.split() for each in running]
    keys = [set(turn) for turn in zip(*(output[:-1] for output in outputs), strict=True)]
    assert len(keys) == 40
    assert all(len(turn) == 1 for turn in keys)
    assert sum(int(output[-1]) for output in outputs) == 40
    assert len(list((tmp_path / "keys").iterdir())) == 40


@pytest.mark.parametrize("links", [True, False])
def test_key_of_another_import_is_left(tmp_path, monkeypatch, links):
    """Both saw no key; the other was first."""
    path = tmp_path / "a.key"
    key = read_or_make_key(path)
    if not links:
        monkeypatch.setattr(pseudonyms.os, "link", no_links)
    assert not pseudonyms._make(path)
    assert path.read_bytes() == key
    assert [each.name for each in tmp_path.iterdir()] == ["a.key"]


def test_key_lies_with_the_user_unless_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PROEFTUIN_KEY", str(tmp_path / "chosen"))
    assert key_file() == key_file("twente") == tmp_path / "chosen"
    monkeypatch.setenv("PROEFTUIN_KEY", os.path.join("~", "chosen"))
    assert key_file().is_absolute()
    monkeypatch.delenv("PROEFTUIN_KEY")
    assert key_file().name == "pseudonyms.key"
    assert key_file("twente").name == "twente.key"
    assert "proeftuin" in key_file().parts


# --- where it may lie ---


def test_key_outside_the_project_and_the_output(tmp_path):
    project, output = tmp_path / "project", tmp_path / "not" / "there" / "yet"
    project.mkdir()
    check_key_place(tmp_path / "a.key", project, output)
    check_key_place(tmp_path / "project-2" / "a.key", project, output)


@pytest.mark.parametrize(
    "place",
    [
        "project/a.key",
        "project/deep/er/a.key",
        "elsewhere/../project/a.key",
        "linked/a.key",
        "reports/a.key",
        "repository/a.key",
    ],
)
def test_key_that_would_travel_is_refused(tmp_path, place):
    for folder in ("project", "elsewhere", "repository/.git", "repository/data"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "linked").symlink_to(tmp_path / "project")
    folders = [tmp_path / name for name in ("project", "reports", "repository/data")]
    with pytest.raises(InputError, match="PROEFTUIN_KEY"):
        check_key_place(tmp_path / place, *folders)
    assert not (tmp_path / place).exists()


def test_key_in_the_project_is_seen_from_the_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        check_key_place(pseudonyms.Path("a.key"), pseudonyms.Path())


# --- the pseudonym ---


def test_pseudonym_is_the_keyed_hash():
    found = pseudonymise(pd.Series(["0012", "12", "0012"]), b"key", "vo")
    expected = hmac.new(b"key", b"2:vo:0012", hashlib.sha256).hexdigest()[:16]
    assert found.tolist()[0] == found.tolist()[2] == expected
    assert found.nunique() == 2


texts = st.text(alphabet="01:ab\0é", max_size=4)


@given(st.tuples(texts, texts), st.tuples(texts, texts))
def test_only_the_same_number_of_the_same_school_is_the_same_pupil(one, other):
    found = [pseudonymise(pd.Series([number]), b"key", space)[0] for space, number in (one, other)]
    assert (found[0] == found[1]) == (one == other)


def test_no_two_of_many_pupils_share_a_pseudonym():
    numbers = pd.Series(range(100_000)).astype("str")
    assert pseudonymise(numbers, b"key").nunique() == 100_000


def test_pseudonyms_keep_index_and_emptiness():
    pupils = pd.Series(["a", "b"], index=[7, 7])
    assert pseudonymise(pupils, b"key").index.tolist() == [7, 7]
    assert pseudonymise(pd.Series([], dtype="str"), b"key").dtype == "str"


def test_key_id_names_a_key_and_is_no_pseudonym():
    assert key_id(b"one") == key_id(b"one") != key_id(b"two")
    assert re.fullmatch("[0-9a-f]{12}", key_id(b"one"))
    assert key_id(b"one") != pseudonymise(pd.Series(["key id"]), b"one")[0][:12]


# --- numbers as schools and Excel write them ---


@given(st.integers(0, 10**12), st.integers(0, 5), st.sampled_from(["", ".0", ",0", ".00"]))
def test_number_is_one_however_it_is_written(number, zeros, tail):
    assert canonical(f" {'0' * zeros}{number}{tail}\u00a0") == [str(number)]


@given(st.integers(10, 10**14))
def test_exponent_that_kept_every_digit(number):
    assert int(canonical(f"{number:.14E}".replace(".", ","))[0]) == number
    assert not unreadable_numbers(pd.Series([f"{number:.14E}"]))[0]


@given(st.integers(1, 10**14), st.integers(0, 4))
def test_exponent_says_how_many_digits_are_left(number, decimals):
    """Read by plain arithmetic: a digit is lost when the exponent is above the decimals."""
    written = f"{number:.{decimals}E}"
    lost = int(written.split("E")[1]) > decimals
    assert unreadable_numbers(pd.Series([written]))[0] == lost
    if lost:
        assert canonical(written) == [written]


@pytest.mark.parametrize(
    "number",
    [
        "A-07",
        "a-07",
        "101a",
        "1 01",
        "101.000",
        "1.234",
        "2E10",
        "1E5",
        "10-1",
        "-5",
        "",
        "12.5",
        "0x",
    ],
)
def test_everything_else_stays(number):
    assert canonical(number) == [number]
    assert not unreadable_numbers(pd.Series([number]))[0]


def test_eck_id_is_the_same_in_capitals():
    # As Edustandaard writes it: an address with a long hexadecimal number.
    number = "https://ketenid.nl/201703/" + "0aB9" * 32
    assert canonical(number.upper(), f" {number}") == [number.lower()] * 2


def test_zero_is_a_number():
    assert canonical("0", "000", "0.0") == ["0", "0", "0"]


def test_canonical_numbers_keep_their_place():
    numbers = pd.Series(["007", "1,00E+02", "7", "007"], index=[3, 3, 1, 0], name="pupil")
    found = canonical_numbers(numbers)
    assert found.tolist() == ["7", "100", "7", "7"]
    assert found.index.tolist() == [3, 3, 1, 0]
    assert canonical_numbers(pd.Series([], dtype="str")).empty


@given(st.lists(st.text(alphabet="0123456789.,eE+ aA-#", max_size=9), max_size=20))
def test_canonical_is_canonical(numbers):
    once = canonical_numbers(pd.Series(numbers, dtype="str"))
    assert canonical_numbers(once).tolist() == once.tolist()
    assert len(unreadable_numbers(once)) == len(numbers)


@pytest.mark.parametrize("number", ["1,2E+11", "1E+05", "1.5E+00", "#N/B", "#VERW!", "########"])
def test_number_that_excel_spoilt(number):
    assert unreadable_numbers(pd.Series([number])).tolist() == [True]


@given(st.lists(st.text(min_size=1), min_size=2))
def test_mask_is_the_same_for_every_number(values):
    assert len(Counter(map(mask, values))) == 1
