"""Plant an exact table of who moved from which tier to which, in histories that look natural.

Each pupil is given a cell of the table (worse classes get the worse cells), then histories are
drawn for the pupil until one falls in that cell. A history brings its own rates of illness and
skipping, so the rest of the year fits what happens in the two windows.
"""

import numpy as np

from proeftuin.simulation.history.absence import Absence, Kinds
from proeftuin.simulation.history.truth import tiers
from proeftuin.simulation.schools.calendars import Days
from proeftuin.simulation.schools.world import Ints, World

BATCH = 2000
MOST_BATCHES = 200


def plant(
    absence: Absence, windows: tuple[Days, Days], table: tuple[tuple[int, ...], ...]
) -> Kinds:
    """Draw a history for every pupil, those classified in both windows as `table` says.

    Parameters
    ----------
    absence
        Draws histories.
    windows
        School days before and after.
    table
        Pupils by tier before (rows) and after (columns).

    Raises
    ------
    ValueError
        If the school has not as many paired pupils as the table.
    RuntimeError
        If a cell is so rare that no history falls in it.
    """
    world = absence.world
    inside = [np.isin(world.days, window) for window in windows]
    possible = world.possible
    enough = [
        (possible[:, days] > 0).sum(axis=(1, 2)) >= world.spec.minimum_sessions for days in inside
    ]
    paired = np.flatnonzero(enough[0] & enough[1])
    cells = np.array([[b, a] for b in range(3) for a in range(3) for _ in range(table[b][a])]) + 1
    if len(paired) != len(cells):
        msg = f"{len(paired)} pupils are classified in both windows, the table has {len(cells)}"
        raise ValueError(msg)
    wanted = np.zeros((world.pupils, 2), dtype=np.int64)
    wanted[paired] = _assign(absence, paired, cells)

    kinds = absence.draw(np.arange(world.pupils))
    open_pupils = paired[(_tiers(world, paired, kinds[paired], inside) != wanted[paired]).any(1)]
    for _ in range(MOST_BATCHES):
        if not len(open_pupils):
            return kinds
        candidates = np.resize(open_pupils, max(BATCH // len(open_pupils), 1) * len(open_pupils))
        drawn = absence.draw(candidates)
        fits = (_tiers(world, candidates, drawn, inside) == wanted[candidates]).all(axis=1)
        found, first = np.unique(candidates[fits], return_index=True)
        kinds[found] = drawn[np.flatnonzero(fits)[first]]
        open_pupils = np.setdiff1d(open_pupils, found)
    msg = f"no history found for {len(open_pupils)} pupils"
    raise RuntimeError(msg)


def _assign(absence: Absence, paired: Ints, cells: Ints) -> Ints:
    """Give each pupil a cell: the worse the class, the worse the cell, by and large."""
    rng, world = absence.rng, absence.world
    last = world.class_of[paired].max(axis=1)
    badness = np.log(absence.effect[last]) + rng.normal(0, 0.6, len(paired))
    severity = cells.sum(axis=1) + rng.normal(0, 0.8, len(cells))
    wanted = np.empty_like(cells)
    wanted[np.argsort(badness, kind="stable")] = cells[np.argsort(severity, kind="stable")]
    return wanted


def _tiers(world: World, pupils: Ints, kinds: Kinds, inside: list[np.ndarray]) -> Ints:
    minutes = world.possible[pupils]
    columns = [
        tiers(
            np.where(kinds[:, days] > 0, minutes[:, days], 0).sum(axis=(1, 2)),
            minutes[:, days].sum(axis=(1, 2)),
        )
        for days in inside
    ]
    return np.stack(columns, axis=1)
