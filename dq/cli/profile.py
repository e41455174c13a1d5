"""``dq profile``: statistics of each column of a file, as it came; no value of a person is shown."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("file", metavar="FILE", help="case file")
    parser.add_argument("--json", action="store_true", help="print JSON")


def execute(options: argparse.Namespace) -> int:
    """Print a line for each column: position, header, filled, distinct, length, commonest shapes."""
    from dq.packs.source import default_source
    from dq.pipeline.intake import take_in
    from dq.pipeline.profile import profile
    from dq.text.visible import one_line
    from dq.text.width import cut, pad

    with (
        TemporaryDirectory(prefix="dq-") as work,
        closing(take_in([Path(options.file)], None, default_source, Path(work))) as intake,
    ):
        for table in intake.tables:
            rows = profile(table)
            if options.json:
                print(json.dumps(rows, ensure_ascii=False, indent=2))
                continue
            name = table.reading.file + (f", {table.reading.sheet}" if table.reading.sheet else "")
            print(f"{name}: {table.reading.counts.cases:,} rows, {len(rows)} columns")
            head = f"{'':4}{pad('column', 20)}{pad('field', 19)}{'filled':>8}{'distinct':>10}"
            print(f"{head}  commonest shapes")
            for row in rows:
                names = pad(cut(one_line(row["column"]), 19), 20) + pad(cut(row["field"] or "–", 18), 19)
                shapes = ", ".join(f"{shape} {share:.0%}" for shape, share in row["shapes"])
                print(
                    f"{row['letter']:<4}{names}{row['filled']:>8.1%}{row['distinct']:>10,}  {cut(shapes, 17)}"
                )
    return 0
