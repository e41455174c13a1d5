"""``dq map``: propose a source YAML for a file, with the evidence for each column."""

from __future__ import annotations

import argparse
import re
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dq.model.companions import CASES, COMPANIONS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("file", metavar="FILE", help="case file, or with --as a companion file (FILE#SHEET)")
    parser.add_argument(
        "--out", metavar="FILE", help="where to save the YAML (default: FILE's name + .source.yml)"
    )
    parser.add_argument("--id", metavar="ID", help="id of the source (default: from the file's name)")
    parser.add_argument(
        "--as", dest="table", metavar="TABLE", choices=("cases", *COMPANIONS), default="cases",
        help=f"what the rows are: cases (default) or {', '.join(COMPANIONS)}",
    )  # fmt: skip
    parser.add_argument("--region", metavar="CC", default="CN", help="region of phone numbers (default: CN)")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="language (default: en)")
    parser.add_argument("--force", action="store_true", help="replace a YAML that is there")


def execute(options: argparse.Namespace) -> int:
    """Print the proposal and save it; exit 1 if a required field has no column."""
    from dq.cli.main import say
    from dq.map.show import show_proposal
    from dq.model.errors import UsageError
    from dq.pipeline.beside import proposed

    kind = "source" if options.table == CASES else options.table
    path = Path(options.out) if options.out else Path(f"{Path(options.file).stem}.{kind}.yml")
    if path.exists() and not options.force:
        raise UsageError(f"{path} is there already", "Give another --out, or --force to replace it.")
    with TemporaryDirectory(prefix="dq-") as work:
        with closing(proposed(options.file, options.table, Path(work), options.lang)) as intake:
            table = intake.tables[0]
        print(show_proposal(table.mapping, options.lang), end="")
        save(table, path, options.id or source_id(path), options.region, options.lang, options.table)
    if options.table == CASES:
        say(f"saved {path}: review it, then run: dq run {options.file} --source {path}")
    else:
        say(f"saved {path}: review it, and put it into the YAML of the source")
    return 1 if table.mapping.missing_required else 0


def source_id(path: Path) -> str:
    """An id made of a file's name: letters, digits, ``_`` and ``-`` only."""
    name = re.sub(r"\.source$", "", path.stem)
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[:64] or "my_source"


def save(table: Any, path: Path, name: str, region: str, lang: str = "en", kind: str = CASES) -> None:
    """Write the proposal as a source YAML, or as the part of one for a companion table."""
    from dq.map.source_yaml import to_companion_yaml, to_yaml
    from dq.model.errors import OutputError

    if kind == CASES:
        text = to_yaml(table.mapping, name, region, lang=lang)
    else:
        text = to_companion_yaml(table.mapping, kind, lang)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} can't be written ({error.strerror})", "Give another --out.") from None


def save_proposal(table: Any, out: Path, region: str | None) -> Path:
    """Save the proposal that a run without a source made, beside the runs; return its path."""
    path = out / "sources" / f"{source_id(Path(table.reading.file))}.yml"
    save(table, path, source_id(path), region or "CN")
    return path
