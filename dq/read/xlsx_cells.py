"""The cells of an XLSX sheet, found with vector operations in pieces of its XML.

This is done for sheets that are written the way that Excel, WPS, LibreOffice and the usual libraries write them: each
row and cell with its reference first, then style, then type. Whatever is written otherwise is left to the library
that reads any XML, cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dq.read.xlsx_tags import (
    Bytes,
    Flags,
    Positions,
    Tags,
    Words,
    bytes_between,
    find_tags,
    first_bytes,
    starts_of_texts,
    tag_table,
    whole_numbers,
    word,
)

NUMBER, SHARED, TEXT, INLINE, BOOLEAN, ERROR = range(6)
"""What a cell holds; ``INLINE`` is a text whose outer spaces do not count."""

_ROW, _ROW_END, _C, _C_END, _V, _V_END, _F, _F_END, _IS, _IS_END, _T, _T_END = range(1, 13)
_TABLE = tag_table(
    {
        "ro": _ROW,
        "/r": _ROW_END,
        "c ": _C,
        "/c": _C_END,
        "v>": _V,
        "/v": _V_END,
        "f>": _F,
        "f ": _F,
        "/f": _F_END,
    }
    | {"is": _IS, "/i": _IS_END, "t>": _T, "t ": _T, "/t": _T_END}
)
# The tags of a cell behind the first, and which of them the value stands behind (0: none).
_FORMS = (
    ((_V, _V_END, _C_END), 1),
    ((_C_END,), 0),
    ((_F, _F_END, _V, _V_END, _C_END), 3),
    ((_F, _V, _V_END, _C_END), 2),
    ((_F, _F_END, _C_END), 0),
    ((_F, _C_END), 0),
    ((_IS, _T, _T_END, _IS_END, _C_END), 2),
    ((_IS, _IS_END, _C_END), 0),
)
_TYPES = (
    (' t="s"', SHARED),
    (' t="n"', NUMBER),
    (' t="inlineStr"', INLINE),
    (' t="str"', TEXT),
    (' t="b"', BOOLEAN),
    (' t="e"', ERROR),
)
_IS_TEXT = np.isin(np.arange(6), (TEXT, INLINE))
_MOST_ROW_DIGITS, _MOST_STYLE_DIGITS, _MOST_INDEX_DIGITS = 7, 5, 8


@dataclass(frozen=True)
class Cells:
    """The filled cells of a piece: 1-based ``row`` and ``column``, ``kind`` and ``style`` (a number of the styles).

    ``index`` is the number of a shared string, and for any other text its
    place among the ``texts`` of all pieces; ``texts`` are those of this one.
    """

    row: npt.NDArray[np.int32]
    column: npt.NDArray[np.int16]
    kind: Bytes
    style: npt.NDArray[np.int32]
    index: npt.NDArray[np.int32]
    texts: bytes


def cells_of(data: bytes, before: int) -> Cells | None:
    """The cells of whole rows (``data`` begins with one and ends with ``</row>``); None if it is not plain.

    ``before`` is the number of texts of the pieces before this one.
    """
    xml = find_tags(data, _TABLE)
    try:
        return _read(xml, before)
    except _NotPlainError:
        return None


class _NotPlainError(Exception):
    """Something is written otherwise."""


def _demand(fits: Flags | bool) -> None:
    if not np.all(fits):
        raise _NotPlainError


def _shape(xml: Tags, cells: Positions, rows: Positions) -> npt.NDArray[np.int8]:
    """For each cell which of its tags the value stands behind (0: none)."""
    kinds = xml.kinds
    size = np.zeros(len(cells), dtype=np.int64)
    value = np.zeros(len(cells), dtype=np.int8)
    for form, where in _FORMS:
        fits = size == 0
        if not fits.any():
            break
        for step, kind in enumerate(form, start=1):
            fits &= kinds[cells + step] == kind
        size[fits], value[fits] = len(form) + 1, where
    alone = size == 0
    _demand(xml.content[xml.places[cells[alone] + 1] - 2] == ord("/"))
    size[alone] = 1
    after = kinds[cells + size]
    _demand((after == _C) | (after == _ROW_END))
    after = kinds[rows + 1]
    _demand((after == _C) | (after == _ROW_END) | (after == _ROW))
    known = int(size.sum()) + len(rows) + np.count_nonzero(kinds == _ROW_END)
    _demand(kinds[0] == _ROW and known == len(xml.places))
    return value


@dataclass(frozen=True)
class _Rows:
    """Of each row: the number, its digits as a word with the quote behind them, and how many digits."""

    number: npt.NDArray[np.int32]
    digits: Words
    size: npt.NDArray[np.int64]


def _rows(xml: Tags, at: Positions) -> _Rows:
    _demand(xml.words[at] == word('<row r="'))
    at = at + 8
    size = np.zeros(len(at), dtype=np.int64)
    inside = np.ones(len(at), dtype=bool)
    for step in range(_MOST_ROW_DIGITS):
        inside &= (xml.content[at + step] - 48) < 10
        size += inside
    _demand((size > 0) & (xml.content[at + size] == ord('"')))
    number = _numbers(xml, at, size)
    _demand(number > 0)
    return _Rows(number.astype(np.int32), xml.words[at] & _digits_and_one(size), size)


def _digits_and_one(size: npt.NDArray[np.int64]) -> Words:
    """What keeps so many bytes of a word, up to seven, and one more."""
    return ~np.uint64(0) >> ((_MOST_ROW_DIGITS - size) * 8).astype(np.uint64)


def _numbers(xml: Tags, start: Positions, size: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    numbers = whole_numbers(xml, start, size)
    if numbers is None:
        raise _NotPlainError
    return numbers


def _read(xml: Tags, before: int) -> Cells:
    """The cells with a value. Raises _NotPlainError."""
    content, words, tags = xml.content, xml.words, xml.places
    cells, row_tags = np.flatnonzero(xml.kinds == _C), np.flatnonzero(xml.kinds == _ROW)
    shape = _shape(xml, cells, row_tags)
    rows = _rows(xml, tags[row_tags])
    per_row = np.diff(np.searchsorted(cells, row_tags), append=len(cells))
    row_of = np.repeat(np.arange(len(row_tags)), per_row)
    filled = shape > 0
    if not filled.all():
        cells, shape, row_of = cells[filled], shape[filled], row_of[filled]
    at, close = tags[cells], tags[cells + 1] - 1
    _demand((words[at] & first_bytes(6)) == word('<c r="'))
    _demand(content[close] == ord(">"))
    column, letters = _columns(content, at + 6)
    digits_at, size = at + 6 + letters, rows.size[row_of]
    _demand((words[digits_at] & _digits_and_one(size)) == rows.digits[row_of])
    attributes = digits_at + size + 1
    kind, style_end = _types(words, close, attributes)
    style = _styles(xml, attributes, style_end)
    value = cells + shape
    inline = kind == INLINE
    _demand((content[tags[value] + 1] == ord("t")) == inline)
    start, stop = tags[value] + 3, tags[value + 1]
    if inline.any():
        found = starts_of_texts(xml, tags[value[inline]], stop[inline])
        if found is None:
            raise _NotPlainError
        start[inline], trim = found
        kind[inline] = np.where(trim, INLINE, TEXT)
    # An empty value is none, but for a text.
    left = (start < stop) | _IS_TEXT[kind]
    if not left.all():
        row_of, column, kind, style = row_of[left], column[left], kind[left], style[left]
        start, stop = start[left], stop[left]
    shared = kind == SHARED
    index = np.empty(len(kind), dtype=np.int32)
    length = stop[shared] - start[shared]
    _demand(length <= _MOST_INDEX_DIGITS)
    index[shared] = _numbers(xml, start[shared], length)
    own = ~shared
    index[own] = np.arange(before, before + np.count_nonzero(own))
    texts = bytes_between(content, start[own], stop[own])
    return Cells(rows.number[row_of], column, kind, style, index, texts)


def _columns(content: Bytes, at: Positions) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int8]]:
    """Column number and count of letters of the references that begin there."""
    first, second, third = (content[at + step] - 64 for step in range(3))
    _demand((first > 0) & (first <= 26))
    column = first.astype(np.int16)
    letters = np.ones(len(at), dtype=np.int8)
    two = (second > 0) & (second <= 26)
    if two.any():
        column = np.where(two, column * 26 + second, column)
        letters += two
        three = two & (third > 0) & (third <= 26)
        if three.any():
            column = np.where(three, column * 26 + third, column)
            letters += three
    return column, letters


def _types(words: Words, close: Positions, attributes: Positions) -> tuple[Bytes, Positions]:
    """The kind of each cell by its last attribute, and where the attributes before it end."""
    kind = np.full(len(close), NUMBER, dtype=np.uint8)
    size = np.zeros(len(close), dtype=np.int64)
    left = np.flatnonzero(close > attributes)
    for text, meaning in _TYPES:
        if not len(left):
            break
        end = text[-8:]
        fits = (words[close[left] - len(end)] & first_bytes(len(end))) == word(end)
        if meaning == INLINE:
            fits &= words[close[left] - len(text)] == word(text[:8])
        mine = left[fits]
        kind[mine], size[mine] = meaning, len(text)
        left = left[~fits]
    return kind, close - size


def _styles(xml: Tags, start: Positions, stop: Positions) -> npt.NDArray[np.int32]:
    """The number of each cell's style; 0 where it has none."""
    style = np.zeros(len(start), dtype=np.int32)
    has = stop != start
    if has.any():
        start, stop = start[has], stop[has]
        size = stop - start - len(' s=""')
        _demand((xml.words[start] & first_bytes(4)) == word(' s="'))
        _demand((xml.content[stop - 1] == ord('"')) & (size > 0) & (size <= _MOST_STYLE_DIGITS))
        style[has] = _numbers(xml, start + 4, size)
    return style
