"""What a spreadsheet library does not tell about an XLSX file: read from its XML by searching bytes.

Hidden rows, columns and sheets, merged cells, error cells, and numbers with more digits than a spreadsheet
keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

import numpy as np
import numpy.typing as npt

from dq.read.archive import Archive

_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="(\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_NUMBER = re.compile(rb"-?(\d+)(?:\.(\d+))?(?:[eE]\+?(\d+))?")
_HIDDEN = re.compile(rb'hidden="(?:1|true)"')
_FIRST_COLUMN = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="A\d+"[^>]*[^/]>\s*<[^/]')
MIDNIGHT = b" 00:00:00<"
_MIDNIGHT_START = b"00:00:"
_LOST_FROM = 16
_WINDOW = 400
_HIGH_HALVES, _ALL_DIGITS = np.uint64(0xF0F0F0F0F0F0F0F0), np.uint64(0x3030303030303030)
Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its name, state (visible, hidden, veryHidden) and member of the archive."""

    name: str
    state: str
    member: str


@dataclass
class SheetScan:
    """What the bytes of a sheet tell. Cells are (row, column), 1-based, with their text in the file."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    long_numbers: list[tuple[int, int, str]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    dates: list[tuple[int, int, str]] = field(default_factory=list)
    first_column_used: bool = False
    midnight_text: bool = False
    last_row: int = 0
    last_column: int = 0


def column_number(letters: bytes) -> int:
    """``b"AC"`` is 29."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode(): unescape((one or two).decode("utf-8", "replace"))
        for key, one, two in _ATTRIBUTE.findall(tag)
    }


def relations(archive: Archive, member: str) -> dict[str, str]:
    """The members of the archive that the workbook's parts are, by their ids."""
    members = {}
    for tag in _RELATION.findall(archive.content(member)):
        found = _attributes(tag)
        target = found.get("Target", "")
        members[found.get("Id", "")] = target.lstrip("/") if target.startswith("/") else "xl/" + target
    return members


def list_sheets(archive: Archive) -> list[Sheet]:
    """The worksheets in the order of the workbook."""
    members = relations(archive, "xl/_rels/workbook.xml.rels")
    book = archive.content("xl/workbook.xml")
    if b"<!DOCTYPE" in book[:4096]:
        raise archive.doctype()
    sheets = []
    for tag in _SHEET.findall(book):
        found = _attributes(tag)
        relation = next((value for key, value in found.items() if key.endswith(":id")), "")
        member = members.get(relation, "")
        if "worksheet" in member.lower() or "sheet" in member.lower():
            sheets.append(Sheet(found.get("name", ""), found.get("state", "visible"), member))
    return sheets


def scan_sheet(archive: Archive, member: str, dates: re.Pattern[bytes] | None) -> SheetScan:
    """Search the bytes of one sheet, in pieces that end with a row; ``dates`` matches cells to list as
    dates."""
    scan = SheetScan()
    rest, first = b"", True
    for block in archive.blocks(member):
        if first and b"<!DOCTYPE" in block[:4096]:
            raise archive.doctype()
        first = False
        cut = block.rfind(b"</row>") + 6
        if cut > 5:
            _search(b"".join((rest, memoryview(block)[:cut])), scan, dates)
            rest = block[cut:]
        else:
            rest += block
    _search(rest, scan, dates)
    # Merged cells are listed behind the last row.
    scan.merged = [
        (int(top), column_number(left), int(bottom), column_number(right))
        for left, top, right, bottom in _MERGE.findall(rest)
    ]
    return scan


def _search(data: bytes, scan: SheetScan, dates: re.Pattern[bytes] | None) -> None:
    content = np.frombuffer(data, dtype=np.uint8)
    # One look at a rare letter finds all that is spelt with it: hidden="1", t="e", 1.1E+17.
    small, before, after = _letter(content, "e")
    for position in small[(before == ord("d")) & (after == ord("n"))].tolist():
        if _HIDDEN.match(data, position - 4):
            _book_hidden(data, position, scan)
    for position in small[(before == ord('"')) & (after == ord('"'))].tolist():
        if data.startswith(b"t=", position - 3):
            _book_value(data, position, scan.errors, most_digits=0)
    powers = _powers(small, before, after) + _powers(*_letter(content, "E"))
    for position in sorted({*powers, *_long_numbers(data, content)}):
        _book_value(data, position, scan.long_numbers, most_digits=_LOST_FROM)
    if dates is not None:
        scan.dates += [
            (int(row), column_number(column), serial.decode()) for column, row, serial in dates.findall(data)
        ]
    scan.first_column_used = scan.first_column_used or _FIRST_COLUMN.search(data) is not None
    colons, before, after = _letter(content, ":")
    colons = colons[(before == ord("0")) & (after == ord("0"))]
    if not scan.midnight_text and len(colons):
        scan.midnight_text = _MIDNIGHT_START in data
    last = data.rfind(b"<c ")
    found = _CELL.match(data, last) if last >= 0 else None
    if found:
        scan.last_row = max(scan.last_row, int(found[2]))
        scan.last_column = max(scan.last_column, column_number(found[1]))


def _letter(content: Bytes, letter: str) -> tuple[Positions, Bytes, Bytes]:
    """Where a letter stands, and what stands before and behind it."""
    found = np.flatnonzero(content[1:-1] == ord(letter)) + 1
    return found, content[found - 1], content[found + 1]


def _powers(letters: Positions, before: Bytes, after: Bytes) -> list[int]:
    """Those of the letters that may begin an exponent."""
    powers: list[int] = letters[_is_digit(before) & (_is_digit(after) | (after == ord("+")))].tolist()
    return powers


def _is_digit(content: Bytes) -> npt.NDArray[np.bool_]:
    return (content - ord("0")) < 10


def _long_numbers(data: bytes, content: Bytes) -> list[int]:
    """Positions of values that begin with 16 characters that may all be digits."""
    # Among 15 digits in a row are the 8 of an aligned word; in few other places a word is all digits.
    words = np.frombuffer(data, dtype=np.uint64, count=len(data) // 8)
    left = np.flatnonzero((words & _HIGH_HALVES) == _ALL_DIGITS) * 8
    starts: list[int] = []
    for _ in range(9):
        # Go left, a byte at a time, to where the run begins: behind <v> or a minus.
        left = left[left > 0] - 1
        byte = content[left]
        begun = left[(byte == ord("-")) | ((byte == ord(">")) & (content[left - 1] == ord("v")))] + 1
        begun = begun[begun + _LOST_FROM < len(content)]
        for step in range(8, _LOST_FROM):
            begun = begun[_is_digit(content[begun + step])]
        starts += begun.tolist()
        left = left[_is_digit(byte)]
    return starts


def _book_value(data: bytes, position: int, target: list[tuple[int, int, str]], *, most_digits: int) -> None:
    """Add the cell around ``position`` with its value, if it has at least ``most_digits`` digits."""
    start = data.rfind(b"<c ", max(0, position - _WINDOW), position + 3)
    cell = _CELL.match(data, start) if start >= 0 else None
    if cell is None:
        return
    value = _VALUE.search(data, cell.end(), cell.end() + _WINDOW)
    if value is None or data.find(b"</c>", cell.end(), value.start()) >= 0:
        return
    if most_digits and not _has_digits(value[1], most_digits):
        return
    place = (int(cell[2]), column_number(cell[1]), value[1].decode("utf-8", "replace"))
    if not target or target[-1] != place:
        target.append(place)


def _has_digits(value: bytes, least: int) -> bool:
    """Whether a number is whole and has so many digits: 110101199001011200, 1.101011990010112E+17."""
    found = _NUMBER.fullmatch(value.strip())
    if found is None:
        return False
    whole, fraction, power = (
        len(found[1].lstrip(b"0")),
        len((found[2] or b"").rstrip(b"0")),
        int(found[3] or 0),
    )
    return power < 400 and fraction <= power and whole + power >= least


def _book_hidden(data: bytes, position: int, scan: SheetScan) -> None:
    start = data.rfind(b"<", 0, position)
    tag = data[start : data.find(b">", start) + 1]
    row = _ROW.match(tag)
    if row:
        scan.hidden_rows.append(int(row[1]))
    elif _COLUMN.match(tag):
        found = _attributes(tag)
        if found.get("min", "").isdigit() and found.get("max", "").isdigit():
            scan.hidden_columns.append((int(found["min"]), int(found["max"])))
