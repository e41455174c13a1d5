"""The cleaned rows of a run, in slices, for as many passes as are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from dq.clean.plan import slices
from dq.pipeline.packing import Packed

ROOM = 512 * 1024 * 1024
"""So many bytes of cleaned slices stay in memory between the passes."""

Make = Callable[[pl.DataFrame], pl.DataFrame]


class Slices:
    """The rows of a case file, cleaned, in file order and in slices; each iteration is a pass over all of them.

    The slices of the first pass are kept in memory while there is room; those behind them are read and made again in
    each pass, so that memory does not grow with the file.
    """

    def __init__(self, rows: pl.LazyFrame, make: Make, room: int = ROOM) -> None:
        """``rows``: as they came; ``make``: cleans a slice of them."""
        self._rows = rows
        self._make = make
        self._room = room
        self._kept: list[Packed] = []
        self._full = False
        self._whole = False

    def __iter__(self) -> Iterator[pl.DataFrame]:
        kept = len(self._kept)
        yield from (packed.frame() for packed in self._kept)
        if self._whole:
            return
        for number, rows in enumerate(slices(self._rows)):
            if number >= kept:
                frame = self._make(rows)
                del rows
                self._keep(frame)
                yield frame
                del frame  # the next slice is made with the room of this one
        self._whole = not self._full
        self._full = True

    def mended(self, mend: Make, make: Make) -> Slices:
        """The slices that ``make`` makes of the rows; those that are kept are mended, not made again."""
        other = Slices(self._rows, make, self._room)
        other._kept = [Packed.of(mend(packed.frame())) for packed in self._kept]
        other._full, other._whole = self._full, self._whole
        return other

    def _keep(self, frame: pl.DataFrame) -> None:
        if self._full:
            return
        packed = Packed.of(frame)
        self._room -= packed.size()
        self._full = self._room < 0
        if not self._full:
            self._kept.append(packed)
