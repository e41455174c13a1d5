"""``dq gx``: Great Expectations' suites, run at the speed of polars, and made of our packs."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dq.model.errors import OutputError, UsageError

FAIL_ON = {"error": ("critical",), "warning": ("critical", "warning"), "never": ()}
_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of both actions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    run = actions.add_parser("run", help="judge a suite on a file", description="Judge a suite on a file.")
    run.add_argument("suite", metavar="SUITE", help="suite as Great Expectations' JSON")
    run.add_argument("file", metavar="FILE", help="CSV, workbook, Parquet or anything else that dq reads")
    run.add_argument("--sheet", metavar="NAME", help="sheet of a workbook")
    run.add_argument(
        "--types", choices=("infer", "dates", "text"), default="infer",
        help="types of a text file's columns: as pandas gives them, with ISO dates too, or all text",
    )  # fmt: skip
    run.add_argument(
        "--fail-on", choices=tuple(FAIL_ON), default="error", help="exit 1 at or above (default: error)"
    )
    run.add_argument(
        "--values", action="store_true", help="show values that are unexpected or observed, not counts only"
    )
    run.add_argument(
        "--index", metavar="LIST", default="", help="columns that name a row, with --values and --json"
    )
    run.add_argument("--history", metavar="DIR", help="keep the result in the GX project DIR/gx")
    run.add_argument("--json", action="store_true", help="print the results as JSON")
    export = actions.add_parser(
        "export", help="make a suite of rule packs", description="Make a suite of rule packs."
    )
    export.add_argument("--source", metavar="ID|FILE", help="rules and fields of this source")
    export.add_argument(
        "--pack", metavar="NAME", action="append", default=[], help="rules of this pack (may repeat)"
    )
    export.add_argument(
        "--fields", metavar="LIST", help="fields that the dataset has (default: the source's, or all)"
    )
    export.add_argument("--as-of", metavar="DATE", help="day for rules that compare with today")
    export.add_argument("--name", default="dq", help="name of the suite (default: dq)")
    export.add_argument("--out", metavar="FILE", help="file to write (default: the standard output)")


def execute(options: argparse.Namespace) -> int:
    """Run or export; a run exits 1 if an expectation at or above ``--fail-on`` is not met."""
    return _run(options) if options.action == "run" else _export(options)


def _run(options: argparse.Namespace) -> int:
    from dq.expect.history import keep
    from dq.packs.suites import load_suite
    from dq.pipeline.suiting import judge_file

    path = Path(options.file)
    index = [name for name in options.index.split(",") if name]
    if index and not options.values:
        raise UsageError("--index shows values of rows", "Give --values with it.")
    suite = load_suite(Path(options.suite))
    if not suite.statements:
        raise UsageError(f"{options.suite}: the suite has no expectation", "Give a suite with at least one.")
    judgement = judge_file(
        suite, path, types=options.types, sheet=options.sheet, values=options.values, index=index
    )
    if options.history:
        keep(judgement, Path(options.history), path.name)
    failed = judgement.unmet(*FAIL_ON[options.fail_on])
    if options.json:
        print(json.dumps(_facts(judgement, path, failed), ensure_ascii=False, indent=2, default=str))
    else:
        print("\n".join(_lines(judgement, path, failed, values=options.values)))
    return 1 if failed else 0


def _facts(judgement: Any, path: Path, failed: Sequence[Any]) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "suite": judgement.suite.name,
        "file": path.name,
        "verdict": "fail" if failed else "pass",
        "expectations": len(judgement.judged),
        "met": sum(item.met for item in judgement.judged),
        "results": [
            {key: value for key, value in asdict(item).items() if key != "values" or value is not None}
            for item in judgement.judged
        ],
    }


def _lines(judgement: Any, path: Path, failed: Sequence[Any], *, values: bool) -> list[str]:
    """The verdict and what is not met, in 80 columns."""
    from dq.pipeline.accepting import told
    from dq.text.visible import one_line
    from dq.text.width import cut, wrap

    met = sum(item.met for item in judgement.judged)
    verdict = "FAIL" if failed else "PASS"
    name = cut(f"{one_line(judgement.suite.name)} on {one_line(path.name)}", 48)
    lines = [f"{verdict}  {name}: {met} of {len(judgement.judged)} expectations met"]
    unmet = [item for item in judgement.judged if not item.met]
    for item in unmet[:_SHOWN]:
        what = f"{', '.join(item.about)}: " if item.about else ""
        what += item.kind.removeprefix("expect_").replace("_", " ")
        found = [
            told(item),
            *([item.expected] if item.expected else []),
            *(_examples(item) if values else []),
        ]
        lines.append("")
        first, *rest = wrap(one_line(what), 70)
        lines += [f"{item.severity:<10}{first}", *(f"{'':10}{line}" for line in rest)]
        lines += [f"{'':10}{line}" for text in found for line in wrap(one_line(text), 70)]
    if len(unmet) > _SHOWN:
        lines += ["", f"{len(unmet) - _SHOWN} more: see --json"]
    return lines


def _examples(item: Any) -> list[str]:
    values = (item.values or {}).get("partial_unexpected_list") or []
    return [f"e.g. {', '.join(map(str, values[:5]))}"] if values else []


def _export(options: argparse.Namespace) -> int:
    from dq.cli.main import say
    from dq.expect.export import export
    from dq.model.schema import in_schema_order
    from dq.text.width import wrap

    rules, fields = _rules_and_fields(options)
    if options.fields:
        names = [name.strip() for name in options.fields.split(",")]
        unknown = [name for name in names if name not in in_schema_order(names)]
        if unknown:
            raise UsageError(
                f"--fields: unknown field '{unknown[0]}'", "'dq map FILE' shows the fields of a file."
            )
        fields = names
    made = export(rules, fields, _day(options.as_of))
    text = json.dumps(made.as_suite(options.name), ensure_ascii=False, indent=2) + "\n"
    if options.out:
        _write(Path(options.out), text)
    else:
        sys.stdout.write(text)
    said = len({item.meta["rule"] for item in made.statements})
    say(f"{len(made.statements)} expectations of {said} rules; {len(made.left_out)} rules can't be said:")
    for reason in dict.fromkeys(made.left_out.values()):
        unsaid = [rule for rule, why in made.left_out.items() if why == reason]
        for line in wrap(f"{reason}: {', '.join(unsaid)}", 78):
            say(f"  {line}")
    return 0


def _rules_and_fields(options: argparse.Namespace) -> tuple[Sequence[Any], list[str] | None]:
    from dq.packs.rules import load_packs, pack_names
    from dq.packs.source import DEFAULT_PACKS, load_source

    if options.source and options.pack:
        raise UsageError("--source and --pack exclude each other", "A source names its own packs.")
    if options.source:
        source = load_source(options.source)
        return source.rules, [spec.field for spec in source.columns.values()]
    unknown = [
        name for name in options.pack if not name.endswith((".yml", ".yaml")) and name not in pack_names()
    ]
    if unknown:
        raise UsageError(f"no pack '{unknown[0]}'", f"Known packs: {', '.join(pack_names())}.")
    packs = load_packs(tuple(options.pack) or DEFAULT_PACKS)
    return [rule for pack in packs for rule in pack.rules], None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"'{text}' is no date", "Give the as-of date as YYYY-MM-DD.") from None


def _write(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise OutputError(
            f"{path} can't be written ({error.strerror})", "Give another file with --out."
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
