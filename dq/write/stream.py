"""Rows that come in slices to a Parquet file and a CSV at once, so that they are made only once and never held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from dq.text.days import iso
from dq.write.files import Written, create, finish, parquet_sink, told
from dq.write.growing import growing
from dq.write.quoting import in_csv


def write_slices(
    slices: Iterator[pl.DataFrame], schema: pl.Schema, parquet: Path, csv: Path | None, *, bom: bool = False
) -> list[Written]:
    """Write all rows as Parquet and, if ``csv`` is given, as CSV; see :mod:`dq.write.files`.

    ``bom``: whether the CSV gets a byte order mark. Errors of ``slices`` pass through. Raises ``OutputError``.
    """
    create(parquet)
    rows = 0
    with growing(csv) if csv is not None else nullcontext() as file:

        def given(
            _columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _batch: int | None
        ) -> Iterator[pl.DataFrame]:
            nonlocal rows
            first = True
            for frame in slices:
                if file is not None:
                    pl.DataFrame(map(_as_written, frame.iter_columns())).write_csv(
                        file.handle, include_bom=bom and first, include_header=first, line_terminator="\r\n",
                        quote_style="never",
                    )  # fmt: skip
                    file.settle()
                rows, first = rows + frame.height, False
                yield frame

        with told(parquet):
            parquet_sink(register_io_source(given, schema=schema), parquet).collect(engine="streaming")
        written = [finish(parquet, rows)]
        return written if file is None else [*written, file.finish(rows)]


def _as_written(column: pl.Series) -> pl.Series:
    """A column as a writer can put it down that does not quote."""
    if column.dtype == pl.Date:
        return iso(column)
    return in_csv(column) if column.dtype == pl.String else column
