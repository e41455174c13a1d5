"""What stands between the cells of a block of lines, counted: delimiters, quotes, line ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

_LF = 10
_CR = 13
Positions = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint8] | npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Marks:
    """Of a block's lines: the number of ``delimiters`` in each, which are ``quoted`` (have a quote; None: none is),
    and how many carriage ``returns`` there are in all."""

    delimiters: Counts
    quoted: Flags | None
    returns: int


class MarkCounter:
    """Counts in blocks of one dialect: delimiter and quote are one ASCII character each, the quote may be none."""

    def __init__(self, delimiter: str, quote: str) -> None:
        self._delimiter = ord(delimiter)
        self._quote = quote.encode()

    def marks(self, data: bytes, starts: Positions) -> Marks:
        """What is in the lines that begin at ``starts`` (ascending, the first at 0)."""
        text = np.frombuffer(data, dtype=np.uint8)
        return Marks(
            delimiters=_per_line(text == self._delimiter, starts),
            quoted=np.logical_or.reduceat(text == self._quote[0], starts)
            if self._quote and self._quote in data
            else None,
            returns=int(np.count_nonzero(text == _CR)) if b"\r" in data else 0,
        )


def line_ends(sizes: pl.Series, data: bytes) -> tuple[Positions, int]:
    """Where each line of ``data`` ends, behind its LF or CR LF, and how many of them end with CR LF.

    The lines, of these ``sizes`` (bytes, Int64), come without their ends. What is missing in all tells whether all end
    alike, as in most files.
    """
    feeds = len(sizes) - (not data.endswith(b"\n"))
    returns = len(data) - int(sizes.sum()) - feeds - data.endswith(b"\r")
    if returns in (0, feeds):
        ends = np.cumsum(sizes.to_numpy() + (2 if returns else 1))
    else:
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _LF) + 1
        ends = ends if feeds == len(sizes) else np.append(ends, 0)
    ends[-1] = len(data)
    return ends, returns


def _per_line(found: Flags, starts: Positions) -> Counts:
    """How many are found in each line. Counted in bytes, ten times as fast as in whole numbers, unless one overflows:
    then they are not as many as there are."""
    counts = np.add.reduceat(found.view(np.uint8), starts, dtype=np.uint8)
    if int(counts.sum(dtype=np.int64)) == np.count_nonzero(found):
        return counts
    return np.add.reduceat(found, starts, dtype=np.int64)
