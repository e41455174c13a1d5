"""Hidden rows and columns, and error cells, of an XLS file: records of its workbook stream (MS-XLS, MS-CFB)."""

from __future__ import annotations

import struct
from pathlib import Path

from dq.read.oddities import Oddities

_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""

_BOF, _EOF, _SHEET, _ROW, _COLUMNS, _BOOL_OR_ERROR, _FORMULA = 0x809, 0x0A, 0x85, 0x208, 0x7D, 0x205, 0x06


def xls_oddities(path: Path) -> dict[str, Oddities]:
    """What is odd in each sheet, by its name; what is not a sound file gives what was found until then."""
    found: dict[str, Oddities] = {}
    try:
        stream = _workbook_stream(path.read_bytes())
        for name, start in _sheets(stream):
            _search(stream, start, found.setdefault(name, Oddities()))
    except (struct.error, IndexError, UnicodeDecodeError):
        return found
    return found


def _workbook_stream(data: bytes) -> bytes:
    """The stream ``Workbook`` of a compound file; the whole file where it is none (BIFF before 1993)."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    first_folder, cut_off, first_small = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    (first_table,) = struct.unpack_from("<I", data, 68)
    sectors = list(struct.unpack_from("<109I", data, 76))
    while first_table < _END and len(sectors) * 128 < len(data):
        at = (first_table + 1) * size
        *more, first_table = struct.unpack_from(f"<{size // 4}I", data, at)
        sectors += more
    table: list[int] = []
    for sector in sectors:
        if sector < _END and len(table) * size < len(data):
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    folder = _chain(data, table, first_folder, size, offset=size)
    small: bytes | None = None
    for at in range(0, len(folder) - 127, 128):
        (letters,) = struct.unpack_from("<H", folder, at + 64)
        name = folder[at : at + max(0, min(64, letters) - 2)].decode("utf-16-le")
        start, length = struct.unpack_from("<II", folder, at + 116)
        if at == 0:
            small = _chain(data, table, start, size, offset=size)
        elif name in ("Workbook", "Book"):
            if length >= cut_off or small is None:
                return _chain(data, table, start, size, offset=size)[:length]
            small_table = _chain(data, table, first_small, size, offset=size)
            places = list(struct.unpack(f"<{len(small_table) // 4}I", small_table))
            return _chain(small, places, start, 64, offset=0)[:length]
    return b""


def _chain(data: bytes, table: list[int], sector: int, size: int, offset: int) -> bytes:
    """The sectors that follow one another; a ring ends where it has more sectors than there are."""
    parts: list[bytes] = []
    while sector < len(table) and len(parts) < len(table):
        parts.append(data[offset + sector * size : offset + (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)


def _sheets(stream: bytes) -> list[tuple[str, int]]:
    """Name and start of each worksheet."""
    found = []
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _EOF:
            break
        if kind == _SHEET and size > 8 and stream[at + 9] == 0:
            (start,) = struct.unpack_from("<I", stream, at + 4)
            letters, wide = stream[at + 10], stream[at + 11] & 1
            text = stream[at + 12 : at + 12 + letters * (1 + wide)]
            found.append((text.decode("utf-16-le" if wide else "latin-1"), start))
        at += 4 + size
    return found


def _search(stream: bytes, at: int, odd: Oddities) -> None:
    """Go through the records of one sheet, those of embedded charts left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = at + 4
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            if kind == _ROW and stream[body + 12] & 0x20:
                odd.hidden_rows.append(struct.unpack_from("<H", stream, body)[0] + 1)
            elif kind == _COLUMNS and stream[body + 8] & 1:
                first, last = struct.unpack_from("<HH", stream, body)
                odd.hidden_columns.append((first + 1, last + 1))
            elif kind == _BOOL_OR_ERROR and stream[body + 7] == 1:
                row, column = struct.unpack_from("<HH", stream, body)
                odd.book_error(row, column, stream[body + 6])
            elif kind == _FORMULA and stream[body + 12 : body + 14] == b"\xff\xff" and stream[body + 6] == 2:
                row, column = struct.unpack_from("<HH", stream, body)
                odd.book_error(row, column, stream[body + 8])
        at = body + size
