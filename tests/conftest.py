"""Settings for the whole suite: no test depends on the machine's speed, or touches the user's own key."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A build server draws the same examples each time, so that a red build is the change's; elsewhere they are fresh.
settings.register_profile(
    "dq",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("dq")


@pytest.fixture(autouse=True, scope="session")
def key_file(tmp_path_factory):
    """The ledger's key of these tests."""
    path = tmp_path_factory.mktemp("key") / "key"
    path.write_text("ab" * 32 + "\n", encoding="ascii")
    os.environ["DQ_KEY_FILE"] = str(path)
    return path
