"""Dates as text, ``2026-01-31``."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)
_ZERO = date(1970, 1, 1)


def iso(days: pl.Series) -> pl.Series:
    """Dates as ISO 8601 writes them; null stays null. Looked up, which costs a tenth of formatting each."""
    place = days.to_physical() - (_FIRST - _ZERO).days
    first, last = place.min(), place.max()
    if first is None or last is None or first < 0 or last >= len(_written()):  # type: ignore[operator]
        return days.cast(pl.String)
    return _written().gather(place.cast(pl.UInt32)).alias(days.name)


def iso_of(days: pl.Expr) -> pl.Expr:
    """The same for an expression: a date or the number of a day from 1970-01-01 on; a day outside 1900 to 2100 is its
    nearest there."""
    place = days.cast(pl.Int32) - (_FIRST - _ZERO).days
    return pl.lit(_written()).gather(place.clip(0, len(_written()) - 1))


@cache
def _written() -> pl.Series:
    return pl.date_range(_FIRST, _LAST, eager=True).cast(pl.String)
