"""What a spreadsheet library does not tell about a workbook: hidden rows and columns, error cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dq.read.limits import MAX_COLUMNS, MAX_ROWS

_LISTED = 50

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The error values of binary workbooks (MS-XLS 2.5.10)."""


@dataclass
class Oddities:
    """Of one sheet: hidden rows, hidden ranges of columns, error cells (row, column, text), all 1-based."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)

    def book_error(self, row: int, column: int, code: int) -> None:
        """Note an error cell of a binary workbook; ``row`` and ``column`` are 0-based there."""
        self.errors.append((row + 1, column + 1, ERRORS.get(code, "#ERROR!")))


def describe_hidden(rows: Sequence[int], columns: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """What is hidden in a sheet, for its facts; long lists are cut, the number of rows is not."""
    return {
        "hidden_rows": len(rows),
        "hidden_row_list": list(rows[:_LISTED]),
        "hidden_columns": list(columns[:_LISTED]),
    }


def too_far(
    name: str, sheet: str, last_row: int, last_column: int, most_cells: int | None = None
) -> dict[str, Any]:
    """The refusal of a sheet whose last cell stands too far from the first, as facts; empty if it does not.

    Two cells in far corners make a parser reserve all that lies between them; ``most_cells`` bounds that too.
    """
    fits = most_cells is None or last_row * last_column <= most_cells
    if fits and last_column <= MAX_COLUMNS and last_row <= MAX_ROWS:
        return {}
    return {
        "refused": "too_far",
        "message": f"{name}, sheet {sheet!r}: a cell stands in row {last_row}, column {last_column}; at most "
        f"{MAX_COLUMNS} columns and {MAX_ROWS} rows are read",
        "next_step": "Delete the cells outside of the table.",
    }


def with_texts(cells: pl.DataFrame, places: Sequence[tuple[int, int, str]]) -> pl.DataFrame:
    """Put texts where the parser left nothing (``#N/A``) or a number (a date); places are (row, column, text)."""
    by_column: dict[int, dict[int, str]] = {}
    for row, column, text in places:
        if row <= cells.height and column <= cells.width:
            by_column.setdefault(column, {})[row - 1] = text
    for column, texts in by_column.items():
        name = f"c{column}"
        cells = cells.with_columns(cells[name].scatter(list(texts), list(texts.values())))
    return cells
