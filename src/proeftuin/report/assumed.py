"""What of a school's pyramid rests on weeks without a mark, which count as attendance."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from proeftuin.report.results import SchoolResults


def assumed_weeks(results: "SchoolResults") -> int:
    """Count the weeks of classes in the pyramid's period that are only assumed to be registered."""
    weeks, period = results.quality.completeness, results.current.period
    inside = weeks["week"].between(
        pd.Timestamp(period.start) - pd.Timedelta(days=6), pd.Timestamp(period.end)
    )
    return int((weeks["assumed"][inside] > 0).sum())


def assumed_matters(results: "SchoolResults") -> bool:
    """Tell whether the pyramid would be another one without those weeks."""
    pyramid = results.current.pyramid
    return not (pyramid.without_assumed == pyramid.counts).all()
