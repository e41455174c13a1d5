"""Texts filled for whole columns, wherever the rows of a chunk went."""

from decimal import Decimal

import polars as pl

from dq.text.filled import filled


def test_each_place_takes_its_value_and_a_null_leaves_nothing():
    rows = pl.DataFrame({"name": ["甲", None], "number": [1, 2], "sum": [Decimal("1.50"), Decimal("2.00")]})

    told = rows.select(filled("{}: {} × {}", "name", pl.col("number") + 1, rows["sum"]).alias("told"))

    assert told["told"].to_list() == ["甲: 2 × 1.50", None]


def test_a_streamed_chunk_of_which_no_row_is_left():
    """``polars.format`` panics here."""
    rows = pl.DataFrame({"name": ["甲"] * 42, "kept": [False] * 40 + [True] * 2})
    rows = pl.concat([rows.head(40), rows.slice(40)], rechunk=False)

    told = rows.lazy().filter("kept").select(filled("{}!", "name").alias("told"))

    assert told.collect(engine="streaming")["told"].to_list() == ["甲!", "甲!"]
