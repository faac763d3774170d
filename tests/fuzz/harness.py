"""Import a mutated export and judge what came of it.

What may come of it:

1. It is refused, with an `InputError` that has a Dutch message. Any other exception is a failure,
   and so is a file that is left behind.
2. A register. If the oracle can read the mutated files, the register's days must be the oracle's,
   every column of every day; if the oracle says that they contradict each other, success is a
   failure.
3. A register from files that the oracle cannot read, because they are not written in its one plain
   way. Then nobody can say from the files alone what the truth is, so the days must be those of the
   clean export (the library read through the damage), or the provenance must tell what was done:
   `left_out`, `repaired` or `doubtful` differ from those of the clean export, or the rows that were read, or
   the columns that were not. Days that changed while nothing tells of it are a failure: that is a
   silently changed minute.

4. A worksheet's markup was changed and its checksum made right again: nobody's disk or download does
   that, so no more is asked than 1.

The encoding does not count as telling. Every outcome is counted, so that it shows how much of the
run was really compared with the oracle.
"""

import json
import random
import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from fuzz.exports import Clean, clean_exports
from fuzz.mutations import mutate
from fuzz.oracle import UnsureError, WrongError, days_of
from proeftuin.errors import InputError
from proeftuin.register.importing import importer
from proeftuin.register.project.project_file import load_project

FAILURES = ("crash", "written", "differs", "accepted", "silent", "oracle failed")


@dataclass
class Tally:
    """What came of the mutations, and the failures with how to make them again."""

    outcomes: Counter = field(default_factory=Counter)
    failures: list = field(default_factory=list)

    def add(self, other):
        self.outcomes += other.outcomes
        self.failures += other.failures


class Target:
    """A clean export on disk, of which one file at a time is replaced."""

    def __init__(self, clean: Clean, folder: Path):
        self.clean = clean
        self.export = folder / "proef"
        self.export.mkdir(parents=True)
        path = folder / "proeftuinen.toml"
        path.write_text(clean.project, "utf-8")
        self.project = load_project(path)
        self.here = {}
        self.put(clean.files)
        self.days, self.told = self.load()

    def put(self, files):
        for name in self.here.keys() - files.keys():
            (self.export / name).unlink()
        for name, data in files.items():
            if self.here.get(name) != data:
                (self.export / name).write_bytes(data)
        self.here = dict(files)

    def load(self):
        """Import; return the days as the oracle has them, and what the provenance tells."""
        # Who is who: the numbers before they become pseudonyms.
        numbers = {}

        def remember(pupils, *rest, **more):
            hidden = pseudonyms(pupils, *rest, **more)
            numbers.update(zip(hidden, pupils, strict=True))
            return hidden

        pseudonyms, importer.pseudonyms = importer.pseudonyms, remember
        try:
            register = importer.import_school(self.project, "proef")
        finally:
            importer.pseudonyms = pseudonyms
        days = {
            (numbers[row[1]], pd.Timestamp(row[4]).date()): (row[2], row[3], *map(int, row[5:]))
            for row in register.days.itertuples(index=False)
        }
        told = register.provenance
        sources = [
            {name: source[name] for name in source if name not in ("sha256", "encoding")}
            for source in told["imported_from"]
        ]
        return days, json.dumps(
            [told["left_out"], told["repaired"], told["doubtful"], sources], sort_keys=True
        )

    def judge(self, files):
        """Return what came of these files: the outcome, and what there is to say of it."""
        self.put(files)
        before = sorted(path.name for path in self.export.parent.rglob("*"))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = self.load()
        except InputError as error:
            found = None
            if not str(error) or not all(problem.what for problem in error.problems):
                return "crash", "an error without a message"
        except Exception as error:
            return "crash", f"{type(error).__name__}: {error}"
        if sorted(path.name for path in self.export.parent.rglob("*")) != before:
            return "written", "files were made"
        try:
            expected = days_of(self.clean.name, files)
        except WrongError as error:
            return ("accepted", f"oracle: {error}") if found else ("refused, as it should", "")
        except UnsureError as error:
            if not found:
                return "refused, oracle unsure", ""
            if _minutes(found[0]) == _minutes(self.days):
                return "read through the damage", ""
            if found[1] != self.told:
                return "changed and told, oracle unsure", ""
            return "silent", f"{_difference(found[0], self.days)} (oracle unsure: {error})"
        except Exception as error:
            return "oracle failed", f"{type(error).__name__}: {error}"
        if not found:
            return "refused, oracle reads it", ""
        if found[0] != expected:
            return "differs", _difference(found[0], expected)
        return (
            "as the oracle, unchanged" if expected == self.days else "as the oracle, changed"
        ), ""


def _minutes(days):
    return {key: row[2:] for key, row in days.items()}


def _difference(found, expected):
    rows = [key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)]
    key = min(rows)
    return f"{len(rows)} days, {key[0]} {key[1]:%d-%m}: {found.get(key)}, not {expected.get(key)}"


def run(name, seeds, folder=None):
    """Try the mutations of an export that the seeds make."""
    tally = Tally()
    with tempfile.TemporaryDirectory(dir=folder) as root:
        target = Target(clean_exports()[name], Path(root))
        for seed in seeds:
            done, files = mutate(random.Random(f"{name} {seed}"), target.clean.files)
            outcome, detail = target.judge(files)
            if "damage_markup" in done and outcome in ("silent", "differs", "accepted"):
                outcome = "changed markup with a right checksum"
            tally.outcomes[outcome] += 1
            if outcome in FAILURES:
                tally.failures.append((name, seed, outcome, done, detail))
    return tally
