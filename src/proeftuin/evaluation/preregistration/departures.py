"""Where a report departs from what was laid down before it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from proeftuin.errors import InputError
from proeftuin.evaluation.windows.windows import Windows
from proeftuin.pyramid.counting.attendance import Measure
from proeftuin.pyramid.counting.periods import Period, windows_between
from proeftuin.pyramid.counting.tiers import SCHEMES, TierScheme
from proeftuin.register.project.settings import Preregistration
from proeftuin.register.store.days_source import DaysSource
from proeftuin.text import words
from proeftuin.text.language import _

REPORTED_TIER = 1
"""The tier that the headline of a report is about."""


@dataclass(frozen=True)
class Done:
    """What a report did.

    Parameters
    ----------
    windows
        Before and after; None when it compares nothing.
    scheme, measure
        How it classified pupils.
    export_date
        Day of the export it rests on.
    comparison
        Ids of the comparison schools whose numbers stand in it.
    """

    windows: Windows | None
    scheme: TierScheme
    measure: Measure
    export_date: date
    comparison: Collection[str] = ()


def departures(
    plan: Preregistration, done: Done, register: DaysSource, names: Mapping[str, str] | None = None
) -> list[str]:
    """List where a report departs from what was laid down.

    Parameters
    ----------
    plan
        What was laid down.
    done
        What the report did.
    register
        Anything with `school_days`: the days that the planned windows are laid on.
    names
        Names of schools by their id; an id without one stands as it is.

    Returns
    -------
    list of str
        Dutch sentences; empty when everything is as it was laid down.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = Preregistration.model_validate({
    ...     "vastgelegd": "2021-01-20",
    ...     "periode": {"begin": "2021-01-05", "eind": "2021-03-19", "schooldagen": 20}})
    >>> school_days = pd.bdate_range("2021-01-04", "2021-03-31")
    >>> windows = windows_between(school_days, "2021-01-05", "2021-03-19")
    >>> done = Done(windows, SCHEMES["TWENTE"], "minutes", date(2021, 7, 16))
    >>> departures(plan, done, school_days)
    ['De opzet is vastgelegd op 20 januari 2021, toen de periode al begonnen was (5 januari 2021).']
    """
    return [
        *_timing(plan, done),
        *_windows(plan, done, register),
        *_rule(plan, done),
        *_schools(plan, done, names or {}),
    ]


def _timing(plan: Preregistration, done: Done) -> list[str]:
    laid_down, start, end = plan.laid_down, plan.period.start, plan.period.end
    day = _("De opzet is vastgelegd op {laid_down}", laid_down=words.long_date(laid_down))
    if laid_down > done.export_date:
        export = words.long_date(done.export_date)
        return [
            _(
                "{day}, na de export van {export}: de cijfers waren toen al te zien.",
                day=day,
                export=export,
            )
        ]
    if laid_down > end:
        return [
            _("{day}, toen de periode al voorbij was ({end}).", day=day, end=words.long_date(end))
        ]
    if laid_down > start:
        return [
            _(
                "{day}, toen de periode al begonnen was ({start}).",
                day=day,
                start=words.long_date(start),
            )
        ]
    return []


def _windows(plan: Preregistration, done: Done, register: DaysSource) -> list[str]:
    if done.windows is None:
        return [_("Het rapport vergelijkt geen twee vensters; vastgelegd was van wel.")]
    period = plan.period
    try:
        planned = windows_between(register, period.start, period.end, period.days)
    except InputError:
        return [
            _(
                "De vastgelegde vensters (twee keer {days} van {span}) passen niet in "
                "dit register.",
                days=words.school_days(period.days),
                span=Period(period.start, period.end).span(),
            )
        ]
    return [
        _(
            "Venster {side} is {used} ({days}); vastgelegd was {planned} ({others}).",
            side=side,
            used=used.span(),
            days=words.school_days(used.days),
            planned=wanted.span(),
            others=words.school_days(wanted.days),
        )
        for side, used, wanted in zip((_("voor"), _("na")), done.windows, planned, strict=True)
        if (used.start, used.end) != (wanted.start, wanted.end)
    ]


def _rule(plan: Preregistration, done: Done) -> list[str]:
    primary, found = plan.primary, []
    if primary.tier != REPORTED_TIER:
        found.append(
            _(
                "Het rapport noemt de verandering van Tier {reported} als hoofdcijfer; "
                "vastgelegd was Tier {tier}.",
                reported=REPORTED_TIER,
                tier=primary.tier,
            )
        )
    if primary.scheme_name is not None:
        wanted, used = SCHEMES[primary.scheme_name], done.scheme
        # Its edges and cuts are the scheme; goals and minimum are the school's own.
        if (wanted.cuts, wanted.edges) != (used.cuts, used.edges):
            found.append(
                _(
                    "De indeling is {used}; vastgelegd was {planned}.",
                    used=_(used.name),
                    planned=_(wanted.name),
                )
            )
    if primary.measure not in (None, done.measure):
        found.append(
            _(
                "De maat is {used}; vastgelegd was {planned}.",
                used=_(words.MEASURES[done.measure]),
                planned=_(words.MEASURES[str(primary.measure)]),
            )
        )
    if primary.minimum_sessions not in (None, done.scheme.minimum_sessions):
        found.append(
            _(
                "Het minimum is {used} lessen of dagdelen; vastgelegd was {planned}.",
                used=done.scheme.minimum_sessions,
                planned=primary.minimum_sessions,
            )
        )
    return found


def _schools(plan: Preregistration, done: Done, names: Mapping[str, str]) -> list[str]:
    found = []
    if added := [school for school in done.comparison if school not in plan.comparison]:
        found.append(
            _(
                "Vergeleken is ook met {schools}; dat was niet vooraf vastgelegd.",
                schools=listed(added, names),
            )
        )
    if missing := [school for school in plan.comparison if school not in done.comparison]:
        found.append(
            _(
                "Er is niet vergeleken met {schools}; dat was wel vastgelegd.",
                schools=listed(missing, names),
            )
        )
    return found


def listed(schools: Collection[str], names: Mapping[str, str]) -> str:
    """Write schools by their names, an id without one as it stands."""
    return words.listing([names.get(school, school) for school in schools])
