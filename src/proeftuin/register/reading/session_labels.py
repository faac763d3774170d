"""Which sessions a cell names: a lesson hour, several, a half-day, or the whole day.

Excel turns a list of lessons such as `3-4` into the third of April. In a column of lesson hours a
date can be nothing else, so it is turned back, and counted.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

LESSONS_A_DAY = 20
WHOLE_DAY = ("", "hele dag", "heel de dag", "de hele dag", "dag", "gehele dag", "hele", "alle")
HALF_DAYS = {
    "ochtend": ("och", "ocht", "'s ochtends", "’s ochtends", "vm", "voormiddag", "morgen"),
    "middag": ("mid", "midd", "'s middags", "’s middags", "nm", "namiddag"),
}
_SYNONYMS = {word: label for label, words in HALF_DAYS.items() for word in words}
# A half-day's place in the day, for a span from one to another.
POSITIONS = {"ochtend": 1, "middag": 2, "avond": 3}
_PREFIX = r"(?:u|les|lesuur|uur|blok|lesuren)?\.? *"
_ONE = rf"{_PREFIX}0?(\d{{1,2}})(?:\.0|e)?(?: *(?:uur|u|les|lesuur))?"
_RANGE = rf"{_ONE} *(?:-|–|t/m|tot en met|tm) *{_ONE}"
_MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
_DAY_MONTH = r"(\d{1,2})-(" + "|".join(_MONTHS) + r")\.?(?:-\d{2,4})?"
_DATE = r"(?:(\d{1,2})-(\d{1,2})-\d{4}|\d{4}-(\d{2})-(\d{2})(?:t00:00:00)?)"


@dataclass(frozen=True)
class Sessions:
    """What each cell of a column names.

    Parameters
    ----------
    named
        What each different text names: lists of sessions, empty for the whole day and for what
        cannot be read.
    texts
        The different texts, in small letters.
    codes
        Which of these each cell is.
    index
        The column's index.
    """

    named: list[list[str]]
    texts: list[str]
    codes: npt.NDArray[np.intp]
    index: pd.Index

    @property
    def labels(self) -> "pd.Series[Any]":
        """The list of sessions of each cell."""
        return self._cells(self.named)

    @property
    def only(self) -> "pd.Series[str]":
        """The session of each cell that names exactly one, empty for the others."""
        return self._cells([each[0] if len(each) == 1 else "" for each in self.named])

    @property
    def count(self) -> "pd.Series[int]":
        """How many sessions each cell names; 0 for the whole day."""
        return self._cells([len(each) for each in self.named])

    @property
    def ranged(self) -> "pd.Series[bool]":
        """The cell names everything from one session to another, given or not."""
        return self._cells([bool(_ends(text)) for text in self.texts])

    @property
    def first(self) -> "pd.Series[float]":
        """Position in the day of the first session named; missing when none is."""
        return self._cells([_position(each[0]) if each else np.nan for each in self.named])

    @property
    def last(self) -> "pd.Series[float]":
        """Position in the day of the last session named; missing when none is."""
        return self._cells([_position(each[-1]) if each else np.nan for each in self.named])

    @property
    def restored(self) -> "pd.Series[bool]":
        """Excel had made a date of it."""
        return self._cells([_as_date(text) is not None for text in self.texts])

    @property
    def unreadable(self) -> "pd.Series[bool]":
        """The cell names nothing that can be read."""
        pairs = zip(self.texts, self.named, strict=True)
        return self._cells([not each and text not in WHOLE_DAY for text, each in pairs])

    def _cells(self, values: list[Any]) -> "pd.Series[Any]":
        different = pd.Series(values, dtype=object if isinstance(values[0], list) else None)
        return different.take(self.codes).set_axis(self.index)


def parse_sessions(texts: "pd.Series[str]") -> Sessions:
    """Read which sessions the cells of a column name.

    Examples
    --------
    >>> found = parse_sessions(pd.Series(["3", "3-4", "3-apr", "2, 5", "Ochtend", "hele dag"]))
    >>> found.labels.tolist()
    [['3'], ['3', '4'], ['3', '4'], ['2', '5'], ['ochtend'], []]
    >>> found.restored.tolist()
    [False, False, True, False, False, False]
    """
    codes, uniques = pd.factorize(texts)
    written = [str(text).strip().lower() for text in uniques]
    return Sessions([_labels(text) for text in written], written, codes, texts.index)


def label(text: str) -> str:
    """Return one session under one name, however it is written.

    Examples
    --------
    >>> label("u3"), label("3e uur"), label("'s Ochtends"), label("Muziekles")
    ('3', '3', 'ochtend', 'muziekles')
    """
    text = text.strip().lower()
    one = re.fullmatch(_ONE, text)
    return str(int(one[1])) if one else _SYNONYMS.get(text, text)


def _position(label: str) -> float:
    return float(label) if label.isdigit() else POSITIONS.get(label, np.nan)


def _labels(text: str) -> list[str]:
    if text in WHOLE_DAY:
        return []
    if (pair := _ends(text)) is not None:
        return _between(*pair)
    parts = [part.strip() for part in re.split(r"[,;+&/]| en ", text)]
    if len(parts) > 1:
        numbers = [re.fullmatch(_ONE, part) for part in parts]
        return [str(int(one[1])) for one in numbers if one] if all(numbers) else []
    return [label(text)]


def _ends(text: str) -> tuple[int, int] | None:
    """Return the first and last lesson of a range."""
    if found := re.fullmatch(_RANGE, text):
        return int(found[1]), int(found[2])
    return _as_date(text)


def _as_date(text: str) -> tuple[int, int] | None:
    """Return the lessons that Excel made a date of: its day and its month."""
    if found := re.fullmatch(_DAY_MONTH, text):
        return int(found[1]), _MONTHS.index(found[2]) + 1
    if found := re.fullmatch(_DATE, text):
        day, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return int(day), int(month)
    if re.fullmatch(r"[3-7]\d{4}", text):
        serial = pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(text))
        return serial.day, serial.month
    return None


def _between(first: int, last: int) -> list[str]:
    if not 0 <= first <= last <= LESSONS_A_DAY:
        return []
    return [str(lesson) for lesson in range(first, last + 1)]
