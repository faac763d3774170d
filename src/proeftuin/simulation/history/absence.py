"""Absence as it comes about: illness in spells, skipped lessons by a few, and the rest.

Illness starts at a pupil's own rate, which is zero for one pupil in eight and otherwise differs
widely (a gamma distribution), times the season and the class. A spell lasts a few school days,
one in fifty lasts weeks. Skipped lessons come from two thirds of the pupils, most of them seldom.
"""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from proeftuin.simulation.schools.world import Bools, Floats, Ints, World

Kinds = npt.NDArray[np.int8]

NEVER_ILL = 0.12
GAMMA_SHAPE = 1.1
SPELL_DAYS = 2.6
LONG_SPELL_DAYS = 18
LONG_SPELLS = 0.02
SENT_HOME = 0.12
SKIPPERS = 0.65
SKIP_BETA = (0.38, 13.5)
CLASS_SPREAD = 0.2
PERIOD_SPREAD = 0.15


class Kind(IntEnum):
    """Why a session was missed (below 20), or what else was registered at one."""

    NONE = 0
    SICK = 1
    SENT_HOME_SICK = 2
    MEDICAL = 3
    LEAVE = 4
    SUSPENDED = 5
    SUSPENDED_INSIDE = 6
    TRUANCY = 7
    UNEXPLAINED = 8
    LATE = 20
    HOMEWORK = 21
    BOOKS = 22
    SENT_OUT = 23
    PRESENT = 24
    OUTSIDE_LESSONS = 25
    EXEMPT = 26


class Absence:
    """Draws histories of absence for the pupils of a school.

    Parameters
    ----------
    rng
        Source of all draws.
    world
        The school; its exemptions must be in place.
    """

    def __init__(self, rng: np.random.Generator, world: World) -> None:
        self.rng = rng
        self.world = world
        self.process = world.spec.process
        self.possible = world.possible > 0
        days = world.days.astype("M8[D]").astype(np.int64)
        dates, illness, skipping = zip(*self.process.season, strict=True)
        points = np.array(dates, "M8[D]").astype(np.int64)
        ill, skip = np.interp(days, points, illness), np.interp(days, points, skipping)
        effect = np.array([c.effect for c in world.spec.classes])
        effect *= np.exp(rng.normal(0, CLASS_SPREAD, len(effect)))
        month = (days - days[0]) // 28
        shock = np.exp(rng.normal(0, PERIOD_SPREAD, (len(effect), int(month.max()) + 1)))
        self.effect = effect
        self.illness: Floats = effect[:, None] * shock[:, month] * ill
        self.skipping: Floats = np.sqrt(effect)[:, None] * skip
        # A spell ends at the next holiday of a week or more.
        breaks = np.flatnonzero(np.diff(days) > 7) + 1
        ends = np.append(breaks, len(days))
        self.term_end: Ints = ends[np.searchsorted(ends, np.arange(len(days)), side="right")]

    def draw(self, pupils: Ints) -> Kinds:
        """Draw one history for each of `pupils` (an index may stand in it many times).

        Returns
        -------
        array
            History × day × slot, a `Kind` where the session was missed, else 0.
        """
        rng, process = self.rng, self.process
        possible = self.possible[pupils]
        histories, days, slots = map(int, possible.shape)
        rooms = self.world.class_of[pupils]
        day = np.arange(days)

        chance = process.skipping * np.where(
            rng.random(histories) < SKIPPERS, rng.beta(*SKIP_BETA, histories), 0
        )
        skipped = (
            rng.random(possible.shape, dtype=np.float32)
            < ((chance[:, None] * self.skipping[rooms, day])[:, :, None])
        )
        truant = rng.random((histories, days)) < 0.35
        kinds = np.where(
            skipped, np.where(truant, Kind.TRUANCY, Kind.UNEXPLAINED)[:, :, None], 0
        ).astype(np.int8)

        start = rng.integers(0, max(slots - 2, 1) + 1, (histories, days))
        length = 1 if slots == 2 else 2
        slot = np.arange(slots)
        visit = rng.random((histories, days)) < process.medical
        span = (slot >= start[..., None]) & (slot < (start + length)[..., None])
        kinds[visit[..., None] & span] = Kind.MEDICAL
        kinds[rng.random((histories, days)) < process.leave] = Kind.LEAVE
        trouble = rng.random((histories, days)) < process.suspended * (chance > 0.02)[:, None]
        inside = rng.random((histories, days)) < 0.4
        kinds[trouble] = np.where(inside[trouble], Kind.SUSPENDED_INSIDE, Kind.SUSPENDED)[:, None]

        mean = process.illness / (GAMMA_SHAPE * (1 - NEVER_ILL))
        rate = mean * rng.gamma(GAMMA_SHAPE, 1, histories) * (rng.random(histories) > NEVER_ILL)
        sick, from_slot = self._spells(rate[:, None] * self.illness[rooms, day], slots)
        home = sick[..., None] & (from_slot > 0)[..., None] & (slot >= from_slot[..., None])
        kinds[sick[..., None] & (slot >= from_slot[..., None])] = Kind.SICK
        kinds[home] = Kind.SENT_HOME_SICK
        return np.where(possible, kinds, 0).astype(np.int8)

    def _spells(self, rate: Floats, slots: int) -> tuple[Bools, Ints]:
        """Return the days of illness and the slot from which the pupil was away."""
        rng = self.rng
        row, day = np.nonzero(rng.random(rate.shape) < rate)
        mean = np.where(rng.random(len(row)) < LONG_SPELLS, LONG_SPELL_DAYS, SPELL_DAYS)
        end = np.minimum(day + rng.geometric(1 / mean), self.term_end[day])
        steps = np.zeros((rate.shape[0], rate.shape[1] + 1), dtype=np.int64)
        np.add.at(steps, (row, day), 1)
        np.add.at(steps, (row, end), -1)
        sick = steps.cumsum(axis=1)[:, :-1] > 0
        from_slot = np.zeros(rate.shape, dtype=np.int64)
        during = (rng.random(len(row)) < SENT_HOME) & ~sick[row, np.maximum(day - 1, 0)]
        from_slot[row[during], day[during]] = rng.integers(1, min(slots, 5), int(during.sum()))
        return sick, from_slot

    def remarks(self, absent: Kinds) -> dict[Kind, Bools]:
        """Draw what is registered of pupils who were there, per kind of remark."""
        rng, world = self.rng, self.world
        there = self.possible & (absent == Kind.NONE)
        slots = there.shape[2]
        first = self.possible.cumsum(axis=2) == 1
        habit = rng.gamma(0.6, self.process.late / 0.6, world.pupils)[:, None, None]
        chances: dict[Kind, Floats] = {Kind.LATE: np.where(first, habit, habit / 12)}
        if slots > 2:
            careless = rng.gamma(0.5, 1, world.pupils)[:, None, None]
            chances |= {
                Kind.HOMEWORK: careless * 0.006,
                Kind.BOOKS: careless * 0.003,
                Kind.SENT_OUT: careless * 0.0015,
                Kind.OUTSIDE_LESSONS: careless * 0.0004,
            }
        remarks = {kind: there & (rng.random(there.shape) < p) for kind, p in chances.items()}
        # A pupil who is not let in cannot have come late to the same lesson.
        if Kind.SENT_OUT in remarks:
            remarks[Kind.LATE] &= ~remarks[Kind.SENT_OUT]
        if Kind.HOMEWORK in remarks:
            remarks[Kind.HOMEWORK] |= remarks[Kind.LATE] & (rng.random(there.shape) < 0.03)
            remarks[Kind.PRESENT] = there & (rng.random(there.shape) < 0.0004)
            for kind in set(remarks) - {Kind.PRESENT}:
                remarks[Kind.PRESENT] &= ~remarks[kind]
        return remarks
