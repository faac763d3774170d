"""The quality of a school's registration: how complete it is, and what is odd about it.

A pyramid is only as good as the registration under it. Everything here follows from the register's
tables and provenance; nothing is changed.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.register.assembling.weekly_half_days import WEEKDAYS
from proeftuin.register.quality import checks, code_use
from proeftuin.register.quality.findings import GRADES, Finding, finding
from proeftuin.register.registered.completeness import (
    coverages,
    is_below,
    line_of,
    registered_share,
    taught,
)
from proeftuin.register.registered.evidence import BY_EXPORT, SILENT
from proeftuin.text import words
from proeftuin.text.language import _

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register

OLD_UNEXPLAINED = 0.25
"""A quarter without a reason after two weeks: then asking is no habit of the school."""


@dataclass(frozen=True, eq=False)
class Quality:
    """How good a registration is.

    Parameters
    ----------
    findings
        What was found, the most serious first.
    completeness
        One row per class and week with sessions: `class`, `week` (its Monday), `given`,
        `registered`, `share`, and `assumed`: how many of those registered are only assumed to be,
        as nobody of the class had a mark in that week.
    last_complete_week
        Monday of the last week in which every class registered all its sessions; None without.
    line
        The least share of sessions for a pyramid; None when the school has none.
    """

    findings: tuple[Finding, ...]
    completeness: pd.DataFrame
    last_complete_week: date | None
    line: Fraction | None

    @property
    def stops(self) -> bool:
        """Whether there is something without which no pyramid can be made."""
        return any(found.grade == "stops" for found in self.findings)

    @property
    def share(self) -> float:
        """Share of all sessions that was registered; missing without sessions."""
        given = int(self.completeness["given"].sum())
        return int(self.completeness["registered"].sum()) / given if given else float("nan")

    @property
    def assumed(self) -> float:
        """Share of all sessions that is only assumed to be registered; missing without sessions."""
        given = int(self.completeness["given"].sum())
        return int(self.completeness["assumed"].sum()) / given if given else float("nan")


def quality(register: "Register") -> Quality:
    """Look at everything that tells how good a school's registration is.

    Parameters
    ----------
    register
        The school's register.

    Returns
    -------
    Quality
    """
    sessions = taught(register)
    weeks = registered_share(sessions, ["class", "week"])
    last = _last_complete(weeks)
    found = [
        *_completeness(register, sessions),
        *_weeks(register, sessions, weeks, last),
        *_places(register, sessions, weeks),
        *_import(register),
        *_marks(register),
        *_codes(register),
        *_days_and_pupils(register),
    ]
    order = list(GRADES)
    return Quality(
        findings=tuple(sorted(found, key=lambda one: order.index(one.grade))),
        completeness=weeks,
        last_complete_week=None if last is None else last.date(),
        line=line_of(register.provenance),
    )


def week_name(monday: date) -> str:
    """Name a week in Dutch.

    Examples
    --------
    >>> week_name(date(2020, 11, 16))
    'week 47 van 2020'
    """
    year, week, __ = monday.isocalendar()
    return _("week {week} van {year}", week=week, year=year)


def _completeness(register: "Register", sessions: pd.DataFrame) -> list[Finding]:
    line, sector = line_of(register.provenance), _sector(register)
    if line is None or sessions.empty:
        return []
    found = []
    given, registered = len(sessions), int(sessions["registered"].sum())
    if is_below(registered, given, line):
        found.append(finding("school_below", sector, int(100 * registered / given)))
    if below := _windows_below(register, sessions):
        found.append(finding("window_below", sector, len(below), below))
    into_month = pd.to_timedelta(sessions["date"].dt.day - 1, unit="D")
    monthly = sessions.assign(month=sessions["date"] - into_month)
    school = registered_share(monthly, ["month"])
    school = school[is_below(school["registered"], school["given"], line)]
    if len(school):
        where = [f"{words.month_name(m)} ({words.percent(s)})" for m, s in _pairs(school, "month")]
        found.append(finding("month_below", sector, len(school), where))
    classes = registered_share(monthly, ["class", "month"])
    classes = classes[is_below(classes["registered"], classes["given"], line)]
    classes = classes[~classes["month"].isin(school["month"])]
    if len(classes):
        where = [
            f"{row['class']}, {words.month_name(row['month'])} ({words.percent(row['share'])})"
            for row in classes.to_dict("records")
        ]
        found.append(finding("class_below", sector, len(classes), where))
    return found


def _windows_below(register: "Register", sessions: pd.DataFrame) -> list[str]:
    """Name the windows of the school's comparison in which the school is under the line."""
    period: dict[str, Any] | None = register.provenance.get("settings", {}).get("period")
    if not period:
        return []
    days = register.school_days
    days = days[(days >= period["start"]) & (days <= period["end"])]
    if len(days) < 2 * period["days"]:
        return []
    windows = {_("voor"): days[: period["days"]], _("na"): days[-period["days"] :]}
    spans = [(window[0].date(), window[-1].date()) for window in windows.values()]
    return [
        _("venster {name} ({share})", name=name, share=words.percent(held.share))
        for name, held in zip(windows, coverages(register, spans, sessions), strict=False)
        if held.below
    ]


def _said_by_export(sessions: pd.DataFrame, weeks: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of which weeks of a class the export itself says of all sessions that nobody looked."""
    keys = ["class", "week"]
    said = sessions["evidence"].isin(BY_EXPORT).groupby([sessions[key] for key in keys]).all()
    found = said.reindex(pd.MultiIndex.from_frame(weeks[keys]), fill_value=False)
    return pd.Series(found.to_numpy(dtype=bool), weeks.index)


def _said_in_vain(register: "Register", sessions: pd.DataFrame) -> list[str]:
    """List the days that the school says it looked at, or did not fill in, without any effect."""
    settings = register.provenance.get("settings", {})
    found = []
    for key, name in (("checked", "gecontroleerd"), ("not_registered", "niet_geregistreerd")):
        for stretch in settings.get(key) or []:
            start, end = pd.Timestamp(stretch["start"]), pd.Timestamp(stretch["end"])
            inside = sessions["date"].between(start, end)
            if stretch["classes"]:
                inside &= sessions["class"].isin(stretch["classes"])
            evidence = sessions.loc[inside, "evidence"]
            if evidence.empty or (key == "checked" and evidence.isin(BY_EXPORT).all()):
                days = " – ".join(words.long_date(day) for day in dict.fromkeys([start, end]))
                classes = f" ({words.listing(stretch['classes'])})" if stretch["classes"] else ""
                found.append(f"{name}: {days}{classes}")
    return found


def _weeks(
    register: "Register",
    sessions: pd.DataFrame,
    weeks: pd.DataFrame,
    last: pd.Timestamp | None,
) -> list[Finding]:
    sector = _sector(register)
    found = []
    silent = weeks[weeks["registered"] == 0]
    whole = weeks.groupby("week")["registered"].sum()
    nobody = list(whole.index[whole == 0])
    if nobody:
        where = [week_name(week) for week in nobody]
        found.append(finding("silent_school_weeks", sector, len(nobody), where))
    silent = silent[~silent["week"].isin(nobody)]
    by_export = _said_by_export(sessions, silent)
    if by_export.any():
        rows = silent[by_export].to_dict("records")
        where = [f"{row['class']}, {week_name(row['week'])}" for row in rows]
        found.append(finding("unobserved_weeks", sector, len(rows), where))
    silent = silent[~by_export]
    if len(silent):
        where = [f"{row['class']}, {week_name(row['week'])}" for row in silent.to_dict("records")]
        found.append(finding("silent_weeks", sector, len(silent), where))
    assumed = weeks[weeks["assumed"] > 0]
    if len(assumed):
        where = [f"{row['class']}, {week_name(row['week'])}" for row in assumed.to_dict("records")]
        found.append(finding("assumed_weeks", sector, len(assumed), where))
    if vain := _said_in_vain(register, sessions):
        found.append(finding("said_in_vain", sector, len(vain), vain))
    mondays = sorted(weeks["week"].unique())
    after = [week for week in mondays if last is None or week > last]
    if after:
        where = [week_name(week) for week in after]
        found.append(finding("provisional_weeks", sector, len(after), where))
    settled = pd.Timestamp(register.provenance["export_date"]) - code_use.SETTLED
    recent = register.school_days[register.school_days > settled]
    if len(recent):
        where = [_("vanaf {day}", day=words.long_date(recent[0]))]
        found.append(finding("recent_days", sector, len(recent), where))
    return found


def _places(register: "Register", sessions: pd.DataFrame, weeks: pd.DataFrame) -> list[Finding]:
    """Find the places in the timetable of a class that stay silent while others do not."""
    silent = sessions[sessions["evidence"] == SILENT]
    if silent.empty:
        return []
    whole = pd.MultiIndex.from_frame(weeks.loc[weeks["registered"] == 0, ["class", "week"]])
    silent = silent[~pd.MultiIndex.from_frame(silent[["class", "week"]]).isin(whole)]
    if silent.empty:
        return []
    places = silent.groupby(["class", silent["date"].dt.day_of_week, "session"]).size()
    where = [f"{name}, {_(WEEKDAYS[day])} {session}" for name, day, session in places.index]
    return [finding("silent_places", _sector(register), len(places), where)]


def _last_complete(weeks: pd.DataFrame) -> pd.Timestamp | None:
    sums = weeks.groupby("week")[["given", "registered"]].sum()
    complete = sums.index[sums["given"] == sums["registered"]]
    return complete.max() if len(complete) else None


def _import(register: "Register") -> list[Finding]:
    """Tell what the importer left out, what it repaired and what it doubted."""
    sector = _sector(register)
    return [
        finding(key, sector, int(item["count"]), item["examples"], str(item["what"]))
        for key in ("left_out", "repaired", "doubtful")
        for item in register.provenance.get(key, [])
        if item["count"]
    ]


def _marks(register: "Register") -> list[Finding]:
    sector = _sector(register)
    outside, outside_days, longer, longer_days = checks.misplaced_marks(register)
    both, both_days = checks.contradicting_marks(register)
    counted = (
        ("outside_sessions", outside, outside_days),
        ("too_long", longer, longer_days),
        ("contradicting", both, both_days),
    )
    return [finding(key, sector, count, where) for key, count, where in counted if count]


def _codes(register: "Register") -> list[Finding]:
    sector = _sector(register)
    listed = (
        ("code_use", code_use.changed_codes(register)),
        ("unexplained_share", code_use.changed_share(register)),
        ("unused_codes", checks.unused_codes(register)),
    )
    found = [finding(key, sector, len(where), where) for key, where in listed if where]
    if guessed := checks.guessed_codes(register):
        where = [place for place, __ in guessed]
        found.append(finding("guessed_codes", sector, sum(count for __, count in guessed), where))
    settled = pd.Timestamp(register.provenance["export_date"]) - code_use.SETTLED
    share = checks.unexplained_share(register, settled)
    if share > OLD_UNEXPLAINED:
        found.append(finding("old_unexplained", sector, round(100 * share)))
    return found


def _days_and_pupils(register: "Register") -> list[Finding]:
    sector = _sector(register)
    busy, quiet = checks.odd_days(register)
    listed = (
        ("busy_days", busy),
        ("quiet_days", quiet),
        ("silent_weekday", checks.silent_weekdays(register)),
    )
    found = [finding(key, sector, len(where), where) for key, where in listed if where]
    nothing, classes = checks.without_possible(register)
    if nothing:
        found.append(finding("no_possible", sector, nothing, classes))
    unseen, classes = checks.never_observed(register)
    if unseen:
        found.append(finding("never_observed", sector, unseen, classes))
    pupils = register.pupils
    if "under_six" in pupils:
        young = pupils.loc[pupils["under_six"].fillna(False).astype("bool"), "pupil"].nunique()
        if young:
            found.append(finding("under_six", sector, young))
    return found


def _pairs(frame: pd.DataFrame, column: str) -> list[tuple[Any, float]]:
    return list(zip(frame[column], frame["share"], strict=True))


def _sector(register: "Register") -> str:
    return str(register.provenance.get("sector", "vo"))
