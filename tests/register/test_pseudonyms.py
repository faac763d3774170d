import hashlib
import hmac
import os
import stat
import sys

import pandas as pd
import pytest

from proeftuin.register.pseudonyms import KEY_BYTES, key_file, pseudonymise, read_or_make_key


def test_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "deep" / "a.key"
    key = read_or_make_key(path)
    assert len(key) == KEY_BYTES
    assert read_or_make_key(path) == key
    assert read_or_make_key(tmp_path / "b.key") != key


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_key_is_readable_by_its_owner_only(tmp_path):
    read_or_make_key(tmp_path / "a.key")
    assert stat.S_IMODE(os.stat(tmp_path / "a.key").st_mode) == 0o600


def test_file_that_is_no_key(tmp_path):
    (tmp_path / "a.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="no key"):
        read_or_make_key(tmp_path / "a.key")


def test_key_lies_with_the_user_unless_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PROEFTUIN_KEY", str(tmp_path / "chosen"))
    assert key_file() == tmp_path / "chosen"
    monkeypatch.delenv("PROEFTUIN_KEY")
    assert key_file().name == "pseudonyms.key"
    assert "proeftuin" in key_file().parts


def test_pseudonym_is_the_keyed_hash():
    found = pseudonymise(pd.Series(["0012", "12", "0012"]), b"key")
    expected = hmac.new(b"key", b"0012", hashlib.sha256).hexdigest()[:16]
    assert found.tolist()[0] == found.tolist()[2] == expected
    assert found.nunique() == 2
