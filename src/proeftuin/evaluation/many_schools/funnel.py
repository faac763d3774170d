"""A share per school against the size of the school, with the limits that chance alone allows.

A list in order of outcome puts the smallest schools at both ends, because chance moves them most.
In a funnel (Spiegelhalter 2005) every school is held against the limits for its own size. Schools
differ by more than chance for many reasons nobody measured, so the limits are widened by what most
of them differ: φ, the overdispersion.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.evaluation.headline import left_out_note
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS, SMALLEST_GROUP
from proeftuin.pyramid.drawing.display import Shown, names_of, percent
from proeftuin.text import words

FEWEST_SCHOOLS = 5
"""With fewer there is nothing to say what schools usually differ."""

TAIL = 0.10
"""The part of the z-scores drawn in on each side, so that outliers do not hide themselves."""

NOTABLE = 1.05
"""How many times wider the limits are before it is worth saying."""

LIMITS = {"95": 0.975, "998": 0.999}
"""Limits of 95% and 99.8%, the two that funnels have."""

State = Literal["within", "outside 95%", "outside 99.8%", "no limits"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Funnel(Shown):
    """Shares of schools with their limits.

    Parameters
    ----------
    table
        One row per school, in the order given: `school`, `count`, `n`, `share`, `z` (in binomial
        standard deviations), `low95`, `high95`, `low998`, `high998`, and `state`: `within`,
        `outside 95%`, `outside 99.8%`, or `no limits`.
    centre
        The share of all schools together.
    dispersion
        φ, never under 1; 1 means that schools differ no more than chance makes them.
    left_out
        Schools with too few pupils to be shown, by name.
    own
        The school that is named whatever its state; empty for none.
    what
        What is counted, in Dutch.
    minimum
        The fewest pupils of a school that is shown.
    notes
        What must be said with it, in Dutch.
    """

    table: pd.DataFrame
    centre: float
    dispersion: float
    left_out: tuple[str, ...]
    own: str
    what: str
    minimum: int
    notes: tuple[str, ...]

    @property
    def outside(self) -> tuple[str, ...]:
        """Names of the schools outside the limits of 99.8%, in the order given."""
        return tuple(self.table.loc[self.table["state"].eq("outside 99.8%"), "school"])

    @property
    def sentence(self) -> str:
        """The finding as one Dutch sentence."""
        total = len(self.table)
        if total < FEWEST_SCHOOLS:
            return (
                f"Met {total} {'school' if total == 1 else 'scholen'} van ten minste "
                f"{self.minimum} leerlingen is niet te zeggen hoeveel scholen gewoonlijk "
                f"verschillen; daar zijn er {FEWEST_SCHOOLS} voor nodig."
            )
        inside = total - len(self.outside)
        verb = "ligt" if inside == 1 else "liggen"
        start = (
            f"Van de {total} scholen {verb} er {inside} met hun {self.what} binnen de grenzen "
            "waarbinnen scholen van die grootte gewoonlijk vallen"
        )
        if not self.outside:
            return f"{start}: geen enkele valt op."
        verb = "ligt" if len(self.outside) == 1 else "liggen"
        return (
            f"{start}; {words.listing(list(self.outside))} {verb} erbuiten (99,8%), en de figuur "
            "zegt niet waardoor."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per school, with its limits and state."""
        return self.table.copy()

    def limits(self, n: Any) -> pd.DataFrame:
        """Return the limits for schools of given sizes: p ± z · √(φ · p(1 − p)/n).

        Parameters
        ----------
        n
            Numbers of pupils.
        """
        return _limits(self.centre, self.dispersion, np.asarray(n, dtype=np.float64))

    def plot(self, ax: Any = None) -> Any:
        """Draw the funnel; returns matplotlib's axes."""
        from proeftuin.evaluation.many_schools.plots import plot_funnel

        return plot_funnel(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        states = {
            "within": "binnen",
            "outside 95%": "buiten 95%",
            "outside 99.8%": "buiten 99,8%",
            "no limits": "–",
        }
        table = pd.DataFrame(
            {
                "school": self.table["school"],
                "leerlingen": [words.number(n) for n in self.table["n"]],
                "aandeel": [percent(share) for share in self.table["share"]],
                "grenzen (99,8%)": [
                    f"{percent(low)} tot {percent(high)}"
                    for low, high in self.table[["low998", "high998"]].to_numpy()
                ],
                "": [states[state] for state in self.table["state"]],
            }
        )
        return f"{self.what[:1].upper()}{self.what[1:]}", table, [self.sentence, *self.notes]


def funnel(
    schools: pd.DataFrame,
    count: str = "after",
    name: str = "school",
    own: str = "",
    what: str = "aandeel in Tier 1",
    minimum: int = FEWEST_PUPILS,
) -> Funnel:
    """Hold the share of each school against what chance and usual differences allow for its size.

    z = (share − p) / √(p(1 − p)/n), with p the share of all together; φ is the mean of z² after the
    lowest and highest tenth of the z-scores are set to the tenth and ninetieth percentile; limits
    are p ± z · √(φ · p(1 − p)/n). φ is never under 1.

    Parameters
    ----------
    schools
        One row per school (or class): its name, `n` pupils, and the count.
    count
        The column with how many of the `n` are counted.
    name
        The column with the name.
    own
        The school that is named in the figure whatever its state.
    what
        What is counted, in Dutch, for the sentence.
    minimum
        Schools with fewer pupils are left out and listed; not under 10.

    Returns
    -------
    Funnel
        Without limits when fewer than five schools are left.

    Raises
    ------
    ValueError
        When a column is missing, a name stands there twice, a count lies outside 0 to n, or the
        minimum is under 10.

    Notes
    -----
    Winsorising and φ as in Spiegelhalter (2005), *Stat Med* 24, 1185–1202.

    Examples
    --------
    >>> schools = pd.DataFrame({
    ...     "school": list("abcdef"), "n": [100, 150, 200, 120, 400, 20],
    ...     "after": [70, 112, 141, 50, 290, 19]})
    >>> found = funnel(schools)
    >>> found.outside, found.left_out, round(found.centre, 3), round(found.dispersion, 2)
    (('d',), ('f',), 0.684, 3.9)
    """
    missing = [column for column in (name, count, "n") if column not in schools]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {', '.join(schools.columns)}")
    if schools[name].duplicated().any():
        raise ValueError("one row per school")
    if not schools[count].between(0, schools["n"]).all():
        raise ValueError(f"{count} lies between 0 and n")
    if minimum < SMALLEST_GROUP:
        raise ValueError(f"no share on fewer than {SMALLEST_GROUP} pupils, got {minimum}")
    large = schools["n"] >= minimum
    chosen = schools[large]
    left_out = tuple(names_of(schools.loc[~large, name]))
    n = chosen["n"].to_numpy(dtype=np.float64)
    centre = float(chosen[count].sum() / n.sum()) if len(chosen) else np.nan
    share = chosen[count].to_numpy() / n
    z = z_scores(share, n, centre)
    enough = len(chosen) >= FEWEST_SCHOOLS
    dispersion = max(1.0, overdispersion(z)) if enough else np.nan
    limits = _limits(centre, dispersion, n)
    table = pd.DataFrame(
        {
            "school": names_of(chosen[name]).to_numpy(),
            "count": chosen[count].to_numpy(dtype=np.int64),
            "n": chosen["n"].to_numpy(dtype=np.int64),
            "share": share,
            "z": z,
        }
    ).join(limits)
    return Funnel(
        table=table.assign(state=_states(z, dispersion)),
        centre=centre,
        dispersion=dispersion,
        left_out=left_out,
        own=own,
        what=what,
        minimum=minimum,
        notes=(
            *left_out_note(left_out, f"minder dan {minimum} leerlingen"),
            *_dispersion_note(dispersion),
        ),
    )


def z_scores(share: Any, n: Any, centre: float) -> Floats:
    """Return how many binomial standard deviations each share lies from the centre.

    Examples
    --------
    >>> z_scores([0.5, 0.6], [100, 100], 0.5).round(3).tolist()
    [0.0, 2.0]
    """
    error = np.sqrt(centre * (1 - centre) / np.asarray(n, dtype=np.float64))
    distance = np.asarray(share, dtype=np.float64) - centre
    # Where all or none are counted everywhere, nobody differs.
    return np.divide(distance, error, out=np.zeros_like(distance), where=error > 0)


def overdispersion(z: Floats) -> float:
    """Return φ: the mean square of the z-scores, a tenth drawn in at each side.

    Examples
    --------
    >>> round(overdispersion(np.array([-1.0, 0.0, 0.0, 1.0, 30.0])), 2)
    67.98
    """
    low, high = np.quantile(z, [TAIL, 1 - TAIL])
    return float(np.mean(np.clip(z, low, high) ** 2))


def _limits(centre: float, dispersion: float, n: Floats) -> pd.DataFrame:
    from scipy.stats import norm

    error = np.sqrt(dispersion * centre * (1 - centre) / n)
    ends = {}
    for level, quantile in LIMITS.items():
        reach = norm.ppf(quantile) * error
        ends[f"low{level}"] = np.maximum(centre - reach, 0)
        ends[f"high{level}"] = np.minimum(centre + reach, 1)
    return pd.DataFrame(ends)


def _states(z: Floats, dispersion: float) -> list[State]:
    from scipy.stats import norm

    if np.isnan(dispersion):
        return ["no limits"] * len(z)
    far = np.abs(z) / np.sqrt(dispersion)
    inner, outer = (norm.ppf(quantile) for quantile in LIMITS.values())
    names: list[State] = ["within", "outside 95%", "outside 99.8%"]
    return [names[int(each > inner) + int(each > outer)] for each in far]


def _dispersion_note(dispersion: float) -> list[str]:
    wider = float(np.sqrt(dispersion))
    if np.isnan(wider) or wider < NOTABLE:
        return []
    times = words.number(wider, 1)
    return [
        "Scholen verschillen meer dan het toeval ze laat verschillen; de grenzen zijn daarom "
        f"{times} keer zo wijd als die van het toeval alleen."
    ]
