"""Many starts of one run at once, in real processes; used by the suite for one round and by the bench for fifty."""

import os
import subprocess
import sys
from pathlib import Path

from dq.record.ledger import Ledger
from dq.record.ledger.runs import runs
from dq.record.publish import is_whole

ROOT = Path(__file__).parents[2]
HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"
PUBLISHED, BUSY = (0, 1), 2


def round_of(folder: Path, number: int, starts: int, killed_after: float | None = None) -> list[int]:
    """Start one run so often at once, and hold what is left; returns the exit codes.

    ``killed_after``: after so many seconds one of the processes is killed. Raises AssertionError if not exactly one
    run is published and recorded, or anything else is left behind.
    """
    out = folder / "out"
    path = folder / f"{number}.csv"
    path.write_text(
        f"{HEADER}\nB-{number},欧阳铁柱,11010519491231002X,13911154321,1{number}.00\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "dq", "run", path, "--as-of", "2026-01-31", "--out", out, "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    before = set(out.glob("2*"))
    processes = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        for _ in range(starts)
    ]
    if killed_after is not None:
        try:
            processes[number % starts].wait(killed_after)
        except subprocess.TimeoutExpired:
            processes[number % starts].kill()
    told = [process.communicate(timeout=600)[1] for process in processes]
    codes = [process.returncode for process in processes]
    if not any(
        code in PUBLISHED for code in codes
    ):  # the one that had the lock was killed: the next start has it
        again = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
        codes.append(again.returncode)
    for code, text in zip(codes, told, strict=False):
        assert code in (*PUBLISHED, BUSY, -9), text
        assert code != BUSY or "another run is writing" in text, text
    made = set(out.glob("2*")) - before
    assert len(made) == 1
    assert all(map(is_whole, made))
    assert any(code in PUBLISHED for code in codes)
    with Ledger.open(out) as ledger:
        recorded = [item.run_id for item in runs(ledger)]
    assert sorted(recorded) == sorted(path.name for path in out.glob("2*"))
    left = {path.name for path in out.iterdir() if path not in made | before}
    assert left <= {".lock", "ledger.sqlite", "sources"}
    return codes
