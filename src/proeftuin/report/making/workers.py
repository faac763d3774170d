"""The formats of reports, made in processes of their own beside the one that runs a batch.

nbconvert, Typst and XlsxWriter would hold up every notebook that runs meanwhile: Python computes in
one thread at a time.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from time import sleep
from typing import Any

from proeftuin.report.document.notebook import skip_iri_checker
from proeftuin.report.formats.documents import Maker, documents, get_ready
from proeftuin.report.making.kernel_server import collect_seldom

# To run a notebook takes several times as long as to make its formats.
NOTEBOOKS_PER_PROCESS = 4
# Ends processes that outlive a batch which was killed, where `_follow` cannot see that it was.
IDLE_SECONDS = 30
# Bytes. loky replaces a process that has grown by less than Typst keeps of what it set before.
LEAK = 1_000_000_000


@contextmanager
def documents_apart(count: int) -> Iterator[Maker]:
    """Give `documents` for several threads: run elsewhere when more than one report is made.

    Parameters
    ----------
    count
        How many reports are made at a time.

    Yields
    ------
    callable
        As `formats.documents.documents`, with the same bytes. Should the processes be
        lost (the system was out of memory), it runs here.
    """
    if count < 2:
        yield documents
        return
    # The standard library's pool leaves its processes behind when a batch is killed, and runs the
    # main module of whoever started it again in each.
    from loky import ProcessPoolExecutor
    from loky.process_executor import BrokenProcessPool

    guard = Lock()
    processes = -(-count // NOTEBOOKS_PER_PROCESS)
    pool = ProcessPoolExecutor(
        processes,
        timeout=IDLE_SECONDS,
        initializer=_start,
        initargs=(os.getpid(),),
        env={"LOKY_MAX_MEMORY_LEAK_SIZE": str(LEAK)},
    )
    # Processes start with the first thing to do; they get ready while the first notebooks run.
    pool.submit(int)

    def make(executed: Any, title: str) -> dict[str, bytes]:
        try:
            return pool.submit(documents, executed, title).result()
        except BrokenProcessPool:
            with guard:
                return documents(executed, title)

    try:
        yield make
    finally:
        pool.shutdown(kill_workers=True)


def _start(batch: int) -> None:
    Thread(target=_follow, args=(batch,), daemon=True).start()
    skip_iri_checker()
    get_ready()
    collect_seldom()


def _follow(batch: int) -> None:
    """End this process when the one that started it has gone."""
    while os.getppid() == batch:
        sleep(1)
    os._exit(1)
