"""Small numbers: what a reader of a shared report may not be able to find out about a pupil.

A count of one to four pupils is not shown, and neither is any count that would give it away by
subtraction, because totals are published too. What is hidden becomes a `Masked`: a value of its
own that prints as a symbol and refuses arithmetic, so that it can never be plotted or summed as
if it were a number. Everything a report shows passes here before it becomes a table, a figure, an
alt text or JSON.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.text.language import N_

MINIMUM = 5
MINIMUM_BASE = 10


@dataclass(frozen=True)
class Masked:
    """A value that is not shown.

    Parameters
    ----------
    text
        What stands in its place.

    Examples
    --------
    >>> str(SMALL)
    '<5'
    >>> SMALL + 1
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for +: 'Masked' and 'int'
    """

    text: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        raise TypeError("a masked value is neither true nor false")


SMALL = Masked(f"<{MINIMUM}")
HIDDEN = Masked("•")
NO_BASE = Masked(f"n<{MINIMUM_BASE}")
OPEN = Masked("×")
UNREGISTERED = Masked("†")

LEGEND = {
    SMALL: N_("minder dan vijf leerlingen"),
    HIDDEN: N_("verborgen, omdat anders een aantal onder de vijf uit te rekenen is"),
    OPEN: N_("niet getoond, en ook niet of het er meer of minder dan vijf zijn"),
    NO_BASE: N_("geen percentage, de groep is kleiner dan tien"),
    UNREGISTERED: N_("geen piramide, er is te weinig geregistreerd"),
}


def is_masked(value: object) -> TypeGuard[Masked]:
    """Tell whether a value is hidden."""
    return isinstance(value, Masked)


def protect_count(count: int) -> int | Masked:
    """Hide a count that stands on its own, without a total it could be computed from.

    Examples
    --------
    >>> protect_count(0), protect_count(4), protect_count(5)
    (0, Masked(text='<5'), 5)
    """
    return SMALL if 0 < count < MINIMUM else int(count)


def share(count: object, base: object) -> float | Masked:
    """Divide two protected counts.

    Returns
    -------
    float or Masked
        Masked when either count is, or when the base is under ten pupils.

    Examples
    --------
    >>> share(9, 12), share(SMALL, 12), share(6, 8)
    (0.75, Masked(text='<5'), Masked(text='n<10'))
    """
    for value in (count, base):
        if isinstance(value, Masked):
            return value
    if not isinstance(base, int | np.integer) or base < MINIMUM_BASE:
        return NO_BASE
    return float(count) / float(base)  # type: ignore[arg-type]


def combine(values: Sequence[object], how: Callable[..., object]) -> object:
    """Compute with values of which some may be hidden: what rests on a hidden one is hidden.

    Examples
    --------
    >>> combine([7, 5], lambda after, before: after - before), combine([7, SMALL], max)
    (2, Masked(text='•'))
    """
    return HIDDEN if any(is_masked(value) for value in values) else how(*values)


def protect(
    counts: pd.DataFrame,
    sums: Sequence[tuple[Hashable, Sequence[Hashable]]] = (),
    total: Hashable = "n",
) -> pd.DataFrame:
    """Hide small counts of a table, and as many others as it takes to keep them hidden.

    Parameters
    ----------
    counts
        Pupils; a row per group, a column per part and a column `total` with their sum.
    sums
        Rows that other rows add up to, each with its parts. Several levels may stand in one table
        (classes, year groups, school), and then are protected together.
    total
        The column that the others add up to.

    Returns
    -------
    DataFrame
        The same table of objects: `int`, or `Masked`.

    Notes
    -----
    Hidden at first are the counts 1 to 4. Then, as long as there is a sum whose hidden parts
    together are fewer than five pupils, or a hidden count that has only one possible value given
    everything shown (and given that “<5” means 1 to 4 and “•” five or more), the smallest shown
    part of such a sum is hidden too, and the total only when no part is left. In the end every
    hidden count of five or more that is not needed any longer is shown again.

    Examples
    --------
    >>> table = pd.DataFrame({"Tier 1": [40, 30], "Tier 2": [8, 9], "Tier 3": [2, 7]})
    >>> protect(table.assign(n=table.sum(axis=1))).map(str)
      Tier 1 Tier 2 Tier 3   n
    0     40      •     <5  50
    1     30      9      7  46
    """
    values = counts.to_numpy(dtype="int64")
    equations = _equations(counts, sums, total)
    for whole, parts in equations:
        if values.ravel()[whole] != values.ravel()[parts].sum():
            raise ValueError("the table's parts do not add up to its totals")
    flat = values.ravel()
    hidden = (flat > 0) & (flat < MINIMUM)
    small = hidden.copy()
    _hide_more(flat, hidden, small, equations)
    for place in sorted(np.flatnonzero(hidden & ~small), key=lambda i: (-flat[i], i)):
        # A later step may have made an earlier one needless; the largest counts tell most.
        hidden[place] = False
        if _weak(flat, hidden, equations) or _pinned(flat, hidden, small, equations).any():
            hidden[place] = True
    shown = [
        SMALL if small[i] else HIDDEN if hidden[i] else int(count) for i, count in enumerate(flat)
    ]
    cells = np.empty(len(shown), dtype=object)
    cells[:] = shown
    return pd.DataFrame(cells.reshape(values.shape), counts.index, counts.columns)


Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Equation = tuple[int, Counts]


def _equations(
    counts: pd.DataFrame, sums: Sequence[tuple[Hashable, Sequence[Hashable]]], total: Hashable
) -> list[Equation]:
    """List the sums a reader can check: the flat place of the total and those of its parts."""
    place = np.arange(counts.size).reshape(counts.shape)
    whole_column = counts.columns.get_loc(total)
    part_columns = [i for i in range(counts.shape[1]) if i != whole_column]
    rows = [(int(row[whole_column]), row[part_columns]) for row in place]
    columns = [
        (int(place[whole, column]), place[inside, column])
        for name, parts in sums
        for whole, inside in [
            (counts.index.get_loc(name), counts.index.get_indexer(pd.Index(parts)))
        ]
        for column in range(counts.shape[1])
    ]
    return rows + columns


def _hide_more(flat: Counts, hidden: Flags, small: Flags, equations: list[Equation]) -> None:
    """Hide counts, in place, until nothing can be computed back or nothing is left to hide."""
    while True:
        unsafe = _weak(flat, hidden, equations)
        if not unsafe:
            pinned = _pinned(flat, hidden, small, equations)
            unsafe = [(w, parts) for w, parts in equations if pinned[np.append(parts, w)].any()]
        parts = [i for _, inside in unsafe for i in inside if not hidden[i] and flat[i] >= MINIMUM]
        totals = [w for w, _ in unsafe if not hidden[w] and flat[w] >= MINIMUM]
        if not parts and not totals:
            return
        # Where several sums already have something hidden, one more costs least.
        meets = np.zeros(len(flat), dtype=int)
        for whole, inside in equations:
            cells = np.append(inside, whole)
            meets[cells] += int(hidden[cells].any())
        hidden[min(parts or totals, key=lambda i: (-meets[i], flat[i], i))] = True


def _weak(flat: Counts, hidden: Flags, equations: list[Equation]) -> list[Equation]:
    """List sums with one hidden count, or whose hidden parts together are too few pupils."""
    found = []
    for whole, parts in equations:
        inside = parts[hidden[parts]]
        alone = len(inside) + hidden[whole] == 1
        if alone or (len(inside) and not hidden[whole] and flat[inside].sum() < MINIMUM):
            found.append((whole, parts))
    return found


def _pinned(flat: Counts, hidden: Flags, small: Flags, equations: list[Equation]) -> Flags:
    """Tell which hidden counts have one possible value, given all that is shown.

    A reader's knowledge is a set of integer equations with bounds. A count is safe when some
    solution differs from the truth in it; one solution often clears many counts at once.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    pinned = np.zeros(len(flat), dtype=bool)
    places = np.flatnonzero(hidden)
    if not len(places):
        return pinned
    matrix = np.zeros((len(equations), len(flat)))
    for row, (whole, parts) in enumerate(equations):
        matrix[row, parts], matrix[row, whole] = 1, -1
    matrix = matrix[:, places]
    truth = flat[places]
    exact = matrix @ truth
    # A bound for the solver only: with every total hidden a count has none of its own.
    most = 2 * int(truth.max()) + MINIMUM
    bounds = Bounds(np.where(small[places], 1, MINIMUM), np.where(small[places], MINIMUM - 1, most))
    unclear = np.ones(len(places), dtype=bool)
    while unclear.any():
        first = int(np.flatnonzero(unclear)[0])
        for sign in (1, -1):
            goal = np.zeros(len(places))
            goal[first] = sign
            constraint = LinearConstraint(matrix, exact, exact)
            found = milp(goal, constraints=constraint, bounds=bounds, integrality=1)
            unclear &= np.rint(found.x) == truth
        if unclear[first]:
            pinned[places[first]] = True
            unclear[first] = False
    return pinned
