"""One process at a time makes a report, also when one is killed and where there are no locks."""

import errno
import os
import signal
import subprocess
import sys

import pytest

from proeftuin.report.making.publish import HeldError, work_on

HOLD = """
import sys, time
from pathlib import Path
from proeftuin.report.making.publish import work_on

with work_on(Path(sys.argv[1])) as work:
    (work / "half").touch()
    print(work, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    """Another process that makes the report, and its work folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "po")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_what_another_process_makes_is_held_until_it_is_killed(other, tmp_path):
    process, theirs = other
    with pytest.raises(HeldError), work_on(tmp_path / "po"):
        pass
    assert os.listdir(theirs) == ["half"]
    with work_on(tmp_path / "vo"):
        pass
    process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    with work_on(tmp_path / "po", wait=True) as work:
        assert not os.path.exists(theirs)
        assert os.listdir(work) == []
    # The file stays: who waits for it and who comes later must wait for the same one.
    assert os.listdir(tmp_path / ".werk" / "po") == [".lock"]


@pytest.mark.skipif(os.name != "posix", reason="the system call of Linux and macOS")
@pytest.mark.parametrize("wait", [False, True])
@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_where_there_are_no_locks_two_work_beside_each_other(tmp_path, monkeypatch, wait, code):
    def fails(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", fails)
    with work_on(tmp_path / "po", wait) as first, work_on(tmp_path / "po", wait) as second:
        assert first != second
        assert first.is_dir()
    assert os.listdir(tmp_path / ".werk" / "po") == [".lock"]


@pytest.mark.skipif(os.name != "posix", reason="the system call of Linux and macOS")
def test_a_disk_that_fails_is_no_lock_that_is_held(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("fcntl.flock", fails)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)), work_on(tmp_path / "po"):
        pass
