"""Delimited text: CSV and its relatives, with every byte accounted for."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import InternalError, RefusedError
from dq.read.dialect import Decision, decide_dialect, records_of
from dq.read.encoding import Encoding, decide_encoding, utf8_blocks
from dq.read.footer import settle_footer
from dq.read.guard import Guard, NotUtf8Error, Survey
from dq.read.interface import (
    MAX_COLUMNS,
    Column,
    Counts,
    Reading,
    ReadOptions,
    Rejection,
    make_columns,
    rejected_frame,
)
from dq.read.layout import SEARCHED_ROWS, Layout, find_layout, width_of
from dq.read.lines import is_blank
from dq.read.sink import Sink
from dq.read.verdict import Judge
from dq.read.work import WorkFolder

_SAMPLE = 512 * 1024
_PADDED_SHARE = 0.95


@dataclass(frozen=True)
class _Head:
    """What the start of the text decided."""

    decision: Decision
    layout: Layout
    columns: tuple[Column, ...]
    judge: Judge
    rejected: tuple[Rejection, ...]
    rows: int
    lines: int
    size: int


def read_delimited(
    path: Path, name: str, options: ReadOptions, known_headers: frozenset[str], work: WorkFolder
) -> Reading:
    """Read one delimited text file; ``name`` is what the file is called in messages and outputs."""
    encoding = decide_encoding(path, options.encoding)
    try:
        return _read(path, name, encoding, options, known_headers, work)
    except NotUtf8Error:
        encoding = decide_encoding(path, None, not_utf8=True)
        return _read(path, name, encoding, options, known_headers, work)


def _read(
    path: Path, name: str, encoding: Encoding, options: ReadOptions, known: frozenset[str], work: WorkFolder
) -> Reading:
    blocks = utf8_blocks(path, encoding)
    own = encoding.name == "utf-8"
    whole, used = hashlib.sha256(), hashlib.sha256()
    buffer = next(blocks, b"")
    whole.update(buffer)
    if not buffer.strip(b"\0 \t\r\n"):
        raise RefusedError("empty_file", f"{name}: the file is empty", "Ask the source for the file again.")
    head = _head(_lines(buffer, own), name, options, known)
    guard = Guard(head.judge, head.rows + 1)
    used.update(buffer[: head.size])
    sink = Sink(work, path if own else None, encoding.skip + head.size)
    buffer = buffer[head.size :]
    for block in blocks:
        whole.update(block)
        buffer += block
        cut = buffer.rfind(b"\n") + 1
        if cut:
            buffer = _feed(guard, sink, used, buffer[:cut], buffer[cut:], final=False)
    if buffer:
        _feed(guard, sink, used, buffer, b"", final=True)
    sink.close()
    if whole.digest() != used.digest():
        raise InternalError(f"{name}: the records do not add up to the input")
    survey = guard.survey
    footer = settle_footer(survey, head.judge)
    rejected = [*head.rejected, *survey.rejected]
    return Reading(
        file=name,
        sheet=None,
        frame=_frame(path, head, sink, survey, encoding),
        columns=head.columns,
        rejected=rejected_frame(name, None, rejected),
        facts=_facts(encoding, head, survey, footer, sink, whole.hexdigest()),
        counts=count(survey.row - 1, head.layout, rejected),
        on_close=work.close,
    )


def _feed(guard: Guard, sink: Sink, used: Any, data: bytes, rest: bytes, *, final: bool) -> bytes:
    edits, size = guard.feed(data, final=final)
    taken = data[:size]
    used.update(taken)
    sink.write(taken, edits)
    return data[size:] + rest if size < len(data) else rest


def _lines(buffer: bytes, own: bool) -> list[bytes]:
    """The first lines of the text, with their ends."""
    if own:
        try:
            buffer[: _SAMPLE * 2].decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start < len(buffer) - 4 and error.start < _SAMPLE * 2 - 4:
                raise NotUtf8Error from error
    return (
        buffer[:_SAMPLE].splitlines(keepends=True)
        if len(buffer) <= _SAMPLE
        else buffer[: buffer.rfind(b"\n", 0, _SAMPLE) + 1].splitlines(keepends=True)
    )


def _head(raw: list[bytes], name: str, options: ReadOptions, known: frozenset[str]) -> _Head:
    """Dialect, header and columns from the first lines."""
    lines = [line.decode("utf-8").rstrip("\r\n") for line in raw]
    decision = decide_dialect(lines, options.delimiter, options.quote)
    records = records_of(lines, decision.dialect, 400)
    rows = [cells for _, _, cells in records]
    layout = find_layout(rows[: SEARCHED_ROWS + 20], known, options.header_row)
    if options.header_row and layout.last is None:
        raise RefusedError(
            "no_header_row",
            f"{name}: the file has no row {options.header_row}",
            "Mend header_row in the source.",
        )
    width, widths = _widths(rows[layout.data_start :], layout)
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
            tuple(cell.strip() for cell in row[: width_of(row)])
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
    return _Head(
        decision,
        layout,
        make_columns(headers),
        judge,
        rejected,
        layout.data_start,
        used,
        sum(map(len, raw[:used])),
    )


def _widths(data: list[list[str]], layout: Layout) -> tuple[int, frozenset[int]]:
    """How many columns the table has, and the numbers of cells that a line of it may have."""
    counted = Counter(len(row) for row in data if not is_blank(row))
    total = sum(counted.values())
    named = len(layout.headers)
    if not total:
        return max(named, 1), frozenset({max(named, 1)})
    usual, share = max(counted.items(), key=lambda item: (item[1], item[0]))
    if usual >= named or (total >= 5 and share >= _PADDED_SHARE * total):
        width = max(usual, named)
        return width, frozenset({width, usual})
    return named, frozenset({named})


def _frame(path: Path, head: _Head, sink: Sink, survey: Survey, encoding: Encoding) -> pl.LazyFrame:
    """The lazy scan: of the file itself where every reader agrees on it, else of the rewritten copy."""
    names = [column.name for column in head.columns]
    schema = {"_row": pl.UInt32, **dict.fromkeys(names, pl.String)}
    if not survey.first_case:
        return pl.LazyFrame(schema=schema)
    dialect = head.judge.dialect
    frame = pl.scan_csv(
        sink.path or path,
        has_header=False,
        skip_lines=0 if sink.path else head.lines,
        separator=dialect.delimiter,
        quote_char=dialect.quote or None,
        schema=dict.fromkeys(names, pl.String),
        missing_columns="insert",
        row_index_name="_row",
        row_index_offset=head.rows + 1,
        glob=False,
    )
    drop = [item.row for item in survey.rejected]
    if drop:
        frame = frame.filter(~pl.col("_row").is_in(pl.Series(drop, dtype=pl.UInt32).implode()))
    if survey.empty_quotes:
        frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in names)
    return frame


def count(lines: int, layout: Layout, rejected: list[Rejection]) -> Counts:
    """The accounts of one table of ``lines`` lines."""
    reasons = Counter(item.reason for item in rejected)
    header = 0 if layout.first is None or layout.last is None else layout.last - layout.first + 1
    preamble, blank = reasons.pop("preamble", 0), reasons.pop("blank", 0)
    read = lines - header - preamble - blank
    return Counts(lines, header, preamble, blank, read, sum(reasons.values()))


def _facts(
    encoding: Encoding, head: _Head, survey: Survey, footer: int, sink: Sink, digest: str
) -> dict[str, Any]:
    layout = head.layout
    return {
        "format": "delimited text",
        "encoding": encoding.facts(),
        "dialect": head.decision.facts(),
        "header": {
            "rows": [] if layout.first is None else list(range(layout.first + 1, head.rows + 1)),
            "how": layout.how,
            "known_names": layout.known,
            "columns": len(head.columns),
        },
        "rejected": dict(sorted(Counter(item.reason for item in survey.rejected).items())),
        "kept": dict(sorted(survey.kept.items())),
        "lines_joined_by_quotes": survey.joined,
        "rows_with_nul": survey.nul_rows,
        "footer_rows": footer,
        "rewritten": sink.path is not None,
        "text_sha256": digest,
    }
