"""Who moved from which tier to which, cluster by cluster.

The whole table is what is shown; what its uncertainty is made of is the tables of the clusters,
because leaving out a class must change every number that rests on the table.
"""

from typing import Any

import numpy as np
import numpy.typing as npt


def moves_by_cluster(cluster: Any, before: Any, after: Any, tiers: int) -> npt.NDArray[np.int64]:
    """Count pupils per cluster, tier before and tier after.

    Parameters
    ----------
    cluster, before, after
        One label and two tiers (from 1 on) per pupil.
    tiers
        How many tiers there are.

    Returns
    -------
    ndarray
        Clusters (in the order of their labels) × tier before × tier after.

    Examples
    --------
    >>> moves_by_cluster(["a", "a", "b"], [1, 2, 2], [1, 1, 2], 2).tolist()
    [[[1, 0], [1, 0]], [[0, 0], [0, 1]]]
    """
    names, codes = np.unique(np.asarray(cluster), return_inverse=True)
    counts = np.zeros((len(names), tiers, tiers), dtype=np.int64)
    first, second = (np.asarray(side, dtype=np.int64) - 1 for side in (before, after))
    np.add.at(counts, (codes, first, second), 1)
    return counts
