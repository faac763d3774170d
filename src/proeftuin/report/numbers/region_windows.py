"""The schools of a region in windows: each pilot in its own, schools without one in the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

import pandas as pd

from proeftuin.errors import InputError
from proeftuin.evaluation.windows.disruption import disrupted_days
from proeftuin.evaluation.windows.windows import Windows, matched_windows, year_earlier
from proeftuin.pyramid.comparison import Comparison, UnequalWindows, compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period, school_days_in, windows_between
from proeftuin.pyramid.counting.tiers import TierScheme

if TYPE_CHECKING:
    from proeftuin.register.project.settings import School
    from proeftuin.register.store.register import Register

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Member:
    """A school of the region.

    Parameters
    ----------
    school
        Its settings.
    register
        Its register.
    windows
        Of a pilot: the first and last school days of its period; None without.
    why
        Why there are none, in Dutch.
    """

    school: "School"
    register: "Register"
    windows: Windows | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """The name of the school."""
        return self.school.name

    @property
    def scheme(self) -> TierScheme:
        """The rule of the school."""
        return self.school.scheme

    def tables(self, windows: Windows) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the attendance in two windows."""
        before, after = (
            attendance(self.register, window, self.school.measure) for window in windows
        )
        return before, after

    def compared(self, windows: Windows) -> Comparison:
        """Compare two windows; that they are unequal stands in the notes of the comparison."""
        with catch_warnings():
            simplefilter("ignore", UnequalWindows)
            return compare(*self.tables(windows), self.scheme)

    def disturbed(self, windows: Windows) -> bool:
        """Tell whether the school was closed or only partly open in one of two windows."""
        days = [school_days_in(self.register, window) for window in windows]
        return any(disrupted_days(self.register, each).any() for each in days)


@dataclass(frozen=True, eq=False)
class Cohort:
    """Pilots with the same windows, and the schools without a pilot in those windows.

    Parameters
    ----------
    windows
        Of the first of the pilots.
    start
        From this day on a pilot may have changed something.
    horizon
        School days from the window before to the window after, in windows.
    pilots, others
        Comparisons by name of the school.
    earlier_pilots, earlier_others
        The same a year earlier, of the schools whose register has it and that were open then.
    """

    windows: Windows
    start: date
    horizon: float
    pilots: dict[str, Comparison]
    others: dict[str, Comparison]
    earlier_pilots: dict[str, Comparison]
    earlier_others: dict[str, Comparison]


def members(schools: Iterable["School"], registers: Mapping[str, "Register"]) -> tuple[Member, ...]:
    """Put schools and registers together, with the windows of the pilots.

    Parameters
    ----------
    schools
        Settings.
    registers
        By id of the school.
    """
    return tuple(_member(school, registers[school.id]) for school in schools)


def _member(school: "School", register: "Register") -> Member:
    if not school.pilot:
        return Member(school, register)
    period = school.period
    if period is None:
        return Member(school, register, None, "in het projectbestand staat geen periode")
    try:
        windows = windows_between(register, period.start, period.end, period.days)
    except InputError:
        why = f"in de periode zijn er geen twee vensters van {period.days} schooldagen"
        return Member(school, register, None, why)
    return Member(school, register, windows)


def cohorts(region: Iterable[Member]) -> tuple[Cohort, ...]:
    """Group pilots by their windows, and compare every school in them; most pilots first.

    Parameters
    ----------
    region
        The schools.
    """
    region = tuple(region)
    groups: dict[tuple[date, ...], list[Member]] = {}
    for member in region:
        if member.windows:
            key = tuple(day for window in member.windows for day in (window.start, window.end))
            groups.setdefault(key, []).append(member)
    others = [member for member in region if not member.school.pilot]
    found = [_cohort(group, others) for group in groups.values()]
    return tuple(sorted(found, key=lambda cohort: -len(cohort.pilots)))


def _cohort(pilots: list[Member], others: list[Member]) -> Cohort:
    first = pilots[0]
    windows: Any = first.windows
    earlier = year_earlier(first.register, windows)
    passed = school_days_in(first.register, Period(windows[0].start, windows[1].start - ONE_DAY))
    return Cohort(
        windows,
        min(programme_start(member.school, windows) for member in pilots),
        len(passed) / windows[0].days,
        _in_windows(pilots, windows),
        _in_windows(others, windows),
        _in_windows(pilots, earlier, undisturbed=True),
        _in_windows(others, earlier, undisturbed=True),
    )


def _in_windows(
    group: list[Member], windows: Windows | None, undisturbed: bool = False
) -> dict[str, Comparison]:
    found = {}
    for member in group:
        own = matched_windows(member.register, windows) if windows else None
        if own and not (undisturbed and member.disturbed(own)):
            found[member.name] = member.compared(own)
    return found


def programme_start(school: "School", windows: Windows) -> date:
    """Return the first day of a programme: after the window before, unless it had begun by then.

    What is no longer history must not be taken for what came before the programme.

    Parameters
    ----------
    school
        With its interventions.
    windows
        Before and after.
    """
    before, _ = windows
    begun = [item.day for item in school.interventions if item.day <= before.end]
    return min([before.start, *begun]) if begun else before.end + ONE_DAY
