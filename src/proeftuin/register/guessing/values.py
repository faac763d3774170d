"""What the values of a column mean: proposals for the `values` of a profile.

A value of which nothing is known gets an empty meaning, which somebody has to fill in.
"""

import re

from proeftuin.register.assembling.weekly_half_days import WEEKDAYS
from proeftuin.register.reading.session_labels import HALF_DAYS, WHOLE_DAY, label
from proeftuin.register.reading.yes_no import NO, YES

SESSIONS = (*HALF_DAYS, "hele dag")
STAGES = ("lower", "upper")
YEAR_GROUPS = tuple("12345678")
# Column of ours → what its values can mean.
OPTIONS = {
    "session": SESSIONS,
    "year_group": YEAR_GROUPS,
    "stage": STAGES,
    "weekday": WEEKDAYS,
}


def meanings(ours: str, values: list[str], header: str = "") -> dict[str, str]:
    """Propose what values mean; an empty dictionary when they can be read as they are.

    Parameters
    ----------
    ours
        Our name of the column, one of `OPTIONS`.
    values
        The different values.
    header
        The column's name in the file, in small letters.

    Examples
    --------
    >>> meanings("session", ["Ochtend", "NM"])
    {}
    >>> meanings("session", ["VM", "NM", "HD", "?"])
    {'VM': 'ochtend', 'NM': 'middag', 'HD': 'hele dag', '?': ''}
    >>> meanings("year_group", ["Groep 5", "6b"])
    {'Groep 5': '5', '6b': '6'}
    >>> meanings("stage", ["J", "N"], "is_onderbouw")
    {'J': 'lower', 'N': 'upper'}
    """
    if ours == "year_group":
        if all(re.fullmatch(r"\d{1,2}", value) for value in values):
            return {}
        return {value: _year_group(value) for value in values}
    if ours == "session":
        if all(label(value) in HALF_DAYS or value.lower() in WHOLE_DAY for value in values):
            return {}
        return {value: _half_day(value) for value in values}
    if ours == "weekday":
        if all(value.lower() in WEEKDAYS for value in values):
            return {}
        return {value: _weekday(value) for value in values}
    return {value: _stage(value, header.lower()) for value in values}


def cancelled(values: list[str], header: str) -> list[str]:
    """Propose which values mean that a lesson did not take place.

    Examples
    --------
    >>> cancelled(["Doorgaand", "Vervallen"], "status"), cancelled(["ja", "nee"], "vervallen")
    (['Vervallen'], ['ja'])
    """
    words = r"verval|uitval|uitgevallen|geannuleerd|cancel"
    if re.search(words, header.lower()):
        return [value for value in values if value.strip().casefold() in YES]
    return [value for value in values if re.search(words, value.lower())]


def _year_group(value: str) -> str:
    found = re.search(r"[1-8]", value)
    return found[0] if found else ""


def _half_day(value: str) -> str:
    text = value.strip().lower()
    if label(text) in HALF_DAYS:
        return label(text)
    if text in WHOLE_DAY or re.fullmatch(
        r"hd|heel|hele?.*|gehele?.*|beide|allebei|o ?[+/&] ?m", text
    ):
        return "hele dag"
    # A number says which half-day of the day it is.
    starts = {"ochtend": r"o|v|am\b|1$|1e|eerste|morg", "middag": r"mi|n|pm\b|2$|2e|tweede|m$"}
    return next((word for word, start in starts.items() if re.match(start, text)), "")


def _weekday(value: str) -> str:
    text = value.strip().lower().rstrip(".")
    if text.isdigit() and 1 <= int(text) <= len(WEEKDAYS):
        return WEEKDAYS[int(text) - 1]
    return next((day for day in WEEKDAYS if len(text) > 1 and day.startswith(text)), "")


def _stage(value: str, header: str) -> str:
    text = value.strip().lower()
    if re.match(r"ob|onder|lower", text):
        return "lower"
    if re.match(r"bb|boven|upper", text):
        return "upper"
    if not text or text not in YES | NO or not re.search("onder|boven", header):
        return ""
    return "lower" if (text in YES) == ("onder" in header) else "upper"
