"""The evaluations of a school, kept as one readable JSON file.

A form can be read twice, or again after a correction: the evaluation of a date is replaced as a
whole, and what changed by that is said. Nothing else in the file moves, so that a version control
system shows exactly what was answered differently.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from proeftuin.errors import DamagedError, InputError, Problem
from proeftuin.register.store.writing import beside
from proeftuin.team.checklist.answers import Answer
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import BY_ID, ITEMS, SOURCE
from proeftuin.team.checklist.reader import FilledForm, read_form
from proeftuin.text import words

_ANSWERS = TypeAdapter(dict[str, Answer])


class _Evaluation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    date: date
    answers: dict[str, Answer]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    school: str
    source: str = SOURCE
    evaluations: list[_Evaluation]


@dataclass(frozen=True)
class Saved:
    """What saving an evaluation did.

    Parameters
    ----------
    path
        The file of the school.
    day
        Date of the evaluation.
    was_there
        Whether there was an evaluation of that date.
    changed
        Items whose answer is another one than was stored for that date, in order.
    warnings
        What was odd in the form, when it was read from one.
    """

    path: Path
    day: date
    was_there: bool = False
    changed: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def sentence(self) -> str:
        """What happened, in Dutch."""
        what = f"De evaluatie van {words.long_date(self.day)}"
        if not self.was_there:
            return f"{what} is bewaard in {self.path.name}."
        if not self.changed:
            return f"{what} stond al in {self.path.name}; er is niets veranderd."
        return (
            f"{what} stond al in {self.path.name} en is vervangen; anders beantwoord: "
            f"{words.listing(list(self.changed))}."
        )


def save_evaluation(
    folder: Path | str, school: str, day: date, answers: Mapping[str, Answer]
) -> Saved:
    """Keep an evaluation; one of the same date is replaced.

    Parameters
    ----------
    folder
        Where the files of the schools are; made when it is not there.
    school
        The school's id in `proeftuinen.toml`.
    day
        Date of the evaluation.
    answers
        By item; those that are not given are unanswered.

    Raises
    ------
    InputError
        The school's file is damaged: it stays as it is.
    ValueError
        An answer to an item that does not exist.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     first = save_evaluation(folder, "vmbo", date(2020, 10, 8), {"S01": Answer("done")})
    ...     again = save_evaluation(folder, "vmbo", date(2020, 10, 8), {"S01": Answer("partly")})
    >>> print(again.sentence)
    De evaluatie van 8 oktober 2020 stond al in vmbo.json en is vervangen; anders beantwoord: S01.
    """
    path = _path(Path(folder), school)
    complete = Checklist(answers).answers
    stored: dict[date, Mapping[str, Answer]] = {
        each.date: each.answers for each in _read(path, school)
    }
    before = stored.get(day)
    changed = tuple(
        item.id
        for item in ITEMS
        if before is not None and before.get(item.id, Answer()) != complete[item.id]
    )
    saved = Saved(path, day, before is not None, changed)
    if before is None or changed:
        stored[day] = complete
        _write(path, school, stored)
    return saved


def save_form(form: Path | str, folder: Path | str, school: str, day: date | None = None) -> Saved:
    """Read a filled-in form and keep it with its school.

    Parameters
    ----------
    form
        The workbook.
    folder, school
        As in `save_evaluation`.
    day
        Date of the evaluation; by default the one in the form.

    Raises
    ------
    InputError
        What is wrong with the form; nothing is kept then.
    """
    read = read_form(form)
    when = day or read.day
    if when is None:
        problem = Problem(
            "Het formulier heeft geen datum van invullen.",
            Path(form).name,
            mend="Vul de datum in op het blad Uitleg, of geef hem met --date.",
        )
        raise InputError([problem])
    saved = save_evaluation(folder, school, when, read.answers)
    return Saved(saved.path, when, saved.was_there, saved.changed, _warnings(read, form, when))


def read_evaluations(
    folder: Path | str, school: str, name: str = "", topics: Mapping[str, str] | None = None
) -> tuple[Checklist, ...]:
    """Return the evaluations of a school, the earliest first; none when there is no file.

    Parameters
    ----------
    folder, school
        As in `save_evaluation`.
    name
        What the school is called, for its tables.
    topics
        Items that the school has put at another topic, as in `items.placed`.

    Raises
    ------
    InputError
        The file is damaged.
    """
    stored = _read(_path(Path(folder), school), school)
    by_day = {each.date: each.answers for each in stored}
    return tuple(
        Checklist(by_day[day], name or school, day, topics or {}) for day in sorted(by_day)
    )


def _path(folder: Path, school: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", school, re.ASCII):
        problem = Problem(
            "De naam van de school kan geen bestandsnaam zijn.",
            value=school,
            expected="letters, cijfers, - en _",
            mend="Gebruik de naam achter ‘scholen.’ in proeftuinen.toml.",
        )
        raise InputError([problem])
    return folder / f"{school}.json"


def _read(path: Path, school: str) -> list[_Evaluation]:
    try:
        stored = _File.model_validate_json(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (ValidationError, UnicodeDecodeError):
        raise DamagedError([_damaged(path)]) from None
    days = [each.date for each in stored.evaluations]
    known = all(name in BY_ID for each in stored.evaluations for name in each.answers)
    if stored.school != school or len(set(days)) < len(days) or not known:
        raise DamagedError([_damaged(path)])
    return stored.evaluations


def _damaged(path: Path) -> Problem:
    return Problem(
        "De bewaarde evaluaties zijn niet te lezen.",
        path.name,
        mend="Zet een eerdere versie van dit bestand terug. Is die er niet, geef het dan een "
        "andere naam en lees de formulieren opnieuw in.",
    )


def _write(path: Path, school: str, stored: Mapping[date, Mapping[str, Answer]]) -> None:
    evaluations = [
        {"date": day.isoformat(), "answers": _plain(stored[day])} for day in sorted(stored)
    ]
    content = {"school": school, "source": SOURCE, "evaluations": evaluations}
    with beside(path) as place:
        place.write_bytes((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def _plain(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Return what was filled in, in the order of the items."""
    filled = {
        item.id: answers[item.id] for item in ITEMS if not answers.get(item.id, Answer()).is_empty
    }
    plain: dict[str, Any] = _ANSWERS.dump_python(filled, mode="json", exclude_defaults=True)
    return plain


def _warnings(form: FilledForm, path: Path | str, day: date) -> tuple[Problem, ...]:
    if form.day is None or form.day == day:
        return form.warnings
    other = Problem(
        "Het formulier heeft een andere datum van invullen dan is opgegeven.",
        Path(path).name,
        value=words.long_date(form.day),
        expected=words.long_date(day),
    )
    return (*form.warnings, other)
