"""How much each pupil was there in a period.

The days of a whole school year are summed by the engine that holds them, DuckDB over the saved
register or pandas in memory, with one expression for both. What is possible differs per pupil: it
is what the pupil's own class was given while the pupil was in it.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.pupil_table import INCOMPLETE, INCOMPLETE_WITHOUT, REASON
from proeftuin.pyramid.counting.school_rules import SCHEME
from proeftuin.register.registered.completeness import Coverage, coverages
from proeftuin.register.store.engine import collect

Measure = Literal["minutes", "sessions"]

ABSENT = {"minutes": "absent_minutes", "sessions": "absent_sessions"}
# Possible time of which nothing tells that it was registered; days of elsewhere may not have it.
_ASSUMED = {"minutes": "assumed_minutes", "sessions": "assumed_sessions"}
_SUMS = {
    "sessions": "sessions",
    "authorised": "authorised_minutes",
    "unauthorised": "unauthorised_minutes",
    "sick": "sick_minutes",
    "late": "late",
    "unregistered": "unregistered_sessions",
}
_FIRST = ("absent", "possible", "sessions", "days")
PLACE = "period"
_OF_ENROLMENT = ("stage", "track", "sap_type")


def attendance(
    register_or_days: Any,
    period: Period,
    measure: Measure | None = None,
    *,
    across_schools: bool = False,
) -> pd.DataFrame:
    """Sum what was possible and what was missed, per pupil, over a period.

    Parameters
    ----------
    register_or_days
        A register, or a table of days as a register has it: a pandas frame, a DuckDB relation or
        another table that narwhals knows. Such a table, `register.days` too, knows neither the
        scheme nor the measure of its school.
    period
        First and last day count.
    measure
        Whether `absent` and `possible` are minutes or sessions (lessons, half-days); by default
        what the register's school counts, else minutes. A morning is longer than an afternoon,
        so the two can differ in tier.
    across_schools
        Whether a pupil who is in several schools, in the days of `combine_registers`, is one row
        with the sums of all of them. Otherwise the count starts again in each school. What two
        schools registered on the same day is added up; `transfers` shows which enrolments overlap.

    Returns
    -------
    DataFrame
        One row per pupil with a day in the period, sorted by school, class and pupil: `school`,
        `pupil`, `class` and `year_group` (the last ones in the period; so is `school` when across
        schools), with a register also
        `stage`, `track` and, when known, `sap_type`; then as integers `absent` and `possible` (in
        the measure), `sessions` (possible), `days` (with anything possible), `authorised`,
        `unauthorised` and `sick` (minutes, in either measure), `late` (times) and `unregistered`
        (sessions that nobody registered). Of days that tell it also `assumed` (how much of what
        was possible is assumed to be registered, in the measure) and `assumed_sessions`. With a
        register that knows its completeness line also `incomplete`: whether the pupil's class, or
        the school, was under it in this period, so that the pupil gets no tier, and
        `incomplete_without_assumed`: whether it would be, had what is only assumed to be registered
        not been. `.attrs` carries
        `period`, `measure`, `scheme` (the rule of the register's school, which `build_pyramid` and
        `compare` take from there) and the reason. Empty, with the same columns and types, for a
        period without school days.

    Raises
    ------
    ValueError
        When the measure is another word.

    Examples
    --------
    >>> days = pd.DataFrame({
    ...     "school": "s", "pupil": ["p", "p"], "class": ["1a", "1b"], "year_group": "1",
    ...     "date": pd.to_datetime(["2021-01-05", "2021-01-06"]), "sessions": 6, "minutes": 300,
    ...     "absent_sessions": [0, 2], "absent_minutes": [0, 100], "authorised_minutes": [0, 100],
    ...     "unauthorised_minutes": 0, "sick_minutes": [0, 100], "late": 0,
    ...     "unregistered_sessions": 0})
    >>> week = Period("2021-01-04", "2021-01-08")
    >>> attendance(days, week)[["pupil", "class", "absent", "possible", "days"]]
      pupil class  absent  possible  days
    0     p    1b     100       600     2
    """
    return attendance_by_period(register_or_days, [period], measure, across_schools=across_schools)[
        0
    ]


def attendance_by_period(
    register_or_days: Any,
    periods: Sequence[Period],
    measure: Measure | None = None,
    *,
    across_schools: bool = False,
) -> list[pd.DataFrame]:
    """Sum what was possible and what was missed over several periods, which may overlap, at once.

    The days are read once, whatever the number of periods: a report has more than ten.

    Parameters
    ----------
    register_or_days, measure, across_schools
        As for `attendance`.
    periods
        First and last day of each count.

    Returns
    -------
    list of DataFrame
        What `attendance` returns, for each period in turn.

    Raises
    ------
    ValueError
        When the measure is another word.

    Examples
    --------
    >>> days = pd.DataFrame({
    ...     "school": "s", "pupil": "p", "class": "1a", "year_group": "1",
    ...     "date": pd.to_datetime(["2021-01-05", "2021-02-09"]), "sessions": 6, "minutes": 300,
    ...     "absent_sessions": [0, 2], "absent_minutes": [0, 100], "authorised_minutes": [0, 100],
    ...     "unauthorised_minutes": 0, "sick_minutes": [0, 100], "late": 0,
    ...     "unregistered_sessions": 0})
    >>> january = Period("2021-01-01", "2021-01-31")
    >>> winter = Period("2021-01-01", "2021-02-28")
    >>> for pupils in attendance_by_period(days, [january, winter]):
    ...     print(pupils[["absent", "possible"]].to_dict("records"))
    [{'absent': 0, 'possible': 300}]
    [{'absent': 100, 'possible': 600}]
    """
    measure = measure or measure_of(register_or_days)
    if measure not in ABSENT:
        raise ValueError(f"measure must be 'minutes' or 'sessions', got {measure!r}")
    if not periods:
        return []
    is_register = hasattr(register_or_days, "scan_days")
    days = register_or_days.scan_days() if is_register else register_or_days
    pupils = _one_row_per_pupil(_per_class(days, periods, measure), across_schools)
    if is_register:
        pupils = _with_enrolment(pupils, register_or_days.pupils, periods)
    pupils = pupils.sort_values([PLACE, "school", "class", "pupil"], ignore_index=True)
    bounds = pupils[PLACE].searchsorted(range(len(periods) + 1))
    pupils = pupils.drop(columns=PLACE)
    spans = [(period.start, period.end) for period in periods]
    held = coverages(register_or_days, spans) if is_register else []
    scheme = getattr(register_or_days, "scheme", None) if is_register else None
    found = []
    for place, period in enumerate(periods):
        one = pupils.iloc[bounds[place] : bounds[place + 1]].reset_index(drop=True)
        if held:
            one = _with_completeness(one, held[place])
        one.attrs.update({"period": period, "measure": measure, SCHEME: scheme})
        found.append(one)
    return found


def measure_of(register: Any) -> Measure:
    """Return what a register's school counts; minutes where that is not known.

    Examples
    --------
    >>> measure_of(pd.DataFrame())
    'minutes'
    """
    known: Measure = "sessions" if getattr(register, "measure", None) == "sessions" else "minutes"
    return known


def _per_class(days: Any, periods: Sequence[Period], measure: Measure) -> pd.DataFrame:
    """Sum on the engine: rows per period, pupil and class, with the last date in them.

    The days between two borders of periods belong to the same periods, so the engine sums those,
    and each period takes the sums that it is made of.
    """
    table = nw.from_native(days).lazy()
    counts = {"absent": ABSENT[measure], "possible": measure, **_SUMS}
    if set(_ASSUMED.values()) <= set(table.collect_schema().names()):
        counts |= {"assumed": _ASSUMED[measure], "assumed_sessions": "assumed_sessions"}
    borders = sorted({day for p in periods for day in (p.start, p.end + timedelta(days=1))})
    dates = [datetime.combine(day, time.min) for day in borders]
    date = nw.col("date")
    summed = (
        table.filter(date >= dates[0], date < dates[-1])
        .with_columns(
            given=(nw.col("sessions") > 0).cast(nw.Int64),
            **{PLACE: _borders_passed(date, dates, 1, len(dates) - 1)},
        )
        .group_by("school", "pupil", "class", "year_group", PLACE)
        .agg(
            *(nw.col(column).sum().alias(name) for name, column in counts.items()),
            nw.col("given").sum().alias("days"),
            date.max().alias("last"),
        )
        # DuckDB's sum of integers is wider than int64 and would come back as a float.
        .with_columns(nw.col(*counts, "days", PLACE).cast(nw.Int64))
    )
    frame = collect(summed)
    between = frame[PLACE].to_numpy()
    rows = []
    for period in periods:
        first, after = borders.index(period.start), borders.index(period.end + timedelta(days=1))
        rows.append(np.flatnonzero((between > first) & (between <= after)))
    taken = frame.take(np.concatenate(rows)).reset_index(drop=True)
    return taken.assign(**{PLACE: np.repeat(np.arange(len(periods)), [len(each) for each in rows])})


def _borders_passed(date: Any, borders: list[datetime], least: int, most: int) -> Any:
    """Give an expression for the number of borders up to a date, from `least` to `most`.

    By halving, so that a day is compared with few of them.
    """
    if least == most:
        return nw.lit(least)
    middle = (least + most) // 2
    return (
        nw.when(date < borders[middle])
        .then(_borders_passed(date, borders, least, middle))
        .otherwise(_borders_passed(date, borders, middle + 1, most))
    )


def _one_row_per_pupil(per_class: pd.DataFrame, across_schools: bool) -> pd.DataFrame:
    """Add up a pupil who changed class or school, who then counts in the last one."""
    identity = [PLACE, "school", "pupil", "class", "year_group"]
    pupil = [PLACE, "pupil"] if across_schools else [PLACE, "school", "pupil"]
    names = [name for name in identity if name not in pupil]
    counts = [column for column in per_class.columns if column not in (*identity, "last")]
    found = per_class.drop(columns="last")
    if (twice := per_class.duplicated(pupil, keep=False)).any():
        # Only of these the order matters, and to sort so many texts takes long.
        ordered = per_class[twice].sort_values([*pupil, "last", *names])
        by_pupil = ordered.groupby(pupil, sort=False)
        folded = pd.concat([by_pupil[names].last(), by_pupil[counts].sum()], axis="columns")
        found = pd.concat([found[~twice], folded.reset_index()], ignore_index=True)
    order = [*_FIRST, *(c for c in counts if c not in _FIRST)]
    return found[[*identity, *order]].astype(dict.fromkeys(order, "int64"))


def _with_enrolment(
    pupils: pd.DataFrame, enrolments: pd.DataFrame, periods: Sequence[Period]
) -> pd.DataFrame:
    """Add what the roster says of the pupil's last class in the period."""
    keys = ["school", "pupil", "class"]
    columns = [column for column in _OF_ENROLMENT if column in enrolments.columns]
    begun = enrolments[[*keys, *columns, "start"]].sort_values("start", kind="stable")
    ends = pd.to_datetime([period.end for period in periods]).astype(begun["start"].dtype)
    until = pupils.assign(start=ends[pupils[PLACE]]).sort_values("start", kind="stable")
    joined = pd.merge_asof(until, begun, on="start", by=keys).drop(columns="start")
    first = [PLACE, *keys, "year_group", *columns]
    return joined[[*first, *(c for c in joined.columns if c not in first)]]


def _with_completeness(pupils: pd.DataFrame, held: Coverage) -> pd.DataFrame:
    """Mark the pupils whose class has too little registered to say anything of them."""
    marked = pupils.assign(**{INCOMPLETE: held.below | pupils["class"].isin(held.incomplete)})
    if "assumed" in pupils:
        left = held.without_assumed()
        marked[INCOMPLETE_WITHOUT] = left.below | pupils["class"].isin(left.incomplete)
    marked.attrs[REASON] = held.reason
    return marked
