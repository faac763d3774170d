"""Draw the worlds of every case and count."""

import zlib
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from calibration.cases import Case

CHUNK = 500


@dataclass(frozen=True)
class Outcome:
    """What a case came to.

    Parameters
    ----------
    case
        The case.
    values
        Per column, in percent of worlds or in percentage points.
    error
        Monte Carlo standard error of each.
    width
        Mean width of the intervals, per column, in percentage points; only of coverage.
    worlds
        Per column, the worlds that had a number at all.
    """

    case: Case
    values: tuple[float, ...]
    error: tuple[float, ...]
    width: tuple[float, ...]
    worlds: tuple[int, ...]

    def inside(self, slack: float = 0.0) -> bool:
        """Tell whether every column lies in the target, give or take so many standard errors."""
        low, high = self.case.target
        return all(
            low - slack * error <= value <= high + slack * error
            for value, error in zip(self.values, self.error, strict=True)
        )


def run(cases, worlds, seed=0, tell=None):
    """Return the outcome of each case; cases with the same design share their worlds.

    `tell` is called with the outcomes of a design when they are there.
    """
    together = sorted(cases, key=lambda case: repr(case.design))
    found = {}
    for design, group in groupby(together, key=lambda case: repr(case.design)):
        same = list(group)
        drawn = [[] for _ in same]
        number = min(worlds, max(case.most for case in same))
        for first in range(0, number, CHUNK):
            rng = np.random.default_rng([seed, zlib.crc32(design.encode()), first])
            worlds_here = same[0].design.draw(rng, min(CHUNK, number - first))
            for case, parts in zip(same, drawn, strict=True):
                if first < case.most:
                    parts.append(np.asarray(case.statistic(worlds_here), dtype=np.float64))
        outcomes = [summarise(*each) for each in zip(same, drawn, strict=True)]
        found |= {id(outcome.case): outcome for outcome in outcomes}
        if tell:
            tell(outcomes)
    return [found[id(case)] for case in cases]


def summarise(case, parts):
    """Turn what was measured in all worlds into an outcome."""
    width = ()
    if case.kind == "coverage":
        estimate, low, high = np.concatenate(parts, axis=1)
        truth = np.nanmean(estimate, axis=0) if case.around == "mean" else 0.0
        measured = 100.0 * ((low <= truth) & (truth <= high))
        measured[np.isnan(low) | np.isnan(high)] = np.nan
        width = tuple(np.nanmean(high - low, axis=0).tolist())
    else:
        measured = np.concatenate(parts, axis=0)
        if case.kind == "size":
            measured = np.where(np.isnan(measured), np.nan, 100.0 * (measured < 0.05))
    there = (~np.isnan(measured)).sum(axis=0)
    value = np.nanmean(measured, axis=0)
    error = np.nanstd(measured, axis=0) / np.sqrt(there)
    return Outcome(case, tuple(value.tolist()), tuple(error.tolist()), width, tuple(there.tolist()))
