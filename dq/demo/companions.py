"""Companion tables for a demo's cases: contacts, a call log, repayments, promises, opt-outs and number checks.

What is generated is sound; then single rows are damaged, and the truth names each of them with the rule that is due.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from dq.demo.companion_defects import Companions, damage
from dq.demo.generator import SEED, CaseFile
from dq.demo.sound_companions import NEEDED, sound_tables

TRUTH_SCHEMA = dict.fromkeys(("table", "file", "column", "kind", "rule"), pl.String) | {"row": pl.UInt32}


def companion_tables(case_file: CaseFile, seed: int = SEED) -> Companions:
    """Companion tables for the cases of a file that have no defect themselves; the same seed gives the same tables."""
    frame = case_file.frame.with_row_index("_at")
    sound = frame.filter(
        ~pl.col("_at").is_in(case_file.truth["index"].implode()) & pl.col("case_no").is_unique()
    )
    cases = sound.select(NEEDED)
    rng = np.random.default_rng([seed, 7])
    made = Companions(sound_tables(cases, rng))
    damage(made, cases)
    return made


def write_companions(case_file: CaseFile, folder: Path, seed: int = SEED) -> tuple[dict[str, Path], Path]:
    """Write ``demo_<table>.csv`` (GB18030) and ``truth_companions.csv`` (UTF-8); return the files by table, the truth.

    ``OSError`` if they can't be written.
    """
    made = companion_tables(case_file, seed)
    files = {name: folder / f"demo_{name}.csv" for name, rows in made.tables.items() if rows}
    for name, path in files.items():
        rows = made.tables[name]
        text = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).write_csv()
        path.write_bytes(text.encode("gb18030"))
    truth = pl.DataFrame(
        [(table, files[table].name, *rest) for table, *rest in made.truth], schema=TRUTH_SCHEMA, orient="row"
    )
    named = folder / "truth_companions.csv"
    truth.sort("table", "row", "rule").write_csv(named)
    return files, named
