"""``dq sources``: how each source does over time."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from dq.cli.options import add_ledger

_HEADS = {
    "en": ("As of", "Cases", "Per 1,000", "Held", "New", "Open", "Fixed", "Run"),
    "zh": ("基准日", "案件", "每千件问题", "隔离", "新增", "未变", "已修正", "批次"),
}
_FIXED = {
    "en": "{source}: {n:,} findings fixed, half of them within {days} days",
    "zh": "{source}：已修正 {n:,} 个问题，半数在 {days} 天内修正",
}
_NONE = {"en": "{source}: no finding was fixed yet", "zh": "{source}：尚无已修正的问题"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("source", nargs="?", metavar="ID", help="this source only")
    add_ledger(parser)


def execute(options: argparse.Namespace) -> int:
    """Print the scorecard of each source."""
    from dq.cli.tables import table
    from dq.model.errors import UsageError
    from dq.record.ledger import Ledger
    from dq.record.ledger.runs import runs
    from dq.record.ledger.scorecard import scorecard

    with Ledger.open(Path(options.out), create=False) as ledger:
        known = runs(ledger, options.source)
    names = sorted({item.source for item in known})
    if options.source and not names:
        raise UsageError(f"no run of source '{options.source}'", "'dq sources' without a name lists all.")
    cards = {name: scorecard([item for item in known if item.source == name]) for name in names}
    if options.json:
        print(json.dumps(cards, ensure_ascii=False, indent=2))
        return 0
    for place, (name, card) in enumerate(cards.items()):
        if place:
            print()
        told = (_FIXED if card["fixed"] else _NONE)[options.lang]
        print(told.format(source=name, n=card["fixed"], days=card["median_days_to_fix"]))
        for text in table(_HEADS[options.lang], [_row(line) for line in card["runs"]], left=(0, 7)):
            print(text)
    return 0


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    def number(*states: str) -> str:
        return f"{sum(line['states'].get(state, 0) for state in states):,}"

    return (
        line["as_of"], f"{line['cases']:,}", f"{line['per_thousand']:,}", f"{line['quarantined']:,}",
        number("new", "reopened"), number("open", "changed"), number("fixed"), line["run_id"],
    )  # fmt: skip
