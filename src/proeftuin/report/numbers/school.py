"""Everything a school report needs, as numbers, before anything is drawn or worded.

The results hold exact counts; what may be shown of them is decided in
`proeftuin.report.protection`, on the way into a block.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

import pandas as pd

from proeftuin.pyramid.comparison import UnequalWindows
from proeftuin.pyramid.counting.attendance import attendance_by_period
from proeftuin.pyramid.counting.empty_periods import refuse_without_days
from proeftuin.pyramid.counting.periods import Period, months, school_year_to_date, windows_between
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.pyramid import Pyramid, build_pyramid
from proeftuin.register.project.calendar import DISTANCE, LESSONS
from proeftuin.register.quality.quality import Quality, quality
from proeftuin.report.numbers.group_counts import count_groups, nested
from proeftuin.report.numbers.preregistered import laid_down_beside
from proeftuin.text.language import _

if TYPE_CHECKING:
    from proeftuin.evaluation.evaluate import Evaluation
    from proeftuin.evaluation.preregistration.preregistration import Preregistered
    from proeftuin.evaluation.splits.dimensions import MultiDimensionalPyramid
    from proeftuin.register.project.settings import School
    from proeftuin.register.store.register import Register
    from proeftuin.team.checklist.checklist import Checklist
    from proeftuin.team.register_evidence import Evidence

# A school year that begins on a Tuesday has a week that begins before it.
BEFORE_FIRST = pd.Timedelta(days=6)


@dataclass(frozen=True, eq=False)
class PeriodPyramid:
    """The pyramid of one period.

    Parameters
    ----------
    period
        First and last school day, and how many.
    pyramid
        Of everyone with a tier in it.
    complete
        False when the export was made before the period was over.
    """

    period: Period
    pyramid: Pyramid
    complete: bool = True


@dataclass(frozen=True, eq=False)
class SchoolResults:
    """The numbers of one school report.

    Parameters
    ----------
    school
        Its settings in `proeftuinen.toml`.
    provenance
        Where the register came from.
    scheme
        The rule, with the school's own minimum and goals.
    current
        The pyramid of the first page: of the last window of the comparison, or of the last
        complete month when there is no comparison.
    months
        Pyramids of the months of the school year.
    year_to_date
        The pyramid of the school year up to the end of `current`: another question than a month.
    evaluation
        The comparison of two windows with all that it must be read with; None without a period.
    groups
        Counts per group in the period of `current`: `level` (class, year_group, stage), `group`,
        `year` (the year group of a class), `tier`, `label`, `count`, `low`, `high`, `n`,
        `unclassified`.
    nested
        Which rows of `shown` add up to which: total and parts.
    kinds
        One row per month: `month`, `possible`, `sick`, `other`, `unauthorised` (minutes),
        `late` (times), `pupils`.
    quality
        How complete the registration is, and what is odd about it.
    checklists
        Evaluations of the school's policy, the earliest first.
    evidence
        What the register shows beside the answers of the last one.
    preregistered
        What was laid down before the pilot, beside what was done; None when nothing was.
    by_kind
        Tier by kind of absence in the window after, which the evaluation shows.
    """

    school: "School"
    provenance: dict[str, object]
    scheme: TierScheme
    current: PeriodPyramid
    months: tuple[PeriodPyramid, ...]
    year_to_date: PeriodPyramid
    evaluation: "Evaluation | None"
    groups: pd.DataFrame
    nested: tuple[tuple[str, tuple[str, ...]], ...]
    kinds: pd.DataFrame
    quality: Quality
    checklists: tuple["Checklist", ...] = ()
    evidence: tuple["Evidence", ...] = ()
    preregistered: "Preregistered | None" = None
    by_kind: "MultiDimensionalPyramid | None" = None

    @property
    def primary(self) -> bool:
        """Whether this is a primary school, with half-days and groups."""
        return self.school.sector == "po"

    @property
    def sessions_word(self) -> str:
        """What a session is called."""
        return _("dagdelen") if self.primary else _("lessen")

    @cached_property
    def completeness(self) -> pd.DataFrame:
        """`quality.completeness` of the weeks of the last school year."""
        weeks = self.quality.completeness
        first = pd.Timestamp(self.year_to_date.period.start) - BEFORE_FIRST
        return weeks[weeks["week"] >= first]

    @property
    def unregistered(self) -> "pd.Series[int]":
        """Sessions in which nothing was registered, per class that has them, in those weeks."""
        weeks = self.completeness
        missing = (weeks["given"] - weeks["registered"]).groupby(weeks["class"]).sum()
        return missing[missing > 0]


def school_results(
    register: "Register",
    school: "School",
    comparison_registers: Mapping[str, "Register"] | None = None,
    checklists: Sequence["Checklist"] = (),
) -> SchoolResults:
    """Compute everything a school report needs.

    Parameters
    ----------
    register
        The school's register.
    school
        Its settings.
    comparison_registers
        Registers of comparison schools, by name.
    checklists
        Evaluations of the school's policy, the earliest first.

    Returns
    -------
    SchoolResults

    Raises
    ------
    InputError
        When the period does not hold two windows, or the register has no school days.
    """
    from proeftuin.evaluation.evaluate import evaluate

    refuse_without_days(register)
    scheme = school.scheme
    export = date.fromisoformat(str(register.provenance["export_date"]))
    periods: list[Period] = list(months(register))
    windows = None
    if period := school.period:
        windows = windows_between(register, period.start, period.end, period.days)
    # All at once, since every pass over the days of a year takes long.
    wanted = periods
    if windows:
        wanted = [*periods, *windows, school_year_to_date(register, windows[1].end)]
    tables = attendance_by_period(register, wanted, school.measure)
    monthly, tables = tables[: len(periods)], tables[len(periods) :]
    year_months, kinds = _months(register, school, scheme, export, periods, monthly)
    evaluation = None
    if windows:
        before, pupils, in_year = tables
        last, so_far = windows[1], wanted[-1]
        with catch_warnings():
            # The comparison's notes say it, in Dutch.
            simplefilter("ignore", UnequalWindows)
            evaluation = evaluate(
                register, windows, scheme, school.measure, comparison_registers, (before, pupils)
            )
    else:
        complete = [month for month in year_months if month.complete and month.pyramid.n]
        last = (complete or list(year_months))[-1].period
        so_far = school_year_to_date(register, last.end)
        pupils, in_year = attendance_by_period(register, [last, so_far], school.measure)
    groups = count_groups(pupils, scheme)
    return SchoolResults(
        school=school,
        provenance=register.provenance,
        scheme=scheme,
        current=PeriodPyramid(last, build_pyramid(pupils, scheme)),
        months=year_months,
        year_to_date=PeriodPyramid(so_far, build_pyramid(in_year, scheme)),
        evaluation=evaluation,
        groups=groups,
        nested=nested(pupils, groups),
        kinds=kinds,
        quality=quality(register),
        checklists=tuple(checklists),
        evidence=_evidence(register, school, checklists),
        preregistered=laid_down_beside(register, school, evaluation, comparison_registers or {}),
        by_kind=_by_kind(pupils, scheme) if evaluation else None,
    )


def _by_kind(pupils: pd.DataFrame, scheme: TierScheme) -> "MultiDimensionalPyramid":
    from proeftuin.evaluation.splits.dimensions import multi_dimensional_pyramid

    return multi_dimensional_pyramid(pupils, "kind", scheme)


def _evidence(
    register: "Register", school: "School", checklists: Sequence["Checklist"]
) -> tuple["Evidence", ...]:
    if not checklists:
        return ()
    from proeftuin.team.register_evidence import evidence

    return evidence(register, checklists[-1], checklists, school.goals)


def _months(
    register: "Register",
    school: "School",
    scheme: TierScheme,
    export: date,
    periods: list[Period],
    tables: list[pd.DataFrame],
) -> tuple[tuple[PeriodPyramid, ...], pd.DataFrame]:
    """Return the pyramids and the kinds of absence of every month."""
    found = [
        PeriodPyramid(period, build_pyramid(pupils, scheme))
        for period, pupils in zip(periods, tables, strict=True)
    ]
    # Kinds are in minutes, whatever the measure of the tiers.
    if school.measure != "minutes":
        tables = attendance_by_period(register, periods, "minutes")
    kinds = [
        {"month": period, **_kinds(table)} for period, table in zip(periods, tables, strict=True)
    ]
    if found and _days_missed(register, found[-1].period.end, export):
        found[-1] = replace(found[-1], complete=False)
    return tuple(found), pd.DataFrame(kinds)


def _days_missed(register: "Register", last: date, export: date) -> bool:
    """Tell whether the export came before the last weekday of the month that is no holiday."""
    end = pd.Timestamp(last) + pd.offsets.MonthEnd(0)
    left = pd.bdate_range(max(pd.Timestamp(last), pd.Timestamp(export)) + pd.Timedelta(days=1), end)
    free, given = left[:0], left[:0]
    for event in register.provenance.get("calendar", []):
        days = left[(left >= event["start"]) & (left <= event["end"])]
        if event["kind"] == LESSONS:
            given = given.union(days)
        elif event["kind"] != DISTANCE:
            free = free.union(days)
    return len(left.difference(free.difference(given))) > 0


def _kinds(pupils: pd.DataFrame) -> dict[str, int]:
    sums = pupils[["possible", "sick", "authorised", "unauthorised", "late"]].sum()
    return {
        "possible": int(sums["possible"]),
        "sick": int(sums["sick"]),
        "other": int(sums["authorised"] - sums["sick"]),
        "unauthorised": int(sums["unauthorised"]),
        "late": int(sums["late"]),
        "pupils": int((pupils["possible"] > 0).sum()),
    }
