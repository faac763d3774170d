"""The wizard's questions about a school: its half-days, and what `proeftuinen.toml` needs."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

import typer

from proeftuin.cli.wizard.questions import ask, ask_until, choose, yes
from proeftuin.register.assembling.weekly_half_days import WEEKDAYS
from proeftuin.register.guessing.columns import header_words
from proeftuin.register.project.calendar import Region, Sector, school_year_of
from proeftuin.register.reading.session_labels import HALF_DAYS
from proeftuin.text.toml import toml_pairs, toml_table, toml_value
from proeftuin.text.words import listing, short_date

REGIONS: tuple[str, ...] = get_args(Region)
SECTORS: tuple[str, ...] = get_args(Sector)
_TIME = re.compile(r"(\d{1,2})[:.u](\d{2})")
Hours = list[tuple[str, str]]


@dataclass
class SchoolAnswer:
    """What a section of `proeftuinen.toml` says."""

    id: str
    name: str
    sector: str
    region: str
    export_date: date
    school_years: list[str]
    week: list[str] = field(default_factory=list)

    def lines(self, profiles: list[str], export: str) -> list[str]:
        """Write the section."""
        section = {
            "naam": self.name,
            "sector": self.sector,
            "regio": self.region,
            "profiel": profiles[0] if len(profiles) == 1 else profiles,
            "export": export,
            "exportdatum": self.export_date,
            "schooljaren": self.school_years,
        }
        return [toml_table(["scholen", self.id]), *toml_pairs(section), *self.week]


def ask_school(name: str, sector: str, dates: list[date]) -> SchoolAnswer:
    """Ask what a school's section needs.

    Parameters
    ----------
    name
        What it is called until somebody says otherwise.
    sector
        `po` or `vo`, as the export makes it likely.
    dates
        The days that the export has registrations of.
    """
    typer.echo("\nDe school.")
    last = max(dates, default=date.today())
    name = ask(f"- naam van de school [{name}]:", name)
    chosen = choose("- soort onderwijs?", SECTORS, SECTORS.index(sector))
    region = choose("- vakantieregio?", [each.lower() for each in REGIONS], 0)
    exported = ask_until(
        f"- tot en met welke dag is geregistreerd (de dag van de export)? [{short_date(last)}]",
        _day,
        short_date(last),
    )
    years = sorted({school_year_of(day) for day in dates} or {school_year_of(exported)})
    years = ask_until(f"- schooljaren? [{', '.join(years)}]", _years, ", ".join(years))
    school_id = header_words(name).replace(" ", "-") or "school"
    return SchoolAnswer(school_id, name, SECTORS[chosen], REGIONS[region], exported, years)


def ask_week(groups: list[str]) -> list[str]:
    """Ask the half-days of every group, and return them as lines for `proeftuinen.toml`."""
    typer.echo(
        "\nHoe laat begint en eindigt elk dagdeel? Typ ochtend en middag achter elkaar, zoals "
        "8:30-12:00 13:15-15:15;\nzonder middag alleen de ochtend, en 0 voor een vrije dag."
    )
    left = groups
    parts: list[str] = []
    while left:
        these = left
        if len(left) > 1 and not yes(f"Gelden dezelfde tijden voor groep {listing(left)}?"):
            known = left

            def read(answer: str, known: list[str] = known) -> list[str]:
                chosen = answer.replace(",", " ").split()
                if chosen and set(chosen) <= set(known):
                    return chosen
                raise ValueError(f"Typ een of meer van: {' '.join(known)}.")

            these = ask_until(f"Voor welke groepen eerst? (van {' '.join(left)})", read)
        parts += _ask_days(these)
        left = [group for group in left if group not in these]
    return ["week = [", *(f"    {part}," for part in parts), "]"]


def _ask_days(groups: list[str]) -> list[str]:
    hours: dict[str, Hours] = {}
    before = ""
    for day in WEEKDAYS:
        default = f" [{before}]" if before else ""
        question = f"- {day}{default}:"
        hours[day] = ask_until(question, _hours, before)
        # The first day is the best guess for the others: Wednesdays differ, Thursdays do not.
        before = before or " ".join("-".join(times) for times in hours[day])
    # Days of the same times share a line.
    shared: dict[tuple[int, tuple[str, str]], list[str]] = {}
    for day, each in hours.items():
        for place, times in enumerate(each):
            shared.setdefault((place, times), []).append(day)
    return [
        toml_value(
            {
                "groepen": groups,
                "dagen": days,
                "dagdeel": tuple(HALF_DAYS)[place],
                "begin": begin,
                "eind": end,
            }
        )
        for (place, (begin, end)), days in sorted(shared.items())
    ]


def _hours(answer: str) -> Hours:
    """Read `8:30-12:00 13:15-15:15`."""
    if answer == "0":
        return []
    found = _TIME.findall(answer)
    times = [f"{int(hour):02}:{minute}" for hour, minute in found]
    is_clock = all(int(hour) < 24 and int(minute) < 60 for hour, minute in found)
    pairs = list(zip(times[::2], times[1::2], strict=False))
    in_order = all(begin < end for begin, end in pairs) and times == sorted(times)
    if len(times) not in (2, 4) or not is_clock or not in_order:
        raise ValueError("Typ tijden als 8:30-12:00 13:15-15:15, of 0 voor een vrije dag.")
    return pairs


def _day(answer: str) -> date:
    import pandas as pd

    from proeftuin.register.reading.dates import parse_moments

    found = parse_moments(pd.Series([answer]))[0]
    if pd.isna(found):
        raise ValueError("Typ een datum als 16-07-2021.")
    day: date = found.date()
    return day


def _years(answer: str) -> list[str]:
    found = re.findall(r"(20\d{2}) ?[-/] ?(20\d{2})", answer)
    years = [f"{first}-{last}" for first, last in found if int(last) == int(first) + 1]
    if not years or len(years) != len(found):
        raise ValueError("Typ een schooljaar als 2020-2021.")
    return years
