"""Which rows are one case, which cases belong together: by client for evidence on a number, by person for others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import POOLS
from dq.enrich.contacts.wide import since
from dq.model.columns import ID, ROW
from dq.model.contacts import Scope
from dq.model.known_by import case_number

CROWD: Final = 50
"""An id that stands in more cases than this is a filler and nobody's; a case number of more debtors names no case."""


def people(cases: pl.LazyFrame, scope: Scope) -> pl.DataFrame:
    """One line a row, in the order of ``_id``: ``case``, ``first``, ``row``, ``key``, ``id_key``, ``person``, ``pool``,
    ``since``, ``surname`` (the first letter of the debtor's name).

    ``first`` is the ``case`` of the first row that has the same case and debtor; what is known of the case is known of
    that row. ``key`` (UInt64, may be null) stands for client and case number, whoever the debtor is, ``id_key``
    (UInt64, may be null) for the debtor's id, ``person`` (UInt64, never null) for the debtor within the pool; a case
    whose debtor has no id is a person of its own. ``pool`` (UInt64): evidence on a number counts for cases of the same
    pool only.
    """
    present = cases.collect_schema().names()
    pool = _pools(cases) if scope == "same_client" and "client" in present else pl.lit(0, pl.UInt64)
    known = (
        cases.select(
            pl.col(ID).alias("case"),
            pl.col(ROW).alias("row"),
            _case_key(present).alias("key"),
            _debtor(present).hash(seed=8).alias("_debtor"),
            (id_key() if "id_no" in present else pl.lit(None, pl.UInt64)).alias("id_key"),
            pool.alias("pool"),
            since(present).alias("since"),
            (
                pl.col("debtor_name").str.slice(0, 1) if "debtor_name" in present else pl.lit(None, pl.String)
            ).alias("surname"),
        )
        .collect()
        .sort("case")
    )
    known = known.select("case", _firsts(known).alias("first"), pl.exclude("case", "_debtor"))
    known = known.with_columns(_without_crowds(known, name) for name in ("key", "id_key"))
    own = (pl.col("first").cast(pl.UInt64) + 1).hash(seed=3)
    whose = own if scope == "same_case" else pl.coalesce("id_key", own)
    return known.with_columns(whose.xor(pl.col("pool").hash(seed=5)).alias("person"))


def _without_crowds(known: pl.DataFrame, name: str) -> pl.Expr:
    """A column of what stands for ids or case numbers, null where it stands in more than :data:`CROWD` cases."""
    cases = known.filter(pl.col("case") == pl.col("first"), pl.col(name).is_not_null())
    crowds = cases.group_by(name).len().filter(pl.col("len") > CROWD)[name]
    return pl.when(~pl.col(name).is_in(crowds.implode())).then(name) if len(crowds) else pl.col(name)


def _case_key(present: Collection[str]) -> pl.Expr:
    number = case_number(present)
    client = pl.col("client") if "client" in present else pl.lit("")
    return pl.when(number.is_not_null()).then(number.hash(seed=6).xor(client.hash(seed=7)))


def _debtor(present: Collection[str]) -> pl.Expr:
    """The debtor's id, else the name."""
    return pl.coalesce(*(name for name in ("id_no", "debtor_name") if name in present), pl.lit(""))


def _firsts(known: pl.DataFrame) -> pl.Series:
    """``first`` of each row; looked for among the rows alone whose case stands in several."""
    several = known.filter(pl.col("key").is_not_null() & pl.col("key").is_duplicated())
    found = several.select(pl.col("case").min().over("key", "_debtor"))["case"]
    return known["case"].clone().scatter(several["case"], found)


def _pools(cases: pl.LazyFrame) -> pl.Expr:
    """The number of each client. Clients beyond the last number share it with one another."""
    clients = cases.select(pl.col("client").unique()).collect()["client"].drop_nulls().sort()
    places = pl.int_range(1, len(clients) + 1, dtype=pl.UInt64, eager=True).clip(1, POOLS - 1)
    return pl.col("client").replace_strict(clients, places, default=0, return_dtype=pl.UInt64)


def id_key() -> pl.Expr:
    """A number for the debtor's id, null if there is none."""
    return pl.when(pl.col("id_no").is_not_null()).then(pl.col("id_no").hash(seed=2))
