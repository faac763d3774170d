"""Dutch numbers, dates and the words that stand in more than one place.

A share is written `95,0%`, a difference between two shares in *procentpunt* and never with a
percent sign, a date as `19 maart 2021`. Babel knows the Dutch rules, so no locale has to be
installed on the machine; this module only fixes which of its formats the project uses.
"""

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from proeftuin.language import N_, _, language, locale, ngettext

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


def p_value(value: float) -> str:
    """Write a p-value; a very small one as what it is under.

    Examples
    --------
    >>> p_value(0.0343), p_value(2e-9)
    ('p = 0,034', 'p < 0,001')
    """
    return f"p < {number(0.001, 3)}" if value < 0.001 else f"p = {number(value, 3)}"


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


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")
