"""Whether each cell of the cleaned dataset is the file's own, or its change is told in ``changes``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dq.read.interface import Reading
from dq.text.name_parts import joined_name


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a field: what their column, or the parts of a name together, are called, and their text."""

    column: str
    text: pl.Expr


def untold_changes(
    reading: Reading, mapped: Mapping[str, Cells], cleaned: pl.DataFrame, changes: pl.DataFrame
) -> Iterator[tuple[str, list[int]]]:
    """The columns of which accepted lines have another value without a word, and the rows of these.

    ``mapped``: the cells of each field. ``cleaned`` (as texts) and ``changes`` hold the lines of this table. What a
    change tells must begin with the cell of the file and end with the value of the dataset; a number may have more or
    fewer zeros.
    """
    fields = {field: cells for field, cells in mapped.items() if field in cleaned.columns}
    rows = cleaned.select(pl.col("row").cast(pl.UInt32), *fields)
    texts = (cells.text.alias(field) for field, cells in fields.items())
    file = reading.frame.select(pl.col("_row").alias("__row"), *texts).collect()
    for field, cells in fields.items():
        told = changes.filter(pl.col("field") == field).group_by("row", maintain_order=True)
        both = (
            rows.select("row", new=pl.col(field))
            .join(file.select(row=pl.col("__row"), old=pl.col(field)), on="row")
            .join(told.agg(pl.first("before"), pl.last("after"), told=pl.lit(True)), on="row", how="left")
        )
        plain = pl.col("told").is_null() & _same("old", "new")
        wrong = both.filter(~(plain | (_same("old", "before") & _same("after", "new") & pl.col("told"))))
        if wrong.height:
            yield cells.column, sorted(wrong["row"].to_list())


def manifest_fields(manifest: Mapping[str, Any], reading: Reading) -> dict[str, Cells]:
    """The cells that each field of a table was taken from."""
    present = {column.name for column in reading.columns}
    return {
        entry["field"]: Cells(entry["column"], joined_name(parts) if parts else pl.col(entry["column"]))
        for entry in manifest["mapping"]["mapped"]
        for parts in (entry.get("parts", {}),)
        if present.issuperset(parts or [entry["column"]])
        and entry.get("file", reading.file) == reading.file
        and entry.get("sheet", reading.sheet) == reading.sheet
    }


def _same(left: str, right: str) -> pl.Expr:
    one, other = (pl.col(name).fill_null("") for name in (left, right))
    as_numbers = one.cast(pl.Float64, strict=False) == other.cast(pl.Float64, strict=False)
    return (one == other) | as_numbers.fill_null(False)
