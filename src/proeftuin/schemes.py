"""The rules that turn attended and possible time into tiers, as plain data.

A school writes in `proeftuinen.toml` which rule it uses, and a register carries that with it; what
is done with a rule is for `proeftuin.pyramid`. On which side of a cut its own pupils belong differs
between published schemes: it is part of the scheme, and `other_edge` gives the reading on the other
side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from proeftuin.text import words
from proeftuin.text.language import N_, _

Edge = Literal["better", "worse"]


@dataclass(frozen=True)
class Goal:
    """What share of the pupils a tier should hold.

    Parameters
    ----------
    share
        Share of the classified pupils, 0 to 1; exact, so a `Fraction` or text such as `"4/5"`.
    at
        `"least"`: this share or more; `"most"`: this share or less.

    Examples
    --------
    >>> Goal("4/5", "least").text()
    'ten minste 80%'
    """

    share: Fraction
    at: Literal["least", "most"]

    def __post_init__(self) -> None:
        object.__setattr__(self, "share", _fraction(self.share, "goal"))
        if self.at not in ("least", "most"):
            raise ValueError(f"a goal is at 'least' or at 'most' a share, got {self.at!r}")

    def text(self) -> str:
        """Return the goal in Dutch."""
        limit = percentage(self.share)
        if self.at == "least":
            return _("ten minste {limit}", limit=limit)
        return _("ten hoogste {limit}", limit=limit)


@dataclass(frozen=True)
class TierScheme:
    """The rule that turns attended and possible time into a tier.

    Tier k takes the pupils between the (k−1)th and the kth cut; the last tier takes everyone below
    the last cut, down to a pupil who was never there.

    Parameters
    ----------
    name
        What the scheme is called, in reports too.
    cuts
        Lower bounds of attendance, best tier first: fractions, or text such as `"0.95"`. Floats
        are refused, because 0.95 as a float is not 95/100.
    edge
        Which tier takes a pupil exactly on a cut, the `"better"` or the `"worse"` one; one for all
        cuts, or one per cut. Kept as one per cut.
    goals
        A `Goal` or None per tier; none by default.
    labels
        What each tier is called, in Dutch.
    minimum_sessions
        A pupil with fewer possible sessions gets no tier.

    Raises
    ------
    ValueError
        When the parts do not make a scheme together.

    Examples
    --------
    >>> halves = TierScheme("halves", cuts=("1/2",), edge="worse")
    >>> halves.rule()
    'Tier 1: meer dan 50% aanwezig; Tier 2: 50% of minder aanwezig.'
    """

    name: str
    cuts: tuple[Fraction, ...]
    edge: Edge | tuple[Edge, ...] = "better"
    goals: tuple[Goal | None, ...] = ()
    labels: tuple[str, ...] = ()
    minimum_sessions: int = 1

    def __post_init__(self) -> None:
        cuts = tuple(_fraction(cut, "cut") for cut in self.cuts)
        edges = (self.edge,) * len(cuts) if isinstance(self.edge, str) else tuple(self.edge)
        tiers = len(cuts) + 1
        goals = tuple(self.goals) or (None,) * tiers
        labels = tuple(self.labels) or tuple(f"Tier {tier}" for tier in range(1, tiers + 1))
        if not cuts or not all(0 < cut <= 1 for cut in cuts):
            raise ValueError(f"cuts lie above 0 and up to 1, got {_texts(cuts)}")
        if any(low >= high for high, low in pairwise(cuts)):
            raise ValueError(f"cuts go down, from the best tier on, got {_texts(cuts)}")
        if len(edges) != len(cuts) or not set(edges) <= {"better", "worse"}:
            raise ValueError(f"an edge per cut, 'better' or 'worse', got {self.edge!r}")
        if len(goals) != tiers or len(labels) != tiers:
            raise ValueError(
                f"{len(cuts)} cuts make {tiers} tiers, "
                f"got {len(goals)} goals and {len(labels)} labels"
            )
        if self.minimum_sessions < 1:
            raise ValueError(f"minimum_sessions is 1 or more, got {self.minimum_sessions}")
        for name, value in (("cuts", cuts), ("edge", edges), ("goals", goals), ("labels", labels)):
            object.__setattr__(self, name, value)

    def __deepcopy__(self, memo: dict[int, Any]) -> "TierScheme":
        # It never changes, and pandas copies a table's attrs at every step.
        return self

    @property
    def tiers(self) -> range:
        """The tiers by number, 1 the best."""
        return range(1, len(self.cuts) + 2)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Which tier takes a pupil exactly on each cut."""
        return self.edge  # type: ignore[return-value]

    def other_edge(self) -> "TierScheme":
        """Return the same scheme with every pupil on a cut on the other side of it."""
        flipped: tuple[Edge, ...] = tuple(
            "worse" if edge == "better" else "better" for edge in self.edges
        )
        return replace(self, edge=flipped)

    def rule(self) -> str:
        """Return the rule as one Dutch sentence.

        Examples
        --------
        >>> print(TWENTE.rule())
        Tier 1: 95% of meer aanwezig; Tier 2: 90% of meer, maar minder dan 95% aanwezig; Tier 3:
        minder dan 90% aanwezig.
        """
        lower = [
            _("{cut} of meer", cut=percentage(cut))
            if edge == "better"
            else _("meer dan {cut}", cut=percentage(cut))
            for cut, edge in zip(self.cuts, self.edges, strict=True)
        ]
        upper = [
            _("minder dan {cut}", cut=percentage(cut))
            if edge == "better"
            else _("{cut} of minder", cut=percentage(cut))
            for cut, edge in zip(self.cuts, self.edges, strict=True)
        ]
        bounds = [
            lower[0],
            *(
                _("{low}, maar {high}", low=low, high=high)
                for low, high in zip(lower[1:], upper, strict=False)
            ),
            upper[-1],
        ]
        parts = [
            _("Tier {tier}: {bound} aanwezig", tier=tier, bound=bound)
            for tier, bound in enumerate(bounds, 1)
        ]
        if self.minimum_sessions > 1:
            few = _("minder dan {minimum} lessen of dagdelen", minimum=self.minimum_sessions)
            parts.append(_("wie {few} had, krijgt geen tier", few=few))
        return "; ".join(parts) + "."


def percentage(share: Fraction) -> str:
    """Write an exact share in Dutch, with the decimals it has, two at most.

    Examples
    --------
    >>> percentage(Fraction(19, 20)), percentage(Fraction(19, 200))
    ('95%', '9,5%')
    """
    hundred = share * 100
    decimals = next((places for places in (0, 1) if (hundred * 10**places).denominator == 1), 2)
    return words.percent(float(share), decimals)


def _fraction(value: Any, what: str) -> Fraction:
    if isinstance(value, float):
        raise ValueError(f"a {what} is an exact fraction such as '0.95', got the float {value}")
    return Fraction(value)


def _texts(cuts: tuple[Fraction, ...]) -> str:
    return ", ".join(map(str, cuts)) or "none"


TWENTE = TierScheme(
    name="Twente",
    cuts=(Fraction(95, 100), Fraction(90, 100)),
    edge="better",
    goals=(
        Goal(Fraction(80, 100), "least"),
        Goal(Fraction(15, 100), "most"),
        Goal(Fraction(5, 100), "most"),
    ),
    labels=(N_("Goede aanwezigheid"), N_("Ontluikend verzuim"), N_("Aanhoudend verzuim")),
)
"""The pyramid of the Twente pilots (MD-MTSS): each tier takes its own lower bound."""

KEARNEY_GRACZYK = replace(
    TWENTE,
    name="Kearney & Graczyk",
    edge=("better", "worse"),
    goals=(Goal(Fraction(80, 100), "least"), None, None),
)
"""Kearney & Graczyk (2014): chronic is 10% missed or more; Graczyk (2022): Tier 1 from 95%, 80%."""

ATTENDANCE_WORKS = TierScheme(
    name="Attendance Works",
    cuts=(Fraction(95, 100), Fraction(90, 100), Fraction(80, 100)),
    edge="worse",
    labels=(
        N_("Voldoende aanwezig"),
        N_("Risico op chronisch verzuim"),
        N_("Matig chronisch verzuim"),
        N_("Ernstig chronisch verzuim"),
    ),
)
"""Attendance Works (United States): under 5% missed, 5 to 9%, 10 to 19%, 20% or more."""

ENGLAND = TierScheme(
    name=N_("Engeland"),
    cuts=(Fraction(90, 100), Fraction(50, 100)),
    edge="worse",
    labels=(N_("Minder dan 10% gemist"), N_("10% tot 50% gemist"), N_("50% of meer gemist")),
)
"""Department for Education (England): persistent absence is 10% missed or more, severe is 50%."""

SCHEMES = {
    "TWENTE": TWENTE,
    "KEARNEY_GRACZYK": KEARNEY_GRACZYK,
    "ATTENDANCE_WORKS": ATTENDANCE_WORKS,
    "ENGLAND": ENGLAND,
}
"""The named schemes, as `proeftuinen.toml` names them."""


def school_scheme(
    name: str, minimum_sessions: int = 1, goals: Sequence[float] | None = None
) -> TierScheme:
    """Return the rule of a school: a named scheme, with the school's own minimum and goals.

    Parameters
    ----------
    name
        A key of `SCHEMES`.
    minimum_sessions
        A pupil with fewer possible sessions gets no tier.
    goals
        Percentages by tier; None for those of the scheme.

    Examples
    --------
    >>> school_scheme("TWENTE", 30, [85, 10, 5]).goals[0].text()
    'ten minste 85%'
    """
    scheme = replace(SCHEMES[name], minimum_sessions=minimum_sessions)
    if goals is None:
        return scheme
    # The first tier is to be large, the others small.
    own = tuple(
        Goal(Fraction(str(percent)) / 100, "least" if tier == 1 else "most")
        for tier, percent in enumerate(goals, 1)
    )
    return replace(scheme, goals=own)
