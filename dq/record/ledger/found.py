"""What a run found, in the ledger's terms: fingerprints as numbers, values as keyed hashes."""

from __future__ import annotations

import polars as pl

from dq.record.ledger.key import Key

FOUND_SCHEMA = {
    "fingerprint": pl.Int64, "rule": pl.String, "field": pl.String, "case": pl.String, "value": pl.Int64,
}  # fmt: skip
"""One row a fingerprint; ``case`` as :data:`CASE`; ``value`` is a keyed hash, null if it is not known."""

CASE = pl.coalesce("case_no", pl.concat_str("file", pl.col("row").cast(pl.String), separator="#"))
"""What a case is known by, of an exception list or a cleaned dataset: its number, else its place."""

_ALL_BITS = 2**64 - 1


def number_of(fingerprint: str = "fingerprint") -> pl.Expr:
    """A column of fingerprints (16 hexadecimal digits) as the numbers that the ledger has (Int64)."""
    return pl.col(fingerprint).str.to_integer(base=16, dtype=pl.UInt64).reinterpret(signed=True)


def digits_of(numbers: pl.Series) -> pl.Series:
    """The other way: the ledger's numbers as 16 hexadecimal digits."""
    return pl.Series([f"{number & _ALL_BITS:016x}" for number in numbers], dtype=pl.String)


def found_in(key: Key, listed: pl.LazyFrame, *, known: bool = True) -> pl.DataFrame:
    """An exception list as :data:`FOUND_SCHEMA`; ``known``: its values are those of the cells, and no masks.

    Findings with one fingerprint (a case that stands twice in a file) count as one, with a hash of all their values.
    """
    frame = listed.select(number_of(), "rule", "field", "value", case=CASE).collect()
    value = key.hashes(frame["value"].fill_null("")) if known else pl.lit(None, pl.Int64)
    hashed = frame.select("fingerprint", "rule", "field", "case", value=value)
    if hashed["fingerprint"].is_unique().all():
        return hashed
    total = pl.col("value").sum() if known else pl.col("value").first()  # sums wrap around, in any order
    return hashed.group_by("fingerprint", maintain_order=True).agg(
        pl.col("rule", "field", "case").first(), total
    )
