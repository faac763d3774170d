"""What is wrong with the input, told to the person who can mend it.

A coach who gets one error at a time gives up after the third. So every check collects `Problem`s,
and one `InputError` carries all of them: where it is, what stands there, what was expected and
what to do, in Dutch.
"""

from dataclasses import dataclass
from pathlib import Path

# More of one kind is no help to anyone; the rest is counted.
SHOWN_PER_KIND = 10
# More rows of one kind are not even made: a million of them would be all that is seen.
LISTED = 100


@dataclass(frozen=True)
class Problem:
    """One thing to mend.

    Parameters
    ----------
    what
        What is wrong, a Dutch sentence without the place. Problems with the same `what` are
        shown together.
    file, row, column, value
        Where it stands: the file's name, the row as Excel numbers it (the header is row 1), the
        column as the file names it, the value as it stands there.
    expected
        What should have stood there.
    mend
        What to do about it.
    more
        How many rows like this it stands for, when they are too many to list.
    beside
        What else the row says that shows what the value means, such as its day.
    """

    what: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""
    mend: str = ""
    more: int = 0
    beside: str = ""

    def where(self) -> str:
        """Return the place in Dutch, as short as it can be."""
        places = [
            self.file,
            f"rij {self.row}" if self.row is not None else "",
            f"kolom {self.column}" if self.column else "",
        ]
        place = ", ".join(filter(None, places))
        value = f"“{self.value}”" if self.value else ""
        said = " ".join(filter(None, [value, f"({self.beside})" if self.beside else ""]))
        return ": ".join(filter(None, [place, said]))


class InputError(Exception):
    """The input is wrong; carries every problem that was found.

    Parameters
    ----------
    problems
        At least one.

    Examples
    --------
    >>> print(InputError([Problem("Onbekende klas.", "leerlingen.csv", 3, "stamklas_naam", "9Z",
    ...                           expected="een klas uit het rooster")]))
    1 probleem in de invoer.
    <BLANKLINE>
    Onbekende klas.
      leerlingen.csv, rij 3, kolom stamklas_naam: “9Z”
      Verwacht: een klas uit het rooster
    """

    place = "de invoer"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(describe(problems, self.place))


class DamagedError(InputError):
    """Something that proeftuin keeps is damaged: no fault of what a school handed over.

    Examples
    --------
    >>> print(DamagedError([Problem("Een tabel ontbreekt.", "po/days.parquet")]))
    1 probleem in wat proeftuin heeft bewaard.
    <BLANKLINE>
    Een tabel ontbreekt.
      po/days.parquet
    """

    place = "wat proeftuin heeft bewaard"


def describe(problems: list[Problem], place: str = InputError.place) -> str:
    """Write problems as Dutch text, those of one kind together, a few examples of each."""
    count = _count(problems)
    plural = "probleem" if count == 1 else "problemen"
    parts = [f"{count} {plural} in {place}."]
    for what, same in _by_kind(problems).items():
        lines = [what]
        lines += [f"  {problem.where()}" for problem in same[:SHOWN_PER_KIND] if problem.where()]
        if len(same) > SHOWN_PER_KIND:
            lines.append(f"  … en nog {_count(same) - SHOWN_PER_KIND} keer")
        for label, texts in (
            ("Verwacht", [problem.expected for problem in same]),
            ("Wat te doen", [problem.mend for problem in same]),
        ):
            lines += [f"  {label}: {text}" for text in dict.fromkeys(texts) if text]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def file_name(path: Path | str) -> str:
    """Return what a message calls a file: its name, not the folders of one machine."""
    return Path(path).name


def _count(problems: list[Problem]) -> int:
    return sum(problem.more or 1 for problem in problems)


def _by_kind(problems: list[Problem]) -> dict[str, list[Problem]]:
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.what, []).append(problem)
    return kinds
