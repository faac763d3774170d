"""When schools were open: holidays, closures and distance lessons.

School holidays come from the `holidays` library, which carries the ministerial regulations per
region; a school adds its own days, because autumn and spring weeks are advice and study days are
its own. The closures of the corona years are facts of the country and stand here.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

import pandas as pd

from proeftuin.text.language import N_

Region = Literal["Noord", "Midden", "Zuid"]
Sector = Literal["po", "vo"]

HOLIDAY, PUBLIC, CLOSED, DISTANCE = (
    N_("vakantie"),
    N_("feestdag"),
    N_("sluiting"),
    N_("afstandsonderwijs"),
)
# A school's own days: without lessons, or with them (in a holiday, or in a week with a name).
OWN, LESSONS = N_("vrij"), N_("les")
# Weeks that the ministry advises, and days that are off only where the school says so.
NOT_BINDING = {
    N_("Herfstvakantie"),
    N_("Voorjaarsvakantie"),
    N_("Goede vrijdag"),
    N_("Bevrijdingsdag"),
}
# What else the `holidays` library names.
NAMES = (
    *(N_("Kerstvakantie"), N_("Meivakantie"), N_("Zomervakantie"), N_("Nieuwjaarsdag")),
    *(N_("Eerste paasdag"), N_("Tweede paasdag"), N_("Koningsdag"), N_("Hemelvaartsdag")),
    *(N_("Eerste pinksterdag"), N_("Tweede pinksterdag")),
    *(N_("Eerste kerstdag"), N_("Tweede kerstdag")),
)


class Event(NamedTuple):
    """A span of days, both inclusive, on which school was not as usual."""

    start: date
    end: date
    kind: str
    name: str
    binding: bool = False


# Government decisions on the opening of schools, 2020-2022 (rijksoverheid.nl, vo-raad.nl). The
# snow of 8 and 15 February 2021 closed schools one by one: that belongs in their own days.
CORONA: dict[str, list[Event]] = {
    "po": [
        Event(date(2020, 3, 16), date(2020, 5, 10), DISTANCE, N_("scholen dicht (corona)")),
        Event(date(2020, 5, 11), date(2020, 6, 7), DISTANCE, N_("halve groepen (corona)")),
        Event(date(2020, 12, 16), date(2021, 2, 7), DISTANCE, N_("scholen dicht (corona)")),
        Event(date(2021, 12, 20), date(2021, 12, 24), CLOSED, N_("scholen dicht (corona)"), True),
    ],
    "vo": [
        Event(date(2020, 3, 16), date(2020, 6, 1), DISTANCE, N_("scholen dicht (corona)")),
        # Until the summer holiday, which began on 18 July in the last region.
        Event(date(2020, 6, 2), date(2020, 7, 17), DISTANCE, N_("gedeeltelijk open (corona)")),
        Event(
            date(2020, 12, 16),
            date(2021, 2, 28),
            DISTANCE,
            N_("scholen dicht, behalve examenleerlingen en praktijklessen (corona)"),
        ),
        Event(
            date(2021, 3, 1),
            date(2021, 5, 30),
            DISTANCE,
            N_("gedeeltelijk open, ten minste één dag per week (corona)"),
        ),
        Event(
            date(2021, 5, 31),
            date(2021, 6, 6),
            DISTANCE,
            N_("volledig open toegestaan, nog niet verplicht (corona)"),
        ),
        Event(date(2021, 12, 20), date(2021, 12, 24), CLOSED, N_("scholen dicht (corona)"), True),
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
        `start`, `end` (dates, inclusive), `kind` and `name` (Dutch), and `binding`: whether every
        school of the region and sector was closed. Autumn and spring weeks are advice, Good
        Friday and Liberation Day the school's choice, and with distance lessons no school was.
        In order of date.

    Notes
    -----
    Liberation Day is listed in the years in which it is a general day off, every fifth year. The
    Friday after Ascension and a second week in May are never listed: a school names them itself.

    Examples
    --------
    >>> from datetime import date
    >>> events(date(2021, 2, 15), date(2021, 4, 5))[["start", "end", "kind", "binding"]]
           start        end               kind  binding
    0 2021-02-15 2021-02-28  afstandsonderwijs    False
    1 2021-02-20 2021-02-28           vakantie    False
    2 2021-03-01 2021-04-05  afstandsonderwijs    False
    3 2021-04-02 2021-04-02           feestdag    False
    4 2021-04-04 2021-04-04           feestdag     True
    5 2021-04-05 2021-04-05           feestdag     True
    """
    found = _spans(_holidays(start, end, region, "school"), HOLIDAY)
    found += _spans(_holidays(start, end, region, "public"), PUBLIC)
    found += [event for event in CORONA[sector] if event.start <= end and event.end >= start]
    clipped = [
        event._replace(start=max(event.start, start), end=min(event.end, end)) for event in found
    ]
    return as_frame(sorted(clipped))


def as_frame(found: Iterable[Event]) -> pd.DataFrame:
    """Put events in a table, a column per field, in the order given."""
    types = {
        "start": "datetime64[us]",
        "end": "datetime64[us]",
        "kind": "str",
        "name": "str",
        "binding": "bool",
    }
    return pd.DataFrame(list(found), columns=list(types)).astype(types)


def free_days(
    start: date,
    end: date,
    region: Region,
    sector: Sector,
    own: Collection[Event] = (),
) -> pd.DataFrame:
    """List the weekdays on which the school had no lessons.

    All that `events` lists is free, binding or not, except distance lessons: most schools follow
    the advice, and one that does not says so in its own days.

    Parameters
    ----------
    start, end
        First and last day, both inclusive.
    region, sector
        As in `events`.
    own
        The school's own days, of kind `OWN` or `LESSONS`; a day with lessons overrules whatever
        else it is.

    Returns
    -------
    DataFrame
        `date`, `kind` and `name`, one row per free weekday.

    Examples
    --------
    >>> own = [Event(date(2021, 2, 25), date(2021, 2, 26), LESSONS, "inhaaldagen"),
    ...        Event(date(2021, 3, 1), date(2021, 3, 1), OWN, "studiedag")]
    >>> free_days(date(2021, 2, 24), date(2021, 3, 5), "Noord", "vo", own)
            date      kind               name
    0 2021-02-24  vakantie  Voorjaarsvakantie
    1 2021-03-01      vrij          studiedag
    """
    spans = events(start, end, region, sector)
    closed = as_frame(event for event in own if event.kind != LESSONS)
    days = _each_day(pd.concat([spans[spans["kind"] != DISTANCE], closed], ignore_index=True))
    opened = _each_day(as_frame(event for event in own if event.kind == LESSONS))["date"]
    inside = days["date"].between(pd.Timestamp(start), pd.Timestamp(end))
    weekday = days["date"].dt.day_of_week < 5
    free = days.loc[inside & weekday & ~days["date"].isin(opened), ["date", "kind", "name"]]
    return free.drop_duplicates("date").sort_values("date", ignore_index=True)


def _each_day(spans: pd.DataFrame) -> pd.DataFrame:
    """Repeat every span for each of its days, with that `date`."""
    days = spans.loc[spans.index.repeat((spans["end"] - spans["start"]).dt.days + 1)]
    nth_day = pd.to_timedelta(days.groupby(level=0).cumcount(), unit="D")
    return days.assign(date=days["start"] + nth_day).reset_index(drop=True)


def school_year_span(school_year: str) -> tuple[date, date]:
    """Return the first and last day that belong to a school year: 1 August to 31 July.

    Examples
    --------
    >>> school_year_span("2020-2021")
    (datetime.date(2020, 8, 1), datetime.date(2021, 7, 31))
    """
    first, last = (int(year) for year in school_year.split("-"))
    return date(first, 8, 1), date(last, 7, 31)


def one_school_year(text: str) -> str:
    """Return the text of a school year, when it is one.

    Raises
    ------
    ValueError
        The second year does not follow the first; in Dutch.

    Examples
    --------
    >>> one_school_year("2020-2021")
    '2020-2021'
    """
    first, last = (int(year) for year in text.split("-"))
    if last != first + 1 or not 1990 <= first <= 2100:
        raise ValueError(
            f"één schooljaar, zoals {first}-{first + 1}; meer achter elkaar, met komma's"
        )
    return text


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
            spans.append(Event(day, day, kind, name, name not in NOT_BINDING))
    return spans
