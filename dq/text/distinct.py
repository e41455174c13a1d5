"""Asking of texts what is the same for equal ones: once for each, where a column has few."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

FEW = 0.05
"""A column with a smaller share of distinct values is judged by its distinct values."""
_FIRST = 1_000


def by_distinct(judge: Callable[[pl.Series], pl.Series]) -> Callable[[pl.Series], pl.Series]:
    """``judge`` (text to Boolean), asked once for each distinct text where a column has few of them."""

    def judged(cells: pl.Series) -> pl.Series:
        if len(cells) < _FIRST or cells.head(_FIRST).n_unique() > _FIRST * FEW:
            return judge(cells)
        distinct = cells.unique()
        verdicts = judge(distinct)
        if verdicts.all():
            return pl.select(pl.when(cells.is_not_null()).then(True)).to_series()
        return cells.is_in(distinct.filter(verdicts).implode())

    return judged
