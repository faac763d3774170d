from datetime import date

import pandas as pd
import pytest

from proeftuin.register.calendar import events, free_days, school_year_of, school_year_span

# Region Noord, first and last day of each holiday as the government published them.
NOORD = {
    "2019-2020": ["2019-10-19 2019-10-27", "2019-12-21 2020-01-05", "2020-02-15 2020-02-23", "2020-04-25 2020-05-03"],
    "2020-2021": ["2020-10-10 2020-10-18", "2020-12-19 2021-01-03", "2021-02-20 2021-02-28", "2021-05-01 2021-05-09"],
    "2021-2022": ["2021-10-16 2021-10-24", "2021-12-25 2022-01-09", "2022-02-19 2022-02-27", "2022-04-30 2022-05-08"],
    "2022-2023": ["2022-10-15 2022-10-23", "2022-12-24 2023-01-08", "2023-02-25 2023-03-05", "2023-04-29 2023-05-07"],
    "2023-2024": ["2023-10-21 2023-10-29", "2023-12-23 2024-01-07", "2024-02-17 2024-02-25", "2024-04-27 2024-05-05"],
    "2024-2025": ["2024-10-26 2024-11-03", "2024-12-21 2025-01-05", "2025-02-15 2025-02-23", "2025-04-26 2025-05-04"],
    "2025-2026": ["2025-10-18 2025-10-26", "2025-12-20 2026-01-04", "2026-02-21 2026-03-01", "2026-04-25 2026-05-03"],
    "2026-2027": ["2026-10-10 2026-10-18", "2026-12-19 2027-01-03", "2027-02-20 2027-02-28", "2027-04-24 2027-05-02"],
    "2027-2028": ["2027-10-16 2027-10-24", "2027-12-25 2028-01-09", "2028-02-19 2028-02-27", "2028-04-29 2028-05-07"],
}  # fmt: skip
# The weekdays that are left between two summers, public holidays out as well.
SCHOOL_DAYS = dict(zip(NOORD, [195, 205, 205, 205, 201, 195, 195, 205, 205], strict=True))


@pytest.mark.parametrize("school_year", NOORD)
def test_school_holidays_of_region_noord(school_year):
    found = events(*school_year_span(school_year))
    found = found[(found["kind"] == "vakantie") & (found["name"] != "Zomervakantie")]
    spans = (found["start"].dt.strftime("%F ") + found["end"].dt.strftime("%F")).tolist()
    assert spans == NOORD[school_year]


@pytest.mark.parametrize("school_year", NOORD)
def test_number_of_possible_school_days(school_year):
    first, last = school_year_span(school_year)
    # 5 May counts as free in that table, and schools' closures do not.
    liberation_day = date(last.year, 5, 5)
    free = free_days(first, last, "Noord", "vo", [(liberation_day, "Bevrijdingsdag", False)])
    free = free[free["kind"] != "sluiting"]
    assert len(pd.bdate_range(first, last)) - len(free) == SCHOOL_DAYS[school_year]


def test_the_vmbo_period_has_49_school_days():
    first, last = date(2021, 1, 5), date(2021, 3, 19)
    free = free_days(first, last, "Noord", "vo")
    days = pd.bdate_range(first, last).difference(pd.DatetimeIndex(free["date"]))
    assert len(days) == 49
    assert days[19] == pd.Timestamp("2021-02-01")
    assert days[-20] == pd.Timestamp("2021-02-15")


def test_lockdown_differs_by_sector():
    span = date(2021, 2, 8), date(2021, 2, 19)
    assert events(*span, sector="vo")["kind"].tolist() == ["afstandsonderwijs"]
    assert events(*span, sector="po").empty


def test_closed_week_before_christmas_2021_is_free():
    span = date(2021, 12, 20), date(2021, 12, 24)
    for sector in ("po", "vo"):
        assert free_days(*span, "Noord", sector)["kind"].tolist() == ["sluiting"] * 5


def test_own_days_close_and_open():
    own = [(date(2021, 3, 3), "studiedag", False), (date(2021, 2, 22), "inhaaldag", True)]
    free = free_days(date(2021, 2, 22), date(2021, 3, 5), "Noord", "vo", own)
    assert free["date"].dt.day.tolist() == [23, 24, 25, 26, 3]
    assert free["name"].tolist()[-1] == "studiedag"


def test_regions_differ():
    span = date(2021, 2, 8), date(2021, 3, 5)
    starts = {
        region: events(*span, region=region).query("kind == 'vakantie'")["start"].iloc[0].day
        for region in ("Noord", "Midden", "Zuid")
    }
    assert starts == {"Noord": 20, "Midden": 20, "Zuid": 13}


def test_school_year_of_a_day():
    assert school_year_of(date(2021, 7, 31)) == "2020-2021"
    assert school_year_of(date(2020, 8, 1)) == "2020-2021"
