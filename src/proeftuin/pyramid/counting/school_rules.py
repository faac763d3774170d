"""Which rule holds when nobody names one: that of the school.

A register carries the scheme and the measure of its school, `attendance` hands the scheme on in
its table's `attrs`, and whoever classifies the table takes it from there. A column would survive
more than `attrs` do, but a table that says the same in every row is no table of pupils; so a
table that has lost it, joined to another or read by another engine, is told apart from one that
never had any, and warned about, instead of being counted by another rule without a word.
"""

import warnings
from typing import Any

import pandas as pd

from proeftuin.pyramid.counting.tiers import TWENTE, TierScheme

SCHEME = "scheme"
"""The key in a table's `attrs` of the rule of its school; None where the source had none."""
# Together only in what `attendance` makes.
MADE_BY_ATTENDANCE = {"possible", "authorised", "unregistered"}


class UnknownScheme(UserWarning):
    """A table of pupils has lost the rule of its school on the way."""


def scheme_for(scheme: TierScheme | None, *tables: pd.DataFrame) -> TierScheme:
    """Return the rule for tables of pupils: the one asked for, theirs, or else `TWENTE`.

    Parameters
    ----------
    scheme
        What was asked for; None for that of the tables.
    *tables
        Tables of pupils.

    Warns
    -----
    UnknownScheme
        When a table that `attendance` made no longer knows its rule.

    Raises
    ------
    ValueError
        When the tables have different rules.

    Examples
    --------
    >>> month = pd.DataFrame({"absent": [0], "possible": [20]})
    >>> scheme_for(None, month).name
    'Twente'
    """
    if scheme is not None:
        return scheme
    found = [each for table in tables if (each := table.attrs.get(SCHEME)) is not None]
    if any(each != found[0] for each in found):
        raise ValueError("the tables have different schemes: say which one with scheme=")
    if found:
        used: TierScheme = found[0]
        return used
    if any(SCHEME not in table.attrs and set(table) >= MADE_BY_ATTENDANCE for table in tables):
        warnings.warn(
            "this table no longer knows the rule of its school, so TWENTE is used: "
            "give scheme=register.scheme",
            UnknownScheme,
            stacklevel=3,
        )
    return TWENTE


def scheme_in(register: Any, scheme: TierScheme | None) -> TierScheme:
    """Return the rule for a register: the one asked for, its own, or else `TWENTE`.

    Examples
    --------
    >>> scheme_in(object(), None).name
    'Twente'
    """
    own: TierScheme = getattr(register, "scheme", TWENTE)
    return scheme or own
