"""Whole numbers of sessions and minutes, checked before anyone relies on them.

Tiers are decided on integers, and tables come from engines that give integers back as floats, or
from hands that swapped two columns. What is not a pair of counts is refused with its first rows.
"""

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_OFFENDERS_SHOWN = 5
_INT64_MAX = np.iinfo(np.int64).max


def checked_counts(**given: Any) -> tuple[pd.Index, dict[str, Integers]]:
    """Return the common index and the columns of counts as int64.

    Parameters
    ----------
    **given
        `absent` and `possible`, and other counts of the same pupils; a column that is None is
        left out.

    Returns
    -------
    index, columns
        The index of the Series among them, else 0 to n − 1; the columns by name.

    Raises
    ------
    ValueError
        When a number is not whole, absence is negative or larger than what was possible, or the
        lengths or indexes differ. Names the first rows.

    Examples
    --------
    >>> checked_counts(absent=[21, 3], possible=[20, 20])
    Traceback (most recent call last):
    ValueError: absent is larger than possible at row 0 (absent 21, possible 20)
    """
    columns = {name: whole_numbers(x, name) for name, x in given.items() if x is not None}
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"one number per pupil in each column, got {lengths}")
    indexes = [values.index for values in given.values() if isinstance(values, pd.Series)]
    if not all(indexes[0].equals(index) for index in indexes[1:]):
        raise ValueError("the Series have different indexes: put them in one table first")
    index = indexes[0] if indexes else pd.RangeIndex(len(columns["absent"]))
    absent, possible = columns["absent"], columns["possible"]
    for what, bad in (
        ("absent is negative", absent < 0),
        ("absent is larger than possible", absent > possible),
    ):
        if bad.any():
            rows = [
                f"row {index[i]} (absent {absent[i]}, possible {possible[i]})" for i in _first(bad)
            ]
            raise ValueError(f"{what} at {_and_more(rows, bad)}")
    return index, columns


def beside_cut(absent: Integers, possible: Integers, cut: Fraction) -> npt.NDArray[np.int8]:
    """Return 1 where attendance is above a cut, 0 where it is exactly on it, −1 where it is below.

    Attended/possible is compared with p/q as attended · q with p · possible. Where nothing was
    possible the answer is 0 and means nothing.

    Examples
    --------
    >>> beside_cut(np.array([0, 1, 2]), np.array([20, 20, 20]), Fraction(19, 20)).tolist()
    [1, 0, -1]
    """
    # Python's integers have no end; int64 has, which only a strange fraction reaches.
    wide = object if int(possible.max(initial=0)) * cut.denominator > _INT64_MAX else np.int64
    attended = (possible - absent).astype(wide) * cut.denominator
    bound = possible.astype(wide) * cut.numerator
    return (attended > bound).astype(np.int8) - (attended < bound).astype(np.int8)


def whole_numbers(values: Any, name: str) -> Integers:
    """Return values as int64, or refuse them.

    Engines give sums of integers back as floats, so a float that holds a whole number is taken;
    from 2**53 on it may stand for another one and is refused.

    Raises
    ------
    ValueError
        When a value is missing, is not whole or does not fit; names the first rows.

    Examples
    --------
    >>> whole_numbers([1, 2.0], "absent").tolist()
    [1, 2]
    >>> whole_numbers([1, 2.5], "absent")
    Traceback (most recent call last):
    ValueError: absent must be whole numbers; at row 1: 2.5
    """
    column = pd.Series(values if np.ndim(values) else [values])
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "i":
        # What attendance tables hold: whole and complete by their type.
        return column.to_numpy(dtype=np.int64)
    if pd.api.types.is_bool_dtype(column.dtype):
        raise ValueError(f"{name} must be whole numbers, got true and false")
    numbers = pd.to_numeric(column, errors="coerce")
    missing = numbers.isna().to_numpy()
    if pd.api.types.is_float_dtype(numbers.dtype):
        floats = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
        bad = ~(np.isfinite(floats) & (np.floor(floats) == floats) & (np.abs(floats) < 2**53))
    elif numbers.dtype == np.uint64:
        bad = missing | (numbers.to_numpy() > _INT64_MAX)
    else:
        bad = missing
    if bad.any():
        rows = [f"row {column.index[i]}: {column.iloc[i]}" for i in _first(bad)]
        raise ValueError(f"{name} must be whole numbers; at {_and_more(rows, bad)}")
    return numbers.to_numpy(dtype=np.int64)


def _first(bad: npt.NDArray[np.bool_]) -> list[int]:
    return [int(i) for i in np.flatnonzero(bad)[:_OFFENDERS_SHOWN]]


def _and_more(rows: list[str], bad: npt.NDArray[np.bool_]) -> str:
    more = int(bad.sum()) - len(rows)
    return ", ".join(rows) + (f" and {more} more" if more else "")
