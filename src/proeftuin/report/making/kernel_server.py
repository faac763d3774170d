"""A process that has imported what reports need, and forks a kernel from itself when asked.

Run as `python -m proeftuin.report.making.kernel_server FD PROJECT FOLDER`, with a socket on that
file descriptor, the project file that all kernels will read, and a folder to remove at the end;
Linux only.
Lines of JSON come in, each a kernel to start (`id`, `arguments`, `cwd`, `env`), and go out: `ready`
once, `pid` or `error` per kernel, and `ended` with its exit code. The process and all its kernels
end when the other side closes the socket, also when that was killed.

`multiprocessing` has such a server too, but imports the main module of whoever started it into
every child, so that a script of a user would run again and again.
"""

import ctypes
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

# One thread: a process with more cannot be forked safely.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # As ipykernel sets it, but matplotlib reads it when it is imported.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # The debugger, which every kernel imports, would warn of its breakpoints.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
PRELOAD = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "tornado.platform.asyncio",
    "sqlite3",
    "zmq.utils.garbage",
    "matplotlib_inline.backend_inline",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "duckdb",
    # The engines behind narwhals, which it imports when a table of theirs comes along.
    "narwhals._duckdb.dataframe",
    "narwhals._duckdb.group_by",
    "narwhals._duckdb.namespace",
    "narwhals._interchange.dataframe",
    "narwhals._namespace",
    "narwhals._pandas_like.dataframe",
    "narwhals.group_by",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "openpyxl",
    "scipy.optimize",
    "scipy.stats",
    "statsmodels.stats.proportion",
    "proeftuin.evaluation.evaluate",
    "proeftuin.evaluation.preregistration.departures",
    "proeftuin.evaluation.preregistration.preregistration",
    "proeftuin.report.blocks.school",
    "proeftuin.report.making.parameters",
    "proeftuin.report.protection.release",
    "proeftuin.team.register_evidence",
)
PDEATHSIG = 1
SELDOM = 200_000
"""New objects after which Python looks for garbage; by default it does so after 700 to 2,000."""


def main(descriptor: int, project: str) -> None:
    """Serve until the other side has gone."""
    peer = socket.socket(fileno=descriptor)
    # Imports must see what a kernel sees: not what happens to lie in the folder of the user.
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]
    before = set(os.environ)
    for name in PRELOAD:
        # A module of a library may move in a later version; then each kernel imports it.
        with suppress(ModuleNotFoundError):
            import_module(name)
    _warm(project)
    collect_seldom()
    # What an import leaves in the environment, it would leave in a plain kernel's too.
    left = {name: value for name, value in os.environ.items() if name not in before}
    if threads() > 1:
        return
    wake, alarm = socket.socketpair()
    alarm.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(alarm.fileno(), warn_on_full_buffer=False)
    # Ctrl-C in a terminal reaches every process in it; the one that started us says what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _say(peer, ready=os.getpid())
    running: set[int] = set()
    with suppress(ConnectionError):
        for request in _requests(peer, wake, running):
            try:
                pid = os.fork()
            except OSError as error:
                _say(peer, id=request["id"], error=str(error))
                continue
            if not pid:
                for each in (peer, wake, alarm):
                    each.close()
                _become_kernel(request, left)
            running.add(pid)
            _say(peer, id=request["id"], pid=pid)
    for pid in running:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def collect_seldom() -> None:
    """Look for garbage less often than Python does: of a report's time that is an eighth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, 20, 20)


def threads() -> int:
    """Count the threads of this process, those of libraries too."""
    return len(list(Path("/proc/self/task").iterdir()))


def _warm(project: str) -> None:
    """Do once what every report does first, as far as it only fills tables that never change."""
    from datetime import date

    import pandas as pd

    from proeftuin.errors import InputError
    from proeftuin.pyramid.pyramid import build_pyramid
    from proeftuin.register.project.project_file import load_project
    from proeftuin.register.store.engine import connect_for_forks, query
    from proeftuin.report.document.bundle import drawing
    from proeftuin.text import words

    # Each kernel says itself what is wrong with it.
    with suppress(InputError, OSError):
        load_project(project)

    connect_for_forks()
    month = pd.DataFrame({"absent": [0, 1, 2, 3], "possible": 20})
    query("select sum(absent)::bigint as absent from month", month=month)
    words.percent(0.5)
    words.long_date(date(2021, 1, 5))
    # Fonts and marks are looked up, and what Python learns of matplotlib's code is shared by forks.
    drawing(build_pyramid(month).plot(), "")


def _requests(peer: socket.socket, wake: socket.socket, running: set[int]) -> Any:
    """Give every request, and tell of every kernel that ended meanwhile."""
    waiting = b""
    while True:
        readable, _, _ = select.select([peer, wake], [], [])
        if wake in readable:
            wake.recv(4096)
            for pid, code in _ended():
                running.discard(pid)
                _say(peer, ended=pid, code=code)
        if peer in readable:
            received = peer.recv(1 << 20)
            if not received:
                return
            *lines, waiting = (waiting + received).split(b"\n")
            yield from map(json.loads, lines)


def _ended() -> list[tuple[int, int]]:
    found = []
    with suppress(ChildProcessError):
        while (one := os.waitpid(-1, os.WNOHANG))[0]:
            found.append((one[0], os.waitstatus_to_exitcode(one[1])))
    return found


def _say(peer: socket.socket, **what: Any) -> None:
    peer.sendall(json.dumps(what).encode() + b"\n")


def _become_kernel(request: dict[str, Any], left: dict[str, str]) -> None:
    """Go on as the kernel that was asked for, and never come back."""
    code = 1
    try:
        zygote = os.getppid()
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        if os.getppid() != zygote:
            os._exit(1)
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(left | request["env"])
        # Forks would all draw the same numbers.
        import numpy as np

        np.random.seed()
        sys.argv = ["ipykernel_launcher", *request["arguments"]]
        from ipykernel import kernelapp

        kernelapp.launch_new_instance(argv=request["arguments"])
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), sys.argv[2])
    finally:
        shutil.rmtree(sys.argv[3], ignore_errors=True)
    # Nothing is left to tidy up, and some libraries complain of what they left themselves.
    os._exit(0)
