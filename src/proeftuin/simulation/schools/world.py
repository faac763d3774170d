"""A school as arrays: pupils, classes, school days and the sessions given.

Three axes carry everything: pupil, school day and slot of the day (lesson hours for secondary
schools, morning and afternoon for primary ones). What a pupil could attend is then one look-up in
the timetable of the class, and what was missed is one array of the same shape.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.simulation.schools.calendars import Days, school_days, weeks

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ClassSpec:
    """A class in one school year.

    Parameters
    ----------
    name, year_group, track
        As the export names them.
    pupils
        Newly enrolled on the first day, besides those that come from `follows`.
    follows
        The class of the year before whose pupils, those one year group lower, go on in this one.
    effect
        Factor on how often its pupils are absent.
    practical
        Share of the double hours that are one lesson of two hours.
    covered
        No lesson is cancelled: a colleague takes over.
    until
        Last day with lessons (the exam classes stop early).
    """

    name: str
    year_group: int
    track: str
    pupils: int = 0
    follows: str = ""
    effect: float = 1.0
    practical: float = 0.1
    covered: bool = False
    until: str = "2099-12-31"


@dataclass(frozen=True)
class YearSpec:
    """A school year: first and last day of enrolments, and the span of days that was exported."""

    enrolled: str
    ended: str
    start: str
    end: str
    classes: tuple[ClassSpec, ...]


@dataclass(frozen=True)
class Process:
    """How often pupils are absent.

    Parameters
    ----------
    illness
        Mean number of new illnesses per pupil and school day.
    skipping
        Factor on the chance that a lesson is skipped.
    medical, leave, suspended
        Chance per pupil and school day; of suspension only for pupils who skip many lessons.
    late
        Mean chance that a first lesson starts late for a pupil.
    season
        Dates with a factor on illness and one on skipping, straight lines between them.
    """

    illness: float
    skipping: float
    season: tuple[tuple[str, float, float], ...]
    medical: float = 0.005
    leave: float = 0.0012
    suspended: float = 0.0012
    late: float = 0.03


@dataclass(frozen=True)
class SchoolSpec:
    """One sample school.

    Parameters
    ----------
    id, sector
        Name of its folder; "po" or "vo".
    profile
        The kind of system its own export comes from.
    years
        The school years in the export, in order.
    process
        How often pupils are absent.
    windows
        Name of a pair of windows ("" or "earlier") with the period, whose first and last 20 school
        days they are.
    free
        The school's own free days.
    joins, leaves, switches
        Dates on which one pupil enters, has a last day, or starts in another class; a date can
        stand in it more than once.
    exempt
        Number of pupils with an exemption from one lesson a week.
    school_wide
        Dates with an activity in place of the lessons from the fifth hour on.
    unregistered
        A class, and the Monday from which on nothing was registered for it, for how many weeks.
    planted
        Pupils by tier before (rows) and after (columns) of the first pair of windows.
    lower
        Highest year group of the onderbouw.
    programme
        First day of a programme, and the share of the absences beginning from then on that it
        prevents.
    """

    id: str
    sector: str
    profile: str
    years: tuple[YearSpec, ...]
    process: Process
    windows: dict[str, tuple[str, str]]
    unregistered: tuple[str, str, int]
    free: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    exempt: int = 0
    school_wide: tuple[str, ...] = ()
    planted: tuple[tuple[int, ...], ...] | None = None
    lower: int = 2
    programme: tuple[str, float] | None = None

    @property
    def minimum_sessions(self) -> int:
        """Fewest possible sessions that give a pupil a tier."""
        return 10 if self.sector == "po" else 30

    @cached_property
    def days(self) -> Days:
        """All school days of the export."""
        spans = [school_days(y.start, y.end, self.free, self.sector) for y in self.years]
        return np.concatenate(spans)

    @property
    def classes(self) -> list[ClassSpec]:
        """The classes of all years, in order."""
        return [spec for year in self.years for spec in year.classes]


@dataclass
class World:
    """A school with its timetable; arrays are pupil × day × slot unless they say otherwise.

    Parameters
    ----------
    spec
        The description it was made from.
    enrolments
        One row per enrolment: `pupil`, `cls` (indices), `start`, `end` (NaT = still there).
    minutes
        Class × day × slot: minutes of the session given, 0 when there is none.
    items
        Timetable items of a secondary school: `cls`, `day`, `first`, `last`, `type`, `status`.
    exempt
        Sessions at which the pupil need not be.
    """

    spec: SchoolSpec
    enrolments: pd.DataFrame
    minutes: Ints
    items: pd.DataFrame
    exempt: Bools = field(init=False)

    def __post_init__(self) -> None:
        self.exempt = np.zeros(self.scheduled.shape, dtype=bool)

    @property
    def days(self) -> Days:
        """The school days."""
        return self.spec.days

    @cached_property
    def pupils(self) -> int:
        """Number of pupils."""
        return int(self.enrolments["pupil"].max()) + 1

    @cached_property
    def class_of(self) -> Ints:
        """Pupil × day: index of the class, −1 when not enrolled."""
        class_of = np.full((self.pupils, len(self.days)), -1)
        start = self.enrolments["start"].to_numpy("M8[D]")
        end = self.enrolments["end"].fillna(pd.Timestamp("2099-12-31")).to_numpy("M8[D]")
        row, day = np.nonzero((start[:, None] <= self.days) & (self.days <= end[:, None]))
        pupil, cls = (self.enrolments[name].to_numpy() for name in ("pupil", "cls"))
        class_of[pupil[row], day] = cls[row]
        return class_of

    @cached_property
    def unregistered(self) -> Bools:
        """Class × day: nobody registered anything in those weeks."""
        name, monday, number = self.spec.unregistered
        of_class = np.array([spec.name == name for spec in self.spec.classes])
        since = weeks(self.days) - weeks(np.array([monday], "M8[D]"))
        return of_class[:, None] & (since >= 0) & (since < number)

    @cached_property
    def scheduled(self) -> Ints:
        """Minutes of the sessions given to the pupil's class while enrolled."""
        minutes = self.minutes[self.class_of, np.arange(len(self.days))]
        return np.where(self.class_of[:, :, None] >= 0, minutes, 0)

    @cached_property
    def silent(self) -> Bools:
        """Pupil × day × 1: nobody registered anything for the pupil's class in those weeks."""
        return self.unregistered[self.class_of, np.arange(len(self.days))][:, :, None]

    @property
    def excused(self) -> Bools:
        """Sessions for which it was registered that the pupil need not be there."""
        return self.exempt & ~self.silent

    @property
    def possible(self) -> Ints:
        """Minutes that count as possible: registered sessions at which the pupil was expected."""
        return np.where(self.exempt | self.silent, 0, self.scheduled)


def enrol(rng: np.random.Generator, spec: SchoolSpec) -> pd.DataFrame:
    """Put pupils in classes: a start of year, then joiners, leavers and changes of class."""
    classes = spec.classes
    rows: list[pd.DataFrame] = []
    count = offset = 0
    for year in spec.years:
        names = [c.name for c in year.classes]
        old = rows[-1] if rows else pd.DataFrame({"pupil": [], "name": [], "group": []})
        for index, room in enumerate(year.classes, start=offset):
            goes_on = old["name"].eq(room.follows) & old["group"].eq(room.year_group - 1)
            staying = old.loc[goes_on, "pupil"].to_numpy(int)
            fresh = np.arange(count, count + room.pupils)
            count += room.pupils
            pupil = np.concatenate([staying, fresh])
            columns = {"pupil": pupil, "cls": index, "name": room.name, "group": room.year_group}
            rows.append(pd.DataFrame(columns))
        rows[-len(names) :] = [pd.concat(rows[-len(names) :])]
        rows[-1]["start"] = pd.Timestamp(year.enrolled)
        rows[-1]["end"] = pd.Timestamp(year.ended)
        offset += len(names)
    last = offset - len(spec.years[-1].classes)
    rows[-1]["end"] = pd.NaT
    table = pd.concat(rows, ignore_index=True).drop(columns=["name", "group"])

    groups = np.array([c.year_group for c in classes])
    siblings = np.equal.outer(groups, groups) & ~np.eye(len(groups), dtype=bool)
    siblings[:, :last] = False
    here = table["cls"] >= last
    leaving = rng.choice(table.index[here], len(spec.leaves), replace=False)
    movable = here & siblings.any(axis=1)[table["cls"]] & ~table.index.isin(leaving)
    switching = rng.choice(table.index[movable], len(spec.switches), replace=False)
    table.loc[leaving, "end"] = pd.to_datetime(list(spec.leaves))
    joining = pd.DataFrame(
        {
            "pupil": np.arange(count, count + len(spec.joins)),
            "cls": rng.integers(last, offset, len(spec.joins)),
            "start": pd.to_datetime(list(spec.joins)),
        }
    )
    dates = pd.to_datetime(list(spec.switches))
    target = [int(rng.choice(np.flatnonzero(siblings[own]))) for own in table.loc[switching, "cls"]]
    switched = pd.DataFrame(
        {
            "pupil": table.loc[switching, "pupil"].to_numpy(),
            "cls": np.array(target, dtype=np.int64),
            "start": dates,
        }
    )
    table.loc[switching, "end"] = dates - pd.Timedelta(days=1)
    table = pd.concat([table, joining, switched], ignore_index=True)
    table[["start", "end"]] = table[["start", "end"]].astype("datetime64[us]")
    return table.sort_values(["pupil", "start"], ignore_index=True)
