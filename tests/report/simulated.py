"""Schools made up as tables, so that hundreds of them can be attacked: small, large, po and vo."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd

from proeftuin.evaluation.splits.dimensions import multi_dimensional_pyramid
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import TWENTE
from proeftuin.pyramid.pyramid import build_pyramid
from proeftuin.report.numbers.group_counts import count_groups, nested
from proeftuin.report.numbers.school import PeriodPyramid
from proeftuin.report.protection.shown import ShownSchool

MONTHS = [Period(date(2024, m, 1), date(2024, m, 28), 20) for m in range(1, 11)]
WINDOWS = (
    Period(date(2024, 1, 8), date(2024, 2, 5), 20),
    Period(date(2024, 2, 12), date(2024, 3, 11), 20),
)


@dataclass
class World:
    """A school's pupils and what they missed in every month."""

    sector: str
    pupils: pd.DataFrame
    absent: np.ndarray
    there: np.ndarray
    sick: np.ndarray

    def month(self, number: int) -> pd.DataFrame:
        """Return the attendance table of a month."""
        return self.between([number], MONTHS[number])

    def window(self, side: int) -> pd.DataFrame:
        """Return the table of a window: half of one month and half of the next."""
        first = self.between([side], WINDOWS[side])
        second = self.between([side + 1], WINDOWS[side])
        both = pd.concat([first, second]).groupby(list(self.pupils.columns), as_index=False).sum()
        counts = ["possible", "absent", "sick", "authorised", "unauthorised"]
        both[counts] = (both[counts] + 1) // 2
        both["absent"] = both[["absent", "possible"]].min(axis=1)
        left = both["possible"] - both["absent"]
        for name in ("assumed", "assumed_sessions"):
            both[name] = np.minimum(both[name] // 2, left)
        both.attrs["period"] = WINDOWS[side]
        return both

    def between(self, months: list[int], period: Period) -> pd.DataFrame:
        """Return the attendance table of some months."""
        absent, there = self.absent[:, months].sum(axis=1), self.there[:, months].sum(axis=1)
        sick = np.minimum(self.sick[:, months].sum(axis=1), absent)
        rest = absent - sick
        table = self.pupils.assign(
            absent=absent,
            possible=there,
            sick=sick,
            authorised=sick + rest // 2,
            unauthorised=rest - rest // 2,
            **dict.fromkeys(("assumed", "assumed_sessions"), self._assumed(months, absent, there)),
        )[there > 0].reset_index(drop=True)
        table.attrs["period"] = period
        return table

    def _assumed(self, months: list[int], absent: np.ndarray, there: np.ndarray) -> np.ndarray:
        """Make up how much of some classes' time has no mark, and is assumed to be registered."""
        draw = np.random.default_rng([len(self.pupils), int(self.absent.sum()), *months])
        names = self.pupils["class"].unique()
        days = np.where(draw.random(len(names)) < 0.5, draw.integers(0, 10, len(names)), 0)
        of_class = self.pupils["class"].map(dict(zip(names, days, strict=True))).to_numpy()
        return np.minimum(of_class * len(months), there - absent)


def world(seed: int) -> World:
    """Make up a school; the seed says how large it is and how its pupils attend."""
    draw = np.random.default_rng(seed)
    sector = "po" if seed % 2 else "vo"
    years = 8 if sector == "po" else int(draw.integers(3, 7))
    per_year = int(draw.integers(1, 2 if sector == "po" else 5))
    sizes = draw.integers(*((4, 14) if seed % 5 == 0 else (10, 31)), size=years * per_year)
    rows = []
    for number, size in enumerate(sizes):
        year = str(number // per_year + 1)
        half = years // 2 if sector == "po" else 2
        stage = "lower" if int(year) <= half else "upper"
        name = f"{year}{chr(65 + number % per_year)}"
        rows += [(name, year, stage)] * int(size)
    pupils = pd.DataFrame(rows, columns=["class", "year_group", "stage"])
    pupils = pupils.assign(school="s", pupil=[f"p{i}" for i in range(len(pupils))])
    often = draw.beta(1, draw.uniform(10, 40), size=len(pupils))
    there = np.full((len(pupils), len(MONTHS)), 20)
    for i in np.flatnonzero(draw.random(len(pupils)) < draw.uniform(0, 0.06)):
        moment = int(draw.integers(1, len(MONTHS)))
        there[i, slice(0, moment) if draw.random() < 0.5 else slice(moment, None)] = 0
    # A few are there, but for too short to have a tier.
    some = draw.random(there.shape) < draw.uniform(0, 0.01)
    there[some & (there > 0)] = 2
    absent = draw.binomial(there, often[:, None])
    return World(sector, pupils, absent, there, draw.binomial(absent, 0.6))


def results(made: World, project, until: int, earlier=None, windows: str = "") -> ShownSchool:
    """Return what a report shows that is made when so many months are known."""
    from dataclasses import replace

    scheme = replace(TWENTE, minimum_sessions=3)
    school = project.schools["po" if made.sector == "po" else "vo"]
    # A table has no column for what is not tiers; the rule on sessions works on it.
    tables = [_sessions(made.month(number)) for number in range(until)]
    months = tuple(
        PeriodPyramid(period, build_pyramid(table, scheme))
        for period, table in zip(MONTHS, tables, strict=False)
    )
    year = Period(MONTHS[0].start, MONTHS[until - 1].end, 20 * until)
    so_far = _sessions(made.between(list(range(until)), year))
    last = tables[-1]
    evaluation = None
    now = months[-1]
    if windows == "months":
        comparison = compare(tables[-2], last, scheme)
        evaluation = SimpleNamespace(
            comparison=comparison, windows=(MONTHS[until - 2], MONTHS[until - 1])
        )
    elif windows == "apart":
        # Windows that were chosen once: each report has the same.
        sides = [_sessions(made.window(side)) for side in (0, 1)]
        last = sides[1]
        comparison = compare(*sides, scheme)
        evaluation = SimpleNamespace(comparison=comparison, windows=WINDOWS)
        now = PeriodPyramid(WINDOWS[1], build_pyramid(last, scheme))
    groups = count_groups(last, scheme)
    return ShownSchool(
        school=school,
        provenance={"calendar": []},
        scheme=scheme,
        current=now,
        months=months,
        year_to_date=PeriodPyramid(year, build_pyramid(so_far, scheme)),
        evaluation=evaluation,
        groups=groups,
        nested=nested(last, groups),
        kinds=pd.DataFrame(),
        quality=SimpleNamespace(
            line=None,
            completeness=pd.DataFrame({"week": [pd.Timestamp(now.period.start)], "assumed": [1]}),
        ),
        by_kind=multi_dimensional_pyramid(last, "kind", scheme) if windows else None,
        earlier=earlier,
    )


def _sessions(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(sessions=table["possible"])
