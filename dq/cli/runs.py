"""``dq runs``: what the ledger knows of the runs in a folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dq.cli.options import add_ledger

_HEADS = {
    "en": ("No", "Run", "Source", "Cases", "Held", "Errors", "Warn.", "New", "Fixed"),
    "zh": ("序号", "批次", "来源", "案件", "隔离", "错误", "警告", "新增", "已修正"),
}
_GONE = {"en": "* the folder of the run is gone", "zh": "* 该批次的文件夹已不在"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_ledger(parser)
    parser.add_argument("--source", metavar="ID", help="runs of this source only")


def execute(options: argparse.Namespace) -> int:
    """Print the runs, the oldest first."""
    from dq.cli.tables import table
    from dq.record.ledger import Ledger
    from dq.record.ledger.runs import runs

    out = Path(options.out)
    with Ledger.open(out, create=False) as ledger:
        known = runs(ledger, options.source)
    if options.json:
        told = [
            {
                "number": item.number,
                "run_id": item.run_id,
                "source": item.source,
                "as_of": item.as_of,
                **item.facts,
            }
            for item in known
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    rows = []
    for item in known:
        counts, severities, states = (
            item.facts["counts"],
            item.facts["severities"],
            item.facts["history"]["states"],
        )
        numbers = (
            counts["accepted"] + counts["quarantined"], counts["quarantined"], severities["error"],
            severities["warning"], states.get("new", 0) + states.get("reopened", 0), states.get("fixed", 0),
        )  # fmt: skip
        gone = "" if (out / item.run_id).is_dir() else "*"
        rows.append((str(item.number), item.run_id + gone, item.source, *(f"{n:,}" for n in numbers)))
    for line in table(_HEADS[options.lang], rows, left=(1, 2)):
        print(line)
    if any(row[1].endswith("*") for row in rows):
        print(_GONE[options.lang])
    return 0
