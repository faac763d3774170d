"""On which school days pupils were not at school as usual."""

from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.series.weekly_attendance import calendar_of
from proeftuin.evaluation.windows.windows import Windows
from proeftuin.pyramid.counting.whole_numbers import Booleans
from proeftuin.register.project.calendar import CLOSED, DISTANCE, events
from proeftuin.text import words
from proeftuin.text.language import _

SIDES = ("before", "after")


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


def calendar_in(register: Any, windows: Windows) -> pd.DataFrame:
    """List what the school's calendar has in each window, else what that of its region has."""
    own = calendar_of(register.provenance, windows[0].start, windows[1].end)
    found = []
    for side, window in zip(SIDES, windows, strict=True):
        first, last = pd.Timestamp(window.start), pd.Timestamp(window.end)
        inside = own[(own["end"] >= first) & (own["start"] <= last)]
        start = inside["start"].where(inside["start"] > first, first)
        end = inside["end"].where(inside["end"] < last, last)
        found.append(inside.assign(window=side, start=start, end=end))
    return pd.concat(found, ignore_index=True)[["window", "start", "end", "kind", "name"]]


def disruptions(calendar: pd.DataFrame) -> pd.DataFrame:
    """Return the events in which schools were closed or only partly open."""
    return calendar[calendar["kind"].isin([CLOSED, DISTANCE])]


def disruption_notes(calendar: pd.DataFrame) -> list[str]:
    """Say that windows were disrupted, when they were."""
    disrupted = disruptions(calendar)
    if disrupted.empty:
        return []
    names = words.listing(list(map(_, dict.fromkeys(disrupted["name"]))))
    return [
        _(
            "In de vensters viel: {names}. Wat aanwezig zijn toen betekende en hoe het werd "
            "geregistreerd, was anders dan anders.",
            names=names,
        )
    ]
