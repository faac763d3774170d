"""The headline in one sentence, with the reservation it needs.

The word is "verandering"; a cause is never named, because a change that was seen does not say
where it comes from.
"""

from collections.abc import Mapping, Sequence

from proeftuin import words
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
        return (
            f"Er zijn {words.pupils(comparison.paired)} in beide vensters te volgen, te weinig om "
            "een verandering te noemen."
        )
    lengths = (
        "; de vensters zijn niet even lang, wat op zichzelf al ongeveer "
        f"{words.points(length_shift, 0)} geeft"
        if length_shift is not None
        else ""
    )
    change = _change(comparison, verdict, detectable, levels)
    return f"{change}{lengths}; {_reservation(earlier, others, pilot)}."


def _change(comparison: Comparison, verdict: str, detectable: float, levels: bool) -> str:
    change = float(comparison.change.iloc[0])
    low, high = (words.change(end) for end in comparison.interval.iloc[0])
    start, end = (percent(side.shares.iloc[0]) for side in (comparison.before, comparison.after))
    shares = f"van {start} naar {end}" if levels else ""
    who = f"de {words.pupils(comparison.paired)} die in beide vensters te volgen zijn,"
    if verdict == "change":
        verb = "steeg" if change > 0 else "daalde"
        size = words.number(abs(change), 1)
        return (
            f"Van {who} {verb} het aandeel in Tier 1 met {size} procentpunt"
            f"{', ' * levels}{shares} (onzekerheidsmarge {low} tot {high})"
        )
    moved = f"ging het aandeel in Tier 1 {shares}, een verschil van"
    if not levels:
        moved = "veranderde het aandeel in Tier 1"
    return (
        f"Van {who} {moved} {words.points(change)} (onzekerheidsmarge {low} tot {high}), waarmee "
        f"geen verandering is aangetoond; pas vanaf ongeveer {words.number(detectable)} procent"
        "punt had deze school er een kunnen laten zien"
    )


def _reservation(earlier: Comparison | None, others: Mapping[str, Comparison], pilot: bool) -> str:
    beside = []
    if earlier is not None:
        beside.append(f"een jaar eerder {words.points(float(earlier.change.iloc[0]))}")
    beside += [
        f"bij {name} {words.points(float(other.change.iloc[0]))}" for name, other in others.items()
    ]
    if beside:
        return (
            f"in dezelfde vensters was de verandering {words.listing(beside)}, en zonder meer "
            "scholen of jaren is niet vast te stellen waar het verschil door komt"
        )
    if not pilot:
        return "deze school heeft geen proeftuin: zoveel verschil is er dus ook zonder"
    return (
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
    verb = "doet" if len(names) == 1 else "doen"
    return [f"{words.listing(list(names))} {verb} niet mee: {why}."]
