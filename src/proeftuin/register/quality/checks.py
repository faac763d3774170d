"""What the tables of a register show to be odd: days, weekdays, marks and pupils.

Every check asks for a difference that chance or a flu season does not give, and says its limit.
"""

from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.register.assembling.weekly_half_days import WEEKDAYS
from proeftuin.register.store.engine import query
from proeftuin.text import words
from proeftuin.text.language import _

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register

AROUND = 11
"""Days to compare a day with, itself in the middle: two school weeks, so that a season is level."""
TIMES = 3.0
"""A day is odd at three times, or a third of, the days around it; flu comes and goes slower."""
MISSED = 0.2
"""A day is busy when this much of the lessons was missed too: a year group away, or a free day."""
RARE = 0.01
"""And when chance gives such a day in fewer than one register in a hundred (Poisson)."""
EXPECTED = 20
"""Marks that a weekday without any should have had: by chance 0 of 20 does not happen."""

_PER_DAY = """
select date, sum(absent_sessions) / sum(sessions) as share,
    count(distinct pupil) filter (sessions > 0) as pupils
from days group by date having sum(sessions) > 0 order by date
"""
_PER_WEEKDAY = """
with marked as (select distinct pupil, date from absences),
daily as (
    select d.class, d.date, count(m.pupil) as marks
    from days d left join marked m using (pupil, date)
    group by d.class, d.date having sum(d.sessions) > 0
)
select class, isodow(date) - 1 as weekday, count(*) as dates, sum(marks)::bigint as marks
from daily group by all order by class, weekday
"""
_MISSED = """
select date, count(*) as missed, count(*) filter (reason = 'unexplained') as unexplained
from absences where kind = 'absent' group by date
"""
_POSSIBLE = "select distinct pupil from days where sessions > 0"
_PLACED = """
with placed as (
    select a.date, a.minutes, max(s.minutes) as given
    from absences a
    left join pupils p on p.pupil = a.pupil
        and a.date >= p.start and (p."end" is null or a.date <= p."end")
    left join sessions s on s.class = p.class and s.date = a.date and s.session = a.session
    group by a.pupil, a.date, a.session, a.code, a.minutes
)
select date, count(*) filter (given is null) as outside,
    count(*) filter (minutes > given) as longer
from placed group by date having outside + longer > 0 order by date
"""
_CONTRADICTING = """
select date from absences
group by pupil, date, session
having bool_or(kind = 'absent') and bool_or(kind in ('late', 'not expected'))
order by date
"""


def odd_days(register: "Register") -> tuple[list[str], list[str]]:
    """List the days with far more, and with far less absence than the days around them."""
    from scipy.stats import poisson

    days = query(_PER_DAY, days=register.scan_days())
    around = days["share"].rolling(AROUND, center=True, min_periods=AROUND // 2).median()
    expected = around * days["pupils"]
    # As pupils who missed the whole day: lessons of one pupil are not independent.
    absent = days["share"] * days["pupils"]
    limit = RARE / max(len(days), 1)
    more = (absent >= TIMES * expected) & (days["share"] >= MISSED)
    more &= poisson.sf(absent.round() - 1, expected) < limit
    less = (absent <= expected / TIMES) & (poisson.cdf(absent.round(), expected) < limit)
    return _days_missed(days[more]), _days_missed(days[less])


def _days_missed(days: pd.DataFrame) -> list[str]:
    return [
        _("{day} ({share} gemist)", day=words.long_date(day), share=words.percent(share))
        for day, share in zip(days["date"], days["share"], strict=True)
    ]


def silent_weekdays(register: "Register") -> list[str]:
    """List the weekdays on which a class, or the whole school, never registers anything."""
    table = query(_PER_WEEKDAY, days=register.scan_days(), absences=register.scan("absences"))
    totals = table.groupby("class")[["dates", "marks"]].transform("sum")
    others = totals - table[["dates", "marks"]]
    expected = table["dates"] * others["marks"] / others["dates"].where(others["dates"] > 0)
    silent = table[(table["marks"] == 0) & (expected >= EXPECTED)]
    classes = table.groupby("weekday")["class"].nunique()
    found = []
    for weekday, day in enumerate(WEEKDAYS):
        part = silent.loc[silent["weekday"] == weekday, "class"]
        if len(part) and len(part) == classes[weekday]:
            found.append(_("de hele school, {day}", day=_(day)))
        else:
            found += [f"{name}, {_(day)}" for name in part]
    return found


def misplaced_marks(register: "Register") -> tuple[int, list[str], int, list[str]]:
    """Count marks in no session of the pupil's class, and those longer than it, with days."""
    tables = {name: register.scan(name) for name in ("absences", "pupils", "sessions")}
    days = query(_PLACED, **tables)
    outside, longer = days[days["outside"] > 0], days[days["longer"] > 0]
    counts = days[["outside", "longer"]].sum()
    return int(counts["outside"]), _dates(outside), int(counts["longer"]), _dates(longer)


def contradicting_marks(register: "Register") -> tuple[int, list[str]]:
    """Count the pupils' sessions that are missed and late, or missed and not expected."""
    found = query(_CONTRADICTING, absences=register.scan("absences"))
    return len(found), _dates(found)


def without_possible(register: "Register") -> tuple[int, list[str]]:
    """Count the pupils without a single possible session, with their classes."""
    possible = query(_POSSIBLE, days=register.scan_days())["pupil"]
    pupils = register.pupils
    none = pupils[~pupils["pupil"].isin(possible)]
    if "observed" in pupils:
        # Told as never observed.
        none = none[none["observed"].astype("boolean").fillna(True)]
    return none["pupil"].nunique(), sorted(none["class"].unique())


def never_observed(register: "Register") -> tuple[int, list[str]]:
    """Count the pupils of whom nothing was registered where presence is, with their classes."""
    pupils = register.pupils
    if "observed" not in pupils:
        return 0, []
    unseen = pupils[~pupils["observed"].astype("boolean").fillna(True)]
    return unseen["pupil"].nunique(), sorted(unseen["class"].unique())


def unexplained_share(register: "Register", until: pd.Timestamp) -> float:
    """Return which share of the sessions missed up to a day has no reason; 0 without any."""
    days = query(_MISSED, absences=register.scan("absences"))
    counts = days.loc[days["date"] <= until, ["missed", "unexplained"]].sum()
    return float(counts["unexplained"] / counts["missed"]) if counts["missed"] else 0.0


def unused_codes(register: "Register") -> list[str]:
    """List the codes of the code book that no mark has."""
    used = set(
        query("select distinct code from absences", absences=register.scan("absences"))["code"]
    )
    return [
        str(row["code"])
        for row in register.provenance.get("code_book", [])
        # Plain presence is no mark and is not kept, so nobody can tell.
        if row["code"] not in used and (row["kind"] != "present" or row["reason"])
    ]


def guessed_codes(register: "Register") -> list[tuple[str, int]]:
    """List the codes whose meaning nobody of the school looked at, with what hangs on each.

    Counted in the register, of all its exports; plain presence is not kept there, and is counted
    in the last export.
    """
    marks = query(
        "select code, count(*) as count from absences group by code",
        absences=register.scan("absences"),
    )
    last = {row["code"]: row["count"] for row in register.provenance.get("guessed_codes", [])}
    counts = last | dict(zip(marks["code"], marks["count"], strict=True))
    found = [
        (row, int(counts.get(row["code"], 0)))
        for row in register.provenance.get("code_book", [])
        if row.get("guess")
    ]
    found.sort(key=lambda each: (-each[1], each[0]["code"]))
    kinds = {row["code"]: _(words.KINDS.get(row["kind"], row["kind"])) for row, __ in found}
    return [
        (f"{code} = {kinds[code]}: {words.number(count)}", count)
        for code, count in ((row["code"], count) for row, count in found)
        if count
    ]


def _dates(rows: pd.DataFrame) -> list[str]:
    return [words.long_date(day) for day in sorted(rows["date"].unique())]
