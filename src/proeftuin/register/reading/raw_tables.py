"""The tables of an export under our names, still as text, each row with its place."""

from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from typing import Any, Self

import pandas as pd

from proeftuin.errors import LISTED, InputError, Problem
from proeftuin.register.privacy.personal_data import dropped_columns, person_numbers
from proeftuin.register.profiles.profile import TableProfile
from proeftuin.register.reading.cell_errors import error_problems, is_error
from proeftuin.register.reading.cells import EMPTY, Sheet, read_cells
from proeftuin.register.reading.files import RawFile
from proeftuin.register.reading.json_xml import looked_up
from proeftuin.register.reading.unique_values import map_uniques
from proeftuin.register.reading.yes_no import BLANK, says_yes_or_no, yes_or_no
from proeftuin.text.language import N_

FILE, ROW = "_file", "_row"


@dataclass(frozen=True)
class RawTable:
    """One table of an export as text.

    Parameters
    ----------
    rows
        The columns of the profile under our names, and under their own where rows are picked by
        them; `_file` and `_row` tell where a row stands (the header is row 1).
    names
        Our name of a column → its name in the file.
    sources
        Per file its `file`, `sha256`, `rows`, `encoding`, `set_aside` (rows that are none of the
        profile's, such as appointments that are no lessons), `cancelled` (rows of lessons that were
        cancelled), and `not_read`: the columns that were left where they were, each with the Dutch
        word for the personal data in it, if any.
    profile
        How it was read.
    repaired
        What was mended on the way in: `what`, `count`, `examples`.
    """

    rows: pd.DataFrame
    names: dict[str, str]
    sources: list[dict[str, Any]]
    profile: TableProfile
    repaired: list[dict[str, Any]] = field(default_factory=list)

    def only(self, rows: "pd.Series[bool]") -> Self:
        """Return the table with some of its rows."""
        return replace(self, rows=self.rows[rows].reset_index(drop=True))

    def picked(self, values: dict[str, list[str]], every: bool) -> "pd.Series[bool]":
        """Tell which rows have one of the values in every (or any) column of `values`."""
        return _picked(self.rows, values, every)


def _picked(rows: pd.DataFrame, values: dict[str, list[str]], every: bool) -> "pd.Series[bool]":
    found = pd.Series(every, index=rows.index)
    for column, allowed in values.items():
        here = rows[column].isin(allowed)
        found = found & here if every else found | here
    return found


def read_table(available: list[RawFile], profile: TableProfile) -> RawTable:
    """Read one table of the export as text.

    Parameters
    ----------
    available
        The files of the export.
    profile
        Which of them, and which columns.

    Raises
    ------
    InputError
        No file, an empty file, a missing column or unreadable text, all files together.
    """
    matching = _matching(available, profile)
    if not matching:
        names = ", ".join(file.name for file in available) or "niets"
        wanted = " of ".join(f"‘{pattern}’" for pattern in profile.files)
        problem = Problem(
            "Er ontbreekt een bestand in de export.",
            expected=f"een bestand met een naam als {wanted}; gevonden: {names}",
            mend="Exporteer ook dit overzicht uit het schoolsysteem en zet het in de map.",
        )
        raise InputError([problem])
    frames: list[pd.DataFrame] = []
    names_found: dict[str, str] = {}
    sources: list[dict[str, Any]] = []
    short: list[str] = []
    problems: list[Problem] = []
    for file in matching:
        try:
            sheet = read_cells(file, profile)
            frame, names_here = _under_our_names(sheet, profile)
        except InputError as error:
            problems.extend(error.problems)
            continue
        names_found = names_here | names_found
        picked = (profile.keep, profile.cancelled, profile.gone, profile.closed)
        read = {*names_here.values(), *(name for values in picked for name in values)}
        read |= {looked_up(name) for name in profile.lookups}
        unread = [str(name) for name in sheet.cells if name not in read]
        personal = dropped_columns(sheet.cells[unread])
        kept = _picked(frame, profile.keep, every=True)
        sources.append(
            {
                "file": file.name,
                "sha256": file.sha256,
                "rows": len(frame),
                "encoding": sheet.encoding,
                "set_aside": int((~kept).sum()),
                "cancelled": int((kept & _picked(frame, profile.cancelled, every=False)).sum()),
                "not_read": {name: personal.get(name, "") for name in unread if name},
            }
        )
        frames.append(frame)
        short += [f"{file.name}, rij {row}" for row in sheet.short]
    if problems:
        raise InputError(problems)
    # A column that only some of the files have is empty in the others.
    rows = pd.concat(frames, ignore_index=True).fillna("")
    what = N_("rijen met minder velden dan de kop: wat ontbreekt, geldt als leeg")
    repaired = [{"what": what, "count": len(short), "examples": short[:5]}] if short else []
    return RawTable(rows, names_found, sources, profile, repaired)


def has_file(available: list[RawFile], profile: TableProfile) -> bool:
    """Tell whether an export has a file of the name that a table has."""
    return bool(_matching(available, profile))


def _matching(available: list[RawFile], profile: TableProfile) -> list[RawFile]:
    """Return the files of the first pattern that has any."""
    for pattern in profile.files:
        found = [file for file in available if fnmatch(file.name.lower(), pattern.lower())]
        if found:
            return found
    return []


def _under_our_names(sheet: Sheet, profile: TableProfile) -> tuple[pd.DataFrame, dict[str, str]]:
    known = {str(name).casefold(): str(name) for name in reversed(list(sheet.cells.columns))}
    names: dict[str, str] = {}
    missing: list[str] = []
    for ours, theirs in profile.columns.items():
        found = next((known[name.casefold()] for name in theirs if name.casefold() in known), None)
        if found is not None:
            names[ours] = found
        elif looked_up(ours) in sheet.cells:
            names[ours] = theirs[0]
        elif ours not in profile.optional:
            missing.append(theirs[0])
    picks = [*profile.keep, *profile.cancelled, *profile.gone]
    absent = [name for name in picks if name.casefold() not in known]
    missing += [name for name in absent if name not in profile.optional]
    picks += [name for name in profile.closed if name.casefold() in known and name not in picks]
    if missing:
        raise InputError(
            [_missing_column(sheet.place, name, list(sheet.cells.columns)) for name in missing]
        )
    columns: dict[str, Any] = {
        ours: sheet.cells[looked_up(ours) if looked_up(ours) in sheet.cells else theirs]
        for ours, theirs in names.items()
    }
    columns |= {name: sheet.cells[known[name.casefold()]] for name in picks if name not in absent}
    # Of a column that may be left out every row is kept, and none was cancelled.
    columns |= {name: profile.keep.get(name, [""])[0] for name in absent}
    frame = pd.DataFrame(columns, index=sheet.cells.index)
    frame = frame.apply(lambda column: map_uniques(column, lambda texts: texts.str.strip()))
    # The index is the row in the file; a record that became several rows keeps its one place.
    rows = sheet.cells.index + sheet.first_row
    filled = (frame.drop(columns=absent) != "").any(axis=1)
    if not filled.any():
        raise InputError(
            [Problem(EMPTY, sheet.place, mend="Exporteer het opnieuw: er staan geen rijen in.")]
        )
    _refuse_person_numbers(frame, names, sheet.place)
    frame, unclear = _as_the_profile_writes(frame, profile)
    problems = _neither(unclear, frame, sheet.place, rows)
    problems += _errors(frame, names, profile, sheet.place, rows)
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    frame[FILE], frame[ROW] = sheet.place, rows
    return frame[filled].reset_index(drop=True), names


def _as_the_profile_writes(
    frame: pd.DataFrame, profile: TableProfile
) -> tuple[pd.DataFrame, dict[str, "pd.Series[bool]"]]:
    """Write the values by which rows are picked as the profile does; tell what is no yes and no no.

    Capitals do not matter, and in a column of yes and no every way to write them is one.
    """
    unclear: dict[str, pd.Series[bool]] = {}
    for picks in (profile.keep, profile.cancelled):
        for name, allowed in picks.items():
            cells = frame[name]
            meant = says_yes_or_no(allowed, cells)
            if meant is None:
                known = {word.casefold(): word for word in allowed}
                small = map_uniques(cells, lambda texts: texts.str.casefold())
                frame[name] = small.map(known).fillna(cells)
                continue
            said = yes_or_no(cells)
            # What is no compulsory lesson need not be written well.
            kept = picks is profile.keep or _picked(frame, profile.keep, every=True)
            unclear[name] = said.isna() & kept & ~is_error(cells)
            # Nothing written is no `nee`, where a profile picks by that.
            written = (said == meant).fillna(False) & ~cells.isin(BLANK)
            frame[name] = cells.mask(written, allowed[0])
    return frame, unclear


def _neither(
    unclear: dict[str, "pd.Series[bool]"], frame: pd.DataFrame, place: str, rows: pd.Index
) -> list[Problem]:
    """Report cells that are neither yes nor no."""
    return [
        Problem(
            "Een cel zegt geen ja en geen nee.",
            *(place, int(rows[i]), name, str(frame[name].iloc[i])),
            "ja of nee, WAAR of ONWAAR, 1 of 0, een x, of leeg",
            "Verbeter de cel, of noem in het profiel de waarden die gelden.",
        )
        for name, wrong in unclear.items()
        for i in wrong.to_numpy().nonzero()[0][:LISTED]
    ]


def _errors(
    frame: pd.DataFrame, names: dict[str, str], profile: TableProfile, place: str, rows: pd.Index
) -> list[Problem]:
    """Report the cells of columns that are read in which Excel left an error."""
    # A row that is set aside need not be written well, but for what sets it aside.
    kept = _picked(frame, profile.keep, every=True)
    problems: list[Problem] = []
    for column in map(str, frame):
        cells = frame[column] if column in profile.keep else frame[column].where(kept, "")
        problems += error_problems(cells, rows, place, names.get(column, column))
    return problems


def _refuse_person_numbers(frame: pd.DataFrame, names: dict[str, str], place: str) -> None:
    """Refuse a column that is to be read and holds numbers that only the law may give out."""
    words = {"bsn": "burgerservicenummers", "onderwijsnummer": "onderwijsnummers"}
    kinds = {ours: person_numbers(frame[ours]) for ours in names}
    problems = [
        Problem(
            f"De kolom bevat {words[kind]}; die mag proeftuin niet gebruiken.",
            place,
            None,
            names[ours],
            expected="het leerlingnummer van de school zelf",
            mend="Exporteer met het eigen leerlingnummer (stamnummer), of wijs in het profiel een "
            "andere kolom aan. Er is niets bewaard.",
        )
        for ours, kind in kinds.items()
        if kind
    ]
    if problems:
        raise InputError(problems)


def _missing_column(place: str, column: str, found: list[str]) -> Problem:
    return Problem(
        "Er ontbreekt een kolom.",
        place,
        1,
        column,
        expected=f"de kolommen van het profiel; gevonden: {', '.join(filter(None, found))}",
        mend="Neem de kolom op in de export, met precies deze naam.",
    )
