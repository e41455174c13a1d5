"""How single rows of an XLSX sheet look: which cells hold numbers, their number formats, and the columns' widths.

The sheet's XML is gone through once, as far as the last row that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from dq.model.looks import GENERAL, Ascending, Looks, Number
from dq.read.archive import Archive
from dq.read.interface import Column
from dq.read.xlsx import column_number
from dq.read.xlsx_book import attributes, list_sheets, part_of_book
from dq.read.xlsx_dates import uses_1904

_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_FILLED = re.compile(rb"<(?:\w+:)?c\s([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,40})</")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})\d{1,7}"')
_STYLE = re.compile(rb'\bs="(\d{1,5})"')
_KIND = re.compile(rb'\bt="(\w+)"')
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_OWN_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
_LONGEST_CODE = 255
_WIDEST = 255
_PADDING = 5 / 7  # of a stored width, around the characters


def xlsx_looks(
    path: Path, name: str, sheet: str, columns: Collection[Column], rows: Collection[int]
) -> Looks | None:
    """The look of these rows of a sheet, None where it can't be kept: a workbook that counts its days from 1904.

    Raises :class:`RefusedError` if the file is no longer what it was.
    """
    with Archive(path, name) as archive:
        member = next(item.member for item in list_sheets(archive) if item.name == sheet)
        if uses_1904(archive):
            return None
        forms = _formats(archive.content(part_of_book(archive, "styles", "xl/styles.xml")))
    names = {column.position: column.name for column in columns}
    wanted = frozenset(rows)
    found = _rows(path, name, member, max(wanted, default=0))
    _, head = next(found)
    cells = ((row, _numbers(data, names, forms)) for row, data in found if row in wanted)
    return Looks(_widths(head, names), Ascending(cells).at)


def _rows(path: Path, name: str, member: str, last: int) -> Iterator[tuple[int, bytes]]:
    """What stands before the first row, under the number 0; then the XML of each row up to ``last``."""
    number, rest = 0, b""
    with Archive(path, name) as archive:
        for block in archive.blocks(member):
            data, start = rest + block, 0
            for found in _ROW.finditer(data):
                if found.start() > 0 or number == 0:
                    yield number, data[start : found.start()]
                    if number >= last:
                        return
                number, start = int(found[1]), found.start()
            rest = data[start:]
        yield number, rest


def _numbers(data: bytes, names: Mapping[int, str], forms: list[int | str]) -> dict[str, Number]:
    """The cells of one row that hold numbers, by the names of their columns."""
    numbers = {}
    for opening, content in _FILLED.findall(data):
        place, kind, value = _PLACE.search(opening), _KIND.search(opening), _VALUE.search(content)
        if place is None or value is None or (kind is not None and kind[1] != b"n"):
            continue
        name = names.get(column_number(place[1]))
        if name is not None and _NUMBER.fullmatch(value[1]):
            style = _STYLE.search(opening)
            number = int(style[1]) if style else 0
            form = forms[number] if number < len(forms) else GENERAL
            numbers[name] = Number(value[1].decode(), form)
    return numbers


def _formats(styles: bytes) -> list[int | str]:
    """The number format of each cell style."""
    own = {}
    for tag in _OWN_FORMAT.findall(styles):
        found = attributes(tag)
        code = found.get("formatCode", "")
        own[found.get("numFmtId")] = code if code.isprintable() and len(code) <= _LONGEST_CODE else GENERAL
    formats: list[int | str] = []
    cells = _CELL_FORMATS.search(styles)
    for tag in _FORMAT.findall(cells[0]) if cells else ():
        number = attributes(tag).get("numFmtId", "0")
        known = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else 0
        formats.append(own.get(number) or known or GENERAL)
    return formats


def _widths(head: bytes, names: Mapping[int, str]) -> dict[str, float]:
    """The widths that the sheet gives its columns; one that is hidden has none."""
    widths: dict[str, float] = {}
    for tag in _COLUMN.findall(head):
        found = attributes(tag)
        try:
            first, last, wide = int(found["min"]), int(found["max"]), float(found["width"])
        except (KeyError, ValueError):
            continue
        if _PADDING < wide <= _WIDEST and found.get("hidden") not in ("1", "true"):
            widths |= {name: wide - _PADDING for place, name in names.items() if first <= place <= last}
    return widths
