"""A school's code book: what each of its free codes means for attendance.

Codes are free per school and case-sensitive, and not every row of an absence export is an absence:
`HV` is homework forgotten, `PR` present, `VR` exempt. A code that is in no code book stops the
import, because any default for it would be a guess about a pupil. What can be proposed comes from
the school's own list of reasons, or is a guess: that is marked as one, in the code book and in
whatever is said of the register, until the school has looked at it.
"""

import csv
import io
from collections.abc import Mapping
from importlib.resources import files

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.codes.code_words import meaning_of
from proeftuin.register.profiles.profile import TableProfile
from proeftuin.register.project.settings import Counting
from proeftuin.register.reading.files import RawFile
from proeftuin.register.reading.parsing import problems_at
from proeftuin.register.reading.raw_tables import RawTable, read_table
from proeftuin.text.words import KINDS, REASONS

COLUMNS = {
    "code": "code",
    "description": "omschrijving",
    "kind": "soort",
    "reason": "reden",
    "authorised": "geoorloofd",
}
HEADER = ";".join(COLUMNS.values())
# Whether somebody of the school looked at a line that proeftuin guessed; a code book may lack it.
CHECKED = "nagegaan"
PROPOSED_HEADER = f"{HEADER};{CHECKED}"
YES_NO = {"ja": True, "nee": False, "": None}
# What a line of a proposal says when nothing is known; it is no kind, so it cannot pass unread.
UNDECIDED = "…"
# Codes of fewer letters are no words.
LETTERS = 3


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
        it has no meaning), `guess` (boolean: proposed and not yet looked at), one row per code.

    Raises
    ------
    InputError
        Double codes, and words that are no kind, reason, or yes or no: all together.
    """
    columns = {name: [theirs] for name, theirs in (COLUMNS | {"checked": CHECKED}).items()}
    optional = ["description", "checked"]
    table = read_table(available, TableProfile(files=[pattern], columns=columns, optional=optional))
    rows = table.rows.assign(**{name: table.rows.get(name, "") for name in optional})
    kinds = {dutch: english for english, dutch in KINDS.items()}
    reasons = {dutch: english for english, dutch in REASONS.items()} | {"": ""}
    lowered = rows.assign(
        **{name: rows[name].str.lower() for name in ("kind", "reason", "authorised", "checked")}
    )
    problems = [
        *_unknown_words(table, lowered, "kind", kinds),
        *_unknown_words(table, lowered, "reason", reasons),
        *_unknown_words(table, lowered, "authorised", YES_NO),
        *_unknown_words(table, lowered, "checked", YES_NO),
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
            "guess": lowered["checked"] == "nee",
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


def proposal(codes: list[str], reasons: RawTable | None = None, marked: bool = False) -> list[str]:
    """Write lines of a code book for codes, as far as anything is known about them.

    What the school's own list of reasons says comes before the starter book, unless the two mean
    the same: the starter book knows that being absent outside the lessons is no absence. A code of
    which nothing is known gets a line that cannot be read before it is filled in.

    Parameters
    ----------
    codes
        The codes.
    reasons
        The school's own list of reasons, when there is one.
    marked
        Add the column that tells a guess from what the school's system says.

    Examples
    --------
    >>> proposal(["Z", "Qx", "te laat"])
    ['Z;Ziek;afwezig;ziek;ja', 'Qx;;…;;', 'te laat;Te laat;te laat;;']
    >>> proposal(["Z", "Qx"], marked=True)
    ['Z;Ziek;afwezig;ziek;ja;nee', 'Qx;;…;;;']
    """
    starter = {row["code"]: row for row in _starter_book()}
    theirs = {} if reasons is None else {row["code"]: row for row in _from_reasons(reasons)}
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    for code in codes:
        row, is_guess = _line(code, theirs.get(code), starter)
        fields = [row.get(name, "") for name in list(COLUMNS.values())[1:]]
        mark = ["nee" if is_guess else ""] if marked else []
        writer.writerow([code, *fields, *mark])
    return lines.getvalue().splitlines()


def is_starter_code(code: str) -> bool:
    """Tell whether the starter book knows a code, with whatever capitals.

    Examples
    --------
    >>> is_starter_code("te laat"), is_starter_code("Verlof voor Tom")
    (True, False)
    """
    return code.casefold() in {row["code"].casefold() for row in _starter_book()}


def _line(
    code: str, theirs: dict[str, str] | None, starter: dict[str, dict[str, str]]
) -> tuple[dict[str, str], bool]:
    """Return the best line for a code, and whether it is a guess."""
    described = theirs["omschrijving"] if theirs else ""
    if theirs and described:
        ours = starter.get(code)
        if ours and _same_text(theirs, ours):
            return ours, False
        kind, reason, authorised = meaning_of(described) or (UNDECIDED, "", "")
        if theirs["soort"] == UNDECIDED:
            found = {
                "soort": kind,
                "reden": reason,
                "geoorloofd": theirs["geoorloofd"] or authorised,
            }
            return theirs | found, kind != UNDECIDED
        if not theirs["reden"] and kind == theirs["soort"]:
            return theirs | {"reden": reason}, False
        # A type and words that say two things are for the school to look at.
        return theirs, kind not in (UNDECIDED, theirs["soort"])
    if theirs and theirs["soort"] != UNDECIDED:
        return theirs, False
    if code in starter:
        return starter[code], True
    # A word may be written with other capitals than in the starter book.
    words = {row["code"].casefold(): row for row in starter.values() if len(row["code"]) > LETTERS}
    if code.casefold() in words:
        return words[code.casefold()], True
    if len(code) > LETTERS and (said := meaning_of(code)):
        return dict(zip(("soort", "reden", "geoorloofd"), said, strict=True)), True
    return {"soort": UNDECIDED}, False


def _same_text(one: dict[str, str], other: dict[str, str]) -> bool:
    texts = [row["omschrijving"].casefold().replace(";", ",") for row in (one, other)]
    return texts[0] == texts[1]


def _starter_book() -> list[dict[str, str]]:
    text = (files("proeftuin.register.codes") / "startcodeboek.csv").read_text("utf-8-sig")
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
