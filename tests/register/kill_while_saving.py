"""Kill a process that saves registers, at random moments, and look at what is left each time.

    python tests/register/kill_while_saving.py FOLDER ROUNDS

Every round forks a child that saves one version after another into FOLDER and kills it within a few
saves; then another child reads the register, all of whose parts must be of one version, and never
of an earlier one than the round before saw. Prints how often a save was cut short. At the end four
children save at once, and one of theirs must be there whole.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

# Imported before the forks, so that a child saves at once.
import duckdb  # noqa: F401
import pandas as pd

from proeftuin.register.store.register import Register, read_register
from proeftuin.register.store.tables import COLUMNS


def version(number):
    """A register every part of which carries the number."""
    day = pd.Timestamp("2021-01-04") + pd.Timedelta(days=number)
    by_type = {"str": "x", "datetime64[us]": day, "int64": number, "boolean": True}
    rows = {
        name: {column: by_type[kind] for column, kind in columns.items()}
        for name, columns in COLUMNS.items()
    }
    tables = {name: pd.DataFrame([row] * 200) for name, row in rows.items()}
    return Register(tables, {"school": "s", "number": number})


def number_in(folder):
    """The version of the register there; fails when its parts are of several."""
    register = read_register(folder)
    number = register.provenance["number"]
    day = pd.Timestamp("2021-01-04") + pd.Timedelta(days=number)
    assert (register.pupils["start"] == day).all()
    for table in (register.sessions, register.absences, register.days):
        assert (table["date"] == day).all()
        assert (table["minutes"] == number).all()
        assert len(table) == 200
    return number


def in_child(action):
    """Run something in a fork, so that this process never starts the threads of DuckDB."""
    child = os.fork()
    if child:
        return child
    try:
        action()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def main(folder, rounds):
    done = folder.parent / "number"

    def save_on():
        number = int(done.read_text())
        while True:
            number += 1
            version(number).save(folder)

    def look():
        done.write_text(str(number_in(folder)))

    def save_first():
        version(1).save(folder)

    def must_succeed(action):
        _, status = os.waitpid(in_child(action), 0)
        if status:
            sys.exit(1)

    must_succeed(save_first)
    done.write_text("1")
    cut_short = 0
    for _ in range(rounds):
        saving = in_child(save_on)
        time.sleep(random.uniform(0.01, 0.3))
        os.kill(saving, signal.SIGKILL)
        os.waitpid(saving, 0)
        before = int(done.read_text())
        cut_short += len(list(folder.glob("tables-*"))) > 2 or any(folder.glob(".*.json"))
        must_succeed(look)
        assert int(done.read_text()) >= before
    last = int(done.read_text())
    several = [
        in_child(lambda number=number: [version(number).save(folder) for _ in range(3)])
        for number in range(last + 1, last + 5)
    ]
    assert [os.waitpid(saving, 0)[1] for saving in several] == [0] * 4
    must_succeed(look)
    assert last < int(done.read_text()) < last + 5
    print(f"{rounds} rounds, {cut_short} saves left something, version {done.read_text()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
