"""The same change in every other way that could have been chosen, one way after the other."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from brute_force import counting
from brute_force.calendars import disruptions, school_year
from brute_force.ledger import MEASURES, TWENTE, Ledger, Rule, points
from brute_force.pyramids import paired_interval

LENGTHS = (10, 15, 20, 25, 30)


@dataclass(frozen=True)
class Way:
    """One way of reckoning: its rule and where its windows lie; and whether lateness is missed."""

    rule: Rule
    days: int
    shift: int
    late: bool = False


class Curve:
    """All ways: changes and intervals of Tier 1."""

    def __init__(self, export, ledger: Ledger, before, after):
        self.ledger, self.before, self.after = ledger, before, after
        year = school_year(ledger.days[before[0]])
        self.inside = [i for i, day in enumerate(ledger.days) if school_year(day) == year]
        length = before[1] - before[0] + 1
        main = Way(TWENTE, length, 0)
        alone = {
            "grenzen": [replace(main, rule=_moved(TWENTE, by)) for by in (-2, -1, 1, 2)],
            "op de grens": [replace(main, rule=replace(TWENTE, worse=(True, False)))],
            "maat": [
                replace(main, rule=replace(TWENTE, measure=m)) for m in MEASURES if m != "minutes"
            ],
            "schooldagen per venster": [replace(main, days=n) for n in LENGTHS if n != length],
            "verschuiving": [replace(main, shift=n) for n in range(-10, 11) if n],
        }
        if any(fate.kind == "late" and self._within(key[1]) for key, fate in export.fates.items()):
            alone["te laat"] = [replace(main, late=True)]
        grid = [
            Way(replace(_moved(TWENTE, by), worse=(worse, False), measure=measure), days, shift)
            for by, worse, measure, days, shift in product(
                (0, -1, 1), (False, True), MEASURES, LENGTHS, (0, -5, 5)
            )
        ]
        self.too_long = [
            way.days for way in alone["schooldagen per venster"] if not self._runs(way)
        ]
        every = dict.fromkeys([main, *(way for ways in alone.values() for way in ways), *grid])
        late = self._late(export) if "te laat" in alone else None
        self.found = {}
        for way in every:
            if runs := self._runs(way):
                classes = (late if way.late else ledger).follow(*runs, way.rule)
                n = sum(map(len, classes.values()))
                if n >= 30:
                    low, high, *_ = paired_interval(list(classes.values()), 1)
                    self.found[way] = (points(classes), 100 * low, 100 * high, n)
        self.main = self.found[main][0]
        self.axes = {}
        for name, ways in alone.items():
            values = [self.found[way][0] for way in ways if way in self.found]
            if values:
                self.axes[name] = (
                    len(values),
                    min([*values, self.main]),
                    max([*values, self.main]),
                )
        same = [each for each in self.found.values() if _sign(each[0]) == _sign(self.main)]
        self.same_sign = len(same)
        self.without_zero = sum(low > 0 or high < 0 for _, low, high, _ in same)
        self.closed = any(
            start <= day <= end
            for start, end, _ in disruptions(export.settings["sector"])
            for run in (before, after)
            for day in ledger.days[run[0] : run[1] + 1]
        )
        quiet = [
            day
            for day in ledger.days[before[0] : after[1] + 1]
            if not any(a <= day <= b for a, b, _ in disruptions(export.settings["sector"]))
        ]
        # Without closures there is one more way, if enough days are left for two windows.
        assert not self.closed or len(quiet) < 2 * length

    @property
    def changes(self) -> list[float]:
        """Every change."""
        return [each[0] for each in self.found.values()]

    def _runs(self, way: Way):
        start, end = self.before[0], self.after[1]
        runs = (
            (start + way.shift, start + way.days - 1 + way.shift),
            (end - way.days + 1 + way.shift, end + way.shift),
        )
        if runs[0][1] >= runs[1][0] or runs[0][0] < self.inside[0] or runs[1][1] > self.inside[-1]:
            return None
        return runs

    def _within(self, day) -> bool:
        return self.ledger.days[self.before[0]] <= day <= self.ledger.days[self.after[1]]

    def _late(self, export) -> Ledger:
        """Count again with every lesson that a pupil was late for as one that was missed."""
        fates = {
            key: replace(fate, kind="absent") if fate.kind == "late" else fate
            for key, fate in export.fates.items()
        }
        return Ledger(export, counting.count_days(replace(export, fates=fates)))


def _moved(rule: Rule, by: int) -> Rule:
    return replace(rule, cuts=tuple(cut + Fraction(by, 100) for cut in rule.cuts))


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
