"""What every test may rely on: a key of its own, and small exports that a test can spoil."""

import pytest
from hypothesis import settings

# A slow machine is no fault of what is tested.
settings.register_profile("proeftuin", deadline=None)
settings.load_profile("proeftuin")


@pytest.fixture(scope="session", autouse=True)
def _own_key(tmp_path_factory):
    """No test touches the key of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROEFTUIN_KEY", str(tmp_path_factory.mktemp("key") / "pseudonyms.key"))
        yield
