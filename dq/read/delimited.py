"""Delimited text: CSV and its relatives, with every byte accounted for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from dq.model.errors import InternalError, RefusedError
from dq.read.accounts import count, layout_facts
from dq.read.blocks import NotThisEncodingError, utf8_blocks
from dq.read.encoding import Encoding, decide_encoding, weigh_encoding
from dq.read.feed import Feed
from dq.read.footer import settle_footer
from dq.read.guard import Guard, Survey
from dq.read.head import Head, read_head
from dq.read.interface import Reading, ReadOptions, rejected_frame
from dq.read.limits import MAX_LINE_BYTES, START_ROWS
from dq.read.records import Dialect
from dq.read.sink import Sink
from dq.read.work import WorkFolder

_SAMPLE = 512 * 1024


def read_delimited(
    path: Path, name: str, options: ReadOptions, known_headers: frozenset[str], work: WorkFolder
) -> Reading:
    """Read one delimited text file; ``name`` is what the file is called in messages and outputs."""
    encoding = decide_encoding(path, options.encoding)
    try:
        return _read(path, name, encoding, options, known_headers, work)
    except NotThisEncodingError:
        # The start of the file misled: weigh all of it, and let single damaged lines be rejected.
        if encoding.how != "every byte is valid UTF-8":
            encoding = replace(encoding, damaged=True)
        else:
            encoding = weigh_encoding(path)
        return _read(path, name, encoding, options, known_headers, work)


def _read(
    path: Path, name: str, encoding: Encoding, options: ReadOptions, known: frozenset[str], work: WorkFolder
) -> Reading:
    old_mac = False
    feed = Feed()
    blocks = utf8_blocks(path, encoding)
    start = feed.first(blocks, _SAMPLE)
    if _is_old_mac(start):
        old_mac, feed = True, Feed()
        blocks = utf8_blocks(path, encoding, old_mac=True)
        start = feed.first(blocks, _SAMPLE)
    if not start.strip(b"\0 \t\r\n"):
        raise RefusedError("empty_file", f"{name}: the file is empty", "Ask the source for the file again.")
    head = read_head(_first_lines(start, name), name, options, known)
    own = encoding.name == "utf-8" and not encoding.damaged and not old_mac and not head.returns
    guard = Guard(head.judge, head.rows + 1, damaged=encoding.damaged)
    sink = Sink(work, path if own else None, encoding.skip + head.size)
    feed.went(start[: head.size])
    feed.run(start[head.size :], blocks, guard, sink)
    sink.close()
    if not feed.adds_up:
        raise InternalError(f"{name}: the records do not add up to the input")
    survey = guard.survey
    if options.quote is None and quotes_are_text(survey, head.judge.dialect):
        return _read(path, name, encoding, replace(options, quote=""), known, work)
    footer = settle_footer(survey, head.judge)
    rejected = [*head.rejected, *survey.rejected]
    return Reading(
        file=name,
        sheet=None,
        frame=_frame(path, head, sink, survey),
        start=_frame(path, head, sink, survey, START_ROWS + len(survey.rejected)),
        columns=head.columns,
        rejected=rejected_frame(name, None, rejected),
        facts={
            "format": "delimited text",
            "encoding": encoding.facts(),
            "line_ends": _line_ends(start, old_mac, head.returns),
            "dialect": head.decision.facts(),
            **layout_facts(head.layout, head.columns, rejected, footer),
            "kept": dict(sorted(survey.kept.items())),
            "rows_joined_by_quotes": survey.joined,
            "rows_with_nul": survey.nul_rows,
            "rewritten": sink.path is not None,
            "text_sha256": feed.text.hexdigest(),
        },
        counts=count(survey.row - 1, head.layout, rejected),
        header=head.layout.cells,
        sha256=feed.text.hexdigest() if own and not encoding.skip else "",
        on_close=work.close,
    )


def _is_old_mac(start: bytes) -> bool:
    """Whether lines end with CR alone."""
    alone = start.count(b"\r") - start.count(b"\r\n")
    return alone > 0 and alone >= 10 * start.count(b"\n")


def _line_ends(start: bytes, old_mac: bool, returns: bool) -> str:
    if old_mac:
        return "CR"
    if returns:
        return "mixed, CR among them"
    windows = start.count(b"\r\n")
    return "LF" if not windows else "CRLF" if windows == start.count(b"\n") else "mixed"


def _first_lines(start: bytes, name: str) -> list[bytes]:
    """The first lines of the text, with their ends."""
    stop = len(start) if len(start) <= _SAMPLE else start.rfind(b"\n", 0, _SAMPLE) + 1
    if not stop:
        stop = start.find(b"\n") + 1 or len(start)
        if stop > MAX_LINE_BYTES:
            raise RefusedError(
                "line_too_long", f"{name}: the first line is longer than 8 MB", "Check the file."
            )
    lines = [line + b"\n" for line in start[:stop].split(b"\n")]
    last = lines.pop()
    return lines if last == b"\n" else [*lines, last[:-1]]


def quotes_are_text(survey: Survey, dialect: Dialect) -> bool:
    """Whether the file does not quote: some cells end with a quote (``24"``), none begins with one."""
    if not dialect.quote or survey.well_quoted:
        return False
    texts = [item.text for item in survey.rejected if item.reason == "stray_quote"]
    opened = any(item.reason == "unclosed_quote" for item in survey.rejected)
    begins = (text.startswith(dialect.quote) or dialect.delimiter + dialect.quote in text for text in texts)
    return bool(texts) and not opened and not any(begins)


def _frame(path: Path, head: Head, sink: Sink, survey: Survey, most: int | None = None) -> pl.LazyFrame:
    """The lazy scan: of the file itself where every reader agrees on it, else of the rewritten copy.

    ``most``: no more rows than that are scanned, those that are no cases included.
    """
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
        n_rows=most,
    )
    drop = [item.row for item in survey.rejected]
    if drop:
        frame = frame.filter(~pl.col("_row").is_in(pl.Series(drop, dtype=pl.UInt32).implode()))
    if survey.empty_quotes:
        frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in names)
    return frame
