"""Nothing that import, check and report write or print holds what names a pupil.

Every byte is searched for the planted numbers, names, dates of birth, e-mail addresses and citizen
numbers of a spoilt copy of a sample export; the control shows that the search finds them.
"""

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
PROEFTUIN = Path(sys.executable).with_name("proeftuin")
# Valid by the 11-test; made up, like everything here.
CITIZENS = ["123456782", "111222333", "999990019", "100000009", "987654329", "246813570"]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Import, check and report a school whose files hold far too much; return what came of it."""
    folder = tmp_path_factory.mktemp("private")
    secrets = _plant(folder / "sample")
    env = os.environ | {"PROEFTUIN_KEY": str(tmp_path_factory.mktemp("keys") / "own.key")}
    printed = b""
    for command in (["check"], ["import"], ["report"]):
        arguments = [*command, "sample/proeftuinen.toml", "--only", "vmbo"]
        done = subprocess.run([PROEFTUIN, *arguments], cwd=folder, env=env, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        printed += done.stdout + done.stderr
    return folder, secrets, printed


def _plant(sample):
    """Copy the project with one school; give it columns and cells that name pupils."""
    (sample / "vmbo").mkdir(parents=True)
    text = (SAMPLE / "proeftuinen.toml").read_text("utf-8")
    text = text.replace('vergelijkingsscholen = ["vergelijking"]\n', "")
    lines = [line for line in text.splitlines() if not line.startswith("checklists")]
    (sample / "proeftuinen.toml").write_text("\n".join(lines), "utf-8")
    for path in (SAMPLE / "vmbo").iterdir():
        (sample / "vmbo" / path.name).write_bytes(path.read_bytes())
    roster = sample / "vmbo" / "leerlingen.csv"
    rows = list(csv.DictReader(io.StringIO(roster.read_text("cp1252")), delimiter=";"))
    for number, row in enumerate(rows):
        row["bsn"] = CITIZENS[number % len(CITIZENS)]
        row["emailadres"] = f"leerling{row['stamnummer']}@voorbeeld.invalid"
        row["kolom7"] = CITIZENS[-1 - number % len(CITIZENS)]
        row["bijzonderheden"] = f"woont sinds kort bij oma Quispelwijk {number}"
    with roster.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return {
        "number": {row["stamnummer"] for row in rows},
        "name": {row["achternaam"] for row in rows if len(row["achternaam"]) > 6},
        "born": {row["geboortedatum"] for row in rows},
        "citizen": set(CITIZENS),
        "e-mail": {"@voorbeeld.invalid"},
        "text": {"Quispelwijk"},
    }


def _contents(folder):
    """Give every file that was written, unpacked as far as it can be, with its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.is_relative_to(folder / "sample"):
            continue
        yield path, path.read_bytes()
        if path.suffix == ".parquet":
            yield path, duckdb.read_parquet(str(path)).df().to_csv().encode()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield path, archive.read(name)


def _found(content, secrets):
    found = set()
    # Six figures in a row occur in coordinates and hashes too: a number stands by itself.
    numbers = set(re.findall(rb"(?<![0-9a-fA-F.,_-])[0-9]{6}(?![0-9a-fA-F])", content))
    for kind, texts in secrets.items():
        for text in texts:
            if text.isdigit() and len(text) == 6:
                here = text.encode() in numbers
            else:
                here = text.encode() in content
            if here or text.encode("utf-16-le") in content:
                found.add(kind)
    return found


def test_nothing_written_names_a_pupil(written):
    folder, secrets, _ = written
    names = set()
    for path, content in _contents(folder):
        names.add(path.suffix)
        assert _found(content, secrets) == set(), path
    assert {".parquet", ".json", ".html", ".ipynb"} <= names


def test_nothing_printed_names_a_pupil(written):
    _, secrets, printed = written
    assert len(printed) > 1000
    assert _found(printed, secrets) == set()


def test_what_was_left_is_listed_by_name(written):
    _, _, printed = written
    text = " ".join(printed.decode().split())
    for column in ("roepnaam (naam)", "bsn (burgerservicenummer)", "emailadres (e-mail)"):
        assert column in text
    assert "kolom7 (burgerservicenummer)" in text
    assert "bijzonderheden (vrije tekst)" in text


def test_the_search_finds_what_is_there(written):
    folder, secrets, _ = written
    raw = b"".join(path.read_bytes() for path in (folder / "sample" / "vmbo").iterdir())
    assert _found(raw, secrets) == set(secrets)


def test_messages_about_bad_rows_name_no_pupil(written, tmp_path):
    folder, secrets, _ = written
    path = folder / "sample" / "vmbo" / "verantwoordingen.csv"
    text = path.read_text("cp1252")
    number = sorted(secrets["number"])[0]
    row = text.splitlines()[1].split(";")
    wrong = [row[0], number, "31-02-2021", "99", "ONBEKEND", *row[5:]]
    path.write_text(
        text + ";".join(wrong) + "\n" + ";".join([*wrong[:1], "987123", *row[2:]]), "cp1252"
    )
    try:
        done = subprocess.run(
            [PROEFTUIN, "check", "sample/proeftuinen.toml", "--only", "vmbo"],
            cwd=folder,
            env=os.environ | {"PROEFTUIN_KEY": str(tmp_path / "own.key")},
            capture_output=True,
        )
    finally:
        path.write_text(text, "cp1252")
    assert done.returncode == 2
    assert "ONBEKEND" in done.stderr.decode()
    assert "staat in geen leerlingenlijst" in done.stderr.decode()
    assert _found(done.stdout + done.stderr, secrets | {"unknown": {"987123"}}) == set()
