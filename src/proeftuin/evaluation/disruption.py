"""On which school days pupils were not at school as usual."""

from typing import Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.counts import Booleans
from proeftuin.register.calendar import CLOSED, DISTANCE, events


def disrupted_days(register: Any, days: pd.DatetimeIndex) -> Booleans:
    """Tell of each day whether schools were closed or only partly open.

    Parameters
    ----------
    register
        A register: its own calendar counts, else that of its region and sector.
    days
        School days, in order.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> closed = {"start": "2021-01-06", "end": "2021-01-06", "kind": "sluiting", "name": "storm"}
    >>> register = SimpleNamespace(provenance={"calendar": [closed]})
    >>> disrupted_days(register, pd.date_range("2021-01-05", "2021-01-07")).tolist()
    [False, True, False]
    """
    found = np.zeros(len(days), dtype=np.bool_)
    if not len(days):
        return found
    provenance = getattr(register, "provenance", {})
    calendar = provenance.get("calendar")
    if not calendar:
        region, sector = provenance.get("region", "Noord"), provenance.get("sector", "vo")
        calendar = events(days[0].date(), days[-1].date(), region, sector).to_dict("records")
    for event in calendar:
        if event["kind"] in (CLOSED, DISTANCE):
            inside = (days >= pd.Timestamp(event["start"])) & (days <= pd.Timestamp(event["end"]))
            found |= np.asarray(inside, dtype=np.bool_)
    return found
