"""Which counts must be hidden so that no hidden one can be computed from all that is shown.

What a report publishes is a set of linear facts: counts, and the sums between them that a reader
knows. Hidden at first are the small counts. Then, for every hidden count, another table of whole
numbers is looked for that agrees with everything shown and in which this count differs; where there
is none, the cheapest further counts are hidden that make one possible. So a count that stays
hidden always comes with the proof that it could have been another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Kind = Literal["count", "known", "number", "inside", "slack"]
Rule = tuple[dict[str, int], int, int]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

# A bound for the solver only: a number without one of its own may be this far from the truth.
FAR = 1000
NEARLY_FREE = 0.001
ROUNDS = 4
# As the solver itself holds a number for whole.
WHOLE = 1e-6


@dataclass
class Cell:
    """A number that is published, or that follows from what is.

    Parameters
    ----------
    value
        The true one.
    kind
        `count` of pupils, hidden when small; `known`, never hidden; `number` that may be hidden
        but is no count of a group; `inside`, a count that is not published but must not follow
        either; `slack`, which may be anything from zero on.
    weight
        What it costs to hide it.
    hidden
        Hidden whatever its value is.
    vague
        When it is hidden as small, it may be zero too.
    open
        When it is hidden, nothing is said of its size.
    bounds
        Between what it lies for a reader, when that is not told by its value.
    old
        It stood in an earlier report, and is not in this one.
    """

    value: int
    kind: Kind = "count"
    weight: float = 1.0
    hidden: bool = False
    vague: bool = False
    open: bool = False
    bounds: tuple[int, int] | None = None
    old: bool = False

    @property
    def is_published(self) -> bool:
        """Whether it stands in the report."""
        return self.kind not in ("inside", "slack") and not self.old


@dataclass
class Facts:
    """Everything that is published of one school, and the sums a reader knows.

    Parameters
    ----------
    minimum
        The smallest count that is shown.

    Examples
    --------
    >>> facts = Facts()
    >>> facts.row("1a", {"1": 20, "2": 6, "3": 2}, weight=1)
    >>> sorted(hide(facts)[0])
    ['1a|2', '1a|3']
    """

    minimum: int = 5
    cells: dict[str, Cell] = field(default_factory=dict)
    sums: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def add(self, key: str, value: int, kind: Kind = "count", weight: float = 1.0) -> str:
        """Add a cell; the same one in a second table keeps the larger weight."""
        there = self.cells.get(key)
        if there is None:
            self.cells[key] = Cell(int(value), kind, weight)
        elif there.value != value:
            raise ValueError(f"two values for {key}: {there.value} and {value}")
        else:
            there.weight = max(weight, there.weight)
        return key

    def row(self, name: str, counts: Mapping[Any, int], weight: float, n: Kind = "count") -> None:
        """Add the parts of a group and their sum `n`; of a group that is small, all is hidden."""
        parts = [
            self.add(f"{name}|{part}", count, "count", weight) for part, count in counts.items()
        ]
        whole = sum(counts.values())
        self.add(f"{name}|n", whole, n, 1.5 * weight)
        self.sum(f"{name}|n", parts)
        if 0 < whole < self.minimum:
            for part in parts:
                self.cells[part].hidden = self.cells[part].vague = True

    def sum(self, whole: str, parts: Iterable[str]) -> None:
        """Say that cells add up to another."""
        parts = tuple(parts)
        if self.cells[whole].value != sum(self.cells[part].value for part in parts):
            raise ValueError(f"the parts of {whole} do not add up to it")
        self.sums.append((whole, parts))

    def rule(self, terms: Mapping[str, int], low: int, high: int) -> None:
        """Say between what a weighted sum of cells lies."""
        self.rules.append((dict(terms), low, high))

    def all_rules(self) -> list[Rule]:
        """Return the sums and the other rules as weighted sums, and between what each lies."""
        sums = [({whole: -1, **dict.fromkeys(parts, 1)}, 0, 0) for whole, parts in self.sums]
        return [*sums, *self.rules]


def hide(facts: Facts) -> tuple[set[str], set[str]]:
    """Choose the cells to hide.

    Returns
    -------
    hidden : set of str
        Published cells that are not shown.
    unsafe : set of str
        Cells that follow from what cannot be hidden; empty unless something stands fast.
    """
    search = _Search(facts)
    search.hide_remainders()
    search.hide_what_follows()
    names = np.array(list(facts.cells), dtype=object)
    published = np.array([cell.is_published for cell in facts.cells.values()])
    return set(names[search.hidden & published]), set(names[search.unsafe])


class _Search:
    def __init__(self, facts: Facts) -> None:
        cells = list(facts.cells.values())
        place = {key: number for number, key in enumerate(facts.cells)}
        kind = np.array([cell.kind for cell in cells])
        self.minimum = facts.minimum
        self.value: Numbers = np.array([cell.value for cell in cells], dtype=np.int64)
        self.weight = np.array([cell.weight for cell in cells])
        small = (self.value > 0) & (self.value < facts.minimum)
        forced = np.array([cell.hidden for cell in cells])
        vague = np.array([cell.vague for cell in cells])
        count = kind == "count"
        self.inner = np.isin(kind, ["inside", "slack"])
        self.hidden: Flags = (count & small) | forced | self.inner
        self.unsafe: Flags = np.zeros(len(cells), dtype=bool)
        # What must be able to differ: what is hidden, and a group that is there but not published.
        self.guarded: Flags = (self.hidden & ~self.inner) | ((kind == "inside") & small)
        self.candidate: Flags = ~self.hidden & np.where(
            count, self.value >= facts.minimum, kind == "number"
        )
        below = count & (self.value < facts.minimum)
        self.low = np.where(below, np.where(vague, 0, 1), np.where(count, facts.minimum, 0))
        self.low = np.where(kind == "number", self.value - FAR, self.low)
        self.high = np.where(below, facts.minimum - 1, self.value + FAR)
        unsaid = np.array([cell.open for cell in cells])
        self.low = np.where(unsaid, 0, self.low)
        self.high = np.where(unsaid, self.value + FAR, self.high)
        for number, cell in enumerate(cells):
            if cell.bounds:
                self.low[number], self.high[number] = cell.bounds
        self.sums = [
            (place[whole], np.array([place[p] for p in parts])) for whole, parts in facts.sums
        ]
        self._matrix(facts, place)

    def _matrix(self, facts: Facts, place: Mapping[str, int]) -> None:
        from scipy.sparse import coo_array

        rules = facts.all_rules()
        terms = [
            (row, place[key], factor)
            for row, (factors, _, _) in enumerate(rules)
            for key, factor in factors.items()
        ]
        rows, columns, factors = np.array(terms, dtype=np.int64).reshape(-1, 3).T
        shape = (len(rules), len(self.value))
        self.matrix = coo_array((factors, (rows, columns)), shape=shape).tocsc()
        now = self.matrix @ self.value
        self.least = np.array([low for _, low, _ in rules]) - now
        self.most = np.array([high for _, _, high in rules]) - now
        if (self.least > 0).any() or (self.most < 0).any():
            raise ValueError("a rule does not hold for the true counts")

    def hide_remainders(self) -> None:
        """Hide one more where the hidden parts of a known whole are together too few."""
        changed = True
        while changed:
            changed = False
            for whole, parts in self.sums:
                inside = parts[self.hidden[parts]]
                if self.hidden[whole] or not 0 < self.value[inside].sum() < self.minimum:
                    continue
                choice = parts[self.candidate[parts]]
                if not len(choice) and self.candidate[whole]:
                    choice = np.array([whole])
                if len(choice):
                    cheapest = min(choice, key=lambda i: (self.weight[i], self.value[i], i))
                    self._hide(np.array([cheapest]))
                    changed = True

    def hide_what_follows(self) -> None:
        """Find for every hidden count another table; hide what stands in the way of all."""
        unclear = self.guarded.copy()
        self._clear_together(unclear)
        while unclear.any():
            first = int(np.flatnonzero(unclear)[np.argmax(self.weight[unclear])])
            found = [self._other_table(first, sign) for sign in (1, -1)]
            known = [each for each in found if each is not None]
            if not known:
                self.unsafe[first] = True
                unclear[first] = False
                continue
            _, moved = min(known, key=lambda each: each[0])
            self._hide(np.flatnonzero(moved & self.candidate))
            unclear &= ~moved
            self._clear_together(unclear, rounds=1)

    def _hide(self, places: Numbers) -> None:
        self.hidden[places] = True
        self.guarded[places] = True
        self.candidate[places] = False

    def _clear_together(self, unclear: Flags, rounds: int = ROUNDS) -> None:
        """Clear in few steps those that can differ without hiding more."""
        draw = np.random.default_rng(0)
        for _ in range(rounds):
            if not unclear.any():
                return
            free = np.flatnonzero(self.hidden)
            goal = np.where(unclear[free], draw.choice([-1.0, 1.0], len(free)), 0.0)
            low = np.maximum(self.low[free] - self.value[free], -2)
            high = np.minimum(self.high[free] - self.value[free], 2)
            moved = self._solve(free, goal, low, high)
            if moved is None or not (unclear[free] & (moved != 0)).any():
                return
            unclear[free] &= moved == 0

    def _other_table(self, place: int, sign: int) -> tuple[float, Flags] | None:
        """Return the cheapest other table in which a count is larger, or smaller."""
        free = np.flatnonzero(self.hidden | self.candidate)
        up = self.high[free] - self.value[free]
        down = self.value[free] - self.low[free]
        cost = np.where(self.candidate[free], self.weight[free], NEARLY_FREE)
        # Of equals the smaller count goes: it says least.
        cost = cost * (1 + 0.001 * np.log1p(np.abs(self.value[free])))
        here = int(np.flatnonzero(free == place)[0])
        low, high = np.zeros(2 * len(free)), np.concatenate([up, down]).astype(float)
        same, other = (here, here + len(free)) if sign > 0 else (here + len(free), here)
        if high[same] < 1:
            return None
        low[same], high[other] = 1, 0
        both = np.concatenate([free, free])
        signs = np.repeat([1, -1], len(free))
        moved = self._solve(both, np.concatenate([cost, cost]), low, high, signs)
        if moved is None:
            return None
        total = float(np.concatenate([cost, cost]) @ moved)
        changed = np.zeros(len(self.value), dtype=bool)
        changed[free] = moved[: len(free)] != moved[len(free) :]
        return total, changed

    def _solve(
        self,
        free: Numbers,
        goal: "npt.NDArray[np.float64]",
        low: Any,
        high: Any,
        signs: Any = None,
    ) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix = self.matrix[:, free]
        if signs is not None:
            matrix = matrix.multiply(signs).tocsc()
        # Among all numbers an answer is found sooner, and for sums of tables it is nearly always in
        # whole numbers: then it is the best of those too. Where there is none at all, there is none
        # in whole numbers either.
        for whole in (False, True):
            found = milp(
                goal,
                constraints=LinearConstraint(matrix, self.least, self.most),
                bounds=Bounds(low, high),
                integrality=np.full(len(free), whole),
                options={"presolve": whole},
            )
            if found.x is None:
                return None
            moved = np.rint(found.x)
            if whole or np.abs(found.x - moved).max() < WHOLE:
                break
        return moved.astype(np.int64)
