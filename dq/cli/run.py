"""``dq run``: the main job."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from dq.cli import announce
from dq.cli.options import add_judging, as_of, companions, end_progress, progress

FORMATS = ("csv", "parquet", "xlsx")
_THERE = {
    "en": "This run is there already: {folder} (--force makes it again)",
    "zh": "该批次已存在：{folder}（用 --force 重新生成）",
}
_PROPOSED = {
    "en": "No --source: the columns were proposed. Review {path}, then run with --source {path}",
    "zh": "未给出 --source：各列为自动提议。请核对 {path}，再用 --source {path} 运行",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_judging(parser)
    parser.add_argument("--out", metavar="DIR", default="dq-out", help="folder of the runs (default: dq-out)")
    parser.add_argument(
        "--format", metavar="LIST", default="csv,parquet", help="csv,parquet,xlsx (default: csv,parquet)"
    )
    parser.add_argument("--mask", action="store_true", help="mask personal values in the exception list too")
    parser.add_argument("--force", action="store_true", help="make a run again that is there already, whole")
    parser.add_argument(
        "--budget",
        default="2000",
        metavar="N|Nh",
        help="tasks in the worklist, or hours of work such as 40h (default: 2000)",
    )
    parser.add_argument(
        "--split", choices=("assignee", "who"), help="a worklist for each assignee, or each who can answer"
    )
    parser.add_argument(
        "--per-person",
        metavar="N",
        help="tasks of a person's day; the others are planned for the next working days (default: the source's)",
    )
    announce.add_arguments(parser)


def execute(options: argparse.Namespace) -> int:
    """Run; exit 0 if the verdict is pass, else 1."""
    from dq.cli.main import say_wrapped
    from dq.record.publish import locked_early

    tell = announce.announcer(options)
    # Asked for before the libraries are loaded: a start that has to wait costs little.
    with locked_early(Path(options.out)):
        result = _run(options)
    end_progress(options.quiet)
    if result.repeated and not options.quiet:
        say_wrapped(_THERE[result.manifest["lang"]].format(folder=result.folder))
    show(result, options)
    tell(result.manifest)
    return int(result.manifest["exit_code"])


def _run(options: argparse.Namespace) -> Any:
    from dq.cli.light import hidden, loading
    from dq.model.errors import UsageError

    with loading():
        from dq.packs.source import load_source
        from dq.pipeline.road import run

    formats = tuple(word.strip() for word in options.format.split(",") if word.strip())
    unknown = [word for word in formats if word not in FORMATS]
    if unknown:
        raise UsageError(f"unknown format '{unknown[0]}'", f"Known formats: {', '.join(FORMATS)}.")
    source = load_source(options.source) if options.source else None
    asked = source is not None and source.expectations is not None  # Great Expectations needs pandas
    with nullcontext() if asked else hidden():  # pandera looks for it again when it first checks
        return run(
            options.files,
            source,
            as_of(options),
            options.out,
            companions=companions(options),
            region=options.region,
            lang=options.lang,
            formats=formats,
            fail_on=options.fail_on,
            mask=options.mask,
            budget=options.budget,
            split=options.split,
            per_person=options.per_person,
            progress=progress(options.quiet, "run"),
            force=options.force,
            told=None if options.source or options.quiet else partial(_proposal, options=options),
        )


def show(result: Any, options: argparse.Namespace) -> None:
    """Print the summary, or the manifest as JSON."""
    from dq.cli.main import say
    from dq.cli.notes import run_notes
    from dq.cli.summary import summary

    lang = result.manifest["lang"]
    if options.json:
        print(json.dumps(result.manifest, ensure_ascii=False, indent=2))
    elif not options.quiet:
        for line in [*run_notes(result), *result.notes]:
            say(line)
        print(summary(result.manifest, lang, result.folder), end="")


def _proposal(intake: Any, companions: Mapping[str, Any], options: argparse.Namespace) -> None:
    """Print what the columns were taken for, and where the proposal can be edited."""
    from dq.cli.main import say_wrapped
    from dq.cli.map import save_proposal

    lang = options.lang or "en"
    path = save_proposal(intake, companions, Path(options.out), options.region, lang)
    say_wrapped(_PROPOSED[lang].format(path=path))
