"""Dutch numbers, dates and the words that stand in more than one place.

A share is written `95,0%`, a difference between two shares in *procentpunt* and never with a
percent sign, a date as `19 maart 2021`. Babel knows the Dutch rules, so no locale has to be
installed on the machine; this module only fixes which of its formats the project uses.
"""

from datetime import date
from math import isnan
from numbers import Real
from typing import TypeGuard

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from proeftuin.text.language import N_, _, language, locale, ngettext

MINUS = "−"
SHORT = {"nl": "dd-MM-y", "en": "dd/MM/y"}

KINDS = {
    "absent": N_("afwezig"),
    "late": N_("te laat"),
    "present": N_("aanwezig"),
    "not expected": N_("niet verwacht"),
    "no attendance": N_("geen aanwezigheid"),
}
REASONS = {
    "sick": N_("ziek"),
    "medical": N_("medisch bezoek"),
    "leave": N_("verlof"),
    "suspended": N_("geschorst"),
    "truancy": N_("spijbelen"),
    "unexplained": N_("zonder bericht"),
    "sent out": N_("uitgestuurd"),
    "suspended inside": N_("intern geschorst"),
    "exempt": N_("vrijstelling"),
    "distance": N_("afstandsles"),
    "other": N_("anders"),
}
STAGES = {"lower": N_("onderbouw"), "upper": N_("bovenbouw")}
MEASURES = {"minutes": N_("minuten"), "sessions": N_("lessen of dagdelen")}

SMALLEST_P = 0.001
"""A p-value under it is written as that."""


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a number that can be written or drawn, and no symbol instead of one.

    Examples
    --------
    >>> is_number(0.5), is_number("<5"), is_number(float("nan"))
    (True, False, False)
    """
    return isinstance(value, Real) and not isnan(value)


def number(value: float, decimals: int = 0) -> str:
    """Write a number with a thousands point and a decimal comma.

    Examples
    --------
    >>> number(3700), number(25.75, 2)
    ('3.700', '25,75')
    """
    return str(format_decimal(value, format=_pattern(decimals), locale=locale()))


def percent(share: float, decimals: int = 1) -> str:
    """Write a share (0 to 1) as a percentage.

    Examples
    --------
    >>> percent(0.95), percent(0.9)
    ('95,0%', '90,0%')
    """
    return str(format_percent(share, format=_pattern(decimals) + "%", locale=locale()))


def change(points: float, decimals: int = 1) -> str:
    """Write a change with its sign, without the unit; a change that rounds to zero has no sign.

    Examples
    --------
    >>> change(9.01), change(-4.651), change(-0.01)
    ('+9,0', '−4,7', '0,0')
    """
    rounded = round(points, decimals)
    sign = "" if rounded == 0 else MINUS if rounded < 0 else "+"
    return sign + number(abs(rounded), decimals)


def points(value: float, decimals: int = 1) -> str:
    """Write a difference between two percentages, in procentpunt.

    Examples
    --------
    >>> points(9.01)
    '+9,0 procentpunt'
    """
    return _("{n} procentpunt", n=change(value, decimals))


def moved(value: float, decimals: int = 1) -> str:
    """Say how a share moved, as the end of a sentence about it.

    Parameters
    ----------
    value
        Percentage points.
    decimals
        How many are written.

    Examples
    --------
    >>> moved(9.01), moved(-4.651), moved(0.04)
    ('steeg met 9,0 procentpunt', 'daalde met 4,7 procentpunt', 'bleef gelijk')
    """
    rounded = round(value, decimals)
    if rounded == 0:
        return _("bleef gelijk")
    size = number(abs(rounded), decimals)
    if rounded > 0:
        return _("steeg met {size} procentpunt", size=size)
    return _("daalde met {size} procentpunt", size=size)


def movement(value: float, decimals: int = 1) -> str:
    """Name a change of a share.

    Parameters
    ----------
    value
        Percentage points.
    decimals
        How many are written.

    Examples
    --------
    >>> movement(9.8), movement(-1.3), movement(0)
    ('een stijging van 9,8 procentpunt', 'een daling van 1,3 procentpunt', 'geen verandering')
    """
    rounded = round(value, decimals)
    if rounded == 0:
        return _("geen verandering")
    size = number(abs(rounded), decimals)
    if rounded > 0:
        return _("een stijging van {size} procentpunt", size=size)
    return _("een daling van {size} procentpunt", size=size)


def p_value(value: float, name: str = "p") -> str:
    """Write a p-value: always three decimals, and one under a thousandth as what it is under.

    Parameters
    ----------
    value
        The p-value; missing where there is none.
    name
        Put in front; empty where a heading says it.

    Examples
    --------
    >>> p_value(0.0343), p_value(0.0007), p_value(0.0007, ""), p_value(0.2, "")
    ('p = 0,034', 'p < 0,001', '< 0,001', '0,200')
    >>> p_value(float("nan"), "")
    '–'
    """
    if isnan(value):
        return "–"
    small = value < SMALLEST_P
    text = number(SMALLEST_P if small else value, 3)
    if not name:
        return f"< {text}" if small else text
    return f"{name} {'<' if small else '='} {text}"


def long_date(day: date) -> str:
    """Write a date in full.

    Examples
    --------
    >>> long_date(date(2021, 3, 19))
    '19 maart 2021'
    """
    return str(format_date(day, "d MMMM y", locale=locale()))


def short_date(day: date) -> str:
    """Write a date in figures.

    Examples
    --------
    >>> short_date(date(2021, 3, 9))
    '09-03-2021'
    """
    return str(format_date(day, SHORT[language()], locale=locale()))


def month_name(day: date) -> str:
    """Write the month of a date, with its year.

    Examples
    --------
    >>> month_name(date(2021, 3, 19))
    'maart 2021'
    """
    return str(format_date(day, "MMMM y", locale=locale()))


def listing(items: list[str]) -> str:
    """Join words into a Dutch enumeration.

    Examples
    --------
    >>> listing(["ma", "di", "wo"])
    'ma, di en wo'
    """
    return _(" en ").join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def pupils(count: int) -> str:
    """Count pupils in words that fit the number.

    Examples
    --------
    >>> pupils(1), pupils(31)
    ('1 leerling', '31 leerlingen')
    """
    return ngettext("{n} leerling", "{n} leerlingen", count, n=number(count))


def school_days(count: int | None) -> str:
    """Count school days.

    Examples
    --------
    >>> school_days(1), school_days(20)
    ('1 schooldag', '20 schooldagen')
    """
    known = count or 0
    return ngettext("{n} schooldag", "{n} schooldagen", known, n=number(known))


def days(count: int) -> str:
    """Count days.

    Examples
    --------
    >>> days(1), days(61)
    ('1 dag', '61 dagen')
    """
    return ngettext("{n} dag", "{n} dagen", count, n=number(count))


def registrations(count: int) -> str:
    """Count registrations.

    Examples
    --------
    >>> registrations(1), registrations(28802)
    ('1 registratie', '28.802 registraties')
    """
    return ngettext("{n} registratie", "{n} registraties", count, n=number(count))


def classes(count: int) -> str:
    """Count classes.

    Examples
    --------
    >>> classes(1), classes(15)
    ('1 klas', '15 klassen')
    """
    return ngettext("{n} klas", "{n} klassen", count, n=number(count))


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")
