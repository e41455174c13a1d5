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
import numpy.typing as npt
import polars as pl

from dq.read.interface import MAX_CELL_BYTES, Rejection
from dq.read.lines import TOTAL_START
from dq.read.verdict import Judge, Verdict


class NotUtf8Error(Exception):
    """The text was taken for UTF-8 and is not."""


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
    blank: int = 0
    joined: int = 0
    kept: dict[str, int] = field(default_factory=dict)
    nul_rows: int = 0
    empty_quotes: bool = False
    quoted: int = 0
    first_case: int = 0
    tail: list[tuple[int, str]] = field(default_factory=list)


_TAIL = 40


class Guard:
    """Judges blocks of lines in file order; ``row`` is the number of the first one."""

    def __init__(self, judge: Judge, row: int) -> None:
        self.judge = judge
        self.survey = Survey(row)
        dialect = judge.dialect
        self._delimiter, self._quote = dialect.delimiter, dialect.quote
        self._separators = sorted(width - 1 for width in judge.widths)
        q, d = re.escape(dialect.quote), re.escape(dialect.delimiter)
        quoted = f"{q}(?:[^{q}]|{q}{q})*{q}"
        plain = f"(?:[^{q}{d}=\\s](?:[^{q}{d}]|{q}[^{q}{d}]*{q})*[^{q}{d}\\s]|={q}[^{q}{d}]+{q}|[^{q}{d}]*)"
        self._well_formed = f"^(?:{quoted}|{plain})(?:{d}(?:{quoted}|{plain}))*$" if q else ""
        self._header_start = next((text for text in judge.headers if text), "")

    def feed(self, data: bytes, *, final: bool) -> tuple[list[Edit], int]:
        """Judge the lines of ``data``; give the edits and how many bytes were used.

        Less than all is used where a quoted cell stays open at the end and more is to come.
        """
        try:
            lines = pl.scan_lines(data).collect().to_series()
        except pl.exceptions.ComputeError as error:
            raise NotUtf8Error from error
        suspicious = self._suspicious(lines, data)
        survey = self.survey
        if b"\0" in data:
            survey.nul_rows += int(lines.str.contains("\0", literal=True).sum())
        if not len(suspicious):
            self._close(lines, 0, len(lines))
            return [], len(data)
        return self._resolve(lines, suspicious, data, final)

    # ---- vector part

    def _suspicious(self, lines: pl.Series, data: bytes) -> npt.NDArray[np.int64]:
        """Positions of the lines that need a look."""
        frame = lines.alias("line").to_frame()
        line = pl.col("line")
        count = line.str.count_matches(self._delimiter, literal=True)
        odd = ~count.is_in(self._separators) if len(self._separators) > 1 else count != self._separators[0]
        quote = self._quote
        if quote and quote.encode() in data:
            if (quote + quote).encode() in data:
                self.survey.empty_quotes = True
            odd = pl.when(line.str.contains(quote, literal=True)).then(False).otherwise(odd)
        flags = [odd, line.str.len_bytes() > MAX_CELL_BYTES, line.str.contains(TOTAL_START)]
        if self._header_start:
            # A repeated header may have other quotes or spaces, so only its start is looked at here.
            flags.append(
                line.str.head(len(self._header_start) + 2).str.contains(self._header_start, literal=True)
            )
        if b"\r" in data:
            flags.append(line.str.contains("\r", literal=True))
        flags.append(self._empty(line))
        bad = frame.select(pl.any_horizontal(flags).alias("bad"))["bad"]
        if quote and quote.encode() in data:
            bad = bad | self._badly_quoted(lines)
        return bad.arg_true().to_numpy().astype(np.int64)

    def _empty(self, line: pl.Expr) -> pl.Expr:
        """Lines of delimiters, quotes and white space only; a long line is not looked at."""
        longest = 3 * max(self._separators) + 16
        rest = line.str.strip_chars(self._delimiter + self._quote + " \t\r\0\u3000\xa0")
        return pl.when(line.str.len_bytes() <= longest).then(rest == "").otherwise(False)

    def _badly_quoted(self, lines: pl.Series) -> pl.Series:
        """Of the lines with quotes, those that are not well-formed or have another number of cells."""
        quote, delimiter = self._quote, self._delimiter
        has = lines.str.contains(quote, literal=True)
        picked = lines.filter(has).alias("line").to_frame()
        line = pl.col("line")
        between = quote + delimiter + quote
        separators = line.str.count_matches(between, literal=True)
        all_quoted = (
            line.str.starts_with(quote)
            & line.str.ends_with(quote)
            & separators.is_in(self._separators)
            & (line.str.count_matches(quote, literal=True) == 2 * separators + 2)
        )
        fine = picked.select(all_quoted.alias("fine"))["fine"]
        rest = picked.filter(~fine)
        if rest.height:
            bare = line.str.replace_all(f"{re.escape(quote)}[^{re.escape(quote)}]*{re.escape(quote)}", "")
            proper = line.str.contains(self._well_formed) & bare.str.count_matches(
                delimiter, literal=True
            ).is_in(self._separators)
            fine = fine.scatter((~fine).arg_true(), rest.select(proper.alias("p"))["p"])
        self.survey.quoted += int(fine.sum())
        bad = pl.Series("bad", np.zeros(len(lines), dtype=bool))
        return bad.scatter(has.arg_true(), ~fine)

    # ---- the few

    def _resolve(
        self, lines: pl.Series, suspicious: npt.NDArray[np.int64], data: bytes, final: bool
    ) -> tuple[list[Edit], int]:
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10) + 1
        if len(ends) < len(lines):
            ends = np.append(ends, len(data))
        edits: list[Edit] = []
        done = 0
        for position in suspicious.tolist():
            if position < done:
                continue
            self._close(lines, done, position)
            verdict = self.judge.decide(lines, position, final=final)
            if verdict is None:
                return edits, int(ends[position - 1]) if position else 0
            start = int(ends[position - 1]) if position else 0
            stop = int(ends[position + verdict.lines - 1])
            done = position + verdict.lines
            self._take(verdict, data[start:stop], edits, start)
        self._close(lines, done, len(lines))
        return edits, len(data)

    def _take(self, verdict: Verdict, raw: bytes, edits: list[Edit], start: int) -> None:
        """Book one judged record and note the edit it needs."""
        survey = self.survey
        if verdict.reason:
            text = raw.decode("utf-8").rstrip("\r\n")
            survey.rejected.append(Rejection(survey.row, verdict.reason, text))
            survey.blank += verdict.reason == "blank"
        else:
            self._case(survey.row)
            survey.joined += verdict.lines > 1
            if verdict.note:
                survey.kept[verdict.note] = survey.kept.get(verdict.note, 0) + 1
        if verdict.replacement is not None:
            edits.append(Edit(start, start + len(raw), verdict.replacement.encode() + b"\n"))
        self._remember(survey.row, verdict.text)
        survey.row += 1

    def _close(self, lines: pl.Series, start: int, stop: int) -> None:
        """Book the clean lines from ``start`` to ``stop``."""
        if stop <= start:
            return
        row = self.survey.row
        self._case(row)
        first = max(start, stop - _TAIL)
        for offset, text in enumerate(lines.slice(first, stop - first).to_list()):
            self._remember(row + first - start + offset, text)
        self.survey.row = row + stop - start

    def _case(self, row: int) -> None:
        self.survey.first_case = self.survey.first_case or row

    def _remember(self, row: int, text: str) -> None:
        tail = self.survey.tail
        tail.append((row, text))
        if len(tail) > 4 * _TAIL:
            del tail[:-_TAIL]
