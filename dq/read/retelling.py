"""Whether each cell of the cleaned dataset is the file's own, or its change is told in ``changes``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from dq.read.interface import Reading


def untold_changes(
    reading: Reading, mapped: Mapping[str, str], cleaned: pl.DataFrame, changes: pl.DataFrame
) -> Iterator[tuple[str, list[int]]]:
    """The columns of which accepted lines have another value without a word, and the rows of these.

    ``mapped``: the field of each column. ``cleaned`` (as texts) and ``changes`` hold the lines of this table. What a
    change tells must begin with the cell of the file and end with the value of the dataset; a number may have more or
    fewer zeros.
    """
    fields = {column: field for column, field in mapped.items() if field in cleaned.columns}
    rows = cleaned.select(pl.col("row").cast(pl.UInt32), *fields.values())
    file = reading.frame.select(pl.col("_row").alias("row"), *fields).collect()
    for column, field in fields.items():
        told = changes.filter(pl.col("field") == field).group_by("row", maintain_order=True)
        both = (
            rows.select("row", new=pl.col(field))
            .join(file.select("row", old=pl.col(column)), on="row")
            .join(told.agg(pl.first("before"), pl.last("after"), told=pl.lit(True)), on="row", how="left")
        )
        plain = pl.col("told").is_null() & _same("old", "new")
        wrong = both.filter(~(plain | (_same("old", "before") & _same("after", "new") & pl.col("told"))))
        if wrong.height:
            yield column, sorted(wrong["row"].to_list())


def manifest_fields(manifest: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """The field that each column of a table was taken for."""
    present = {column.name for column in reading.columns}
    return {
        entry["column"]: entry["field"]
        for entry in manifest["mapping"]["mapped"]
        if entry["column"] in present
        and entry.get("file", reading.file) == reading.file
        and entry.get("sheet", reading.sheet) == reading.sheet
    }


def _same(left: str, right: str) -> pl.Expr:
    one, other = (pl.col(name).fill_null("") for name in (left, right))
    as_numbers = one.cast(pl.Float64, strict=False) == other.cast(pl.Float64, strict=False)
    return (one == other) | as_numbers.fill_null(False)
