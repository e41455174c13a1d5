"""Write columns of national numbers by the templates of their classes."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from dq.phones.engine.classes import Template

_WIDEST: Final = 4


@cache
def _padded(width: int) -> pl.Series:
    return pl.Series([f"{n:0{width}d}" for n in range(10**width)], dtype=pl.String)


def render(
    national: pl.Series, template: pl.Series, templates: tuple[tuple[int, Template], ...]
) -> pl.Series:
    """Format numbers.

    Args:
        national: UInt64, the national digits.
        template: for each number the index of its template.
        templates: pairs of the number of national digits and the template.
    """
    kinds = template.unique().sort()
    if kinds.is_empty():
        return pl.Series([], dtype=pl.String)
    if len(kinds) == 1:
        return _written(national, *templates[kinds[0]])
    order = template.arg_sort()
    ordered = national.gather(order)
    counts = template.gather(order).unique_counts()
    parts, start = [], 0
    for kind, count in zip(kinds.to_list(), counts.to_list(), strict=True):
        parts.append(_written(ordered.slice(start, count), *templates[kind]))
        start += count
    return pl.concat(parts, rechunk=True).gather(order.arg_sort())


def _written(national: pl.Series, size: int, template: Template) -> pl.Series:
    pieces: list[pl.Expr] = []
    for piece in template:
        pieces += [pl.lit(piece)] if isinstance(piece, str) else _digits(national, size, *piece)
    return pl.select(pl.concat_str(pieces)).to_series()


def _digits(national: pl.Series, size: int, start: int, end: int) -> list[pl.Expr]:
    """The digits from one position to another, at most four at a time, from tables of padded numbers."""
    pieces = []
    while start < end:
        width = min(_WIDEST, end - start)
        value = national // 10 ** (size - start - width) if size > start + width else national
        value = value % 10**width if start else value
        pieces.append(pl.lit(_padded(width).gather(value.cast(pl.UInt32))))
        start += width
    return pieces
