"""What the changes of several schools come to together.

The mean of the pilots has its own uncertainty. What another school may expect is wider, because
schools really differ, and that is the prediction interval.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from proeftuin.evaluation.headline import left_out_note
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.drawing.display import names_of
from proeftuin.text import words

TOO_FEW = f"minder dan {FEWEST_PUPILS} leerlingen te volgen, of geen onzekerheidsmarge"

FEWEST_SCHOOLS = 3
"""With fewer schools there is no spread between them to speak of."""

# The eight numbers of a pooled change when there are none.
NOTHING = (np.nan,) * 8

CHOSEN = (
    "Scholen die meedoen omdat het er slecht ging, gaan ook vanzelf vooruit; hoe ze gekozen zijn, "
    "hoort bij dit getal."
)


@dataclass(frozen=True, eq=False, repr=False)
class PooledChange:
    """A mean change over schools, as a random-effects model has it.

    Parameters
    ----------
    schools
        How many schools.
    change, low, high, standard_error
        The mean in percentage points, its 95% interval and standard error; missing when refused.
    prediction_low, prediction_high
        Where the change of another school like these lies, 95%.
    between
        Standard deviation between schools, in percentage points (τ).
    heterogeneity
        p-value of Cochran's Q: whether schools differ more than their own uncertainty.
    reason
        Why there is no number, in Dutch; empty when there is one.
    notes
        What must be said with it, in Dutch.
    """

    schools: int
    change: float
    low: float
    high: float
    standard_error: float
    prediction_low: float
    prediction_high: float
    between: float
    heterogeneity: float
    reason: str
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The finding as one Dutch sentence."""
        if self.reason:
            return self.reason
        return (
            f"Over {self.schools} scholen was de verandering gemiddeld {words.points(self.change)} "
            f"(onzekerheidsmarge {words.change(self.low)} tot {words.change(self.high)}); bij een "
            "volgende school als deze ligt de verandering naar verwachting tussen "
            f"{words.change(self.prediction_low)} en {words.points(self.prediction_high)}."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the mean and the prediction as two rows with `low` and `high`."""
        return pd.DataFrame(
            {
                "change": [self.change, self.change],
                "low": [self.low, self.prediction_low],
                "high": [self.high, self.prediction_high],
            },
            index=["mean", "prediction"],
        )

    def __str__(self) -> str:
        return "\n".join([self.sentence, *self.notes])

    __repr__ = __str__


def pool_changes(schools: pd.DataFrame) -> PooledChange:
    """Combine the changes of schools in a random-effects model.

    The variance between schools is Paule and Mandel's; the mean has Hartung and Knapp's interval,
    with t on k − 1 degrees of freedom; the prediction interval is mean ± t(k − 2) · √(τ² + SE²).

    Parameters
    ----------
    schools
        One row per school: `school`, `n`, `change`, `standard_error`. Schools with fewer than 30
        pupils, or without a standard error, are left out.

    Returns
    -------
    PooledChange
        Without numbers, and with the reason, when there are fewer than three schools.

    Raises
    ------
    ValueError
        When a column is missing or a school stands there twice.

    Notes
    -----
    With Paule and Mandel's τ² Hartung and Knapp's factor is exactly 1 wherever τ² > 0; where it is
    0 the factor may fall under 1, and is then left at 1, as Röver et al. (2015) advise for few
    schools. With fewer than ten schools τ itself is hardly known, and the prediction interval holds
    about nine schools in ten rather than nineteen in twenty. DerSimonian and Kacker (2007),
    *Contemp Clin Trials* 28, 105–114; Higgins et al. (2009), *J R Stat Soc A* 172, 137–159.

    Examples
    --------
    >>> schools = pd.DataFrame({
    ...     "school": list("abcd"), "n": 200, "change": [2.0, 9.0, 4.0, -3.0],
    ...     "standard_error": [2.0, 2.5, 2.0, 3.0]})
    >>> pool_changes(schools).to_frame().round(1)
                change   low  high
    mean           3.2  -4.5  10.8
    prediction     3.2 -17.4  23.7
    """
    chosen, left_out = large_schools(schools)
    k = len(chosen)
    notes = [*left_out_note(left_out, TOO_FEW)]
    if k < FEWEST_SCHOOLS:
        reason = (
            f"Met {k} {'school' if k == 1 else 'scholen'} is er geen gemiddelde over scholen: "
            f"daar zijn er ten minste {FEWEST_SCHOOLS} voor nodig."
        )
        return PooledChange(k, *NOTHING, reason, tuple(notes))
    from scipy.stats import t
    from statsmodels.stats.meta_analysis import combine_effects

    change, variance = chosen["change"].to_numpy(), chosen["standard_error"].to_numpy() ** 2
    # At its own tolerance: a smaller one lets rounding carry the statistic past its target, and
    # statsmodels then answers that schools do not differ at all.
    with np.errstate(divide="ignore"):  # of statistics not used here, where all changes are equal
        found = combine_effects(change, variance, method_re="pm")
    mean = float(found.mean_effect_re)
    error = float(found.sd_eff_w_re * np.sqrt(max(1.0, found.scale_hksj_re)))
    low, high = (mean + sign * t.ppf(0.975, k - 1) * error for sign in (-1, 1))
    ends = prediction_interval(mean, error, float(found.tau2), k)
    return PooledChange(
        schools=k,
        change=mean,
        low=float(low),
        high=float(high),
        standard_error=error,
        prediction_low=ends[0],
        prediction_high=ends[1],
        between=float(np.sqrt(found.tau2)),
        heterogeneity=float(found.test_homogeneity().pvalue),
        reason="",
        notes=(*notes, CHOSEN),
    )


def prediction_interval(mean: float, error: float, tau2: float, k: int) -> tuple[float, float]:
    """Return where another school's change lies: mean ± t(k − 2) · √(τ² + SE²).

    Parameters
    ----------
    mean, error, tau2
        The mean, its standard error, and the variance between schools.
    k
        How many schools, at least three.
    """
    from scipy.stats import t

    reach = float(t.ppf(0.975, k - 2) * np.sqrt(tau2 + error**2))
    return mean - reach, mean + reach


def large_schools(schools: pd.DataFrame, *needed: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the schools that may be shown, and the names of the others."""
    columns = ["school", "n", "change", "standard_error", *needed]
    missing = [column for column in columns if column not in schools]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {', '.join(schools.columns)}")
    if schools["school"].duplicated().any():
        raise ValueError("one row per school")
    known = schools["change"].notna() & schools["standard_error"].gt(0)
    shown = schools["n"].ge(FEWEST_PUPILS) & known
    return schools[shown], tuple(names_of(schools.loc[~shown, "school"]))
