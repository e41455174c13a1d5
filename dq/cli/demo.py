"""``dq demo``: make a realistic messy case file and run on it."""

from __future__ import annotations

import argparse
from pathlib import Path

_MADE = {
    "en": {
        "made": "made {csv} (GB18030), {xlsx} and {truth} (what was damaged where)",
        "beside": "beside it {names} and {truth}",
    },
    "zh": {
        "made": "已生成 {csv}（GB18030）、{xlsx} 和 {truth}（改坏之处）",
        "beside": "随附表 {names} 和 {truth}",
    },
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--out", metavar="DIR", default="dq-demo", help="folder for the files (default: dq-demo)"
    )
    parser.add_argument("--rows", type=int, default=5000, metavar="N", help="cases (default: 5000)")
    parser.add_argument("--seed", type=int, metavar="N", help="seed of the generator")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="language (default: en)")
    parser.add_argument(
        "--workbook", action="store_true", help="run on the workbook instead of the GB18030 CSV"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the manifest as JSON instead of the summary"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def execute(options: argparse.Namespace) -> int:
    """Make the files, run, print; exit 0 when the run is complete (a demo is meant to have findings)."""
    from dq.cli.light import hidden, loading
    from dq.cli.main import say_wrapped
    from dq.cli.run import show

    with loading():
        from dq.demo import SEED, write_demo
        from dq.pipeline.road import run

    folder = Path(options.out)
    made = write_demo(folder, options.rows, SEED if options.seed is None else options.seed)
    if not options.quiet:
        words = _MADE[options.lang]
        say_wrapped(words["made"].format(csv=made.csv, xlsx=made.xlsx, truth=made.truth))
        if made.companions:
            names = ", ".join(path.name for path in made.companions.values())
            say_wrapped(words["beside"].format(names=names, truth=made.companions_truth))
    file = made.xlsx if options.workbook else made.csv
    with hidden():
        result = run(file, None, made.as_of, folder / "runs", lang=options.lang, companions=made.companions)
    show(result, options)
    return 0
