"""Yes and no as schools, systems and spreadsheets write them.

A box that is ticked is TRUE in Excel, WAAR in a Dutch one, 1 in LibreOffice, true in JSON and `ja`
by hand. The lists stand here alone, so that what is yes in one column is yes in every column.
"""

from collections.abc import Iterable

import pandas as pd

from proeftuin.register.reading.unique_values import map_uniques

# In a column that is ticked or empty.
TICKS = frozenset({"x", "✓", "✔"})
YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "1.0", "1,0"}) | TICKS
BLANK = frozenset({"", "-"})
NO = frozenset({"nee", "neen", "n", "no", "false", "onwaar", "0", "0.0", "0,0"}) | BLANK
_ALSO_NUMBERS = frozenset({"1", "1.0", "1,0", "0", "0.0", "0,0"}) | BLANK


def yes_or_no(texts: "pd.Series[str]") -> "pd.Series[bool]":
    """Read cells as yes or no; missing where one is neither. Empty is no.

    Examples
    --------
    >>> yes_or_no(pd.Series(["WAAR", "True", "x", "", "nee", "misschien"])).tolist()
    [True, True, True, False, False, <NA>]
    """
    words = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    return map_uniques(
        texts, lambda different: different.str.strip().str.casefold().map(words).astype("boolean")
    )


def says_yes_or_no(words: Iterable[str], column: "pd.Series[str]") -> bool | None:
    """Tell what the words mean by which a profile picks rows of a column.

    Parameters
    ----------
    words
        The words of the profile.
    column
        What stands in the column: 1 and 0 may be numbers of something else.

    Returns
    -------
    bool or None
        True when they all mean yes, False when they all mean no; None when the column is of another
        kind.

    Examples
    --------
    >>> cells = pd.Series(["1", "2"])
    >>> says_yes_or_no(["ja", "x"], cells), says_yes_or_no(["4", "5"], cells)
    (True, None)
    >>> says_yes_or_no(["1"], cells), says_yes_or_no(["1"], pd.Series(["0", "WAAR"]))
    (None, True)
    """
    small = {word.strip().casefold() for word in words}
    meant = next((yes for yes, known in ((True, YES), (False, NO)) if small <= known), None)
    if not small or (small <= _ALSO_NUMBERS and yes_or_no(column).isna().any()):
        return None
    return meant
