"""A nightly run against a ledger with ten million findings, in CPU seconds of the process, and its memory.

``DQ_BENCH_FINDINGS`` sets the number. In the second night one finding in fifty is fixed and one in a hundred changed.
"""

import os
import resource
import time

import numpy as np
import polars as pl
import pytest

from dq.pipeline.remembering import Remembered
from dq.record.ledger import Ledger
from dq.record.ledger.found import found_in
from dq.record.ledger.looked import Looked
from dq.record.ledger.runs import record
from dq.record.ledger.states import Found, Settled, settle

pytestmark = pytest.mark.bench

FINDINGS = int(os.environ.get("DQ_BENCH_FINDINGS", "10000000"))
MOST_SECONDS = 60
RULES, FIELDS = 40, 7
JUDGED = {(f"phone.r{rule}", f"f{name}") for rule in range(RULES) for name in range(FIELDS)}


def listed(prints, night, path):
    """The exception list of a night, as the parts that a run leaves."""
    number = pl.int_range(len(prints), dtype=pl.UInt32)
    value = pl.format("1391115{}", number)
    frame = pl.DataFrame({"fingerprint": prints}).select(
        "fingerprint",
        case_no=pl.format("HZ2026{}", number // 2),
        file=pl.lit("a.csv"),
        row=number,
        rule=pl.format("phone.r{}", number % RULES),
        field=pl.format("f{}", number % FIELDS),
        value=pl.when((number % 100 == 1) & (night == 2)).then(value + "x").otherwise(value),
        state=pl.lit("new"),
    )
    frame.filter((pl.col("row") % 50 > 0) | (night == 1)).write_ipc(path)


def cases(ledger):
    named = pl.select(pl.format("HZ2026{}", pl.int_range(FINDINGS // 2))).to_series()
    return pl.DataFrame({"case": named, "case_hash": ledger.key.hashes(named)})


def night_of(ledger, number, path) -> Settled:
    findings = found_in(ledger.key, pl.scan_ipc(path))
    found = Found(findings, pl.Series(dtype=pl.Int64), lambda: cases(ledger), Looked(JUDGED))
    settled = settle(ledger, "bank", found)
    record(ledger, f"night {number}", "bank", f"2026-01-{number:02}", {"history": None}, settled)
    return settled


def test_a_nightly_diff_of_ten_million_findings(tmp_path):
    drawn = np.random.default_rng(1).integers(0, 2**63, FINDINGS, dtype=np.int64)
    prints = pl.Series([f"{number:016x}" for number in drawn.tolist()])
    for number in (1, 2):
        listed(prints, number, tmp_path / f"{number}.arrow")
    del drawn, prints
    with Ledger.open(tmp_path) as ledger:
        night_of(ledger, 1, tmp_path / "1.arrow")
        began = time.process_time()
        settled = night_of(ledger, 2, tmp_path / "2.arrow")
        states = Remembered(settled, {}, pl.DataFrame()).with_states(pl.scan_ipc(tmp_path / "2.arrow"))
        told = dict(states.group_by("state").len().collect().iter_rows())
        seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    size = (tmp_path / "ledger.sqlite").stat().st_size >> 20
    print(
        f"\n{FINDINGS:,} findings: a night in {seconds:.1f} s of CPU, {peak:,} MB at most, ledger of {size:,} MB"
    )
    assert told == {"open": FINDINGS - FINDINGS // 50 - FINDINGS // 100, "changed": FINDINGS // 100}
    assert settled.over.height == FINDINGS // 50
    assert seconds < MOST_SECONDS
