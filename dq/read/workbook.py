"""Workbooks: one sheet as a table of texts."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl

from dq.model.errors import RefusedError
from dq.read.accounts import count, layout_facts
from dq.read.grid import cases_of, survey_grid
from dq.read.interface import MAX_COLUMNS, Reading, ReadOptions, rejected_frame
from dq.read.work import WorkFolder


def read_workbook(
    path: Path, name: str, options: ReadOptions, known_headers: frozenset[str], work: WorkFolder
) -> Reading:
    """Read one sheet of a workbook: the one named in the options, else the first with content."""
    reader = fastexcel.read_excel(path)
    if options.sheet is not None and options.sheet not in reader.sheet_names:
        known = ", ".join(reader.sheet_names)
        raise RefusedError("no_such_sheet", f"{name}: has no sheet {options.sheet!r}", f"Its sheets: {known}")
    sheet = options.sheet or reader.sheet_names[0]
    table = reader.load_sheet(
        sheet, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=False
    )
    cells = table.to_polars()
    if cells.width > MAX_COLUMNS:
        raise RefusedError("too_many_columns", f"{name}: {cells.width} columns", "Remove the unused columns.")
    cells = cells.select(pl.col(column).replace("", None) for column in cells.columns)
    cells = cells.with_columns(pl.all().str.strip_suffix(" 00:00:00"))
    if not cells.width or not cells.height:
        raise RefusedError(
            "empty_file", f"{name}: sheet {sheet!r} is empty", "Name another sheet in the source."
        )
    grid = survey_grid(cells, known_headers, options.header_row)
    stored = work.new(".arrow")
    cells.write_ipc(stored)
    stored.chmod(0o600)
    return Reading(
        file=name,
        sheet=sheet,
        frame=cases_of(pl.scan_ipc(stored), grid),
        columns=grid.columns,
        rejected=rejected_frame(name, sheet, grid.rejected),
        facts={
            "format": "workbook",
            "sheets": reader.sheet_names,
            "sheet": sheet,
            **layout_facts(grid.layout, grid.columns, grid.rejected, grid.footer),
        },
        counts=count(grid.rows, grid.layout, grid.rejected),
        on_close=work.close,
    )
