"""What every test may rely on: a key of its own, and what one worker makes for all of them."""

import gc
import os
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

from proeftuin.register.importing.importer import import_school
from proeftuin.register.privacy.pseudonyms import read_or_make_key
from proeftuin.register.project.project_file import load_project
from proeftuin.register.store.register import read_register

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "proeftuinen.toml"

WORKER = os.environ.get("PYTEST_XDIST_WORKER")

# Tests make millions of small objects that live as long as the test; looking through them for
# cycles after every 700 takes a fifth of the time of the slow ones.
gc.set_threshold(50_000)

# A slow machine is no fault of what is tested.
settings.register_profile("proeftuin", deadline=None)
settings.load_profile("proeftuin")


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """The folder that all workers of a run share; what is in it is only read."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if WORKER else own) / "shared"


@pytest.fixture(scope="session")
def made_once(shared, tmp_path_factory):
    """Return the path of something that the first worker to ask for it makes, for all of them.

    `make` gets a path to write a file or a folder at.
    """

    def lock(name):
        if not WORKER:
            return nullcontext()
        from filelock import FileLock

        return FileLock(shared / f"{name.replace('/', '-')}.lock")

    def made_once(name, make):
        path = shared / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock(name):
            if not path.exists():
                # Whole or not at all: a worker may be killed, or fail, while it makes it.
                begun = tmp_path_factory.mktemp("begun") / path.name
                make(begun)
                begun.rename(path)
        return path

    return made_once


@pytest.fixture(scope="session", autouse=True)
def _own_key(made_once):
    """No test touches the key of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROEFTUIN_KEY", str(made_once("key/pseudonyms.key", read_or_make_key)))
        yield


@pytest.fixture(scope="session")
def project():
    return load_project(SAMPLE)


@pytest.fixture(scope="session")
def registers(project, shared, made_once):
    """The registers of the sample schools, each imported when it is first asked for."""

    class Registers(dict):
        folder = shared / "registers"

        def __missing__(self, school):
            folder = made_once(
                f"registers/{school}", lambda path: import_school(project, school).save(path)
            )
            self[school] = read_register(folder)
            return self[school]

    return Registers()
