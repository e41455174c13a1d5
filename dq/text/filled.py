"""Texts with places for values, filled for whole columns."""

from __future__ import annotations

import polars as pl


def filled(text: str, *values: pl.Expr | pl.Series | str) -> pl.Expr:
    """The text with each ``{}`` replaced by a value: an expression, a series or the name of a column.

    Null where a value is null; named as the first of text and values is. In place of ``polars.format``, which panics in
    a streamed plan where the first chunk of a column has no rows left (polars 2.1).
    """
    before, *behind = text.split("{}")
    parts: list[pl.Expr | pl.Series | str] = [pl.lit(before)] if before else []
    for value, after in zip(values, behind, strict=True):
        parts += (value, pl.lit(after)) if after else (value,)
    return pl.concat_str(parts)
