"""School days of region Noord, written out, so that the samples check the library's calendar.

Holidays and public holidays are those of the Dutch government for the years of the sample schools;
a school adds its own free days. Everything else that is a weekday is a school day.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]

HOLIDAYS = (
    ("2020-10-10", "2020-10-18"),
    ("2020-12-19", "2021-01-03"),
    ("2021-02-20", "2021-02-28"),
    ("2021-05-01", "2021-05-09"),
    ("2021-07-10", "2021-08-22"),
    ("2021-10-16", "2021-10-24"),
    ("2021-12-25", "2022-01-09"),
    ("2022-02-19", "2022-02-27"),
    ("2022-04-30", "2022-05-08"),
    ("2022-07-16", "2022-08-28"),
    ("2022-10-15", "2022-10-23"),
    ("2022-12-24", "2023-01-08"),
    ("2023-02-25", "2023-03-05"),
    ("2023-04-29", "2023-05-07"),
    ("2023-07-22", "2023-09-03"),
    ("2023-10-21", "2023-10-29"),
    ("2023-12-23", "2024-01-07"),
    ("2024-02-17", "2024-02-25"),
    ("2024-04-27", "2024-05-05"),
)
# The primary schools closed a week early for Christmas.
CLOSURES = {"po": (("2021-12-20", "2021-12-24"),), "vo": ()}
# Goede Vrijdag, Tweede Paasdag, Koningsdag, Hemelvaart and Tweede Pinksterdag.
PUBLIC_HOLIDAYS = (
    *("2021-04-02", "2021-04-05", "2021-04-27", "2021-05-13", "2021-05-24"),
    *("2022-04-15", "2022-04-18", "2022-04-27", "2022-05-26", "2022-06-06"),
    *("2023-04-07", "2023-04-10", "2023-04-27", "2023-05-18", "2023-05-29"),
    *("2024-03-29", "2024-04-01", "2024-04-27", "2024-05-09", "2024-05-20"),
)
# First and last day of summer time (its last day is the Saturday before the clock goes back).
SUMMER_TIME = (
    ("2020-03-29", "2020-10-24"),
    ("2021-03-28", "2021-10-30"),
    ("2022-03-27", "2022-10-29"),
    ("2023-03-26", "2023-10-28"),
    ("2024-03-31", "2024-10-26"),
)


def school_days(start: str, end: str, free: Iterable[str] = (), sector: str = "vo") -> Days:
    """Return the school days from `start` to `end`, both included.

    Parameters
    ----------
    start, end
        ISO dates.
    free
        The school's own free days, ISO dates.
    sector
        "po" or "vo": which COVID-19 closures count.

    Examples
    --------
    >>> len(school_days("2021-01-05", "2021-03-19"))
    49
    """
    days = np.arange(np.datetime64(start), np.datetime64(end) + 1)
    closed = ~np.is_busday(days) | np.isin(days, np.array([*PUBLIC_HOLIDAYS, *free], "M8[D]"))
    for first, last in (*HOLIDAYS, *CLOSURES[sector]):
        closed |= (days >= np.datetime64(first)) & (days <= np.datetime64(last))
    return days[~closed]


def first_and_last(days: Days, start: str, end: str, count: int) -> tuple[Days, Days]:
    """Return the first and the last `count` of the school days from `start` to `end`.

    Examples
    --------
    >>> before, after = first_and_last(
    ...     school_days("2021-01-05", "2021-03-19"), "2021-01-05", "2021-03-19", 20
    ... )
    >>> str(before[-1]), str(after[0])
    ('2021-02-01', '2021-02-15')
    """
    inside = days[(days >= np.datetime64(start)) & (days <= np.datetime64(end))]
    return inside[:count], inside[-count:]


def weekdays(days: Days) -> npt.NDArray[np.int64]:
    """Return the weekday of each date, Monday 0."""
    return (days.astype("M8[D]").astype(np.int64) + 3) % 7


def weeks(days: Days) -> npt.NDArray[np.int64]:
    """Return a running number of the ISO week of each date."""
    return (days.astype("M8[D]").astype(np.int64) + 3) // 7


def is_summer_time(days: Days) -> npt.NDArray[np.bool_]:
    """Return which dates fall in Central European Summer Time."""
    summer = np.zeros(len(days), dtype=bool)
    for first, last in SUMMER_TIME:
        summer |= (days >= np.datetime64(first)) & (days <= np.datetime64(last))
    return summer


def as_date(day: np.datetime64) -> date:
    """Return a plain date."""
    return date.fromisoformat(str(day))
