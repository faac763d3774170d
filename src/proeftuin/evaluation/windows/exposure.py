"""Whether pupils had as many sessions before as after, and what it matters.

Two windows of equally many school days need not hold equally many lessons for each pupil: lessons
fell out in one class, an exam week took a year group's timetable, a pupil came halfway. Whoever
had fewer sessions is more easily without any absence, as in a shorter window. So beside the change
stands the change on equal sessions: of each pupil the longer of both windows is cut to the number
of sessions that the same pupil had in the shorter one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.windows.windows import days_in
from proeftuin.pyramid.comparison import Comparison, compare
from proeftuin.pyramid.counting.pupil_table import pupil_table
from proeftuin.pyramid.counting.school_rules import scheme_for, scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.matching import KEY, differences, match_pupils
from proeftuin.text import words
from proeftuin.text.language import N_, _

MORE = 11, 10
"""From more than 11 sessions against 10 a pupil's windows are unequal."""

MANY = 0.05
"""From this share of pupils with unequal windows it is said with the change."""

NOTE = N_(
    "Bij minstens {share} van de leerlingen verschilt het aantal lessen of dagdelen tussen de "
    "vensters meer dan 10%: een deel van de verandering kan daarvan komen."
)
"""Without the number of pupils, which may be too small to show."""

COUNTS = ["absent", "possible", "sessions"]


@dataclass(frozen=True, eq=False, repr=False)
class Exposure:
    """How many sessions pupils had before and after, and the change on equal numbers of them.

    Parameters
    ----------
    paired
        Pupils with a tier in both windows.
    unequal
        How many of them had over 10% more sessions in one of the windows.
    before, after
        Median number of sessions of the paired pupils in each window.
    change
        Change per tier, in percentage points.
    equal
        The comparison on equal sessions; None without a register to cut the windows in.
    notes
        What must be said with it, in Dutch.
    """

    paired: int
    unequal: int
    before: float
    after: float
    change: "pd.Series[float]"
    equal: Comparison | None
    notes: tuple[str, ...]

    @property
    def from_exposure(self) -> "pd.Series[float] | None":
        """The part of the change per tier that is gone on equal sessions, percentage points."""
        if self.equal is None:
            return None
        return (self.change - self.equal.change).rename("from_exposure")

    @property
    def sentence(self) -> str:
        """How equal the windows were for pupils, as Dutch text."""
        if not self.paired:
            return _("Er zijn geen leerlingen die in beide vensters te volgen zijn.")
        medians = _(
            "mediaan {before} voor en {after} na",
            before=words.number(self.before),
            after=words.number(self.after),
        )
        if not self.unequal:
            return _(
                "Iedereen had voor en na ongeveer evenveel lessen of dagdelen ({medians}).",
                medians=medians,
            )
        who = _(
            "Bij {unequal} van de {paired} verschilt het "
            "aantal lessen of dagdelen tussen de vensters meer dan 10% ({medians})",
            unequal=words.number(self.unequal),
            paired=words.pupils(self.paired),
            medians=medians,
        )
        if self.equal is None or not self.equal.paired:
            return f"{who}."
        equal, change = (float(each.iloc[0]) for each in (self.equal.change, self.change))
        return _(
            "{who}; met per leerling evenveel is de verandering in Tier 1 {equal} "
            "in plaats van {change}.",
            who=who,
            equal=words.points(equal),
            change=words.change(change),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per tier: `change`, `equal` (on equal sessions) and `from_exposure`."""
        missing = self.change * np.nan
        equal = missing if self.equal is None else self.equal.change
        part = missing if self.from_exposure is None else self.from_exposure
        return pd.DataFrame({"change": self.change, "equal": equal, "from_exposure": part})

    def __str__(self) -> str:
        return "\n".join(dict.fromkeys([self.sentence, *self.notes]))

    __repr__ = __str__


def compare_exposure(
    before: pd.DataFrame,
    after: pd.DataFrame,
    scheme: TierScheme | None = None,
    register: Any = None,
) -> Exposure:
    """Compare the sessions of each pupil in two windows.

    Parameters
    ----------
    before, after
        Attendance tables with `sessions`, as `attendance` makes them.
    scheme
        The rule, which says who can be followed; by default that of the
        register, else of the tables.
    register
        The register that the tables come from; with it the change on equal sessions is worked
        out.

    Returns
    -------
    Exposure

    Raises
    ------
    ValueError
        When a table lacks `sessions`, or, with a register, does not know its period and measure.

    Notes
    -----
    Whole days are cut, from the end of the window that is furthest from the other window, as many
    as come nearest to the wanted number of sessions; so at most half a day of sessions is left
    between the two. The days that are cut had their own illness and season, so what is gone with
    them is not only the number of sessions; `length_shift` looks at all runs of days.

    Examples
    --------
    >>> before = pd.DataFrame({"school": "s", "pupil": list("abcd"), "class": "1a",
    ...                        "absent": [0, 2, 6, 1], "possible": 40, "sessions": 40})
    >>> after = before.assign(absent=0, sessions=[40, 40, 20, 36])
    >>> found = compare_exposure(before, after)
    >>> found.unequal, found.before, found.after
    (2, 40.0, 38.0)
    """
    scheme = scheme_for(scheme, before, after) if register is None else scheme_in(register, scheme)
    tables = [pupil_table(table, *KEY, "sessions") for table in (before, after)]
    pairs = match_pupils(tables[0], tables[1], scheme).pairs
    own = [pairs[KEY].merge(table[[*KEY, "sessions"]], on=KEY)["sessions"] for table in tables]
    most, fewest = np.maximum(own[0], own[1]), np.minimum(own[0], own[1])
    tiers = pd.Index(list(scheme.tiers), name="tier")
    moved = differences(pairs, tiers).sum(axis=0)
    equal = None
    if register is not None:
        cluster = "class" if "class" in before else None
        equal = compare(*equal_sessions(register, before, after), scheme, cluster)
    unequal = int((most * MORE[1] > fewest * MORE[0]).sum())
    return Exposure(
        paired=len(pairs),
        unequal=unequal,
        before=float(own[0].median()),
        after=float(own[1].median()),
        change=pd.Series(100 * (moved / (len(pairs) or np.nan)), tiers, name="change"),
        equal=equal,
        notes=(_(NOTE, share=words.percent(MANY, 0)),)
        if unequal and unequal >= MANY * len(pairs)
        else (),
    )


def equal_sessions(
    register: Any, before: pd.DataFrame, after: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two attendance tables of a register with the same number of sessions per pupil.

    Parameters
    ----------
    register
        The register.
    before, after
        Its attendance tables, which know their periods and measure.

    Returns
    -------
    before, after
        The same tables with `absent`, `possible` and `sessions` of each pupil's longer window
        after the cut; pupils of one window only are left as they are.
    """
    if any(not {"period", "measure"} <= set(table.attrs) for table in (before, after)):
        raise ValueError("the tables must know their period and measure, as those of attendance()")
    both = before[[*KEY, "sessions"]].merge(after[[*KEY, "sessions"]], on=KEY)
    first, second = both["sessions_x"], both["sessions_y"]
    shorter_after = both[KEY].assign(wanted=second)[(first > second) & (second > 0)]
    shorter_before = both[KEY].assign(wanted=first)[(second > first) & (first > 0)]
    return _cut(register, before, shorter_after, -1), _cut(register, after, shorter_before, 1)


def _cut(register: Any, table: pd.DataFrame, wanted: pd.DataFrame, order: int) -> pd.DataFrame:
    """Cut the window of some pupils to a number of sessions.

    Parameters
    ----------
    register, table
        The register, and the attendance table of the window.
    wanted
        `school`, `pupil` and `wanted`, the number of sessions.
    order
        1 when the first days of the window are kept, −1 for the last.
    """
    days = days_in(register, table.attrs["period"], table.attrs["measure"])
    days = days.rename(columns={"given": "sessions"}).merge(wanted, on=KEY)
    days = days.sort_values("date", ascending=order == 1, kind="stable")
    earlier = days.groupby(KEY)["sessions"].cumsum() - days["sessions"]
    # A day is kept when with it the number is nearer to the wanted one than without, and the first.
    kept = days[earlier.eq(0) | (earlier + days["sessions"] / 2 <= days["wanted"])]
    left = kept.groupby(KEY)[COUNTS].sum().reindex(pd.MultiIndex.from_frame(table[KEY]))
    cut = table.reset_index(drop=True)
    whole = cut[COUNTS]
    cut[COUNTS] = left.reset_index(drop=True).fillna(whole).astype(dict(whole.dtypes))
    # What is left is no longer the period; the measure and the reasons still hold.
    cut.attrs = {name: value for name, value in table.attrs.items() if name != "period"}
    return cut
