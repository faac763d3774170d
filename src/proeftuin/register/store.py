"""A register: the tables of one school and where they came from.

On disk it is a folder of Parquet files with a `provenance.json`; in memory, pandas frames that are
read when first asked for. A saved register is there whole or not at all.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from proeftuin.register.engine import connect
from proeftuin.register.problems import InputError, Problem
from proeftuin.register.tables import COLUMNS, DAY, conform

PROVENANCE = "provenance.json"


class Register:
    """The tables of one school.

    Parameters
    ----------
    tables
        `pupils`, `sessions`, `absences` and `days`, with the columns of
        `proeftuin.register.tables.COLUMNS`.
    provenance
        Where the tables came from: files with their hashes, export date, code book, calendar,
        settings, what was left out, version.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], provenance: dict[str, Any]) -> None:
        self._tables = {name: conform(frame, name) for name, frame in tables.items()}
        self._folder: Path | None = None
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

    @cached_property
    def school_days(self) -> pd.DatetimeIndex:
        """The days on which any class had a session, in order."""
        return pd.DatetimeIndex(self.sessions["date"].drop_duplicates().sort_values(), name="date")

    def scan_days(self) -> Any:
        """Return `days` for narwhals: a DuckDB relation over the file, or the frame in memory."""
        if self._folder is None:
            return self.days
        return connect().read_parquet(str(self._folder / "days.parquet"))

    def save(self, folder: Path | str) -> None:
        """Write the register as Parquet files; an older one there is replaced at once.

        Parameters
        ----------
        folder
            Where; made when it is not there.
        """
        folder = Path(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            for name, columns in COLUMNS.items():
                frame = self._table(name)
                selected = ", ".join(
                    f'"{column}"::DATE as "{column}"' if kind == DAY else f'"{column}"'
                    for column, kind in columns.items()
                )
                relation = connect().from_df(frame).project(selected)
                relation.write_parquet(str(beside / f"{name}.parquet"), compression="zstd")
            text = json.dumps(self.provenance, ensure_ascii=False, indent=1)
            (beside / PROVENANCE).write_text(text, "utf-8")
            _replace_folder(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def __repr__(self) -> str:
        pupils = self.pupils["pupil"].nunique()
        first, last = self.school_days[[0, -1]].strftime("%d-%m-%Y")
        return (
            f"Register({self.school}: {pupils} pupils, {len(self.school_days)} school days, "
            f"{first} to {last}, exported {self.provenance.get('export_date', '?')})"
        )

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._tables:
            path = str(self._folder / f"{name}.parquet") if self._folder else ""
            self._tables[name] = conform(connect().read_parquet(path).df(), name)
        return self._tables[name]


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
    """
    folder = Path(folder)
    try:
        provenance = json.loads((folder / PROVENANCE).read_text("utf-8"))
    except FileNotFoundError:
        problem = Problem(
            "Er is geen register in deze map.",
            value=folder.name,
            mend="Maak het eerst, met: proeftuin import proeftuinen.toml",
        )
        raise InputError([problem]) from None
    register = Register({}, provenance)
    register._folder = folder
    return register


def _replace_folder(new: Path, folder: Path) -> None:
    """Put a folder in the place of another; the moment in between leaves the old one beside it."""
    if not folder.exists():
        os.replace(new, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent)) / "old"
    os.replace(folder, old)
    try:
        os.replace(new, folder)
    except OSError:
        os.replace(old, folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)
