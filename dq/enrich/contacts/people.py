"""Which cases belong together: by client, for evidence on a number, and by person, for numbers of other cases."""

from __future__ import annotations

import polars as pl

from dq.enrich.contacts.interface import POOLS
from dq.enrich.contacts.wide import since
from dq.model.columns import ID, ROW
from dq.model.contacts import Scope


def people(cases: pl.LazyFrame, scope: Scope) -> pl.DataFrame:
    """One line a case, in the order of ``_id``: ``case``, ``row``, ``key``, ``id_key``, ``person``, ``pool``,
    ``since``, ``surname`` (the first letter of the debtor's name).

    ``key`` (UInt64) stands for the case number, ``id_key`` (UInt64, may be null) for the debtor's id, ``person``
    (UInt64, never null) for the debtor within the pool; a case whose debtor has no id is a person of its own.
    ``pool`` (UInt64): evidence on a number counts for cases of the same pool only.
    """
    present = cases.collect_schema().names()
    own = (pl.col(ID).cast(pl.UInt64) + 1).hash(seed=3)
    named = "id_no" in present and scope != "same_case"
    whose = pl.coalesce(id_key(), own) if named else own
    pool = _pools(cases) if scope == "same_client" and "client" in present else pl.lit(0, pl.UInt64)
    return (
        cases.select(
            pl.col(ID).alias("case"),
            pl.col(ROW).alias("row"),
            (pl.col("case_no").hash(seed=6) if "case_no" in present else pl.lit(None, pl.UInt64)).alias(
                "key"
            ),
            (id_key() if "id_no" in present else pl.lit(None, pl.UInt64)).alias("id_key"),
            whose.xor(pool.hash(seed=5)).alias("person"),
            pool.alias("pool"),
            since(present).alias("since"),
            (
                pl.col("debtor_name").str.slice(0, 1) if "debtor_name" in present else pl.lit(None, pl.String)
            ).alias("surname"),
        )
        .collect()
        .sort("case")
    )


def _pools(cases: pl.LazyFrame) -> pl.Expr:
    """The number of each client. Clients beyond the last number share it with one another."""
    clients = cases.select(pl.col("client").unique()).collect()["client"].drop_nulls().sort()
    places = pl.int_range(1, len(clients) + 1, dtype=pl.UInt64, eager=True).clip(1, POOLS - 1)
    return pl.col("client").replace_strict(clients, places, default=0, return_dtype=pl.UInt64)


def id_key() -> pl.Expr:
    """A number for the debtor's id, null if there is none."""
    return pl.when(pl.col("id_no").is_not_null()).then(pl.col("id_no").hash(seed=2))
