"""What several commands do alike: go through the schools, tell what a register holds, leave."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from proeftuin.errors import DamagedError, InputError
from proeftuin.register.store.writing import told

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register

FAILED, WRONG_INPUT = 1, 2


def summary(register: "Register") -> str:
    """Say in one Dutch line what a register holds."""
    from proeftuin.register.assembling.misplaced import misplaced
    from proeftuin.text.words import number, pupils, registrations, school_days, short_date

    days = register.school_days
    span = f" ({short_date(days[0])} t/m {short_date(days[-1])})" if len(days) else ""
    unregistered = int((~register.sessions["registered"].astype("bool")).sum())
    text = (
        f"{pupils(register.pupils['pupil'].nunique())}, {school_days(len(days))}{span}, "
        f"{registrations(len(register.absences))}"
    )
    if left := misplaced(register.provenance):
        text += f", {number(left)} rijen weggelaten"
    sessions = "dagdelen" if register.provenance["sector"] == "po" else "lessen"
    return text + (
        f", {number(unregistered)} {sessions} zonder registratie" if unregistered else ""
    )


def each_school(
    schools: list[str], action: Callable[[str], None], title: str = ""
) -> dict[str, int]:
    """Do something for every school, whatever becomes of another one.

    With a title there is a progress bar.

    Returns
    -------
    dict
        The schools for which it did not succeed, after saying why, each with its exit code.
    """
    from tqdm import tqdm

    wrong = {}
    with tqdm(schools, title, unit="school", disable=not title) as bar:
        for school_id in bar:
            bar.set_postfix_str(school_id)
            try:
                action(school_id)
            except Exception as error:
                text, code = failure(error)
                bar.write(f"\n{school_id}: {text}\n", sys.stderr)
                wrong[school_id] = code
    return wrong


def failure(error: Exception) -> tuple[str, int]:
    """Say in Dutch what went wrong and what to do, and with which exit code that ends.

    Examples
    --------
    >>> failure(MemoryError())
    ('er is te weinig geheugen. Sluit andere programma’s en geef het commando opnieuw.', 1)
    """
    if isinstance(error, DamagedError):
        return str(error), FAILED
    if isinstance(error, InputError):
        return str(error), WRONG_INPUT
    if isinstance(error, OSError):
        return told(error), FAILED
    if isinstance(error, MemoryError):
        again = "Sluit andere programma’s en geef het commando opnieuw."
        return f"er is te weinig geheugen. {again}", FAILED
    places = [
        f"{Path(step.filename).name}, regel {step.lineno}"
        for step in traceback.extract_tb(error.__traceback__)
        if Path(__file__).parents[2] in Path(step.filename).parents
    ]
    # Not what the error says: it can hold a pupil number, and this line is to be passed on.
    return (
        f"een fout in proeftuin zelf, niet in uw bestanden: {type(error).__name__} in "
        f"{' > '.join(places[-3:])}. Meld deze regel aan wie u proeftuin gaf.",
        FAILED,
    )


def notice(text: str) -> None:
    """Tell something that is no result, beside the results."""
    typer.echo(text, err=True)


def leave(wrong: dict[str, int]) -> None:
    """Leave with the exit code of wrong input or of a failure, when there was any."""
    if wrong:
        raise typer.Exit(max(wrong.values()))


def register_folder(root: Path, school_id: str) -> Path:
    """Return where the register of a school lies."""
    return root / "data" / "register" / school_id


def warn_of_second(root: Path, project: Path, schools: list[str]) -> None:
    """Warn when a school's register begins here while one lies beside the project file.

    The commands look in the folder they are given in, so that from another folder the months
    before seem gone.
    """
    for school_id in schools:
        here = register_folder(root, school_id).resolve()
        there = register_folder(project.resolve().parent, school_id)
        if here == there or here.is_dir() or not there.is_dir():
            continue
        notice(
            f"Let op: van {school_id} is er al een register in {there}. Deze opdracht begint een "
            f"tweede, in {here}, zonder de eerdere maanden. Was dat niet de bedoeling? Verwijder "
            f'het nieuwe, en geef de opdracht met --root "{there.parents[2]}".'
        )


def whole_register(folder: Path) -> "Register":
    """Open a register of which every table is as it was saved."""
    from proeftuin.register.store.register import read_register

    register = read_register(folder)
    register.verify()
    return register
