"""A school's code book: what each of its free codes means for attendance.

Codes are free per school and case-sensitive, and not every row of an absence export is an absence:
`HV` is homework forgotten, `PR` present, `VR` exempt. A code that is in no code book stops the
import, because any default for it would be a guess about a pupil. What can be proposed comes from
the school's own list of reasons or from a starter book, and is shown to be confirmed.
"""

import csv
import io
from collections.abc import Mapping
from importlib.resources import files

import pandas as pd

from proeftuin.register.files import RawFile
from proeftuin.register.parsing import problems_at
from proeftuin.register.problems import InputError, Problem
from proeftuin.register.profiles import TableProfile
from proeftuin.register.rawtables import FILE, ROW, RawTable, read_table
from proeftuin.register.settings import Counting
from proeftuin.words import KINDS, REASONS

COLUMNS = {
    "code": "code",
    "description": "omschrijving",
    "kind": "soort",
    "reason": "reden",
    "authorised": "geoorloofd",
}
HEADER = ";".join(COLUMNS.values())
YES_NO = {"ja": True, "nee": False, "": None}
# What a line of a proposal says when nothing is known; it is no kind, so it cannot pass unread.
UNDECIDED = "…"


def read_code_book(available: list[RawFile], pattern: str) -> pd.DataFrame:
    """Read a code book: a CSV file or workbook that a school keeps in Excel.

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
    columns = {name: [theirs] for name, theirs in COLUMNS.items()}
    profile = TableProfile(files=[pattern], columns=columns, optional=["description"])
    table = read_table(available, profile)
    rows = table.rows.assign(description=table.rows.get("description", ""))
    kinds = {dutch: english for english, dutch in KINDS.items()}
    reasons = {dutch: english for english, dutch in REASONS.items()} | {"": ""}
    lowered = rows.assign(
        **{name: rows[name].str.lower() for name in ("kind", "reason", "authorised")}
    )
    problems = [
        *_unknown_words(table, lowered, "kind", kinds),
        *_unknown_words(table, lowered, "reason", reasons),
        *_unknown_words(table, lowered, "authorised", YES_NO),
    ]
    double = rows[rows["code"].duplicated(keep=False)]
    problems += problems_at(
        table, double, "code", "Een code staat twee keer in het codeboek.", "elke code één keer"
    )
    problems += problems_at(
        table, rows[rows["code"] == ""], "code", "Een cel is leeg.", "de code uit de export"
    )
    unclear = rows[(lowered["kind"] == KINDS["absent"]) & (lowered["authorised"] == "")]
    problems += problems_at(
        table,
        unclear,
        "authorised",
        "Bij een soort afwezigheid moet staan of zij geoorloofd is.",
        "ja of nee",
    )
    if problems:
        raise InputError(problems)
    return pd.DataFrame(
        {
            "code": rows["code"],
            "description": rows["description"],
            "kind": lowered["kind"].map(kinds),
            "reason": lowered["reason"].map(reasons),
            "authorised": lowered["authorised"].map(YES_NO).astype("boolean"),
        }
    )


def apply_counting(book: pd.DataFrame, counting: Counting) -> pd.DataFrame:
    """Let the school's choices decide the kind of what schools count differently.

    Being sent out, suspended inside the school, exempt and lessons at a distance are known by
    their reason; whether lateness takes minutes is decided where the minutes are known.

    Examples
    --------
    >>> book = pd.DataFrame({"code": ["U", "Z"], "kind": ["present", "absent"],
    ...                      "reason": ["sent out", "sick"], "authorised": [None, True]})
    >>> choice = Counting.model_validate({"uitgestuurd": "afwezig"})
    >>> apply_counting(book, choice)["kind"].tolist()
    ['absent', 'absent']
    """
    kinds = {dutch: english for english, dutch in KINDS.items()}
    chosen = {
        "sent out": counting.sent_out,
        "suspended inside": counting.suspended_inside,
        "exempt": counting.exempt,
        "distance": counting.distance,
    }
    by_reason = {reason: kinds[word] for reason, word in chosen.items()}
    decided = book["reason"].map(by_reason)
    return book.assign(kind=decided.fillna(book["kind"]).astype("str"))


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
    used = [tables[name].rows for name in ("registrations", "reports") if name in tables]
    codes = pd.concat([rows[["code", FILE, ROW]] for rows in used])
    unknown = codes[(codes["code"] != "") & ~codes["code"].isin(book["code"])]
    first = unknown.groupby("code", sort=True).agg(
        file=(FILE, "first"), row=(ROW, "first"), count=(ROW, "size")
    )
    if first.empty:
        return []
    lines = proposal(list(first.index), tables.get("reasons"))
    mend = (
        f"Zet in {book_name} deze regels, en maak ze af (soort: {', '.join(KINDS.values())}):\n"
        + "\n".join(f"    {line}" for line in [HEADER, *lines])
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
            mend,
        )
        for code, file, row, count in rows
    ]


def proposal(codes: list[str], reasons: RawTable | None = None) -> list[str]:
    """Write lines of a code book for codes, as far as anything is known about them.

    What the school's own list of reasons says comes before the starter book, unless the two mean
    the same: the starter book knows that being absent outside the lessons is no absence. A code of
    which nothing is known gets a line that cannot be read before it is filled in.

    Examples
    --------
    >>> proposal(["Z", "Qx"])
    ['Z;Ziek;afwezig;ziek;ja', 'Qx;;…;;']
    """
    known = {row["code"]: row for row in _starter_book()}
    if reasons is not None:
        known |= {
            row["code"]: row
            for row in _from_reasons(reasons)
            if not _same_text(row, known.get(row["code"]))
        }
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    for code in codes:
        row = known.get(code, {"omschrijving": "", "soort": UNDECIDED})
        writer.writerow([code, *(row.get(name, "") for name in list(COLUMNS.values())[1:])])
    return lines.getvalue().splitlines()


def _same_text(one: dict[str, str], other: dict[str, str] | None) -> bool:
    texts = [row["omschrijving"].casefold().replace(";", ",") for row in (one, other) if row]
    return len(texts) == 2 and texts[0] == texts[1]


def _starter_book() -> list[dict[str, str]]:
    text = (files("proeftuin.register") / "startcodeboek.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def _from_reasons(table: RawTable) -> list[dict[str, str]]:
    """Turn the school's own reasons into lines, by the kind that the system gives them.

    The numbers are Magister's `verantwoordingstype`.
    """
    meaning = {
        "1": ("afwezig", ""),
        "2": ("te laat", ""),
        "3": ("afwezig", "ziek"),
        "4": ("aanwezig", "uitgestuurd"),
        "5": ("aanwezig", ""),
        "6": ("niet verwacht", "vrijstelling"),
        "7": ("geen aanwezigheid", ""),
        "8": ("geen aanwezigheid", ""),
    }
    found = []
    for row in table.rows.to_dict("records"):
        kind, reason = meaning.get(str(row.get("type", "")), (UNDECIDED, ""))
        authorised = {"j": "ja", "n": "nee", "ja": "ja", "nee": "nee"}
        found.append(
            {
                "code": str(row["code"]),
                "omschrijving": str(row.get("description", "")),
                "soort": kind,
                "reden": reason,
                "geoorloofd": authorised.get(str(row.get("authorised", "")).lower(), ""),
            }
        )
    return found


def _unknown_words(
    table: RawTable, lowered: pd.DataFrame, column: str, known: Mapping[str, object]
) -> list[Problem]:
    wrong = table.rows[~lowered[column].isin(list(known))]
    expected = "een van: " + ", ".join(word or "(leeg)" for word in known)
    return problems_at(table, wrong, column, "Onbekend woord in het codeboek.", expected)
