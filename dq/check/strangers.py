"""Whether a case is known to have the person that an opt-out names."""

from __future__ import annotations

import polars as pl

from dq.check.conduct import known_by_now
from dq.check.interface import Context, LinkNeed, Tables
from dq.model.columns import CASE, ID
from dq.model.companions import PERSONS
from dq.model.rules import Rule
from dq.packs.jurisdictions import stopping
from dq.text.names import is_debtor, name_key


def stranger_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Wishes that hold, of a person alone whom no table names in the case."""
    if set(rule.fields) - context.present:
        return []
    return [LinkNeed(rule.id, lambda tables: _of_strangers(tables, context))]


def _of_strangers(tables: Tables, context: Context) -> pl.LazyFrame:
    name = name_key(pl.col("person_name"))
    ends = pl.col("kind").is_null() | pl.col("kind").is_in(stopping(context.region))
    lasts = pl.col("until").is_null() | (pl.col("until") >= pl.lit(context.as_of))
    made = known_by_now("opted_out_on", context).fill_null(value=True)
    whole = pl.col("scope").eq("person").fill_null(value=False)
    wishes = tables["optouts"].filter(
        pl.col(CASE).is_not_null(), pl.col("phone").is_null(), ~whole, ~is_debtor(name, pl.lit(None))
    )
    named = wishes.filter(ends & lasts & made).select(pl.col(ID).alias("id"), CASE, person=name)
    strangers = named.join(tables[PERSONS], on=[CASE, "person"], how="anti")
    return strangers.select("id", told=pl.lit(None, pl.String))
