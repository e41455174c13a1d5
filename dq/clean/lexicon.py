"""The distinct cells of a column, each cleaned once: a row holds but the code of its cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from dq.model import columns

EMPTY: Final = 0
"""The code of an empty cell."""
_SMALL: Final = 10_000
"""Up to so many cells words are kept as text, which is looked up sooner and takes more memory."""


class Lexicon:
    """What is made of each distinct cell of a column, looked up by its code; grows with the cells that it is shown.

    ``size``: how many distinct cells it has, the empty one among them.
    """

    def __init__(self, field: str, make: Callable[[pl.Series], pl.DataFrame]) -> None:
        """``make``: from distinct cells (text; null: empty) the columns that are made of them, row by row."""
        self._make = make
        self._whole = (columns.raw(field), field)
        self._cells = pl.Categorical(pl.Categories.random())
        self._alive = pl.Series([], dtype=self._cells)  # polars forgets categories that no series has
        self._words = pl.Categorical(pl.Categories.random())
        self._parts: list[pl.DataFrame] = []
        self._empty: pl.DataFrame | None = None
        self._table: pl.DataFrame | None = None
        self._end = EMPTY + 1
        self.size = 0

    def codes(self, cells: pl.Series) -> pl.Series:
        """The code of each cell (UInt32, never null); cells not seen before are cleaned."""
        seen = cells.cast(self._cells)
        codes = (seen.to_physical() + 1).fill_null(EMPTY)
        if self._empty is None and cells.has_nulls():
            self._empty = self._made(pl.Series([None], dtype=pl.String))
        end = int(codes.max() or 0) + 1  # type: ignore[arg-type]
        if end > self._end:
            table = pl.DataFrame({"code": codes, "cell": seen}).filter(pl.col("code") >= self._end)
            # As text they are copied, and do not hold the whole column in memory.
            self._parts.append(self._made(table.unique("code").sort("code")["cell"].cast(pl.String)))
            self._end = end
        return codes

    def columns(self) -> dict[str, pl.Series]:
        """The columns by name, a row a code. Where there are many, those of few words are categories
        (:meth:`looked_up` gives text)."""
        if self._table is None:
            empty = self._parts[0].clear(1) if self._empty is None else self._empty
            self._table = pl.concat([empty, *self._parts], rechunk=True)
            self._parts = [self._table.slice(1)]
        small = self._table.height <= _SMALL
        return {
            column.name: column.cast(pl.String) if small and _is_words(column) else column
            for column in self._table.iter_columns()
        }

    def looked_up(self, code: str) -> dict[str, pl.Expr]:
        """For each column what gives it back from a column of codes."""
        one = self._empty is None and self._end == EMPTY + 2  # all rows have the same cell
        return {name: _of(column, None if one else pl.col(code)) for name, column in self.columns().items()}

    def there(self, code: str) -> dict[str, pl.Expr]:
        """For each column whether it has a value, by a column of codes."""
        return {
            name: pl.lit(column.is_not_null()).gather(pl.col(code)) for name, column in self.columns().items()
        }

    def _made(self, cells: pl.Series) -> pl.DataFrame:
        """What is made of cells, with the texts of few words (all but the cell and its value) as categories."""
        frame = self._make(cells)
        self._table = None
        self.size += len(cells)
        words = [
            name for name, dtype in frame.schema.items() if dtype == pl.String and name not in self._whole
        ]
        return frame.with_columns(pl.col(words).cast(self._words))


def _of(column: pl.Series, code: pl.Expr | None) -> pl.Expr:
    """What gives a column by codes, or by that of its only cell."""
    text = _is_words(column)
    if column.null_count() == len(column):
        return pl.lit(None, pl.String if text else column.dtype)
    if code is None:
        return pl.lit(column[-1], pl.String if text else column.dtype)
    found = pl.lit(column).gather(code)
    return found.cast(pl.String) if text else found


def _is_words(column: pl.Series) -> bool:
    return isinstance(column.dtype, pl.Categorical)
