"""What a count of a report is a count of: when, of whom, and which part of them.

Only here is known how such a key is written to text, for the file that stands beside a report, and
how it is read back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from proeftuin.report.numbers import group_counts

if TYPE_CHECKING:
    from proeftuin.pyramid.comparison import Comparison
    from proeftuin.pyramid.counting.periods import Period

N, WITHOUT = "n", "without"
"""The parts that are no tier: who has one, and who has none."""
ARROW = ">"


class Group(StrEnum):
    """Of whom, or of what, a count is."""

    SCHOOL = group_counts.SCHOOL
    CLASS = "class"
    YEAR_GROUP = "year_group"
    STAGE = "stage"
    KIND = "kind"
    KIND_REST = "kind rest"
    CUT = "cut"
    OTHER_EDGE = "other edge"
    ASSUMED = "assumed"
    PAIRED = "paired"
    BEFORE = "before"
    AFTER = "after"
    CHANGE = "change"
    MOVERS = "movers"
    MOVED = "moved"
    JOINED = "joined"
    LEFT = "left"
    UNCLASSIFIED = "none"
    BEFORE_GAP = "before gap"
    AFTER_GAP = "after gap"
    BEFORE_REST = "before rest"
    AFTER_REST = "after rest"


@dataclass(frozen=True)
class Key:
    """What a count is a count of.

    Parameters
    ----------
    span
        When: a period, two windows, or what that is in one report (`pyramid`, `2021-03`).
    group
        Of whom: one of `Group`, or what another version of proeftuin knows.
    part
        A tier, `N` or `WITHOUT`; a cut; from which tier to which. None for a count by itself.
    name
        Which class, year group, stage or kind.

    Examples
    --------
    >>> key = Key("2021-03-01/2021-03-31", Group.CLASS, "2", "V2A")
    >>> str(key)
    '2021-03-01/2021-03-31|class:V2A|2'
    >>> Key.read(str(key)) == key
    True
    >>> Key.read("change|1>2")
    Key(span='change', group='moved', part='1>2', name=None)
    """

    span: str
    group: str
    part: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        """Write it as text."""
        if self.group == Group.MOVED:
            return f"{self.span}|{self.part}"
        group = self.group if self.name is None else f"{self.group}:{self.name}"
        return f"{self.span}|{group}" if self.part is None else f"{self.span}|{group}|{self.part}"

    @classmethod
    def read(cls, text: str) -> "Key":
        """Return the key that was written as a text.

        A name may hold every sign that separates; a span and a part hold none.

        Raises
        ------
        ValueError
            It is no text of a key.
        """
        span, separator, rest = text.partition("|")
        if not separator:
            raise ValueError(f"no key: {text}")
        whom, separator, part = rest.rpartition("|")
        if separator:
            group, named, name = whom.partition(":")
            return cls(span, group, part, name if named else None)
        if ARROW in rest:
            return cls(span, Group.MOVED.value, rest)
        return cls(span, rest)

    @classmethod
    def moved(cls, span: str, one: int, two: int) -> "Key":
        """Return the key of who went from one tier to another."""
        return cls(span, Group.MOVED, f"{one}{ARROW}{two}")

    def of(self, part: int | str) -> "Key":
        """Return the key of another part of the same group."""
        return replace(self, part=str(part))

    def during(self, span: str) -> "Key":
        """Return the key of the same in another span."""
        return replace(self, span=span)

    @property
    def compares(self) -> bool:
        """Whether it is of two windows."""
        return ARROW in self.span

    @property
    def tier(self) -> int | None:
        """The tier it counts pupils of, when it does."""
        if self.group == Group.CUT or self.part is None or not self.part.isdecimal():
            return None
        return int(self.part)

    @property
    def tiers(self) -> tuple[int, int]:
        """From which tier to which pupils moved."""
        one, two = (self.part or "").split(ARROW)
        return int(one), int(two)


def in_order(keys: Iterable[Key]) -> list[Key]:
    """Sort keys by their text, as files hold them."""
    return sorted(keys, key=str)


def span_of(period: "Period") -> str:
    """Name a period in a key."""
    return f"{period.start}/{period.end}"


def windows_of(comparison: "Comparison") -> str:
    """Name a pair of windows in a key."""
    return ARROW.join(span_of(period) if period else "" for period in comparison.periods)
