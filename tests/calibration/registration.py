"""Registers of deviations whose every absence is known, with and without gaps in the registration.

Written apart from the package's own simulation: pupils of unequal health, absence in spells and in
single sessions, lateness, waves of flu, classes that differ. What is measured is how far the tiers
are from those of what really happened, which classes lose their pyramid, and what of the gaps is
found.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from proeftuin.register.registered.evidence import is_registered, weigh

MONDAY = np.datetime64("2020-08-17")
LINE = 0.8
LATE = 0.05
"""Marks of lateness per pupil and week."""
GROUP_LESSONS = 3
LINES = 8
"""Lesson groups: a pupil has one in each of eight lines of the timetable, three lessons a week."""

Gap = Literal["", "class", "month", "school week", "weekday", "subject", "weeks"]


@dataclass(frozen=True)
class Registers:
    """Schools drawn from a grid; each world is one of them.

    Parameters
    ----------
    sizes
        Pupils in a class, or in a lesson group.
    classes, weeks, rates
        Numbers of classes and of weeks, and shares of absence.
    groups
        Pupils are in lesson groups instead of one class.
    gap
        What was not registered: a class always, a class for four weeks, the whole school for a
        week, a weekday or a subject (three lessons a week) always in half of the classes, or one
        class-week in twenty.
    """

    sizes: tuple[int, ...] = (6, 8, 12, 20, 30)
    classes: tuple[int, ...] = (1, 4, 16)
    weeks: tuple[int, ...] = (4, 13, 40)
    rates: tuple[float, ...] = (0.02, 0.05, 0.12)
    groups: bool = False
    gap: Gap = ""

    @property
    def changes(self):
        return False

    def __str__(self):
        what = "lesson groups" if self.groups else "classes"
        parts = [f"{what} of {', '.join(map(str, self.sizes))}"]
        parts += [f"{self.classes[0]} of them"] if len(self.classes) == 1 else []
        parts += [f"not registered: {NAMES[self.gap]}"] if self.gap else []
        return "; ".join(parts)

    def draw(self, rng, worlds):
        return [self.draw_one(rng) for _ in range(worlds)]

    def draw_one(self, rng):
        grid = (self.sizes, self.classes, self.weeks, self.rates)
        size, classes, weeks, rate = (each[rng.integers(len(each))] for each in grid)
        lessons = 6 if self.groups or self.gap in ("subject", "weekday") else 2
        absent, late = _absence(rng, classes, size, weeks, rate, lessons)
        place, given = (
            _groups(rng, classes, size, weeks) if self.groups else _classes(classes, size, absent)
        )
        registered = given.copy()
        _leave_out(rng, registered, self.gap)
        return Drawn(place, given, registered, absent, late)


NAMES = {
    "class": "a class, ever",
    "month": "a class, for four weeks",
    "school week": "the school, for a week",
    "weekday": "a weekday, in half of the classes",
    "subject": "a subject, in half of the classes",
    "weeks": "one class-week in twenty",
}


class Drawn:
    """One world.

    Parameters
    ----------
    place
        Pupil × class: who is in which class or group.
    given, registered
        Class × day × session: what was given, and of what somebody kept a register.
    absent, late
        Pupil × day × session.
    """

    def __init__(self, place, given, registered, absent, late):
        self.place, self.given, self.registered = place, given, registered
        self.absent, self.late = absent, late
        self.ours = self._judged()
        self.old = self._old_rule()

    def _judged(self):
        pupil, cls = np.nonzero(self.place)
        days = _dates(self.given.shape[1])
        pupils = pd.DataFrame(
            {
                "pupil": _names("p", pupil),
                "class": _names("c", cls),
                "start": days[0],
                "end": pd.Series(pd.NaT, index=range(len(pupil)), dtype="datetime64[us]"),
            }
        )
        cls, day, slot = np.nonzero(self.given)
        sessions = pd.DataFrame(
            {"class": _names("c", cls), "date": days[day], "session": _names("", slot)}
        )
        seen = self.seen
        marks = []
        for kind, where in (("absent", self.absent), ("late", self.late)):
            who, day, slot = np.nonzero(where & seen)
            marks.append(
                pd.DataFrame(
                    {
                        "pupil": _names("p", who),
                        "date": days[day],
                        "session": _names("", slot),
                        "kind": kind,
                    }
                )
            )
        evidence = weigh(pupils, sessions.assign(evidence=""), pd.concat(marks, ignore_index=True))
        found = np.zeros(self.given.shape, dtype=bool)
        found[self.given] = is_registered(evidence).to_numpy()
        return found

    @property
    def seen(self):
        """Pupil × day × session: given to the pupil and registered."""
        return _spread(self.place, self.registered)

    def _old_rule(self):
        """Drop every class and week without a mark: the rule that was, and must fail."""
        marked = (self.absent | self.late) & self.seen
        classes, days, slots = self.given.shape
        weeks = marked.reshape(len(marked), days // 5, 5 * slots).any(axis=2)
        if self.place.sum(axis=1).max() == 1:
            of_class = self.place.T.astype(int) @ weeks.astype(int) > 0
            kept = np.repeat(of_class, 5, axis=1)[:, :, None]
            return self.given & kept
        rows = []
        for number in range(classes):
            inside = marked[self.place[:, number]] & self.given[number]
            of_week = inside.reshape(len(inside), days // 5, 5 * slots).any(axis=(0, 2))
            rows.append(self.given[number] & np.repeat(of_week, 5)[:, None])
        return np.stack(rows)

    def errors(self, kept):
        """Return by how many points each tier is off, and which % of the classes is lost."""
        possible = _spread(self.place, self.given)
        truth = _tiers((self.absent & possible).sum(axis=(1, 2)), possible.sum(axis=(1, 2)))
        counted = _spread(self.place, kept)
        missed = (self.absent & counted & self.seen).sum(axis=(1, 2))
        tiers = _tiers(missed, counted.sum(axis=(1, 2)))
        given = self.given.sum(axis=(1, 2))
        below = kept.sum(axis=(1, 2)) < LINE * given
        below |= kept.sum() < LINE * self.given.sum()
        full = self.registered.sum(axis=(1, 2)) >= LINE * given
        lost = 100 * (below & full).sum() / max(1, full.sum())
        there = ~(self.place & below).any(axis=1)
        if not there.any():
            return [np.nan] * 3 + [lost]
        return [100 * ((tiers[there] == t).mean() - (truth == t).mean()) for t in (1, 2, 3)] + [
            lost
        ]

    def gaps(self):
        """Count what was not registered and what of it was found; the rest, and what was dropped."""
        missing = self.given & ~self.registered
        dropped = self.given & ~self.ours
        return (
            missing.sum(),
            (dropped & missing).sum(),
            self.registered.sum(),
            (dropped & ~missing).sum(),
        )


def tiers_of_the_rule(drawn):
    """Return the errors of the shipped rule, worlds × (tiers, lost)."""
    return [world.errors(world.ours) for world in drawn]


def harm_of_the_old_rule(drawn):
    """Return by how many points Tier 1 is too low under the old rule, and the classes lost."""
    found = np.array([world.errors(world.old) for world in drawn])
    return np.column_stack([-found[:, 0], found[:, 3]])


def found(drawn):
    """Return which % of all sessions that were not registered is found."""
    return _of_all(drawn, 0, 1)


def dropped(drawn):
    """Return which % of all sessions that were registered is dropped all the same."""
    return _of_all(drawn, 2, 3)


def _of_all(drawn, of, which):
    """Weigh every world by its sessions, so that the mean is a share of all of them."""
    counts = np.array([world.gaps() for world in drawn], dtype=float)
    return 100 * counts[:, [which]] / counts[:, of].mean()


def _absence(rng, classes, size, weeks, rate, lessons, spell=2.0, single=0.2):
    pupils, days = classes * size, 5 * weeks
    health = rng.gamma(1.0, 1.0, pupils) * np.repeat(np.exp(rng.normal(0, 0.2, classes)), size)
    season = np.ones(weeks)
    season[rng.integers(0, weeks, max(1, weeks // 13))] = 2.0
    season = np.repeat(season / season.mean(), 5)
    onset = health[:, None] * season * rate * (1 - single) / spell
    begins = rng.random((pupils, days)) < np.minimum(onset, 0.8)
    length = rng.geometric(1 / spell, (pupils, days))
    away = np.zeros((pupils, days), dtype=bool)
    for later in range(12):
        away[:, later:] |= (begins & (length > later))[:, : days - later]
    absent = np.repeat(away[:, :, None], lessons, axis=2)
    chance = np.minimum(health * rate * single, 0.5)[:, None, None]
    absent |= rng.random(absent.shape) < chance
    late = rng.random(absent.shape) < LATE / (5 * lessons)
    return absent, late & ~absent


def _classes(classes, size, absent):
    place = np.repeat(np.eye(classes, dtype=bool), size, axis=0)
    return place, np.ones((classes, *absent.shape[1:]), dtype=bool)


def _groups(rng, classes, size, weeks):
    """Put every pupil in one group of each line; the lessons of a line are at one time."""
    pupils = classes * size
    place = np.zeros((pupils, LINES * classes), dtype=bool)
    week = np.zeros((LINES * classes, 30), dtype=bool)
    times = rng.permutation(30)[: LINES * GROUP_LESSONS].reshape(LINES, GROUP_LESSONS)
    for line in range(LINES):
        group = rng.permutation(pupils) % classes + line * classes
        place[np.arange(pupils), group] = True
        week[line * classes : (line + 1) * classes, times[line]] = True
    return place, np.tile(week, (1, weeks)).reshape(LINES * classes, 5 * weeks, 6)


def _leave_out(rng, registered, gap):
    classes, days, slots = registered.shape
    weeks = days // 5
    if gap == "class":
        registered[rng.integers(classes)] = False
    elif gap == "month":
        first = 5 * rng.integers(weeks - 3)
        registered[rng.integers(classes), first : first + 20] = False
    elif gap == "school week":
        first = 5 * rng.integers(weeks)
        registered[:, first : first + 5] = False
    elif gap == "weeks":
        empty = rng.random((classes, weeks)) < 0.05
        registered &= ~np.repeat(empty, 5, axis=1)[:, :, None]
    elif gap:
        for cls in np.flatnonzero(rng.random(classes) < 0.5):
            if gap == "weekday":
                registered[cls, rng.integers(5) :: 5] = False
            for _ in range(3 if gap == "subject" else 0):
                registered[cls, rng.integers(5) :: 5, rng.integers(slots)] = False


def _spread(place, of_class):
    """Give each pupil the sessions of all classes the pupil is in."""
    flat = place.astype(np.uint8) @ of_class.reshape(len(of_class), -1).astype(np.uint8)
    return flat.reshape(len(place), *of_class.shape[1:]) > 0


def _tiers(absent, possible):
    attended = 100 * (possible - absent)
    tier = np.where(attended >= 95 * possible, 1, np.where(attended >= 90 * possible, 2, 3))
    return np.where(possible > 0, tier, 0)


def _dates(days):
    number = np.arange(days)
    return (MONDAY + number // 5 * 7 + number % 5).astype("datetime64[us]")


def _names(letter, numbers):
    known = np.array([f"{letter}{number:04d}" for number in range(max(numbers, default=0) + 1)])
    return pd.Series(known[numbers], dtype="str")
