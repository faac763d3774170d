"""Periods of school days.

A shorter window has more pupils without any absence, so two windows are only comparable when they
hold the same number of days on which the school gave lessons. All periods are therefore counted on
the register's own school days. A month, the school year so far and the last N school days answer
different questions: their labels say which it is.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.project.calendar import school_year_of, school_year_span
from proeftuin.text import words
from proeftuin.text.language import _

MEND = "Kies minder schooldagen of een langere periode, of haal een completere export op."


@dataclass(frozen=True)
class Period:
    """A span of days.

    Parameters
    ----------
    start, end
        First and last day, both inclusive.
    label
        What the period is called, in Dutch.
    days
        Number of school days in it, when known.

    Examples
    --------
    >>> print(Period(date(2021, 1, 5), date(2021, 2, 1), "eerste 20 schooldagen", 20))
    eerste 20 schooldagen: 5 januari 2021 t/m 1 februari 2021
    """

    start: date
    end: date
    label: str = ""
    days: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", as_date(self.start))
        object.__setattr__(self, "end", as_date(self.end))
        if self.start > self.end:
            raise ValueError(f"a period starts before it ends, got {self.start} to {self.end}")

    def __deepcopy__(self, memo: dict[int, Any]) -> "Period":
        # It never changes, and pandas copies a table's attrs at every step.
        return self

    def span(self) -> str:
        """Return the first and last day in Dutch."""
        if self.start == self.end:
            return words.long_date(self.start)
        return _(
            "{first} t/m {last}", first=words.long_date(self.start), last=words.long_date(self.end)
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.span()}" if self.label else self.span()


def windows_between(
    register: Any, start: date | str, end: date | str, days: int = 20
) -> tuple[Period, Period]:
    """Return the first and the last school days of a span, equally many.

    Parameters
    ----------
    register
        Anything with `school_days`, or the school days themselves.
    start, end
        First and last day of the span, both inclusive; ISO text will do.
    days
        School days per window.

    Returns
    -------
    before, after

    Raises
    ------
    InputError
        When the span does not hold twice as many school days.

    Examples
    --------
    >>> school_days = pd.bdate_range("2021-01-04", "2021-03-31")
    >>> before, after = windows_between(school_days, "2021-01-05", "2021-03-19")
    >>> print(before); print(after)
    eerste 20 schooldagen: 5 januari 2021 t/m 1 februari 2021
    laatste 20 schooldagen: 22 februari 2021 t/m 19 maart 2021
    """
    span = Period(as_date(start), as_date(end))
    inside = school_days_in(register, span)
    _at_least_one(days)
    if len(inside) < 2 * days:
        raise _too_few(f"van {span.span()}", len(inside), 2 * days, f"twee keer {days} schooldagen")
    return (
        period_of(inside[:days], _("eerste {days} schooldagen", days=days)),
        period_of(inside[-days:], _("laatste {days} schooldagen", days=days)),
    )


def windows_at(
    register: Any, first: date | str, last: date | str, days: int = 20
) -> tuple[Period, Period]:
    """Return equally many school days up to and including each of two reference dates.

    Parameters
    ----------
    register
        Anything with `school_days`, or the school days themselves.
    first, last
        The reference dates; ISO text will do.
    days
        School days per window.

    Returns
    -------
    before, after

    Raises
    ------
    InputError
        When there are not that many school days up to the first date, or between the two.

    Examples
    --------
    >>> school_days = pd.bdate_range("2021-01-04", "2021-03-31")
    >>> before, after = windows_at(school_days, "2021-01-31", "2021-03-19", days=10)
    >>> before.start, before.end, after.start, after.end
    (datetime.date(2021, 1, 18), datetime.date(2021, 1, 29), datetime.date(2021, 3, 8),
    datetime.date(2021, 3, 19))
    """
    before, after = trailing(register, first, days), trailing(register, last, days)
    if after.start <= before.end:
        between = school_days_in(register, Period(before.end, as_date(last)))
        place = f"na {words.long_date(before.end)} t/m {words.long_date(as_date(last))}"
        raise _too_few(place, len(between.difference([pd.Timestamp(before.end)])), days)
    return before, after


def trailing(register: Any, until: date | str, days: int = 20) -> Period:
    """Return the last school days up to and including a date.

    Raises
    ------
    InputError
        When there are not that many.

    Examples
    --------
    >>> print(trailing(pd.bdate_range("2021-01-04", "2021-03-31"), "2021-03-21", 5))
    5 schooldagen t/m 19 maart 2021: 15 maart 2021 t/m 19 maart 2021
    """
    until = as_date(until)
    all_days = _school_days(register)
    found = all_days[all_days <= pd.Timestamp(until)]
    _at_least_one(days)
    if len(found) < days:
        raise _too_few(f"t/m {words.long_date(until)}", len(found), days)
    window = period_of(found[-days:])
    label = _("{days} t/m {end}", days=words.school_days(days), end=words.long_date(window.end))
    return Period(window.start, window.end, label, days)


def months(register: Any, school_year: str | None = None) -> tuple[Period, ...]:
    """Return the calendar months of a school year in which there were school days.

    Parameters
    ----------
    register
        Anything with `school_days`, or the school days themselves.
    school_year
        Such as `"2020-2021"`; by default the last one in the register.

    Examples
    --------
    >>> school_days = pd.bdate_range("2020-12-01", "2021-02-05")
    >>> [(month.label, month.days) for month in months(school_days)]
    [('december 2020', 23), ('januari 2021', 21), ('februari 2021', 5)]
    """
    all_days = _school_days(register)
    if school_year is None and len(all_days):
        school_year = school_year_of(all_days[-1].date())
    if school_year is None:
        return ()
    inside = school_days_in(all_days, Period(*school_year_span(school_year)))
    by_month = inside.to_series().groupby([inside.year, inside.month])
    return tuple(
        period_of(pd.DatetimeIndex(group), words.month_name(group.iloc[0].date()))
        for __, group in by_month
    )


def school_year_to_date(register: Any, until: date | str | None = None) -> Period:
    """Return the school year up to and including a date, by default all that the register has.

    Raises
    ------
    InputError
        When the school year has no school days up to that date.

    Examples
    --------
    >>> print(school_year_to_date(pd.bdate_range("2020-08-17", "2021-07-09"), "2021-01-31"))
    schooljaar 2020-2021 tot en met 29 januari 2021: 17 augustus 2020 t/m 29 januari 2021
    """
    all_days = _school_days(register)
    if until is None and not len(all_days):
        raise _too_few("in het hele register", 0, 1)
    until = all_days[-1].date() if until is None else as_date(until)
    school_year = school_year_of(until)
    inside = school_days_in(all_days, Period(school_year_span(school_year)[0], until))
    if not len(inside):
        raise _too_few(f"in {school_year} t/m {words.long_date(until)}", 0, 1)
    last = words.long_date(inside[-1].date())
    return period_of(
        inside, _("schooljaar {school_year} tot en met {last}", school_year=school_year, last=last)
    )


def school_days_in(register: Any, period: Period) -> pd.DatetimeIndex:
    """Return the school days in a period, in order.

    Examples
    --------
    >>> week = Period(date(2021, 1, 4), date(2021, 1, 10))
    >>> len(school_days_in(pd.bdate_range("2021-01-04", "2021-03-31"), week))
    5
    """
    days = _school_days(register)
    return days[(days >= pd.Timestamp(period.start)) & (days <= pd.Timestamp(period.end))]


def period_of(days: pd.DatetimeIndex, label: str = "") -> Period:
    """Return the period of some school days, in order and at least one."""
    return Period(days[0].date(), days[-1].date(), label, len(days))


def as_date(day: date | str) -> date:
    """Return a date; text must be ISO (yyyy-mm-dd), because 5-1 is May elsewhere.

    Examples
    --------
    >>> as_date("2021-03-19"), as_date(pd.Timestamp("2021-03-19 08:30"))
    (datetime.date(2021, 3, 19), datetime.date(2021, 3, 19))
    """
    if isinstance(day, str):
        return date.fromisoformat(day)
    return day.date() if isinstance(day, datetime) else day


def _school_days(register: Any) -> pd.DatetimeIndex:
    days: pd.DatetimeIndex = pd.DatetimeIndex(getattr(register, "school_days", register))
    return days.unique().sort_values()


def _at_least_one(days: int) -> None:
    if days < 1:
        raise ValueError(f"a window holds at least one school day, got {days}")


def _too_few(where: str, found: int, needed: int, what: str = "") -> InputError:
    problem = Problem(
        "Te weinig schooldagen voor dit venster.",
        value=f"{found} schooldagen {where}",
        expected=what or f"{needed} schooldagen",
        mend=MEND,
    )
    return InputError([problem])
