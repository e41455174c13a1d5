"""The main job against polars copying the same CSV to Parquet: CPU seconds of whole processes, side by side."""

from itertools import pairwise
from pathlib import Path
from shutil import rmtree
from statistics import mean, median

import pytest

from tests.bench.processes import used

pytestmark = pytest.mark.bench

ROWS = 1_000_000
ROUNDS = 5
"""Of each measurement; the clocks of shared machines drift by a tenth within minutes, so a run stands between two
copies."""
GENERATE = """
import sys, dq.demo
from pathlib import Path
rows, columns, case_file = sys.argv[1:]
dq.demo.write_csv(dq.demo.generate(int(rows), 7, getattr(dq.demo, columns)), Path(case_file), "utf-8")
"""
"""Run in a process of its own, so that what is measured starts beside a small one."""
COPY = "import sys, polars as pl; pl.scan_csv(sys.argv[1], infer_schema=False).sink_parquet(sys.argv[2])"


def test_a_million_rows_cost_at_most_four_copies(tmp_path: Path) -> None:
    case_file = tmp_path / "cases.csv"
    used("-c", GENERATE, str(ROWS), "BENCHMARK_WITHOUT_PHONES", str(case_file))
    run = ("-m", "dq", "run", str(case_file), "--as-of", "2026-01-31", "--quiet", "--out")
    copies = [copied(case_file)]
    runs = []
    for number in range(ROUNDS):
        runs.append(used(*run, str(tmp_path / f"out{number}")))
        rmtree(tmp_path / f"out{number}")
        copies.append(copied(case_file))
    around = [mean(pair) for pair in pairwise(copies)]
    ratios = [whole.cpu / copy for whole, copy in zip(runs, around, strict=True)]
    peak = max(whole.peak for whole in runs)
    print(f"\ncopy {median(around):.2f} CPU s, run {median(whole.cpu for whole in runs):.2f} CPU s, "
          f"ratio {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}), peak {peak:.0f} MiB")  # fmt: skip
    assert median(ratios) <= 4
    assert peak < 1500


def copied(case_file: Path) -> float:
    """CPU seconds of polars copying it to Parquet."""
    return used("-c", COPY, str(case_file), str(case_file.with_suffix(".parquet"))).cpu


def test_a_million_rows_with_phones_take_no_more_memory(tmp_path: Path) -> None:
    case_file = tmp_path / "cases.csv"
    used("-c", GENERATE, str(ROWS), "BENCHMARK", str(case_file))
    run = used(
        "-m", "dq", "run", str(case_file), "--as-of", "2026-01-31", "--quiet", "--out", str(tmp_path / "out")
    )
    print(f"\nwith phones {run.cpu:.2f} CPU s, peak {run.peak:.0f} MiB")
    assert run.peak < 1500


def test_help_is_light() -> None:
    spent = median(used("-m", "dq", "--help").cpu for _ in range(ROUNDS))
    print(f"\ndq --help: {spent:.2f} CPU s")
    assert spent < 0.3
