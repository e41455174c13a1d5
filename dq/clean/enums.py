"""Words of closed lists: what sources write is looked up, what is not on the list is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from dq.clean.interface import Cleaner, all_but, join_steps, nothing_else, step_if
from dq.clean.texts import normal_form

YES, NO = "yes", "no"
"""The two words of a flag."""

_MANY = 1_000


def enum_cleaner(words: Mapping[str, str]) -> Cleaner:
    """A cleaner for a field whose values are on a list; ``words``: what may be written (lower case) -> the word."""
    canonical = sorted(set(words.values()))

    def fast(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        return nothing_else(cells), all_but(cells, cells.is_in(canonical))

    slow = by_distinct_cells(lambda cells: _looked_up(cells, words))
    return Cleaner(fast, slow, ("enum", *sorted(words.items())))


def flag_cleaner(words: Mapping[str, str]) -> Cleaner:
    """A cleaner for a yes or no; ``words``: what may be written (lower case) -> ``yes`` or ``no``."""

    def clean(cells: pl.Series) -> pl.DataFrame:
        told = _looked_up(cells, words)
        return told.with_columns(value=pl.col("value") == YES)

    slow = by_distinct_cells(clean)
    return Cleaner(lambda cells: (slow(cells), pl.Series([False])), slow, ("flag", *sorted(words.items())))


def _looked_up(cells: pl.Series, words: Mapping[str, str]) -> pl.DataFrame:
    frame = normal_form(cells).with_columns(
        word=pl.col("value").str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    )
    return frame.select(
        value=pl.col("word"),
        step=pl.when(pl.col("word").is_not_null() | pl.col("value").is_null()).then(
            join_steps(pl.col("step"), step_if(pl.col("word") != pl.col("value"), "enum.word"))
        ),
        bad=pl.when(pl.col("value").is_not_null() & pl.col("word").is_null()).then(pl.lit("unknown_value")),
    )


def by_distinct_cells(clean: Callable[[pl.Series], pl.DataFrame]) -> Callable[[pl.Series], pl.DataFrame]:
    """``clean``, asked once for each distinct cell: columns of words repeat a few of them many times."""

    def cleaned(cells: pl.Series) -> pl.DataFrame:
        if len(cells) < _MANY:
            return clean(cells)
        distinct = cells.unique()
        if len(distinct) > len(cells) // 2:
            return clean(cells)
        table = clean(distinct).with_columns(distinct.alias("_cell"))
        joined = (
            cells.alias("_cell")
            .to_frame()
            .join(table, on="_cell", how="left", nulls_equal=True, maintain_order="left")
        )
        return joined.drop("_cell")

    return cleaned
