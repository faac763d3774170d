"""Kill a batch at random moments, go on, and compare with a batch that nobody disturbed.

`python tests/report/killed.py --kills 20` takes about ten minutes: the real reports of two sample
schools. The suite does the same with a small notebook.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from proeftuin.report.making.freshness import file_hash
from proeftuin.report.record.rapport_json import read_stamp

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "proeftuinen.toml"
SCHOOLS = ("po", "vergelijking")
BATCH = """
import sys
from proeftuin.register.project.project_file import load_project
from proeftuin.report.making.batch import write_reports

notebook, *schools = sys.argv[1:]
results = write_reports(
    load_project({project!r}), ".", schools, progress=False, notebook=notebook or None
)
sys.exit(any(result.failed for result in results))
"""


def start(root: Path, notebook: Path | str = "") -> subprocess.Popen:
    """Start a batch in a process group of its own, so that its kernels can be killed with it."""
    command = BATCH.format(project=str(SAMPLE))
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", command, str(notebook), *SCHOOLS],
        cwd=root,
        start_new_session=True,
    )


def files(root: Path) -> dict[str, bytes]:
    """Return everything that stands at the place of a report."""
    return {
        path.relative_to(root / "reports").as_posix(): path.read_bytes()
        for school in SCHOOLS
        for path in sorted((root / "reports" / school).rglob("*"))
        if path.is_file()
    }


def not_whole(root: Path) -> list[str]:
    """Return the schools with something at the place of their report that is no whole report."""
    broken = []
    for school in SCHOOLS:
        folder = root / "reports" / school
        if not folder.exists():
            continue
        stamp = read_stamp(folder)
        if stamp is None or any(
            not (folder / name).exists() or file_hash(folder / name) != value
            for name, value in stamp["files"].items()
        ):
            broken.append(school)
    return broken


def killed(root: Path, kills: int, notebook: Path | str = "", seed: int = 1) -> tuple[int, int]:
    """Kill batches; return how many were killed in time, and how many reports stood by then.

    Raises
    ------
    AssertionError
        Half a report stood at its place, or what came of going on differs.
    """
    began = time.monotonic()
    assert start(root, notebook).wait() == 0
    took = time.monotonic() - began
    whole = files(root)
    assert {name.split("/")[0] for name in whole} == set(SCHOOLS)
    moments = random.Random(seed)
    in_time = stood = 0
    for _ in range(kills):
        shutil.rmtree(root / "reports")
        batch = start(root, notebook)
        time.sleep(took * moments.random())
        if batch.poll() is None:
            in_time += 1
            os.killpg(batch.pid, signal.SIGKILL)
        batch.wait()
        assert not_whole(root) == []
        stood += sum((root / "reports" / school).exists() for school in SCHOOLS)
        assert start(root, notebook).wait() == 0
        assert files(root) == whole
        left = [
            path
            for school in SCHOOLS
            for path in (root / "reports" / ".werk" / school).iterdir()
            if path.is_dir()
        ]
        assert left == []
    return in_time, stood


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    kills = parser.parse_args().kills
    from proeftuin.register.importing.importer import import_school
    from proeftuin.register.project.project_file import load_project

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        project = load_project(SAMPLE)
        for school in SCHOOLS:
            import_school(project, school).save(root / "data" / "register" / school)
        in_time, stood = killed(root, kills)
    print(
        f"{kills} kills, {in_time} of them during a batch: every report equal byte for byte to the "
        f"undisturbed one, none half; {stood} reports stood at the moment of a kill"
    )


if __name__ == "__main__":
    main()
