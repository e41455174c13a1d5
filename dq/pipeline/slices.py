"""The cleaned rows of a run, in slices, for as many passes as are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from dq.clean.plan import slices

ROOM = 512 * 1024 * 1024
"""So many bytes of cleaned slices stay in memory between the passes."""

_SPARSE = 8
_PLACE = "_place"

Make = Callable[[pl.DataFrame], pl.DataFrame]


class Slices:
    """The rows of a case file, cleaned, in file order and in slices; each iteration is a pass over all of them.

    The slices of the first pass are kept in memory while there is room; those behind them are read and made again in
    each pass, so that memory does not grow with the file.
    """

    def __init__(self, rows: pl.LazyFrame, make: Make, room: int = ROOM) -> None:
        self._rows = rows
        self._make = make
        self._room = room
        self._kept: list[_Packed] = []
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
                self._keep(frame)
                yield frame
        self._whole = not self._full
        self._full = True

    def mended(self, mend: Make, make: Make) -> Slices:
        """The slices that ``make`` makes of the rows; those that are kept are mended, not made again."""
        other = Slices(self._rows, make, self._room)
        other._kept = [_Packed.of(mend(packed.frame())) for packed in self._kept]
        other._full, other._whole = self._full, self._whole
        return other

    def _keep(self, frame: pl.DataFrame) -> None:
        if self._full:
            return
        packed = _Packed.of(frame)
        self._room -= packed.size()
        self._full = self._room < 0
        if not self._full:
            self._kept.append(packed)


@dataclass(frozen=True, slots=True)
class _Packed:
    """A slice at rest: of columns with few values only the rows that have one."""

    dense: pl.DataFrame
    sparse: pl.DataFrame
    order: tuple[str, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> _Packed:
        few = [s.name for s in frame.iter_columns() if (len(s) - s.null_count()) * _SPARSE < len(s)]
        some = pl.any_horizontal(pl.col(few).is_not_null()) if few else pl.lit(value=False)
        sparse = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(_PLACE), *few).filter(some)
        return cls(frame.drop(few), sparse, tuple(frame.columns))

    def size(self) -> int:
        """Bytes, roughly."""
        return int(self.dense.estimated_size() + self.sparse.estimated_size())

    def frame(self) -> pl.DataFrame:
        """The slice as it was."""
        spread = (self._spread(column) for column in self.sparse.drop(_PLACE))
        return self.dense.with_columns(spread).select(self.order)

    def _spread(self, column: pl.Series) -> pl.Expr | pl.Series:
        if column.null_count() == len(column):
            return pl.lit(None, column.dtype).alias(column.name)
        empty = pl.Series(column.name, [None], dtype=column.dtype).new_from_index(0, self.dense.height)
        return empty.scatter(self.sparse[_PLACE], column)
