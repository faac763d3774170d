"""One school drawn from a seed: its world and what happened, before any file is written."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from proeftuin.simulation.history.absence import Absence, Kind, Kinds
from proeftuin.simulation.history.codes import MEANING
from proeftuin.simulation.history.plant import plant
from proeftuin.simulation.history.programme import prevent
from proeftuin.simulation.history.registrations import registrations
from proeftuin.simulation.history.reports import build_reports
from proeftuin.simulation.history.truth import windows
from proeftuin.simulation.schools.calendars import as_date
from proeftuin.simulation.schools.people import People, people
from proeftuin.simulation.schools.timetable import build_world
from proeftuin.simulation.schools.world import Bools, SchoolSpec, World


@dataclass(frozen=True)
class SampleSchool:
    """A school and its year.

    Parameters
    ----------
    world, people
        The school and its pupils.
    absent
        Pupil × day × slot: the `Kind` of absence or 0.
    remarks
        Per other kind, where it was registered.
    reports
        For the school whose register keeps reports of absence: as `build_reports` gives them.
    without
        For a school with a programme: `absent` as it would have been without.
    """

    world: World
    people: People
    absent: Kinds
    remarks: dict[Kind, Bools]
    reports: pd.DataFrame | None = None
    without: Kinds | None = None

    @property
    def unregistered(self) -> set[tuple[str, date]]:
        """Class and day of which nobody registered anything."""
        room, day = np.nonzero(self.world.unregistered)
        names = [each.name for each in self.world.spec.classes]
        days = self.world.days
        return {(names[r], as_date(days[d])) for r, d in zip(room, day, strict=True)}


def draw_school(rng: np.random.Generator, spec: SchoolSpec) -> SampleSchool:
    """Draw a school.

    Parameters
    ----------
    rng
        Source of all draws; what is written afterwards draws from it too.
    spec
        The description of the school.
    """
    world = build_world(rng, spec)
    absence = Absence(rng, world)
    if spec.planted is None:
        absent = absence.draw(np.arange(world.pupils))
    else:
        absent = plant(absence, windows(spec)[""], spec.planted)
    without = None
    if spec.programme is not None:
        without, absent = absent, prevent(rng, world, absent, *spec.programme)
    who = people(rng, world, digits=5 if spec.sector == "po" else 6)
    reports = None
    if spec.profile == "somtoday":
        reports, absent = build_reports(rng, world, absent)
    return SampleSchool(world, who, absent, absence.remarks(absent), reports, without)


def day_truth(
    sample: SampleSchool, registered: Bools | None = None, assumed: Bools | None = None
) -> pd.DataFrame:
    """Return what is true of every pupil on every school day, whatever the export.

    Parameters
    ----------
    sample
        The school.
    registered
        Class × day × slot: the sessions that an export shows to be registered; all but those that
        nobody registered by default.
    assumed
        Class × day × slot: those of them of which that is only assumed; none by default.

    Returns
    -------
    DataFrame
        `pupil` (the school's number), `class`, `date`, and the counts of the register's `days`.
    """
    world, absent = sample.world, sample.absent
    if registered is None:
        registered = np.broadcast_to(~world.unregistered[:, :, None], world.minutes.shape)
    if assumed is None:
        assumed = np.zeros(world.minutes.shape, dtype=bool)
    kept, unsure = (
        each[world.class_of, np.arange(len(world.days))] for each in (registered, assumed)
    )
    possible = np.where(world.excused | ~kept, 0, world.scheduled)
    rows = registrations(world, absent, sample.remarks)
    late = np.zeros(absent.shape, dtype=bool)
    late[tuple(rows.loc[rows["kind"] == Kind.LATE, ["pupil", "day", "slot"]].to_numpy().T)] = True
    authorised = [kind for kind in Kind if MEANING.get(kind, ("", "", ""))[2] == "ja"]
    sick = [Kind.SICK, Kind.SENT_HOME_SICK]
    missed = np.where(absent > 0, possible, 0)
    counts = {
        "sessions": possible > 0,
        "minutes": possible,
        "absent_sessions": missed > 0,
        "absent_minutes": missed,
        "authorised_minutes": np.where(np.isin(absent, authorised), missed, 0),
        "unauthorised_minutes": np.where(np.isin(absent, authorised), 0, missed),
        "sick_minutes": np.where(np.isin(absent, sick), missed, 0),
        "late": late,
        "unregistered_sessions": (world.scheduled > 0) & ~kept,
        "assumed_sessions": (possible > 0) & unsure,
        "assumed_minutes": np.where(unsure, possible, 0),
    }
    pupil, day = np.nonzero(world.class_of >= 0)
    names = np.array([room.name for room in world.spec.classes], dtype=object)
    table = pd.DataFrame(
        {
            "pupil": np.array(sample.people.number, dtype=object)[pupil],
            "class": names[world.class_of[pupil, day]],
            "date": world.days[day].astype("M8[us]"),
        }
    )
    return table.assign(**{name: grid.sum(axis=2)[pupil, day] for name, grid in counts.items()})
