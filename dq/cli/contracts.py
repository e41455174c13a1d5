"""``dq contracts``: the contract of a cleaned dataset, for the code that takes over where dq ends."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from dq.model.errors import OutputError, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("action", choices=("export",), help="write the contract as pandera's YAML")
    parser.add_argument(
        "--source", metavar="ID|FILE", help="fields and rules of this source (default: all fields)"
    )
    parser.add_argument("--as-of", metavar="DATE", help="day for rules that compare with it")
    parser.add_argument("--out", metavar="FILE", help="file to write (default: the standard output)")


def execute(options: argparse.Namespace) -> int:
    """Write the contract."""
    from dq.packs.source import default_source, load_source

    source = load_source(options.source) if options.source else default_source()
    try:
        as_of = date.fromisoformat(options.as_of) if options.as_of else None
    except ValueError:
        raise UsageError(f"'{options.as_of}' is no date", "Give the as-of date as YYYY-MM-DD.") from None
    from dq.contracts import as_yaml, contract

    text = as_yaml(contract(source.rules, as_of=as_of))
    if not options.out:
        sys.stdout.write(text)
        return 0
    try:
        handle = os.open(Path(options.out), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise OutputError(
            f"{options.out} can't be written ({error.strerror})", "Give another file with --out."
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return 0
