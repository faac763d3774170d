"""What a figure draws and what its title says: a finished table and one Dutch sentence.

A value in such a table may be no number (a count too small to show); then it is written as it is,
and no sentence is made of it.
"""

from collections.abc import Mapping
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeGuard

import pandas as pd

from proeftuin import words

if TYPE_CHECKING:
    from proeftuin.pyramid.comparison import Comparison
    from proeftuin.pyramid.pyramid import Pyramid

_AT = {"least": ("minste", "≥"), "most": ("hoogste", "≤")}


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value can be drawn.

    Examples
    --------
    >>> is_number(0.5), is_number("<5"), is_number(float("nan"))
    (True, False, False)
    """
    return isinstance(value, Real) and not pd.isna(value)  # type: ignore[call-overload]


def pyramid_frame(pyramid: "Pyramid") -> pd.DataFrame:
    """Return a pyramid as the table that is drawn.

    Returns
    -------
    DataFrame
        One row per tier: `tier, label, count, share, goal, at, status, distance`; the number of
        pupils without a tier in `attrs["unclassified"]`.
    """
    goals = pyramid.scheme.goals
    frame = pd.DataFrame(
        {
            "tier": list(pyramid.scheme.tiers),
            "label": list(pyramid.scheme.labels),
            "count": pd.Series(pyramid.counts.tolist(), dtype=object),
            "share": pd.Series(pyramid.shares.tolist(), dtype=object),
            "goal": pd.Series([goal and goal.share for goal in goals], dtype=object),
            "at": pd.Series([goal and goal.at for goal in goals], dtype=object),
            "status": pd.Series(pyramid.goals["status"].tolist(), dtype=object),
            "distance": pd.Series(pyramid.goals["distance"].tolist(), dtype=object),
        }
    )
    frame.attrs["unclassified"] = pyramid.unclassified
    return frame


def comparison_frame(comparison: "Comparison") -> pd.DataFrame:
    """Return a comparison as the table that is drawn.

    Returns
    -------
    DataFrame
        One row per tier: `tier, label`, `before, after` (shares), `change, low, high` (percentage
        points), `change_pupils`.
    """
    return pd.DataFrame(
        {
            "tier": list(comparison.before.scheme.tiers),
            "label": list(comparison.before.scheme.labels),
            "before": comparison.before.shares.tolist(),
            "after": comparison.after.shares.tolist(),
            "change": comparison.change.tolist(),
            "low": comparison.interval["low"].tolist(),
            "high": comparison.interval["high"].tolist(),
            "change_pupils": comparison.change_pupils.tolist(),
        }
    )


def pyramid_title(frame: pd.DataFrame) -> str:
    """Say in one sentence how the first tier stands to its goal."""
    first = frame.iloc[0]
    if not is_number(first["share"]):
        return str(frame.attrs.get("title", "De groep is te klein om aandelen te tonen"))
    text = f"{words.percent(first['share'])} van de leerlingen zit in Tier 1"
    if first["goal"] is None:
        return text
    return f"{text}; het doel is ten {_AT[first['at']][0]} {whole_percent(first['goal'])}"


def comparison_title(frame: pd.DataFrame) -> str:
    """Say in one sentence how the first tier changed."""
    first = frame.iloc[0]
    if not is_number(first["change"]):
        return "De groep is te klein om de verandering te tonen"
    if not (is_number(first["before"]) and is_number(first["after"])):
        return _change_title(first)
    before, after = words.percent(first["before"]), words.percent(first["after"])
    if round(first["change"], 1) == 0:
        return f"Het aandeel Tier 1 bleef gelijk: {after}"
    if is_number(first["low"]) and first["low"] <= 0 <= first["high"]:
        return f"Tier 1 ging van {before} naar {after}: geen verandering aangetoond"
    verb = "steeg" if first["change"] > 0 else "daalde"
    size = words.number(abs(first["change"]), 1)
    return f"Tier 1 {verb} met {size} procentpunt, van {before} naar {after}"


def _change_title(first: "pd.Series[Any]") -> str:
    """Say how the first tier changed, without where it came from."""
    if is_number(first["low"]) and first["low"] <= 0 <= first["high"]:
        return f"Tier 1 veranderde {words.points(first['change'])}: geen verandering aangetoond"
    return f"Tier 1 veranderde {words.points(first['change'])}"


def transitions_title(table: pd.DataFrame) -> str:
    """Say in one sentence how many pupils changed tier.

    Parameters
    ----------
    table
        Pupils; rows the tier before, columns the tier after, best tier first.
    """
    values = table.to_numpy(dtype=object)
    tiers = range(len(values))
    up = [values[i, j] for i in tiers for j in tiers if j < i]
    down = [values[i, j] for i in tiers for j in tiers if j > i]
    if not all(map(is_number, up + down)):
        return "Van welke tier naar welke tier leerlingen gingen"
    return (
        f"{words.pupils(sum(up))} naar een betere tier, {words.number(sum(down))} naar een lagere"
    )


def share_text(value: Any) -> str:
    """Write a share, or what stands in its place."""
    return words.percent(float(value)) if is_number(value) else str(value)


def amount(share: Any, count: Any) -> str:
    """Write a share with its number of pupils."""
    pupils = words.pupils(int(count)) if is_number(count) else f"{count} leerlingen"
    return f"{share_text(share)} · {pupils}" if is_number(share) else pupils


def goal_text(row: Mapping[Any, Any]) -> str:
    """Write the goal of a tier and how far it is, in pupils."""
    if row["goal"] is None:
        return ""
    goal = f"doel {_AT[row['at']][1]} {whole_percent(row['goal'])}"
    distance = row["distance"]
    if not is_number(distance):
        return goal
    if distance:
        few = "te weinig" if row["at"] == "least" else "te veel"
        return f"{goal}: {words.pupils(int(distance))} {few}"
    return f"{goal}: gehaald" if row["status"] == "met" else f"{goal}: net gehaald"


def whole_percent(share: Fraction) -> str:
    """Write a goal, without a decimal when it has none."""
    return words.percent(float(share), 0 if (share * 100).denominator == 1 else 1)
