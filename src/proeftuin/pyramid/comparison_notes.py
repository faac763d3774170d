"""What must be said with a comparison, in Dutch: the windows, the interval, the rounding.

A number that is right can still be read wrongly. These sentences belong to the numbers and go
where the numbers go.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from proeftuin.pyramid.counting.intervals import FEWEST_CLUSTERS, PairedInterval
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.drawing.display import points
from proeftuin.text import words
from proeftuin.text.language import _

Periods = tuple[Period | None, Period | None]


def unequal_days(periods: Periods) -> tuple[int, int] | None:
    """Return the numbers of school days before and after, when they are known to differ."""
    before, after = (period.days if period else None for period in periods)
    return (before, after) if before and after and before != after else None


def period_notes(periods: Periods, incomplete: Sequence[str] = ("", "")) -> list[str]:
    """Return what is to be said of the two periods.

    Parameters
    ----------
    periods
        Before and after.
    incomplete
        Why pupils have no tier because too little was registered, before and after; may be empty.

    Examples
    --------
    >>> january = Period("2021-01-05", "2021-02-01", days=20)
    >>> period_notes((january, january))[0][:24]
    'De vensters overlappen: '
    """
    notes = [
        _("Venster {side}: {reason}", side=side, reason=reason)
        for side, reason in zip((_("voor"), _("na")), incomplete, strict=True)
        if reason
    ]
    before, after = periods
    if before is None or after is None:
        return notes
    if days := unequal_days(periods):
        notes.append(
            _(
                "De vensters zijn ongelijk: {before} schooldagen voor en {after} na. Een "
                "korter venster heeft vanzelf meer leerlingen zonder verzuim, dus een deel van de "
                "verandering komt door de lengte.",
                before=days[0],
                after=days[1],
            )
        )
    if after.start <= before.end:
        notes.append(
            _(
                "De vensters overlappen: dezelfde dagen tellen voor en na mee, wat de verandering "
                "kleiner maakt."
            )
        )
    return notes


def interval_notes(interval: PairedInterval, cluster: str | None) -> list[str]:
    """Return what is to be said where the interval takes pupils as independent."""
    fallen_back = [tier for tier, how in enumerate(interval.methods, 1) if how == "bonett-price"]
    if not fallen_back or not interval.clusters:
        return []
    if interval.clusters < FEWEST_CLUSTERS:
        groups = _("klassen") if cluster == "class" else _("groepen")
        return [
            _(
                "Het interval neemt leerlingen als los van elkaar, want er zijn minder dan "
                "{fewest} {groups}: het is eerder te smal dan te breed.",
                fewest=FEWEST_CLUSTERS,
                groups=groups,
            )
        ]
    tiers = words.listing([f"Tier {tier}" for tier in fallen_back])
    return [
        _(
            "Voor {tiers} is de verandering in elke klas even groot; daar neemt het interval "
            "leerlingen als los van elkaar.",
            tiers=tiers,
        )
    ]


def rounding_notes(difference: npt.NDArray[np.int64]) -> Sequence[str]:
    """Return what is to be said when the rounded changes do not add up to zero.

    Each change is rounded by itself, so that it is the number anyone else would get; adjusting one
    of them to make the sum fit would print a wrong one.

    Parameters
    ----------
    difference
        −1, 0 or 1; pupils × tiers.
    """
    if not len(difference):
        return []
    total = sum(round(100 * float(change), 1) for change in difference.mean(axis=0))
    if round(total, 1) == 0:
        return []
    return [
        _(
            "Elke verandering is apart afgerond; samen geven ze daardoor {total} en geen "
            "0,0. In leerlingen is de som precies nul.",
            total=points(total),
        )
    ]
