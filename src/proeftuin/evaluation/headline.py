"""The headline as a school leader would say it, with the reservation it needs.

The word is "verandering"; a cause is never named, because a change that was seen does not say
where it comes from. Of all that stands beside a change the headline quotes the strongest, by the
order of `reference_of`, so that no later page knows better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.tiers import TWENTE
from proeftuin.text import words
from proeftuin.text.language import _, ngettext


@dataclass(frozen=True)
class Evidence:
    """What the first tier does without a pilot.

    Parameters
    ----------
    change
        In percentage points.
    source
        Who it is read from, in Dutch.
    interval
        Ends of the change minus this one, 95%, when these pupils were reckoned with; missing
        where there is none. None when it is only how others changed.
    """

    change: float
    source: str
    interval: tuple[float, float] | None = None


def headline(
    comparison: Comparison,
    verdict: str,
    detectable: float,
    length_shift: float | None = None,
    levels: bool = True,
) -> str:
    """Say in Dutch how the first tier changed, and whether that may be chance.

    Parameters
    ----------
    comparison
        The change.
    verdict
        `change`, `no change shown` or `too few`.
    detectable
        Change that would have been shown four times out of five, in percentage points.
    length_shift
        Change that the lengths of the windows alone give, in percentage points; None when equal.
    levels
        Whether the shares before and after may be named, and not only their difference.
    """
    pupils = words.pupils(comparison.paired)
    if verdict == "too few":
        return _(
            "Er zijn {pupils} in beide vensters te volgen, te weinig om een verandering te noemen.",
            pupils=pupils,
        )
    sentences = [_change(comparison, verdict, levels, pupils)]
    if verdict != "change":
        sentences.append(
            _("Dat kan toeval zijn.")
            if isnan(detectable)
            else _(
                "Dat kan toeval zijn: op een school van deze grootte valt pas een verschil van "
                "ongeveer {detectable} procentpunt op.",
                detectable=words.number(detectable),
            )
        )
    if length_shift is not None:
        sentences.append(
            _(
                "De vensters zijn niet even lang, wat op zichzelf al ongeveer {points} geeft.",
                points=words.points(length_shift, 0),
            )
        )
    return " ".join(sentences)


def _change(comparison: Comparison, verdict: str, levels: bool, pupils: str) -> str:
    change = float(comparison.change.iloc[0])
    start, end = (float(side.shares.iloc[0]) for side in (comparison.before, comparison.after))
    who = (
        _("met goede aanwezigheid (Tier 1)")
        if comparison.scheme.labels[0] == TWENTE.labels[0]
        else _("in Tier 1")
    )
    if verdict == "change":
        low, high = (words.change(float(end)) for end in comparison.interval.iloc[0])
        shares = (
            _(", van {start} naar {end}", start=words.percent(start), end=words.percent(end))
            if levels
            else ""
        )
        return _(
            "Het deel leerlingen {who} {moved}{shares} (dezelfde {pupils}; "
            "onzekerheidsmarge {low} tot {high}).",
            who=who,
            moved=words.moved(change),
            shares=shares,
            pupils=pupils,
            low=low,
            high=high,
        )
    first, last = (words.percent(share, 0) for share in (start, end))
    moved = words.moved(change)
    if levels and first == last:
        moved = _("bleef {share}", share=last)
    elif levels:
        moved = _("ging van {start} naar {end}", start=first, end=last)
    return _(
        "Het deel leerlingen {who} {moved} (dezelfde {pupils}).",
        who=who,
        moved=moved,
        pupils=pupils,
    )


def changes_beside(earlier: Comparison | None, others: Mapping[str, Comparison]) -> list[Evidence]:
    """Return how the first tier changed elsewhere and a year earlier, strongest first."""
    found = []
    if others:
        mean = float(np.mean([other.change.iloc[0] for other in others.values()]))
        found.append(Evidence(mean, _("bij {names}", names=words.listing(list(others)))))
    if earlier is not None:
        found.append(Evidence(float(earlier.change.iloc[0]), _("een jaar eerder")))
    return found


def reservation(
    change: float, strongest: Evidence | None, seen: Sequence[Evidence], shown: bool
) -> str:
    """Say what the first tier would have done anyway, and whether it did more than that.

    Parameters
    ----------
    change
        Of the first tier, in percentage points.
    strongest
        What it is held against; None without anything.
    seen
        How others changed: named where they did as much as a school that did more than expected.
    shown
        Whether the change itself is more than chance.

    Examples
    --------
    >>> print(reservation(9.0, Evidence(9.8, "vergelijkingsschool De Es", (-5, 3)), [], True))
    Zonder proeftuin was een stijging van 9,8 procentpunt te verwachten, op grond van
    vergelijkingsschool De Es: de school kwam 0,8 procentpunt lager uit, en dat kan toeval zijn.
    """
    if strongest is None:
        return (
            _(
                "Zonder een eerder jaar of een vergelijkingsschool is niet te zeggen of dat door "
                "de proeftuin komt of door het seizoen."
            )
            if shown
            else ""
        )
    # Of what is printed, so that a reader who subtracts finds the same.
    gap = round(round(change, 1) - round(strongest.change, 1), 1)
    text = (
        _(
            "In dezelfde weken was er {source}, zonder proeftuin, {given}: {gap}.",
            source=strongest.source,
            given=words.movement(strongest.change),
            gap=_gap(gap, strongest.interval),
        )
        if strongest.interval is None
        else _(
            "Zonder proeftuin was {given} te verwachten, op grond van {source}: {gap}.",
            source=strongest.source,
            given=words.movement(strongest.change),
            gap=_gap(gap, strongest.interval),
        )
    )
    as_much = [one.source for one in seen if gap > 0 and round(one.change, 1) >= round(change, 1)]
    if as_much:
        more = _(
            "Maar {sources} was de verandering even groot of groter.",
            sources=words.listing(as_much),
        )
        return f"{text} {more}"
    return text


def _gap(gap: float, interval: tuple[float, float] | None) -> str:
    if gap == 0:
        return _("de school kwam precies zo uit")
    size = words.number(abs(gap), 1)
    came = (
        _("de school kwam {size} procentpunt hoger uit", size=size)
        if gap > 0
        else _("de school kwam {size} procentpunt lager uit", size=size)
    )
    if interval is None or isnan(interval[0]):
        return _("{came}, en of dat toeval is, is niet vast te stellen", came=came)
    if interval[0] <= 0 <= interval[1]:
        return _("{came}, en dat kan toeval zijn", came=came)
    return _(
        "{came}, en waar dat door komt, is zonder meer scholen of jaren niet vast te stellen",
        came=came,
    )


def without_pilot() -> str:
    """Say of a school without a pilot what its change stands for."""
    return _("Deze school heeft geen proeftuin: zoveel verschil is er dus ook zonder.")


def left_out_note(names: Sequence[str], why: str) -> list[str]:
    """Say who is left out and why; nothing when nobody is.

    Examples
    --------
    >>> left_out_note(["De Es"], "minder dan 30 leerlingen")
    ['De Es doet niet mee: minder dan 30 leerlingen.']
    """
    if not names:
        return []
    return [
        ngettext(
            "{names} doet niet mee: {why}.",
            "{names} doen niet mee: {why}.",
            len(names),
            names=words.listing(list(names)),
            why=why,
        )
    ]
