"""The headline in one sentence, with the reservation it needs.

The word is "verandering"; a cause is never named, because a change that was seen does not say
where it comes from.
"""

from collections.abc import Mapping, Sequence

from proeftuin import words
from proeftuin.language import _, ngettext
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.show import percent


def headline(
    comparison: Comparison,
    verdict: str,
    detectable: float,
    earlier: Comparison | None,
    others: Mapping[str, Comparison],
    length_shift: float | None = None,
    pilot: bool = True,
    levels: bool = True,
) -> str:
    """Return one Dutch sentence about the first tier.

    Parameters
    ----------
    comparison
        The change.
    verdict
        `change`, `no change shown` or `too few`.
    detectable
        Smallest change that could have been shown, in percentage points.
    earlier, others
        The same windows a year earlier, and at other schools by name.
    length_shift
        Change that the lengths of the windows alone give, in percentage points; None when equal.
    pilot
        Whether the school has a pilot at all.
    levels
        Whether the shares before and after may be named, and not only their difference.
    """
    if verdict == "too few":
        return _(
            "Er zijn {pupils} in beide vensters te volgen, te weinig om een verandering te noemen.",
            pupils=words.pupils(comparison.paired),
        )
    parts = [_change(comparison, verdict, detectable, levels)]
    if length_shift is not None:
        parts.append(
            _(
                "de vensters zijn niet even lang, wat op zichzelf al ongeveer {points} geeft",
                points=words.points(length_shift, 0),
            )
        )
    return "; ".join([*parts, _reservation(earlier, others, pilot)]) + "."


def _change(comparison: Comparison, verdict: str, detectable: float, levels: bool) -> str:
    change = float(comparison.change.iloc[0])
    low, high = (words.change(end) for end in comparison.interval.iloc[0])
    start, end = (percent(side.shares.iloc[0]) for side in (comparison.before, comparison.after))
    pupils = words.pupils(comparison.paired)
    margin = _("(onzekerheidsmarge {low} tot {high})", low=low, high=high)
    if verdict == "change":
        size = words.number(abs(change), 1)
        shares = _(", van {start} naar {end}", start=start, end=end) if levels else ""
        if change > 0:
            return _(
                "Van de {pupils} die in beide vensters te volgen zijn, steeg het aandeel in Tier "
                "1 met {size} procentpunt{shares} {margin}",
                pupils=pupils,
                size=size,
                shares=shares,
                margin=margin,
            )
        return _(
            "Van de {pupils} die in beide vensters te volgen zijn, daalde het aandeel in Tier 1 "
            "met {size} procentpunt{shares} {margin}",
            pupils=pupils,
            size=size,
            shares=shares,
            margin=margin,
        )
    points = words.points(change)
    if levels:
        moved = _(
            "Van de {pupils} die in beide vensters te volgen zijn, ging het aandeel in Tier 1 "
            "van {start} naar {end}, een verschil van {points} {margin}",
            pupils=pupils,
            start=start,
            end=end,
            points=points,
            margin=margin,
        )
    else:
        moved = _(
            "Van de {pupils} die in beide vensters te volgen zijn, veranderde het aandeel in Tier "
            "1 {points} {margin}",
            pupils=pupils,
            points=points,
            margin=margin,
        )
    return _(
        "{moved}, waarmee geen verandering is aangetoond; pas vanaf ongeveer "
        "{detectable} procentpunt had deze school er een kunnen laten zien",
        moved=moved,
        detectable=words.number(detectable),
    )


def _reservation(earlier: Comparison | None, others: Mapping[str, Comparison], pilot: bool) -> str:
    beside = []
    if earlier is not None:
        beside.append(
            _("een jaar eerder {points}", points=words.points(float(earlier.change.iloc[0])))
        )
    beside += [
        _("bij {name} {points}", name=name, points=words.points(float(other.change.iloc[0])))
        for name, other in others.items()
    ]
    if beside:
        return _(
            "in dezelfde vensters was de verandering {beside}, en zonder meer "
            "scholen of jaren is niet vast te stellen waar het verschil door komt",
            beside=words.listing(beside),
        )
    if not pilot:
        return _("deze school heeft geen proeftuin: zoveel verschil is er dus ook zonder")
    return _(
        "zonder een eerder jaar of een vergelijkingsschool is niet te zeggen of dat door de "
        "proeftuin komt of door het seizoen"
    )


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
