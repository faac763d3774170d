"""What a column of an unknown file looks like, and what of it may stand on a screen.

A column is judged by the shapes of its different values: dates, times, lesson hours, numbers. What
may be shown follows from that too: dates, sessions, classes and codes, never what could be
somebody's name, number, address or note.
"""

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass

import pandas as pd

from proeftuin.register.assembling.weekly_half_days import WEEKDAYS
from proeftuin.register.privacy.personal_data import kind_by_header
from proeftuin.register.reading.dates import parse_clock, parse_moments
from proeftuin.register.reading.session_labels import HALF_DAYS, WHOLE_DAY, label, parse_sessions

# Enough different values to know a column by.
LOOKED_AT = 2000
MOST = 0.8
STATE_NUMBERS = ("burgerservicenummer", "onderwijsnummer")
LONG_NUMBER = r"\d[\d. -]{4,}"
LONGEST_CODE = 40
MOST_CODES = 80


@dataclass(frozen=True)
class Column:
    """A column, as far as guessing needs it.

    Parameters
    ----------
    name
        As the file names it.
    words
        The name in small letters without accents, as separate words.
    counts
        How often each value stands in it, the most frequent first; empty cells are not counted.
    rows
        How many rows the table has.
    shapes
        Share of the different values that have a shape.
    """

    name: str
    words: str
    counts: "pd.Series[int]"
    rows: int
    shapes: dict[str, float]

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return int(self.counts.sum())

    @property
    def values(self) -> list[str]:
        """The different values, the most frequent first."""
        return [str(value) for value in self.counts.index]

    @property
    def personal(self) -> bool:
        """By its name or its values, about a person: never shown, and no part of a register."""
        return bool(kind_by_header(self.name)) or self.shapes["mail"] > 0

    @property
    def names(self) -> set[str]:
        """The words of people's names in it, in small letters."""
        of_people = re.search("naam", self.words) and self.personal
        of_pupils = "leerling" in self.words and not self.has("identifier")
        if not (of_people or of_pupils):
            return set()
        words = (word for value in self.values for word in value.replace(",", " ").split())
        return {word.lower() for word in words if len(word) > 2 and word[0].isupper()}

    @property
    def state_number(self) -> bool:
        """By its name a BSN or onderwijsnummer."""
        return kind_by_header(self.name) in STATE_NUMBERS

    def has(self, *shapes: str) -> bool:
        """Tell whether nearly all values have one of the shapes."""
        return any(self.shapes[shape] >= MOST for shape in shapes)


def column(name: str, cells: "pd.Series[str]") -> Column:
    """Look at one column.

    Examples
    --------
    >>> found = column("beginDatum", pd.Series(["5-1-2021", "6-1-2021", ""]))
    >>> found.words, found.filled, found.has("date"), found.has("clock")
    ('begin datum', 2, True, False)
    """
    texts = cells.str.strip()
    counts = texts[texts != ""].value_counts(sort=True)
    return Column(name, header_words(name), counts, len(cells), _shapes(counts.index[:LOOKED_AT]))


def columns_of(cells: pd.DataFrame) -> dict[str, Column]:
    """Look at every column that has a name."""
    return {str(name): column(str(name), cells[name]) for name in cells if str(name)}


def header_words(name: str) -> str:
    """Write a column's name as separate small words.

    Examples
    --------
    >>> header_words("beginDatumTijd"), header_words("Lln.nr"), header_words("Geboortedatum (ë)")
    ('begin datum tijd', 'lln nr', 'geboortedatum e')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def samples(
    found: Column, pupil: bool = False, number: int = 3, without: Set[str] = frozenset()
) -> list[str] | None:
    """Return values that may be shown, or None when the column could be about persons.

    Parameters
    ----------
    found
        The column.
    pupil
        It holds pupil numbers: stand-ins are shown.
    number
        How many.
    without
        Words, in small letters, of which none may be in a value.

    Examples
    --------
    >>> samples(column("Lln", pd.Series(["100123", "100124"])), pupil=True)
    ['leerling 1', 'leerling 2']
    >>> samples(column("Roepnaam", pd.Series(["Jan"]))) is None
    True
    """
    if pupil:
        return [f"leerling {i}" for i in range(1, min(number, len(found.counts)) + 1)]
    if found.personal or not len(found.counts):
        return None
    texts = pd.Series(found.values[:LOOKED_AT])
    if found.has("date"):
        if _birth_like(found) or (found.has("digits") and "dat" not in found.words):
            return None
        texts = texts[parse_moments(texts).notna()]
    elif found.has("clock"):
        texts = texts[parse_clock(texts).notna()]
    elif not (found.has("half_day", "lesson", "weekday", "small") or _is_code_like(found)):
        return None
    is_date = found.has("date")
    return [text for text in texts if is_date or may_be_shown(text, without)][:number]


def may_be_shown(text: str, without: Set[str] = frozenset()) -> bool:
    """Tell whether a code, class or session can be shown: short, and without a long number.

    Parameters
    ----------
    text
        The value.
    without
        Words, in small letters, of which none may be in it.

    Examples
    --------
    >>> may_be_shown("Ziek"), may_be_shown("123456782"), may_be_shown("mail a.b@c.nl")
    (True, False, False)
    """
    if not without.isdisjoint(re.findall(r"\w+", text.lower())):
        return False
    long_number = re.search(LONG_NUMBER, text)
    return len(text) <= LONGEST_CODE and not long_number and "@" not in text


def _is_code_like(found: Column) -> bool:
    """Tell whether these are words of a short list, under a name that says which list."""
    said = re.search(
        r"klas|groep|reden|code|soort|status|type|vervallen|uitval|gaat door|bouw|opleiding|"
        r"niveau|studie|leerjaar|jaarlaag|afkorting|dagdeel|melding|categorie|geoorloofd|cluster",
        found.words,
    )
    return bool(said) and len(found.counts) <= MOST_CODES and not found.has("identifier")


def _birth_like(found: Column) -> bool:
    """Tell whether dates look like those of birth: over years, and hardly one of them twice."""
    dates = parse_moments(pd.Series(found.values[:LOOKED_AT])).dropna()
    over_years = (dates.max() - dates.min()).days > 370
    return bool(over_years and len(found.counts) > found.filled / 2)


def _shapes(different: pd.Index) -> dict[str, float]:
    texts = pd.Series(different, dtype="str")
    if texts.empty:
        return dict.fromkeys(_tests(pd.Series(["x"])), 0.0)
    return {name: float(holds.mean()) for name, holds in _tests(texts).items()}


def _tests(texts: "pd.Series[str]") -> dict[str, "pd.Series[bool]"]:
    small_letters = texts.str.lower()
    moments = parse_moments(texts)
    labels = parse_sessions(texts).labels
    half_days = {*HALF_DAYS, "avond", *WHOLE_DAY} - {""}
    return {
        "date": moments.notna(),
        "timed": moments.notna() & texts.str.contains(":", regex=False),
        "clock": parse_clock(texts).notna() & moments.isna(),
        "digits": texts.str.fullmatch(r"\d+"),
        "weekday": small_letters.str.fullmatch(
            "|".join(rf"{day}|{day[:2]}\.?|{day[:4]}\.?" for day in WEEKDAYS)
        ),
        "half_day": small_letters.map(label).isin(half_days) | small_letters.isin(half_days),
        "lesson": labels.map(lambda found: bool(found) and all(one.isdigit() for one in found))
        & ~texts.str.fullmatch(r"\d{3,}"),
        "identifier": texts.str.fullmatch(r"[A-Za-z]{0,3}\d{2,12}(?:\.0)?"),
        "small": texts.str.fullmatch(r"\d{1,3}(?:[.,]\d+)?"),
        "year_group": small_letters.str.fullmatch(r"(?:groep|leerjaar|klas|jaar|lj|gr)?\.? ?[1-8]"),
        "class": texts.str.fullmatch(r"(?i)(?:groep|klas)? ?[a-z]{0,4}\.?\d[a-z0-9/ +.-]{0,8}"),
        "mail": texts.str.contains("@", regex=False),
        "word": texts.str.contains(r"[A-Za-z]") & (texts.str.len() <= LONGEST_CODE),
    }
