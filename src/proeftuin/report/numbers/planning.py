"""Before a pilot starts: what a school's own history says of what it will be able to show."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

import pandas as pd

from proeftuin.evaluation.power.detectable_change import detectable_change
from proeftuin.evaluation.power.natural_change import Changers, changers_of
from proeftuin.evaluation.power.planned_comparison import CHANGERS, DESIGN_EFFECT, Detectable
from proeftuin.evaluation.windows.disruption import disrupted_days
from proeftuin.evaluation.windows.windows import YEAR, Windows, matched_windows
from proeftuin.pyramid.comparison import Comparison, UnequalWindows, compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.empty_periods import refuse_without_days
from proeftuin.pyramid.counting.periods import Period, school_days_in, windows_between
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.register.project.calendar import CLOSED, HOLIDAY, PUBLIC, events
from proeftuin.text import words
from proeftuin.text.toml import toml_pairs, toml_table

if TYPE_CHECKING:
    from proeftuin.register.project.settings import School
    from proeftuin.register.store.register import Register

DAYS = 20
LENGTHS = (10, 15, 20, 25, 30)
COMPARISON_SCHOOLS = (2, 3, 4, 5, 6, 8, 10)
BETWEEN = 10
"""School days between the windows of a period that nobody has chosen yet."""
HALF_A_YEAR = timedelta(weeks=26)


@dataclass(frozen=True, eq=False)
class EarlierYear:
    """The planned windows in an earlier year.

    Parameters
    ----------
    windows
        Before and after.
    comparison
        What changed in them.
    disrupted
        School days in them with a closure or distance lessons.
    """

    windows: Windows
    comparison: Comparison
    disrupted: int


@dataclass(frozen=True, eq=False)
class Prospect:
    """What is known of a school before its pilot.

    Parameters
    ----------
    school
        Its settings.
    register
        What is known of it until now; days from the start on are not used.
    scheme
        How pupils are classified.
    windows
        The planned ones.
    chosen
        Whether the school has chosen their period; else it is a proposal.
    history
        What changed by itself before the start.
    pupils, classes
        Of the school at the start.
    design
        What the school by itself can show.
    by_days
        One row per window length: `size` (school days), `change` (the smallest that shows),
        `share` (of pupils who change Tier 1 status).
    by_schools
        One row per number of comparison schools as large as this one: `size`, `change`.
    earlier
        The same windows in earlier years, the last one first.
    """

    school: "School"
    register: "Register"
    scheme: TierScheme
    windows: Windows
    chosen: bool
    history: Changers
    pupils: int
    classes: int
    design: Detectable
    by_days: pd.DataFrame
    by_schools: pd.DataFrame
    earlier: tuple[EarlierYear, ...]

    @property
    def start(self) -> date:
        """First day of the first window."""
        return self.windows[0].start


def prospect(register: "Register", school: "School") -> Prospect:
    """Work out what a pilot at a school will be able to show.

    Parameters
    ----------
    register
        The school's register: the longer before the start, the better.
    school
        Its settings. Its `periode` is the plan; without one, one is proposed that begins after
        the last day of the register.

    Raises
    ------
    InputError
        When the period does not hold two windows, or the register has no school days.
    """
    refuse_without_days(register)
    scheme = school.scheme
    windows = _planned(register, school)
    days, start = windows[0].days or DAYS, windows[0].start
    lengths = sorted({*LENGTHS, days})
    histories = {
        length: changers_of(register, start, length, scheme, school.measure) for length in lengths
    }
    history = histories[days]
    pupils, classes = _size(register, history, start)
    designs = {length: _design(found, pupils, classes) for length, found in histories.items()}
    by_days = pd.DataFrame(
        {
            "size": lengths,
            "change": [designs[length].change for length in lengths],
            "share": [histories[length].share for length in lengths],
        }
    )
    return Prospect(
        school=school,
        register=register,
        scheme=scheme,
        windows=windows,
        chosen=school.period is not None,
        history=history,
        pupils=pupils,
        classes=classes,
        design=designs[days],
        # A length that the history does not reach has no number of its own.
        by_days=by_days.dropna(subset="share").reset_index(drop=True),
        by_schools=pd.DataFrame(
            {
                "size": COMPARISON_SCHOOLS,
                "change": [
                    _design(history, pupils, classes, schools).change
                    for schools in COMPARISON_SCHOOLS
                ],
            }
        ),
        earlier=tuple(_earlier(register, school, scheme, windows)),
    )


def lay_down_text(found: Prospect) -> str:
    """Return what to paste into `proeftuinen.toml` to lay the plan down.

    Parameters
    ----------
    found
        The prospect.

    Returns
    -------
    str
        TOML; its date is that of the export, because only the school knows the day on which it
        decides.
    """
    school, (before, after) = found.school, found.windows
    shows = "" if isnan(found.design.change) else f"; aantoonbaar is pas {found.design.change:.0f}"
    end = school.period.end if school.period else after.end
    start = school.period.start if school.period else before.start
    plan = toml_pairs(
        {
            "vastgelegd": school.export_date,
            "periode": {"begin": start, "eind": end, "schooldagen": before.days},
            "hoofdcijfer": {
                "tier": 1,
                "richting": "omhoog",
                "indeling": school.scheme_name,
                "maat": words.MEASURES[school.measure],
                "minimum": school.minimum_sessions,
            },
            "vergelijking": school.comparison,
            "verwacht": "",
        },
        {
            "vastgelegd": "zet hier de dag waarop u dit vastlegt",
            "verwacht": "in eigen woorden: wat verwacht u, en waardoor?",
        },
    )
    return "\n".join(
        [
            toml_table(["scholen", school.id, "vooraf"]),
            *plan,
            f"# kleinste_verandering = 5  # vanaf hoeveel procentpunt telt het voor u{shows}",
            "",
        ]
    )


def _planned(register: "Register", school: "School") -> Windows:
    """Lay the windows on the register's school days, or on those to come."""
    known, period = register.school_days, school.period
    after = known[-1].date() + timedelta(days=1)
    if period:
        coming = _coming(school, max(period.start, after), period.end)
        days = pd.DatetimeIndex(known.append(coming))
        return windows_between(days, period.start, period.end, period.days)
    coming = _coming(school, after, after + HALF_A_YEAR)
    return windows_between(coming, after, coming[2 * DAYS + BETWEEN - 1].date(), DAYS)


def _coming(school: "School", start: date, end: date) -> pd.DatetimeIndex:
    """Return the weekdays that are no holiday of the school's region; none when it is past."""
    days = pd.bdate_range(start, end)
    if not len(days):
        return days
    calendar = events(start, end, school.region, school.sector)
    off = calendar[calendar["kind"].isin([HOLIDAY, PUBLIC, CLOSED])]
    for first, last in zip(off["start"], off["end"], strict=True):
        days = days.difference(pd.date_range(first, last))
    return days


def _size(register: "Register", history: Changers, start: date) -> tuple[int, int]:
    """Count the pupils that can be followed, or else those who are enrolled."""
    if history.pupils:
        return history.pupils, history.classes
    pupils = register.pupils
    day = min(pd.Timestamp(start), register.school_days[-1])
    there = pupils[(pupils["start"] <= day) & ~(pupils["end"] < day)]
    return int(there["pupil"].nunique()), int(there["class"].nunique())


def _design(history: Changers, pupils: int, classes: int, schools: int = 0) -> Detectable:
    """Plan with the school's own history, and with what is usual where it says nothing."""
    known = not isnan(history.share) and history.share > 0
    # Under one it is chance: classes do not make pupils differ from each other.
    effect = DESIGN_EFFECT if isnan(history.design_effect) else max(history.design_effect, 1.0)
    return detectable_change(
        pupils=pupils,
        classes=classes,
        comparison_schools=schools,
        changers=history.share if known else CHANGERS,
        design_effect=effect,
    )


def _earlier(
    register: "Register", school: "School", scheme: TierScheme, windows: Windows
) -> list[EarlierYear]:
    """Compare the planned windows in every earlier year that the register covers."""
    found = []
    years = (windows[0].start - register.school_days[0].date()) // YEAR
    for back in range(1, years + 1):
        matched = matched_windows(register, windows, -back * YEAR)
        if matched is None:
            continue
        before, after = (attendance(register, window, school.measure) for window in matched)
        with catch_warnings():
            simplefilter("ignore", UnequalWindows)
            comparison = compare(before, after, scheme)
        days = [school_days_in(register, Period(each.start, each.end)) for each in matched]
        disrupted = sum(int(disrupted_days(register, each).sum()) for each in days)
        found.append(EarlierYear(matched, comparison, disrupted))
    return found
