"""A programme whose result is known: the same pupils and the same weeks, with and without it."""

import numpy as np

from proeftuin.simulation.history.absence import Kinds
from proeftuin.simulation.schools.world import World


def prevent(
    rng: np.random.Generator, world: World, absent: Kinds, start: str, share: float
) -> Kinds:
    """Take out a share of the absences that begin from a day on.

    An absence runs over the sessions that the pupil could attend until the first one at which the
    pupil was there; each is taken out as a whole or not at all.

    Parameters
    ----------
    rng
        Source of the choice.
    world
        The school.
    absent
        Pupil × day × slot: the `Kind` of absence or 0.
    start
        First day of the programme, ISO date.
    share
        Chance that an absence is prevented.

    Returns
    -------
    array
        A copy of `absent`.
    """
    pupil, day, slot = np.nonzero(world.possible)
    missed = absent[pupil, day, slot] > 0
    goes_on = np.append(False, missed[:-1] & (np.diff(pupil) == 0))
    begins = missed & ~goes_on
    prevented = (world.days[day[begins]] >= np.datetime64(start)) & (
        rng.random(int(begins.sum())) < share
    )
    # Which absence each missed session belongs to.
    number = begins.cumsum()[missed] - 1
    gone = np.flatnonzero(missed)[prevented[number]]
    kept = absent.copy()
    kept[pupil[gone], day[gone], slot[gone]] = 0
    return kept
