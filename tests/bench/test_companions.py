"""A run with companion tables against polars copying the four files to Parquet: CPU seconds, side by side.

``DQ_BENCH_CASES`` sets the number of cases (default: a million, with three million contacts and ten million calls).
"""

import os

import pytest

from tests.bench.companion_files import rows_of, write_bench_files
from tests.bench.processes import used

pytestmark = pytest.mark.bench

CASES = int(os.environ.get("DQ_BENCH_CASES", "1000000"))
COPY = (
    "import sys, polars as pl\n"
    "for path in sys.argv[1:]:\n"
    "    pl.scan_csv(path, infer_schema=False).sink_parquet(path + '.parquet')"
)


def test_four_tables_cost_at_most_three_copies(tmp_path):
    files = write_bench_files(tmp_path, CASES)
    companions = [
        word for name in ("contacts", "calls", "repayments") for word in (f"--{name}", str(files[name]))
    ]
    copy = used("-c", COPY, *map(str, files.values())).cpu
    whole, peak, code = used(
        "-m", "dq", "run", str(files["cases"]), *companions, "--as-of", "2026-01-31", "--quiet",
        "--out", str(tmp_path / "out"),
    )  # fmt: skip
    told = ", ".join(f"{name} {rows_of(path):,}" for name, path in files.items())
    print(
        f"\n{told}: copy {copy:.1f} CPU s, run {whole:.1f} CPU s, ratio {whole / copy:.2f}, peak {peak:.0f} MiB"
    )
    assert code in (0, 1)
    assert whole <= 3 * copy
    assert peak < 3 * 1024
