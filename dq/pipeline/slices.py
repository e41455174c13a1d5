"""The cleaned rows of a run, in slices, for as many passes as are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import polars as pl

from dq.clean.plan import slices
from dq.pipeline.packing import Packed

ROOM = 896 * 1024 * 1024
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
        numbers = count()
        for rows in slices(self._rows):
            if next(numbers) >= kept:
                made = [self._make(rows)]
                del rows  # a slice takes much room: it is not kept while what was made of it is in use
                self._keep(made[0])
                yield made.pop()
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
