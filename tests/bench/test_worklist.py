"""A worklist of 100,000 tasks, in CPU seconds and memory of a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench

TASKS = 100_000
ROUNDS = 3
MOST_SECONDS, MOST_MEGABYTES = 30, 1000


def test_a_hundred_thousand_tasks(tmp_path):
    rounds = []
    for number in range(ROUNDS):
        command = [
            sys.executable,
            "-m",
            "tests.bench.worklist_tasks",
            str(TASKS),
            tmp_path / f"{number}.xlsx",
        ]
        done = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[2])
        rounds.append(json.loads(done.stdout))
    seconds = sorted(item["seconds"] for item in rounds)[ROUNDS // 2]
    peak = max(item["peak"] for item in rounds)
    print(f"\n{TASKS:,} tasks written in {seconds:.1f} s of CPU, {peak:.0f} MiB at most")
    assert seconds < MOST_SECONDS
    assert peak < MOST_MEGABYTES
