"""``dq map``: propose a source YAML for a file, with the evidence for each column."""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dq.model.companions import CASES, COMPANIONS

_SAVED = {
    "en": "saved {path}: review it, then run: dq run {file} --source {path}",
    "zh": "已保存 {path}：请核对后运行 dq run {file} --source {path}",
}
_SAVED_PART = {
    "en": "saved {path}: review it, and put it into the YAML of the source",
    "zh": "已保存 {path}：请核对后放入来源配置的 YAML",
}


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
    from dq.map.source_yaml import to_companion_yaml, to_yaml
    from dq.model.errors import UsageError
    from dq.pipeline.beside import proposed

    kind = "source" if options.table == CASES else options.table
    path = Path(options.out) if options.out else Path(f"{Path(options.file).stem}.{kind}.yml")
    if path.exists() and not options.force:
        raise UsageError(f"{path} is there already", "Give another --out, or --force to replace it.")
    with TemporaryDirectory(prefix="dq-") as work:
        with closing(proposed(options.file, options.table, Path(work), options.lang)) as intake:
            mappings = [table.mapping for table in intake.tables]
        print(show_proposal(mappings[0], options.lang), end="")
        if options.table == CASES:
            text = to_yaml(mappings, options.id or source_id(path), options.region, lang=options.lang)
        else:
            text = to_companion_yaml(mappings, options.table, options.lang)
        save(path, text)
    saved = _SAVED if options.table == CASES else _SAVED_PART
    say(saved[options.lang].format(path=path, file=options.file))
    return 1 if mappings[0].missing_required else 0


def source_id(path: Path) -> str:
    """An id made of a file's name: letters, digits, ``_`` and ``-`` only."""
    name = re.sub(r"\.source$", "", path.stem)
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[:64] or "my_source"


def save(path: Path, text: str) -> None:
    """Write a proposal."""
    from dq.model.errors import OutputError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} can't be written ({error.strerror})", "Give another --out.") from None


def save_proposal(
    intake: Any, companions: Mapping[str, Any], out: Path, region: str | None, lang: str
) -> Path:
    """Save the proposal that a run without a source made, beside the runs; return its path."""
    from dq.map.source_yaml import to_yaml

    case_files = {table.reading.sha256 for table in intake.tables}
    path = out / "sources" / f"{source_id(Path(intake.tables[0].reading.file))}.yml"
    parts = {name: _part(beside.tables, case_files) for name, beside in companions.items()}
    mappings = [table.mapping for table in intake.tables]
    text = to_yaml(mappings, source_id(path), region or "CN", lang=lang, companions=parts)
    save(path, text)
    return path


def _part(tables: Sequence[Any], case_files: Collection[str]) -> Any:
    """A companion table as a part of the proposal: a sheet of the case workbook, or the files of any run."""
    from dq.map.source_yaml import Part

    mappings, first = tuple(table.mapping for table in tables), tables[0].reading
    if len(tables) == 1 and first.sheet is not None and {first.sha256} == set(case_files):
        return Part(mappings, sheet=first.sheet)
    return Part(mappings, tuple(dict.fromkeys(table.reading.file for table in tables)))
