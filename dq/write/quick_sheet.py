"""A sheet of xlsxwriter that writes its usual cells by a shorter way, and whole rows by a much shorter one.

Plain text, numbers and empty cells with a format go straight to the file; all else goes the library's own way. The
bytes are the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

_ODD = re.compile('[\x00-\x1f"&<>\ufffe\uffff]|_x|^\\s|\\s$')
"""Text that XML or the library writes in another form."""
_SHORT = frozenset({"Blank", "Number", "Datetime"})


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
