"""The first command in an empty clone, before and after a change: time, work and size.

    python3 benchmarks/first_start.py COMMIT [COMMIT ...] [--rounds 3] [--command reports]
        [--folder FOLDER]

Each commit is cloned anew, with empty caches of pip and uv, and does `start.py reports`; rounds are
interleaved, so that a busy machine slows all commits. Printed are, per run and then as medians:
seconds on the clock, seconds of all processors together, and MB of `.venv` on the disk.
`UV_OFFLINE=1` in front shows the way back, where uv cannot install and pip does.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

CHECKOUT = Path(__file__).resolve().parents[1]


def size(folder: Path) -> float:
    """MB on the disk of a folder; a file with two names counts once."""
    blocks = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        blocks[status.st_dev, status.st_ino] = getattr(status, "st_blocks", status.st_size / 512)
    return sum(blocks.values()) * 512 / 2**20


def processor_seconds() -> float:
    """Seconds of the processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first(commit: str, command: str, folder: Path) -> tuple[float, float, float]:
    """Clone a commit and give the command; return seconds, processor seconds and MB."""
    clone = folder / "clone"
    for each in (clone, folder / "pip", folder / "uv"):
        shutil.rmtree(each, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", CHECKOUT, clone], check=True)
    subprocess.run(["git", "checkout", "--quiet", commit], cwd=clone, check=True)
    caches = {"PIP_CACHE_DIR": str(folder / "pip"), "UV_CACHE_DIR": str(folder / "uv")}
    before, since = processor_seconds(), perf_counter()
    done = subprocess.run(
        [sys.executable, "start.py", command],
        cwd=clone,
        env=os.environ | caches,
        capture_output=True,
        text=True,
        check=False,
    )
    passed, used = perf_counter() - since, processor_seconds() - before
    if done.returncode:
        sys.exit(f"{commit}: {done.stdout}{done.stderr}")
    return passed, used, size(clone / ".venv")


def main() -> None:
    """Measure the commits in turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commits", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--command", default="reports")
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    found: dict[str, list[tuple[float, float, float]]] = {each: [] for each in asked.commits}
    print(f"{'commit':20} {'seconds':>9} {'processor':>9} {'MB':>7}")
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        for _ in range(asked.rounds):
            for commit, runs in found.items():
                runs.append(first(commit, asked.command, Path(folder)))
                print("{:20} {:9.1f} {:9.1f} {:7.0f}".format(commit, *runs[-1]), flush=True)
    for commit, runs in found.items():
        middle = [median(numbers) for numbers in zip(*runs, strict=True)]
        print("{:20} {:9.1f} {:9.1f} {:7.0f}  median".format(commit, *middle))


if __name__ == "__main__":
    main()
