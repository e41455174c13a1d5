"""Workbooks whose cells are what we say they are: text stays text, nothing is a formula or a link.

xlsxwriter is used in its constant-memory mode: a row is on disk as soon as the next one begins, so a sheet is
written from top to bottom. Its temporary files go beside the workbook, where only the owner can look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from html import escape
from math import isfinite
from pathlib import Path
from typing import Any, Self

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dq.text.width import width
from dq.write.files import opened
from dq.write.quick_sheet import QuickSheet

MAX_CELL = 32_767
"""UTF-16 units that a cell can hold."""

SHEET_ROWS = 50_000
"""Data rows of one sheet: what people's machines open without pain. The rest goes to further sheets."""

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed stamp, so that the bytes are the same
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_BAD_IN_NAME = str.maketrans("[]:*?/\\\0", "________")
_FIRST_YEAR = 1900  # spreadsheets have no earlier dates
_DAY_ZERO = date(1899, 12, 31)
_LAST_TRUE_DAY = 59  # behind it spreadsheets have a 1900-02-29
_LINE = 14.0  # points, of the font below at its size
_EXACT = 10**13  # with two decimals, fifteen digits: what a spreadsheet holds exactly

Cell = str | int | Decimal | date | None


class Book:
    """A workbook being written; see :func:`open_book`."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()

    def format(self, **properties: Any) -> Format:
        """A cell format; the same properties give the same format."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
            self._formats[key] = self.book.add_format(base | properties)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet under a name that Excel accepts and that no other sheet has."""
        clean = "".join(char if char.isprintable() else "_" for char in name.translate(_BAD_IN_NAME))
        clean = clean.strip("' ")[:31] or "Sheet1"
        if clean.lower() == "history":  # Excel keeps this name for itself
            clean = "History_"
        chosen, number = clean, 1
        while chosen.lower() in self._names:
            number += 1
            suffix = f" ({number})"
            chosen = clean[: 31 - len(suffix)] + suffix
        self._names.add(chosen.lower())
        sheet = self.book.add_worksheet(chosen, QuickSheet)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return sheet


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """A new workbook that only the owner can read; it is complete when the block ends. Raises ``OutputError``."""
    with opened(path) as handle:
        book = xlsxwriter.Workbook(handle, {**_OPTIONS, "tmpdir": str(path.parent)})
        book.set_properties({"created": _CREATED})
        yield Book(book)
        book.close()


def put(sheet: Worksheet, row: int, column: int, value: Cell, form: Format) -> None:
    """Write one cell: text as text, a number or a date as such, None as an empty cell with its format.

    Row and column count from 0. A number or date that a spreadsheet can't hold exactly is written as text.
    """
    written = as_written(value)
    if written is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(written, str):
        sheet.write_string(row, column, cell_text(written), form)
    else:
        sheet.write_number(row, column, written, form)


def as_written(value: Cell) -> str | float | None:
    """What a cell holds of a value: a number, which a date is as well, or a text where that would not be exact."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        days = (value - _DAY_ZERO).days
        return value.isoformat() if value.year < _FIRST_YEAR else float(days + (days > _LAST_TRUE_DAY))
    return float(value) if -_EXACT < value < _EXACT else str(value)


class _Digits(float):
    """A number that xlsxwriter writes with the digits that it was given, where its own way keeps sixteen."""

    def __new__(cls, digits: str) -> Self:
        made = super().__new__(cls, digits)
        made.digits = digits
        return made

    digits: str

    def __format__(self, spec: str) -> str:
        return self.digits


def with_digits(digits: str) -> str | float:
    """What a cell holds of a number with these very digits, as XML has them (``-1.50``, ``4.5E+20``): for
    :meth:`~dq.write.quick_sheet.QuickSheet.write_line`. One that is no number of a spreadsheet is a text."""
    number = _Digits(digits)
    return number if isfinite(number) else cell_text(digits)


def cell_text(text: str) -> str:
    """The text as it is handed to xlsxwriter: short enough for a cell, and taken as text.

    A longer text is cut and ends in ``…[cut, N characters]``.
    """
    if len(text) > MAX_CELL // 2 and _units(text) > MAX_CELL:
        mark = f"…[cut, {len(text)} characters]"
        text = text[: MAX_CELL - len(mark)]
        while _units(text) > MAX_CELL - len(mark):
            text = text[: -(_units(text) - MAX_CELL + len(mark) + 1) // 2]
        text += mark
    if text.startswith("<r>") and text.endswith("</r>"):
        # xlsxwriter writes such a text as raw XML; wrapped like this it is raw XML that says the text
        wrapped = f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
        return wrapped if _units(wrapped) <= MAX_CELL else f" {text[: MAX_CELL - 1]}"
    return text


def texts_to_write(texts: pl.Series) -> pl.Series:
    """:func:`cell_text` of a column of text: all that need no change, as most don't, stay as they are."""
    odd = (texts.str.len_bytes() > MAX_CELL // 2) | texts.str.starts_with("<r>")
    if not odd.any():
        return texts
    return pl.Series(texts.name, [text and cell_text(text) for text in texts], dtype=pl.String)


def fitting(header: str, values: Sequence[str | None], least: int, most: int) -> int:
    """The column width, in characters, for a header and a sample of values."""
    widest = max((width(value) for value in values if value), default=0)
    return max(least, min(most, max(widest, width(header) + 2) + 2))


def line_heights(widths: Mapping[str, int]) -> pl.Expr:
    """The height of each row, in points, so that wrapped columns of these widths show up to eight lines.

    A Chinese character is three bytes of UTF-8 and two columns wide, an ASCII one one and one: half the sum of
    bytes and characters is the width.
    """
    lines = [
        ((pl.col(name).str.len_bytes() + pl.col(name).str.len_chars()) / 2 / wide).ceil()
        + pl.col(name).str.count_matches("\n", literal=True)
        for name, wide in widths.items()
    ]
    return pl.max_horizontal(pl.lit(1.0), *lines).clip(1, 8) * _LINE + 3


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
