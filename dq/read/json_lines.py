"""JSON Lines: one object a line, its keys the columns; numbers keep the text they had."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import RefusedError
from dq.read.accounts import count, layout_facts
from dq.read.blocks import DAMAGE, NotThisEncodingError, utf8_blocks
from dq.read.encoding import Encoding, decide_encoding, weigh_encoding
from dq.read.grid import cases_of, survey_grid
from dq.read.interface import Reading, ReadOptions, Rejection, rejected_frame
from dq.read.limits import MAX_COLUMNS, MAX_LINE_BYTES
from dq.read.work import WorkFolder

_BATCH = 50_000


def read_json_lines(path: Path, name: str, options: ReadOptions, work: WorkFolder) -> Reading:
    """Read a file of JSON objects, one a line; a line that is none is rejected as ``not_json``."""
    encoding = decide_encoding(path, options.encoding)
    try:
        return _read(path, name, encoding, work)
    except (NotThisEncodingError, UnicodeDecodeError):
        return _read(path, name, weigh_encoding(path), work)


def _read(path: Path, name: str, encoding: Encoding, work: WorkFolder) -> Reading:
    columns: dict[str, int] = {}
    batches: list[pl.DataFrame] = []
    rows: list[dict[str, str | None]] = []
    bad: dict[int, Rejection] = {}
    number = 0
    for line in _lines(path, encoding):
        number += 1
        text = line.decode("utf-8").rstrip("\r\n")
        row: dict[str, str | None] = {}
        reason = _parse(text, row)
        if reason:
            bad[number] = Rejection(number, reason, text.replace(DAMAGE, "")[:10_000])
        for key in row:
            columns.setdefault(key, len(columns))
        if len(columns) > MAX_COLUMNS:
            raise RefusedError(
                "too_many_columns",
                f"{name}: more than {MAX_COLUMNS} different keys",
                "Ask for one flat table.",
            )
        rows.append(row)
        if len(rows) >= _BATCH and columns:
            batches.append(_frame(rows, columns))
            rows = []
    if not columns:
        raise RefusedError("not_a_table", f"{name}: no line is a JSON object", "Ask for CSV or a workbook.")
    batches.append(_frame(rows, columns))
    cells = pl.concat(batches, how="diagonal").select(list(columns))
    headers = list(columns)
    cells.columns = [f"c{position}" for position in range(1, cells.width + 1)]
    target = work.new(".arrow")
    target.touch(mode=0o600)
    cells.write_ipc(target)
    grid = survey_grid(cells, frozenset(), None, headers)
    rejected = [bad.get(item.row, item) for item in grid.rejected]
    grid.rejected[:] = rejected
    return Reading(
        file=name,
        sheet=None,
        frame=cases_of(pl.scan_ipc(target), grid),
        columns=grid.columns,
        rejected=rejected_frame(name, None, rejected),
        facts={
            "format": "json_lines",
            "encoding": encoding.facts(),
            **layout_facts(grid.layout, grid.columns, rejected, 0),
        },
        counts=count(number, grid.layout, rejected),
        on_close=work.close,
    )


def _lines(path: Path, encoding: Encoding) -> Any:
    rest = b""
    for block in utf8_blocks(path, encoding):
        rest += block
        *whole, rest = rest.split(b"\n")
        yield from whole
        if len(rest) > MAX_LINE_BYTES:
            raise RefusedError("line_too_long", f"{path.name}: a line is longer than 8 MB", "Check the file.")
    if rest:
        yield rest


def _parse(text: str, row: dict[str, str | None]) -> str:
    """Fill ``row`` from one line; why it can't be, else an empty text."""
    if DAMAGE in text:
        return "undecodable"
    if not text.strip(" \t\0"):
        return "blank"
    try:
        value = json.loads(text, parse_int=_Raw, parse_float=_Raw, parse_constant=_Raw)
    except (ValueError, RecursionError):
        return "not_json"
    if not isinstance(value, dict):
        return "not_json"
    for key, item in value.items():
        row[key] = _text(item)
    return "" if any(row.values()) else "blank"


class _Raw(str):
    """A number as it is written."""

    __slots__ = ()


def _text(item: Any) -> str | None:
    if item is None or item == "":
        return None
    if isinstance(item, str):
        return str(item)
    if isinstance(item, bool):
        return "true" if item else "false"
    return json.dumps(item, ensure_ascii=False)


def _frame(rows: list[dict[str, str | None]], columns: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {key: [row.get(key) for row in rows] for key in columns}, schema=dict.fromkeys(columns, pl.String)
    )
