import pytest

from dq.demo import write_demo
from dq.pipeline.road import run

DEMO_CASES = 5_000


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demonstration files and a run on each; the dearest thing in the suite, so once for all."""
    folder = tmp_path_factory.mktemp("demo")
    made = write_demo(folder, DEMO_CASES)
    return made, {
        "csv_row": run(made.csv, as_of=made.as_of, out=folder / "runs"),
        "xlsx_row": run(made.xlsx, as_of=made.as_of, out=folder / "runs"),
    }


@pytest.fixture(params=["csv_row", "xlsx_row"])
def demo_run(demo, request):
    """One of the two runs, with the column of the truth that has its rows."""
    return demo[1][request.param], request.param
