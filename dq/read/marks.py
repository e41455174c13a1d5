"""What stands between the cells of a block of lines, counted: delimiters, quotes, line ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

_LF = 10
_CR = 13
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Marks:
    """Of a block's lines: the number of ``delimiters`` in each, the lines that the ``quotes`` stand in (ascending), and
    how many carriage ``returns`` there are in all."""

    delimiters: Positions
    quotes: Positions
    returns: int


class MarkCounter:
    """Counts in blocks of one dialect: delimiter and quote are one ASCII character each, the quote may be none."""

    def __init__(self, delimiter: str, quote: str) -> None:
        self._quote = quote.encode()
        self._content = bytes(set(range(256)) - {_LF, _CR, *delimiter.encode(), *self._quote})

    def marks(self, data: bytes, height: int) -> Marks:
        """What is left of ``height`` lines without all but delimiters, quotes and line ends: a tenth, to be counted."""
        left = np.frombuffer(data.translate(None, self._content), dtype=np.uint8)
        stops = np.flatnonzero(left == _LF)
        if len(stops) < height:
            stops = np.append(stops, len(left))
        quotes = np.flatnonzero(left == self._quote[0]) if self._quote else stops[:0]
        returns = np.flatnonzero(left == _CR)
        of_line = np.diff(stops, prepend=-1) - 1
        return Marks(
            delimiters=of_line - _per_line(quotes, stops) - _per_line(returns, stops),
            quotes=np.searchsorted(stops, quotes),
            returns=len(returns),
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


def _per_line(found: Positions, stops: Positions) -> Positions:
    """How many of the positions stand before each stop, and behind the one before."""
    return np.diff(np.searchsorted(found, stops), prepend=0)
