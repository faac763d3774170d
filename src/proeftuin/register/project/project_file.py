"""Reading `proeftuinen.toml`: every mistake at once, in Dutch, with its place and the mend."""

import re
import tomllib
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError
from pydantic.alias_generators import to_snake

from proeftuin.errors import InputError, Problem
from proeftuin.register.profiles.expected_values import DUTCH_VALUES, expected_value, written
from proeftuin.register.project.settings import (
    ComparisonPeriod,
    Counting,
    ExportPeriod,
    HalfDay,
    Intervention,
    OwnDay,
    Part,
    Preregistration,
    PrimaryFigure,
    Project,
    School,
    Stages,
    unknown_school,
)


def load_project(path: Path | str) -> Project:
    """Read a `proeftuinen.toml`.

    Parameters
    ----------
    path
        The file; paths inside it start from its folder.

    Returns
    -------
    Project

    Raises
    ------
    InputError
        The file is missing, is no TOML, or has mistakes: all of them together, in Dutch.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        problem = Problem(
            "Het projectbestand bestaat niet.",
            path.name,
            mend="Controleer de naam en de map; een voorbeeld staat in data/sample.",
        )
        raise InputError([problem]) from None
    except UnicodeDecodeError:
        problem = Problem("Het bestand is geen UTF-8.", path.name, mend="Sla het op als UTF-8.")
        raise InputError([problem]) from None
    return _project(text, path.name).model_copy(update={"path": path})


# Every report of a batch asks for the same project, and the more schools it has the longer it
# takes: kernels are forked from a process that has read it.
@lru_cache(maxsize=1)
def _project(text: str, file: str) -> Project:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        row = re.search(r"line (\d+)", str(error))
        problem = Problem(
            "Het bestand is geen geldig TOML.",
            file,
            int(row[1]) if row else None,
            mend="Let op aanhalingstekens, haken en datums als 2021-01-05.",
        )
        raise InputError([problem]) from None
    schools = raw.get("scholen")
    if isinstance(schools, dict):
        for name, school in schools.items():
            if isinstance(school, dict):
                school["id"] = name
                _translate_values(school)
    if isinstance(raw.get("publiek"), str):
        raw["publiek"] = DUTCH_VALUES.get(raw["publiek"], raw["publiek"])
    try:
        project = Project.model_validate(raw | {"path": Path(file)})
    except ValidationError as error:
        raise InputError(_in_dutch(error, file, text)) from None
    unknown = [
        unknown_school(other, project.schools, file, _row_of(text, ("scholen", name)))
        for name, school in project.schools.items()
        for other in _named_beside(school)
        if other not in project.schools
    ]
    if unknown:
        raise InputError(unknown)
    return project


def _named_beside(school: School) -> list[str]:
    """Return the schools to set beside a school, and those that it laid down for that."""
    laid_down = school.preregistration.comparison if school.preregistration else []
    return list(dict.fromkeys([*school.comparison, *laid_down]))


def _translate_values(school: dict[str, object]) -> None:
    laid_down = school.get("vooraf")
    primary = laid_down.get("hoofdcijfer") if isinstance(laid_down, dict) else None
    for part in (school, primary):
        if isinstance(part, dict) and isinstance(measure := part.get("maat"), str):
            part["maat"] = DUTCH_VALUES.get(measure, measure)


def _in_dutch(error: ValidationError, file: str, text: str) -> list[Problem]:
    problems = []
    for fault in error.errors():
        place = tuple(str(part) for part in fault["loc"])
        kind, context = fault["type"], fault.get("ctx", {})
        value = written(fault["input"])
        if kind == "missing":
            what, expected, value = "Er ontbreekt een instelling.", "", ""
        elif kind == "extra_forbidden":
            known = _known_keys(place)
            near = get_close_matches(place[-1], known, 1)
            what = "Onbekende instelling."
            expected = f"bedoelde u ‘{near[0]}’?" if near else f"een van: {', '.join(known)}"
            value = ""
        else:
            what = "Een instelling heeft een verkeerde waarde."
            expected = expected_value(kind, context)
        problems.append(
            Problem(
                what,
                file,
                _row_of(text, place),
                ".".join(place),
                value,
                expected,
                "Verbeter het in dit bestand; data/sample/proeftuinen.toml is een voorbeeld.",
            )
        )
    return problems


def _known_keys(place: tuple[str, ...]) -> list[str]:
    parts: dict[str, type[Part]] = {
        "periode": ComparisonPeriod,
        "eigen_dagen": OwnDay,
        "interventies": Intervention,
        "week": HalfDay,
        "telt_mee": Counting,
        "exportperiode": ExportPeriod,
        "bouw": Stages,
        "vooraf": Preregistration,
        "hoofdcijfer": PrimaryFigure,
    }
    inside = next((parts[part] for part in reversed(place[:-1]) if part in parts), None)
    model = inside or (School if len(place) > 1 else Project)
    hidden = {"id", "path"}
    return [
        field.alias or to_snake(name)
        for name, field in model.model_fields.items()
        if name not in hidden
    ]


def _row_of(text: str, place: tuple[str, ...]) -> int | None:
    """Find the line of a setting; TOML readers give values without their place."""
    lines = text.splitlines()
    start = 0
    if len(place) > 1 and place[0] == "scholen":
        # A part with a heading of its own has keys that the school has too.
        for depth in (3, 2):
            heading = ".".join(place[:depth])
            headings = [i for i, line in enumerate(lines) if heading in line]
            if headings:
                start = headings[0]
                break
    for name in reversed(place[2:] if start else place):
        for i, line in enumerate(lines[start:], start):
            if re.match(rf"\s*{re.escape(name)}\s*=|\[+.*\.{re.escape(name)}\]", line):
                return i + 1
    return start + 1 if start else None
