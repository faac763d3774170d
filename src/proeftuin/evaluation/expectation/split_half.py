"""Regression to the mean without any reference: from one window's own days.

The less a pupil's absence in one part of a window says about the other part, the less the whole
says about the next window. This is the last resort: another year, other schools or earlier windows
say more, because illness comes in spells that make the days of one window alike.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.evaluation.grid.grid import grid_of, names_of
from proeftuin.pyramid.counting.attendance import Measure, measure_of
from proeftuin.pyramid.counting.empty_periods import refuse_without_days
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.periods import Period, school_days_in
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TWENTE, TierScheme, classify
from proeftuin.pyramid.counting.whole_numbers import Integers
from proeftuin.pyramid.drawing.display import Shown, percent
from proeftuin.text import words

Floats = npt.NDArray[np.float64]

PARTS = 3
"""The first and last of so many parts are compared: what lies between keeps spells apart."""
CEILING = 2
"""Absence counts up to so many times what the lowest tier begins at: 20% for `TWENTE`."""


@dataclass(frozen=True, eq=False, repr=False)
class SplitHalf(Shown):
    """How much one window says about the next, and what follows for each tier.

    Parameters
    ----------
    reliability
        Share of the differences between pupils that is there again in another window; missing
        when it cannot be told.
    transitions
        Expected share of each tier's pupils (rows) in each tier after; a reference for
        `expected_after` and `beyond_expected`.
    absence
        Per tier `pupils`, the mean `absence` in the window and the mean `expected` in the next:
        shares of what was possible, each pupil's counted up to the ceiling.
    notes
        What must be said with it, in Dutch.
    """

    reliability: float
    transitions: pd.DataFrame
    absence: pd.DataFrame
    notes: tuple[str, ...]

    def expected(self, before: Any) -> pd.DataFrame:
        """Return `expected_after` of a pyramid, a comparison or pupils per tier."""
        return expected_after(before, self.transitions)

    @property
    def sentence(self) -> str:
        """What to expect of the lowest tier, in Dutch."""
        if np.isnan(self.reliability):
            return "Wat vanzelf te verwachten is, is uit dit venster niet af te leiden."
        tier = self.transitions.index[-1]
        out = 1 - self.transitions.to_numpy()[-1, -1]
        return (
            f"Van de leerlingen in Tier {tier} is te verwachten dat ongeveer "
            f"{words.percent(out, 0)} die tier vanzelf verlaat (betrouwbaarheid "
            f"{words.number(self.reliability, 2)})."
        )

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        table = pd.DataFrame(
            {
                "": [f"Tier {tier}" for tier in self.absence.index],
                "leerlingen": [words.number(count) for count in self.absence["pupils"]],
                "verzuim": [percent(share) for share in self.absence["absence"]],
                "verwacht": [percent(share) for share in self.absence["expected"]],
            }
        )
        return "Wat vanzelf te verwachten is", table, [self.sentence, *self.notes]


def split_half(
    register: Any,
    window: Period,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
    parts: int = PARTS,
) -> SplitHalf:
    """Return what to expect after a window from how much its own parts agree.

    Parameters
    ----------
    register
        A register.
    window
        The window before.
    scheme, measure
        How pupils are classified; by default those of the register.
    parts
        The first and the last of so many equal parts of the window are compared; 2 is two halves.

    Returns
    -------
    SplitHalf

    Raises
    ------
    InputError
        When the register has no school days in the window.
    ValueError
        When there are fewer than two parts, or fewer school days than parts.

    Notes
    -----
    See `reliability_of`. Not odd and even days, nor alternating weeks: a pupil who is ill on a
    Tuesday is ill on Wednesday, and in simulated schools, where 0.26 is true of twenty days, these
    give 0.95 and 0.76. Absence is counted up to a ceiling, because a few long illnesses otherwise
    decide it all (0.57 for two halves); with ceiling and outer thirds it is 0.30 where 0.37 is
    true.

    The next window is taken to be the same pupil again with probability ρ and any pupil of the
    school otherwise, so P = ρ·1 + (1 − ρ)·(shares of the tiers): the mean absence of a tier then
    is μ + ρ(x̄ − μ), and a whole school is expected to stay as it is. In simulated schools this
    expects one to three points too few to leave Tier 3, and to stay in Tier 1.
    """
    refuse_without_days(register, window)
    scheme, measure = scheme_in(register, scheme), measure or measure_of(register)
    days = school_days_in(register, window)
    grid = grid_of(register, days)
    absent, possible = names_of(measure)
    run = (0, len(days) - 1)
    keep = ~grid.incomplete(run)
    missed, of, sessions = (grid.counts[name][keep] for name in (absent, possible, "sessions"))
    return reliability_of(missed, of, sessions, scheme, parts)


def reliability_of(
    absent: Integers,
    possible: Integers,
    sessions: Integers,
    scheme: TierScheme = TWENTE,
    parts: int = PARTS,
) -> SplitHalf:
    """Do what `split_half` does, on counts per pupil and day.

    Parameters
    ----------
    absent, possible, sessions
        Pupils × school days.
    scheme, parts
        As for `split_half`.

    Notes
    -----
    With a and b the pupils' absence in the first and last part and w in the whole,
    ρ = cov(a, b) / var(w). For two halves that spread equally this is Spearman and Brown's
    2r / (1 + r); unlike theirs it stays right when neighbouring days are alike.

    Examples
    --------
    Whoever is absent in one half is so in the other:

    >>> absent = np.tile([[0], [0], [1], [3]], (10, 12))
    >>> found = reliability_of(absent, 0 * absent + 20, 0 * absent + 1, parts=2)
    >>> round(found.reliability, 2), found.transitions.loc[3].tolist()
    (1.0, [0.0, 0.0, 1.0])
    """
    days = absent.shape[1]
    if parts < 2 or days < parts:
        raise ValueError(f"at least two parts of at least a day, got {parts=} and {days} days")
    size = days // parts
    spans = slice(None), slice(0, size), slice(days - size, None)
    totals = [(absent[:, span].sum(axis=1), possible[:, span].sum(axis=1)) for span in spans]
    tiers = classify(*totals[0], scheme, sessions.sum(axis=1)).fillna(0).to_numpy(dtype=np.int64)
    there = (tiers > 0) & (totals[1][1] > 0) & (totals[2][1] > 0)
    ceiling = min(CEILING * float(1 - scheme.cuts[-1]), 1.0)
    whole, first, last = (np.minimum(missed[there] / of[there], ceiling) for missed, of in totals)
    tiers = tiers[there]
    index = pd.Index(list(scheme.tiers), name="tier")
    counts = np.bincount(tiers, minlength=len(index) + 1)[1:]
    notes = [
        "Deze verwachting komt uit dit ene venster. Omdat ziekte dagen achter elkaar duurt, is zij "
        "eerder te laag dan te hoog: vanzelf verbetert eerder meer dan hier staat."
    ]
    spread = float(whole.var(ddof=1)) if len(whole) > 1 else 0.0
    if len(whole) < FEWEST_PUPILS or not spread:
        notes = [
            f"Met {words.pupils(len(whole))} is niet te zien hoeveel vanzelf verandert."
            if spread or not len(whole)
            else "Alle leerlingen verzuimden evenveel; dan is niet te zien wat vanzelf verandert."
        ]
        rho = np.nan
    else:
        rho = min(max(float(np.cov(first, last)[0, 1]) / spread, 0.0), 1.0)
    own = np.array(
        [
            whole[tiers == tier].mean() if n else np.nan
            for tier, n in zip(index, counts, strict=True)
        ]
    )
    mean = whole.mean() if len(whole) else np.nan
    shares = counts / max(counts.sum(), 1)
    moved = rho * np.eye(len(index)) + (1 - rho) * shares
    return SplitHalf(
        rho,
        pd.DataFrame(moved, index.rename("before"), index.rename("after")),
        pd.DataFrame(
            {"pupils": counts, "absence": own, "expected": mean + rho * (own - mean)}, index
        ),
        tuple(notes),
    )


def spearman_brown(correlation: float, factor: float = 2) -> float:
    """Return the reliability of a measure so many times as long as its parts.

    k·r / (1 + (k − 1)·r), with r the correlation of two parts (Spearman 1910, Brown 1910).

    Parameters
    ----------
    correlation
        Of two parts.
    factor
        How many such parts make the whole.

    Examples
    --------
    >>> round(spearman_brown(0.667277), 6)
    0.800439
    """
    return factor * correlation / (1 + (factor - 1) * correlation)
