"""Tables by small whole numbers: a column with a place for each number, which is looked up without a join."""

from __future__ import annotations

import polars as pl


def spread(places: pl.Series, values: pl.Series, size: int) -> pl.Series:
    """The values at their places in a column of ``size`` and the same name, null elsewhere."""
    return pl.Series(values.name, [None], values.dtype).new_from_index(0, size).scatter(places, values)


def marked(places: pl.Series, size: int) -> pl.Series:
    """True at these places in a column of ``size``, False elsewhere; a null place is none."""
    return pl.repeat(False, size, dtype=pl.Boolean, eager=True).scatter(places.drop_nulls(), True)


def numbered(calls: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The calls with ``called``, a running number for each case and number, and these (``case``, ``number``) by it."""
    pairs = calls.select("case", "number").unique()
    places = pairs.with_row_index("called")
    return calls.join(places, on=["case", "number"], how="left"), pairs
