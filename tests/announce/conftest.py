import pytest

from dq.demo import write_demo
from dq.pipeline.road import run


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """A real manifest: the demonstration of a source with a gate."""
    folder = tmp_path_factory.mktemp("announce")
    made = write_demo(folder, 1_000)
    return run(made.csv, "demo_bank", made.as_of, folder / "runs")


@pytest.fixture
def manifest(whole):
    return dict(whole.manifest)
