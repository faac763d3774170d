"""The change under every specification: each pair of windows once, all its schemes together."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from proeftuin.evaluation.grid.paired_changes import moves
from proeftuin.evaluation.sensitivity.specifications import (
    EXEMPT,
    LATE,
    MEASURES,
    Grids,
    Specification,
    cuts_text,
    edge_text,
)
from proeftuin.pyramid.counting.periods import Period


def computed(grids: Grids, wanted: Iterable[Specification], tier: int) -> list[dict[str, Any]]:
    """Compute specifications, those that differ in their scheme alone together.

    Parameters
    ----------
    grids
        What they are made on.
    wanted
        The specifications; of equal ones the first counts.
    tier
        The tier that is looked at.

    Returns
    -------
    list of dict
        One per specification for which the register has the days, in order.
    """
    specifications = _once(wanted)

    def place(each: Specification) -> tuple[Any, ...]:
        return each.rule, each.disrupted, each.days, each.shift, each.measure

    order = {id(each): number for number, each in enumerate(specifications)}
    rows = []
    for _, group in groupby(sorted(specifications, key=place), key=place):
        alike = list(group)
        runs = grids.places.runs(alike[0])
        if runs is None:
            continue
        grid, schemes = grids.of(alike[0]), [each.scheme for each in alike]
        found = moves(grid, *runs, schemes, tier, alike[0].measure)
        interval, changes = found.interval(), found.change
        spans = [Period(grid.days[first], grid.days[last]) for first, last in runs]
        for i, each in enumerate(alike):
            rows.append(
                {
                    "order": order[id(each)],
                    "varied": each.varied,
                    **_choices(each, tier, grids, runs),
                    "change": changes[i],
                    "low": 100 * interval.low[i],
                    "high": 100 * interval.high[i],
                    "n": found.n,
                    "start": spans[0].start,
                    "end": spans[1].end,
                }
            )
    rows.sort(key=lambda row: row["order"])
    return [{name: value for name, value in row.items() if name != "order"} for row in rows]


def _once(wanted: Iterable[Specification]) -> list[Specification]:
    """Leave out combinations that were there already, as the main way or with one axis varied."""
    found: dict[tuple[object, ...], Specification] = {}
    for each in wanted:
        key = (each.scheme, each.measure, each.days, each.shift, each.rule, each.disrupted)
        found.setdefault(key, each)
    return list(found.values())


def _choices(
    each: Specification, tier: int, grids: Grids, runs: tuple[tuple[int, int], tuple[int, int]]
) -> dict[str, str]:
    counting = getattr(grids.register, "provenance", {}).get("settings", {}).get("counting", {})
    lengths = dict.fromkeys(last - first + 1 for first, last in runs)
    late = each.late or counting.get("late", "niet")
    shifted = f"{abs(each.shift)} dagen {'later' if each.shift > 0 else 'eerder'}"
    return {
        "cuts": f"grenzen {cuts_text(each.scheme)}",
        "edge": edge_text(each.scheme, tier),
        "measure": MEASURES[each.measure],
        "days": f"{' en '.join(map(str, lengths))} schooldagen",
        "shift": shifted.replace("1 dagen", "1 dag") if each.shift else "niet verschoven",
        "late": LATE.get(late, "te laat telt in minuten"),
        "exempt": EXEMPT[each.exempt or counting.get("exempt", "niet verwacht")],
        "disrupted": "alle dagen" if each.disrupted else "zonder sluiting en afstandsles",
    }
