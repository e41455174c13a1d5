"""A batch as metrics see it: the lazy frame, its schema, and the rows and columns that a metric is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from dq.expect.engine.unfit import UnfitError
from dq.expect.engine.values import is_text

INDEX = "__dq_row__"


@dataclass(frozen=True)
class Frame:
    """A lazy frame with its schema, resolved once."""

    lazy: pl.LazyFrame

    @cached_property
    def schema(self) -> pl.Schema:
        """Column names and types."""
        return self.lazy.collect_schema()

    def dtype(self, name: str) -> pl.DataType:
        """The type of a column; raises :class:`UnfitError` if there is none of this name."""
        if name not in self.schema:
            raise UnfitError(f"there is no column '{name}'")
        return self.schema[name]

    def column(self, name: str) -> pl.Expr:
        """A column, in which NaN is a missing value."""
        column = pl.col(name)
        return column.fill_nan(None) if self.dtype(name).is_float() else column

    def number(self, name: str) -> pl.Expr:
        """A column of numbers; raises :class:`UnfitError` if it holds something else."""
        dtype = self.dtype(name)
        if not (dtype.is_numeric() or isinstance(dtype, pl.Boolean)):
            raise UnfitError(f"column '{name}' holds {dtype}, not numbers")
        return self.column(name)

    def text(self, name: str) -> pl.Expr:
        """A column as the text that Python's ``str`` makes of its values."""
        dtype, column = self.dtype(name), self.column(name)
        if isinstance(dtype, pl.Boolean):
            return pl.when(column).then(pl.lit("True")).when(~column).then(pl.lit("False"))
        return column if isinstance(dtype, pl.String) else column.cast(pl.String)

    def texts(self, name: str) -> pl.Expr:
        """A column of texts; raises :class:`UnfitError` if it holds something else."""
        dtype = self.dtype(name)
        if not is_text(dtype):
            raise UnfitError(f"column '{name}' holds {dtype}, not texts")
        return self.column(name).cast(pl.String)


@dataclass(frozen=True)
class Domain:
    """What a metric is about: its columns, and the rows as a condition (None: every row)."""

    columns: tuple[str, ...]
    rows: pl.Expr | None

    def where(self, *more: pl.Expr) -> pl.Expr | None:
        """The rows of the domain for which the further conditions hold; None if these are all rows."""
        every = [*([self.rows] if self.rows is not None else []), *more]
        return pl.all_horizontal(every) if every else None


def columns_of(kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that a metric's domain names."""
    if "column" in kwargs:
        return (kwargs["column"],)
    if "column_A" in kwargs:
        return (kwargs["column_A"], kwargs["column_B"])
    return tuple(kwargs.get("column_list") or ())


def considered(frame: Frame, kwargs: Mapping[str, Any]) -> pl.Expr | None:
    """The rows that a metric of several columns considers, by ``ignore_row_if``; None for all."""
    present = [frame.column(name).is_not_null() for name in columns_of(kwargs)]
    match kwargs.get("ignore_row_if"):
        case "both_values_are_missing" | "all_values_are_missing":
            return pl.any_horizontal(present)
        case "either_value_is_missing" | "any_value_is_missing":
            return pl.all_horizontal(present)
        case "neither" | "never" | None:
            return None
        case other:
            raise UnfitError(f"unknown value of ignore_row_if: '{other}'")
