"""When schools were open: holidays, closures and distance lessons.

School holidays come from the `holidays` library, which carries the ministerial regulations per
region; a school adds its own free days, because autumn and spring weeks are advice and study days
are its own. The closures of the corona years are facts of the country and stand here.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal, NamedTuple

import pandas as pd

Region = Literal["Noord", "Midden", "Zuid"]
Sector = Literal["po", "vo"]

HOLIDAY, PUBLIC, CLOSED, DISTANCE, OWN = (
    "vakantie",
    "feestdag",
    "sluiting",
    "afstandsonderwijs",
    "eigen vrije dag",
)


class Event(NamedTuple):
    """A span of days, both inclusive, on which school was not as usual."""

    start: date
    end: date
    kind: str
    name: str


# Government decisions on the opening of schools, 2020-2022 (rijksoverheid.nl, vo-raad.nl).
CORONA: dict[str, list[Event]] = {
    "po": [
        Event(date(2020, 3, 16), date(2020, 5, 10), DISTANCE, "scholen dicht (corona)"),
        Event(date(2020, 5, 11), date(2020, 6, 7), DISTANCE, "halve groepen (corona)"),
        Event(date(2020, 12, 16), date(2021, 2, 7), DISTANCE, "scholen dicht (corona)"),
        Event(date(2021, 12, 20), date(2021, 12, 24), CLOSED, "scholen dicht (corona)"),
    ],
    "vo": [
        Event(date(2020, 3, 16), date(2020, 6, 1), DISTANCE, "scholen dicht (corona)"),
        Event(date(2020, 6, 2), date(2020, 7, 3), DISTANCE, "gedeeltelijk open (corona)"),
        Event(
            date(2020, 12, 16),
            date(2021, 2, 28),
            DISTANCE,
            "scholen dicht, behalve examenleerlingen en praktijklessen (corona)",
        ),
        Event(
            date(2021, 3, 1),
            date(2021, 6, 6),
            DISTANCE,
            "gedeeltelijk open, ten minste één dag per week (corona)",
        ),
        Event(date(2021, 12, 20), date(2021, 12, 24), CLOSED, "scholen dicht (corona)"),
    ],
}


def events(start: date, end: date, region: Region = "Noord", sector: Sector = "vo") -> pd.DataFrame:
    """List holidays, closures and periods of distance lessons in a span of days.

    Parameters
    ----------
    start, end
        First and last day, both inclusive; events are cut to this span.
    region
        Holiday region; Twente lies in Noord.
    sector
        `po` or `vo`: the corona closures differed.

    Returns
    -------
    DataFrame
        `start`, `end` (dates, inclusive), `kind` and `name` (Dutch), in order of date.

    Examples
    --------
    >>> from datetime import date
    >>> events(date(2021, 2, 15), date(2021, 3, 5))[["start", "end", "kind"]]
           start        end               kind
    0 2021-02-15 2021-02-28  afstandsonderwijs
    1 2021-02-20 2021-02-28           vakantie
    2 2021-03-01 2021-03-05  afstandsonderwijs
    """
    found = _spans(_holidays(start, end, region, "school"), HOLIDAY)
    found += _spans(_holidays(start, end, region, "public"), PUBLIC)
    found += [event for event in CORONA[sector] if event.start <= end and event.end >= start]
    clipped = [
        event._replace(start=max(event.start, start), end=min(event.end, end)) for event in found
    ]
    frame = pd.DataFrame(sorted(clipped), columns=["start", "end", "kind", "name"])
    types = {"start": "datetime64[us]", "end": "datetime64[us]", "kind": "str", "name": "str"}
    return frame.astype(types)


def free_days(
    start: date,
    end: date,
    region: Region,
    sector: Sector,
    own: Collection[tuple[date, str, bool]] = (),
) -> pd.DataFrame:
    """List the weekdays on which the school had no lessons.

    Parameters
    ----------
    start, end
        First and last day, both inclusive.
    region, sector
        As in `events`.
    own
        The school's own calendar: day, what it is, and whether there were lessons; a day with
        lessons overrules a holiday.

    Returns
    -------
    DataFrame
        `date`, `kind` and `name`, one row per free weekday.
    """
    spans = events(start, end, region, sector)
    spans = spans[spans["kind"] != DISTANCE]
    days = spans.loc[spans.index.repeat((spans["end"] - spans["start"]).dt.days + 1)]
    nth_day = days.groupby(level=0).cumcount()
    days = days.assign(date=days["start"] + pd.to_timedelta(nth_day, unit="D"))
    closed = pd.DataFrame(
        [(pd.Timestamp(day), OWN, what) for day, what, lessons in own if not lessons],
        columns=["date", "kind", "name"],
    )
    opened = pd.to_datetime([day for day, _, lessons in own if lessons])
    free = pd.concat([days[["date", "kind", "name"]], closed]).astype({"date": "datetime64[us]"})
    free = free[~free["date"].isin(opened) & (free["date"].dt.day_of_week < 5)]
    return free.drop_duplicates("date").sort_values("date").reset_index(drop=True)


def school_year_span(school_year: str) -> tuple[date, date]:
    """Return the first and last day that belong to a school year: 1 August to 31 July.

    Examples
    --------
    >>> school_year_span("2020-2021")
    (datetime.date(2020, 8, 1), datetime.date(2021, 7, 31))
    """
    first, last = (int(year) for year in school_year.split("-"))
    return date(first, 8, 1), date(last, 7, 31)


def school_year_of(day: date) -> str:
    """Return the school year of a day.

    Examples
    --------
    >>> school_year_of(date(2021, 3, 19)), school_year_of(date(2021, 8, 1))
    ('2020-2021', '2021-2022')
    """
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"


def _holidays(start: date, end: date, region: Region, category: str) -> dict[date, str]:
    import holidays

    years = range(start.year, end.year + 1)
    found = holidays.country_holidays(
        "NL", subdiv=region, categories=(category,), years=years, language="nl"
    )
    return {day: name for day, name in sorted(found.items()) if start <= day <= end}


def _spans(days: dict[date, str], kind: str) -> list[Event]:
    """Join consecutive days of the same name into one event."""
    spans: list[Event] = []
    for day, name in days.items():
        last = spans[-1] if spans else None
        if last and last.name == name and day - last.end == timedelta(1):
            spans[-1] = last._replace(end=day)
        else:
            spans.append(Event(day, day, kind, name))
    return spans
