"""A school's code book: what each of its free codes means for attendance.

Codes are free per school and case-sensitive, and not every row of an absence export is an absence:
`HV` is homework forgotten, `PR` present, `VR` exempt. A code that is in no code book stops the
import, because any default for it would be a guess about a pupil.
"""

from collections.abc import Mapping

import pandas as pd

from proeftuin.register.files import FILE, ROW, RawFile, read_table
from proeftuin.register.parsing import problems_at
from proeftuin.register.problems import InputError, Problem
from proeftuin.register.profiles import TableProfile
from proeftuin.words import KINDS, REASONS

PROFILE_COLUMNS = {
    "code": "code",
    "description": "omschrijving",
    "kind": "soort",
    "reason": "reden",
    "authorised": "geoorloofd",
}
YES_NO = {"ja": True, "nee": False, "": None}


def read_code_book(available: list[RawFile], pattern: str) -> pd.DataFrame:
    """Read a code book: a CSV file that a school keeps in Excel.

    Parameters
    ----------
    available
        The files of the export.
    pattern
        Name of the code book's file.

    Returns
    -------
    DataFrame
        `code`, `description`, `kind`, `reason` (our words), `authorised` (boolean, missing where
        it has no meaning), one row per code.

    Raises
    ------
    InputError
        Double codes, and words that are no kind, reason, or yes or no: all together.
    """
    table, _ = read_table(available, TableProfile(files=pattern, columns=PROFILE_COLUMNS))
    kinds = {dutch: english for english, dutch in KINDS.items()}
    reasons = {dutch: english for english, dutch in REASONS.items()} | {"": ""}
    lowered = table.assign(
        **{name: table[name].str.lower() for name in ("kind", "reason", "authorised")}
    )
    problems = [
        *_unknown_words(table, lowered, "kind", kinds),
        *_unknown_words(table, lowered, "reason", reasons),
        *_unknown_words(table, lowered, "authorised", YES_NO),
    ]
    double = table[table["code"].duplicated(keep=False)]
    problems += problems_at(
        double, "code", "code", "Een code staat twee keer in het codeboek.", "elke code één keer"
    )
    unclear = table[(lowered["kind"] == KINDS["absent"]) & (lowered["authorised"] == "")]
    problems += problems_at(
        unclear,
        "authorised",
        PROFILE_COLUMNS["authorised"],
        "Bij een soort afwezigheid moet staan of zij geoorloofd is.",
        "ja of nee",
    )
    if problems:
        raise InputError(problems)
    return pd.DataFrame(
        {
            "code": table["code"],
            "description": table["description"],
            "kind": lowered["kind"].map(kinds),
            "reason": lowered["reason"].map(reasons),
            "authorised": lowered["authorised"].map(YES_NO).astype("boolean"),
        }
    )


def unknown_codes(codes: pd.DataFrame, book: pd.DataFrame, book_name: str) -> list[Problem]:
    """Report codes that are in no code book, with how often and where first.

    Parameters
    ----------
    codes
        Rows with `code`, `_file` and `_row`.
    book
        The code book.
    book_name
        Its file, to name in the mend.
    """
    unknown = codes[~codes["code"].isin(book["code"])]
    first = unknown.groupby("code", sort=True).agg(
        file=(FILE, "first"), row=(ROW, "first"), count=(ROW, "size")
    )
    rows = zip(first.index, first["file"], first["row"], first["count"], strict=True)
    return [
        Problem(
            "Onbekende code: zij staat niet in het codeboek.",
            file,
            int(row),
            "code",
            f"{code} ({count} keer)",
            "een code uit het codeboek; hoofdletters tellen mee",
            f"Zet in {book_name} een regel: CODE;omschrijving;soort;reden;geoorloofd — met als "
            f"soort een van: {', '.join(KINDS.values())}.",
        )
        for code, file, row, count in rows
    ]


def _unknown_words(
    table: pd.DataFrame, lowered: pd.DataFrame, column: str, known: Mapping[str, object]
) -> list[Problem]:
    wrong = table[~lowered[column].isin(list(known))]
    expected = "een van: " + ", ".join(word or "(leeg)" for word in known)
    return problems_at(
        wrong, column, PROFILE_COLUMNS[column], "Onbekend woord in het codeboek.", expected
    )
