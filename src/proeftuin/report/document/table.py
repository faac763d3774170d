"""A table whose HTML and JSON come from the same values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

import numpy as np

from proeftuin.report.protection.masking import Masked
from proeftuin.text import words
from proeftuin.text.language import DUTCH, _, language

# Pixels: of the letters and cells of a table in style.css, and the text on the narrowest phone.
LETTER, PADDING, PHONE = 7.7, 9.6, 328.0
# How small a dense table is.
DENSE = 0.8
# A text of more letters needs more than a column of several.
PROSE = 60
_ROLES = {
    "table": ' role="table"',
    "part": ' role="rowgroup"',
    "row": ' role="row"',
    "head": ' role="columnheader"',
    "name": ' role="rowheader"',
    "cell": ' role="cell"',
}


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

    @property
    def is_number(self) -> bool:
        """Whether its values stand to the right."""
        return self.kind not in ("text", "date")


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
    annex
        For who checks a report, not for who reads it: in the notebook and in Excel only.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[dict[str, Any]]
    note: str = ""
    total_rows: frozenset[int] = frozenset()
    folded: bool = False
    annex: bool = False

    def html(self) -> str:
        """Write it as an accessible HTML table."""
        way = on_a_phone(self)
        stacks = way == "stacks"
        # A screen reader would no longer know a table by its elements once they are stacked.
        role = _ROLES if stacks else dict.fromkeys(_ROLES, "")
        head = "".join(
            f'<th scope="col"{role["head"]}{_class(column)}>{escape(column.label)}</th>'
            for column in self.columns
        )
        head = f"{self._groups(role)}<tr{role['row']}>{head}</tr>"
        body = "".join(self._row(i, row, stacks) for i, row in enumerate(self.rows))
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        part = role["part"]
        kind = f' class="{way}"{role["table"]}' if way else ""
        table = (
            f"<table{kind}>{caption}<thead{part}>{head}</thead><tbody{part}>{body}</tbody></table>"
        )
        if self.folded:
            table = f"<details><summary>{_('De getallen bij de figuur')}</summary>{table}</details>"
        table = f'<div class="table">{table}</div>{note}'
        return f'<section class="annex">{table}</section>' if self.annex else table

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "caption": self.caption,
            "columns": [
                {name: getattr(column, name) for name in ("key", "label", "kind", "group", "own")}
                for column in self.columns
            ],
            "rows": [{key: plain(value) for key, value in row.items()} for row in self.rows],
            "texts": self.texts(),
            "note": self.note,
            "total_rows": sorted(self.total_rows),
            "folded": self.folded,
            "annex": self.annex,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Table":
        """Read a table back: its values are the texts that a reader sees.

        Parameters
        ----------
        data
            What `data` returned.
        """
        keys = [column["key"] for column in data["columns"]]
        return cls(
            data["caption"],
            tuple(Column(**column) for column in data["columns"]),
            [dict(zip(keys, row, strict=True)) for row in data["texts"]],
            data["note"],
            frozenset(data["total_rows"]),
            data["folded"],
            data["annex"],
        )

    def texts(self) -> list[list[str]]:
        """Return its cells as a reader sees them, row by row."""
        return [
            [written(row[column.key], column.kind) for column in self.columns] for row in self.rows
        ]

    def _groups(self, role: dict[str, str]) -> str:
        if not any(column.group for column in self.columns):
            return ""
        cells = [
            f'<th scope="colgroup"{role["head"]} colspan="{len(list(part))}">{escape(group)}</th>'
            if group
            else f"<td{role['cell']}></td>" * len(list(part))
            for group, part in groupby(self.columns, key=lambda column: column.group)
        ]
        return f'<tr class="groups"{role["row"]}>{"".join(cells)}</tr>'

    def _row(self, number: int, row: dict[str, Any], stacks: bool) -> str:
        role = _ROLES if stacks else dict.fromkeys(_ROLES, "")
        first, *rest = self.columns
        name = escape(written(row[first.key], first.kind))
        cells = f'<th scope="row"{role["name"]}>{name}</th>'
        cells += "".join(
            f"<td{role['cell']}{_class(column)}{_lang(column)}{_label(column) if stacks else ''}>"
            f"{escape(written(row[column.key], column.kind))}</td>"
            for column in rest
        )
        total = ' class="total"' if number in self.total_rows else ""
        return f"<tr{total}{role['row']}>{cells}</tr>"


def on_a_phone(table: Table) -> str:
    """Return how a table is shown on a phone when its columns do not fit there.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    str
        `dense` (small, with upright headings), `stacks` (each row a card), or nothing where it
        fits.

    Examples
    --------
    >>> names = ["klas", "aanwezigheid", "ongeoorloofd", "ziekte", "verlof", "te laat"]
    >>> kinds = ["text", *["percent"] * 5]
    >>> columns = [Column(*column) for column in zip(names, names, kinds)]
    >>> rows = [{name: 0.123 for name in names} | {"klas": "3k1"}]
    >>> on_a_phone(Table("", columns[:3], rows)), on_a_phone(Table("", columns, rows))
    ('', 'dense')
    """
    rest = table.columns[1:]
    texts = [
        [written(row[column.key], column.kind) for row in table.rows] for column in table.columns
    ]
    prose = max((len(text) for column in texts for text in column), default=0) > PROSE
    if _wide(table, texts, True) <= PHONE and (len(rest) < 2 or not prose):
        return ""
    is_numbers = all(column.kind not in ("text", "date") for column in rest)
    if is_numbers and DENSE * _wide(table, texts, False) <= PHONE:
        return "dense"
    return "stacks"


def _wide(table: Table, texts: list[list[str]], with_heads: bool) -> float:
    """Return how wide a table has to be, on a line per number and with no word broken."""
    wide = 0.0
    for column, said in zip(table.columns, texts, strict=True):
        is_text = column.kind in ("text", "date")
        parts = [word for text in said for word in text.split()] if is_text else said
        heads = column.label.split() if with_heads or is_text else []
        wide += LETTER * max(map(len, [*parts, *heads]), default=0) + PADDING
    return wide


def _label(column: Column) -> str:
    """Say what a number is, for where its column has no heading above it."""
    said = ", ".join(filter(None, [column.group, column.label]))
    return f' data-label="{escape(said)}"'


def _lang(column: Column) -> str:
    return f' lang="{DUTCH}"' if column.own and language() != DUTCH else ""


def written(value: object, kind: str) -> str:
    """Write a value as a reader expects it.

    Examples
    --------
    >>> written(0.735, "percent"), written(31, "change"), written(Masked("<5"), "percent")
    ('73,5%', '+31', '<5')
    >>> written((0.70, 0.78), "interval"), written(None, "count"), written("12,0%", "percent")
    ('70,0–78,0%', '', '12,0%')
    """
    if value is None:
        return ""
    if isinstance(value, Masked | str) or kind == "text":
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
    return ' class="num"' if column.is_number else ""


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
