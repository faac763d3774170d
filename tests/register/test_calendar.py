from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from proeftuin.register.assembling.sessions import school_days_off
from proeftuin.register.project.calendar import (
    CLOSED,
    DISTANCE,
    HOLIDAY,
    LESSONS,
    OWN,
    PUBLIC,
    Event,
    events,
    free_days,
    school_year_of,
    school_year_span,
)
from proeftuin.register.project.project_file import load_project

# The Saturdays on which the holidays began, as the government published them for each region.
# Noord: the dates of the regulations. Midden and Zuid, none of them from the library under test:
# 2019-2020 from reischecker.nl/schoolvakanties/2019-2020; 2020-2021 to 2025-2026 from
# OpenHolidays (github.com/openpotato/openholidaysapi.data, src/nl/holidays/holidays.school.csv);
# 2025-2026 to 2027-2028 from opendata.rijksoverheid.nl (infotypes/schoolholidays), in copies of
# that feed in public code. They agree, but for the summer of Zuid in 2026: OpenHolidays begins it
# on 17 July, a Friday and 38 days before its end; the government on 11 July, as here.
SATURDAYS = """
            kerst mei    Noord             Midden            Zuid
                         herfst vrj   zomer herfst vrj   zomer herfst vrj   zomer
2019-2020   21-12 25-04  19-10 15-02 04-07  19-10 22-02 18-07  12-10 22-02 11-07
2020-2021   19-12 01-05  10-10 20-02 10-07  17-10 20-02 17-07  17-10 13-02 24-07
2021-2022   25-12 30-04  16-10 19-02 16-07  16-10 26-02 09-07  23-10 26-02 23-07
2022-2023   24-12 29-04  15-10 25-02 22-07  22-10 25-02 08-07  22-10 18-02 15-07
2023-2024   23-12 27-04  21-10 17-02 20-07  14-10 17-02 13-07  14-10 10-02 06-07
2024-2025   21-12 26-04  26-10 15-02 12-07  26-10 22-02 19-07  19-10 22-02 05-07
2025-2026   20-12 25-04  18-10 21-02 04-07  18-10 14-02 18-07  11-10 14-02 11-07
2026-2027   19-12 24-04  10-10 20-02 10-07  17-10 20-02 17-07  17-10 13-02 24-07
2027-2028   25-12 29-04  16-10 19-02 15-07  16-10 26-02 08-07  23-10 26-02 22-07
"""
BEGINS = {year: days for year, *days in (row.split() for row in SATURDAYS.splitlines()[3:])}
REGIONS = ("Noord", "Midden", "Zuid")
# Days from Saturday to Sunday, and whether the date binds every school.
HOLIDAYS = {
    "Herfstvakantie": (9, False),
    "Kerstvakantie": (16, True),
    "Voorjaarsvakantie": (9, False),
    "Meivakantie": (9, True),
    "Zomervakantie": (44, True),
}
# The weekdays of region Noord that are left between two summers, public holidays out as well.
SCHOOL_DAYS = dict(zip(BEGINS, [195, 205, 205, 205, 201, 195, 195, 205, 205], strict=True))

PUBLIC_HOLIDAYS = """
Goede vrijdag        19-04 10-04 02-04 15-04 07-04 29-03 18-04 03-04 26-03 14-04
Tweede paasdag       22-04 13-04 05-04 18-04 10-04 01-04 21-04 06-04 29-03 17-04
Koningsdag           27-04 27-04 27-04 27-04 27-04 27-04 26-04 27-04 27-04 27-04
Hemelvaartsdag       30-05 21-05 13-05 26-05 18-05 09-05 29-05 14-05 06-05 25-05
Tweede pinksterdag   10-06 01-06 24-05 06-06 29-05 20-05 09-06 25-05 17-05 05-06
Nieuwjaarsdag        01-01 01-01 01-01 01-01 01-01 01-01 01-01 01-01 01-01 01-01
Bevrijdingsdag       05-05 05-05 05-05 05-05 05-05 05-05 05-05 05-05 05-05 05-05
Eerste kerstdag      25-12 25-12 25-12 25-12 25-12 25-12 25-12 25-12 25-12 25-12
Tweede kerstdag      26-12 26-12 26-12 26-12 26-12 26-12 26-12 26-12 26-12 26-12
"""

HALF, PARTLY = "halve groepen", "gedeeltelijk open"
AT_LEAST_A_DAY = "gedeeltelijk open, ten minste één dag per week"
SHUT, EXCEPT = "scholen dicht", "scholen dicht, behalve examenleerlingen en praktijklessen"
ALLOWED = "volledig open toegestaan, nog niet verplicht"
# What was decided for primary and secondary schools: on the day and up to the next row.
DECISIONS = [
    ("2020-01-06", None, None),
    ("2020-03-16", SHUT, SHUT),
    ("2020-05-11", HALF, SHUT),
    ("2020-06-02", HALF, PARTLY),
    ("2020-06-08", None, PARTLY),
    ("2020-07-18", None, None),
    ("2020-12-16", SHUT, EXCEPT),
    ("2021-02-08", None, EXCEPT),
    ("2021-03-01", None, AT_LEAST_A_DAY),
    ("2021-05-31", None, ALLOWED),
    ("2021-06-07", None, None),
    ("2021-12-20", SHUT, SHUT),
    ("2021-12-25", None, None),
    ("2022-07-01", None, None),
]


def day_in(school_year, day_month):
    """Return the day of a school year: after the summer is in its first year."""
    day, month = (int(part) for part in day_month.split("-"))
    return date(int(school_year[:4]) + (month < 9), month, day)


@pytest.mark.parametrize("school_year", BEGINS)
@pytest.mark.parametrize("region", REGIONS)
def test_school_holidays_and_which_bind(region, school_year):
    autumn, spring, summer = BEGINS[school_year][2 + 3 * REGIONS.index(region) :][:3]
    christmas, may = BEGINS[school_year][:2]
    begins = [day_in(school_year, day) for day in (autumn, christmas, spring, may, summer)]
    expected = [
        (begin, begin + timedelta(days - 1), name, binding)
        for begin, (name, (days, binding)) in zip(begins, HOLIDAYS.items(), strict=True)
    ]
    first = int(school_year[:4])
    found = events(date(first, 10, 1), date(first + 1, 9, 30), region)
    found = found[found["kind"] == HOLIDAY]
    found = found.assign(start=found["start"].dt.date, end=found["end"].dt.date)
    columns = ["start", "end", "name", "binding"]
    assert list(found[columns].itertuples(index=False, name=None)) == expected


def test_the_table_has_saturdays_only():
    begins = [day_in(year, day) for year, days in BEGINS.items() for day in days]
    assert len(begins) == 9 * 11
    assert {begin.weekday() for begin in begins} == {5}


@pytest.mark.parametrize("school_year", BEGINS)
def test_number_of_possible_school_days(school_year):
    first, last = school_year_span(school_year)
    # 5 May counts as free in that table, and schools' closures do not.
    liberation_day = date(last.year, 5, 5)
    own = [Event(liberation_day, liberation_day, OWN, "Bevrijdingsdag")]
    free = free_days(first, last, "Noord", "vo", own)
    free = free[free["kind"] != CLOSED]
    assert len(pd.bdate_range(first, last)) - len(free) == SCHOOL_DAYS[school_year]


def test_public_holidays_2019_to_2028():
    expected = {}
    for row in PUBLIC_HOLIDAYS.strip().splitlines():
        days = [day.split("-") for day in row[21:].split()]
        expected[row[:21].strip()] = [
            date(year, int(month), int(day)) for year, (day, month) in enumerate(days, 2019)
        ]
    # The first difference with the table: most years schools decide about 5 May themselves, so it
    # is listed only when it is a general day off, every fifth year.
    expected["Bevrijdingsdag"] = [date(2020, 5, 5), date(2025, 5, 5)]
    # The second: two Sundays, the days before the Mondays of the table, on which no school opens.
    for first, second in (
        ("Eerste paasdag", "Tweede paasdag"),
        ("Eerste pinksterdag", "Tweede pinksterdag"),
    ):
        expected[first] = [day - timedelta(1) for day in expected[second]]
    found = events(date(2019, 1, 1), date(2028, 12, 31))
    found = found[found["kind"] == PUBLIC]
    assert (found["start"] == found["end"]).all()
    assert found.groupby("name")["start"].agg(lambda days: days.dt.date.tolist()).to_dict() == (
        expected
    )
    by_choice = found.loc[~found["binding"], "name"]
    assert set(by_choice) == {"Goede vrijdag", "Bevrijdingsdag"}
    assert found.loc[found["name"].isin(set(by_choice)), "binding"].sum() == 0


def test_kings_day_on_a_saturday_takes_no_school_day():
    # 27 April 2025 is a Sunday: the day is kept on the Saturday, and in the May holiday anyway.
    found = events(date(2025, 4, 21), date(2025, 4, 30)).query("name == 'Koningsdag'")
    assert found["start"].dt.date.tolist() == [date(2025, 4, 26)]


def test_good_friday_is_free_unless_the_school_had_lessons():
    friday, monday = date(2021, 4, 2), date(2021, 4, 5)
    free = free_days(friday, monday, "Noord", "vo")
    assert free["name"].tolist() == ["Goede vrijdag", "Tweede paasdag"]
    own = [Event(friday, friday, LESSONS, "les op Goede Vrijdag")]
    assert free_days(friday, monday, "Noord", "vo", own)["name"].tolist() == ["Tweede paasdag"]


@pytest.mark.parametrize("year", range(2019, 2029))
def test_5_may_and_the_friday_after_ascension_are_the_school_s_own(year):
    ascension = events(date(year, 1, 1), date(year, 12, 31)).query("name == 'Hemelvaartsdag'")
    friday = ascension["start"].iloc[0].date() + timedelta(1)
    assert free_days(friday, friday, "Noord", "vo").empty
    fifth = date(year, 5, 5)
    if fifth.weekday() < 5:
        kinds = free_days(fifth, fifth, "Noord", "vo")["kind"].tolist()
        in_holiday = events(fifth, fifth)["kind"].eq(HOLIDAY).any()
        assert kinds == ([HOLIDAY] if in_holiday else [PUBLIC] if year % 5 == 0 else [])


@pytest.mark.parametrize(
    ("day", "until", "po", "vo"),
    [(day, after[0], po, vo) for (day, po, vo), after in pairwise(DECISIONS)],
)
def test_decisions_of_the_corona_years(day, until, po, vo):
    days = pd.date_range(day, until, inclusive="left")
    for sector, decision in (("po", po), ("vo", vo)):
        for one in days.date:
            found = events(one, one, sector=sector).query("kind in [@CLOSED, @DISTANCE]")
            names = found["name"].str.removesuffix(" (corona)").tolist()
            assert names == ([decision] if decision else []), (one, sector)


def test_closures_bind_and_distance_lessons_are_no_free_days():
    for sector in ("po", "vo"):
        found = events(date(2020, 1, 1), date(2022, 7, 1), sector=sector)
        found = found[found["kind"].isin([CLOSED, DISTANCE])]
        assert (found["binding"] == (found["kind"] == CLOSED)).all()
        # Snow closed schools one by one on these Mondays.
        for monday in (date(2021, 2, 8), date(2021, 2, 15)):
            assert free_days(monday, monday, "Noord", sector).empty


def test_the_vmbo_period_has_49_school_days():
    first, last = date(2021, 1, 5), date(2021, 3, 19)
    free = free_days(first, last, "Noord", "vo")
    days = pd.bdate_range(first, last).difference(pd.DatetimeIndex(free["date"]))
    assert len(days) == 49
    assert days[19] == pd.Timestamp("2021-02-01")
    assert days[-20] == pd.Timestamp("2021-02-15")


def test_closed_week_before_christmas_2021_is_free():
    span = date(2021, 12, 20), date(2021, 12, 24)
    for sector in ("po", "vo"):
        assert free_days(*span, "Noord", sector)["kind"].tolist() == [CLOSED] * 5


def test_own_days_close_and_open():
    own = [
        Event(date(2021, 3, 3), date(2021, 3, 3), OWN, "studiedag"),
        Event(date(2021, 2, 22), date(2021, 2, 22), LESSONS, "inhaaldag"),
    ]
    free = free_days(date(2021, 2, 22), date(2021, 3, 5), "Noord", "vo", own)
    assert free["date"].dt.day.tolist() == [23, 24, 25, 26, 3]
    assert free["name"].tolist()[-1] == "studiedag"


def test_own_spans_day_by_day():
    """Every day of a year, decided one at a time."""
    first, last = school_year_span("2020-2021")
    own = [
        Event(date(2020, 7, 20), date(2020, 8, 4), OWN, "voor het schooljaar begonnen"),
        Event(date(2020, 11, 5), date(2020, 11, 10), OWN, "over een weekend"),
        Event(date(2020, 11, 9), date(2020, 11, 9), LESSONS, "toch les"),
        Event(date(2021, 2, 24), date(2021, 3, 2), LESSONS, "half in de vakantie"),
        Event(date(2021, 5, 10), date(2021, 5, 14), OWN, "tweede meiweek"),
    ]
    closed = free_days(first, last, "Noord", "vo")["date"].dt.date.tolist()
    expected = []
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        kinds = {event.kind for event in own if event.start <= day <= event.end}
        if day.weekday() < 5 and LESSONS not in kinds and (OWN in kinds or day in closed):
            expected.append(day)
    free = free_days(first, last, "Noord", "vo", own)
    assert free["date"].dt.date.tolist() == expected
    assert not free["date"].duplicated().any()


OWN_SPANS = """eigen_dagen = [
    { datum = 2021-01-06, tot = 2021-01-07, wat = "studiedagen" },
    { datum = 2021-01-11, tot = 2021-01-15, wat = "toetsweek", les = true },
    { datum = 2021-02-22, tot = 2021-02-23, wat = "inhaaldagen", les = true },
]
"""


def test_a_span_of_own_days_in_the_register(magister):
    magister.extra = OWN_SPANS
    lesson = "12-01-2021 08:30;12-01-2021 09:20"
    magister.replace("agenda.csv", lesson, lesson.replace("12-01", "23-02"))
    magister.replace("verantwoordingen.csv", "6;000101;07-01-2021;1;A\n", "")
    register = magister.load()
    assert register.school_days.strftime("%F").tolist() == ["2021-01-05", "2021-02-23"]
    assert {row["what"]: row["count"] for row in register.provenance["left_out"]} == {
        "lessen in het rooster op een vrije dag of in het weekend": 2
    }
    calendar = pd.DataFrame(register.provenance["calendar"])
    assert calendar["start"].is_monotonic_increasing
    own = calendar[calendar["kind"].isin([OWN, LESSONS])]
    assert own.to_dict("split")["data"] == [
        ["2021-01-06", "2021-01-07", "vrij", "studiedagen", False],
        ["2021-01-11", "2021-01-15", "les", "toetsweek", False],
        ["2021-02-22", "2021-02-23", "les", "inhaaldagen", False],
    ]


def test_half_days_are_given_on_days_made_up_for_in_a_holiday(dagdelen):
    dagdelen.extra = OWN_SPANS
    school = load_project(dagdelen.write()).schools["proef"]
    off = set(school_days_off(school)["date"].dt.strftime("%F"))
    days = set(dagdelen.load().school_days.strftime("%F"))
    assert {"2021-01-06", "2021-01-07"} <= off
    assert {"2021-02-22", "2021-02-23"} <= days
    # Every weekday up to the export is one or the other.
    weekdays = set(pd.bdate_range("2020-08-01", "2021-07-16").strftime("%F"))
    assert days == weekdays - off


def test_school_year_of_a_day():
    assert school_year_of(date(2021, 7, 31)) == "2020-2021"
    assert school_year_of(date(2020, 8, 1)) == "2020-2021"
