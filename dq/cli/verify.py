"""``dq verify``: whether a run's folder is whole and accounts for every line, from its files or with its inputs too."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

PROVES = """\
From the run's files alone: none was altered since, the counts of lines add up, and each line of each input stands in
exactly one of cleaned, quarantined and rejected. They do not hold the text of accepted lines as it came, so what the
lines said is proved with --input alone: each file is the one that the run read; its records, one behind the other,
are its decoded text; each line stands where the run says; rejected and quarantined lines are told letter by letter;
and each accepted cell is the file's own, or its change is told. Companion tables are accounted for by count."""


WITH_INPUT = (
    "true to its inputs: their records hash to their text; every line and cell is there, or told as changed"
)
WITHOUT_INPUT = "what the lines said was not looked at: give the run's case files with --input for that"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("folder", metavar="RUN_FOLDER", help="folder of a run, with its run.json")
    parser.add_argument(
        "--input",
        nargs="+",
        metavar="FILE",
        help="the run's case files: read them again and compare line by line",
    )
    parser.add_argument(
        "--source", metavar="ID|FILE", help="with --input: the source that the run was made with"
    )
    parser.epilog = "\n\n".join(filter(None, (PROVES, parser.epilog)))


def execute(options: argparse.Namespace) -> int:
    """Print what does not add up; exit 0 if everything does, else 1."""
    from dq.read.accounting import verify_run

    folder = Path(options.folder)
    problems = verify_run(folder)
    if options.input:
        problems += _recheck(folder, options)
    for problem in problems:
        print(problem)
    if not problems:
        print("whole: every file is as it was written, and every line stands in exactly one place")
        print(WITH_INPUT if options.input else WITHOUT_INPUT)
    return 1 if problems else 0


def _recheck(folder: Path, options: argparse.Namespace) -> list[str]:
    from dq.map.vocabulary import known_headers
    from dq.packs.source import default_source
    from dq.read import Reading, ReadOptions, read_many
    from dq.read.outputs import manifest_of
    from dq.read.rechecking import recheck_inputs

    source = _source(manifest_of(folder), options.source) or default_source()
    fixed = source.read
    readings = read_many(
        options.input,
        ReadOptions(fixed.encoding, fixed.delimiter, fixed.quote, fixed.sheet, fixed.header_row),
        known_headers=known_headers(),
    )
    try:
        return recheck_inputs(folder, readings)
    finally:
        for reading in readings:
            if isinstance(reading, Reading):
                reading.close()


def _source(manifest: dict[str, Any], given: str | None) -> Any:
    """The source of the run; None if it had none. Raises UsageError where it is another."""
    from dq.model.errors import UsageError
    from dq.packs.source import load_source, source_names

    used = manifest.get("source")
    if used is None:
        if given is not None:
            raise UsageError("the run was made without a source", "Leave out --source.")
        return None
    if given is None and used["id"] not in source_names():
        raise UsageError(f"the run was made with the source '{used['id']}'", "Give its YAML with --source.")
    source = load_source(given or used["id"])
    if source.sha256 != used["sha256"]:
        raise UsageError(
            f"the source '{source.id}' is not as it was when the run was made",
            "Give the YAML of then with --source.",
        )
    return source
