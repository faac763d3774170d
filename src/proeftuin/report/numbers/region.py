"""Everything a report on a region needs, as numbers: pilots beside schools without one.

A region is evaluated one sector at a time: what a tier is in half-days and in lessons differs, and
so do the seasons. Every school counts once, whatever its size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.evaluation.many_schools.caterpillar import Caterpillar, caterpillar
from proeftuin.evaluation.many_schools.class_changes import ClassChanges, class_changes
from proeftuin.evaluation.schools.difference_in_differences import (
    DifferenceInDifferences,
    difference_in_differences,
)
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.report.numbers.region_tables import averaged, region_history, school_table
from proeftuin.report.numbers.region_windows import Cohort, Member, cohorts, members
from proeftuin.text import words

if TYPE_CHECKING:
    from proeftuin.register.project.settings import Project, School
    from proeftuin.register.store.register import Register


@dataclass(frozen=True, eq=False)
class RegionResults:
    """The numbers of a report on a region.

    Parameters
    ----------
    project
        Settings of the whole project.
    sector
        `po` or `vo`.
    members
        The schools of that sector, by name.
    cohorts
        Pilots by their windows, with the schools without a pilot in the same; most pilots first.
    schools
        One row per school with a change, as `school_changes` has them, and `now` and `now_n`:
        pupils in Tier 1, and all with a tier, in the window after. Schools without a pilot are
        in the windows of most pilots.
    caterpillar
        The changes of those schools beside each other.
    difference
        Pilots minus schools without one; None when there is no pilot to compare.
    earlier
        The same a year earlier, when there was no pilot; None when not every school has it.
    classes
        The classes of the pilots; None without any.
    notes
        What must be said with it, in Dutch.
    """

    project: "Project"
    sector: str
    members: tuple[Member, ...]
    cohorts: tuple[Cohort, ...]
    schools: pd.DataFrame
    caterpillar: Caterpillar
    difference: DifferenceInDifferences | None
    earlier: DifferenceInDifferences | None
    classes: ClassChanges | None
    notes: tuple[str, ...]

    @property
    def pilots(self) -> tuple[Member, ...]:
        """The schools with a pilot."""
        return tuple(member for member in self.members if member.school.pilot)


def region_results(
    project: "Project", registers: Mapping[str, "Register"], sector: str = ""
) -> RegionResults:
    """Compute everything a report on a region needs.

    Parameters
    ----------
    project
        Settings of all schools.
    registers
        By id of the school; at least those of the sector.
    sector
        `po` or `vo`; empty for the one with most pilots.

    Raises
    ------
    InputError
        There is no school of the sector, or the report is not for this audience.
    """
    sector = sector or largest_sector(project)
    chosen = schools_of(project, sector)
    region = members(chosen, registers)
    found = cohorts(region)
    table = school_table(found)
    # In the windows of the others there is no school to put beside the pilots.
    used = tuple(cohort for cohort in found if cohort.others)
    counted = averaged(used)
    history = region_history(region, used)
    if counted["pilot"].any():
        horizon = max(cohort.horizon for cohort in used)
        difference = difference_in_differences(counted, history, horizon)
    else:
        difference = None
    return RegionResults(
        project=project,
        sector=sector,
        members=region,
        cohorts=found,
        schools=table,
        caterpillar=caterpillar(table, "name"),
        difference=difference,
        earlier=_earlier(used, counted),
        classes=_classes(region),
        notes=tuple(_notes(project, sector, region, found, counted)),
    )


def largest_sector(project: "Project") -> str:
    """Return the sector with most pilots."""
    pilots = [school.sector for school in project.schools.values() if school.pilot]
    return "vo" if pilots.count("vo") > pilots.count("po") else "po"


def schools_of(project: "Project", sector: str) -> list["School"]:
    """Return the schools of a sector by name; refuse a report that must not be made.

    Raises
    ------
    InputError
        There is no school of the sector, or the report is not for this audience.
    """
    found = [school for school in project.schools.values() if school.sector == sector]
    problems = []
    if not found:
        sectors = sorted({school.sector for school in project.schools.values()})
        what = "Er is geen school van deze sector."
        problems.append(
            Problem(what, column="sector", value=sector, expected=f"een van: {', '.join(sectors)}")
        )
    if project.audience == "team":
        problems.append(
            Problem(
                "Het rapport over de regio is niet voor dit publiek.",
                project.path.name,
                column="publiek",
                value=project.audience,
                expected="school of regio",
                mend="Een rapport met leerlingen komt nooit in de map die gedeeld wordt.",
            )
        )
    if problems:
        raise InputError(problems)
    return sorted(found, key=lambda school: school.name)


def _earlier(used: tuple[Cohort, ...], counted: pd.DataFrame) -> DifferenceInDifferences | None:
    table = averaged(used, earlier=True)
    if counted.empty or set(table["school"]) != set(counted["school"]):
        return None
    return difference_in_differences(table)


def _classes(region: tuple[Member, ...]) -> ClassChanges | None:
    pairs = [
        [table.assign(school=member.name) for table in member.tables(member.windows)]
        for member in region
        if member.windows
    ]
    if not pairs:
        return None
    before, after = (pd.concat(side, ignore_index=True) for side in zip(*pairs, strict=True))
    scheme = next(member.scheme for member in region if member.windows)
    return class_changes(before, after, scheme)


def _notes(
    project: "Project",
    sector: str,
    region: tuple[Member, ...],
    found: tuple[Cohort, ...],
    counted: pd.DataFrame,
) -> list[str]:
    others = [s.name for s in project.schools.values() if s.sector != sector]
    notes = []
    if others:
        notes.append(
            f"{words.listing(others)} {_verb(others)} niet mee: een andere sector heeft andere "
            "lestijden en een ander verloop van het jaar, en een eigen rapport."
        )
    notes += [f"{m.name} doet niet mee: {m.why}." for m in region if m.why]
    with_windows = {name for cohort in found for name in {**cohort.pilots, **cohort.others}}
    absent = [m.name for m in region if not m.why and m.name not in with_windows]
    if absent:
        notes.append(
            f"{words.listing(absent)} {_verb(absent)} niet mee: geen schooldagen in de vensters."
        )
    left_out = sorted(with_windows - set(counted["school"]))
    if left_out:
        notes.append(
            f"Niet in het verschil met vergelijkingsscholen: {words.listing(left_out)} (minder dan "
            f"{FEWEST_PUPILS} leerlingen, of geen school om in dezelfde vensters naast te zetten)."
        )
    if len(found) > 1:
        notes.append(
            "De proeftuinen hebben niet allemaal dezelfde vensters. Een vergelijkingsschool staat "
            "in de vensters van de meeste proeftuinen; in het verschil telt zij met haar "
            "gemiddelde over de vensters van alle proeftuinen."
        )
    rules = {(m.scheme.cuts, m.scheme.minimum_sessions, m.school.measure) for m in region}
    if len(rules) > 1:
        notes.append("De scholen rekenen niet allemaal met dezelfde indeling, maat of minimum.")
    return notes


def _verb(names: list[str]) -> str:
    return "doet" if len(names) == 1 else "doen"
