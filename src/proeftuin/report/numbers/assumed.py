"""What of a school's pyramid rests on weeks without a mark, which count as attendance."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.pyramid import Pyramid
from proeftuin.text import words
from proeftuin.text.language import _

if TYPE_CHECKING:
    from proeftuin.register.project.settings import Stretch
    from proeftuin.report.numbers.school import SchoolResults

TO_FRIDAY = pd.Timedelta(days=4)


def assumed_weeks(results: "SchoolResults", period: Period) -> int:
    """Count the weeks of classes in a period that are only assumed to be registered."""
    weeks = results.quality.completeness
    inside = weeks["week"].between(pd.Timestamp(period.start) - TO_FRIDAY, pd.Timestamp(period.end))
    return int((weeks["assumed"][inside] > 0).sum())


def assumed_matters(pyramid: Pyramid) -> bool:
    """Tell whether a pyramid would be another one without those weeks."""
    return not (pyramid.without_assumed == pyramid.counts).all()


def assumed_counts(pyramid: Pyramid) -> bool:
    """Tell whether the counts of that other one may be in a report.

    Not when classes would fall under the line: which they are is known, so the difference of the
    two pyramids would be those classes, in periods of which no class is shown.
    """
    return assumed_matters(pyramid) and pyramid.incomplete_without <= pyramid.incomplete


def empty_rule(results: "SchoolResults") -> str:
    """Say how an empty period counts at this school, and what the school itself said of some."""
    school = results.school
    if school.fully_registered:
        rule = _(
            "De school verklaart dat altijd alles wordt geregistreerd: een lege periode telt als "
            "aanwezigheid."
        )
    else:
        rule = _(
            "Een lege periode telt als aanwezigheid, tenzij er, gezien de {one} en de school, "
            "minstens zeven meldingen te verwachten waren: dan telt zij als niet geregistreerd.",
            one=_("groep") if results.primary else _("klas"),
        )
    said = [rule]
    if school.checked:
        said.append(_("Volgens de school nagekeken: {days}.", days=_listed(school.checked)))
    if school.not_registered:
        days = _listed(school.not_registered)
        said.append(_("Volgens de school niet geregistreerd: {days}.", days=days))
    return " ".join(said)


def _listed(stretches: "Sequence[Stretch]") -> str:
    return words.listing(
        [
            Period(each.start, each.end).span()
            + (f" ({words.listing(each.classes)})" if each.classes else "")
            for each in stretches
        ]
    )
