"""The smallest change that a comparison shows: of one that was made, and of one that is planned.

"No change shown" means little in a small school: only a change larger than this would have come
out of the noise four times out of five. Before a pilot the same number says whether it can be
evaluated, and what comparison schools would add.
"""

from typing import overload

import numpy as np
import pandas as pd

from proeftuin.evaluation.power.planned_comparison import (
    CHANGERS,
    DESIGN_EFFECT,
    SCHOOL_SHOCK,
    Detectable,
    multiplier,
    of_design,
)
from proeftuin.pyramid.comparison import Comparison


@overload
def detectable_change(comparison: Comparison) -> "pd.Series[float]": ...


@overload
def detectable_change(
    *,
    pupils: int,
    classes: int,
    schools: int = ...,
    comparison_schools: int = ...,
    changers: float = ...,
    design_effect: float = ...,
    school_shock: float = ...,
) -> Detectable: ...


def detectable_change(
    comparison: Comparison | None = None,
    *,
    pupils: int = 0,
    classes: int = 0,
    schools: int = 1,
    comparison_schools: int = 0,
    changers: float = CHANGERS,
    design_effect: float = DESIGN_EFFECT,
    school_shock: float = SCHOOL_SHOCK,
) -> "pd.Series[float] | Detectable":
    """Return the smallest true change that a comparison shows with 80% power.

    MDC = (t₀.₉₇₅ + t₀.₈₀) · SE (Bloom 1995). Of a comparison that was made, with the standard
    error and degrees of freedom of its intervals. Of one that is planned, with per school
    SE² = q·deff/n, and classes − 1 degrees of freedom; between schools the variance of a school's
    change is that plus the school's own shock squared, with the schools less their groups as
    degrees of freedom.

    Parameters
    ----------
    comparison
        A comparison that was made; nothing else is needed then.
    pupils, classes
        Of one school, each school being as large.
    schools
        With the pilot.
    comparison_schools
        Without it.
    changers
        q, the share of pupils who change Tier 1 status between two windows; see `changers_of`.
    design_effect
        Variance with pupils in classes, over that with pupils on their own; see `changers_of`.
    school_shock
        Standard deviation, over schools, of what changes a whole school; percentage points. Only
        counts when there are several schools.

    Returns
    -------
    Series or Detectable
        Percentage points per tier, in either direction; of a plan a `Detectable`, of Tier 1.

    Raises
    ------
    ValueError
        When neither a comparison nor a design is given, or a number of the design is impossible.

    Examples
    --------
    >>> from proeftuin.pyramid.comparison import compare
    >>> before = pd.DataFrame({"school": "s", "pupil": range(8), "class": list("aabbccdd"),
    ...                        "absent": [2, 0, 0, 2, 0, 0, 2, 0], "possible": 20})
    >>> change = compare(before, before.assign(absent=0))
    >>> detectable_change(change).round().to_dict()
    {1: 52.0, 2: 52.0, 3: 40.0}
    >>> print(detectable_change(pupils=300, classes=12).sentence)
    Met 300 leerlingen in 12 klassen is een verandering in Tier 1 pas aan te tonen vanaf ongeveer
    10 procentpunt (dan lukt het vier van de vijf keer).
    """
    if comparison is not None:
        factor = multiplier(comparison.df.to_numpy())
        found = np.asarray(factor * comparison.standard_error.to_numpy(), dtype=np.float64)
        return pd.Series(found, comparison.df.index, name="detectable")
    return of_design(
        pupils, classes, schools, comparison_schools, changers, design_effect, school_shock
    )
