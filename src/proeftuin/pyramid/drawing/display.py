"""How a result shows itself: a small table as text for a terminal and as HTML for a notebook."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from proeftuin.text import words

WIDTH = 80


class Shown(ABC):
    """A result that shows itself as a table: `_parts` gives the title, the text and the lines."""

    def __str__(self) -> str:
        return text_table(*self._parts())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return html_table(*self._parts())

    @abstractmethod
    def _parts(self) -> tuple[str, pd.DataFrame, Sequence[str]]: ...


def text_table(title: str, table: pd.DataFrame, lines: Sequence[str] = ()) -> str:
    """Return a title, a table of text and lines under it, for a terminal of 80 columns.

    Examples
    --------
    >>> table = pd.DataFrame({"": ["Tier 1"], "aandeel": ["80,0%"]})
    >>> print(text_table("Piramide", table, ["n = 10"]))
    Piramide
    <BLANKLINE>
             aandeel
     Tier 1    80,0%
    <BLANKLINE>
    n = 10
    """
    from textwrap import wrap

    body = table.to_string(index=False, line_width=WIDTH)
    wrapped = [part for line in lines for part in wrap(line, WIDTH)]
    return "\n".join([*wrap(title, WIDTH), "", body, *([""] if wrapped else []), *wrapped])


def html_table(title: str, table: pd.DataFrame, lines: Sequence[str] = ()) -> str:
    """Return the same as HTML; everything in it is escaped.

    Examples
    --------
    >>> html_table("a < b", pd.DataFrame({"x": ["1"]}))[:36]
    '<p><strong>a &lt; b</strong></p><tab'
    """
    below = "".join(f"<p>{escape(line)}</p>" for line in lines)
    body = table.to_html(index=False, border=0, justify="right")
    return f"<p><strong>{escape(title)}</strong></p>{body}{below}"


def names_of(column: "pd.Series[Any]") -> "pd.Series[str]":
    """Write names of classes, schools or groups as text, whatever a table holds them as.

    A class that is a number becomes a float where one pupil of the table has none; its name is
    still what the school wrote.

    Parameters
    ----------
    column
        The names; a missing one is "onbekend".

    Examples
    --------
    >>> names_of(pd.Series([12806801.0, None])).tolist(), names_of(pd.Series(["1a"])).tolist()
    (['12806801', 'onbekend'], ['1a'])
    """
    if pd.api.types.is_float_dtype(column) and column.dropna().mod(1).eq(0).all():
        column = column.astype("Int64")
    return column.astype("string").fillna("onbekend").astype("str")


def percent(share: float) -> str:
    """Write a share in Dutch, or a dash when there is none.

    Examples
    --------
    >>> percent(0.8), percent(float("nan"))
    ('80,0%', '–')
    """
    return "–" if pd.isna(share) else words.percent(share)


def points(change: float) -> str:
    """Write a change in percentage points in Dutch, or a dash when there is none.

    Examples
    --------
    >>> points(9.0), points(float("nan"))
    ('+9,0', '–')
    """
    return "–" if pd.isna(change) else words.change(change)


def listed_tiers(counts: "pd.Series[int]") -> str:
    """Write how many pupils are in each tier.

    Examples
    --------
    >>> listed_tiers(pd.Series({1: 8, 2: 1}))
    '8 in Tier 1 en 1 in Tier 2'
    """
    return words.listing([f"{words.number(n)} in Tier {tier}" for tier, n in counts.items()])


def assumed_lines(counts: "pd.Series[int]", without: "pd.Series[int]") -> list[str]:
    """Say what a pyramid would be without what is only assumed; nothing when it is the same.

    Examples
    --------
    >>> (line,) = assumed_lines(pd.Series({1: 8, 2: 1}), pd.Series({1: 5, 2: 0}))
    >>> line.partition(": ")[2]
    '5 in Tier 1 en 0 in Tier 2; 4 leerlingen niet meer in te delen.'
    """
    if (without == counts).all():
        return []
    lost = int(counts.sum() - without.sum())
    more = f"; {words.pupils(lost)} niet meer in te delen" if lost else ""
    text = "In een deel van de tijd had in een hele klas niemand een melding; dat telt als "
    text += "aanwezigheid. Was die tijd niet geregistreerd, dan waren het: "
    return [f"{text}{listed_tiers(without)}{more}."]
