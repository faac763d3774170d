"""A table whose HTML and JSON come from the same values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

import numpy as np

from proeftuin import words
from proeftuin.language import DUTCH, _, language
from proeftuin.report.protect import Masked


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    key
        Its name in the rows and in the JSON.
    label
        Its heading.
    kind
        `text`, `count`, `percent` (a share, 0 to 1), `points` (percentage points with a sign),
        `change` (a count with a sign), `number` (one decimal), `interval` (two shares),
        `points interval` (two numbers of percentage points) or `date`.
    group
        A heading that neighbouring columns share, above theirs.
    own
        What a school wrote itself: Dutch, also in a report in another language.
    """

    key: str
    label: str
    kind: str = "text"
    group: str = ""
    own: bool = False


@dataclass(frozen=True)
class Table:
    """A table that knows how its values are written.

    Parameters
    ----------
    caption
        What the table shows, above it.
    columns
        The first one names the row.
    rows
        Values by column key; a `Masked` or None may stand anywhere.
    note
        Small print below it.
    total_rows
        Numbers of rows that are totals, set apart.
    folded
        Closed until the reader opens it: for a long table next to a figure.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[dict[str, Any]]
    note: str = ""
    total_rows: frozenset[int] = frozenset()
    folded: bool = False

    def html(self) -> str:
        """Write it as an accessible HTML table."""
        head = "".join(
            f'<th scope="col"{_class(column)}>{escape(column.label)}</th>'
            for column in self.columns
        )
        head = f"{self._groups()}<tr>{head}</tr>"
        body = "".join(self._row(i, row) for i, row in enumerate(self.rows))
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        table = f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"
        if self.folded:
            table = f"<details><summary>{_('De getallen bij de figuur')}</summary>{table}</details>"
        name = f'aria-label="{escape(self.caption or _("Tabel"))}"'
        # On a narrow screen it scrolls, for a keyboard too.
        return f'<div class="table" role="group" tabindex="0" {name}>{table}</div>{note}'

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "caption": self.caption,
            "columns": [
                {name: getattr(column, name) for name in ("key", "label", "kind", "group")}
                for column in self.columns
            ],
            "rows": [{key: plain(value) for key, value in row.items()} for row in self.rows],
            "note": self.note,
        }

    def _groups(self) -> str:
        if not any(column.group for column in self.columns):
            return ""
        cells = [
            f'<th scope="colgroup" colspan="{len(list(part))}">{escape(group)}</th>'
            if group
            else "<td></td>" * len(list(part))
            for group, part in groupby(self.columns, key=lambda column: column.group)
        ]
        return f'<tr class="groups">{"".join(cells)}</tr>'

    def _row(self, number: int, row: dict[str, Any]) -> str:
        first, *rest = self.columns
        cells = f'<th scope="row">{escape(written(row[first.key], first.kind))}</th>'
        cells += "".join(
            f"<td{_class(column)}{_lang(column)}>"
            f"{escape(written(row[column.key], column.kind))}</td>"
            for column in rest
        )
        return (
            f'<tr class="total">{cells}</tr>' if number in self.total_rows else f"<tr>{cells}</tr>"
        )


def _lang(column: Column) -> str:
    return f' lang="{DUTCH}"' if column.own and language() != DUTCH else ""


def written(value: object, kind: str) -> str:
    """Write a value as a reader expects it.

    Examples
    --------
    >>> written(0.735, "percent"), written(31, "change"), written(Masked("<5"), "percent")
    ('73,5%', '+31', '<5')
    >>> written((0.70, 0.78), "interval"), written(None, "count")
    ('70,0–78,0%', '')
    """
    if value is None:
        return ""
    if isinstance(value, Masked) or kind == "text":
        return str(value)
    return _WRITERS[kind](value)


def plain(value: object) -> Any:
    """Return a value as JSON knows it: floats rounded, a hidden value as an object of its own.

    Examples
    --------
    >>> plain({"n": 12, "share": 1 / 3, "small": Masked("<5"), "window": (1, None)})
    {'n': 12, 'share': 0.333333, 'small': {'hidden': '<5'}, 'window': [1, None]}
    """
    if isinstance(value, Masked):
        return {"hidden": value.text}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float | np.floating):
        # Six decimals are alike on all machines, and no -0.0.
        return round(float(value), 6) + 0.0 if np.isfinite(value) else None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def _class(column: Column) -> str:
    return "" if column.kind in ("text", "date") else ' class="num"'


def _interval(value: Any) -> str:
    return f"{words.number(value[0] * 100, 1)}–{words.percent(value[1])}"


def _points_interval(value: Any) -> str:
    return _("{low} tot {high}", low=words.change(value[0]), high=words.change(value[1]))


_WRITERS: dict[str, Callable[[Any], str]] = {
    "count": lambda value: words.number(value),
    "percent": lambda value: words.percent(value),
    "points": lambda value: words.change(value),
    "change": lambda value: words.change(value, 0),
    "number": lambda value: words.number(value, 1),
    "interval": _interval,
    "points interval": _points_interval,
    "date": lambda value: words.long_date(value),
}
