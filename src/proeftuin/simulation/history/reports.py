"""Absences gathered into reports, from one lesson to another, as a school is told of them."""

import numpy as np
import pandas as pd

from proeftuin.simulation.history.absence import Kind, Kinds
from proeftuin.simulation.schools.world import World

# Share of the absences without a known reason that somebody reported after all.
REPORTED_LATER = 0.35
SEEN_DURING_REPORT = 0.015
# A report does not run through a holiday: at most a long weekend between two of its days.
LONGEST_GAP = 4


def build_reports(
    rng: np.random.Generator, world: World, absent: Kinds, seen_share: float = SEEN_DURING_REPORT
) -> tuple[pd.DataFrame, Kinds]:
    """Gather absences into reports, and let a few pupils turn up while they are reported absent.

    Parameters
    ----------
    rng, world, absent
        Source of the draws, the school, and who missed what.
    seen_share
        Share of the lessons inside a report of illness at which the pupil was there after all.

    Returns
    -------
    reports : DataFrame
        Indices `pupil`, `day`, `slot` of the first lesson and `last_day`, `last_slot` of the last
        one, and `kind`.
    absent : array
        Pupil × day × slot, without the lessons at which the pupil was seen.
    """
    kinds = np.where(absent == Kind.SENT_HOME_SICK, Kind.SICK, absent)
    kinds = np.where(kinds == Kind.SUSPENDED_INSIDE, Kind.SUSPENDED, kinds)
    later = rng.random(absent.shape[:2]) < REPORTED_LATER
    kinds[(kinds == Kind.UNEXPLAINED) & ~later[:, :, None]] = Kind.NONE

    pupil, day, slot = np.nonzero(world.possible)
    cells = pd.DataFrame(
        {"pupil": pupil, "day": day, "slot": slot, "kind": kinds[pupil, day, slot]}
    )
    date = world.days[day].astype("M8[D]").astype(np.int64)
    starts = np.ones(len(cells), dtype=bool)
    starts[1:] = (
        (np.diff(pupil) != 0) | (np.diff(cells["kind"]) != 0) | (np.diff(date) > LONGEST_GAP)
    )
    cells["run"] = starts.cumsum()
    cells = cells[cells["kind"] != Kind.NONE]
    inner = cells["run"].duplicated() & cells["run"].duplicated(keep="last")
    seen = inner & (cells["kind"] == Kind.SICK) & (rng.random(len(cells)) < seen_share)
    present = absent.copy()
    present[cells["pupil"][seen], cells["day"][seen], cells["slot"][seen]] = Kind.NONE

    runs = cells.groupby("run")
    reports = runs.first()
    reports[["last_day", "last_slot"]] = runs[["day", "slot"]].last()
    return reports.reset_index(drop=True), present
