"""What a figure draws and what its title says: a finished table and one Dutch sentence.

A value in such a table may be no number (a count too small to show); then it is written as it is,
and no sentence is made of it.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.counting.goals import OUTCOMES, Outcome, goal_outcome, mostly_without
from proeftuin.text import words
from proeftuin.text.language import _
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from proeftuin.pyramid.comparison import Comparison
    from proeftuin.pyramid.pyramid import Pyramid

_AT = {"least": "≥", "most": "≤"}


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
    """Say in one sentence how the first tier stands to its goal, or that most pupils have none."""
    counts = frame["count"].tolist()
    known = all(map(is_number, [*counts, without := frame.attrs.get("unclassified", 0)]))
    if known and (few := mostly_without(int(without), int(sum(counts)))):
        return few
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
    title = tier_moved(first)
    if is_number(first["before"]) and is_number(first["after"]):
        before, after = words.percent(first["before"]), words.percent(first["after"])
        if round(first["change"], 1) == 0:
            return _("{title}: {share}", title=title, share=after)
        title += _(", van {start} naar {end}", start=before, end=after)
    if may_be_chance(first):
        return _("{title}: dat kan toeval zijn", title=title)
    return title


def tier_moved(row: "Mapping[Any, Any] | pd.Series[Any]") -> str:
    """Say how a tier moved, without where it came from."""
    return _("Tier {tier} {moved}", tier=row["tier"], moved=words.moved(row["change"]))


def may_be_chance(row: "Mapping[Any, Any] | pd.Series[Any]") -> bool:
    """Tell whether the interval of a change that is not zero leaves zero in."""
    nothing = round(row["change"], 1) == 0
    return not nothing and is_number(row["low"]) and row["low"] <= 0 <= row["high"]


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
    outcome = goal_outcome(row["status"], row["distance"])
    if outcome is None:
        return goal
    if outcome in ("met", "just met"):
        return _("{goal}: {outcome}", goal=goal, outcome=_(OUTCOMES[outcome]))
    if outcome == "not met":
        return _("{goal}: {distance}", goal=goal, distance=goal_distance(row, short))
    return _("{goal}: net niet, {distance}", goal=goal, distance=goal_distance(row, short=True))


def goal_distance(row: Mapping[Any, Any], short: bool = False) -> str:
    """Write how many pupils too few or too many a tier has, where its goal is not met.

    Parameters
    ----------
    row, short
        As for `goal_text`.
    """
    size = int(row["distance"])
    pupils = words.number(size) if short else words.pupils(size)
    if row["at"] == "least":
        return _("{pupils} te weinig", pupils=pupils)
    return _("{pupils} te veel", pupils=pupils)


def goals_sentence(frame: pd.DataFrame) -> str:
    """Say of every tier with a goal whether it is met, worst first; empty where nothing is known.

    Parameters
    ----------
    frame
        What `pyramid_frame` returns.

    Examples
    --------
    >>> from proeftuin.pyramid.pyramid import build_pyramid
    >>> month = pd.DataFrame({"absent": [0] * 79 + [3] * 21, "possible": 20})
    >>> print(goals_sentence(pyramid_frame(build_pyramid(month))))
    Het doel is niet gehaald voor Tier 3 (16 leerlingen te veel); net niet gehaald voor Tier 1 (1
    leerling te weinig); gehaald voor Tier 2.
    """
    tiers: dict[Outcome, list[str]] = {outcome: [] for outcome in OUTCOMES}
    for row in frame.to_dict("records"):
        outcome = goal_outcome(row["status"], row["distance"])
        if row["goal"] is None or outcome is None:
            continue
        missed = outcome in ("not met", "just not met")
        tiers[outcome].append(
            f"Tier {row['tier']}" + (f" ({goal_distance(row)})" if missed else "")
        )
    parts = [
        _("{outcome} voor {tiers}", outcome=_(OUTCOMES[outcome]), tiers=words.listing(names))
        for outcome, names in tiers.items()
        if names
    ]
    return _("Het doel is {parts}.", parts="; ".join(parts)) if parts else ""


def whole_percent(share: Fraction) -> str:
    """Write a goal, without a decimal when it has none."""
    return words.percent(float(share), 0 if (share * 100).denominator == 1 else 1)
