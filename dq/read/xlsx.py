"""An XLSX sheet's XML, gone through once: its cells, and by searching bytes what no spreadsheet library tells: hidden
rows and columns, merged cells, error cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from dq.read.archive import Archive
from dq.read.xlsx_book import attributes
from dq.read.xlsx_sheet import PlainSheet
from dq.read.xlsx_tags import without_prefix

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="(\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_HIDDEN = re.compile(rb'hidden="(?:1|true)"')
_START = re.compile(rb"<(\w+:|)worksheet\b")
_WINDOW = 400


@dataclass
class SheetScan:
    """What the bytes of a sheet tell. Cells are (row, column), 1-based, with their text in the file."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0


def column_number(letters: bytes) -> int:
    """``b"AC"`` is 29."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def scan_sheet(archive: Archive, member: str) -> tuple[SheetScan, PlainSheet]:
    """Go through the bytes of one sheet once, in pieces that end with a row: what is odd, and the cells."""
    scan, sheet = SheetScan(), PlainSheet()
    rest, prefix, row_end = b"", b"", b"</row>"
    for number, block in enumerate(archive.blocks(member)):
        if number == 0:
            if b"<!DOCTYPE" in block[:4096]:
                raise archive.doctype()
            start = _START.search(block)
            prefix = start[1] if start else b""
            row_end = b"</" + prefix + b"row>"
        cut = block.rfind(row_end) + len(row_end)
        if cut >= len(row_end):
            piece = without_prefix(b"".join((rest, memoryview(block)[:cut])), prefix)
            _search(piece, scan)
            sheet.take(piece)
            rest = block[cut:]
        else:
            rest += block
    rest = without_prefix(rest, prefix)
    _search(rest, scan)
    sheet.end(rest)
    # Merged cells are listed behind the last row.
    scan.merged = [
        (int(top), column_number(left), int(bottom), column_number(right))
        for left, top, right, bottom in _MERGE.findall(rest)
    ]
    return scan, sheet


def _search(data: bytes, scan: SheetScan) -> None:
    content = np.frombuffer(data, dtype=np.uint8)
    # One look at a rare letter finds all that is spelt with it: hidden="1" and t="e".
    found = np.flatnonzero(content[1:-1] == ord("e")) + 1
    before, after = content[found - 1], content[found + 1]
    for position in found[(before == ord("d")) & (after == ord("n"))].tolist():
        if _HIDDEN.match(data, position - 4):
            _book_hidden(data, position, scan)
    for position in found[(before == ord('"')) & (after == ord('"'))].tolist():
        if data.startswith(b"t=", position - 3):
            _book_error(data, position, scan)
    start = data.rfind(b"<c ")
    last = _CELL.match(data, start) if start >= 0 else None
    if last:
        scan.last_row = max(scan.last_row, int(last[2]))
        scan.last_column = max(scan.last_column, column_number(last[1]))


def _book_error(data: bytes, position: int, scan: SheetScan) -> None:
    """Add the cell around ``position`` with its value."""
    start = data.rfind(b"<c ", max(0, position - _WINDOW), position)
    cell = _CELL.match(data, start) if start >= 0 else None
    value = _VALUE.search(data, cell.end(), data.find(b"</c>", cell.end())) if cell else None
    if cell and value and position < cell.end():
        scan.errors.append((int(cell[2]), column_number(cell[1]), value[1].decode("utf-8", "replace")))


def _book_hidden(data: bytes, position: int, scan: SheetScan) -> None:
    start = data.rfind(b"<", 0, position)
    tag = data[start : data.find(b">", start) + 1]
    row = _ROW.match(tag)
    if row:
        scan.hidden_rows.append(int(row[1]))
    elif _COLUMN.match(tag):
        found = attributes(tag)
        if found.get("min", "").isdigit() and found.get("max", "").isdigit():
            scan.hidden_columns.append((int(found["min"]), int(found["max"])))
