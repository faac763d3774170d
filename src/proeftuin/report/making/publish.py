"""Folders that are at their place whole or not at all, and that one process at a time makes.

A report is made in a work folder next to its place and takes that place in one step of the file
system. Safety rests on that step alone. The lock beside it only keeps two batches from doing the
same work twice, so a file system without locks costs time and never a report.
"""

import errno
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from proeftuin.register.store.writing import LOCK

# Under the folder of the reports, so that a finished report only has to be renamed.
WORK = ".werk"
# The system's answers that mean: no locks here.
NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}
# Linux: exchange two paths in one step.
EXCHANGE, HERE = 2, -100


class HeldError(Exception):
    """Another process is making this report."""


@contextmanager
def work_on(folder: Path, wait: bool = False) -> Iterator[Path]:
    """Give an empty work folder for a report, and the right to make that report.

    The system lifts the lock when a process ends, however it ends; what such a process left is
    removed by the next one that holds the lock.

    Parameters
    ----------
    folder
        Where the report comes, or the one that holds it.
    wait
        Wait for another process that makes it.

    Raises
    ------
    HeldError
        Another process is making it, and we do not wait.
    """
    place = folder.parent / WORK / folder.name
    place.mkdir(parents=True, exist_ok=True)
    with (place / LOCK).open("ab") as file:
        if _lock(file.fileno(), wait):
            for left in place.iterdir():
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
        work = place / token_hex(6)
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def publish(work: Path, folder: Path, ours: Sequence[str]) -> None:
    """Put a finished folder at its place, with the files of others that stood there.

    Parameters
    ----------
    work
        The finished folder, in a folder of `work_on`.
    folder
        Its place.
    ours
        Names of files at that place that were part of the old report.
    """
    for path in folder.iterdir() if folder.is_dir() else []:
        if path.name not in ours and not (work / path.name).exists():
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, work / path.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(work, folder)
    except OSError:
        # There is a report already: on Windows, and elsewhere when it is not empty.
        if not folder.is_dir():
            raise
        if not _exchanged(work, folder):
            old = work.with_name(f"{work.name}-old")
            os.rename(folder, old)
            try:
                os.rename(work, folder)
            except OSError:
                os.rename(old, folder)
                raise
            shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can.

    Asked of the C library, because Python's own renames cannot exchange; readers would find no
    report between two of them.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)


def _lock(file: int, wait: bool) -> bool:
    """Take the lock of a file; False where the file system has none."""
    from filelock import lock_descriptor

    try:
        if not lock_descriptor(file, blocking=wait):
            raise HeldError
    except OSError as error:
        if error.errno in NO_LOCKS:
            return False
        raise
    return True
