"""The change of pilot schools, minus that of schools without a pilot.

What happens to all schools at once (a season, a flu wave, a new rule) falls away. The school is
the unit: with a handful of schools, intervals that count pupils or classes are far too narrow.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from proeftuin.evaluation.schools.history import PrePeriod, pre_period
from proeftuin.evaluation.schools.two_groups import (
    Difference,
    Permutation,
    mean_difference,
    permutation,
)
from proeftuin.pyramid.drawing.display import Shown, points
from proeftuin.text import words

FEW = 0.05
"""Where the smallest p that could be reached is above this, no result could be significant."""


@dataclass(frozen=True, eq=False, repr=False)
class DifferenceInDifferences(Shown):
    """A difference in change between pilot and comparison schools.

    Parameters
    ----------
    schools
        One row per school that counts, as `school_changes` gives them.
    result
        Mean change of the pilots minus that of the others: interval and t-test.
    exact
        The permutation test.
    history
        Earlier values per school, None without any.
    pre
        The check of what came before, None without a history.
    what
        What changed, in Dutch.
    notes
        What must be said with it, in Dutch.
    """

    schools: pd.DataFrame
    result: Difference
    exact: Permutation
    history: pd.DataFrame | None
    pre: PrePeriod | None
    what: str
    notes: tuple[str, ...]

    @property
    def difference(self) -> float:
        """Mean change of the pilots minus that of the others, in percentage points."""
        return self.result.difference

    @property
    def low(self) -> float:
        """Lower end of the 95% interval."""
        return self.result.low

    @property
    def high(self) -> float:
        """Upper end of the 95% interval."""
        return self.result.high

    @property
    def pvalue(self) -> float:
        """Of the t-test, two-sided."""
        return self.result.pvalue

    @property
    def permutation_pvalue(self) -> float:
        """How often another choice of pilot schools gives as large a difference."""
        return self.exact.pvalue

    @property
    def smallest_pvalue(self) -> float:
        """The smallest permutation p that this number of schools can give."""
        return self.exact.smallest

    @property
    def may_say_effect(self) -> bool:
        """Whether the word may be used: only when the check of what came before passed."""
        return self.pre is not None and self.pre.passed

    @property
    def refusal(self) -> str:
        """Why the word may not be used, in Dutch; empty when it may."""
        if self.pre is None:
            return "er is geen voorgeschiedenis van deze scholen"
        return self.pre.reason

    @property
    def sentence(self) -> str:
        """The difference in Dutch, in the words that what came before allows."""
        if np.isnan(self.difference):
            return "Er is geen verschil met vergelijkingsscholen te berekenen."
        means = self.schools.groupby("pilot")["change"].mean()
        sizes = self.schools.groupby("pilot").size()
        text = (
            f"Bij {_schools(sizes[True], 'proeftuin')} veranderde {self.what} "
            f"{_mean(means[True], sizes[True])}, bij {_schools(sizes[False], 'vergelijkings')} "
            f"{_mean(means[False], sizes[False])}: een verschil met vergelijkingsscholen van "
            f"{words.points(self.difference)}"
        )
        if not np.isnan(self.low):
            text += f" (onzekerheidsmarge {words.change(self.low)} tot {words.change(self.high)})"
        if not self.may_say_effect:
            return f"{text}. Of de proeftuin dat deed, is niet te zeggen: {self.refusal}."
        shown = not np.isnan(self.low) and (self.low > 0 or self.high < 0)
        verdict = "dit wijst op een effect" if shown else "een effect is niet aangetoond"
        return f"{text}. De scholen liepen vooraf gelijk op; {verdict} van de proeftuin."

    def to_frame(self) -> pd.DataFrame:
        """Return the schools with their changes."""
        return self.schools.copy()

    def plot(self, axes: Any = None) -> Any:
        """Draw the schools over time and their changes; returns two of matplotlib's axes."""
        from proeftuin.evaluation.schools.plots import plot_difference

        return plot_difference(self, axes)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        rows = self.schools.sort_values("pilot", ascending=False, kind="stable")
        table = pd.DataFrame(
            {
                "school": list(rows["school"]),
                "": ["proeftuin" if pilot else "vergelijking" for pilot in rows["pilot"]],
                "leerlingen": [words.number(n) for n in rows["n"]],
                "verandering": [points(change) for change in rows["change"]],
            }
        )
        tests = []
        if self.exact.count:
            count = words.number(self.exact.count)
            drawn = (
                f"alle {count} verdelingen"
                if self.exact.exact
                else f"{count} getrokken verdelingen"
            )
            tests.append(
                f"Permutatietoets over {drawn} van de proeftuin over de scholen: "
                f"{words.p_value(self.exact.pvalue)}{_floor(self.exact.smallest)}."
            )
        if not np.isnan(self.pvalue):
            name = "Welchs" if self.result.method == "Welch" else "Gepoolde"
            df = words.number(self.result.df, 1)
            tests.append(f"{name} t-toets met {df} vrijheidsgraden: {words.p_value(self.pvalue)}.")
        title = "Verschil met vergelijkingsscholen, in procentpunt"
        return title, table, [self.sentence, *tests, *self.notes]


def difference_in_differences(
    schools: pd.DataFrame,
    history: pd.DataFrame | None = None,
    horizon: float = 1.0,
    what: str = "",
    method: Literal["pooled", "Welch"] | None = None,
    seed: int = 0,
) -> DifferenceInDifferences:
    """Compare the changes of pilot schools with those of schools without a pilot.

    Parameters
    ----------
    schools
        One row per school: `school`, `pilot` and `change`, as `school_changes` gives them. A
        school without a change is left out, and named.
    history
        `school`, `pilot`, `time` (below 0 before the start) and `value`, in the unit of the
        change; see `school_history`.
    horizon
        Time between the windows before and after, in the unit of `history["time"]`.
    what
        What changed, in Dutch; by default the share of the tier in `schools.attrs`.
    method
        Which t, whatever the number of schools; see Notes.
    seed
        For the permutations, when there are over 100,000.

    Returns
    -------
    DifferenceInDifferences

    Raises
    ------
    ValueError
        When a column is missing or a school has several rows.

    Notes
    -----
    δ = mean change of the pilots − mean change of the others, every school counting once. The
    interval is that of the pooled t with T + C − 2 degrees of freedom, which works with one pilot
    school; from four schools on both sides it is Welch's.

    Examples
    --------
    >>> schools = pd.DataFrame({"school": [*"abcdef"], "pilot": [True] * 2 + [False] * 4,
    ...                         "n": 200, "change": [8.0, 6.0, 1.0, 2.0, -1.0, 2.0]})
    >>> found = difference_in_differences(schools)
    >>> found.difference, round(found.permutation_pvalue, 3), found.may_say_effect
    (6.0, 0.067, False)
    >>> print(found.sentence)
    Bij 2 proeftuinscholen veranderde het aandeel in Tier 1 gemiddeld +7,0 procentpunt, bij 4
    vergelijkingsscholen gemiddeld +1,0 procentpunt: een verschil met vergelijkingsscholen van
    +6,0 procentpunt (onzekerheidsmarge +2,6 tot +9,4). Of de proeftuin dat deed, is niet te
    zeggen: er is geen voorgeschiedenis van deze scholen.
    """
    _refuse_misuse(schools, history)
    without = schools["change"].isna()
    rows = schools[~without].reset_index(drop=True)
    rows["pilot"] = rows["pilot"].astype("bool")
    result = mean_difference(rows["change"], rows["pilot"], method)
    exact = permutation(rows["change"], rows["pilot"], seed)
    pre = None if history is None else pre_period(history, result.difference, horizon)
    notes = []
    if without.any():
        names = words.listing([str(name) for name in schools.loc[without, "school"]])
        notes.append(f"Zonder verandering, en dus niet meegeteld: {names}.")
    if rows["pilot"].all() or not rows["pilot"].any():
        kind = "vergelijkingsschool" if rows["pilot"].any() else "proeftuinschool"
        notes.append(f"Er is geen {kind} met een verandering, dus geen verschil.")
    elif result.method == "none":
        notes.append(
            "Er is geen marge: met één proeftuinschool en één vergelijkingsschool is niet te zien "
            "hoe ver scholen vanzelf uiteenlopen."
            if len(rows) == 2
            else "Er is geen marge: de scholen veranderden binnen hun groep precies evenveel."
        )
    if exact.count and exact.smallest > FEW:
        notes.append(
            f"Met {words.number(len(rows))} scholen kan de p van de permutatietoets niet onder "
            f"{words.p_value(exact.smallest, '')} komen: aantonen kan deze toets hier niets."
        )
    if pre is not None and pre.reason:
        notes.append(f"De toets van de voorgeschiedenis is niet gehaald: {pre.reason}.")
    what = what or f"het aandeel in Tier {schools.attrs.get('tier', 1)}"
    return DifferenceInDifferences(rows, result, exact, history, pre, what, tuple(notes))


def _refuse_misuse(schools: pd.DataFrame, history: pd.DataFrame | None) -> None:
    for table, needed in (
        (schools, ("school", "pilot", "change")),
        (history, ("school", "pilot", "time", "value")),
    ):
        if table is not None and (missing := [name for name in needed if name not in table]):
            raise ValueError(
                f"no column {', '.join(missing)}; there are {', '.join(map(str, table))}"
            )
    if schools["school"].duplicated().any():
        raise ValueError("one row per school")


def _schools(count: int, kind: str) -> str:
    return f"één {kind}school" if count == 1 else f"{words.number(count)} {kind}scholen"


def _mean(change: float, schools: int) -> str:
    return ("gemiddeld " if schools > 1 else "") + words.points(change)


def _floor(smallest: float) -> str:
    """Say how small p could be at all, where that is larger than what is written anyway."""
    if smallest < words.SMALLEST_P:
        return ""
    return f"; kleiner dan {words.p_value(smallest, '')} kan met dit aantal scholen niet"
