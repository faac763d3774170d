"""The four tables of a register: their columns, types and what must hold in them.

This is the one place that says what a column is. Everything before it may be messy; everything
after it may rely on it.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.text.words import KINDS, REASONS, STAGES

if TYPE_CHECKING:
    import pandera.pandas as pa

TEXT, DAY, COUNT, YES_NO = "str", "datetime64[us]", "int64", "boolean"

COLUMNS: dict[str, dict[str, str]] = {
    "pupils": {
        "school": TEXT,
        "pupil": TEXT,
        "class": TEXT,
        "year_group": TEXT,
        "stage": TEXT,
        "track": TEXT,
        "start": DAY,
        "end": DAY,
        "sap_type": TEXT,
        "under_six": YES_NO,
        "observed": YES_NO,
    },
    "sessions": {
        "school": TEXT,
        "class": TEXT,
        "date": DAY,
        "session": TEXT,
        "minutes": COUNT,
        "registered": YES_NO,
        "evidence": TEXT,
    },
    "absences": {
        "school": TEXT,
        "pupil": TEXT,
        "date": DAY,
        "session": TEXT,
        "minutes": COUNT,
        "kind": TEXT,
        "reason": TEXT,
        "authorised": YES_NO,
        "code": TEXT,
    },
    "days": {
        "school": TEXT,
        "pupil": TEXT,
        "class": TEXT,
        "year_group": TEXT,
        "date": DAY,
        "sessions": COUNT,
        "minutes": COUNT,
        "absent_sessions": COUNT,
        "absent_minutes": COUNT,
        "authorised_minutes": COUNT,
        "unauthorised_minutes": COUNT,
        "sick_minutes": COUNT,
        "late": COUNT,
        "unregistered_sessions": COUNT,
        "assumed_sessions": COUNT,
        "assumed_minutes": COUNT,
    },
}
KEYS = {
    "pupils": ["school", "pupil", "class", "start"],
    "sessions": ["school", "class", "date", "session"],
    "absences": ["school", "pupil", "date", "session", "code"],
    "days": ["school", "pupil", "date"],
}
MAY_BE_MISSING = {
    ("pupils", "end"),
    ("pupils", "under_six"),
    ("pupils", "observed"),
    ("absences", "authorised"),
}
MAY_BE_EMPTY = ("track", "sap_type", "reason", "evidence")
# What registers of earlier versions do not have yet.
ABSENT_BEFORE: dict[str, dict[str, Any]] = {
    # Known only where the export gave a date of birth, and where presence is registered too.
    "pupils": {"under_six": None, "observed": None},
    "sessions": {"evidence": ""},
    "days": {"assumed_sessions": 0, "assumed_minutes": 0},
}
LONGEST_SESSION = 24 * 60


def conform(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the columns of a table in their order and types.

    Examples
    --------
    >>> days = conform(pd.DataFrame({name: [] for name in COLUMNS["days"]}), "days")
    >>> str(days["date"].dtype), str(days["minutes"].dtype)
    ('datetime64[us]', 'int64')
    """
    columns = COLUMNS[table]
    return filled(frame, table)[list(columns)].astype(columns).reset_index(drop=True)


def filled(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Add the columns that registers of earlier versions do not have, with what stands for them."""
    absent = {
        name: value for name, value in ABSENT_BEFORE.get(table, {}).items() if name not in frame
    }
    return frame.assign(**absent)


def validate(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Check a table of the register; return it unchanged.

    Raises
    ------
    InputError
        Every row and column that breaks a rule.
    """
    from pandera.errors import SchemaErrors

    try:
        return _schema(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases.head(100)
        problems = [
            Problem(
                f"De tabel ‘{table}’ van het register klopt niet ({case.check}).",
                table,
                None if pd.isna(case.index) else int(case.index) + 1,
                str(case.column or ""),
                str(case.failure_case),
                mend="Meld dit met het bestand erbij: het had eerder gezien moeten worden.",
            )
            for case in cases.itertuples()
        ]
        raise InputError(problems) from None


@cache
def _schema(table: str) -> "pa.DataFrameSchema":
    import pandera.pandas as pa

    filled = pa.Check.str_length(min_value=1)
    checks: dict[tuple[str, str], list[pa.Check]] = {
        ("sessions", "minutes"): [pa.Check.in_range(1, LONGEST_SESSION)],
        ("absences", "minutes"): [pa.Check.in_range(0, LONGEST_SESSION)],
        ("absences", "kind"): [pa.Check.isin(KINDS)],
        ("absences", "reason"): [pa.Check.isin([*REASONS, ""])],
        ("pupils", "stage"): [pa.Check.isin(STAGES)],
    }
    for name in KEYS:
        for column, kind in COLUMNS[name].items():
            if kind == TEXT and column not in MAY_BE_EMPTY:
                checks.setdefault((name, column), []).append(filled)
            elif kind == COUNT:
                checks.setdefault((name, column), []).append(pa.Check.ge(0))
    whole = []
    if table == "days":
        whole = [
            pa.Check(lambda d: d["absent_minutes"] <= d["minutes"], name="absent ≤ possible"),
            pa.Check(lambda d: d["absent_sessions"] <= d["sessions"], name="absent ≤ possible"),
            pa.Check(
                lambda d: (
                    d["authorised_minutes"] + d["unauthorised_minutes"] == d["absent_minutes"]
                ),
                name="authorised + unauthorised = absent",
            ),
            pa.Check(lambda d: d["assumed_minutes"] <= d["minutes"], name="assumed ≤ possible"),
            pa.Check(lambda d: d["assumed_sessions"] <= d["sessions"], name="assumed ≤ possible"),
        ]
    if table == "pupils":
        whole = [pa.Check(lambda p: ~(p["end"] < p["start"]), name="start ≤ end")]
    return pa.DataFrameSchema(
        {
            column: pa.Column(
                kind, checks.get((table, column)), nullable=(table, column) in MAY_BE_MISSING
            )
            for column, kind in COLUMNS[table].items()
        },
        checks=whole,
        unique=KEYS[table],
        strict=True,
    )
