"""What a flat rate really costs: the internal rate of return of its instalments."""

from __future__ import annotations

import polars as pl

from dq.loans.cents import WIDE, half_up, whole
from dq.loans.expected import MAX_RATE, MICRO, with_factor
from dq.loans.schedule import MAX_PERIODS

_YEARLY = 1200 * MICRO
_FACTOR_ONE = 10**20
# A flat rate costs less than twice itself, but for rounding.
_MOST = 2
_HALVINGS = 31  # of twice MAX_RATE in millionths of a percent, down to less than one


def costs_more(loans: pl.DataFrame) -> pl.Series:
    """Whether loans at a flat rate cost more than ``limit`` (percent a year), without working out what they cost.

    ``loans`` as :func:`effective_rate` takes them, with a column ``limit`` (Decimal). Returns a Boolean series of the
    same height and order; null where the rate, the term or the limit can't be judged. Exact to the limits of
    :func:`effective_rate`.
    """
    terms = loans.select(
        flat=pl.col("annual_rate").cast(pl.Decimal(38, 6)).to_physical().cast(WIDE),
        periods=pl.col("term_periods").cast(pl.Int64),
        rate=pl.col("limit").cast(pl.Decimal(38, 6)).to_physical().cast(WIDE),
    )
    in_range = pl.col("flat", "rate").is_between(0, MAX_RATE * MICRO)
    sound = pl.all_horizontal(in_range, pl.col("periods").is_between(1, MAX_PERIODS))
    near = terms.with_row_index("place").filter(sound & (pl.col("rate") < pl.col("flat") * _MOST + MICRO))
    share = half_up(whole(_FACTOR_ONE), pl.col("periods").cast(WIDE))
    pays = share + pl.col("flat") * (_FACTOR_ONE // _YEARLY)
    more = terms.select(pl.when(sound).then(pl.lit(value=False))).to_series()
    if near.is_empty():
        return more
    return more.scatter(near["place"], with_factor(near).select(pays > pl.col("factor")).to_series())


def effective_rate(loans: pl.DataFrame) -> pl.Series:
    """The effective rate in percent a year (twelve times the monthly one) of loans at a flat rate (等本等息).

    ``loans`` has ``annual_rate`` (percent a year of the whole principal, Decimal) and ``term_periods`` (months).
    Returns a Decimal(9, 4) series of the same height and order; null where a rate is null, negative or above
    :data:`MAX_RATE`, or a term outside 1–1200.
    """
    terms = loans.select(
        flat=pl.col("annual_rate").cast(pl.Decimal(38, 6)).to_physical().cast(WIDE),
        periods=pl.col("term_periods").cast(pl.Int64),
    )
    sound = pl.col("flat").is_between(0, MAX_RATE * MICRO) & pl.col("periods").is_between(1, MAX_PERIODS)
    distinct = terms.filter(sound).unique(maintain_order=True)
    share = half_up(whole(_FACTOR_ONE), pl.col("periods").cast(WIDE))
    pays = share + pl.col("flat") * (_FACTOR_ONE // _YEARLY)
    search = distinct.with_columns(pays=pays, low=whole(0), high=pl.col("flat") * _MOST)
    for _ in range(_HALVINGS):
        search = with_factor(search.with_columns(rate=(pl.col("low") + pl.col("high") + 1) // 2))
        under = pl.col("factor") <= pl.col("pays")
        search = search.with_columns(
            low=pl.when(under).then("rate").otherwise("low"),
            high=pl.when(under).then("high").otherwise(pl.col("rate") - 1),
        ).drop("factor")
    percent = half_up(pl.col("low"), 100).cast(pl.Decimal(38, 4)) * pl.lit("0.0001").cast(pl.Decimal(38, 4))
    found = search.select("flat", "periods", effective=percent.cast(pl.Decimal(9, 4)))
    return terms.join(found, on=["flat", "periods"], how="left", maintain_order="left")["effective"]
