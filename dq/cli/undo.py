"""``dq undo``: take back what was done to values: a cleaning step, the answers on a rule, or all of it in a cell."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from dq.cli.options import add_ledger, add_person, language, person, today

if TYPE_CHECKING:
    from dq.record.ledger import Ledger

DECISION = "decision"
"""The step by which an answer of a person stands in ``changes``."""

_WORDS = {
    "en": {
        "redone": "{number}: the next runs of '{source}' do it again",
        "withdrawn": "taken back: {answers} answers, {agreements} agreements",
        "left": "{number}: the next runs of '{source}' leave out {what}; --redo {number} takes that back",
        "step": "step {step}",
        "step_field": "step {step} on {field}",
        "cell": "every step on {field} of case {case_no}",
    },
    "zh": {
        "redone": "{number}：来源“{source}”的后续批次恢复执行",
        "withdrawn": "已撤回：处理决定 {answers} 项，豁免 {agreements} 项",
        "left": "{number}：来源“{source}”的后续批次不再执行{what}；可用 --redo {number} 恢复",
        "step": "步骤 {step}",
        "step_field": "字段 {field} 的步骤 {step}",
        "cell": "案件 {case_no} 字段 {field} 的所有步骤",
    },
}
_HEADS = {
    "en": ("No", "Source", "Step", "Case", "Field", "By", "On"),
    "zh": ("序号", "来源", "步骤", "案件", "字段", "人员", "日期"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--source", metavar="ID", help="the source whose next runs are meant")
    parser.add_argument(
        "--step",
        metavar="NAME",
        help="a step as in changes.parquet, on cells of the case file; 'decision': all answers",
    )
    parser.add_argument("--field", metavar="NAME", help="the step on this field only")
    parser.add_argument("--rule", metavar="ID", help="the answers and agreements on the findings of a rule")
    parser.add_argument(
        "--cell", nargs=2, metavar=("CASE", "FIELD"), help="every step, answer and agreement in a cell"
    )
    parser.add_argument("--list", action="store_true", help="print the steps and cells that are taken back")
    parser.add_argument("--redo", type=int, metavar="NO", help="allow the step or cell of this number again")
    add_person(parser)
    add_ledger(parser, own_lang=True)


def execute(options: argparse.Namespace) -> int:
    """Take back, list or allow again; it shows in the next run."""
    from dq.cli.main import say_wrapped
    from dq.record.ledger import Ledger
    from dq.record.ledger.undoing import withdraw

    with Ledger.open(Path(options.out), create=False) as ledger:
        if options.list:
            return _list(ledger, options)
        if options.redo is not None:
            return _redo(ledger, options)
        _hold_clear(ledger, options)
        words = _WORDS[language(options, ledger, options.source)]
        if options.step and options.step != DECISION:
            _edit(ledger, options, words, step=options.step, field=options.field)
            return 0
        cell = tuple(options.cell) if options.cell else None
        counts = withdraw(ledger, options.source, person(options), today(), rule=options.rule, cell=cell)
        say_wrapped(words["withdrawn"].format(answers=counts[0], agreements=counts[1]))
        if cell is not None:
            _edit(ledger, options, words, case_no=cell[0], field=cell[1])
    return 0


def _redo(ledger: Ledger, options: argparse.Namespace) -> int:
    from dq.cli.main import say_wrapped
    from dq.model.errors import UsageError
    from dq.record.ledger.undoing import redo, taken_back

    sources = {item.id: item.source for item in taken_back(ledger)}
    if not redo(ledger, options.redo, person(options), today()):
        raise UsageError(f"nothing of number {options.redo} is taken back", "'dq undo --list' shows what is.")
    source = sources[options.redo]
    words = _WORDS[language(options, ledger, source)]
    say_wrapped(words["redone"].format(number=options.redo, source=source))
    return 0


def _hold_clear(ledger: Ledger, options: argparse.Namespace) -> None:
    from dq.model.errors import UsageError
    from dq.model.schema import fields_by_name
    from dq.record.ledger.runs import runs

    if sum(map(bool, (options.step, options.rule, options.cell))) != 1 or not options.source:
        raise UsageError("what is to be taken back?", "Give --source and one of --step, --rule, --cell.")
    if not runs(ledger, options.source):
        raise UsageError(f"no run of source '{options.source}'", "'dq sources' names the sources.")
    for name in filter(None, (options.field, options.cell and options.cell[1])):
        if name not in fields_by_name():
            raise UsageError(f"no field '{name}'", "Fields are named in changes.parquet and exceptions.csv.")


def _edit(
    ledger: Ledger,
    options: argparse.Namespace,
    words: Mapping[str, str],
    step: str | None = None,
    case_no: str | None = None,
    field: str | None = None,
) -> None:
    from dq.cli.main import say_wrapped
    from dq.record.ledger.undoing import TakenBack, take_back

    wanted = TakenBack(options.source, person(options), today(), step, case_no, field)
    number = take_back(ledger, wanted)
    kind = "cell" if step is None else "step" if field is None else "step_field"
    what = words[kind].format(step=step, field=field, case_no=case_no)
    say_wrapped(words["left"].format(number=number, source=options.source, what=what))


def _list(ledger: Ledger, options: argparse.Namespace) -> int:
    from dq.cli.tables import table
    from dq.record.ledger.undoing import taken_back

    found = taken_back(ledger, options.source)
    if options.json:
        print(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=2))
        return 0
    rows = [
        (str(i.id), i.source, i.step or "", i.case_no or "", i.field or "", i.person, i.made_on)
        for i in found
    ]
    for line in table(_HEADS[language(options, ledger, options.source)], rows, left=(1, 2, 3, 4, 5, 6)):
        print(line)
    return 0
