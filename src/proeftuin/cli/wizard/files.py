"""The files around the wizard: what it reads, and what it writes, whole or not at all."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import typer

from proeftuin.cli.wizard.questions import yes
from proeftuin.errors import InputError, Problem
from proeftuin.register.guessing.unknown_files import READABLE, is_code_book
from proeftuin.register.reading.files import RawFile, list_files
from proeftuin.register.store.writing import beside

CODE_BOOK, PROJECT = "codeboek.csv", "proeftuinen.toml"
# More than this is a folder of downloads, not an export.
MOST_NEIGHBOURS = 12


@dataclass(frozen=True)
class Place:
    """Where an export is and where the files about it come.

    Parameters
    ----------
    file
        What the wizard was given.
    home
        The folder of the profile.
    export
        The folder of the export, where its code book lies.
    project
        The `proeftuinen.toml`, which need not be there yet.
    """

    file: Path
    home: Path
    export: Path
    project: Path

    @classmethod
    def of(cls, file: Path) -> "Place":
        """Find the places that belong to a file or folder."""
        file = file.resolve()
        home = file if file.is_dir() and (file / PROJECT).exists() else file.parent
        export = file if file.is_dir() else home
        near, above = home / PROJECT, home.parent / PROJECT
        project = above if above.exists() and not near.exists() else near
        return cls(file, home, export, project)

    def in_project(self, path: Path) -> str:
        """Write a path as the project file does: from its own folder."""
        return Path(os.path.relpath(path, self.project.parent)).as_posix()

    @property
    def code_book(self) -> Path:
        """Where the code book lies."""
        return self.export / CODE_BOOK


def read_files(place: Place) -> tuple[list[RawFile], list[RawFile]]:
    """Read what the wizard was given, and the files beside it that may belong to it.

    Raises
    ------
    InputError
        It is not there or cannot be opened.
    """
    if not place.file.exists():
        mend = "Controleer de naam. Met een map of een zip kan het ook."
        raise InputError([Problem("Het bestand bestaat niet.", place.file.name, mend=mend)])
    own = _exports(list_files(place.file))
    if place.file.is_dir():
        return own, []
    paths = [
        path
        for path in sorted(place.home.iterdir())
        if path != place.file
        and path.suffix.lower() in (*READABLE, ".zip")
        and not path.name.startswith((".", "~$"))
    ]
    neighbours: list[RawFile] = []
    for path in paths if len(paths) <= MOST_NEIGHBOURS else []:
        try:
            neighbours += list_files(path)
        except InputError:
            typer.echo(f"{path.name} kan niet worden geopend, en blijft ongelezen.", err=True)
    return own, _exports(neighbours)


def write_all(texts: dict[Path, str]) -> None:
    """Write all files or none: each is written beside its place before any takes it.

    A CSV gets the mark by which Excel knows UTF-8.
    """
    with ExitStack() as stack:
        for path, text in texts.items():
            encoding = "utf-8-sig" if path.suffix == ".csv" else "utf-8"
            stack.enter_context(beside(path)).write_text(text, encoding, newline="\n")


def free_path(path: Path) -> Path:
    """Return a path that may be written: it is new, or it may be replaced; else another name."""
    if not path.exists() or yes(f"{path.name} bestaat al. Overschrijven?", False):
        return path
    number = 2
    while path.with_stem(f"{path.stem}-{number}").exists():
        number += 1
    other = path.with_stem(f"{path.stem}-{number}")
    typer.echo(f"Dan wordt het {other.name}.")
    return other


def _exports(files: list[RawFile]) -> list[RawFile]:
    return [
        file
        for file in files
        if file.suffix in READABLE and file.name != CODE_BOOK and not is_code_book(file)
    ]
