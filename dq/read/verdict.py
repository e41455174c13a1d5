"""What becomes of one suspicious line: a case (as it is, or re-encoded), or rejected with a reason."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dq.read.blocks import DAMAGE
from dq.read.layout import cell_text
from dq.read.limits import MAX_CELL_BYTES, MAX_LINE_BYTES
from dq.read.lines import is_blank, is_total
from dq.read.records import LITERAL, OK, OPEN, STRAY, Dialect, Record, encode, parse

_JOINED_LINES = 10_000


@dataclass(frozen=True)
class Verdict:
    """``lines`` physical lines are one record.

    ``reason`` is why it is rejected (empty: it is a case); ``replacement`` is the line for a rewritten copy
    (None: as
    it is, every reader sees it as one record with these cells); ``note`` names an oddity that was kept.
    """

    lines: int
    text: str
    reason: str = ""
    replacement: str | None = None
    note: str = ""
    well_quoted: bool = False


@dataclass(frozen=True)
class Judge:
    """Decides about records of ``width`` cells; ``widths`` are the numbers of cells that are taken as they
    are."""

    dialect: Dialect
    width: int
    widths: frozenset[int]
    headers: tuple[str, ...]
    header_rows: tuple[tuple[str, ...], ...]

    def decide(self, lines: pl.Series, position: int, *, final: bool) -> list[Verdict] | None:
        """The verdict on the record that begins at ``position``; None if its end may be in the next block.

        There are several only where carriage returns part a line into records; the first of them then counts as the
        physical line.
        """
        text: str = lines[position]
        if DAMAGE in text:
            return [Verdict(1, text.replace(DAMAGE, ""), "undecodable", "")]
        record = parse(text, self.dialect)
        if record.state == OPEN:
            joined = self._join(lines, position, final=final)
            if joined is None:
                return None
            count, text, record = joined
            if record.state == OPEN:
                return [self._by_escape(text, 1) or Verdict(1, text, "unclosed_quote", "")]
            return [self._judge(text, record, count)]
        if "\r" in text:
            return self._split_at_returns(text)
        return [self._judge(text, record, 1)]

    def _split_at_returns(self, text: str) -> list[Verdict]:
        """A line with carriage returns inside: line ends of another system, or text of a cell.

        They are text where the line is sound with them and some piece is not sound without.
        """
        bare = text.rstrip("\r")
        pieces = bare.split("\r")
        records = [parse(piece, self.dialect) for piece in pieces]
        sound = sum(map(self._sound, records))
        whole = parse(text, self.dialect)
        if sound == len(pieces) or (sound and not self._sound(whole)):
            return [
                self._judge(piece, record, int(index == 0), rewrite=True)
                for index, (piece, record) in enumerate(zip(pieces, records, strict=True))
            ]
        return [self._judge(text, whole, 1, rewrite=True)]

    def _has_empty_tail(self, record: Record) -> bool:
        return len(record.cells) > self.width and not any(map(cell_text, record.cells[self.width :]))

    def _sound(self, record: Record) -> bool:
        return record.state in (OK, LITERAL) and len(record.cells) in self.widths

    def _join(self, lines: pl.Series, position: int, *, final: bool) -> tuple[int, str, Record] | None:
        """Read on until the quote closes in a sound record; otherwise the first line stays open alone."""
        parts = [lines[position]]
        alone = (1, parts[0], Record([], OPEN))
        size = len(parts[0])
        for index in range(position + 1, min(len(lines), position + _JOINED_LINES)):
            part = lines[index]
            size += len(part) + 1
            if size > MAX_LINE_BYTES:
                return alone
            closes = self.dialect.quote in part
            inside = part.partition(self.dialect.quote)[0]
            # A whole case inside the quotes is not text of a cell: the quote was never closed.
            if self._is_whole_case(inside):
                return alone
            parts.append(part)
            if closes:
                record = parse("\n".join(parts), self.dialect)
                if self._sound(record) or (record.state in (OK, LITERAL) and self._has_empty_tail(record)):
                    return len(parts), "\n".join(parts), record
                if record.state != OPEN:
                    return alone
        if not final and position + _JOINED_LINES > len(lines):
            return None
        return alone

    def _is_whole_case(self, text: str) -> bool:
        """Whether text inside quotes has all the cells of a case, most of them filled."""
        cells = text.split(self.dialect.delimiter)
        return self.width > 2 and len(cells) >= self.width and 2 * sum(map(bool, cells)) >= self.width

    def _judge(self, text: str, record: Record, lines: int, *, rewrite: bool = False) -> Verdict:
        """The verdict on one whole record; with ``rewrite`` even a sound one is written anew."""
        cells = record.cells
        native = record.state == OK and lines == 1 and not rewrite
        blank_line = None if native and len(cells) <= self.width else ""
        if len(text) > MAX_CELL_BYTES // 4:
            if len(text.encode()) > MAX_LINE_BYTES:
                return Verdict(lines, text, "line_too_long", "")
            if any(len(cell.encode()) > MAX_CELL_BYTES for cell in cells):
                return Verdict(lines, text, "cell_too_long", "")
        if is_blank(cells) and record.state != STRAY:
            return Verdict(lines, text, "blank", blank_line)
        if is_total(cells):
            return Verdict(lines, text, "total", blank_line)
        if self._repeats_header(cells):
            return Verdict(lines, text, "repeated_header", blank_line)
        if record.state == STRAY or len(cells) not in self.widths:
            escaped = self._by_escape(text, lines)
            if escaped is not None:
                return escaped
        if record.state == STRAY:
            return Verdict(lines, text, "stray_quote", "")
        if len(cells) > self.width:
            if not self._has_empty_tail(record):
                return Verdict(lines, text, "ragged_long", "")
            return Verdict(
                lines, text, "", encode(cells[: self.width], self.dialect), "empty cells at the end"
            )
        if len(cells) not in self.widths:
            return Verdict(lines, text, "ragged_short", blank_line)
        quoted = lines > 1 or (bool(self.dialect.quote) and self.dialect.quote in text)
        if record.state == LITERAL:
            return Verdict(lines, text, "", encode(cells, self.dialect), "quotes kept as text")
        if rewrite:
            return Verdict(lines, text, "", encode(cells, self.dialect), "carriage returns", quoted)
        return Verdict(lines, text, "", None, "", quoted)

    def _by_escape(self, text: str, lines: int) -> Verdict | None:
        """The record with backslash escapes, if it is sound and has the right width only so."""
        if "\\" not in text or not self.dialect.quote:
            return None
        record = parse(text, self.dialect, "\\")
        if record.state not in (OK, LITERAL) or len(record.cells) != self.width:
            return None
        return Verdict(lines, text, "", encode(record.cells, self.dialect), "backslash escapes")

    def _repeats_header(self, cells: list[str]) -> bool:
        start = (cell_text(cells[0]),)
        if all(row[:1] != start for row in self.header_rows):
            return False
        stripped = [cell_text(cell) for cell in cells]
        while stripped and not stripped[-1]:
            stripped.pop()
        return tuple(stripped) in self.header_rows
