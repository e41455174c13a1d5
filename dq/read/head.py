"""The start of a delimited text: dialect, header, columns, and how many cells a line may have."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from dq.model.errors import RefusedError
from dq.read.blocks import NotThisEncodingError
from dq.read.dialect import Decision, decide_dialect, records_of
from dq.read.interface import Column, ReadOptions, Rejection, make_columns
from dq.read.layout import SEARCHED_ROWS, Layout, cell_text, find_layout, width_of
from dq.read.limits import MAX_COLUMNS
from dq.read.lines import is_blank
from dq.read.verdict import Judge

# Behind a carriage return that no line feed follows; the pieces keep their ends.
_RETURN_ALONE = re.compile(rb"(?<=\r)(?![\n\r])(?=.)", re.DOTALL)
_AGREED_SHARE = 0.9
_FEW = 5
_SAMPLED_RECORDS = 400


@dataclass(frozen=True)
class Head:
    """What the start of the text decided.

    ``rows`` records, which are ``lines`` physical lines of ``size`` bytes, stand above the data. ``returns``:
    a carriage return alone ends lines too, among line feeds.
    """

    decision: Decision
    layout: Layout
    columns: tuple[Column, ...]
    judge: Judge
    rejected: tuple[Rejection, ...]
    rows: int
    lines: int
    size: int
    returns: bool


def read_head(raw: list[bytes], name: str, options: ReadOptions, known: frozenset[str]) -> Head:
    """Dialect, header and columns from the first lines."""
    lines = _texts(raw)
    decision = decide_dialect(lines, options.delimiter, options.quote)
    parted = [piece for line in raw for piece in _RETURN_ALONE.split(line)]
    returns = False
    if len(parted) > len(raw):
        other = decide_dialect(_texts(parted), options.delimiter, options.quote)
        if other.score > decision.score:
            raw, lines, decision, returns = parted, _texts(parted), other, True
    records = records_of(lines, decision.dialect, _SAMPLED_RECORDS, decision.escape)
    rows = [record.cells for _, _, record in records]
    layout = find_layout(rows[: SEARCHED_ROWS + 20], known, options.header_row)
    if options.header_row and layout.last is None:
        raise RefusedError(
            "no_header_row",
            f"{name}: the file has no row {options.header_row}",
            "Mend header_row in the source.",
        )
    width, widths = _widths(rows, layout)
    if width > MAX_COLUMNS:
        raise RefusedError(
            "too_many_columns",
            f"{name}: {width} columns; at most {MAX_COLUMNS} are read",
            "Check the delimiter.",
        )
    headers = (*layout.headers, *[""] * (width - len(layout.headers)))[:width]
    header_rows = (
        ()
        if layout.last is None
        else tuple(
            tuple(cell_text(cell) for cell in row[: width_of(row)])
            for row in rows[layout.first : layout.last + 1]
        )
    )
    judge = Judge(decision.dialect, width, widths, headers, header_rows)
    before = [] if layout.first is None else rows[: layout.first]
    rejected = tuple(
        Rejection(
            number,
            "blank" if is_blank(cells) else "preamble",
            "\n".join(lines[records[number - 1][0] : records[number - 1][1]]),
        )
        for number, cells in enumerate(before, start=1)
    )
    used = 0 if layout.last is None else records[layout.last][1]
    return Head(
        decision,
        layout,
        make_columns(headers),
        judge,
        rejected,
        layout.data_start,
        used,
        sum(map(len, raw[:used])),
        returns,
    )


def _texts(raw: list[bytes]) -> list[str]:
    """Lines as text, without their ends."""
    try:
        return [line.decode("utf-8").rstrip("\r\n") for line in raw]
    except UnicodeDecodeError as error:
        raise NotThisEncodingError from error


def _widths(rows: list[list[str]], layout: Layout) -> tuple[int, frozenset[int]]:
    """How many columns the table has, and the numbers of cells that a line of it may have.

    The header decides, unless nearly all lines agree on another width: then they have columns without a
    name, or
    leave out the last ones.
    """
    counted = Counter(len(row) for row in rows[layout.data_start :] if not is_blank(row))
    total = sum(counted.values())
    usual, share = max(counted.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if layout.last is None:
        return max(usual, 1), frozenset({max(usual, 1)})
    named = max(len(rows[layout.last]), len(layout.headers))
    if total < _FEW or share < _AGREED_SHARE * total:
        return named, frozenset({named})
    width = max(usual, named)
    return width, frozenset({width, usual})
