"""Pupil numbers become keyed hashes, so that a register names nobody.

A plain hash of a pupil number can be undone by trying all numbers; a keyed one cannot without the
key. The key is made on first use and lies outside the project and its output, so that a register
or report that leaves the machine leaves without it.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import pandas as pd

KEY_BYTES = 32
PSEUDONYM_LENGTH = 16
KEY_VARIABLE = "PROEFTUIN_KEY"


def key_file() -> Path:
    """Return where the key of this user lies; `PROEFTUIN_KEY` in the environment overrules it."""
    if chosen := os.environ.get(KEY_VARIABLE):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("proeftuin") / "pseudonyms.key"


def read_or_make_key(path: Path | None = None) -> bytes:
    """Return the key, made at first use and readable only by its owner.

    Parameters
    ----------
    path
        The key's file; by default `key_file()`.

    Raises
    ------
    ValueError
        The file is there but holds no key.
    """
    path = path or key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Exclusive: two imports at once must not each make a key.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise ValueError(f"{path} is no key of {KEY_BYTES} bytes") from None
        return key
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key


def pseudonymise(pupils: "pd.Series[str]", key: bytes) -> "pd.Series[str]":
    """Replace pupil numbers by HMAC-SHA-256 pseudonyms of 16 hexadecimal digits.

    Examples
    --------
    >>> pseudonymise(pd.Series(["100001", "100001"]), b"an example's key").nunique()
    1
    """
    numbers = pupils.drop_duplicates()
    hashes = {
        number: hmac.digest(key, number.encode(), hashlib.sha256).hex()[:PSEUDONYM_LENGTH]
        for number in numbers
    }
    return pupils.map(hashes).astype("str")


def canonical_numbers(numbers: "pd.Series[str]") -> "pd.Series[str]":
    """Stand in until the real one comes."""
    digits = numbers.str.fullmatch(r"\d+")
    return numbers.mask(digits, numbers.str.lstrip("0"))


def unreadable_numbers(numbers: "pd.Series[str]") -> "pd.Series[bool]":
    """Stand in."""
    return numbers.str.fullmatch(r"\d[.,]\d+[eE]\+?\d+")


def mask(value: str) -> str:
    """Stand in."""
    return "••••" if value else ""
