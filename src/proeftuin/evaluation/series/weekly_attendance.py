"""Attendance week by week, with what made a week unlike the others.

A series asks whether weeks changed, so a week that cannot be compared is marked: lessons at a
distance, a closure, or too little registered. The week before and after a holiday is kept, but is
known to be different.
"""

from datetime import date, timedelta
from typing import Any

import narwhals as nw
import pandas as pd

from proeftuin.pyramid.counting.attendance import ABSENT, Measure, measure_of
from proeftuin.register.project.calendar import CLOSED, DISTANCE, HOLIDAY, events
from proeftuin.register.registered.completeness import line_of, registered_share, taught
from proeftuin.register.store.engine import collect
from proeftuin.text import words

WEEK = timedelta(days=7)


def weekly_attendance(register: Any, measure: Measure | None = None) -> pd.DataFrame:
    """Sum what was possible and what was missed by the whole school, per week.

    Parameters
    ----------
    register
        A register.
    measure
        Whether `absent` and `possible` are minutes or sessions; by default what the register's
        school counts.

    Returns
    -------
    DataFrame
        One row per week with school days, in order: `week` (its Monday), `absent` and `possible`
        (integers, over all pupils), `days` (school days), `next_to_holiday` (a school holiday of
        days off falls in the week, the one before or the one after) and `left_out`: why the week is
        no part of a comparison, in Dutch, empty when it is. That is a week with a day of closure or
        distance lessons, when absence meant something else, or one in which fewer of the sessions
        were registered than the school's completeness line, so that attendance only looks high.

    Raises
    ------
    ValueError
        When the measure is another word.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> days = pd.DataFrame({
    ...     "date": pd.to_datetime(["2022-10-13", "2022-10-14", "2022-10-24", "2022-11-02"]),
    ...     "minutes": 300, "absent_minutes": [0, 60, 30, 0]})
    >>> calendar = [{"start": "2022-10-15", "end": "2022-10-23", "kind": "vakantie",
    ...              "name": "Herfstvakantie"}]
    >>> school = SimpleNamespace(scan_days=lambda: days, provenance={"calendar": calendar})
    >>> weekly_attendance(school).drop(columns="left_out")
            week  absent  possible  days  next_to_holiday
    0 2022-10-10      60       600     2             True
    1 2022-10-24      30       300     1             True
    2 2022-10-31       0       300     1            False
    """
    measure = measure or measure_of(register)
    if measure not in ABSENT:
        raise ValueError(f"measure must be 'minutes' or 'sessions', got {measure!r}")
    days = _per_day(register, measure)
    monday = days["date"] - pd.to_timedelta(days["date"].dt.day_of_week, unit="D")
    sums = days.drop(columns="date").assign(days=1).groupby(monday.rename("week")).sum()
    weeks = sums.reset_index()
    if weeks.empty:
        return weeks.assign(next_to_holiday=False, left_out="")
    first, last = (weeks["week"].iloc[end].date() for end in (0, -1))
    calendar = calendar_of(register.provenance, first - WEEK, last + 2 * WEEK)
    return weeks.assign(
        next_to_holiday=_next_to_holiday(weeks["week"], calendar),
        left_out=_disrupted(weeks["week"], calendar).where(
            lambda reason: reason.ne(""), _unregistered(weeks["week"], register)
        ),
    )


def checked_weeks(weeks: pd.DataFrame) -> pd.DataFrame:
    """Return a table of weeks in order, with all its columns and `attendance`, the share.

    Raises
    ------
    ValueError
        When a column is missing, a week stands in it twice or is no Monday, or more was missed
        than was possible.
    """
    missing = [name for name in ("week", "absent", "possible") if name not in weeks]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {', '.join(weeks.columns)}")
    table = weeks.sort_values("week", ignore_index=True)
    if table["week"].duplicated().any() or table["week"].dt.day_of_week.any():
        raise ValueError("one row per week, and each week by its Monday")
    if not table["absent"].between(0, table["possible"]).all():
        raise ValueError("absent lies between 0 and possible")
    if "next_to_holiday" not in table:
        table = table.assign(next_to_holiday=False)
    if "left_out" not in table:
        table = table.assign(left_out="")
    share = 1 - table["absent"] / table["possible"].where(table["possible"] > 0)
    return table.assign(attendance=share)


def calendar_of(provenance: dict[str, Any], start: date, end: date) -> pd.DataFrame:
    """List what the school's own calendar has in a span, else what that of its region has.

    Parameters
    ----------
    provenance
        That of a register.
    start, end
        First and last day; events are not cut to them.
    """
    types = {"start": "datetime64[us]", "end": "datetime64[us]"}
    own = pd.DataFrame(provenance.get("calendar") or [], columns=["start", "end", "kind", "name"])
    if own.empty:
        region, sector = provenance.get("region", "Noord"), provenance.get("sector", "vo")
        own = events(start, end, region, sector)
    own = own.astype(types)
    return own[(own["end"] >= pd.Timestamp(start)) & (own["start"] <= pd.Timestamp(end))]


def _per_day(register: Any, measure: Measure) -> pd.DataFrame:
    """Sum on the engine that holds the days: one row per date on which anything was possible."""
    summed = (
        nw.from_native(register.scan_days())
        .lazy()
        .filter(nw.col(measure) > 0)
        .with_columns(date=nw.col("date").cast(nw.Datetime("us")))
        .group_by("date")
        .agg(
            nw.col(ABSENT[measure]).sum().alias("absent"),
            nw.col(measure).sum().alias("possible"),
        )
        # DuckDB's sum of integers is wider than int64 and would come back as a float.
        .with_columns(nw.col("absent", "possible").cast(nw.Int64))
    )
    return collect(summed).sort_values("date", ignore_index=True)


def _weeks_of(spans: pd.DataFrame) -> pd.DataFrame:
    """Return every week (`week`, its Monday) of which a weekday falls in a span, with its name."""
    days = spans.loc[spans.index.repeat((spans["end"] - spans["start"]).dt.days + 1)]
    day = days["start"] + pd.to_timedelta(days.groupby(level=0).cumcount(), unit="D")
    monday = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return days.assign(week=monday)[day.dt.day_of_week < 5].drop_duplicates(["week", "name"])


def _next_to_holiday(week: "pd.Series[Any]", calendar: pd.DataFrame) -> "pd.Series[bool]":
    free = _weeks_of(calendar[calendar["kind"].eq(HOLIDAY)].reset_index(drop=True))["week"]
    near = [week.isin(free + shift) for shift in (-WEEK, timedelta(), WEEK)]
    return near[0] | near[1] | near[2]


def _disrupted(week: "pd.Series[Any]", calendar: pd.DataFrame) -> "pd.Series[str]":
    unusual = calendar[calendar["kind"].isin([CLOSED, DISTANCE])].reset_index(drop=True)
    names = _weeks_of(unusual).groupby("week")["name"].agg(lambda found: words.listing(list(found)))
    reasons = names.astype("str").reindex(week, fill_value="")
    return pd.Series(reasons.to_numpy(), index=week.index, dtype="str")


def _unregistered(week: "pd.Series[Any]", register: Any) -> "pd.Series[str]":
    """Name the weeks in which the school as a whole is under its completeness line."""
    line = line_of(register.provenance)
    if line is None:
        return pd.Series("", index=week.index, dtype="str")
    found = registered_share(taught(register), ["week"])
    below = found.loc[found["registered"] < float(line) * found["given"], "week"]
    return pd.Series("", index=week.index, dtype="str").mask(
        week.isin(below), "te weinig geregistreerd"
    )
