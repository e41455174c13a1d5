"""A run with companion tables against polars copying the four files to Parquet: CPU seconds, side by side.

``DQ_BENCH_CASES`` sets the number of cases (default: a million, with three million contacts and ten million calls).
"""

import os
import subprocess
import sys

import pytest

from tests.bench.companion_files import rows_of, write_bench_files

pytestmark = pytest.mark.bench

CASES = int(os.environ.get("DQ_BENCH_CASES", "1000000"))
COPY = (
    "import sys, polars as pl\n"
    "for path in sys.argv[1:]:\n"
    "    pl.scan_csv(path, infer_schema=False).sink_parquet(path + '.parquet')"
)


def cpu(*command):
    """CPU seconds and peak memory (MiB) of a process and its children."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode


def test_four_tables_cost_at_most_three_copies(tmp_path):
    files = write_bench_files(tmp_path, CASES)
    companions = [
        word for name in ("contacts", "calls", "repayments") for word in (f"--{name}", str(files[name]))
    ]
    copy, _, _ = cpu("-c", COPY, *map(str, files.values()))
    whole, peak, code = cpu(
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
