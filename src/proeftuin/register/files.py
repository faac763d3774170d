"""Raw files as text: every cell a string, every row with its place.

Nothing is guessed about types here. Excel loses leading zeros and turns `3-4` into a date when it
is allowed to guess; so identifiers stay text, and the place of each row is kept for the messages.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import pandas as pd

from proeftuin.register.problems import InputError, Problem
from proeftuin.register.profiles import TableProfile

FILE, ROW = "_file", "_row"
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
IGNORED = ("~$", ".")


@dataclass(frozen=True)
class RawFile:
    """One file of an export, on disk or in a zip file."""

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes, for the provenance."""
        return hashlib.sha256(self.content).hexdigest()

    def decoded(self) -> tuple[str, str]:
        """Return the text and the name of its encoding; raise InputError when it is neither."""
        for encoding, name in ENCODINGS.items():
            try:
                text = self.content.decode(encoding)
            except UnicodeDecodeError as error:
                fault = error
            else:
                if "\0" not in text:
                    return text, name
                break
        else:
            row = self.content[: fault.start].count(b"\n") + 1
            raise InputError([_wrong_encoding(self.name, row)])
        raise InputError([_wrong_encoding(self.name, None)])


def list_files(folder: Path) -> list[RawFile]:
    """Read the files of an export's folder, those inside zip files too, in order of name.

    Raises
    ------
    InputError
        The folder is not there, or a zip file cannot be opened.
    """
    if not folder.is_dir():
        problem = Problem(
            "De map met de export bestaat niet.",
            value=folder.name,
            mend="Controleer ‘export’ in proeftuinen.toml en zet de bestanden in die map.",
        )
        raise InputError([problem])
    found: list[RawFile] = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.name.startswith(IGNORED):
            continue
        found.extend(_unpacked(path) if path.suffix.lower() == ".zip" else [_raw(path)])
    return found


def read_table(
    available: list[RawFile], profile: TableProfile
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Read one table of the export as text.

    Returns
    -------
    DataFrame
        The columns of the profile under our names, and under their own where rows are picked by
        them; `_file` and `_row` tell where a row stands (the header is row 1).
    list of dict
        Per file its name, hash, number of rows and encoding.

    Raises
    ------
    InputError
        No file, an empty file, a missing column or unreadable text, all files together.
    """
    matching = [file for file in available if fnmatch(file.name.lower(), profile.files.lower())]
    if not matching:
        names = ", ".join(file.name for file in available) or "niets"
        problem = Problem(
            "Er ontbreekt een bestand in de export.",
            expected=f"een bestand met een naam als ‘{profile.files}’; gevonden: {names}",
            mend="Exporteer ook dit overzicht uit het schoolsysteem en zet het in de map.",
        )
        raise InputError([problem])
    frames: list[pd.DataFrame] = []
    sources: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for file in matching:
        try:
            frame, encoding = _read_file(file, profile)
        except InputError as error:
            problems.extend(error.problems)
            continue
        sources.append(
            {"file": file.name, "sha256": file.sha256, "rows": len(frame), "encoding": encoding}
        )
        frames.append(frame)
    if problems:
        raise InputError(problems)
    return pd.concat(frames, ignore_index=True), sources


def _read_file(file: RawFile, profile: TableProfile) -> tuple[pd.DataFrame, str]:
    is_workbook = Path(file.name).suffix.lower() in WORKBOOKS
    name = f"{file.name}, blad {profile.sheet}" if is_workbook else file.name
    if is_workbook:
        frame, encoding = _read_workbook(file, profile.sheet), "Excel"
    else:
        text, encoding = file.decoded()
        frame = _read_csv(file.name, text)
    frame.columns = frame.columns.str.strip()
    missing = [column for column in profile.needed if column not in frame.columns]
    if missing:
        raise InputError([_missing_column(name, column, list(frame.columns)) for column in missing])
    frame = frame[profile.needed].apply(lambda column: column.str.strip())
    place = pd.DataFrame({FILE: name, ROW: frame.index + 2}, index=frame.index)
    filled = frame.ne("").any(axis=1)
    if not filled.any():
        problem = Problem(
            "Het bestand is leeg.", name, mend="Exporteer het opnieuw: er staan geen rijen in."
        )
        raise InputError([problem])
    renamed = frame.assign(**{ours: frame[theirs] for ours, theirs in profile.columns.items()})
    used = [*profile.columns, *profile.keep, *profile.cancelled]
    return renamed[list(dict.fromkeys(used))].join(place)[filled], encoding


def _read_csv(name: str, text: str) -> pd.DataFrame:
    header = text.split("\n", 1)[0]
    if not header.strip():
        raise InputError([Problem("Het bestand is leeg.", name, mend="Exporteer het opnieuw.")])
    delimiter = max(";,\t", key=header.count)
    columns = next(csv.reader([header.strip("\r")], delimiter=delimiter))
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            # Without it a row with too many fields would silently become the index.
            index_col=False,
            header=0,
            names=columns,
        )
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        row = re.search(r"line (\d+)", str(error))
        problem = Problem(
            "Een rij heeft meer velden dan de kop.",
            name,
            int(row[1]) if row else None,
            expected=f"{len(columns)} velden, gescheiden door ‘{delimiter}’",
            mend="Zet tekst waarin het scheidingsteken voorkomt tussen aanhalingstekens.",
        )
        raise InputError([problem]) from None
    # Rows with too few fields leave NaN, even for text columns.
    return frame.fillna("")


def _read_workbook(file: RawFile, sheet: str | None) -> pd.DataFrame:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    except CalamineError:
        problem = Problem(
            "Het werkboek kan niet worden geopend.",
            file.name,
            expected="een Excel-werkboek (.xlsx)",
            mend="Open het in Excel, sla het op als .xlsx en probeer het opnieuw.",
        )
        raise InputError([problem]) from None
    sheet = sheet or workbook.sheet_names[0]
    if sheet not in workbook.sheet_names:
        problem = Problem(
            "Er ontbreekt een blad in het werkboek.",
            file.name,
            value=sheet,
            expected=f"een blad ‘{sheet}’; gevonden: {', '.join(workbook.sheet_names)}",
            mend="Geef het blad deze naam, of voeg het toe.",
        )
        raise InputError([problem])
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if not rows:
        raise InputError([Problem("Het bestand is leeg.", f"{file.name}, blad {sheet}")])
    cells = pd.DataFrame(rows[1:], columns=[str(title) for title in rows[0]], dtype=object)
    return cells.apply(_cells_as_text)


def _cells_as_text(column: "pd.Series[Any]") -> "pd.Series[str]":
    texts = {cell: _cell_as_text(cell) for cell in column.drop_duplicates()}
    # 1 and 1.0 and True are one key, and are one text too.
    return column.map(texts).astype("str")


def _cell_as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _raw(path: Path) -> RawFile:
    return RawFile(path.name, path.read_bytes())


def _unpacked(path: Path) -> Iterator[RawFile]:
    try:
        with ZipFile(path) as archive:
            for member in sorted(archive.namelist()):
                name = Path(member).name
                if name and not name.startswith(IGNORED):
                    yield RawFile(name, archive.read(member))
    except (BadZipFile, RuntimeError):
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


def _missing_column(name: str, column: str, found: list[str]) -> Problem:
    return Problem(
        "Er ontbreekt een kolom.",
        name,
        1,
        column,
        expected=f"de kolommen van het profiel; gevonden: {', '.join(found)}",
        mend="Neem de kolom op in de export, met precies deze naam.",
    )
