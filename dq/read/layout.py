"""Where the header is: found by score over the first rows, from known names or from what the cells look
like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dq.text.headers import normalise_header, plain_header

Row = Sequence[str | None]

SEARCHED_ROWS = 30
_LONGEST_LABEL = 60
# White space as spreadsheets leave it, and the NULs that files get padded with.
_AROUND = " \t\r\n\v\f\0\xa0\u3000\u200b\ufeff"
_DATA = re.compile(r"[\s'\"=￥¥$€£(+\-]*[\d*][\d\s,.*xX:/\-+年月日时分秒万元%)\"EeTZ]*")
_DIGIT = re.compile(r"\d")
_NOTE = re.compile(r"[^:：]+[:：]\s*\S.*")
"""A label with its value, such as 单位：万元: no name over a group of columns."""
_LABEL_WITH_DIGITS = re.compile(r".*[^\W\d_]{2,}.*|.*[\u3400-\u9fff].*")


@dataclass(frozen=True)
class Layout:
    """The header's rows (0-based, inclusive, into the rows searched; None: no header) and one text a
    column; ``cells``: the texts of each of these rows as they stand in it."""

    first: int | None
    last: int | None
    headers: tuple[str, ...]
    how: str
    known: int
    cells: tuple[tuple[str, ...], ...] = ()

    @property
    def data_start(self) -> int:
        """Index of the first row that may be a case."""
        return 0 if self.last is None else self.last + 1


def cell_text(cell: str | None) -> str:
    """The cell without surrounding white space; empty for a missing one."""
    return "" if cell is None else cell.strip(_AROUND)


def is_data(text: str) -> bool:
    """Whether a cell looks like a value (number, date, amount, masked number) and not like a label."""
    return bool(_DIGIT.search(text)) and _DATA.fullmatch(text) is not None


def is_label(text: str) -> bool:
    """Whether a cell could be the name of a column."""
    return bool(text) and len(text) <= _LONGEST_LABEL and not is_data(text)


def is_known(text: str, known: frozenset[str]) -> bool:
    """Whether a cell is one of the known header names, in its plain form or without its unit."""
    return bool(text) and (plain_header(text) in known or normalise_header(text) in known)


def width_of(row: Row) -> int:
    """Cells up to the last one with content."""
    width = len(row)
    while width and not cell_text(row[width - 1]):
        width -= 1
    return width


def find_layout(rows: Sequence[Row], known: frozenset[str], header_row: int | None = None) -> Layout:
    """Find the header in the first rows of a table.

    ``rows`` are rows in file order, blank ones included; ``known`` holds normalised header names (may be
    empty);
    ``header_row`` is the 1-based row that the user named (0: there is none).
    """
    texts = [[cell_text(cell) for cell in row] for row in rows[: max(SEARCHED_ROWS, header_row or 0) + 20]]
    if header_row == 0:
        return _none(texts, "given")
    if header_row is not None:
        return _layout(texts, header_row - 1, known, "given", grow=False)
    searched = range(min(SEARCHED_ROWS, len(texts)))
    counts = {index: _known_cells(texts[index], known) for index in searched}
    best = max(searched, key=lambda index: (counts[index], -index), default=None)
    if best is None:
        return _none(texts, "empty")
    filled = sum(map(bool, texts[best]))
    if counts[best] >= 2 or (counts[best] == 1 and filled <= 2):
        return _layout(texts, best, known, "known names", grow=True)
    scores = {index: _score(texts, index) for index in searched}
    best = max(searched, key=lambda index: (scores[index], -index))
    if scores[best] <= 0:
        return _none(texts, "no row looks like a header")
    return _layout(texts, best, known, "shape of the cells", grow=True)


def _known_cells(row: Row, known: frozenset[str]) -> int:
    if not known:
        return 0
    return len({plain_header(text) for text in map(cell_text, row) if is_known(text, known)})


def _score(rows: list[list[str]], index: int) -> float:
    """How much row ``index`` looks like names above values; 0 or less means: not a header."""
    texts = rows[index]
    filled = [text for text in texts if text]
    below = [row for row in rows[index + 1 : index + 21] if any(row) and row != texts]
    usual = Counter(sum(map(bool, row)) for row in below)
    wanted = max(usual, key=lambda size: (usual[size], size), default=len(filled))
    if not filled or len(filled) < max(1, wanted / 2) or (wanted > 1 and len(filled) < 2):
        return 0.0
    labels = sum(1 for text in filled if is_label(text))
    distinct = len(set(filled)) / len(filled)
    if labels < 0.8 * len(filled) or distinct < 0.4:
        return 0.0
    if not below:
        return 0.5
    contrast = 0.0
    for column, text in enumerate(texts):
        values = [row[column] for row in below if column < len(row) and row[column]]
        if text and values:
            contrast += sum(1 for value in values if is_data(value)) / len(values)
    return labels / len(filled) + distinct + min(1.0, len(filled) / wanted) + contrast / len(filled)


def _none(rows: Sequence[Row], how: str) -> Layout:
    widths = Counter(width_of(row) for row in rows if width_of(row))
    width = max(widths, key=lambda size: (widths[size], size), default=0)
    return Layout(None, None, ("",) * width, how, 0)


def _layout(rows: Sequence[Row], index: int, known: frozenset[str], how: str, *, grow: bool) -> Layout:
    if index >= len(rows):
        return Layout(None, None, (), "the header row lies behind the end", 0)
    first = last = index
    if grow:
        if index > 0 and _is_upper(rows[index - 1], rows[index]):
            first = index - 1
        elif index + 1 < len(rows) and _is_lower(rows[index], rows[index + 1], rows[index + 2 : index + 12]):
            last = index + 1
    headers = [cell_text(cell) for cell in rows[first]]
    if first != last:
        headers = _join(rows[first], rows[last])
    while headers and not headers[-1]:
        headers.pop()
    cells = tuple(tuple(map(cell_text, row)) for row in rows[first : last + 1])
    # Under a group's name a column's own one is known, too; joined it seldom is.
    found = max(_known_cells(row, known) for row in (headers, *cells))
    return Layout(first, last, tuple(headers), how, found, cells)


def _is_upper(upper: Row, lower: Row) -> bool:
    """Whether ``upper`` holds group names above ``lower``: at least two labels, with gaps that ``lower``
    fills."""
    above, below = [cell_text(cell) for cell in upper], [cell_text(cell) for cell in lower]
    filled = [text for text in above if text]
    if len(filled) < 2 or not all(is_label(text) and not _NOTE.fullmatch(text) for text in filled):
        return False
    width = max(width_of(upper), width_of(lower))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    gaps = [column for column in range(width) if not above[column]]
    return bool(gaps) and all(above[c] or below[c] for c in range(width)) and any(below[c] for c in gaps)


def _is_lower(upper: Row, lower: Row, data: Sequence[Row]) -> bool:
    """Whether ``lower`` completes the header ``upper``: only labels, under gaps, and unlike the data below
    it."""
    filled = [text for text in map(cell_text, lower) if text]
    if not filled or not all(is_label(text) for text in filled) or not _is_upper(upper, lower):
        return False
    values = [
        cell_text(row[c]) for row in data for c in range(min(len(row), len(lower))) if cell_text(lower[c])
    ]
    values = [value for value in values if value]
    return bool(values) and sum(1 for value in values if is_data(value)) >= 0.3 * len(values)


def _join(upper: Row, lower: Row) -> list[str]:
    """One name a column from two rows; a group name reaches right until the next one (merged cells)."""
    width = max(width_of(upper), width_of(lower))
    names, group = [], ""
    for column in range(width):
        above = cell_text(upper[column]) if column < len(upper) else ""
        below = cell_text(lower[column]) if column < len(lower) else ""
        group = above or (group if below else "")
        names.append(below if group == below else group + below)
    return names
