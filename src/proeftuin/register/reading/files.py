"""The files of an export: in a folder, in zip files in it, or one file by itself."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from proeftuin.errors import InputError, Problem

IGNORED = ("~$", ".", "__MACOSX")
# A zip of text unpacks to some ten times its size; more is no export.
LARGEST = 4_000_000_000
# Mojibake: what UTF-8's accented letters look like when they are read as Windows-1252.
READ_WRONG = ("Ã«", "Ã¯", "Ã©", "Ã¨", "Ã¶", "Ã¼", "â€™", "â€˜", "ï»¿")


@dataclass(frozen=True)
class RawFile:
    """One file of an export, on disk or in a zip file."""

    name: str
    content: bytes

    @property
    def suffix(self) -> str:
        """The end of the name, in small letters."""
        return Path(self.name).suffix.lower()

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes, for the provenance."""
        return hashlib.sha256(self.content).hexdigest()

    def decoded(self) -> tuple[str, str]:
        """Return the text and the name of its encoding.

        UTF-8 with or without its mark, Windows-1252 as Excel writes it, and Excel's
        "Unicode-tekst", which is UTF-16 with a mark.

        Raises
        ------
        InputError
            It is none of these, or a mixture.
        """
        if self.content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self._decoded("utf-16", "UTF-16")
        try:
            return self._decoded("utf-8-sig", "UTF-8")
        except UnicodeDecodeError:
            text, name = self._decoded("cp1252", "Windows-1252")
        mixed = [mark for mark in READ_WRONG if mark in text]
        if mixed:
            row = text[: text.index(mixed[0])].count("\n") + 1
            raise InputError([_wrong_encoding(self.name, row)])
        return text, name

    def _decoded(self, encoding: str, name: str) -> tuple[str, str]:
        try:
            text = self.content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig":
                raise
            row = self.content[: error.start].count(b"\n") + 1
            raise InputError([_wrong_encoding(self.name, row)]) from None
        if "\0" in text:
            raise InputError([_wrong_encoding(self.name, None)])
        return text, name


def list_files(export: Path) -> list[RawFile]:
    """Read the files of an export, those inside zip files too, in order of name.

    Parameters
    ----------
    export
        A folder, a zip file, or one other file.

    Raises
    ------
    InputError
        It is not there, or a zip file cannot be opened: all of them together.
    """
    if not export.exists():
        problem = Problem(
            "De map met de export bestaat niet.",
            value=export.name,
            mend="Controleer ‘export’ in proeftuinen.toml en zet de bestanden in die map.",
        )
        raise InputError([problem])
    paths = sorted(export.iterdir()) if export.is_dir() else [export]
    found: list[RawFile] = []
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir() or path.name.startswith(IGNORED):
            continue
        try:
            found.extend(_unpacked(path) if path.suffix.lower() == ".zip" else [_raw(path)])
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _raw(path: Path) -> RawFile:
    return RawFile(path.name, path.read_bytes())


def _unpacked(path: Path) -> Iterator[RawFile]:
    content = path.read_bytes()
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                raise BadZipFile
            for member in sorted(archive.namelist()):
                name = Path(member).name
                if name and not member.startswith(IGNORED) and not name.startswith(IGNORED):
                    yield RawFile(name, archive.read(member))
    # What a damaged zip raises depends on where the damage is, and on how it was packed.
    except Exception:
        problem = Problem(
            "Het zip-bestand kan niet worden geopend.",
            path.name,
            mend="Maak het opnieuw, zonder wachtwoord, of zet de bestanden los in de map.",
        )
        raise InputError([problem]) from None


def _wrong_encoding(name: str, row: int | None) -> Problem:
    return Problem(
        "De tekst van het bestand is niet te lezen: onbekende tekencodering.",
        name,
        row,
        expected="CSV in UTF-8 of Windows-1252",
        mend="Open het in Excel en kies Opslaan als → CSV UTF-8 (door puntkomma’s gescheiden).",
    )
