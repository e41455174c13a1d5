"""``dq verify``: whether a run's folder is whole and accounts for every line, from its files alone."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("folder", metavar="RUN_FOLDER", help="folder of a run, with its run.json")


def execute(options: argparse.Namespace) -> int:
    """Print what does not add up; exit 0 if everything does, else 1."""
    from dq.read.accounting import verify_run

    problems = verify_run(Path(options.folder))
    for problem in problems:
        print(problem)
    if not problems:
        print("whole: every file is as it was written, and every line stands in exactly one place")
    return 1 if problems else 0
