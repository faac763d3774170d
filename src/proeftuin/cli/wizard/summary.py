"""What the wizard is about to write, for somebody to look at once more."""

import tomllib
from typing import Any

from proeftuin.register.assembling.weekly_half_days import WEEKDAYS
from proeftuin.text.words import listing


def week_summary(week: list[str]) -> list[str]:
    r"""Lay out the hours of a school's week, with the sum per group.

    Parameters
    ----------
    week
        The lines that are written in `proeftuinen.toml`.

    Examples
    --------
    >>> part = ('{ groepen = ["5"], dagen = ["maandag", "dinsdag"], '
    ...         'dagdeel = "ochtend", begin = "08:30", eind = "12:00" }')
    >>> week = ["week = [", part, "]"]
    >>> print("\n".join(week_summary(week)))
    groep 5: 7 uur per week
      maandag    08:30-12:00
      dinsdag    08:30-12:00
      woensdag   vrij
      donderdag  vrij
      vrijdag    vrij
    """
    parts: list[dict[str, Any]] = tomllib.loads("\n".join(week)).get("week", [])
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for part in parts:
        groups.setdefault(tuple(part["groepen"]), []).append(part)
    lines = []
    for names, those in groups.items():
        minutes = sum(len(part["dagen"]) * _length(part) for part in those)
        lines.append(f"groep {listing(list(names))}: {_hours(minutes)} per week")
        for day in WEEKDAYS:
            times = [f"{part['begin']}-{part['eind']}" for part in those if day in part["dagen"]]
            lines.append(f"  {day:<9}  {' '.join(times) or 'vrij'}")
    return lines


def _length(part: dict[str, Any]) -> int:
    return _minutes(part["eind"]) - _minutes(part["begin"])


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} uur" + (f" en {rest} minuten" if rest else "")
