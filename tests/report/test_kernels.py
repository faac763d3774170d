"""Forked kernels: the same world and the same report as a plain one, whatever happens to them."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import nbformat
import papermill
import pytest
from killed import BATCH, SAMPLE
from nbformat.v4 import new_code_cell, new_notebook

from proeftuin.report.making import kernels, run
from proeftuin.report.making.batch import write_reports
from proeftuin.report.making.kernels import PLAIN, forked_kernels

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]
PARAMETERS = new_code_cell(
    'school: str = "vmbo"\nproject: str = ""\nregisters: str = ""\nearlier: str = ""\n'
    'language: str = "nl"',
    metadata={"tags": ["parameters"]},
)
WORLD = """
import json, os, sys, warnings
import matplotlib as mpl, pandas as pd, numpy as np
import proeftuin
kept = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
print(json.dumps({
    "flags": list(sys.flags), "warnoptions": sys.warnoptions,
    "path": sys.path, "environment": kept, "cwd": os.getcwd(), "backend": mpl.rcParams["backend"],
    "size": list(mpl.rcParams["figure.figsize"]), "rows": pd.get_option("display.max_rows"),
    "errors": np.geterr(), "state": getattr(proeftuin, "left", None), "main": __name__,
}))
"""
SPOIL = """
import os, sys, warnings
import matplotlib as mpl, pandas as pd, numpy as np
import proeftuin
mpl.rcParams["figure.figsize"] = (1, 1)
pd.set_option("display.max_rows", 3)
np.seterr(all="raise")
warnings.simplefilter("error")
sys.path.append("/elsewhere")
os.environ["LEFT"] = "yes"
proeftuin.left = "yes"
os.chdir("/")
"""


@pytest.fixture(scope="module")
def forking():
    with forked_kernels(SAMPLE) as found:
        assert found is not None
        yield found


@pytest.fixture
def root(tmp_path, registers):
    for school in ("po", "vergelijking"):
        registers[school].save(tmp_path / "data" / "register" / school)
    return tmp_path


def printed(source, manager=None):
    """Run one cell in a kernel of its own."""
    chosen = {"kernel_manager_class": manager} if manager else {}
    done = papermill.execute_notebook(
        new_notebook(cells=[new_code_cell(source)]),
        None,
        kernel_name="python3",
        progress_bar=False,
        shutdown_kernel="immediate",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        **chosen,
    )
    return "".join(output.text for output in done.cells[-1].outputs)


def reports(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "reports").glob("*/*"))
        if not path.parent.name.startswith(".")
    }


def small(path, source):
    nbformat.write(new_notebook(cells=[PARAMETERS, new_code_cell(source)]), path)
    return path


def marked(mark):
    """List the processes that have a mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def test_report_of_a_fork_is_that_of_a_plain_kernel(project, root, monkeypatch):
    def write():
        (result,) = write_reports(project, root, ["po"], force=True, progress=False)
        assert not result.failed, result.reason
        return reports(root)

    forked = write()
    monkeypatch.setenv(PLAIN, "1")
    plain = write()
    assert set(plain) == {
        *(f"reports/po/schoolrapport.{kind}" for kind in ("html", "pdf", "xlsx", "ipynb")),
        "reports/po/rapport.json",
    }
    assert forked == plain


def test_world_of_a_fork_is_that_of_a_plain_kernel(forking):
    plain = json.loads(printed(WORLD))
    assert json.loads(printed(WORLD, forking)) == plain
    printed(SPOIL, forking)
    assert json.loads(printed(WORLD, forking)) == plain


def test_a_fork_warns_of_what_a_plain_kernel_warns_of(forking):
    source = """
import re, sys, io, warnings
sys.stderr = told = io.StringIO()
for kind in (DeprecationWarning, PendingDeprecationWarning, UserWarning, FutureWarning,
             ResourceWarning, RuntimeWarning, ImportWarning):
    warnings.warn("beware", kind)
    exec(compile(f"warnings.warn('inside', {kind.__name__})", "library.py", "exec"),
         {"warnings": warnings, "__name__": "library"})
print(re.findall(r"\\w+Warning: \\w+", told.getvalue()))
"""
    assert printed(source, forking) == printed(source)
    assert "UserWarning: inside" in printed(source, forking)


def test_forks_draw_their_own_numbers(forking):
    source = "import numpy as np; print(np.random.rand())"
    assert printed(source, forking) != printed(source, forking)


def test_forks_come_from_one_process_with_one_thread(forking):
    source = "import os; print(os.getppid(), len(os.listdir(f'/proc/{os.getppid()}/task')))"
    first, second = printed(source, forking).split(), printed(source, forking).split()
    assert first == second
    assert int(first[0]) not in (os.getpid(), 1)
    assert first[1] == "1"


def test_a_report_imports_nothing_that_takes_long(root, forking):
    source = f"""
import sys
before = set(sys.modules)
from proeftuin.report.blocks import school as blocks
from proeftuin.report.making.parameters import open_results
results = open_results("po", {str(SAMPLE)!r}, {str(root / "data" / "register")!r}, "")
for name in blocks.__all__:
    getattr(blocks, name)(results)._repr_mimebundle_()
print(sorted(set(sys.modules) - before))
"""
    assert len(json.loads(printed(source, forking).replace("'", '"'))) <= 10


def test_a_kernel_that_dies_is_told(project, root, tmp_path):
    notebook = small(tmp_path / "dies.ipynb", "import os; os._exit(3)")
    (result,) = write_reports(project, root, ["po"], progress=False, notebook=notebook)
    assert result.failed
    assert "het rekenproces stopte plotseling" in result.reason


def test_a_cell_that_takes_too_long_is_told(project, root, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "CELL_SECONDS", 2)
    notebook = small(tmp_path / "waits.ipynb", "import time; time.sleep(60)")
    began = time.monotonic()
    (result,) = write_reports(project, root, ["po"], progress=False, notebook=notebook)
    assert "langer dan 2 seconden" in result.reason
    assert time.monotonic() - began < 50


def test_flags_of_the_batch_reach_no_kernel_and_nothing_warns_of_forks():
    script = """
import os, sys, papermill
from pathlib import Path
from nbformat.v4 import new_code_cell, new_notebook
from proeftuin.report.making.kernels import forked_kernels
cell = new_code_cell("import os, sys; print(sys.warnoptions, sys.flags.dev_mode, os.getppid())")
with forked_kernels(Path("none.toml")) as manager:
    done = papermill.execute_notebook(
        new_notebook(cells=[cell]), None, kernel_name="python3", progress_bar=False,
        kernel_manager_class=manager, extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
print(sys.warnoptions, os.getpid())
print(done.cells[-1].outputs[0].text)
"""
    # Python 3.12 and later warn when a process with several threads is forked.
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    batch, kernel = done.stdout.strip().splitlines()
    options, pid = batch.rsplit(" ", 1)
    assert options == "['always']"
    assert kernel.startswith("[] False ")
    assert kernel.rsplit(" ", 1)[1] != pid
    assert "multi-threaded" not in done.stderr


def test_the_project_has_been_read_before_a_kernel_is_forked(forking):
    source = f"""
from proeftuin.register.project import project_file as project
project.load_project({str(SAMPLE)!r})
print(project._project.cache_info().hits)
"""
    assert printed(source, forking).strip() == "1"
    assert printed(source).strip() == "0"


def test_duckdb_is_open_before_a_kernel_is_forked(forking):
    source = """
from proeftuin.register.store.engine import connect
opened = connect.cache_info().currsize
asked = "select current_setting('threads'), current_setting('async_threads')"
print(opened, connect().execute(asked).fetchall())
"""
    assert printed(source, forking).strip() == "1 [(1, 0)]"
    assert printed(source).startswith("0 ")


def test_a_batch_with_nothing_to_make_waits_for_no_imports():
    with forked_kernels(SAMPLE) as manager:
        server = manager.zygote._server
    assert server.returncode == -signal.SIGKILL
    assert not Path(manager.zygote.folder).exists()


def test_without_the_process_to_fork_from_kernels_are_plain():
    with forked_kernels(SAMPLE) as manager:
        source = "import os; print(os.getppid())"
        zygote = int(printed(source, manager))
        os.kill(zygote, signal.SIGKILL)
        assert int(printed(source, manager)) == os.getpid()


def test_a_process_that_gives_up_is_done_without(monkeypatch):
    popen = subprocess.Popen

    def gives_up(command, **options):
        return popen([sys.executable, "-c", f"import shutil; shutil.rmtree({command[-1]!r})"])

    with monkeypatch.context() as patch:
        patch.setattr(kernels.subprocess, "Popen", gives_up)
        context = forked_kernels(SAMPLE)
        manager = context.__enter__()
    assert int(printed("import os; print(os.getppid())", manager)) == os.getpid()
    context.__exit__(None, None, None)


def test_a_fork_that_fails_becomes_a_plain_kernel(monkeypatch):
    with forked_kernels(SAMPLE) as manager:
        monkeypatch.setattr(kernels.Zygote, "fork", lambda *_: None)
        assert int(printed("import os; print(os.getppid())", manager)) == os.getpid()


@pytest.mark.parametrize(("system", "plain"), [("darwin", ""), ("win32", ""), ("linux", "1")])
def test_nothing_is_forked_where_that_is_not_safe(system, plain, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv(PLAIN, plain)
    with forked_kernels(SAMPLE) as manager:
        assert manager is None


def test_a_killed_batch_leaves_no_process(root, tmp_path):
    mark = f"PROEFTUIN_TEST={uuid4()}"
    places = tmp_path / "tmp"
    places.mkdir()
    notebook = small(tmp_path / "waits.ipynb", "import time; time.sleep(300)")
    command = BATCH.format(project=str(SAMPLE))
    batch = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", command, str(notebook), "po", "vergelijking"],
        cwd=root,
        env=os.environ | dict([mark.split("=")]) | {"TMPDIR": str(places)},
    )
    # The batch, the process to fork from and two kernels; forks show the environment of the latter.
    deadline = time.monotonic() + 120
    while len(marked(mark)) < 4:
        assert time.monotonic() < deadline, marked(mark)
        time.sleep(0.2)
    batch.kill()
    batch.wait()
    deadline = time.monotonic() + 30
    while marked(mark):
        assert time.monotonic() < deadline, marked(mark)
        time.sleep(0.2)
    assert list(places.glob("proeftuin-*")) == []
