"""Which pupil is behind which pseudonym: for the school's own list, never part of a register.

The table lies beside the key, readable by its owner only. It is a CSV that a Dutch Excel opens
with a double click.
"""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.privacy.pseudonyms import PSEUDONYM_LENGTH, check_key_place, key_file
from proeftuin.register.store.writing import beside

PSEUDONYM, NUMBER = "pseudoniem", "leerlingnummer"


def key_table_file(project_key: str, school: str) -> Path:
    """Return where the key table of a school lies: beside the project's key.

    Parameters
    ----------
    project_key
        The project's `sleutel`, empty when it has none.
    school
        The school's id.
    """
    key = key_file(project_key)
    # A `sleutel` has no point and a quoted id no slash, so no two schools share a file.
    return key.with_name(f"{key.stem}.{quote(school, safe='')}.csv")


def write_key_table(
    path: Path,
    pseudonyms: "pd.Series[str]",
    numbers: "pd.Series[str]",
    names: pd.DataFrame,
    outside: Iterable[Path],
) -> None:
    """Add pupils to a key table; those who left stay in it, those who are in it are renewed.

    Parameters
    ----------
    path
        The table, there or not yet.
    pseudonyms, numbers, names
        Of each pupil, in the same order: from `pseudonymise`, the school's own number, and the
        columns the school wants to see, under its own headers.
    outside
        The folders it may not lie in: the project's and those of its output.

    Raises
    ------
    InputError
        The table would lie in one of these folders, or what lies there is no key table.
    """
    check_key_place(path, *outside)
    known = {PSEUDONYM: pseudonyms.to_numpy(), NUMBER: numbers.to_numpy()}
    table = pd.concat([pd.DataFrame(known), names.reset_index(drop=True)], axis="columns")
    table = table.drop_duplicates(PSEUDONYM, keep="last")
    if path.exists():
        earlier = read_key_table(path)
        left = earlier[~earlier[PSEUDONYM].isin(table[PSEUDONYM])]
        table = pd.concat([table, left], ignore_index=True)
    table = table.sort_values([NUMBER, PSEUDONYM]).fillna("")
    with beside(path, private=True) as place:
        # The mark at the front tells Excel that it is UTF-8.
        table.to_csv(place, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def read_key_table(path: Path) -> pd.DataFrame:
    """Read a key table: `pseudoniem`, `leerlingnummer` and the school's own columns, as text.

    Raises
    ------
    InputError
        It is not there, or not as it was written.
    """
    try:
        table = pd.read_csv(path, sep=";", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        problem = Problem(
            "Er is geen sleuteltabel van deze school.",
            value=str(path),
            mend="Zet bij de school in proeftuinen.toml welke ‘namen’ u wilt bewaren, en "
            "importeer opnieuw.",
        )
        raise InputError([problem]) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise InputError([_changed(path)]) from None
    # Rows longer than the header would become an index.
    is_table = isinstance(table.index, pd.RangeIndex)
    if not is_table or list(table.columns[:2]) != [PSEUDONYM, NUMBER]:
        raise InputError([_changed(path, 1)])
    # Excel takes a pseudonym of digits for a number, and cuts it when the table is saved.
    whole = table[PSEUDONYM].str.fullmatch(f"[0-9a-f]{{{PSEUDONYM_LENGTH}}}")
    if not whole.all():
        raise InputError([_changed(path, int(row) + 2) for row in table.index[~whole]])
    return table.fillna("")


def _changed(path: Path, row: int | None = None) -> Problem:
    return Problem(
        "De sleuteltabel is niet meer zoals proeftuin haar schreef.",
        path.name,
        row,
        expected=f"de kolommen {PSEUDONYM} en {NUMBER}, met ; ertussen, in UTF-8",
        mend=f"Zet een kopie terug, of verwijder {path}: de volgende import maakt haar opnieuw, "
        "zonder de leerlingen die al weg zijn.",
    )
