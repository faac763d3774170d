"""Files that are there whole or not at all, and folders that one process at a time writes in.

When that does not succeed, why is said here in Dutch, the same for every command.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

LOCK = ".lock"

SPACE = "Maak ruimte vrij en geef het commando opnieuw"
REASONS = {
    errno.ENOSPC: ("de schijf is vol", SPACE),
    errno.EDQUOT: ("de ruimte die u mag gebruiken is vol", SPACE),
    errno.EFBIG: ("de schijf neemt zulke grote bestanden niet aan", "Kies een andere schijf"),
    errno.EACCES: (
        "u hebt er geen rechten voor",
        "Sluit het als het in een ander programma openstaat, vraag rechten of kies een andere map",
    ),
    errno.EPERM: ("u hebt er geen rechten voor", "Vraag rechten of kies een andere map"),
    errno.EROFS: ("er kan hier niet worden geschreven", "Kies een andere map"),
    errno.EEXIST: (
        "er staat een bestand waar een map moet komen",
        "Geef dat bestand een andere naam of kies een andere map",
    ),
    errno.ENOTDIR: (
        "er staat een bestand waar een map moet komen",
        "Geef dat bestand een andere naam of kies een andere map",
    ),
    errno.EISDIR: (
        "er staat een map waar een bestand moet komen",
        "Geef die map een andere naam of kies een andere map",
    ),
    errno.ENOENT: ("het is er niet", "Controleer de naam en de map"),
    errno.ENAMETOOLONG: ("de naam is te lang", "Kies een map met een kortere naam"),
    errno.EIO: (
        "de schijf geeft een fout",
        "Bewaar een kopie van uw bestanden en laat de schijf nakijken",
    ),
}


def told(error: OSError) -> str:
    """Say in Dutch why something cannot be read or written, and what to do.

    Examples
    --------
    >>> told(OSError(errno.ENOSPC, "No space left on device", "data/register/po/provenance.json"))
    'lezen of schrijven lukt niet (provenance.json): de schijf is vol. Maak ruimte vrij en geef het
    commando opnieuw.'
    """
    # A file that is written beside another has a random name, that says nothing.
    path = Path(os.fsdecode(error.filename)) if _is_path(error.filename) else None
    if path is not None and error.errno in (errno.ENOTDIR, errno.EEXIST):
        # The system names what was asked for, not the file above it that is in the way.
        path = next((each for each in (*reversed(path.parents), path) if each.is_file()), path)
    name = path.name if path is not None else ""
    name = re.sub(r"^\.[0-9a-f]{12}-", "", name)
    place = f" ({name})" if name else ""
    reason, mend = REASONS.get(error.errno or 0, (error.strerror or str(error), ""))
    return f"lezen of schrijven lukt niet{place}: {reason}" + (f". {mend}." if mend else "")


def as_os_error(error: Exception, path: Path) -> OSError:
    """Return what the system said to a library that tells it as an error of its own.

    Examples
    --------
    >>> as_os_error(RuntimeError("Could not write: No space left on device"), Path("a")).errno == (
    ...     errno.ENOSPC)
    True
    """
    codes = (code for code in REASONS if os.strerror(code) in str(error))
    return OSError(next(codes, errno.EIO), str(error), str(path))


def _is_path(name: object) -> bool:
    return isinstance(name, str | bytes | os.PathLike)


@contextmanager
def beside(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a place next to a file; what is written there takes the file's place at the end.

    When something goes wrong the file stays as it was, and nothing is left beside it.

    Parameters
    ----------
    path
        The file; its folder is made when it is not there.
    private
        Whether only the owner may read the file, and a folder made for it. It is so from the
        first byte: a file that is closed afterwards has been open for a moment.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "new" / "file.txt"
    ...     with beside(path) as place:
    ...         _ = place.write_text("whole")
    ...     [each.name for each in path.parent.iterdir()]
    ['file.txt']
    """
    path.parent.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
    place = path.with_name(f".{token_hex(6)}-{path.name}")
    try:
        if private:
            open(place, "xb", opener=owner_only).close()
        yield place
        os.replace(place, path)
    finally:
        place.unlink(missing_ok=True)


def owner_only(path: str, flags: int) -> int:
    """Open a file that nobody but its owner can read: an `opener` for `open`."""
    return os.open(path, flags, 0o600)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time work in a folder; the others wait for it.

    The system lifts the lock when a process ends, however it ends. The file that carries it stays:
    removing it would let a third process in beside one that waits.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, alone(Path(folder)):
    ...     pass
    """
    from filelock import lock_descriptor

    # Of a file that we open: filelock's own files are removed on Windows, in some versions always.
    with (folder / LOCK).open("ab") as file:
        lock_descriptor(file.fileno())
        yield
