"""``dq check``: judge files and print the summary; nothing is written."""

from __future__ import annotations

import argparse
import json

from dq.cli import announce
from dq.cli.options import add_judging, as_of, companions, end_progress, progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_judging(parser)
    announce.add_arguments(parser)


def execute(options: argparse.Namespace) -> int:
    """Judge; exit 0 if the verdict is pass, else 1."""
    from dq.cli.light import loading
    from dq.cli.main import say

    with loading():
        from dq.cli.notes import run_notes
        from dq.cli.summary import summary
        from dq.pipeline.checking import check

    tell = announce.announcer(options)
    result = check(
        options.files,
        options.source,
        as_of(options),
        companions=companions(options),
        region=options.region,
        lang=options.lang,
        fail_on=options.fail_on,
        progress=progress(options.quiet, "check"),
    )
    end_progress(options.quiet)
    if options.json:
        print(json.dumps(result.manifest, ensure_ascii=False, indent=2))
    elif not options.quiet:
        for line in run_notes(result):
            say(line)
        print(summary(result.manifest, result.manifest["lang"], ""), end="")
    tell(result.manifest)
    return int(result.manifest["exit_code"])
