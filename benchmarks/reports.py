"""A batch of reports beside the ways people have: papermill in a loop, a shell loop, nbconvert.

    .venv/bin/python benchmarks/reports.py [--schools 100] [--rounds 3] [--loop 8] [--shell 2]
        [--folder FOLDER]

Schools are simulated, four kinds in turn; in a folder that is named they are kept for another time.
Every way runs the same notebook; the batch and the loop make the same four files of it, the others
only HTML. Rounds are interleaved, so that a busy machine slows all ways; printed are medians per
minute, as each way starts from nothing. The slow ways do fewer schools per round. CPU and memory
are those of all processes of a way together; memory counts shared pages once.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter

from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project
from proeftuin.report.making.batch import cores
from proeftuin.simulation.simulate import simulate

CHECKOUT = Path(__file__).resolve().parents[1]
SAMPLE = CHECKOUT / "data" / "sample"
NOTEBOOK = CHECKOUT / "notebooks" / "schoolrapport.ipynb"
# Heavier and lighter ones, in turn; a comparison school goes with its VMBO.
KINDS = ("vmbo", "vergelijking", "vo", "po")
# Seldom: to count the memory of a process holds it up, and there are more of them in a batch.
SAMPLED = 2.0
# Written last: with it a folder of schools is whole.
NAMES = "names.txt"
BATCH = """
import sys
from proeftuin.register.project.project_file import load_project
from proeftuin.report.making.batch import write_reports
from proeftuin.report.document.notebook import skip_iri_checker
# As the command line does.
skip_iri_checker()
notebook, *schools = sys.argv[1:]
project = load_project("proeftuinen.toml")
results = write_reports(project, ".", schools, force=True, progress=False, notebook=notebook)
sys.exit(any(result.failed for result in results))
"""
LOOP = """
import sys
from pathlib import Path
import papermill
from proeftuin.report.formats.documents import documents
from proeftuin.report.document.notebook import normalise
for school in sys.argv[2:]:
    given = {"school": school, "project": "proeftuinen.toml", "registers": "data/register"}
    done = papermill.execute_notebook(
        sys.argv[1], f"{school}.ipynb", given, kernel_name="python3", progress_bar=False
    )
    for kind, content in documents(normalise(done, school), school).items():
        Path(f"{school}.{kind}").write_bytes(content)
"""


@dataclass
class Measured:
    """What one run took."""

    seconds: float
    cpu: float
    memory: list[float]
    reports: int

    @property
    def per_minute(self) -> float:
        return 60 * self.reports / self.seconds


def make_schools(root: Path, wanted: int) -> list[str]:
    """Simulate schools, write their project file and read their exports."""
    text = (SAMPLE / "proeftuinen.toml").read_text("utf-8")
    head, *parts = text.split("\n[scholen.")
    written = [head]
    shutil.copytree(SAMPLE / "checklist", root / "checklist")
    seeds = range(1, -(-wanted // len(KINDS)) + 1)
    for seed in seeds:
        for part in parts:
            kind = part.split("]")[0].split(".")[0]
            made = part.replace(kind, f"{kind}-{seed}", 1)
            made = made.replace('"vergelijking"]', f'"vergelijking-{seed}"]')
            made = made.replace(f'export = "{kind}"', f'export = "{seed}/{kind}"')
            written.append(f"\n[scholen.{made}")
    (root / "proeftuinen.toml").write_text("".join(written), "utf-8")
    with ProcessPoolExecutor(cores()) as pool:
        list(pool.map(simulate, [root / str(seed) for seed in seeds], seeds))
        schools = load_project(root / "proeftuinen.toml").schools
        names = [f"{kind}-{seed}" for seed in seeds for kind in KINDS][:wanted]
        needed = {*names, *(other for name in names for other in schools[name].comparison)}
        list(pool.map(keep_register, repeat(root), sorted(needed)))
    (root / NAMES).write_text("\n".join(names), "utf-8")
    return names


def keep_register(root: Path, name: str) -> None:
    """Read the export of a school and keep its register."""
    project = load_project(root / "proeftuinen.toml")
    import_school(project, name).save(root / "data" / "register" / name)


def run(commands: list[list[str]], root: Path, reports: int, env: dict[str, str]) -> Measured:
    """Run commands one after another, and measure all their processes together."""
    memory: list[float] = []
    done = Event()

    def sample() -> None:
        while not done.wait(SAMPLED):
            memory.append(tree_memory(os.getpid()))

    before, began = os.times(), perf_counter()
    Thread(target=sample, daemon=True).start()
    for command in commands:
        told = subprocess.run(
            command, cwd=root, env=env, check=False, capture_output=True, text=True
        )
        if told.returncode:
            raise SystemExit(f"{command[:4]} failed:\n{told.stderr[-2000:]}")
    seconds, after = perf_counter() - began, os.times()
    done.set()
    cpu = (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
    return Measured(seconds, cpu, memory, reports)


def tree_memory(root: int) -> float:
    """Return the memory of all descendants of a process in MB, shared pages once; 0 elsewhere."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text()
            parents[int(folder.name)] = int(status.rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, total = {root}, 0
    for _ in range(6):
        found |= {process for process, parent in parents.items() if parent in found}
    for process in found - {root}:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def ways(
    names: list[str], loop: int, shell: int, notebook: Path
) -> Iterator[tuple[str, Callable[[Path], Measured]]]:
    """Give each way of making reports, by name."""
    python, plain = sys.executable, {**os.environ}

    def batch(root: Path) -> Measured:
        return run(
            [[python, "-W", "ignore", "-c", BATCH, str(notebook), *names]], root, len(names), plain
        )

    def papermill_loop(root: Path) -> Measured:
        some = names[:loop]
        command = [python, "-W", "ignore", "-c", LOOP, str(notebook), *some]
        return run([command], root, len(some), plain)

    def shell_loop(root: Path) -> Measured:
        commands = []
        for name in names[:shell]:
            given = {"school": name, "project": "proeftuinen.toml", "registers": "data/register"}
            chosen = [part for key, value in given.items() for part in ("-p", key, value)]
            made = f"shell-{name}.ipynb"
            commands += [
                [python, "-m", "papermill", str(notebook), made, *chosen, "-k", "python3"],
                [python, "-m", "jupyter", "nbconvert", "--to", "html", made],
            ]
        return run(commands, root, shell, plain)

    def nbconvert(root: Path) -> Measured:
        commands = []
        for name in names[:shell]:
            filled = json.loads(notebook.read_text("utf-8"))
            cell = next(c for c in filled["cells"] if "parameters" in c["metadata"].get("tags", []))
            cell["source"] = [f'school = "{name}"\nproject = "proeftuinen.toml"\n'
                              'registers = "data/register"\n'
                              'earlier = ""\nlanguage = "nl"']  # fmt: skip
            made = root / f"nbconvert-{name}.ipynb"
            made.write_text(json.dumps(filled), "utf-8")
            commands.append([python, "-m", "jupyter", "nbconvert", "--execute", "--to", "html",
                             made.name])  # fmt: skip
        return run(commands, root, shell, plain)

    yield "proeftuin report", batch
    yield "papermill loop in one process", papermill_loop
    yield "shell loop of papermill and nbconvert", shell_loop
    yield "nbconvert --execute", nbconvert


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("schools", 100), ("rounds", 3), ("loop", 8), ("shell", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--notebook", type=Path, default=NOTEBOOK)
    parser.add_argument("--folder", type=Path, help="keep the schools here, and find them again")
    asked = parser.parse_args()
    notebook = asked.notebook.resolve()
    with tempfile.TemporaryDirectory() as folder:
        root = asked.folder or Path(folder)
        if (root / NAMES).exists():
            names = (root / NAMES).read_text("utf-8").splitlines()[: asked.schools]
        else:
            names = make_schools(root, asked.schools)
        found: dict[str, list[Measured]] = {}
        for _ in range(asked.rounds):
            for name, way in ways(names, asked.loop, asked.shell, notebook):
                found.setdefault(name, []).append(way(root))
        kept = len(list((root / "reports").glob("*/schoolrapport.pdf")))
    print(f"{len(names)} simulated schools, {asked.rounds} interleaved rounds, {cores()} cores")
    print(f"{'way':40}{'reports':>8}{'a minute':>10}{'ratio':>7}{'CPU s':>7}{'cores':>7}{'MB':>7}")
    best = median(one.per_minute for one in found["proeftuin report"])
    for name, runs in found.items():
        rate = median(one.per_minute for one in runs)
        cpu = median(one.cpu / one.reports for one in runs)
        used = median(one.cpu / one.seconds for one in runs)
        memory = max(max(one.memory, default=0.0) for one in runs)
        numbers = f"{rate:>10.1f}{best / rate:>7.1f}{cpu:>7.2f}{used:>7.2f}{memory:>7.0f}"
        print(f"{name:40}{runs[0].reports:>8}{numbers}")
    memory = found["proeftuin report"][-1].memory
    quarter = max(1, len(memory) // 4)
    second, last = memory[quarter : 2 * quarter] or memory, memory[-quarter:]
    print(f"memory of the batch, median of its second and last quarter: {median(second):.0f} and "
          f"{median(last):.0f} MB; {kept} reports stand")  # fmt: skip
    if not shutil.which("quarto"):
        print("Quarto is not on this machine and was not measured.")


if __name__ == "__main__":
    main()
