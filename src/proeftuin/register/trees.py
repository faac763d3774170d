"""Rows from files whose records are nested: JSON and XML."""

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import pandas as pd

from proeftuin.register.files import RawFile
from proeftuin.register.problems import InputError, Problem
from proeftuin.register.profiles import Lookup, TableProfile


def read_json(file: RawFile, records: str) -> pd.DataFrame:
    """Read the records of a JSON file as text; a nested field is named by its path, with points.

    Parameters
    ----------
    file
        The file.
    records
        Where its records stand, as in a `TableProfile`.

    Raises
    ------
    InputError
        It is no JSON, or has no records there.
    """
    text, _ = file.decoded()
    try:
        found: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        raise InputError([_broken_tree(file.name, "JSON", row)]) from None
    # The records may have been saved without what an API puts around them.
    for part in filter(None, records.split("/") if isinstance(found, dict) else ()):
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
        raise InputError([_no_records(file.name, records)])
    frame = pd.json_normalize(found).reset_index(drop=True)
    # A lesson of two groups is a row for each, at the place of the one record.
    for column in frame.columns:
        if frame[column].map(lambda cell: isinstance(cell, list)).any():
            frame = frame.explode(column)
    cells = pd.DataFrame({str(name): frame[name].map(_json_as_text) for name in frame.columns})
    return cells.astype("str")


def read_xml(file: RawFile, profile: TableProfile) -> pd.DataFrame:
    """Read the records of an XML file as text, with what they refer to looked up.

    Parameters
    ----------
    file
        The file; one with a document type of its own is refused, because it can be a bomb.
    profile
        Where its records stand, and the lookups.

    Raises
    ------
    InputError
        It is no safe XML, has no records there, or refers to what is not in it.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(file.content)
        for element in root.iter():
            element.tag = re.sub(r"^\{.*?\}", "", str(element.tag))
        rows = [_flattened(element) for element in root.iterfind(profile.records)]
    # Nested a thousand deep it is no export.
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        position = getattr(error, "position", None)
        row = position[0] if position else None
        raise InputError([_broken_tree(file.name, "XML", row)]) from None
    if not rows:
        raise InputError([_no_records(file.name, profile.records)])
    cells = pd.DataFrame(rows).fillna("").astype("str")
    for column, lookup in profile.lookups.items():
        found = [_flattened(element) for element in root.iterfind(lookup.records)]
        values = {row.get(lookup.key, ""): row.get(lookup.value, "") for row in found}
        for name in profile.columns[column]:
            if name in cells:
                loose = sorted(set(cells[name]) - {key for key, value in values.items() if value})
                if loose := [key for key in loose if key]:
                    raise InputError([_loose_key(file.name, name, key, lookup) for key in loose])
                cells[name] = cells[name].map(values).fillna("")
    return cells.astype("str")


def _json_as_text(cell: object) -> str:
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _flattened(element: Element, path: str = "") -> dict[str, str]:
    found = {f"{path}@{name}": value for name, value in element.attrib.items()}
    if path and element.text and element.text.strip():
        found[path.rstrip("/")] = element.text.strip()
    for child in element:
        for name, value in _flattened(child, f"{path}{child.tag}/").items():
            found.setdefault(name, value)
    return found


def _broken_tree(name: str, kind: str, row: int | None) -> Problem:
    return Problem(
        f"Het bestand is geen geldig {kind}.",
        name,
        row,
        mend="Exporteer het opnieuw; het is onderweg beschadigd of afgebroken.",
    )


def _loose_key(place: str, name: str, key: str, lookup: Lookup) -> Problem:
    return Problem(
        "Het bestand verwijst naar iets dat er niet in staat.",
        place,
        column=name,
        value=key,
        expected=f"een ‘{lookup.key}’ onder ‘{lookup.records}’, met een ‘{lookup.value}’",
        mend="Exporteer het opnieuw, met alle groepen.",
    )


def _no_records(name: str, records: str) -> Problem:
    return Problem(
        "In het bestand staan geen rijen op de plek die het profiel noemt.",
        name,
        expected=f"rijen onder ‘{records}’",
        mend="Controleer of dit het juiste bestand is, of pas ‘records’ in het profiel aan.",
    )
