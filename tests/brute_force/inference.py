"""Tests and intervals from their formulas, in fractions where that is possible.

From elsewhere come only the distribution functions of t and F and the solution of linear equations.
"""

from fractions import Fraction
from itertools import combinations
from math import comb, exp, fsum, sqrt
from statistics import mean

import numpy as np
from scipy.stats import f, t

from brute_force.pyramids import TIERS, step

Pairs = list[tuple[int, int]]


def table_of(classes: dict[str, Pairs]) -> list[list[int]]:
    """Count pupils by tier before and tier after."""
    pairs = [pair for own in classes.values() for pair in own]
    return [[pairs.count((old, new)) for new in TIERS] for old in TIERS]


def effective(sizes: list[int]) -> float:
    """Return how many equal classes would weigh the same."""
    return sum(sizes) ** 2 / sum(size**2 for size in sizes)


def without_each(classes: dict[str, Pairs]) -> list[Pairs]:
    """Return the pupils without each class in turn."""
    return [[p for other, own in classes.items() if other != name for p in own] for name in classes]


def _change(pairs: Pairs, tier: int) -> Fraction:
    return Fraction(sum(step(pair, tier) for pair in pairs), len(pairs))


def hotelling(classes: dict[str, Pairs]) -> tuple[float, float, float]:
    """Return F, its second degrees of freedom and p of the changes of tiers 1 and 2."""
    everyone = [pair for own in classes.values() for pair in own]
    first, second = (_change(everyone, tier) for tier in (1, 2))
    left_out = [[_change(pairs, tier) for tier in (1, 2)] for pairs in without_each(classes)]
    count = len(left_out)
    middle = [sum(column) / count for column in zip(*left_out, strict=True)]
    a, b, c = (
        Fraction(count - 1, count)
        * sum((row[i] - middle[i]) * (row[j] - middle[j]) for row in left_out)
        for i, j in ((0, 0), (0, 1), (1, 1))
    )
    distance = (c * first**2 - 2 * b * first * second + a * second**2) / (a * c - b**2)
    weight = effective([len(own) for own in classes.values()])
    statistic = float(distance) * (weight - 2) / (2 * (weight - 1))
    return statistic, weight - 2, float(f.sf(statistic, 2, weight - 2))


def stuart_maxwell(table: list[list[int]]) -> tuple[float, float]:
    """Return the statistic and p for three tiers."""
    return _quadratic(table, 0)


def bhapkar(table: list[list[int]]) -> tuple[float, float]:
    """Return the same with the variance not taken under the hypothesis."""
    return _quadratic(table, Fraction(1, sum(map(sum, table))))


def _quadratic(table, shrink):
    rows = [sum(row) for row in table]
    columns = [sum(row[i] for row in table) for i in range(3)]
    d = [rows[i] - columns[i] for i in range(2)]

    def variance(i, j):
        own = rows[i] + columns[i] - 2 * table[i][i] if i == j else -(table[i][j] + table[j][i])
        return own - shrink * d[i] * d[j]

    a, b, c = variance(0, 0), variance(0, 1), variance(1, 1)
    statistic = float(
        Fraction(c * d[0] ** 2 - 2 * b * d[0] * d[1] + a * d[1] ** 2) / (a * c - b**2)
    )
    # χ² with two degrees of freedom is an exponential distribution.
    return statistic, exp(-statistic / 2)


def midp(came: int, went: int) -> float:
    """Return McNemar's mid-p."""
    n, smaller = came + went, min(came, went)
    if not n:
        return 1.0
    chance = Fraction(comb(n, smaller), 2**n)
    if came == went:
        return float(1 - chance / 2)
    return float(2 * sum(Fraction(comb(n, k), 2**n) for k in range(smaller + 1)) - chance)


def movers(table: list[list[int]], tier: int) -> tuple[int, int]:
    """Return who came into a tier and who left it."""
    at = tier - 1
    return (
        sum(table[i][at] for i in range(3) if i != at),
        sum(table[at][i] for i in range(3) if i != at),
    )


def standing_out(pvalues: list[float], rate: float = 0.05) -> int:
    """Return how many tests Benjamini and Hochberg's step-up procedure rejects."""
    ordered = sorted(pvalues)
    passed = [k for k, p in enumerate(ordered, 1) if p <= rate * k / len(ordered)]
    return max(passed, default=0)


def detectable(standard_error: float, df: float) -> float:
    """Return the smallest change that would have been shown four times out of five."""
    return float(t.ppf(0.975, df) + t.ppf(0.8, df)) * standard_error


def mean_interval(classes: dict[str, list[float]]) -> tuple[float, float, float]:
    """Return a mean with its jackknife interval over classes, four or more."""
    everyone = [value for own in classes.values() for value in own]
    n, count = len(everyone), len(classes)
    centre = fsum(everyone) / n
    left_out = [(fsum(everyone) - fsum(own)) / (n - len(own)) for own in classes.values()]
    spread = fsum((each - mean(left_out)) ** 2 for each in left_out) * (count - 1) / count
    df = effective([len(own) for own in classes.values()]) - 1
    half = float(t.ppf(0.975, df)) * sqrt(spread)
    return centre, centre - half, centre + half


def permutation(pilots: list[float], others: list[float]) -> tuple[float, float]:
    """Return the exact p of a difference in means, and the smallest that could have been."""
    schools = pilots + others
    own = abs(mean(pilots) - mean(others))
    found = []
    for chosen in combinations(range(len(schools)), len(pilots)):
        inside = [schools[i] for i in chosen]
        outside = [schools[i] for i in range(len(schools)) if i not in chosen]
        found.append(abs(mean(inside) - mean(outside)))
    smallest = sum(each >= max(found) - 1e-9 for each in found) / len(found)
    return sum(each >= own - 1e-9 for each in found) / len(found), smallest


class Beyond:
    """A pyramid after beside the one that a reference's movements give.

    With the classes of the reference there are intervals; with only its shares there are none.
    """

    def __init__(self, own: dict[str, Pairs], reference: dict[str, Pairs] | None, shares=None):
        mine = [pair for pairs in own.values() for pair in pairs]
        theirs = [pair for pairs in (reference or {}).values() for pair in pairs]
        self.shares = shares or _shares(theirs)
        self.actual = [_after(mine, tier) for tier in TIERS]
        self.expected = _expected(mine, self.shares)
        self.left = [1 - stay for stay in _stayed(mine)]
        self.left_expected = [1 - self.shares[i][i] for i in range(3)]
        self.difference = [
            100 * float(a - e) for a, e in zip(self.actual, self.expected, strict=True)
        ]
        self.half = self.left_half = None
        if reference is None:
            return
        parts, left_parts = [], []
        for classes, is_own in ((own, True), (reference, False)):
            beyond, left = [], []
            for pairs in without_each(classes):
                one, other = (pairs, theirs) if is_own else (mine, pairs)
                shares = _shares(other)
                gone = [_after(one, tier) for tier in TIERS]
                beyond.append(
                    [float(a - e) for a, e in zip(gone, _expected(one, shares), strict=True)]
                )
                stayed = _stayed(one)
                left.append([float(shares[i][i] - stayed[i]) for i in range(3)])
            parts.append(_jackknife(beyond))
            left_parts.append(_jackknife(left))
        df = min(effective([len(p) for p in side.values()]) for side in (own, reference)) - 1
        factor = 100 * float(t.ppf(0.975, df))
        self.half = [factor * sqrt(a + b) for a, b in zip(*parts, strict=True)]
        self.left_half = [factor * sqrt(a + b) for a, b in zip(*left_parts, strict=True)]


def _after(pairs, tier):
    return Fraction(sum(new == tier for _, new in pairs), len(pairs))


def _stayed(pairs):
    return [
        Fraction(pairs.count((tier, tier)), sum(old == tier for old, _ in pairs)) for tier in TIERS
    ]


def _shares(pairs):
    return [
        [
            Fraction(pairs.count((old, new)), sum(first == old for first, _ in pairs))
            for new in TIERS
        ]
        for old in TIERS
    ]


def _expected(pairs, shares):
    before = [Fraction(sum(old == tier for old, _ in pairs), len(pairs)) for tier in TIERS]
    return [sum(before[j] * shares[j][k] for j in range(3)) for k in range(3)]


def _jackknife(rows):
    count = len(rows)
    columns = list(zip(*rows, strict=True))
    return [
        fsum((each - fsum(column) / count) ** 2 for each in column) * (count - 1) / count
        for column in columns
    ]


def split_half(pupils: list[tuple[int, float, float, float]]) -> list[list[float]]:
    """Return the movements that one window lets expect of the next.

    Parameters
    ----------
    pupils
        Tier, and the share missed of the whole window, of its first and of its last third.
    """
    tiers = [each[0] for each in pupils]
    whole, first, last = (np.minimum([each[i] for each in pupils], 0.2) for i in (1, 2, 3))
    n = len(pupils)
    covariance = float((first - first.mean()) @ (last - last.mean())) / (n - 1)
    variance = float((whole - whole.mean()) @ (whole - whole.mean())) / (n - 1)
    rho = min(max(covariance / variance, 0.0), 1.0)
    return [
        [rho * (old == new) + (1 - rho) * tiers.count(new) / n for new in TIERS] for old in TIERS
    ]
