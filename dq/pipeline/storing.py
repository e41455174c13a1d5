"""Cleaned rows at rest on disk: written slice by slice, read as one frame."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from dq.clean.lexicon import Lexicon
from dq.model import columns
from dq.text.days import iso_of

ROW_GROUP: Final = 16_384
"""What the engine reads at a time, several of them at once: a few megabytes of a wide table."""
_FEW: Final = 64
"""Rows that show first whether it is worth to look at all of them."""


@dataclass(frozen=True, slots=True)
class _Files:
    """Files that follow one another, and what is not in them: columns that are known without, and those that the codes
    of a field's cells give."""

    known: Mapping[str, pl.Expr]
    coded: Mapping[str, Lexicon]
    paths: list[Path] = field(default_factory=list)


class Store:
    """The slices of a table in a folder, a Parquet file each, without the columns in which a slice has no value.

    Nor is there a text that is the same in all rows, or a text as it came that is how its value is written.
    ``rows``: how many there are.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self._folder = folder
        self._files: list[_Files] = []
        self._schema: pl.Schema | None = None
        self.rows = 0
        self._cells: Counter[str] = Counter()

    def add(
        self,
        rows: pl.DataFrame,
        coded: Mapping[str, Lexicon] | None = None,
        schema: pl.Schema | None = None,
    ) -> None:
        """Put a slice behind those that are there; all of them have the same columns. One without rows tells those.

        ``coded``: fields of which it has but the codes; what they stand for may yet grow. ``schema``: its columns with
        what they stand for, in order.
        """
        self._schema = schema or rows.schema
        if rows.is_empty():
            return
        coded = coded or {}
        known = self._known(rows)
        last = self._files[-1] if self._files else None
        if last is None or (known.keys(), coded.keys()) != (last.known.keys(), last.coded.keys()):
            self._files.append(_Files(known, coded))
        there = [column for column in rows.iter_columns() if column.null_count() < rows.height]
        self._cells.update({column.name: column.count() for column in there})
        path = self._folder / f"{sum(len(files.paths) for files in self._files):06d}.parquet"
        # Every row has its number: a slice is never without columns. (To select them would cost a quarter of this.)
        stored = pl.DataFrame(column for column in there if column.name not in known)
        stored.write_parquet(path, compression="lz4", statistics=False, row_group_size=ROW_GROUP)
        self._files[-1].paths.append(path)
        self.rows += rows.height

    def has(self, name: str) -> bool:
        """Whether any row has a value in a column."""
        return self._cells[name] > 0 or any(column.count() for column in self._looked_up(name))

    def count(self, name: str) -> int:
        """How many rows have a value in a column."""
        if not self._looked_up(name):
            return self._cells[name]
        return int(self.frame().select(pl.col(name).count()).collect(engine="streaming").item())

    def _looked_up(self, name: str) -> list[pl.Series]:
        """What lexicons have of a column."""
        lexicons = {id(one): one for files in self._files for one in files.coded.values()}
        return [one.columns()[name] for one in lexicons.values() if name in one.columns()]

    def frame(self, having: str | None = None, where: pl.Expr | None = None) -> pl.LazyFrame:
        """All rows in their order, or some, of which alone the other columns are looked up.

        ``having``: those with a value in this column; ``where``: those for which a condition on ``_id`` holds.
        """
        if self._schema is None:
            return pl.LazyFrame()
        if not self._files:
            return pl.LazyFrame(schema=self._schema)
        parts = [self._frame(files, self._schema, having, where) for files in self._files]
        return parts[0] if len(parts) == 1 else pl.concat(parts)

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._folder)

    def _known(self, rows: pl.DataFrame) -> dict[str, pl.Expr]:
        """The columns of a slice that need no place: of those of which it was true of all slices before."""
        if not self._files:
            found = ((name, _known_by(rows, name)) for name in rows.columns)
            return {name: expr for name, expr in found if expr is not None}
        before = self._files[-1].known
        return {name: expr for name, expr in before.items() if _is(rows, name, expr)}

    @staticmethod
    def _frame(files: _Files, schema: pl.Schema, having: str | None, where: pl.Expr | None) -> pl.LazyFrame:
        found, there = dict(files.known), dict[str, pl.Expr]()
        for field_, lexicon in files.coded.items():
            found |= lexicon.looked_up(columns.code(field_))
            there |= lexicon.there(columns.code(field_))
        stored = {name: dtype for name, dtype in schema.items() if name not in found}
        stored |= {columns.code(field_): pl.UInt32() for field_ in files.coded}
        rows = pl.scan_parquet(files.paths, schema=pl.Schema(stored), missing_columns="insert")
        if where is not None:
            rows = rows.filter(where)
        if having is not None:
            rows = rows.filter(there.get(having, found.get(having, pl.col(having)).is_not_null()))
        return rows.with_columns(**found).select(schema.names())


def _known_by(rows: pl.DataFrame, name: str) -> pl.Expr | None:
    """What gives a column back: one text, or how the value beside it is written; None if nothing does."""
    column = rows[name]
    if column.dtype != pl.String or column.null_count() == len(column):
        return None
    written = _written(rows.schema, columns.of_raw(name))
    for expr in (pl.lit(column[0], pl.String), *([] if written is None else [written])):
        if _is(rows, name, expr):
            return expr
    return None


def _is(rows: pl.DataFrame, name: str, expr: pl.Expr) -> bool:
    """Whether a column is what an expression gives."""
    same = expr.eq_missing(pl.col(name)).all()
    return bool(rows.head(_FEW).select(same).item()) and bool(rows.select(same).item())


def _written(schema: pl.Schema, value: str) -> pl.Expr | None:
    """How a text, a date or a whole number is written; None for other kinds."""
    dtype = schema.get(value)
    if dtype is None:
        return None
    if dtype == pl.Date:
        return iso_of(pl.col(value))
    return pl.col(value).cast(pl.String) if dtype == pl.String or dtype.is_integer() else None
