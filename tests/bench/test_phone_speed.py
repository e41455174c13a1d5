"""The phone engine against ``phonenumbers`` with its pattern cache on: same strings, same fields, CPU time.

Run alone on one core for figures to quote: ``taskset -c 0 env POLARS_MAX_THREADS=1 pytest -m bench -s``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import phone_mixes

from dq.phones import judge, oracle
from dq.phones.engine.run import answer

pytestmark = pytest.mark.bench

FIELDS = ("e164", "valid", "kind", "region", "country_code")
WITH_NATIONAL = (*FIELDS, "national")
ROWS, LIBRARY_ROWS = 300_000, 5_000


def cpu(work: Callable[[], object], times: int) -> float:
    """The least CPU time of several runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize(
    ("mix", "fields", "ratio"),
    [
        ("clean", FIELDS, 150),
        ("dirty", FIELDS, 50),
        ("world", FIELDS, 70),
        ("clean", WITH_NATIONAL, 50),
        ("dirty", WITH_NATIONAL, 50),
        ("world", WITH_NATIONAL, 50),
    ],
)
def test_the_engine_is_many_times_faster(mix, fields, ratio):
    text = pl.Series(getattr(phone_mixes, mix)(ROWS))
    some = text.head(LIBRARY_ROWS).to_list()
    asked = answer(text, "CN", "en", fields).asked
    ours = cpu(lambda: answer(text, "CN", "en", fields), 5) / ROWS
    theirs = cpu(lambda: [oracle.answer(one, "CN", "en", fields) for one in some], 3) / LIBRARY_ROWS
    print(
        f"{mix} {len(fields)} fields: {ours * 1e9:.0f} ns, {1e-6 / ours:.1f} M/s, "
        f"library {theirs * 1e6:.1f} us, {theirs / ours:.0f} x, to the library {asked / ROWS:.2%}"
    )
    assert theirs / ours >= ratio
    assert asked / ROWS <= 0.02


def test_a_dirty_column_of_cells_is_judged_in_microseconds():
    text = pl.Series(phone_mixes.dirty(200_000, seed=77))
    judge(text.head(1_000), "CN")
    spent = cpu(lambda: judge(text, "CN"), 1) / len(text)
    clean = pl.Series(phone_mixes.clean(ROWS))
    print(
        f"judge: dirty {spent * 1e6:.1f} us a cell, clean {cpu(lambda: judge(clean), 3) / ROWS * 1e9:.0f} ns"
    )
    assert spent < 20e-6


START = """
import json, sys, time
sys.path.insert(0, {bench!r})
import phone_mixes, polars as pl
import dq.phones
text = pl.Series(phone_mixes.dirty(5_000))
start = time.process_time()
dq.phones.describe(text, "CN", columns={fields!r})
print(json.dumps(time.process_time() - start))
"""


def test_cold_and_warm_start(tmp_path):
    """The first dirty column without a disk cache, and with it; imports are not counted."""
    code = START.format(bench=str(Path(__file__).parent), fields=FIELDS)
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, "-c", code]
    spent = [
        json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
        for _ in range(2)
    ]
    print(f"start on a dirty column: cold {spent[0]:.2f} s, from disk {spent[1]:.2f} s")
    assert spent[0] <= 1.5
    assert spent[1] <= 0.3


MEMORY = r"""
import json, sys
from pathlib import Path
import polars as pl
import dq.phones

def peak():
    # the high-water mark of this program alone, in kB; ru_maxrss would include its parent
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

path, out = sys.argv[1:3]
dq.phones.describe(pl.read_parquet(path, n_rows=1_000)["phone"], "CN", columns=("e164", "kind"))
before = peak()
lazy = pl.scan_parquet(path)
if sys.argv[3] == "phones":
    phone = pl.col("phone").phone
    lazy = lazy.with_columns(phone.e164("CN").alias("e164"), phone.kind("CN").alias("kind"))
lazy.sink_parquet(out)
print(json.dumps((peak() - before) / 1024))
"""


def test_streaming_memory_does_not_grow_with_the_rows(tmp_path):
    mix = pl.DataFrame({"phone": phone_mixes.dirty(100_000)})
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    grown = {}
    for batches in (5, 30):
        path, out = str(tmp_path / f"{batches}.parquet"), str(tmp_path / "out.parquet")
        pl.concat([mix] * batches).write_parquet(path, row_group_size=100_000)
        for what in ("copy", "phones"):
            command = [sys.executable, "-c", MEMORY, path, out, what]
            run = subprocess.run(command, env=environment, check=True, capture_output=True)
            grown[what, batches] = round(json.loads(run.stdout))
    print("peak memory above the start, MB:", grown)
    assert grown["copy", 30] > 0
    assert grown["phones", 30] - grown["copy", 30] <= 100
