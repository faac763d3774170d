"""A school as its reports may show it: what every block is given.

Exact numbers are worked out below, without a thought of who reads them. A block never gets those
alone: it gets them with the decision of what of them may be shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.report.numbers.group_counts import SCHOOL
from proeftuin.report.numbers.school import SchoolResults, school_results
from proeftuin.report.protection.earlier_reports import Published
from proeftuin.report.protection.masking import MINIMUM_BASE, is_masked
from proeftuin.report.protection.published_counts import N
from proeftuin.report.protection.release import Release, release

if TYPE_CHECKING:
    from proeftuin.register.project.settings import School
    from proeftuin.register.store.register import Register
    from proeftuin.team.checklist.checklist import Checklist


@dataclass(frozen=True, eq=False)
class ShownSchool(SchoolResults):
    """The numbers of a school's report, with what of them may be shown.

    Parameters
    ----------
    earlier
        What reports of this school have published before.
    """

    earlier: Published | None = None

    @cached_property
    def release(self) -> Release:
        """What may be shown: of all tables, months and levels together."""
        return release(self, self.earlier)

    @cached_property
    def shown(self) -> pd.DataFrame:
        """Counts that may be shown: a row per group of every level, a column per tier, and `n`.

        Rows are named `level:group`; the school's row is `school`.
        """
        names = (self.groups["level"] + ":" + self.groups["group"]).drop_duplicates()
        tiers, period = self.scheme.tiers, self.current.period
        rows = {name: self.release.pyramid(period, name, tiers) for name in (*names, SCHOOL)}
        return pd.DataFrame(rows).T

    @property
    def school_counts(self) -> "pd.Series[Any]":
        """The school's own counts that may be shown: by tier, and `n`."""
        return self.shown.T[SCHOOL]


def shown_school(
    register: "Register",
    school: "School",
    comparison_registers: Mapping[str, "Register"] | None = None,
    checklists: Sequence["Checklist"] = (),
    earlier: Published | None = None,
) -> ShownSchool:
    """Compute what a school report needs, with what of it may be shown.

    Parameters
    ----------
    register, school, comparison_registers, checklists
        As for `school_results`.
    earlier
        What earlier reports of this school have published.

    Raises
    ------
    InputError
        When the period does not hold two windows, or the register has no school days.
    """
    results = school_results(register, school, comparison_registers, checklists)
    return ShownSchool(**fields_of(results), earlier=earlier)


def refuse_too_small(results: ShownSchool) -> None:
    """Refuse a report of which too little remains.

    Raises
    ------
    InputError
        There are pupils with a tier, and of no period the share of one tier may be shown.
    """
    pyramids = [results.current, results.year_to_date, *results.months]
    tiers = list(results.scheme.tiers)
    counts = [
        results.release.pyramid(each.period, tiers=tiers) for each in pyramids if each.pyramid.n
    ]
    if results.release.safe and (not counts or any(_something(row, tiers) for row in counts)):
        return
    problem = Problem(
        "Er blijft te weinig over om te tonen.",
        value=results.school.id,
        expected=f"een school met meer leerlingen: bij minder dan {MINIMUM_BASE} leerlingen, of "
        "als bijna elk aantal onder de vijf ligt, is te herleiden om wie het gaat",
        mend="Van deze school komt geen rapport. Bespreek de aanwezigheid binnen de school zelf.",
    )
    raise InputError([problem])


def _something(counts: "pd.Series[Any]", tiers: list[int]) -> bool:
    """Tell whether a share of a pyramid can be shown."""
    n = counts[N]
    return not is_masked(n) and n >= MINIMUM_BASE and not all(is_masked(counts[t]) for t in tiers)


def fields_of(results: Any) -> dict[str, Any]:
    """Return the fields of a data class, to make another with more of it."""
    return {each.name: getattr(results, each.name) for each in fields(results)}
