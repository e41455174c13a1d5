"""Four files of any size for the bench: cases, contacts, a call log and repayments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from dq.demo import BENCHMARK, generate, write_csv
from dq.demo.sound_companions import call_log, contact_list

CONTACTS_A_CASE, CALLS_A_CASE = 3, 10
_NEEDED = ("last_paid_on", "last_paid_amount")
_SLICE = 100_000


def write_bench_files(folder: Path, cases: int, seed: int = 7) -> dict[str, Path]:
    """``cases`` cases, three contacts and ten calls each, and one repayment each; CSV in UTF-8, by table."""
    case_file = generate(cases, seed, list(dict.fromkeys((*BENCHMARK, *_NEEDED))))
    files = {name: folder / f"{name}.csv" for name in ("cases", "contacts", "calls", "repayments")}
    write_csv(case_file, files["cases"], "utf-8")
    frame, rng = case_file.frame, np.random.default_rng(seed)
    repayments = frame.select(
        个案序列号="case_no", 还款日期="last_paid_on", 还款金额="last_paid_amount"
    ).drop_nulls()
    repayments.write_csv(files["repayments"])
    for name, make, each in (("contacts", contact_list, CONTACTS_A_CASE), ("calls", call_log, CALLS_A_CASE)):
        with files[name].open("wb") as out:
            for start in range(0, cases, _SLICE):
                make(frame.slice(start, _SLICE), rng, each).write_csv(out, include_header=start == 0)
    return files


def rows_of(path: Path) -> int:
    """The rows of a file, without its header."""
    return pl.scan_csv(path, infer_schema=False).select(pl.len()).collect().item()
