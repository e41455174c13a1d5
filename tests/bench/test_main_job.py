"""The main job against polars copying the same CSV to Parquet: CPU seconds of whole processes, side by side."""

from pathlib import Path

import pytest

from dq.demo import BENCHMARK, BENCHMARK_WITHOUT_PHONES, generate, write_csv
from tests.bench.processes import used

pytestmark = pytest.mark.bench

ROWS = 1_000_000
ROUNDS = 3
COPY = "import sys, polars as pl; pl.scan_csv(sys.argv[1], infer_schema=False).sink_parquet(sys.argv[2])"


def test_a_million_rows_cost_at_most_four_copies(tmp_path: Path) -> None:
    case_file = tmp_path / "cases.csv"
    write_csv(generate(ROWS, 7, BENCHMARK_WITHOUT_PHONES), case_file, "utf-8")
    run = ("-m", "dq", "run", str(case_file), "--as-of", "2026-01-31", "--quiet", "--out")
    pairs = [
        (
            used("-c", COPY, str(case_file), str(tmp_path / "copy.parquet")),
            used(*run, str(tmp_path / f"out{n}")),
        )
        for n in range(ROUNDS)
    ]
    copy, whole = (sorted(one.cpu for one in side)[ROUNDS // 2] for side in zip(*pairs, strict=True))
    peak = max(run.peak for _, run in pairs)
    print(f"\ncopy {copy:.2f} CPU s, run {whole:.2f} CPU s, ratio {whole / copy:.2f}, peak {peak:.0f} MiB")
    assert whole <= 4 * copy
    assert peak < 1500


def test_a_million_rows_with_phones_take_no_more_memory(tmp_path: Path) -> None:
    case_file = tmp_path / "cases.csv"
    write_csv(generate(ROWS, 7, BENCHMARK), case_file, "utf-8")
    run = used(
        "-m", "dq", "run", str(case_file), "--as-of", "2026-01-31", "--quiet", "--out", str(tmp_path / "out")
    )
    print(f"\nwith phones {run.cpu:.2f} CPU s, peak {run.peak:.0f} MiB")
    assert run.peak < 1500


def test_help_is_light() -> None:
    spent = sorted(used("-m", "dq", "--help").cpu for _ in range(ROUNDS))[ROUNDS // 2]
    print(f"\ndq --help: {spent:.2f} CPU s")
    assert spent < 0.3
