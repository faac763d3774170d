"""Dutch numbers and dates, and the numbers that stand in a Dutch text."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
IN_WORDS = ["één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"]
_TOKEN = re.compile(r"[+−]?\d+(?:[.,]\d+)*%?|[^\W\d_]+")


def number(value, decimals: int = 0) -> str:
    """Write a number with a point for the thousands and a comma for the decimals."""
    rounded = Decimal(repr(value) if isinstance(value, float) else str(value)).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN
    )
    return f"{rounded:,}".translate(str.maketrans(",.", ".,"))


def change(value: float, decimals: int = 1) -> str:
    """Write a number with its sign."""
    text = number(float(abs(value)), decimals)
    if not any(letter in "123456789" for letter in text):
        return text
    return ("−" if value < 0 else "+") + text


def moved(value: float, decimals: int = 1) -> str:
    """Say which way a share went, and how far."""
    return f"{'steeg' if value > 0 else 'daalde'} {number(float(abs(value)), decimals)}"


def percent(share: float, decimals: int = 1) -> str:
    """Write a share."""
    return number(Decimal(repr(float(share))) * 100, decimals) + "%"


def p_value(value: float) -> str:
    """Write a p-value."""
    return "p < 0,001" if value < 0.001 else f"p = {number(float(value), 3)}"


def long_date(day: date) -> str:
    """Write a date in full."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span(start: date, end: date) -> str:
    """Write a period, the year once if it is one."""
    if start == end:
        return long_date(end)
    first = long_date(start)
    if start.year == end.year:
        first = first.removesuffix(f" {start.year}")
    return f"{first} tot en met {long_date(end)}"


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text in order."""
    return [word.lower().replace("eén", "één") for word in _TOKEN.findall(text)]


def numbers(text: str) -> list[str]:
    """Return the numbers in a text in order, those up to ten also when written in letters."""
    return [word for word in tokens(text) if word[-1] in "0123456789%" or word in IN_WORDS]


def told(text: str, sketch: str) -> bool:
    """Tell whether a text has exactly the numbers of a sketch, and all its words in that order."""
    left = iter(tokens(text))
    return numbers(text) == numbers(sketch) and all(word in left for word in tokens(sketch))
