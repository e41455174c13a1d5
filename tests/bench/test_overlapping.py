"""Twenty starts at once, fifty rounds, a process killed in every other one: one run published each, no stale lock."""

import os
import random
from collections import Counter

import pytest

from tests.runs.overlapping import round_of

pytestmark = pytest.mark.bench

STARTS = 20
ROUNDS = int(os.environ.get("DQ_BENCH_ROUNDS", "50"))


def test_one_run_is_published_each_round_and_no_lock_is_left(tmp_path):
    draw = random.Random(7)
    codes = Counter()
    for number in range(ROUNDS):
        killed_after = draw.uniform(0.5, 8) if number % 2 else None
        codes.update(round_of(tmp_path, number, STARTS, killed_after))
    print(f"\n{ROUNDS} rounds of {STARTS} starts: exit codes {dict(sorted(codes.items()))}")
    assert len(list((tmp_path / "out").glob("2*"))) == ROUNDS
