"""Every line of a delimited text lands in exactly one place; only suspicious ones are parsed one by one.

The text comes in blocks of whole lines (UTF-8). Vector operations clear the lines that every CSV reader
splits in the
same way; the others go to :mod:`dq.read.verdict`. Where a reader would stumble, the line is replaced in a
rewritten copy: by its exact cells, or by an empty line if it was rejected, so that row numbers stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from dq.read.blocks import DAMAGE, NotThisEncodingError
from dq.read.interface import Rejection
from dq.read.limits import MAX_CELL_BYTES
from dq.read.lines import GROUP_TOTAL, RUNNING_HEADERS, TOTAL_START
from dq.read.marks import Flags, MarkCounter, Marks, Positions, line_ends
from dq.read.records import Dialect
from dq.read.verdict import Judge, Verdict


@dataclass(frozen=True)
class Edit:
    """Bytes ``start`` to ``stop`` of a block, to be replaced in a rewritten copy."""

    start: int
    stop: int
    text: bytes


@dataclass
class Survey:
    """What the guard found so far."""

    row: int
    rejected: list[Rejection] = field(default_factory=list)
    joined: int = 0
    well_quoted: int = 0
    kept: dict[str, int] = field(default_factory=dict)
    nul_rows: int = 0
    empty_quotes: bool = False
    first_case: int = 0
    tail: list[tuple[int, str]] = field(default_factory=list)


_TAIL = 40
_LINE_NAME = "line"
_LINE = pl.col(_LINE_NAME)
_LOOKS = {"size": _LINE.str.len_bytes().cast(pl.Int64), "total": _LINE.str.contains(GROUP_TOTAL)}
"""What is asked of each line."""


# First bytes that a total or a blank line can have: delimiters, quotes, white space, brackets, t/s/g, and
# the lead
# bytes of 合 总 小 累 共 汇 本 全 金 and of the full-width brackets.
_MAY_BE_SPECIAL = np.zeros(256, dtype=bool)
_MAY_BE_SPECIAL[list(b",;|:\t \"'=([tTsSgG")] = True
_MAY_BE_SPECIAL[[char.encode()[0] for char in "合总小累共汇本全金（【　"]] = True
_OR_NUMBERED = _MAY_BE_SPECIAL.copy()
_OR_NUMBERED[list(b"0123456789")] = True
"""The same where the first column has running numbers, that of a total's line too."""


class Guard:
    """Judges blocks of lines in file order; ``row`` is the number of the first one.

    ``damaged``: the text may have marks of bytes that could not be decoded.
    """

    def __init__(self, judge: Judge, row: int, *, damaged: bool) -> None:
        self.judge = judge
        self._damaged = damaged
        self.survey = Survey(row)
        dialect = judge.dialect
        self._delimiter, self._quote = dialect.delimiter, dialect.quote
        self._counter = MarkCounter(dialect.delimiter, dialect.quote)
        self._separators = sorted(width - 1 for width in judge.widths)
        self._longest_blank = 3 * self._separators[-1] + 16
        start = judge.header_rows[0][0] if judge.header_rows else ""
        self._header_byte = start.encode()[0] if start else 0
        self._special_line = _special_line([start, dialect.quote + start] if start else [])
        self._empty_line = (
            _LINE.str.strip_chars(dialect.delimiter + dialect.quote + " \t\r\0\u3000\xa0") == ""
        )
        self._all_quoted = _all_quoted(dialect, self._separators)
        self._some_quoted = _some_quoted(dialect, self._separators)
        self._may_be_special = _OR_NUMBERED if start.lower() in RUNNING_HEADERS else _MAY_BE_SPECIAL

    def feed(self, data: bytes, *, final: bool) -> tuple[list[Edit], int]:
        """Judge the lines of ``data``; give the edits and how many bytes were used.

        Less than all is used where a quoted cell stays open at the end and more is to come.
        Raises NotThisEncodingError if the bytes are not UTF-8.
        """
        try:
            looked = pl.scan_lines(data, name=_LINE_NAME).with_columns(**_LOOKS).collect()
        except pl.exceptions.ComputeError as error:
            raise NotThisEncodingError from error
        lines = looked[_LINE_NAME]
        ends, returns = line_ends(looked["size"], data)
        suspicious = self._suspicious(lines, looked["total"], data, ends, returns)
        if b"\0" in data:
            self.survey.nul_rows += int(lines.str.contains("\0", literal=True).sum())
        if not len(suspicious):
            self._close(lines, 0, len(lines))
            return [], len(data)
        return self._resolve(lines, suspicious, data, ends, final)

    def overlong(self, start: str, size: int) -> None:
        """Book a line of ``size`` bytes, too long to be looked at, of which ``start`` is the beginning."""
        text = f"{start} … ({size} bytes in all)"
        self.survey.rejected.append(Rejection(self.survey.row, "line_too_long", text))
        self._remember(self.survey.row, text)
        self.survey.row += 1

    # ---- vector part

    def _suspicious(
        self, lines: pl.Series, totals: pl.Series, data: bytes, ends: Positions, returns: int
    ) -> Positions:
        """Positions of the lines that need a look.

        ``totals``: which may be one of a group; ``returns``: how many lines end with CR LF.
        """
        starts = np.concatenate(([0], ends[:-1]))
        sizes = ends - starts
        marks = self._counter.marks(data, starts)
        bad = self._odd(marks)
        if marks.quoted is not None:
            bad[marks.quoted] = self._badly_quoted(lines.filter(pl.Series(marks.quoted)))
        bad |= sizes > MAX_CELL_BYTES
        # Lines that begin like a total or like the header.
        first = np.frombuffer(data, dtype=np.uint8)[starts]
        bad |= _where(lines, self._may_be_special[first] | (first == self._header_byte), self._special_line)
        bad |= _where(lines, sizes <= self._longest_blank, self._empty_line)
        bad |= totals.to_numpy()
        if marks.returns != returns:
            bad |= lines.str.contains("\r", literal=True).to_numpy()
        if self._damaged and DAMAGE.encode() in data:
            bad |= lines.str.contains(DAMAGE, literal=True).to_numpy()
        return np.flatnonzero(bad)

    def _odd(self, marks: Marks) -> Flags:
        """Lines with another number of delimiters, those inside quotes included."""
        return ~np.isin(marks.delimiters, self._separators)

    def _badly_quoted(self, lines: pl.Series) -> Flags:
        """Which of the lines, all of which have quotes, are not well-formed or have another number of cells."""
        quoted = lines.to_frame()
        first = [self._all_quoted]
        if not self.survey.empty_quotes:
            first.append(_LINE.str.contains(2 * self._quote, literal=True).any().alias("pairs"))
        found = quoted.select(first)
        self.survey.empty_quotes |= "pairs" in found.columns and bool(found["pairs"][0])
        fine = found[_LINE_NAME].to_numpy(writable=True)
        fine |= _where(lines, ~fine, self._some_quoted)
        self.survey.well_quoted += int(fine.sum())
        return ~fine

    # ---- the few

    def _resolve(
        self, lines: pl.Series, suspicious: Positions, data: bytes, ends: Positions, final: bool
    ) -> tuple[list[Edit], int]:
        edits: list[Edit] = []
        done = 0
        for position in suspicious.tolist():
            if position < done:
                continue
            self._close(lines, done, position)
            start = int(ends[position - 1]) if position else 0
            verdicts = self.judge.decide(lines, position, final=final)
            if verdicts is None:
                return edits, start
            done = position + sum(verdict.lines for verdict in verdicts)
            raw = data[start : int(ends[done - 1])]
            for verdict in verdicts:
                self._take(verdict)
            if any(verdict.replacement is not None for verdict in verdicts):
                edits.append(Edit(start, start + len(raw), _replace(verdicts, raw)))
        self._close(lines, done, len(lines))
        return edits, len(data)

    def _take(self, verdict: Verdict) -> None:
        """Book one judged record."""
        survey = self.survey
        if verdict.reason:
            survey.rejected.append(Rejection(survey.row, verdict.reason, verdict.text))
        else:
            survey.first_case = survey.first_case or survey.row
            survey.joined += verdict.lines > 1
            survey.well_quoted += verdict.well_quoted
            if verdict.note:
                survey.kept[verdict.note] = survey.kept.get(verdict.note, 0) + 1
        self._remember(survey.row, verdict.text)
        survey.row += 1

    def _close(self, lines: pl.Series, start: int, stop: int) -> None:
        """Book the clean lines from ``start`` to ``stop``."""
        if stop <= start:
            return
        row = self.survey.row
        self.survey.first_case = self.survey.first_case or row
        first = max(start, len(lines) - _TAIL)
        if first < stop:
            for offset, text in enumerate(lines.slice(first, stop - first).to_list()):
                self._remember(row + first - start + offset, text)
        self.survey.row = row + stop - start

    def _remember(self, row: int, text: str) -> None:
        tail = self.survey.tail
        tail.append((row, text))
        if len(tail) > 4 * _TAIL:
            del tail[:-_TAIL]


def _replace(verdicts: list[Verdict], raw: bytes) -> bytes:
    """What stands in a rewritten copy for the records of ``raw``."""
    if len(verdicts) == 1 and verdicts[0].replacement is None:
        return raw
    lines = (verdict.text if verdict.replacement is None else verdict.replacement for verdict in verdicts)
    return "".join(line + "\n" for line in lines).encode()


def _where(lines: pl.Series, picked: Flags, check: pl.Expr) -> Flags:
    """``check`` of the picked lines, False for the others."""
    positions = np.flatnonzero(picked)
    flags = np.zeros(len(picked), dtype=bool)
    if len(positions):
        flags[positions] = lines.gather(positions).to_frame().select(check).to_series().to_numpy()
    return flags


def _special_line(header_starts: list[str]) -> pl.Expr:
    """Whether a line begins like a total or like the header."""
    return pl.any_horizontal(
        _LINE.str.contains(TOTAL_START), *(_LINE.str.starts_with(start) for start in header_starts)
    )


def _all_quoted(dialect: Dialect, separators: list[int]) -> pl.Expr:
    """Whether each cell of a line is quoted and has no quote inside, by counting."""
    quote = dialect.quote
    between = _LINE.str.count_matches(quote + dialect.delimiter + quote, literal=True)
    return (
        _LINE.str.starts_with(quote)
        & _LINE.str.ends_with(quote)
        & between.is_in(separators)
        & (_LINE.str.count_matches(quote, literal=True) == 2 * between + 2)
    )


def _some_quoted(dialect: Dialect, separators: list[int]) -> pl.Expr:
    """Whether a line is well-formed, by pattern, and has the right number of delimiters outside quotes."""
    q, d = re.escape(dialect.quote), re.escape(dialect.delimiter)
    quoted = f"{q}(?:[^{q}]|{q}{q})*{q}"
    plain = f"(?:[^{q}{d}=\\s](?:[^{q}{d}]|{q}[^{q}{d}]*{q})*[^{q}{d}\\s]|={q}[^{q}{d}]+{q}|[^{q}{d}]*)"
    well_formed = f"^(?:{quoted}|{plain})(?:{d}(?:{quoted}|{plain}))*$"
    bare = _LINE.str.replace_all(f"{q}[^{q}]*{q}", "")
    return _LINE.str.contains(well_formed) & bare.str.count_matches(dialect.delimiter, literal=True).is_in(
        separators
    )
