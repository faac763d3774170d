"""What the register shows of items that a school answers itself.

The school's answer stands; the register stands beside it. A register sees whether something can
be found in it, not whether a team talked about it, so each finding also says what it cannot see.
When finding and answer differ, that is said and nothing more: both may be right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.pyramid.counting.periods import Period, months
from proeftuin.register.project.calendar import school_year_of, school_year_span
from proeftuin.team.checklist.answers import DUTCH, State
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import BY_ID, Item
from proeftuin.text import words
from proeftuin.text.language import _, ngettext

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register

# A share of class weeks without any registration that may be a trip or a project week.
FEW_GAPS = 0.05
# Figures older than a month and a bit are not those of this month.
CURRENT_DAYS = 31
# "Twice a year" with room for a holiday in between.
HALF_YEAR_AND_A_BIT = 230
SMALLEST_CLASS = 10
ANY: frozenset[State] = frozenset({"done", "partly", "not done"})
YES: frozenset[State] = frozenset({"done", "partly"})
NO: frozenset[State] = frozenset({"partly", "not done"})


@dataclass(frozen=True)
class Evidence:
    """One finding beside one answer.

    Parameters
    ----------
    item
        The item of the checklist.
    answer
        What the school answered.
    finding
        What the register shows, a Dutch sentence.
    limits
        What it cannot see, a Dutch sentence.
    fits
        Answers that go with the finding.
    """

    item: Item
    answer: State
    finding: str
    limits: str
    fits: frozenset[State] = ANY

    @property
    def differs(self) -> bool:
        """Whether the school gave an answer that the finding does not go with."""
        return self.answer in ANY and self.answer not in self.fits

    @property
    def text(self) -> str:
        """The finding, whether it differs from the answer, and its limits, in Dutch."""
        other = _(" Dat is niet hetzelfde; beide kunnen kloppen.") if self.differs else ""
        return f"{self.finding}{other} {self.limits}"

    @property
    def sentence(self) -> str:
        """The finding beside the answer, in Dutch."""
        own = DUTCH[self.answer]
        said = (
            _("De school antwoordt ‘{answer}’.", answer=_(own))
            if own
            else _("De school heeft dit niet beantwoord.")
        )
        return f"{said} {self.text}"


def evidence(
    register: "Register",
    checklist: Checklist,
    evaluations: Sequence[Checklist] = (),
    goals: Sequence[float] | None = None,
    pyramids: Sequence[date] | None = None,
    on: date | None = None,
) -> tuple[Evidence, ...]:
    """Set what the register shows beside the school's own answers.

    Parameters
    ----------
    register
        Of the same school.
    checklist
        The evaluation whose answers are looked at.
    evaluations
        All stored evaluations of the school, this one among them or not.
    goals
        The school's own goals in `proeftuinen.toml` (percentages per tier); None when it has none.
    pyramids
        Days on which pyramids or reports were made; None when that was not kept.
    on
        The day to look from; by default that of the evaluation, else that of the export.

    Returns
    -------
    tuple of Evidence
        In the order of the items.
    """
    export = date.fromisoformat(str(register.provenance["export_date"]))
    day = on or checklist.day or export
    days = sorted({each.day for each in (*evaluations, checklist) if each.day} - {None})
    findings: dict[str, Callable[[], tuple[str, str, frozenset[State]]]] = {
        "S06": lambda: _goals(goals),
        "S11": lambda: _classes(register, day),
        "S14": lambda: _registered(register, day),
        "S17": lambda: _current(register, export, day, pyramids),
        "S18": lambda: _evaluated(days, day),
        "S19": lambda: _informed(days, day),
    }
    return tuple(
        Evidence(BY_ID[name], checklist.answers[name].state, *find())
        for name, find in findings.items()
    )


def evidence_frame(found: Sequence[Evidence]) -> pd.DataFrame:
    """Return the findings as a table: `item, text, answer, finding, differs, limits`."""
    return pd.DataFrame(
        {
            "item": [each.item.id for each in found],
            "text": [each.item.text for each in found],
            "answer": [DUTCH[each.answer] or _("niet beantwoord") for each in found],
            "finding": [each.finding for each in found],
            "differs": [each.differs for each in found],
            "limits": [each.limits for each in found],
        }
    )


def class_weeks(register: "Register", period: Period) -> tuple[int, int]:
    """Count the class weeks of a period, and those in which nobody registered anything.

    Returns
    -------
    all, empty
        A class week is a class and an ISO week in which it had sessions.
    """
    sessions = register.sessions
    within = sessions["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    sessions = sessions[within]
    # Monday's date names a week, also around New Year.
    week = sessions["date"] - pd.to_timedelta(sessions["date"].dt.day_of_week, unit="D")
    registered = sessions["registered"].astype("bool").groupby([sessions["class"], week]).any()
    return len(registered), int((~registered).sum())


def _school_year(day: date) -> Period:
    """Return the school year up to and including a day."""
    return Period(school_year_span(school_year_of(day))[0], day)


def _goals(goals: Sequence[float] | None) -> tuple[str, str, frozenset[State]]:
    limits = _("Doelen die ergens anders zijn afgesproken, staan hier niet bij.")
    if goals is None:
        found = _("In de instellingen van het rapport staan geen eigen doelen van de school.")
        return found, limits, NO
    listed = words.listing([_goal(goal) for goal in goals])
    return (
        _("In de instellingen van het rapport staan eigen doelen: {listed}.", listed=listed),
        limits,
        YES,
    )


def _classes(register: "Register", day: date) -> tuple[str, str, frozenset[State]]:
    pupils = register.pupils
    there = pupils["start"].le(pd.Timestamp(day)) & ~pupils["end"].lt(pd.Timestamp(day))
    sizes = pupils[there].groupby("class")["pupil"].nunique()
    large = int((sizes >= SMALLEST_CLASS).sum())
    found = _(
        "Het register heeft op {day} {count}, waarvan {large} met ten "
        "minste {least} leerlingen: groot genoeg voor een eigen piramide.",
        day=words.long_date(day),
        count=words.classes(len(sizes)),
        large=words.number(large),
        least=SMALLEST_CLASS,
    )
    limits = _("Of de cijfers per klas ook besproken worden, ziet het register niet.")
    return found, limits, ANY if large else NO


def _registered(register: "Register", day: date) -> tuple[str, str, frozenset[State]]:
    limits = _(
        "Of iemand de registratie controleert, ziet het register niet, alleen wat er ontbreekt."
    )
    total, empty = class_weeks(register, _school_year(day))
    if not total:
        return _("Het register heeft geen lessen in dit schooljaar tot deze datum."), limits, ANY
    share = empty / total
    found = _(
        "In {empty} van de {total} klas-weken van dit schooljaar tot {day} is "
        "niets geregistreerd ({share}).",
        empty=words.number(empty),
        total=words.number(total),
        day=words.long_date(day),
        share=words.percent(share),
    )
    return found, limits, YES if share <= FEW_GAPS else NO


def _current(
    register: "Register", export: date, day: date, pyramids: Sequence[date] | None
) -> tuple[str, str, frozenset[State]]:
    limits = _("Of leidinggevenden de cijfers kennen, ziet het register niet.")
    ended = pd.Timestamp(day) + pd.Timedelta(days=1)
    possible = [
        month
        for month in months(register, school_year_of(day))
        if pd.Timestamp(month.end) + pd.offsets.MonthEnd(0) < ended
    ]
    monthly = _(
        "Voor {count} tot {day} is er een piramide",
        count=_counted(len(possible)),
        day=words.long_date(day),
    )
    if pyramids is not None:
        start = _school_year(day).start
        made = {(each.year, each.month) for each in pyramids if start <= each <= day}
        found = _(
            "{monthly} mogelijk; in {count} is er een gemaakt.",
            monthly=monthly,
            count=_counted(len(made)),
        )
        # The first month of a school year is seldom a whole one.
        return found, limits, YES if len(made) >= len(possible) - 1 else NO
    if export > day:
        found = _(
            "{monthly} te maken. De export is van {export}, na deze evaluatie, en "
            "zegt niet welke cijfers er toen waren.",
            monthly=monthly,
            export=words.long_date(export),
        )
        return found, limits, ANY
    age = (day - export).days
    found = _(
        "{monthly} te maken. De jongste cijfers waren {age} oud.",
        monthly=monthly,
        age=words.days(age),
    )
    return found, limits, ANY if age <= CURRENT_DAYS else NO


def _evaluated(days: Sequence[date], day: date) -> tuple[str, str, frozenset[State]]:
    limits = _("Een evaluatie zonder deze checklist telt hier niet mee.")
    before = [each for each in days if each < day]
    if not before:
        found = _("Dit is de eerste evaluatie die met de checklist is bewaard.")
        return found, limits, ANY
    gap = day - before[-1]
    count = _within_a_year(days, day)
    found = ngettext(
        "In het jaar tot {day} is er {n} evaluatie bewaard; de vorige is van {previous}.",
        "In het jaar tot {day} zijn er {n} evaluaties bewaard; de vorige is van {previous}.",
        count,
        day=words.long_date(day),
        n=words.number(count),
        previous=words.long_date(before[-1]),
    )
    return found, limits, YES if gap <= timedelta(HALF_YEAR_AND_A_BIT) else NO


def _informed(days: Sequence[date], day: date) -> tuple[str, str, frozenset[State]]:
    count = _within_a_year(days, day)
    found = ngettext(
        "In het jaar tot {day} is {n} evaluatie bewaard: momenten om het personeel te informeren.",
        "In het jaar tot {day} zijn {n} evaluaties bewaard: momenten om het personeel te "
        "informeren.",
        count,
        day=words.long_date(day),
        n=words.number(count),
    )
    return found, _("Of dat gebeurd is, is uit de cijfers niet op te maken."), ANY


def _goal(goal: float) -> str:
    """Write a goal of the settings with the decimals that it has."""
    decimals = len(f"{goal:g}".partition(".")[2])
    return f"{words.number(goal, decimals)}%"


def _counted(count: int) -> str:
    return ngettext("{n} maand", "{n} maanden", count, n=words.number(count))


def _within_a_year(days: Sequence[date], day: date) -> int:
    return sum(day - timedelta(365) < each <= day for each in days)
