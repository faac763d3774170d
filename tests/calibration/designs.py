"""The worlds of a case, and what is drawn from them: many at once, worlds × pupils."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from worlds import LESSONS, Worlds

from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.tiers import classify

TIERS = (1, 2, 3)
UNEQUAL = (8, 14, 20, 26, 32, 40)
LOPSIDED = (4, 6, 8, 10, 12, 60)


@dataclass(frozen=True)
class School:
    """One school in two windows; `times` is what the pupils' own rates are multiplied by after."""

    classes: int = 12
    pupils: int | tuple[int, ...] = 25
    class_shock: float = 0.0
    school_shock: float = 0.0
    times: float = 1.0
    days: tuple[int, int] = (20, 20)
    mean_rate: float = 0.0135

    @property
    def changes(self):
        return self.times != 1

    def __str__(self):
        uneven = isinstance(self.pupils, tuple)
        layout = (
            f"classes of {', '.join(map(str, self.pupils))}" if uneven else f"G = {self.classes}"
        )
        parts = [layout, f"σ_cp = {self.class_shock:g}"]
        parts += [f"σ_sp = {self.school_shock:g}"] if self.school_shock else []
        parts += [f"rates × {self.times:g}"] if self.changes else []
        parts += [f"m = {self.mean_rate:g}"] if self.mean_rate != School.mean_rate else []
        parts += [f"{self.days[0]} and {self.days[1]} days"] if len(set(self.days)) > 1 else []
        return ", ".join(parts)

    def draw(self, rng, worlds):
        school = Worlds(rng, worlds, self.classes, self.pupils, self.mean_rate)
        windows = zip(self.days, (1.0, self.times), strict=True)
        absent = [
            school.window(days, self.class_shock, self.school_shock, times)
            for days, times in windows
        ]
        return Drawn(school.class_of, absent, [LESSONS * days for days in self.days])


class Drawn:
    """Windows of many worlds with the same classes."""

    def __init__(self, class_of, absent, possible):
        self.class_of, self.absent, self.possible = class_of, absent, possible
        self.worlds, self.n = absent[0].shape

    @cached_property
    def tiers(self):
        """Before and after, worlds × pupils."""
        return [
            classify(absent.ravel(), np.full(absent.size, possible))
            .to_numpy(dtype=np.int64)
            .reshape(absent.shape)
            for absent, possible in zip(self.absent, self.possible, strict=True)
        ]

    @cached_property
    def counts(self):
        """Pupils per tier, before and after, worlds × tiers."""
        return [np.stack([(t == tier).sum(axis=1) for tier in TIERS], axis=1) for t in self.tiers]

    @cached_property
    def moved(self):
        """Each pupil's own change per tier, worlds × pupils × tiers."""
        before, after = (tiers[:, :, None] == np.array(TIERS) for tiers in self.tiers)
        return after.astype(np.int64) - before

    def moved_shares(self, schools):
        """Change in Tier 1 in percentage points, worlds × schools."""
        return 100 * self.moved[:, :, 0].mean(axis=1).reshape(-1, schools)

    @cached_property
    def transitions(self):
        """Tier before × tier after, for each world."""
        world = np.arange(self.worlds)[:, None]
        cell = 9 * world + 3 * (self.tiers[0] - 1) + self.tiers[1] - 1
        return np.bincount(cell.ravel(), minlength=9 * self.worlds).reshape(-1, 3, 3)

    def columns(self, values):
        """Turn worlds × pupils × what into pupils × (worlds · what)."""
        return values.swapaxes(0, 1).reshape(self.n, -1)

    @cached_property
    def by_class(self):
        """Change in pupils of every class, worlds × classes × tiers, and the sizes of the classes."""
        starts = np.flatnonzero(np.diff(self.class_of, prepend=-1))
        return np.add.reduceat(self.moved, starts, axis=1), np.bincount(self.class_of)

    def tables(self, world):
        """The attendance tables of one world."""
        frame = pd.DataFrame({"school": "s", "pupil": np.arange(self.n), "class": self.class_of})
        windows = zip(self.absent, self.possible, strict=True)
        return [frame.assign(absent=each[world], possible=possible) for each, possible in windows]

    @cached_property
    def comparisons(self):
        """A comparison of every world, with the counts that tests read; intervals are of the first.

        `compare` would take most of the time of a run.
        """
        first = compare(*self.tables(0))
        index = first.change.index
        changes, sizes = self.by_class
        classes = len(sizes)
        group = np.arange(self.worlds)[:, None] * classes + self.class_of
        cell = 9 * group + 3 * (self.tiers[0] - 1) + self.tiers[1] - 1
        moves = np.bincount(cell.ravel(), minlength=9 * classes * self.worlds)
        moves = moves.reshape(self.worlds, classes, 3, 3)
        return [
            replace(
                first,
                before=replace(first.before, counts=pd.Series(self.counts[0][world], index)),
                after=replace(first.after, counts=pd.Series(self.counts[1][world], index)),
                moves=moves[world],
                cluster_changes=pd.DataFrame(changes[world], columns=index).assign(pupils=sizes),
            )
            for world in range(self.worlds)
        ]


@dataclass(frozen=True)
class Reference:
    """A school and another one of the same kind, in which nothing was done either."""

    school: School = School()

    changes = False

    def __str__(self):
        return f"{self.school}; another such school as reference"

    def draw(self, rng, worlds):
        return [self.school.draw(rng, worlds) for _ in range(2)]


@dataclass(frozen=True)
class Days:
    """One school in two windows, of which the first is known day by day."""

    school: School = School()

    changes = False

    def __str__(self):
        return str(self.school)

    def draw(self, rng, worlds):
        school = self.school
        pupils = Worlds(rng, worlds, school.classes, school.pupils, school.mean_rate)
        first = pupils.weeks([1] * school.days[0], school.class_shock, school.school_shock)
        after = pupils.window(school.days[1], school.class_shock, school.school_shock)
        possible = [LESSONS * days for days in school.days]
        return first, Drawn(pupils.class_of, [first.sum(axis=2), after], possible)


@dataclass(frozen=True)
class Schools:
    """Pilot schools and comparison schools; `times` is what changes the rates of the pilots."""

    pilots: int
    others: int
    times: float = 1.0
    school: School = School(8, class_shock=0.2, school_shock=0.1)

    @property
    def changes(self):
        return self.times != 1

    def __str__(self):
        pilots = "1 pilot" if self.pilots == 1 else f"{self.pilots} pilots"
        change = f", pilots' rates × {self.times:g}" if self.changes else ""
        return f"{pilots} and {self.others} others of {self.school}{change}"

    def draw(self, rng, worlds):
        return [
            replace(self.school, times=times).draw(rng, worlds * schools).moved_shares(schools)
            for schools, times in ((self.pilots, self.times), (self.others, 1.0))
        ]


@dataclass(frozen=True)
class Pilots:
    """A few pilot schools, and the true change of the next one: a school of 2,500 pupils."""

    pilots: int
    school: School = School(8, class_shock=0.2, school_shock=0.2)

    changes = False

    def __str__(self):
        return f"{self.pilots} pilots of {self.school}"

    def draw(self, rng, worlds):
        pilots = self.school.draw(rng, worlds * self.pilots)
        following = replace(self.school, classes=100).draw(rng, worlds)
        return pilots, following.moved_shares(1)


@dataclass(frozen=True)
class Region:
    """Schools of different sizes, in one window."""

    schools: int
    school_shock: float

    changes = False

    @property
    def classes(self):
        return [4 + 2 * (place % 10) for place in range(self.schools)]

    def __str__(self):
        return (
            f"{self.schools} schools of 100 to 550 pupils, σ_cp = 0.2, σ_sp = {self.school_shock:g}"
        )

    def draw(self, rng, worlds):
        drawn = [
            School(classes, class_shock=0.2, school_shock=self.school_shock).draw(rng, worlds)
            for classes in self.classes
        ]
        counts = np.stack([each.counts[0][:, 0] for each in drawn], axis=1)
        return np.array([each.n for each in drawn]), counts


@dataclass(frozen=True)
class Series:
    """Weeks of one school of 200 pupils, each with a shock of its own, alike to the one before."""

    before: int
    after: int
    week_shock: float = 0.15
    alike: float = 0.0
    times: float = 1.0

    @property
    def changes(self):
        return self.times != 1

    def __str__(self):
        parts = [f"{self.before} and {self.after} weeks", f"shocks to a week {self.week_shock:g}"]
        parts += [f"correlated {self.alike:g}"] if self.alike else []
        parts += [f"rates × {self.times:g}"] if self.changes else []
        return ", ".join(parts)

    def draw(self, rng, worlds):
        weeks = self.before + self.after
        shock = rng.normal(0, self.week_shock, (worlds, weeks))
        for week in range(1, weeks):
            own = np.sqrt(1 - self.alike**2) * shock[:, week]
            shock[:, week] = self.alike * shock[:, week - 1] + own
        level = np.where(np.arange(weeks) < self.before, 1.0, self.times)
        school = Worlds(rng, worlds, 8)
        absent = school.weeks([5] * weeks, times=np.repeat(np.exp(shock) * level, 5, axis=1))
        monday = pd.date_range("2021-08-30", periods=weeks, freq="7D").as_unit("us")
        possible = 5 * LESSONS * absent.shape[1]
        return [
            (
                pd.DataFrame({"week": monday, "absent": each, "possible": possible}),
                monday[self.before],
            )
            for each in absent.sum(axis=1)
        ]
