"""``dq diff``: what became of the findings of one run in another."""

from __future__ import annotations

import argparse
from pathlib import Path

from dq.cli.options import add_ledger

_SKIPPED = {
    "en": "{n} not looked at in the later run: a table, a column or a rule is missing there",
    "zh": "另有 {n} 个问题后一批次未检查（缺表、缺列或规则已停用）",
}
_SAME = {"en": "no findings in either run", "zh": "两个批次都没有问题"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "before", metavar="A", help="the earlier run: its number, its id, or the beginning of it"
    )
    parser.add_argument("after", metavar="B", help="the later run; -1 is the last one")
    add_ledger(parser)
    parser.add_argument("--csv", metavar="FILE", help="write each finding with what became of it")


def execute(options: argparse.Namespace) -> int:
    """Print, rule by rule, what is fixed, unchanged, changed, vanished and newly broken."""
    from dq.cli.history import by_rule
    from dq.cli.main import say
    from dq.record.ledger import Ledger
    from dq.record.ledger.compare import as_json, compare, find_run
    from dq.write.files import write_csv

    out = Path(options.out)
    with Ledger.open(out, create=False) as ledger:
        before, after = find_run(ledger, options.before), find_run(ledger, options.after)
    compared = compare(out, before, after)
    if options.csv:
        written = write_csv(compared.findings, Path(options.csv))
        say(f"{options.csv}: {written.rows:,}")
    counts = compared.counts()
    if options.json:
        print(as_json(compared, before, after))
        return 0
    print(f"{before.run_id} ({before.as_of}) → {after.run_id} ({after.as_of})")
    moved = {rule: row for rule, row in counts.items() if sum(row.values()) > row["skipped"]}
    skipped = sum(row["skipped"] for row in counts.values())
    for line in by_rule(moved, options.lang, len(moved)) or ([] if skipped else [_SAME[options.lang]]):
        print(line)
    if skipped:
        print(_SKIPPED[options.lang].format(n=f"{skipped:,}"))
    return 0
