"""The cleaned rows of a run, in slices, for as many passes as are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from dq.clean.plan import slices
from dq.model import columns

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

    def __init__(self, rows: pl.LazyFrame, make: Make, texts: Sequence[str], room: int = ROOM) -> None:
        """``rows``: as they came; ``make``: cleans a slice of them; ``texts``: the fields that are text when clean."""
        self._rows = rows
        self._make = make
        self._texts = texts
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
                del rows
                self._keep(frame)
                yield frame
                del frame  # the next slice is made with the room of this one
        self._whole = not self._full
        self._full = True

    def mended(self, mend: Make, make: Make) -> Slices:
        """The slices that ``make`` makes of the rows; those that are kept are mended, not made again."""
        other = Slices(self._rows, make, self._texts, self._room)
        other._kept = [_Packed.of(mend(packed.frame()), self._texts) for packed in self._kept]
        other._full, other._whole = self._full, self._whole
        return other

    def _keep(self, frame: pl.DataFrame) -> None:
        if self._full:
            return
        packed = _Packed.of(frame, self._texts)
        self._room -= packed.size()
        self._full = self._room < 0
        if not self._full:
            self._kept.append(packed)


@dataclass(frozen=True, slots=True)
class _Packed:
    """A slice at rest: of columns with few values, only the rows that have one.

    Nor is the text as it came kept where it is the value: cleaning changes no text without a step or a fault.
    """

    dense: pl.DataFrame
    sparse: pl.DataFrame
    same: tuple[str, ...]
    order: tuple[str, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame, texts: Sequence[str]) -> _Packed:
        few = [s.name for s in frame.iter_columns() if (len(s) - s.null_count()) * _SPARSE < len(s)]
        some = pl.any_horizontal(pl.col(few).is_not_null()) if few else pl.lit(value=False)
        same = tuple(
            name
            for name in texts
            if {columns.step(name), columns.bad(name)} <= set(few)
            and {name, columns.raw(name)}.isdisjoint(few)
        )
        raw = [columns.raw(name) for name in same]
        place = pl.int_range(pl.len(), dtype=pl.UInt32).alias(_PLACE)
        sparse = frame.select(place, *few, *raw).filter(some)
        return cls(frame.drop(few, raw), sparse, same, tuple(frame.columns))

    def size(self) -> int:
        """Bytes, roughly."""
        return int(self.dense.estimated_size() + self.sparse.estimated_size())

    def frame(self) -> pl.DataFrame:
        """The slice as it was."""
        raws = {columns.raw(name): name for name in self.same}
        spread = (self._spread(column) for column in self.sparse.drop(_PLACE, *raws))
        texts = (self._text(name, raw) for raw, name in raws.items())
        return self.dense.with_columns(*spread, *texts).select(self.order)

    def _text(self, name: str, raw: str) -> pl.Series:
        """The text as it came. (A when-then over texts would cost twenty times as much.)"""
        return self.dense[name].clone().alias(raw).scatter(self.sparse[_PLACE], self.sparse[raw])

    def _spread(self, column: pl.Series) -> pl.Expr | pl.Series:
        if column.null_count() == len(column):
            return pl.lit(None, column.dtype).alias(column.name)
        return self._empty(column.dtype).alias(column.name).scatter(self.sparse[_PLACE], column)

    def _empty(self, dtype: pl.DataType) -> pl.Series:
        return pl.Series([None], dtype=dtype).new_from_index(0, self.dense.height)
