"""A school's counts per pupil and day, added up along the days: any window is a subtraction."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from brute_force.counting import CUTS, LINE, Day, is_kept
from brute_force.exports import Export

Run = tuple[int, int]
"""First and last place of a window among the school days, both inclusive."""

MEASURES = ("minutes", "sessions", "whole days", "any part of days")


@dataclass(frozen=True)
class Rule:
    """How a pupil gets a tier."""

    cuts: tuple[Fraction, ...] = tuple(CUTS)
    # For each cut, whether a pupil exactly on it falls in the tier below.
    worse: tuple[bool, ...] = (False, False)
    measure: str = "minutes"


TWENTE = Rule()


class Ledger:
    """Sums from the first school day on, of every pupil and of every class."""

    def __init__(self, export: Export, days: dict[tuple[str, date], Day]):
        self.days = export.school_days
        self.minimum = export.settings["minimum"]
        self.rows = days
        places = {day: place for place, day in enumerate(self.days)}
        # pupil -> the class on each school day, None outside enrolment
        self.classes = defaultdict(lambda: [None] * len(self.days))
        daily = defaultdict(lambda: [(0,) * 7] * len(self.days))
        for (pupil, day), row in days.items():
            place = places[day]
            self.classes[pupil][place] = row.class_
            there, missed = row.sessions > 0, row.absent_sessions
            daily[pupil][place] = (
                *(row.minutes, row.absent_minutes, row.sessions, missed, int(there)),
                *(int(there and missed == row.sessions), int(missed > 0)),
            )
        self.sums = {pupil: _running(laid) for pupil, laid in daily.items()}
        self._kept = {}
        self.given, self.registered = {}, {}
        for class_ in {enrolment.class_ for enrolment in export.enrolments}:
            own = export.lessons[class_]
            lessons = [len(own.get(day, {})) for day in self.days]
            kept = [
                sum(is_kept(export, class_, day, session) for session in own.get(day, {}))
                for day in self.days
            ]
            self.given[class_] = _running([(n,) for n in lessons])
            self.registered[class_] = _running([(n,) for n in kept])

    def place(self, day: date) -> int:
        """Return how many school days come before a day."""
        return sum(each < day for each in self.days)

    def run(self, start: date, end: date) -> Run:
        """Return the places of the school days in a span."""
        return self.place(start), sum(each <= end for each in self.days) - 1

    def dates(self, run: Run) -> tuple[date, date]:
        """Return the first and the last day of a window."""
        return self.days[run[0]], self.days[run[1]]

    def incomplete(self, run: Run) -> set[str]:
        """Return the classes that registered too few of their lessons in a window."""
        given, registered = (
            {name: _between(sums, run)[0] for name, sums in side.items()}
            for side in (self.given, self.registered)
        )
        if sum(registered.values()) < LINE * sum(given.values()):
            return set(given)
        return {name for name in given if registered[name] < LINE * given[name]}

    def counts(self, run: Run, measure: str = "minutes") -> dict[str, tuple[str, int, int, int]]:
        """Return class, absent, possible and sessions of everyone who was there in a window."""
        if (run, measure) not in self._kept:
            self._kept[run, measure] = self._counted(run, measure)
        return self._kept[run, measure]

    def _counted(self, run, measure):
        found = {}
        for pupil, classes in self.classes.items():
            inside = [name for name in classes[run[0] : run[1] + 1] if name is not None]
            if not inside:
                continue
            minutes, gone, sessions, missed, days, whole, some = _between(self.sums[pupil], run)
            absent, possible = {
                "minutes": (gone, minutes),
                "sessions": (missed, sessions),
                "whole days": (whole, days),
                "any part of days": (some, days),
            }[measure]
            found[pupil] = (inside[-1], absent, possible, sessions)
        return found

    def tiers(self, run: Run, rule: Rule = TWENTE) -> dict[str, tuple[str, int]]:
        """Return class and tier of everyone who has a tier in a window."""
        below = self.incomplete(run)
        return {
            pupil: (class_, tier_of(absent, possible, rule))
            for pupil, (class_, absent, possible, sessions) in self.counts(
                run, rule.measure
            ).items()
            if possible and sessions >= self.minimum and class_ not in below
        }

    def share(self, run: Run, tier: int = 1) -> Fraction | None:
        """Return the share of a tier in a window, if there are 30 pupils or more."""
        found = [each for _, each in self.tiers(run).values()]
        return Fraction(found.count(tier), len(found)) if len(found) >= 30 else None

    def follow(
        self, before: Run, after: Run, rule: Rule = TWENTE
    ) -> dict[str, list[tuple[int, int]]]:
        """Return, by class before, the tiers before and after of who has one in both windows."""
        first, second = self.tiers(before, rule), self.tiers(after, rule)
        found = defaultdict(list)
        for pupil, (class_, old) in first.items():
            if pupil in second:
                found[class_].append((old, second[pupil][1]))
        return found


def tier_of(absent: int, possible: int, rule: Rule = TWENTE) -> int:
    """Return the tier of one pupil."""
    for number, (cut, worse) in enumerate(zip(rule.cuts, rule.worse, strict=True), 1):
        above = (possible - absent) * cut.denominator - cut.numerator * possible
        if above > 0 or (above == 0 and not worse):
            return number
    return len(rule.cuts) + 1


def points(classes: dict[str, list[tuple[int, int]]], tier: int = 1) -> float:
    """Return the change of a tier, in percentage points."""
    pairs = [pair for own in classes.values() for pair in own]
    moved = sum((new == tier) - (old == tier) for old, new in pairs)
    return float(Fraction(100 * moved, len(pairs)))


def _running(laid):
    sums = [(0,) * len(laid[0])]
    for row in laid:
        sums.append(tuple(a + b for a, b in zip(sums[-1], row, strict=True)))
    return sums


def _between(sums, run: Run):
    return tuple(b - a for a, b in zip(sums[run[0]], sums[run[1] + 1], strict=True))
