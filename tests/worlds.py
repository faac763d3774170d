"""Simulated schools whose right answer is known: illness in spells, skipped lessons, shocks.

Pupils differ (a gamma of rates, and some are never ill), classes differ, and each window shakes a
class or the whole school by itself, which is what makes pupils of one class alike.
"""

import numpy as np
import pandas as pd

LESSONS = 6
BURN_IN = 40


class World:
    """A school of `classes` classes whose pupils keep their own rates from window to window."""

    def __init__(self, rng, classes=12, pupils=25, mean_rate=0.0135):
        sizes = np.full(classes, pupils) if np.ndim(pupils) == 0 else np.asarray(pupils)
        self.rng = rng
        self.class_of = np.repeat(np.arange(len(sizes)), sizes)
        self.n = len(self.class_of)
        own = rng.gamma(1.1, mean_rate / 1.1, self.n) * (rng.random(self.n) > 0.12)
        self.rate = own * np.exp(rng.normal(0, 0.2, len(sizes)))[self.class_of]
        self.skips = rng.beta(0.38, 13.5, self.n) * (rng.random(self.n) < 0.65)

    def window(self, days, class_shock=0.0, school_shock=0.0, times=1.0):
        """Return absent lessons, pupils × days."""
        classes = self.class_of.max() + 1
        shock = self.rng.normal(0, class_shock, classes)[self.class_of] if class_shock else 0.0
        shock = shock + (self.rng.normal(0, school_shock) if school_shock else 0.0)
        rate = self.rate * np.exp(shock) * times
        spells = self.rng.poisson(np.repeat(rate[:, None], days + BURN_IN, axis=1))
        pupil, day = np.nonzero(spells)
        # Most are a few days; one in forty is long.
        long = self.rng.random(len(day)) < 0.025
        length = self.rng.geometric(np.where(long, 1 / 18, 1 / 2.6))
        edges = np.zeros((self.n, days + BURN_IN + 1), dtype=int)
        np.add.at(edges, (pupil, day), 1)
        np.add.at(edges, (pupil, np.minimum(day + length, days + BURN_IN)), -1)
        ill = np.cumsum(edges, axis=1)[:, BURN_IN:-1] > 0
        skipped = self.rng.binomial(LESSONS, np.repeat(self.skips[:, None], days, axis=1))
        return np.where(ill, LESSONS, skipped)

    def table(self, absent):
        """Return the attendance table of a window."""
        return pd.DataFrame(
            {
                "school": "s",
                "pupil": np.arange(self.n),
                "class": self.class_of,
                "absent": absent.sum(axis=1),
                "possible": LESSONS * absent.shape[1],
            }
        )

    def days(self, absent, dates):
        """Return a window as the `days` table of a register, lessons of 50 minutes."""
        lessons = absent.ravel()
        zero = np.zeros(len(lessons), dtype="int64")
        pupil = np.char.add("p", np.arange(self.n).astype(str))
        name = np.char.add("k", self.class_of.astype(str))
        return pd.DataFrame(
            {
                "school": "s",
                "pupil": np.repeat(pupil, len(dates)),
                "class": np.repeat(name, len(dates)),
                "year_group": "1",
                "date": np.tile(dates.as_unit("us"), self.n),
                "sessions": zero + LESSONS,
                "minutes": zero + 50 * LESSONS,
                "absent_sessions": lessons,
                "absent_minutes": 50 * lessons,
                "authorised_minutes": zero,
                "unauthorised_minutes": 50 * lessons,
                "sick_minutes": zero,
                "late": zero,
                "unregistered_sessions": zero,
            }
        )


class Worlds:
    """Many schools of one layout at once: `World` × `many`, as arrays worlds × pupils.

    Of a window only each pupil's sum is made, from the same distribution: the days that spells
    cover, and lessons skipped on the other days.
    """

    def __init__(self, rng, many, classes=12, pupils=25, mean_rate=0.0135):
        sizes = np.full(classes, pupils) if np.ndim(pupils) == 0 else np.asarray(pupils)
        self.rng, self.many = rng, many
        self.class_of = np.repeat(np.arange(len(sizes)), sizes)
        shape = (many, len(self.class_of))
        own = rng.gamma(1.1, mean_rate / 1.1, shape) * (rng.random(shape) > 0.12)
        self.rate = own * np.exp(rng.normal(0, 0.2, (many, len(sizes))))[:, self.class_of]
        self.skips = rng.beta(0.38, 13.5, shape) * (rng.random(shape) < 0.65)

    def window(self, days, class_shock=0.0, school_shock=0.0, times=1.0):
        """Return absent lessons, worlds × pupils."""
        return self.weeks([days], class_shock, school_shock, times)[:, :, 0]

    def weeks(self, lengths, class_shock=0.0, school_shock=0.0, times=1.0):
        """Return absent lessons of windows without a gap, worlds × pupils × windows.

        The shocks are those of the whole; `times` may be one number per day, or worlds × days.
        """
        days = sum(lengths)
        shock = self.rng.normal(0, class_shock, (self.many, self.class_of.max() + 1))
        shock = shock[:, self.class_of] + self.rng.normal(0, school_shock, (self.many, 1))
        per_day = np.broadcast_to(times, (self.many, days))
        per_day = np.hstack([np.repeat(per_day[:, :1], BURN_IN, axis=1), per_day])
        until = np.cumsum(per_day, axis=1)
        expected = self.rate * np.exp(shock) * until[:, -1:]
        spells = self.rng.poisson(expected).ravel()
        pupil = np.repeat(np.arange(spells.size), spells)
        # Worlds one after the other on a line, each of length 1, and the spells strewn over it.
        world = pupil // self.rate.shape[1]
        line = (until / until[:, -1:] + np.arange(self.many)[:, None]).ravel()
        place = np.searchsorted(line, world + self.rng.random(len(pupil)), side="right")
        first = place - world * per_day.shape[1] - BURN_IN
        long = self.rng.random(len(pupil)) < 0.025
        last = first + self.rng.geometric(np.where(long, 1 / 18, 1 / 2.6))
        seen = last > 0
        edges = np.zeros((spells.size, days + 1), dtype=np.int16)
        np.add.at(edges, (pupil[seen], np.maximum(first[seen], 0)), 1)
        np.add.at(edges, (pupil[seen], np.minimum(last[seen], days)), -1)
        ill_days = np.cumsum(edges[:, :-1], axis=1) > 0
        ill = np.add.reduceat(ill_days, np.cumsum([0, *lengths[:-1]]), axis=1, dtype=np.int64)
        well = np.asarray(lengths) - ill
        skipped = self.rng.binomial(LESSONS * well, self.skips.reshape(-1, 1))
        return (LESSONS * ill + skipped).reshape(*self.rate.shape, len(lengths))
