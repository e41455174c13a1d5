"""Who asked not to be called: numbers, debtors, third persons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from dq.enrich.contacts.interface import UNDATED, digits
from dq.model.columns import CASE, part

_NUMBERS = {"digits": pl.UInt64, "number_out_on": pl.Date}
_CASES = {"case": pl.UInt32, "case_out_on": pl.Date}
_NAMES = {"case": pl.UInt32, "name": pl.String, "name_out_on": pl.Date}


@dataclass(frozen=True, slots=True)
class OptOuts:
    """The first day of each wish that holds (``UNDATED`` if none tells): of a number, of all numbers of a case, of a
    person named in a case."""

    numbers: pl.DataFrame
    cases: pl.DataFrame
    names: pl.DataFrame


def opt_outs(
    table: pl.LazyFrame | None, known: pl.DataFrame, stopping: Collection[str], as_of: date
) -> OptOuts:
    """The wishes that end contact on ``as_of``; ``stopping``: their kinds (one without a kind counts).

    A debtor's wish holds in all cases of the debtor, a number's wherever the number stands; one that names several
    numbers holds for each. A wish without a day that can be read holds: nobody is called because a cell is unclear.
    """
    if table is None:
        return OptOuts(*(pl.DataFrame(schema=schema) for schema in (_NUMBERS, _CASES, _NAMES)))
    stops = pl.col("kind").is_in(list(stopping)).fill_null(value=True)
    lasts = pl.col("until").is_null() | (pl.col("until") >= as_of)
    made = (pl.col("opted_out_on") <= as_of).fill_null(value=True)
    wishes = table.filter(stops & lasts & made).select(
        pl.col(CASE).alias("case"),
        digits("phone").alias("digits"),
        "person_name",
        "scope",
        pl.col("opted_out_on").fill_null(UNDATED),
        pl.col(part("phone", "others")).str.split(";").alias("more"),
    )
    rows = wishes.collect().join(known.select("case", "person"), on="case", how="left")
    more = rows.filter(pl.col("more").is_not_null()).explode("more").with_columns(digits=digits("more"))
    rows, more = rows.drop("more"), more.drop("more")
    whole = pl.col("scope").eq("person") | (
        pl.col("scope").is_null() & pl.col("digits").is_null() & pl.col("person_name").is_null()
    )
    debtors = (
        rows.filter(whole & pl.col("case").is_not_null()).group_by("person").agg(pl.col("opted_out_on").min())
    )
    named = pl.col("person_name").is_not_null() & ~whole.fill_null(value=False)
    day = pl.col("opted_out_on").min()
    return OptOuts(
        numbers=pl.concat([rows, more])
        .filter(pl.col("digits").is_not_null())
        .group_by("digits")
        .agg(day.alias("number_out_on")),
        cases=known.join(debtors, on="person").select("case", pl.col("opted_out_on").alias("case_out_on")),
        names=rows.filter(named & pl.col("case").is_not_null())
        .group_by("case", pl.col("person_name").alias("name"))
        .agg(day.alias("name_out_on")),
    )
