import numpy as np
import pandas as pd
import pytest

from proeftuin.pyramid.counting.tiers import classify
from proeftuin.pyramid.counting.whole_numbers import checked_counts, whole_numbers


@pytest.mark.parametrize(
    "values",
    [
        [1, 2],
        np.array([1, 2], dtype=np.int8),
        np.array([1, 2], dtype=np.uint64),
        pd.Series([1.0, 2.0]),
        pd.array([1, 2], dtype="Int64"),
        pd.Series([1, 2], dtype="object"),
    ],
)
def test_whole_numbers_in_any_dress(values):
    found = whole_numbers(values, "absent")
    assert found.dtype == np.int64
    assert found.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "row"),
    [
        ([1, 2.5], "row 1: 2.5"),
        ([1, np.nan], "row 1: nan"),
        ([1, np.inf], "row 1: inf"),
        (pd.array([1, None], dtype="Int64"), "row 1: <NA>"),
        (pd.Series([1, 2.5], index=["p", "q"]), "row q: 2.5"),
        ([1.0, 2.0**53], "row 1: 9007199254740992"),
        (["1", "x"], "row 1: x"),
        (np.array([1, 2**63], dtype=np.uint64), "row 1: 9223372036854775808"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_row(values, row):
    with pytest.raises(ValueError, match="absent must be whole numbers") as error:
        whole_numbers(values, "absent")
    assert row in str(error.value)


def test_truth_is_no_count():
    with pytest.raises(ValueError, match="true and false"):
        whole_numbers([True, False], "absent")


@pytest.mark.parametrize(
    ("absent", "possible", "message"),
    [
        ([-1, 0], [20, 20], r"absent is negative at row 0 \(absent -1, possible 20\)"),
        ([0, 21], [20, 20], r"absent is larger than possible at row 1 \(absent 21, possible 20\)"),
        ([0], [20, 20], "one number per pupil"),
        (pd.Series([0, 1]), pd.Series([20, 20], index=[1, 0]), "different indexes"),
    ],
)
def test_counts_that_cannot_be(absent, possible, message):
    with pytest.raises(ValueError, match=message):
        classify(absent, possible)


def test_only_the_first_rows_are_named_and_the_rest_counted():
    with pytest.raises(ValueError, match=r"row 4 \(absent 21, possible 20\) and 7 more$"):
        classify([21] * 12, [20] * 12)


def test_an_index_comes_from_any_of_the_series():
    index, columns = checked_counts(
        absent=[0], possible=pd.Series([20], index=["p"]), sessions=None
    )
    assert index.tolist() == ["p"]
    assert sorted(columns) == ["absent", "possible"]
