"""A surveyed table of cells becomes a reading."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from dq.read.accounts import count, layout_facts
from dq.read.grid import Grid, cases_of
from dq.read.interface import MARKS_SCHEMA, Reading, rejected_frame

Mark = tuple[int, int, str]


def reading_of(
    name: str,
    sheet: str | None,
    cells: pl.LazyFrame,
    grid: Grid,
    facts: dict[str, Any],
    marks: dict[str, list[Mark]],
) -> Reading:
    """The reading of a table; ``marks`` are cells (row, column, text in the file) by what is odd about
    them."""
    names = {column.position: column.name for column in grid.columns}
    headers = grid.layout.data_start
    found = [
        (row, names[column], mark, text)
        for mark, places in marks.items()
        for row, column, text in places
        if row > headers and column in names
    ]
    marked = pl.DataFrame(found, schema=MARKS_SCHEMA, orient="row").sort("row", "column")
    by_column: dict[str, dict[str, int]] = {}
    for (mark, column), cells_marked in Counter((mark, column) for _, column, mark, _ in found).items():
        by_column.setdefault(mark, {})[column] = cells_marked
    return Reading(
        file=name,
        sheet=sheet,
        frame=cases_of(cells, grid),
        columns=grid.columns,
        rejected=rejected_frame(name, sheet, grid.rejected),
        facts={
            **facts,
            **layout_facts(grid.layout, grid.columns, grid.rejected, grid.footer),
            "marked_cells": by_column,
        },
        counts=count(grid.rows, grid.layout, grid.rejected),
        marks=marked,
        header=grid.layout.cells,
    )
