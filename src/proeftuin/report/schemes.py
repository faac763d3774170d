"""The scheme of a school: a named one, with the school's own minimum and goals."""

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from proeftuin.pyramid.tiers import SCHEMES, Goal, TierScheme

if TYPE_CHECKING:
    from proeftuin.register.settings import School


def scheme_of(school: "School") -> TierScheme:
    """Return the scheme a school uses, with its own minimum and goals.

    Parameters
    ----------
    school
        Settings with `scheme_name`, `minimum_sessions` and `goals` (percentages by tier, or
        None).
    """
    scheme = replace(SCHEMES[school.scheme_name], minimum_sessions=school.minimum_sessions)
    if school.goals is None:
        return scheme
    # The first tier is to be large, the others small.
    goals = tuple(
        Goal(Fraction(str(percent)) / 100, "least" if tier == 1 else "most")
        for tier, percent in enumerate(school.goals, 1)
    )
    return replace(scheme, goals=goals)
