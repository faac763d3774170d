import stat
import sys

import pandas as pd
import pytest

from proeftuin.errors import InputError
from proeftuin.register.privacy import key_table
from proeftuin.register.privacy.key_table import key_table_file, read_key_table, write_key_table
from proeftuin.register.privacy.pseudonyms import key_file, pseudonymise

NAMES = pd.DataFrame({"roepnaam": ["Zoë", "Björn"], "achternaam": ["in 't Veld; jr.", 'O"Neil']})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys" / "pseudonyms.vo.csv"


def write(path, numbers, names=NAMES, outside=()):
    numbers = pd.Series(numbers)
    write_key_table(path, pseudonymise(numbers, b"key", "vo"), numbers, names, outside)


def pseudonym(number):
    return pseudonymise(pd.Series([number]), b"key", "vo")[0]


def test_what_is_written_is_read(path):
    write(path, ["101", "102"])
    found = read_key_table(path)
    assert list(found) == ["pseudoniem", "leerlingnummer", "roepnaam", "achternaam"]
    assert found["pseudoniem"].tolist() == [pseudonym("101"), pseudonym("102")]
    assert found.iloc[:, 2:].equals(NAMES.astype("str"))


def test_dutch_excel_can_open_it(path):
    write(path, ["101", "102"])
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfpseudoniem;leerlingnummer;roepnaam;achternaam\r\n")
    assert "Zoë".encode() in content


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_only_its_owner_can_read_it(path):
    for _ in range(2):
        write(path, ["101", "102"])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        path.chmod(0o644)


def test_pupils_who_left_stay_and_others_are_renewed(path):
    write(path, ["101", "102"])
    names = pd.DataFrame({"roepnaam": ["Bjorn", "Yara"], "klas": ["1a", "1b"]}, index=[9, 9])
    write(path, ["102", "103"], names)
    found = read_key_table(path).set_index("leerlingnummer")
    assert found["roepnaam"].to_dict() == {"101": "Zoë", "102": "Bjorn", "103": "Yara"}
    assert found["achternaam"].to_dict() == {"101": "in 't Veld; jr.", "102": "", "103": ""}
    assert found["klas"].to_dict() == {"101": "", "102": "1a", "103": "1b"}


def test_same_pupils_again_give_the_same_bytes(path):
    write(path, ["101", "102"])
    before = path.read_bytes()
    write(path, ["102", "101", "102"], NAMES.iloc[[1, 0, 1]])
    assert path.read_bytes() == before


def test_words_that_pandas_takes_for_missing_are_names(path):
    write(path, ["101", "102"], pd.DataFrame({"roepnaam": ["NA", ""]}))
    assert read_key_table(path)["roepnaam"].tolist() == ["NA", ""]


def test_whole_or_not_at_all(path, monkeypatch):
    write(path, ["101", "102"])
    before = path.read_bytes()

    def full_disk(*_):
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        write(path, ["103", "104"])
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_refused_where_it_would_travel(path, tmp_path):
    with pytest.raises(InputError, match="buiten"):
        write(path, ["101", "102"], outside=[tmp_path / "out", tmp_path])
    assert not path.parent.exists()


def test_lies_beside_the_key_of_its_project(monkeypatch):
    assert key_table_file("", "vo").parent == key_file().parent
    monkeypatch.delenv("PROEFTUIN_KEY")
    assert key_table_file("twente", "vo").name == "twente.vo.csv"
    assert key_table_file("", "../vo").parent == key_file().parent
    places = [key_table_file(*pair) for pair in (("a", "b-c"), ("a-b", "c"), ("", "b"), ("a", "b"))]
    assert len(set(places)) == 4


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        # What a Dutch Excel makes of a pseudonym of digits, of the headers, and of its own CSV.
        (pseudonym("102").encode(), b"1,23457E+15", 3),
        (b"pseudoniem;", b"pseudoniem,", 1),
        ("Zoë".encode(), "Zoë".encode("cp1252"), None),
        (b';"', b';1;2;3;"', 1),
    ],
)
def test_table_that_was_changed_is_refused_and_kept(path, old, new, row):
    write(path, ["101", "102"])
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    with pytest.raises(InputError) as raised:
        write(path, ["103", "104"])
    assert [problem.row for problem in raised.value.problems] == [row]
    assert path.read_bytes() == content.replace(old, new)


def test_empty_file_is_refused(path):
    path.parent.mkdir()
    path.touch()
    with pytest.raises(InputError, match=key_table.PSEUDONYM):
        read_key_table(path)


def test_table_that_is_not_there(path):
    with pytest.raises(InputError, match="geen sleuteltabel"):
        read_key_table(path)
