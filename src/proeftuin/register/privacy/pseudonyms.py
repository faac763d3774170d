"""Pupil numbers become keyed hashes, so that a register names nobody.

A plain hash of a pupil number can be undone by trying all numbers; a keyed one cannot without the
key. The key is made on first use and lies outside the project and its output, so that a register
or report that leaves the machine leaves without it.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.store.writing import owner_only

KEY_BYTES = 32
KEY_ID_LENGTH = 12
PSEUDONYM_LENGTH = 16
KEY_VARIABLE = "PROEFTUIN_KEY"
READABLE_BY_OTHERS = 0o077

# Excel always writes the sign of the exponent; a number like "2E10" is a school's own.
SCIENTIFIC = r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}"
# Three zeros after a point are as likely thousands; one or two are a number that became a float.
FLOAT = r"([0-9]+)[.,]0{1,2}"
ECK_ID = r"(?i)https?://ketenid\.nl/.*"
ECK_ID_START = ("https://ketenid.nl/", "http://ketenid.nl/")


def key_file(project_key: str = "") -> Path:
    """Return where the key of a project lies; `PROEFTUIN_KEY` in the environment overrules it.

    Parameters
    ----------
    project_key
        The project's `sleutel`; projects without one share a key.
    """
    if chosen := os.environ.get(KEY_VARIABLE):
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("proeftuin") / f"{project_key or 'pseudonyms'}.key"


def read_or_make_key(
    path: Path | None = None, tell: Callable[[str], object] | None = None
) -> bytes:
    """Return the key, made at first use and readable only by its owner.

    A key that others can read is closed to them and still used: refusing it would stop the import
    without taking back what they may have read. The owner is told.

    Parameters
    ----------
    path
        The key's file; by default `key_file()`.
    tell
        Gets a Dutch sentence when the key was made, or was open to others.

    Raises
    ------
    InputError
        The file holds no key, or cannot be read or made.
    """
    path = path or key_file()
    try:
        made = not path.exists() and _make(path)
        notice = first_use_notice(path) if made else _close_to_others(path)
        key = path.read_bytes()
    except OSError as error:
        problem = Problem(
            "De sleutel voor de pseudoniemen kan niet gelezen of gemaakt worden.",
            value=str(path),
            expected="een bestand op een plek waar u mag lezen en schrijven",
            mend=f"Kies met {KEY_VARIABLE} een andere plek ({error.strerror}).",
        )
        raise InputError([problem]) from None
    if len(key) != KEY_BYTES:
        problem = Problem(
            "Dit bestand is geen sleutel van proeftuin.",
            value=str(path),
            expected=f"een bestand van {KEY_BYTES} bytes, zoals proeftuin het maakte",
            mend="Zet de kopie van de sleutel terug. Is die er niet, verwijder dan het bestand; "
            "met een nieuwe sleutel sluiten eerdere registers niet meer aan.",
        )
        raise InputError([problem])
    if notice and tell is not None:
        tell(notice)
    return key


def first_use_notice(path: Path) -> str:
    """Return what the owner must know of a key that was just made, in Dutch.

    Examples
    --------
    >>> first_use_notice(Path("pseudonyms.key"))
    'Er is een sleutel gemaakt in pseudonyms.key; bewaar een kopie op een veilige plek: zonder
    deze sleutel sluiten latere exports niet aan.'
    """
    return (
        f"Er is een sleutel gemaakt in {path}; bewaar een kopie op een veilige plek: "
        "zonder deze sleutel sluiten latere exports niet aan."
    )


def check_key_place(path: Path, *folders: Path) -> None:
    """Refuse a secret file that would travel with a project or its output.

    Parameters
    ----------
    path
        The key or the key table, there or not yet.
    folders
        The project's folder and the folders of its output; the git repository around a folder
        counts as that folder.

    Raises
    ------
    InputError
        The file lies in one of the folders.
    """
    around = path.resolve().parents
    for folder in folders:
        outer = _repository(folder.resolve())
        # The same folder can have two spellings, on a disk that does not tell capitals apart.
        if any(parent == outer or _same(parent, outer) for parent in around):
            problem = Problem(
                "Een geheim bestand ligt in de map van het project of van de uitvoer.",
                value=str(path),
                expected=f"een plek buiten {outer}",
                mend="Wie die map krijgt, kan dan de leerlingen herkennen. Geef het project een "
                f"eigen map, of kies met {KEY_VARIABLE} een andere plek voor de sleutel.",
            )
            raise InputError([problem])


def key_id(key: bytes) -> str:
    """Return a short name of a key, that tells two keys apart and gives neither away.

    Examples
    --------
    >>> key_id(b"an example's key")
    'a4efc46ce94d'
    """
    # No message of `pseudonymise` starts with a letter.
    return hmac.digest(key, b"key id", hashlib.sha256).hex()[:KEY_ID_LENGTH]


def pseudonymise(pupils: "pd.Series[str]", key: bytes, numbers: str = "") -> "pd.Series[str]":
    """Replace pupil numbers by HMAC-SHA-256 pseudonyms of 16 hexadecimal digits.

    That is 64 bits: among 100,000 pupils the chance that any two share a pseudonym is
    100,000² / 2 / 2⁶⁴, less than one in three thousand million.

    Parameters
    ----------
    pupils
        Numbers as `canonical_numbers` returns them; equal texts are one pupil.
    key
        From `read_or_make_key`.
    numbers
        Who gave the numbers: a school, or a name shared by schools that number together. The
        same number from two of them is two pupils.

    Examples
    --------
    >>> pupils = pd.Series(["100001", "100001"])
    >>> pseudonymise(pupils, b"an example's key").nunique()
    1
    >>> pseudonymise(pupils, b"an example's key", "vo").equals(
    ...     pseudonymise(pupils, b"an example's key", "po"))
    False
    """
    # The length says where the one text ends and the other begins.
    space = f"{len(numbers)}:{numbers}:"
    hashes = {
        number: hmac.digest(key, (space + number).encode(), hashlib.sha256).hex()[:PSEUDONYM_LENGTH]
        for number in pupils.drop_duplicates()
    }
    return pupils.map(hashes).astype("str")


def canonical_numbers(numbers: "pd.Series[str]") -> "pd.Series[str]":
    """Write pupil numbers in one way, so that one pupil is one pupil in every file.

    Excel takes the zeros in front, makes floats, and writes long numbers with an exponent. Spaces
    around a number go; numbers of digits only lose zeros in front; a float without a fraction and
    an exponent that kept every digit become those digits; ECK iDs become lower case. All else
    stays as it is, also what `unreadable_numbers` finds.

    Examples
    --------
    >>> canonical_numbers(pd.Series(["000101", " 101", "101.0", "1,01E+02", "A-07"])).tolist()
    ['101', '101', '101', '101', 'A-07']
    """
    distinct = pd.Series(numbers.unique(), dtype="str")
    written = distinct.str.strip()
    exponents = written[written.str.fullmatch(SCIENTIFIC)].map(_digits).astype("str")
    written = written.where(~written.index.isin(exponents.index), exponents)
    written = written.str.replace(f"^{FLOAT}$", r"\1", regex=True)
    # One digit stays: 0 can be a number.
    written = written.str.replace(r"^0+([0-9]+)$", r"\1", regex=True)
    written = written.where(~written.str.fullmatch(ECK_ID), written.str.lower())
    return numbers.map(dict(zip(distinct, written, strict=True))).astype("str")


def unreadable_numbers(numbers: "pd.Series[str]") -> "pd.Series[bool]":
    """Tell which pupil numbers Excel spoilt for good.

    An exponent with fewer digits than the number had, or a cell that holds an error like `#N/B`
    or `####`: several pupils may have become this one text.

    Examples
    --------
    >>> unreadable_numbers(pd.Series(["1,23E+05", "1,23456E+05", "#N/B", "2E10"])).tolist()
    [True, False, True, False]
    """
    written = canonical_numbers(numbers)
    return written.str.fullmatch(SCIENTIFIC) | written.str.startswith("#")


def mask(value: str) -> str:
    """Return what a message shows in the place of a pupil number: nothing of it.

    Even a length or a last digit singles out a pupil in a small class. The row in the message
    leads to the cell.

    Examples
    --------
    >>> mask("100001"), mask("")
    ('••••', '')
    """
    return "••••" if value else ""


def _make(path: Path) -> bool:
    """Make the key, whole and once; tell whether it was us: two imports may start together."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(6)}-{path.name}")
    key = secrets.token_bytes(KEY_BYTES)
    try:
        _write(draft, key)
        try:
            # A link gives a whole file its name, and fails when the name is taken.
            os.link(draft, path)
        except FileExistsError:
            raise
        except OSError:
            # A memory stick knows no links: there, another import may find the file still empty.
            _write(path, key)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write(path: Path, key: bytes) -> None:
    with open(path, "xb", opener=owner_only) as file:
        file.write(key)


def _close_to_others(path: Path) -> str:
    """Take the key from other users of the machine; return what its owner must know."""
    # On Windows the mode says nothing; the user's own folder is closed to others.
    if os.name == "nt" or not path.stat().st_mode & READABLE_BY_OTHERS:
        return ""
    with suppress(OSError):
        path.chmod(0o600)
    opened = f"De sleutel {path} was leesbaar voor andere gebruikers van deze computer"
    if path.stat().st_mode & READABLE_BY_OTHERS:
        return f"{opened} en dat is op deze plek niet te veranderen; leg hem ergens anders."
    return f"{opened}; dat is nu dicht. Wie hem al las, kan pseudoniemen herleiden."


def _repository(folder: Path) -> Path:
    """Return the git repository that a folder is part of, else the folder."""
    around = (folder, *folder.parents)
    return next((each for each in around if (each / ".git").exists()), folder)


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _digits(number: str) -> str:
    """Write a number with an exponent in full, or leave it when digits are missing."""
    value = Decimal(number.replace(",", "."))
    exponent = value.as_tuple().exponent
    lost = not isinstance(exponent, int) or exponent > 0 or value != value.to_integral_value()
    return number if lost else str(int(value))
