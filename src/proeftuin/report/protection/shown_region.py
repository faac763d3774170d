"""A region as its reports may show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.evaluation.many_schools.funnel import Funnel, funnel
from proeftuin.report.numbers.region import RegionResults, region_results
from proeftuin.report.protection.region import may_show, shown_schools
from proeftuin.report.protection.shown import fields_of

if TYPE_CHECKING:
    from proeftuin.register.project.settings import Project
    from proeftuin.register.store.register import Register


@dataclass(frozen=True, eq=False)
class ShownRegion(RegionResults):
    """The numbers of a report on a region, with what of them may be shown."""

    @cached_property
    def shown(self) -> pd.DataFrame:
        """What may be shown of every school, see `shown_schools`."""
        return shown_schools(self.schools, self.caterpillar.table)

    @cached_property
    def funnel(self) -> Funnel:
        """The shares in the window after against each other, as far as they may be shown."""
        schools = self.schools
        now = schools[["school"]].assign(n=schools["now_n"], after=schools["now"])
        return funnel(now[may_show(schools)["now"]])


def shown_region(
    project: "Project", registers: Mapping[str, "Register"], sector: str = ""
) -> ShownRegion:
    """Compute what a report on a region needs, with what of it may be shown.

    Parameters
    ----------
    project, registers, sector
        As for `region_results`.

    Raises
    ------
    InputError
        As `region_results` does.
    """
    return ShownRegion(**fields_of(region_results(project, registers, sector)))
