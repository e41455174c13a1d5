"""XLSB, XLS and ODS: cells come with their types, and are written as text in one form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from dq.model.errors import RefusedError
from dq.read.archive import Archive
from dq.read.cell_text import as_text
from dq.read.limits import MAX_CELLS, MAX_SHEETS
from dq.read.oddities import Oddities, describe_hidden, too_far, with_texts
from dq.read.oddities_ods import ods_oddities
from dq.read.oddities_xls import xls_oddities
from dq.read.oddities_xlsb import xlsb_oddities

_LOST_FROM = 1e15
_BATCH = 20_000
_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "veryHidden"}


def typed_sheets(
    path: Path, name: str, kind: str, wanted: str | None
) -> Iterator[tuple[pl.DataFrame | None, dict[str, Any]]]:
    """Each sheet of the workbook: its cells (None if it was not asked for) and what is known about it."""
    odd = _oddities(path, name, kind)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        states = {
            sheet.name: _STATES.get(str(sheet.visible).rpartition(".")[2], "visible")
            for sheet in book.sheets_metadata
        }
        if wanted is not None and wanted not in states:
            known = ", ".join(states)
            raise RefusedError("no_such_sheet", f"{name}: has no sheet {wanted!r}", f"Its sheets: {known}")
        for number, (sheet, state) in enumerate(states.items()):
            facts: dict[str, Any] = {"name": sheet, "state": state}
            if sheet == wanted or (wanted is None and number < MAX_SHEETS):
                content = book.get_sheet_by_name(sheet)
                bottom, right = content.end or (0, 0)
                area = too_far(name, sheet, bottom + 1, right + 1, MAX_CELLS)
                if area:
                    yield None, {**facts, **area}
                    continue
                cells, lost = typed_cells(content)
                found = odd.get(sheet, Oddities())
                yield (
                    with_texts(cells, found.errors),
                    {
                        **facts,
                        **describe_hidden(found.hidden_rows, found.hidden_columns),
                        "marks": {"precision_lost": lost, "error": found.errors},
                    },
                )
            else:
                yield None, facts
    except calamine.PasswordError as error:
        raise RefusedError(
            "encrypted", f"{name}: has a password", "Ask for it without a password."
        ) from error
    except calamine.CalamineError as error:
        raise RefusedError("broken_workbook", f"{name}: the workbook is damaged", "Save it anew.") from error


def _oddities(path: Path, name: str, kind: str) -> dict[str, Oddities]:
    """What the library does not tell; archives are looked over first."""
    if kind == "xls":
        return xls_oddities(path)
    with Archive(path, name) as archive:
        if kind == "ods" and b"encryption-data" in archive.content("META-INF/manifest.xml"):
            raise RefusedError("encrypted", f"{name}: has a password", "Ask for it without a password.")
        archive.check_all(frozenset())
        return ods_oddities(archive) if kind == "ods" else xlsb_oddities(archive)


def typed_cells(sheet: Any) -> tuple[pl.DataFrame, list[tuple[int, int, str]]]:
    """The cells of a sheet as texts (columns ``c1``, ``c2``, …), and its numbers with too many digits."""
    if sheet.start is None or sheet.end is None:
        return pl.DataFrame(), []
    (_, left), (_, right) = sheet.start, sheet.end
    schema = {f"c{number}": pl.String for number in range(1, right + 2)}
    lost: list[tuple[int, int, str]] = []
    frames: list[pl.DataFrame] = [pl.DataFrame(schema=schema)]
    batch: list[list[str | None]] = []
    # The rows come from row 1 on, their cells from the first used column on.
    for number, row in enumerate(sheet.iter_rows(), start=1):
        empty: list[str | None] = [None] * left
        batch.append(empty + _texts(row, number, left, right + 1 - left, lost))
        if len(batch) == _BATCH:
            frames.append(pl.DataFrame(batch, schema=schema, orient="row"))
            batch = []
    frames.append(pl.DataFrame(batch, schema=schema, orient="row"))
    return pl.concat(frames), lost


def _texts(
    row: Sequence[Any], number: int, left: int, width: int, lost: list[tuple[int, int, str]]
) -> list[str | None]:
    """The cells of one row as texts; numbers with too many digits are noted in ``lost``."""
    texts: list[str | None] = []
    for column, value in enumerate(row[:width], start=left + 1):
        if isinstance(value, str):
            texts.append(value or None)
            continue
        text = as_text(value)
        if isinstance(value, float) and abs(value) >= _LOST_FROM and value.is_integer():
            lost.append((number, column, text))
        texts.append(text)
    return texts + [None] * (width - len(texts))
