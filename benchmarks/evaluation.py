"""How long a full comparison takes, and 2,000 worlds of the calibration.

    .venv/bin/python benchmarks/evaluation.py [WORLDS]

The school has 1,000 pupils in 40 classes. Its class interval stands beside a bootstrap over classes
and one over pupils of `scipy.stats.bootstrap`, vectorised over 9,999 resamples, and a plain loop
that leaves classes out one by one; so do the intervals of all worlds, with 999 resamples in 1 world
of 50, multiplied. Rounds are interleaved, so that a busy machine slows all of them; printed are
medians as ratios to the first.
"""

import sys
import tempfile
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

import numpy as np
import pandas as pd
from scipy.stats import bootstrap, t

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from worlds import LESSONS, World, Worlds

from proeftuin import (
    Comparison,
    attendance,
    change_by_kind,
    classify,
    cluster_homogeneity,
    compare,
    evaluate,
    marginal_homogeneity,
    mcnemar_midp,
    windows_between,
)
from proeftuin.pyramid.counting.intervals import paired_interval
from proeftuin.register.store.register import Register, read_register
from proeftuin.register.store.tables import COLUMNS

ROUNDS = 5
CLASSES, SIZE = 40, 25
TIERS = np.array([1, 2, 3])
SPARSE = 50
"""One world in so many is resampled; it would take minutes otherwise."""


def make_register(seed: int) -> Register:
    """Make two school years of a school."""
    world = World(np.random.default_rng(seed), CLASSES, SIZE, 0.019)
    years = [pd.bdate_range("2022-08-22", "2023-07-07"), pd.bdate_range("2023-08-21", "2024-07-05")]
    days = pd.concat([world.days(world.window(len(d)), d) for d in years], ignore_index=True)
    pupils = days.drop_duplicates("pupil")[["school", "pupil", "class", "year_group"]]
    pupils = pupils.assign(stage="lower", track="", sap_type="", start=years[0][0], end=pd.NaT)
    given = days.drop_duplicates(["class", "date"])[["school", "class", "date"]]
    hours = pd.DataFrame({"session": [str(hour) for hour in range(1, LESSONS + 1)]})
    sessions = given.merge(hours, how="cross").assign(minutes=50, registered=True)
    empty = pd.DataFrame(columns=list(COLUMNS["absences"]))
    tables = {"pupils": pupils, "sessions": sessions, "absences": empty, "days": days}
    settings = {"completeness": 80.0}
    return Register(
        tables, {"school": "s", "region": "Noord", "sector": "vo", "settings": settings}
    )


def loop(difference: np.ndarray, classes: np.ndarray) -> list[tuple[float, float]]:
    """Leave classes out one by one, pupil by pupil."""
    found = []
    for column in difference.T.tolist():
        pairs = list(zip(column, classes.tolist(), strict=True))
        names = sorted({name for _, name in pairs})
        left = [fmean(d for d, other in pairs if other != name) for name in names]
        middle = fmean(left)
        spread = sum((each - middle) ** 2 for each in left)
        error = ((len(names) - 1) / len(names) * spread) ** 0.5
        half = float(t.ppf(0.975, len(names) - 1)) * error
        found.append((fmean(column) - half, fmean(column) + half))
    return found


def over_classes(difference: np.ndarray, resamples: int) -> np.ndarray:
    """Resample classes; they are equally large, so their means are all that is needed."""
    means = difference.reshape(CLASSES, SIZE, -1).mean(axis=1)
    found = bootstrap((means,), np.mean, axis=0, n_resamples=resamples, method="percentile", rng=1)
    return np.array(found.confidence_interval)


def over_pupils(difference: np.ndarray, resamples: int) -> np.ndarray:
    """Resample pupils, which the library does not do: it is too narrow."""
    found = bootstrap(
        (difference,), np.mean, axis=0, n_resamples=resamples, method="percentile", rng=1, batch=500
    )
    return np.array(found.confidence_interval)


def with_tests(comparison: Comparison) -> None:
    """Run every test that stands beside a change."""
    cluster_homogeneity(comparison)
    marginal_homogeneity(comparison.transitions)
    mcnemar_midp(comparison)


def moved(tiers: list[np.ndarray]) -> np.ndarray:
    """Return pupils' own changes, … × tiers."""
    before, after = (each[..., None] == TIERS for each in tiers)
    return after.astype(np.int64) - before


def tiers_of(absent: np.ndarray, possible: int) -> np.ndarray:
    """Classify pupils of many worlds."""
    tiers = classify(absent.ravel(), np.full(absent.size, possible))
    return tiers.to_numpy(dtype=np.int64).reshape(absent.shape)


def intervals(difference: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Return the intervals of all worlds at once."""
    worlds, pupils, tiers = difference.shape
    found = paired_interval(difference.swapaxes(0, 1).reshape(pupils, -1), classes)
    return np.stack([found.low, found.high]).reshape(2, worlds, tiers)


def report(title: str, ways: dict, factors: dict | None = None) -> None:
    """Time the ways in turn and print medians and ratios."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = perf_counter()
            way()
            seconds[name].append((perf_counter() - start) * (factors or {}).get(name, 1))
    first = median(next(iter(seconds.values())))
    print(title)
    for name, each in seconds.items():
        print(f"  {name:<44}{1000 * median(each):10.1f} ms{median(each) / first:9.2f} ×")


def main() -> None:
    """Print the medians as ratios."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    print(f"{CLASSES * SIZE:,} pupils in {CLASSES} classes, median of {ROUNDS} interleaved rounds")
    with tempfile.TemporaryDirectory() as folder:
        for seed, name in enumerate(("school", "first", "second"), 1):
            make_register(seed).save(Path(folder) / name)
        register, *others = (read_register(Path(folder) / n) for n in ("school", "first", "second"))
        windows = windows_between(register, "2024-01-08", "2024-03-22")
        before, after = (attendance(register, window) for window in windows)
        classes = before["class"].to_numpy()
        order = np.argsort(classes, kind="stable")
        tiers = [
            classify(each["absent"], each["possible"]).to_numpy(dtype=int)[order]
            for each in (before, after)
        ]
        difference, classes = moved(tiers), classes[order]
        shipped = paired_interval(difference, classes)
        np.testing.assert_allclose(
            np.array(loop(difference, classes)).T, [shipped.low, shipped.high]
        )
        beside = dict(zip(("first", "second"), others, strict=True))
        report(
            "One school",
            {
                "compare, all intervals": lambda: compare(before, after),
                "compare, with all tests": lambda: with_tests(compare(before, after)),
                "the interval alone": lambda: paired_interval(difference, classes),
                "scipy bootstrap over classes": lambda: over_classes(difference, 9_999),
                "scipy bootstrap over pupils": lambda: over_pupils(difference, 9_999),
                "loop that leaves classes out": lambda: loop(difference, classes),
                "attendance of a window, from Parquet": lambda: attendance(register, windows[0]),
                "change by kind, from Parquet": lambda: change_by_kind(register, windows),
                "evaluate, a year earlier and two schools": lambda: evaluate(
                    register, windows, comparison_registers=beside
                ),
            },
        )
    rng = np.random.default_rng(1)
    many = Worlds(rng, worlds, CLASSES, SIZE)
    windows_of = [many.window(20, class_shock=0.2) for _ in range(2)]
    differences = moved([tiers_of(absent, 20 * LESSONS) for absent in windows_of])
    some = differences[::SPARSE]
    report(
        f"{worlds:,} worlds of such a school",
        {
            "intervals of all worlds at once": lambda: intervals(differences, many.class_of),
            "scipy bootstrap over classes, 999": lambda: [over_classes(d, 999) for d in some],
            "scipy bootstrap over pupils, 999": lambda: [over_pupils(d, 999) for d in some],
            "loop that leaves classes out": lambda: [loop(d, many.class_of) for d in some],
            "drawing one window of them": lambda: many.window(20, class_shock=0.2),
            "giving tiers in one window": lambda: tiers_of(windows_of[0], 20 * LESSONS),
        },
        {
            name: worlds / len(some)
            for name in (
                "scipy bootstrap over classes, 999",
                "scipy bootstrap over pupils, 999",
                "loop that leaves classes out",
            )
        },
    )


if __name__ == "__main__":
    main()
