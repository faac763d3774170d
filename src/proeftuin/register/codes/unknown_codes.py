"""The codes of an export beside its code book: which are unknown, and which only guessed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.codes.code_book import CHECKED, PROPOSED_HEADER, UNDECIDED, proposal
from proeftuin.register.reading.raw_tables import FILE, ROW, RawTable
from proeftuin.text.words import KINDS, REASONS

KIND_MEANINGS = {
    "absent": "de leerling miste de les",
    "late": "de leerling kwam later binnen",
    "present": "ook: uitgestuurd",
    "not expected": "de leerling hoefde er niet te zijn, zoals bij vrijstelling of stage",
    "no attendance": "de code zegt niets over aanwezigheid, zoals huiswerk vergeten",
}
# What the file calls its column of codes.
COLUMN = "_column"


def unknown_codes(
    tables: Mapping[str, RawTable], book: pd.DataFrame, book_name: str
) -> list[Problem]:
    """Report codes that are in no code book, with how often and where first.

    Parameters
    ----------
    tables
        The tables of the export; those with codes are looked at, and the school's own list of
        reasons, when there is one, for what to propose.
    book
        The code book.
    book_name
        Its file, to name in the mend.
    """
    codes = _codes_of(tables)
    unknown = codes[(codes["code"] != "") & ~codes["code"].isin(book["code"])]
    first = unknown.groupby("code", sort=True).agg(
        file=(FILE, "first"),
        row=(ROW, "first"),
        column=(COLUMN, "first"),
        count=(ROW, "size"),
    )
    if first.empty:
        return []
    mend = (
        f"Zet deze regels in {book_name}, en loop ze na. Staat ‘{CHECKED}’ nog niet in de kop van "
        f"dat bestand, neem dan ook de kop over. {proposal_text(list(first.index), tables)}"
    )
    rows = zip(first.index, *(first[name] for name in first), strict=True)
    return [
        Problem(
            "Onbekende code: zij staat niet in het codeboek.",
            file,
            int(row),
            column,
            f"{code} ({count} keer)",
            "een code uit het codeboek; hoofdletters tellen mee",
            mend,
        )
        for code, file, row, column, count in rows
    ]


def guessed_codes(tables: Mapping[str, RawTable], book: pd.DataFrame) -> list[dict[str, Any]]:
    """Count the rows that hang on a guess: those of codes that nobody of the school looked at.

    Returns
    -------
    list of dict
        `code` and `count`, the most frequent first.
    """
    counts = _codes_of(tables)["code"].value_counts()
    counted = book.assign(count=book["code"].map(counts).fillna(0).astype("int64"))
    listed = counted[counted["guess"] & (counted["count"] > 0)].sort_values(
        ["count", "code"], ascending=[False, True]
    )
    return [{"code": row["code"], "count": int(row["count"])} for row in listed.to_dict("records")]


def proposal_text(codes: list[str], tables: Mapping[str, RawTable]) -> str:
    """Explain the words of a code book, and propose lines for codes."""
    kinds = "; ".join(f"{KINDS[kind]} ({what})" for kind, what in KIND_MEANINGS.items())
    explained = [
        "Wat de woorden betekenen:",
        f"  - soort: {kinds}",
        f"  - reden: niets, of een van {', '.join(REASONS.values())}",
        "  - geoorloofd: ja of nee; bij afwezig moet het er staan",
        f"  - {CHECKED}: nee is een gok van proeftuin; maak er ja van als de school het bevestigt",
        f"  - {UNDECIDED}: hier weet proeftuin niets; vul een soort in",
    ]
    lines = [PROPOSED_HEADER, *proposal(codes, tables.get("reasons"), marked=True)]
    return "\n".join([*explained, *(f"    {line}" for line in lines)])


def _codes_of(tables: Mapping[str, RawTable]) -> pd.DataFrame:
    used = [tables[name] for name in ("registrations", "reports") if name in tables]
    return pd.concat(
        [
            table.rows[["code", FILE, ROW]].assign(**{COLUMN: table.names.get("code", "code")})
            for table in used
        ]
    )
