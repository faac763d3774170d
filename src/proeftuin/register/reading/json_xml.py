"""Rows from files whose records are nested: JSON and XML."""

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.profiles.profile import Lookup, TableProfile
from proeftuin.register.reading.files import RawFile
from proeftuin.register.reading.yes_no import says_yes_or_no


def looked_up(ours: str) -> str:
    """Return the name of the column that holds what was looked up for one of ours.

    Two of ours may be looked up by one key, so that neither can stand in the place of the key.
    """
    return f"→ {ours}"


def read_json(file: RawFile, profile: TableProfile) -> pd.DataFrame:
    """Read the records of a JSON file as text; a nested field is named by its path, with points.

    A record with a list in a column that is read (a lesson of two groups) is a row for each.

    Parameters
    ----------
    file
        The file.
    profile
        Where its records stand; without that, under the only name that has any.

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
    records = profile.records
    if isinstance(found, dict) and not records:
        lists = [each for each in found.values() if _are_records(each)]
        found = lists[0] if len(lists) == 1 else None
    # The records may have been saved without what an API puts around them.
    for part in filter(None, records.split("/") if isinstance(found, dict) else ()):
        found = found.get(part) if isinstance(found, dict) else None
    if not _are_records(found):
        raise InputError([_no_records(file.name, records)])
    frame = pd.json_normalize(found).reset_index(drop=True)
    frame.columns = frame.columns.astype("str")
    kept = pd.Series(True, index=frame.index)
    for name, allowed in profile.keep.items():
        # Appointments of a whole school name every group; they are no lessons.
        if name in frame and says_yes_or_no(allowed, frame[name].map(_json_as_text)) is None:
            kept &= frame[name].map(_json_as_text).str.casefold().isin(map(str.casefold, allowed))
    read = {name.casefold() for names in profile.columns.values() for name in names}
    for column in frame.columns:
        if frame[column].map(lambda cell: isinstance(cell, list)).any():
            if column.casefold() not in read:
                frame[column] = frame[column].map(_listed)
                continue
            here = kept.loc[frame.index].to_numpy()
            frame[column] = frame[column].where(here, frame[column].map(_listed))
            frame = frame.explode(column)
    cells = pd.DataFrame({str(name): frame[name].map(_json_as_text) for name in frame.columns})
    return cells.astype("str")


def _are_records(found: object) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(row, dict) for row in found)


def _listed(cell: object) -> object:
    return ", ".join(map(_json_as_text, cell)) if isinstance(cell, list) else cell


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
        own = next((name for name in profile.columns[column] if name in cells), lookup.by)
        key = lookup.by or own
        if key not in cells:
            continue
        values = _values(root, lookup)
        # Somebody who left may have no year group of their own any more.
        blank = cells[own].isin(["", *profile.gone.get(own, [])]) | (own == key)
        asked = cells[key].where(blank, "")
        loose = sorted(set(asked) - {each for each, value in values.items() if value} - {""})
        if loose:
            raise InputError([_loose_key(file.name, key, each, lookup) for each in loose])
        if column == "class":
            values |= _told_apart(root, values, cells[key], cells, lookup.apart)
        found = asked.map(values).fillna("")
        cells[looked_up(column)] = found.where(
            blank & (found != ""), "" if own == key else cells[own]
        )
    return cells.astype("str")


def _values(root: Element, lookup: Lookup) -> dict[str, str]:
    found = [_flattened(element) for element in root.iterfind(lookup.records)]
    return {row.get(lookup.key, ""): row.get(lookup.value, "") for row in found}


def _told_apart(
    root: Element,
    values: dict[str, str],
    keys: "pd.Series[str]",
    cells: pd.DataFrame,
    apart: Lookup | None,
) -> dict[str, str]:
    """Name the groups of one name by their site, or else by their key."""
    names = pd.Series({key: values[key] for key in keys.unique() if key}, dtype="str")
    double = names[names.duplicated(keep=False)]
    if double.empty:
        return {}
    mark = pd.Series(double.index, index=double.index)
    if apart is not None and apart.by in cells:
        places = cells[apart.by].map(_values(root, apart)).groupby(keys)
        place = places.first()[places.nunique() == 1].reindex(double.index).fillna("")
        told = pd.DataFrame({"name": double, "place": place})
        alone = ~told.duplicated(keep=False) & (place != "")
        mark = mark.where(~alone, place)
    return {str(key): str(name) for key, name in (double + " (" + mark + ")").items()}


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
        expected=f"rijen onder ‘{records}’" if records else "rijen, of één naam met rijen eronder",
        mend="Controleer of dit het juiste bestand is, of pas ‘records’ in het profiel aan.",
    )
