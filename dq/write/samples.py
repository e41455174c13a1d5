"""The small frames that the report shows beside the manifest, made from a run's own files."""

from __future__ import annotations

import itertools
from pathlib import Path

import polars as pl

from dq.model.enums import Kind
from dq.model.schema import names_of

_SHOWN = 20
_EDGES = (-10_000, -1_000, -100, -1, 0, 1, 100, 1_000, 10_000)


def samples(folder: Path) -> dict[str, pl.DataFrame]:
    """``exceptions``: the first rows of the list; ``overdue``: :func:`overdue_buckets`; ``differences``."""
    exceptions = pl.scan_parquet(folder / "exceptions.parquet")
    found = {"exceptions": exceptions.head(_SHOWN).collect(), "differences": differences(exceptions)}
    cleaned = pl.scan_parquet(folder / "cleaned.parquet")
    if {"days_overdue", "total_due"} <= set(cleaned.collect_schema().names()):
        found["overdue"] = overdue_buckets(cleaned)
    return found


def overdue_buckets(cases: pl.LazyFrame) -> pl.DataFrame:
    """Cases and money by days overdue: ``bucket`` (1-30, …), ``cases``, ``amount``; empty buckets too.

    Needs ``days_overdue`` and ``total_due``; cases without days are left out.
    """
    edges = (0, 30, 60, 90, 180, 360, 720)
    labels = ["≤0", *(f"{low + 1}–{high}" for low, high in itertools.pairwise(edges)), f"{edges[-1] + 1}+"]
    place = pl.sum_horizontal(pl.col("days_overdue") > edge for edge in edges).cast(pl.UInt32)
    counted = (
        cases.filter(pl.col("days_overdue").is_not_null())
        .group_by(place.alias("place"))
        .agg(pl.len().alias("cases"), pl.col("total_due").sum().alias("amount"))
        .collect()
    )
    return (
        pl.DataFrame({"bucket": labels})
        .with_row_index("place")
        .join(counted, on="place", how="left", maintain_order="left")
        .select("bucket", pl.col("cases", "amount").fill_null(0))
    )


def differences(exceptions: pl.LazyFrame) -> pl.DataFrame:
    """How far amounts are from what they should be: ``bucket``, ``findings``, ``amount`` (their sum); in yuan.

    Of the findings on amounts that have a suggestion: the value in the file less the suggested one. Empty buckets
    too, but no rows at all where there is no such finding.
    """
    labels = [
        f"< {_EDGES[0]:,}", *(f"{low:,} – {high:,}" for low, high in itertools.pairwise(_EDGES)),
        f"≥ {_EDGES[-1]:,}",
    ]  # fmt: skip
    amount = pl.Decimal(18, 2)
    apart = (
        exceptions.filter(pl.col("field").is_in(names_of(Kind.MONEY)) & pl.col("suggestion").is_not_null())
        .select(pl.col("value").cast(amount, strict=False) - pl.col("suggestion").cast(amount, strict=False))
        .select(apart=pl.col("value"))
        .filter(pl.col("apart") != 0)
        .with_columns(place=pl.sum_horizontal(pl.col("apart") >= edge for edge in _EDGES).cast(pl.UInt32))
        .group_by("place")
        .agg(pl.len().alias("findings"), pl.col("apart").sum().alias("amount"))
        .collect()
    )
    if apart.is_empty():
        return pl.DataFrame(schema={"bucket": pl.String, "findings": pl.UInt32, "amount": amount})
    return (
        pl.DataFrame({"bucket": labels})
        .with_row_index("place")
        .join(apart, on="place", how="left", maintain_order="left")
        .select("bucket", pl.col("findings", "amount").fill_null(0))
    )
