"""Parquet: typed columns as texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import RefusedError
from dq.read.limits import MAX_COLUMNS


def parquet_table(path: Path, name: str) -> Iterator[tuple[pl.DataFrame | None, dict[str, Any]]]:
    """The one table of a Parquet file, each value as text; its column names are in the facts.

    Raises RefusedError ``broken_file`` or ``nested_column``.
    """
    try:
        frame = pl.scan_parquet(path, glob=False)
        schema = frame.collect_schema()
        if len(schema) > MAX_COLUMNS:
            raise RefusedError(
                "too_many_columns",
                f"{name}: {len(schema)} columns; at most {MAX_COLUMNS} are read",
                "Ask for the columns that belong to the cases.",
            )
        nested = [column for column, kind in schema.items() if kind.is_nested() or kind == pl.Binary]
        if nested:
            raise RefusedError(
                "nested_column",
                f"{name}: column {nested[0]!r} holds {schema[nested[0]]}",
                "Write it as text columns.",
            )
        cells = frame.select(pl.col(column).cast(pl.String).replace("", None) for column in schema).collect()
    except pl.exceptions.PolarsError as error:
        raise RefusedError(
            "broken_file", f"{name}: the Parquet file is damaged", "Ask for the file again."
        ) from error
    headers = cells.columns
    cells.columns = [f"c{number}" for number in range(1, cells.width + 1)]
    yield cells, {"name": "", "state": "visible", "headers": headers}
