"""Reading against the libraries underneath, side by side in CPU seconds of whole processes.

Ratios are medians over rounds in which the two commands take turns. ``DQ_BENCH_ROWS`` (default 1,000,000) sets
the size.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xlsxwriter

pytestmark = pytest.mark.bench

ROWS = int(os.environ.get("DQ_BENCH_ROWS", "1000000"))
BOOK_ROWS = 200_000
ROUNDS = 5
CITIES = ["北京市朝阳区建国路", "上海市浦东新区世纪大道", "广州市天河区体育西路", "成都市武侯区天府大道"]
AMOUNTS = ["贷款金额", "剩余本金", "逾期本金", "逾期利息", "罚息", "滞纳金", "总欠款", "每期还款"]

FLOOR = "import polars as pl, sys; pl.scan_csv(sys.argv[1], infer_schema=False).sink_parquet(sys.argv[2])"
READ = """
import sys
from dq.read import read
with read(sys.argv[1]) as reading:
    reading.frame.sink_parquet(sys.argv[2])
"""
CALAMINE = """
import sys, fastexcel
fastexcel.read_excel(sys.argv[1]).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()
"""
READ_BOOK = "import sys; from dq.read import read; read(sys.argv[1]).close()"


def table(rows: int, seed: int = 1) -> pl.DataFrame:
    """A case file of 24 text columns with invented people."""
    rng = np.random.default_rng(seed)

    def pick(values: list[str | None]) -> pl.Series:
        return pl.Series(values)[rng.integers(0, len(values), rows)]

    def digits(low: int, high: int) -> pl.Series:
        return pl.Series(rng.integers(low, high, rows)).cast(pl.String)

    names = [first + last for first in "王李张刘陈杨" for last in ("伟", "芳", "秀英", "磊")]
    return pl.DataFrame(
        {
            "案件编号": "A" + pl.Series(np.arange(rows)).cast(pl.String).str.zfill(9),
            "姓名": pick([*names]),
            "身份证号": digits(10**16, 10**17) + "X",
            "手机": "1" + digits(3 * 10**9, 10**10),
            "单位电话": "010-" + digits(10**7, 10**8),
            "家庭地址": pick([*CITIES]) + digits(1, 999) + "号",
            "委案日期": pick(["2026-01-05", "2026/1/6", "20260107"]),
            "逾期日期": pick(["2025-01-05", "2025/1/6", "20250107"]),
            "逾期天数": digits(1, 900),
            **{name: (pl.Series(rng.integers(100, 10**7, rows)) / 100).cast(pl.String) for name in AMOUNTS},
            "期数": pick(["12", "24", "36"]),
            "产品": pick(["信用卡", "消费贷", "现金贷"]),
            "批次号": pick(["B2026-01", "B2026-02"]),
            "联系人1姓名": pick([*names]),
            "联系人1手机": "1" + digits(3 * 10**9, 10**10),
            "联系人1关系": pick(["父母", "配偶", "朋友"]),
            "备注": pick([None, "承诺还款", "无人接听"]),
        }
    )


def cost(code: str, *arguments: Path) -> tuple[float, float]:
    """CPU seconds of a process and its children, and its own peak memory in MB."""
    wrapper = (
        "import resource, runpy, sys\n"
        f"exec({code!r})\n"
        "u = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
        "peak = next(x for x in open('/proc/self/status', encoding='utf-8') if x.startswith('VmHWM'))\n"
        "print(sum(x.ru_utime + x.ru_stime for x in u), int(peak.split()[1]) / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapper, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    cpu, peak = done.stdout.split()[-2:]
    return float(cpu), float(peak)


def ratio(ours: tuple[str, Path], theirs: tuple[str, Path], folder: Path) -> float:
    """The median of ours over theirs, taken in turns."""
    found = []
    for _ in range(ROUNDS):
        floor = cost(theirs[0], theirs[1], folder / "floor.parquet")[0]
        found.append(cost(ours[0], ours[1], folder / "ours.parquet")[0] / floor)
    print(f"  {ours[1].name}: {statistics.median(found):.2f} ({min(found):.2f}–{max(found):.2f})")
    return statistics.median(found)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("read") / "clean.csv"
    table(ROWS).write_csv(path)
    return path


def test_clean_utf8(clean: Path, tmp_path: Path) -> None:
    assert ratio((READ, clean), (FLOOR, clean), tmp_path) <= 1.5


def test_clean_gb18030(clean: Path, tmp_path: Path) -> None:
    path = tmp_path / "gb18030.csv"
    with clean.open(encoding="utf-8") as source, path.open("w", encoding="gb18030") as target:
        for line in source:
            target.write(line)
    assert ratio((READ, path), (FLOOR, clean), tmp_path) <= 2.2


def test_one_line_in_a_thousand_broken(clean: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    with clean.open("rb") as source, path.open("wb") as target:
        for number, line in enumerate(source):
            if number % 1000 == 7:
                match number // 1000 % 4:
                    case 0:
                        line = line.replace(b",", b',"', 1)
                    case 1:
                        line = line.rstrip(b"\n").rpartition(b",")[0] + b"\n"
                    case 2:
                        line = line.rstrip(b"\n") + b",x\n"
                    case 3:
                        line = line.replace(b",", b',"a"b', 1)
            target.write(line)
    assert ratio((READ, path), (FLOOR, clean), tmp_path) <= 2.0


def test_memory_stays_flat(tmp_path: Path) -> None:
    peaks = {}
    for times in (1, 8):
        path = tmp_path / f"{times}.csv"
        table(ROWS // 8).write_csv(path)
        body = path.read_bytes().partition(b"\n")[2]
        with path.open("ab") as file:
            for _ in range(8 * times - 1):
                file.write(body)
        peaks[times] = cost(READ, path, tmp_path / "out.parquet")[1]
        path.unlink()
    print(f"  peak MB: {peaks}")
    assert peaks[8] <= 1.5 * peaks[1]


def test_workbook(tmp_path: Path) -> None:
    """Against the fastest library alone, which does not tell what is odd in a workbook."""
    path = tmp_path / "book.xlsx"
    frame = table(BOOK_ROWS)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, frame.columns)
    numeric = {frame.columns.index(name) for name in [*AMOUNTS, "逾期天数"]}
    for number, row in enumerate(frame.iter_rows(), start=1):
        for column, value in enumerate(row):
            if value is not None and column in numeric:
                sheet.write_number(number, column, float(value))
            elif value is not None:
                sheet.write_string(number, column, value)
    book.close()
    assert ratio((READ_BOOK, path), (CALAMINE, path), tmp_path) <= 1.3
