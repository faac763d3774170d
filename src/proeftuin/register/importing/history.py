"""The history of a register: which exports it was made of, and what each one changed.

Every import is an entry in the register's provenance, under `history`, in the order of importing:
its files, its export date, the days it covers, and, once it is added to a register, how many
registrations and pupils came, went or changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import pandas as pd

from proeftuin.register.project.calendar import school_year_span

Entry = dict[str, Any]


def first_entry(
    provenance: Mapping[str, Any], span: tuple[date, date] | None, presence: bool
) -> Entry:
    """Return the entry of an import that is a register by itself.

    Parameters
    ----------
    provenance
        Of the import.
    span
        First and last day that the export covers; None when it does not show.
    presence
        Whether presence is registered too, so that a session without any mark was not registered.
    """
    start, end = span or (None, None)
    return {
        "export_date": provenance["export_date"],
        "fingerprint": provenance["fingerprint"],
        "files": provenance["imported_from"],
        "left_out": provenance["left_out"],
        "repaired": provenance["repaired"],
        "doubtful": provenance.get("doubtful", []),
        "presence": presence,
        "start": start and start.isoformat(),
        "end": end and min(end, export_date(provenance)).isoformat(),
        "contributes": True,
    }


def export_date(provenance: Mapping[str, Any]) -> date:
    """Return the day of the last export in a register."""
    return date.fromisoformat(provenance["export_date"])


def span_of(entry: Mapping[str, Any]) -> tuple[date, date] | None:
    """Return the first and last day that an import covers.

    Examples
    --------
    >>> span_of({"start": "2021-03-01", "end": "2021-03-31"})
    (datetime.date(2021, 3, 1), datetime.date(2021, 3, 31))
    """
    if entry["start"] is None:
        return None
    return date.fromisoformat(entry["start"]), date.fromisoformat(entry["end"])


def merged_provenance(
    old: Mapping[str, Any], new: Mapping[str, Any], entry: Entry
) -> dict[str, Any]:
    """Return the provenance of a register to which an import was added.

    Settings are those of the new import, because they are what `proeftuinen.toml` says today.

    Parameters
    ----------
    old, new
        Of the register and of the import.
    entry
        The entry of the import, with what it changed.
    """
    history = _still_contributing(old["history"], entry)
    contributing = [each for each in history if each["contributes"]]
    files = [file for each in contributing for file in each["files"]]
    codes = {row["code"]: row for row in [*old["code_book"], *new["code_book"]]}
    return {
        **new,
        "export_date": max(old["export_date"], new["export_date"]),
        "imported_from": list({(file["file"], file["sha256"]): file for file in files}.values()),
        "left_out": _added_up("left_out", contributing),
        "repaired": _added_up("repaired", contributing),
        "doubtful": _added_up("doubtful", contributing),
        "code_book": list(codes.values()),
        "calendar": _calendar(old, new),
        "fingerprint": sha256(
            "\n".join(each["fingerprint"] for each in history).encode()
        ).hexdigest(),
        "history": history,
    }


def _still_contributing(history: Sequence[Entry], entry: Entry) -> list[Entry]:
    """Mark the imports all of whose days are covered by later ones."""
    marked = [entry]
    covered = pd.DatetimeIndex([])
    for following, each in zip([entry, *reversed(history)], reversed(history), strict=False):
        covered = covered.union(_days(following))
        # Of a pupil that the new roster leaves out, everything is from an earlier import.
        gone = covered.size and not entry["unlisted"] and _days(each).difference(covered).empty
        marked.insert(0, each | {"contributes": bool(each["contributes"] and not gone)})
    return marked


def _days(entry: Entry) -> pd.DatetimeIndex:
    span = span_of(entry)
    return pd.date_range(*span) if span else pd.DatetimeIndex([])


def _added_up(name: str, history: Sequence[Entry]) -> list[dict[str, Any]]:
    """Add up a list of counts; the same rows in a timetable of the whole year count once."""
    merged: dict[str, dict[str, Any]] = {}
    seen: list[dict[str, Any]] = []
    for row in (row for entry in history for row in entry.get(name, [])):
        if row in seen:
            continue
        seen.append(row)
        before = merged.get(row["what"], {"count": 0, "examples": []})
        examples = list(dict.fromkeys([*before["examples"], *row["examples"]]))[:5]
        merged[row["what"]] = row | {
            "count": before["count"] + row["count"],
            "examples": examples,
        }
    return list(merged.values())


def _calendar(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Take the events of the new import's school years, and the old ones of other years."""
    spans = [school_year_span(year) for year in new["settings"]["school_years"]]
    elsewhere = [
        event
        for event in old["calendar"]
        if all(
            event["end"] < start.isoformat() or event["start"] > end.isoformat()
            for start, end in spans
        )
    ]
    return sorted([*elsewhere, *new["calendar"]], key=lambda event: event["start"])
