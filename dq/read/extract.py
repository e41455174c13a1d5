"""Inside the child process: the cells of a workbook's sheets as texts, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from dq.model.errors import RefusedError
from dq.read.archive import Archive
from dq.read.columnar import parquet_table
from dq.read.limits import MAX_CELLS, MAX_SHEETS
from dq.read.oddities import describe_hidden, too_far, with_texts
from dq.read.typed import typed_cells, typed_sheets
from dq.read.xlsx import SheetScan, scan_sheet
from dq.read.xlsx_book import Sheet, list_sheets, part_of_book
from dq.read.xlsx_dates import read_styles, uses_1904
from dq.read.xlsx_sheet import PlainSheet
from dq.read.xlsx_strings import shared_strings

_LISTED = 50


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
        found = {
            sheet.member: scan_sheet(archive, sheet.member)
            for sheet in loaded
            if sheet.member in archive.names
        }
        texts = part_of_book(archive, "sharedStrings", "xl/sharedStrings.xml")
        strings = (
            shared_strings(archive.blocks(texts)) if texts in archive.names else pl.Series(dtype=pl.String)
        )
        styles = read_styles(archive, part_of_book(archive, "styles", "xl/styles.xml"))
        system_1904 = uses_1904(archive)
        archive.check_all(frozenset({*found, texts}))
    for sheet in sheets:
        facts = {"name": sheet.name, "state": sheet.state}
        if sheet.member not in found:
            yield None, facts
            continue
        scan, plain = found.pop(sheet.member)
        if area := _too_far(name, sheet.name, scan, plain):
            yield None, {**facts, **area}
            continue
        table = None
        if strings is not None and plain.plain:
            table = plain.table(strings, styles, system_1904=system_1904)
        if table is None:
            cells, lost = _by_library(path, name, sheet.name)
            table = with_texts(cells, scan.errors), lost
        yield table[0], _describe(sheet, scan, table[1])


def _too_far(name: str, sheet: str, scan: SheetScan, plain: PlainSheet) -> dict[str, Any]:
    if not plain.plain:
        return too_far(name, sheet, scan.last_row, scan.last_column)
    last_row, last_column, filled = plain.size
    return too_far(name, sheet, last_row, last_column, max(MAX_CELLS, 4 * filled))


def _by_library(path: Path, name: str, sheet: str) -> tuple[pl.DataFrame, list[tuple[int, int, str]]]:
    """The cells of a sheet that is not written the usual way, and those with too many digits; twice as slow."""
    try:
        return typed_cells(calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet))
    except calamine.CalamineError as error:
        raise RefusedError("broken_workbook", f"{name}: the workbook is damaged", "Save it anew.") from error


def _describe(sheet: Sheet, scan: SheetScan, lost: list[tuple[int, int, str]]) -> dict[str, Any]:
    """What the parent needs to know of a sheet, as JSON."""
    return {
        "name": sheet.name,
        "state": sheet.state,
        **describe_hidden(scan.hidden_rows, scan.hidden_columns),
        "merged": len(scan.merged),
        "merged_list": scan.merged[:_LISTED],
        "marks": {"precision_lost": lost, "error": scan.errors},
    }
