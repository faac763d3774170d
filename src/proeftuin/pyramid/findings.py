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
from proeftuin.language import _

if TYPE_CHECKING:
    from proeftuin.pyramid.comparison import Comparison
    from proeftuin.pyramid.pyramid import Pyramid

_AT = {"least": "≥", "most": "≤"}


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
        return str(frame.attrs.get("title", _("De groep is te klein om aandelen te tonen")))
    text = _("{share} van de leerlingen zit in Tier 1", share=words.percent(first["share"]))
    if first["goal"] is None:
        return text
    goal = whole_percent(first["goal"])
    if first["at"] == "least":
        return _("{text}; het doel is ten minste {goal}", text=text, goal=goal)
    return _("{text}; het doel is ten hoogste {goal}", text=text, goal=goal)


def comparison_title(frame: pd.DataFrame) -> str:
    """Say in one sentence how the first tier changed."""
    first = frame.iloc[0]
    if not is_number(first["change"]):
        return _("De groep is te klein om de verandering te tonen")
    if not (is_number(first["before"]) and is_number(first["after"])):
        return _change_title(first)
    before, after = words.percent(first["before"]), words.percent(first["after"])
    if round(first["change"], 1) == 0:
        return _("Het aandeel Tier 1 bleef gelijk: {after}", after=after)
    if is_number(first["low"]) and first["low"] <= 0 <= first["high"]:
        return _(
            "Tier 1 ging van {before} naar {after}: geen verandering aangetoond",
            before=before,
            after=after,
        )
    size = words.number(abs(first["change"]), 1)
    if first["change"] > 0:
        return _(
            "Tier 1 steeg met {size} procentpunt, van {before} naar {after}",
            size=size,
            before=before,
            after=after,
        )
    return _(
        "Tier 1 daalde met {size} procentpunt, van {before} naar {after}",
        size=size,
        before=before,
        after=after,
    )


def _change_title(first: "pd.Series[Any]") -> str:
    """Say how the first tier changed, without where it came from."""
    if is_number(first["low"]) and first["low"] <= 0 <= first["high"]:
        return _(
            "Tier 1 veranderde {change}: geen verandering aangetoond",
            change=words.points(first["change"]),
        )
    return _("Tier 1 veranderde {change}", change=words.points(first["change"]))


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
        return _("Van welke tier naar welke tier leerlingen gingen")
    return _(
        "{up} naar een betere tier, {down} naar een lagere",
        up=words.pupils(sum(up)),
        down=words.number(sum(down)),
    )


def share_text(value: Any) -> str:
    """Write a share, or what stands in its place."""
    return words.percent(float(value)) if is_number(value) else str(value)


def amount(share: Any, count: Any) -> str:
    """Write a share with its number of pupils."""
    pupils = words.pupils(int(count)) if is_number(count) else _("{count} leerlingen", count=count)
    return f"{share_text(share)} · {pupils}" if is_number(share) else pupils


def goal_text(row: Mapping[Any, Any], short: bool = False) -> str:
    """Write the goal of a tier and how far it is, in pupils.

    Parameters
    ----------
    row
        A tier of `pyramid_frame`.
    short
        Without the words that a table has in its heading.
    """
    if row["goal"] is None:
        return ""
    goal = f"{_AT[row['at']]} {whole_percent(row['goal'])}"
    if not short:
        goal = _("doel {goal}", goal=goal)
    distance = row["distance"]
    if not is_number(distance):
        return goal
    if distance:
        size = int(distance)
        pupils = words.number(size) if short and size != 1 else words.pupils(size)
        if row["at"] == "least":
            return _("{goal}: {pupils} te weinig", goal=goal, pupils=pupils)
        return _("{goal}: {pupils} te veel", goal=goal, pupils=pupils)
    return (
        _("{goal}: gehaald", goal=goal)
        if row["status"] == "met"
        else _("{goal}: net gehaald", goal=goal)
    )


def whole_percent(share: Fraction) -> str:
    """Write a goal, without a decimal when it has none."""
    return words.percent(float(share), 0 if (share * 100).denominator == 1 else 1)
