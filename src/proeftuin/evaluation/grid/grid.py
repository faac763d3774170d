"""A register laid out as pupils × school days, so that any window is a difference of two columns.

Hundreds of windows of one school are compared in a few seconds this way; each gives the numbers
that `attendance` and `compare` give, completeness line included.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.pyramid.counting.attendance import ABSENT, Measure
from proeftuin.pyramid.counting.whole_numbers import Booleans, Integers
from proeftuin.register.registered.completeness import is_below, line_of, taught
from proeftuin.register.store.engine import collect

# Besides the two of a register: a day counts as missed when all of it was, or when any of it was.
DAY_MEASURES = ("whole days", "any part of days")
Run = tuple[int, int]
"""First and last column of a window, both inclusive."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Counts per pupil and school day.

    Parameters
    ----------
    days
        The school days that are the columns.
    counts
        Pupils × days by name: `sessions`, and the absent and possible part in every measure.
    classes
        Pupils × days: number of the class, −1 on a day outside enrolment.
    given, registered
        Classes × days: sessions, and those in which something was registered. None when the
        register has no completeness line.
    line
        That line, as two integers.
    """

    days: pd.DatetimeIndex
    counts: dict[str, Integers]
    classes: Integers
    given: Integers | None = None
    registered: Integers | None = None
    line: Any = None

    @cached_property
    def _sums(self) -> dict[str, Integers]:
        return {name: _running(laid) for name, laid in self.counts.items()}

    @cached_property
    def _last_there(self) -> Integers:
        """Return, per pupil and day, the last day until then on which the pupil was enrolled."""
        places = np.where(self.classes >= 0, np.arange(len(self.days)), -1)
        found: Integers = np.maximum.accumulate(places, axis=1)
        return found

    @cached_property
    def _coverage(self) -> tuple[Integers, Integers] | None:
        if self.given is None or self.registered is None:
            return None
        return _running(self.given), _running(self.registered)

    def only(self, keep: Booleans) -> "Grid":
        """Return the grid of some of the days."""
        return replace(
            self,
            days=self.days[keep],
            counts={name: laid[:, keep] for name, laid in self.counts.items()},
            classes=self.classes[:, keep],
            given=None if self.given is None else self.given[:, keep],
            registered=None if self.registered is None else self.registered[:, keep],
        )

    def sums(self, name: str, run: Run) -> Integers:
        """Return a count per pupil, summed over a window."""
        sums = self._sums[name]
        total: Integers = sums[:, run[1] + 1] - sums[:, run[0]]
        return total

    def class_in(self, run: Run) -> Integers:
        """Return each pupil's last class in a window, −1 for whoever was not there."""
        last = self._last_there[:, run[1]]
        found: Integers = self.classes[np.arange(len(last)), last]
        return np.where(last >= run[0], found, -1)

    def incomplete(self, run: Run) -> Booleans:
        """Tell whose class, or whose school, is under the completeness line in a window."""
        classes = self.class_in(run)
        if self._coverage is None:
            return np.zeros(len(classes), dtype=np.bool_)
        given, registered = (sums[:, run[1] + 1] - sums[:, run[0]] for sums in self._coverage)
        below = np.asarray(is_below(registered, given, self.line), dtype=np.bool_)
        below |= bool(is_below(registered.sum(), given.sum(), self.line))
        found: Booleans = np.append(below, False)[classes]
        return found


def grid_of(register: Any, days: pd.DatetimeIndex, table: pd.DataFrame | None = None) -> Grid:
    """Lay out a register, or days derived from it under another rule.

    Parameters
    ----------
    register
        A register, or anything with `scan_days` and perhaps `sessions`, `pupils`, `provenance`.
    days
        The school days that become columns, in order.
    table
        Its days, when they are not those of the register.
    """
    table = read_days(register, days) if table is None else table
    # Hashed and not sorted: of hundreds of thousands of names only the few classes need an order.
    school, pupil = (pd.factorize(table[name])[0] for name in ("school", "pupil"))
    pupil, pupils = pd.factorize(school * (pupil.max(initial=0) + 1) + pupil)
    class_code, names = pd.factorize(table["class"].astype("str"), sort=True)
    day = days.get_indexer(pd.DatetimeIndex(table["date"]))
    there = day >= 0
    shape = (len(pupils), len(days))
    cell = (pupil * len(days) + day)[there]

    def lay(values: Any, empty: int = 0) -> Integers:
        laid = np.full(shape, empty, dtype=np.int64)
        laid.ravel()[cell] = np.asarray(values, dtype=np.int64)[there]
        return laid

    missed, sessions = table["absent_sessions"].to_numpy(), table["sessions"].to_numpy()
    columns = {
        "minutes": table["minutes"],
        "absent minutes": table["absent_minutes"],
        "sessions": sessions,
        "absent sessions": missed,
        "days": sessions > 0,
        "absent whole days": (sessions > 0) & (missed >= sessions),
        "absent any part of days": (sessions > 0) & (missed > 0),
    }
    counts = {name: lay(values) for name, values in columns.items()}
    line = line_of(getattr(register, "provenance", {}))
    if line is None:
        return Grid(days, counts, lay(class_code, -1))
    lessons = taught(register, days[0].date(), days[-1].date())
    lessons = lessons[lessons["date"].isin(days) & lessons["class"].isin(names)]
    places = (
        names.get_indexer(pd.Index(lessons["class"])),
        days.get_indexer(pd.DatetimeIndex(lessons["date"])),
    )
    given = np.zeros((len(names), len(days)), dtype=np.int64)
    registered = given.copy()
    np.add.at(given, places, 1)
    np.add.at(registered, places, lessons["registered"].to_numpy(dtype=np.int64))
    return Grid(days, counts, lay(class_code, -1), given, registered, line)


class Layouts:
    """The grids of some registers, for who asks for the same one more than once."""

    def __init__(self) -> None:
        # With the register, so that its id is not given to another one.
        self._made: dict[int, tuple[Any, Grid]] = {}

    def of(self, register: Any, days: pd.DatetimeIndex) -> Grid:
        """Return a grid with at least these days: the one of before, or else one of just these."""
        _, grid = self._made.get(id(register), (None, None))
        if grid is None or not days.isin(grid.days).all():
            grid = grid_of(register, days)
            self._made[id(register)] = register, grid
        return grid


def read_days(register: Any, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Read what a grid needs of the days of a register, one row per pupil and day."""
    import narwhals as nw

    columns = ["school", "pupil", "class", "date", "sessions", "minutes", *ABSENT.values()]
    date = nw.col("date")
    scanned = (
        nw.from_native(register.scan_days())
        .lazy()
        .filter(date >= days[0].to_pydatetime(), date <= days[-1].to_pydatetime())
        .select(*columns[:3], date.cast(nw.Datetime("us")), *columns[4:])
    )
    return collect(scanned)


def names_of(measure: str) -> tuple[str, str]:
    """Return the counts of a measure in a grid: what was missed and what was possible.

    Examples
    --------
    >>> names_of("minutes"), names_of("whole days")
    (('absent minutes', 'minutes'), ('absent whole days', 'days'))
    """
    known: tuple[Measure, ...] = ("minutes", "sessions")
    if measure not in (*known, *DAY_MEASURES):
        raise ValueError(f"no measure {measure!r}; there are {', '.join((*known, *DAY_MEASURES))}")
    return f"absent {measure}", "days" if measure in DAY_MEASURES else measure


def _running(laid: Integers) -> npt.NDArray[np.int64]:
    found: Integers = np.cumsum(np.pad(laid, ((0, 0), (1, 0))), axis=1)
    return found
