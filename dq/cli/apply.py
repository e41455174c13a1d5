"""``dq apply``: the answers of a filled worklist are checked, and remembered for the next run."""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from dq.cli.options import LANGS, as_of

_DEFAULT_OUT = "dq-out"
_SAMPLE = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("workbook", metavar="WORKLIST", help="the filled worklist: xlsx or CSV")
    parser.add_argument(
        "--run", metavar="RUN_FOLDER", help="folder of its run (default: found by the workbook's hidden keys)"
    )
    parser.add_argument(
        "--out", metavar="DIR", help="folder of the runs (default: that of the run, else dq-out)"
    )
    parser.add_argument("--source", metavar="ID|FILE", help="the source's YAML, if it is not one of ours")
    parser.add_argument(
        "--cases", metavar="FILE", action="append", default=[],
        help="a case file of the source that is newer than its runs: answers are held against its values; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--person", metavar="NAME", help="who answers for the list (default: the user of this machine)"
    )
    parser.add_argument("--as-of", metavar="DATE", help="the day of the answers (default: today)")
    parser.add_argument(
        "--refused", metavar="FILE", help="where refused answers go (default: beside the worklist)"
    )
    parser.add_argument("--lang", choices=LANGS, help="language of messages (default: that of the run)")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def execute(options: argparse.Namespace) -> int:
    """Take the answers in; exit 0 if all of them were taken, 1 if some were refused."""
    from dq.cli.light import hidden, loading

    with loading():
        from dq.packs.source import load_source
        from dq.pipeline.applying import apply
        from dq.pipeline.settings import day

    with hidden():
        workbook = Path(options.workbook)
        folders = _folders(options, workbook)
        out = Path(options.out) if options.out else _out(options, workbook)
        source = load_source(options.source) if options.source else None
        person = options.person or os.environ.get("USER") or os.environ.get("LOGNAME") or "?"
        applied = apply(
            workbook,
            out,
            [*folders, out],
            source,
            person=person,
            today=day(as_of(options)),
            cases=[Path(name) for name in options.cases],
        )
        lang = options.lang or applied.lang
        path = (
            Path(options.refused) if options.refused else workbook.with_name(f"{workbook.stem}-refused.xlsx")
        )
        told = _refused(applied, path, lang)
    if options.json:
        print(json.dumps(_facts(applied, path if told else None), ensure_ascii=False, indent=2))
    elif not options.quiet:
        _print(applied, told, path, lang)
    return 1 if told else 0


def _folders(options: argparse.Namespace, workbook: Path) -> list[Path]:
    return [Path(options.run)] if options.run else [workbook.resolve().parent]


def _out(options: argparse.Namespace, workbook: Path) -> Path:
    """The folder of the runs: that of the run, or of the workbook's folder if it is one of a run."""
    folder = Path(options.run).resolve() if options.run else workbook.resolve().parent
    if (folder / "run.json").is_file():
        return folder.parent
    return folder if (folder / "ledger.sqlite").is_file() else Path(_DEFAULT_OUT)


def _refused(applied: Any, path: Path, lang: str) -> list[tuple[str, str]]:
    """Write the answers that were not taken, in place of an earlier such file; where each stood, and why."""
    from dq.write.refused import write_refused

    refused = [result for result in applied.results if result.refusal is not None]
    lines = [
        {
            **result.line.shown,
            **result.takes,
            "refused": result.refusal.say(lang),
            "today": result.today,
            "note": _note(result),
        }
        for result in refused
    ]
    write_refused(lines, path, lang=lang)
    return [
        (f"{result.line.sheet}!{result.line.row}".strip("!"), result.refusal.say(lang)) for result in refused
    ]


def _note(result: Any) -> Any:
    return result.line.shown.get("note") if result.line.lost is None else result.line.lost


def _facts(applied: Any, path: Path | None) -> dict[str, Any]:
    return {
        "answers": dict(sorted(Counter(result.fate for result in applied.results).items())),
        "taken": dict(sorted(_choices(applied).items())),
        "refused": dict(
            sorted(Counter(r.refusal.code for r in applied.results if r.refusal is not None).items())
        ),
        "unanswered": applied.unanswered,
        "file": str(path) if path else None,
    }


def _choices(applied: Any) -> Counter[str]:
    return Counter(result.answer.choice for result in applied.results if result.fate == "taken")


def _print(applied: Any, told: list[tuple[str, str]], path: Path, lang: str) -> None:
    from dq.text.mask import mask_numbers
    from dq.text.visible import one_line
    from dq.text.width import cut
    from dq.write.worklist_words import DECISIONS

    zh = lang == "zh"
    fates = Counter(result.fate for result in applied.results)
    for choice, count in sorted(_choices(applied).items()):
        print(f"{count:>6,}  {DECISIONS[choice][0 if zh else 1]}")
    lines = (
        ("known", "已导入过，不再重复", "known already"),
        ("repeated", "重复的行，只算一次", "repeated lines, counted once"),
        ("refused", "未采纳", "not taken"),
    )
    for fate, chinese, english in lines:
        if fates[fate]:
            print(f"{fates[fate]:>6,}  {chinese if zh else english}")
    print(f"{applied.unanswered:>6,}  {'没有答复' if zh else 'without an answer'}")
    for place, why in told[:_SAMPLE]:
        print(cut(f"  {place}  {mask_numbers(one_line(why))}", 100))
    if told:
        more = len(told) - _SAMPLE
        if more > 0:
            print(f"  {more:,} " + ("条更多" if zh else "more"))
        print(f"{'未采纳的答复及原因' if zh else 'Answers not taken, and why'}: {path}")
    print("下次运行该来源时生效" if zh else "The next run of the source takes the answers up.")
