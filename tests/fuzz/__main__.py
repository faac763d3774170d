"""Run mutations: `python -m fuzz` in the folder `tests`; `--help` tells the rest.

A failure is printed with its export and seed; `--only lessen:1234` makes it again and leaves the
mutated files in a folder.
"""

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from fuzz.exports import clean_exports
from fuzz.harness import FAILURES, Tally, run
from fuzz.mutations import mutate
from proeftuin.register.importing import importer
from proeftuin.register.project import calendar
from proeftuin.register.reading import dates
from proeftuin.register.reading.raw_tables import _matching
from proeftuin.register.store.engine import connect

CHUNK = 50
REMEMBERED = 40


def _prepare(folder):
    os.environ["PROEFTUIN_KEY"] = str(Path(folder) / "pseudonyms.key")
    # No mutation touches the calendar, and tables of ten rows need no threads.
    calendar._holidays = cache(calendar._holidays)
    connect().execute("SET threads = 1")
    # The same text is the same moment, and most tables are not the damaged one: what was read from
    # the same files is not read again.
    dates._shaped = _remembered(dates._shaped, tuple)
    importer.read_table = _remembered(importer.read_table, _files_of)
    importer.read_roster = _remembered(importer.read_roster, lambda table, school: id(table))
    importer._timetable = _remembered(importer._timetable, _sessions_of)
    gc.disable()


def _files_of(available, profile):
    found = [(file.name, file.content) for file in _matching(available, profile)]
    return id(profile) if not found else (profile.model_dump_json(), *found)


def _sessions_of(raw, school, roster):
    return (id(raw.get("timetable")), id(raw.get("week")), id(roster))


def _remembered(read, key_of):
    known = {}

    def again(*arguments):
        key = key_of(*arguments)
        if key not in known:
            if len(known) > REMEMBERED:
                del known[next(iter(known))]
            # The arguments are kept too: their ids are theirs as long as they live.
            known[key] = (read(*arguments), arguments)
        else:
            known[key] = known.pop(key)
        return known[key][0]

    return again


def _chunk(job):
    gc.collect()
    return run(*job)


def main():
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first mutation")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--only", help="one mutation, as EXPORT:SEED")
    chosen = parser.parse_args()
    names = list(clean_exports())
    with tempfile.TemporaryDirectory() as folder:
        if chosen.only:
            name, seed = chosen.only.split(":")
            _prepare(folder)
            done, files = mutate(random.Random(f"{name} {seed}"), clean_exports()[name].files)
            kept = Path(tempfile.mkdtemp(prefix="fuzz-"))
            for file, data in files.items():
                (kept / file).write_bytes(data)
            print(done, kept, *run(name, [int(seed)]).failures, sep="\n")
            return 0
        jobs = [
            (name, range(first, min(first + CHUNK, chosen.seed + chosen.mutations)))
            for first in range(chosen.seed, chosen.seed + chosen.mutations, CHUNK)
            for name in [names[first // CHUNK % len(names)]]
        ]
        total, began = Tally(), time.monotonic()
        with ProcessPoolExecutor(chosen.workers, initializer=_prepare, initargs=(folder,)) as pool:
            for i, tally in enumerate(pool.map(_chunk, jobs), 1):
                total.add(tally)
                for failure in tally.failures:
                    print(*failure, sep=" | ", flush=True)
                if i % 20 == 0:
                    rate = total.outcomes.total() / (time.monotonic() - began)
                    print(f"{total.outcomes.total()} ({rate:.1f}/s)", file=sys.stderr, flush=True)
    for outcome, number in total.outcomes.most_common():
        print(f"{number:7} {outcome}")
    return int(any(total.outcomes[outcome] for outcome in FAILURES))


if __name__ == "__main__":
    sys.exit(main())
