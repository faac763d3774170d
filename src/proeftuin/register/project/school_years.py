"""School years of which the holidays are not known, so that they would count as school days."""

from datetime import date

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.project.calendar import (
    HOLIDAY,
    LESSONS,
    Event,
    Region,
    events,
    school_year_span,
)
from proeftuin.register.project.settings import School
from proeftuin.text.language import N_

# When each holiday falls, in any region and year: first and last (month, day).
WINDOWS = (
    (N_("Zomervakantie"), (8, 1), (8, 31)),
    (N_("Herfstvakantie"), (10, 1), (11, 15)),
    (N_("Kerstvakantie"), (12, 15), (12, 31)),
    (N_("Kerstvakantie"), (1, 1), (1, 10)),
    (N_("Voorjaarsvakantie"), (2, 1), (3, 20)),
    (N_("Meivakantie"), (4, 20), (5, 31)),
    (N_("Zomervakantie"), (7, 1), (7, 31)),
)
# Fewer free weekdays are study days, and no holiday.
FEWEST_DAYS = 2


def unknown_holidays(
    school_year: str, region: Region, own: list[Event], until: date
) -> list[tuple[str, date, date]]:
    """List the holidays of a school year that are neither known nor named by the school.

    Parameters
    ----------
    school_year
        Such as `2030-2031`.
    region
        Holiday region.
    own
        The school's own days.
    until
        Of holidays that begin later nothing is asked.

    Returns
    -------
    list of tuple
        The Dutch name, and the first and last day between which it must begin.

    Examples
    --------
    >>> from datetime import date
    >>> unknown_holidays("2029-2030", "Noord", [], date(2030, 7, 31))
    []
    >>> [name for name, *_ in unknown_holidays("2030-2031", "Noord", [], date(2031, 3, 1))]
    ['Herfstvakantie', 'Kerstvakantie', 'Voorjaarsvakantie']
    """
    first, last = school_year_span(school_year)
    listed = events(first, last, region)
    listed = listed[listed["kind"] == HOLIDAY]
    begin, end = (listed[name].dt.date.tolist() for name in ("start", "end"))
    spans: list[tuple[date, date, str]] = list(zip(begin, end, listed["name"], strict=True))
    missing = []
    for name, begins, ends in WINDOWS:
        opens, closes = (
            date(first.year if month >= first.month else last.year, month, day)
            for month, day in (begins, ends)
        )
        known = any(
            called == name and start <= closes and end >= opens for start, end, called in spans
        )
        named = any(
            _weekdays(max(day.start, opens), min(day.end, closes)) >= FEWEST_DAYS
            for day in own
            if day.kind != LESSONS
        )
        if opens <= until and not known and not named:
            missing.append((name, opens, closes))
    return missing


def unknown_years(school: School, own: list[Event]) -> list[Problem]:
    """Report the school years of a school of which a holiday is not known."""
    found = {
        year: unknown_holidays(year, school.region, own, school.export_date)
        for year in school.school_years
    }
    return [
        Problem(
            "Van een schooljaar zijn de vakanties niet bekend: zij zouden meetellen als lesdagen.",
            "proeftuinen.toml",
            None,
            "schooljaren",
            year,
            "eigen_dagen met de "
            + ", ".join(
                f"{name.lower()} (tussen {opens.day}-{opens.month} en {closes.day}-{closes.month})"
                for name, opens, closes in missing
            ),
            "Klopt het schooljaar? Zet dan deze vakanties bij de school, bijvoorbeeld: eigen_dagen "
            f'= [{{ datum = {missing[0][1]}, tot = {missing[0][2]}, wat = "vakantie" }}]',
        )
        for year, missing in found.items()
        if missing
    ]


def _weekdays(start: date, end: date) -> int:
    return len(pd.bdate_range(start, end)) if start <= end else 0
