"""A comparison that is planned: what it will be able to show, and what comparison schools add."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.pyramid.counting.intervals import FEWEST_CLUSTERS
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.text import words

POWER = 0.80

CHANGERS = 0.29
"""Share of pupils who change Tier 1 status between two windows; schools have 0.26 to 0.32."""
DESIGN_EFFECT = 1.1
"""Of the class, when classes are mildly shaken each by themselves; strongly so, 1.5 to 1.8."""
SCHOOL_SHOCK = 2.25
"""Standard deviation over schools of the change in Tier 1 beyond their pupils, in points."""

ALONE = (
    "Dit geldt voor toeval binnen de school. Een griepgolf, een nieuw rooster of een andere manier "
    "van registreren raakt alle klassen tegelijk en zit er niet in: zonder vergelijkingsscholen "
    "is dat niet van de proeftuin te onderscheiden."
)


@dataclass(frozen=True, eq=False, repr=False)
class Detectable(Shown):
    """The smallest change that a planned comparison shows with 80% power.

    Parameters
    ----------
    pupils, classes
        Per school.
    schools, comparison_schools
        With and without the pilot.
    changers, design_effect, school_shock
        What was assumed, see `detectable_change`.
    standard_error
        Of the change, or of the difference with the comparison schools, in percentage points.
    df
        Degrees of freedom.
    change
        In percentage points, in either direction; missing when the design gives no interval.
    notes
        What must be said with it, in Dutch.
    """

    pupils: int
    classes: int
    schools: int
    comparison_schools: int
    changers: float
    design_effect: float
    school_shock: float
    standard_error: float
    df: int
    change: float
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What this design can show, in Dutch."""
        each = f"{words.pupils(self.pupils)} in {words.classes(self.classes)}"
        if self.comparison_schools:
            who = (
                f"{_schools(self.schools, 'proeftuin')} en "
                f"{_schools(self.comparison_schools, 'vergelijkings')} van elk {each}"
            )
            what = "een verschil met vergelijkingsscholen"
        else:
            who = each if self.schools == 1 else f"{self.schools} proeftuinscholen van elk {each}"
            what = "een verandering"
        if np.isnan(self.change):
            return f"Met {who} is {what} in Tier 1 niet aan te tonen: er is geen onzekerheidsmarge."
        return (
            f"Met {who} is {what} in Tier 1 pas aan te tonen vanaf ongeveer "
            f"{words.number(self.change)} procentpunt (dan lukt het vier van de vijf keer)."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the detectable change for other sizes of the design.

        Returns
        -------
        DataFrame
            `size` and `change`: comparison schools when there are any, else pilot schools when
            there are several, else classes, with as many pupils per class.
        """
        given: dict[str, Any] = {
            "pupils": self.pupils,
            "classes": self.classes,
            "schools": self.schools,
            "comparison_schools": self.comparison_schools,
            "changers": self.changers,
            "design_effect": self.design_effect,
            "school_shock": self.school_shock,
        }
        varied = self.varied
        sizes = sorted({*_SIZES[varied], int(given[varied])})
        rows = []
        for size in sizes:
            other = given | {varied: size}
            if varied == "classes":
                other["pupils"] = max(round(self.pupils * size / self.classes), 1)
            rows.append({"size": size, "change": of_design(**other).change})
        return pd.DataFrame(rows)

    @property
    def varied(self) -> str:
        """What `to_frame` varies."""
        if self.comparison_schools:
            return "comparison_schools"
        return "schools" if self.schools > 1 else "classes"

    def plot(self, ax: Any = None) -> Any:
        """Draw the detectable change against the size of the design; returns the axes."""
        from proeftuin.evaluation.power.plots import plot_detectable

        label = {
            "comparison_schools": "aantal vergelijkingsscholen",
            "schools": "aantal proeftuinscholen",
            "classes": "aantal klassen",
        }[self.varied]
        return plot_detectable(self.to_frame(), label, getattr(self, self.varied), ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        rows = {
            "wisselt van of naar Tier 1": words.percent(self.changers, 0),
            "ontwerpeffect van de klas": words.number(self.design_effect, 2),
            "standaardfout (procentpunt)": words.number(self.standard_error, 1),
            "aantoonbaar vanaf (procentpunt)": "–"
            if np.isnan(self.change)
            else words.number(self.change, 1),
        }
        if self.schools + self.comparison_schools > 1:
            rows["schok per school (procentpunt)"] = words.number(self.school_shock, 2)
        table = pd.DataFrame({"": list(rows), "waarde": list(rows.values())})
        return "Wat deze opzet kan aantonen", table, [self.sentence, *self.notes]


_SIZES = {
    "classes": (4, 6, 8, 12, 16, 20, 24, 30),
    "schools": (2, 3, 4, 5, 6, 8, 10),
    "comparison_schools": (2, 3, 4, 5, 6, 8, 10, 12, 15),
}


def of_design(
    pupils: int,
    classes: int,
    schools: int = 1,
    comparison_schools: int = 0,
    changers: float = CHANGERS,
    design_effect: float = DESIGN_EFFECT,
    school_shock: float = SCHOOL_SHOCK,
) -> Detectable:
    """Return what a design can show; see `proeftuin.detectable_change`."""
    if min(pupils, classes, schools) < 1 or classes > pupils or comparison_schools < 0:
        raise ValueError(
            "a comparison, or a design of at least one pupil per class, one class and one school; "
            f"got {pupils=}, {classes=}, {schools=}, {comparison_schools=}"
        )
    if not 0 < changers <= 1 or design_effect <= 0 or school_shock < 0:
        raise ValueError(
            "changers lie above 0 and up to 1, a design effect above 0 and a shock from 0 on; "
            f"got {changers=}, {design_effect=}, {school_shock=}"
        )
    variance = 100**2 * changers * design_effect / pupils
    df = classes - 1
    if schools + comparison_schools > 1:
        each = 1 / schools + (1 / comparison_schools if comparison_schools else 0)
        variance = (variance + school_shock**2) * each
        df = schools + comparison_schools - (2 if comparison_schools else 1)
    error = float(np.sqrt(variance))
    change = float(multiplier(df) * error) if df > 0 else np.nan
    return Detectable(
        pupils=pupils,
        classes=classes,
        schools=schools,
        comparison_schools=comparison_schools,
        changers=changers,
        design_effect=design_effect,
        school_shock=school_shock,
        standard_error=error,
        df=df,
        change=change,
        notes=tuple(_notes(pupils, classes, schools, comparison_schools, change)),
    )


def multiplier(df: Any) -> Any:
    """Return how many standard errors a change must be: t₀.₉₇₅ + t₀.₈₀.

    Examples
    --------
    >>> round(float(multiplier(np.inf)), 2), round(float(multiplier(4)), 2)
    (2.8, 3.72)
    """
    from scipy.stats import t

    return t.ppf(0.975, df) + t.ppf(POWER, df)


def _notes(
    pupils: int, classes: int, schools: int, comparison_schools: int, change: float
) -> list[str]:
    notes = []
    several = schools + comparison_schools > 1
    if np.isnan(change):
        what = "twee scholen" if several else "één klas"
        more = "een derde school" if several else "een tweede klas"
        notes.append(f"Met {what} is er geen onzekerheidsmarge; voeg ten minste {more} toe.")
    elif not several and classes < FEWEST_CLUSTERS:
        notes.append(
            f"Met minder dan {FEWEST_CLUSTERS} klassen neemt het interval leerlingen als los van "
            "elkaar; dit getal is dan ruim."
        )
    elif not comparison_schools:
        notes.append(ALONE)
    if pupils < FEWEST_PUPILS:
        notes.append(
            f"Met minder dan {FEWEST_PUPILS} leerlingen noemt het rapport geen verandering."
        )
    if change > 100:
        notes.append("Zo’n grote verandering bestaat niet: met deze opzet is niets aan te tonen.")
    return notes


def _schools(count: int, kind: str) -> str:
    return f"één {kind}school" if count == 1 else f"{words.number(count)} {kind}scholen"
