"""A sheet of xlsxwriter that writes its usual cells by a shorter way, and whole rows by a much shorter one.

Plain text, numbers and empty cells with a format go straight to the file; all else goes the library's own way. The
bytes are the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

_ODD = re.compile('[\x00-\x1f"&<>\ufffe\uffff]|_x|^\\s|\\s$')
"""Text that XML or the library writes in another form."""
_SHORT = frozenset({"Blank", "Number", "Datetime"})


@dataclass(frozen=True, slots=True)
class Cells:
    """A column of cells: ``texts``, ready to be written, ``numbers``, as XML has them, where there is no text, and
    nothing where neither is; ``forms`` are the places of their formats in a list of those."""

    texts: pl.Series
    numbers: pl.Series
    forms: pl.Series


class QuickSheet(Worksheet):  # type: ignore[misc]
    """For workbooks in constant-memory mode."""

    previous_row: int
    fh: Any

    def __init__(self) -> None:
        super().__init__()
        self._letters: dict[int, str] = {}
        self._styles: dict[Format, str] = {}
        self._ready: dict[int, str] = {}

    def write_line(
        self, row: int, values: Sequence[str | float | None], forms: Sequence[Format | None]
    ) -> None:
        """Write the row's cells from the first column on, each with its format: text as text, numbers, empty cells.

        Where there is no format there is no cell. Texts are ready to be written
        (:func:`dq.write.workbook.texts_to_write`); numbers are what a spreadsheet holds.
        """
        if row > self.previous_row:
            self._write_single_row(row)
        for column in (0, len(values) - 1):
            self._check_dimensions(row, column)
        cells = []
        for column, (value, form) in enumerate(zip(values, forms, strict=True)):
            if form is None:
                continue
            place = self._place(row, column, form)
            if value is None:
                cells.append(f"{place}/>")
            elif not isinstance(value, str):
                cells.append(f"{place}><v>{value:.16G}</v></c>")
            elif _ODD.search(value):
                cells.append(self._by_library(row, column, value, form))
            else:
                cells.append(f'{place} t="inlineStr"><is><t>{value}</t></is></c>')
        self._ready[row] = "".join(cells)

    def write_lines(self, first: int, columns: Sequence[Cells], forms: Sequence[Format]) -> None:
        """Write the rows from ``first`` on, each as :meth:`write_line` does, of whole columns from the first one on."""
        styles = pl.lit(pl.Series([str(form._get_xf_index()) for form in forms]))
        height = len(columns[0].texts)
        rows = pl.int_range(first + 1, first + 1 + height, eager=True).cast(pl.String)
        written = pl.select(
            _xml(cells, xl_col_to_name(column), rows, styles).alias(str(column))
            for column, cells in enumerate(columns)
        ).get_columns()
        for column, cells in enumerate(columns):
            odd = cells.texts.str.contains(_ODD.pattern).fill_null(value=False).arg_true()
            if len(odd):
                told = zip(odd, cells.texts.gather(odd), cells.forms.gather(odd), strict=True)
                ways = [self._by_library(first + row, column, text, forms[form]) for row, text, form in told]
                written[column].scatter(odd, ways)
        for row, column in ((first, 0), (first + height - 1, len(columns) - 1)):
            self._check_dimensions(row, column)
        for row, line in enumerate(pl.select(pl.concat_str(written)).to_series(), start=first):
            if row > self.previous_row:
                self._write_single_row(row)
            self._ready[row] = line

    def _write_single_row(self, current_row_num: int = 0) -> None:
        row = self.previous_row
        ready = self._ready.pop(row, None)
        if ready is None:
            super()._write_single_row(current_row_num)
            return
        self.previous_row = current_row_num
        self._write_row(row, None, self.row_info.get(row))
        self.fh.write(ready)
        self._xml_end_tag("row")

    def _by_library(self, row: int, column: int, text: str, form: Format) -> str:
        """The library's XML of a text cell."""
        file, self.fh = self.fh, StringIO()
        try:
            super()._write_cell(row, column, CellStringTuple(text, form))
            return str(self.fh.getvalue())
        finally:
            self.fh = file

    def _place(self, row: int, column: int, form: Format) -> str:
        """The start of a cell's tag."""
        letters, style = self._letters.get(column), self._styles.get(form)
        if letters is None:
            letters = self._letters[column] = xl_col_to_name(column)
        if style is None:
            style = self._styles[form] = str(form._get_xf_index())
        return f'<c r="{letters}{row + 1}" s="{style}"'

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind, form = cell.__class__.__name__, cell.format
        if form is None or not (kind in _SHORT or (kind == "String" and not _ODD.search(cell.string))):
            super()._write_cell(row, col, cell)
            return
        place = self._place(row, col, form)
        if kind == "String":
            self.fh.write(f'{place} t="inlineStr"><is><t>{cell.string}</t></is></c>')
        elif kind == "Blank":
            self.fh.write(f"{place}/>")
        else:
            self.fh.write(f"{place}><v>{cell.number:.16G}</v></c>")


def _xml(cells: Cells, letters: str, rows: pl.Series, styles: pl.Expr) -> pl.Expr:
    start = pl.concat_str(pl.lit(f'<c r="{letters}'), rows, pl.lit('" s="'), styles.gather(cells.forms))
    text = pl.concat_str(start, pl.lit('" t="inlineStr"><is><t>'), cells.texts, pl.lit("</t></is></c>"))
    number = pl.concat_str(start, pl.lit('"><v>'), cells.numbers, pl.lit("</v></c>"))
    return pl.coalesce(text, number, pl.concat_str(start, pl.lit('"/>')))
