"""Whether a goal is met, and whether most pupils have a tier: one rule for everything said of it.

The share itself decides whether the goal is met. Where the interval of the share lies on both sides
of the goal, another month of the same pupils could have gone the other way, and the word is "net".
"""

from numbers import Real
from typing import Any, Literal

import pandas as pd

from proeftuin.text import words
from proeftuin.text.language import N_, _

Outcome = Literal["not met", "just not met", "just met", "met"]

OUTCOMES: dict[Outcome, str] = {
    "not met": N_("niet gehaald"),
    "just not met": N_("net niet gehaald"),
    "just met": N_("net gehaald"),
    "met": N_("gehaald"),
}


def goal_outcome(status: Any, distance: Any) -> Outcome | None:
    """Say whether a goal is met.

    Parameters
    ----------
    status
        `met`, `not met` or `uncertain`: where the interval of the share lies.
    distance
        Pupils who would have to change tier; zero where the share reaches the goal.

    Returns
    -------
    str or None
        A key of `OUTCOMES`; None without a goal, without pupils, or where the number is hidden.

    Examples
    --------
    >>> goal_outcome("uncertain", 1), goal_outcome("uncertain", 0), goal_outcome("not met", 40)
    ('just not met', 'just met', 'not met')
    """
    if not isinstance(distance, Real) or pd.isna(distance):  # type: ignore[call-overload]
        return None
    certain = status in ("met", "not met")
    if distance:
        return "not met" if certain else "just not met"
    return "met" if certain else "just met"


def mostly_without(without: int, classified: int) -> str:
    """Say that most pupils have no tier, where it is so; empty otherwise.

    Parameters
    ----------
    without, classified
        Pupils without and with a tier.

    Examples
    --------
    >>> mostly_without(96, 23), mostly_without(2, 117)
    ('96 van de 119 leerlingen hebben geen tier: te weinig gegevens', '')
    """
    if without <= classified:
        return ""
    if not classified:
        return _("Geen van de leerlingen heeft een tier: te weinig gegevens")
    return _(
        "{without} van de {pupils} hebben geen tier: te weinig gegevens",
        without=words.number(without),
        pupils=words.pupils(without + classified),
    )
