"""Do work once per different text: a million cells hold a few hundred dates."""

from collections.abc import Callable
from typing import Any

import pandas as pd


def map_uniques(
    column: "pd.Series[Any]", function: "Callable[[pd.Series[Any]], pd.Series[Any]]"
) -> "pd.Series[Any]":
    """Apply a function of a whole column to its different values only.

    Parameters
    ----------
    column
        Any column; every missing value counts as one value.
    function
        Gets the different values as a series and returns one of the same length.

    Examples
    --------
    >>> map_uniques(pd.Series([" a", "b", " a"], index=[5, 6, 7]), lambda texts: texts.str.strip())
    5    a
    6    b
    7    a
    dtype: str
    """
    codes, uniques = pd.factorize(column, use_na_sentinel=False)
    different = pd.Series(uniques, dtype=column.dtype)
    return function(different).take(codes).set_axis(column.index)
