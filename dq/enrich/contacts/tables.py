"""Companion tables as mentions and calls: joined to the cases, and stored by slices of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import (
    CALLS,
    MENTIONS,
    MINUTES,
    PARTY,
    POOLS,
    SOURCE,
    SOURCES,
    UNDATED,
    Earlier,
    digits,
)
from dq.enrich.contacts.people import id_key
from dq.enrich.contacts.relations import remarked
from dq.enrich.contacts.wide import FROM, case_columns, others, party_of
from dq.model import columns
from dq.model.columns import CASE, ID
from dq.model.enums import LIABLE, Party
from dq.packs.outcomes import Outcome

PART: Final = "part"
ROW_GROUP: Final = 8_192
"""Each slice's file is filled at the same time, and a row group is in memory until it is full."""


def stored(frame: pl.LazyFrame, folder: Path, slice_size: int) -> pl.LazyFrame:
    """A sink of a frame with a column ``case``: one Parquet file for each slice of cases that has any line."""
    folder.mkdir(mode=0o700)
    parts = frame.with_columns((pl.col("case") // slice_size).alias(PART))
    sink = parts.sink_parquet(
        pl.PartitionBy(folder, key=PART, include_key=False, approximate_bytes_per_file=None),
        compression="lz4",
        statistics=False,
        row_group_size=ROW_GROUP,
        lazy=True,
    )
    assert sink is not None
    return sink


def part_of(folder: Path, place: int, schema: Mapping[str, pl.DataType] | None = None) -> pl.DataFrame:
    """The lines of a slice; none if nothing was stored for it."""
    files = sorted((folder / f"{PART}={place}").glob("*.parquet"))
    return pl.read_parquet(files, hive_partitioning=False) if files else pl.DataFrame(schema=schema)


def whole(folder: Path, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """The lines of all slices."""
    files = sorted(folder.glob(f"{PART}=*/*.parquet"))
    return pl.scan_parquet(files, hive_partitioning=False) if files else pl.LazyFrame(schema=schema)


def from_contacts(table: pl.LazyFrame, known: pl.DataFrame, relations: Mapping[str, str]) -> pl.LazyFrame:
    """The companion table of contacts as mentions; ``relations``: what is written -> word of ``enums.yml``."""
    raw = pl.col("relation_raw").str.strip_chars().str.to_lowercase()
    person, remark = remarked(pl.col("contact_name"))
    relation = pl.coalesce(raw.replace_strict(relations, default=None, return_dtype=pl.String), remark)
    party = pl.coalesce(
        pl.col("party").cast(PARTY, strict=False), party_of(relation, Party.OTHER).cast(PARTY)
    )
    kind = pl.col("source_kind").replace_strict(
        {name: name for name in SOURCES}, default="other", return_dtype=pl.String
    )
    origin = pl.concat_str(
        pl.lit("contacts"), pl.coalesce("source_kind", pl.lit("other")), separator=":", ignore_nulls=True
    )
    since = pl.coalesce("source_date", "verified_on", "since")
    table = _of_cases(table, known).with_columns(party=party, source=kind.fill_null("other").cast(SOURCE))
    first = table.select(
        "case",
        "pool",
        (digits("phone") * POOLS + pl.col("pool")).alias("number"),
        pl.col(columns.raw("phone")).alias("cell"),
        "party",
        pl.coalesce("liable", pl.col("party").is_in([party.value for party in LIABLE])).alias("liable"),
        pl.lit(1000, pl.Int32).alias("order"),
        person.alias("name"),
        pl.coalesce("relation_raw", relation).alias("relation"),
        *(pl.col(columns.part("phone", part)).alias(part) for part in ("kind", "region", "operator")),
        pl.col(columns.part("phone", "state")).alias("phone_state"),
        *(pl.col(columns.part("phone", part)).alias(part) for part in ("reason", "signal", "others")),
        "source",
        pl.col("contact_id").alias("slot"),
        origin.alias("origin"),
        since.alias("since"),
        pl.col("source_date").alias("batch_on"),
        pl.col("verified_on"),
        pl.when("dnc").then(pl.col("dnc_on").fill_null(UNDATED)).otherwise("dnc_on").alias("opted_out_on"),
    )
    wanted = [pl.col(name).cast(dtype) for name, dtype in MENTIONS.items()]
    return pl.concat([first.select(wanted), others(first).select(wanted)])


def from_calls(
    table: pl.LazyFrame, known: pl.DataFrame, outcomes: Sequence[Outcome], as_of: date
) -> pl.LazyFrame:
    """The call log in the form of ``CALLS``: calls up to ``as_of`` on known cases, with a usable number."""
    places = {outcome.code: place for place, outcome in enumerate(outcomes)}
    at = pl.col("called_at").dt.epoch("s") // 60
    end = (as_of.toordinal() - date(1970, 1, 1).toordinal() + 1) * MINUTES
    return (
        _of_cases(table, known)
        .filter(at < end, pl.col("phone").is_not_null())
        .select(
            "case",
            (digits("phone") * POOLS + pl.col("pool")).alias("number"),
            at.cast(pl.Int32).alias("at"),
            pl.col("outcome").replace_strict(places, default=None, return_dtype=pl.UInt8).alias("outcome"),
            pl.col("party").cast(PARTY, strict=False).alias("party"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in CALLS.items())
    )


def _of_cases(table: pl.LazyFrame, known: pl.DataFrame) -> pl.LazyFrame:
    """The lines of a table on cases of the run, with the ``case``, its ``pool``, and its ``since``."""
    case = pl.col(CASE)
    facts = (pl.lit(known[name]).gather(case).alias(name) for name in ("pool", "since"))
    return table.filter(case.is_not_null()).with_columns(case.alias("case"), *facts)


def of_earlier(batch: Earlier, known: pl.DataFrame, cases: pl.LazyFrame) -> pl.LazyFrame:
    """The cases of an earlier batch that are cases of the run: by the case, if the debtor is not another, else by the
    debtor's id. A debtor is found by id only where all cases of the run count as one client's, or the batch names the
    client.
    """
    present = frozenset(batch.rows.collect_schema().names())
    placed = pl.col("placed_on").cast(pl.String) if "placed_on" in present else pl.lit(None, pl.String)
    debtor = id_key() if "id_no" in present else pl.lit(None, pl.UInt64)
    same = (debtor == pl.lit(known["id_key"]).gather(pl.col(CASE))).fill_null(value=True)
    tied = pl.col(CASE).is_not_null() & same
    rows = batch.rows.with_columns(
        pl.concat_str(pl.lit("earlier"), placed, separator=" ", ignore_nulls=True).alias(FROM)
    )
    wanted = [*(name for name in case_columns(present) if name != ID), FROM]
    parts = [rows.filter(tied).select(pl.col(CASE).alias(ID), *wanted)]
    by = ["id_no", *(["client"] if known["pool"].n_unique() > 1 else [])]
    if set(by) <= present and set(by) <= set(cases.collect_schema().names()):
        sure = pl.lit(known["id_key"]).gather(pl.col(ID)).is_not_null()
        mine = cases.filter(sure).select(ID, *by)
        rest = rows.filter(~tied).drop(ID, strict=False).join(mine, on=by, how="inner")
        parts.append(rest.select(ID, *wanted))
    return pl.concat(parts).with_columns(pl.col(ID).alias("case"))
