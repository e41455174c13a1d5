"""What is known of a debtor in one case, for the other cases of the same debtor: own numbers only."""

from __future__ import annotations

import polars as pl

from dq.enrich.contacts.history import Meaning
from dq.enrich.contacts.interface import MENTIONS, PARTY, SOURCE, day_of, e164
from dq.enrich.contacts.wide import FROM, OWN_FIELDS, PHONE_FIELDS, case_columns
from dq.model.columns import ID
from dq.model.enums import Party
from dq.model.known_by import case_number

_OWN = Party.SELF.value


def sibling_cases(cases: pl.LazyFrame, known: pl.DataFrame) -> pl.DataFrame:
    """For each case of a debtor with several: ``case``, another one (``to``), and where from (``_from``)."""
    firsts = known.filter(pl.col("case") == pl.col("first"))
    several = firsts.filter(pl.col("person").is_duplicated()).select("case", "person")
    pairs = several.join(several.select("person", pl.col("case").alias("to")), on="person")
    pairs = pairs.filter(pl.col("case") != pl.col("to"))
    number = case_number(cases.collect_schema().names())
    numbers = cases.select(pl.col(ID).alias("case"), number.alias("no"))
    origin = pl.concat_str(pl.lit("case"), "no", separator=" ", ignore_nulls=True).alias(FROM)
    return numbers.join(pairs.lazy(), on="case").select("case", "to", origin).collect().sort("case", "to")


def sibling_rows(cases: pl.LazyFrame, pairs: pl.DataFrame) -> pl.LazyFrame:
    """The debtor's own cells of the other cases, in the form of the case file; ``case`` is the one they are told of."""
    present = frozenset(cases.collect_schema().names())
    own = frozenset(name for name in present if name not in PHONE_FIELDS or name in OWN_FIELDS)
    wanted = [name for name in case_columns(own) if name != ID and name in present]
    rows = cases.join(pairs.lazy(), left_on=ID, right_on="case")
    return rows.select(pl.col("to").alias(ID), *wanted, FROM, pl.col("to").alias("case"))


def sibling_mentions(
    mentions: pl.LazyFrame, calls: pl.LazyFrame, pairs: pl.DataFrame, meaning: Meaning
) -> pl.LazyFrame:
    """Own numbers that companion tables name in the other cases, and numbers on which the debtor answered there."""
    told = mentions.filter(pl.col("party") == _OWN, pl.col("number").is_not_null()).join(
        pairs.lazy(), on="case"
    )
    origin = pl.concat_str("origin", FROM, separator=" @ ")
    listed = told.with_columns(
        pl.col("to").alias("case"),
        pl.lit("other_case", SOURCE).alias("source"),
        pl.lit(None, pl.String).alias("slot"),
        origin.alias("origin"),
    )
    wanted = [pl.col(name).cast(dtype) for name, dtype in MENTIONS.items()]
    return pl.concat([listed.select(wanted), _answered(calls, pairs, meaning).lazy().select(wanted)])


def _answered(calls: pl.LazyFrame, pairs: pl.DataFrame, meaning: Meaning) -> pl.DataFrame:
    reached = (
        calls.filter(meaning.is_(reached=("rpc",)))
        .join(pairs.lazy(), on="case")
        .group_by("to", "number", FROM)
        .agg(pl.col("at").min())
        .collect()
    )
    names = ("name", "kind", "region", "operator", "reason", "signal", "phone_state", "slot", "batch_on",
             "verified_on", "opted_out_on")  # fmt: skip
    nothing = [pl.lit(None, MENTIONS[name]).alias(name) for name in names]
    return reached.select(
        pl.col("to").alias("case"), "number", e164(pl.col("number")).alias("cell"),
        pl.lit(_OWN, PARTY).alias("party"),
        pl.lit(value=True).alias("liable"),
        pl.lit(2000, pl.Int32).alias("order"),
        pl.lit("本人").alias("relation"),
        pl.lit("other_case", SOURCE).alias("source"),
        pl.concat_str(pl.lit("calls"), FROM, separator=" @ ").alias("origin"),
        day_of(pl.col("at")).alias("since"),
        *nothing,
    )  # fmt: skip
