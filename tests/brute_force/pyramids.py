"""Pyramids, their intervals, and the paired change, from the formulas."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from statistics import NormalDist

from scipy.stats import t

from brute_force.counting import CUTS, Day, attended_share, tier

TIERS = [1, 2, 3]
GOALS = {1: Fraction(80, 100), 2: Fraction(15, 100), 3: Fraction(5, 100)}
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Pyramid:
    """Pupils per tier."""

    counts: dict[int, int]
    other_edge: dict[int, int]
    on_cut: dict[Fraction, int]
    unclassified: int
    incomplete: int = 0

    @property
    def n(self) -> int:
        """Number of classified pupils."""
        return sum(self.counts.values())

    def share(self, number: int) -> Fraction:
        """Return the share of a tier."""
        return Fraction(self.counts[number], self.n)

    def wilson(self, number: int) -> tuple[float, float]:
        """Return Wilson's interval of the share of a tier."""
        p, n = float(self.share(number)), self.n
        centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z / (1 + Z**2 / n) * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
        return centre - half, centre + half

    def distance(self, number: int) -> int:
        """Return how many pupils would have to come in (tier 1) or go out (tiers 2 and 3)."""
        wanted = GOALS[number] * self.n
        short = wanted - self.counts[number] if number == 1 else self.counts[number] - wanted
        return max(0, ceil(short))


def pyramid(rows, minimum: int, measure: str = "minutes") -> Pyramid:
    """Count the pupils per tier."""
    counts, other = dict.fromkeys(TIERS, 0), dict.fromkeys(TIERS, 0)
    on_cut = dict.fromkeys(CUTS, 0)
    without = incomplete = 0
    for row in rows:
        incomplete += row.incomplete
        number = tier(row, minimum, measure)
        if number is None:
            without += 1
            continue
        counts[number] += 1
        other[tier(row, minimum, measure, worse=True)] += 1
        if (share := attended_share(row, measure)) in on_cut:
            on_cut[share] += 1
    return Pyramid(counts, other, on_cut, without, incomplete)


def pyramids_by(totals: dict[str, Day], group: str, minimum: int) -> dict[str, Pyramid]:
    """Make a pyramid of each class, year group or stage."""
    groups = defaultdict(list)
    for row in totals.values():
        groups[getattr(row, group)].append(row)
    return {name: pyramid(rows, minimum) for name, rows in groups.items()}


@dataclass(frozen=True)
class Change:
    """What changed for the pupils who have a tier in both windows.

    Who was in one window only, and has a tier there, joined or left. Who was there without a tier,
    in one window or both, is unclassified: being classified later is not joining.
    """

    transitions: list[list[int]]
    pupils: list[int]
    points: list[float]
    standard_error: list[float]
    interval: list[tuple[float, float]]
    methods: list[str]
    joined: list[int]
    left: list[int]
    unclassified: int
    cross_section: list[float]
    clusters: int
    effective_clusters: float

    @property
    def paired(self) -> int:
        """Number of pupils with a tier in both windows."""
        return sum(map(sum, self.transitions))


def change(before: dict[str, Day], after: dict[str, Day], minimum: int) -> Change:
    """Compare two windows pupil by pupil, with the class before as cluster."""
    transitions = [[0] * 3 for _ in TIERS]
    joined, left = [0] * 3, [0] * 3
    everyone_before, everyone_after = [0] * 3, [0] * 3
    unclassified = 0
    by_class = defaultdict(list)
    for pupil in before.keys() | after.keys():
        old = tier(before[pupil], minimum) if pupil in before else None
        new = tier(after[pupil], minimum) if pupil in after else None
        if old:
            everyone_before[old - 1] += 1
        if new:
            everyone_after[new - 1] += 1
        if old and new:
            transitions[old - 1][new - 1] += 1
            by_class[before[pupil].class_].append((old, new))
        elif old and pupil not in after:
            left[old - 1] += 1
        elif new and pupil not in before:
            joined[new - 1] += 1
        else:
            unclassified += 1
    n = sum(map(sum, transitions))
    sizes = [len(pairs) for pairs in by_class.values()]
    pupils, points, errors, intervals, methods = [], [], [], [], []
    for number in TIERS:
        moved = sum(step(pair, number) for pairs in by_class.values() for pair in pairs)
        pupils.append(moved)
        points.append(100 * moved / n)
        low, high, error, method = paired_interval(list(by_class.values()), number)
        errors.append(100 * error)
        intervals.append((100 * low, 100 * high))
        methods.append(method)
    return Change(
        transitions,
        pupils,
        points,
        errors,
        intervals,
        methods,
        joined,
        left,
        unclassified,
        [
            float(
                100 * Fraction(new, sum(everyone_after)) - 100 * Fraction(old, sum(everyone_before))
            )
            for old, new in zip(everyone_before, everyone_after, strict=True)
        ],
        len(sizes),
        float(Fraction(n**2, sum(size**2 for size in sizes))),
    )


def step(pair: tuple[int, int], number: int) -> int:
    """Return +1 for a pupil who came into the tier, −1 for one who left it."""
    old, new = pair
    return (new == number) - (old == number)


def paired_interval(classes: list[list[tuple[int, int]]], number: int):
    """Return low, high and standard error of a change of share, and the method."""
    steps = [[step(pair, number) for pair in pairs] for pairs in classes]
    n, total, groups = sum(map(len, steps)), sum(map(sum, steps)), len(steps)
    mean = Fraction(total, n)
    if groups >= 4:
        without = [Fraction(total - sum(own), n - len(own)) for own in steps]
        middle = sum(without) / groups
        variance = Fraction(groups - 1, groups) * sum((one - middle) ** 2 for one in without)
        if variance > 0:
            error = sqrt(variance)
            effective = n**2 / sum(len(own) ** 2 for own in steps)
            half = float(t.ppf(0.975, effective - 1)) * error
            return float(mean) - half, float(mean) + half, error, "jackknife"
    came = sum(one == 1 for own in steps for one in own) + 1
    went = sum(one == -1 for own in steps for one in own) + 1
    centre = Fraction(came - went, n + 2)
    error = sqrt((came + went - Fraction((came - went) ** 2, n + 2)) / (n + 2) ** 2)
    half = Z * error
    return float(centre) - half, float(centre) + half, error, "bonett-price"
