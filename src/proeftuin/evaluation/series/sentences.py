"""What a series of weeks says, in Dutch, and what it does not."""

from datetime import date
from typing import Any

import pandas as pd

from proeftuin.text import words

SCHOOLS = "zonder vergelijkingsscholen is niet te zeggen waar dat door komt"
SEASON = "in een reeks van minder dan een jaar kan dat het seizoen zijn"


def series_sentence(effects: pd.DataFrame, interruption: date, season: bool) -> str:
    """Return the finding as one sentence.

    Parameters
    ----------
    effects
        Rows `level` and `slope` with `points`, `low`, `high`.
    interruption
        Monday of the first week after.
    season
        Whether the season is a term of the model.
    """
    day = f"de week van {words.long_date(interruption)}"
    level, slope = (dict(effects.loc[row]) for row in ("level", "slope"))
    margin = f"(onzekerheidsmarge {words.change(level['low'])} tot {words.change(level['high'])})"
    if _shown(level):
        where = "hoger" if level["points"] > 0 else "lager"
        size = words.number(abs(level["points"]), 1)
        first = (
            f"Vanaf {day} lag de aanwezigheid {size} procentpunt {where} dan de lijn van de weken "
            f"ervoor {margin}"
        )
    else:
        first = (
            f"Vanaf {day} is geen verandering van het niveau aangetoond: het verschil met de lijn "
            f"van de weken ervoor was {words.points(level['points'])} {margin}"
        )
    if _shown(slope):
        change = words.change(slope["points"], 2)
        ends = f"{words.change(slope['low'], 2)} tot {words.change(slope['high'], 2)}"
        second = f"daarna veranderde de helling met {change} procentpunt per week ({ends})"
    else:
        second = "een andere helling daarna is niet aangetoond"
    return f"{first}; {second}; {SCHOOLS if season else SEASON}."


def series_title(effects: pd.DataFrame | None, interruption: date) -> str:
    """Return the finding in the few words of a title.

    Examples
    --------
    >>> series_title(None, date(2024, 1, 8))
    'Aanwezigheid per week: te weinig weken voor een model'
    """
    if effects is None:
        return "Aanwezigheid per week: te weinig weken voor een model"
    level = dict(effects.loc["level"])
    day = words.long_date(interruption)
    if not _shown(level):
        return f"Geen verandering van het niveau aangetoond vanaf {day}"
    where = "hoger" if level["points"] > 0 else "lager"
    size = words.number(abs(level["points"]), 1)
    return f"Vanaf {day} lag de aanwezigheid {size} procentpunt {where} dan de lijn ervoor"


def refusal(before: int, after: int, fewest_before: int, fewest_after: int, start: date) -> str:
    """Return why there is no model; empty when there are weeks enough.

    Examples
    --------
    >>> refusal(8, 20, 12, 6, date(2024, 1, 8))[:53]
    'Er zijn 8 weken vóór 8 januari 2024 die meetellen, en'
    """
    short = [
        f"{_weeks(count)} {side}"
        for count, fewest, side in (
            (before, fewest_before, "vóór"),
            (after, fewest_after, "vanaf"),
        )
        if count < fewest
    ]
    if not short:
        return ""
    verb = "is" if short[0].startswith("1 ") else "zijn"
    return (
        f"Er {verb} {words.listing(short)} {words.long_date(start)} die meetellen, en voor een "
        f"model zijn er ten minste {fewest_before} ervoor en {fewest_after} erna nodig: alleen de "
        "weken zelf zijn getekend."
    )


def left_out_note(table: pd.DataFrame) -> list[str]:
    """Return which weeks do not count, and why."""
    reasons = table.loc[table["left_out"].ne(""), "left_out"].value_counts(sort=False)
    if reasons.empty:
        return []
    each = [f"{_weeks(int(count))} {reason}" for reason, count in reasons.items()]
    total = int(reasons.sum())
    verb = "telt" if total == 1 else "tellen"
    return [f"{_weeks(total)} {verb} niet mee: {'; '.join(each)}."]


def season_note(harmonics: int, week: Any, year: int) -> list[str]:
    """Return what is known of the season."""
    if not harmonics:
        return [
            "De reeks is korter dan een jaar, zodat het seizoen niet te scheiden is van een "
            "verandering: in de winter is er meer verzuim dan in het voorjaar."
        ]
    if (week.iloc[-1] - week.iloc[0]).days / 7 < 2 * year:
        return [
            "De reeks is korter dan twee jaar: het seizoen is geschat uit weinig meer dan één "
            "jaar, en dat jaar kan bijzonder zijn geweest."
        ]
    return []


def correlated_note(correlation: float, pvalue: float, lags: int) -> list[str]:
    """Return how the intervals count with neighbouring weeks that are alike, and where not.

    Parameters
    ----------
    correlation
        Of one week with the next, with which the intervals count.
    pvalue, lags
        Of the test that weeks up to so far apart are correlated beyond that.

    Examples
    --------
    >>> print(*correlated_note(0.34, 0.6, 4))
    De onzekerheidsmarges houden rekening met de samenhang van elke week met de week ervoor
    (correlatie naast het model, geschat op 0,34).
    """
    notes = [
        "De onzekerheidsmarges houden rekening met de samenhang van elke week met de week ervoor "
        f"(correlatie naast het model, geschat op {words.number(correlation, 2)})."
    ]
    if pvalue < 0.05:
        notes.append(
            f"Weken die tot {lags} weken uit elkaar liggen hangen ook daarnaast nog samen: de "
            "werkelijke onzekerheid kan groter zijn dan de marges zeggen."
        )
    return notes


def _weeks(count: int) -> str:
    return f"{count} {'week' if count == 1 else 'weken'}"


def _shown(row: dict[str, Any]) -> bool:
    return bool(row["low"] > 0 or row["high"] < 0)
