"""Great Expectations on polars beside Great Expectations on pandas: 30 expectations on a million rows of 24 columns."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.gx_suite import CASES, make

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]


def judged(engine: str, folder: Path) -> dict:
    """What a process that judges the suite prints: counts, CPU seconds without loading, peak in MiB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.gx_suite", engine, folder],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_thirty_expectations_on_a_million_rows(tmp_path: Path) -> None:
    make(tmp_path)
    assert len(CASES) == 30
    pandas = judged("pandas", tmp_path)
    rounds = sorted((judged("polars", tmp_path) for _ in range(3)), key=lambda told: told["cpu"])
    polars = rounds[1]
    print(
        f"\nGX on pandas {pandas['cpu']:.1f} CPU s, {pandas['peak']:.0f} MiB; "
        f"on polars {polars['cpu']:.2f} CPU s, {polars['peak']:.0f} MiB; {pandas['cpu'] / polars['cpu']:.1f} times"
    )
    assert polars["counts"] == pandas["counts"]
    assert pandas["cpu"] >= 6 * polars["cpu"]
    assert polars["peak"] < 1000
