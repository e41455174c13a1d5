"""Words of closed lists: what sources write is looked up, what is not on the list is told."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dq.clean.interface import Cleaner, all_but, join_steps, nothing_else, step_if
from dq.clean.texts import normal_form


def enum_cleaner(words: Mapping[str, str]) -> Cleaner:
    """A cleaner for a field whose values are on a list; ``words``: what may be written (lower case) -> the word."""
    canonical = sorted(set(words.values()))

    def slow(cells: pl.Series) -> pl.DataFrame:
        frame = normal_form(cells).with_columns(
            word=pl.col("value")
            .str.to_lowercase()
            .replace_strict(words, default=None, return_dtype=pl.String)
        )
        return frame.select(
            value=pl.col("word"),
            step=pl.when(pl.col("word").is_not_null() | pl.col("value").is_null()).then(
                join_steps(pl.col("step"), step_if(pl.col("word") != pl.col("value"), "enum.word"))
            ),
            bad=pl.when(pl.col("value").is_not_null() & pl.col("word").is_null()).then(
                pl.lit("unknown_value")
            ),
        )

    def fast(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        return nothing_else(cells), all_but(cells, cells.is_in(canonical))

    return Cleaner(fast, slow, ("enum", *sorted(words.items())))
