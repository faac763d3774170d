"""Stand in until the real one comes."""

from datetime import date

import pandas as pd


def under_six(born: "pd.Series[pd.Timestamp]", day: date) -> "pd.Series[bool]":
    """Stand in."""
    sixth = born + pd.DateOffset(years=6)
    return (sixth > pd.Timestamp(day)).astype("boolean").mask(born.isna())
