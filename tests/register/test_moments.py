"""Texts that look like a moment and are none."""

import pandas as pd
import pytest

from proeftuin.register.reading.dates import parse_moments


@pytest.mark.parametrize(
    "text",
    [
        "2021-01-18T09:30:00.000+31:00",
        "2021-01-18T09:30:00+14:60",
        "2021-01-8T09:30:00+01:00",
        "2021-1-18",
    ],
)
def test_a_damaged_moment_is_not_read(text):
    assert parse_moments(pd.Series([text])).isna().all()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-01-18T09:30:00.000+01:00", "2021-01-18 09:30"),
        ("2021-01-18T22:30:00+14:00", "2021-01-18 09:30"),
        ("8-1-2021 09:30", "2021-01-08 09:30"),
    ],
)
def test_its_whole_twin_is(text, moment):
    assert parse_moments(pd.Series([text]))[0] == pd.Timestamp(moment)
