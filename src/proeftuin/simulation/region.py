"""A region of primary schools, for methods that need many schools: pilots and schools without one.

All schools have one calendar and one season. They differ in size, in how often their pupils are
ill, and in shocks to a whole school that last four weeks (a wave of flu that one village gets and
the next does not), as large as between comparable periods of real schools. From the start of the
programme on a share of the absences at the pilots does not begin; drawn without it, the same
pupils tell what the programme did.

Which schools are pilots is drawn too: at real pilots it is not, and reports must say so.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from proeftuin.simulation.history.absence import Kinds
from proeftuin.simulation.history.sample import SampleSchool
from proeftuin.simulation.history.truth import WINDOW_DAYS, tiers
from proeftuin.simulation.schools.calendars import first_and_last, school_days
from proeftuin.simulation.schools.world import ClassSpec, Process, SchoolSpec, World, YearSpec

YEARS = (("2022-08-29", "2023-07-21"), ("2023-09-04", "2024-07-19"))
FREE = ("2022-11-04", "2023-05-19", "2023-10-13", "2024-05-10")
PERIOD = ("2023-11-27", "2024-03-22")
START = "2024-01-08"
"""First day of the programme: after the first window of the period."""

SIZES = (60, 320)
SEASON = (
    ("2022-08-29", 0.6),
    ("2022-11-20", 1.1),
    ("2023-01-09", 1.3),
    ("2023-03-24", 0.9),
    ("2023-07-21", 0.6),
    ("2023-09-04", 0.6),
    ("2023-11-20", 1.1),
    ("2024-01-08", 1.3),
    ("2024-03-22", 0.9),
    ("2024-07-19", 0.6),
)
ILLNESS = 0.0105
# On the scale of a logarithm: schools differ, and each of their periods of four weeks does.
SCHOOL_SPREAD, SHOCK = 0.12, 0.10
SHOCK_DAYS = 28
PREVENTED = 0.3
COMING_AND_GOING = 0.02
TREES = (
    *("Berken", "Beuken", "Dennen", "Elzen", "Essen", "Hazel"),
    *("Iepen", "Linden", "Meidoorn", "Populier", "Vlier", "Wilgen"),
)
ENDINGS = (
    *("brink", "goor", "hoek", "horst", "kamp", "laar"),
    *("maat", "marke", "rode", "stee", "veld", "winkel"),
)


@dataclass(frozen=True)
class Region:
    """Schools of one region.

    Parameters
    ----------
    schools
        Their descriptions, in order of name.
    names
        Their names, by id.
    """

    schools: tuple[SchoolSpec, ...]
    names: dict[str, str]

    @property
    def pilots(self) -> tuple[str, ...]:
        """Ids of the schools with a programme."""
        return tuple(spec.id for spec in self.schools if spec.programme)


def draw_region(
    rng: np.random.Generator,
    schools: int = 14,
    pilots: int = 6,
    sizes: tuple[int, int] = SIZES,
    prevented: float = PREVENTED,
) -> Region:
    """Describe a region.

    Parameters
    ----------
    rng
        Source of names, sizes and shocks, and of which schools are pilots.
    schools, pilots
        How many schools, and how many of them have a programme.
    sizes
        Pupils of the smallest and of the largest school; the others lie between at equal ratios.
    prevented
        Share of the absences that the programme prevents.

    Raises
    ------
    ValueError
        For more schools than there are names, or more pilots than schools.

    Examples
    --------
    >>> region = draw_region(np.random.default_rng(1), schools=3, pilots=1)
    >>> [spec.id for spec in region.schools], len(region.pilots)
    (['de-hazelmarke', 'de-lindenhorst', 'de-populierstee'], 1)
    """
    if not 0 <= pilots <= schools <= len(TREES) * len(ENDINGS):
        raise ValueError(f"{pilots} pilots of {schools} schools: not that many schools or names")
    chosen = rng.permutation(len(TREES) * len(ENDINGS))[:schools]
    names = sorted(f"De {TREES[n % len(TREES)]}{ENDINGS[n // len(TREES)]}" for n in chosen)
    pupils = rng.permutation(np.geomspace(*sizes, schools).round().astype(int))
    has_pilot = np.isin(np.arange(schools), rng.permutation(schools)[:pilots])
    specs = tuple(
        _school(rng, _id(name), int(size), (START, prevented) if pilot else None)
        for name, size, pilot in zip(names, pupils, has_pilot, strict=True)
    )
    return Region(specs, {_id(name): name for name in names})


def region_truth(sample: SampleSchool) -> dict[str, Any]:
    """Return what is true of a school in the two windows of the period.

    Parameters
    ----------
    sample
        The school.

    Returns
    -------
    dict
        Paired pupils, those in Tier 1 before and after, and the change; for a pilot also what the
        change of the same pupils would have been without the programme, and the difference of the
        two, which is what the programme did.
    """
    spec = sample.world.spec
    n, before, after = _tier_one(sample.world, sample.absent)
    found: dict[str, Any] = {
        "school": spec.id,
        "pilot": spec.programme is not None,
        "paired": n,
        "tier_1_before": before,
        "tier_1_after": after,
        "change_points": round(100 * (after - before) / n, 4),
    }
    if sample.without is not None:
        *_, otherwise = _tier_one(sample.world, sample.without)
        found["without_points"] = round(100 * (otherwise - before) / n, 4)
        found["programme_points"] = round(100 * (after - otherwise) / n, 4)
    return found


def _tier_one(world: World, absent: Kinds) -> tuple[int, int, int]:
    """Count the pupils with a tier in both windows, and those of them in Tier 1 in each."""
    possible = world.possible
    missed = np.where(absent > 0, possible, 0)
    classified, first = [], []
    for window in first_and_last(world.days, *PERIOD, WINDOW_DAYS):
        inside = np.isin(world.days, window)
        of, away = (minutes[:, inside].sum(axis=(1, 2)) for minutes in (possible, missed))
        sessions = (possible[:, inside] > 0).sum(axis=(1, 2))
        classified.append(sessions >= world.spec.minimum_sessions)
        first.append(tiers(away, of) == 1)
    paired = classified[0] & classified[1]
    before, after = (int((paired & one).sum()) for one in first)
    return int(paired.sum()), before, after


def _school(
    rng: np.random.Generator, name: str, size: int, programme: tuple[str, float] | None
) -> SchoolSpec:
    rooms = _rooms(size)
    fresh = np.bincount(np.arange(size) % len(rooms), minlength=len(rooms))
    # In the second year the pupils of a class go on, and new ones enter the first year group.
    first = [ClassSpec(*room, "bao", int(n)) for room, n in zip(rooms, fresh, strict=True)]
    second = [
        ClassSpec(room, group, "bao", int(n) if group == 1 else 0, _below(rooms, room, group))
        for (room, group), n in zip(rooms, fresh, strict=True)
    ]
    moves = [
        tuple(
            str(day) for day in np.sort(rng.choice(_second_year(), round(COMING_AND_GOING * size)))
        )
        for _ in range(2)
    ]
    return SchoolSpec(
        id=name,
        sector="po",
        profile="dagdelen",
        years=tuple(
            YearSpec(*span, *span, tuple(classes))
            for span, classes in zip(YEARS, (first, second), strict=True)
        ),
        process=Process(
            illness=ILLNESS * float(np.exp(rng.normal(0, SCHOOL_SPREAD))),
            skipping=0.2,
            season=_season(rng),
            medical=0.004,
            leave=0.0015,
            suspended=0.006,
        ),
        windows={"": PERIOD},
        unregistered=("", YEARS[0][0], 0),
        free=FREE,
        joins=moves[0],
        leaves=moves[1],
        lower=4,
        programme=programme,
    )


def _rooms(size: int) -> list[tuple[str, int]]:
    """Return the classes of a school as name and year group; a small one has two groups in each."""
    groups = range(1, 9)
    if size < 130:
        return [(f"Groep {g - (g + 1) % 2}-{g + g % 2}", g) for g in groups]
    letters = "AB" if size >= 240 else ("",)
    return [(f"Groep {g}{letter}", g) for g in groups for letter in letters]


def _below(rooms: list[tuple[str, int]], room: str, group: int) -> str:
    """Return the class whose pupils go on in this one."""
    lower = [name for name, below in rooms if below == group - 1]
    return next((name for name in lower if name[-1:] == room[-1:]), *lower[:1]) if lower else ""


def _second_year() -> npt.NDArray[np.datetime64]:
    start, end = YEARS[1]
    return school_days(start, end, FREE, "po")[10:-10]


def _season(rng: np.random.Generator) -> tuple[tuple[str, float, float], ...]:
    """Return the season of the region with the shocks of one school, a step per four weeks."""
    first, last = np.datetime64(YEARS[0][0]), np.datetime64(YEARS[1][1])
    starts = np.arange(first, last, SHOCK_DAYS)
    shocks = np.exp(rng.normal(0, SHOCK, len(starts))).repeat(2)
    days = np.stack([starts, starts + SHOCK_DAYS - 1], axis=1).ravel()
    dates, factors = zip(*SEASON, strict=True)
    points = np.array(dates, "M8[D]").astype(np.int64)
    season = np.interp(days.astype(np.int64), points, factors) * shocks
    return tuple((str(day), float(factor), 1.0) for day, factor in zip(days, season, strict=True))


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")
