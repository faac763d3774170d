"""Files that are there whole or not at all, and folders that one process at a time writes in."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

LOCK = ".lock"


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
    with (folder / LOCK).open("ab") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
