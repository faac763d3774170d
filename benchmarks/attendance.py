"""From days to tiers: DuckDB over Parquet beside pandas in memory and a plain loop over rows.

    .venv/bin/python benchmarks/attendance.py [PUPILS]

All three give the same tiers. Rounds are interleaved, so that a busy machine slows all of them;
printed are medians as ratios to the first.
"""

import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from proeftuin import Period, attendance, classify
from proeftuin.register.store.register import Register, read_register
from proeftuin.register.store.tables import COLUMNS

ROUNDS = 5
YEAR = Period("2020-08-01", "2021-07-31")


def make_register(pupils: int) -> Register:
    """Make a year of days for so many pupils, with illness thrown in."""
    rng = np.random.default_rng(1)
    dates = pd.bdate_range("2020-08-17", periods=190).as_unit("us")
    names = np.char.add("p", np.arange(pupils).astype(str))
    rows = pupils * len(dates)
    missed = rng.binomial(6, 0.05, rows) * (rng.random(rows) < 0.4)
    days = pd.DataFrame(
        {
            "school": "s",
            "pupil": np.repeat(names, len(dates)),
            "class": np.repeat(np.char.add("c", (np.arange(pupils) // 25).astype(str)), len(dates)),
            "year_group": "1",
            "date": np.tile(dates, pupils),
            "sessions": 6,
            "minutes": 300,
            "absent_sessions": missed,
            "absent_minutes": missed * 50,
            "authorised_minutes": missed * 50,
            "unauthorised_minutes": 0,
            "sick_minutes": missed * 50,
            "late": 0,
            "unregistered_sessions": 0,
        }
    )
    empty = {
        name: pd.DataFrame(columns=list(columns))
        for name, columns in COLUMNS.items()
        if name != "days"
    }
    return Register({**empty, "days": days}, {"school": "s"})


def loop(days: pd.DataFrame) -> dict[str, int]:
    """Count the first tier row by row, as a spreadsheet does."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    columns = (days["pupil"], days["absent_minutes"], days["minutes"])
    for pupil, absent, possible in zip(*columns, strict=True):
        sums[pupil][0] += absent
        sums[pupil][1] += possible
    return {
        pupil: 1 if 20 * absent <= possible else 2 if 10 * absent <= possible else 3
        for pupil, (absent, possible) in sums.items()
    }


def tiers(register: object) -> dict[str, int]:
    """Classify every pupil over the year."""
    pupils = attendance(register, YEAR)
    return dict(zip(pupils["pupil"], classify(pupils["absent"], pupils["possible"]), strict=True))


def main() -> None:
    """Print the medians as ratios."""
    pupils = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    register = make_register(pupils)
    with tempfile.TemporaryDirectory() as folder:
        register.save(Path(folder) / "register")
        stored = read_register(Path(folder) / "register")
        ways = {
            "DuckDB over Parquet": lambda: tiers(stored.scan_days()),
            "pandas in memory": lambda: tiers(register.days),
            "loop over rows": lambda: loop(register.days),
        }
        answers = [way() for way in ways.values()]
        assert answers[0] == answers[1] == answers[2]
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                start = perf_counter()
                way()
                seconds[name].append(perf_counter() - start)
    first = median(seconds["DuckDB over Parquet"])
    print(f"{len(register.days):,} pupil days, median of {ROUNDS} interleaved rounds")
    for name, each in seconds.items():
        print(f"  {name:<22}{median(each):8.3f} s{median(each) / first:8.1f} ×")


if __name__ == "__main__":
    main()
