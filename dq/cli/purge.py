"""``dq purge``: delete old runs, or one subject's cases; shown first, done with ``--yes``, proved by a receipt."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dq.cli.options import add_ledger, add_person, person, today

if TYPE_CHECKING:
    from dq.pipeline.purging import Purged

_WORDS = {
    "en": {
        "run": "{run}: {files} files, {lines} lines",
        "ledger": "ledger: {told}",
        "kept": "left alone, look yourself: {path}",
        "dry": "Nothing was deleted yet: --yes does it",
        "done": "Deleted; receipt {path}",
        "none": "nothing to delete",
    },
    "zh": {
        "run": "{run}：{files} 个文件，{lines} 行",
        "ledger": "台账：{told}",
        "kept": "未处理，请自行检查：{path}",
        "dry": "尚未删除：加 --yes 执行",
        "done": "已删除；凭证 {path}",
        "none": "没有可删除的内容",
    },
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--before", metavar="DATE", help="runs with an earlier as-of date, and what ended before it"
    )
    parser.add_argument(
        "--case", action="append", metavar="NO", help="or the lines of this case from every run; repeatable"
    )
    parser.add_argument(
        "--yes", action="store_true", help="really delete; without it, only show what would go"
    )
    add_person(parser)
    add_ledger(parser)


def execute(options: argparse.Namespace) -> int:
    """Show what would be deleted, or delete it."""
    from dq.cli.options import day_or_none
    from dq.model.errors import UsageError
    from dq.pipeline.purging import write_receipt
    from dq.record.ledger import Ledger
    from dq.record.publish import locked

    before = day_or_none(options.before, "--before")
    if bool(before) == bool(options.case):
        raise UsageError("what is to be deleted?", "Give --before DATE or --case NO.")
    out = Path(options.out)
    with Ledger.open(out, create=False) as ledger, locked(out):
        what: dict[str, Any] = {"before": before}
        if options.case:
            what = {
                "cases": sorted(f"{ledger.key.hash(case) & (2**64 - 1):016x}" for case in set(options.case))
            }
        done = _purge(ledger, before, options)
        receipt = done.receipt(what, person(options), today())
        path = write_receipt(out, receipt) if options.yes else None
    if options.json:
        print(json.dumps(receipt, ensure_ascii=False, indent=2))
        return 0
    for line in _lines(done, path, _WORDS[options.lang]):
        print(line)
    return 0


def _purge(ledger: Any, before: str | None, options: argparse.Namespace) -> Purged:
    from datetime import date

    from dq.pipeline.purging import purge_before, purge_cases
    from dq.record.ledger.reconcile import reconcile

    reconcile(ledger)
    if before is not None:
        return purge_before(ledger, date.fromisoformat(before), really=options.yes)
    return purge_cases(ledger, sorted(set(options.case)), really=options.yes)


def _lines(done: Purged, receipt: Path | None, say: dict[str, str]) -> list[str]:
    lines = [
        say["run"].format(run=run, files=len(files), lines=sum(rows or 0 for rows in files.values()))
        for run, files in done.runs.items()
    ]
    if any(done.ledger.values()):
        told = " · ".join(f"{table} {rows:,}" for table, rows in done.ledger.items() if rows)
        lines.append(say["ledger"].format(told=told))
    lines += [say["kept"].format(path=path) for path in done.kept]
    if not lines:
        return [say["none"]]
    return [*lines, say["done"].format(path=receipt) if receipt else say["dry"]]
