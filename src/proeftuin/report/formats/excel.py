"""The annex in Excel: every table of a report as real numbers, to compute with.

A sheet per part of the report, made from the numbers that the blocks of the executed notebook
carry as JSON. What is hidden there is a text here, never a number. No text can become a formula,
and equal notebooks give equal bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from proeftuin.report.document.bundle import MIME
from proeftuin.report.document.contents import markdown_parts
from proeftuin.report.document.parts import Heading
from proeftuin.report.formats import excel_text as words
from proeftuin.report.formats.excel_style import Book, Sheet
from proeftuin.report.protection.masking import LEGEND
from proeftuin.report.record.fingerprint import mark_of
from proeftuin.text.language import _

Part = tuple[str, list[dict[str, Any]]]

PART_LEVEL = 2
INTERVALS = {"interval": "percent", "points interval": "points"}
LONGEST_NAME = 31
# A zip file can hold no earlier moment.
NO_TIME = (1980, 1, 1, 0, 0, 0)
SAVED = re.compile(rb"<(dcterms:created|dcterms:modified|cp:lastModifiedBy)\b.*?</\1>", re.DOTALL)


def to_xlsx(notebook: Any, title: str) -> bytes:
    """Write the numbers of an executed notebook as an Excel workbook.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.
    title
        Title of the report that it belongs to.

    Returns
    -------
    bytes
    """
    book = Book(title, mark_of(notebook))
    overview = Sheet(book, _(words.OVERVIEW), title)
    found = parts(notebook)
    named = dict(_named(found))
    places = {name: _write_part(Sheet(book, name, title), data) for name, data in named.items()}
    _write_overview(overview, title, found, places)
    _write_columns(Sheet(book, _(words.COLUMNS), title), named)
    return _without_time(book.content())


def parts(notebook: Any) -> list[Part]:
    """Return the numbers of an executed notebook under its second-level headings.

    Parameters
    ----------
    notebook
        An executed notebook of nbformat 4.

    Returns
    -------
    list
        Titles, each with the JSON of its blocks.
    """
    found: list[Part] = [(_(words.FIRST_PART), [])]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found += [
                (part.text, [])
                for part in markdown_parts(cell.source)
                if isinstance(part, Heading) and part.level == PART_LEVEL
            ]
        for output in cell.get("outputs", []):
            if data := output.get("data", {}).get(MIME):
                found[-1][1].append(data)
    return found


def split(table: dict[str, Any]) -> tuple[list[dict[str, str]], list[list[Any]]]:
    """Return the columns and the cells of a table, an interval as two columns.

    Parameters
    ----------
    table
        The JSON of a `proeftuin.report.document.table.Table`.

    Returns
    -------
    columns : list of dict
        `label`, `group` and `kind` of each.
    rows : list of list
        Numbers, dates and texts; a hidden value is its text, and what is not there is None.
    """
    columns: list[dict[str, str]] = []
    keys: list[tuple[str, int | None]] = []
    for column in table["columns"]:
        kind = column["kind"]
        if kind not in INTERVALS:
            columns.append({name: column[name] for name in ("label", "group", "kind")})
            keys.append((column["key"], None))
            continue
        for place, side in enumerate((words.LOW, words.HIGH)):
            label = f"{column['label']}, {_(side)}"
            columns.append({"label": label, "group": column["group"], "kind": INTERVALS[kind]})
            keys.append((column["key"], place))
    kinds = [column["kind"] for column in columns]
    rows = [
        [
            _cell(row[key] if place is None else _side(row[key], place), kind)
            for (key, place), kind in zip(keys, kinds, strict=True)
        ]
        for row in table["rows"]
    ]
    return columns, rows


def _side(value: Any, place: int) -> Any:
    return value[place] if isinstance(value, list) else value


def _cell(value: Any, kind: str) -> Any:
    if isinstance(value, dict):
        return value["hidden"]
    return date.fromisoformat(value) if kind == "date" and value else value


def _named(found: list[Part]) -> Iterator[Part]:
    """Give each part that has tables a name that a sheet can have, and no other sheet has."""
    taken = {_(words.OVERVIEW).lower(), _(words.COLUMNS).lower()}
    for title, blocks in found:
        if not any(block["tables"] for block in blocks):
            continue
        base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:LONGEST_NAME] or _(words.TABLE)
        name, number = base, 1
        while name.lower() in taken:
            number += 1
            name = f"{base[: LONGEST_NAME - 3]} {number}"
        taken.add(name.lower())
        yield name, blocks


def _write_part(sheet: Sheet, blocks: list[dict[str, Any]]) -> dict[str, int]:
    """Write the tables of one part below each other; return the row of each."""
    sheet.heading(sheet.name)
    places = {}
    tables = [table for block in blocks for table in block["tables"]]
    for table in tables:
        places[table["caption"]] = sheet.row
        columns, rows = split(table)
        sheet.table(table["caption"], columns, rows, table["note"])
    # With one table its header stays in sight, with several the name of the part.
    sheet.finish(freeze_header=len(tables) == 1)
    return places


def _write_overview(
    sheet: Sheet, title: str, found: list[Part], places: dict[str, dict[str, int]]
) -> None:
    sheet.heading(title)
    sheet.paragraph(_(words.INTRODUCTION))
    facts = [
        (_(words.FACTS[name]) if name in words.FACTS else name, value)
        for __, blocks in found
        for block in blocks
        for name, value in block["values"].items()
        if isinstance(value, str) and (block["block"] == "cover" or name in words.FACTS)
    ]
    sheet.pairs(facts)
    sheet.caption(_(words.CONTENTS))
    for name, tables in places.items():
        for caption, row in tables.items():
            sheet.link(name, row, caption)
    sheet.row += 1
    sheet.caption(_(words.SYMBOLS))
    sheet.pairs([(str(symbol), _(text)) for symbol, text in LEGEND.items()])
    sheet.finish(freeze_header=False)


def _write_columns(sheet: Sheet, named: dict[str, Any]) -> None:
    sheet.heading(sheet.name)
    rows = [
        [
            name,
            table["caption"],
            " – ".join(filter(None, [column["group"], column["label"]])),
            _(words.KINDS.get(column["kind"], column["kind"])),
        ]
        for name, blocks in named.items()
        for block in blocks
        for table in block["tables"]
        for column in table["columns"]
    ]
    labels = (words.SHEET, words.TABLE, words.COLUMN, words.MEANING)
    columns = [{"label": _(label), "group": "", "kind": "text"} for label in labels]
    sheet.table("", columns, rows, "")
    sheet.finish(freeze_header=True)


def _without_time(saved: bytes) -> bytes:
    """Return a workbook without who saved it, and when."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = SAVED.sub(b"", content)
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return fixed.getvalue()
