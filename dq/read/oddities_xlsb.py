"""Hidden rows and columns, and error cells, of an XLSB file: records of its parts (MS-XLSB)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dq.read.archive import Archive
from dq.read.oddities import Oddities
from dq.read.xlsx_book import relations

_ROW, _ERROR, _ERROR_OF_FORMULA, _COLUMNS, _SHEET = 0, 3, 11, 60, 156
_MOST = 1 << 30


def xlsb_oddities(archive: Archive) -> dict[str, Oddities]:
    """What is odd in each sheet, by its name; what is not sound gives what was found until then."""
    members = relations(archive, "xl/_rels/workbook.bin.rels")
    found: dict[str, Oddities] = {}
    try:
        for kind, body in _records(archive.content("xl/workbook.bin")):
            if kind == _SHEET:
                relation, at = _text(body, 8)
                name, _ = _text(body, at)
                member = members.get(relation, "")
                _search(archive.content(member, _MOST), found.setdefault(name, Oddities()))
    except (struct.error, IndexError, UnicodeDecodeError):
        return found
    return found


def _search(data: bytes, odd: Oddities) -> None:
    row = 0
    for kind, body in _records(data):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", body)
            if body[11] & 0x10:
                odd.hidden_rows.append(row + 1)
        elif kind in (_ERROR, _ERROR_OF_FORMULA):
            odd.book_error(row, struct.unpack_from("<I", body)[0], body[8])
        elif kind == _COLUMNS and body[16] & 1:
            first, last = struct.unpack_from("<II", body)
            odd.hidden_columns.append((first + 1, last + 1))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each record; both numbers before the body are written in groups of seven bits."""
    at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        byte = data[at]
        at += 1
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            break
    return value, at


def _text(body: bytes, at: int) -> tuple[str, int]:
    (letters,) = struct.unpack_from("<I", body, at)
    return body[at + 4 : at + 4 + 2 * letters].decode("utf-16-le"), at + 4 + 2 * letters
