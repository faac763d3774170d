"""A school with its windows."""

from dataclasses import dataclass
from datetime import date

from brute_force import counting, pyramids
from brute_force.calendars import disruptions, first_and_last
from brute_force.exports import read_school
from brute_force.ledger import Ledger, points


@dataclass(frozen=True)
class Pair:
    """A pair of windows without a pilot."""

    kind: str
    start: date
    end: date
    pupils: int
    change: float
    # Whether it is comparable: no closure or distance lessons.
    counts: bool


class School:
    """One school, counted pupil by pupil."""

    def __init__(self, project, name: str):
        self.export = read_school(project, name)
        self.settings = self.export.settings
        self.rows = counting.count_days(self.export)
        self.ledger = Ledger(self.export, self.rows)
        self.minimum = self.settings["minimum"]

    def windows(self, start: date, end: date, days: int):
        """Return the first and the last so many school days of a span, as runs; None without."""
        inside = [day for day in self.ledger.days if start <= day <= end]
        if len(inside) < 2 * days:
            return None
        first, last = first_and_last(self.ledger.days, start, end, days)
        return self.ledger.run(first[0], first[-1]), self.ledger.run(last[0], last[-1])

    def totals(self, run):
        """Return every pupil's counts in a window."""
        span = self.ledger.dates(run)
        totals = counting.add_up(self.rows, *span)
        return counting.mark_incomplete(self.export, self.rows, totals, span)

    def change(self, windows):
        """Return the paired change between two windows."""
        return pyramids.change(*map(self.totals, windows), self.minimum)

    def disrupted(self, windows) -> bool:
        """Tell whether schools were closed or partly open in one of two windows."""
        return any(
            start <= day <= end
            for start, end, _ in disruptions(self.settings["sector"])
            for run in windows
            for day in self.ledger.days[run[0] : run[1] + 1]
        )

    def pair_of(self, kind: str, windows) -> Pair:
        """Return the change of Tier 1 between two windows."""
        classes = self.ledger.follow(*windows)
        start, end = self.ledger.days[windows[0][0]], self.ledger.days[windows[1][1]]
        pupils = sum(map(len, classes.values()))
        return Pair(kind, start, end, pupils, points(classes), not self.disrupted(windows))
