"""Rows whose case stands in the file before them already: what they say is told of the first row of the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from dq.enrich.contacts.interface import Given
from dq.enrich.contacts.wide import mentions
from dq.model.columns import CASE, ID


def repeating(known: pl.DataFrame) -> pl.Expr | None:
    """Which rows of the case file have a case that an earlier row has (see :func:`dq.enrich.contacts.people.people`);
    None if there are none."""
    if (known["first"] == known["case"]).all():
        return None
    return pl.col(ID) != first_of(ID, known)


def of_firsts(given: Given, known: pl.DataFrame) -> Given:
    """The companion tables, tied to the first row of each case."""
    first = first_of(CASE, known)

    def tied(table: pl.LazyFrame | None) -> pl.LazyFrame | None:
        return None if table is None else table.with_columns(first)

    earlier = [replace(batch, rows=batch.rows.with_columns(first)) for batch in given.earlier]
    return replace(
        given, contacts=tied(given.contacts), calls=tied(given.calls), optouts=tied(given.optouts), earlier=earlier
    )  # fmt: skip


def first_of(name: str, known: pl.DataFrame) -> pl.Expr:
    """The first row of the case of a row, whose number a column has."""
    return pl.lit(known["first"]).gather(pl.col(name)).alias(name)


def cells_again(rows: pl.DataFrame, known: pl.DataFrame, headers: Mapping[str, str]) -> pl.DataFrame:
    """The cells of such rows as mentions of their case, and ``id``: the row that each stands in."""
    pools = known["pool"].gather(rows[ID])
    told = mentions(rows.with_columns(pools), headers)
    return told.with_columns(pl.col("case").alias("id"), first_of("case", known))
