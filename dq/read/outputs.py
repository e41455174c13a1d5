"""The files of a run's folder, as those who check it read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import UsageError


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a finished run. Raises UsageError if the folder is none."""
    path = folder / "run.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder}: is not the folder of a run", "Name a folder with a run.json.") from error
    # A partial run has lines of every file that could be read; those of the others it never saw.
    if not isinstance(manifest, dict) or manifest.get("status") not in ("complete", "partial"):
        raise UsageError(f"{folder}: the run is not complete", "Run it again.")
    return manifest


def output_table(folder: Path, name: str, *columns: str, maybe: Sequence[str] = ()) -> pl.DataFrame:
    """Some columns of an output (all if none is named), from Parquet if there is one, else from CSV; empty if there is
    neither.

    Those of ``maybe`` are left out where the output does not have them.
    """
    parquet, text = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        frame = pl.scan_parquet(parquet, glob=False)
    elif text.is_file():
        frame = pl.scan_csv(text, infer_schema=False, glob=False)
    else:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    has = frame.collect_schema().names()
    if not columns:
        return frame.collect()
    return frame.select(*columns, *(column for column in maybe if column in has)).collect()
