"""One truth in every shape: absences per session, per range, per day, or from–to over days.

A registration system writes down the same absence in its own way. What is gathered here runs over
the sessions that the pupil could attend, so it may span a session that was cancelled or that the
pupil was exempt from, but never one at which the pupil was there, nor a week in which nothing was
registered for the class.
"""

import numpy as np
import pandas as pd

from proeftuin.simulation.history.absence import Kind
from proeftuin.simulation.schools.world import Bools, World

SHAPES = ("lesson", "range", "time", "day", "span")
# At most a long weekend between two days of one absence, so that none runs through a holiday.
LONGEST_GAP = 4


def gather(world: World, rows: pd.DataFrame, shape: str, whole_days: bool = False) -> pd.DataFrame:
    """Gather registrations.

    Parameters
    ----------
    world
        The school.
    rows
        Registrations per session: `pupil`, `day`, `slot`, `kind` and `code`.
    shape
        "lesson": one row per session. "range" and "time": consecutive sessions of a day. "day":
        whole days as one row, what is less per session. "span": from a session on one day to a
        session on the same or a later day.
    whole_days
        Let a "span" hold whole days only, and write what is less per session.

    Returns
    -------
    DataFrame
        `pupil`, `day`, `slot`, `last_day`, `last_slot`, `kind`, `code`, and `whole`: everything the
        pupil could attend from the first to the last day.
    """
    missed = rows["kind"] < Kind.LATE
    other = rows[~missed].assign(last_day=rows["day"], last_slot=rows["slot"], whole=False)
    cells = _cells(world, rows[missed])
    date = world.days[cells["day"]].astype("M8[D]").astype(np.int64)
    changed = np.ones(len(cells), dtype=bool)
    changed[1:] = (np.diff(cells["pupil"]) != 0) | (np.diff(cells["number"]) != 0)
    gap = np.diff(date, prepend=date[0])
    by_day = changed | (gap > 0)
    if shape == "lesson":
        starts = np.ones(len(cells), dtype=bool)
    elif shape in ("range", "time"):
        starts = by_day
    elif shape == "span" and not whole_days:
        starts = changed | (gap > LONGEST_GAP)
    else:
        whole = _whole(cells, by_day)[by_day.cumsum() - 1]
        longest = 0 if shape == "day" else LONGEST_GAP
        partly = ~whole | np.append(False, ~whole[:-1])
        starts = changed | partly | (gap > longest)
    runs = _runs(cells, starts)
    runs["whole"] = _whole(cells, starts) & (shape in ("day", "span"))
    table = pd.concat([runs[runs["number"] >= 0], other], ignore_index=True)
    order = ["day", "slot", "pupil", "kind", "code"]
    return table.sort_values(order, ignore_index=True).drop(columns="number")


def _cells(world: World, missed: pd.DataFrame) -> pd.DataFrame:
    """List every session a pupil could attend, pupil by pupil; `number` −1 where present."""
    numbers, codes = pd.factorize(missed["code"])
    where = tuple(missed[name].to_numpy() for name in ("pupil", "day", "slot"))
    number = np.full(world.possible.shape, -1)
    kind = np.zeros(world.possible.shape, dtype=np.int64)
    number[where], kind[where] = numbers, missed["kind"]
    pupil, day, slot = np.nonzero(world.possible)
    cells = pd.DataFrame({"pupil": pupil, "day": day, "slot": slot})
    cells["number"], cells["kind"] = number[pupil, day, slot], kind[pupil, day, slot]
    cells["code"] = np.append(np.array(codes, dtype=object), "")[cells["number"]]
    new = np.append(True, (np.diff(pupil) != 0) | (np.diff(day) != 0))
    cells["first"], cells["last"] = new, np.append(new[1:], True)
    return cells


def _runs(cells: pd.DataFrame, starts: Bools) -> pd.DataFrame:
    """Return one row per run of cells, from its first to its last session."""
    names = ["pupil", "day", "slot", "number", "kind", "code"]
    runs = cells.loc[starts, names].reset_index(drop=True)
    last = cells.loc[np.append(starts[1:], True), ["day", "slot"]].to_numpy()
    return runs.assign(last_day=last[:, 0], last_slot=last[:, 1])


def _whole(cells: pd.DataFrame, starts: Bools) -> Bools:
    """Return which runs begin with the first and end with the last session of a day."""
    ends = np.append(starts[1:], True)
    whole: Bools = cells["first"].to_numpy()[starts] & cells["last"].to_numpy()[ends]
    return whole
