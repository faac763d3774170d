"""What a school could have shown at all.

"No change shown" means little in a small school: only a change larger than this would have come
out of the noise four times out of five.
"""

import numpy as np
import pandas as pd

from proeftuin.pyramid.comparison import Comparison

POWER = 0.80


def detectable_change(comparison: Comparison) -> "pd.Series[float]":
    """Return the smallest true change that a comparison like this one shows with 80% power.

    MDC = (t₀.₉₇₅ + t₀.₈₀) · SE, with the degrees of freedom of the interval (Bloom 1995).

    Parameters
    ----------
    comparison
        The comparison whose standard error is used.

    Returns
    -------
    Series
        Percentage points per tier, in either direction.

    Examples
    --------
    >>> from proeftuin.pyramid.comparison import compare
    >>> before = pd.DataFrame({"school": "s", "pupil": range(8), "class": list("aabbccdd"),
    ...                        "absent": [2, 0, 0, 2, 0, 0, 2, 0], "possible": 20})
    >>> change = compare(before, before.assign(absent=0))
    >>> detectable_change(change).round().to_dict()
    {1: 52.0, 2: 52.0, 3: 40.0}
    """
    from scipy.stats import t

    df = comparison.df.to_numpy()
    factor = t.ppf(0.975, df) + t.ppf(POWER, df)
    found = np.asarray(factor * comparison.standard_error.to_numpy(), dtype=np.float64)
    return pd.Series(found, comparison.df.index, name="detectable")
