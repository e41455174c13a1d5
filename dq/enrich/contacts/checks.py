"""What bought checks say of numbers, by number."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import POOLS, digits, minutes_of
from dq.model.contacts import Digest

CHECKED: Final = {
    "digits": pl.UInt64, "check_alive_at": pl.Int32, "check_dead_at": pl.Int32, "check_cut_at": pl.Int32,
    "recycled_on": pl.Date, "held_on": pl.Date, "doubtful_on": pl.Date, "checked_on": pl.Date,
}  # fmt: skip
"""The last day or minute of each answer; ``recycled_on`` is when the number was given out again, ``held_on`` the last
day on which it was still with the same subscriber."""

_CHINA: Final = 86 * 10**11
_DIGESTS: Final[dict[Digest, Callable[[bytes], str]]] = {
    "md5": lambda text: hashlib.md5(text, usedforsecurity=False).hexdigest(),
    "sha256": lambda text: hashlib.sha256(text).hexdigest(),
}


def check_facts(table: pl.LazyFrame | None, numbers: pl.LazyFrame, as_of: date) -> pl.DataFrame:
    """The results of checks by number (columns :data:`CHECKED`), those up to ``as_of``; one without a day that can be
    read is taken as one of that day, for a file of results is bought for the run. A number that is given out again
    since a day to come was given out by the day of the check.

    ``numbers`` has all numbers of the run in its column ``number``; they are digested only if a result file has
    digests in place of numbers.
    """
    if table is None:
        return pl.DataFrame(schema=CHECKED)
    dated = table.with_columns(pl.col("checked_on").fill_null(as_of))
    rows = dated.filter(pl.col("checked_on") <= as_of).collect().with_columns(digits("phone").alias("digits"))
    for digest in _DIGESTS:
        named = f"phone_{digest}"
        if rows.select((pl.col("digits").is_null() & pl.col(named).is_not_null()).any()).item():
            plain = (
                numbers.select((pl.col("number") // POOLS).alias("digits"))
                .unique()
                .collect()["digits"]
                .drop_nulls()
            )
            table_of = pl.DataFrame({named: digested(plain, digest), "found": plain})
            rows = rows.with_columns(pl.col(named).str.to_lowercase()).join(table_of, on=named, how="left")
            rows = rows.with_columns(pl.coalesce("digits", "found").alias("digits")).drop("found")
    day = pl.col("checked_on")
    at = minutes_of(day)
    given_out = pl.coalesce(pl.when(pl.col("recycled_since") <= as_of).then("recycled_since"), "checked_on")

    def last(value: pl.Expr, *results: str) -> pl.Expr:
        return pl.when(pl.col("result").is_in(results)).then(value).max()

    return (
        rows.filter(pl.col("digits").is_not_null())
        .group_by("digits")
        .agg(
            last(at, "active").alias("check_alive_at"),
            last(at, "vacant").alias("check_dead_at"),
            last(at, "suspended").alias("check_cut_at"),
            last(given_out, "recycled").alias("recycled_on"),
            last(day, "not_recycled").alias("held_on"),
            last(day, "silent", "risk", "absent").alias("doubtful_on"),
            day.max(),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in CHECKED.items())
    )


def digested(numbers: pl.Series, digest: Digest) -> pl.Series:
    """The digest of each number in lower-case hex: of Chinese mobiles without the country code, as providers take
    them, of others with it. The one place that goes through numbers one by one; it is asked for few of them."""
    of = _DIGESTS[digest]
    chinese = numbers.is_between(_CHINA + 10**10, _CHINA + 2 * 10**10 - 1)
    national = numbers.zip_with(~chinese, numbers - _CHINA)
    return pl.Series([of(str(number).encode()) for number in national], dtype=pl.String)
