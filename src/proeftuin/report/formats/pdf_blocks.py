"""The parts of a document as the blocks that the template of the PDF sets."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from proeftuin.report.document.contents import contents
from proeftuin.report.document.parts import Bullets, Facts, Figure, Heading, Part, Run, Text
from proeftuin.report.document.table import Column, Table
from proeftuin.text.language import _

Block = dict[str, Any]

SMALLEST = 3
"""The look of the smallest heading."""


def blocks_of(notebook: Any) -> list[Block]:
    """Read an executed notebook from top to bottom.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.

    Returns
    -------
    list of dict
        Blocks of a `kind`: `heading` (`level`, `look`, `text`), `text` (`style`, `runs`), `list`
        (`ordered`, `items`), `facts` (`items`), `figure` (`svg`, `alt`) and `table` (`caption`,
        `head`, `rows`). Text with marks is a list of runs: a text and its mark, or none.
    """
    return _nested([block for part in contents(notebook) for block in _blocks(part)])


def _nested(blocks: list[Block]) -> list[Block]:
    """Let no level of heading be passed over, whatever a heading looks like."""
    level = 0
    for block in blocks:
        if block["kind"] == "heading":
            level = block["level"] = min(block["look"], level + 1)
    return blocks


def _blocks(part: Part) -> Iterator[Block]:
    match part:
        case Heading():
            look = SMALLEST if part.small else min(part.level, SMALLEST)
            yield {"kind": "heading", "look": look, "text": _squeezed(part.text)}
        case Text():
            yield _text(part)
        case Bullets():
            items = [_runs(item) for item in part.items]
            yield {"kind": "list", "ordered": part.ordered, "items": items}
        case Facts():
            pairs = [[_squeezed(name), _squeezed(value)] for name, value in part.items]
            yield {"kind": "facts", "items": pairs}
        case Figure():
            yield {"kind": "figure", "svg": part.svg, "alt": part.alt.strip()}
        case Table():
            yield from _table(part)


def _text(part: Text) -> Block:
    runs = [[part.text, ""]] if part.style == "code" else _runs(part.runs)
    return {"kind": "text", "style": part.style, "runs": runs}


def _table(table: Table) -> Iterator[Block]:
    if table.annex:
        return
    if table.folded:
        # A table that a reader has to open is left to its figure, and to Excel.
        yield _text(Text.of(_("De getallen bij deze figuur staan in het Excelbestand."), "note"))
    else:
        heads = [_cell(column.label, column.is_number) for column in table.columns]
        groups = list(_groups(table.columns)) if any(c.group for c in table.columns) else []
        # The first one names the row, whatever it holds.
        is_number = [False, *(column.is_number for column in table.columns[1:])]
        rows = [
            {
                "cells": [_cell(text, number) for text, number in zip(row, is_number, strict=True)],
                "total": place in table.total_rows,
            }
            for place, row in enumerate(table.texts())
        ]
        head = [groups, heads] if groups else [heads]
        caption = _squeezed(table.caption)
        yield {"kind": "table", "caption": caption, "head": head, "rows": rows}
    if table.note:
        yield _text(Text.of(table.note, "note"))


def _groups(columns: Sequence[Column]) -> Iterator[Block]:
    for group, part in groupby(columns, key=lambda column: column.group):
        count = len(list(part))
        if group:
            yield _cell(group, False, count)
        else:
            yield from (_cell("", False) for _column in range(count))


def _cell(text: str, is_number: bool, span: int = 1) -> Block:
    return {"text": _squeezed(text), "span": span, "number": is_number}


def _runs(runs: tuple[Run, ...]) -> list[list[str]]:
    """Return the text of a paragraph in parts, each with its mark."""
    found = [[_spaced(text), mark] for text, mark in runs]
    if found:
        found[0][0] = found[0][0].lstrip()
        found[-1][0] = found[-1][0].rstrip()
    return found


def _squeezed(text: str) -> str:
    return _spaced(text).strip()


def _spaced(text: str) -> str:
    # Not `\s`: a space that may not break a line has to stay one.
    return re.sub(r"[ \t\r\n]+", " ", text)
