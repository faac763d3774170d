"""School days of region Noord, from the published dates written out here."""

from datetime import date, timedelta

_HOLIDAYS = {
    "2020-2021": [
        ("2020-10-10", "2020-10-18"),
        ("2020-12-19", "2021-01-03"),
        ("2021-02-20", "2021-02-28"),
        ("2021-05-01", "2021-05-09"),
    ],
    "2021-2022": [
        ("2021-10-16", "2021-10-24"),
        ("2021-12-25", "2022-01-09"),
        ("2022-02-19", "2022-02-27"),
        ("2022-04-30", "2022-05-08"),
    ],
    "2022-2023": [
        ("2022-10-15", "2022-10-23"),
        ("2022-12-24", "2023-01-08"),
        ("2023-02-25", "2023-03-05"),
        ("2023-04-29", "2023-05-07"),
    ],
    "2023-2024": [
        ("2023-10-21", "2023-10-29"),
        ("2023-12-23", "2024-01-07"),
        ("2024-02-17", "2024-02-25"),
        ("2024-04-27", "2024-05-05"),
    ],
}
# First day of school and the Saturday on which the summer holiday starts.
_YEARS = {
    "2020-2021": ("2020-08-17", "2021-07-10"),
    "2021-2022": ("2021-08-23", "2022-07-16"),
    "2022-2023": ("2022-08-29", "2023-07-22"),
    "2023-2024": ("2023-09-04", "2024-07-20"),
}
# Good Friday, Easter Monday, King's Day, Ascension, Whit Monday.
_PUBLIC = {
    2021: ["04-02", "04-05", "04-27", "05-13", "05-24"],
    2022: ["04-15", "04-18", "04-27", "05-26", "06-06"],
    2023: ["04-07", "04-10", "04-27", "05-18", "05-29"],
    2024: ["03-29", "04-01", "04-27", "05-09", "05-20"],
}
# Primary schools were closed, and had no distance lessons, in the last week before Christmas.
_PO_CLOSED = [("2021-12-20", "2021-12-24")]


def span(start: date, end: date) -> list[date]:
    """List the days from start to end, both inclusive."""
    return [start + timedelta(days) for days in range((end - start).days + 1)]


def school_days(school_year: str, sector: str, own: set[date]) -> list[date]:
    """List the weekdays of a school year that are not free."""
    day = date.fromisoformat
    free = set(own)
    for start, end in _HOLIDAYS[school_year] + (_PO_CLOSED if sector == "po" else []):
        free |= set(span(day(start), day(end)))
    for year, days in _PUBLIC.items():
        free |= {day(f"{year}-{text}") for text in days}
    start, summer = map(day, _YEARS[school_year])
    return [d for d in span(start, summer) if d.weekday() < 5 and d not in free]


def first_and_last(days: list[date], start: date, end: date, number: int):
    """Return the first and the last so many school days of a span, as lists of days."""
    within = [day for day in sorted(days) if start <= day <= end]
    assert len(within) >= 2 * number
    return within[:number], within[-number:]


# When secondary schools taught at a distance: decisions of the government on opening schools.
_DISTANCE_VO = [
    (
        "2020-12-16",
        "2021-02-28",
        "scholen dicht, behalve examenleerlingen en praktijklessen (corona)",
    ),
    ("2021-03-01", "2021-05-30", "gedeeltelijk open, ten minste één dag per week (corona)"),
    ("2021-05-31", "2021-06-06", "volledig open toegestaan, nog niet verplicht (corona)"),
]


def disruptions(sector: str) -> list[tuple[date, date, str]]:
    """List the spans in which schools were closed or partly open."""
    spans = _DISTANCE_VO if sector == "vo" else [(*_PO_CLOSED[0], "scholen dicht (corona)")]
    return [(date.fromisoformat(a), date.fromisoformat(b), name) for a, b, name in spans]


def holidays(school_years: list[str]) -> list[tuple[date, date]]:
    """List the school holidays, those of the summers before, between and after among them."""
    day = date.fromisoformat
    found = []
    for year in school_years:
        first, summer = map(day, _YEARS[year])
        found.append((first - timedelta(28), first - timedelta(1)))
        found += [(day(start), day(end)) for start, end in _HOLIDAYS[year]]
        found.append((summer, summer + timedelta(28)))
    return found


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(day.weekday())


def public_days() -> list[date]:
    """List the public holidays of spring."""
    return [date.fromisoformat(f"{year}-{text}") for year, days in _PUBLIC.items() for text in days]


def school_year(day: date) -> int:
    """Return the year in which the school year of a day began."""
    return day.year if day.month >= 8 else day.year - 1
