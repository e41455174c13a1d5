"""The profile of a file: statistics of each column, free of values."""

from __future__ import annotations

from typing import Any

import polars as pl

from dq.pipeline.intake import Table

SHAPES = 3


def profile(table: Table) -> list[dict[str, Any]]:
    """For each column: letter, name, field, share filled, distinct values, lengths, the commonest shapes.

    A shape is the text with every digit as 9, every letter as a, every Chinese character as 字, runs shortened to
    their length: ``9{11}``, ``9{4}-9{2}-9{2}``, ``字{3}``. It says how values look, never what they are.
    """
    fields = {name: mapped.field for mapped in table.mapping.mapped for name in mapped.columns}
    names = [column.name for column in table.reading.columns]
    wanted: list[pl.Expr] = [pl.len().alias("rows")]
    for place, name in enumerate(names):
        cells = pl.col(name)
        wanted += [
            cells.count().alias(f"filled{place}"),
            cells.n_unique().alias(f"distinct{place}"),
            cells.str.len_chars().min().alias(f"shortest{place}"),
            cells.str.len_chars().max().alias(f"longest{place}"),
        ]
    counted = table.reading.frame.select(wanted).collect(engine="streaming").row(0, named=True)
    rows = []
    for place, column in enumerate(table.reading.columns):
        filled = int(counted[f"filled{place}"])
        empty = filled < counted["rows"]
        rows.append(
            {
                "letter": column.letter,
                "column": column.name,
                "field": fields.get(column.name),
                "filled": filled / counted["rows"] if counted["rows"] else 0.0,
                "distinct": int(counted[f"distinct{place}"]) - empty,
                "shortest": counted[f"shortest{place}"],
                "longest": counted[f"longest{place}"],
                "shapes": _shapes(table.reading.frame, column.name, filled),
            }
        )
    return rows


def _shapes(frame: pl.LazyFrame, name: str, filled: int) -> list[tuple[str, float]]:
    text = pl.col(name).str.slice(0, 60)
    marked = (
        text.str.replace_all(r"[0-9０-９]", "9")
        .str.replace_all(r"[A-Za-z]", "a")
        .str.replace_all(r"\p{Han}", "字")
    )
    common = (
        frame.select(marked.alias("shape"))
        .drop_nulls()
        .group_by("shape")
        .len()
        .sort("len", "shape", descending=[True, False])
        .head(SHAPES)
        .collect(engine="streaming")
    )
    return [(_short(shape), count / filled) for shape, count in common.iter_rows()]


def _short(shape: str) -> str:
    """Runs of one character as the character and its number."""
    text, start = "", 0
    for place in range(1, len(shape) + 1):
        if place == len(shape) or shape[place] != shape[start]:
            run = place - start
            text += shape[start] + (f"{{{run}}}" if run > 1 else "")
            start = place
    return text
