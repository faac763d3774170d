"""Looking at files of which no profile is known, as the wizard does.

Which row holds the names, which sheets there are, whether a profile that exists reads them after
all, and what to call the files next month.
"""

import io
import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from proeftuin.errors import InputError, Problem
from proeftuin.register.codes.code_book import HEADER
from proeftuin.register.guessing.columns import Column, columns_of
from proeftuin.register.guessing.tables import guess_table, is_header_word
from proeftuin.register.profiles.profile import TableProfile, profile_names, read_profile
from proeftuin.register.reading.cells import (
    DELIMITERS,
    ROWS_ABOVE,
    WORKBOOKS,
    Sheet,
    read_cells,
    refuse_binary,
)
from proeftuin.register.reading.files import RawFile
from proeftuin.register.reading.raw_tables import read_table
from proeftuin.register.reading.sheet_size import refuse_scattered

TEXTS = (".csv", ".txt", ".tsv")
READABLE = (*TEXTS, *WORKBOOKS, ".xml", ".json")
COMPLETE = ({"roster", "registrations", "timetable"}, {"roster", "registrations", "week"})


@dataclass(frozen=True)
class Look:
    """One table of unknown files: a sheet, or files with the same columns.

    Parameters
    ----------
    files
        Their names.
    sheet
        The sheet, when the workbook has several.
    cells
        The rows of the first of them.
    delimiter
        What stands between the fields; nothing for a workbook.
    columns
        What its columns look like.
    kind
        Which table it probably is, or nothing.
    """

    files: list[str]
    sheet: str | None
    cells: Sheet
    delimiter: str
    columns: dict[str, Column]
    kind: str

    @property
    def place(self) -> str:
        """What to call it in a conversation."""
        several = f" en nog {len(self.files) - 1}" if len(self.files) > 1 else ""
        return self.files[0] + several + (f", blad {self.sheet}" if self.sheet else "")


def look(available: list[RawFile]) -> tuple[list[Look], list[Problem]]:
    """Look at text files and workbooks; what cannot be opened is a problem, not an end."""
    found: list[Look] = []
    problems: list[Problem] = []
    for file in available:
        try:
            tops = _sheets(file) if file.suffix in WORKBOOKS else {None: _lines(file)}
            for sheet, top in tops.items():
                _add(found, file, sheet, top)
        except InputError as error:
            problems += error.problems
    return found, problems


def existing_profiles(available: list[RawFile]) -> dict[str, dict[str, list[str]]]:
    """Find which profiles of the package read these files.

    Returns
    -------
    dict
        Name of a profile → the tables it can read → the files they stand in.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name in profile_names():
        for table, profile in read_profile(name).tables.items():
            try:
                sources = read_table(available, profile).sources
            except InputError:
                continue
            found.setdefault(name, {})[table] = [str(source["file"]) for source in sources]
    return found


def is_complete(tables: dict[str, list[str]]) -> bool:
    """Tell whether tables are enough for a register."""
    return any(needed <= set(tables) for needed in COMPLETE)


def file_pattern(names: list[str], others: list[str]) -> str:
    """Return a pattern for next month's files: the same names with other numbers in them.

    Parameters
    ----------
    names
        The files it must fit.
    others
        The other files, which it must not fit.

    Examples
    --------
    >>> file_pattern(["verzuim 2021-03.csv"], ["leerlingen.csv"])
    'verzuim*.csv'
    >>> file_pattern(["a1.csv"], ["a2.csv"])
    'a1.csv'
    """
    stems = [Path(name).stem for name in names]
    suffix = Path(names[0]).suffix
    start = stems[0]
    while not all(stem.startswith(start) for stem in stems):
        start = start[:-1]
    start = re.split(r"[\s_.()-]*\d", start)[0]
    for pattern in (f"{_literal(start)}*{suffix}", _literal(names[0])):
        fits = [name for name in (*names, *others) if fnmatch(name.lower(), pattern.lower())]
        if start and set(fits) == set(names):
            return pattern
    return _literal(names[0])


def is_code_book(file: RawFile) -> bool:
    """Tell whether a file is a code book, which no profile reads."""
    return file.content.lstrip(b"\xef\xbb\xbf").startswith(HEADER.encode())


def _literal(name: str) -> str:
    return re.sub(r"([\[*?])", r"[\1]", name)


def _add(found: list[Look], file: RawFile, sheet: str | None, top: list[list[str]]) -> None:
    """Add a table, or a file to a table of the same columns."""
    names = [cell for row in top for cell in row if is_header_word(cell)]
    profile = TableProfile(files=[], sheet=sheet, columns={"names": names})
    cells = read_cells(file, profile)
    if cells.cells.empty or not len(cells.cells.columns):
        return
    for i, other in enumerate(found):
        if sheet is None and list(other.cells.cells.columns) == list(cells.cells.columns):
            found[i] = Look(
                [*other.files, file.name],
                *(other.sheet, other.cells, other.delimiter, other.columns, other.kind),
            )
            return
    columns = columns_of(cells.cells)
    kind = guess_table(columns, f"{file.name} {sheet or ''}")
    delimiter = "" if file.suffix in WORKBOOKS else _delimiter(file)
    found.append(Look([file.name], sheet, cells, delimiter, columns, kind))


def _sheets(file: RawFile) -> dict[str | None, list[list[str]]]:
    """Return the first rows of each sheet with anything on it; None names the only sheet."""
    from python_calamine import CalamineWorkbook

    refuse_binary(file)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
        names = workbook.sheet_names
        for name in names:
            refuse_scattered(file, name)
        tops = {
            name: workbook.get_sheet_by_name(name).to_python(nrows=ROWS_ABOVE) for name in names
        }
    except InputError:
        raise
    # The Rust reader panics on some damaged workbooks, with an exception outside Exception.
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise InputError([_unreadable(file.name)]) from None
    return {
        name if len(names) > 1 else None: [[str(cell).strip() for cell in row] for row in top]
        for name, top in tops.items()
        if len(top) > 1
    }


def _lines(file: RawFile) -> list[list[str]]:
    """Return the cells of the first lines of a text file, whatever stands between them."""
    lines = file.decoded()[0].split("\n", ROWS_ABOVE)[:ROWS_ABOVE]
    return [[cell.strip(' "\r') for cell in re.split(r"[;,\t|]", line)] for line in lines]


def _unreadable(name: str) -> Problem:
    mend = "Open het in Excel, sla het op als .xlsx en probeer het opnieuw."
    return Problem("Het werkboek kan niet worden geopend.", name, mend=mend)


def _delimiter(file: RawFile) -> str:
    lines = file.decoded()[0].split("\n", ROWS_ABOVE)
    first = next((line for line in lines if line.strip()), "")
    return max(DELIMITERS, key=first.count)
