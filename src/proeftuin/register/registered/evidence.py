"""On what evidence a session that was given counts as registered, or does not.

"Nothing registered" is not "present", and "nobody was absent" is not "nothing registered". Direct
evidence comes first: somebody was seen present, the teacher closed the lesson, the school says so.
Else marks of pupils are evidence, of their session, their day and their week; and where there is
none, the session stays in unless the stretch it lies in is too improbable (`register.silence`).
A class is that of one school year: under its name others return after the summer.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from proeftuin.register.project.calendar import school_year_of
from proeftuin.register.registered.empty_stretches import (
    silent_series,
    silent_stretches,
    without_busiest,
)
from proeftuin.register.store.engine import query

PRESENCE, CLOSED, UNOBSERVED, UNCOVERED = "presence", "closed", "unobserved", "uncovered"
DIRECT = (PRESENCE, CLOSED, UNOBSERVED, UNCOVERED)
"""What an export itself says of a session: it stays when a register grows."""
BY_EXPORT = (UNOBSERVED, UNCOVERED)
"""What `checked` does not change: of who was there the export has no record."""
CHECKED, UNREGISTERED = "checked", "unregistered"
"""What the school says of a stretch."""
MARK, DAY, WEEK, NONE, SILENT = "mark", "day", "week", "none", "silent"
"""What follows from marks: in the session, on its day, in its week, nowhere; or too silent."""
MISSING = "missing"
"""Closed, in weeks in which a whole school is too silent: the export is without their marks."""
NOT_REGISTERED = (UNOBSERVED, UNCOVERED, UNREGISTERED, SILENT, MISSING)

_CLASS, _PLACE, _WEEKDAY = ["class"], ["class", "weekday", "session"], ["class", "weekday"]
_SESSION = ["class", "date", "session"]

_MARKS = """
select distinct s.class, s.date, s.session, a.pupil
from absences a
join pupils p on p.pupil = a.pupil
    and a.date >= p.start and (p."end" is null or a.date <= p."end")
join sessions s on s.class = p.class and s.date = a.date and s.session = a.session
-- An exemption is entered once for all weeks, and says nothing of who registered.
where a.kind <> 'not expected'
"""
_CLASS_PUPILS = """
select w.class, w.week, count(distinct p.pupil) as pupils
from weeks w
left join pupils p on p.class = w.class
    and p.start <= w.last and (p."end" is null or p."end" >= w.first)
group by all
"""
_SCHOOL_PUPILS = """
select w.week, count(distinct p.pupil) as pupils
from weeks w
left join pupils p on p.class = w.class
    and p.start <= w.last and (p."end" is null or p."end" >= w.first)
group by all order by w.week
"""
# A class that gives its pupils less than half of their sessions is a lesson group of theirs.
_GROUPS = """
with enrolled as (
    select p.pupil, p.class, p.start, coalesce(p."end", timestamp '2200-01-01') as until, u.usual
    from pupils p join usual u using (class)
),
totals as (
    select a.class, a.usual, sum(b.usual) as total
    from enrolled a
    join enrolled b on b.pupil = a.pupil and b.start <= a.until and b.until >= a.start and (
        b.class = a.class
        or least(a.until, b.until) - greatest(a.start, b.start) > interval 2 week
    )
    group by a.class, a.pupil, a.start, a.usual
)
select class from totals group by class having median(total) > 2 * any_value(usual)
"""
_ELSEWHERE = """
select w.class, w.week, count(distinct m.pupil)::double as pupils
from weeks w
join pupils p on p.class = w.class
    and p.start <= w.last and (p."end" is null or p."end" >= w.first)
join marks m on m.pupil = p.pupil and m.week = w.week and m.class <> w.class
group by all
"""


def weigh(pupils: pd.DataFrame, sessions: pd.DataFrame, absences: pd.DataFrame) -> "pd.Series[str]":
    """Say of each session on what evidence it counts as registered, or does not.

    Parameters
    ----------
    pupils, absences
        Tables of the register.
    sessions
        The same, with `evidence`: what an export or the school says of a session, else anything.

    Returns
    -------
    Series of str
        `presence`, `closed`, `checked`, `mark`, `day`, `week` (a mark in the session, or of the
        class on that day or in that week) or `none` (nothing can be said, so it counts); and of
        what was not registered `unobserved`, `uncovered`, `unregistered`, `silent` or `missing`
        (lessons were closed, but the export has no marks of those weeks).

    Examples
    --------
    >>> day = pd.Timestamp("2021-01-05")
    >>> pupils = pd.DataFrame({"pupil": ["a"], "class": "1a", "start": [day], "end": pd.NaT})
    >>> sessions = pd.DataFrame({"class": "1a", "date": [day, day, day + pd.Timedelta(weeks=1)],
    ...     "session": ["1", "2", "1"], "evidence": ["", "", ""]})
    >>> absences = pd.DataFrame({"pupil": ["a"], "date": day, "session": "1", "kind": "absent"})
    >>> weigh(pupils, sessions, absences).tolist()
    ['mark', 'day', 'none']
    """
    said = sessions["evidence"].where(sessions["evidence"].isin([*DIRECT, CHECKED, UNREGISTERED]))
    if sessions.empty or said.isin([PRESENCE, UNOBSERVED]).all():
        return said.astype("str")
    given = sessions[_SESSION].assign(
        week=_monday(sessions["date"]), weekday=sessions["date"].dt.day_of_week
    )
    marks = query(_MARKS, pupils=pupils, sessions=given, absences=absences)
    marks = marks.assign(week=_monday(marks["date"]), weekday=marks["date"].dt.day_of_week)
    own = _in(given, marks, _SESSION)
    # Who was marked in a session was so by somebody, whatever a school says of the whole stretch.
    said = said.mask(own & said.isin([UNREGISTERED, UNCOVERED]))
    found = given.assign(evidence=NONE)["evidence"]
    for name, keys in ((WEEK, ["class", "week"]), (DAY, ["class", "date"])):
        found = found.mask(_in(given, marks, keys), name)
    given = given.assign(
        open=said.isna(),
        seen=said.isin([CLOSED, PRESENCE]),
        closed=said.eq(CLOSED),
    )
    # Of what is known to be unregistered no marks can be expected, so it says nothing of a rate.
    rest = given[~said.isin(NOT_REGISTERED)]
    if len(rest):
        silent, missing = _silent(rest, marks[_in(marks, rest, _SESSION)], pupils)
        found = found.mask(silent.reindex(given.index, fill_value=False), SILENT)
        said = said.mask(missing.reindex(given.index, fill_value=False), MISSING)
    return said.fillna(found.mask(own, MARK)).astype("str")


def with_evidence(
    pupils: pd.DataFrame,
    sessions: pd.DataFrame,
    absences: pd.DataFrame,
    settings: Mapping[str, Any],
) -> pd.DataFrame:
    """Fill in `evidence` and `registered` of the sessions of a register.

    Parameters
    ----------
    pupils, sessions, absences
        Tables of the register; of `evidence` only what an export itself says is kept.
    settings
        What the school says: `fully_registered`, and the stretches `checked` and `not_registered`,
        each with `start`, `end` and `classes` (none = all).

    Returns
    -------
    DataFrame
        The sessions.
    """
    said = sessions["evidence"].replace(MISSING, CLOSED)
    said = said.where(said.isin(DIRECT), "")
    closed = said.eq(CLOSED)
    for name, stretches in ((CHECKED, "checked"), (UNREGISTERED, "not_registered")):
        stated = pd.Series(name == CHECKED and bool(settings.get("fully_registered")), said.index)
        for stretch in settings.get(stretches, []):
            start, end = pd.Timestamp(stretch["start"]), pd.Timestamp(stretch["end"])
            inside = sessions["date"].between(start, end)
            if stretch["classes"]:
                inside &= sessions["class"].isin(stretch["classes"])
            stated |= inside
        # A school that looked itself knows better than an export without marks.
        said = said.mask(stated & (~said.isin(DIRECT) | closed), name)
    evidence = weigh(pupils, sessions.assign(evidence=said), absences)
    evidence = evidence.mask(closed & evidence.eq(CHECKED), CLOSED)
    return sessions.assign(evidence=evidence, registered=is_registered(evidence).astype("boolean"))


def is_registered(evidence: "pd.Series[str]") -> "pd.Series[bool]":
    """Tell which sessions count as registered.

    Examples
    --------
    >>> is_registered(pd.Series(["mark", "none", "silent"])).tolist()
    [True, True, False]
    """
    return ~evidence.isin(NOT_REGISTERED)


def _silent(
    given: pd.DataFrame, marks: pd.DataFrame, pupils: pd.DataFrame
) -> tuple["pd.Series[bool]", "pd.Series[bool]"]:
    """Tell which sessions lie in a stretch that is too improbable, and of which marks are missing.

    A teacher who closed a lesson looked, which says nothing of whether the marks were exported.
    """
    weeks = _per_week(given, marks, _CLASS)
    edges = given.groupby(["class", "week"])["date"].agg(first="min", last="max").reset_index()
    enrolled = query(_CLASS_PUPILS, weeks=edges, pupils=pupils)
    weeks = weeks.merge(enrolled, on=["class", "week"], how="left")
    weeks["unit"] = weeks.groupby(["class", "year"]).ngroup()
    share = (weeks["given"] / weeks.groupby("unit")["given"].transform("median")).clip(upper=1)
    weeks = weeks.assign(empty=weeks["marks"] == 0, exposure=weeks["pupils"] * share)
    unclosed = _unclosed(weeks)
    each = weeks["exposure"] / weeks["given"]
    weeks["unsure"], weeks["open"] = each * (weeks["open"] + weeks["closed"]), each * weeks["open"]

    without_school = _silent_school_weeks(weeks, edges, marks, pupils)
    judged = ~weeks["week"].isin(without_school)
    medians = weeks.groupby("class")["given"].median().rename("usual").reset_index()
    groups = set(query(_GROUPS, pupils=pupils, usual=medians)["class"])
    whole = ~weeks["class"].isin(groups)
    if not weeks.loc[~whole, "marks"].any():
        # Without a mark in any of them there is no ratio to hold them against.
        groups, whole = set(), pd.Series(True, index=weeks.index)
    silent = ~judged | unclosed
    silent[whole] |= silent_stretches(weeks[whole], judged[whole])
    found = _at(given, weeks[silent], ["class", "week"])
    marked = marks[["class", "week", "pupil"]].drop_duplicates()
    for keys in (_PLACE, _WEEKDAY):
        series = _per_week(given, marks, keys)
        series = series.assign(
            series=series.groupby([*keys, "year"]).ngroup(),
            hour=series["session"] if "session" in keys else "",
            elsewhere=_outside(series, marks, keys),
            empty=series["marks"].eq(0) & series["seen"].eq(0),
        )
        silent = silent_series(series)
        silent &= silent_series(without_busiest(series, silent, marked))
        found |= _at(given, series[silent], [*keys, "week"])
    if groups:
        series = weeks[~whole].merge(
            query(_ELSEWHERE, weeks=edges, pupils=pupils, marks=marks),
            on=["class", "week"],
            how="left",
            suffixes=("", "_marked"),
        )
        lessons = _per_week(given, marks, _CLASS)
        series = series.drop(columns="open").merge(lessons[["class", "week", "open"]])
        elsewhere = series["pupils_marked"].fillna(0)
        series = series.assign(series=series["unit"], hour="", elsewhere=elsewhere)
        found |= _at(given, series[silent_series(series)], ["class", "week"])
    return found & given["open"], given["week"].isin(without_school) & given["closed"]


def _silent_school_weeks(
    weeks: pd.DataFrame, edges: pd.DataFrame, marks: pd.DataFrame, pupils: pd.DataFrame
) -> list[Any]:
    """List the weeks in which a whole school is too silent; of one class its own stretches tell."""
    if weeks["class"].nunique() < 2 and not weeks["closed"].any():
        return []
    school = query(_SCHOOL_PUPILS, weeks=edges, pupils=pupils)
    by_week = weeks.groupby("week")
    lessons = (weeks["pupils"] * weeks["given"]).groupby(weeks["week"]).sum().to_numpy()
    each = lessons / school["pupils"].clip(lower=1)
    usual = each[school["pupils"] > 0].median()
    exposure = school["pupils"] * (each / usual).clip(upper=1)
    marked = marks.drop_duplicates(["week", "pupil"]).groupby("week").size()
    school = school.assign(
        unit="",
        marks=marked.reindex(school["week"], fill_value=0).to_numpy(),
        exposure=exposure,
        empty=~school["week"].isin(marked.index) & by_week["present"].sum().eq(0).to_numpy(),
        open=exposure * (by_week["unsure"].sum() / by_week["exposure"].sum()).fillna(0).to_numpy(),
    )
    silent = silent_stretches(school, pd.Series(True, index=school.index))
    return list(school.loc[silent, "week"])


def _unclosed(weeks: pd.DataFrame) -> "pd.Series[bool]":
    """Find stretches without marks in which teachers closed no lesson, as they use to do.

    Lessons are closed whoever was absent, so this asks nothing of the pupils. It only asks it
    between the first and the last week in which lessons of the class were closed: before a school
    closes its lessons, that they were not says nothing.
    """
    if not weeks["closed"].any():
        return pd.Series(False, index=weeks.index)
    by_class = weeks["week"].where(weeks["closed"] > 0).groupby(weeks["class"])
    inside = weeks["week"].between(by_class.transform("min"), by_class.transform("max"))
    closed = weeks.assign(
        marks=weeks["closed"], empty=weeks["empty"] & weeks["seen"].eq(0), exposure=weeks["given"]
    )
    return silent_stretches(closed, inside)


def _per_week(given: pd.DataFrame, marks: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Count per unit and week: sessions `given`, those still `open`, and pupils with a mark."""
    by = [*keys, "week"]
    groups = given.groupby(by)
    found = groups[["open", "seen", "closed"]].sum().assign(given=groups.size())
    weeks = found.index.get_level_values("week")
    found["year"] = weeks.map({week: school_year_of(week) for week in weeks.unique()})
    found["present"] = found["seen"] - found["closed"]
    counts = marks.drop_duplicates([*by, "pupil"]).groupby(by).size()
    return found.assign(marks=counts.reindex(found.index, fill_value=0)).reset_index()


def _outside(series: pd.DataFrame, marks: pd.DataFrame, keys: list[str]) -> Any:
    """Count the pupils of a class with a mark in that week outside a series of sessions."""
    by = [*keys, "week"]
    each = marks.drop_duplicates([*by, "pupil"])
    pupil_week = ["class", "week", "pupil"]
    per_class = each.drop_duplicates(pupil_week).groupby(["class", "week"]).size()
    only = each[~each.duplicated(pupil_week, keep=False)].groupby(by).size()
    index = pd.MultiIndex.from_frame(series[["class", "week"]])
    own = only.reindex(pd.MultiIndex.from_frame(series[by]), fill_value=0)
    return per_class.reindex(index, fill_value=0).to_numpy() - own.to_numpy()


def _at(given: pd.DataFrame, found: pd.DataFrame, keys: list[str]) -> "pd.Series[bool]":
    return _in(given, found, keys) if len(found) else pd.Series(False, index=given.index)


def _in(rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> "pd.Series[bool]":
    index = pd.MultiIndex.from_frame(rows[keys])
    return pd.Series(index.isin(pd.MultiIndex.from_frame(others[keys])), index=rows.index)


def _monday(days: "pd.Series[Any]") -> "pd.Series[Any]":
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")
