"""Kernels that are forked from a process which has imported everything already.

Starting a kernel and importing pandas, matplotlib and scipy in it takes longer than a report. So
papermill is given a kernel manager that asks `kernel_server` for a fork. Whatever stands
in the way (another system than Linux, a kernel of another Python, a fork that fails), the kernel
is started as Jupyter starts it, and the report is the same.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from proeftuin.report.making.kernel_server import ENVIRONMENT

PLAIN = "PROEFTUIN_PLAIN_KERNELS"
"""Environment variable: when set to anything, kernels are never forked."""
START_SECONDS = 120
FORK_SECONDS = 30
LAUNCHER = ["-m", "ipykernel_launcher"]
# A Unix socket's path holds 107 bytes; jupyter adds a hyphen and a number.
LONGEST_PATH = 100


class ForkedProcess:
    """What jupyter_client needs of a process, for one that is the child of another process."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.ended = Event()

    def poll(self) -> int | None:
        """Return the exit code, or None as long as it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end."""
        self.ended.wait(timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, to nobody when it has ended: its number may be another's by then."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Zygote:
    """The process that kernels are forked from, started when the first is wanted."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._guard = Lock()
        self._numbers = count()
        self._peer: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._ready = Event()
        self._answers: dict[int, tuple[Event, dict[str, Any]]] = {}
        self._running: dict[int, ForkedProcess] = {}
        self._gone = False
        self.folder = ""

    def start(self) -> None:
        """Start the process; its imports go on while this one does something else."""
        # Removed by that process, which sees the end of this one, also when it is killed.
        self.folder = tempfile.mkdtemp(prefix="proeftuin-")
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), str(self._project), self.folder]
            self._server = subprocess.Popen(
                [sys.executable, "-m", "proeftuin.report.making.kernel_server", *arguments],
                env={**os.environ, **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                # Nobody may be there to read what ours is; and kernels have nothing to say on it.
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._peer = ours
        Thread(target=self._listen, name="zygote", daemon=True).start()

    def is_ready(self) -> bool:
        """Wait until kernels can be forked; tell whether they can."""
        return self._ready.wait(START_SECONDS) and not self._gone

    def fork(self, arguments: list[str], cwd: str, env: dict[str, str]) -> ForkedProcess | None:
        """Start a kernel; None when that is not possible.

        Parameters
        ----------
        arguments
            What the kernel's command line has after the module.
        cwd, env
            Where and with what environment it runs.
        """
        if not self.is_ready() or self._peer is None:
            return None
        number, answered, answer = next(self._numbers), Event(), dict[str, Any]()
        request = {"id": number, "arguments": arguments, "cwd": cwd, "env": env}
        with self._guard:
            self._answers[number] = answered, answer
            try:
                self._peer.sendall(json.dumps(request).encode() + b"\n")
            except OSError:
                return None
        answered.wait(FORK_SECONDS)
        process: ForkedProcess | None = answer.get("process")
        # Should it still come, it is not wanted any more.
        answer["late"] = process is None
        return process

    def stop(self) -> None:
        """End the process, and with it every kernel that still runs."""
        if self._server is None or self._peer is None:
            return
        if not self._ready.is_set():
            # Nobody has waited for it, and it would go on importing before it sees us leave.
            self._server.kill()
        with suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)
        self._server.wait()
        self._peer.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _listen(self) -> None:
        assert self._peer is not None
        with suppress(OSError), self._peer.makefile("rb") as lines:
            for line in lines:
                self._hear(json.loads(line))
        self._gone = True
        self._ready.set()
        # Nobody tells of these any more; they have died with the process that forked them.
        for process in self._running.values():
            process.returncode = -signal.SIGKILL
            process.ended.set()
        for answered, _ in self._answers.values():
            answered.set()

    def _hear(self, said: dict[str, Any]) -> None:
        if "ready" in said:
            self._ready.set()
        elif "ended" in said:
            process = self._running.pop(said["ended"])
            process.returncode = said["code"]
            process.ended.set()
        else:
            answered, answer = self._answers.pop(said["id"])
            if "pid" in said:
                # Known before anyone can hear of its end.
                process = self._running[said["pid"]] = ForkedProcess(said["pid"])
                answer["process"] = process
                if answer.get("late"):
                    process.kill()
            answered.set()


class ForkingProvisioner(LocalProvisioner):
    """Starts a kernel as a fork when it can, and else as its base class does."""

    zygote: Zygote | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose sockets in the batch's own folder: of two batches at once, ports may collide."""
        if self.zygote is not None and self.zygote.is_ready():
            address = str(Path(self.zygote.folder) / self.kernel_id[:8])
            if len(os.fsencode(address)) < LONGEST_PATH:
                manager: Any = self.parent
                manager.transport, manager.ip = "ipc", address
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel.

        Parameters
        ----------
        cmd
            The command line that would start it.
        **kwargs
            `cwd` and `env` among them.
        """
        process = None
        if self.zygote is not None and cmd[:3] == [sys.executable, *LAUNCHER]:
            # There is no parent to watch: the kernel ends with the zygote, and that with us.
            arguments = [*cmd[3:], "--IPKernelApp.parent_handle=1"]
            cwd, env = kwargs.get("cwd") or os.getcwd(), dict(kwargs.get("env") or os.environ)
            process = self.zygote.fork(arguments, str(cwd), env)
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        forked: Any = process
        self.process, self.pid, self.pgid = forked, process.pid, process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info


class ForkingKernelManager(AsyncKernelManager):
    """A kernel manager for papermill whose kernels are forks."""

    zygote: Zygote | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kernel_id = str(uuid4())
        provisioner = ForkingProvisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )
        provisioner.zygote = self.zygote
        self.provisioner = provisioner


@contextmanager
def forked_kernels(project: Path) -> Iterator[type | None]:
    """Give a class for papermill's `kernel_manager_class`; None where kernels cannot be forked.

    Parameters
    ----------
    project
        The project file that their notebooks read.

    Yields
    ------
    type or None
        Valid until the end of the context, which also ends its kernels.
    """
    if not may_fork():
        yield None
        return
    zygote = Zygote(project)
    zygote.start()
    try:
        yield type("ForkingKernelManager", (ForkingKernelManager,), {"zygote": zygote})
    finally:
        zygote.stop()


def may_fork() -> bool:
    """Tell whether kernels are forked: on Linux, unless the environment says otherwise.

    The frameworks of macOS crash after a fork, and Windows has none.
    """
    return sys.platform == "linux" and not os.environ.get(PLAIN)
