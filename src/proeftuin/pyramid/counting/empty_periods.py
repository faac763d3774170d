"""Periods in which a school had no lessons: a holiday, a month to come, another school year.

Counting over such a period gives an empty table, which is an answer. What compares periods, or
looks for a period itself, has nothing to go on, and says so in a sentence.
"""

from datetime import date
from typing import Any

from proeftuin.errors import InputError, Problem
from proeftuin.pyramid.counting.periods import Period, period_of, school_days_in

NONE_AT_ALL = "Het register heeft nog geen schooldagen."
EVER = Period(date(1900, 1, 1), date(2199, 12, 31))


def said_without_days(register: Any, period: Period) -> str:
    """Say in Dutch that a period has no school days; empty when it has some.

    Parameters
    ----------
    register
        Anything with `school_days`, or the school days themselves.
    period
        First and last day count.

    Examples
    --------
    >>> import pandas as pd
    >>> said_without_days(pd.bdate_range("2021-01-04", "2021-03-31"),
    ...                   Period("2021-07-20", "2021-08-10"))
    'In deze periode staan geen schooldagen in het register (4 januari 2021 t/m 31 maart 2021).'
    """
    days = school_days_in(register, EVER)
    if not len(days):
        return NONE_AT_ALL
    if len(school_days_in(days, period)):
        return ""
    covered = period_of(days).span()
    return f"In deze periode staan geen schooldagen in het register ({covered})."


def refuse_without_days(register: Any, *periods: Period) -> None:
    """Refuse periods in which the register has no school days, or a register without any.

    Parameters
    ----------
    register
        Anything with `school_days`, or the school days themselves.
    *periods
        Each must hold a school day.

    Raises
    ------
    InputError
        Every period that holds none.

    Examples
    --------
    >>> import pandas as pd
    >>> try:
    ...     refuse_without_days(pd.bdate_range("2021-01-04", "2021-03-31"),
    ...                         Period("2021-07-20", "2021-08-10"))
    ... except InputError as error:
    ...     print(error.problems[0].value)
    van 20 juli 2021 t/m 10 augustus 2021
    """
    days = school_days_in(register, EVER)
    if not len(days):
        raise InputError(
            [
                Problem(
                    NONE_AT_ALL,
                    mend="Lees een export in van na de eerste schooldag.",
                )
            ]
        )
    covered = period_of(days).span()
    problems = [
        Problem(
            "In deze periode staan geen schooldagen in het register.",
            value=f"van {period.span()}",
            expected=f"een periode in het register, dat loopt van {covered}",
            mend="Kies een andere periode, of lees een export in die deze periode beslaat.",
        )
        for period in periods
        if not len(school_days_in(days, period))
    ]
    if problems:
        raise InputError(problems)
