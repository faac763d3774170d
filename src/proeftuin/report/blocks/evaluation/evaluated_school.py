"""Everything the evaluation notebook needs beside a school's report, computed when a block asks."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.evaluation.evaluate import Evaluation
from proeftuin.evaluation.many_schools.class_changes import ClassChanges, class_changes
from proeftuin.evaluation.sensitivity.sensitivity import Sensitivity, sensitivity
from proeftuin.evaluation.series.interrupted_series import (
    InterruptedSeries,
    interrupted_time_series,
)
from proeftuin.evaluation.series.phases import phases_of
from proeftuin.evaluation.series.weekly_attendance import weekly_attendance
from proeftuin.evaluation.splits.absence_kinds import KindChange, change_by_kind
from proeftuin.evaluation.splits.dimensions import (
    MultiDimensionalPyramid,
    multi_dimensional_pyramid,
)
from proeftuin.evaluation.splits.sap_types import TypeChange, change_by_sap_type
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.report.protection.shown import ShownSchool

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register


@dataclass(frozen=True, eq=False)
class EvaluatedSchool:
    """A school with a comparison of two windows, and what the change can be held against.

    Parameters
    ----------
    results
        What the school report shows.
    register
        The school's register.

    Raises
    ------
    InputError
        The school has no period to compare.
    """

    results: ShownSchool
    register: "Register"

    def __post_init__(self) -> None:
        if self.results.evaluation is None:
            problem = Problem(
                "Er is geen periode opgegeven om voor en na te vergelijken.",
                "proeftuinen.toml",
                column="periode",
                value=self.results.school.id,
                expected="periode = { begin = 2021-01-05, eind = 2021-03-19, schooldagen = 20 }",
                mend="Zet de periode van de proeftuin bij de school.",
            )
            raise InputError([problem])

    @property
    def evaluation(self) -> Evaluation:
        """The change, with what stands beside it."""
        found = self.results.evaluation
        if found is None:
            raise AssertionError("checked when this was made")
        return found

    @cached_property
    def series(self) -> InterruptedSeries:
        """The weeks, held against the line of those before the pilot began."""
        starts = [action.day for action in self.results.school.interventions]
        # Without a recorded start the pilot begins where the first window does.
        start = min(starts, default=self.evaluation.windows[0].start)
        weeks = weekly_attendance(self.register, self.results.school.measure)
        return interrupted_time_series(weeks, start, phases_of(self.register))

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """The same change, computed in other ways."""
        school = self.results.school
        return sensitivity(
            self.register, self.evaluation.windows, self.results.scheme, school.measure
        )

    @cached_property
    def kinds(self) -> KindChange:
        """The change by kind of absence."""
        return change_by_kind(
            self.register, self.evaluation.windows, self.results.scheme, self.results.school.measure
        )

    @cached_property
    def sap_types(self) -> TypeChange:
        """The change by recorded type of problem."""
        return change_by_sap_type(self.register, self.evaluation.windows, self.results.scheme)

    @cached_property
    def classes(self) -> ClassChanges:
        """The change of every class."""
        before, after = (self._attendance(side) for side in (0, 1))
        return class_changes(before, after, self.results.scheme)

    @cached_property
    def by_year_group(self) -> MultiDimensionalPyramid:
        """Tier by year group, in the window after."""
        return multi_dimensional_pyramid(self._attendance(1), "year_group", self.results.scheme)

    @cached_property
    def by_kind(self) -> MultiDimensionalPyramid:
        """Tier by the kind that is most of a pupil's absence, in the window after."""
        return multi_dimensional_pyramid(self._attendance(1), "kind", self.results.scheme)

    def _attendance(self, side: int) -> pd.DataFrame:
        window = self.evaluation.windows[side]
        return attendance(self.register, window, self.results.school.measure)
