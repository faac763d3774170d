"""What is told, also when nobody hears it: `proeftuin import … | head -1` reads every school.

Who reads a pipe may leave, or there may be no standard output at all (`>&-`). Work that is under
way goes on, and a number that should be standard output is never given to another file: a kernel
that is started would write into it.
"""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from proeftuin.register.store.writing import told

STREAMS = {0: "stdin", 1: "stdout", 2: "stderr"}
UNHEARD = (errno.EPIPE, errno.EBADF)


class Output(io.FileIO):
    """A standard stream that goes on in silence when it can no longer be written.

    Parameters
    ----------
    number
        Of the file descriptor, which stays open.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self.failure: OSError | None = None

    def write(self, data: Any) -> int:
        """Write, or drop what is written from now on."""
        try:
            return super().write(data)
        except OSError as error:
            # Not where it happened: that would keep all that was in hand there until the very end.
            self.failure = error.with_traceback(None)
            null = os.open(os.devnull, os.O_WRONLY)
            # The programs that we start write there too from now on.
            os.dup2(null, self.fileno())
            os.close(null)
            return len(data)


@contextmanager
def safe_output() -> Iterator[list[Output]]:
    """Let a command end as it should, whatever happens to its output.

    Yields
    ------
    list of Output
        The streams; `failure` of one tells what part of its output was lost by, a reader who left
        not counted.
    """
    made = []
    for number, name in STREAMS.items():
        try:
            os.fstat(number)
        except OSError:
            # The system gives the lowest number that is free: this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if number and _is_plain(getattr(sys, name), number):
            made.append(_replaced(name, number))
    try:
        yield made
    finally:
        for name in ("stdout", "stderr"):
            getattr(sys, name).flush()


def lost(streams: list[Output]) -> str:
    """Say in Dutch what output could not be written; nothing when a reader left or all is well."""
    failures = [each.failure for each in streams if each.failure is not None]
    errors = [error for error in failures if error.errno not in UNHEARD]
    return f"De uitvoer is niet volledig: {told(errors[0])}" if errors else ""


def _is_plain(stream: Any, number: int) -> bool:
    """Tell whether a stream is Python's own on that number: no terminal, no test's, no notebook's.

    There is none when the number was closed as Python started.
    """
    if stream is None:
        return True
    try:
        return bool(stream.fileno() == number and not stream.isatty())
    except (OSError, ValueError, AttributeError):
        return False


def _replaced(name: str, number: int) -> Output:
    old, raw = getattr(sys, name), Output(number)
    if old is not None:
        old.flush()
    stream = io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=old.encoding if old is not None else "utf-8",
        errors=old.errors if old is not None else "replace",
        line_buffering=old.line_buffering if old is not None else False,
    )
    setattr(sys, name, stream)
    return raw
