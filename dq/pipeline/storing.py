"""Cleaned rows at rest on disk: written slice by slice, read as one frame."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Final

import polars as pl

from dq.model.columns import CASE

ROW_GROUP: Final = 16_384
"""What the engine reads at a time, several of them at once: a few megabytes of a wide table."""


class Store:
    """The slices of a table in a folder, a Parquet file each, without the columns in which a slice has no value.

    ``rows``: how many there are; ``tied``: how many of them belong to a case; ``cells``: those with a value, by column.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self._folder = folder
        self._files: list[Path] = []
        self._schema: pl.Schema | None = None
        self.rows = self.tied = 0
        self.cells: Counter[str] = Counter()

    def add(self, rows: pl.DataFrame) -> None:
        """Put a slice behind those that are there; all of them have the same columns."""
        self._schema = rows.schema
        self.rows += rows.height
        self.tied += rows[CASE].count()
        there = [column for column in rows.iter_columns() if column.null_count() < rows.height]
        self.cells.update({column.name: column.count() for column in there})
        path = self._folder / f"{len(self._files):06d}.parquet"
        # Every row has its number: a slice is never without columns. (To select them would cost a quarter of this.)
        pl.DataFrame(there).write_parquet(path, compression="lz4", statistics=False, row_group_size=ROW_GROUP)
        self._files.append(path)

    def frame(self) -> pl.LazyFrame:
        """All rows in their order."""
        if self._schema is None:
            return pl.LazyFrame()
        return pl.scan_parquet(self._files, schema=self._schema, missing_columns="insert")

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._folder)
