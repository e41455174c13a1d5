"""What the rules cost: CPU seconds of judging a million rows with the first pack, and with the others, side by side."""

import subprocess
import sys
from pathlib import Path

import pytest

from dq.demo import BENCHMARK_WITHOUT_PHONES, generate, write_csv

pytestmark = pytest.mark.bench

ROWS = 1_000_000
ROUNDS = 3
FIRST = ("core",)
REST = ("ids", "dates", "amounts", "cn_consumer_loan")
JUDGE = """
import resource, sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from dq.packs.rules import load_packs
from dq.packs.source import default_source
from dq.pipeline.intake import field_plans, frame, take_in
from dq.pipeline.judging import judge

rules = [rule for pack in load_packs(sys.argv[2].split()) for rule in pack.rules]
with TemporaryDirectory() as work:
    intake = take_in([Path(sys.argv[1])], None, default_source, Path(work))
    judged = judge(frame(intake), field_plans(intake), rules, date(2026, 1, 31), "CN", intake.marked, intake.order)
    for rows in judged.slices():
        pass
    intake.close()
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime)
"""


def cpu(case_file: Path, packs: tuple[str, ...]) -> float:
    command = [sys.executable, "-c", JUDGE, str(case_file), " ".join(packs)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_the_rules_of_this_folder_cost_at_most_twice_those_of_the_first_pack(tmp_path: Path) -> None:
    case_file = tmp_path / "cases.csv"
    write_csv(generate(ROWS, 7, BENCHMARK_WITHOUT_PHONES), case_file, "utf-8")
    rounds = [[cpu(case_file, packs) for packs in ((), FIRST, REST)] for _ in range(ROUNDS)]
    none, first, rest = (sorted(column)[ROUNDS // 2] for column in zip(*rounds, strict=True))
    print(f"\nno rules {none:.2f}, core {first:.2f}, {', '.join(REST)} {rest:.2f} CPU s")
    print(
        f"rules of core {first - none:.2f}, of the others {rest - none:.2f}: {(rest - none) / (first - none):.2f} times"
    )
    assert rest - none <= 2 * (first - none)
