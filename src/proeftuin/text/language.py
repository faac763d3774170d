"""The language of a report, and the one catalogue in which all its wording stands.

A report's sentences are Dutch and stand in the code, each marked with `_`, `ngettext` or `N_`. The
catalogue `locale/en/LC_MESSAGES/proeftuin.po` holds every one of them beside its translation. A
test extracts the marked sentences and holds them against the catalogue, so that none is missing.

A process speaks one language at a time, Dutch unless it is told otherwise: a kernel is told by the
notebook it runs. `speaking` is for a part of a process, which may have threads.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DUTCH, ENGLISH = "nl", "en"
LANGUAGES = {DUTCH: "Nederlands", ENGLISH: "Engels"}
LOCALES = {DUTCH: "nl_NL", ENGLISH: "en_GB"}
FOLDER = Path(__file__).parent / "locale"

_process = DUTCH
_here: ContextVar[str] = ContextVar("language", default="")


def language() -> str:
    """Return the language that is spoken here."""
    return _here.get() or _process


def locale() -> str:
    """Return the locale whose rules numbers and dates follow."""
    return LOCALES[language()]


def set_language(name: str) -> None:
    """Let this process speak a language from now on.

    Parameters
    ----------
    name
        A key of `LANGUAGES`.
    """
    global _process
    if name not in LANGUAGES:
        raise ValueError(f"the language is one of {', '.join(LANGUAGES)}, got {name!r}")
    _process = name


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak a language in a block, in this thread only.

    Parameters
    ----------
    name
        A key of `LANGUAGES`.

    Examples
    --------
    >>> with speaking("en"):
    ...     _("Leerlingen zonder tier"), ngettext("{n} leerling", "{n} leerlingen", 31, n=31)
    ('Pupils without a tier', '31 pupils')
    """
    if name not in LANGUAGES:
        raise ValueError(f"the language is one of {', '.join(LANGUAGES)}, got {name!r}")
    token = _here.set(name)
    try:
        yield
    finally:
        _here.reset(token)


def _(message: str, /, **values: object) -> str:
    """Say a Dutch sentence in the language that is spoken here.

    Parameters
    ----------
    message
        The sentence, with names in braces for what is filled in.
    values
        What is filled in; without any, braces are left as they are.

    Examples
    --------
    >>> _("{one} tot en met {other}", one="maandag", other="vrijdag")
    'maandag tot en met vrijdag'
    """
    return _filled(_catalogue(language()).get(message, (message,))[0], values)


def ngettext(singular: str, plural: str, count: float, /, **values: object) -> str:
    """Say the sentence that fits a number.

    Parameters
    ----------
    singular, plural
        The Dutch sentence for one, and for any other number.
    count
        The number.
    values
        As in `_`.

    Examples
    --------
    >>> ngettext("{n} leerling", "{n} leerlingen", 1, n=1)
    '1 leerling'
    """
    forms = _catalogue(language()).get(singular, (singular, plural))
    return _filled(forms[0] if abs(count) == 1 else forms[-1], values)


def N_(message: str, /) -> str:  # noqa: N802
    """Mark a sentence of a constant for the catalogue; where it is used, `_` says it."""
    return message


def _filled(message: str, values: Mapping[str, object]) -> str:
    return message.format(**values) if values else message


@cache
def _catalogue(name: str) -> dict[str, tuple[str, ...]]:
    """Return the translations of a language; of Dutch, in which everything is written, none."""
    if name == DUTCH:
        return {}
    from babel.messages.pofile import read_po

    with (FOLDER / name / "LC_MESSAGES" / "proeftuin.po").open("rb") as file:
        catalogue = read_po(file, locale=LOCALES[name])
    said: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key and all(forms):
            said[str(key)] = tuple(str(form) for form in forms)
    return said
