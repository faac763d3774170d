"""What a school answers to an item, and how such answers are written by people.

An item may be an action ("Hang posters in de hal") or a statement ("Registratiecodes zijn bekend
bij partners"), so *ja* means "we do this" or "this holds for us". An empty answer is an answer
that is missing, never a *nee*.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from proeftuin.text import words
from proeftuin.text.language import LOCALES, N_

State = Literal["done", "partly", "not done", "not applicable", "unanswered"]

STATES: tuple[State, ...] = ("done", "partly", "not done", "not applicable", "unanswered")
# How far: what can be compared between two evaluations, in order.
RANKS: dict[State, int] = {"not done": 0, "partly": 1, "done": 2}
DUTCH: dict[State, str] = {
    "done": N_("ja"),
    "partly": N_("deels"),
    "not done": N_("nee"),
    "not applicable": N_("niet van toepassing"),
    "unanswered": "",
}
_WRITTEN: dict[str, State] = {
    **dict.fromkeys(("ja", "j", "yes", "y"), "done"),
    **dict.fromkeys(("deels", "gedeeltelijk", "partly", "partially", "in part"), "partly"),
    **dict.fromkeys(("nee", "neen", "n", "no"), "not done"),
    **dict.fromkeys(
        ("niet van toepassing", "nvt", "n v t", "not applicable", "n/a", "na"), "not applicable"
    ),
    "": "unanswered",
}
FIRST_YEAR, LAST_YEAR = 2000, 2099
# Day 0 of Excel's calendar, which has a 29 February 1900 that never was.
EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Answer:
    """What a school says about one item.

    Parameters
    ----------
    state
        Whether it is done.
    who
        Who sees to it: a role or a team.
    since
        Since when; ISO text when it is a date, else as written ("begin vorig schooljaar").
    evidence
        What shows it.
    next_step, next_date
        What the school will do next, and by when.

    Examples
    --------
    >>> Answer("partly", who="mentoren").dutch
    'deels'
    """

    state: State = "unanswered"
    who: str = ""
    since: str = ""
    evidence: str = ""
    next_step: str = ""
    next_date: date | None = None

    @property
    def dutch(self) -> str:
        """The answer as it stands in the form."""
        return DUTCH[self.state]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in at all."""
        return self == Answer()


def state_of(text: str) -> State | None:
    """Return the answer that a text means, in Dutch or English; None when it means none.

    Examples
    --------
    >>> state_of(" JA"), state_of("N.v.t."), state_of("partly"), state_of(""), state_of("soms")
    ('done', 'not applicable', 'partly', 'unanswered', None)
    """
    plain = normal(text)
    plain = re.sub(r"\s+", " ", re.sub(r"[.,;!]", " ", plain)).strip()
    return _WRITTEN.get(plain)


def day_of(value: object) -> date | None:
    """Return the date that a cell of a workbook means; None when it means none.

    Parameters
    ----------
    value
        A date, Excel's number of one, or text: day, month, year in figures or with the name of
        the month in Dutch or English, or ISO.

    Examples
    --------
    >>> day_of("12-3-2021"), day_of("12 mrt. 21"), day_of(44267), day_of("31-4-2021")
    (datetime.date(2021, 3, 12), datetime.date(2021, 3, 12), datetime.date(2021, 3, 12), None)
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        in_reach = 0 < value < 100_000
        value = EXCEL_EPOCH + timedelta(int(value)) if in_reach else None
    if isinstance(value, str):
        value = _day_in_words(normal(value))
    if isinstance(value, date) and FIRST_YEAR <= value.year <= LAST_YEAR:
        return value
    return None


def since_in_dutch(since: str) -> str:
    """Write `since` for a reader.

    Examples
    --------
    >>> since_in_dutch("2020-09-01"), since_in_dutch("begin vorig schooljaar")
    ('1 september 2020', 'begin vorig schooljaar')
    """
    is_date = re.fullmatch(r"\d{4}-\d\d-\d\d", since)
    return words.long_date(date.fromisoformat(since)) if is_date else since


def clean(text: str) -> str:
    r"""Return text without control characters, and with single spaces at most within a line.

    Examples
    --------
    >>> clean("  in de \u00a0hal\x07\r\n\n bij de deur ")
    'in de hal\nbij de deur'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text.replace("\r", "\n"))
    text = "".join(" " if _is_space(letter) else letter for letter in text if _is_kept(letter))
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return text as it is compared: one case, plain quotes and dashes, single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[‘’‛`´]", "'", re.sub("[‐‑‒–—−]", "-", text))
    return " ".join(clean(text).split())


def holds_service_number(text: str) -> bool:
    """Tell whether a text holds a number that may be a BSN (nine digits, the eleven test).

    Examples
    --------
    >>> holds_service_number("leerling 111222333"), holds_service_number("tel. 0531234567")
    (True, False)
    """
    for digits in re.findall(r"(?<!\d)\d{9}(?!\d)", re.sub(r"(?<=\d)[. ](?=\d)", "", text)):
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
        total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
        if total % 11 == 0 and digits != "000000000":
            return True
    return False


def _day_in_words(text: str) -> date | None:
    text = re.sub(r"^(ma|di|wo|do|vr|za|zo)[a-z]*\.? ", "", text)
    if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)(?:[t ]00:00(?::00)?)?", text):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d\d?) ?[-/. ] ?(\d\d?) ?[-/. ] ?(\d{4}|\d\d)", text):
        day, month, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d\d?)[ -]([a-z]+)\.?[ -]'?(\d{4}|\d\d)", text):
        day, year = int(match[1]), int(match[3])
        month = _month_numbers().get(match[2], 0)
    else:
        return None
    year += FIRST_YEAR if year < 100 else 0
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _month_numbers() -> dict[str, int]:
    from babel.dates import get_month_names

    return {
        name.rstrip(".").casefold(): number
        for language in ("en", LOCALES["nl"])
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def _is_space(letter: str) -> bool:
    return letter == "\t" or unicodedata.category(letter) in ("Zs", "Zl", "Zp")


def _is_kept(letter: str) -> bool:
    # Control characters, halves of letters and no letters at all do not fit in a workbook.
    unfit = unicodedata.category(letter) in ("Cc", "Cs", "Cf") or letter in "\ufffe\uffff"
    return letter in "\n\t" or not unfit
