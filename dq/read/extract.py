"""Inside the child process: the cells of a workbook's sheets as texts, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import python_calamine as calamine

from dq.model.errors import RefusedError
from dq.read.archive import Archive
from dq.read.columnar import parquet_table
from dq.read.limits import MAX_SHEETS
from dq.read.oddities import describe_hidden, too_far, with_texts
from dq.read.typed import typed_sheets
from dq.read.xlsx import MIDNIGHT, Sheet, SheetScan, list_sheets, scan_sheet
from dq.read.xlsx_dates import date_cells, serial_text, uses_1904

_LISTED = 50
_MIDNIGHT = " 00:00:00"
_DAYS_ZERO = ("1899-12-31 ", "1904-01-01 ")


def extract(path: Path, name: str, kind: str, wanted: str | None, folder: Path) -> dict[str, Any]:
    """Write the cells of the sheets to ``folder`` (Arrow IPC, String columns, all rows from 1) and describe
    them.

    ``kind`` is xlsx, xlsb, ods, xls or parquet; ``wanted`` names one sheet (None: all, at most the first 20).
    """
    if kind == "parquet":
        found = parquet_table(path, name)
    else:
        found = _xlsx(path, name, wanted) if kind == "xlsx" else typed_sheets(path, name, kind, wanted)
    sheets = []
    for number, (cells, facts) in enumerate(found):
        target = folder / f"sheet-{number:03d}.arrow"
        target.touch(mode=0o600)
        # The look at the XML sees only the last cell of each piece; here is the width of all rows.
        wide = {} if cells is None or kind == "parquet" else too_far(name, facts["name"], 1, cells.width)
        if wide:
            facts = {"name": facts["name"], "state": facts["state"], **wide}
        elif cells is not None:
            cells.write_ipc(target)
            facts |= {"cells": str(target), "rows": cells.height, "columns": cells.width}
        sheets.append(facts)
    return {"sheets": sheets}


def _xlsx(path: Path, name: str, wanted: str | None) -> Iterator[tuple[pl.DataFrame | None, dict[str, Any]]]:
    with Archive(path, name) as archive:
        sheets = list_sheets(archive)
        if wanted is not None and all(sheet.name != wanted for sheet in sheets):
            known = ", ".join(sheet.name for sheet in sheets)
            raise RefusedError("no_such_sheet", f"{name}: has no sheet {wanted!r}", f"Its sheets: {known}")
        loaded = [sheet for sheet in sheets if wanted in (None, sheet.name)][:MAX_SHEETS]
        dates, system_1904 = date_cells(archive), uses_1904(archive)
        scans = {
            sheet.member: scan_sheet(archive, sheet.member, dates)
            for sheet in loaded
            if sheet.member in archive.names
        }
        texts = archive.check_all(frozenset(scans), MIDNIGHT)
    try:
        reader = fastexcel.read_excel(path)
        for sheet in sheets:
            scan = scans.get(sheet.member)
            if scan is None:
                yield None, {"name": sheet.name, "state": sheet.state}
            elif area := too_far(name, sheet.name, scan.last_row, scan.last_column):
                yield None, {"name": sheet.name, "state": sheet.state, **area}
            else:
                before = 0 if scan.first_column_used else _unused_columns(path, sheet.name)
                yield (
                    _load(reader, sheet, scan, before, texts, system_1904=system_1904),
                    _describe(sheet, scan),
                )
    except (fastexcel.FastExcelError, calamine.CalamineError) as error:
        raise RefusedError("broken_workbook", f"{name}: the workbook is damaged", "Save it anew.") from error


def _unused_columns(path: Path, sheet: str) -> int:
    """How many columns before the first used one the parser leaves out."""
    start = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).start
    return start[1] if start else 0


def _load(
    reader: Any, sheet: Sheet, scan: SheetScan, before: int, midnight_text: bool, *, system_1904: bool
) -> pl.DataFrame:
    table = reader.load_sheet(
        sheet.name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=False
    )
    cells: pl.DataFrame = table.to_polars()
    names = [f"c{number}" for number in range(1, cells.width + before + 1)]
    cells = cells.select(
        *(pl.lit(None, dtype=pl.String).alias(name) for name in names[:before]),
        *(pl.col(old).alias(name) for old, name in zip(cells.columns, names[before:], strict=True)),
    )
    keep_midnight = midnight_text or scan.midnight_text
    cells = pl.DataFrame([_tidy(series, keep_midnight) for series in cells.get_columns()])
    dates = [(row, column, serial_text(text, system_1904=system_1904)) for row, column, text in scan.dates]
    return with_texts(with_texts(cells, scan.errors), dates)


def _tidy(texts: pl.Series, keep_midnight: bool) -> pl.Series:
    """No empty texts; a day without its midnight, a time of day without the day that the parser adds."""
    if (texts == "").any():
        texts = texts.replace("", None)
    if not keep_midnight and texts.str.ends_with(_MIDNIGHT).any():
        texts = texts.str.strip_suffix(_MIDNIGHT)
    if any(texts.str.starts_with(day).any() for day in _DAYS_ZERO):
        texts = texts.str.replace(r"^1(?:899-12-31|904-01-01) (\d\d:\d\d:\d\d)", "$1")
    return texts


def _describe(sheet: Sheet, scan: SheetScan) -> dict[str, Any]:
    """What the parent needs to know of a sheet, as JSON."""
    return {
        "name": sheet.name,
        "state": sheet.state,
        **describe_hidden(scan.hidden_rows, scan.hidden_columns),
        "merged": len(scan.merged),
        "merged_list": scan.merged[:_LISTED],
        "marks": {"precision_lost": scan.long_numbers, "error": scan.errors},
    }
