"""What several commands do alike: go through the schools, tell what a register holds, leave."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from proeftuin.register.problems import InputError

if TYPE_CHECKING:
    from proeftuin.register.store import Register

FAILED, WRONG_INPUT = 1, 2


def summary(register: "Register") -> str:
    """Say in one Dutch line what a register holds."""
    from proeftuin.words import number, pupils, registrations, school_days, short_date

    days = register.school_days
    unregistered = int((~register.sessions["registered"].astype("bool")).sum())
    text = (
        f"{pupils(register.pupils['pupil'].nunique())}, {school_days(len(days))} "
        f"({short_date(days[0])} t/m {short_date(days[-1])}), "
        f"{registrations(len(register.absences))}"
    )
    sessions = "dagdelen" if register.provenance["sector"] == "po" else "lessen"
    return text + (
        f", {number(unregistered)} {sessions} zonder registratie" if unregistered else ""
    )


def each_school(schools: list[str], action: Callable[[str], None], title: str = "") -> set[str]:
    """Do something for every school; return those whose input is wrong, after saying why.

    With a title there is a progress bar.
    """
    from tqdm import tqdm

    wrong = set()
    with tqdm(schools, title, unit="school", disable=not title) as bar:
        for school_id in bar:
            bar.set_postfix_str(school_id)
            try:
                action(school_id)
            except InputError as error:
                bar.write(f"\n{school_id}: {error}\n", sys.stderr)
                wrong.add(school_id)
    return wrong


def notice(text: str) -> None:
    """Tell something that is no result, beside the results."""
    typer.echo(text, err=True)


def leave(wrong: set[str]) -> None:
    """Leave with the exit code of wrong input, when there was any."""
    if wrong:
        raise typer.Exit(WRONG_INPUT)


def register_folder(root: Path, school_id: str) -> Path:
    """Return where the register of a school lies."""
    return root / "data" / "register" / school_id
