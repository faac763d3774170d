"""All numbers of a school that an evaluation shows, from its raw export."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from statistics import median

from brute_force import counting, inference, pyramids
from brute_force.calendars import school_year
from brute_force.curve import Curve
from brute_force.ledger import tier_of
from brute_force.schools import Pair, School
from brute_force.weekly import Interrupted, Weeks

YEAR, SLACK = timedelta(364), timedelta(14)
KINDS = ("ziekte", "ander geoorloofd verzuim", "ongeoorloofd verzuim")
MIXED, NONE = "geen soort meer dan de helft", "geen verzuim"


class Reckoning(School):
    """A school with a pilot, and the schools it is compared with."""

    def __init__(self, project, name: str):
        super().__init__(project, name)
        known = tomllib.loads(project.read_text("utf-8"))["scholen"]
        self.others = {
            known[other]["naam"]: School(project, other)
            for other in self.settings.get("vergelijkingsscholen", [])
        }
        period = self.settings["periode"]
        self.length = period["schooldagen"]
        self.pair = self.windows(period["begin"], period["eind"], self.length)
        self.before, self.after = map(self.totals, self.pair)
        self.main = self.change(self.pair)
        self.classes = self.ledger.follow(*self.pair)
        self.dates = [self.ledger.dates(run) for run in self.pair]
        self.together = [
            pupil
            for pupil, row in self.before.items()
            if counting.tier(row, self.minimum)
            and pupil in self.after
            and counting.tier(self.after[pupil], self.minimum)
        ]

    def at(self, school: School, shift: timedelta = timedelta()):
        """Return the same windows at a school or in another year, no holiday too far off."""
        (start, _), (_, end) = self.dates
        found = school.windows(start + shift, end + shift, self.length)
        if not found:
            return None
        drift = [
            abs(day - wanted - shift)
            for run, own in zip(found, self.dates, strict=True)
            for day, wanted in zip(school.ledger.dates(run), own, strict=True)
        ]
        return found if max(drift) <= SLACK else None

    @cached_property
    def earlier(self):
        """The change a year earlier, with its classes; None where there is none."""
        windows = self.at(self, -YEAR)
        if not windows or self.disrupted(windows):
            return None
        found = self.change(windows)
        return (found, self.ledger.follow(*windows)) if found.paired >= 30 else None

    @cached_property
    def elsewhere(self):
        """By name of a comparison school: its change and its classes."""
        found = {}
        for name, school in self.others.items():
            windows = self.at(school)
            found[name] = school.change(windows), school.ledger.follow(*windows)
        return found

    @cached_property
    def placebo(self) -> list[Pair]:
        """Every pair of windows without a pilot."""
        (first, until), (second, _) = self.pair
        gap, size = second - first, self.length
        years = []
        while self.dates[0][0] - (len(years) + 1) * YEAR >= self.ledger.days[0] - SLACK:
            years.append(self.at(self, -(len(years) + 1) * YEAR))
        found = [self.pair_of("eerder jaar", windows) for windows in years if windows]
        taken = {(pair.start, pair.end) for pair in found}
        for start in range(until + 1 - gap - size, -1, -5):
            windows = (start, start + size - 1), (start + gap, start + gap + size - 1)
            pair = self.pair_of("eerdere vensters", windows)
            if school_year(pair.start) == school_year(pair.end) and (
                (pair.start, pair.end) not in taken
            ):
                found.append(pair)
        for school in self.others.values():
            pair = school.pair_of("zonder proeftuin", self.at(school))
            found.append(replace(pair, counts=pair.counts or self.disrupted(self.pair)))
        return found

    @cached_property
    def beyond(self):
        """The pyramid after beside what was to be expected, and on what that rests."""
        if self.elsewhere:
            together = {
                (name, class_): pairs
                for name, (_, classes) in self.elsewhere.items()
                for class_, pairs in classes.items()
            }
            (name,) = self.elsewhere
            return inference.Beyond(self.classes, together), f"vergelijkingsschool {name}"
        if self.earlier:
            found = inference.Beyond(self.classes, self.earlier[1])
            return found, "dezelfde periode een jaar eerder"
        shares = inference.split_half(self._thirds())
        return inference.Beyond(self.classes, None, shares), "het eerste venster zelf"

    def _thirds(self):
        (first, last), size = self.pair[0], self.length // 3
        runs = [(first, last), (first, first + size - 1), (last - size + 1, last)]
        tiers = self.ledger.tiers(runs[0])
        counts = [self.ledger.counts(run) for run in runs]
        found = []
        for pupil, (_, tier) in tiers.items():
            parts = [each.get(pupil, ("", 0, 0, 0)) for each in counts]
            if all(part[2] for part in parts):
                found.append((tier, *(part[1] / part[2] for part in parts)))
        return found

    @cached_property
    def sessions(self):
        """Median sessions before and after, and how many pupils' windows differ over a tenth."""
        pairs = [(self.before[p].sessions, self.after[p].sessions) for p in self.together]
        unequal = sum(10 * max(pair) > 11 * min(pair) for pair in pairs)
        return (*(float(median(side)) for side in zip(*pairs, strict=True)), unequal)

    @cached_property
    def on_equal_sessions(self) -> float:
        """The change of Tier 1 with the longer of a pupil's windows cut to the shorter one."""
        moved = n = 0
        below = [self.ledger.incomplete(run) for run in self.pair]
        for pupil in self.before.keys() & self.after.keys():
            sides = [
                [self._on(pupil, place) for place in range(run[0], run[1] + 1)] for run in self.pair
            ]
            given = [sum(day[2] for day in side) for side in sides]
            if given[0] > given[1] > 0:
                sides[0] = _cut(sides[0][::-1], given[1])
            elif given[1] > given[0] > 0:
                sides[1] = _cut(sides[1], given[0])
            tiers = []
            for side, rows, incomplete in zip(sides, (self.before, self.after), below, strict=True):
                absent, possible, sessions = (sum(day[i] for day in side) for i in range(3))
                enough = possible and sessions >= self.minimum
                there = enough and rows[pupil].class_ not in incomplete
                tiers.append(tier_of(absent, possible) if there else None)
            if None not in tiers:
                n += 1
                moved += (tiers[1] == 1) - (tiers[0] == 1)
        return float(Fraction(100 * moved, n))

    def _on(self, pupil, place):
        counts = self.ledger.sums[pupil]
        minutes, gone, sessions = (counts[place + 1][i] - counts[place][i] for i in range(3))
        return gone, minutes, sessions

    @cached_property
    def histories(self) -> dict[str, dict[int, float]]:
        """By school: percentage in Tier 1 in windows before (below 0) and from the start on."""
        start, found = self.dates[0][1] + timedelta(1), {}
        for name, school in {"deze school": self, **self.others}.items():
            zero, own = school.ledger.place(start), {}
            for time in range(
                -(zero // self.length), (len(school.ledger.days) - zero) // self.length
            ):
                first = zero + time * self.length
                share = school.ledger.share((first, first + self.length - 1))
                if share is not None:
                    own[time] = 100 * float(share)
            found[name] = own
        return found

    @cached_property
    def series(self):
        """The weeks and their model."""
        starts = [each["datum"] for each in self.settings["interventies"]]
        weeks = Weeks(self.ledger, self.settings)
        return weeks, Interrupted(weeks, min(starts))

    @cached_property
    def curve(self):
        """All other ways of reckoning."""
        return Curve(self.export, self.ledger, *self.pair)

    @cached_property
    def kinds(self):
        """By kind of absence: mean percentage of time before, after, and the change."""
        found = {}
        for name in (*KINDS, "alle verzuim"):
            rates = [
                {p: 100 * _minutes(side[p])[name] / side[p].minutes for p in self.together}
                for side in (self.before, self.after)
            ]
            found[name] = (*(sum(side.values()) / len(side) for side in rates), *self._mean(rates))
        return found

    @cached_property
    def late(self):
        """How often a pupil was late per five days, before and after."""
        return [
            sum(5 * side[p].late / side[p].days for p in self.together) / len(self.together)
            for side in (self.before, self.after)
        ]

    def _mean(self, rates):
        classes = {}
        for pupil in self.together:
            own = classes.setdefault(self.before[pupil].class_, [])
            own.append(rates[1][pupil] - rates[0][pupil])
        return inference.mean_interval(classes)

    @cached_property
    def class_tests(self) -> tuple[int, int]:
        """How many classes can be looked at, and how many stand out."""
        large = [pairs for pairs in self.classes.values() if len(pairs) >= 10]
        tests = [
            inference.midp(
                sum(new == 1 != old for old, new in pairs),
                sum(old == 1 != new for old, new in pairs),
            )
            for pairs in large
        ]
        return len(large), inference.standing_out(tests)

    def by(self, group) -> dict[str, list[int]]:
        """Count the pupils after by group and tier."""
        found = {}
        for row in self.after.values():
            counts = found.setdefault(group(row), [0, 0, 0])
            if tier := counting.tier(row, self.minimum):
                counts[tier - 1] += 1
        return found

    @cached_property
    def by_year(self):
        """The pupils by school year, the youngest first."""
        found = self.by(lambda row: row.year_group)
        return {f"leerjaar {name}": found[name] for name in sorted(found, key=int)}

    @cached_property
    def by_kind(self):
        """The pupils by the kind that is most of their absence."""
        found = self.by(_most)
        return {name: found[name] for name in (*KINDS, MIXED, NONE) if name in found}

    @cached_property
    def pyramid(self):
        """The pyramid of the window after."""
        return pyramids.pyramid(self.after.values(), self.minimum)


def _minutes(row):
    other = max(row.authorised_minutes - row.sick_minutes, 0)
    rest = row.absent_minutes - row.sick_minutes - other
    parts = dict(zip(KINDS, (row.sick_minutes, other, rest), strict=True))
    return {**parts, "alle verzuim": row.absent_minutes}


def _most(row) -> str:
    parts = _minutes(row)
    total = parts.pop("alle verzuim")
    name = max(parts, key=parts.get)
    return NONE if not total else name if 2 * parts[name] > total else MIXED


def _cut(days, wanted: int):
    kept, sessions = [], 0
    for day in days:
        if sessions and sessions + day[2] / 2 > wanted:
            break
        kept.append(day)
        sessions += day[2]
    return kept
