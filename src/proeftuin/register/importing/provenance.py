"""Where a register came from: files, code book, calendar, choices, and what was left out."""

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import pandas as pd

from proeftuin.register.assembling.clashes import clashes
from proeftuin.register.assembling.marks import Marks
from proeftuin.register.assembling.roster import Roster
from proeftuin.register.assembling.sessions import Timetable, school_calendar
from proeftuin.register.privacy.pseudonyms import key_id
from proeftuin.register.project.settings import School
from proeftuin.register.reading.raw_tables import RawTable

# What adds up over the tables of one file.
COUNTED = ("rows", "set_aside", "cancelled")


def provenance(
    school: School,
    raw: dict[str, RawTable],
    book: pd.DataFrame,
    roster: Roster,
    timetable: Timetable,
    marks: Marks,
    key: bytes,
) -> dict[str, Any]:
    """Describe an import: plain data that goes into a register as JSON.

    Returns
    -------
    dict
        Among others `imported_from` (files with their hashes, encodings and the columns that were
        not read), `key_id` (which key made the pseudonyms), `code_book` (as it counted),
        `calendar`, `left_out`, `repaired`, `doubtful`, `settings`.
    """
    return {
        "school": school.id,
        "name": school.name,
        "sector": school.sector,
        "region": school.region,
        "export_date": school.export_date.isoformat(),
        "profile": " + ".join(school.profiles),
        "imported_from": _sources(list(raw.values())),
        "code_book": json.loads(book.to_json(orient="records")),
        "left_out": roster.left_out + timetable.left_out + marks.left_out,
        "repaired": [
            *(mended for table in raw.values() for mended in table.repaired),
            *(roster.repaired + marks.repaired),
        ],
        "doubtful": [
            *(roster.doubtful + timetable.doubtful + marks.doubtful),
            *clashes(roster.rows, timetable.given),
        ],
        "calendar": [
            {
                "start": f"{event.start:%Y-%m-%d}",
                "end": f"{event.end:%Y-%m-%d}",
                "kind": event.kind,
                "name": event.name,
                "binding": event.binding,
            }
            for event in school_calendar(school).itertuples()
        ],
        "key_id": key_id(key),
        "minimum_sessions": school.minimum_sessions,
        "settings": json.loads(school.model_dump_json(exclude={"export"})),
        "version": version("proeftuin"),
    }


def _sources(tables: Sequence[RawTable]) -> list[dict[str, Any]]:
    """Return every file once; of a workbook's sheets, with the rows of all."""
    found: dict[str, dict[str, Any]] = {}
    for table in tables:
        for source in table.sources:
            nothing: dict[str, Any] = {"not_read": {}, **dict.fromkeys(COUNTED, 0)}
            known = found.setdefault(source["file"], source | nothing)
            for name in COUNTED:
                known[name] += source[name]
            # A column that one table of a workbook leaves, another may read.
            known["not_read"] = known["not_read"] | source["not_read"]
    return list(found.values())
