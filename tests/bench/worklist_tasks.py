"""Writes a worklist of so many tasks in a process of its own; prints its CPU seconds and its memory at most, as JSON.

``python -m tests.bench.worklist_tasks TASKS FILE``
"""

import json
import re
import sys
import time
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

import polars as pl

from dq.write.worklist import Heading, write_worklist

KINDS = (
    ("self_mobile", "phone.wrong_length", "warning", "位数不对", "联系人核实后改正", "too_short", "1391234567"),
    ("total_due", "amount.total_mismatch", "error", "委案金额与各项之和不符", "请核对账务，由委托方更正",
     "差 1,234.56 元，与漏计的逾期罚息相同", "5270.59"),
    ("id_no", "id.bad_checksum", "error", "身份证号校验位错误", "请与身份证复印件核对", None, "410311199003074114"),
    ("placed_on", "date.order", "error", "日期早于它必须晚于的日期", "请与合同核对", "早于贷款日期", "2022-06-08"),
)  # fmt: skip


def tasks(count):
    """Tasks of cases with four each, every field filled as in a run."""
    number = pl.int_range(count, eager=True)
    kind = pl.DataFrame(
        KINDS, schema=["field", "rule", "severity", "problem", "fix", "evidence", "value"], orient="row"
    )
    return pl.DataFrame({"number": number}).select(
        task_id=pl.format("T{}", pl.col("number").cast(pl.String).str.zfill(14)),
        fingerprint=pl.col("number").map_elements(
            lambda n: blake2b(str(n).encode(), digest_size=8).hexdigest(), return_dtype=pl.String
        ),
        priority=1 + pl.col("number") // (count // 3 + 1),
        points=pl.lit(70) - pl.col("number") * 60 // count,
        minutes=pl.lit(8),
        needs_value=pl.col("number") % 3 > 0,
        case_no=pl.format("HZ2026-{}", pl.col("number") // len(KINDS)),
        debtor_name=pl.lit("欧阳铁柱"),
        file=pl.lit("江南银行2026年1月委案.xlsx"),
        sheet=pl.lit("1月案件"),
        row=(pl.col("number") // len(KINDS) + 2).cast(pl.UInt32),
        column=pl.lit("委案金额(元)"),
        cell=pl.format("AC{}", pl.col("number") // len(KINDS) + 2),
        suggestion=pl.when(pl.col("number") % 2 == 0).then(pl.format("139{}", pl.col("number") + 10_000_000)),
        who=pl.lit("collector"),
        assignee=pl.format("催收员{}", pl.col("number") // len(KINDS) % 40),
        at_stake=pl.lit(Decimal("12345.67")),
        days_overdue=pl.lit(97),
        recall_due_on=pl.lit(date(2026, 4, 30)),
        due_on=pl.lit(date(2026, 2, 3)),
        client=pl.lit("江南银行"),
        batch_no=pl.lit("JN-2026-01"),
        **{name: kind[name].gather(number % len(KINDS)) for name in kind.columns},
    )


def main(count, path):
    listed = tasks(count)
    began = time.process_time()
    key = b"k" * 32
    write_worklist(
        listed,
        path,
        Heading("20260131-0123456789ab", date(2026, 1, 31)),
        lambda text: blake2b(text.encode(), key=key, digest_size=8).hexdigest(),
    )
    seconds = time.process_time() - began
    # of this program alone: what getrusage tells includes the parent's memory
    peak = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))[1]) / 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
