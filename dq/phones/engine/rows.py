"""The rows of a packed table, and their keeping on disk."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

import polars as pl

ROW: Final = 1000
"""Entries of a row: one for each three digits."""


class Rows:
    """A table that grows by rows made here and by whole tables from disk."""

    def __init__(self) -> None:
        self._done = pl.Series("table", [], dtype=pl.Int32)
        self._fresh = array("i")

    def __len__(self) -> int:
        return (len(self._done) + len(self._fresh)) // ROW

    def new(self) -> int:
        """Add a row and tell its number."""
        self._fresh.extend([0] * ROW)
        return len(self) - 1

    def put(self, number: int, slot: int, values: list[int]) -> None:
        """Set entries of a row that was made since the table was last asked for."""
        start = number * ROW - len(self._done) + slot
        self._fresh[start : start + len(values)] = array("i", values)

    def append(self, table: pl.Series) -> None:
        """Add the rows of another table, whose entries already are right here."""
        self._done = pl.concat([self.table(), table.rename("table")], rechunk=True)

    def table(self) -> pl.Series:
        """All entries, row after row."""
        if self._fresh:
            self._done = pl.concat(
                [self._done, pl.Series("table", self._fresh, dtype=pl.Int32)], rechunk=True
            )
            self._fresh = array("i")
        return self._done


def moved(table: pl.Series, base: int, leaves: list[int]) -> pl.Series:
    """A table from disk with its rows counted from ``base`` on and its leaves by their numbers here."""
    entries = pl.Series([~leaf for leaf in leaves], dtype=pl.Int32)
    here = entries.gather((-1 - table).clip(0))
    return pl.select(pl.when(table >= 0).then(table + base).otherwise(here)).to_series()


def reached(table: pl.Series, roots: Iterable[int]) -> tuple[pl.Series, dict[int, int], list[int]]:
    """The part of a table that some rows lead to, counted from 0.

    Returns that part, the new number of each of its rows by the old one, and the leaves in the order in which
    the part numbers them.
    """
    numbers: dict[int, int] = {}
    todo = list(roots)
    for number in todo:
        if number not in numbers:
            numbers[number] = len(numbers)
            below = table.slice(number * ROW, ROW).unique()
            todo.extend(below.filter(below >= 0).to_list())
    if not numbers:
        return pl.Series("table", [], dtype=pl.Int32), {}, []
    part = pl.concat([table.slice(number * ROW, ROW) for number in numbers], rechunk=True)
    leaves = (-1 - part.filter(part < 0)).unique().sort().to_list()
    old = [*numbers, *(~leaf for leaf in leaves)]
    new = [*numbers.values(), *(~place for place in range(len(leaves)))]
    return part.replace_strict(old, new, return_dtype=pl.Int32), numbers, leaves
