"""HTML tables and XML spreadsheets, as systems export them under the name of ``.xls``."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from dq.model.errors import RefusedError
from dq.read.blocks import DAMAGE, NotThisEncodingError, utf8_blocks
from dq.read.encoding import Encoding, decide_encoding, weigh_encoding
from dq.read.grid import survey_grid
from dq.read.interface import Reading, ReadOptions
from dq.read.limits import MAX_COLUMNS
from dq.read.tables import reading_of
from dq.read.work import WorkFolder

_MOST_BYTES = 200_000_000
_MOST_SPAN = 1_000
_BREAKS = {"br", "p", "div"}
_SPACE = re.compile(r"[ \t\r\f\v]+")
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read_markup(
    path: Path, name: str, options: ReadOptions, known_headers: frozenset[str], work: WorkFolder
) -> Reading:
    """Read the table with the most cells of an HTML page or an XML spreadsheet."""
    if path.stat().st_size > _MOST_BYTES:
        raise RefusedError("too_large", f"{name}: an HTML page of more than 200 MB", "Ask for it as CSV.")
    encoding = decide_encoding(path, options.encoding)
    try:
        text = _text(path, encoding)
    except (NotThisEncodingError, UnicodeDecodeError):
        encoding = weigh_encoding(path)
        text = _text(path, encoding)
    parser = _Tables(name)
    parser.feed(text)
    parser.close()
    table = max(parser.tables, key=lambda rows: sum(map(len, rows)), default=[])
    width = max(map(len, table), default=0)
    if not width:
        raise RefusedError("not_a_table", f"{name}: the page has no table", "Ask for CSV or a workbook.")
    if width > MAX_COLUMNS:
        raise RefusedError(
            "too_many_columns",
            f"{name}: {width} columns; at most {MAX_COLUMNS} are read",
            "Ask for it as CSV or a workbook.",
        )
    schema = {f"c{number}": pl.String for number in range(1, width + 1)}
    cells = pl.DataFrame([row + [None] * (width - len(row)) for row in table], schema=schema, orient="row")
    target = work.new(".arrow")
    target.touch(mode=0o600)
    cells.write_ipc(target)
    grid = survey_grid(cells, known_headers, options.header_row)
    facts = {
        "format": "html",
        "encoding": encoding.facts(),
        "declared_encoding": _declared(path),
        "tables": len(parser.tables),
        "damaged_characters": text.count(DAMAGE),
    }
    reading = reading_of(name, None, pl.scan_ipc(target), grid, facts, {})
    work.close_after([reading])
    return reading


def _text(path: Path, encoding: Encoding) -> str:
    return b"".join(utf8_blocks(path, encoding)).decode("utf-8")


def _declared(path: Path) -> str | None:
    with path.open("rb") as file:
        found = _DECLARED.search(file.read(4096))
    return found[1].decode().lower() if found else None


class _Tables(HTMLParser):
    """Collects the cells of all tables; a spanned cell has its text once, in its first place."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str | None]]] = []
        self._name = name
        self._open: list[list[list[str | None]]] = []
        self._cell: list[str] | None = None
        self._spans: dict[tuple[int, int], int] = {}
        self._reach = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "table":
            self._end_cell()
            self._open.append([])
            self.tables.append(self._open[-1])
            self._spans = {}
        elif not self._open:
            return
        elif tag in ("tr", "row"):
            self._end_cell()
            skip = _number(found.get("ss:index")) - 1 - len(self._open[-1]) if tag == "row" else 0
            self._open[-1] += [[] for _ in range(min(max(0, skip), 1_000_000))]
            self._open[-1].append([])
        elif tag in ("td", "th", "cell"):
            self._start_cell(tag, found)
        elif tag in _BREAKS and self._cell is not None and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "cell", "tr", "row"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _start_cell(self, tag: str, found: dict[str, str | None]) -> None:
        self._end_cell()
        rows = self._open[-1]
        if not rows:
            rows.append([])
        row, number = rows[-1], len(rows) - 1
        while (number, len(row)) in self._spans:
            row.append(None)
        if tag == "cell":
            row += [None] * min(MAX_COLUMNS + 1, max(0, _number(found.get("ss:index")) - 1 - len(row)))
        self._reach = max(
            1, min(_MOST_SPAN, _number(found.get("colspan")) or _number(found.get("ss:mergeacross")) + 1)
        )
        down = max(
            1, min(_MOST_SPAN, _number(found.get("rowspan")) or _number(found.get("ss:mergedown")) + 1)
        )
        for below in range(1, down):
            for right in range(self._reach):
                self._spans[(number + below, len(row) + right)] = 1
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is None or not self._open or not self._open[-1]:
            self._cell = None
            return
        lines = (
            _SPACE.sub(" ", line.replace("\xa0", " ")).strip() for line in "".join(self._cell).split("\n")
        )
        text = "\n".join(line for line in lines if line)
        row = self._open[-1][-1]
        row.append(text or None)
        row += [None] * (self._reach - 1)
        self._cell = None
        if len(row) > MAX_COLUMNS:
            raise RefusedError(
                "too_many_columns",
                f"{self._name}: a row has more than {MAX_COLUMNS} cells",
                "Ask for it as CSV or a workbook.",
            )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
