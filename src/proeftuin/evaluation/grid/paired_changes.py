"""One comparison of two windows on a grid, under many rules at once.

The numbers are those of `compare`: the same pupils, the same classes, the same interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from proeftuin.evaluation.grid.grid import Grid, Run, names_of
from proeftuin.pyramid.counting.intervals import PairedInterval, paired_interval
from proeftuin.pyramid.counting.tiers import TierScheme, classify
from proeftuin.pyramid.counting.whole_numbers import Integers


@dataclass(frozen=True, eq=False)
class Moves:
    """Who came into a tier and who left it, under each of some schemes.

    Parameters
    ----------
    difference
        −1, 0 or 1; pupils with a tier in both windows × schemes.
    classes
        Each pupil's class in the first window.
    """

    difference: Integers
    classes: Integers

    @property
    def n(self) -> int:
        """Pupils with a tier in both windows."""
        return len(self.classes)

    @property
    def change(self) -> npt.NDArray[np.float64]:
        """Percentage points per scheme; missing without pupils."""
        if not self.n:
            return np.full(self.difference.shape[1], np.nan)
        found: npt.NDArray[np.float64] = 100 * self.difference.mean(axis=0)
        return found

    def interval(self) -> PairedInterval:
        """Return the interval per scheme, in shares."""
        return paired_interval(self.difference, self.classes)


def moves(
    grid: Grid,
    before: Run,
    after: Run,
    schemes: Sequence[TierScheme],
    tier: int = 1,
    measure: str = "minutes",
) -> Moves:
    """Compare two windows of a grid.

    Parameters
    ----------
    grid
        Pupils × school days.
    before, after
        First and last column of each window.
    schemes
        Rules that differ in their cuts or edges; the minimum of the first holds for all, so that
        the pupils are the same.
    tier
        The tier that is looked at.
    measure
        `minutes`, `sessions`, `whole days` or `any part of days`.
    """
    absent, possible = names_of(measure)
    inside, classified = [], []
    for run in (before, after):
        gone, could, given = (grid.sums(name, run) for name in (absent, possible, "sessions"))
        has_tier = (could > 0) & (given >= schemes[0].minimum_sessions)
        classified.append(has_tier & ~grid.incomplete(run))
        tiers = [classify(gone, could, scheme, given).eq(tier).fillna(False) for scheme in schemes]
        inside.append(np.column_stack([each.to_numpy(dtype=np.int64) for each in tiers]))
    paired = classified[0] & classified[1]
    return Moves((inside[1] - inside[0])[paired], grid.class_in(before)[paired])
