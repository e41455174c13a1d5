"""A table of cells (a sheet): header, data end and the lines that are no cases, found with vector
operations."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dq.read.interface import Column, Rejection, make_columns
from dq.read.layout import SEARCHED_ROWS, Layout, cell_text, find_layout, width_of
from dq.read.lines import GROUP_TOTAL, TOTAL_START, is_blank, is_note, is_total

_TAIL = 40
_LEADING = 4
"""In so many columns a word for a total is looked for where it is not the first of its row: a running number is."""


@dataclass(frozen=True)
class Grid:
    """What a sheet holds: ``rejected`` covers every line that is neither header nor case."""

    layout: Layout
    columns: tuple[Column, ...]
    rejected: list[Rejection]
    rows: int
    footer: int


def survey_grid(
    cells: pl.DataFrame, known: frozenset[str], header_row: int | None, headers: list[str] | None = None
) -> Grid:
    """Find header and end of a table.

    ``cells`` has one String column for each column of the sheet and one row for each of its rows from row 1
    on;
    empty cells are null. ``headers`` are the names that a format stores apart from the rows.
    """
    if headers is not None:
        layout = Layout(None, None, tuple(headers), "stored in the file", 0)
        rejected = _inside(cells, layout, [])
        return Grid(layout, make_columns(headers), rejected, cells.height, 0)
    head = cells.head(max(SEARCHED_ROWS, header_row or 0) + 20).rows()
    layout = find_layout(head, known, header_row)
    names = [*layout.headers, *[""] * (cells.width - len(layout.headers))][: cells.width]
    before = [] if layout.first is None else head[: layout.first]
    rejected = [
        Rejection(number, "blank" if is_blank(row) else "preamble", line_text(row))
        for number, row in enumerate(before, start=1)
    ]
    rejected += _inside(cells, layout, head)
    footer = _footer(cells, layout, rejected)
    return Grid(layout, make_columns(names), rejected, cells.height, footer)


def line_text(row: tuple[str | None, ...]) -> str:
    """A line of cells as one text: joined by tabs, without the empty ones at the end."""
    return "\t".join(cell or "" for cell in row[: width_of(row)])


def _inside(cells: pl.DataFrame, layout: Layout, head: list[tuple[str | None, ...]]) -> list[Rejection]:
    """Blank lines, totals and repeated headers below the header."""
    start = layout.data_start
    data = cells.slice(start)
    if not data.width:
        return []
    first = pl.coalesce(pl.all().replace("", None))
    looks = data.select(
        blank=pl.all_horizontal(pl.all().is_null()),
        total=pl.any_horizontal(
            pl.col(data.columns[:_LEADING]).str.contains(TOTAL_START).fill_null(False),
            first.str.contains(TOTAL_START).fill_null(False),
            first.str.contains(GROUP_TOTAL).fill_null(False),
        ),
        first=first,
    )
    header_rows = set()
    if layout.first is not None and layout.last is not None:
        header_rows = {_texts(row) for row in head[layout.first : layout.last + 1]}
    starts = [next((text for text in row if text), "") for row in header_rows]
    candidates = looks.select(
        pl.col("blank")
        | pl.col("total")
        | (pl.col("first").str.strip_chars() == "").fill_null(False)
        | pl.col("first").str.strip_chars().is_in(starts).fill_null(False)
    ).to_series()
    found = []
    positions = candidates.arg_true()
    for position, row in zip(positions.to_list(), data[positions].rows(), strict=True):
        if is_blank(row):
            reason = "blank"
        elif _texts(row) in header_rows:
            reason = "repeated_header"
        elif is_total(row):
            reason = "total"
        else:
            continue
        found.append(Rejection(start + position + 1, reason, line_text(row)))
    return found


def _texts(row: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(map(cell_text, row[: width_of(row)]))


def _footer(cells: pl.DataFrame, layout: Layout, rejected: list[Rejection]) -> int:
    """Mark the prose below the last case; the number of lines below it."""
    gone = {item.row for item in rejected}
    below = 0
    for offset, row in enumerate(reversed(cells.slice(layout.data_start).tail(_TAIL).rows())):
        number = cells.height - offset
        if number not in gone:
            if not is_note(row, len(layout.headers) or cells.width):
                break
            rejected.append(Rejection(number, "note", line_text(row)))
        below += 1
    return below


def cases_of(cells: pl.LazyFrame, grid: Grid) -> pl.LazyFrame:
    """The frame of a reading from the cells of the sheet: named columns and ``_row``, without the other
    lines."""
    names = [column.name for column in grid.columns]
    old = cells.collect_schema().names()
    frame = cells.rename(dict(zip(old, names, strict=True))).with_row_index("_row", offset=1)
    last = grid.layout.data_start
    drop = [item.row for item in grid.rejected if item.row > last]
    frame = frame.filter(pl.col("_row") > last)
    if drop:
        frame = frame.filter(~pl.col("_row").is_in(pl.Series(drop, dtype=pl.UInt32).implode()))
    return frame
