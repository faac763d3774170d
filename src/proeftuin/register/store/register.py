"""A register: the tables of one school and where they came from.

On disk it is a folder with a `provenance.json`, which names the sub-folder that holds the tables as
Parquet files; in memory, pandas frames that are read when first asked for. A saved register is
there whole or not at all: every save writes a sub-folder of its own, and only replacing
`provenance.json`, in one step of the file system, makes it the register.
"""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.store.damage import (
    DAMAGED,
    HASHES,
    POINTER,
    PREFIX,
    PROVENANCE,
    check_table,
    damaged,
    file_hash,
    read_provenance,
)
from proeftuin.register.store.engine import connect
from proeftuin.register.store.tables import COLUMNS, DAY, conform
from proeftuin.register.store.writing import alone, as_os_error, beside
from proeftuin.schemes import TWENTE, TierScheme, school_scheme


class Register:
    """The tables of one school.

    Parameters
    ----------
    tables
        `pupils`, `sessions`, `absences` and `days`, with the columns of
        `proeftuin.register.store.tables.COLUMNS`.
    provenance
        Where the tables came from: files with their hashes, export date, code book, calendar,
        settings, what was left out, version.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], provenance: dict[str, Any]) -> None:
        self._tables = {name: conform(frame, name) for name, frame in tables.items()}
        self._folder: Path | None = None
        # Of the tables in that folder that were not yet looked at.
        self._unchecked: dict[str, str | None] = {}
        self.provenance = provenance

    @property
    def pupils(self) -> pd.DataFrame:
        """One row per enrolment of a pupil in a class."""
        return self._table("pupils")

    @property
    def sessions(self) -> pd.DataFrame:
        """One row per session (lesson or half-day) given to a class."""
        return self._table("sessions")

    @property
    def absences(self) -> pd.DataFrame:
        """One row per pupil and session that was missed or marked."""
        return self._table("absences")

    @property
    def days(self) -> pd.DataFrame:
        """One row per pupil and school day, with minutes and sessions possible and missed."""
        return self._table("days")

    @property
    def school(self) -> str:
        """The school's id in `proeftuinen.toml`."""
        return str(self.provenance["school"])

    @property
    def scheme(self) -> TierScheme:
        """The rule of the school, with its minimum and goals, as `proeftuinen.toml` had it.

        Of several schools together what all of them use; the Twente rule when they differ, or when
        nothing is known.
        """
        used = [_scheme_in(settings) for settings in self._settings()]
        return used[0] if all(scheme == used[0] for scheme in used) else TWENTE

    @property
    def measure(self) -> Literal["minutes", "sessions"]:
        """What the school counts, as `scheme` says it of the rule."""
        used = {settings.get("measure", "minutes") for settings in self._settings()}
        return "sessions" if used == {"sessions"} else "minutes"

    @cached_property
    def school_days(self) -> pd.DatetimeIndex:
        """The days on which any class had a session, in order."""
        return pd.DatetimeIndex(self.sessions["date"].drop_duplicates().sort_values(), name="date")

    def scan(self, table: str) -> Any:
        """Return a table to ask things of: a DuckDB relation over its file, or the frame in memory.

        Parameters
        ----------
        table
            Its name, such as `absences`.
        """
        return self._table(table) if self._folder is None else self._relation(table)

    def scan_days(self) -> Any:
        """Return `days` to ask things of, as `scan` does."""
        return self.scan("days")

    def save(self, folder: Path | str) -> None:
        """Write the register to a folder, in the place of the one that was there.

        Stopped at any moment, the folder holds the old register or the new one. Of two saves at
        once the last one holds. The tables that were replaced stay until the next save, for
        whoever has them open.

        Parameters
        ----------
        folder
            Where; made when it is not there.

        Raises
        ------
        DamagedError
            The register that is there cannot be read; it stays as it is.
        OSError
            The disk is full, or the folder cannot be written.
        """
        folder = Path(folder)
        tables = {name: self._table(name) for name in COLUMNS}
        ours = PREFIX + token_hex(6)
        said = {**self.provenance, POINTER: ours}
        # What cannot be told as JSON must be known before anything is written.
        json.dumps(said)
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            before = _tables_in_use(folder)
            try:
                (folder / ours).mkdir()
                said[HASHES] = {
                    name: _write_table(frame, name, folder / ours) for name, frame in tables.items()
                }
                text = json.dumps(said, ensure_ascii=False, indent=1)
                with beside(folder / PROVENANCE) as place:
                    place.write_text(text, "utf-8")
            finally:
                _sweep(folder, {before, _tables_in_use(folder)})

    def __repr__(self) -> str:
        pupils = self.pupils["pupil"].nunique()
        days = self.school_days
        span = f", {days[0]:%d-%m-%Y} to {days[-1]:%d-%m-%Y}" if len(days) else ""
        return (
            f"Register({self.school}: {pupils} pupils, {len(days)} school days{span}, "
            f"exported {self.provenance.get('export_date', '?')})"
        )

    def _settings(self) -> list[Mapping[str, Any]]:
        """Return the settings of the school, or of each of several."""
        sources = self.provenance.get("schools") or [self.provenance]
        return [source.get("settings", {}) for source in sources]

    def verify(self) -> None:
        """Check that every table is on disk as it was saved; nothing for one in memory.

        Raises
        ------
        DamagedError
        """
        for name in COLUMNS if self._folder is not None else ():
            self._file(name)
            self._relation(name)

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._tables:
            self._tables[name] = conform(self._relation(name, read=True), name)
        return self._tables[name]

    def _relation(self, name: str, read: bool = False) -> Any:
        import duckdb

        # An earlier version kept no hash; then only reading all of it tells.
        blind = self._unchecked.get(name, "") is None
        path = self._file(name)
        try:
            relation = connect().read_parquet(str(path))
            if read or blind:
                frame = relation.df()
            return frame if read else relation
        except duckdb.Error:
            raise damaged(path.parents[1], path.name, f"{DAMAGED} geen tabel meer.") from None

    def _file(self, name: str) -> Path:
        folder = self._folder or Path()
        path = folder / f"{name}.parquet"
        if not path.exists() and _tables_in_use(folder.parent) != folder.name:
            problem = Problem(
                "Het register is intussen vervangen.",
                value=folder.parent.name,
                mend="Open het opnieuw; lukt dat niet, lees de export dan opnieuw in.",
            )
            raise InputError([problem])
        if name in self._unchecked or not path.exists():
            check_table(path, self._unchecked.get(name))
            self._unchecked.pop(name, None)
        return path


def read_register(folder: Path | str) -> Register:
    """Open a saved register; its tables are read when first asked for.

    Parameters
    ----------
    folder
        A folder that `Register.save` or `proeftuin import` wrote.

    Raises
    ------
    InputError
        There is no register in that folder.
    DamagedError
        There is one, and it is not whole.
    """
    folder = Path(folder)
    try:
        provenance = read_provenance(folder)
    except (FileNotFoundError, NotADirectoryError):
        problem = Problem(
            "Er is geen register in deze map.",
            value=folder.name,
            mend="Maak het eerst, met: proeftuin import proeftuinen.toml",
        )
        raise InputError([problem]) from None
    tables, hashes = provenance.pop(POINTER), provenance.pop(HASHES, {})
    register = Register({}, provenance)
    register._folder = folder / tables
    register._unchecked = {name: hashes.get(name) for name in COLUMNS}
    return register


def _scheme_in(settings: Mapping[str, Any]) -> TierScheme:
    return school_scheme(
        settings.get("scheme_name", "TWENTE"),
        settings.get("minimum_sessions", 1),
        settings.get("goals"),
    )


def _write_table(frame: pd.DataFrame, name: str, folder: Path) -> str:
    """Write a table; return the hash of its file."""
    import duckdb

    selected = ", ".join(
        f'"{column}"::DATE as "{column}"' if kind == DAY else f'"{column}"'
        for column, kind in COLUMNS[name].items()
    )
    relation = connect().from_df(frame).project(selected)
    path = folder / f"{name}.parquet"
    try:
        relation.write_parquet(str(path), compression="zstd")
    except duckdb.IOException as error:
        raise as_os_error(error, path) from None
    return file_hash(path)


def _tables_in_use(folder: Path) -> str | None:
    try:
        return str(read_provenance(folder)[POINTER])
    except (FileNotFoundError, NotADirectoryError):
        return None


def _sweep(folder: Path, keep: set[str | None]) -> None:
    """Remove what earlier saves left, also those that were killed; as far as it goes."""
    for tables in folder.glob(f"{PREFIX}*"):
        if tables.name not in keep:
            shutil.rmtree(tables, ignore_errors=True)
    for half in folder.glob(f".*-{PROVENANCE}"):
        with suppress(OSError):
            half.unlink()
