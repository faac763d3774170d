"""Everything a report on a region needs, as numbers: pilots beside schools without one.

A region is evaluated one sector at a time: what a tier is in half-days and in lessons differs, and
so do the seasons. Every school counts once, whatever its size.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin import words
from proeftuin.evaluation.differences import DifferenceInDifferences, difference_in_differences
from proeftuin.evaluation.funnel import Funnel, funnel
from proeftuin.evaluation.many import Caterpillar, caterpillar
from proeftuin.evaluation.manyclasses import ClassChanges, class_changes
from proeftuin.evaluation.preperiod import school_history
from proeftuin.evaluation.schools import school_changes
from proeftuin.pyramid.comparison import Comparison
from proeftuin.register.problems import InputError, Problem
from proeftuin.report.region_protect import may_show, shown_schools
from proeftuin.report.region_windows import Cohort, Member, cohorts, members

if TYPE_CHECKING:
    from proeftuin.register.settings import Project, School
    from proeftuin.register.store import Register

FEWEST_PUPILS = 30
"""A smaller school is named, and nothing more."""


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
    caterpillar, funnel
        Those schools beside each other: their changes, and their shares now.
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
    funnel: Funnel
    difference: DifferenceInDifferences | None
    earlier: DifferenceInDifferences | None
    classes: ClassChanges | None
    notes: tuple[str, ...]

    @property
    def pilots(self) -> tuple[Member, ...]:
        """The schools with a pilot."""
        return tuple(member for member in self.members if member.school.pilot)

    @cached_property
    def shown(self) -> pd.DataFrame:
        """What may be shown of every school, see `shown_schools`."""
        return shown_schools(self.schools, self.caterpillar.table)


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
    table = _schools(found)
    used = _comparable(found)
    counted = _counted(used)
    history = _history(region, used)
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
        funnel=_funnel(table),
        difference=difference,
        earlier=_earlier(used, counted),
        classes=_classes(region),
        notes=tuple(_notes(project, sector, region, found, counted)),
    )


def largest_sector(project: "Project") -> str:
    """Return the sector with most pilots."""
    pilots = [school.sector for school in project.schools.values() if school.pilot]
    return max(["po", "vo"], key=pilots.count)


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


def _schools(found: Iterable[Cohort]) -> pd.DataFrame:
    """Return a row per school, that of a school without a pilot in the windows of most pilots."""
    compared: dict[str, Comparison] = {}
    pilots: list[str] = []
    for cohort in found:
        pilots += cohort.pilots
        compared = {**cohort.others, **compared, **cohort.pilots}
    table = school_changes(compared, pilots)
    attrs = table.attrs
    now = [each.all_after for each in compared.values()]
    table = table.assign(
        now=[int(pyramid.counts.iloc[0]) for pyramid in now], now_n=[pyramid.n for pyramid in now]
    ).astype({"now": "int64", "now_n": "int64"})
    table = table.sort_values("school", ignore_index=True)
    table.attrs = attrs
    return table


def _comparable(found: Iterable[Cohort]) -> tuple[Cohort, ...]:
    """Return the cohorts in whose windows a school without a pilot is known too."""
    return tuple(cohort for cohort in found if cohort.others)


def _counted(used: tuple[Cohort, ...], earlier: bool = False) -> pd.DataFrame:
    """Return a row per school for the difference: that of a school without one is a mean.

    The mean over the windows of all pilots makes the difference that of the average pilot with the
    schools without one in the same windows.
    """
    rows = []
    for cohort in used:
        sides = (
            (cohort.earlier_pilots, cohort.earlier_others)
            if earlier
            else (cohort.pilots, cohort.others)
        )
        table = school_changes({**sides[0], **sides[1]}, list(sides[0]))
        table = table[table["n"] >= FEWEST_PUPILS]
        if table["pilot"].any():
            rows.append(table.assign(weight=int(table["pilot"].sum()), windows=1))
    if not rows:
        return school_changes({}, [])
    found = pd.concat(rows, ignore_index=True)
    numbers = ["n", "before", "after", "change"]
    weighted = found[numbers].mul(found["weight"], axis="index")
    sums = pd.concat([found[["school", "pilot", "weight", "windows"]], weighted], axis="columns")
    sums = sums.groupby(["school", "pilot"], as_index=False).sum()
    means = sums[numbers].div(sums["weight"], axis="index")
    complete = sums["pilot"] | sums["windows"].eq(len(rows))
    table = sums[["school", "pilot"]].join(means)[complete].reset_index(drop=True)
    table.attrs["tier"] = 1
    return table


def _history(region: tuple[Member, ...], used: tuple[Cohort, ...]) -> pd.DataFrame | None:
    """Return the share in Tier 1 through time, counted from the start of the pilots."""
    rows = []
    for cohort in used:
        days = cohort.windows[0].days or 0
        rows += [
            school_history(
                {member.name: member.register},
                list(cohort.pilots),
                cohort.start,
                days,
                member.scheme,
                member.school.measure,
            )
            for member in region
            if member.name in {**cohort.pilots, **cohort.others}
        ]
    if not rows:
        return None
    found = pd.concat(rows, ignore_index=True)
    found = found[found["time"] <= found.loc[found["pilot"], "time"].max()]
    found = found.groupby(["school", "pilot", "time"], as_index=False)[["value", "n"]].mean()
    return found if (found["time"] < 0).any() else None


def _earlier(used: tuple[Cohort, ...], counted: pd.DataFrame) -> DifferenceInDifferences | None:
    table = _counted(used, earlier=True)
    if counted.empty or set(table["school"]) != set(counted["school"]):
        return None
    return difference_in_differences(table)


def _funnel(table: pd.DataFrame) -> Funnel:
    """Hold the shares in the window after against each other, as far as they may be shown."""
    now = table[["school"]].assign(n=table["now_n"], after=table["now"])
    return funnel(now[may_show(table)])


def _classes(region: tuple[Member, ...]) -> ClassChanges | None:
    pilots = [member for member in region if member.windows]
    if not pilots:
        return None
    sides = zip(*(member.tables(member.windows or ()) for member in pilots), strict=True)
    before, after = (
        pd.concat(
            [table.assign(school=m.name) for table, m in zip(side, pilots, strict=True)],
            ignore_index=True,
        )
        for side in sides
    )
    return class_changes(before, after, pilots[0].scheme)


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
        notes.append(f"{words.listing(absent)} {_verb(absent)} niet mee: geen schooldagen in de vensters.")
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
