"""Why a number differs between two reports: the data, the definitions, or the pupils.

Both reports say what they rest on, in the `rapport.json` beside them. What differs there is told;
which part of a difference each change made cannot be told from the reports when more than one
thing changed, and is not guessed.
"""

from dataclasses import dataclass
from pathlib import Path

from proeftuin.errors import InputError, Problem
from proeftuin.report.comparing.causes import DATA, DEFINITION, PUPILS, VERSION, Cause, causes_of
from proeftuin.report.record.rapport_json import Told, read_told


@dataclass(frozen=True)
class Explanation:
    """Two reports side by side.

    Parameters
    ----------
    old, new
        The reports.
    causes
        What they rest on differently.
    numbers
        What both show, with another value: its key, the old and the new one.
    only_old, only_new
        How many numbers only one of them has: of other months or groups.
    """

    old: Told
    new: Told
    causes: tuple[Cause, ...]
    numbers: tuple[tuple[str, int | str, int | str], ...]
    only_old: int
    only_new: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of everything that differs, those that change numbers first."""
        found = {cause.kind for cause in self.causes}
        return tuple(kind for kind in (DEFINITION, PUPILS, DATA, VERSION) if kind in found)

    @property
    def reasons(self) -> tuple[Cause, ...]:
        """What the numbers can differ by; versions only when there is nothing else."""
        found = [cause for cause in self.causes if cause.counts]
        return tuple([cause for cause in found if cause.kind != VERSION] or found)


def explain(old: Path | str, new: Path | str) -> Explanation:
    """Compare what two reports show and what that rests on.

    Parameters
    ----------
    old, new
        The folder of a report, or the `rapport.json` in it.

    Returns
    -------
    Explanation

    Raises
    ------
    InputError
        There is no report, or it does not tell what it rests on; both at once.
    """
    problems: list[Problem] = []
    told = []
    for path in (Path(old), Path(new)):
        try:
            told.append(read_told(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    first, second = told
    shared = [key for key in first.shown if key in second.shown]
    return Explanation(
        old=first,
        new=second,
        causes=causes_of(first, second),
        numbers=tuple(
            (key, first.shown[key], second.shown[key])
            for key in shared
            if first.shown[key] != second.shown[key]
        ),
        only_old=len(first.shown) - len(shared),
        only_new=len(second.shown) - len(shared),
    )
